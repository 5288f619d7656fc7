"""Larger sizes: structured values where small ones cannot fail.

Two ranks whose product exceeds their sum, a matrix of signs, a line of ones against the root of its length: such need
four to nine rows, and no generic point has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.sample import leaf_nodes
from symrnn.recheck.values import freeze
from symrnn.search.bodies import bodies
from symrnn.search.combos import diagonal, scattered
from symrnn.search.fast import CALCULUS, has_head
from symrnn.search.frames import Frame, frame_of, index_plans, size_plans
from symrnn.search.scan import SLOW, Tester, scan

HOW = "structured matrices of larger sizes"
LARGE, SMALL = (4, 5, 6, 9), 2  # with sizes of their own, one is large and the others are small, too
LARGEST = 12  # the same where no condition speaks of a leaf: to find out which values meet one takes long
ORDERED, RANDOM = 400, 1200
MOST = 6  # frames
WIDEST = 300  # entries
DEAR = frozenset({*SLOW, *CALCULUS})  # derivatives at large sizes take long


def plans(record: dict[str, Any]) -> Iterator[dict[str, int]]:
    """Large sizes: all alike, then one of them large, where the conditions on sizes allow it."""
    names, allowed = record.get("sizes", []), size_plans(record, LARGEST)
    for n in (LARGE if leaf_nodes(freeze(record.get("given", []))) else (*LARGE, LARGEST)) if names else ():
        alike = dict.fromkeys(names, n)
        if alike in allowed:
            yield alike
    for name in names if len(names) > 1 else ():
        uneven = {**dict.fromkeys(names, SMALL), name: LARGE[2]}
        if uneven in allowed:
            yield uneven


def wide_frames(record: dict[str, Any]) -> Iterator[Frame]:
    """The frames of the first plans, at the first index plan."""
    chosen = bodies(record, 1)
    for sizes in list(plans(record))[:MOST]:
        for indices in index_plans(record, sizes)[:1]:
            try:
                frame = frame_of(record, sizes, indices, chosen[0])
            except UNREADABLE:
                continue
            entries = sum(s.dims[0] * s.dims[1] for s in frame.slots)
            if all(slot.pool for slot in frame.slots) and entries <= WIDEST:
                yield frame


def search_wide(record: dict[str, Any], seed: int, exact: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness among structured values at larger sizes."""
    if exact < 1 or has_head(freeze([record["assert"], *record.get("given", [])]), DEAR):
        return None
    for k, frame in enumerate(wide_frames(record)):
        lengths = tuple(len(s.pool) for s in frame.slots)
        for table in (diagonal(lengths, ORDERED), scattered(lengths, RANDOM, seed + k)):
            if (found := scan(frame, table, tester, exact, HOW)) is not None:
                return found
    return None

