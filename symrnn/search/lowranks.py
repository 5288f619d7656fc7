"""Ranks against ranks: leaves of every small rank at sizes that have room for all of them.

A rank that grows like a product, a power or a binomial of others passes a sum of them late, and at no matrix of a few
rows. Generic matrices of low rank have all the ranks that matrices of these ranks can have, so a few of each size do.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.values import freeze
from symrnn.search.bodies import bodies
from symrnn.search.fast import CALCULUS, has_head
from symrnn.search.frames import Frame, Slot, allowed, frame_of, index_plans
from symrnn.search.matrices import Value, drawn, matmul
from symrnn.search.mentioned import numbers
from symrnn.search.pools import exact, meets
from symrnn.search.scan import Tester
from symrnn.search.stream import Stream

HOW = "generic matrices of low ranks"
SIZES = (8, 16, 24, 32)
WIDEST = 36  # sizes just beyond the numbers of a statement are tried up to here
DEAR = 24  # beyond it fewer points are taken, and products of sizes, as a Kronecker product has them, are left alone
RANKS = (1, 2, 3, 4, 5)
MOST, FEWER = 36, 12  # points at each size
GROWING = frozenset({"kron", "vec"})
SPOKEN = frozenset({"rank", "rank_is", "rank_at_most"})


def search_low_ranks(record: dict[str, Any], most: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness among generic matrices of low ranks, at most so many of them at each size."""
    claim = freeze(record["assert"])
    if not record.get("sizes") or not has_head(claim, SPOKEN) or has_head(claim, CALCULUS):
        return None
    told = {k + 1 for k in numbers([record["given"], record["assert"]]) if DEAR <= k < WIDEST}
    for n in sorted({*SIZES, *told}):
        if n > DEAR and has_head(claim, GROWING):
            return None
        sizes, stream = dict.fromkeys(record["sizes"], n), Stream(n)
        if not allowed(record, sizes):
            continue
        try:
            frame = frame_of(record, sizes, index_plans(record, sizes)[0], bodies(record, 1)[0], pools=False)
        except (*UNREADABLE, IndexError):
            continue
        if any(slot.complex for slot in frame.slots):
            return None
        some = [*RANKS, n] if n in told else RANKS
        ways = sorted(product(some, repeat=len(frame.slots)), key=lambda r: (max(r) - min(r), r))
        for ranks in ways[: min(most, MOST if n <= DEAR else FEWER)]:
            values = [_value(slot, rank, stream) for slot, rank in zip(frame.slots, ranks, strict=True)]
            if _fit(frame, values) and (found := tester.test(frame.point(values), HOW)) is not None:
                return found
    return None


def _value(slot: Slot, rank: int, stream: Stream) -> Value:
    rows, columns = slot.dims
    if min(rows, columns) <= rank:
        return drawn(stream, rows, columns, 3)
    return matmul(drawn(stream, rows, rank, 3), drawn(stream, rank, columns, 3))


def _fit(frame: Frame, values: list[Value]) -> bool:
    """Whether the values meet the conditions that speak of one leaf; what others ask is asked by the exact decision."""
    for slot, value in zip(frame.slots, values, strict=True):
        about = tuple((c, tuple(at.items())) for c, at in frame.conditions if len(c) == 2 and c[1] == ("sym", slot.name))
        if about and not meets(exact(value, False), {"leaves": {slot.name: {"field": "real"}}}, about, frame.sizes):
            return False
    return True
