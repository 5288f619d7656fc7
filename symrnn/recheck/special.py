"""Special points: far out, and where arrays are zero, alike or the identity, as generic points never are.

A statement that is analytic in its leaves holds everywhere if it holds at generic points. One with kinks, extremes or
ranks does not have to: it is looked at here as well, also beyond all numbers that it mentions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from math import prod
from typing import Any

from flint import fmpq

from symrnn.recheck.carried import heads
from symrnn.recheck.functions import KINKED, UNREADABLE, Node, Record, precision
from symrnn.recheck.numbers import seed_of
from symrnn.recheck.point import environment
from symrnn.recheck.sample import instances, points, satisfied
from symrnn.recheck.truth import decide

SUDDEN = KINKED | {"rank", "count_nonzero", "max", "min", "norm_1", "norm_inf"}
BITS = 128

def formulas(record: Record) -> list[Node]:
    """The assertion of a statement, and the bodies of its own functions."""
    bodies = [f.get("body") for f in record.get("functions", {}).values()]
    return [record["assert"], *(b for b in bodies if b is not None)]

def sudden(record: Record) -> bool:
    """Whether a statement, or a function of its own, has kinks, extremes or ranks."""
    return bool(SUDDEN & set(heads(formulas(record))))

def numbers_in(node: Any) -> Iterator[fmpq]:
    """All numbers that a statement mentions, as positive ones."""
    if isinstance(node, list):
        yield from [abs(fmpq(node[1]))] if node[:1] == ["num"] else (q for part in node for q in numbers_in(part))

def changes(claim: Node) -> Iterator[Callable[[fmpq, int, int], fmpq]]:
    """What may become of an entry, with its row and its column: larger ones, and those of special arrays."""
    mentioned = [q for q in numbers_in(claim) if q > 1]
    for factor in sorted({fmpq(8), fmpq(100), *(3 * q for q in mentioned), prod(mentioned, start=fmpq(3))}):
        yield lambda x, i, j, factor=factor: x * factor  # type: ignore[misc]
    yield from (lambda x, i, j: fmpq(0), lambda x, i, j: fmpq(1), lambda x, i, j: fmpq(-1), lambda x, i, j: fmpq(i == j),
                lambda x, i, j: x if i == j == 0 else fmpq(0))

def changed(value: Any, change: Callable[[fmpq, int, int], fmpq]) -> Any:
    """A value of a leaf with all its entries changed; complex ones stay."""
    if isinstance(value, dict):
        return {k: changed(v, change) for k, v in value.items()}
    if isinstance(value, str):
        return str(change(fmpq(value), 0, 0))
    return [[str(change(fmpq(x), i, j)) if isinstance(x, str) else x for j, x in enumerate(row)] if isinstance(row, list)
            else row for i, row in enumerate(value)]

def violated(record: Record) -> Iterator[Record]:
    """Special points that meet the conditions, where the assertion of a statement with kinks or ranks is false."""
    if not sudden(record):
        return
    for point in islice(points(record, seed_of(json.dumps(record, sort_keys=True)), count=4), 4):
        for change in changes(formulas(record)) if not point.get("derived") else ():
            special = {**point, "leaves": {k: changed(v, change) for k, v in point["leaves"].items()}}
            with precision(BITS):
                try:
                    env = environment(record, special)
                    if all(satisfied(c, at) for c, at in instances(record, env)) and decide(record["assert"], env) is False:
                        yield special
                except UNREADABLE:
                    continue
