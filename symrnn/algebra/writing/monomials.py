"""Sums of products, as they are shown: a number, scalar factors and elementwise factors, each with an exponent.

This is a form for the eye. Proofs have their own normal form and never use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from symrnn.algebra.build import zero
from symrnn.algebra.language.words import ones
from symrnn.algebra.terms import ONE, SCALAR, Shape, Term, number

Factors = tuple[tuple[Term, int], ...]


@dataclass(frozen=True)
class Mono:
    """A number times scalar factors times elementwise factors; without the latter it stands for every entry."""

    number: Fraction = Fraction(1)
    scalars: Factors = ()
    arrays: Factors = ()

    @property
    def key(self) -> tuple[frozenset[tuple[Term, int]], frozenset[tuple[Term, int]]]:
        """What two monomials that can be added have in common."""
        return frozenset(self.scalars), frozenset(self.arrays)

    @property
    def atom(self) -> Term | None:
        """The one elementwise factor, where there is exactly one."""
        return self.arrays[0][0] if len(self.arrays) == 1 and self.arrays[0][1] == 1 else None


Sum = tuple[Mono, ...]


def merged(*several: Factors) -> Factors:
    """The factors of a product, exponents added, in the order of appearance."""
    found: dict[Term, int] = {}
    for factors in several:
        for term, exponent in factors:
            found[term] = found.get(term, 0) + exponent
    return tuple((term, exponent) for term, exponent in found.items() if exponent)


def multiply(a: Mono, b: Mono) -> Mono:
    """The elementwise product."""
    return Mono(a.number * b.number, merged(a.scalars, b.scalars), merged(a.arrays, b.arrays))


def power(a: Mono, k: int) -> Mono:
    """An integer power."""
    return Mono(a.number**k, tuple((t, e * k) for t, e in a.scalars), tuple((t, e * k) for t, e in a.arrays))


def like(terms: Iterable[Mono]) -> Sum:
    """Like monomials added, those that vanish left out."""
    found: dict[object, Mono] = {}
    for mono in terms:
        old = found.get(mono.key)
        found[mono.key] = mono if old is None else replace(old, number=old.number + mono.number)
    return tuple(mono for mono in found.values() if mono.number)


def common(terms: Sum) -> tuple[Mono, Sum]:
    """The factors that all monomials share, and what is left of each."""
    shared = []
    for kind in ("scalars", "arrays"):
        first: Factors = getattr(terms[0], kind)
        others = [dict(getattr(mono, kind)) for mono in terms[1:]]
        shared.append(
            tuple(
                (t, min(e, *(o.get(t, 0) for o in others)) if others else e)
                for t, e in first
                if e > 0 and all(o.get(t, 0) > 0 for o in others)
            )
        )
    sizes = {abs(mono.number) for mono in terms}
    size = sizes.pop() if len(sizes) == 1 else Fraction(1)
    front = Mono(size if any(mono.number > 0 for mono in terms) else -size, shared[0], shared[1])
    return front, tuple(multiply(mono, power(front, -1)) for mono in terms)


def averaged(scalars: Factors) -> Factors:
    """The factors with `sum(v) / n` written as `mean(v)`."""
    out = dict(scalars)
    for term, exponent in scalars:
        if term.head == "sum" and exponent == 1 and term.args[0].is_column:
            count = Term("size", (term.args[0].shape[0],), SCALAR)
            if out.get(count, 0) < 0:
                out = {Term("mean", term.args, SCALAR) if t == term else t: e for t, e in out.items()}
                out[count] += 1
    return tuple((t, e) for t, e in out.items() if e)


def build_mono(mono: Mono) -> Term:
    """A monomial without its sign, as a term; a number or a scalar where it has no elementwise factor."""
    scalars = averaged(mono.scalars)
    parts = [part for part in (_product(scalars, 1), _product(mono.arrays, 1)) if part is not None]
    top, bottom = abs(mono.number), 1
    if any(exponent < 0 for _, exponent in scalars):  # one fraction, not a fraction of a fraction
        top, bottom = Fraction(top.numerator), top.denominator
    if top != 1 or not parts:
        parts.insert(0, number(top))
    out = parts[0]
    for part in parts[1:]:
        out = _scaled(out, part)
    under = _product(mono.arrays, -1)
    out = out if under is None else out / under
    below = _product(scalars, -1)
    if below is None:
        return out
    return out / (below if bottom == 1 else bottom * below)


def _scaled(scalar: Term, array: Term) -> Term:
    """A multiple of an array; of a product, the multiple of its first factor, as one writes it."""
    lead = first_factor(array)
    if array.head == "matmul" and (ONE in lead.shape or lead.head not in ("add", "sub", "neg")):
        return _scaled(scalar, array.args[0]) @ array.args[1]
    if array.head == "mul" and array.shape == array.args[0].shape == array.args[1].shape:
        return _scaled(scalar, array.args[0]) * array.args[1]
    return scalar * array


def first_factor(array: Term) -> Term:
    """The first factor of a matrix product."""
    return first_factor(array.args[0]) if array.head == "matmul" else array


def _product(factors: Factors, sign: int) -> Term | None:
    out: Term | None = None
    for term, exponent in factors:
        if exponent * sign > 0:
            factor = term if abs(exponent) == 1 else term ** abs(exponent)
            out = factor if out is None else out * factor
    return out


def build(terms: Sum, shape: Shape) -> Term:
    """A sum as a term of the given shape, a positive summand first where there is one."""
    if not terms:
        return zero(shape)
    first = next((k for k, mono in enumerate(terms) if mono.number > 0), 0)
    ordered = [terms[first], *terms[:first], *terms[first + 1 :]]
    out: Term | None = None
    for mono in ordered:
        part = build_mono(mono)
        signed = part if mono.number > 0 else -part
        out = signed if out is None else out + part if mono.number > 0 else out - part
    assert out is not None
    if shape and out.is_scalar and out.shape != shape and not all(s == 1 for s in shape):
        filled = ones(*shape)
        return filled if out == number(1) else -filled if out == number(-1) else out * filled
    return out


__all__ = ["Factors", "Mono", "Sum", "build", "build_mono", "common", "like", "merged", "multiply", "power"]
