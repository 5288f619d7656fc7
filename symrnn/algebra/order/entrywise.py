"""Entries that are a polynomial in one value of known range: the largest modulus, exactly or rounded up."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb, arb_poly, fmpq, fmpq_poly

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.relations import Relation, relations
from symrnn.algebra.order.univariate import distinct, isolated
from symrnn.algebra.terms import Term

ABS = TABLE["abs"]
_UNIT, _SYMMETRIC = (Fraction(0), Fraction(1)), (Fraction(-1), Fraction(1))
RANGES = {"tanh": _SYMMETRIC, "sigmoid": _UNIT, "sin": _SYMMETRIC, "cos": _SYMMETRIC, "erf": _SYMMETRIC,
          "softsign": _SYMMETRIC, "hardtanh": _SYMMETRIC, "sign": _SYMMETRIC, "step": _UNIT}
DEGREE, MOST = 12, 6
LINEAR = ("add", "sub", "mul", "neg")
Interval = tuple[Fraction, Fraction]


def of_every_entry(known: list[Relation]) -> list[Relation]:
    """Relations, and what a bound of the largest modulus of a column says of its entries."""
    columns = (r for r in known if r[0] in ("<", "<=") and r[1].head == "norm_inf" and r[1].args[0].is_column)
    return [*known, *((rel, ABS(a.args[0]), b) for rel, a, b in columns)]


def range_of(t: Term, given: list[Statement]) -> Interval | None:
    """The rational range of a value: of a function by the table, of a leaf by the conditions."""
    if t.head == "fn":
        f = t.args[0]
        if f.word in RANGES:
            return RANGES[f.word]
        if f.is_own and f.range is not None and all(isinstance(e, Fraction) for e in f.range):
            return f.range
        return None
    lo = hi = None
    for c in given:
        for rel, a, b in of_every_entry(relations(c) or []):
            if rel in ("<=", "<", "==") and a == ABS(t) and (edge := rational(b)) is not None:
                lo, hi = (-edge, edge) if lo is None or hi is None else (max(lo, -edge), min(hi, edge))
            elif rel in ("<=", "<", "=="):
                ca, cb = rational(a), rational(b)
                if b == t and ca is not None:
                    lo = ca if lo is None else max(lo, ca)
                if a == t and cb is not None:
                    hi = cb if hi is None else min(hi, cb)
    return None if lo is None or hi is None or lo > hi else (lo, hi)


def in_one_value(t: Term, found: list[Term]) -> Any:
    """The polynomial of an entry in one value; the value is put in `found`; None where it is not one."""
    head, args = t.head, t.args
    number = rational(t)
    if number is not None or head in ("ones", "zeros"):
        c = number if number is not None else Fraction(head == "ones")
        return fmpq_poly([fmpq(c.numerator, c.denominator)])
    if head == "named":
        return in_one_value(args[1], found)
    if head in ("add", "sub", "mul"):
        a, b = in_one_value(args[0], found), in_one_value(args[1], found)
        if a is None or b is None:
            return None
        return a + b if head == "add" else a - b if head == "sub" else a * b
    if head == "neg":
        a = in_one_value(args[0], found)
        return None if a is None else -a
    if head == "div":
        c = rational(args[1])
        a = in_one_value(args[0], found) if c else None
        return None if a is None or not c else a * fmpq(c.denominator, c.numerator)
    if head == "pow":
        p = rational(args[1])
        a = in_one_value(args[0], found) if p is not None and p.denominator == 1 and 0 <= p <= DEGREE else None
        return None if a is None or p is None else a ** int(p)
    if head in ("fn", "sym", "seq") and (not found or found == [t]):
        found[:] = [t]
        return fmpq_poly([0, 1])
    return None


def corners(t: Term, given: list[Statement]) -> Fraction | None:
    """The largest modulus of entries that are linear in each of a few values of known ranges: that at a corner."""
    values = {v: range_of(v, given) for v in values_of(t)}
    spans = [r for r in values.values() if r is not None]
    if not 2 <= len(values) == len(spans) <= MOST or any(degree(t, v) > 1 for v in values):
        return None
    return max(abs(at(t, dict(zip(values, ends, strict=True)))) for ends in product(*spans))


def values_of(t: Term) -> dict[Term, None]:
    """The functions and leaves that an entry is made from by arithmetic, in order; an entry of another kind is one, too."""
    if t.head == "named":
        return values_of(t.args[1])
    if rational(t) is not None or t.head in ("ones", "zeros"):
        return {}
    return {v: None for a in t.args for v in values_of(a)} if t.head in LINEAR else {t: None}


def degree(t: Term, v: Term) -> int:
    """The degree of an entry in one of its values."""
    if t == v or t.head not in (*LINEAR, "named"):
        return int(t == v)
    parts = [degree(a, v) for a in (t.args[1:] if t.head == "named" else t.args)]
    return sum(parts) if t.head == "mul" else max(parts)


def at(t: Term, place: dict[Term, Fraction]) -> Fraction:
    """An entry where its values are given."""
    if t in place:
        return place[t]
    q = rational(t)
    if q is not None or t.head in ("ones", "zeros"):
        return q if q is not None else Fraction(t.head == "ones")
    parts = [at(a, place) for a in (t.args[1:] if t.head == "named" else t.args)]
    if t.head in ("neg", "named"):
        return -parts[0] if t.head == "neg" else parts[0]
    a, b = parts
    return a + b if t.head == "add" else a - b if t.head == "sub" else a * b


def largest(t: Term, given: list[Statement]) -> Fraction | None:
    """A rational that the modulus of every entry is at most, the least one where that is rational."""
    found: list[Term] = []
    p = in_one_value(t, found)
    if p is None or p.degree() > DEGREE:
        return corners(t, given)
    interval = range_of(found[0], given) if found else (Fraction(0), Fraction(0))
    if interval is None:
        return None
    points: list[Any] = [fmpq(e.numerator, e.denominator) for e in interval]
    if p.degree() > 1:
        for _, lo, hi in isolated(distinct([p.derivative()])):
            if hi < interval[0] or lo > interval[1]:
                continue
            if lo == hi:
                points.append(fmpq(lo.numerator, lo.denominator))
            else:
                points.append(arb(fmpq(lo.numerator, lo.denominator)).union(arb(fmpq(hi.numerator, hi.denominator))))
    best = Fraction(0)
    for x in points:
        if isinstance(x, fmpq):
            v = abs(p(x))
            best = max(best, Fraction(int(v.p), int(v.q)))
        else:
            top = (abs(arb_poly(p)(x)).upper() * 1000).ceil().unique_fmpz()
            best = max(best, Fraction(int(top), 1000)) if top is not None else Fraction(10**6)
    return best
