"""Bounds whose gap closes as an index grows: what holds as far as it can be followed, and need not hold beyond.

A sum of ever smaller terms passes a number so late that no point of it can be written down. The gap between the sides
is followed over doublings of the index; where it heads below zero, agreement at small indices says little.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.sample import points
from symrnn.recheck.values import freeze
from symrnn.search.bodies import bodies
from symrnn.search.fast import CALCULUS, Floats, Node, has_head
from symrnn.search.frames import open_indices
from symrnn.search.scan import SLOW
from symrnn.search.slack import ORDERS

REACH = (125, 250, 500, 1000)  # values of an index
POINTS = 3  # generic points at which the gap is followed
STEADY = 0.97  # a gap that shrinks by nearly as much with every doubling has no end in sight
CLEAR = 0.05  # the share of the last step by which it has to pass zero
DOUBT = "the gap between its sides shrinks on where it can be followed no farther"
Record = dict[str, Any]


def closing(record: Record, seed: int) -> str:
    """A doubt about a bound whose gap heads below zero as an index grows; empty where there is none."""
    claim, names = freeze(record["assert"]), open_indices(record)
    if claim[0] not in ORDERS or not names or has_head(claim, SLOW | CALCULUS):
        return ""
    if any(spec.get("sequence") or spec.get("field") == "complex" for spec in record["leaves"].values()):
        return ""
    for point in points(record, seed + 3, count=POINTS):
        if not point.get("derived"):
            for name in names:
                gaps = list(_gaps(record, claim, point, name))
                if len(gaps) == len(REACH) and heads_below(np.array(gaps)):
                    return DOUBT
    return ""


def _gaps(record: Record, claim: Node, point: Record, name: str) -> Iterator[float]:
    """The least gap between the sides, with one index at growing values and everything else at a point."""
    leaves = {key: np.array([_floats(value)]) for key, value in point["leaves"].items()}
    for value in REACH:
        env = Floats(record, point["sizes"], {**point["indices"], name: value}, leaves, bodies(record, 1)[0])
        try:
            with np.errstate(all="ignore"):
                low, high = [env.value(side) for side in claim[1:][:: ORDERS[claim[0]]]]
                yield float(np.min(high - low))
        except (NotSupportedError, *UNREADABLE, KeyError, ValueError, TypeError, np.linalg.LinAlgError):
            return


def _floats(value: Any) -> list[list[float]]:
    rows = value if isinstance(value, list) else [[value]]
    return [[_float(x) for x in row] for row in rows]


def _float(text: str) -> float:
    p, _, q = str(text).partition("/")
    return int(p) / int(q or 1)


def heads_below(gaps: np.ndarray[Any, Any]) -> bool:
    """Whether gaps at doubled places shrink to less than nothing, were they to go on as they do."""
    steps = -np.diff(gaps)
    if not np.all(np.isfinite(gaps)) or steps[-1] <= 1e-12 * abs(gaps[-1]) or steps[-2] <= 0:
        return False
    ratio = steps[-1] / steps[-2]
    return bool(ratio >= STEADY or gaps[-1] - steps[-1] * ratio / (1 - ratio) < -CLEAR * steps[-1])
