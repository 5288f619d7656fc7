"""Making a witness small: smallest sizes first, then the simplest numbers, in one fixed order.

Every step is decided exactly again; a step counts only if the point becomes simpler by `weight`, so that this ends, and
ends at the same point wherever it runs.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.sample import points
from symrnn.search.bodies import bodies
from symrnn.search.combos import diagonal
from symrnn.search.frames import Frame, frame_of, index_plans, size_plans
from symrnn.search.scan import Tester, scan

Record = dict[str, Any]
Point = dict[str, Any]
HOW = "shrinking"
ORDERED = 300  # combinations in each smaller frame
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
    best = _smaller_frame(record, best, tester)
    best = _simpler(record, best, budget, tester)
    return {**best, "how": how, "shrunk": True}


def weight(point: Point) -> tuple[Any, ...]:
    """What is compared when two points are compared for simplicity; smaller is simpler."""
    numbers = [x for *_, x in cells(point)]
    return (
        sum(point["sizes"].values()), sum(abs(i) for i in point["indices"].values()), len(numbers),
        sum(x != 0 for x in numbers), sum(x.denominator != 1 for x in numbers),
        sum(abs(x.numerator) + x.denominator for x in numbers), len(set(numbers)), sum(x < 0 for x in numbers),
        len(str(sorted(point["functions"].items()))),
    )  # fmt: skip


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
    for sizes in size_plans(record):
        if sum(sizes.values()) > here[0]:
            break
        for indices in sorted(index_plans(record, sizes), key=lambda d: (sum(d.values()), sorted(d.items()))):
            if (sum(sizes.values()), sum(indices.values())) > here:
                break
            for frame in _frames(record, sizes, indices, best):
                table = diagonal(tuple(len(s.pool) for s in frame.slots), ORDERED)
                found = scan(frame, table, tester, 12, HOW)
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


# -- simpler numbers ----------------------------------------------------------------------------------------------
def _simpler(record: Record, best: Point, budget: int, tester: Tester) -> Point:
    changed = True
    best = _needed(record, best, tester)
    while changed and budget > 0:
        changed = False
        for candidate in _steps(record, best):
            if weight(candidate) >= weight(best):
                continue
            budget -= 1
            if (found := tester.test(candidate, HOW)) is not None:
                best, changed = found, True
                break
            if budget <= 0:
                break
    return best


def _needed(record: Record, best: Point, tester: Tester) -> Point:
    """Without the elements of sequences that the statement does not look at here."""
    try:
        frame = frame_of(record, best["sizes"], best["indices"], {n: best["functions"].get(n, s.get("body"))
                                                                   for n, s in record.get("functions", {}).items()})
    except UNREADABLE:
        return best
    used = {k for slot in frame.slots for k in slot.keys}
    lean = copy.deepcopy(best)
    for name, spec in record["leaves"].items():
        if spec.get("sequence"):
            kept = {k: v for k, v in best["leaves"][name].items() if (name, int(k)) in used}
            lean["leaves"][name] = kept or dict([next(iter(best["leaves"][name].items()))])
    return tester.test(lean, HOW) or best


def _steps(record: Record, point: Point) -> Iterator[Point]:
    """Simpler points next to this one: leaves set to zero, one or equal entries, then single numbers."""
    for name, value in sorted(point["leaves"].items()):
        paths = [(path, x) for *path, x in _cells((name,), value)]
        for x in EASY[:4]:
            yield _with(point, [(tuple(p), x) for p, _ in paths])
        if len(paths) > 1:
            yield _with(point, [(tuple(p), Fraction(int(len(p) > 2 and p[-1] == p[-2]))) for p, _ in paths])
        for n in (1, 2, 4):
            rounded = [(tuple(p), x.limit_denominator(n)) for p, x in paths]
            if rounded != [(tuple(p), x) for p, x in paths]:
                yield _with(point, rounded)
        if isinstance(value, dict):
            first = next(iter(value.values()))
            yield {**point, "leaves": {**point["leaves"], name: dict.fromkeys(value, first)}}
    for *path, x in cells(point):
        for y in _easier(x):
            yield _with(point, [(tuple(path), y)])
            mirror = _mirrored(path)
            if mirror is not None and _stands(point, mirror):
                yield _with(point, [(tuple(path), y), (mirror, y)])
    if point["functions"]:
        for chosen in bodies(record, 4):
            opened = {n: chosen[n] for n in point["functions"]}
            if not any("sym" in str(b) and "'_x'" not in str(b) for b in opened.values()):
                yield {**point, "functions": opened}


def _stands(point: Point, path: tuple[Any, ...]) -> bool:
    """Whether a point has a number at a path: the transposed place of a matrix that is not square has none."""
    at: Any = point["leaves"]
    for k in path:
        if isinstance(at, list):
            if k >= len(at):
                return False
        elif k not in at:
            return False
        at = at[k]
    return True


def _with(point: Point, changes: list[tuple[tuple[Any, ...], Fraction]]) -> Point:
    out = {**point, "leaves": copy.deepcopy(point["leaves"])}
    for path, x in changes:
        put(out, path, x)
    return out


def _mirrored(path: list[Any]) -> tuple[Any, ...] | None:
    """The path of the transposed entry, for the matrices that must stay symmetric."""
    *head, i, j = path if len(path) > 2 else (None, 0, 0)
    return (*head, j, i) if isinstance(i, int) and isinstance(j, int) and i != j and head[-1] is not None else None


def _easier(x: Fraction) -> list[Fraction]:
    """Simpler numbers to put in the place of x, the simplest first."""
    near = [Fraction(round(x)), *(x.limit_denominator(d) for d in (2, 3, 4, 5, 8, 10, 16, 64))]
    tens = [Fraction(10) ** k * (1 if x > 0 else -1) for k in (1, 2, 3)] if abs(x) > 3 else []
    out = [*EASY, *near, *tens]
    return [y for y in dict.fromkeys(out) if y != x]
