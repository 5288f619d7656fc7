"""Samples that show little: states of zero, symmetric or diagonal weights, size one, saturation; and their refusal.

Many a wrong formula agrees with the right one on such points. Whether a sample may count as evidence is decided from
the sample itself, leaf by leaf, against generic points of the same statement: what the conditions force is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice
from typing import Any

from symrnn.recheck.functions import UNREADABLE, precision
from symrnn.recheck.numbers import genericity, judged
from symrnn.recheck.sample import instances, points, satisfied
from symrnn.recheck.values import environment

Record = dict[str, Any]
Point = dict[str, Any]
Rows = list[list[Fraction]]

LEAST = 3  # effective points below which agreement is an accident
EXCESS = 0.25  # how much more special than generic points a leaf may be, as a share of its entries
AGAIN = 0.5  # how much more often than at generic points a leaf may have a value again: simple scalars recur by chance
DIGITS = 60
REFERENCE_SEED = 20011


def _columns_to_zero(a: Rows) -> Rows:
    return [[Fraction(0)] for _ in a] if len(a[0]) == 1 else a


def _symmetric(a: Rows) -> Rows:
    return [[(x + a[j][i]) / 2 for j, x in enumerate(r)] for i, r in enumerate(a)] if len(a) == len(a[0]) else a


def _multiple(a: Rows) -> Rows:
    square = len(a) == len(a[0]) > 1
    return [[a[0][0] if i == j else Fraction(0) for j in range(len(r))] for i, r in enumerate(a)] if square else a


def _constant(a: Rows) -> Rows:
    return [[a[0][0] for _ in r] for r in a]


def _times(factor: Fraction) -> Callable[[Rows], Rows]:
    return lambda a: [[x * factor for x in r] for r in a]


CHANGES: dict[str, Callable[[Rows], Rows]] = {
    "zero state": _columns_to_zero,
    "symmetric": _symmetric,
    "multiple of the identity": _multiple,
    "constant": _constant,
    "saturated": _times(Fraction(50)),
    "tiny": _times(Fraction(1, 1000)),
}
KINDS = (*CHANGES, "size one")


def degenerate_points(record: Record, kind: str, seed: int, count: int = 6) -> list[Point]:
    """Points of a degenerate sampler that meet the conditions; fewer, or none, where the conditions forbid them.

    Parameters
    ----------
    record
        The serialised statement.
    kind
        One of `KINDS`.
    seed
        The seed of the generic points that are deformed.
    """
    if kind == "size one":
        ones = [dict.fromkeys(record["sizes"], 1)] if record["sizes"] else []
        return list(islice(points(record, seed, sizes=ones, count=count), count)) if ones else []
    out = []
    for point in islice(points(record, seed, count=2 * count), 2 * count):
        if not any(spec["shape"] for spec in record["leaves"].values()):
            break
        for whole in (True, False):
            changed = _deformed(record, point, CHANGES[kind], whole)
            if changed != point and _is_a_point(record, changed):
                out.append(changed)
                break
    return out[:count]


def _deformed(record: Record, point: Point, change: Callable[[Rows], Rows], scalars: bool) -> Point:
    leaves = {}
    for name, value in point["leaves"].items():
        spec = record["leaves"][name]
        if spec.get("field") == "complex" or (not spec["shape"] and not scalars):
            leaves[name] = value
        elif spec.get("sequence"):
            leaves[name] = {i: _changed(v, change) for i, v in value.items()}
        else:
            leaves[name] = _changed(value, change)
    return {**point, "leaves": leaves}


def _changed(value: Any, change: Callable[[Rows], Rows]) -> Any:
    if not isinstance(value, list):
        return str(change([[Fraction(value)] * 2])[0][0])  # a row, so that what is done to columns spares it
    return [[str(x) for x in row] for row in change([[Fraction(x) for x in row] for row in value])]


def _is_a_point(record: Record, point: Point) -> bool:
    with precision(256):
        try:
            env = environment(record, point)
            return all(satisfied(cond, at) for cond, at in instances(record, env))
        except UNREADABLE:
            return False


def accepts(record: Record, sample: Iterable[Point]) -> tuple[str, str]:
    """What a sample is worth as evidence for a statement.

    Returns
    -------
    tuple
        `violated`, `agrees` or `refused`; and why. Only `agrees` may support PROVED or CORROBORATED.
    """
    sample = list(sample)
    words = []
    for point in sample:
        try:
            words.append(judged(record, point, DIGITS)[0])
        except UNREADABLE:
            words.append("nothing")
    if "violated" in words:
        return "violated", f"{words.count('violated')} of {len(words)} points violate it"
    effective = [p for p, w in zip(sample, words, strict=True) if w in ("exact", "balls")]
    if len(effective) < LEAST:
        return "refused", f"{len(effective)} effective points"
    flaws = specialities(record, effective)
    if flaws:
        return "refused", "the sample is degenerate: " + "; ".join(flaws)
    return "agrees", f"{len(effective)} points"


def specialities(record: Record, sample: list[Point]) -> list[str]:
    """In what a sample is more special than generic points of the statement; empty where it is generic."""
    reference = list(islice(points(record, REFERENCE_SEED, count=12), 12))
    out = []
    for name in sorted(record["leaves"]):
        own, usual = _shares(name, sample), _shares(name, reference)
        out += [f"{name}: {word}" for word, share in sorted(own.items()) if share > usual.get(word, 0) + EXCESS]
        if _repeats(name, sample) > _repeats(name, reference) + AGAIN:
            out.append(f"{name}: the same values again")
    ones, usual_ones = _sizes_of_one(sample), _sizes_of_one(reference)
    if ones > max(0.5, usual_ones + EXCESS):
        out.append("sizes of one")
    return out


def _shares(name: str, sample: list[Point]) -> dict[str, float]:
    """The mean share of the entries of a leaf that have each speciality."""
    total: dict[str, float] = {}
    held = [p["leaves"][name] for p in sample if name in p["leaves"]]
    for value in held:
        entries = len(_numbers(value))
        for word, count in genericity({"leaves": {name: value}, "sizes": {}}).items():
            matrices = len(value) if isinstance(value, dict) else 1
            total[word] = total.get(word, 0) + count / (matrices if word == "symmetric" else entries) / len(held)
    return total


def _repeats(name: str, sample: list[Point]) -> float:
    """The share of points at which a leaf has a value that it had at another point."""
    held = [str(p["leaves"][name]) for p in sample if name in p["leaves"]]
    return 1 - len(set(held)) / len(held) if held else 0.0


def _numbers(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [x for v in (value.values() if isinstance(value, dict) else value) for x in _numbers(v)]


def _sizes_of_one(sample: list[Point]) -> float:
    return sum(any(s == 1 for s in p["sizes"].values()) for p in sample) / max(1, len(sample))
