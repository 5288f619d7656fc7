"""Opaque functions at the ends of their ranges: what holds only because no end is attained stays open.

A range that is given by its ends does not say whether they belong to it. What fails for a function that attains them is
not refuted by that, and not corroborated by functions that stay inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symrnn.search.bodies import X
from symrnn.search.find import QUICK, find

Record = dict[str, Any]
DOUBT = "whether it holds depends on whether a function attains the end of its range"


def attained(record: Record, seed: int) -> str:
    """A doubt where the statement fails for some function that attains an end of its range; empty where none was found."""
    for functions in _attaining(record.get("functions", {})):
        if find({**record, "functions": functions}, seed, QUICK) is not None:
            return DOUBT
    return ""


def _attaining(functions: Record) -> Iterator[Record]:
    """The functions of a record with bodies that attain the ends: constants, and one that attains both."""
    pools = {name: list(_bodies(spec)) for name, spec in functions.items() if spec.get("body") is None}
    pools = {name: pool for name, pool in pools.items() if pool}
    for k in range(max(map(len, pools.values()), default=0)):
        chosen = {name: pool[min(k, len(pool) - 1)] for name, pool in pools.items()}
        yield {**functions, **{name: {**functions[name], "body": body} for name, body in chosen.items()}}


def _bodies(spec: Record) -> Iterator[Any]:
    ends = [Fraction(e) for e in spec.get("range") or () if isinstance(e, str) and "oo" not in e]
    for end in ends:
        yield ["num", str(end)]
    if len(ends) == 2:
        middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
        # 2 u / (1 + u^2) lies in [-1, 1], attains both ends at -1 and 1, and its slopes are at most 2.
        u = X if spec.get("lipschitz") is None else ["mul", ["div", spec["lipschitz"], ["num", str(2 * half)]], X]
        wave = ["div", ["mul", ["num", "2"], u], ["add", ["num", "1"], ["mul", u, u]]]
        yield ["add", ["num", str(middle)], ["mul", ["num", str(half)], wave]]
