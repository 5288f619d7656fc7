"""A small exact input where a block of the audited code differs from the derivation."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from itertools import product
from typing import Any

from symrnn.recheck.sample import points, satisfied
from symrnn.recheck.values import environment

Difference = tuple[Fraction, dict[str, Any]]
SIMPLE = ("0", "1", "-1", "2", "1/2")
# A smaller input may show less of the difference, but not almost nothing.
KEPT = Fraction(1, 50)


def small_input(record: dict[str, Any], start: dict[str, Any], fixed: bool,
                differs: Callable[[dict[str, Any]], Difference | None]) -> dict[str, Any] | None:
    """A small exact point where the difference shows, and what it is there.

    Parameters
    ----------
    record
        The serialised step with its conditions.
    start
        A point where the difference shows.
    fixed
        Whether the sizes must stay as they are.
    differs
        The size of the difference at a point and its description; None where there is none.

    Returns
    -------
    `{"sizes", "leaves", ...}` with the description; None where the start shows no difference.
    """
    found = differs(start)
    if found is None:
        return None
    point, needed = start, found[0] * KEPT
    names = sorted(start["sizes"])
    for sizes in () if fixed else sorted(product((1, 2), repeat=len(names)), key=lambda s: (sum(s), s)):
        smaller = next((p for p in points(record, 0, sizes=[dict(zip(names, sizes, strict=True))], count=2)
                        if _shows(differs, p, needed)), None)
        if smaller is not None:
            point = smaller
            break
    point = _simpler(record, point, needed, differs)
    last = differs(point)
    assert last is not None
    return {"sizes": point["sizes"], "leaves": point["leaves"], "functions": point.get("functions", {}), **last[1]}


def _simpler(record: dict[str, Any], point: dict[str, Any], needed: Fraction,
             differs: Callable[[dict[str, Any]], Difference | None]) -> dict[str, Any]:
    """Replace whole leaves by zero, then entries by small numbers, wherever the difference stays."""
    for name in sorted(point["leaves"]):
        everything: list[tuple[Any, str]] = [(None, "0")]
        for place, text in everything + [(place, text) for place in _places(point, name) for text in SIMPLE]:
            changed = _changed(point, name, place, text)
            if _cost(changed) < _cost(point) and _allowed(record, changed) and _shows(differs, changed, needed):
                point = changed
    return point


def _changed(point: dict[str, Any], name: str, place: tuple[int, int] | None, text: str) -> dict[str, Any]:
    changed = deepcopy(point)
    entry = changed["leaves"][name]
    if not isinstance(entry, list):
        changed["leaves"][name] = text
    elif place is None:
        changed["leaves"][name] = [[text] * len(row) for row in entry]
    else:
        entry[place[0]][place[1]] = text
    return changed


def _places(point: dict[str, Any], name: str) -> list[tuple[int, int] | None]:
    entry = point["leaves"][name]
    return [(i, j) for i, row in enumerate(entry) for j in range(len(row))] if isinstance(entry, list) else [None]


def _cost(point: dict[str, Any]) -> int:
    numbers = [Fraction(x) for entry in point["leaves"].values()
               for x in ([x for row in entry for x in row] if isinstance(entry, list) else [entry])]
    return sum(abs(x.numerator) + 2 * (x.denominator - 1) + (x < 0) for x in numbers)


def _allowed(record: dict[str, Any], point: dict[str, Any]) -> bool:
    env = environment(record, point)
    return all(satisfied(condition, env) for condition in record["given"])


def _shows(differs: Callable[[dict[str, Any]], Difference | None], point: dict[str, Any], needed: Fraction) -> bool:
    try:
        found = differs(point)
    except Exception:  # noqa: BLE001 (no value here, or the user's code raises where it was not called before)
        return False
    return found is not None and found[0] >= needed
