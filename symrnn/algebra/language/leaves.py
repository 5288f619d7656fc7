"""Leaves: scalars, vectors, matrices and sequences of them, declared by name and shape."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symrnn.algebra.language.sizes import Size, as_size, name_ok, size_of
from symrnn.algebra.terms import ONE, SCALAR, Shape, Term, coerce, number, place, shape_text
from symrnn.errors import ShapeError

# A leaf is ("sym", (name, field, domain)); a domain is a tuple of condition heads with exact bounds.
Domain = tuple[tuple[Any, ...], ...]


def leaf(name: str, shape: Shape, field: str = "real", domain: Domain = ()) -> Term:
    """A leaf of any shape.

    Raises
    ------
    ShapeError
        Where the name is not an identifier, or is that of one of its own sizes.
    """
    if not name_ok(name):
        raise ShapeError("the name of a leaf", got=repr(name), expected="an identifier such as W or b_h",
                         advice='sr.vectors("h b", n) declares several at once')
    if any(name in size.names for size in shape):
        raise ShapeError(f"the name {name}{place()}", got=f"a leaf of shape {shape_text(shape)}",
                         expected="one meaning for each name", advice="rename the leaf or the size")
    return Term("sym", (name, field, domain), shape)


def bound(value: Any) -> Any:
    """An end of an interval: an exact number, or a scalar term."""
    term = coerce(value)
    return term.args[0] if term.head == "num" else term


def scalar(name: str, *, positive: bool = False, nonneg: bool = False, nonzero: bool = False,
           between: tuple[Any, Any] | None = None, complex: bool = False) -> Term:
    """Declare a real scalar (or a complex one), with its domain.

    Parameters
    ----------
    positive, nonneg, nonzero
        The sign, where it is known.
    between
        A closed interval `(lo, hi)`.
    complex
        A complex scalar.

    Raises
    ------
    ShapeError
        Where the domain is not one, or is empty.
    """
    domain: list[tuple[Any, ...]] = [(word,) for word, on in
                                     (("positive", positive), ("nonneg", nonneg), ("nonzero", nonzero)) if on]
    if between is not None:
        if not isinstance(between, tuple | list) or len(between) != 2:
            raise ShapeError(f"the interval of {name}", got=repr(between), expected="a pair (lo, hi)",
                             advice="write between=(0, 1)")
        lo, hi = bound(between[0]), bound(between[1])
        if isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo > hi:
            raise ShapeError(f"the interval of {name}", got=f"({lo}, {hi})", expected="lo <= hi",
                             advice="swap the ends")
        domain.append(("between", lo, hi))
    if complex and (positive or nonneg or between):
        raise ShapeError(f"the domain of {name}", got="an order on a complex scalar", expected="nonzero or nothing",
                         advice="leave complex=True away, or the sign")
    return leaf(name, SCALAR, "complex" if complex else "real", tuple(domain))


def split_names(names: Any) -> list[str]:
    """The names in `"h b"`, at least one, and none twice."""
    parts = names.split() if isinstance(names, str) else []
    if not parts or len(set(parts)) < len(parts):
        raise ShapeError("names of leaves", got=repr(names), expected="different names separated by spaces",
                         advice='write h, b = sr.vectors("h b", n)')
    return parts


def scalars(names: str, **domain: Any) -> tuple[Term, ...]:
    """Declare several scalars with one domain; always a tuple."""
    return tuple(scalar(name, **domain) for name in split_names(names))


def vector(name: str, size: Any, *, complex: bool = False) -> Term:
    """Declare a column of the given size."""
    return leaf(name, (size_of(size, f"the size of {name}"), ONE), "complex" if complex else "real")


def vectors(names: str, size: Any, *, complex: bool = False) -> tuple[Term, ...]:
    """Declare columns of one size; always a tuple: `h, b = sr.vectors("h b", n)`."""
    return tuple(vector(name, size, complex=complex) for name in split_names(names))


def matrix(name: str, rows: Any, columns: Any, *, complex: bool = False) -> Term:
    """Declare a matrix."""
    return leaf(name, (size_of(rows, f"the rows of {name}"), size_of(columns, f"the columns of {name}")),
                "complex" if complex else "real")


def matrices(names: str, rows: Any, columns: Any, *, complex: bool = False) -> tuple[Term, ...]:
    """Declare matrices of one shape; always a tuple."""
    return tuple(matrix(name, rows, columns, complex=complex) for name in split_names(names))


def rational(numerator: int, denominator: int = 1) -> Term:
    """An exact rational: `sr.rational(1, 3)`.

    Raises
    ------
    ShapeError
        For anything but exact numbers, and for a zero below.
    """
    parts = (numerator, denominator)
    if not all(isinstance(part, int | Fraction) and not isinstance(part, bool) for part in parts) or denominator == 0:
        raise ShapeError(f"`sr.rational`{place()}", got=", ".join(map(repr, parts)),
                         expected="an int above an int that is not zero", advice="write sr.rational(1, 3) for 1/3")
    return number(Fraction(numerator, denominator))


class Sequence:
    """A family of leaves of one shape, one for each time: `hs = sr.sequence("h", n)`, then `hs[t]`, `hs[t - 1]`."""

    __slots__ = ("name", "shape")

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        self.shape = shape

    def __getitem__(self, time: Any) -> Term:
        when = as_size(time)
        if when is None or when.names - when.indices:
            raise ShapeError(f"the index of {self.name}", got=repr(time), expected="an int or an index such as t - 1",
                             advice='declare the index with t = sr.index("t")')
        return Term("seq", (self.name, when), self.shape)

    def __iter__(self) -> Any:
        raise ShapeError(f"iterating over the sequence {self.name}", got="a symbolic sequence", expected="an index",
                         advice="write sr.product(Ws, k, lo, hi) or sr.total(term, k, lo, hi)")

    def __repr__(self) -> str:
        return f"{self.name}[...]"


def sequence(name: str, rows: Any = None, columns: Any = 1) -> Sequence:
    """Declare a sequence of scalars (no size), columns (one size) or matrices (two sizes)."""
    leaf(name, SCALAR)
    if rows is None:
        return Sequence(name, SCALAR)
    return Sequence(name, (size_of(rows, f"the rows of {name}"), size_of(columns, f"the columns of {name}")))


__all__ = ["Sequence", "Size", "leaf", "matrices", "matrix", "rational", "scalar", "scalars", "sequence", "vector",
           "vectors"]
