"""What the words take: columns, square matrices, scalars, counts, variables and indices, read or refused with advice."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.language.sizes import Size, as_size
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.terms import Term, brief, coerce, place, shape_text
from symrnn.errors import ShapeError, said


def wrong(word: str, term: Term, expected: str, advice: str = "check the shapes of the leaves") -> ShapeError:
    """The error for an argument of the wrong shape."""
    return ShapeError(f"`sr.{word}({brief(term)})`{place()}", got=shape_text(term.shape), expected=expected,
                      advice=advice)


def column(word: str, value: Any) -> Term:
    """Read a column, or raise."""
    term = coerce(value)
    if not term.is_column:
        advice = "check the shapes of the leaves" if term.shape else "a scalar s is one entry in s * sr.ones(1)"
        raise wrong(word, term, "a column", advice)
    return term


def matrix_arg(word: str, value: Any, advice: str = "check the shapes of the leaves") -> Term:
    """Read a matrix or a column, or raise."""
    term = coerce(value)
    if not term.shape:
        raise wrong(word, term, "a matrix", advice)
    return term


def within(at: Size, size: Size) -> bool:
    """Whether a position, counted from 0, may lie in a size: whatever the sizes are, it is none from its end on."""
    beyond = (at - size).constant
    return not ((at.constant is not None and at.constant < 0) or (beyond is not None and beyond >= 0))


def square(word: str, value: Any) -> Term:
    """Read a square matrix, or raise."""
    term = matrix_arg(word, value)
    if term.shape[0] != term.shape[1]:
        raise wrong(word, term, "a square matrix")
    return term


def scalar_arg(word: str, value: Any) -> Term:
    """Read a scalar, or raise."""
    term = coerce(value)
    if not term.is_scalar:
        raise wrong(word, term, "a scalar")
    return term


def exponent(word: str, value: Any) -> Size:
    """Read an int, an index or a size used as a count, or raise."""
    if isinstance(value, Term) and value.head == "size":
        return value.args[0]
    size = as_size(value)
    if size is None:
        raise ShapeError(f"`sr.{word}`{place()}: the exponent or index", got=said(value),
                         expected="an int, an index or a size", advice='declare an index with t = sr.index("t")')
    return size


def count(word: str, value: Any) -> Size:
    """Read how often something is done, or raise."""
    size = exponent(word, value)
    if size.constant is not None and size.constant < 0:
        raise ShapeError(f"`sr.{word}`{place()}: how often", got=str(size), expected="a number from 0 on",
                         advice="the covariance at a negative lag is the transpose of that at the positive one"
                         if word == "autocovariance" else "a map is iterated forwards")
    return size


def leaf_of(word: str, y: Term, x: Any) -> Term:
    """Read what a derivative is taken with respect to: a leaf that occurs in `y`."""
    if not isinstance(x, Term) or not x.is_leaf:
        raise ShapeError(f"`sr.{word}`{place()}: the variable", got=said(x), expected="a leaf",
                         advice="differentiate with respect to a symbol; write the rest as a function of it")
    same = [leaf for leaf in leaves(y) if leaf.name == x.name and leaf != x and leaf.head == x.head == "sym"]
    if same:
        raise ShapeError(f"`sr.{word}`{place()}: two symbols named {x.name}", got=f"{shape_text(x.shape)} and "
                         f"{shape_text(same[0].shape)}", expected="one shape and one domain under one name",
                         advice="rename one of them")
    return x


def vector_like(word: str, term: Term, what: str) -> Term:
    """Read a scalar or a column, or raise."""
    if term.shape and not term.is_column:
        raise ShapeError(f"`sr.{word}`{place()}: {what}", got=shape_text(term.shape), expected="a scalar or a column",
                         advice="a matrix argument needs sr.pullback(y, X, g) or sr.jvp(y, X, d)")
    return term


def bound_index(word: str, k: Any) -> str:
    """Read an index that a product or a sum binds."""
    if not isinstance(k, Size) or len(k.indices) != 1 or k != Size({(next(iter(k.indices)),): 1}):
        raise ShapeError(f"`sr.{word}`{place()}: the index", got=repr(k), expected="a plain index",
                         advice='declare it with k = sr.index("k")')
    return next(iter(k.indices))
