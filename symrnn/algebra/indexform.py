"""The index normal form, where the two roads to a derivative meet: the trusted kernel of every identity.

A polynomial maps monomials to rational coefficients. A monomial is a set of bound indices (each summed over its
range) and a product of atoms with exponents. Two expressions that are equal by the laws of a commutative ring, by
renaming and reordering of sums, by the deltas and by counting idle sums have the same normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from symrnn.algebra.normalform.atoms import (
    ONE,
    Atom,
    Index,
    Poly,
    TooLarge,
    canonical,
    fresh,
    indices_of,
    is_variable,
    meet,
    moved_index,
    opened,
    rename,
    thaw,
)

MAX_MONOMIALS = 40_000


class Undefined(Exception):  # noqa: N818  (a state of the search, not a mistake)
    """A power of zero with a negative exponent: the expression is defined nowhere."""


def constant(value: Fraction | int) -> Poly:
    """A rational number."""
    return {ONE: Fraction(value)} if value else {}


def single(atom: Atom, exponent: Fraction | int = 1) -> Poly:
    """One atom with an exponent."""
    return {((), ((atom, Fraction(exponent)),)): Fraction(1)}


def rational(poly: Poly) -> Fraction | None:
    """The number that the polynomial is; None where it is none."""
    if not poly:
        return Fraction(0)
    return poly.get(ONE) if len(poly) == 1 else None


# -- sums and products -----------------------------------------------------------------------------------------
def add(*polys: Poly) -> Poly:
    """The sum."""
    out: Poly = {}
    for poly in polys:
        _collect(out, poly)
    return out


def _collect(out: Poly, poly: Poly) -> None:
    """Add a polynomial to another, in place."""
    for mono, c in poly.items():
        total = out.get(mono, Fraction(0)) + c
        if total:
            out[mono] = total
        else:
            out.pop(mono, None)


def scale(poly: Poly, factor: Fraction | int) -> Poly:
    """A rational multiple."""
    return {mono: c * factor for mono, c in poly.items()} if factor else {}


def multiply(a: Poly, b: Poly) -> Poly:
    """The product."""
    if len(a) * len(b) > MAX_MONOMIALS:
        raise TooLarge
    out: Poly = {}
    for (bounds_a, atoms_a), ca in a.items():
        for (bounds_b, atoms_b), cb in b.items():
            if bounds_a and bounds_b:
                moved = {i: fresh(i[-1]) for i in bounds_b}
                atoms_b2 = tuple((rename(atom, moved), e) for atom, e in atoms_b)
                piece = monomial(ca * cb, (*bounds_a, *moved.values()), (*atoms_a, *atoms_b2))
            else:
                piece = monomial(ca * cb, (*bounds_a, *bounds_b), (*atoms_a, *atoms_b))
            _collect(out, piece)
    return out


def sum_over(index: Index, poly: Poly) -> Poly:
    """The sum over all values of an index."""
    out: Poly = {}
    for (bounds, atoms), c in poly.items():
        _collect(out, monomial(c, (*bounds, index), atoms))
    return out


def rebuilt(poly: Poly, change: Callable[[Atom, Fraction], Poly]) -> Poly:
    """The polynomial made again from `change(atom, exponent)`, under its sums."""
    out: Poly = {}
    for (names, content), c in poly.items():
        bounds, atoms = opened(names, content)
        piece = constant(c)
        for atom, e in atoms:
            piece = multiply(piece, change(atom, e))
        for i in bounds:
            piece = sum_over(i, piece)
        _collect(out, piece)
    return out


def power(poly: Poly, exponent: int) -> Poly:
    """A nonnegative integer power."""
    out = constant(1)
    for _ in range(exponent):
        out = multiply(out, poly)
    return out


# -- the one constructor of monomials --------------------------------------------------------------------------
def monomial(coefficient: Fraction, bounds: tuple[Index, ...], atoms: Iterable[tuple[Atom, Fraction]]) -> Poly:
    """A monomial in normal form: deltas eliminated, idle sums counted, bound indices named canonically."""
    merged: dict[Atom, Fraction] = {}
    for atom, e in atoms:
        merged[atom] = merged.get(atom, Fraction(0)) + e
    for atom in [a for a, e in merged.items() if e == 0]:
        del merged[atom]
    for atom, e in merged.items():
        tag = atom[0]
        if tag == "d":
            return _without_delta(coefficient, bounds, merged, atom)
        if tag == "b" and e > 0 and e >= 1:  # a whole power of a polynomial is multiplied out
            return _multiplied_out(coefficient, bounds, merged, atom, e)
        if tag == "b" and e < 0 and (base := rational(thaw(atom[1]))) is not None:  # a number under a root
            merged[atom] = e - (e.numerator // e.denominator)
            return monomial(coefficient * base ** (e.numerator // e.denominator), bounds, merged.items())
        if tag == "c" and atom[1] == "i" and (e < 0 or e > 1):
            quarter = int(e) % 4
            merged[atom] = Fraction(quarter % 2)
            return monomial(coefficient * (-1 if quarter >= 2 else 1), bounds, merged.items())
        if tag == "f" and atom[1] == "step" and e > 1:  # a step is its own square
            merged[atom] = Fraction(1)
            return monomial(coefficient, bounds, merged.items())
        if tag == "w":
            others = [a for a in merged if a[0] == "w" and a[1] == atom[1]]
            if len(others) > 1 or e != 1:
                return _joined_powers(coefficient, bounds, merged, others)
    idle = [i for i in bounds if not any(i in indices_of(atom) for atom in merged)]
    if idle:
        kept = tuple(i for i in bounds if i not in idle)
        out = monomial(coefficient, kept, merged.items())
        for i in idle:
            out = multiply(out, size_poly(i[-1]))
        return out
    return {canonical(bounds, tuple(merged.items())): coefficient}


def size_poly(size: tuple[Any, ...]) -> Poly:
    """A size as a polynomial in its names."""
    out: Poly = {}
    for names, c in size:
        out = add(out, monomial(Fraction(c), (), [(("z", name), Fraction(1)) for name in names]))
    return out


def _without_delta(coefficient: Fraction, bounds: tuple[Index, ...], merged: dict[Atom, Fraction],
                   delta: Atom) -> Poly:
    rest = {a: e for a, e in merged.items() if a != delta}
    i, j = delta[1], delta[2]
    met = meet(i, j)
    if met is None:
        return {}
    if met != [(i, j)]:
        pairs = [(d, Fraction(1)) for d in (("d", *sorted(p)) for p in met)]
        return monomial(coefficient, bounds, [*rest.items(), *pairs])
    old, new = (i, j) if i in bounds else (j, i)
    if old in bounds:
        kept = tuple(b for b in bounds if b != old)
        return _substituted(coefficient, kept, rest, {old: new})
    # two free positions: the delta stays, and everything else uses the smaller name
    old, new = (max(i, j), min(i, j)) if is_variable(max(i, j)) else (min(i, j), max(i, j))
    if is_variable(old) and any(old in indices_of(a) for a in rest):
        return multiply(_substituted(coefficient, bounds, rest, {old: new}), {((), ((delta, Fraction(1)),)): Fraction(1)})
    atoms = {**rest, delta: Fraction(1)}
    idle = [b for b in bounds if not any(b in indices_of(a) for a in atoms)]
    if idle or any(a[0] == "d" for a in rest):
        others = monomial(coefficient, bounds, rest.items())
        out: Poly = {}
        for (bs, ats), c in others.items():
            out = add(out, {canonical(bs, (*ats, (delta, Fraction(1)))): c})
        return out
    return {canonical(bounds, tuple(atoms.items())): coefficient}


def _substituted(coefficient: Fraction, bounds: tuple[Index, ...], atoms: Mapping[Atom, Fraction],
                 where: dict[Index, Index]) -> Poly:
    moved = {i: fresh(i[-1]) for i in bounds}
    bounds = tuple(moved.values())
    atoms = {rename(atom, moved): e for atom, e in atoms.items()}
    where = {i: moved_index(j, moved) for i, j in where.items()}
    plain: list[tuple[Atom, Fraction]] = []
    rebuilt: list[Poly] = []
    for atom, e in atoms.items():
        if not any(i in indices_of(atom) for i in where):
            plain.append((atom, e))
        elif atom[0] in ("f", "b", "w", "o"):
            from symrnn.algebra.normalform.functionform import rebuild  # the constructors of atoms rest on this file

            rebuilt.append(rebuild(atom, e, where))
        else:
            plain.append((rename(atom, where), e))
    if not rebuilt:
        return monomial(coefficient, bounds, plain)
    # products with rebuilt parts are taken under the sums, which are closed afterwards
    inner = monomial(Fraction(1), (), plain)
    for poly in rebuilt:
        inner = multiply(inner, poly)
    out = scale(inner, coefficient)
    for i in bounds:
        out = sum_over(i, out)
    return out


def _multiplied_out(coefficient: Fraction, bounds: tuple[Index, ...], merged: dict[Atom, Fraction], atom: Atom,
                    e: Fraction) -> Poly:
    bounds, content = opened(bounds, [(atom, e), *((a, x) for a, x in merged.items() if a != atom)])
    atom, whole = content[0][0], int(e)
    rest = dict(content[1:])
    if e != whole:
        rest[atom] = e - whole
    out = multiply(monomial(coefficient, (), rest.items()), power(thaw(atom[1]), whole))
    for i in bounds:
        out = sum_over(i, out)
    return out


def _joined_powers(coefficient: Fraction, bounds: tuple[Index, ...], merged: dict[Atom, Fraction],
                   others: list[Atom]) -> Poly:
    from symrnn.algebra.normalform.powers import symbolic_power  # as above

    bounds, content = opened(bounds, [*((a, merged[a]) for a in others),
                                      *((a, e) for a, e in merged.items() if a not in others)])
    powers, rest = content[:len(others)], content[len(others):]
    others = [a for a, _ in powers]
    exponent: Poly = {}
    for atom, e in powers:
        exponent = add(exponent, scale(thaw(atom[2]), e))
    out = multiply(monomial(coefficient, (), rest), symbolic_power(thaw(others[0][1]), exponent))
    for i in bounds:
        out = sum_over(i, out)
    return out
