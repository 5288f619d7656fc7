"""Entries, sums over them and whole numbers of SymPy read back into the language: what `J[i, j]` shows may be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.words import entry, total
from symrnn.algebra.terms import SCALAR, Term, place
from symrnn.algebra.writing.symbols import BASES, VIEWS, index_symbol, size_symbol
from symrnn.errors import NotSupportedError


def is_whole(symbol: Any) -> bool:
    """Whether a symbol stands for a size or an index, as views show them."""
    return symbol in (size_symbol(symbol.name), index_symbol(symbol.name))


def whole(x: Any) -> Size:
    """A SymPy expression in sizes and indices, with whole coefficients.

    Raises
    ------
    NotSupportedError
        For any other expression.
    """
    if x.is_Integer:
        return Size({(): int(x)})
    if x.is_Symbol and x == size_symbol(x.name):
        return Size({(x.name,): 1})
    if x.is_Symbol and x == index_symbol(x.name):
        return Size({(x.name,): 1}, frozenset((x.name,)))
    if x.is_Add or x.is_Mul:
        found = [whole(a) for a in x.args]
        out = found[0]
        for size in found[1:]:
            out = out + size if x.is_Add else out * size
        return out
    raise NotSupportedError(f"a position in a SymPy expression{place()}", got=str(x)[:50],
                            expected="sizes, indices and whole numbers", advice="write J[i, j] with sr.index or ints")


def read(x: Any, walk: Callable[[Any], Term]) -> Term | None:
    """The term of an entry, a sum, a whole number, or of what a view has shown; None for anything else."""
    if VIEWS.get(x) is not None:
        return VIEWS[x]
    if x.is_Symbol and not x.is_Dummy and is_whole(x):
        return Term("size", (whole(x),), SCALAR)
    if isinstance(x, sympy.Indexed) and x.base.label in BASES:
        return entry(BASES[x.base.label], *(whole(at) for at in x.indices))
    if isinstance(x, sympy.Sum) and len(x.limits) == 1:
        k, lo, hi = x.limits[0]
        taken = {symbol.name for symbol in x.atoms(sympy.Symbol)}
        name = next(n for n in (f"k{i or ''}" for i in range(len(taken) + 1)) if n not in taken)
        index = Size({(name,): 1}, frozenset((name,)))
        return total(walk(x.function.xreplace({k: index_symbol(name)})), index, whole(lo), whole(hi))
    return None
