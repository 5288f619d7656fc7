"""Axes of terms: how a stack, a block or a Kronecker product divides them, and the indices that stand on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.indexform import add, sum_over
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.normalform.atoms import Index, Poly, TooLarge, fresh
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError

ZERO: Index = ("L", ())
SizeKey = tuple[Any, ...]
MAX_WRITTEN_OUT = 4
_UNIT = Size({(): 1})


def position(value: Size | int) -> Index:
    """A fixed position as an index."""
    size = value if isinstance(value, Size) else Size({(): value})
    return ("L", size.terms)


def axis(term: Term, which: int) -> tuple[Any, ...]:
    """How an axis is divided: () plainly, ("P", sizes) by a stack or block, ("K", size, size) by a Kronecker product."""
    if not term.shape or is_plain(term.shape[which]) or is_written_out(term.shape[which]):
        return ()
    found = {a for a in _divisions(term, which) if a}
    if len(found) > 1:
        raise NotSupportedError("an index normal form", expected="one division", advice="stack the parts in one order",
                                got=f"an axis of size {term.shape[which]} divided in two ways")
    return next(iter(found), ())


def is_plain(size: Size) -> bool:
    """Whether a size is one name, so that nothing can divide it (1 x n and n x 1 factors aside)."""
    return len(size.terms) == 1 and size.terms[0][1] == 1 and len(size.terms[0][0]) == 1


def is_written_out(size: Size) -> bool:
    """Whether an axis is written out, position by position, so that its parts need no division."""
    return size.constant is not None and size.constant <= MAX_WRITTEN_OUT


def part_of(sizes: list[Size], at: int) -> tuple[int, int] | None:
    """Which part a position falls into, and where in it; None where the sizes are not numbers."""
    for which, size in enumerate(sizes):
        if size.constant is None:
            return None
        if at < size.constant:
            return which, at
        at -= size.constant
    return None


def located(i: Index, sizes: list[Size]) -> tuple[int, Index]:
    """Which part of a stack an index stands on, and the index in it."""
    if len(sizes) == 1:
        return 0, i
    if i[0] == "P":
        return i[2], i[3]
    found = part_of(sizes, Size(dict(i[1])).constant or 0) if i[0] == "L" and Size(dict(i[1])).constant is not None \
        else None
    if found is None:
        raise TooLarge
    return found[0], position(found[1])


def split(i: Index, first: Size, second: Size) -> tuple[Index, Index]:
    """The two indices of a Kronecker product that an index stands for."""
    if first == _UNIT:
        return ZERO, i
    if second == _UNIT:
        return i, ZERO
    if i[0] == "K":
        return i[1], i[2]
    at = Size(dict(i[1])).constant if i[0] == "L" else None
    if at is None or second.constant is None:
        raise TooLarge
    return position(at // second.constant), position(at % second.constant)


def _divisions(term: Term, which: int) -> list[tuple[Any, ...]]:
    head, args = term.head, term.args
    if head == "stack":
        if which == 1 or len(args) == 1:
            return [axis(args[0], which)]
        return [("P", tuple(a.shape[0].terms for a in args))]
    if head == "block":
        grid = args[0]
        parts = tuple(r[0].shape[0].terms for r in grid) if which == 0 else tuple(b.shape[1].terms for b in grid[0])
        return [("P", parts)] if len(parts) > 1 else [axis(grid[0][0], which)]
    if head == "kron":
        a, b = args[0].shape[which], args[1].shape[which]
        if a == _UNIT or b == _UNIT:
            return [axis(args[0] if b == _UNIT else args[1], which)]
        return [("K", a.terms, b.terms)]
    if head == "vec":
        rows, columns = args[0].shape
        if which == 1 or rows == _UNIT or columns == _UNIT:
            return [axis(args[0], 0 if columns == _UNIT else 1)] if which == 0 else [()]
        return [("K", columns.terms, rows.terms)]
    if head == "T":
        return [axis(args[0], 1 - which)]
    if head == "matmul":
        return [axis(args[which], which)]
    if head == "outer":
        return [axis(args[which], 0)]
    if head in ("diag", "diagof", "inv", "matpow", "softmax"):
        return [axis(args[0], 0)]
    if head == "D":
        return [axis(args[0], 0)] if which == 0 else [()]
    if head in ("add", "sub", "mul", "div", "neg", "pow", "fn", "named", "conj", "re", "im", "at", "jvp"):
        return [axis(a, which) for a in term.children if a.shape == term.shape]
    return [()]


def indices(division: tuple[Any, ...], size: SizeKey, make: Callable[[SizeKey], Index]) -> list[Index]:
    """Every way to stand on an axis: one index, or one for each part; a size of one is position 0."""
    if size == _UNIT.terms:
        return [ZERO]
    if division and division[0] == "P":
        return [("P", division[1], which, inner) for which, part in enumerate(division[1])
                for inner in indices((), part, make)]
    if division and division[0] == "K":
        return [("K", i, j, division[1:]) for i in indices((), division[1], make)
                for j in indices((), division[2], _second(make))]
    value = Size(dict(size)).constant
    if value is not None and 1 < value <= MAX_WRITTEN_OUT:
        return [position(k) for k in range(value)]
    return [make(size)]


def _second(make: Callable[[SizeKey], Index]) -> Callable[[SizeKey], Index]:
    """Free indices of the second factor carry another label than those of the first."""
    def other(size: SizeKey) -> Index:
        made = make(size)
        return (made[0], made[1] + "\x00", made[2]) if made[0] in "FM" else made

    return other


def sum_axis(division: tuple[Any, ...], size: SizeKey, body: Callable[[Index], Poly]) -> Poly:
    """The sum of `body` over an axis."""
    out: Poly = {}
    for index in indices(division, size, fresh):
        piece = body(index)
        for bound in _bound(index):
            piece = sum_over(bound, piece)
        out = add(out, piece)
    return out


def _bound(index: Index) -> list[Index]:
    if index[0] == "P":
        return _bound(index[3])
    if index[0] == "K":
        return _bound(index[1]) + _bound(index[2])
    return [index] if index[0] == "U" else []
