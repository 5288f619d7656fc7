"""Labels against numbers: what mpmath says of the labels of a corpus, at points of a sampler of its own.

Nothing of the judge is used: forward values at 80 digits, derivatives by differences, conditions met by Newton's method
on all equations at once. A label is contradicted where a true statement fails at a point that meets its conditions.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np

from symrnn.errors import SymrnnError
from symrnn.oracles.mp_values import entries_of, rows_of, transpose
from symrnn.oracles.mpmath_differences import Evaluator
from symrnn.trust.entry import Entry, entries

DIGITS, MANY = 80, 1200
SAME, APART = 1e-28, 1e-12  # what counts as equal, and as different; between: nothing
POINTS, ATTEMPTS = 6, 60
ORDER = {"at_most": (0, 1, False), "le": (0, 1, False), "less": (0, 1, True), "lt": (0, 1, True), "ge": (1, 0, False),
         "gt": (1, 0, True)}
UNDECIDABLE = frozenset({"exists", "tends_to", "of_order", "expects"})
REFUSED = (SymrnnError, ArithmeticError, ValueError)  # no value here: the last for logarithms and mpmath's own
Truth = bool | None


class Values(Evaluator):
    """Forward values, with the words that count; `same` and `apart` say what is equal and what is different.

    Parameters
    ----------
    again
        Whether this is the second look at a violation, with digits that cancellation and saturation do not use up.
    """

    def __init__(self, record: dict[str, Any], point: dict[str, Any], *, again: bool = False) -> None:
        super().__init__(record, point, MANY if again else DIGITS)
        self.same = self.mp.mpf(10) ** -(MANY - 200) if again else SAME
        self.apart = 10 * self.same if again else APART

    def _of_rank(self, node: Any) -> Any:
        return self.mp.mpf(rank(self, rows_of(self.value(node))))

    def _of_count_nonzero(self, node: Any) -> Any:
        return self.mp.mpf(sum(abs(x) > APART for x in entries_of(self.value(node))))


def rank(at: Values, rows: list[list[Any]]) -> int:
    """The rank, by elimination with the largest pivots."""
    left, found = [list(row) for row in rows], 0
    while left and left[0]:
        size, i, j = max((abs(x), i, j) for i, row in enumerate(left) for j, x in enumerate(row))
        if size < APART:
            break
        found += 1
        pivot = left.pop(i)
        left = [[x - row[j] * y / pivot[j] for x, y in zip(row, pivot, strict=True)] for row in left]
    return found


# -- truth at a point ------------------------------------------------------------------------------------------
def both(parts: Iterator[Truth]) -> Truth:
    """All of them; None where one is not known and none is false."""
    known = list(parts)
    return False if False in known else None if None in known else True


def opposite(truth: Truth) -> Truth:
    """Not."""
    return None if truth is None else not truth


def near_zero(at: Values, x: Any) -> Truth:
    """Whether a number is zero; None in between."""
    return True if abs(x) <= at.same else False if abs(x) >= at.apart else None


def residual(at: Values, cond: Any) -> list[Any] | None:
    """What an equation says to be zero; None for a condition that is no equation."""
    head = cond[0]
    if head in ("eq", "equal", "fixed"):
        return difference(at, cond[1], cond[2])
    if head == "commute":
        return difference(at, ["matmul", cond[1], cond[2]], ["matmul", cond[2], cond[1]])
    if head not in EQUATIONS:
        return None
    a = rows_of(at.value(cond[1]))
    return EQUATIONS[head](at, cond[1], a)


def difference(at: Values, left: Any, right: Any) -> list[Any]:
    """All entries of left - right; the rounding of a size of the terms is taken off."""
    size = max((abs(x) for side in (left, right) for x in entries_of(at.value(side))), default=0)
    return [x / max(1, size) for x in entries_of(at.value(["sub", left, right]))]


def _adjoint(node: Any) -> Any:
    return ["conj", ["T", node]]


EQUATIONS: dict[str, Any] = {
    "symmetric": lambda at, n, a: difference(at, n, ["T", n]),
    "skew": lambda at, n, a: difference(at, n, ["neg", ["T", n]]),
    "orthogonal": lambda at, n, a: difference(at, ["matmul", _adjoint(n), n], ["eye", len(a)]),
    "normal": lambda at, n, a: difference(at, ["matmul", _adjoint(n), n], ["matmul", n, _adjoint(n)]),
    "idempotent": lambda at, n, a: difference(at, ["matmul", n, n], n),
    "unit_norm": lambda at, n, a: [sum(abs(x) ** 2 for x in entries_of(a)) - 1],
    "diagonal": lambda at, n, a: [x for i, row in enumerate(a) for j, x in enumerate(row) if i != j],
}


def smallest(at: Values, node: Any) -> Any:
    """The smallest eigenvalue of a symmetric matrix."""
    return min(at.mp.eigsy(at.mp.matrix(rows_of(at.value(node))), eigvals_only=True))


def truth(at: Values, cond: Any) -> Truth:
    """Whether a condition holds at a point; None where it cannot be told."""
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return both(truth(at, c) for c in args)
    if head == "any_of":
        return opposite(both(opposite(truth(at, c)) for c in args))
    if head == "no":
        return opposite(truth(at, args[0]))
    if head == "implies":
        return opposite(both(iter((truth(at, args[0]), opposite(truth(at, args[1]))))))
    if head == "given":
        return opposite(both(iter((*(truth(at, c) for c in args[0]), opposite(truth(at, args[1]))))))
    if head == "iff":
        a, b = truth(at, args[0]), truth(at, args[1])
        return None if a is None or b is None else a == b
    if head == "induction":
        return both(truth(at, c) for c in args[1:])
    if head in UNDECIDABLE:
        return None
    try:
        return _told(at, head, args)
    except REFUSED:
        return None


def _told(at: Values, head: str, args: Any) -> Truth:
    if (gaps := residual(at, [head, *args])) is not None:
        return both(near_zero(at, x) for x in gaps)
    if head in ORDER:
        low, high, strict = ORDER[head]
        return ordered(at, args[low], args[high], strict)
    if head in ("between", "strictly_between"):
        strict = head == "strictly_between"
        return both(iter((ordered(at, args[1], args[0], strict), ordered(at, args[0], args[2], strict))))
    if head == "ne":
        return opposite(both(near_zero(at, x) for x in difference(at, args[0], args[1])))
    if head in ("rank_is", "rank_at_most"):
        found, wanted = rank(at, rows_of(at.value(args[0]))), entries_of(at.value(args[1]))[0]
        return bool(found == wanted if head == "rank_is" else found <= wanted)
    value = at.value(args[0])
    numbers = entries_of(value)
    if head in ("positive", "nonneg"):
        return ordered(at, ["num", "0"], args[0], head == "positive")
    if head == "nonzero":
        return opposite(both(near_zero(at, x) for x in numbers))
    if head == "nowhere_zero":
        return both(opposite(near_zero(at, x)) for x in numbers)
    if head == "invertible":
        return opposite(near_zero(at, at.value(["det", args[0]])))
    if head in ("psd", "pd"):
        least = smallest(at, args[0])
        return both(iter((both(near_zero(at, x) for x in residual(at, ["symmetric", args[0]]) or []),
                          bool(least > at.apart if head == "pd" else least > -at.same))))
    if head == "nilpotent":
        return both(near_zero(at, x) for x in entries_of(at.value(["matpow", args[0], len(rows_of(value))])))
    if head in ("stochastic", "permutation"):
        lines = rows_of(value) if head == "stochastic" else [*rows_of(value), *transpose(rows_of(value))]
        sums = both(near_zero(at, sum(line) - 1) for line in lines)
        signs = both(x >= -at.same if head == "stochastic" else near_zero(at, x * (x - 1)) for x in numbers)
        return both(iter((sums, signs)))
    return None


def ordered(at: Values, low: Any, high: Any, strict: bool) -> Truth:
    """Whether low <= high (low < high) in every entry."""
    gaps = entries_of(at.value(["sub", high, low]))
    if any(abs(mpmath.im(g)) > at.same for g in gaps):
        return None
    size = max(1, *(abs(x) for side in (low, high) for x in entries_of(at.value(side))))
    return both((True if g > at.apart * size else False if g < -at.apart * size else
                 (not strict if abs(g) <= at.same * size else (None if g < 0 else True))) for g in map(mpmath.re, gaps))


# -- points ----------------------------------------------------------------------------------------------------
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


# -- the corpus ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Checked:
    """What numbers say of a label: `contradicted`, `confirmed`, or `open`; at how many points, and at which one."""

    entry: Entry
    said: str
    points: int
    at: dict[str, Any] | None = None


def check(entry: Entry) -> Checked:
    """One label."""
    record, known = entry.build().record(), 0
    if record["assert"][0] in UNDECIDABLE:
        return Checked(entry, "open", 0)
    for point in points(record, entry.id):
        found = truth(Values(record, point), record["assert"])
        known += found is not None
        if found is False and truth(Values(record, point, again=True), record["assert"]) is False:
            return Checked(entry, "contradicted" if entry.label else "confirmed", known, point)
    return Checked(entry, "confirmed" if entry.label and known else "open", known)


def validate(corpus: Sequence[Entry]) -> dict[str, list[Checked]]:
    """All labels, sorted by what numbers say of them."""
    out: dict[str, list[Checked]] = {"contradicted": [], "confirmed": [], "open": []}
    for entry in corpus:
        if entry.label is not None:
            checked = check(entry)
            out[checked.said].append(checked)
    return out


def main(arguments: Sequence[str]) -> int:
    """`python -m symrnn.trust.labels FOLDER [PART]`: check the labels; 1 where one is contradicted."""
    found = validate([e for e in entries(Path(arguments[0])) if not arguments[1:] or arguments[1] in e.id])
    for said in ("open", "contradicted"):
        for c in found[said]:
            print(said, c.entry.label, c.entry.id, c.points, c.at or "")  # noqa: T201 - a script's output
    print({said: len(list_) for said, list_ in found.items()})  # noqa: T201
    return 1 if found["contradicted"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
