"""What follows from the facts for exponentials, logarithms, powers, roots of functions and extremes of arrays.

Every fact that is added names its rule and carries the proofs of its conditions.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from symrnn.algebra.language.serialise import node
from symrnn.algebra.order.generators import Fact, UnreadableError, exp_enclosure
from symrnn.algebra.order.linearforms import UNIT
from symrnn.algebra.order.positivity import Search, sign_of_generator
from symrnn.algebra.order.quotients import (
    GENERATORS,
    ONE,
    Poly,
    Quotient,
    TooLargeError,
    constant,
    reduced,
    used,
    value,
    whole,
)
from symrnn.algebra.order.reading import Reading
from symrnn.algebra.order.signranges import bounds
from symrnn.algebra.order.writing import Shown
from symrnn.algebra.terms import SCALAR, Term

# function -> (Lipschitz constant, increasing, value at zero where it is rational)
STEADY: dict[str, tuple[Fraction | None, bool, Fraction | None]] = {
    "exp": (None, True, Fraction(1)), "tanh": (Fraction(1), True, Fraction(0)),
    "sigmoid": (Fraction(1, 4), True, Fraction(1, 2)),
    "softplus": (Fraction(1), True, None), "atan": (Fraction(1), True, Fraction(0)),
    "erf": (Fraction(113, 100), True, Fraction(0)), "sin": (Fraction(1), False, Fraction(0)),
    "cos": (Fraction(1), False, Fraction(1)),
}
EXTREMES = ("min", "mean", "max")

def enriched(reading: Reading, facts: list[Fact], mixed: set[int], degree: int = 3) -> list[Fact]:
    """The facts, with what monotone functions make of them: B >= 0 exactly where exp(B) >= 1, and so on.

    Bounds of exp(B) by polynomials in B are added where both occur in the goal (`mixed`).
    """
    mixed = mixed | {k for g in reading.generators if g.kind == "log" and g.place in mixed
                     for k in used(reading.read(g.term).num)}
    facts = [*facts, *plain_signs(facts)]
    for _ in range(2):
        before = len(facts)
        for g in reading.generators:
            if g.kind == "exp" and g.term != UNIT:
                facts = [*facts, *of_exponential(reading, facts, g.place)]
            if g.kind == "power":
                facts = [*facts, *of_power(reading, facts, g.place)]
        if len(facts) == before:
            break
    for g in reading.generators:
        if g.kind == "exp" and g.term != UNIT and g.place in mixed:
            facts = [*facts, *tangents(reading, facts, g.place, mixed, degree)]
        if g.kind == "log":
            facts = [*facts, *of_logarithm(reading, facts, g.place)]
        if g.kind == "value" and g.term.head == "fn" and g.term.args[0].word == "erf":
            facts = [*facts, *of_erf(reading, facts, g.place)]
    facts = [*facts, *extremes(reading, facts)]
    return [*facts, *increments(reading, facts, mixed)]


def plain_signs(facts: list[Fact]) -> list[Fact]:
    """g > 0 from a bound g >= c with c > 0, so that products with g alone are at hand."""
    out = []
    for f in facts:
        found = sign_of_generator(f)
        if found is not None and found[1] == ">" and len(f.poly) > 1:
            g = GENERATORS[found[0]]
            out.append(Fact(g, ">", {"proofs": [Shown(g, ">", {"how": "coefficients"})]}))
    return fresh(facts, out)


def extremes(reading: Reading, facts: list[Fact]) -> list[Fact]:
    """Min <= mean <= max of the entries of one array."""
    out = []
    found = [g for g in reading.generators if g.kind == "value" and g.term.head in EXTREMES]
    for g in found:
        out += [Fact(g.poly - h.poly, ">=", {"extremes": [g.place, h.place]}) for h in found
                if g.term.args == h.term.args and EXTREMES.index(g.term.head) > EXTREMES.index(h.term.head)]
    return fresh(facts, out)


def of_erf(reading: Reading, facts: list[Fact], place: int) -> list[Fact]:
    """The tails of erf: (1 - erf a) (1 + a^2 + a^4 / 2) <= 1 for a >= 0, and sqrt(pi) erf a <= 2 a."""
    g, out = reading.generators[place], []
    a = reading.read(g.term.args[1])
    pi = reading.table.get(("root", Term("const", ("pi",), SCALAR), 2))
    for sign in (1, -1):
        tree = quick(reading, facts, a.num * a.den * sign, ">=")
        if tree is None:
            continue
        n, d, e = a.num, a.den, g.poly * sign
        out.append(Fact(d**4 - (1 - e) * (d**4 + n**2 * d**2 + n**4 / 2), ">=",
                        {"erf": place, "proofs": [tree]}))
        out.append(Fact(d**2 - (1 - e) * (d**2 + n**2), ">=",
                        {"erf": place, "proofs": [tree]}))
        if pi is not None:
            out.append(Fact((2 * n * d * sign - e * pi.poly * d**2), ">=",
                            {"erf": place, "proofs": [tree]}))
    return fresh(facts, [Fact(reduced(f.poly, reading.relations), f.rel, f.origin) for f in out])


def increments(reading: Reading, facts: list[Fact], mixed: set[int]) -> list[Fact]:
    """Where u >= v: f(u) >= f(v) for an increasing f, and |f(u) - f(v)| <= L (u - v); and back for an increasing f."""
    out: list[Fact] = []
    named = mixed | {k for fact in facts for k in used(fact.poly)}
    for f, arguments in [(f, list(us)) for f, us in reading.applications.items()]:
        known = steadiness(reading, f)
        if known is None:
            continue
        lipschitz, increasing, at_zero = known
        points: list[Any] = [(u, reading.read(u), reading.read(Term("fn", (f, u), u.shape))) for u in arguments]
        if at_zero is not None:
            points.append((None, whole(0), whole(at_zero)))
        for i, p in enumerate(points):
            for q in points[:i]:
                if set(used((p[1] - q[1]).num)) <= named:
                    out += between(reading, facts, (f.word, p, q), (lipschitz, increasing))
    return fresh(facts, out)


def steadiness(reading: Reading, f: Any) -> tuple[Quotient | None, bool, Fraction | None] | None:
    """Lipschitz constant, monotonicity and value at zero of a function, where they are known."""
    if f.word in STEADY:
        lipschitz, increasing, at_zero = STEADY[f.word]
        return None if lipschitz is None else whole(lipschitz), increasing, at_zero
    if not f.is_own or f.order or f.lipschitz is None or isinstance(f.lipschitz, str):
        return None
    if isinstance(f.lipschitz, Fraction):
        return whole(f.lipschitz), False, None
    return reading.read(f.lipschitz), False, None


def between(reading: Reading, facts: list[Fact], case: tuple[str, Any, Any],
            known: tuple[Quotient | None, bool]) -> list[Fact]:
    """The facts about the increment of a function between two points."""
    word, (u, au, fu), (v, av, fv) = case
    lipschitz, increasing = known
    step, rise = au - av, fu - fv
    why = {"increment": word, "points": [None if t is None else node(t) for t in (u, v)]}
    out = []

    def add(q: Quotient, rel: str, tree: Any) -> None:
        out.append(Fact(reduced(q.num * q.den, reading.relations), rel, {**why, "proofs": [tree]}, q.den))

    for sign in (1, -1):
        scaled = whole(sign)
        for rel in (">", ">="):
            tree = quick(reading, facts, step.num * step.den * sign, rel)
            if tree is None:
                continue
            if lipschitz is not None:
                add(lipschitz * step * scaled - rise, ">=", tree)
                add(lipschitz * step * scaled + rise, ">=", tree)
            if increasing:
                add(rise * scaled, rel, tree)
            break
        for rel in (">", ">=") if increasing else ():
            tree = quick(reading, facts, rise.num * rise.den * sign, rel)
            if tree is not None:
                add(step * scaled, rel, tree)
                break
    return out


def of_logarithm(reading: Reading, facts: list[Fact], place: int) -> list[Fact]:
    """The logarithm is increasing: log u against log w and against B = log exp(B), by u against w and exp(B)."""
    mine, out = reading.generators[place], []
    u = reading.read(mine.term)
    for g in reading.generators:
        other, its_log = None, None
        if g.kind == "log" and g.place != place:
            other, its_log = reading.read(g.term), Quotient(g.poly)
        elif g.kind == "exp":
            other, its_log = Quotient(g.poly), readable_exponent(reading, g.term)
        if other is None or its_log is None:
            continue
        gap = u - other
        for sign in (1, -1):
            for rel in (">", ">="):
                tree = quick(reading, facts, gap.num * gap.den * sign, rel)
                if tree is not None:
                    d = Quotient(mine.poly) - its_log
                    why = {"log": place, "than": g.place, "proofs": [tree]}
                    out.append(Fact(reduced(d.num * d.den * sign, reading.relations), rel, why, d.den))
                    break
    return fresh(facts, out)


def tangents(reading: Reading, facts: list[Fact], place: int, mixed: set[int], degree: int = 3) -> list[Fact]:
    """Bounds of y = exp(B) by Taylor polynomials: y >= 1 + B, 1 >= y (1 - B), and sharper ones where B has a sign."""
    exponent = readable_exponent(reading, reading.generators[place].term)
    if exponent is None or not exponent.den.is_constant() or not set(used(exponent.num)) <= mixed:
        return []
    y, b = reading.generators[place].poly, exponent.num
    height = min(max(3, int(degree)), 8)
    series = [b**i / factorial(i) for i in range(height + 1)]
    mirrored = [p * (-1) ** i for i, p in enumerate(series)]
    out = [Fact(y - 1 - b, ">=", {"exp": place, "terms": 1}),
           Fact(1 - y * (1 - b), ">=", {"exp": place, "terms": 1})]
    # The short bounds stay beside the long ones: a goal of high degree may need the cubic.
    heights = sorted({3, height})
    for sign, poly, terms in (
        *((1, y - sum(series[1 : k + 1], series[0]), k) for k in heights),
        (-1, sum(series[1:3], series[0]) - y, 2),
        *((-1, 1 - y * sum(mirrored[1 : k + 1], mirrored[0]), k) for k in [2, *heights]),
    ):
        tree = quick(reading, facts, b * sign, ">=")
        if tree is not None:
            why = {"exp": place, "terms": terms, "proofs": [tree]}
            out.append(Fact(poly, ">=", why))
    return fresh(facts, [Fact(reduced(f.poly, reading.relations), f.rel, f.origin) for f in out])


def quick(reading: Reading, facts: list[Fact], p: Poly, rel: str) -> Shown | None:
    """A cheap attempt at a sign; one that is a fact already is not worth a new one."""
    tree = Search(facts, reading.relations, [25, 0]).positive(p, rel, 2)
    return None if tree is None else Shown(p, rel, tree)


def fresh(facts: list[Fact], made: list[Fact]) -> list[Fact]:
    """Those that are not there yet."""
    return [f for f in made if not f.poly.is_constant()
            and all(g.poly != f.poly or g.rel not in (f.rel, ">" if f.rel == ">=" else f.rel) for g in facts)]


def of_exponential(reading: Reading, facts: list[Fact], place: int) -> list[Fact]:
    """From the sign of B the side of 1 on which exp(B) lies, from its ends those of exp(B), and back."""
    g = reading.generators[place]
    exponent = readable_exponent(reading, g.term)
    if exponent is None:
        return []
    inside, outside, out = exponent.num * exponent.den, g.poly - 1, []
    why = {"increment": "exp", "points": [node(g.term), None]}
    for known, wanted, den in ((inside, outside, ONE), (outside, inside, exponent.den)):
        for sign, rels in ((1, (">", ">=")), (-1, (">", ">="))):
            for rel in rels:
                tree = quick(reading, facts, known * sign, rel)
                if tree is not None:
                    out.append(Fact(wanted * sign, rel, {**why, "proofs": [tree]}, den))
                    break
        tree = quick(reading, facts, known, "!=") if not out else None
        if tree is not None:
            out.append(Fact(wanted, "!=", {**why, "proofs": [tree]}, den))
    variables = used(exponent.num)
    if exponent.den.is_constant() and len(variables) == 1 and exponent.num.total_degree() == 1:
        lo, hi = bounds(Search(facts, reading.relations), variables[0])
        slope = value(exponent.num - exponent.num.subs({f"g{variables[0]}": 0}))
        shift = value(exponent.num.subs({f"g{variables[0]}": 0}))
        if slope is None and shift is not None:
            rise = value((exponent.num - constant(shift)).derivative(variables[0]))
            assert rise is not None
            for end in (lo, hi):
                if end is None or abs(rise * end[0] + shift) > 30 or rise * end[0] + shift == 0:
                    continue
                at = rise * end[0] + shift
                low, high = exp_enclosure(at)
                upper = (end is hi) == (rise > 0)
                poly = constant(high) - g.poly if upper else g.poly - constant(low)
                beside = (exponent.num - constant(at)) * (-1 if upper else 1)
                tree = Shown(beside, ">=", {"how": "fact", "fact": end[2]})
                out.append(Fact(poly, ">", {"exp": place, "at": str(at), "proofs": [tree]}))
    return fresh(facts, out)


def readable_exponent(reading: Reading, t: Term) -> Quotient | None:
    """The exponent as a quotient, None where it has no reading."""
    try:
        return reading.read(t)
    except (UnreadableError, TooLargeError):
        return None


def of_power(reading: Reading, facts: list[Fact], place: int) -> list[Fact]:
    """Sign and size of base ** exponent, from those of the base and an exponent that is not negative."""
    g = reading.generators[place]
    base, k = reading.read(g.term), reading.read(Term("size", (g.extra,), SCALAR))
    inside, out = base.num * base.den, []
    above = (base - Quotient(constant(1))).num * base.den
    not_negative = quick(reading, facts, inside, ">=")
    if not_negative is None:
        return []
    positive = quick(reading, facts, inside, ">")
    counted = quick(reading, facts, k.num, ">=")
    if positive is not None:
        out.append(Fact(g.poly, ">", {"power": place, "proofs": [positive]}))
    elif counted is not None:
        out.append(Fact(g.poly, ">=", {"power": place, "proofs": [not_negative, counted]}))
    if counted is not None:
        small, large = quick(reading, facts, -above, ">="), quick(reading, facts, above, ">=")
        if small is not None:
            why = {"power": place, "proofs": [not_negative, counted, small]}
            out.append(Fact(1 - g.poly, ">=", why))
        if large is not None:
            out.append(Fact(g.poly - 1, ">=", {"power": place, "proofs": [large, counted]}))
    return fresh(facts, out)
