"""Rules for what a column has beside norms: sums, means and extremes of its entries, softmax; and for determinants."""

from __future__ import annotations

from collections.abc import Iterator

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.compare import is_nonneg
from symrnn.algebra.order.normrules import SQRT, Rule, is_square, of, size
from symrnn.algebra.terms import SCALAR, Term, number

# increasing on the whole line, where they are defined everywhere
RISING = frozenset({"tanh", "sigmoid", "relu", "softplus", "exp", "atan", "erf", "hardtanh", "softsign", "identity",
                    "leaky_relu", "elu"})


def of_column(t: Term) -> Iterator[Rule]:
    """What a sum, a mean or an extreme of a column is at most, at least, or is; `t` is the scalar."""
    if t.head not in ("sum", "mean", "max", "min") or not t.args[0].is_column:
        return
    (v,) = t.args
    n, largest, smallest = size(v.shape[0]), of("max", v), of("min", v)
    if t.head == "sum":
        yield Rule("sum by the largest entry", "<=", t, n * largest)
        yield Rule("sum by the smallest entry", "<=", n * smallest, t)
        if is_nonneg(v):
            yield Rule("largest entry below the sum", "<=", largest, t)
    elif t.head == "mean":
        yield Rule("mean below the largest entry", "<=", t, largest)
        yield Rule("mean above the smallest entry", "<=", smallest, t)
    else:
        total = of("sum", v)
        if t.head == "max":
            yield Rule("mean below the largest entry", "<=", of("mean", v), t)
            if is_nonneg(v):
                yield Rule("largest entry below the sum", "<=", t, total)
        else:
            yield Rule("mean above the smallest entry", "<=", t, of("mean", v))
        if v.head == "fn" and v.args[0].word in RISING:
            inner = Term("fn", (v.args[0], of(t.head, v.args[1])), SCALAR)
            yield Rule("extremes of an increasing function", "=", t, inner)
    if t.head == "mean" and v.head == "softmax":
        yield Rule("mean of a softmax", "=", t, 1 / n)


def of_softmax(n: str, t: Term) -> Iterator[Rule]:
    """Norms of a softmax, of differences of two, and of its Jacobian."""
    whole = of(n, t)
    if t.head == "softmax" and n != "norm_f":
        yield Rule("length of a softmax", "<=", whole, number(1))
    if t.head == "sub" and t.args[0].shape == t.args[1].shape:
        a, b = t.args
        if a.head == b.head == "softmax" and t.is_column and n in ("norm", "norm_f"):
            yield Rule("values of a softmax", "<=", whole, of(n, a.args[0] - b.args[0]) / 2)
        inside = {*a.args, *b.args}
        if n == "norm" and (a.head, b.head) == ("diag", "outer") and [p.head for p in inside] == ["softmax"]:
            yield Rule("slopes of a softmax", "<=", whole, number(1) / 2)


def of_entries_and_rows(n: str, t: Term) -> Iterator[Rule]:
    """Norms that do not see signs, and row sums by the spectral norm."""
    whole = of(n, t)
    if t.head == "fn" and t.args[0].word == "abs" and t.shape and (n != "norm" or t.is_column):
        yield Rule("modulus of every entry", "=", whole, of(n, t.args[1]))
    if n == "norm_inf" and t.shape and not t.is_column:
        yield Rule("row sums by the spectral norm", "<=", whole, SQRT(size(t.shape[1])) * of("norm", t))
    if n == "norm_f" and t.head == "sub" and is_square(t) and all(x.head == "matmul" for x in t.args):
        (a, b), (c, d) = (x.args for x in t.args)
        if (a, b) == (d, c) and is_square(a) and is_square(b):
            yield Rule("commutator", "<=", whole, SQRT(number(2)) * (of("norm_f", a) * of("norm_f", b)))


def of_spectrum(t: Term) -> Iterator[Rule]:
    """Determinants and traces of positive semidefinite matrices, and the spread of eigenvalues; `t` is the scalar."""
    if t.head == "add" and t.args[0].head == t.args[1].head == "det":
        a, b = (x.args[0] for x in t.args)
        if a.shape == b.shape:
            yield Rule("determinants of a sum", "<=", t, of("det", a + b), _psd(a, b))
    if t.head == "det":
        (a,) = t.args
        n = size(a.shape[0])
        yield Rule("determinant by the trace", "<=", t, (of("tr", a) / n) ** n, _psd(a))
        if a.head == "add" and a.args[0].head == "eye" and a.args[0].shape == a.args[1].shape:
            yield Rule("determinant beside the identity", "<=", number(1) + of("tr", a.args[1]), t, _psd(a.args[1]))
    if t.head == "sub" and t.args[0].head == "eig_max" and t.args[1].head == "eig_min" and t.args[0].args == t.args[1].args:
        (a,) = t.args[0].args
        yield Rule("spread of eigenvalues", "<=", t, SQRT(number(2)) * of("norm_f", a), (Statement("symmetric", (a,)),))
    if t.head == "pow" and t.args[1] == number(2) and t.args[0].head == "tr":
        a = t.args[0].args[0]
        yield Rule("trace by the frobenius norm", "<=", t, of("rank", a) * of("norm_f", a) ** 2)


def _psd(*arrays: Term) -> tuple[Statement, ...]:
    return tuple(Statement("psd", (a,)) for a in arrays)
