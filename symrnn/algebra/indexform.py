"""The index normal form, where the two roads to a derivative meet: the trusted kernel of every identity.

A polynomial maps monomials to rational coefficients. A monomial is a set of bound indices (each summed over its
range) and a product of atoms with exponents. Two expressions that are equal by the laws of a commutative ring, by
renaming and reordering of sums, by the deltas and by counting idle sums have the same normal form.

Everything is made of tuples of tagged tuples, never of strings that are joined, so that no name can forge a key.

Indices   ("F", label, size) free · ("B", level, k, size) bound, canonical · ("U", number, size) bound, fresh
          ("L", value) a fixed position · ("P", sizes, which, index) an index of one part of a stack
          ("K", index, index, sizes) an index of a Kronecker product · ("M", label, size) a place in a matrix kept as data
Atoms     ("e", name, *indices) entry of a leaf · ("s", name, time, *indices) of a sequence · ("z", name) a size
          ("c", name) constant · ("d", i, j) delta · ("f", name, polynomial) function · ("b", polynomial) base of a power
          ("w", polynomial, polynomial) symbolic power · ("o", head, polynomial...) scalar of a matrix
          ("m", head, data, i, j) entry of an opaque matrix
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import count, permutations, product
from typing import Any

Index = tuple[Any, ...]
Atom = tuple[Any, ...]
Mono = tuple[tuple[Index, ...], tuple[tuple[Atom, Fraction], ...]]
Poly = dict[Mono, Fraction]
Frozen = tuple[tuple[Mono, Fraction], ...]

ONE: Mono = ((), ())
_fresh = count(1)
MAX_MONOMIALS = 40_000
MAX_TIES = 5_040


class TooLarge(Exception):  # noqa: N818  (a state of the search, not a mistake)
    """The normal form grew beyond its limits: nothing is proved."""


class Undefined(Exception):  # noqa: N818  (as above)
    """A power of zero with a negative exponent: the expression is defined nowhere."""


def fresh(size: tuple[Any, ...]) -> Index:
    """A bound index that occurs nowhere else."""
    return ("U", next(_fresh), size)


def constant(value: Fraction | int) -> Poly:
    """A rational number."""
    return {ONE: Fraction(value)} if value else {}


def single(atom: Atom, exponent: Fraction | int = 1) -> Poly:
    """One atom with an exponent."""
    return {((), ((atom, Fraction(exponent)),)): Fraction(1)}


def freeze(poly: Poly) -> Frozen:
    """The polynomial as a hashable key."""
    return tuple(sorted(poly.items()))


def thaw(frozen: Frozen) -> Poly:
    """The polynomial of a key."""
    return dict(frozen)


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
        for mono, c in poly.items():
            total = out.get(mono, Fraction(0)) + c
            if total:
                out[mono] = total
            else:
                out.pop(mono, None)
    return out


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
            for mono, c in piece.items():
                total = out.get(mono, Fraction(0)) + c
                if total:
                    out[mono] = total
                else:
                    out.pop(mono, None)
    return out


def sum_over(index: Index, poly: Poly) -> Poly:
    """The sum over all values of an index."""
    out: Poly = {}
    for (bounds, atoms), c in poly.items():
        out = add(out, monomial(c, (*bounds, index), atoms))
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
    return {_canonical(bounds, tuple(merged.items())): coefficient}


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
    old, new = (max(i, j), min(i, j)) if _is_variable(max(i, j)) else (min(i, j), max(i, j))
    if _is_variable(old) and any(old in indices_of(a) for a in rest):
        return multiply(_substituted(coefficient, bounds, rest, {old: new}), {((), ((delta, Fraction(1)),)): Fraction(1)})
    atoms = {**rest, delta: Fraction(1)}
    idle = [b for b in bounds if not any(b in indices_of(a) for a in atoms)]
    if idle or any(a[0] == "d" for a in rest):
        others = monomial(coefficient, bounds, rest.items())
        out: Poly = {}
        for (bs, ats), c in others.items():
            out = add(out, {_canonical(bs, (*ats, (delta, Fraction(1)))): c})
        return out
    return {_canonical(bounds, tuple(atoms.items())): coefficient}


def meet(i: Index, j: Index) -> list[tuple[Index, Index]] | None:
    """What a delta says: pairs of plain indices that must be equal; None where it is zero."""
    if i == j:
        return []
    if i[0] == "P" and j[0] == "P":
        if i[1] != j[1]:
            raise TooLarge
        return meet(i[3], j[3]) if i[2] == j[2] else None
    if i[0] == "K" and j[0] == "K":
        if i[3] != j[3]:
            raise TooLarge
        first, second = meet(i[1], j[1]), meet(i[2], j[2])
        return None if first is None or second is None else first + second
    if i[0] == "L" and j[0] == "L":
        gap = dict(i[1])
        for names, c in j[1]:
            gap[names] = gap.get(names, 0) - c
        gap = {names: c for names, c in gap.items() if c}
        if not gap:
            return []
        return None if set(gap) == {()} else [(i, j)]
    if i[0] in "PK" or j[0] in "PK":
        raise TooLarge
    return [(i, j)]


def _is_variable(i: Index) -> bool:
    return i[0] in "FBU"


def opened(bounds: tuple[Index, ...], atoms: Iterable[tuple[Atom, Fraction]]) -> tuple[
        tuple[Index, ...], list[tuple[Atom, Fraction]]]:
    """A monomial's content with bound indices that occur nowhere else, so that nothing can capture them."""
    moved = {i: fresh(i[-1]) for i in bounds}
    return tuple(moved.values()), [(rename(atom, moved), e) for atom, e in atoms]


def _substituted(coefficient: Fraction, bounds: tuple[Index, ...], atoms: Mapping[Atom, Fraction],
                 where: dict[Index, Index]) -> Poly:
    moved = {i: fresh(i[-1]) for i in bounds}
    bounds = tuple(moved.values())
    atoms = {rename(atom, moved): e for atom, e in atoms.items()}
    where = {i: _moved(j, moved) for i, j in where.items()}
    plain: list[tuple[Atom, Fraction]] = []
    rebuilt: list[Poly] = []
    for atom, e in atoms.items():
        if not any(i in indices_of(atom) for i in where):
            plain.append((atom, e))
        elif atom[0] in ("f", "b", "w", "o"):
            from symrnn.algebra.functionform import rebuild

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
    from symrnn.algebra.functionform import symbolic_power

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


# -- indices inside atoms --------------------------------------------------------------------------------------
def _plain(i: Index) -> tuple[Index, ...]:
    if i[0] == "P":
        return _plain(i[3])
    if i[0] == "K":
        return (*_plain(i[1]), *_plain(i[2]))
    return (i,) if i[0] in "FBU" else ()


@lru_cache(maxsize=200_000)
def indices_of(atom: Atom) -> frozenset[Index]:
    """The variable indices that occur free in an atom."""
    tag = atom[0]
    if tag in ("e", "d"):
        return frozenset(v for i in atom[2 if tag == "e" else 1:] for v in _plain(i))
    if tag == "s":
        return frozenset(v for i in atom[3:] for v in _plain(i))
    if tag == "m":
        return frozenset(v for i in atom[3:] for v in _plain(i)) | _free_in(atom[2])
    return frozenset().union(*(_free_in(part) for part in atom[1:] if isinstance(part, tuple))) \
        if tag in ("f", "b", "w", "o") else frozenset()


@lru_cache(maxsize=100_000)
def _free_in(frozen: Frozen) -> frozenset[Index]:
    out: frozenset[Index] = frozenset()
    for (bounds, atoms), _ in frozen:
        inner: frozenset[Index] = frozenset()
        for atom, _e in atoms:
            inner |= indices_of(atom)
        out |= inner - frozenset(bounds)
    return out


def free_indices(poly: Poly) -> frozenset[Index]:
    """The variable indices that occur free in a polynomial."""
    return _free_in(freeze(poly))


def _moved(i: Index, where: Mapping[Index, Index]) -> Index:
    if i[0] == "P":
        return ("P", i[1], i[2], _moved(i[3], where))
    if i[0] == "K":
        return ("K", _moved(i[1], where), _moved(i[2], where), i[3])
    return where.get(i, i)


def rename(atom: Atom, where: Mapping[Index, Index]) -> Atom:
    """The atom under a renaming that merges no two indices."""
    tag = atom[0]
    if not any(i in where for i in indices_of(atom)):
        return atom
    if tag == "e":
        return (*atom[:2], *(_moved(i, where) for i in atom[2:]))
    if tag == "d":
        return ("d", *sorted(_moved(i, where) for i in atom[1:]))
    if tag == "s":
        return (*atom[:3], *(_moved(i, where) for i in atom[3:]))
    if tag == "m":
        return (tag, atom[1], rename_frozen(atom[2], where), *(_moved(i, where) for i in atom[3:]))
    return (tag, *(rename_frozen(part, where) if isinstance(part, tuple) else part for part in atom[1:]))


def rename_frozen(frozen: Frozen, where: Mapping[Index, Index]) -> Frozen:
    """A frozen polynomial under a renaming of its free indices that merges no two of them."""
    out: Poly = {}
    for (bounds, atoms), c in frozen:
        inside = {i: j for i, j in where.items() if i not in bounds}
        moved = tuple((rename(atom, inside), e) for atom, e in atoms)
        mono = _canonical(bounds, moved)
        out[mono] = out.get(mono, Fraction(0)) + c
    return freeze(out)


# -- canonical names of bound indices --------------------------------------------------------------------------
@lru_cache(maxsize=200_000)
def height(atom: Atom) -> int:
    """How deeply sums are nested in an atom: the names of outer sums stand above those of inner ones."""
    if atom[0] not in ("f", "b", "w", "o", "m"):
        return 0
    parts = [p for p in (atom[2:3] if atom[0] == "m" else atom[1:]) if isinstance(p, tuple)]
    inner = [height(a) for part in parts for (_, atoms), _ in part for a, _ in atoms]
    return 1 + max(inner, default=0)


def _canonical(bounds: tuple[Index, ...], atoms: tuple[tuple[Atom, Fraction], ...]) -> Mono:
    if not bounds:
        return ((), tuple(sorted(atoms)))
    level = 1 + max((height(atom) for atom, _ in atoms), default=0)
    touched = {atom: indices_of(atom) & frozenset(bounds) for atom, _ in atoms}
    loose = [(atom, e) for atom, e in atoms if not touched[atom]]
    pieces = [_component(part, [(a, e) for a, e in atoms if touched[a] & part], level)
              for part in _components(bounds, touched)]
    pieces.sort(key=lambda piece: (piece[1], tuple(i[-1] for i in piece[0])))
    names: list[Index] = []
    renamed: list[tuple[Atom, Fraction]] = list(loose)
    for order, encoded in pieces:
        offset = len(names)
        own = [("B", level, offset + k, i[-1]) for k, i in enumerate(order)]
        where = {("B", -level, k, i[-1]): own[k] for k, i in enumerate(order)}
        renamed.extend((rename(atom, where), e) for atom, e in encoded)
        names.extend(own)
    return (tuple(names), tuple(sorted(renamed)))


def _components(bounds: tuple[Index, ...], touched: Mapping[Atom, frozenset[Index]]) -> list[frozenset[Index]]:
    groups: list[set[Index]] = [{i} for i in bounds]
    for indices in touched.values():
        if len(indices) < 2:
            continue
        joined = [g for g in groups if g & indices]
        groups = [g for g in groups if not g & indices] + [set().union(*joined)]
    return [frozenset(g) for g in groups]


def _component(part: frozenset[Index], atoms: list[tuple[Atom, Fraction]], level: int) -> tuple[list[Index], Any]:
    """The order of the indices of one component that gives the smallest encoding, and the encoding.

    The names on the way carry the level, with a minus: the sums inside are put in order under names of their own level,
    and a name that both used would be captured there.
    """
    colour: dict[Index, int] = {}
    signature: dict[Index, str] = {i: repr(i[-1]) for i in part}  # only a colour: a clash costs time, never truth
    for _ in range(len(part)):
        ranks = {s: r for r, s in enumerate(sorted(set(signature.values())))}
        new = {i: ranks[s] for i, s in signature.items()}
        if new == colour:
            break
        colour = new
        if len(set(colour.values())) == len(part):
            break
        signature = {i: f"{colour[i]:06d}" + repr(sorted(_seen_from(i, atom, e, colour, level) for atom, e in atoms
                                                         if i in indices_of(atom))) for i in part}
    classes = [sorted((i for i in part if colour[i] == c), key=repr) for c in sorted(set(colour.values()))]
    total = 1
    for members in classes:
        for k in range(2, len(members) + 1):
            total *= k
    if total > MAX_TIES:
        raise TooLarge
    best: tuple[Any, list[Index]] | None = None
    for choice in product(*(permutations(members) for members in classes)):
        order = [i for members in choice for i in members]
        where = {i: ("B", -level, k, i[-1]) for k, i in enumerate(order)}
        encoded = tuple(sorted((rename(atom, where), e) for atom, e in atoms))
        if best is None or encoded < best[0]:
            best = (encoded, order)
    assert best is not None
    return best[1], best[0]


def _seen_from(i: Index, atom: Atom, e: Fraction, colour: Mapping[Index, int], level: int) -> str:
    where = {j: ("B", -level, -2 - colour[j], j[-1]) for j in indices_of(atom) if j in colour}
    where[i] = ("B", -level, -1, i[-1])
    if len(set(where.values())) == len(where):
        return repr((rename(atom, where), e))
    # two indices of one colour: they would be merged, so of a nested atom only the colours are shown
    if atom[0] in ("e", "s", "d"):
        return repr((atom[0], [_moved(p, where) if isinstance(p, tuple) and p and isinstance(p[0], str) else p
                               for p in atom[1:]], e))
    return repr((atom[0], sorted(where.values()), e))
