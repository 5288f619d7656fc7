"""Gradients: `pullback(y, x, g)` is the gradient of g^T y with respect to a leaf x of any shape, g held fixed.

`COTANGENTS[head](g, *args)` gives the cotangent of each argument from the cotangent g of the value: one line per
head, in the order of the arguments. The reference is Giles, An extended collection of matrix derivative results for
forward and reverse mode algorithmic differentiation (2008).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra import orbits, ranged
from symrnn.algebra.build import Part, is_complex, plus, real_leaf, reshape_scalar, zero
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import subs_index
from symrnn.algebra.language.words import (
    block,
    det,
    diag,
    diagof,
    dot,
    eye,
    inv,
    norm,
    norm_f,
    ones,
    outer,
    softmax,
    sum_,
    unit,
)
from symrnn.algebra.language.words import max_ as largest
from symrnn.algebra.language.words import min_ as smallest
from symrnn.algebra.language.words import zeros as zeros_word
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.errors import NotSupportedError, said


def fit(g: Term, u: Term) -> Term:
    """The cotangent of a scalar that was combined with an array is the sum over the array."""
    if u.is_scalar:
        fitted = reshape_scalar(sum_(g) if g.shape and not g.is_scalar else g, u.shape)
        return fitted if fitted is not None else g
    return g if g.shape == u.shape else g * ones(*u.shape)


def powered(g: Term, a: Term, p: Term) -> tuple[Term, Term]:
    """The cotangents of a ** p."""
    return fit(g * p * a ** (p - 1), a), fit(g * a**p * TABLE["log"](a), p)


def select(whole: Size, before: Size, own: Size) -> Term:
    """The matrix [0 I 0] that picks `own` rows after `before` of `whole` rows."""
    after = whole - before - own
    parts = [zeros_word(own, s) if i != 1 else eye(own) for i, s in enumerate((before, own, after)) if s != 0]
    return parts[0] if len(parts) == 1 else block([parts])


def stacked(g: Term, *parts: Term) -> tuple[Term, ...]:
    """The cotangents of the parts of a stack."""
    out, before = [], Size({})
    for part in parts:
        out.append(select(g.shape[0], before, part.shape[0]) @ g)
        before = before + part.shape[0]
    return tuple(out)


def at_largest(v: Term) -> Term:
    """One where a column has its largest modulus, else zero, with the sign that the entry has there."""
    size = TABLE["abs"](of_column(v, "an infinity norm"))
    return TABLE["sign"](v) * (1 - TABLE["step"](largest(size) - size))


def of_column(v: Term, what: str) -> Term:
    """The column itself; an error where it is a matrix, of which the norm looks at whole rows or columns."""
    if not v.is_column:
        raise NotSupportedError(f"the gradient of {what}", got="a matrix", expected="a column",
                                advice="use norm_f, or write out the rows or columns that count")
    return v


def normed(g: Term, v: Term) -> Term:
    """The cotangent of a Euclidean norm."""
    if not v.is_column:
        raise NotSupportedError("the gradient of a spectral norm", got="norm of a matrix", expected="a column",
                                advice="use norm_f, or a singular vector that you name")
    return g * v / norm(v)


COTANGENTS: dict[str, Any] = {
    #  head               the cotangents of the arguments
    "add":      lambda g, a, b: (fit(g, a), fit(g, b)),
    "sub":      lambda g, a, b: (fit(g, a), fit(-g, b)),
    "neg":      lambda g, a: (-g,),
    "mul":      lambda g, a, b: (fit(g * b, a), fit(g * a, b)),
    "div":      lambda g, a, b: (fit(g / b, a), fit(-(g * a / b**2), b)),
    "pow":      powered,
    "matmul":   lambda g, a, b: (g @ b.T, a.T @ g),
    "T":        lambda g, a: (g.T,),
    "fn":       lambda g, f, u: (g * f.diff(u),),
    "diag":     lambda g, v: (diagof(g),),
    "diagof":   lambda g, a: (diag(g),),
    "outer":    lambda g, u, v: (g @ v, g.T @ u),
    "dot":      lambda g, u, v: (g * v, g * u),
    "inv":      lambda g, a: (-(inv(a).T @ g @ inv(a).T),),
    "det":      lambda g, a: (g * det(a) * inv(a).T,),
    "tr":       lambda g, a: (g * eye(a.shape[0]),),
    "sum":      lambda g, a: (fit(g, a) if a.is_scalar else g * ones(*a.shape),),
    "mean":     lambda g, a: (g * ones(*a.shape) / (a.shape[0] * a.shape[1]) if a.shape else g,),
    # where the extreme entry is the only one (at more of them it has no derivative)
    "max":      lambda g, a: (g * (1 - TABLE["step"](largest(a) - a)),),
    "min":      lambda g, a: (g * (1 - TABLE["step"](a - smallest(a))),),
    "norm_inf": lambda g, v: (g * at_largest(v),),
    "norm_1":   lambda g, v: (g * TABLE["sign"](of_column(v, "a 1-norm")),),
    "norm":     lambda g, v: (normed(g, v),),
    "norm_f":   lambda g, a: (g * a / norm_f(a),),
    "softmax":  lambda g, v: (softmax(v) * g - softmax(v) * dot(softmax(v), g),),
    "stack":    stacked,
    "entry":    lambda g, a, i, j: (g * outer(unit(a.shape[0], i), unit(a.shape[1], j)),),
    "named":    lambda g, name, u: (g,),
}


MODULI = frozenset({"fn", "norm", "norm_f", "norm_1", "norm_inf"})

Slope = Callable[[Term, Term], Part]


def gradient(y: Term, x: Term, g: Term, slope: Slope | None = None) -> Term:
    """The closed form of pullback(y, x, g), for y free of lazy derivatives; `slope(y, x)` is a Jacobian.

    Raises
    ------
    NotSupportedError
        Where y contains, on the way to x, a head without a rule.
    """
    total: list[Part] = [None]

    def _part(part: Term, cotangent: Term) -> Part:
        return gradient(part, x, cotangent, slope) if depends(part, x) else None

    def descend(node: Term, cotangent: Term) -> None:
        if node == x:
            total[0] = plus(total[0], reshape_scalar(cotangent, x.shape))
            return
        if not depends(node, x):
            return
        if node.head == "matpow" and node.args[1].constant is not None and node.args[1].constant >= 1:
            product = node.args[0]
            for _ in range(node.args[1].constant - 1):
                product = product @ node.args[0]
            descend(product, cotangent)
            return
        if node.head == "total" and not any(_mentions(part, node.args[1]) for part in (x, cotangent)):
            body, k, lo, hi = node.args
            fitted = reshape_scalar(cotangent, node.shape) if node.is_scalar else cotangent
            each = gradient(body, x, fitted, slope)  # type: ignore[arg-type]
            total[0] = plus(total[0], Term("total", (each, k, lo, hi), each.shape))
            return
        if node.head == "iterate" and slope is not None:
            through = orbits.gradient(node, x, cotangent, lambda y, z, g: gradient(y, z, g, slope), slope)
            total[0] = plus(total[0], through)
            return
        if node.head in ranged.WHOLE:
            cotangent = reshape_scalar(cotangent, node.shape) if node.is_scalar else cotangent  # type: ignore[assignment]
            total[0] = plus(total[0], ranged.cotangents(node, x, cotangent, _part))
            return
        if node.head in ("conj", "re", "im") and not is_complex(cotangent):
            # along a real leaf the gradient of a part, with real weights, is the part of the gradient
            real_leaf(node.head, x)
            inner = gradient(node.args[0], x, cotangent, slope)
            total[0] = plus(total[0], Term(node.head, (inner,), inner.shape))
            return
        if node.head in MODULI and is_complex(node.args[-1]) and (node.head != "fn" or node.args[0].name == "abs"):
            raise NotSupportedError(f"the gradient through `{node.head}`", got="complex numbers", expected="real ones",
                                    advice="write their real and imaginary parts")
        if node.head not in COTANGENTS:
            raise NotSupportedError(f"the gradient through `{node.head}`", got=said(node),
                                    expected="a word with a rule: " + ", ".join(sorted(COTANGENTS)),
                                    advice="write it with these words")
        cotangent = reshape_scalar(cotangent, node.shape) if node.is_scalar else cotangent  # type: ignore[assignment]
        for child, part in zip(node.children, COTANGENTS[node.head](cotangent, *node.args), strict=True):
            if depends(child, x):
                descend(child, part)

    descend(y, g)
    return total[0] if total[0] is not None else zero(x.shape)


def _mentions(term: Term, k: str) -> bool:
    """Whether an index occurs free in a term."""
    return subs_index(term, k, Size({(k,): 1}, frozenset({k})) + 1) != term


def one() -> Term:
    """The cotangent of a scalar with respect to itself."""
    return number(1)


__all__ = ["COTANGENTS", "SCALAR", "gradient", "one"]
