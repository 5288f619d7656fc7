"""Where statements break that hold at generic points: kinks, ends of inequalities, sizes beyond those that are tried.

Along a line through a generic point, one entry of one leaf moving, the functions that decide the statement are followed:
what stands inside a step, a sign or another kink, the gap of an inequality, what must not vanish. Their roots and minima
are found to many digits, and the simplest rationals at them, and between them, are decided exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, exp
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.functions import UNREADABLE, Record, ball, base, precision
from symrnn.recheck.matrices import entries
from symrnn.recheck.sample import leaf_nodes, points
from symrnn.recheck.values import Env, environment, evaluate, freeze
from symrnn.recheck.witness import refutes
from symrnn.search.mentioned import numbers

Node = Any
Witness = dict[str, Any]
GAPS = {"at_most": (2, 1), "le": (2, 1), "less": (2, 1), "lt": (2, 1), "ge": (1, 2), "gt": (1, 2)}
STRICT = frozenset({"less", "lt", "gt", "strictly_between", "positive", "ne", "nonzero", "nowhere_zero", "invertible"})
JUMPS = frozenset({"sign", "step"})
KINKS = {**dict.fromkeys(("relu", "abs", "leaky_relu", "softsign", "elu", *JUMPS), (0,)), "hardtanh": (-1, 1)}
SLOPES = frozenset({"D", "pullback", "jvp", "hessian"})
REDUCED = frozenset({"sum", "tr", "dot", "norm", "norm_f", "norm_1", "norm_inf", "det", "rank", "count_nonzero", "softmax",
                     "mean", "max", "min", "sigma_min", "outer", "rho", "eig_max"})
INNER = frozenset({"all_of", "any_of", "holds", "no", "implies", "iff", "given", "exists"})
LONG = 150  # the same where there are columns only
FILLED = ((0, False), (1, False), (1, True), (9, False))  # entries that are all alike, or on the diagonal alone
LOGS = frozenset({"log", "softplus"})
SIZES = 16  # sizes up to here are tried where the statement mentions a number just below
GRID = [fmpq(0), *(s * fmpq(2) ** k for k in (-40, -14, -9, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 80, 240)
                   for s in (1, -1))]  # fmt: skip
INTEGRAL = 400  # values of an integrand that one integral takes
LINES, TESTS, EVALUATIONS, ROOTS = 6, 400, 120_000, 8
ROUGH, FINE, DIGITS = 128, 512, 512
SMALL, FLAT = fmpq(1, 10**40), fmpq(1, 2**60)  # beside a minimum that counts, the function is not flat: no tail
HOW = "thresholds and kinks"


@dataclass
class Look:
    """What was found: a witness, or a doubt about agreement at generic points; and how many points were decided."""

    witness: Witness | None = None
    doubt: str = ""
    tried: int = 0


@dataclass
class _Search:
    record: Record
    budget: int
    look: Look = field(default_factory=Look)
    tests: int = TESTS
    seen: set[str] = field(default_factory=set)

    def test(self, point: dict[str, Any]) -> bool:
        """Decide a point exactly; whether the search is over."""
        key = repr((point["sizes"], point["indices"], point["leaves"]))
        if key in self.seen or self.look.tried >= self.tests:
            return self.look.tried >= self.tests
        self.seen.add(key)
        self.look.tried += 1
        asked = {**{k: point.get(k, {}) for k in ("sizes", "indices", "leaves", "functions")}, "bits": DIGITS}
        good, _, details = refutes(self.record, asked)
        if good:
            self.look.witness = {**asked, "left": details["left"], "right": details["right"], "gap": details["gap"],
                                 "exact": details["exact"], "clause": self.record["assert"][0], "how": HOW}
        return good


def thresholds(record: Record, seed: int) -> Look:
    """Look for a violation at sizes just beyond the numbers of a statement, at its kinks, and at the ends of its gaps."""
    search = _Search(record, EVALUATIONS)
    if _sizes(search, seed):
        return search.look
    followed = list(functions(freeze(record["assert"])))
    cost = max(1, sum(_nodes(f.node) for f in followed))
    search.budget, search.tests = EVALUATIONS // cost, max(4, min(TESTS, TESTS * 100 // _nodes(freeze(record["assert"]))))
    for point in points(record, seed + 2, count=2):
        if point.get("derived") or any(isinstance(v, dict) for v in point["leaves"].values()):
            continue
        for place in _places(record, point):
            if _line(search, point, place, followed):
                return search.look
    return search.look


# -- sizes -----------------------------------------------------------------------------------------------------
def _sizes(search: _Search, seed: int) -> bool:
    record = search.record
    names = record.get("sizes", [])
    flat = all(1 in spec["shape"] or not spec["shape"] for spec in record["leaves"].values())
    largest = LONG if flat else SIZES + 1
    told = set(numbers([record["given"], record["assert"]]))
    speaks = [f for f in functions(freeze(record["assert"])) if f.gap and _reduced(f.node)] if names else []
    # Sums of n terms pass a number c at n = c + 1, quotients of norms at n = c^2 + 1, logarithms of sums beyond exp(c).
    late = {ceil(exp(min(k, 700))) for k in told} if any(_logarithmic(f.node) for f in speaks) else set()
    beyond = {k + 1 for k in told if k >= 4} | late | ({k * k + 1 for k in told} | {6, 12} if speaks else set())
    for size in sorted(n for n in beyond if 2 < n <= largest)[:8] if names else ():
        for name in names:
            plan = {other: size if other == name else 2 for other in names}
            for sizes in dict.fromkeys((tuple(dict.fromkeys(names, size).items()), tuple(plan.items()))):
                for point in points(record, seed + size, sizes=[dict(sizes)], count=1):
                    if search.test(point) or any(search.test(_filled(point, k, d)) for k, d in FILLED):
                        return True
    if speaks and (any(k >= SIZES or k * k >= largest for k in told) or max(late, default=0) > largest):
        search.look.doubt = "it bounds a sum over a size by a number beyond the sizes that are tried"
    return False


def _filled(point: dict[str, Any], k: int, diagonal: bool = False) -> dict[str, Any]:
    """The point with all entries of its real arrays k, of its square ones only on the diagonal where that is asked for."""
    def fill(rows: Any) -> Any:
        square = diagonal and len(rows) == len(rows[0])
        return [[str(k) if i == j or not square else "0" for j in range(len(row))] for i, row in enumerate(rows)]

    real = {name: v for name, v in point["leaves"].items() if isinstance(v, list) and isinstance(v[0][0], str)}
    return {**point, "leaves": {**point["leaves"], **{name: fill(v) for name, v in real.items()}}}


def _reduced(node: Node) -> bool:
    return isinstance(node, tuple) and (node[0] in REDUCED or any(_reduced(part) for part in node))


def _logarithmic(node: Node) -> bool:
    """Whether a logarithm of a sum, or a sum of logarithms, is in a term."""
    return isinstance(node, tuple) and ((node[:1] == ("fn",) and node[1] in LOGS) or any(map(_logarithmic, node)))


# -- functions that decide -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Followed:
    """A term whose roots matter; whether it must not be negative, and whether its roots themselves are violations."""

    node: Node
    gap: bool
    at_root: bool


def functions(assertion: Node) -> Iterator[Followed]:
    """The terms whose signs and zeros decide an assertion, each once."""
    seen = set()
    for f in _decisive(assertion):
        if f not in seen and leaf_nodes(f.node):
            seen.add(f)
            yield f


def _decisive(cond: Node) -> Iterator[Followed]:
    head, args = cond[0], cond[1:]
    if head in INNER:
        for part in args:
            if isinstance(part, tuple) and part and isinstance(part[0], str):
                yield from _decisive(part)
        return
    if head in GAPS:
        high, low = GAPS[head]
        yield Followed(("sub", cond[high], cond[low]), True, head in STRICT)
    elif head in ("between", "strictly_between"):
        yield Followed(("sub", args[0], args[1]), True, head in STRICT)
        yield Followed(("sub", args[2], args[0]), True, head in STRICT)
    elif head == "ne":
        yield Followed(("sub", *args), False, True)
    elif head == "invertible":
        yield Followed(("det", args[0]), False, True)
    elif head in ("positive", "nonneg", "nonzero", "nowhere_zero"):
        yield Followed(args[0], head in ("positive", "nonneg"), head in STRICT)
    for arg in args:
        yield from _kinks(arg, False)


def _kinks(node: Node, sloped: bool) -> Iterator[Followed]:
    if not isinstance(node, tuple) or not node:
        return
    if node[0] == "fn" and node[1] in KINKS:
        for at in KINKS[node[1]]:
            inner = node[2] if at == 0 else ("sub", node[2], ("num", str(at)))
            yield Followed(inner, False, sloped or node[1] in JUMPS)
    for part in node:
        yield from _kinks(part, sloped or node[0] in SLOPES)


def _nodes(node: Node) -> int:
    if not isinstance(node, tuple):
        return 0
    own = 1 + sum(_nodes(x) for x in node if isinstance(x, tuple))
    return INTEGRAL * own if node[:1] in (("integral",), ("expect",)) else own


# -- lines -----------------------------------------------------------------------------------------------------
Place = tuple[str, int, int] | tuple[str]


def _places(record: Record, point: dict[str, Any]) -> list[Place]:
    """Entries of leaves that are moved: every scalar, and a few entries of arrays."""
    found: list[Place] = []
    for name, spec in record["leaves"].items():
        if spec.get("field") != "complex" and not spec["shape"]:
            found.append((name,))
    for name, spec in record["leaves"].items():
        if spec.get("field") != "complex" and spec["shape"]:
            rows = point["leaves"][name]
            found += [(name, i, j) for i in range(min(2, len(rows))) for j in range(min(2, len(rows[0])))][:2]
    return found[:LINES]


def _moved(point: dict[str, Any], place: Place, t: fmpq) -> dict[str, Any]:
    value: Any = str(t)
    if len(place) == 3:
        rows = [list(row) for row in point["leaves"][place[0]]]
        rows[place[1]][place[2]] = value
        value = rows
    return {**point, "leaves": {**point["leaves"], place[0]: value}}


def _line(search: _Search, point: dict[str, Any], place: Place, followed: list[Followed]) -> bool:
    """Follow all functions along one line; whether the search is over."""
    for t in GRID:
        if search.test(_moved(point, place, t)):
            return True
    roots: set[fmpq] = set()
    for f in followed:
        samples = sorted((t, *v) for t in GRID if (v := _at(search, point, place, f, t, ROUGH)) is not None)
        width = min((len(s) - 1 for s in samples), default=0)
        for k in range(min(width, 4)):
            for t in _critical(search, point, place, f, k, [(s[0], s[1 + k]) for s in samples]):
                roots.add(t)
                simple = [_rational(t, 10**d) for d in (1, 2, 3, 4, 6, 9, 14)]
                if any(search.test(_moved(point, place, s)) for s in (*dict.fromkeys(simple), t)):
                    return True
                _doubted(search, point, place, f, k, t, simple)
            if len(roots) > ROOTS:
                break
    ordered = sorted(roots)
    middles = ((a + b) / 2 for a, b in pairwise(ordered))
    return any(search.test(_moved(point, place, t)) for t in middles)


def _rational(t: fmpq, most: int) -> fmpq:
    simple = Fraction(int(t.p), int(t.q)).limit_denominator(most)
    return fmpq(simple.numerator, simple.denominator)


def _doubted(search: _Search, point: dict[str, Any], place: Place, f: Followed, k: int, t: fmpq,
             simple: list[fmpq]) -> None:
    """Note that a function whose zeros are violations comes as near to zero as can be told, where no rational is."""
    value = _at(search, point, place, f, t, FINE)
    exact = any(v is not None and v[k] == 0 for s in simple if (v := _at(search, point, place, f, s, FINE)) is not None)
    if f.at_root and value is not None and abs(value[k]) < SMALL and not exact:
        search.look.doubt = "what must not vanish comes arbitrarily near to zero at a place that is not rational"


def _at(search: _Search, point: dict[str, Any], place: Place, f: Followed, t: fmpq, bits: int) -> tuple[Any, ...] | None:
    """The entries of a function at a place of the line, as rationals near the middles of their balls; None for no value."""
    if search.budget <= 0:
        return None
    search.budget -= 1 + bits // 256
    try:
        with precision(bits):
            env: Env = environment(search.record, _moved(point, place, t))
            balls = [ball(base(x)) for x in entries(evaluate(f.node, env))]
            if not all(b.is_finite() and b.is_real() if hasattr(b, "is_real") else b.is_finite() for b in balls):
                return None
            return tuple(_middle(b.mid()) for b in balls)
    except UNREADABLE:
        return None


def _middle(x: Any) -> fmpq:
    """A finite number as a rational; beyond two to the power of 4096, or below its inverse, that power itself."""
    size, most = abs(x), fmpq(2) ** 4096
    if size == 0 or (size < arb(most) and size > arb(1 / most)):
        return x.fmpq()
    power = most if size > 1 else 1 / most
    return power if x > 0 else -power


def _critical(search: _Search, point: dict[str, Any], place: Place, f: Followed, k: int,
              samples: list[tuple[fmpq, fmpq]]) -> Iterator[fmpq]:
    """Roots by a change of sign, and places where the function (its absolute value, where it may be negative) is least."""
    def value(t: fmpq) -> fmpq | None:
        found = _at(search, point, place, f, t, FINE)
        return None if found is None or k >= len(found) else found[k]

    for (a, x), (b, y) in pairwise(samples):
        if (x < 0) != (y < 0):
            yield _bisected(value, a, b, x < 0)
    for (a, x), (_, y), (c, z) in zip(samples, samples[1:], samples[2:], strict=False):
        if max(abs(x), abs(z)) > FLAT and (0 <= y <= min(x, z) or (not f.gap and 0 >= y >= max(x, z))):
            yield _least(value, a, c, 1 if y >= 0 else -1)


def _bisected(value: Any, a: fmpq, b: fmpq, rising: bool) -> fmpq:
    for _ in range(140):
        middle = (a + b) / 2
        v = value(middle)
        if v is None or v == 0:
            return middle
        a, b = (middle, b) if (v < 0) == rising else (a, middle)
    return (a + b) / 2


def _least(value: Any, a: fmpq, c: fmpq, sign: int) -> fmpq:
    """The place of the least value between a and c, by cutting thirds away."""
    for _ in range(300):
        left, right = _rounded(a + (c - a) / 3), _rounded(c - (c - a) / 3)
        x, y = value(left), value(right)
        if x is None or y is None:
            break
        if sign * x <= sign * y:
            c = right
        else:
            a = left
    return (a + c) / 2


def _rounded(t: fmpq) -> fmpq:
    return fmpq((t * fmpq(2) ** 220).floor(), 1) / fmpq(2) ** 220
