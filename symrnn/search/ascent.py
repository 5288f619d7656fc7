"""Climbing the violation of a statement: restarts on a grid of dyadic rationals, coordinate steps that halve.

All points are on the grid, so a point that violates the statement in floats is an exact candidate as it stands. Moves
are compared with a margin, so that the last bits of a machine's arithmetic do not choose the path.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.functions import Malformed, Undefined
from symrnn.search.charts import FREE, Chart, as_values, chart_of
from symrnn.search.fast import Floats, cost, has_head, is_rough
from symrnn.search.frames import Frame
from symrnn.search.matrices import Value
from symrnn.search.scan import SLOW, Tester
from symrnn.search.slack import violation
from symrnn.search.stream import Stream

RESTARTS = 12
ROUNDS = 40
GRID = 2.0**-12
MARGIN = 1e-7
UNITS = (1.0, 1e-9)  # differences of small numbers count as they are, or in proportion
MOST = 12  # exact decisions in a frame
HOW = "ascent of the violation"
Array = np.ndarray[Any, Any]


class Hill:
    """The violation of a frame's statement as a function of all free entries."""

    def __init__(self, frame: Frame, unit: float) -> None:
        self.frame, self.unit = frame, unit
        self.charts: list[Chart] = [chart_of(s, frame) for s in frame.slots]
        self.widths = [s.dims[0] * s.dims[1] for s in frame.slots]
        self.size = sum(self.widths)

    def _parts(self, x: Array) -> list[Array]:
        return np.split(x, np.cumsum(self.widths)[:-1], axis=-1) if self.widths else []

    def height(self, x: Array) -> Array:
        """Violation at each row."""
        leaves: dict[Any, Array] = {}
        for slot, chart, part in zip(self.frame.slots, self.charts, self._parts(x), strict=True):
            a = part.reshape(len(x), *slot.dims)
            half = slot.dims[0] // 2
            with np.errstate(all="ignore"):
                a = a[:, :half] + 1j * a[:, half:] if slot.complex else chart.floats(a)
            leaves.update(dict.fromkeys(slot.keys, a))
        f = self.frame
        env = Floats(f.record, f.sizes, f.indices, leaves, f.bodies)
        return np.broadcast_to(violation(f.conditions, f.claim, env, self.unit), (len(x),))

    def values(self, x: Array) -> list[Value] | None:
        """Exact values of the slots at a row."""
        out = []
        for slot, chart, part in zip(self.frame.slots, self.charts, self._parts(x), strict=True):
            value = as_values(part, slot.dims) if slot.complex else chart.exact(as_values(part, slot.dims))
            if value is None:
                return None
            out.append(value)
        return out

    def starts(self, seed: int) -> Array:
        """Rows to start from: structured values rounded to the grid, and random ones of several scales."""
        stream = Stream(seed)
        rows = []
        for k in range(RESTARTS):
            row: list[float] = []
            for slot, chart in zip(self.frame.slots, self.charts, strict=True):
                if k % 2 == 0 and chart is FREE and not slot.complex:
                    row += [float(v) for r in slot.pool[stream.below(min(40, len(slot.pool)))] for v in r]
                else:
                    size = 2.0 ** (k // 2 % 4 - 1)
                    row += [(stream.unit() * 2 - 1) * size for _ in range(slot.dims[0] * slot.dims[1])]
            rows.append(row)
        return np.round(np.array(rows) * 64) / 64


def climb(frame: Frame, seed: int, tester: Tester, unit: float) -> dict[str, Any] | None:
    """The first witness on the way up from any of the starts."""
    hill = Hill(frame, unit)
    if hill.size == 0:
        return None
    x = hill.starts(seed)
    best = hill.height(x).copy()
    steps = np.full(len(x), 0.5)
    stream, left = Stream(seed), MOST
    for _ in range(ROUNDS):
        for i in np.flatnonzero(best > MARGIN):
            if left <= 0:
                return None
            left -= 1
            values = hill.values(x[i])
            if values is not None and (found := tester.test(frame.point(values), HOW)) is not None:
                return found
            x[i], steps[i] = np.round(hill.starts(seed + 97 * left)[i] * 64) / 64, 0.5
            best[i] = hill.height(x[i : i + 1])[0]
        moves = _moves(hill.size, stream)
        trial = np.round((x[:, None] + steps[:, None, None] * moves) / GRID) * GRID
        height = hill.height(trial.reshape(-1, hill.size)).reshape(len(x), len(moves))
        tester.count(height.size, HOW)
        pick = np.argmax(np.round(height, 9), axis=1)
        top = height[np.arange(len(x)), pick]
        better = top > best + MARGIN * (1 + np.abs(best))
        x = np.where(better[:, None], trial[np.arange(len(x)), pick], x)
        best = np.where(better, top, best)
        steps = np.where(better, np.minimum(steps * 2, 8.0), steps / 2)
        if np.all(steps < GRID):
            break
        steps = np.maximum(steps, GRID / 2)
    return None


def _moves(size: int, stream: Stream) -> Array:
    """Steps along coordinates, and some random directions."""
    units = np.eye(size)
    mixed = [[float(stream.below(3) - 1) for _ in range(size)] for _ in range(8)]
    return np.concatenate([units, -units, np.array(mixed)])


def climb_all(spaces: list[Frame], seed: int, most: int, tester: Tester) -> dict[str, Any] | None:
    """Climb in the frames with the fewest free entries that are not trivial, up to `most` of them."""
    tried = 0
    for frame in spaces:
        if tried >= most:
            break
        nodes = (frame.claim, *(c for c, _ in frame.conditions))
        entries = sum(s.dims[0] * s.dims[1] for s in frame.slots)
        if is_rough(nodes) or has_head(nodes, SLOW) or cost(nodes) > 2000 or entries > 40:
            continue
        tried += 1
        try:
            for unit in UNITS:
                if (found := climb(frame, seed + tried, tester, unit)) is not None:
                    return found
        except (NotSupportedError, Undefined, Malformed, KeyError, ValueError, np.linalg.LinAlgError):
            return None
    return None
