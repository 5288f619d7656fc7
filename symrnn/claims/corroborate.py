"""A second oracle for a statement that was not proved: another evaluator, derivatives by differences."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb

from symrnn.algebra.language.statements import Statement
from symrnn.claims.agreement import EQUATIONS, Truth
from symrnn.errors import SymrnnError
from symrnn.oracles.comparison import rounded_up
from symrnn.oracles.simulation import digits, simulate
from symrnn.recheck.functions import UNREADABLE, Malformed, ball, is_real, precision
from symrnn.recheck.ledger import DIFFERS, SIMULATED
from symrnn.recheck.matrices import scalar
from symrnn.recheck.near import ONE
from symrnn.recheck.numbers import sample
from symrnn.recheck.values import environment, evaluate, freeze
from symrnn.verdict import MIN_POINTS, Evidence

POINTS = 6
ORACLE = "oracle:mpmath-differences"
BITS = 128


def corroborate(records: list[dict[str, Any]], seed: int) -> list[Evidence]:
    """Decide every part of a statement at other generic points; the part with the fewest points speaks for all."""
    found = [one for record in records for one in _agreement(record, seed)]
    return sorted(found, key=lambda e: e.points or 0)[:1]


def _agreement(record: dict[str, Any], seed: int) -> list[Evidence]:
    """Decide the statement at other generic points by mpmath at 50 and 80 digits; nothing where it has no value."""
    agreed, worst, budget = 0, Fraction(0), Fraction(0)
    equation = record["assert"][0] in EQUATIONS
    try:
        for point in sample(record, seed + 1, POINTS)[0]:
            written = _written(point)
            if written is None:
                continue
            truth = Truth(record, written)
            found = truth.holds(record["assert"])
            if found is False:
                return [Evidence(ORACLE, points=0, digits=50, seed=seed + 1, detail=DIFFERS)]
            if found:
                agreed, worst, budget = agreed + 1, max(worst, truth.gap), max(budget, truth.budget)
    except SymrnnError as error:
        return [Evidence(ORACLE, points=0, seed=seed + 1, detail=str(error))]
    except (ArithmeticError, ValueError) as error:
        return [Evidence(ORACLE, points=0, seed=seed + 1, detail=f"no value: {error}")]
    if agreed < MIN_POINTS:
        return [Evidence(ORACLE, points=0, seed=seed + 1, detail=f"it could be asked at {agreed} points only")]
    return [Evidence(ORACLE, points=agreed, digits=50, gap=rounded_up(worst) if equation else None,
                     budget=rounded_up(budget) if equation else None, seed=seed + 1,
                     detail=f"another evaluator agrees at {agreed} points")]


def _written(point: dict[str, Any]) -> dict[str, Any] | None:
    """The point with what was found nearby as numbers of more digits than are compared; None for other derived leaves."""
    if not point.get("derived"):
        return point
    leaves = dict(point["leaves"])
    for name, node in point["derived"].items():
        rows = node[1] if node[0] == "block" else ((node,),)
        if not all(x[0] == "mul" and x[1][0] == "num" and x[2] == freeze(ONE) for row in rows for x in row):
            return None
        numbers = [[x[1][1] for x in row] for row in rows]
        leaves[name] = numbers if node[0] == "block" else numbers[0][0]
    return {**point, "leaves": leaves, "derived": {}}


def simulated(statement: Statement, record: dict[str, Any], seed: int) -> list[Evidence]:
    """What simulations say of a mean: two independent runs of growing size, whose intervals both hold the value."""
    simulation, _ = statement.args
    with precision(BITS):
        try:
            number = scalar(evaluate(record["assert"][2], environment(record, {})))
            if not is_real(number):
                raise Malformed("it is complex")
            exact = ball(number).real
        except UNREADABLE as error:
            return [Evidence("oracle:simulation", points=0, seed=seed, detail=f"the value is not a number: {error}")]
    found, widths = [], []
    for k, size in enumerate(SIMULATED):
        mean, halfwidth = simulate(simulation, size, seed + k)
        widths.append(halfwidth)
        # A mean that is not finite comes with an interval without end, which holds nothing; a value that is known
        # only roughly has to lie inside with all of its ball.
        inside = math.isfinite(halfwidth) and bool(abs(arb(mean) - exact) <= halfwidth)
        found.append(Evidence(
            f"oracle:simulation-{k + 1}", points=size if inside else 0, digits=digits(mean, halfwidth), seed=seed + k,
            detail=f"{size} samples: the interval {'holds' if inside else 'does not hold'} {float(exact):.6g}"))
    return found if widths[1] < widths[0] else [replace(e, points=0, detail="the interval does not shrink") for e in found]

