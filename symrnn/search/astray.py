"""Iterates that certainly do not tend to what is stated: the map moves the limit, or they stay in intervals apart from it.

A continuous map takes a limit of its iterates to itself. Intervals that the map takes into one another in turn keep the
iterates that are in them for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from flint import fmpq

from symrnn.algebra.analysis.attraction import continuous
from symrnn.algebra.language.leaves import scalar as scalar_leaf
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.statements import strictly_between
from symrnn.algebra.language.substitute import leaves, replace, subterms
from symrnn.algebra.order.bounding import names
from symrnn.algebra.provers import prove
from symrnn.algebra.terms import Term, number
from symrnn.recheck.functions import UNREADABLE, ball, precision
from symrnn.recheck.matrices import scalar
from symrnn.recheck.point import environment
from symrnn.recheck.values import evaluate

WIDTHS = (Fraction(1, 4), Fraction(1, 16), Fraction(1, 64), Fraction(1, 256), Fraction(1, 2**14))  # beside what was seen
PERIODS = (1, 2, 4, 3)
SHORT = 10**12  # denominators of what is seen
BITS = 256
NEAR = Fraction(1, 10**3)  # values of one phase are seen as near
SHARES = tuple(Fraction(i, 8) for i in range(9))
Interval = tuple[Fraction, Fraction]
ValueAt = Callable[[int], Fraction | None]


def astray(a: Term, b: Term, late: int, value: ValueAt) -> str:
    """Why iterates of a map of the line without parameters do not tend to a number, or grow; empty where that is not seen.

    Parameters
    ----------
    a, b
        The iterates, and the limit that is stated.
    late
        From where on values are looked at.
    value
        The iterate at a number of steps.
    """
    f, x, start = a.args[:3]
    if x.args[2] or x in leaves(b) or x in leaves(start) or leaves(f).keys() - {x}:
        return ""
    if b.head != "const" and not leaves(b) and continuous(f, x, ()) and _differ(replace(f, {x: b}), b):
        return f"the map takes {b} to another number, and is continuous"
    values = _seen(value, late)
    for period in PERIODS if values else ():
        if period == 1 or all(abs(v - w) < NEAR for v, w in zip(values, values[period:], strict=False)):
            kept = next((r for w in WIDTHS if (r := _kept(f, x, b, values, period, w)) is not None), None)
            if kept is not None:
                turns = f", every {period} steps," if period > 1 else ""
                return f"from k = {late} on the values stay{turns} between {kept[0]} and {kept[1]}"
    return ""


def enclosed(a: Term, b: Term, late: int, value: Callable[[Term, int], Fraction | None]) -> str:
    """Why a term in iterates of maps of the line stays apart from a number: each of them is kept in an interval."""
    found: dict[Term, Interval] = {}
    for t in subterms(a):
        if t.head == "iterate" and not t.shape and not t.args[1].args[2] and set(leaves(t.args[0])) == {t.args[1]}:
            f, x = t.args[:2]
            values = _seen(partial(value, t), late)
            rings = (_kept(f, x, None, values, 1, w) for w in WIDTHS[::-1] if values)
            if (ring := next((r for r in rings if r is not None), None)) is not None:
                found[t] = ring
    states = {t: scalar_leaf(f"state{i}") for i, t in enumerate(found)}
    rest = replace(a, states)
    if not found or set(leaves(rest)) - set(states.values()) or names(rest) or b.head == "const":
        return ""
    with precision(BITS):
        env = environment({"leaves": {}}, {"leaves": {}})
        for t, (low, high) in found.items():
            env.leaves[states[t].name] = ball(fmpq(low.numerator, low.denominator)).union(
                ball(fmpq(high.numerator, high.denominator)))
        try:
            far = not ball(scalar(evaluate(node(rest - b), env))).contains(0)
        except UNREADABLE:
            return ""
    kept = " and ".join(f"between {low} and {high}" for low, high in found.values())
    return f"from k = {late} on the iterates stay {kept}, where the limit is none" if far else ""


def _seen(value: ValueAt, late: int) -> list[Fraction]:
    """Some values in a row; none where not all of them are known."""
    seen = [value(late + i) for i in range(12)]
    values = [v.limit_denominator(SHORT) for v in seen if v is not None]
    return values if len(values) == len(seen) else []


def _kept(f: Term, x: Term, b: Term | None, values: Sequence[Fraction], period: int, width: Fraction) -> Interval | None:
    """The first interval in which the values stay; None where the map leaves them, or a limit is in the first."""
    own = values[::period]
    rings = [_rounded(min(own) - width, max(own) + width)]
    if b is not None and not apart(b, *rings[0]):
        return None
    for _ in range(period - 1):
        low, high = rings[-1]
        images = [_value(replace(f, {x: number(low + s * (high - low))})) for s in SHARES]
        known = [v for v in images if v is not None]
        if len(known) < len(images):
            return None
        more = max(width / 16, (max(known) - min(known)) / 8)
        rings.append(_rounded(min(known) - more, max(known) + more))
    for (low, high), (to, upto) in pairwise([*rings, rings[0]]):
        inside = strictly_between(x, number(low), number(high))
        if prove(strictly_between(f, number(to), number(upto), given=[inside]))[0] is None:
            return None
    return rings[0]


def _rounded(low: Fraction, high: Fraction) -> Interval:
    return low.limit_denominator(10**6), high.limit_denominator(10**6)


def _value(t: Term) -> Fraction | None:
    try:
        with precision(128):
            middle = ball(scalar(evaluate(node(t), environment({"leaves": {}}, {"leaves": {}})))).mid().fmpq()
    except UNREADABLE:
        return None
    return Fraction(int(middle.p), int(middle.q))


def _differ(s: Term, t: Term) -> bool:
    """Whether two numbers are certainly different."""
    try:
        with precision(256):
            one, other = (ball(scalar(evaluate(node(u), environment({"leaves": {}}, {"leaves": {}})))) for u in (s, t))
            return bool(one.is_finite() and other.is_finite() and not one.overlaps(other))
    except UNREADABLE:
        return False


def apart(b: Term, low: Fraction, high: Fraction | None) -> bool:
    """Whether a number, or an infinity, is certainly outside of an interval; without a second end, below the first one."""
    if b.head == "const" and b.args[0] == "oo":
        return high is not None
    with precision(256):
        value: Any = ball(scalar(evaluate(node(b), environment({"leaves": {}}, {"leaves": {}}))))
        above = high is not None and value > fmpq(high.numerator, high.denominator)
        return bool(value < fmpq(low.numerator, low.denominator) or above)
