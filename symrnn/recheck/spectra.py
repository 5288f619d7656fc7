"""Spectral words of matrices: enclosures of eigenvalues, exact comparison of algebraic numbers, bounds of a rank."""

from __future__ import annotations

from typing import Any

from flint import acb, acb_mat, ctx, fmpq, fmpq_mat, fmpq_poly

from symrnn.recheck.functions import ONE, Undefined, ball, finite, may_vanish


def gram(a: Any) -> Any:
    """A^H A, or A A^H where that is smaller."""
    rows = a if len(a) <= len(a[0]) else [list(c) for c in zip(*a, strict=True)]
    bar = [[x.conjugate() if isinstance(x, acb) else x for x in r] for r in rows]
    return [[sum((x * y for x, y in zip(r, s, strict=True)), fmpq(0)) for s in bar] for r in rows]


def is_exact(a: Any) -> bool:
    """Whether all entries are rationals."""
    return all(isinstance(x, fmpq) for r in a for x in r)


def eigenvalues(a: Any) -> list[acb]:
    """Enclosures of all eigenvalues, or Undefined."""
    if len(a) != len(a[0]):
        raise Undefined("eigenvalues of a matrix that is not square")
    if is_exact(a):
        roots: Any = fmpq_mat(a).charpoly().complex_roots()
        return [acb(z) for z, k in roots for _ in range(k)]
    if not all(finite(x) for r in a for x in r):
        raise Undefined("eigenvalues of a matrix that is not finite")
    try:
        return acb_mat(a).eig(multiple=True)
    except ValueError as error:
        raise Undefined("the eigenvalues could not be enclosed") from error


def _extreme(xs: Any, word: str) -> Any:
    best = xs[0]
    for x in xs[1:]:
        best = getattr(best, word)(x)
    return best


def _hermitian(a: Any, word: str) -> Any:
    return _extreme([z.real for z in eigenvalues(a)], word)


def _symmetric(a: Any, word: str) -> Any:
    if len(a) == len(a[0]) and any(not may_vanish(a[i][j] - a[j][i]) for i in range(len(a)) for j in range(i)):
        raise Undefined(f"eig_{word} of a matrix that is not symmetric")
    return _hermitian(a, word)


# the words; the table after it has, for exact matrices, a polynomial with the value as a root
WORDS = {
    "norm": lambda a: _hermitian(gram(a), "max").nonnegative_part().sqrt(),
    "sigma_min": lambda a: _hermitian(gram(a), "min").nonnegative_part().sqrt(),
    "rho": lambda a: _extreme([abs(z) for z in eigenvalues(a)], "max"),
    "eig_max": lambda a: _symmetric(a, "max"),
    "eig_min": lambda a: _symmetric(a, "min"),
}


def even(p: Any) -> fmpq_poly:
    """p(x^2)."""
    return fmpq_poly([c for x in p.coeffs() for c in (x, 0)][:-1])


def _kron(a: Any, b: Any) -> Any:
    return [[x * y for x in r for y in s] for r in a for s in b]


POLYNOMIALS = {
    "norm": lambda a: even(fmpq_mat(gram(a)).charpoly()),
    "sigma_min": lambda a: even(fmpq_mat(gram(a)).charpoly()),
    "rho": lambda a: even(fmpq_mat(_kron(a, a)).charpoly()),
    "eig_max": lambda a: fmpq_mat(a).charpoly(),
    "eig_min": lambda a: fmpq_mat(a).charpoly(),
}


def _companion(p: Any) -> Any:
    n, lead = p.degree(), p.leading_coefficient()
    return [[-p[i] / lead if j == n - 1 else ONE if i == j + 1 else fmpq(0) for j in range(n)] for i in range(n)]


def product_poly(p: Any, q: Any) -> fmpq_poly:
    """A polynomial that has every product of a root of p and a root of q as a root."""
    return fmpq_mat(_kron(_companion(p), _companion(q))).charpoly()


def sum_poly(p: Any, q: Any) -> fmpq_poly:
    """A polynomial that has every sum of a root of p and a root of q as a root."""
    a, b = _companion(p), _companion(q)
    one, two = ([[fmpq(int(i == j)) for j in range(len(c))] for i in range(len(c))] for c in (a, b))
    return (fmpq_mat(_kron(a, two)) + fmpq_mat(_kron(one, b))).charpoly()


def order(p: Any, enclose_x: Any, q: Any, enclose_y: Any) -> int | None:
    """Sign of x - y, for a real root x of p and a real root y of q, enclosed by functions of the precision."""
    both = p * q
    both = both // both.gcd(both.derivative())
    bits = 128
    while bits <= 4096:
        old, ctx.prec = ctx.prec, bits
        try:
            x, y = ball(enclose_x()), ball(enclose_y())
            if x < y or x > y:
                return 1 if x > y else -1
            roots = [z for z, _ in both.complex_roots()]
            near = [[i for i, z in enumerate(roots) if z.overlaps(acb(v))] for v in (x, y)]
            if near[0] == near[1] and len(near[0]) == 1:
                return 0
        finally:
            ctx.prec = old
        bits *= 4
    return None


def eliminate(a: Any) -> Any:
    """Gauss with full pivoting: number of certain pivots and what is left after each."""
    a, left = [list(r) for r in a], []
    while True:
        left.append([x for r in a for x in r])
        usable = [(i, j) for i, r in enumerate(a) for j, x in enumerate(r) if finite(x) and not may_vanish(x)]
        if not usable:
            return len(left) - 1, left
        i, j = max(usable, key=lambda ij: (float(abs(ball(a[ij[0]][ij[1]])).lower()), -ij[0], -ij[1]))
        pivot, rows = a[i], [r for m, r in enumerate(a) if m != i]
        a = [[x - r[j] / pivot[j] * y for k, (x, y) in enumerate(zip(r, pivot, strict=True)) if k != j] for r in rows]


def rank_bounds(a: Any) -> tuple[int, int]:
    """Certain lower and upper bounds of the rank."""
    if is_exact(a):
        r = fmpq_mat(a).rank()
        return r, r
    low, left = eliminate(a)
    return low, low if all(x == 0 for x in left[-1]) else min(len(a), len(a[0]))
