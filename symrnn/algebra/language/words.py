"""The words of the language: algebra, scalars of a matrix, calculus, families, integrals and processes."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.arguments import (
    bound_index,
    column,
    count,
    exponent,
    leaf_of,
    matrix_arg,
    scalar_arg,
    square,
    vector_like,
    within,
    wrong,
)
from symrnn.algebra.language.leaves import Sequence
from symrnn.algebra.language.sizes import Size, size_of
from symrnn.algebra.terms import ONE, SCALAR, Term, coerce, place, shape_text
from symrnn.errors import ShapeError, said

pi = Term("const", ("pi",), SCALAR)
e = Term("const", ("e",), SCALAR)
i = Term("const", ("i",), SCALAR)
oo = Term("const", ("oo",), SCALAR)


# -- algebra ---------------------------------------------------------------------------------------------------
def abs_(a: Any) -> Term:
    """The absolute value of every entry."""
    return TABLE["abs"](a)


def diag(v: Any) -> Term:
    """The diagonal matrix with the entries of a column."""
    v = column("diag", v)
    return Term("diag", (v,), (v.shape[0], v.shape[0]))


def diagof(a: Any) -> Term:
    """The diagonal of a square matrix, as a column."""
    a = square("diagof", a)
    return Term("diagof", (a,), (a.shape[0], ONE))


def eye(n: Any) -> Term:
    """The identity matrix."""
    n = size_of(n)
    return Term("eye", (n,), (n, n))


def ones(rows: Any, columns: Any = 1) -> Term:
    """A column (or matrix) of ones."""
    shape = (size_of(rows), size_of(columns))
    return Term("ones", shape, shape)


def zeros(rows: Any, columns: Any = 1) -> Term:
    """A column (or matrix) of zeros."""
    shape = (size_of(rows), size_of(columns))
    return Term("zeros", shape, shape)


def unit(n: Any, at: Any) -> Term:
    """The column of size n with a one at position `at` (counted from 0)."""
    n, where = size_of(n), exponent("unit", at)
    if not within(where, n):
        raise ShapeError(f"`sr.unit({n}, {where})`{place()}: the position", got=str(where),
                         expected=f"a position from 0 to {n} - 1", advice="positions are counted from 0")
    return Term("unit", (n, where), (n, ONE))


def outer(u: Any, v: Any) -> Term:
    """The outer product u v^T of two columns."""
    u, v = column("outer", u), column("outer", v)
    return Term("outer", (u, v), (u.shape[0], v.shape[0]))


def dot(u: Any, v: Any) -> Term:
    """The inner product u^T v of two columns, a scalar."""
    u, v = column("dot", u), column("dot", v)
    if u.shape != v.shape:
        raise ShapeError(f"`sr.dot`{place()}", got=f"{shape_text(u.shape)} and {shape_text(v.shape)}",
                         expected="two columns of one size", advice="check the shapes of the leaves")
    return Term("dot", (u, v), SCALAR)


def inv(a: Any) -> Term:
    """The inverse of a square matrix; that it exists becomes a condition."""
    a = square("inv", a)
    return Term("inv", (a,), a.shape)


def matpow(a: Any, k: Any) -> Term:
    """The matrix power, for an int, an index or a size as exponent."""
    a = square("matpow", a)
    return Term("matpow", (a, exponent("matpow", k)), a.shape)


def expm(a: Any) -> Term:
    """The matrix exponential."""
    a = square("expm", a)
    return Term("expm", (a,), a.shape)


def kron(a: Any, b: Any) -> Term:
    """The Kronecker product."""
    a, b = matrix_arg("kron", a), matrix_arg("kron", b)
    return Term("kron", (a, b), (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]))


def vec(a: Any) -> Term:
    """The columns of a matrix on top of each other."""
    a = matrix_arg("vec", a)
    return Term("vec", (a,), (a.shape[0] * a.shape[1], ONE))


def stack(*columns: Any) -> Term:
    """Columns on top of each other."""
    parts = tuple(column("stack", c) for c in columns)
    if not parts:
        raise ShapeError(f"`sr.stack()`{place()}", got="nothing", expected="columns", advice="give at least one")
    rows = Size({})
    for part in parts:
        rows = rows + part.shape[0]
    return Term("stack", parts, (rows, ONE))


def block(rows: Any) -> Term:
    """A block matrix from rows of blocks: `sr.block([[A, B], [C, D]])`."""
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(r, list | tuple) and r for r in rows):
        raise ShapeError(f"`sr.block`{place()}", got=said(rows), expected="a list of rows of blocks",
                         advice="write sr.block([[A, B], [C, D]])")
    grid = tuple(tuple(matrix_arg("block", b, "a 1 x 1 block is s * sr.ones(1, 1)") for b in row) for row in rows)
    widths = tuple(b.shape[1] for b in grid[0])
    for row in grid:
        if tuple(b.shape[1] for b in row) != widths or len({b.shape[0] for b in row}) != 1:
            raise ShapeError(f"`sr.block`{place()}", expected="equal heights in a row and equal widths in a column",
                             got="; ".join(", ".join(shape_text(b.shape) for b in r) for r in grid),
                             advice="pad with sr.zeros(n, m)")
    height, width = Size({}), Size({})
    for row in grid:
        height = height + row[0].shape[0]
    for w in widths:
        width = width + w
    return Term("block", (grid,), (height, width))


def entry(a: Any, row: Any, col: Any = None) -> Term:
    """One entry, counted from 0: `sr.entry(v, i)` of a column, `sr.entry(A, i, j)` of a matrix."""
    a = matrix_arg("entry", a)
    if col is None:
        if not a.is_column:
            raise wrong("entry", a, "a column, or two indices", "write sr.entry(A, i, j)")
        col = 0
    where = (exponent("entry", row), exponent("entry", col))
    for at, size in zip(where, a.shape, strict=True):
        if not within(at, size):
            raise wrong("entry", a, f"an index from 0 to {size} - 1, got {at}", "entries are counted from 0")
    return Term("entry", (a, *where), SCALAR)


def softmax(v: Any) -> Term:
    """exp(v) / sum(exp(v)) of a column."""
    v = column("softmax", v)
    return Term("softmax", (v,), v.shape)


def _scalar_of(head: str, needs_square: bool, doc: str) -> Any:
    def word(*terms: Any) -> Term:
        if len(terms) != 1:
            raise ShapeError(f"`sr.{head}`{place()}", got=f"{len(terms)} arguments", expected="one term",
                             advice=f"it is a word for all entries of one term; sr.{head}(sr.stack(u, v)) takes those "
                                    "of two columns")
        term = square(head, terms[0]) if needs_square else coerce(terms[0])
        return Term(head, (term,), SCALAR)

    word.__name__ = word.__qualname__ = head
    word.__doc__ = doc
    return word


det = _scalar_of("det", True, "The determinant.")
tr = _scalar_of("tr", True, "The trace.")
rho = _scalar_of("rho", True, "The spectral radius: the largest modulus of an eigenvalue.")
eig_max = _scalar_of("eig_max", True, "The largest eigenvalue of a symmetric matrix.")
eig_min = _scalar_of("eig_min", True, "The smallest eigenvalue of a symmetric matrix.")
rank = _scalar_of("rank", False, "The rank.")
count_nonzero = _scalar_of("count_nonzero", False, "The number of nonzero entries.")
sum_ = _scalar_of("sum", False, "The sum of all entries.")
mean = _scalar_of("mean", False, "The mean of all entries.")
max_ = _scalar_of("max", False, "The largest entry.")
min_ = _scalar_of("min", False, "The smallest entry.")
norm = _scalar_of("norm", False, "The Euclidean norm of a column, the spectral norm of a matrix.")
norm_f = _scalar_of("norm_f", False, "The Frobenius norm.")
norm_1 = _scalar_of("norm_1", False, "The 1-norm: of a column, or induced (largest column sum).")
norm_inf = _scalar_of("norm_inf", False, "The infinity norm: of a column, or induced (largest row sum).")
sigma_min = _scalar_of("sigma_min", False, "The smallest singular value.")


def conj(a: Any) -> Term:
    """The complex conjugate of every entry."""
    a = coerce(a)
    return Term("conj", (a,), a.shape)


def re(a: Any) -> Term:
    """The real part of every entry."""
    a = coerce(a)
    return Term("re", (a,), a.shape)


def im(a: Any) -> Term:
    """The imaginary part of every entry."""
    a = coerce(a)
    return Term("im", (a,), a.shape)


# -- calculus --------------------------------------------------------------------------------------------------
def D(y: Any, x: Any) -> Term:
    """The Jacobian of y with respect to the leaf x: rows follow y, columns follow x (numerator layout).

    Raises
    ------
    ShapeError
        Where y or x is a matrix, or x is not a leaf.
    """
    y = vector_like("D", coerce(y), "what is differentiated")
    x = vector_like("D", leaf_of("D", y, x), "the variable")
    if not y.shape and not x.shape:
        return Term("D", (y, x), SCALAR)
    rows = y.shape[0] if y.shape else ONE
    return Term("D", (y, x), (rows, x.shape[0] if x.shape else ONE))


def pullback(y: Any, x: Any, g: Any) -> Term:
    """The gradient of g^T y with respect to the leaf x (a vector or a matrix), g held fixed; the shape of x.

    Raises
    ------
    ShapeError
        Where g does not have the shape of y, or x is not a leaf.
    """
    y, g = vector_like("pullback", coerce(y), "what is differentiated"), coerce(g)
    x = leaf_of("pullback", y, x)
    if g.shape != y.shape and not (g.is_scalar and y.is_scalar):
        raise ShapeError(f"`sr.pullback`{place()}: the cotangent g", got=shape_text(g.shape),
                         expected=shape_text(y.shape), advice="g has the shape of y")
    return Term("pullback", (y, x, g), x.shape)


def jvp(y: Any, x: Any, d: Any) -> Term:
    """The derivative of y along d, a direction of the shape of the leaf x; the shape of y."""
    y, d = coerce(y), coerce(d)
    x = leaf_of("jvp", y, x)
    if d.shape != x.shape and not (d.is_scalar and x.is_scalar):
        raise ShapeError(f"`sr.jvp`{place()}: the direction", got=shape_text(d.shape), expected=shape_text(x.shape),
                         advice="the direction has the shape of x")
    return Term("jvp", (y, x, d), y.shape)


def hessian(s: Any, x: Any) -> Term:
    """The matrix of second derivatives of a scalar with respect to a column."""
    s = scalar_arg("hessian", s)
    x = leaf_of("hessian", s, x)
    if not x.is_column:
        raise wrong("hessian", x, "a column")
    return Term("hessian", (s, x), (x.shape[0], x.shape[0]))


# -- families --------------------------------------------------------------------------------------------------
def product(body: Any, k: Any, lo: Any, hi: Any) -> Term:
    """The ordered product over k from lo to hi, the largest index on the left; the identity where it is empty.

    `body` is a sequence (`Ws`), or a term in which the index k occurs.
    """
    name = bound_index("product", k)
    factor = body[k] if isinstance(body, Sequence) else coerce(body)
    if factor.shape:
        factor = square("product", factor)
    return Term("product", (factor, name, exponent("product", lo), exponent("product", hi)), factor.shape)


def total(body: Any, k: Any, lo: Any, hi: Any) -> Term:
    """The sum over k from lo to hi; zero where it is empty."""
    name = bound_index("total", k)
    term = body[k] if isinstance(body, Sequence) else coerce(body)
    return Term("total", (term, name, exponent("total", lo), exponent("total", hi)), term.shape)


def iterate(f: Any, x: Any, x0: Any, t: Any) -> Term:
    """The t-fold iterate of the map x -> f(x), started at x0."""
    f, x0 = coerce(f), coerce(x0)
    x = leaf_of("iterate", f, x)
    if f.shape != x.shape or x0.shape != x.shape:
        raise ShapeError(f"`sr.iterate`{place()}", got=f"f: {shape_text(f.shape)}, start: {shape_text(x0.shape)}",
                         expected=shape_text(x.shape), advice="a map from a space to itself can be iterated")
    return Term("iterate", (f, x, x0, count("iterate", t)), x.shape)


# -- integrals and processes ------------------------------------------------------------------------------------
def integral(f: Any, w: Any, lo: Any, hi: Any) -> Term:
    """The integral of the scalar f over the scalar leaf w from lo to hi (`sr.oo` at an unbounded end)."""
    f = scalar_arg("integral", f)
    if not isinstance(w, Term) or w.head != "sym" or w.shape:
        raise ShapeError(f"`sr.integral`{place()}: the variable", got=said(w), expected="a scalar leaf",
                         advice='declare it with w = sr.scalar("w")')
    return Term("integral", (f, w, scalar_arg("integral", lo), scalar_arg("integral", hi)), SCALAR)


def frequency_response(a: Any, b: Any, c: Any, w: Any) -> Term:
    """C (e^(iw) I - A)^-1 B, the steady-state gain at the frequency w."""
    a, b, c, w = square("frequency_response", a), coerce(b), coerce(c), scalar_arg("frequency_response", w)
    return c @ inv(TABLE["exp"](i * w) * eye(a.shape[0]) - a) @ b


def stationary_covariance(a: Any, q: Any) -> Term:
    """The P that solves P = A P A^T + Q; that it is unique (rho(A) < 1) is a condition."""
    a, q = square("stationary_covariance", a), square("stationary_covariance", q)
    if a.shape != q.shape:
        raise wrong("stationary_covariance", q, shape_text(a.shape))
    return Term("lyap", (a, q), a.shape)


def autocovariance(a: Any, q: Any, lag: Any) -> Term:
    """A^lag P with P = A P A^T + Q."""
    return matpow(a, count("autocovariance", lag)) @ stationary_covariance(a, q)


def named(name: str, term: Any) -> Term:
    """A term under a name of its own, shown in steps, LaTeX and code."""
    term = coerce(term)
    return Term("named", (name, term), term.shape)


