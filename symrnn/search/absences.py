"""Places at which something may not exist: small sizes, and simple values of all that an existence does not ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import Any

from symrnn.recheck.examples import pinned
from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.point import size_of
from symrnn.search.combos import diagonal
from symrnn.search.matrices import NUMBERS, Value, plain, shaped

Record = dict[str, Any]
LARGEST, MOST, TRIED = 3, 16, 400


def places(record: Record) -> Iterator[tuple[Record, Record]]:
    """The points of the sizes and of the other leaves, with the existence statement that is left there; first none at
    all, where no other leaf is left free: what never exists is absent in every size.
    """
    asked = {leaf[1] for leaf in record["assert"][1]}
    free = {name: spec for name, spec in record["leaves"].items() if name not in asked}
    if any(spec["sequence"] or spec["field"] != "real" for spec in free.values()):
        return
    if not free and record["sizes"]:
        yield {"sizes": {}, "indices": {}, "functions": {}, "leaves": {}}, record
    yield from islice(_places(record, free, record["sizes"]), MOST)


def _places(record: Record, free: Record, names: list[str]) -> Iterator[tuple[Record, Record]]:
    for numbers in sorted(product(range(1, LARGEST + 1), repeat=len(names)), key=lambda v: (sum(v), v)):
        sizes = dict(zip(names, numbers, strict=True))
        kept = 0
        for pools, choice in _choices(free, sizes):
            values = {name: pool[int(i)] for name, pool, i in zip(free, pools, choice, strict=True)}
            point = {"sizes": sizes, "indices": {}, "functions": {}, "leaves": values}
            try:
                fixed = pinned(record, point)
            except UNREADABLE:
                continue
            yield point, fixed
            kept += 1
            if kept == MOST // 2:
                break


def _choices(free: Record, sizes: dict[str, int]) -> Iterator[tuple[list[list[Any]], Any]]:
    """Pools of values and which of them to take: the simplest of each shape, then others, as conditions may ask for."""
    for values in (plain, shaped):
        try:
            pools = [_pool([size_of(s, sizes) for s in spec["shape"]], values) for spec in free.values()]
        except UNREADABLE:
            return
        yield from ((pools, choice) for choice in (diagonal(tuple(map(len, pools)), TRIED) if pools else [()]))
        if not pools:
            return


def _pool(dims: list[int], values: Callable[[int, int], Iterable[Value]]) -> list[Any]:
    """Values of a shape."""
    return [[[str(x) for x in row] for row in value] for value in values(*dims)] if dims else list(map(str, NUMBERS))
