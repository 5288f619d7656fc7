"""Norm rules from below, and quadratic forms: what a norm, a least singular value or a form is at least."""

from __future__ import annotations

from collections.abc import Iterator

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.normrules import ABS, NORMS, Rule, is_square, of
from symrnn.algebra.terms import SCALAR, Term, number


def from_below(word: str, t: Term) -> Iterator[Rule]:
    """Lower bounds: right is the norm (or singular value, or radius) that left is below."""
    whole = of(word, t)
    if word in NORMS and t.head in ("add", "sub") and t.args[0].shape == t.args[1].shape and t.shape:
        a, b = t.args
        yield Rule("reverse triangle", "<=", of(word, a) - of(word, b), whole)
        yield Rule("reverse triangle right", "<=", of(word, b) - of(word, a), whole)
    if t.head == "matmul":
        a, b = t.args
        if word in ("norm", "norm_f") and is_square(a):
            yield Rule("least stretch", "<=", of("sigma_min", a) * of(word, b), whole)
        if word in ("norm", "norm_f") and is_square(b):
            yield Rule("least stretch right", "<=", of(word, a) * of("sigma_min", b), whole)
        if word == "sigma_min" and is_square(a) and is_square(b):
            yield Rule("least stretches multiply", "<=", of("sigma_min", a) * of("sigma_min", b), whole)
    if word == "norm_f":
        yield Rule("frobenius above", "<=", of("norm", t), whole)
    if word in NORMS and is_square(t):
        yield Rule("norm above the radius", "<=", of("rho", t), whole)
    if word == "norm" and is_square(t):
        yield Rule("norm above the least stretch", "<=", of("sigma_min", t), whole)
    if word == "norm_1" and t.is_column:
        yield Rule("sum of moduli above the length", "<=", of("norm", t), whole)
    if word == "norm" and t.is_column:
        yield Rule("length above the largest modulus", "<=", of("norm_inf", t), whole)
    if word == "sigma_min":
        yield from _sigma_min(t, whole)


def _sigma_min(t: Term, whole: Term) -> Iterator[Rule]:
    if t.head == "eye":
        yield Rule("least stretch of the identity", "=", number(1), whole)
    if t.head == "T" and is_square(t):
        yield Rule("least stretch of the transpose", "=", of("sigma_min", t.args[0]), whole)
    if t.head == "mul" and t.args[0].is_scalar and not t.args[1].is_scalar:
        yield Rule("least stretch of a multiple", "=", ABS(t.args[0]) * of("sigma_min", t.args[1]), whole)
    if t.head == "add" and t.args[0].shape == t.args[1].shape and is_square(t):
        yield Rule("least stretch of a sum", "<=", of("sigma_min", t.args[0]) - of("norm", t.args[1]), whole)
    if t.head == "product" and is_square(t):
        body, k, lo, hi = t.args
        yield Rule("least stretch of a product", "<=", Term("product", (of("sigma_min", body), k, lo, hi), SCALAR), whole)
    if is_square(t):
        yield Rule("least stretch of an orthogonal matrix", "=", number(1), whole, (Statement("orthogonal", (t,)),))


def of_forms(t: Term) -> Iterator[Rule]:
    """Quadratic forms and inner products, which have a sign of their own."""
    if t.head == "dot":
        u, v = t.args
        if u == v:
            yield Rule("square of the length", "=", t, of("norm", u) ** 2)
        if v.head == "matmul" and v.args[1] == u and is_square(v.args[0]):
            a = v.args[0]
            symmetric = (Statement("symmetric", (a,)),)
            yield Rule("rayleigh", "<=", t, of("eig_max", a) * of("norm", u) ** 2, symmetric)
            yield Rule("rayleigh from below", "<=", of("eig_min", a) * of("norm", u) ** 2, t, symmetric)
            yield Rule("positive semidefinite form", "<=", number(0), t, (Statement("psd", (a,)),))
    if t.head == "tr":
        yield Rule("positive semidefinite trace", "<=", number(0), t, (Statement("psd", (t.args[0],)),))
    if t.head in ("eig_max", "eig_min"):
        a = t.args[0]
        yield Rule("eigenvalue below the norm", "<=", t, of("norm", a))
        yield Rule("positive semidefinite eigenvalue", "<=", number(0), t, (Statement("psd", (a,)),))
        if t.head == "eig_max":
            yield Rule("norm of a positive semidefinite matrix", "=", of("norm", a), t, (Statement("psd", (a,)),))
