"""Words on batches of float64 arrays: elementwise functions and the algebra of matrices.

Every array has three axes: the batch, rows, columns. A scalar is 1 x 1. Nothing here decides anything: these numbers
propose points, which are then decided in exact rationals. Where a value does not exist it is NaN, for that member of
the batch alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

Batch = np.ndarray[Any, Any]

# -- elementwise functions, with torch's values at kinks --------------------------------------------------------
FUNCTIONS: dict[str, Callable[[Batch], Batch]] = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.where(x > 0, x, 0.0),
    "softplus": lambda x: np.logaddexp(0.0, x),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "atan": np.arctan,
    "erf": special.erf,
    "abs": np.abs,
    "sign": np.sign,
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "identity": lambda x: x,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "gelu": lambda x: x * special.ndtr(x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0.0))),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "hardtanh": lambda x: np.clip(x, -1.0, 1.0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
}
KINKED = frozenset({"relu", "abs", "sign", "step", "hardtanh", "leaky_relu", "elu", "softsign"})


# -- linear algebra, member by member -----------------------------------------------------------------------------
def finite_members(a: Batch) -> Batch:
    """Which members of the batch are finite throughout."""
    return np.asarray(np.isfinite(a).all(axis=(1, 2)))


def guarded(work: Callable[[Batch], Batch]) -> Callable[[Batch], Batch]:
    """`work` on the finite members of the batch; NaN for the others, which LAPACK would refuse all together."""

    def run(a: Batch) -> Batch:
        finite = finite_members(a)
        out = work(a if finite.all() else np.where(scalars(finite), a, 0.0))
        return out if finite.all() else np.where(scalars(finite), out, np.nan)

    return run


def scalars(values: Batch) -> Batch:
    """A vector over the batch as a batch of scalars."""
    return values[:, None, None]


def transpose(a: Batch) -> Batch:
    """The transpose of every member."""
    return a.swapaxes(1, 2)


def identity(n: int) -> Batch:
    """A batch of one identity matrix."""
    return np.eye(n)[None]


def inverse(a: Batch) -> Batch:
    """The inverse; NaN where the matrix is singular or all but singular."""
    return solve(a, np.broadcast_to(identity(a.shape[1]), a.shape))


def solve(a: Batch, b: Batch) -> Batch:
    """X with a x = b; NaN where a is singular or all but singular."""
    a, b = np.broadcast_arrays(a, b) if a.shape == b.shape else together(a, b)
    usable = finite_members(a)
    safe = np.where(scalars(usable), a, identity(a.shape[1]))
    usable &= np.abs(np.linalg.det(safe)) > 1e-13 * np.abs(safe).max(axis=(1, 2)) ** a.shape[1]
    safe = np.where(scalars(usable), safe, identity(a.shape[1]))
    return np.where(scalars(usable), np.linalg.solve(safe, b), np.nan)


def together(*arrays: Batch) -> list[Batch]:
    """Arrays with one length of the batch."""
    size = max(a.shape[0] for a in arrays)
    return [a if a.shape[0] == size else np.broadcast_to(a, (size, *a.shape[1:])) for a in arrays]


def matpow(a: Batch, k: int) -> Batch:
    """The k-th power of every member."""
    return np.linalg.matrix_power(a, k) if k >= 0 else np.linalg.matrix_power(inverse(a), -k)


def expm(a: Batch) -> Batch:
    """Matrix exponentials by scaling, a Taylor polynomial and squaring, all members at once."""
    size = np.abs(a).sum(axis=2).max(axis=1)
    halvings = np.clip(np.ceil(np.log2(np.maximum(size, 1e-9))) + 2, 0, 60).astype(int)
    small = a / 2.0 ** scalars(halvings)
    out = term = np.broadcast_to(identity(a.shape[1]), a.shape)
    for k in range(1, 15):
        term = term @ small / k
        out = out + term
    for k in range(halvings.max(initial=0)):
        out = np.where(scalars(halvings > k), out @ out, out)
    return out


def kron(a: Batch, b: Batch) -> Batch:
    """Kronecker products."""
    a, b = together(a, b)
    size, (r, c), (p, q) = a.shape[0], a.shape[1:], b.shape[1:]
    return (a[:, :, None, :, None] * b[:, None, :, None, :]).reshape(size, r * p, c * q)


def vec(a: Batch) -> Batch:
    """Columns on top of each other."""
    return transpose(a).reshape(a.shape[0], -1, 1)


def unvec(v: Batch, rows: int) -> Batch:
    """The matrix with the given number of rows of which v holds the columns."""
    return transpose(v.reshape(v.shape[0], -1, rows))


def lyap(a: Batch, q: Batch) -> Batch:
    """The P with P = A P A^T + Q."""
    a, q = together(a, q)
    n = a.shape[1]
    return unvec(solve(identity(n * n) - kron(a, a), vec(q)), n)


def singular_values(a: Batch) -> Batch:
    """Singular values in descending order, along the last axis."""
    finite = finite_members(a)
    out = np.linalg.svd(np.where(scalars(finite), a, 0.0), full_matrices=False, compute_uv=False)
    return np.where(finite[:, None], out, np.nan)


def rank(a: Batch) -> Batch:
    """Ranks, with a singular value below 1e-9 of the largest counted as zero."""
    s = singular_values(a)
    counts = (s > 1e-9 * np.maximum(1.0, s[:, :1])).sum(axis=1).astype(float)
    return scalars(np.where(np.isnan(s[:, 0]), np.nan, counts))


def euclid(a: Batch) -> Batch:
    """The root of the sum of squared moduli."""
    return np.sqrt((np.abs(a) ** 2).sum(axis=(1, 2), keepdims=True))


def spectral_norm(a: Batch) -> Batch:
    """The Euclidean norm of a column or a row, the spectral norm of a matrix."""
    return euclid(a) if 1 in a.shape[1:] else scalars(singular_values(a)[:, 0])


def symmetric_eigenvalues(a: Batch, which: int) -> Batch:
    """The smallest (0) or largest (-1) eigenvalue; NaN where the matrix is not symmetric."""
    even = np.abs(a - transpose(a.conj())).max(axis=(1, 2)) <= 1e-9 * (1 + np.abs(a).max(axis=(1, 2)))
    values = guarded(lambda m: scalars(np.linalg.eigvalsh(m)[:, which]))(a)
    return np.where(scalars(even), values, np.nan)


def columns_sum(a: Batch) -> Batch:
    """The largest sum of moduli of a column."""
    return scalars(np.abs(a).sum(axis=1).max(axis=1))


def diag(v: Batch) -> Batch:
    """Diagonal matrices."""
    return v * identity(v.shape[1])


def softmax(v: Batch) -> Batch:
    """exp(v) over its sum."""
    e = np.exp(v - v.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def power(a: Batch, p: Batch) -> Batch:
    """Elementwise powers; whole exponents keep the sign of the base."""
    if p.size == 1 and float(p.real.reshape(-1)[0]).is_integer() and not np.iscomplexobj(p):
        return a ** int(p.reshape(-1)[0]) if p.reshape(-1)[0] >= 0 else 1.0 / a ** int(-p.reshape(-1)[0])
    return a**p


# Heads whose arguments are all valued first.
PLAIN: dict[str, Callable[..., Batch]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: np.where(b == 0, np.nan, a / np.where(b == 0, 1.0, b)),
    "neg": lambda a: -a,
    "pow": power,
    "matmul": lambda a, b: a @ b,
    "T": transpose,
    "diag": diag,
    "diagof": lambda a: np.diagonal(a, axis1=1, axis2=2)[:, :, None],
    "outer": lambda u, v: u @ transpose(v),
    "dot": lambda u, v: (u * v).sum(axis=(1, 2), keepdims=True),
    "inv": inverse,
    "expm": guarded(expm),
    "kron": kron,
    "vec": vec,
    "stack": lambda *parts: np.concatenate(together(*parts), axis=1),
    "softmax": softmax,
    "det": guarded(lambda a: scalars(np.linalg.det(a))),
    "tr": lambda a: scalars(np.trace(a, axis1=1, axis2=2)),
    "rank": rank,
    "rho": guarded(lambda a: scalars(np.abs(np.linalg.eigvals(a)).max(axis=1))),
    "count_nonzero": lambda a: (np.abs(a) > 1e-12).sum(axis=(1, 2), keepdims=True).astype(float),
    "sum": lambda a: a.sum(axis=(1, 2), keepdims=True),
    "mean": lambda a: a.mean(axis=(1, 2), keepdims=True),
    "max": lambda a: a.max(axis=(1, 2), keepdims=True),
    "min": lambda a: a.min(axis=(1, 2), keepdims=True),
    "norm": spectral_norm,
    "norm_f": euclid,
    "norm_1": columns_sum,
    "norm_inf": lambda a: columns_sum(transpose(a)),
    "sigma_min": lambda a: scalars(singular_values(a)[:, -1]),
    "eig_max": lambda a: symmetric_eigenvalues(a, -1),
    "eig_min": lambda a: symmetric_eigenvalues(a, 0),
    "lyap": lyap,
    "conj": np.conj,
    "re": lambda a: a.real,
    "im": lambda a: a.imag if np.iscomplexobj(a) else 0.0 * a,
}
