"""Powers in the index normal form: rational and symbolic exponents of polynomials, numbers by their primes.

A fractional power is taken apart only where every factor is known to be positive, or is a square.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from symrnn.algebra.indexform import Undefined, constant, monomial, multiply, power, rational, scale, single, sum_over
from symrnn.algebra.normalform import formsigns
from symrnn.algebra.normalform.atoms import Atom, Index, Poly, freeze, indices_of, opened
from symrnn.algebra.normalform.formsigns import absolute, blurred, is_complex, is_positive_atom, leads_negative


def reciprocal(poly: Poly) -> Poly:
    """1 / poly."""
    return raised(poly, Fraction(-1))


def raised(poly: Poly, exponent: Fraction) -> Poly:
    """A rational power."""
    if exponent.denominator == 1 and exponent >= 0:
        return power(poly, int(exponent))
    if not poly:
        if exponent < 0:
            raise Undefined
        return {}
    names = frozenset(formsigns.POSITIVE_NAMES)
    if len(poly) == 1:
        ((bounds, atoms), c), = poly.items()
        if not bounds and exponent.denominator == 1:
            return monomial(c ** int(exponent), (), [(a, e * exponent) for a, e in atoms])
        if not bounds and c > 0:
            out = _number_power(c, exponent)
            rest: list[tuple[Atom, Fraction]] = []
            for atom, e in atoms:
                if is_positive_atom(atom, names):
                    out = multiply(out, single(atom, e * exponent))
                elif e % 2 == 0 and (e * exponent).denominator == 1 and not is_complex(atom) and atom[0] in "es":
                    out = multiply(out, raised(absolute(single(atom)), e * exponent))  # the root of a square
                else:
                    rest.append((atom, e))
            if not rest:
                return out
            left = monomial(Fraction(1), (), rest)
            if len(left) == 1 and len(rest) == 1 and rest[0][0][0] == "b" and rest[0][1] * exponent != 0 \
                    and rest[0][1].denominator != 1:
                return multiply(out, single(rest[0][0], rest[0][1] * exponent))
            return multiply(out, single(("b", freeze(left)), exponent))
    if len(poly) == 1 and exponent.denominator != 1:
        ((bounds, atoms), c), = poly.items()
        outside = [(a, e) for a, e in atoms if not indices_of(a) & frozenset(bounds)
                   and is_positive_atom(a, names)]
        if bounds and c > 0 and outside:
            inside = [(a, e) for a, e in atoms if (a, e) not in outside]
            whole = raised(summed(bounds, inside), exponent)
            for a, e in outside:
                whole = multiply(whole, single(a, e * exponent))
            return multiply(_number_power(c, exponent), whole)
    first = min(blurred(mono) for mono in poly)
    content = min(abs(c) for mono, c in poly.items() if blurred(mono) == first)
    base = scale(poly, 1 / content)
    out = _number_power(content, exponent)
    if exponent.denominator == 1 and leads_negative(base):
        base, out = scale(base, -1), scale(out, -1 if int(exponent) % 2 else 1)
    return multiply(out, single(("b", freeze(base)), exponent))


def summed(bounds: tuple[Index, ...], atoms: list[tuple[Atom, Fraction]]) -> Poly:
    """The sum of a product of atoms over bound indices."""
    names, content = opened(bounds, atoms)
    out = monomial(Fraction(1), (), content)
    for i in names:
        out = sum_over(i, out)
    return out


def _number_power(c: Fraction, exponent: Fraction) -> Poly:
    """A rational power of a positive rational, with square factors taken out."""
    if exponent.denominator == 1:
        return constant(c ** int(exponent))
    out = constant(1)
    for value, sign in ((c.numerator, 1), (c.denominator, -1)):
        for prime, times in _factors(value):
            e = exponent * times * sign
            whole = e.numerator // e.denominator
            out = scale(out, Fraction(prime) ** whole)
            if e != whole:
                out = multiply(out, single(("b", freeze(constant(prime))), e - whole))
    return out


def _factors(value: int) -> list[tuple[int, int]]:
    out, rest, p = [], value, 2
    while p * p <= rest and p < 1_000:
        times = 0
        while rest % p == 0:
            rest, times = rest // p, times + 1
        if times:
            out.append((p, times))
        p += 1
    if rest > 1:
        root = isqrt(rest)
        out.append((root, 2) if root * root == rest else (rest, 1))
    return out


def symbolic_power(base: Poly, exponent: Poly) -> Poly:
    """base ** exponent for an exponent that is not a number; its whole part is split off."""
    number = rational(exponent)
    if number is not None:
        return raised(base, number)
    if rational(base) == 1:
        return constant(1)
    whole = exponent.get(((), ()), Fraction(0))
    if whole.denominator == 1 and whole != 0:
        rest = {mono: c for mono, c in exponent.items() if mono != ((), ())}
        return multiply(raised(base, whole), symbolic_power(base, rest))
    if number_base(base) and _is_integer(exponent):
        return _whole_power(rational(base) or Fraction(0), exponent)
    if len(base) == 1 and _is_integer(exponent):
        ((bounds, atoms), c), = base.items()
        if not bounds and all(e.denominator == 1 for _, e in atoms) and (atoms and (c != 1 or len(atoms) > 1
                                                                                   or atoms[0][1] != 1)):
            out = _whole_power(c, exponent)
            for atom, e in atoms:
                out = multiply(out, single(("w", freeze(single(atom)), freeze(scale(exponent, e)))))
            return out
    return single(("w", freeze(base), freeze(exponent)))


def number_base(base: Poly) -> bool:
    """Whether a base is a number other than zero."""
    return bool(rational(base))


def _whole_power(c: Fraction, exponent: Poly) -> Poly:
    """A rational to a symbolic whole power: by primes, the sign by parity."""
    out = constant(1)
    if c < 0:
        odd = {mono: Fraction(1) for mono, k in exponent.items() if k % 2}
        out = single(("w", freeze(constant(-1)), freeze(odd))) if odd else out
    for value, sign in ((abs(c.numerator), 1), (c.denominator, -1)):
        for prime, times in _factors(value):
            out = multiply(out, single(("w", freeze(constant(prime)), freeze(scale(exponent, sign * times)))))
    return out


def _is_integer(exponent: Poly) -> bool:
    """Whether an exponent is a whole number by its form: sizes and indices with whole coefficients."""
    return all(c.denominator == 1 and not bounds and all(a[0] == "z" and e > 0 and e.denominator == 1 for a, e in atoms)
               for (bounds, atoms), c in exponent.items())
