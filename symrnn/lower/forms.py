"""Formulas that keep their digits: what is replaced by what, in sums, products and arguments of functions.

Each row is an identity of real functions, so that a complex argument leaves the term as it is written.

=========================  ==========================  ==========================================
lost where it saturates    written as                  where digits were lost
=========================  ==========================  ==========================================
1 - tanh(u)**2             sech2(u)                    large abs(u)
1 - sigmoid(u)             sigmoid(-u)                 large u
1 + tanh(u)                2*sigmoid(2*u)              u far below 0
1 + erf(u)                 erfc(-u)                    u far below 0
exp(u) - 1                 expm1(u)                    small u
1 - cos(u)                 2*sin(u/2)**2               small u
log(1 + x)                 log1p(x)                    small x
log(1 + exp(u))            softplus(u)                 overflow, u far below 0
log(sigmoid(u))            -softplus(-u)               overflow, large u
log(softmax(v))            log_softmax(v)              underflow
log(sum(exp(v)))           log_sum_exp(v)              overflow
1/(1 + exp(-u))            sigmoid(u)                  overflow
exp(-u**2)                 exp_square(-1, u)           rounding of u**2, large u
=========================  ==========================  ==========================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from symrnn.lower.nodes import Node

if TYPE_CHECKING:
    from symrnn.lower.elementwise import Elementwise, Monomial

ONE = Fraction(1)


def _square(e: Elementwise, name: str, u: Node) -> Node:
    return e.power(e.fn(name, u), Fraction(2))


def _half(e: Elementwise, name: str, u: Node) -> Node:
    return e.scaled(2, _square(e, name, e.scaled(Fraction(1, 2), u)))


# function f, power k, ratio r: P + r*P*f(u)**k = P * form(u)
SUMS: dict[tuple[str, int, Fraction | int], Callable[[Elementwise, Node], Node]] = {
    ("tanh", 2, -1): lambda e, u: e.fn("sech2", u),
    ("sigmoid", 2, -1): lambda e, u: e.product(e.fn("sigmoid", e.scaled(-1, u)), _plus_one(e, e.fn("sigmoid", u))),
    ("cos", 2, -1): lambda e, u: _square(e, "sin", u),
    ("sin", 2, -1): lambda e, u: _square(e, "cos", u),
    ("cosh", 2, -1): lambda e, u: e.scaled(-1, _square(e, "sinh", u)),
    ("sinh", 2, 1): lambda e, u: _square(e, "cosh", u),
    ("tanh", 1, -1): lambda e, u: e.scaled(2, e.fn("sigmoid", e.scaled(-2, u))),
    ("tanh", 1, 1): lambda e, u: e.scaled(2, e.fn("sigmoid", e.scaled(2, u))),
    ("sigmoid", 1, -1): lambda e, u: e.fn("sigmoid", e.scaled(-1, u)),
    ("erf", 1, -1): lambda e, u: e.fn("erfc", u),
    ("erf", 1, 1): lambda e, u: e.fn("erfc", e.scaled(-1, u)),
    ("exp", 1, -1): lambda e, u: e.scaled(-1, e.fn("expm1", u)),
    ("cos", 1, -1): lambda e, u: _half(e, "sin", u),
    ("cos", 1, 1): lambda e, u: _half(e, "cos", u),
    ("cosh", 1, -1): lambda e, u: e.scaled(-1, _half(e, "sinh", u)),
}
POSITIVE = frozenset(("exp", "exp_square", "sigmoid", "cosh", "sech2", "softplus", "erfc"))
_NAMES = frozenset(name for name, _, _ in SUMS)


def sum_form(e: Elementwise, items: dict[Node, Fraction]) -> tuple[Node, Node, Node] | None:
    """Two parts of a sum that have a joint form, and the form."""
    found: list[tuple[int, Node, Node, Node, Node]] = []
    monomials = {node: e.monomial(node)[1] for node in items}
    for second, powers in monomials.items():
        for (base, below), exponent in powers.items():
            if base.op != "fn" or base.args[0] not in _NAMES or below or base.is_complex:
                continue
            for k in (2, 1):
                smaller = dict(powers)
                del smaller[base, below]
                if exponent > k:
                    smaller[base, below] = exponent - k
                elif exponent != k:
                    continue
                for first in items:
                    ratio = items[second] / items[first]
                    if first is not second and monomials[first] == smaller and (base.args[0], k, ratio) in SUMS:
                        form = SUMS[base.args[0], k, ratio](e, base.args[1])
                        found.append((k, first, second, e.rebuilt(items[first], smaller), form))
    if not found:
        return None
    _, first, second, rest, form = max(found, key=lambda row: row[0])
    return first, second, e.product(rest, form)


def cancel_positive(powers: Monomial) -> None:
    """Cancel what is never zero above and below the line; other quotients stay, since x/x is not 1 at 0."""
    for base in [base for base, below in powers if below and (base, False) in powers]:
        if base.op == "softmax" or (base.op == "fn" and base.args[0] in POSITIVE and not base.is_complex):
            exponent = powers.pop((base, False)) + powers.pop((base, True))
            if exponent:
                powers[base, exponent < 0] = exponent


def product_form(e: Elementwise, powers: Monomial) -> list[tuple[Node, Fraction]] | None:
    """Factors that have a joint form; the new list of factors."""
    for (base, below), exponent in powers.items():
        if base.is_complex or exponent.denominator != 1:
            continue
        change: tuple[dict[tuple[Node, bool], Fraction], list[tuple[Node, Fraction]]] | None = None
        v = _one_plus_exp(base) if below else None
        if v is not None:  # 1/(1 + exp(v))
            change = {(base, True): exponent}, [(e.fn("sigmoid", e.scaled(-1, v)), -exponent)]
        elif below and base.op == "fn" and base.args[0] == "exp":  # 1/exp(u)
            change = {(base, True): exponent}, [(e.fn("exp", e.scaled(-1, base.args[1])), -exponent)]
        elif below and base.op == "fn" and base.args[0] == "exp_square":  # 1/exp(c*u**2)
            u, c = base.args[1:]
            change = {(base, True): exponent}, [(e.graph.node("fn", "exp_square", u, -c, shape=u.shape), -exponent)]
        elif below and base.op == "fn" and base.args[0] == "cosh" and exponent <= -2:  # 1/cosh(u)**2
            change = {(base, True): Fraction(-2)}, [(e.fn("sech2", base.args[1]), ONE)]
        elif not below and base.op == "fn" and base.args[0] == "sigmoid":  # exp(u)*sigmoid(-u)
            partner = e.graph.node("fn", "exp", e.scaled(-1, base.args[1]), shape=base.shape)
            if (partner, False) in powers:
                joint = e.fn("sigmoid", e.scaled(-1, base.args[1]))
                change = {(base, False): ONE, (partner, False): ONE}, [(joint, ONE)]
        elif base in e.known_products and not below:  # a derivative of the table
            other, replacement = e.known_products[base]
            if (other, False) in powers:
                change = {(base, False): ONE, (other, False): ONE}, [(replacement, ONE)]
        if change is not None:
            taken, added = change
            left = {key: value - taken[key] if key in taken else value for key, value in powers.items()}
            return [(b, value) for (b, _), value in left.items() if value != 0] + added
    return None


def function_form(e: Elementwise, name: str, u: Node) -> Node | None:
    """A function value in another form, where its argument calls for one."""
    if name == "identity":
        return u
    if u.is_complex or u.is_static:
        return None
    if name == "exp":
        coefficient, powers = e.monomial(u)
        if list(powers.values()) == [Fraction(2)] and _is_short(coefficient):
            base = next(iter(powers))[0]
            return e.graph.node("fn", "exp_square", base, coefficient, shape=u.shape)
    if name == "log":
        if u.op == "fn" and u.args[0] == "sigmoid":
            return e.scaled(-1, e.fn("softplus", e.scaled(-1, u.args[1])))
        if u.op == "fn" and u.args[0] == "exp":
            return u.args[1]
        if u.op == "softmax":
            return e.graph.node("log_softmax", u.args[0], shape=u.shape)
        if u.op == "sum_of" and u.args[0].op == "fn" and u.args[0].args[0] == "exp":
            return e.graph.node("log_sum_exp", u.args[0].args[1])
        v = _one_plus_exp(u)
        if v is not None:
            return e.fn("softplus", v)
        if u.op == "sum" and (ONE, e.graph.num(1)) in u.args:
            return e.fn("log1p", e.total([part for part in u.args if part != (ONE, e.graph.num(1))], u.shape))
    return None


def _plus_one(e: Elementwise, node: Node) -> Node:
    return e.total([(ONE, e.graph.num(1)), (ONE, node)], node.shape)


def _one_plus_exp(node: Node) -> Node | None:
    """The v of `1 + exp(v)`."""
    if node.op != "sum" or len(node.args) != 2 or any(coefficient != 1 for coefficient, _ in node.args):
        return None
    parts: Iterable[Node] = [part for _, part in node.args]
    numbers = [part for part in parts if part.op == "num" and part.args[0] == 1]
    exponentials = [part for part in parts if part.op == "fn" and part.args[0] == "exp"]
    return exponentials[0].args[1] if numbers and exponentials else None


def _is_short(coefficient: Fraction) -> bool:
    """Whether a coefficient times a square of 24 bits has no rounding in float64: a small dyadic number."""
    return coefficient.denominator & (coefficient.denominator - 1) == 0 and abs(coefficient.numerator) <= 8
