"""Where the facts of an inequality come from: conditions, domains, and what holds for each kind of generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import factorial
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.functions import Node, Record, precision, rational
from symrnn.recheck.reading import ONE, Quotient, Reading, key
from symrnn.recheck.rules import must, promised
from symrnn.recheck.signs import ORDER, Facts, holds, parts, used

REL = {"<=": ">=", "<": ">", "==": "==", "!=": "!="}
NOT_NEGATIVE = {"norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "count_nonzero", "rank"}
ORDERED = (("min", "mean"), ("min", "max"), ("mean", "max"))
# function: its Lipschitz constant, whether it is increasing, and its value at zero
MEAN_VALUE: dict[str, tuple[Any, bool, Any]] = {
    "exp": (None, True, fmpq(1)), "tanh": (fmpq(1), True, fmpq(0)), "sigmoid": (fmpq(1, 4), True, fmpq(1, 2)),
    "softplus": (fmpq(1), True, None), "atan": (fmpq(1), True, fmpq(0)), "erf": (fmpq(113, 100), True, fmpq(0)),
    "sin": (fmpq(1), False, fmpq(0)), "cos": (fmpq(1), False, fmpq(1)),
}  # fmt: skip
BINDERS = {"product", "total", "integral", "expect", "iterate", "at", "D", "pullback", "jvp", "hessian", "lyap"}

@dataclass
class Fact:
    """A fact as it is written: polynomial, relation, denominator; and the relations that it may rest on."""

    reading: Reading
    facts: Facts
    p: Any
    rel: str
    den: Any
    relations: list[Node]
    needed: list[tuple[Node, str]]
    scaled: bool = False

    def is_(self, rel: str, wanted: Any) -> None:
        """Raise unless the fact says that a polynomial stands in a relation to zero."""
        must(self.rel == rel and self.p == self.reading.reduced(wanted + self.reading.zero), "not what it is said to be")

    def of(self, difference: Quotient, powers: tuple[int, ...] = (2,)) -> None:
        """Raise unless the fact is a difference times a power of a denominator that does not vanish."""
        self.scaled = True
        same(self.reading, self.facts, (self.p, self.den, powers), difference)

    def source(self, k: Any, kinds: tuple[str, ...]) -> Quotient:
        """What the generator k is made from."""
        must(isinstance(k, int) and self.reading.specs[k]["kind"] in kinds, "another kind of generator")
        self.reading.spoken.add(k)
        return self.reading.read(self.reading.specs[k]["node"])

def same(reading: Reading, facts: Facts, written: tuple[Any, Any, tuple[int, ...]], difference: Quotient) -> None:
    """Raise unless a polynomial is the difference times a power of a polynomial that does not vanish."""
    p, den, powers = written
    must(any(reading.reduced(p * difference.bottom - difference.top * den**k) == 0 for k in powers), "another relation")
    for f, _ in den.factor()[1]:
        known = [q for q, rel in facts if rel in (">", "!=")]
        exponentials = [reading.gens[k] for k, g in enumerate(reading.specs) if g["kind"] == "exp"]
        kept = f in exponentials or any(q != 0 and divmod(q, f)[1] == 0 for q in [*known, *reading.denominators])
        must(kept, "a denominator that may vanish")

def follows(fact: Fact, origin: Record) -> None:
    """Raise unless a fact follows from where it is said to come from."""
    (name,) = [word for word in ORIGINS if word in origin]
    ORIGINS[name](fact, origin)
    must(fact.scaled or fact.den == 1, "a denominator where there is none")

def _assumed(fact: Fact, origin: Record) -> None:
    rel, left, right = fact.relations[origin["assumed"]]
    must(REL[rel] == fact.rel, "another relation")
    fact.of(fact.reading.read(right) - fact.reading.read(left))

def _generator(fact: Fact, origin: Record) -> None:
    found = list(by_nature(fact.reading, origin["generator"]))
    must(any(have == fact.rel and fact.p == fact.reading.reduced(q) for q, have in found), "not known of that generator")

def by_nature(reading: Reading, k: int) -> Iterator[tuple[Any, str]]:
    """What holds for a generator by what it stands for."""
    spec, s = reading.specs[k], reading.gens[k]
    kind, node = spec["kind"], spec["node"]
    reading.spoken.add(k)
    if kind == "exp":
        yield s, ">"
        if node[0] == "num":
            low, high = exp_between(fmpq(node[1]))
            yield from [(s - low, ">"), (high - s, ">")]
    if kind == "root":
        yield s, ">="
    if kind in ("cos", "sin"):
        yield from [(1 - s, ">="), (1 + s, ">=")]
    if kind == "log":
        u = reading.read(node)
        n, d = u.top, u.bottom
        yield from [((n - d) * d - s * d**2, ">="), (s * n * d - (n - d) * d, ">="), (2 * n * d - 5 * s * d**2, ">")]
    if kind == "value" and node[0] == "fn" and node[1] in ("erf", "atan"):
        end, u = fmpq(11, 7) if node[1] == "atan" else fmpq(1), reading.read(node[2])
        yield from [(end - s, ">"), (end + s, ">"), (s * u.top * u.bottom, ">=")]
    elif kind == "value":
        yield from _of_value(node, s)

def _of_value(node: Node, s: Any) -> Iterator[tuple[Any, str]]:
    head = node[0]
    if head in NOT_NEGATIVE or node[:2] == ["fn", "abs"] or (head == "index" and isinstance(node[1], str)):
        yield s, ">="
    if head == "size" and isinstance(node[1], str):
        yield s - 1, ">="
    if head in ("softmax", "eye", "unit"):
        yield from [(s, ">" if head == "softmax" else ">="), (1 - s, ">=")]
    if node == ["const", "pi"]:
        yield from [(s - fmpq(3141592653, 10**9), ">"), (fmpq(3141592654, 10**9) - s, ">")]

def _range(fact: Fact, origin: Record) -> None:
    """The declared range of a function, or what its Lipschitz constant says of its derivative."""
    reading, k = fact.reading, origin["range"]
    node, s = reading.specs[k]["node"], reading.whole(reading.gens[k])
    must(reading.specs[k]["kind"] == "value" and node[0] == "fn" and not node[1].endswith("''"), "no range")
    spec, ends = promised(reading.functions, node[1].rstrip("'")), []
    if node[1].endswith("'"):
        c = reading.read(spec["lipschitz"])
        ends = [s + c, c - s]
    for end, way in zip(spec.get("range") or (), (1, -1), strict=False) if not ends else ():
        if end not in ("oo", "-oo", "None", None):
            edge = reading.read(end) if isinstance(end, list) else reading.whole(fmpq(end))
            ends.append(s - edge if way > 0 else edge - s)
    must(fact.rel == ">=" and any(fact.p == reading.reduced(q.top * q.bottom) for q in ends), "not the declared range")

def _quotient(fact: Fact, origin: Record) -> None:
    k = origin["quotient"]
    value = fact.source(k, ("value",))
    c = parts(fact.p, k)
    must(fact.rel == "==" and set(c) <= {0, 1}, "not a quotient")
    put_in = fact.reading.whole(c.get(0, fact.p * 0)) + fact.reading.whole(c.get(1, fact.p * 0)) * value
    must(fact.reading.reduced(put_in.top) == 0, "another quotient")

def _defined(fact: Fact, origin: Record) -> None:
    what = origin["defined"]
    must((what, fact.rel) in fact.needed, "not part of the domain")
    own = fact.reading.table.get(("value", key(what), 1, "null"))
    if own is not None and fact.p == fact.reading.gens[own]:
        return
    fact.of(fact.reading.read(what), (1,) if fact.rel == "!=" else (2,))

def needs(nodes: list[Any]) -> Iterator[tuple[Node, str]]:
    """What has to hold so that terms have values: nodes, and their relations to zero."""
    for node in nodes:
        if not isinstance(node, list) or (node and isinstance(node[0], str) and node[0] in BINDERS):
            continue
        if node[:1] == ["div"]:
            yield node[2], "!="
        if node[:1] == ["pow"]:
            p = node[2][1] if node[2][0] == "neg" else node[2]
            below = (node[2][0] == "neg" and p[0] == "num") or str(p[1]).startswith("-")
            broken = p[0] == "num" and "/" in str(p[1])
            yield from [(node[1], "!=")] if broken or below else []
            yield from [(node[1], ">=")] if broken else []
        if node[:1] == ["fn"] and node[1] in ("sqrt", "log"):
            yield node[2], ">=" if node[1] == "sqrt" else ">"
        if node[:2] == ["fn", "softplus"]:
            yield ["add", ONE, ["fn", "exp", node[2]]], ">"
        if node[:2] == ["fn", "gelu"]:
            yield from [(["fn", "sqrt", ["num", "2"]], "!="), (["num", "2"], ">=")]
        yield from needs(node)

def exp_between(c: Any) -> tuple[Any, Any]:
    """Rationals around exp(c), with twelve digits behind the point."""
    with precision(300):
        value = arb(c).exp() * 10**12
        low, high = int(rational(value.lower().floor()).p), int(rational(value.upper().ceil()).p)
    return fmpq(low - 1, 10**12), fmpq(high + 1, 10**12)

def _exp(fact: Fact, origin: Record) -> None:
    """B and exp(B) - 1 have one sign; exp is increasing; and its series bounds it."""
    b, s, way = fact.source(origin["exp"], ("exp",)), fact.reading.gens[origin["exp"]], origin["way"]
    if way == "tangent":
        _series(fact, origin, b, s)
    elif way == "end":
        (k,) = used(b.top)
        (f, have), c = fact.facts[origin["fact"]], parts(fact.facts[origin["fact"]][0], k)
        must(have in ORDER and used(f) == [k] and max(c) == 1 and b.bottom.is_constant(), "not a bound")
        slope = parts(b.top, k)
        must(max(slope) == 1, "not a line")
        rises = slope[1].leading_coefficient() / b.bottom.leading_coefficient() * c[1].leading_coefficient() > 0
        at = c.get(0, f * 0) * (-1 / c[1].leading_coefficient())
        value = slope.get(0, f * 0) + slope[1] * at
        number = (value.leading_coefficient() if value != 0 else fmpq(0)) / b.bottom.leading_coefficient()
        low, high = exp_between(number)
        fact.is_(">", s - low if rises else high - s)
    else:
        known, wanted = (b.signed(), s - 1) if way == "up" else (s - 1, b.signed())
        must(way in ("up", "back") and origin["sign"] in (1, -1), "no way")
        fact.is_(fact.rel, wanted * origin["sign"])
        holds(fact.reading, fact.facts, known * origin["sign"], fact.rel, origin["proof"])

def _series(fact: Fact, origin: Record, b: Quotient, s: Any) -> None:
    """Bounds of exp(B) by the first terms of its series."""
    must(b.bottom.is_constant() and fact.rel == ">=", "no polynomial")
    p, terms, rule = b.top / b.bottom.leading_coefficient(), origin.get("terms", 0), origin["rule"]
    must(terms in range(9) and (rule != "falling" or terms == 2), "another number of terms")
    plain, mirrored = (sum(((q**i) / factorial(i) for i in range(terms + 1)), p * 0) for q in (p, -p))
    wanted, side = {"below": (s - 1 - p, 0), "above": (1 - s * (1 - p), 0), "rising": (s - plain, 1),
                    "falling": (plain - s, -1), "decay": (1 - s * mirrored, -1)}[rule]
    fact.is_(">=", wanted)
    if side:
        holds(fact.reading, fact.facts, p * side, ">=", origin["proof"])

def _log(fact: Fact, origin: Record) -> None:
    """The logarithm is increasing."""
    reading, k, other, sign = fact.reading, origin["log"], origin["than"], origin["sign"]
    u, than = fact.source(k, ("log",)), fact.source(other, ("log", "exp"))
    must(sign in (1, -1) and fact.rel in ORDER, "no order")
    is_log, log = reading.specs[other]["kind"] == "log", reading.whole(reading.gens[k])
    gap = u - (than if is_log else reading.whole(reading.gens[other]))
    holds(reading, fact.facts, gap.signed() * sign, fact.rel, origin["proof"])
    fact.of((log - (reading.whole(reading.gens[other]) if is_log else than)) * reading.whole(sign))

def _bound(fact: Fact, origin: Record) -> None:
    f, have = fact.facts[origin["bound"]]
    (k,), c = used(f), parts(f, used(f)[0])
    must(have in ORDER and set(c) == {0, 1}, "no bound")
    must(c[1].leading_coefficient() > 0 > c[0].leading_coefficient(), "no bound away from zero")
    fact.is_(">", fact.reading.gens[k])

def _extremes(fact: Fact, origin: Record) -> None:
    high, low = origin["extremes"]
    for k in (high, low):
        must(fact.reading.specs[k]["kind"] == "value", "no extremes")
    (a, *of_a), (b, *of_b) = (fact.reading.specs[k]["node"] for k in (high, low))
    must((b, a) in ORDERED and of_a == of_b, "not in that order")
    fact.is_(">=", fact.reading.gens[high] - fact.reading.gens[low])

def _erf(fact: Fact, origin: Record) -> None:
    """erfc(a) <= exp(-a^2) <= 1 / (1 + a^2 + a^4 / 2) and sqrt(pi) erf(a) <= 2 a for a >= 0, and the odd images."""
    reading, k, sign = fact.reading, origin["erf"], origin["sign"]
    node = reading.specs[k]["node"]
    must(reading.specs[k]["kind"] == "value" and node[:2] == ["fn", "erf"] and sign in (1, -1), "not of erf")
    at, e = reading.read(node[2]), reading.gens[k] * sign
    a, b = at.top, at.bottom
    holds(reading, fact.facts, at.signed() * sign, ">=", origin["proof"])
    wanted: dict[str, Callable[[], Any]] = {
        "tail": lambda: b**4 - (1 - e) * (b**4 + a**2 * b**2 + a**4 / 2), "tail2": lambda: b**2 - (1 - e) * (b**2 + a**2),
        "slope": lambda: 2 * a * b * sign - e * reading.known("root", ["const", "pi"], 2).top * b**2}
    fact.is_(">=", wanted[origin["rule"]]())

def _increment(fact: Fact, origin: Record) -> None:
    """The mean value theorem for a function of bounded slope, and the order that an increasing one keeps."""
    reading, word, sign, rule = fact.reading, origin["increment"], origin["sign"], origin["rule"]
    slope, rises, at_zero = MEAN_VALUE.get(word, (None, False, None))
    if word not in MEAN_VALUE:
        lipschitz = reading.read(promised(reading.functions, word)["lipschitz"])
    else:
        lipschitz = reading.whole(fmpq(0) if slope is None else slope)
    bounded = slope is not None or word not in MEAN_VALUE
    must(bounded if rule in ("slope", "fall") else rises, "not known of that function")
    must(sign in (1, -1) and origin["rel"] in ORDER, "no order")
    values = []
    for u in origin["points"]:
        must(u is not None or at_zero is not None, "no value at zero")
        values.append((reading.read(u), reading.read(["fn", word, u])) if u is not None else (
            reading.whole(0), reading.whole(at_zero)))
    (x, y), (v, w) = values
    step, rise, way = x - v, y - w, reading.whole(sign)
    known, wanted = {"slope": (step, lipschitz * step * way - rise), "fall": (step, lipschitz * step * way + rise),
                     "rise": (step, rise * way), "back": (rise, step * way)}[rule]
    must(fact.rel == (">=" if rule in ("slope", "fall") else origin["rel"]), "too strict")
    holds(reading, fact.facts, known.signed() * sign, origin["rel"], origin["proof"])
    fact.of(wanted)

def _power(fact: Fact, origin: Record) -> None:
    """Sign and size of a power with an exponent that is not negative."""
    reading, g = fact.reading, origin["power"]
    base, s = fact.source(g, ("power",)), reading.gens[g]
    n, d, one = base.signed(), base.bottom, reading.one
    above, k = (base.top - d) * d, reading.counted("size", reading.specs[g]["exponent"]).top
    rel, wanted, conditions = {
        "positive": (">", s, [(n, ">")]), "nonneg": (">=", s, [(n, ">="), (k, ">=")]),
        "small": (">=", one - s, [(n, ">="), (k, ">="), (-above, ">=")]),
        "large": (">=", s - one, [(above, ">="), (k, ">=")]),
    }[origin["rule"]]
    fact.is_(rel, wanted)
    for (q, relation), proof in zip(conditions, origin["proofs"], strict=True):
        holds(reading, fact.facts, q, relation, proof)

ORIGINS: dict[str, Callable[[Fact, Record], None]] = {
    "assumed": _assumed, "generator": _generator, "range": _range, "quotient": _quotient, "defined": _defined, "exp": _exp,
    "log": _log, "bound": _bound, "extremes": _extremes, "erf": _erf, "increment": _increment, "power": _power,
}  # fmt: skip
