"""Limits and orders refuted by what a sequence does in truth, at rational values of its parameters.

The true limit is proposed by SymPy, or read from values at large k; it counts where it is proved like any other limit.
An order a = O(b) is refuted where b / a tends to zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy
from flint import fmpq

from symrnn.algebra.analysis.asymptotics import leading_limit, stands_for
from symrnn.algebra.analysis.attraction import attracting, fixed_points
from symrnn.algebra.derive import expand
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.deserialise import read_condition
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.statements import Statement, at_most
from symrnn.algebra.language.substitute import leaves, replace, subs_index, subterms
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.provers import prove
from symrnn.algebra.series.prover import expansion_of, limit_of, rational_slope, unlike
from symrnn.algebra.terms import Term, coerce, number
from symrnn.algebra.view import sympy_view
from symrnn.errors import SymrnnError
from symrnn.recheck.functions import UNREADABLE, ball, precision
from symrnn.recheck.limits import continued, env_at
from symrnn.recheck.matrices import scalar as scalar_of
from symrnn.recheck.point import environment
from symrnn.recheck.sample import points
from symrnn.recheck.truth import decide
from symrnn.recheck.values import evaluate
from symrnn.recheck.witness import refutes
from symrnn.search.astray import apart, astray, enclosed
from symrnn.search.combos import diagonal

Record = dict[str, Any]
Witness = dict[str, Any]
HOW = "the limit that there is instead"
SIMPLE = ("1/2", "0", "1", "2", "-1", "-1/2", "3")
POINTS, LATE = 14, (200, 400)
FURTHER = (64, 10**4, 10**6, 10**8)  # from where on a small distance is seen to stay
FOLDED = frozenset({"total", "product", "iterate", "matpow"})  # what takes as many steps as the index says
TINY = 1e-300
MANY = 1024  # bits, of which each of many steps may lose some
MARGIN = Fraction(1, 10**9)  # beyond the rounding of a value


def search_other(record: Record, seed: int) -> tuple[Witness | None, int]:
    """Parameters at which a scalar limit or order fails, by another limit that is proved; and how many were tried."""
    statement = read_condition(record["assert"], record)
    a, b, k = statement.args
    statement = Statement(statement.head, (simplified(expand(a)), simplified(expand(b)), k), statement.given)
    if any(t.shape and not t.is_scalar for t in statement.terms):
        return None, 0
    tried = 0
    for point in islice(_points(record, seed), POINTS):
        tried += 1
        try:
            found = _elsewhere(record, statement, point)
        except (SymrnnError, RecursionError, *UNREADABLE):
            continue
        if found is not None:
            return found, tried
    return None, tried


def _points(record: Record, seed: int) -> Iterator[Witness]:
    """Values of the parameters that meet the conditions at a late k: generic ones, then simple ones."""
    sizes = dict.fromkeys(record["sizes"], 2)
    k = record["assert"][3]
    names = [n for n, spec in record["leaves"].items() if not spec["shape"] and [n] != k[1:2]]
    opaque = any(f.get("body") is None for f in record.get("functions", {}).values())
    if opaque or len(names) + isinstance(k, list) < len(record["leaves"]):
        return
    plain = {**record, "assert": ["all_of", *(["eq", x, x] for x in record["assert"][1:3] if x != ["const", "oo"])]}
    elements = {n: 1 for n in names if record["leaves"][n].get("sequence")}
    for point in points(plain, seed, count=2) if not elements else ():
        if not point.get("derived"):
            yield {**{key: point.get(key, {}) for key in ("sizes", "indices", "leaves", "functions")}, "extension": {}}
    for row in diagonal((len(SIMPLE),) * len(names), 60) if names else [()]:
        values = {n: {"0": SIMPLE[i]} if n in elements else SIMPLE[i] for n, i in zip(names, row, strict=True)}
        point = {"sizes": sizes, "indices": dict.fromkeys(record["indices"], 1), "functions": {}, "leaves": values,
                 "extension": elements}
        with precision(128):
            if all(decide(c, env_at(record, continued(point), LATE[0])) is True for c in record.get("given", [])):
                yield point


def _elsewhere(record: Record, statement: Statement, point: Witness) -> Witness | None:
    """The witness that a point is, where the statement has another limit there."""
    a, b, k = statement.args
    variable = k.args[0] if isinstance(k, Term) else next(iter(k.names))
    shown = {key: {n: v for n, v in values.items() if n != variable} for key, values in point.items()}
    fixed = {x: number(_constant(point, x)) for t in (a, b) for x in leaves(t)
             if x != k and x.args[0] in point["leaves"] and x not in _bound(t)}
    a, b = replace(a, fixed), replace(b, fixed)
    if statement.head == "of_order":
        found = {**shown, "kind": "limit", "clause": "of_order", "how": HOW}
        if _proved(b / a, number(0), k):
            return {**found, "law": "the other side divided by it vanishes", "at": 64, **expansion_of(a, k)}
        law, late = _now_and_then(a, b, k) or ("", 0)
        return {**found, "law": law, "at": late} if law else None
    plain = Statement("tends_to", (a, b, k))
    true = limit_of(plain)
    if true is None and a.head == "iterate":
        true = next((end for end in fixed_points(a) if attracting(a, end, ()) is not None), None)
    if true is not None:
        infinite = "oo" in str(true)
        law = "the values have no bound" if infinite else f"the values tend to {true}"
        return _seen(record, shown, a, k, law, str(true) if true.head == "num" else "") if _different(true, b) else None
    if law := unlike(plain):
        return _seen(record, shown, a, k, law)
    for limit in _proposed(record, point, a, k):
        infinite = limit.head == "const"
        if limit != b and not (not infinite and b.head != "const" and _same(limit, b)) and _proved(a, limit, k):
            law = "the values have no bound" if infinite else f"the values tend to {limit}"
            side = {"at": 64} if infinite else {"left": str(limit)}
            return {**shown, "kind": "limit", "clause": "tends_to", "how": HOW, "law": law, **side}
    if (wave := _swinging(a, k)) is not None:
        return _seen(record, shown, a, k, wave)
    law, late = _by_parity(a, b, k) or _astray(record, point, a, b, k) or _passed(record, point, a, b, k) or ("", 0)
    return {**shown, "kind": "limit", "clause": "tends_to", "how": HOW, "law": law, "at": late} if law else None


def _constant(point: Witness, x: Term) -> Fraction:
    """The value of a scalar, or the one of all elements of a sequence."""
    value = point["leaves"][x.args[0]]
    return Fraction(value["0"] if x.head == "seq" else value)


def _different(limit: Term, stated: Term) -> bool:
    """Whether two numbers or infinities are certainly different."""
    ends = [t.children[0].head if t.head == "neg" else t.args[0] if t.head == "const" else "" for t in (limit, stated)]
    if "oo" in ends or "const" in ends:
        return limit != stated
    return not leaves(stated) and not _same(limit, stated)


def _seen(record: Record, shown: Witness, a: Term, variable: Any, law: str, left: str = "") -> Witness | None:
    """The witness of a law, from where on the trusted base sees that the distance stays."""
    k = record["assert"][3]
    name, first, said = k if isinstance(k, str) else k[1], FURTHER[0], expansion_of(a, variable)
    for start in FURTHER[:1] if any(t.head in FOLDED for t in subterms(a)) else FURTHER:
        says = law if start == first else f"{law}, seen from {name} = {start} on"
        for side in ({"left": left}, {"at": start}) if left and start == first else ({"at": start},):
            witness = {**shown, "kind": "limit", "clause": "tends_to", "how": HOW, "law": says, **side}
            witness |= said
            if refutes(record, witness)[0]:
                return witness
    return None


def _now_and_then(a: Term, b: Term, k: Any) -> tuple[str, int] | None:
    """An order that fails along the even or the odd values of an index, or where a sine or cosine is not small."""
    for rest, name in enumerate(("even", "odd")) if isinstance(k, Size) else ():
        ratio = subs_index(b / a, next(iter(k.names)), 2 * k + rest)
        if ratio != b / a and _proved(simplified(expand(ratio)), number(0), k):
            return f"along the {name} values of {k} the other side divided by it vanishes", 64 + rest
    waves = {t for t in subterms(a) if t.head == "fn" and t.args[0].word in ("sin", "cos")}
    if len(waves) != 1 or not rational_slope((wave := waves.pop()).args[1], k):
        return None
    power = _power_of(wave, a)
    power = None if power is None else simplified(expand(power))
    if power is None or not _proved(b / power, number(0), k):
        return None
    return f"the other side divided by {power} vanishes, and {wave} comes near 1 for ever", 64


def _power_of(wave: Term, a: Term) -> Term | None:
    """A term in which a factor is a power of the wave, with one for the wave; None for other terms."""
    if a == wave:
        return number(1)
    if a.head in ("pow", "neg", "named") or (a.head == "fn" and a.args[0].word == "abs"):
        i = 0 if a.head in ("pow", "neg") else 1
        inner = _power_of(wave, a.args[i]) if all(wave not in subterms(t) for t in a.children[i + 1:]) else None
        positive = a.head != "pow" or (rational(a.args[1]) or 0) > 0
        return None if inner is None or not positive else replace(a, {a.args[i]: inner})
    if a.head not in ("mul", "div"):
        return None
    one, other = a.args
    if wave not in subterms(other):
        inner = _power_of(wave, one)
        return None if inner is None else Term(a.head, (inner, other), a.shape)
    inner = _power_of(wave, other) if a.head == "mul" and wave not in subterms(one) else None
    return None if inner is None else one * inner


def _by_parity(a: Term, b: Term, k: Any) -> tuple[str, int] | None:
    """Another limit along the even or the odd values of an index."""
    for rest, name in enumerate(("even", "odd")) if isinstance(k, Size) and not leaves(b) else ():
        end = leading_limit(a, k, rest)
        if end is not None and not stands_for(b, end):
            return f"along the {name} values of {k} the values tend to {end}", 64 + rest
    return None


def _swinging(a: Term, k: Any) -> str | None:
    """A sine or cosine of r k + s with a rational r that is not zero: its values are dense from -1 to 1 for ever."""
    waves = [t for t in subterms(a) if t.head == "fn" and t.args[0].word in ("sin", "cos")]
    if len(set(waves)) != 1 or not rational_slope(waves[0].args[1], k):
        return None
    wave = scalar("wave", between=(-1, 1))
    steady = replace(a, {waves[0]: wave})
    if not made_of(steady, wave, frozenset()) or wave in leaves(a):
        return None
    end = limit_of(Statement("tends_to", (steady, number(0), k)))
    if end is None or wave not in leaves(end):
        return None
    swing = rational(simplified(expand(Term("D", (end, wave), ()))))
    law = f"the values come near {end} for every wave from -1 to 1, which {waves[0]} comes near for ever"
    return law if swing else None


def _astray(record: Record, point: Witness, a: Term, b: Term, k: Any) -> tuple[str, int] | None:
    """Iterates of a map of the line that certainly stay away from the stated limit, or what is made of such."""
    if a.shape or leaves(b) or not any(t.head == "iterate" and t.args[3] == k for t in subterms(a)):
        return None
    def value(t: Term, i: int) -> Fraction | None:
        with precision(MANY):
            return _value({**record, "assert": ["tends_to", node(t), *record["assert"][2:]]}, point, i)

    alone = a.head == "iterate" and a.args[3] == k
    for late in (FURTHER[0], LATE[0]):
        if law := astray(a, b, late, lambda i: value(a, i)) if alone else enclosed(a, b, late, value):
            return law.replace("k =", f"{k} ="), late if "from" in law else FURTHER[0]
    return None


def _passed(record: Record, point: Witness, a: Term, b: Term, k: Any) -> tuple[str, int] | None:
    """A sum of what is not negative that has passed the stated limit: it does not come back."""
    if a.head != "total" or a.args[3] != k or a.args[2].constant is None or a.shape or leaves(b) or b.head == "const":
        return None
    least = a.args[2].constant
    body, value = a.args[0], _value(record, point, LATE[0])
    if value is None or not apart(b, value - MARGIN, None):
        return None
    nonneg = at_most(0, body, given=[at_most(least, index(a.args[1]))])
    law = f"the sum only grows, and at {k} = {LATE[0]} it is larger than the limit"
    return (law, LATE[0]) if prove(nonneg)[0] is not None else None


def _bound(t: Term) -> set[Term]:
    """The leaves that iterates, integrals and expectations bind."""
    own = {t.args[1]} if t.head in ("iterate", "integral", "expect") else set()
    return own.union(*(_bound(c) for c in t.children))


def _same(a: Term, b: Term) -> bool:
    """Whether two numbers are not certainly different."""
    with precision(256):
        x, y = (ball(scalar_of(evaluate(node(t), environment({"leaves": {}}, {"leaves": {}})))) for t in (a, b))
        return bool(x.overlaps(y))


def _proved(a: Term, limit: Term, k: Any) -> bool:
    return prove(Statement("tends_to", (a, limit, k)))[0] is not None


def _proposed(record: Record, point: Witness, a: Term, k: Any) -> Iterator[Term]:
    """What the limit may be: by SymPy, and the simple rational near late values."""
    x = sympy.Dummy("x", positive=True)
    try:
        variable = sympy_view(coerce(k) if isinstance(k, Size) else k)
        expr = sympy_view(a).xreplace({variable: x})
        found = sympy.limit(expr, x, sympy.oo) if not expr.free_symbols - {x} else None
        if found is sympy.oo:
            yield Term("const", ("oo",), ())
        elif found is not None and found.is_Rational:
            yield number(Fraction(int(found.p), int(found.q)))
    except (SymrnnError, NotImplementedError, ValueError, TypeError, AttributeError, sympy.PolynomialError):
        pass
    with precision(128):
        near, far = (_value(record, point, k_at) for k_at in LATE)
    if near is not None and far is not None:
        simple = far.limit_denominator(1000)
        if abs(far - simple) < abs(near - simple) or near == far == simple:
            yield number(simple)


def _value(record: Record, point: Witness, k: int) -> Fraction | None:
    try:
        found = ball(scalar_of(evaluate(record["assert"][1], env_at(record, point, k))))
    except UNREADABLE:
        return None
    if not found.is_finite() or not found.rad() < 1e-20 or not abs(found) < 1e20:
        return None
    if abs(found) < TINY:
        return Fraction(0)  # a number with too many digits for a fraction
    middle: fmpq = found.mid().fmpq()
    return Fraction(int(middle.p), int(middle.q))
