"""Derivative rules for Jacobians: one line per head, for a column (or a scalar) y and a leaf x.

`RULES[head](d, *args)` gives dy/dx; `d(u)` is du/dx of a part and `d.held(M, v)` is the derivative of M v with v held
constant. `HELD[head](d, v, *args)` is that derivative for the matrix heads. Numerator layout throughout: rows follow
y, columns follow x. The reference is Magnus and Neudecker, Matrix Differential Calculus (2019), chapters 8 and 9,
whose differentials these lines restate.
"""

from __future__ import annotations

from typing import Any

from symrnn.algebra.build import Part, apply, broadcast, is_complex, minus, plus, real_leaf, row, scaled, times
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.words import conj, diag, dot, im, inv, norm, outer, re, softmax, unit
from symrnn.algebra.terms import Term, number


def combine(d: Any, sign: int, a: Term, b: Term) -> Part:
    """a + b or a - b; a scalar is added to every row."""
    rows = a.shape[0] if a.shape and not a.is_scalar else b.shape[0] if b.shape and not b.is_scalar else None
    parts = [part if rows is None or not u.is_scalar else broadcast(rows, part)
             for u, part in ((a, d(a)), (b, d(b)))]
    return plus(parts[0], parts[1] if sign > 0 else minus(parts[1]))


def multiply(d: Any, a: Term, b: Term) -> Part:
    """The product rule for `*`: two columns, two scalars, or a scalar and a column."""
    return plus(weighted(b, a, d(a)), weighted(a, b, d(b)))


def weighted(factor: Term, u: Term, part: Part) -> Part:
    """The part of the product rule that carries du: factor * du, whichever of the two is the column."""
    if u.is_scalar and not factor.is_scalar:
        return apply(factor, part)
    return scaled(factor, part)


def divide(d: Any, a: Term, b: Term) -> Part:
    """The quotient rule for `/`."""
    return plus(weighted(1 / b, a, d(a)), minus(weighted(a / b**2, b, d(b))))


def power(d: Any, a: Term, p: Term) -> Part:
    """a ** p for a scalar exponent, constant or not."""
    slope = p * a ** (p - 1) if p.head != "num" else p if p.args[0] == 1 else 2 * a if p.args[0] == 2 else \
        p * a ** number(p.args[0] - 1)
    varying = None if d(p) is None else weighted(a**p * TABLE["log"](a), p, d(p))
    return plus(scaled(slope, d(a)), varying)


def of_function(d: Any, f: Any, u: Term) -> Part:
    """The chain rule; the modulus of a complex number varies by the real part of conj(u) du / |u|."""
    if f != TABLE["abs"] or not is_complex(u):
        return scaled(f.diff(u), d(u))
    real_leaf("abs", d.x)
    part = scaled(conj(u) / f(u), d(u))
    return None if part is None else re(part)


def of_norm(d: Any, v: Term) -> Part:
    """The Euclidean norm of a column."""
    if not is_complex(v):
        return row(v / norm(v), d(v))
    real_leaf("norm", d.x)
    part = row(conj(v) / norm(v), d(v))
    return None if part is None else re(part)


def of_parts(d: Any, word: Any, u: Term) -> Part:
    """The derivative of a conjugate, a real or an imaginary part along a real leaf."""
    real_leaf(word.__name__, d.x)
    part = d(u)
    return None if part is None else word(part)


RULES: dict[str, Any] = {
    #  head               the derivative of head(args)
    "add":      lambda d, a, b: combine(d, +1, a, b),
    "sub":      lambda d, a, b: combine(d, -1, a, b),
    "neg":      lambda d, a: minus(d(a)),
    "mul":      multiply,
    "div":      divide,
    "pow":      power,
    "fn":       of_function,
    "matmul":   lambda d, a, v: plus(apply(a, d(v)), d.held(a, v)),
    "dot":      lambda d, u, v: plus(row(u, d(v)), row(v, d(u))),
    "softmax":  lambda d, v: apply(diag(softmax(v)) - outer(softmax(v), softmax(v)), d(v)),
    "norm":     of_norm,
    "entry":    lambda d, a, i, j: row(unit(a.shape[0], i),
                                       d(a) if a.is_column else d.held(a, unit(a.shape[1], j))),
    "named":    lambda d, name, u: d(u),
    # along real leaves the parts of a complex number are differentiated one by one
    "conj":     lambda d, u: of_parts(d, conj, u),
    "re":       lambda d, u: of_parts(d, re, u),
    "im":       lambda d, u: of_parts(d, im, u),
}

HELD: dict[str, Any] = {
    #  head               the derivative of head(args) v, with v held constant
    "add":      lambda d, v, a, b: plus(d.held(a, v), d.held(b, v)),
    "sub":      lambda d, v, a, b: plus(d.held(a, v), minus(d.held(b, v))),
    "neg":      lambda d, v, a: minus(d.held(a, v)),
    "matmul":   lambda d, v, a, b: plus(apply(a, d.held(b, v)), d.held(a, b @ v)),
    "mul":      lambda d, v, a, b: held_product(d, v, a, b),
    "div":      lambda d, v, a, s: d.held((1 / s) * a, v) if s.is_scalar else d.refuse("div", a / s),
    "diag":     lambda d, v, u: scaled(v, d(u)),
    "outer":    lambda d, v, u, w: plus(times(dot(w, v), d(u)), apply(u, row(v, d(w)))),
    "inv":      lambda d, v, a: minus(apply(inv(a), d.held(a, inv(a) @ v))),
    "T":        lambda d, v, a: held_transpose(d, v, a),
    "named":    lambda d, v, name, a: d.held(a, v),
}


def held_product(d: Any, v: Term, a: Term, b: Term) -> Part:
    """(a * b) v with v held constant: a scalar factor, or an outer product as one of the factors."""
    if a.is_scalar or b.is_scalar:
        s, m = (a, b) if a.is_scalar else (b, a)
        return plus(apply(m @ v, d(s)), times(s, d.held(m, v)))
    for one, other in ((a, b), (b, a)):
        inner = one.args[1] if one.head == "named" else one
        pair = (inner.args if inner.head == "outer" else (inner.args[0], inner.args[1].args[0])
                if inner.head == "matmul" and inner.args[0].is_column and inner.args[1].head == "T" else None)
        if pair is not None:  # (u w') * B = diag(u) B diag(w)
            return d.held(diag(pair[0]) @ other @ diag(pair[1]), v)
    return d.refuse("elementwise product", a * b)


def held_transpose(d: Any, v: Term, a: Term) -> Part:
    """a^T v with v held constant: the transpose moves inside until it meets a rule."""
    head, args = a.head, a.args
    if a.is_column:
        return row(v, d(a))
    if head == "T":
        return d.held(args[0], v)
    if head == "named":
        return d.held(args[1].T, v)
    if head in ("add", "sub"):
        second = d.held(args[1].T, v)
        return plus(d.held(args[0].T, v), second if head == "add" else minus(second))
    if head == "neg":
        return minus(d.held(args[0].T, v))
    if head == "matmul":
        return d.held(args[1].T @ args[0].T, v)
    if head == "mul":
        return d.held(args[0].T * args[1].T, v)
    if head == "div" and args[1].is_scalar:
        return d.held(args[0].T / args[1], v)
    if head == "diag":
        return d.held(a, v)
    if head == "outer":
        return d.held(outer(args[1], args[0]), v)
    if head == "inv":
        return d.held(inv(args[0].T), v)
    return d.refuse("transpose", a.T)
