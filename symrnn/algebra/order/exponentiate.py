"""Relations between sums of logarithms, raised to the exponent: log u + log v <= B exactly where u v <= exp(B)."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.order.linearforms import from_form, linear
from symrnn.algebra.order.relations import ZERO, Relation, as_data
from symrnn.algebra.order.signs import Leaf
from symrnn.algebra.terms import SCALAR, Term, number

HIGHEST = 6  # multiples of a logarithm beyond it are left alone


def inside(t: Term) -> Term | None:
    """The u of log u, and 1 + exp(u) of softplus(u)."""
    if t.head != "fn" or t.args[0].word not in ("log", "softplus"):
        return None
    return t.args[1] if t.args[0].word == "log" else 1 + TABLE["exp"](t.args[1])


def raised(goal: Relation) -> tuple[Relation, list[Relation]] | None:
    """The relation without its logarithms, and that their arguments are positive; None where there are none."""
    form = dict(linear(goal[2]))
    for t, c in linear(goal[1]).items():
        form[t] = form.get(t, Fraction(0)) - c
    logs = {t: c for t, c in form.items() if c and inside(t) is not None}
    if not logs or goal[0] == "!=" or goal[1].shape != goal[2].shape != SCALAR:
        return None
    scale = lcm(*(c.denominator for c in logs.values()))
    if max(abs(c * scale) for c in logs.values()) > HIGHEST:
        return None
    below, above, positive = number(1), number(1), []
    for t, c in logs.items():
        u = inside(t)
        assert u is not None
        positive.append(("<", ZERO, u))
        factor = u ** number(abs(c) * scale)
        below, above = (below, above * factor) if c > 0 else (below * factor, above)
    rest = {t: c * scale for t, c in form.items() if c and t not in logs}
    if rest:
        above = above * TABLE["exp"](from_form(rest))
    return (goal[0], below, above), positive


def by_exponent(goal: Relation, assumed: list[Relation], leaf: Leaf) -> dict[str, Any] | None:
    """Prove a relation between logarithms through its exponential."""
    new = raised(goal)
    if new is None:
        return None
    inner = leaf(new[0], [*assumed, *new[1]], [])
    if inner is None:
        return None
    return {"raised": as_data(new[0]), "positive": [as_data(r) for r in new[1]], "proof": inner}
