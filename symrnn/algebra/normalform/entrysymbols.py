"""What SymPy's scalar calculus counts with: the symbols that stand for leaves, sizes and indices, and sums over axes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import sympy
from sympy import Add, Dummy, Integer, KroneckerDelta, Mul, Sum

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError

UNIT = Size({(): 1})
ORIGIN = Integer(0)
Where = Any  # a SymPy index, or ("P", sizes, which, index), or ("K", index, index, sizes)


def refuse(what: str) -> NotSupportedError:
    """The error for a head that this road does not cover."""
    return NotSupportedError("the scalar calculus on entries", got=what, expected="heads that it covers",
                             advice="prove it by another route")


class Symbols:
    """Remembers which SymPy object stands for which leaf, size, index or matrix that is kept whole."""

    def __init__(self) -> None:
        self.bases: dict[Any, tuple[Term, tuple[Any, ...]]] = {}  # IndexedBase label -> leaf, parts of its axes
        self.symbols: dict[Any, Term] = {}  # Symbol -> scalar leaf
        self.sizes: dict[Any, Size] = {}  # Symbol -> size
        self.ranges: dict[Any, Any] = {}  # Dummy -> its size as a key
        self.opaque: dict[Any, Term] = {}  # Function -> the matrix (or the scalar of one) that it stands for
        self._made: dict[Any, Any] = {}

    def dummy(self, size: Any) -> Any:
        """A fresh index over a size."""
        made = Dummy("k", integer=True, nonnegative=True)
        self.ranges[made] = size
        return made

    def size(self, size: Size) -> Any:
        """A size as a SymPy expression."""
        parts = []
        for names, c in size.terms:
            factors = [Integer(c)]
            for name in names:
                symbol = sympy.Symbol(f"size {name}", integer=True, positive=True)
                self.sizes[symbol] = Size({(name,): 1}, size.indices & {name})
                factors.append(symbol)
            parts.append(Mul(*factors))
        return Add(*parts)

    def over(self, division: tuple[Any, ...], size: Size, body: Callable[[Where], Any]) -> Any:
        """The sum of `body` over an axis, a fresh Dummy for each plain index."""
        if size == UNIT:
            return body(ORIGIN)
        if division and division[0] == "P":
            return Add(*(self.over((), Size(dict(part)), partial(_on_part, body, division[1], which))
                         for which, part in enumerate(division[1])))
        if division and division[0] == "K":
            a, b = Size(dict(division[1])), Size(dict(division[2]))
            return self.over((), a, lambda k: self.over((), b, lambda m: body(("K", k, m, division[1:]))))
        if size.constant is not None and size.constant <= 4:
            return Add(*(body(Integer(k)) for k in range(size.constant)))
        k = self.dummy(size.terms)
        return Sum(body(k), (k, 0, self.size(size) - 1))

    # -- leaves ------------------------------------------------------------------------------------------------
    def leaf(self, term: Term, i: Where, j: Where) -> Any:
        """An entry of a leaf: a Symbol for a scalar, else an Indexed; each part of a divided axis has its own base."""
        if not term.shape:
            key: Any = ("scalar", term)
            if key not in self._made:
                self._made[key] = sympy.Symbol(f"{text_of(term)}#{len(self._made)}", **_field(term))
                self.symbols[self._made[key]] = term
            return self._made[key]
        parts: list[Any] = []
        plain: list[Any] = []
        for where in (i, j):
            part, inner = parted(where)
            parts.append(part)
            plain.extend(inner)
        key = (term, tuple(parts))
        if key not in self._made:
            base = sympy.IndexedBase(f"{text_of(term)}#{len(self._made)}", **_field(term))
            self._made[key] = base
            self.bases[base.label] = (term, tuple(parts))
        return self._made[key][tuple(plain)]


def _on_part(body: Callable[[Where], Any], sizes: Any, which: int, k: Where) -> Any:
    """The body at an index of one part."""
    return body(("P", sizes, which, k))


def _field(term: Term) -> dict[str, bool]:
    """The SymPy assumptions of a leaf."""
    return {"complex": True} if term.head == "sym" and term.args[1] == "complex" else {"real": True}


def text_of(term: Term) -> str:
    """A readable stem for the SymPy name of a leaf."""
    return str(term.args[0]) if term.head == "sym" else f"{term.args[0]}[{term.args[1]}]"


def parted(where: Where) -> tuple[Any, tuple[Any, ...]]:
    """Which part of a divided axis a position is on (None where it is plain), and the plain indices in it."""
    if isinstance(where, tuple) and where[0] == "P":
        part, inner = parted(where[3])
        return ("P", where[1], where[2], part), inner
    if isinstance(where, tuple):
        first, second = parted(where[1]), parted(where[2])
        return ("K", first[0], second[0], where[3]), first[1] + second[1]
    return None, (where,)


def delta(i: Where, j: Where) -> Any:
    """One where two indices are equal."""
    if isinstance(i, tuple) and isinstance(j, tuple) and i[0] == j[0] == "P" and i[1] == j[1]:
        return delta(i[3], j[3]) if i[2] == j[2] else Integer(0)
    if isinstance(i, tuple) and isinstance(j, tuple) and i[0] == j[0] == "K" and i[3] == j[3]:
        return Mul(delta(i[1], j[1]), delta(i[2], j[2]))
    if isinstance(i, tuple) or isinstance(j, tuple):
        raise refuse("two divisions of one axis")
    return KroneckerDelta(i, j)
