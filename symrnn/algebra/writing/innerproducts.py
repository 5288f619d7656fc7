"""Sums over entries and inner products, as they are shown: u^T (v - w) instead of three sums.

This is a form for the eye. Proofs have their own normal form and never use it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symrnn.algebra.terms import SCALAR, Shape, Term
from symrnn.algebra.writing.chains import single
from symrnn.algebra.writing.monomials import Factors, Mono, Sum, build, common, like, merged, multiply

Read = Callable[[Term], Sum]


def gathered(terms: Sum, shape: Shape, read: Read) -> Sum:
    """A sum of scalars or of columns: inner products with one left factor added, common factors in front."""
    if len(terms) < 2:
        return terms
    alike: dict[object, list[tuple[Mono, Term | None]]] = {}
    for mono in terms:
        dots = [t for t, e in mono.scalars if t.head == "dot" and e == 1]
        dot = dots[0] if len(dots) == 1 else None
        others = frozenset(f for f in mono.scalars if f[0] is not dot)
        key = mono if dot is None else (dot.args[0], others, frozenset(mono.arrays))
        alike.setdefault(key, []).append((mono, dot))
    out: list[Mono] = []
    for members in alike.values():
        first, dot = members[0]
        if dot is None or len(members) == 1:
            out += [mono for mono, _ in members]
            continue
        column = like(multiply(Mono(m.number), part) for m, d in members if d is not None for part in read(d.args[1]))
        front = Mono(Fraction(1), tuple(f for f in first.scalars if f[0] is not dot), first.arrays)
        inner = dotted(dot.args[0], gathered(column, dot.args[1].shape, read))
        out += [multiply(front, m) for m in inner]
    if len(out) < 2:
        return tuple(out)
    front, left = common(tuple(out))
    if not front.scalars and not front.arrays:
        return tuple(out)
    if any(mono.arrays for mono in left):
        return (multiply(front, Mono(arrays=((build(left, shape), 1),))),)
    return (multiply(front, Mono(scalars=((build(left, SCALAR), 1),))),)


def dotted(u: Term, terms: Sum) -> Sum:
    """The inner product of a column with a sum."""
    if not terms:
        return ()
    mono = single(terms, u.shape)
    right = build((Mono(arrays=mono.arrays),), u.shape)
    return (multiply(Mono(mono.number, mono.scalars), Mono(scalars=((Term("dot", (u, right), SCALAR), 1),))),)


def entries_summed(a: Term, read: Read) -> Sum:
    """The sum of the entries; of an elementwise product of two columns it is an inner product."""
    if a.is_scalar:
        return read(a)
    out: list[Mono] = []
    for mono in read(a):
        lead = next((t for t, e in mono.arrays if e > 0 and t.is_column), None)
        free = Mono(mono.number, mono.scalars)
        if not mono.arrays:
            out.append(multiply(free, counted(a.shape, 1)))
        elif lead is None or len(mono.arrays) == 1:
            whole = build((Mono(arrays=mono.arrays),), a.shape)
            out.append(multiply(free, Mono(scalars=((Term("sum", (whole,), SCALAR), 1),))))
        else:
            out += [multiply(free, m) for m in dotted(lead, (Mono(arrays=merged(mono.arrays, ((lead, -1),))),))]
    return tuple(out)


def entries_averaged(a: Term, read: Read) -> Sum:
    """The mean of the entries: their sum over their number, which is shown as a mean again where it stays alone."""
    if a.is_scalar:
        return read(a)
    return tuple(multiply(mono, counted(a.shape, -1)) for mono in entries_summed(a, read))


def counted(shape: Shape, exponent: int) -> Mono:
    """The number of entries, or its reciprocal."""
    fixed, factors = Fraction(1), []
    for size in shape:
        if size.constant is not None:
            fixed *= size.constant
        else:
            factors.append((Term("size", (size,), SCALAR), 1))
    squared: Factors = merged(tuple(factors))
    return Mono(fixed**exponent, tuple((t, e * exponent) for t, e in squared))


__all__ = ["dotted", "entries_averaged", "entries_summed", "gathered"]
