"""Iterates of a map of the line that come nearer to their limit with every step, in a region that they do not leave.

The region is closed and the map continuous on it, so the distances, which fall, fall to zero: where they would end
otherwise, one more step would bring them lower.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from symrnn.algebra.analysis.approach import STEADY
from symrnn.algebra.analysis.contraction import draws_together
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import record
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.logic import flat
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term, number
from symrnn.recheck.numbers import numbers

ABS = TABLE["abs"]
POINTS = 6  # at which a region is tried
PACES = (Fraction(1), Fraction(1, 4), Fraction(1, 16), Fraction(1, 100))
STEPS = 3  # after so many the iterates are in the region
Given = tuple[Statement, ...]
Region = tuple[Statement, ...]  # closed conditions on the state


def prove_limit(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `tends_to(iterate(f, x, start, t), limit, t)` for a map of the line."""
    a, limit, k = statement.args
    a, limit = expand(a), expand(limit)
    if a.head != "iterate" or a.shape or limit.shape or not isinstance(k, Size) or a.args[3] != k:
        return None, ""
    if any(k.names & names(t) for t in (a.args[0], a.args[2], limit)):
        return None, "a map or a start that changes with the number of steps: each number of steps has its own iterates"
    if limit.head == "const":
        pace = escaping(a, statement.given)
        if pace is None or limit.args[0] != "oo":
            return None, "no least pace at which the iterates grow"
        scope = sizes_of(statement)
        certificate = {"kind": "limit", "scope": scope, "how": "values"}
        return Proof("route:exact-calculus", "checker", scope, certificate, pace, 1), ""
    region = attracting(a, limit, statement.given)
    if region is None:
        return None, "no region in which every step brings the iterates nearer"
    scope = sizes_of(statement)
    where = " and ".join(map(repr, region)) or "the whole line"
    return Proof("route:exact-calculus", "checker", scope, {"kind": "limit", "scope": scope, "how": "values"},
                 f"every step of a continuous map brings the value nearer to {limit!r}, on {where}, which it does not leave",
                 1), ""


def attracting(a: Term, limit: Term, given: Given) -> Region | None:
    """A closed region that the iterates enter and do not leave, where each step brings them nearer to the limit."""
    f, x, start, _ = a.args
    if x in leaves(limit) or x in leaves(start) or limit.head == "const":
        return None
    free, y = fresh(x, (limit, start, f), given)
    step = replace(f, {x: y})
    if draws_together(step, y, free) and prove_equal(equal(replace(f, {x: limit}), limit, given=list(free)))[0] is not None:
        return ()
    return next((region for region in regions(y, limit, start)
                 if continuous(step, y, (*free, *region)) and nearer(step, y, limit, region, free)
                 and entered(f, x, start, y, region, free)), None)


def fresh(x: Term, terms: Sequence[Term], given: Given) -> tuple[Given, Term]:
    """The conditions that do not speak of the state, and a state of another name, of which nothing is declared."""
    bound = [leaf for t in (*terms, *(t for c in given for t in c.terms)) for leaf in leaves(t)]
    free = tuple(c for c in flat(list(given)) if not any(x in leaves(t) for t in c.terms))
    others = (f"{x.name}{'_' * i}" for i in range(1, 9))
    return free, scalar(next(n for n in others if all(leaf.name != n for leaf in bound)))


def regions(y: Term, limit: Term, start: Term) -> Iterator[Region]:
    """Regions to try, from the whole line to what lies between the start and the limit."""
    zero, one = number(0), number(1)
    yield ()
    yield (Statement("ge", (y, limit)),)
    yield (Statement("le", (y, limit)),)
    if rational(limit) != 0:
        yield (Statement("ge", (y, zero)),)
    yield (Statement("ge", (y, zero)), Statement("le", (y, one)))
    yield (Statement("ge", (y, -one)), Statement("le", (y, one)))
    if start != limit:
        yield (Statement("ge", (y, limit)), Statement("le", (y, start)))
        yield (Statement("le", (y, limit)), Statement("ge", (y, start)))
        yield (Statement("le", (ABS(y - limit), ABS(start - limit))),)


def continuous(f: Term, y: Term, given: Given) -> bool:
    """Whether a map is made of continuous parts, with denominators that are not zero on a region."""
    if f == y or y not in leaves(f):
        return True
    if f.head == "div" and y in leaves(f.args[1]):
        return _holds(Statement("ne", (f.args[1], number(0))), given) and all(continuous(c, y, given) for c in f.children)
    if f.head == "fn" and f.args[0].word in ("sqrt", "log"):
        low = Statement("ge" if f.args[0].word == "sqrt" else "gt", (f.args[1], number(0)))
        return _holds(low, given) and continuous(f.args[1], y, given)
    if f.head in ("add", "sub", "mul", "neg", "named", "div"):
        return all(continuous(c, y, given) for c in f.children)
    power = rational(f.args[1]) if f.head == "pow" else None
    if power is not None:
        below = Statement("gt" if power < 0 else "ge", (f.args[0], number(0)))
        free = power.denominator == 1 and (power >= 0 or _holds(Statement("ne", below.args, ()), given))
        return (free or _holds(below, given)) and continuous(f.args[0], y, given)
    if f.head == "pow" and y not in leaves(f.args[1]):
        signs = Statement("ge", (f.args[0], number(0))), Statement("gt", (f.args[1], number(0)))
        return all(_holds(c, given) for c in signs) and continuous(f.args[0], y, given)
    if f.head == "fn":
        return f.args[0].order == 0 and f.args[0].word in STEADY and continuous(f.args[1], y, given)
    return made_of(f, y, STEADY)


def nearer(f: Term, y: Term, limit: Term, region: Region, given: Given) -> bool:
    """Whether a step from the region stays in it and comes nearer to the limit."""
    sides = {c.head for c in region if c.args == (y, limit)}
    here = (*given, *region)
    if sides:  # on one side of the limit: the step does not cross it, and moves towards it
        off = Statement("gt" if "ge" in sides else "lt", (y, limit))
        closer = Statement("lt" if "ge" in sides else "gt", (f, y))
    else:
        off = Statement("ne", (y, limit))
        zero = rational(limit) == 0
        closer = Statement("less", (ABS(f), ABS(y)) if zero else (ABS(f - limit), ABS(y - limit)))
    if not _holds(closer, (*here, off)):
        return False
    round_ = [c for c in region if c.args[0].head == "fn"]  # a region around the limit is kept by coming nearer to it
    return all(_holds(replace_in(c, y, f), here) for c in region if c not in round_) and (
        not round_ or _holds(Statement("equal", (replace(f, {y: limit}), limit)), given))


def entered(f: Term, x: Term, start: Term, y: Term, region: Region, given: Given) -> bool:
    """Whether one of the first iterates is in the region."""
    at = start
    for _ in range(STEPS):
        if all(_holds(replace_in(c, y, at), given) for c in region):
            return True
        at = replace(f, {x: at})
    return False


def replace_in(c: Statement, y: Term, value: Term) -> Statement:
    """A condition on another value."""
    return Statement(c.head, tuple(replace(t, {y: value}) for t in c.terms))


def _holds(claim: Statement, given: Given) -> bool:
    stated = Statement(claim.head, claim.args, given)
    # Most regions are no regions of attraction: a point that shows it costs far less than a search for a proof.
    return not numbers(record(stated), seed=0, count=POINTS)["violations"] and prove_range(stated)[0] is not None


def escaping(a: Term, given: Given) -> str | None:
    """Why the iterates of a map of the line grow without bound: from some step on, each adds or multiplies enough."""
    f, x, start, _ = a.args
    if x in leaves(start):
        return None
    given, y = fresh(x, (start, f), given)
    step, first = replace(f, {x: y}), start
    for _ in range(STEPS):
        here = (*given, Statement("ge", (y, first)))
        for c in PACES:
            if _holds(Statement("at_most", (y + number(c), step)), here):
                return f"every step adds {c} or more to what is at least {first!r}"
        second, positive = replace(f, {x: first}), _holds(Statement("gt", (first, number(0))), given)
        for c in PACES if positive else ():
            if _holds(Statement("at_most", (number(1 + c) * y, step)), here):
                return f"every step multiplies what is at least {first!r} > 0 by {1 + c} or more"
        if positive and _holds(Statement("gt", (second, first)), given) and _holds(
                Statement("at_most", (second * y, step * first)), here):
            return f"every step multiplies what is at least {first!r} > 0 by at least as much as the first, more than one"
        first = second
    return None


def fixed_points(a: Term) -> Iterator[Term]:
    """Where the map of an iterate without parameters may have its limit: the real solutions of f(x) = x."""
    import sympy

    from symrnn.algebra.language.from_sympy import scalar_from_sympy
    from symrnn.algebra.view import sympy_view
    from symrnn.errors import SymrnnError

    f, x = a.args[:2]
    z = sympy.Dummy("z", real=True)
    try:
        gap = sympy.together(sympy_view(f).xreplace({sympy_view(x): z}) - z)
        if gap.free_symbols != {z} or not gap.is_rational_function(z):
            return
        for root in sympy.roots(sympy.Poly(sympy.fraction(gap)[0], z)):
            if root.is_real:
                yield scalar_from_sympy(root)
    except (SymrnnError, sympy.PolynomialError, NotImplementedError):
        return
