"""Bounds that fail from some size on: climbing with many entries that are tied to a few parameters.

What is extreme at a large size mostly has few different entries: one beside equal others, two halves, a matrix whose
entries depend on the side of the diagonal. With few parameters a climb at eight or twelve rows is as cheap as at two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.functions import UNREADABLE, Malformed, Undefined
from symrnn.search.bodies import bodies
from symrnn.search.fast import CALCULUS, cost, has_head, is_rough
from symrnn.search.frames import Frame, allowed, frame_of, index_plans
from symrnn.search.relative import is_bound
from symrnn.search.scan import SLOW, Tester
from symrnn.search.tight import DEAREST, Family, climb

HOW = "ascent with tied entries at larger sizes"
SIZES = (6, 12)  # rows of matrices
LONG = (7, 16, 40)  # rows, where there are columns only
RESTARTS, ROUNDS, FEWER = 64, 40, 20
Array = np.ndarray[Any, Any]


def _classes(labels: Array) -> Array:
    """For each label the entries that have it, as rows of zeros and ones."""
    return np.array([labels.ravel() == label for label in np.unique(labels)], dtype=float)


def beside(dims: tuple[int, int]) -> Array | None:
    """The first row and column beside equal others, and the diagonal by itself."""
    i, j = np.indices(dims)
    return _classes(2 * (i > 0) + (j > 0) + 4 * ((i == j) & (i > 0)) if min(dims) > 1 else 1 * (i + j > 0))


def halves(dims: tuple[int, int]) -> Array | None:
    """Two halves, and the diagonals of the blocks that they make."""
    i, j = np.indices(dims)
    rows, columns = (dims[0] + 1) // 2, (dims[1] + 1) // 2
    if min(dims) == 1:
        return _classes(1 * (i >= rows) + 1 * (j >= columns))
    same = i % rows == j % columns
    return _classes(4 * same + 2 * (i >= rows) + (j >= columns))


def bands(dims: tuple[int, int]) -> Array | None:
    """Entries by their distance from the diagonal: on it, next to it, beyond on either side, and the far corner; columns
    with their first two entries and the last one beside the others.
    """
    i, j = np.indices(dims)
    if min(dims) == 1:
        return _classes(np.minimum(i + j, 2) + 1 * (i + j == max(dims) - 1))
    return _classes(np.clip(j - i, -2, 2) + 10 * (i - j == dims[0] - 1))


PATTERNS: tuple[Callable[[tuple[int, int]], Array | None], ...] = (beside, halves, bands)


def search_tied(record: dict[str, Any], seed: int, most: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness of the climbs at larger sizes, at most so many of them for each size."""
    if most < 1 or not record.get("sizes") or not is_bound(record["assert"]):
        return None
    for k, frame in enumerate(tied_frames(record)):
        for i, pattern in enumerate(PATTERNS[:most]):
            family = Family(frame, pattern)
            if not family.size:
                continue
            try:
                found = climb(family, seed + 1000 * k + 10 * i, ROUNDS if k == 0 else FEWER, tester, RESTARTS, HOW)
            except (NotSupportedError, Undefined, Malformed, KeyError, ValueError, np.linalg.LinAlgError):
                return None
            if found is not None:
                return found
    return None


def tied_frames(record: dict[str, Any]) -> Iterator[Frame]:
    """The frames with all sizes alike and large, as far as the conditions on sizes allow."""
    flat = all(1 in spec["shape"] or not spec["shape"] for spec in record["leaves"].values())
    body = bodies(record, 1)[0]
    for n in LONG if flat else SIZES:
        sizes = dict.fromkeys(record["sizes"], n)
        try:
            if not allowed(record, sizes):
                continue
            frame = frame_of(record, sizes, index_plans(record, sizes)[0], body, pools=False)
        except (*UNREADABLE, IndexError):
            continue
        nodes = (frame.claim, *(c for c, _ in frame.conditions))
        plain = not is_rough(nodes) and not has_head(nodes, SLOW | CALCULUS) and cost(nodes) <= DEAREST
        if plain and not any(slot.complex for slot in frame.slots):
            yield frame
