"""A second oracle for a comparison that was not proved: another evaluator, derivatives by differences."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symrnn.algebra.statements import Statement
from symrnn.errors import SymrnnError
from symrnn.oracles.comparison import Agreement, compare, gap, rounded_up
from symrnn.oracles.mpmath_differences import value
from symrnn.oracles.simulation import digits, simulate
from symrnn.recheck.functions import UNREADABLE, ball, precision
from symrnn.recheck.ledger import SIMULATED
from symrnn.recheck.matrices import scalar
from symrnn.recheck.numbers import sample
from symrnn.recheck.values import environment, evaluate
from symrnn.verdict import Evidence

EQUATIONS = frozenset({"equal", "eq"})
BELOW = {"at_most": (0, 1), "le": (0, 1), "less": (0, 1), "lt": (0, 1), "ge": (1, 0), "gt": (1, 0)}
POINTS = 6
ORACLE = "oracle:mpmath-differences"


def corroborate(record: dict[str, Any], seed: int) -> list[Evidence]:
    """Compare both sides at other generic points by mpmath at 50 and 80 digits; nothing where it has no value."""
    head, *args = record["assert"]
    if head not in EQUATIONS and head not in BELOW:
        return []
    agreed, worst, budget = 0, Fraction(0), Fraction(0)
    try:
        for point in sample(record, seed + 1, POINTS)[0]:
            if point.get("derived"):
                continue
            (left, error_left), (right, error_right) = (value(a, record, point) for a in args[:2])
            if left is None or right is None or error_left is None or error_right is None:
                continue
            allowed = 4 * (error_left + error_right)
            if head in EQUATIONS:
                outcome = compare(left, right, allowed)
                if outcome is Agreement.DIFFER:
                    return [Evidence(ORACLE, points=0, digits=50, seed=seed + 1, detail="it differs at a point")]
                if outcome is Agreement.AGREE:
                    agreed += 1
                    worst, budget = max(worst, gap(left, right) or Fraction(0)), max(budget, allowed)
            elif _below(head, left, right, allowed):
                agreed += 1
    except SymrnnError as error:
        return [Evidence(ORACLE, points=0, seed=seed + 1, detail=str(error))]
    except (ArithmeticError, ValueError) as error:
        return [Evidence(ORACLE, points=0, seed=seed + 1, detail=f"no value: {error}")]
    equation = head in EQUATIONS
    return [Evidence(ORACLE, points=agreed, digits=50, gap=rounded_up(worst) if equation else None,
                     budget=rounded_up(budget) if equation else None, seed=seed + 1,
                     detail=f"another evaluator agrees at {agreed} points")]




def simulated(statement: Statement, record: dict[str, Any], seed: int) -> list[Evidence]:
    """What simulations say of a mean: two independent runs of growing size, whose intervals both hold the value."""
    simulation, _ = statement.args
    with precision(128):
        try:
            exact = scalar(evaluate(record["assert"][2], environment(record, {"sizes": {}, "indices": {}, "leaves": {}})))
            value = float(ball(exact).real if hasattr(ball(exact), "real") else ball(exact))
        except UNREADABLE as error:
            return [Evidence("oracle:simulation", points=0, seed=seed, detail=f"the value is not a number: {error}")]
    found, widths = [], []
    for k, size in enumerate(SIMULATED):
        mean, halfwidth = simulate(simulation, size, seed + k)
        widths.append(halfwidth)
        inside = math.isfinite(mean) and abs(mean - value) <= halfwidth
        found.append(Evidence(
            f"oracle:simulation-{k + 1}", points=size if inside else 0, digits=digits(mean, halfwidth), seed=seed + k,
            detail=f"{size} samples: the interval {'holds' if inside else 'does not hold'} {value:.6g}"))
    return found if widths[1] < widths[0] else [replace(e, points=0, detail="the interval does not shrink") for e in found]


def _below(head: str, left: Any, right: Any, allowed: Fraction) -> bool:
    lower, upper = (left, right) if BELOW[head][0] == 0 else (right, left)
    pairs = [(a, b) for row_a, row_b in zip(_wide(lower, upper), _wide(upper, lower), strict=True)
             for a, b in zip(row_a, row_b, strict=True)]
    return bool(pairs) and all(b - a > allowed or (head in ("at_most", "le", "ge") and abs(b - a) <= allowed)
                               for a, b in pairs)


def _wide(a: Any, like: Any) -> Any:
    """A 1 x 1 value repeated to the shape of the other side."""
    if len(a) == 1 and len(a[0]) == 1:
        return [[a[0][0]] * len(like[0]) for _ in like]
    return a
