"""Building derivatives: products and sums in which a vanishing part is None and an identity factor disappears.

The rules of `rules`, `differential` and `adjoint` are written with these, so that each stays one line.
"""

from __future__ import annotations

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import subterms
from symrnn.algebra.language.words import diag, eye, ones, sum_, zeros
from symrnn.algebra.terms import ONE, SCALAR, Shape, Term, number
from symrnn.errors import NotSupportedError

Part = Term | None  # None is the zero of the right shape


def plus(*parts: Part) -> Part:
    """The sum of the parts that do not vanish."""
    out: Part = None
    for part in parts:
        if part is not None:
            out = part if out is None else out + part
    return out


def minus(part: Part) -> Part:
    """The negative."""
    return None if part is None else -part


def is_one(term: Term) -> bool:
    """Whether this is the number one."""
    return term.head == "num" and term.args[0] == 1


def times(scalar_or_array: Term, part: Part) -> Part:
    """The elementwise product."""
    return None if part is None else part if is_one(scalar_or_array) else scalar_or_array * part


def apply(matrix: Term, part: Part) -> Part:
    """The matrix product; a scalar part (the variable is a scalar) scales a column instead."""
    if part is None:
        return None
    if part.head == "eye":
        return matrix
    return matrix @ part if part.shape else matrix if is_one(part) else matrix * part


def scaled(column: Term, part: Part) -> Part:
    """`diag(column) part`: the rows of a Jacobian scaled by a column."""
    if part is None:
        return None
    if column.is_scalar:
        return part if is_one(column) else column if is_one(part) else column * part
    if part.head == "eye":
        return diag(column)
    return column * part if part.is_column else diag(column) @ part


def row(column: Term, part: Part) -> Part:
    """`column^T part`: a row, or a scalar where the variable is a scalar."""
    if part is None:
        return None
    if part.head == "eye":
        return column.T
    return column.T @ part


def broadcast(rows: Size, part: Part) -> Part:
    """The Jacobian of a scalar that is added to every row of a column."""
    return None if part is None else apply(ones(rows), part)


def reshape_scalar(part: Part, shape: Shape) -> Part:
    """A scalar as a 1 x 1 matrix, or the other way round, as `shape` asks."""
    if part is None or part.shape == shape:
        return part
    if part.shape == SCALAR:
        return part * ones(ONE, ONE)
    return sum_(part)


def zero(shape: Shape) -> Term:
    """The zero of a shape."""
    return zeros(*shape) if shape else number(0)


def identity(size: Size) -> Term:
    """The identity, or the number one for a scalar variable."""
    return eye(size)


def real_leaf(word: str, x: Term) -> None:
    """Make sure that a word without a complex derivative is differentiated along a real leaf.

    Raises
    ------
    NotSupportedError
        For a complex leaf.
    """
    if x.head == "sym" and x.args[1] == "complex":
        raise NotSupportedError(f"the derivative of `{word}`", got=f"the complex leaf {x}", expected="a real one",
                                advice="write it in its real and imaginary parts")


def is_complex(term: Term) -> bool:
    """Whether a term may have values that are not real, by what occurs in it."""
    return any((t.head == "const" and t.args[0] == "i") or (t.head == "sym" and t.args[1] == "complex")
               for t in subterms(term))
