"""Where the facts of an inequality come from: conditions, domains, and what holds for each kind of generator.

Every function of the table `ORIGINS` lists what may be known from there: a quotient, its relation to zero, and the
conditions, which are polynomials with relations; a fact is one of these, and carries a proof of each condition.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from math import factorial
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.forms import NOT_NEGATIVE
from symrnn.recheck.functions import AT_ZERO, GLOBAL, KINKED, Node, Record, precision, rational
from symrnn.recheck.reading import ONE, Quotient, Reading, key
from symrnn.recheck.rules import must, promised
from symrnn.recheck.signs import ORDER, Facts, holds

REL = {"<=": ">=", "<": ">", "==": "==", "!=": "!="}
ORDERED = (("min", "mean"), ("min", "max"), ("mean", "max"))
KNOWN = {f for f in GLOBAL if f not in KINKED}  # analytic: one whose slope is never negative rises
BINDERS = {"product", "total", "integral", "expect", "iterate", "at", "D", "pullback", "jvp", "hessian", "lyap"}

Known = Iterator[tuple[Any, str, list[tuple[Any, str]]]]
Given = tuple[list[Node], list[tuple[Node, str]]]  # what is assumed, and what has to hold so that terms have values

def follows(reading: Reading, facts: Facts, fact: tuple[Any, str, Any], origin: Record, given: Given) -> None:
    """Raise unless a fact (polynomial, relation, denominator) follows from where it is said to come from."""
    p, rel, den = fact
    named, proofs = [word for word in ORIGINS if word in origin], origin.get("proofs", [])
    must(len(named) < 2, "more than one origin")
    known = ORIGINS[named[0]](reading, origin, given) if named else iter([(p, rel, [(p, rel)])])
    fitting = [c for q, have, c in known if have == rel and len(c) == len(proofs) and multiple(reading, fact, q)]
    must(fitting, "not what is known from there")
    remains(reading, facts, den)
    for (q, have), proof in zip(fitting[0], proofs, strict=True):
        holds(reading, facts, q, have, proof)

def multiple(reading: Reading, fact: tuple[Any, str, Any], q: Any) -> bool:
    """Whether a polynomial is a quotient times the square of a denominator (the denominator itself, beside `!=`)."""
    (p, rel, den), of = fact, q if isinstance(q, Quotient) else reading.whole(q)
    powers = () if den.is_constant() and den != 1 else (1, 2) if rel in ("!=", "==") else (2,)
    return any(reading.reduced(p * of.bottom - of.top * den**k) == 0 for k in powers)

def remains(reading: Reading, facts: Facts, den: Any) -> None:
    """Raise unless a denominator vanishes nowhere where the terms have values."""
    for f, _ in den.factor()[1]:
        known = [q for q, rel in facts if rel in (">", "!=")]
        exponentials = [reading.gens[k] for k, g in enumerate(reading.specs) if g["kind"] == "exp"]
        kept = f in exponentials or any(q != 0 and divmod(q, f)[1] == 0 for q in [*known, *reading.denominators])
        must(kept, "a denominator that may vanish")

def source(reading: Reading, k: Any, *kinds: str) -> tuple[Any, Quotient]:
    """A generator, and what it is made from."""
    must(isinstance(k, int) and reading.specs[k]["kind"] in kinds, "another kind of generator")
    reading.spoken.add(k)
    return reading.gens[k], reading.read(reading.specs[k]["node"])

def _assumed(reading: Reading, origin: Record, given: Given) -> Known:
    rel, left, right = given[0][origin["assumed"]]
    yield reading.read(right) - reading.read(left), REL[rel], []

def _generator(reading: Reading, origin: Record, _given: Given) -> Known:
    yield from ((q, rel, []) for q, rel in by_nature(reading, origin["generator"]))

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

def _range(reading: Reading, origin: Record, _given: Given) -> Known:
    """The declared range of a function, or what its Lipschitz constant says of its derivative."""
    k = origin["range"]
    node, s = reading.specs[k]["node"], reading.whole(reading.gens[k])
    must(reading.specs[k]["kind"] == "value" and node[0] == "fn" and not node[1].endswith("''"), "no range")
    spec = promised(reading.functions, node[1].rstrip("'"))
    ends = [["neg", spec["lipschitz"]], spec["lipschitz"]] if node[1].endswith("'") else spec.get("range") or ()
    for end, way in zip(ends, (1, -1), strict=False):
        if end not in ("oo", "-oo", "None", None):
            edge = reading.read(end) if isinstance(end, list) else reading.whole(fmpq(end))
            yield ((s - edge) * reading.whole(way)).signed(), ">=", []

def _quotient(reading: Reading, origin: Record, _given: Given) -> Known:
    s, value = source(reading, origin["quotient"], "value")
    yield reading.whole(s) - value, "==", []

def _defined(reading: Reading, origin: Record, given: Given) -> Known:
    what = origin["defined"]
    own = reading.table.get(("value", key(what), 1, "null"))
    for rel in (rel for node, rel in given[1] if node == what):
        yield reading.read(what) if own is None else reading.gens[own], rel, []

def needs(nodes: list[Any]) -> Iterator[tuple[Node, str]]:
    """What has to hold so that terms have values: nodes, and their relations to zero."""
    for node in nodes:
        if not isinstance(node, list) or (node and isinstance(node[0], str) and node[0] in BINDERS):
            continue
        if node[:1] == ["div"]:
            yield node[2], "!="
        if node[:1] == ["inv"]:
            yield ["sigma_min", node[1]], "!="
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

def _exp(reading: Reading, origin: Record, _given: Given) -> Known:
    """Bounds by the first terms of the series, and by an end of the exponent."""
    s, b = source(reading, origin["exp"], "exp")
    must(b.bottom.is_constant(), "no polynomial")
    p = b.top / b.bottom.leading_coefficient()
    if "at" in origin:
        c = fmpq(origin["at"])
        low, high = exp_between(c)
        yield from [(s - low, ">", [(p - c, ">=")]), (high - s, ">", [(c - p, ">=")])]
    else:
        n = origin["terms"]
        must(n in range(9), "another number of terms")
        plain, mirrored = (sum(((q**i) / factorial(i) for i in range(n + 1)), p * 0) for q in (p, -p))
        yield from [(s - 1 - p, ">=", []), (1 - s * (1 - p), ">=", [])] if n == 1 else []
        yield from [(s - plain, ">=", [(p, ">=")]), (1 - s * mirrored, ">=", [(-p, ">=")])]
        yield from [(plain - s, ">=", [(-p, ">=")])] if n % 2 == 0 else []

def _log(reading: Reading, origin: Record, _given: Given) -> Known:
    """The logarithm is increasing."""
    s, u = source(reading, origin["log"], "log")
    other, v = source(reading, origin["than"], "log", "exp")
    logs = reading.specs[origin["than"]]["kind"] == "log"
    gap, rise = u - (v if logs else reading.whole(other)), reading.whole(s) - (reading.whole(other) if logs else v)
    for rel in ORDER:
        yield from [(rise, rel, [(gap.signed(), rel)]), (reading.whole(0) - rise, rel, [(-gap.signed(), rel)])]

def _extremes(reading: Reading, origin: Record, _given: Given) -> Known:
    (high, of_a), (low, of_b) = ((k, reading.specs[k]) for k in origin["extremes"])
    must(of_a["kind"] == of_b["kind"] == "value" and of_a["node"][1:] == of_b["node"][1:], "no extremes")
    must((of_b["node"][0], of_a["node"][0]) in ORDERED, "not in that order")
    yield reading.gens[high] - reading.gens[low], ">=", []

def _erf(reading: Reading, origin: Record, _given: Given) -> Known:
    """erfc(a) <= exp(-a^2) <= 1 / (1 + a^2 + a^4 / 2) and sqrt(pi) erf(a) <= 2 a for a >= 0, and the odd images."""
    node, pi = reading.specs[origin["erf"]]["node"], ["const", "pi"]
    must(reading.specs[origin["erf"]]["kind"] == "value" and node[:2] == ["fn", "erf"], "not of erf")
    at = reading.read(node[2])
    for sign in (1, -1):
        a, b, e, right = at.top * sign, at.bottom, reading.gens[origin["erf"]] * sign, [(at.signed() * sign, ">=")]
        yield b**4 - (1 - e) * (b**4 + a**2 * b**2 + a**4 / 2), ">=", right
        yield b**2 - (1 - e) * (b**2 + a**2), ">=", right
        if ("root", key(pi), 2, "null") in reading.table:
            yield 2 * a * b - e * reading.known("root", pi, 2).top * b**2, ">=", right

def _increment(reading: Reading, origin: Record, given: Given) -> Known:
    """The mean value theorem for a function of bounded slope, and the order that an increasing one keeps."""
    word = origin["increment"]
    slopes, at_zero = GLOBAL[word][1] if word in KNOWN else (None, None), AT_ZERO.get(word)
    limit, rises = None if slopes[1] is None else reading.whole(fmpq(slopes[1])), slopes[0] == 0
    if word not in KNOWN:
        limit = reading.read(promised(reading.functions, word)["lipschitz"])
    points = []
    for u in origin["points"]:
        must(u is not None or at_zero is not None, "no value at zero")
        must(all(n in given[1] for n in needs([u])), "a point that need not have a value")
        points.append((reading.read(u), reading.read(["fn", word, u])) if u is not None else (
            reading.whole(0), reading.whole(at_zero)))
    for (x, y), (v, w) in (points, points[::-1]):
        step, rise = x - v, y - w
        for q in (limit * step - rise, limit * step + rise) if limit is not None else ():
            yield q, ">=", [(step.signed(), ">=")]
        for rel in (">", ">=", "!=") if rises else ():
            yield from [(rise, rel, [(step.signed(), rel)]), (step, rel, [(rise.signed(), rel)])]

def _power(reading: Reading, origin: Record, _given: Given) -> Known:
    """Sign and size of a power with an exponent that is not negative."""
    s, base = source(reading, origin["power"], "power")
    n, d = base.signed(), base.bottom
    above, k = (base.top - d) * d, reading.counted("size", reading.specs[origin["power"]]["exponent"]).top
    yield from [(s, ">", [(n, ">")]), (s, ">=", [(n, ">="), (k, ">=")]), (s - 1, ">=", [(above, ">="), (k, ">=")]),
                (1 - s, ">=", [(n, ">="), (k, ">="), (-above, ">=")])]

ORIGINS: dict[str, Callable[[Reading, Record, Given], Known]] = {
    "assumed": _assumed, "generator": _generator, "range": _range, "quotient": _quotient, "defined": _defined, "exp": _exp,
    "log": _log, "extremes": _extremes, "erf": _erf, "increment": _increment, "power": _power,
}  # fmt: skip
