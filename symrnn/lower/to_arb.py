"""The target arb: rigorous balls of python-flint, in as many bits as `flint.ctx.prec` says when the function is called.

Arrays are numpy arrays of arb (or acb) objects, so that the code reads like that of the other targets; results are
arb_mat or acb_mat.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq

from symrnn.lower import objects
from symrnn.lower.objects import COMPLEX, entry
from symrnn.lower.target import ATOM, PRODUCT, UNARY, Code, Row, Target, public_functions


# -- functions of the generated code; their source is printed with it ------------------------------------------------
# (`diagonal`, `eye` and `lyapunov` stand in each target of objects, since they are printed in its own numbers)
def ball(x: Any) -> Any:
    """A number as a ball."""
    return x if isinstance(x, arb | acb) else arb(x)


def each(f: Callable[..., Any] | str, u: Any, *more: Any) -> Any:
    """A function (or a method of balls) of every entry."""
    g = (lambda x: getattr(ball(x), f)()) if isinstance(f, str) else (lambda x, *rest: f(ball(x), *rest))
    return np.frompyfunc(g, 1 + len(more), 1)(u, *more)


def matrix(a: Any) -> Any:
    """An array as a matrix of the library."""
    rows = [[ball(x) for x in row] for row in a.tolist()]
    return (acb_mat if any(isinstance(x, acb) for row in rows for x in row) else arb_mat)(rows)


def array(a: Any) -> Any:
    """The entries of a matrix of the library."""
    return np.array(a.tolist(), dtype=object)


def full(rows: int, columns: int, value: int) -> Any:
    """One number in every entry."""
    return np.full((rows, columns), arb(value), dtype=object)


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
    entry(column, i, 0)[...] = arb(1)
    return column


def solve(a: Any, b: Any) -> Any:
    """The x with a x = b."""
    a, b = matrix(a), matrix(b)
    if isinstance(a, acb_mat) or isinstance(b, acb_mat):
        a, b = acb_mat(a), acb_mat(b)
    return array(a.solve(b))


def inverse(a: Any) -> Any:
    """The inverse matrix."""
    return solve(a, eye(len(a)))


def matrix_power(a: Any, k: int) -> Any:
    """The k-th power; negative k by the inverse."""
    return array((matrix(a) if k >= 0 else matrix(inverse(a))) ** abs(k))


def lyapunov(a: Any, q: Any) -> Any:
    """The P with P = A P A' + Q, by one linear system for vec(P)."""
    n = len(a)
    return solve(eye(n * n) - np.kron(a, a), q.T.reshape(-1, 1)).reshape(n, n).T


def largest(values: Any) -> Any:
    """A ball around the largest value, whichever of the balls holds it."""
    return reduce(lambda x, y: x.max(y), (ball(x) for x in values))


def smallest(values: Any) -> Any:
    """A ball around the smallest value."""
    return reduce(lambda x, y: x.min(y), (ball(x) for x in values))


def eigenvalues(a: Any) -> Any:
    """All eigenvalues."""
    return acb_mat(matrix(a)).eig(multiple=True)


def singular_values(a: Any) -> Any:
    """All singular values."""
    conjugate = each(lambda x: x.conjugate() if isinstance(x, acb) else x, a).T
    gram = conjugate @ a if a.shape[0] >= a.shape[1] else a @ conjugate
    return [x.real.nonnegative_part().sqrt() for x in eigenvalues(gram)]


def euclidean(a: Any) -> Any:
    """The root of the sum of squares."""
    return sum((abs(ball(x)) ** 2 for x in a.flat), arb(0)).nonnegative_part().sqrt()


def count_nonzero(u: Any) -> Any:
    """A ball around the number of entries that are not zero; an entry that may be zero widens it."""
    values = [ball(x) for x in np.asarray(u).flat]
    certain, possible = sum(not x.contains(0) for x in values), sum(not x.is_zero() for x in values)
    return arb(certain).union(arb(possible))


def pieces(x: Any, above: Callable[[Any], Any], below: Callable[[Any], Any]) -> Any:
    """`above(x)` for x > 0, else `below(x)`; both, where the ball holds 0."""
    if x > 0:
        return above(x)
    if x <= 0:
        return below(x)
    return above(x.nonnegative_part()).union(below(-(-x).nonnegative_part()))


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + (-x).exp())


def softplus(x: Any) -> Any:
    """log(1 + exp(u)), without overflow."""
    return pieces(x, lambda y: y + (-y).exp().log1p(), lambda y: y.exp().log1p())


def sech2(x: Any) -> Any:
    """1 - tanh(x)**2, without subtracting."""
    return x.sech() ** 2


def exp_square(x: Any, c: Any) -> Any:
    """exp(c*x**2)."""
    return (c * x**2).exp()


def normal_cdf(x: Any) -> Any:
    """Phi(x), the distribution function of the normal law."""
    return (-x / arb(2).sqrt()).erfc() / 2


def silu_prime(x: Any) -> Any:
    """sigmoid(x)*(1 + x*sigmoid(-x)), in twice the bits: the two cancel around a zero."""
    with ctx.workprec(2 * ctx.prec):
        return sigmoid(x) * (1 + x * sigmoid(-x))


def gelu_prime(x: Any) -> Any:
    """Phi(x) + x*phi(x), in twice the bits: the two cancel around a zero."""
    with ctx.workprec(2 * ctx.prec):
        return normal_cdf(x) + x * (-(x**2) / 2).exp() / (2 * arb.pi()).sqrt()


def elu(x: Any) -> Any:
    """The identity above 0, exp(u) - 1 below."""
    return pieces(x, lambda y: y, lambda y: y.expm1())


def elu_prime(x: Any) -> Any:
    """1 above 0, exp(u) below."""
    return pieces(x, lambda _: arb(1), lambda y: y.exp())


def step(x: Any) -> Any:
    """1 above 0, else 0."""
    return pieces(x, lambda _: arb(1), lambda _: arb(0))


def softmax(v: Any) -> Any:
    """exp(v) / sum(exp(v)), without overflow."""
    e = each("exp", v - largest(each("mid", v).flat))
    return e / sum(e.flat)


def log_sum_exp(v: Any) -> Any:
    """log(sum(exp(v))), without overflow."""
    shift = largest(each("mid", v).flat).mid()
    return shift + sum(ball(x - shift).exp() for x in v.flat).log()


def centred(p: Any, a: Any) -> Any:
    """The rows of a less their mean under the weights p; the row of the largest weight is taken off first."""
    a = a - a[[max(range(len(p)), key=lambda i: float(p[i, 0].mid()))]]
    return a - p.T @ a


# -- the table -------------------------------------------------------------------------------------------------------
ROWS: dict[str, Row] = {
    **objects.ROWS,
    "const pi": "arb.pi()", "const e": "arb(1).exp()", "const i": "acb(0, 1)", "size": "arb({0})",
    "expm": "array(matrix({0}).exp())", "max": "largest({0}.flat)", "min": "smallest({0}.flat)",
    "count_nonzero": "count_nonzero({0})", "det": "matrix({0}).det()",
    "rho": "largest(abs(x) for x in eigenvalues({0}))",
    "norm": "largest(singular_values({0}))", "sigma_min": "smallest(singular_values({0}))",
    "norm_1": "largest(np.sum(each(abs, {0}), axis=0))", "norm_inf": "largest(np.sum(each(abs, {0}), axis=1))",
    "eig_max": "largest(x.real for x in eigenvalues({0}))", "eig_min": "smallest(x.real for x in eigenvalues({0}))",
    "conj": 'each("conjugate", {0})', "re": "each(lambda x: x.real, {0})", "im": "each(lambda x: x.imag, {0})",
    "fn tanh": 'each("tanh", {0})', "fn relu": "each(lambda x: x.max(0), {0})",
    "fn exp": 'each("exp", {0})', "fn log": 'each("log", {0})',
    "fn sqrt": 'each("sqrt", {0})', "fn sin": 'each("sin", {0})', "fn cos": 'each("cos", {0})',
    "fn sinh": 'each("sinh", {0})', "fn cosh": 'each("cosh", {0})', "fn atan": 'each("atan", {0})',
    "fn erf": 'each("erf", {0})', "fn erfc": 'each("erfc", {0})', "fn sign": 'each("sgn", {0})',
    "fn gelu": ("{0} * each(normal_cdf, {0})", PRODUCT), "fn hardtanh": "each(lambda x: x.max(-1).min(1), {0})",
    "fn leaky_relu": "each(lambda x: x.max(x / 100), {0})",
    "fn expm1": 'each("expm1", {0})', "fn log1p": 'each("log1p", {0})',
}


def number(value: Fraction) -> Code:
    """An exact number: an int or a rational, without rounding."""
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else UNARY
    return f"fmpq({value.numerator}, {value.denominator})", ATOM


def _number(value: Any, is_complex: bool) -> Any:
    if is_complex:
        if isinstance(value, list | tuple):
            return acb(*(_number(part, False) for part in value))
        return value if isinstance(value, acb) else acb(value) if isinstance(value, complex) or hasattr(
            value, "_mpc_") else acb(_number(value, False))
    if isinstance(value, str):
        value = Fraction(value)
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    if isinstance(value, arb):
        return value
    if isinstance(value, complex | acb) or hasattr(value, "_mpc_"):
        raise TypeError(f"the complex number {value}")
    return arb(value)


def write(result: Any, _batch: tuple[int, ...], is_scalar: bool, _is_view: bool) -> Any:
    """An arb_mat or acb_mat, or a ball for a scalar."""
    rows = np.asarray(result, dtype=object)
    if is_scalar:
        return ball(rows.reshape(-1)[0])
    return matrix(rows.reshape(1, 1) if rows.ndim < 2 else rows)


TARGET = Target("arb", ROWS, number,
                {"np": "import numpy as np", "reduce": "from functools import reduce",
                 **dict.fromkeys(("acb", "acb_mat", "arb", "arb_mat", "ctx", "fmpq"),
                                 "from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq")},
                (*public_functions(sys.modules[__name__]), entry), objects.reader("arb", _number), write, batches=False,
                complex_functions=COMPLEX)
