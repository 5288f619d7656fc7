"""Making a witness small: smallest sizes first, then the simplest numbers, in one fixed order.

Every step is decided exactly again; a step counts only if the numbers become simpler, so that this ends, and ends at
the same point wherever it runs.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.sample import points
from symrnn.search.bodies import bodies
from symrnn.search.combos import diagonal
from symrnn.search.frames import Frame, frame_of, index_plans, size_plans
from symrnn.search.mended import solved
from symrnn.search.scan import Tester, scan

Record = dict[str, Any]
Point = dict[str, Any]
HOW = "shrinking"
ORDERED = 300  # combinations in each smaller frame
LINKED = 60  # of these are completed where equations tie leaves to each other
EASY = [Fraction(x) for x in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3")]


def shrink(record: Record, witness: Point, budget: int = 500, tester: Tester | None = None) -> Point:
    """A smaller witness of the same statement; the one that was given where nothing smaller is found.

    Parameters
    ----------
    record
        The serialised statement.
    witness
        A point that refutes it.
    budget
        How many exact decisions are spent.
    """
    tester = tester or Tester(record)
    how = witness.get("how", "given")
    best = tester.test(witness, HOW, count=False)
    if best is None:
        return witness
    best = _without_lines(record, _smaller_frame(record, best, tester), tester)
    best = _simpler(record, best, budget, tester)
    return {**best, "how": how, "shrunk": True}


def size_of_numbers(numbers: list[Fraction]) -> tuple[int, ...]:
    """What is compared when numbers are compared for simplicity: nonzero ones, fractions, digits, minus signs."""
    return (sum(x != 0 for x in numbers), sum(x.denominator != 1 for x in numbers),
            sum(abs(x.numerator) + x.denominator for x in numbers), sum(x < 0 for x in numbers))


def weight(point: Point) -> tuple[Any, ...]:
    """What is compared when two points are compared for simplicity; smaller is simpler."""
    numbers = [x for *_, x in cells(point)]
    return (sum(point["sizes"].values()), sum(abs(i) for i in point["indices"].values()), len(numbers),
            *size_of_numbers(numbers), len(str(sorted(point["functions"].items()))))


def cells(point: Point) -> Iterator[tuple[Any, ...]]:
    """Every number of a point: the path to it, then its value."""
    for name, value in sorted(point["leaves"].items()):
        yield from _cells((name,), value)


def _cells(path: tuple[Any, ...], value: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield (*path, Fraction(value))
    else:
        items = sorted(value.items(), key=lambda kv: int(kv[0])) if isinstance(value, dict) else enumerate(value)
        for k, v in items:
            yield from _cells((*path, k), v)


def put(point: Point, path: tuple[Any, ...], x: Fraction) -> None:
    """Write a number into a point, in place."""
    if len(path) == 1:
        point["leaves"][path[0]] = str(x)
        return
    at = point["leaves"]
    for k in path[:-1]:
        at = at[k]
    at[path[-1]] = str(x)


# -- smaller sizes ------------------------------------------------------------------------------------------------
def _smaller_frame(record: Record, best: Point, tester: Tester) -> Point:
    """The first witness among structured points of smaller sizes and indices, or of the same."""
    here = (sum(best["sizes"].values()), sum(best["indices"].values()))
    for sizes in size_plans(record, min(5, max([3, *best["sizes"].values()]))):
        if sum(sizes.values()) > here[0]:
            break
        for indices in sorted(index_plans(record, sizes), key=lambda d: (sum(d.values()), sorted(d.items()))):
            if (sum(sizes.values()), sum(indices.values())) > here:
                break
            for frame in _frames(record, sizes, indices, best):
                table = diagonal(tuple(len(s.pool) for s in frame.slots), ORDERED)
                for found in (scan(frame, table, tester, 12, HOW), solved(frame, table[:LINKED], tester)):
                    if found is not None and weight(found) < weight(best):
                        return found
        if sum(sizes.values()) < here[0]:
            for point in points(record, 1, sizes=[sizes], count=2):
                if (found := tester.test(point, HOW)) is not None:
                    return found
    return best


def _frames(record: Record, sizes: dict[str, int], indices: dict[str, int], best: Point) -> Iterator[Frame]:
    for chosen in bodies(record, 3 if best["functions"] else 1):
        try:
            frame = frame_of(record, sizes, indices, chosen)
        except UNREADABLE:
            continue
        if all(s.pool for s in frame.slots):
            yield frame


def _without_lines(record: Record, best: Point, tester: Tester) -> Point:
    """Without the rows and columns that a size can do without, one after another, from the last on."""
    for name in record.get("sizes", []):
        place = best["sizes"][name] - 1
        while place >= 0 and best["sizes"][name] > 1:
            lean = {**best, "sizes": {**best["sizes"], name: best["sizes"][name] - 1}, "leaves": {
                leaf: _without(best["leaves"][leaf], [k for k, s in enumerate(spec["shape"]) if s == name], place)
                for leaf, spec in record["leaves"].items()}}
            best = tester.test(lean, HOW) or best
            place -= 1
    return best


def _without(value: Any, axes: list[int], place: int) -> Any:
    """A value without the row (axis 0) or the column (axis 1) at a place."""
    if isinstance(value, dict):
        return {key: _without(inner, axes, place) for key, inner in value.items()}
    rows = [row for i, row in enumerate(value) if i != place] if 0 in axes else value
    return [[x for j, x in enumerate(row) if j != place] for row in rows] if 1 in axes else rows


# -- simpler numbers ----------------------------------------------------------------------------------------------
def _simpler(record: Record, best: Point, budget: int, tester: Tester) -> Point:
    """Pass over leaves and numbers until a whole pass changes nothing, or the budget is spent."""
    best = _needed(record, best, tester)
    left = [budget]

    def attempt(candidate: Point) -> Point | None:
        left[0] -= 1
        return tester.test(candidate, HOW) if left[0] >= 0 else None

    before = None
    while before != best and left[0] > 0:
        before = best
        for name in sorted(best["leaves"]):
            best = _simpler_leaf(best, name, attempt)
        for *path, _ in list(cells(best)):
            best = _simpler_number(best, tuple(path), attempt) if left[0] > 0 else best
        best = _simpler_bodies(record, best, attempt)
    return best


def _needed(record: Record, best: Point, tester: Tester) -> Point:
    """Without the elements of sequences that the statement does not look at here."""
    try:
        chosen = {n: best["functions"].get(n, s.get("body")) for n, s in record.get("functions", {}).items()}
        frame = frame_of(record, best["sizes"], best["indices"], chosen, pools=False)
    except UNREADABLE:
        return best
    used = {k for slot in frame.slots for k in slot.keys}
    lean = copy.deepcopy(best)
    for name, spec in record["leaves"].items():
        if spec.get("sequence"):
            kept = {k: v for k, v in best["leaves"][name].items() if (name, int(k)) in used}
            lean["leaves"][name] = kept or dict([next(iter(best["leaves"][name].items()))])
    return tester.test(lean, HOW) or best


Attempt = Callable[[Point], Point | None]


def _simpler_leaf(best: Point, name: str, attempt: Attempt) -> Point:
    """The leaf as zeros, ones, the identity, or rounded; a sequence with one value."""
    value = best["leaves"][name]
    numbers = [(tuple(path), x) for *path, x in _cells((name,), value)]
    if isinstance(value, dict):
        first = next(iter(value.values()))
        same = dict.fromkeys(value, first)
        if same != value and (found := attempt({**best, "leaves": {**best["leaves"], name: same}})) is not None:
            return _simpler_leaf(found, name, attempt) if found["leaves"][name] != value else found
    ways = [[(p, x) for p, _ in numbers] for x in EASY[:4]]
    ways.append([(p, Fraction(int(len(p) > 2 and p[-1] == p[-2]))) for p, _ in numbers])
    ways += [[(p, x.limit_denominator(d)) for p, x in numbers] for d in (1, 2, 4)]
    now = size_of_numbers([x for _, x in numbers])
    for way in ways:
        if size_of_numbers([x for _, x in way]) < now and (found := attempt(_with(best, way))) is not None:
            return found
    return best


def _simpler_number(best: Point, path: tuple[Any, ...], attempt: Attempt) -> Point:
    """A number replaced by a simpler one, alone or together with the transposed entry."""
    x = _get(best, path)
    mirror = _mirrored(best, path)
    for y in _easier(x):
        if size_of_numbers([y]) >= size_of_numbers([x]):
            continue
        if (found := attempt(_with(best, [(path, y)]))) is not None:
            return found
        if mirror is not None and (found := attempt(_with(best, [(path, y), (mirror, y)]))) is not None:
            return found
    return best


def _simpler_bodies(record: Record, best: Point, attempt: Attempt) -> Point:
    for chosen in bodies(record, 4) if best["functions"] else ():
        opened = {n: chosen[n] for n in best["functions"]}
        if len(str(opened)) < len(str(best["functions"])):
            found = attempt({**best, "functions": opened})
            if found is not None:
                return found
    return best


def _get(point: Point, path: tuple[Any, ...]) -> Fraction:
    at = point["leaves"]
    for k in path:
        at = at[k]
    return Fraction(at)


def _with(point: Point, changes: list[tuple[tuple[Any, ...], Fraction]]) -> Point:
    out = {**point, "leaves": copy.deepcopy(point["leaves"])}
    for path, x in changes:
        put(out, path, x)
    return out


def _mirrored(point: Point, path: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The path of the transposed entry, for the matrices that must stay symmetric."""
    if len(path) < 3 or path[-1] == path[-2]:
        return None
    mirror = (*path[:-2], path[-1], path[-2])
    try:
        _get(point, mirror)
    except (IndexError, KeyError, TypeError):
        return None
    return mirror


def _easier(x: Fraction) -> list[Fraction]:
    """Simpler numbers to put in the place of x, the simplest first."""
    near = [Fraction(round(x)), *(x.limit_denominator(d) for d in (2, 3, 4, 5, 8, 10, 16, 64))]
    tens = [Fraction(10) ** k * (1 if x > 0 else -1) for k in (1, 2, 3)] if abs(x) > 3 else []
    out = [*EASY, *near, *tens]
    return [y for y in dict.fromkeys(out) if y != x]
