"""The target mpmath: as many digits as `mpmath.mp.dps` says when the function is called.

Arrays are numpy arrays of mpf (or mpc) objects, so that the code reads like that of the other targets; results are
mpmath matrices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from mpmath import mp

from symrnn.errors import ShapeError
from symrnn.lower.filling import as_sum
from symrnn.lower.target import ATOM, MATMUL, PRODUCT, UNARY, Argument, Code, Row, Target, public_functions

if TYPE_CHECKING:
    from symrnn.lower.nodes import Node
    from symrnn.lower.program import Writer


# -- functions of the generated code; their source is printed with it ------------------------------------------------
def each(f: Callable[..., Any], u: Any, *more: Any) -> Any:
    """A function of every entry."""
    return np.frompyfunc(f, 1 + len(more), 1)(u, *more)


def array(a: Any) -> Any:
    """The entries of an mpmath matrix."""
    return np.array([[a[i, j] for j in range(a.cols)] for i in range(a.rows)], dtype=object)


def matrix(a: Any) -> Any:
    """An array as a matrix of the library."""
    return mp.matrix(a.tolist())


def full(rows: int, columns: int, value: int) -> Any:
    """One number in every entry."""
    return np.full((rows, columns), mp.mpf(value), dtype=object)


def diagonal(d: Any) -> Any:
    """The diagonal matrix of a column."""
    a = full(len(d), len(d), 0)
    a[range(len(d)), range(len(d))] = d[:, 0]
    return a


def eye(n: int) -> Any:
    """The identity."""
    return diagonal(full(n, 1, 1))


def unit(n: int, i: int) -> Any:
    """The column with a one at position i."""
    column = full(n, 1, 0)
    entry(column, i, 0)[...] = mp.one
    return column


def entry(a: Any, i: int, j: int) -> Any:
    """One entry, as a 1 x 1 array; an index outside is an error."""
    if not (0 <= i < a.shape[0] and 0 <= j < a.shape[1]):
        raise IndexError(f"no entry [{i}, {j}] in {a.shape[0]} rows and {a.shape[1]} columns")
    return a[i : i + 1, j : j + 1]


def solve(a: Any, b: Any) -> Any:
    """The x with a x = b, column by column."""
    columns = [array(mp.lu_solve(matrix(a), matrix(b[:, j : j + 1]))) for j in range(b.shape[1])]
    return np.concatenate(columns, axis=1)


def inverse(a: Any) -> Any:
    """The inverse matrix."""
    return solve(a, eye(len(a)))


def matrix_power(a: Any, k: int) -> Any:
    """The k-th power; negative k by the inverse."""
    a, out = (a, eye(len(a))) if k >= 0 else (inverse(a), eye(len(a)))
    for _ in range(abs(k)):
        out = out @ a
    return out


def lyapunov(a: Any, q: Any) -> Any:
    """The P with P = A P A' + Q, by one linear system for vec(P)."""
    n = len(a)
    return solve(eye(n * n) - np.kron(a, a), q.T.reshape(-1, 1)).reshape(n, n).T


def singular_values(a: Any) -> Any:
    """All singular values."""
    return list(mp.svd(matrix(a), compute_uv=False))


def rank(a: Any) -> Any:
    """The number of singular values above the rounding of the largest one."""
    values = singular_values(a)
    return mp.mpf(sum(value > max(values) * max(a.shape) * mp.eps for value in values))


def eigenvalues(a: Any) -> Any:
    """All eigenvalues."""
    return list(mp.eig(matrix(a), left=False, right=False))


def eigenvalues_of_symmetric(a: Any) -> Any:
    """All eigenvalues, which are real."""
    return list(mp.eighe(matrix(a), eigvals_only=True))


def euclidean(a: Any) -> Any:
    """The root of the sum of squares."""
    return mp.sqrt(sum(abs(x) ** 2 for x in a.flat))


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + mp.exp(-x))


def softplus(x: Any) -> Any:
    """log(1 + exp(u)), without overflow."""
    return max(x, 0) + mp.log1p(mp.exp(-abs(x)))


def sech2(x: Any) -> Any:
    """1 - tanh(x)**2, without subtracting."""
    return mp.sech(x) ** 2


def exp_square(x: Any, c: Any) -> Any:
    """exp(c*x**2)."""
    return mp.exp(c * x**2)


def silu_prime(x: Any) -> Any:
    """sigmoid(x)*(1 + x*sigmoid(-x)), in twice the digits: the two cancel around a zero."""
    with mp.workprec(2 * mp.prec):
        value = sigmoid(x) * (1 + x * sigmoid(-x))
    return +value


def gelu_prime(x: Any) -> Any:
    """Phi(x) + x*phi(x), in twice the digits: the two cancel around a zero."""
    with mp.workprec(2 * mp.prec):
        value = mp.ncdf(x) + x * mp.npdf(x)
    return +value


def elu(x: Any) -> Any:
    """The identity above 0, exp(u) - 1 below."""
    return x if x > 0 else mp.expm1(x)


def elu_prime(x: Any) -> Any:
    """1 above 0, exp(u) below."""
    return mp.exp(min(x, mp.zero))


def step(x: Any) -> Any:
    """1 above 0, else 0."""
    return mp.one if x > 0 else mp.zero


def log_sum_exp(v: Any) -> Any:
    """log(sum(exp(v))), without overflow."""
    largest = max(v.flat)
    return largest + mp.log(sum(mp.exp(x - largest) for x in v.flat))


def softmax(v: Any) -> Any:
    """exp(v) / sum(exp(v)), without overflow."""
    e = each(mp.exp, v - max(v.flat))
    return e / sum(e.flat)


def centred(p: Any, a: Any) -> Any:
    """The rows of a less their mean under the weights p; the row of the largest weight is taken off first."""
    a = a - a[[max(range(len(p)), key=lambda i: p[i, 0])]]
    return a - p.T @ a


# -- the table -------------------------------------------------------------------------------------------------------
def _matsum(w: Writer, node: Node, _into: str | None) -> Code:
    return as_sum(w, node, "diagonal({0})")


def _block(w: Writer, node: Node, _into: str | None) -> Code:
    grid = node.args[0] if node.op == "block" else tuple((part,) for part in node.args)
    rows = ["[" + ", ".join(w.text(cell) for cell in row) + "]" for row in grid]
    return f"np.block([{', '.join(rows)}])", ATOM


ROWS: dict[str, Row] = {
    "const pi": "mp.pi", "const e": "mp.e", "const i": "mp.j", "size": "mp.mpf({0})",
    "eye": "eye({0})", "scaled eye": "{0} * eye({1})", "ones": "full({0}, {1}, 1)", "zeros": "full({0}, {1}, 0)",
    "unit": "unit({0}, {1})", "T": "{0}.T", "matmul": ("{0} @ {1}", MATMUL), "solve": "solve({0}, {1})",
    "inv": "inverse({0})", "matpow": "matrix_power({0}, {1})", "expm": "array(mp.expm(matrix({0})))",
    "kron": "np.kron({0}, {1})", "vec": "{0}.T.reshape(-1, 1)", "entry": "entry({0}, {1}, {2})",
    "diagof": "np.diagonal({0})[:, None]", "lyap": "lyapunov({0}, {1})",
    "matsum": _matsum, "block": _block, "stack": _block,
    "softmax": "softmax({0})", "log_softmax": ("{0} - log_sum_exp({0})", MATMUL), "log_sum_exp": "log_sum_exp({0})",
    "centring": "centred({0}, eye(len({0})))", "centred": "centred({0}, {1})",
    "sum_of": "np.sum({0})", "mean_of": "np.mean({0})", "max": "max({0}.flat)", "min": "min({0}.flat)",
    "count_nonzero": "mp.mpf(int(np.count_nonzero({0})))", "det": "mp.det(matrix({0}))", "tr": "np.trace({0})",
    "rank": "rank({0})", "rho": "max(abs(x) for x in eigenvalues({0}))",
    "norm": "max(singular_values({0}))", "sigma_min": "min(singular_values({0}))", "norm_f": "euclidean({0})",
    "norm_1": "max(np.sum(np.abs({0}), axis=0))", "norm_inf": "max(np.sum(np.abs({0}), axis=1))",
    "eig_max": "max(eigenvalues_of_symmetric({0}))", "eig_min": "min(eigenvalues_of_symmetric({0}))",
    "conj": "each(mp.conj, {0})", "re": "each(mp.re, {0})", "im": "each(mp.im, {0})",
    "fn tanh": "each(mp.tanh, {0})", "fn sigmoid": "each(sigmoid, {0})", "fn relu": "np.maximum({0}, mp.zero)",
    "fn softplus": "each(softplus, {0})", "fn exp": "each(mp.exp, {0})", "fn log": "each(mp.log, {0})",
    "fn sqrt": "each(mp.sqrt, {0})", "fn sin": "each(mp.sin, {0})", "fn cos": "each(mp.cos, {0})",
    "fn sinh": "each(mp.sinh, {0})", "fn cosh": "each(mp.cosh, {0})", "fn atan": "each(mp.atan, {0})",
    "fn erf": "each(mp.erf, {0})", "fn erfc": "each(mp.erfc, {0})", "fn abs": "each(abs, {0})",
    "fn sign": "each(mp.sign, {0})", "fn step": "each(step, {0})", "fn silu": ("{0} * each(sigmoid, {0})", PRODUCT),
    "fn gelu": ("{0} * each(mp.ncdf, {0})", PRODUCT), "fn elu": "each(elu, {0})",
    "fn softsign": ("{0} / (1 + each(abs, {0}))", PRODUCT),
    "fn hardtanh": "np.maximum(np.minimum({0}, mp.one), -mp.one)", "fn leaky_relu": "np.maximum({0}, {0} / 100)",
    "fn sech2": "each(sech2, {0})", "fn silu_prime": "each(silu_prime, {0})", "fn gelu_prime": "each(gelu_prime, {0})",
    "fn elu_prime": "each(elu_prime, {0})", "fn expm1": "each(mp.expm1, {0})", "fn log1p": "each(mp.log1p, {0})",
    "fn exp_square": "each(exp_square, {0}, {1})",
}

COMPLEX = frozenset(("tanh", "sigmoid", "exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "atan", "erf",
                     "erfc", "abs", "expm1", "log1p", "sech2", "silu"))


def number(value: Fraction) -> Code:
    """An exact number: an int, or a quotient rounded once, in the digits of the call."""
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else UNARY
    return f"mp.mpf({value.numerator}) / {value.denominator}", PRODUCT


def read(what: str, value: Any, leaf: Argument, _context: None) -> Any:
    """An array of mpf (or mpc) objects, from nested lists, matrices or arrays.

    Numbers may be ints, floats, Fractions, mpf, or strings such as "1/3" and "0.1"; a pair is a complex number.

    Raises
    ------
    ShapeError
        For values that are no numbers, complex where the leaf is real, or rows of different length.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    try:
        return _nested(value, leaf, 0)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise ShapeError(f"the value of {what}", got=f"{type(value).__name__}: {error}",
                         expected="complex numbers" if leaf.is_complex else "real numbers",
                         advice="give nested lists of numbers, Fractions, mpf or strings such as '1/3'") from error


def _nested(value: Any, leaf: Argument, depth: int) -> Any:
    if isinstance(value, list | tuple) and not (leaf.is_complex and depth == len(leaf.shape) and len(value) == 2):
        parts = [_nested(part, leaf, depth + 1) for part in value]
        if len({part.shape for part in parts}) > 1:
            raise ValueError("rows of different length")
        return np.array([part.tolist() for part in parts], dtype=object) if parts else np.zeros(0, dtype=object)
    out = np.empty((), dtype=object)
    out[()] = _number(value, leaf.is_complex)
    return out


def _number(value: Any, is_complex: bool) -> Any:
    if is_complex:
        pair = value if isinstance(value, list | tuple) else None
        return mp.mpc(*(_number(part, False) for part in pair)) if pair else \
            value if isinstance(value, mp.mpc) else mp.mpc(value) if isinstance(value, complex) else \
            mp.mpc(_number(value, False))
    if isinstance(value, str):
        value = Fraction(value)
    if isinstance(value, Fraction):
        return mp.mpf(value.numerator) / value.denominator
    if isinstance(value, complex | mp.mpc):
        raise TypeError(f"the complex number {value}")
    if isinstance(value, int | float | mp.mpf) or hasattr(value, "__float__"):
        return mp.mpf(value)
    raise TypeError(f"{value!r} is no number")


def write(result: Any, _batch: tuple[int, ...], is_scalar: bool, _is_view: bool) -> Any:
    """An mpmath matrix, or a number for a scalar."""
    rows = np.asarray(result, dtype=object)
    if is_scalar or rows.ndim < 2:
        value = mp.convert(rows.reshape(-1)[0])
        return value if is_scalar else mp.matrix([[value]])
    return mp.matrix(rows.tolist())


TARGET = Target("mpmath", ROWS, number, {"np": "import numpy as np", "mp": "from mpmath import mp"},
                public_functions(sys.modules[__name__]), read, write, batches=False,
                complex_functions=COMPLEX)
