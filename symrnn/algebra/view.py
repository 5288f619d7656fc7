"""`term.expr` and `term[i, j]`: what a term looks like in SymPy. A view, never the truth."""

from __future__ import annotations

from typing import Any

import sympy

from symrnn.algebra.derive import expand
from symrnn.algebra.entries import Entries
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.sizes import Size, as_size
from symrnn.algebra.language.substitute import contains, leaves
from symrnn.algebra.language.words import entry
from symrnn.algebra.normalform.axes import axis
from symrnn.algebra.normalform.entrysymbols import ORIGIN
from symrnn.algebra.terms import CALCULUS, ONE, Term, brief, shape_text
from symrnn.algebra.writing.matrixview import Viewer, function_body
from symrnn.algebra.writing.simplify import simplified
from symrnn.algebra.writing.symbols import base_of, index_symbol, remember, size_view, symbol_of
from symrnn.errors import ShapeError, said


def sympy_view(term: Term) -> Any:
    """The SymPy expression of a term: a scalar for a scalar or 1 x 1 term, else a matrix expression.

    Derivatives are shown in closed form; intermediates are written out.

    Raises
    ------
    NotSupportedError
        For a derivative without a rule, or a head that SymPy has no word for.
    """
    shown = closed(term)
    view = Viewer()(shown)
    return remember(view, shown) if shown.is_scalar and isinstance(view, sympy.Expr) else view


def closed(term: Term) -> Term:
    """The term without lazy derivatives, simplified where there were some."""
    return simplified(expand(term)) if contains(term, CALCULUS | {"at"}) else term


def entry_view(term: Term, key: Any) -> Any:
    """One entry as a scalar SymPy expression: `J[i, j]` of a matrix, `v[i]` of a column, counted from 0.

    Parameters
    ----------
    key
        Ints, sizes, SymPy expressions or names of indices.

    Raises
    ------
    ShapeError
        For a scalar, the wrong number of indices, a slice, or an int out of range.
    NotSupportedError
        For a head that has no entries in SymPy's scalar calculus.
    """
    keys = key if isinstance(key, tuple) else (key,)
    if not term.shape or len(keys) > 2 or (len(keys) == 1 and not term.is_column):
        raise ShapeError(
            f"an entry of {brief(term)}",
            got=f"{len(keys)} indices for {shape_text(term.shape)}",
            expected="one index of a column, two of a matrix",
            advice="write J[i, j] or v[i]",
        )
    where = [_index(k, size, term) for k, size in zip((*keys, 0)[:2], term.shape, strict=True)]
    reader, shown = Shown(), closed(term)
    inner = [ORIGIN if size == ONE else sympy.Dummy("i", integer=True, nonnegative=True) for size in term.shape]
    parts, meant = zip(*(_part(axis(shown, k), at, dummy, term)
                         for k, (at, dummy) in enumerate(zip(where, inner, strict=True))), strict=True)
    value = reader.entry(shown, *parts)
    return reader.renamed(value).xreplace(dict(zip(inner, meant, strict=True)))


def _part(division: tuple[Any, ...], at: Any, dummy: Any, term: Term) -> tuple[Any, Any]:
    """An index on an axis of parts: which part it falls into, and where in it."""
    if not division:
        return dummy, size_view(at) if isinstance(at, Size) else at
    if division[0] == "P" and isinstance(at, Size):
        start = Size({})
        for which, part in enumerate(division[1]):
            size = Size(dict(part))
            if _never_negative(at - start) and _never_negative(start + size - at - 1):
                return ("P", division[1], which, dummy), size_view(at - start)
            start = start + size
    if division[0] == "K" and isinstance(at, Size) and at.constant is not None:
        fast = Size(dict(division[2])).constant
        if fast is not None or at.constant == 0:
            slow, rest = divmod(at.constant, fast or 1)
            return ("K", sympy.Integer(slow), sympy.Integer(rest), division[1:]), dummy
    sizes = ", ".join(str(Size(dict(part))) for part in (division[1] if division[0] == "P" else division[1:]))
    raise ShapeError(
        f"an entry of {brief(term)}",
        got=f"the index {at} on an axis of parts {sizes}",
        expected="a position that is in one part for all sizes",
        advice="0 is the first, n the one after a part of size n; a Jacobian has blocks: cell.jacobian(h, c)[i, j]",
    )


def _never_negative(size: Size) -> bool:
    """Whether it is at least 0 for all sizes from 1 and all indices from 0 on; False where that is not plain."""
    shifted = size.subs({name: Size({(name,): 1, (): 1}) for name in size.names - size.indices})
    return all(coefficient >= 0 for _, coefficient in shifted.terms)


def _index(key: Any, size: Size, term: Term) -> Any:
    """One index: a size where it is a position, else a SymPy expression."""
    if isinstance(key, str) and key.isidentifier():
        if any(key in s.names for leaf in leaves(term) for s in leaf.shape):
            raise ShapeError(
                f"an entry of {brief(term)}",
                got=f"the size {key}",
                expected="the name of an index",
                advice='use another letter: J["i", "j"]',
            )
        return index_symbol(key)
    if isinstance(key, sympy.Expr) and not key.is_number:
        return key
    at = as_size(int(key) if isinstance(key, sympy.Integer) else key)
    if at is None:
        raise ShapeError(
            f"an entry of {brief(term)}",
            got=said(key, 40),
            expected="an int, an index or its name",
            advice="sr.entry(A, i, j) is an entry as a term; slices are not supported",
        )
    entry(term, *(at if s is size else 0 for s in term.shape))  # raises where an int is out of range
    return at


class Shown(Entries):
    """Entries for the eye: diagonals multiply entries instead of standing in a sum."""

    def entry(self, term: Term, i: Any, j: Any) -> Any:
        """The entry of a term at two indices."""
        if term.head == "matmul" and not term.is_scalar:
            a, b = term.args
            if a.head == "mul" and (a.args[0].is_scalar or a.args[1].is_scalar):
                scalar, matrix = a.args if a.args[0].is_scalar else (a.args[1], a.args[0])
                return sympy.Mul(self.scalar(scalar), self.entry(matrix @ b, i, j))
            if a.head == "diag":
                return sympy.Mul(self.entry(a.args[0], i, ORIGIN), self.entry(b, i, j))
            if b.head == "diag":
                return sympy.Mul(self.entry(a, i, j), self.entry(b.args[0], j, ORIGIN))
        return super().entry(term, i, j)

    def renamed(self, value: Any) -> Any:
        """The expression with the names of leaves and sizes as they are declared."""
        changes: dict[Any, Any] = {symbol: size_view(size) for symbol, size in self.sizes.items()}
        changes |= {symbol: symbol_of(leaf) for symbol, leaf in self.symbols.items()}
        # A base that is a part of a divided axis is counted from the start of the part: it is for the eye alone.
        changes |= {base: sympy.Symbol(_called(leaf), real=True) if any(parts) else base_of(leaf, _called(leaf))
                    for base, (leaf, parts) in self.bases.items()}
        value = value.xreplace(changes).replace(lambda x: hasattr(x.func, "_word"), _plain)
        columns = {_called(leaf) for leaf, _ in self.bases.values() if leaf.is_column}
        single = {
            x: x.base[x.indices[0]]
            for x in value.atoms(sympy.Indexed)
            if str(x.base) in columns and len(x.indices) == 2
        }
        return value.xreplace(single)


def _plain(x: Any) -> Any:
    """A function of the table in SymPy's own functions, an opaque one under its name."""
    f = TABLE.get(x.func._word)
    u = sympy.Dummy("u", real=True)
    return x if f is None else function_body(f, u).xreplace({u: x.args[0]})


def _called(leaf: Term) -> str:
    return leaf.name if leaf.head == "sym" else f"{leaf.name}[{leaf.args[1]}]"


__all__ = ["closed", "entry_view", "sympy_view"]
