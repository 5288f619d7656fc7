"""The chain rule over the tables of rules: it knows no formula.

`expand(term)` replaces every lazy derivative (D, pullback, jvp, hessian, at) by its closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symrnn.algebra import orbits, ranged
from symrnn.algebra.adjoint import gradient
from symrnn.algebra.build import Part, plus, reshape_scalar, zero
from symrnn.algebra.differential import differential
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import map_children, replace, subs_index
from symrnn.algebra.language.words import block, eye, stack
from symrnn.algebra.rules import HELD, RULES
from symrnn.algebra.terms import Shape, Term, number
from symrnn.errors import NotSupportedError, said


@dataclass(frozen=True)
class RuleUse:
    """One use of a rule: its name, what was differentiated, and the derivative (None where it vanishes)."""

    rule: str
    term: Term
    derivative: Part


class Differentiation:
    """One traversal: `d(u)` is du/dx, `d.held(M, v)` is d(M v)/dx with v held constant."""

    def __init__(self, x: Term) -> None:
        self.x = x
        self.log: list[RuleUse] = []
        self._memo: dict[Term, Part] = {x: eye(x.shape[0]) if x.shape else number(1)}

    def __call__(self, y: Term) -> Part:
        """The derivative of y, None where it vanishes."""
        if y not in self._memo:
            self._memo[y] = self._derive(y) if depends(y, self.x) else None
            if depends(y, self.x):
                self.log.append(RuleUse(y.head, y, self._memo[y]))
        return self._memo[y]

    def _derive(self, y: Term) -> Part:
        if y.head == "stack":
            parts = [self(p) if self(p) is not None else zero(self.shape(p)) for p in y.args]
            return stack(*parts) if not self.x.shape else block([[p] for p in parts])
        if y.head == "T" and y.is_scalar:
            return self(y.args[0])
        if y.head == "total":
            body, k, lo, hi = y.args
            part = self(body)
            return None if part is None else Term("total", (part, k, lo, hi), part.shape)
        if y.head == "iterate":
            return orbits.jacobian(self, y)
        rule = RULES.get(y.head)
        if rule is not None and not (y.head == "norm" and not y.args[0].is_column):
            return rule(self, *y.args)
        if y.is_scalar:  # a scalar of a matrix: its gradient, transposed
            rise = gradient(y, self.x, number(1) if not y.shape else eye(1), slope)
            return rise.T if self.x.shape else rise
        if y.is_column and (y.head in HELD or y.head in ranged.WHOLE or y.head == "block"):  # times the column (1)
            return self.held(y, eye(1))
        raise self.refuse(y.head, y)

    def shape(self, y: Term) -> Shape:
        """The shape of dy/dx."""
        columns = self.x.shape[0] if self.x.shape else Size({(): 1})
        if not self.x.shape and not y.shape:
            return ()
        return (y.shape[0] if y.shape else Size({(): 1}), columns)

    def held(self, m: Term, v: Term) -> Part:
        """The derivative of m @ v with v held constant."""
        if not depends(m, self.x):
            return None
        if m.is_column and m.head not in HELD:
            part = self(m)
            return None if part is None else part * v if v.is_scalar else part
        if m.head == "matpow" and m.args[1].constant is not None and m.args[1].constant >= 1:
            rest: Part = None
            power, out = m.args[0], v
            for done in range(m.args[1].constant):
                left = m.args[1].constant - 1 - done
                part = self.held(power, out)
                for _ in range(left):
                    part = None if part is None else power @ part
                rest = plus(rest, part)
                out = power @ out
            return rest
        if m.head in ranged.WHOLE:
            return ranged.held(self, m, v)
        if m.head == "block":
            rows: list[Part] = []
            for blocks in m.args[0]:
                if len(blocks) != 1:
                    raise self.refuse("block", m)
                rows.append(self.held(blocks[0], v))
            shapes = [blocks[0].shape[0] for blocks in m.args[0]]
            columns = self.x.shape[0] if self.x.shape else Size({(): 1})
            filled = [p if p is not None else zero((r, columns)) for p, r in zip(rows, shapes, strict=True)]
            return block([[p] for p in filled])
        if m.head not in HELD:
            raise self.refuse(m.head, m)
        return HELD[m.head](self, v, *m.args)

    def refuse(self, rule: str, term: Term) -> NotSupportedError:
        """The error for a head without a rule (raised, or returned to be raised)."""
        raise NotSupportedError(f"the derivative through `{rule}`", got=said(term),
                                expected="a word with a rule: " + ", ".join(sorted({*RULES, *HELD})),
                                advice="write it with these words")


def slope(y: Term, x: Term) -> Part:
    """The derivative of y with respect to x, None where it vanishes."""
    return Differentiation(x)(y)


def jacobian(y: Term, x: Term) -> Term:
    """The closed form of D(y, x), for y free of lazy derivatives."""
    d = Differentiation(x)
    part = d(y)
    shape = d.shape(y)
    if part is None:
        return zero(shape)
    return reshape_scalar(part, shape) if part.is_scalar else part  # type: ignore[return-value]


def trace(y: Term, x: Term) -> Iterator[RuleUse]:
    """The uses of rules on the way to D(y, x), innermost first."""
    d = Differentiation(x)
    d(expand(y))
    yield from d.log


def expand(term: Term) -> Term:
    """Replace every lazy derivative and substitution by its closed form, and unroll products and sums of known length.

    Raises
    ------
    NotSupportedError
        Where a rule is missing; the message names the head.
    """
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node not in memo:
            memo[node] = _closed(map_children(node, walk) if node.head not in _OWN_ORDER else node, walk)
        return memo[node]

    return walk(term)


_OWN_ORDER = frozenset({"D", "pullback", "jvp", "hessian", "at"})  # the variable and the keys must stay leaves


def _closed(node: Term, go: Callable[[Term], Term]) -> Term:
    head, args = node.head, node.args
    if head == "D":
        return jacobian(go(args[0]), args[1])
    if head == "pullback":
        return gradient(go(args[0]), args[1], go(args[2]), slope)
    if head == "jvp":
        return differential(go(args[0]), args[1], go(args[2]))
    if head == "hessian":
        return jacobian(gradient(go(args[0]), args[1], number(1), slope), args[1])
    if head == "at":
        return go(replace(go(args[0]), {k: go(v) for k, v in args[1]}))
    if head in ("product", "total"):
        out = unroll(node)  # what stands inside may have a known length now
        return node if out == node else go(out)
    if head == "iterate" and args[3].constant is not None and 0 <= args[3].constant <= 12:
        out = args[2]
        for _ in range(args[3].constant):
            out = replace(args[0], {args[1]: out})
        return out
    return node


def unroll(node: Term) -> Term:
    """A product or sum over a range of known length, written out."""
    body, k, lo, hi = node.args
    length = (hi - lo + 1).constant
    if length is None or length > 12:
        return node
    if length <= 0:
        return eye(node.shape[0]) if node.head == "product" and node.shape else number(1) if node.head == "product" \
            else zero(node.shape)
    out = subs_index(body, k, lo)
    for step in range(1, length):
        factor = subs_index(body, k, lo + step)
        out = out + factor if node.head == "total" else factor @ out if node.shape else factor * out
    return out
