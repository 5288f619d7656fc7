"""A relation under relations, proved exactly: read into generators, then a search for a proof of the sign.

The certificate holds the generators and what each stands for, the facts and where each comes from, and the tree of
arguments; `symrnn.recheck.inequalities` goes through it again, from the serialised relations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.substitute import replace
from symrnn.algebra.order.enrich import enriched
from symrnn.algebra.order.generators import Fact, UnreadableError
from symrnn.algebra.order.positivity import Search
from symrnn.algebra.order.quotients import Poly, Quotient, TooLargeError, constant, reduced, text, used, value
from symrnn.algebra.order.reading import Reading
from symrnn.algebra.order.relations import Relation, as_data, branches, piecewise, replaced
from symrnn.algebra.order.signterms import alone
from symrnn.algebra.order.simplex import solution
from symrnn.algebra.order.univariate import implication
from symrnn.algebra.order.writing import Shown, arguments, data
from symrnn.algebra.terms import Term

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
    """Read everything into generators, collect the facts and search; a contradiction between facts settles a case."""
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
        facts = enriched(reading, facts, set(used(goal_poly)), goal_poly.total_degree())
        search = Search(facts, reading.relations, hints=named)
        tree = search.positive(goal_poly, REL[goal[0]]) or absurd(search)
        shown = tree and Shown(goal_poly, REL[goal[0]], tree).written(facts, reading.relations)
        origins = [data(f.origin, facts[:i], reading.relations) for i, f in enumerate(facts)] if tree else []
    except (UnreadableError, TooLargeError):
        return None
    if tree is None:
        return None
    return {
        "goal": as_data(goal), "assumed": [as_data(r) for r in assumed],
        "generators": [{"name": f"g{g.place}", "kind": g.kind, "node": node(g.term), "power": g.power,
                        **({"exponent": g.extra.node()} if g.kind == "power" else {})} for g in reading.generators],
        "facts": [{"poly": text(f.poly), "rel": f.rel, "from": origin, "den": text(f.den)}
                  for f, origin in zip(facts, origins, strict=True)],
        "poly": text(goal_poly), "den": text(target.den), "rel": REL[goal[0]], "conditions": conditions, "proof": shown,
        "how": sorted(arguments([tree, *(f.origin for f in facts)])),
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
                return [f]
            continue
        if all(g.poly != p or g.rel != f.rel for g in out):
            out.append(f)
    return out


def _fails(f: Fact) -> bool:
    v = value(f.poly)
    assert v is not None
    return not {">": v > 0, ">=": v >= 0, "==": v == 0, "!=": v != 0}[f.rel]


def absurd(s: Search) -> dict[str, Any] | None:
    """A proof that the facts contradict each other: they show that -1 is not negative."""
    for i, f in enumerate(s.facts):
        if f.poly.is_constant() and _fails(f):
            return {"how": "absurd", "proof": {"how": "impossible", "fact": i}}
    for k in {k for f in s.facts for k in used(f.poly)}:
        if implication(k, constant(-1), ">=", alone(s.facts, k)) is False:
            return {"how": "absurd", "proof": {"how": "cells", "in": k}}
    items = [(f.poly, [i]) for i, f in enumerate(s.facts) if f.rel != "!="]
    items += [(-f.poly, [i, {"times": [], "sign": -1}]) for i, f in enumerate(s.facts) if f.rel == "=="]
    weights = solution([p.to_dict() for p, _ in items], constant(-1).to_dict())
    if weights is None:
        return None
    terms = [[str(w), items[j][1]] for j, w in sorted(weights.items())]
    return {"how": "absurd", "proof": {"how": "combination", "terms": terms}}


def contradictory(assumed: list[Relation]) -> bool:
    """Whether relations contradict each other in an obvious way: then there is nothing to prove from them."""
    reading, kept = Reading(), [r for r in assumed if next(piecewise([r[1], r[2]]), None) is None and readable(r)]
    try:
        reading.prepare([t for r in kept for t in r[1:]])
        for i, r in enumerate(kept):
            d = difference(reading, r)
            reading.know(d.num * d.den, REL[r[0]], {"assumed": i}, d.den)
        facts = enriched(reading, with_domain(reading)[0], set())
    except (UnreadableError, TooLargeError):
        return False
    return empty(facts)


def empty(facts: list[Fact]) -> bool:
    """Whether facts contradict each other: one of them, those of one generator, or a weighted sum of them."""
    if any(f.poly.is_constant() for f in facts):
        return True
    for k in {k for f in facts for k in used(f.poly)}:
        known = alone(facts, k)
        if known and implication(k, constant(1), ">", known) is False:
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
