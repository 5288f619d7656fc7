"""Derivatives through ordered products, powers and exponentials that are kept whole.

A product over a range varies at one place at a time: d(B_hi ... B_lo) = sum_j B_hi ... B_(j+1) dB_j B_(j-1) ... B_lo, and a
power is a product of equal factors. exp varies by the corner of the exponential of a block matrix (Higham, Functions of
Matrices (2008), theorem 3.6); along a line of multiples of one matrix, and under a trace, everything commutes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.build import Part, apply
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import subs_index, subterms
from symrnn.algebra.language.words import block, expm, eye, matpow, sum_, tr, zeros
from symrnn.algebra.terms import Term

WHOLE = frozenset({"product", "matpow", "expm"})


def fresh_names(y: Term, count: int) -> list[str]:
    """Names of indices that do not occur in a term."""
    taken = {name for t in subterms(y) for a in t.args if isinstance(a, Size) for name in a.names}
    taken |= {t.args[1] for t in subterms(y) if t.head in ("product", "total")}
    return [k for k in (f"j{i or ''}" for i in range(len(taken) + count)) if k not in taken][:count]


def places(y: Term) -> tuple[Term, Term, Term, Callable[[Term], Term]]:
    """What stands left of the place that varies, the factor there, what stands right of it, and the sum over places."""
    name, = fresh_names(y, 1)
    j = Size({(name,): 1}, frozenset({name}))
    if y.head == "matpow":
        base, t = y.args
        left, factor, right, lo, hi = matpow(base, t - 1 - j), base, matpow(base, j), Size({}), t - 1
    else:
        body, k, lo, hi = y.args
        left, right = (Term("product", (body, k, *ends), y.shape) for ends in ((j + 1, hi), (lo, j - 1)))
        factor = subs_index(body, k, j)
    return left, factor, right, lambda part: Term("total", (part, name, lo, hi), part.shape)


def _fixed(y: Term) -> bool:
    """Whether this is a power with the exponent 0."""
    return y.head == "matpow" and y.args[1].constant == 0


def line(a: Term, x: Term) -> tuple[Term, Term] | None:
    """The scalar and the matrix of a multiple of a matrix that does not depend on x."""
    if a.head == "named":
        return line(a.args[1], x)
    if a.head == "mul":
        for c, m in (a.args, a.args[::-1]):
            if c.is_scalar and not m.is_scalar and not depends(m, x):
                return c, m
    return (1 / a.args[1], a.args[0]) if a.head == "div" and a.args[1].is_scalar and not depends(a.args[0], x) else None


def multiple(g: Term) -> Term | None:
    """The c of c I; None for other matrices."""
    if g.head == "mul":
        c, m = g.args if g.args[0].is_scalar else g.args[::-1]
        return c if c.is_scalar and m.head == "eye" else None
    return None


def corner(a: Term, direction: Term) -> Term:
    """The derivative of exp at a in a direction."""
    n = a.shape[0]
    whole = expm(block([[a, direction], [zeros(n, n), a]]))
    return block([[eye(n), zeros(n, n)]]) @ whole @ block([[zeros(n, n)], [eye(n)]])


def held(d: Any, m: Term, v: Term) -> Part:
    """The derivative of m v with v held constant."""
    if m.head == "expm":
        along = line(m.args[0], d.x)
        if along is None:
            raise d.refuse("expm", m)
        return apply(along[1] @ m @ v, d(along[0]))
    if _fixed(m):
        return None
    left, factor, right, total = places(m)
    part = d.held(factor, right @ v)
    return None if part is None else total(left @ part)


def varied(d: Any, y: Term, x: Term) -> Part:
    """The differential of y from the differentials of its parts."""
    if y.head == "expm":
        along = line(y.args[0], x)
        if along is not None:
            part = d(along[0])
            return None if part is None else part * (along[1] @ y)
        part = d(y.args[0])
        return None if part is None else corner(y.args[0], part)
    if _fixed(y):
        return None
    left, factor, right, total = places(y)
    part = d(factor)
    return None if part is None else total(left @ part @ right if y.shape else left * part * right)


def cotangents(y: Term, x: Term, g: Term, go: Callable[[Term, Term], Part]) -> Part:
    """The gradient of the inner product of g and y; `go(part, cotangent)` is that of a part."""
    c = multiple(g) if y.shape else None
    if y.head == "expm":
        along = line(y.args[0], x)
        if along is not None:
            inner = c * tr(along[1] @ y) if c is not None else sum_(g * (along[1] @ y))
            return go(along[0], inner)
        return go(y.args[0], corner(y.args[0].T, g) if c is None else c * y.T)
    if _fixed(y):
        return None
    if y.head == "matpow" and c is not None:
        base, t = y.args
        return go(base, c * Term("size", (t,), ()) * matpow(base.T, t - 1))
    left, factor, right, total = places(y)
    part = go(factor, left.T @ g @ right.T if y.shape else g * left * right)
    return None if part is None else total(part)

