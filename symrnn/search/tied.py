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
from symrnn.recheck.values import freeze
from symrnn.search.bodies import bodies
from symrnn.search.fast import CALCULUS, cost, has_head, is_rough
from symrnn.search.frames import Frame, allowed, frame_of, index_plans
from symrnn.search.relative import is_bound
from symrnn.search.scan import SLOW, Tester
from symrnn.search.shrink import shrink
from symrnn.search.slack import NEVER
from symrnn.search.tight import DEAREST, Family, climb
from symrnn.search.trends import heads_below

HOW = "ascent with tied entries at larger sizes"
SIZES = (6, 7, 13)  # rows of matrices
LONG = (7, 16, 40)  # rows, where there are columns only
GROWING = (6, 12, 24)  # rows at which the best that a climb reaches is compared
STEP = 0.02  # the share by which the last doubling has to bring it nearer: less is the noise of a climb
RESTARTS, ROUNDS, FEWER = 64, 40, 20
DECISIONS = 60  # rows times exact decisions in a climb, at least one of them: they take long at these sizes
COUNTS = frozenset({"rank", "rank_at_most", "count_nonzero"})  # there is no way up to these
DOUBT = "it comes nearer to failing with every size that is tried"
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


def turning(dims: tuple[int, int]) -> Array | None:
    """Every row the one above it, moved on by one place; columns all alike."""
    i, j = np.indices(dims)
    return _classes((j - i) % dims[1])


def mirrored(dims: tuple[int, int]) -> Array | None:
    """The same, and the same from right to left: symmetric with one entry for every distance on a circle."""
    i, j = np.indices(dims)
    return _classes(np.minimum((j - i) % dims[1], (i - j) % dims[1]))


SPARSE = (beside, halves, bands)  # patterns with a few parameters at every size
PATTERNS: tuple[Callable[[tuple[int, int]], Array | None], ...] = (*SPARSE, turning, mirrored)


def search_tied(record: dict[str, Any], seed: int, most: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness of the climbs at larger sizes; none are made where `most` is 0."""
    for k, frame in enumerate(tied_frames(record, _sizes(record)) if most else ()):
        for i, pattern in enumerate(PATTERNS):
            found, _ = _climbed(frame, pattern, seed + 1000 * k + 10 * i, ROUNDS if k == 0 else FEWER, tester)
            if found is not None:
                return found
    return None


def growing(record: dict[str, Any], seed: int) -> tuple[dict[str, Any] | None, str]:
    """A witness at a large size, made small, or a doubt about a bound that comes nearer to failing with every size."""
    tester, tops = Tester(record), list[float]()
    counted = has_head(freeze(record["assert"]), COUNTS)
    for frame in tied_frames(record, GROWING) if not counted else ():
        reached = []
        for i, pattern in enumerate(SPARSE):
            found, top = _climbed(frame, pattern, seed + 10 * i, FEWER, tester)
            if found is not None:
                return shrink(record, found, FEWER, tester), ""
            reached.append(top)
        tops.append(max(reached))
    nearer = len(tops) == len(GROWING) and tops[-1] - tops[-2] > STEP and max(tops) < 0
    return None, DOUBT if nearer and heads_below(-np.array(tops)) else ""


def _climbed(frame: Frame, pattern: Callable[[tuple[int, int]], Array | None], seed: int, rounds: int,
             tester: Tester) -> tuple[dict[str, Any] | None, float]:
    """A witness or None, and how far up the climb came."""
    family, widest = Family(frame, pattern), max((max(slot.dims) for slot in frame.slots), default=1)
    if not family.size:
        return None, NEVER
    try:
        return climb(family, seed, rounds, tester, RESTARTS, HOW, max(1, DECISIONS // widest)), family.top
    except (NotSupportedError, Undefined, Malformed, KeyError, ValueError, np.linalg.LinAlgError):
        return None, NEVER


def _sizes(record: dict[str, Any]) -> tuple[int, ...]:
    """Longer ones where there are columns only."""
    return LONG if all(1 in spec["shape"] or not spec["shape"] for spec in record["leaves"].values()) else SIZES


def tied_frames(record: dict[str, Any], rows: tuple[int, ...]) -> Iterator[Frame]:
    """The frames of a bound with all sizes alike and large, as far as the conditions on sizes allow."""
    if not record.get("sizes") or not is_bound(record["assert"]):
        return
    body = bodies(record, 1)[0]
    for n in rows:
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
