"""The target mpmath: as many digits as `mpmath.mp.dps` says when the function is called.

Arrays are numpy arrays of mpf (or mpc) objects, so that the code reads like that of the other targets; results are
mpmath matrices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from mpmath import mp

from symrnn.lower import objects
from symrnn.lower.objects import COMPLEX, entry
from symrnn.lower.target import ATOM, PRODUCT, UNARY, Code, Row, Target, public_functions


# -- functions of the generated code; their source is printed with it ------------------------------------------------
# (`diagonal`, `eye` and `lyapunov` stand in each target of objects, since they are printed in its own numbers)
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
ROWS: dict[str, Row] = {
    **objects.ROWS,
    "const pi": "mp.pi", "const e": "mp.e", "const i": "mp.j", "size": "mp.mpf({0})",
    "expm": "array(mp.expm(matrix({0})))", "max": "max({0}.flat)", "min": "min({0}.flat)",
    "count_nonzero": "mp.mpf(int(np.count_nonzero({0})))", "det": "mp.det(matrix({0}))",
    "rank": "rank({0})", "rho": "max(abs(x) for x in eigenvalues({0}))",
    "norm": "max(singular_values({0}))", "sigma_min": "min(singular_values({0}))",
    "norm_1": "max(np.sum(np.abs({0}), axis=0))", "norm_inf": "max(np.sum(np.abs({0}), axis=1))",
    "eig_max": "max(eigenvalues_of_symmetric({0}))", "eig_min": "min(eigenvalues_of_symmetric({0}))",
    "conj": "each(mp.conj, {0})", "re": "each(mp.re, {0})", "im": "each(mp.im, {0})",
    "fn tanh": "each(mp.tanh, {0})", "fn relu": "np.maximum({0}, mp.zero)",
    "fn exp": "each(mp.exp, {0})", "fn log": "each(mp.log, {0})",
    "fn sqrt": "each(mp.sqrt, {0})", "fn sin": "each(mp.sin, {0})", "fn cos": "each(mp.cos, {0})",
    "fn sinh": "each(mp.sinh, {0})", "fn cosh": "each(mp.cosh, {0})", "fn atan": "each(mp.atan, {0})",
    "fn erf": "each(mp.erf, {0})", "fn erfc": "each(mp.erfc, {0})", "fn sign": "each(mp.sign, {0})",
    "fn gelu": ("{0} * each(mp.ncdf, {0})", PRODUCT), "fn hardtanh": "np.maximum(np.minimum({0}, mp.one), -mp.one)",
    "fn leaky_relu": "np.maximum({0}, {0} / 100)", "fn expm1": "each(mp.expm1, {0})", "fn log1p": "each(mp.log1p, {0})",
}


def number(value: Fraction) -> Code:
    """An exact number: an int, or a quotient rounded once, in the digits of the call."""
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else UNARY
    return f"mp.mpf({value.numerator}) / {value.denominator}", PRODUCT


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
                (*public_functions(sys.modules[__name__]), entry), objects.reader("mpf", _number), write, batches=False,
                complex_functions=COMPLEX)
