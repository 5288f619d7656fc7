"""Atoms, the indices on them, and the canonical names of the indices that sums bind: the ground of the normal form.

A monomial is a set of bound indices (each summed over its range) and a product of atoms with exponents. Monomials that
differ by renaming and reordering their sums get the same names here, and so become the same.

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
MAX_TIES = 5_040


class TooLarge(Exception):  # noqa: N818  (a state of the search, not a mistake)
    """The normal form grew beyond its limits: nothing is proved."""


def fresh(size: tuple[Any, ...]) -> Index:
    """A bound index that occurs nowhere else."""
    return ("U", next(_fresh), size)


def freeze(poly: Poly) -> Frozen:
    """The polynomial as a hashable key."""
    return tuple(sorted(poly.items()))


def thaw(frozen: Frozen) -> Poly:
    """The polynomial of a key."""
    return dict(frozen)


# -- indices ---------------------------------------------------------------------------------------------------
def is_variable(i: Index) -> bool:
    """Whether an index is a name, free or bound."""
    return i[0] in "FBU"


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


def opened(bounds: tuple[Index, ...], atoms: Iterable[tuple[Atom, Fraction]]) -> tuple[
        tuple[Index, ...], list[tuple[Atom, Fraction]]]:
    """A monomial's content with bound indices that occur nowhere else, so that nothing can capture them."""
    moved = {i: fresh(i[-1]) for i in bounds}
    return tuple(moved.values()), [(rename(atom, moved), e) for atom, e in atoms]


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


def moved_index(i: Index, where: Mapping[Index, Index]) -> Index:
    """The index under a renaming of the names in it."""
    if i[0] == "P":
        return ("P", i[1], i[2], moved_index(i[3], where))
    if i[0] == "K":
        return ("K", moved_index(i[1], where), moved_index(i[2], where), i[3])
    return where.get(i, i)


def rename(atom: Atom, where: Mapping[Index, Index]) -> Atom:
    """The atom under a renaming that merges no two indices."""
    tag = atom[0]
    if not any(i in where for i in indices_of(atom)):
        return atom
    if tag == "e":
        return (*atom[:2], *(moved_index(i, where) for i in atom[2:]))
    if tag == "d":
        return ("d", *sorted(moved_index(i, where) for i in atom[1:]))
    if tag == "s":
        return (*atom[:3], *(moved_index(i, where) for i in atom[3:]))
    if tag == "m":
        return (tag, atom[1], rename_frozen(atom[2], where), *(moved_index(i, where) for i in atom[3:]))
    return (tag, *(rename_frozen(part, where) if isinstance(part, tuple) else part for part in atom[1:]))


def rename_frozen(frozen: Frozen, where: Mapping[Index, Index]) -> Frozen:
    """A frozen polynomial under a renaming of its free indices that merges no two of them."""
    out: Poly = {}
    for (bounds, atoms), c in frozen:
        inside = {i: j for i, j in where.items() if i not in bounds}
        moved = tuple((rename(atom, inside), e) for atom, e in atoms)
        mono = canonical(bounds, moved)
        out[mono] = out.get(mono, Fraction(0)) + c
    return freeze(out)


def mentions(value: object, name: str) -> bool:
    """Whether a name occurs anywhere in an atom."""
    return value == name or (isinstance(value, tuple) and any(mentions(v, name) for v in value))


# -- canonical names of bound indices --------------------------------------------------------------------------
@lru_cache(maxsize=200_000)
def height(atom: Atom) -> int:
    """How deeply sums are nested in an atom: the names of outer sums stand above those of inner ones."""
    if atom[0] not in ("f", "b", "w", "o", "m"):
        return 0
    parts = [p for p in (atom[2:3] if atom[0] == "m" else atom[1:]) if isinstance(p, tuple)]
    inner = [height(a) for part in parts for (_, atoms), _ in part for a, _ in atoms]
    return 1 + max(inner, default=0)


def canonical(bounds: tuple[Index, ...], atoms: tuple[tuple[Atom, Fraction], ...]) -> Mono:
    """The monomial under the names of its bound indices that do not depend on how it was written."""
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
        return repr((atom[0], [moved_index(p, where) if isinstance(p, tuple) and p and isinstance(p[0], str) else p
                               for p in atom[1:]], e))
    return repr((atom[0], sorted(where.values()), e))
