"""Directional derivatives: `jvp(y, x, d)` for a leaf x of any shape, y of any shape.

`DIFFERENTIALS[head](d, *args)` gives the differential of the value from the differentials `d(u)` of its parts: the
matrix differentials of Magnus and Neudecker (2019), one line per head.
"""

from __future__ import annotations

from typing import Any

from symrnn.algebra import ranged
from symrnn.algebra.adjoint import MODULI, at_largest, of_column
from symrnn.algebra.build import Part, is_complex, minus, plus, real_leaf, reshape_scalar, times, zero
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.words import (
    block,
    conj,
    det,
    diag,
    diagof,
    dot,
    entry,
    im,
    inv,
    kron,
    mean,
    norm_f,
    ones,
    outer,
    re,
    softmax,
    stack,
    sum_,
    tr,
    vec,
)
from symrnn.algebra.language.words import max_ as largest
from symrnn.algebra.language.words import min_ as smallest
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError, said


def spread(part: Part, like: Term) -> Part:
    """The differential of a scalar that is combined with an array."""
    return None if part is None else part if part.shape == like.shape or not part.is_scalar else part * ones(*like.shape)


def product(a: Part, b: Part) -> Part:
    """A matrix product that vanishes with a factor."""
    return None if a is None or b is None else a @ b


def wrap(word: Any, part: Part) -> Part:
    """A linear word of a differential."""
    return None if part is None else word(part)


def filled(d: Any, u: Term) -> Term:
    """The differential of a part, written out where it vanishes."""
    part = d(u)
    return part if part is not None else zero(u.shape)


DIFFERENTIALS: dict[str, Any] = {
    #  head               the differential of head(args)
    "add":      lambda d, a, b: plus(spread(d(a), a + b) if (a + b).shape else d(a),
                                     spread(d(b), a + b) if (a + b).shape else d(b)),
    "sub":      lambda d, a, b: plus(spread(d(a), a + b) if (a + b).shape else d(a),
                                     minus(spread(d(b), a + b) if (a + b).shape else d(b))),
    "neg":      lambda d, a: minus(d(a)),
    "mul":      lambda d, a, b: plus(times(b, d(a)), times(a, d(b))),
    "div":      lambda d, a, b: plus(times(1 / b, d(a)), minus(times(a / b**2, d(b)))),
    "pow":      lambda d, a, p: plus(times(p * a ** (p - 1), d(a)),
                                     None if d(p) is None else times(a**p * TABLE["log"](a), d(p))),
    "fn":       lambda d, f, u: times(f.diff(u), d(u)),
    "matmul":   lambda d, a, b: plus(product(d(a), b), product(a, d(b))),
    "T":        lambda d, a: wrap(lambda u: u.T, d(a)),
    "diag":     lambda d, v: wrap(diag, d(v)),
    "diagof":   lambda d, a: wrap(diagof, d(a)),
    "outer":    lambda d, u, v: plus(wrap(lambda s: outer(s, v), d(u)), wrap(lambda s: outer(u, s), d(v))),
    "dot":      lambda d, u, v: plus(wrap(lambda s: dot(s, v), d(u)), wrap(lambda s: dot(u, s), d(v))),
    "inv":      lambda d, a: wrap(lambda s: -(inv(a) @ s @ inv(a)), d(a)),
    "det":      lambda d, a: wrap(lambda s: det(a) * tr(inv(a) @ s), d(a)),
    "tr":       lambda d, a: wrap(tr, d(a)),
    "vec":      lambda d, a: wrap(vec, d(a)),
    "kron":     lambda d, a, b: plus(wrap(lambda s: kron(s, b), d(a)), wrap(lambda s: kron(a, s), d(b))),
    "sum":      lambda d, a: wrap(sum_, d(a)),
    # where the extreme entry is the only one (at more of them it has no derivative)
    "max":      lambda d, a: wrap(lambda s: sum_((1 - TABLE["step"](largest(a) - a)) * s), d(a)),
    "min":      lambda d, a: wrap(lambda s: sum_((1 - TABLE["step"](a - smallest(a))) * s), d(a)),
    "mean":     lambda d, a: wrap(mean, d(a)),
    "norm_inf": lambda d, v: wrap(lambda s: dot(at_largest(v), s), d(v)),
    "norm_1":   lambda d, v: wrap(lambda s: dot(TABLE["sign"](of_column(v, "a 1-norm")), s), d(v)),
    "norm_f":   lambda d, a: wrap(lambda s: sum_(a * s) / norm_f(a), d(a)),
    "softmax":  lambda d, v: wrap(lambda s: softmax(v) * s - softmax(v) * dot(softmax(v), s), d(v)),
    "stack":    lambda d, *parts: stack(*(filled(d, p) for p in parts)),
    "block":    lambda d, grid: block([[filled(d, b) for b in r] for r in grid]),
    "entry":    lambda d, a, i, j: wrap(lambda s: entry(s, i, j), d(a)),
    "named":    lambda d, name, u: d(u),
    "conj":     lambda d, u: wrap(conj, d(u)),
    "re":       lambda d, u: wrap(re, d(u)),
    "im":       lambda d, u: wrap(im, d(u)),
}


def differential(y: Term, x: Term, direction: Term) -> Term:
    """The closed form of jvp(y, x, direction), for y free of lazy derivatives.

    Raises
    ------
    NotSupportedError
        Where y contains, on the way to x, a head without a rule.
    """
    memo: dict[Term, Part] = {x: direction}

    def d(node: Term) -> Part:
        if node not in memo:
            if not depends(node, x):
                memo[node] = None
            elif is_complex(node) and (node.head == "norm_f" or (node.head == "norm" and node.args[0].is_column)):
                real_leaf(node.head, x)
                v = node.args[0]
                memo[node] = wrap(lambda s: re(sum_(conj(v) * s)) / node, d(v))
            elif node.head in MODULI and is_complex(node) and (node.head != "fn" or node.args[0].name == "abs"):
                raise NotSupportedError(f"the derivative through `{node.head}`", got="complex numbers",
                                        expected="real ones", advice="write their real and imaginary parts")
            elif node.head == "norm" and node.args[0].is_column:
                v = node.args[0]
                memo[node] = wrap(lambda s: dot(v, s) / node, d(v))
            elif node.head == "matpow" and node.args[1].constant is not None and node.args[1].constant >= 1:
                unrolled = node.args[0]
                for _ in range(node.args[1].constant - 1):
                    unrolled = unrolled @ node.args[0]
                memo[node] = d(unrolled)
            elif node.head in ranged.WHOLE:
                memo[node] = ranged.varied(d, node, x)
            elif node.head not in DIFFERENTIALS:
                raise NotSupportedError(f"the derivative through `{node.head}`", got=said(node),
                                        expected="a word with a rule: " + ", ".join(sorted(DIFFERENTIALS)),
                                        advice="write it with these words")
            else:
                if node.head in ("conj", "re", "im"):
                    real_leaf(node.head, x)
                memo[node] = DIFFERENTIALS[node.head](d, *node.args)
        return memo[node]

    out = d(y)
    if out is None:
        return zero(y.shape)
    return reshape_scalar(out, y.shape) if y.is_scalar else out  # type: ignore[return-value]
