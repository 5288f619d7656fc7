"""Choices of one value from each of several pools: in order of the sum of their places, or at random from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from symrnn.search.stream import Stream

Table = np.ndarray[Any, Any]


def _with_sum(lengths: tuple[int, ...], total: int) -> Iterator[tuple[int, ...]]:
    if len(lengths) == 1:
        if total < lengths[0]:
            yield (total,)
        return
    rest = sum(n - 1 for n in lengths[1:])
    for first in range(max(0, total - rest), min(total, lengths[0] - 1) + 1):
        for tail in _with_sum(lengths[1:], total - first):
            yield (first, *tail)


@cache
def diagonal(lengths: tuple[int, ...], limit: int) -> Table:
    """The first choices in order of the sum of their places; a row is one choice.

    Every pool is read evenly from its start, so that the simplest values of all leaves meet each other first.
    """
    if not lengths:
        return np.zeros((1, 0), dtype=int)
    rows: list[tuple[int, ...]] = []
    for total in range(sum(n - 1 for n in lengths) + 1):
        for row in _with_sum(lengths, total):
            rows.append(row)
            if len(rows) == limit:
                return np.array(rows, dtype=int)
    return np.array(rows, dtype=int)


@cache
def scattered(lengths: tuple[int, ...], count: int, seed: int) -> Table:
    """Choices at random from the whole pools, the same for the same seed on every machine."""
    stream = Stream(seed)
    draws = [[stream.below(n) for n in lengths] for _ in range(count)]
    return np.array(draws, dtype=int).reshape(count, len(lengths))
