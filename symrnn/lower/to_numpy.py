"""The target numpy: float64 (or complex128) arrays, matrices filled in place."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from scipy import special

from symrnn.errors import ShapeError
from symrnn.lower.filling import fill_blocks, fill_matrix
from symrnn.lower.floats import COMPLEX, entry, kron, number
from symrnn.lower.target import MATMUL, PRODUCT, Argument, Row, Target, public_functions


# -- functions of the generated code; their source is printed with it ------------------------------------------------
def transpose(a: Any) -> Any:
    """Rows and columns exchanged, in every matrix of a batch."""
    return np.swapaxes(a, -1, -2)


def add_to_diagonal(a: Any, d: Any) -> None:
    """Add a column (or a scalar) to the diagonal, in place."""
    d = np.asarray(d)
    np.einsum("...ii->...i", a)[...] += d[..., 0] if d.ndim > 1 else d


def sech2(u: Any) -> Any:
    """1 - tanh(u)**2, without subtracting."""
    return 4 * special.expit(2 * u) * special.expit(-2 * u)


def softplus(u: Any) -> Any:
    """log(1 + exp(u)), without overflow."""
    return np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u)))


def exp_square(u: Any, c: float) -> Any:
    """exp(c*u**2); the square of the leading bits of u is exact, so that its rounding is not magnified."""
    lead = np.round(np.clip(u, -1e4, 1e4) * 128) / 128
    return np.exp(c * lead**2) * np.exp(c * (u - lead) * (u + lead))


def normal_cdf(u: Any) -> Any:
    """Phi(u), from erfcx below 0: the tail keeps its digits."""
    v = np.minimum(u, 0)
    tail = special.erfcx(-v / np.sqrt(2)) * exp_square(v, -0.5) / 2
    return np.where(u < 0, tail, special.erfc(-u / np.sqrt(2)) / 2)


def gelu_prime(u: Any) -> Any:
    """Phi(u) + u*phi(u); around its zero, where the two cancel, by its Taylor series there."""
    v = np.minimum(u, 0)
    tail = (special.erfcx(-v / np.sqrt(2)) / 2 + v / np.sqrt(2 * np.pi)) * exp_square(v, -0.5)
    d = (u + 0.7517915246935645) - 1.4956759177009883e-17
    series = [5.702764979242107e-07, 4.3284506257392273e-07, -7.74846130700372e-06, -1.121438018842664e-05,
              8.615947861116571e-05, 0.00018633974623233514, -0.0007448268386746817, -0.002239538068073497,
              0.004539228379125415, 0.019421679838189067, -0.014771522148244337, -0.1140082332972217,
              -0.018199676398671087, 0.388284982990552, 0.4314939923140469]
    near = np.where(np.abs(d) < 0.25, d * np.polyval(series, np.clip(d, -0.25, 0.25)), tail)
    return np.where(u < 0, near, normal_cdf(u) + u * exp_square(u, -0.5) / np.sqrt(2 * np.pi))


def silu_prime(u: Any) -> Any:
    """sigmoid(u)*(1 + u*sigmoid(-u)); below 0 by the distance to its zero, where 1 and the rest cancel."""
    v = np.minimum(u, 0)
    d = (v + 1.2784645427610737) + 1.0946994183093437e-16
    below = special.expit(-v) * (d + 0.2784645427610738 * np.expm1(d))
    return special.expit(u) * np.where(u < 0, below, 1 + u * special.expit(-u))


def elu(u: Any) -> Any:
    """The identity above 0, exp(u) - 1 below."""
    return np.where(u > 0, u, np.expm1(np.minimum(u, 0)))


def elu_prime(u: Any) -> Any:
    """1 above 0, exp(u) below."""
    return np.exp(np.minimum(u, 0))


def step(u: Any) -> Any:
    """1 above 0, else 0."""
    return np.where(u > 0, 1.0, 0.0)


def softmax(v: Any) -> Any:
    """exp(v) / sum(exp(v)), without overflow."""
    e = np.exp(v - np.max(v, axis=-2, keepdims=True))
    return e / np.sum(e, axis=-2, keepdims=True)


def log_sum_exp(v: Any) -> Any:
    """log(sum(exp(v))), without overflow."""
    largest = np.max(v, axis=-2, keepdims=True)
    return largest + np.log(np.sum(np.exp(v - largest), axis=-2, keepdims=True))


def log_softmax(v: Any) -> Any:
    """log(softmax(v)), without underflow."""
    return v - log_sum_exp(v)


def centred(p: Any, a: Any) -> Any:
    """The rows of a less their mean under the weights p; the row of the largest weight is taken off first."""
    a = np.broadcast_to(a, (*np.broadcast_shapes(p.shape[:-2], a.shape[:-2]), *a.shape[-2:]))
    largest = np.broadcast_to(np.argmax(p, axis=-2, keepdims=True), (*a.shape[:-2], 1, a.shape[-1]))
    a = a - np.take_along_axis(a, largest, axis=-2)
    return a - transpose(p) @ a


def unit(n: int, i: int) -> Any:
    """The column with a one at position i."""
    column = np.zeros((n, 1))
    entry(column, i, 0)[...] = 1
    return column


def vec(a: Any) -> Any:
    """The columns on top of each other."""
    return transpose(a).reshape(*a.shape[:-2], -1, 1)


def lyapunov(a: Any, q: Any) -> Any:
    """The P with P = A P A' + Q, by one linear system for vec(P)."""
    n = a.shape[-1]
    p = np.linalg.solve(np.eye(n * n) - kron(a, a), vec(q))
    return transpose(p[..., 0].reshape(*p.shape[:-2], n, n))


# -- the table -------------------------------------------------------------------------------------------------------
ROWS: dict[str, Row] = {
    "const pi": "np.pi", "const e": "np.e", "const i": "1j", "size": "{0}",
    "eye": "np.eye({0})", "scaled eye": "{0} * np.eye({1})", "ones": "np.ones(({0}, {1}))",
    "zeros": "np.zeros(({0}, {1}))", "unit": "unit({0}, {1})",
    "T": "transpose({0})", "matmul": ("{0} @ {1}", MATMUL), "solve": "np.linalg.solve({0}, {1})",
    "inv": "np.linalg.inv({0})", "matpow": "np.linalg.matrix_power({0}, {1})", "expm": "linalg.expm({0})",
    "kron": "kron({0}, {1})", "vec": "vec({0})", "entry": "entry({0}, {1}, {2})",
    "diagof": "np.diagonal({0}, axis1=-2, axis2=-1)[..., None]", "lyap": "lyapunov({0}, {1})",
    "matsum": fill_matrix, "block": fill_blocks, "stack": fill_blocks,
    "softmax": "softmax({0})", "log_softmax": "log_softmax({0})", "log_sum_exp": "log_sum_exp({0})",
    "centring": "centred({0}, np.eye({0}.shape[-2]))",
    "centred": "centred({0}, {1})",
    "sum_of": "np.sum({0}, axis=(-2, -1), keepdims=True)", "mean_of": "np.mean({0}, axis=(-2, -1), keepdims=True)",
    "max": "np.max({0}, axis=(-2, -1), keepdims=True)", "min": "np.min({0}, axis=(-2, -1), keepdims=True)",
    "count_nonzero": "np.count_nonzero({0}, axis=(-2, -1), keepdims=True)",
    "det": "np.linalg.det({0})[..., None, None]", "tr": "np.trace({0}, axis1=-2, axis2=-1)[..., None, None]",
    "rank": "np.linalg.matrix_rank({0})[..., None, None]",
    "rho": "np.max(np.abs(np.linalg.eigvals({0})), axis=-1)[..., None, None]",
    "norm": "np.linalg.norm({0}, 2, axis=(-2, -1), keepdims=True)",
    "norm_f": "np.linalg.norm({0}, axis=(-2, -1), keepdims=True)",
    "norm_1": "np.linalg.norm({0}, 1, axis=(-2, -1), keepdims=True)",
    "norm_inf": "np.linalg.norm({0}, np.inf, axis=(-2, -1), keepdims=True)",
    "sigma_min": "np.linalg.norm({0}, -2, axis=(-2, -1), keepdims=True)",
    "eig_max": "np.linalg.eigvalsh({0})[..., -1:, None]", "eig_min": "np.linalg.eigvalsh({0})[..., :1, None]",
    "conj": "np.conj({0})", "re": "np.real({0})", "im": "np.imag({0})",
    "fn tanh": "np.tanh({0})", "fn sigmoid": "special.expit({0})", "fn relu": "np.maximum({0}, 0)",
    "fn softplus": "softplus({0})", "fn exp": "np.exp({0})", "fn log": "np.log({0})", "fn sqrt": "np.sqrt({0})",
    "fn sin": "np.sin({0})", "fn cos": "np.cos({0})", "fn sinh": "np.sinh({0})", "fn cosh": "np.cosh({0})",
    "fn atan": "np.arctan({0})", "fn erf": "special.erf({0})", "fn erfc": "special.erfc({0})",
    "fn abs": "np.abs({0})", "fn sign": "np.sign({0})", "fn step": "step({0})",
    "fn silu": ("{0} * special.expit({0})", PRODUCT), "fn gelu": ("{0} * normal_cdf({0})", PRODUCT),
    "fn elu": "elu({0})",
    "fn softsign": ("{0} / (1 + np.abs({0}))", PRODUCT), "fn hardtanh": "np.clip({0}, -1, 1)",
    "fn leaky_relu": "np.maximum({0}, {0} / 100)",
    "fn sech2": "sech2({0})", "fn silu_prime": "silu_prime({0})", "fn gelu_prime": "gelu_prime({0})",
    "fn elu_prime": "elu_prime({0})", "fn expm1": "np.expm1({0})", "fn log1p": "np.log1p({0})",
    "fn exp_square": "exp_square({0}, {1})",
}

def read(what: str, value: Any, leaf: Argument, _context: None) -> Any:
    """A float64 or complex128 array.

    Raises
    ------
    ShapeError
        For values that are no numbers, or complex where the leaf is real.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":  # astype alone would read None as nan
            array = np.frompyfunc(complex if leaf.is_complex else float, 1, 1)(array)
            array = np.asarray(array, dtype=complex if leaf.is_complex else float)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ShapeError(f"the value of {what}", got=f"{type(value).__name__}: {error}", expected="numbers",
                         advice="give an array or nested lists of equal length") from error
    if array.dtype.kind == "c" and not leaf.is_complex:
        raise ShapeError(f"the value of {what}", got="complex numbers", expected="real numbers",
                         advice=f"declare {what} with complex=True")
    return array.astype(complex if leaf.is_complex else float, copy=False)


def write(result: Any, batch: tuple[int, ...], is_scalar: bool, is_view: bool) -> Any:
    """The result in its shape: a number for a scalar, an array of its own otherwise."""
    array = np.asarray(result)
    array = array.reshape((1, 1)) if array.ndim < 2 else array
    if batch and array.shape[:-2] != batch:
        array, is_view = np.broadcast_to(array, (*batch, *array.shape[-2:])), True
    if is_scalar:
        array = array[..., 0, 0]
        return array[()] if array.dtype.kind in "fc" else array.astype(float)[()]
    return array.copy() if is_view else array


TARGET = Target("numpy", ROWS, number, {"np": "import numpy as np", "linalg": "from scipy import linalg",
                                        "special": "from scipy import special"},
                (*public_functions(sys.modules[__name__]), entry, kron), read, write, batches=True,
                complex_functions=COMPLEX)
