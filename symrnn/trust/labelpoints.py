"""Points at which labels are checked, by a sampler of its own: Newton's method meets all equations among the conditions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from symrnn.trust.labeltruth import ORDER, REFUSED, UNDECIDABLE, Values, residual, truth

POINTS, ATTEMPTS = 6, 60


@dataclass
class Draw:
    """One attempt at a point: random rationals, then Newton's method on all equations among the conditions."""

    record: dict[str, Any]
    rng: random.Random

    def point(self, sizes: dict[str, int], indices: dict[str, int], special: int) -> dict[str, Any] | None:
        """A point that meets the conditions, None where this attempt fails."""
        functions = {name: self.body(spec) for name, spec in self.record.get("functions", {}).items()
                     if spec.get("body") is None}
        point = {"sizes": sizes, "indices": indices, "leaves": {}, "functions": functions}
        for name, spec in sorted(self.record["leaves"].items()):
            dims = [_size(s, sizes) for s in spec["shape"]]
            value = self.array(name, dims, spec.get("field") == "complex", special)
            point["leaves"][name] = {str(k): self.array(name, dims, False, special) for k in range(-2, 9)} \
                if spec.get("sequence") else value
        given = [c for c in self.record.get("given", []) if c[0] not in UNDECIDABLE]
        if not self.solved(point, [c for c in given if c[0] not in ORDER]):
            return None
        at = Values(self.record, point)
        return point if all(truth(at, c) is True for c in given) else None

    def body(self, spec: dict[str, Any]) -> Any:
        """A body for an opaque function: within its range, if it has one."""
        x = ["sym", "_x"]
        if spec.get("range"):
            return ["fn", "tanh", x]
        return self.rng.choice([["fn", "tanh", x], ["add", ["fn", "sin", x], ["num", "1/3"]], ["fn", "softplus", x]])

    def number(self, special: int) -> str:
        """A rational; a small whole number where the point is to be special."""
        if special:
            return str(self.rng.choice([0, 0, 1, -1, 2] if special == 1 else [0, 1]))
        return str(Fraction(self.rng.choice([-1, 1]) * self.rng.randint(1, 97), self.rng.randint(31, 89)))

    def array(self, name: str, dims: list[int], field: bool, special: int) -> Any:
        """A value for a leaf: of its kind, where the kind is not an equation, or between its bounds."""
        def one() -> Any:
            return [self.number(special), self.number(special)] if field else self.number(special)

        words = {c[0]: c for c in self.record.get("given", []) if len(c) > 1 and c[1] == ["sym", name]}
        if "permutation" in words:
            order = self.rng.sample(range(dims[0]), dims[0])
            return [[str(int(order[i] == j)) for j in range(dims[0])] for i in range(dims[0])]
        if "stochastic" in words:
            rows = [[self.rng.randint(1, 9) for _ in range(dims[1])] for _ in range(dims[0])]
            return [[str(Fraction(x, sum(row))) for x in row] for row in rows]
        if "nilpotent" in words:
            return [[one() if j > i else "0" for j in range(dims[1])] for i in range(dims[0])]
        if "psd" in words or "pd" in words:
            r = [[Fraction(self.number(0)) for _ in range(dims[0])] for _ in range(dims[0])]
            return [[str(sum(a * b for a, b in zip(u, v, strict=True))) for v in r] for u in r]
        if {"positive", "nonneg"} & set(words) or self.above_zero(name):
            return self.filled(dims, lambda: str(abs(Fraction(self.number(special))) or Fraction(1, 2)))
        if (low := self.interval(name)) is not None:
            part = {0: self.rng.randint(1, 40), 1: self.rng.choice([0, 41]), 2: self.rng.choice([0, 41])}[special]
            return self.filled(dims, lambda: str(low[0] + (low[1] - low[0]) * Fraction(part, 41)))
        return self.filled(dims, one)

    def filled(self, dims: list[int], one: Any) -> Any:
        """An array of such entries; one entry for a scalar."""
        return [[one() for _ in range(dims[1])] for _ in range(dims[0])] if dims else one()

    def above_zero(self, name: str) -> bool:
        """Whether a condition says that the leaf is above a number that is not negative."""
        return any(c[0] in ("gt", "ge") and c[1] == ["sym", name] and c[2][0] == "num" and Fraction(c[2][1]) >= 0
                   for c in self.record.get("given", []))

    def interval(self, name: str) -> tuple[Fraction, Fraction] | None:
        """The interval of rational ends that a condition gives."""
        for c in self.record.get("given", []):
            if c[0] in ("between", "strictly_between") and c[1] == ["sym", name]:
                ends = [_fraction(x) for x in c[2:]]
                return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
        return None

    def solved(self, point: dict[str, Any], conditions: list[Any]) -> bool:
        """Newton's method with least changes, slopes in floats and residuals in many digits."""
        flat = [(name, i, j) for name, v in point["leaves"].items() if not isinstance(v, dict)
                for i, row in enumerate(v if isinstance(v, list) and isinstance(v[0], list) else [[v]])
                for j, x in enumerate(row) if isinstance(x, str)]
        for _ in range(14):
            try:
                found = self.residuals(point, conditions)
            except REFUSED:
                return False
            worst = max((abs(x) for x in found), default=mpmath.mpf(0))
            if worst < 1e-60:
                return True
            if worst > 10**6 or not flat:
                return False
            step, columns = Fraction(1, 10**25), []
            for place in flat:
                try:
                    moved = self.residuals(_moved(point, place, step), conditions)
                except REFUSED:
                    return False
                columns.append([complex((b - a) / mpmath.mpf(step.numerator) * step.denominator)
                                for a, b in zip(found, moved, strict=True)])
            slopes = np.array(columns).T
            slopes = np.concatenate([slopes.real, slopes.imag])
            right = np.array([[float(mpmath.re(x / worst)) for x in found] + [float(mpmath.im(x / worst)) for x in found]])
            change = np.linalg.pinv(slopes, rcond=1e-9) @ right[0]
            scale = _exact(worst)
            for place, d in zip(flat, change, strict=True):
                point.update(_moved(point, place, -Fraction(float(d)) * scale))
        return False

    def residuals(self, point: dict[str, Any], conditions: list[Any]) -> list[Any]:
        """All that the equations say to be zero."""
        at = Values(self.record, point)
        parts = [residual(at, part) for c in conditions for part in _parts(c)]
        return [x for part in parts if part is not None for x in part]


def _parts(cond: Any) -> Iterator[Any]:
    if cond[0] in ("all_of", "holds"):
        for part in cond[1:]:
            yield from _parts(part)
    else:
        yield cond


def _exact(x: Any) -> Fraction:
    return Fraction(int(mpmath.nint(mpmath.ldexp(x, 400)))) / 2**400


def _moved(point: dict[str, Any], place: tuple[str, int, int], by: Fraction) -> dict[str, Any]:
    name, i, j = place
    value = point["leaves"][name]
    grid = [list(row) for row in value] if isinstance(value, list) and isinstance(value[0], list) else [[value]]
    exact = Fraction(grid[i][j]) + by
    grid[i][j] = str(Fraction(round(exact * 2**420), 2**420) if exact.denominator > 2**420 else exact)
    return {**point, "leaves": {**point["leaves"], name: grid if isinstance(value, list) else grid[0][0]}}


def _fraction(node: Any) -> Fraction | None:
    if node[0] == "neg":
        inner = _fraction(node[1])
        return None if inner is None else -inner
    return Fraction(node[1]) if node[0] == "num" else None


def _size(node: Any, names: dict[str, int]) -> int:
    if isinstance(node, list):
        out = _size(node[1], names)
        for part in node[2:]:
            out = out + _size(part, names) if node[0] == "+" else out * _size(part, names)
        return out
    return names[node] if isinstance(node, str) else int(node)


def points(record: dict[str, Any], seed: str) -> Iterator[dict[str, Any]]:
    """Points of a record: generic ones of several sizes, then special ones with small whole numbers."""
    rng = random.Random(seed)  # noqa: S311  (samples, seeded; no secrets)
    for special in (0, 0, 1, 2):
        made = 0
        for attempt in range(ATTEMPTS):
            if made >= POINTS:
                break
            sizes = {s: 1 + (attempt + k + 1) % 3 for k, s in enumerate(record.get("sizes", []))}
            indices = {i: rng.randint(0, 5) for i in record.get("indices", [])}
            try:
                point = Draw(record, rng).point(sizes, indices, special)
            except (*REFUSED, np.linalg.LinAlgError):
                continue
            if point is not None:
                made += 1
                yield point
