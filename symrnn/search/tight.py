"""Bounds that are tight along a family: climbing the relative gap, with moves over many orders of magnitude.

Every restart is one point of a frame, and every round tries a few moves of each: entries multiplied, rows and whole
leaves scaled, signs turned, entries put to zero or to the end of their interval, differences of other restarts added.
What fails in floats is rounded as coarsely as it still fails, and decided exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.functions import UNREADABLE, Malformed, Undefined
from symrnn.recheck.sample import leaf_nodes
from symrnn.search.bodies import bodies
from symrnn.search.charts import CHARTS, FREE, Chart, as_values, chart_of, is_leaf
from symrnn.search.fast import Floats, Node, cost, has_head, is_rough
from symrnn.search.frames import Frame, far_plans, frame_of, index_plans, size_plans, text
from symrnn.search.intervals import Interval, inside, inside_exactly, interval_of
from symrnn.search.matrices import Value, each
from symrnn.search.relative import heights, is_bound
from symrnn.search.scan import SLOW, Tester
from symrnn.search.slack import NEVER
from symrnn.search.stream import uniforms

HOW = "ascent of the relative gap"
RESTARTS, MOVES = 256, 2
ROUNDS = {1: (200,), 2: (60, 140), 3: (40, 150, 30)}  # in each of the frames, of which there are so many
PATIENCE = 14  # rounds without a rise that counts, after which a restart begins anew
RISE, TIGHT = 1e-3, 1e-7
CHOICES = 4  # times the rounds, where the ends that columns are held at are one choice of very many
HASTE, NEAR = 16, 1e-3  # the same for restarts that keep something where it is
FARTHER, FARTHEST = (36, 150), (150, 1000)  # values of an index; the latter where there is nothing else to choose
MARGIN = 1e-9  # a rise that counts
CLEAR = 1e-8  # a violation that is worth an exact decision
MOST = 16  # points in a frame that are decided exactly, each at several roundings
DIGITS = (2, 3, 4, 6, 9, 13, 18, 24)  # binary digits of the parameters
DEAREST, WIDEST = 100, 60  # a frame whose derivatives cost more, or with more entries, is left alone
Array = np.ndarray[Any, Any]
Ties = Callable[[tuple[int, int]], Array | None]  # rows and columns -> which entries each parameter fills, if any are tied


class Family:
    """The parameters of all leaves of a frame, and how far the claim is from holding as their function."""

    def __init__(self, frame: Frame, ties: Ties | None = None) -> None:
        self.frame, self.top = frame, NEVER
        found = [(s, chart_of(s, frame), interval_of(s, frame)) for s in frame.slots]
        # What the parameters see to by themselves is not asked again at every point; the exact decision asks everything.
        self.conditions = [(c, at) for c, at in frame.conditions if leaf_nodes(c)
                           and not any(_seen_to(c, s.name, chart) for s, chart, interval in found if interval is None)]
        # What the ends of an interval mention is worked out before it.
        self.parts = sorted(found, key=lambda p: 0 if p[2] is None else 1 + len(p[2].names))
        self.spreads = [ties(s.dims) if ties else None for s, _, _ in self.parts]
        self.shapes = [s.dims if spread is None else (len(spread), 1)
                       for (s, _, _), spread in zip(self.parts, self.spreads, strict=True)]
        self.widths = [rows * columns for rows, columns in self.shapes]
        self.places = np.cumsum([0, *self.widths])
        self.size = int(self.places[-1])

    def height(self, x: Array) -> Array:
        """The relative gap at each row of parameters."""
        f, leaves = self.frame, dict[Any, Array]()
        for k, (slot, chart, interval) in enumerate(self.parts):
            a = self._entries(x[:, self.places[k] : self.places[k + 1]], k).reshape(len(x), *slot.dims)
            with np.errstate(all="ignore"):
                if interval is not None:
                    a = inside(interval, a, Floats(f.record, f.sizes, f.indices, leaves, f.bodies))
                elif chart is FREE and self.positive(slot.name):
                    a = np.abs(a)
                else:
                    a = chart.floats(a)
            leaves.update(dict.fromkeys(slot.keys, a))
        env = Floats(f.record, f.sizes, f.indices, leaves, f.bodies)
        return np.broadcast_to(heights(self.conditions, f.claim, env), (len(x),))

    def _entries(self, x: Array, k: int) -> Array:
        """The entries of the k-th leaf at its parameters; those that are tied to one parameter have its value."""
        spread = self.spreads[k]
        return x if spread is None else x @ spread

    def positive(self, name: str) -> bool:
        """Whether a leaf has to be positive."""
        return any(c[0] in ("positive", "nonneg") and c[1] in (("sym", name),) for c, _ in self.conditions)

    def values(self, x: Array) -> list[Value] | None:
        """Exact values of the slots at a row of parameters, in the order of the frame."""
        out: dict[int, Value] = {}
        known: dict[str, Any] = {}
        for k, (slot, chart, interval) in enumerate(self.parts):
            raw = as_values(self._entries(x[self.places[k] : self.places[k + 1]], k), slot.dims)
            made = self._value(slot.name, chart, interval, raw, known)
            if made is None:
                return None
            out[id(slot)] = made
            if all(isinstance(key, str) for key in slot.keys):
                known[slot.name] = text(made, self.frame.record["leaves"][slot.name])
        return [out[id(slot)] for slot in self.frame.slots]

    def _value(self, name: str, chart: Chart, interval: Interval | None, raw: Value, known: dict[str, Any]) -> Value | None:
        if interval is not None:
            return inside_exactly(interval, raw, self.frame, known)
        return each(abs, raw) if chart is FREE and self.positive(name) else chart.exact(raw)

    # -- starts -----------------------------------------------------------------------------------------------------
    def starts(self, seed: int, count: int) -> Array:
        """Rows of parameters: small whole numbers, nearly rank one, shears, and scalars of many orders of magnitude."""
        draws, picks = uniforms(seed, (count, self.size)), uniforms(seed + 1, (count, 2, len(self.parts)))
        parts = []
        for k, (_, _, interval) in enumerate(self.parts):
            u = draws[:, self.places[k] : self.places[k + 1]]
            kinds = _corners(u) if interval is not None and u.shape[1] > 1 else _shapes(u, self.shapes[k], picks[:, 1, k])
            if self.spreads[k] is not None:
                kinds = np.concatenate([kinds, 2 * np.round(u)[None] - 1])  # of signs
            parts.append(kinds[np.floor(picks[:, 0, k] * len(kinds)).astype(int), np.arange(count)])
        return np.concatenate(parts, axis=1).astype(np.float32).astype(np.float64)

    # -- moves ------------------------------------------------------------------------------------------------------
    def trials(self, x: Array, widths: Array, held: Array, seed: int) -> Array:
        """A few moves of each row: rows, moves, parameters."""
        shape = (len(x), MOVES, self.size)
        u, v, w = uniforms(seed, (3, *shape))
        kind, many, line, whole, share = uniforms(seed + 1, (5, len(x), MOVES))[..., None]
        step, scale = widths[:, None, None], np.zeros((len(x), self.size))
        chosen = u < np.where(many < 0.5, 0.2, 0.6)
        for k, dims in enumerate(self.shapes):
            place = slice(self.places[k], self.places[k + 1])
            scale[:, place] = np.abs(x[:, place]).max(axis=1, keepdims=True)
            row = np.arange(self.widths[k]) // dims[1] == np.floor(line * dims[0])
            leaf = np.floor(whole * len(self.parts)) == k
            chosen[..., place] = np.where(kind < 0.06, leaf & (row | (many < 0.3)), chosen[..., place])
        now = np.broadcast_to(x[:, None], shape)
        scaled = now * 8.0 ** (np.floor(3 * share) - 1)
        times = now * (1 + step * (2 * v - 1))
        plus = now + step * np.maximum(scale, 2.0**-10)[:, None] * (v + w + uniforms(seed + 2, shape) - 1.5)
        put = np.where(w < 0.5, 0.0, np.where(w < 0.7, -now, np.where(w < 0.85, 1.0, np.round(now))))
        others = x[np.floor(uniforms(seed + 3, (2, len(x), MOVES)) * len(x)).astype(int)]
        mixed = now + 0.5 * (others[0] - others[1])
        moves = [(0.06, scaled), (0.45, times), (0.8, plus), (0.85, put)]
        last = np.where(held[:, None], plus, mixed)
        moved = np.select([kind < most for most, _ in moves], [move for _, move in moves], last)
        # Every other row keeps its zeros, so that triangular and sparse matrices stay what they are.
        sparse = (now == 0) & (np.arange(len(x)) % 2 == 1)[:, None, None] & (kind >= 0.06)
        out = np.where(chosen & ~held[:, None] & ~sparse, moved, now)
        return np.asarray(out.astype(np.float32).astype(np.float64))

    def held(self) -> Array:
        """Which parameters are scalars or lie in intervals."""
        return np.repeat([interval is not None or s.dims == (1, 1) for s, _, interval in self.parts], self.widths)


def _seen_to(cond: Node, name: str, chart: Chart) -> bool:
    """Whether every parameter of a leaf gives a value that meets a condition."""
    return len(cond) == 2 and is_leaf(cond[1], name) and CHARTS.get(cond[0]) is chart


def _corners(u: Array) -> Array:
    """Entries at the ends of their interval: all at one of them, one at the other, any; and inside."""
    odd = np.arange(u.shape[1]) == np.floor(u[:, :1] * u.shape[1])
    low, some = np.zeros(u.shape), np.where(u < 0.5, 0.0, 1.0)
    return np.array([low, low, 1.0 * odd, 1.0 * odd, 1.0 * odd, 1.0 - odd, some, u])


def _shapes(u: Array, dims: tuple[int, int], pick: Array) -> Array:
    """Ways to begin with a scalar, a column or a matrix."""
    small = 10.0 ** -np.floor(1 + 6 * pick)[:, None]
    if dims == (1, 1):
        return np.array([small] * 6 + [1 - small, 2 * u, 1 / small, np.round(10 * u), 1 - 2 * u])
    whole, free = np.round(4 * u - 2), (2 * u - 1) * 4.0 ** np.round(2 * pick - 0.5)[:, None]
    if min(dims) == 1:
        first = np.arange(u.shape[1]) == 0
        return np.array([free, whole, np.where(first, 1.0, small * free), small * free])
    rows, columns = np.divmod(np.arange(u.shape[1]), dims[1])
    nearly = np.where(rows == 0, free, small * free)  # of rank one
    shear = (rows == columns) * u[:, :1] + (rows < columns) * free / small
    return np.array([free, free, free, free, free, whole, whole, nearly, shear, (rows == columns) + small * free,
                     np.where(np.abs(whole) == 2, 0.0, whole)])  # fmt: skip


def climb(family: Family, seed: int, rounds: int, tester: Tester, count: int = RESTARTS,
          how: str = HOW, most: int = MOST) -> dict[str, Any] | None:
    """The first witness on the way up from any of so many starts, after at most so many exact decisions.

    Most of the restarts keep their scalars and what lies in intervals where they began, for there the ends decide. What
    has not risen for some rounds, or is as good as tight, begins anew.
    """
    x, left, fresh = family.starts(seed, count), most, np.zeros((0, family.size))
    best, widths, age = family.height(x).copy(), np.ones(count), np.zeros(count)
    fixed = family.held() if not family.held().all() else np.zeros(family.size, bool)
    held = fixed & (np.arange(count) % 8 != 0)[:, None]
    if held.any() and any(interval is not None and s.dims != (1, 1) for s, _, interval in family.parts):
        rounds *= CHOICES
    patience, flat = np.where(held.any(axis=1), HASTE, PATIENCE), np.where(held.any(axis=1), NEAR, TIGHT)
    for turn in range(rounds):
        family.top = max(family.top, float(best.max()))
        for i in np.flatnonzero(best > CLEAR):
            if left <= 0:
                return None
            left -= 1
            if (found := _decided(family, x[i], tester, how)) is not None:
                return found
            age[i] = PATIENCE + HASTE  # what floats alone see is left behind
        stale = np.flatnonzero((age >= patience) | ((best > -flat) & (best <= CLEAR)))
        if len(fresh) < len(stale):
            fresh = family.starts(seed + 7919 * (turn + 1), 4 * count)
        x[stale], fresh = fresh[: len(stale)], fresh[len(stale) :]
        best[stale], widths[stale], age[stale] = family.height(x[stale]) if len(stale) else 0.0, 1.0, 0
        trial = family.trials(x, widths, held, seed + 5 * turn)
        height = family.height(trial.reshape(-1, family.size)).reshape(trial.shape[:2])
        tester.count(height.size, how)
        at = np.argmax(np.round(height, 9), axis=1)
        top = height[np.arange(len(x)), at]
        better = top > best + MARGIN * (1 + np.abs(best))
        x = np.where(better[:, None], trial[np.arange(len(x)), at], x)
        age = np.where(top > best + RISE * (1 + np.abs(best)), 0, age + 1)
        best = np.where(better, top, best)
        widths = np.where(better, np.minimum(widths * 1.5, 2.0), widths * 0.75)
    return None


def _decided(family: Family, row: Array, tester: Tester, how: str) -> dict[str, Any] | None:
    """The witness at a row of parameters, rounded to as few digits as it keeps failing with."""
    for digits in DIGITS:
        power = 2.0 ** (digits - 1 - np.floor(np.log2(np.where(row == 0, 1.0, np.abs(row)))))
        rounded = np.round(row * power) / power
        if family.height(rounded[None])[0] <= 0:
            continue
        values = family.values(rounded)
        if values is not None and (found := tester.test(family.frame.point(values), how, count=False)) is not None:
            return found
    return None


def climb_families(record: dict[str, Any], seed: int, most: int, tester: Tester) -> dict[str, Any] | None:
    """Climb in at most so many frames (up to three): two to four rows, few steps of an index."""
    families = [Family(frame) for frame in _chosen(record, min(most, 3))]
    for k, family in enumerate(families):
        if not family.size:
            if (found := tester.test(family.frame.point([]), HOW)) is not None:
                return found
            continue
        try:
            found = climb(family, seed + 1000 * k, ROUNDS[len(families)][k], tester)
        except (NotSupportedError, Undefined, Malformed, KeyError, ValueError, np.linalg.LinAlgError):
            return None
        if found is not None:
            return found
    return None


def _chosen(record: dict[str, Any], most: int) -> list[Frame]:
    """The frames of the climb: sizes from two to four, all alike where they may be, each with its first index plans."""
    if most < 1 or not is_bound(record["assert"]):
        return []
    plans = size_plans(record, 4)
    alike = [p for p in plans if len(set(p.values())) == 1 and min(p.values()) >= 2]
    out: list[Frame] = []
    for sizes in (alike or plans)[:most]:
        for indices in _indices(record, sizes):
            try:
                frame = frame_of(record, sizes, indices, bodies(record, 8)[0])
            except UNREADABLE:
                continue
            nodes = (frame.claim, *(c for c, _ in frame.conditions))
            entries = sum(s.dims[0] * s.dims[1] for s in frame.slots)
            plain = not is_rough(nodes) and not has_head(nodes, SLOW) and cost(nodes) <= DEAREST
            if plain and entries <= WIDEST and not any(slot.complex for slot in frame.slots):
                out.append(frame)
    return out[:most]


def _indices(record: dict[str, Any], sizes: dict[str, int]) -> list[dict[str, int]]:
    """Small values of the indices, and some far out where the statement is one of scalars."""
    near = index_plans(record, sizes)[:1]
    if not record.get("indices") or any(spec.get("sequence") for spec in record["leaves"].values()):
        return near
    return [*near, *far_plans(record, sizes, FARTHER if record["leaves"] else FARTHEST)]
