"""Points that no generic sample has: on both sides of kinks and branches, far out, and at larger sizes.

What holds at generic points need not hold there; whoever has agreement only looks here before he says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from symrnn.recheck.carried import heads
from symrnn.recheck.sample import points
from symrnn.recheck.special import violated
from symrnn.recheck.witness import refutes

Record = dict[str, Any]
SIZES = (7, 8, 9, 11)  # beyond those of a sample: permutations of them have cycles of new lengths
SLOPES = frozenset({"D", "pullback", "jvp", "hessian", "integral", "expect"})  # what takes long at large sizes


def beyond(record: Record, seed: int) -> list[Record]:
    """A point of the kind that refutes a statement, in a list; nothing where none was found."""
    special = ({**point, "how": "special points"} for point in islice(violated(record), 1))
    return list(islice((p for p in (*special, *larger(record, seed)) if refutes(record, p)[0]), 1))


def larger(record: Record, seed: int) -> Iterator[Record]:
    """Generic points at sizes beyond those of a sample, where they are cheap."""
    names = record["sizes"] if not SLOPES & set(heads(record["assert"])) else []
    sizes = [{name: n + i for i, name in enumerate(names)} for n in SIZES] if names else []
    for point in points(record, seed, sizes=sizes, count=2 * len(sizes)):
        yield {**point, "how": "larger sizes"}
