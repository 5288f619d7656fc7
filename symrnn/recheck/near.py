"""Points of equations that are met at few rational points, or at none, by Newton's method for all leaves at once.

What comes of it is no exact point. Its leaves are balls, as derived leaves are: they are compared, and never refute.
Points at which a leaf all but vanishes are dropped: where branches of the solutions meet, a statement shows little.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, arb_mat, fmpq

from symrnn.recheck.functions import Node, Undefined, ball, precision, split
from symrnn.recheck.matrices import diag, each, entries, scalar
from symrnn.recheck.truth import COMPARE, EQUATIONS, differences, zero
from symrnn.recheck.values import Env, seeded

STEPS, UNKNOWNS, EQUATED = 40, 40, 60
BITS, CLOSE, KEPT, SLOPES_HOLD = 512, 440, 400, 40  # of a solution, of what is left over, of what is written, of slopes
DAMPING = arb(2) ** -40  # equations may say the same twice: a symmetric matrix, a square
ONE = ["div", ["const", "pi"], ["const", "pi"]]  # as a ball

def solved(given: list[Node], env: Env, leaves: list[Node], firm: bool) -> dict[str, Node] | None:
    """Terms for the leaves, near their values, that meet all equations among the conditions; None where none are found.

    Leaves of many entries move first, those of few where the large ones are to stay `firm`.
    """
    conds = [c for c in given if c[0] in EQUATIONS or COMPARE.get(c[0], ((),))[0] is zero]
    values = {leaf[1]: each(ball, env.leaves[leaf[1]]) for leaf in leaves}
    loose = [arb(n) ** (4 - 8 * firm) for n in map(len, map(entries, values.values())) for _ in range(n)]
    if not conds or not 0 < len(loose) <= UNKNOWNS:
        return None
    slopes, before = arb_mat([[]]), arb(0)
    with precision(BITS):
        for _ in range(STEPS):
            at = env.child(values)
            left = [ball(d) for c in conds for d in differences(c, at)[0]]
            size = _square([left]) if all(isinstance(x, arb) for x in left) else arb("inf")  # complex ones are left alone
            if len(left) > EQUATED or not size < arb(2) ** 20:
                return None
            if size < arb(2) ** (-2 * CLOSE):
                return {name: _written(v) for name, v in values.items()} if all(
                    64 * _square(v) > _square(env.leaves[name]) for name, v in values.items()) else None
            if not size < before * arb(2) ** -SLOPES_HOLD:
                slopes = _slopes(conds, at, leaves)
            before = size
            moved = arb_mat(diag([[w] for w in loose])) * slopes.transpose()
            square = slopes * moved + arb_mat(diag([[DAMPING]] * len(left)))
            moves = iter((moved * square.solve(arb_mat([[x.mid()] for x in left]))).entries())
            values = {name: each(lambda x, m=moves: (x - next(m)).mid(), v) for name, v in values.items()}
    return None

def _square(value: Any) -> Any:
    return sum((x * x for x in map(ball, entries(value))), arb(0))

def _slopes(conds: list[Node], at: Env, leaves: list[Node]) -> Any:
    """The derivatives of all that is to vanish, a row each, along all entries of the leaves."""
    rows: list[list[Any]] = []
    for leaf in leaves:
        inside, tag, width, _ = seeded(at, leaf)
        found = [[ball(x).mid() for x in split(d, tag, width)[1]] for c in conds for d in differences(c, inside)[0]]
        rows = [a + b for a, b in zip(rows or [[]] * len(found), found, strict=True)]
    if any(isinstance(x, acb) for x in entries(rows)):
        raise Undefined("a complex slope")
    return arb_mat(rows)

def _written(value: Any) -> Node:
    """A term with this value, as a ball; what is small is zero."""
    def number(x: Any) -> Node:
        return ["mul", ["num", str(fmpq(int((x.mid() * arb(2) ** KEPT).floor().unique_fmpz()), 2**KEPT))], ONE]
    return ["block", each(number, value)] if isinstance(value, list) else number(scalar(value))
