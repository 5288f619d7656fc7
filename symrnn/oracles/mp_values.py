"""Forward values in mpmath, one row per head: what each word of the language means on numbers.

A scalar is an mpmath number, an array a list of rows. Every row takes the mpmath context first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.errors import NotSupportedError

Matrix = list[list[Any]]


class NoValueError(ArithmeticError):
    """A term has no value here, or its derivative cannot be had by differences."""


def rows_of(value: Any) -> Matrix:
    """An array as it is, a scalar as a 1 x 1 array."""
    return value if isinstance(value, list) else [[value]]


def entries_of(value: Any) -> list[Any]:
    """All entries, row by row."""
    return [x for row in value for x in row] if isinstance(value, list) else [value]


def each(f: Callable[[Any], Any], value: Any) -> Any:
    """Apply f to every entry."""
    return [[f(x) for x in row] for row in value] if isinstance(value, list) else f(value)


def pair(f: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    """Apply f between entries of equal shapes; a scalar or a 1 x 1 array combines with anything."""
    if isinstance(a, list) and isinstance(b, list) and (len(a), len(a[0])) == (len(b), len(b[0])):
        return [[f(x, y) for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
    if len(entries_of(b)) == 1 and (isinstance(a, list) or not isinstance(b, list)):
        return each(lambda x: f(x, entries_of(b)[0]), a)
    if len(entries_of(a)) == 1:
        return each(lambda y: f(entries_of(a)[0], y), b)
    raise NotSupportedError("an elementwise operation", got="two arrays of different shapes", expected="equal shapes",
                            advice="the serialised term is malformed")


def transpose(value: Any) -> Any:
    """Rows become columns; a scalar stays."""
    return [list(column) for column in zip(*value, strict=True)] if isinstance(value, list) else value


def matmul(_mp: Any, a: Any, b: Any) -> Matrix:
    """The matrix product."""
    columns = transpose(rows_of(b))
    return [[sum((x * y for x, y in zip(row, column, strict=True)), start=0 * row[0]) for column in columns]
            for row in rows_of(a)]


def determinant(mp: Any, a: Any) -> Any:
    """The determinant, by elimination; mpmath's own falls over where a column has no pivot."""
    left, out = [list(row) for row in rows_of(a)], mp.mpf(1)
    while left:
        best = max(range(len(left)), key=lambda i: abs(left[i][0]))
        pivot = left.pop(best)
        out = out * pivot[0] * (-1) ** best
        if pivot[0] == 0:
            return mp.mpf(0)
        left = [[x - row[0] * y / pivot[0] for x, y in zip(row[1:], pivot[1:], strict=True)] for row in left]
    return out


def inverse(mp: Any, a: Any) -> Matrix:
    """The inverse, by mpmath's LU decomposition."""
    if determinant(mp, a) == 0:
        raise NoValueError("the inverse of a singular matrix")
    return _list(mp.inverse(mp.matrix(rows_of(a))))


def softmax(mp: Any, v: Any) -> Matrix:
    """exp(v_i) over the sum of all."""
    powers = each(mp.exp, v)
    total = sum(entries_of(powers))
    return each(lambda x: x / total, powers)


def lyapunov(mp: Any, a: Any, q: Any) -> Matrix:
    """The P of P = A P A^T + Q, from the linear system (I - A kron A) vec P = vec Q."""
    n = len(a)
    system, right = mp.eye(n * n), mp.matrix(n * n, 1)
    for i in range(n):
        for j in range(n):
            right[i * n + j] = q[i][j]
            for k in range(n):
                for m in range(n):
                    system[i * n + j, k * n + m] -= a[i][k] * a[j][m]
    flat = mp.lu_solve(system, right)
    return [[flat[i * n + j] for j in range(n)] for i in range(n)]


def _list(matrix: Any) -> Matrix:
    return [[matrix[i, j] for j in range(matrix.cols)] for i in range(matrix.rows)]


def _divide(a: Any, b: Any) -> Any:
    if b == 0:
        raise NoValueError("a division by zero")
    return a / b


def _power(mp: Any, a: Any, p: Any) -> Any:
    if mp.im(p) == 0 and mp.isint(p):
        return _divide(mp.mpf(1), a ** -int(p)) if p < 0 else a ** int(p)
    if mp.im(a) == 0 and mp.re(a) < 0:
        raise NoValueError("a fractional power of a negative number")
    return mp.power(a, p)


def _where(ok: bool, value: Callable[[], Any], why: str) -> Any:
    if not ok:
        raise NoValueError(why)
    return value()


def _square_norm(a: Any) -> Any:
    return sum(abs(x) ** 2 for x in entries_of(a))


def _spectral(mp: Any, a: Any, which: int) -> Any:
    if len(entries_of(a)) in (len(rows_of(a)), len(rows_of(a)[0])):
        return mp.sqrt(_square_norm(a))
    return mp.svd(mp.matrix(a), compute_uv=False)[which]


def _rank(mp: Any, a: Any) -> Any:
    """The number of singular values above the rounding; no value where one of them may be either."""
    values = [mp.sqrt(_square_norm(a))] if 1 in (len(rows_of(a)), len(rows_of(a)[0])) else list(
        mp.svd(mp.matrix(a), compute_uv=False))
    top = max(values)
    large, small = top * mp.mpf(10) ** -15, top * mp.mpf(10) ** -(mp.dps - 15)
    if any(small < x < large for x in values):
        raise NoValueError("a singular value that may be zero")
    return mp.mpf(sum(x >= large for x in values) if top else 0)


# Heads whose arguments are all valued first.
PLAIN: dict[str, Callable[..., Any]] = {
    "add": lambda _mp, a, b: pair(lambda x, y: x + y, a, b),
    "sub": lambda _mp, a, b: pair(lambda x, y: x - y, a, b),
    "mul": lambda _mp, a, b: pair(lambda x, y: x * y, a, b),
    "div": lambda _mp, a, b: pair(_divide, a, b),
    "neg": lambda _mp, a: each(lambda x: -x, a),
    "pow": lambda mp, a, p: each(lambda x: _power(mp, x, entries_of(p)[0]), a),
    "matmul": matmul,
    "T": lambda _mp, a: transpose(a),
    "diag": lambda mp, v: [[x if i == j else mp.mpf(0) for j in range(len(rows_of(v)))]
                           for i, (x,) in enumerate(rows_of(v))],
    "diagof": lambda _mp, a: [[rows_of(a)[i][i]] for i in range(len(rows_of(a)))],
    "outer": lambda _mp, u, v: [[x * y for y in entries_of(v)] for x in entries_of(u)],
    "dot": lambda _mp, u, v: sum(x * y for x, y in zip(entries_of(u), entries_of(v), strict=True)),
    "inv": inverse,
    "expm": lambda mp, a: _list(mp.expm(mp.matrix(rows_of(a)))),
    "kron": lambda _mp, a, b: [[x * y for x in r for y in s] for r in rows_of(a) for s in rows_of(b)],
    "vec": lambda _mp, a: [[x] for x in entries_of(transpose(rows_of(a)))],
    "stack": lambda _mp, *parts: [row for part in parts for row in rows_of(part)],
    "softmax": softmax,
    "det": determinant,
    "tr": lambda _mp, a: sum(rows_of(a)[i][i] for i in range(len(rows_of(a)))),
    "sum": lambda _mp, a: sum(entries_of(a)),
    "mean": lambda _mp, a: sum(entries_of(a)) / len(entries_of(a)),
    "norm_f": lambda mp, a: mp.sqrt(_square_norm(a)),
    "norm": lambda mp, a: _spectral(mp, a, 0),
    "sigma_min": lambda mp, a: _spectral(mp, a, min(len(rows_of(a)), len(rows_of(a)[0])) - 1),
    "rho": lambda mp, a: abs(rows_of(a)[0][0]) if len(rows_of(a)) == 1 else max(
        abs(z) for z in mp.eig(mp.matrix(rows_of(a)), left=False, right=False)),
    "eig_max": lambda mp, a: max(mp.eigsy(mp.matrix(rows_of(a)), eigvals_only=True)),
    "eig_min": lambda mp, a: min(mp.eigsy(mp.matrix(rows_of(a)), eigvals_only=True)),
    "conj": lambda mp, a: each(mp.conj, a),
    "re": lambda mp, a: each(mp.re, a),
    "im": lambda mp, a: each(mp.im, a),
    "lyap": lyapunov,
    "rank": _rank,
    "count_nonzero": lambda mp, a: mp.mpf(sum(x != 0 for x in entries_of(a))),
}

# Elementwise functions, from their definitions.
FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "tanh": lambda mp, x: mp.tanh(x),
    "sigmoid": lambda mp, x: 1 / (1 + mp.exp(-x)),
    "relu": lambda mp, x: x if x > 0 else mp.mpf(0),
    "softplus": lambda mp, x: mp.log(1 + mp.exp(x)),
    "exp": lambda mp, x: mp.exp(x),
    "log": lambda mp, x: _where(mp.im(x) != 0 or mp.re(x) > 0, lambda: mp.log(x), "log of a number that is not positive"),
    "sqrt": lambda mp, x: _where(mp.im(x) != 0 or mp.re(x) >= 0, lambda: mp.sqrt(x), "square root of a negative number"),
    "sin": lambda mp, x: mp.sin(x),
    "cos": lambda mp, x: mp.cos(x),
    "sinh": lambda mp, x: mp.sinh(x),
    "cosh": lambda mp, x: mp.cosh(x),
    "atan": lambda mp, x: mp.atan(x),
    "erf": lambda mp, x: mp.erf(x),
    "abs": lambda _mp, x: abs(x),
    "sign": lambda mp, x: mp.sign(x),
    "step": lambda mp, x: mp.mpf(x > 0),
    "identity": lambda _mp, x: x,
    "silu": lambda mp, x: x / (1 + mp.exp(-x)),
    "gelu": lambda mp, x: x * mp.ncdf(x),
    "elu": lambda mp, x: x if x > 0 else mp.expm1(x),
    "softsign": lambda _mp, x: x / (1 + abs(x)),
    "hardtanh": lambda mp, x: min(max(x, mp.mpf(-1)), mp.mpf(1)),
    "leaky_relu": lambda _mp, x: x if x > 0 else x / 100,
}
# Where they are not smooth. Softsign and elu have a derivative there, but no higher ones, which differences need.
KINKS: dict[str, tuple[int, ...]] = {
    "sqrt": (0,), "relu": (0,), "abs": (0,), "sign": (0,), "step": (0,), "elu": (0,), "softsign": (0,),
    "leaky_relu": (0,), "hardtanh": (-1, 1),
}
