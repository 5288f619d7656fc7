"""A relation under relations, proved exactly: read into generators, then a search for a proof of the sign.

The certificate holds the generators and what each stands for, the facts and where each comes from, and the tree of
arguments; `signcheck` goes through it again with SymPy, from the serialised relations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.order.generators import Fact, UnreadableError
from symrnn.algebra.order.linearforms import UNIT
from symrnn.algebra.order.positivity import Search
from symrnn.algebra.order.quotients import Poly, Quotient, TooLargeError, constant, reduced, text, used, value
from symrnn.algebra.order.reading import Reading, exp_enclosure
from symrnn.algebra.order.relations import Relation, as_data, branches, piecewise, replaced
from symrnn.algebra.order.signranges import bounds
from symrnn.algebra.order.simplex import solution
from symrnn.algebra.order.univariate import implication
from symrnn.algebra.serialise import node
from symrnn.algebra.substitute import replace
from symrnn.algebra.terms import SCALAR, Term

Hints = list[tuple[str, Term]]
Leaf = Callable[[Relation, list[Relation], Hints], dict[str, Any] | None]
PIECES = 5
IN_WORDS = {"!=": "is not zero", ">=": "is not negative", ">": "is positive"}
REL = {"<=": ">=", "<": ">", "==": "==", "!=": "!="}


def proved(goal: Relation, assumed: list[Relation], leaf: Leaf | None = None,
           hints: Hints | None = None) -> dict[str, Any] | None:
    """A certificate that the relation holds wherever the assumed ones hold and all terms have values, or None.

    `leaf` proves a relation without functions in pieces; exact calculus where none is given.
    """
    return by_cases(goal, ([a for a in assumed if readable(a)], hints or []), PIECES, leaf or in_generators)


def readable(r: Relation) -> bool:
    """Whether an assumption can be used at all; one that cannot is left aside."""
    try:
        trial = Reading()
        while (t := next(piecewise([r[1], r[2]]), None)) is not None:
            r = replaced(r, t, t.args[1])
        trial.prepare([r[1], r[2]])
        trial.read(r[1])
        trial.read(r[2])
    except (UnreadableError, TooLargeError):
        return False
    return True


def by_cases(goal: Relation, given: tuple[list[Relation], Hints], pieces: int, leaf: Leaf) -> dict[str, Any] | None:
    """Tell the cases of functions in pieces apart, innermost first, then prove each case."""
    assumed, hints = given
    target = next(piecewise([t for r in (goal, *assumed) for t in r[1:]]), None)
    if target is None:
        return leaf(goal, assumed, hints)
    if pieces == 0:
        return None
    done = []
    for where, new in branches(target):
        branch = [*(replaced(r, target, new) for r in assumed), *where]
        turned = [(kind, replace(t, {target: new})) for kind, t in hints]
        inner = by_cases(replaced(goal, target, new), (branch, turned), pieces - 1, leaf)
        if inner is None:
            return None
        done.append({"when": [as_data(r) for r in where], "value": node(new), "proof": inner})
    return {"cases": node(target), "branches": done}


def difference(reading: Reading, r: Relation) -> Quotient:
    """The right side minus the left one."""
    return (reading.read(r[2]) - reading.read(r[1])).reduced(reading.relations)


def in_generators(goal: Relation, assumed: list[Relation], hints: Hints | None = None) -> dict[str, Any] | None:
    """Read everything into generators, collect the facts and search."""
    reading = Reading()
    try:
        reading.prepare([t for r in (goal, *assumed) for t in r[1:]] + [t for _, t in hints or []])
        target = difference(reading, goal)
        for i, r in enumerate(assumed):
            d = difference(reading, r)
            reading.know(d.num * d.den, REL[r[0]], {"assumed": i}, d.den)
        named = read_hints(reading, hints or [])
        facts, conditions = with_domain(reading)
        goal_poly = reduced(target.num * target.den, reading.relations)
        facts = enriched(reading, facts, set(used(goal_poly)))
        search = Search(facts, reading.relations, hints=named)
        if empty(facts):
            return None
        tree = search.positive(goal_poly, REL[goal[0]])
    except (UnreadableError, TooLargeError):
        return None
    if tree is None:
        return None
    return {
        "goal": as_data(goal), "assumed": [as_data(r) for r in assumed],
        "generators": [{"name": f"g{g.place}", "kind": g.kind, "node": node(g.term), "power": g.power,
                        **({"exponent": g.extra.node()} if g.kind == "power" else {})} for g in reading.generators],
        "facts": [{"poly": text(f.poly), "rel": f.rel, "from": f.origin, "den": text(f.den)} for f in facts],
        "poly": text(goal_poly), "den": text(target.den), "rel": REL[goal[0]], "proof": tree, "conditions": conditions,
    }


def read_hints(reading: Reading, hints: Hints) -> list[tuple[str, Poly]]:
    """The numerators of what hints name; where the statement is defined has nothing to do with them."""
    kept = list(reading.domain)
    named = [(kind, reduced(reading.read(t).num, reading.relations)) for kind, t in hints]
    reading.domain = kept
    return named


def with_domain(reading: Reading) -> tuple[list[Fact], list[str]]:
    """All facts with those of the domain, and in words the parts of the domain that do not follow from the others."""
    facts, words = cleaned(reading.facts), []
    domain: list[Fact] = []
    for d in reading.domain:
        what: Term = d.origin["defined"]
        have = [*domain, *facts]
        if Search(have, reading.relations, [120, 4]).positive(d.poly, d.rel) is None:
            words.append(f"{what!r} {IN_WORDS[d.rel]}")
        domain.append(Fact(d.poly, d.rel, {"defined": node(what)}, d.den))
    return [*domain, *facts], words


def cleaned(facts: list[Fact]) -> list[Fact]:
    """Facts without those that say nothing, without doubles, equations without repeated factors."""
    out: list[Fact] = []
    for f in facts:
        p = f.poly
        if p.is_constant():
            if _fails(f):
                return [Fact(constant(-1), ">", f.origin)]
            continue
        if all(g.poly != p or g.rel != f.rel for g in out):
            out.append(f)
    return out


def _fails(f: Fact) -> bool:
    v = value(f.poly)
    assert v is not None
    return not {">": v > 0, ">=": v >= 0, "==": v == 0, "!=": v != 0}[f.rel]


def empty(facts: list[Fact]) -> bool:
    """Whether the facts contradict each other in an obvious way: then nothing is proved from them."""
    if any(f.poly.is_constant() for f in facts):
        return True
    for k in {k for f in facts for k in used(f.poly)}:
        alone = [(f.poly, f.rel) for f in facts if used(f.poly) == [k]]
        out = implication(k, constant(1), ">", alone) if alone else None
        if out is not None and out["empty"]:
            return True
    columns, strict = [constant(1).to_dict()], [0]
    for f in facts:
        if f.rel == "!=" or f.poly.total_degree() > 2:
            continue
        columns.append(f.poly.to_dict())
        strict += [len(columns) - 1] if f.rel == ">" else []
        if f.rel == "==":
            columns.append((-f.poly).to_dict())
    return solution(columns, {}, strict) is not None


# -- what follows for exponentials, powers and logarithms --------------------------------------------------------------
def enriched(reading: Reading, facts: list[Fact], mixed: set[int]) -> list[Fact]:
    """The facts, with what monotone functions make of them: B >= 0 exactly where exp(B) >= 1, and so on.

    Bounds of exp(B) by polynomials in B are added where both occur in the goal (`mixed`).
    """
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
            facts = [*facts, *tangents(reading, facts, g.place, mixed)]
        if g.kind == "log":
            facts = [*facts, *of_logarithm(reading, facts, g.place)]
    return facts


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
                    why = {"log": place, "than": g.place, "sign": sign, "proof": tree}
                    out.append(Fact(reduced(d.num * d.den * sign, reading.relations), rel, why, d.den))
                    break
    return fresh(facts, out)


def tangents(reading: Reading, facts: list[Fact], place: int, mixed: set[int]) -> list[Fact]:
    """Bounds of y = exp(B) by Taylor polynomials: y >= 1 + B, 1 >= y (1 - B), and sharper ones where B has a sign."""
    exponent = readable_exponent(reading, reading.generators[place].term)
    if exponent is None or not exponent.den.is_constant() or not set(used(exponent.num)) <= mixed:
        return []
    y, b = reading.generators[place].poly, exponent.num
    out = [Fact(y - 1 - b, ">=", {"exp": place, "way": "tangent", "rule": "below"}),
           Fact(1 - y * (1 - b), ">=", {"exp": place, "way": "tangent", "rule": "above"})]
    for sign, rule, poly in ((1, "rising", y - (1 + b + b**2 / 2 + b**3 / 6)), (-1, "falling", 1 + b + b**2 / 2 - y),
                             (-1, "decay", 1 - y * (1 - b + b**2 / 2 - b**3 / 6))):
        tree = quick(reading, facts, b * sign, ">=")
        if tree is not None:
            out.append(Fact(poly, ">=", {"exp": place, "way": "tangent", "rule": rule, "proof": tree}))
    return fresh(facts, [Fact(reduced(f.poly, reading.relations), f.rel, f.origin) for f in out])


def quick(reading: Reading, facts: list[Fact], p: Poly, rel: str) -> dict[str, Any] | None:
    """A cheap attempt at a sign; one that is a fact already is not worth a new one."""
    return Search(facts, reading.relations, [25, 0]).positive(p, rel, 2)


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
    for known, wanted, way in ((inside, outside, "up"), (outside, inside, "back")):
        for sign, rels in ((1, (">", ">=")), (-1, (">", ">="))):
            for rel in rels:
                tree = quick(reading, facts, known * sign, rel)
                if tree is not None:
                    out.append(Fact(wanted * sign, rel, {"exp": place, "way": way, "sign": sign, "proof": tree}))
                    break
        tree = quick(reading, facts, known, "!=") if not out else None
        if tree is not None:
            out.append(Fact(wanted, "!=", {"exp": place, "way": way, "sign": 1, "proof": tree}))
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
                low, high = exp_enclosure(rise * end[0] + shift)
                upper = (end is hi) == (rise > 0)
                poly = constant(high) - g.poly if upper else g.poly - constant(low)
                out.append(Fact(poly, ">", {"exp": place, "way": "end", "fact": end[2]}))
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
        out.append(Fact(g.poly, ">", {"power": place, "rule": "positive", "proofs": [positive]}))
    elif counted is not None:
        out.append(Fact(g.poly, ">=", {"power": place, "rule": "nonneg", "proofs": [not_negative, counted]}))
    if counted is not None:
        small, large = quick(reading, facts, -above, ">="), quick(reading, facts, above, ">=")
        if small is not None:
            why = {"power": place, "rule": "small", "proofs": [not_negative, counted, small]}
            out.append(Fact(1 - g.poly, ">=", why))
        if large is not None:
            out.append(Fact(g.poly - 1, ">=", {"power": place, "rule": "large", "proofs": [large, counted]}))
    return fresh(facts, out)
