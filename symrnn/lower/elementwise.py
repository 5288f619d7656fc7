"""Sums and products of equal shapes, written so that nothing cancels where a function saturates.

`1 - tanh(u)**2` has lost all digits at u = 20; `sech2(u)` has them. The rewriting is done here, on sums and products of
nodes, so that every target gets it: `forms` holds the formulas, this file finds where they apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from symrnn.algebra.terms import SCALAR, Shape
from symrnn.lower import forms
from symrnn.lower.nodes import Graph, Node

Monomial = dict[tuple[Node, bool], Fraction]  # base and whether it stands below the line -> exponent


class Elementwise:
    """Makes sums, products and function values in a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._sums: dict[frozenset[tuple[Fraction, Node]], Node] = {}
        # A sum that is a known derivative, and a sum that is one together with other factors.
        self.known_sums: dict[Node, Node] = {}
        self.known_products: dict[Node, tuple[Node, Node]] = {}
        # Told of every function value, by name and argument.
        self.observe: Callable[[str, Node], None] = lambda _name, _u: None

    # -- reading -------------------------------------------------------------------------------------------------
    def monomial(self, node: Node) -> tuple[Fraction, Monomial]:
        """The node as a coefficient and powers."""
        if node.op == "num":
            return node.args[0], {}
        if node.op == "prod":
            return node.args[0], {(base, exponent < 0): exponent for base, exponent in node.args[1]
                                  if base.op != "ones"}
        return Fraction(1), {} if node.op == "ones" else {(node, False): Fraction(1)}

    def rebuilt(self, coefficient: Fraction, powers: Monomial) -> Node:
        """The node of a coefficient and powers; a scalar where no power is an array."""
        factors = [(base, exponent) for (base, _), exponent in powers.items()]
        return self.times(coefficient, factors, _shape(base for base, _ in factors))

    # -- products ------------------------------------------------------------------------------------------------
    def product(self, *nodes: Node) -> Node:
        """The elementwise product, scalars with anything."""
        return self.times(Fraction(1), [(node, Fraction(1)) for node in nodes], _shape(nodes))

    def scaled(self, coefficient: Fraction | int, node: Node) -> Node:
        """A number times a node."""
        return self.times(Fraction(coefficient), [(node, Fraction(1))], node.shape)

    def quotient(self, a: Node, b: Node) -> Node:
        """The elementwise quotient, scalars with anything."""
        return self.times(Fraction(1), [(a, Fraction(1)), (b, Fraction(-1))], a.shape or b.shape)

    def power(self, node: Node, exponent: Node | Fraction) -> Node:
        """The elementwise power."""
        if isinstance(exponent, Node) and exponent.op != "num":
            return self.graph.node("pow", node, exponent, shape=node.shape or exponent.shape)
        p: Fraction = exponent.args[0] if isinstance(exponent, Node) else exponent
        if p.denominator == 2:
            node, p = self.fn("sqrt", node), p * 2
        return self.times(Fraction(1), [(node, p)], node.shape)

    def times(self, coefficient: Fraction, factors: Iterable[tuple[Node, Fraction]], shape: Shape) -> Node:
        """A product of powers: flat, equal bases collected (numerator and denominator apart), known forms replaced."""
        graph = self.graph
        powers: Monomial = {}
        pending = list(reversed(list(factors)))
        while pending:
            base, exponent = pending.pop()
            if base.op == "ones":
                continue
            if exponent.denominator == 1:
                if base.op == "num" and (base.args[0] != 0 or exponent > 0):
                    coefficient *= base.args[0] ** int(exponent)
                    continue
                if base.op == "prod":
                    coefficient *= base.args[0] ** int(exponent)
                    pending.extend((b, e * exponent) for b, e in reversed(base.args[1]))
                    continue
                if base.op == "zeros" and exponent > 0:
                    coefficient = Fraction(0)
                    continue
            key = (base, exponent < 0)
            powers[key] = powers.get(key, Fraction(0)) + exponent
        if coefficient == 0:
            return graph.filled("zeros", shape)
        forms.cancel_positive(powers)
        change = forms.product_form(self, powers)
        if change is not None:
            return self.times(coefficient, change, shape)
        return self._interned(coefficient, powers, shape)

    def _interned(self, coefficient: Fraction, powers: Monomial, shape: Shape) -> Node:
        graph = self.graph
        if shape and all(base.shape == SCALAR for base, _ in powers):
            ones = graph.filled("ones", shape)
            if not powers and coefficient == 1:
                return ones
            return graph.node("prod", coefficient, (*_ordered(powers), (ones, Fraction(1))), shape=shape)
        if not powers:
            return graph.num(coefficient)
        if coefficient == 1 and list(powers.values()) == [Fraction(1)]:
            return next(iter(powers))[0]
        return graph.node("prod", coefficient, _ordered(powers), shape=shape)

    # -- sums ----------------------------------------------------------------------------------------------------
    def total(self, parts: Iterable[tuple[Fraction | int, Node]], shape: Shape) -> Node:
        """A sum with coefficients: equal parts collected, known forms replaced, common factors taken out."""
        items: dict[Node, Fraction] = {}
        for coefficient, node in self._flat(list(parts)):
            self._collect(items, Fraction(coefficient), node)
        while (change := forms.sum_form(self, items)) is not None:
            first, second, replacement = change
            left = [(key, value) for key, value in items.items() if key is not second]
            items = {}
            for key, value in left:
                self._collect(items, *((Fraction(1), replacement) if key is first else (value, key)))
        return self._sum_node(items, shape)

    def _collect(self, items: dict[Node, Fraction], coefficient: Fraction, node: Node) -> None:
        """Add a part; ones of any shape are the number that is added to every entry."""
        own, powers = self.monomial(node)
        bare = self.rebuilt(Fraction(1), powers)
        value = items.get(bare, Fraction(0)) + coefficient * own
        if value:
            items[bare] = value
        else:
            items.pop(bare, None)

    def _flat(self, parts: list[tuple[Fraction | int, Node]]) -> Iterable[tuple[Fraction, Node]]:
        """The parts, the first one opened where it is a sum: the order of evaluation stays the user's."""
        if parts and parts[0][0] == 1 and parts[0][1].op == "sum" and any(b is not parts[0][1] for _, b in parts[1:]):
            yield from parts[0][1].args
            parts = parts[1:]
        yield from ((Fraction(c), node) for c, node in parts if node.op != "zeros")

    def _sum_node(self, items: dict[Node, Fraction], shape: Shape) -> Node:
        if not items:
            return self.graph.filled("zeros", shape)
        if len(items) == 1:
            ((node, value),) = items.items()
            return self.times(value, [(node, Fraction(1))], shape)
        own = _shape(items)
        common = self._common(items)
        if common:
            rest = [(value, self.rebuilt(Fraction(1), _without(self.monomial(node)[1], common)))
                    for node, value in items.items()]
            inner = self.total(rest, _shape(node for _, node in rest))
            factors = [(base, exponent) for (base, _), exponent in common.items()]
            return self.times(Fraction(1), [*factors, (inner, Fraction(1))], shape)
        made = self._interned_sum(items, own)
        return made if own == shape else self.times(Fraction(1), [(made, Fraction(1))], shape)

    def _interned_sum(self, items: dict[Node, Fraction], shape: Shape) -> Node:
        key = frozenset((value, node) for node, value in items.items())
        if key not in self._sums:
            made = self.graph.node("sum", *((value, node) for node, value in items.items()), shape=shape)
            self._sums[key] = self.known_sums.get(made, made)
        return self.known_sums.get(self._sums[key], self._sums[key])

    def _common(self, items: dict[Node, Fraction]) -> Monomial:
        """The powers that every part of a sum has."""
        monomials = [self.monomial(node)[1] for node in items]
        shared = set(monomials[0]).intersection(*monomials[1:])
        return {key: monomials[0][key] for key in monomials[0]
                if key in shared and len({m[key] for m in monomials}) == 1}

    # -- functions -----------------------------------------------------------------------------------------------
    def fn(self, name: str, u: Node) -> Node:
        """A function of every entry, in the form that keeps its digits."""
        own, powers = self.monomial(u)
        if u.op == "zeros" or (u.shape and all(not base.shape for base, _ in powers)):
            # Equal entries: the function of one of them, in every place.
            entry = self.graph.num(0) if u.op == "zeros" else self.rebuilt(own, powers)
            return self.product(self.fn(name, entry), self.graph.filled("ones", u.shape))
        made = forms.function_form(self, name, u) or self.graph.node("fn", name, u, shape=u.shape)
        self.observe(name, u)
        return made

    def learn(self, derivative: Node, name: str, u: Node) -> None:
        """Remember that a node is the value of a function with a stable form of its own."""
        replacement = self.graph.node("fn", name, u, shape=u.shape)
        if derivative.op == "sum":
            self.known_sums[derivative] = replacement
        elif derivative.op == "prod":
            factors = dict(derivative.args[1])
            key = next((base for base in factors if base.op == "sum"), None)
            if key is not None and len(factors) == 2 and derivative.args[0] == 1:
                other = next(base for base in factors if base is not key)
                self.known_products[key] = (other, replacement)


def _ordered(powers: Monomial) -> tuple[tuple[Node, Fraction], ...]:
    """Scalars first, so that they meet before they meet an array; then in the order in which they were made."""
    pairs = [(base, exponent) for (base, _), exponent in powers.items()]
    return tuple(sorted(pairs, key=lambda pair: (pair[0].shape != SCALAR, pair[0].serial, pair[1] < 0)))


def _without(powers: Monomial, common: Monomial) -> Monomial:
    return {key: exponent for key, exponent in powers.items() if key not in common}


def _shape(nodes: Iterable[Node]) -> Shape:
    return next((node.shape for node in nodes if node.shape), SCALAR)

