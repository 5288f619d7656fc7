"""The norm rules, one function per head under the norm: what a norm of it is at most, or is.

A rule yields `Rule(name, rel, left, right, needs)`: left rel right wherever the conditions `needs` hold; rel is `<=` or
`=`. The tables below are the whole of what is known; they know no traversal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.compare import is_nonneg
from symrnn.algebra.terms import SCALAR, Term, coerce, number

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]
INDUCED = ("norm", "norm_1", "norm_inf")
NORMS = (*INDUCED, "norm_f")
DUAL = {"norm": "norm", "norm_f": "norm_f", "norm_1": "norm_inf", "norm_inf": "norm_1"}


@dataclass(frozen=True)
class Rule:
    """An instance of a rule: left rel right, under conditions that have to be given or proved."""

    name: str
    rel: str
    left: Term
    right: Term
    needs: tuple[Statement, ...] = ()


def of(head: str, a: Term) -> Term:
    """A scalar word of an array."""
    return Term(head, (a,), SCALAR)


def modulus(c: Term) -> Term:
    """The modulus of a scalar; itself, where its form says that it is not negative."""
    return c if is_nonneg(c) else ABS(c)


def size(n: Size) -> Term:
    """A size as a scalar."""
    return coerce(n) if n.constant is None else number(n.constant)


def is_natural(k: Term) -> bool:
    """Whether a scalar is a natural number, written as one."""
    return k.head == "num" and k.args[0].denominator == 1 and k.args[0] >= 0


def is_square(a: Term) -> bool:
    """Whether a term is a square matrix by its shape."""
    return bool(a.shape) and a.shape[0] == a.shape[1]


Norm = Callable[[str, Term], Iterator[Rule]]


# -- norms of a term, by the head of the term ----------------------------------------------------------------------------
def _matmul(n: str, t: Term) -> Iterator[Rule]:
    a, b = t.args
    if n == "norm_f":
        yield Rule("frobenius right", "<=", of(n, t), of("norm", a) * of(n, b))
        yield Rule("frobenius left", "<=", of(n, t), of(n, a) * of("norm", b))
    yield Rule("submultiplicative", "<=", of(n, t), of(n, a) * of(n, b))
    if n in ("norm", "norm_f"):
        if is_square(a):
            yield Rule("orthogonal left", "=", of(n, t), of(n, b), (Statement("orthogonal", (a,)),))
        if is_square(b):
            yield Rule("orthogonal right", "=", of(n, t), of(n, a), (Statement("orthogonal", (b,)),))
    if n == "norm" and (a.head == "T" and a.args[0] == b):
        yield Rule("gram", "=", of(n, t), of(n, b) ** 2)
    if n == "norm" and (b.head == "T" and b.args[0] == a):
        yield Rule("gram", "=", of(n, t), of(n, a) ** 2)
    if n in ("norm", "norm_f") and a.is_column and b.head == "T" and b.args[0].is_column:
        yield Rule("rank one product", "=", of(n, t), of("norm", a) * of("norm", b.args[0]))


def _add(n: str, t: Term) -> Iterator[Rule]:
    a, b = t.args
    if a.shape == b.shape and a.shape:
        yield Rule("triangle" if t.head == "add" else "triangle of a difference", "<=", of(n, t), of(n, a) + of(n, b))


def _neg(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("negative", "=", of(n, t), of(n, t.args[0]))


def _mul(n: str, t: Term) -> Iterator[Rule]:
    a, b = t.args
    if a.is_scalar and not b.is_scalar:
        yield Rule("homogeneous", "=", of(n, t), ABS(a) * of(n, b))
    elif b.is_scalar and not a.is_scalar:
        yield Rule("homogeneous right", "=", of(n, t), ABS(b) * of(n, a))
    elif t.is_column:
        yield Rule("entrywise product", "<=", of(n, t), of("norm_inf", a) * of(n, b))
        yield Rule("entrywise product right", "<=", of(n, t), of(n, a) * of("norm_inf", b))


def _div(n: str, t: Term) -> Iterator[Rule]:
    a, b = t.args
    if b.is_scalar and not a.is_scalar:
        yield Rule("quotient", "=", of(n, t), of(n, a) / modulus(b))


def _transpose(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("transpose", "=", of(n, t), of(DUAL[n], t.args[0]))


def _eye(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("identity", "=", of(n, t), number(1) if n != "norm_f" else SQRT(size(t.shape[0])))


def _zeros(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("zero", "=", of(n, t), number(0))


def _unit(n: str, t: Term) -> Iterator[Rule]:
    rows, place = size(t.shape[0]), coerce(t.args[1])
    inside = (Statement("le", (coerce(0), place)), Statement("lt", (place, rows)))
    yield Rule("unit column", "=", of(n, t), number(1), inside)


def _ones(n: str, t: Term) -> Iterator[Rule]:
    rows, columns = size(t.shape[0]), size(t.shape[1])
    value = {"norm_1": rows, "norm_inf": columns, "norm": SQRT(rows * columns), "norm_f": SQRT(rows * columns)}[n]
    yield Rule("all ones", "=", of(n, t), value)


def _diag(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("diagonal", "=", of(n, t), of("norm" if n == "norm_f" else "norm_inf", t.args[0]))


def _outer(n: str, t: Term) -> Iterator[Rule]:
    u, v = t.args
    left, right = (n, DUAL[n]) if n in ("norm_1", "norm_inf") else ("norm", "norm")
    yield Rule("outer product", "=", of(n, t), of(left, u) * of(right, v))


def _kron(n: str, t: Term) -> Iterator[Rule]:
    yield Rule("kronecker", "=", of(n, t), of(n, t.args[0]) * of(n, t.args[1]))


def _vec(n: str, t: Term) -> Iterator[Rule]:
    if n in ("norm", "norm_f"):
        yield Rule("stacked columns", "=", of(n, t), of("norm_f", t.args[0]))


def _stack(n: str, t: Term) -> Iterator[Rule]:
    total = of(n, t.args[0])
    for part in t.args[1:]:
        total = total + of(n, part)
    yield Rule("stack", "<=", of(n, t), total)


def _block(n: str, t: Term) -> Iterator[Rule]:
    blocks = [b for row in t.args[0] for b in row]
    total = of(n, blocks[0])
    for part in blocks[1:]:
        total = total + of(n, part)
    yield Rule("blocks", "<=", of(n, t), total)


def _matpow(n: str, t: Term) -> Iterator[Rule]:
    a, k = t.args
    if n in INDUCED:
        yield Rule("power", "<=", of(n, t), of(n, a) ** coerce(k), (Statement("le", (coerce(0), coerce(k))),))
    if n == "norm":
        needs = (Statement("normal", (a,)), Statement("le", (coerce(0), coerce(k))))
        yield Rule("power of a normal matrix", "=", of(n, t), of(n, a) ** coerce(k), needs)


def _inv(n: str, t: Term) -> Iterator[Rule]:
    a = t.args[0]
    if n == "norm":
        yield Rule("inverse", "=", of(n, t), 1 / of("sigma_min", a))
    if n in INDUCED and a.head == "sub" and a.args[0].head == "eye" and a.args[0].shape == a.args[1].shape:
        below = Statement("lt", (of(n, a.args[1]), coerce(1)))
        yield Rule("neumann", "<=", of(n, t), 1 / (1 - of(n, a.args[1])), (below,))


def _expm(n: str, t: Term) -> Iterator[Rule]:
    if n in INDUCED:
        yield Rule("exponential", "<=", of(n, t), TABLE["exp"](of(n, t.args[0])))


def _product(n: str, t: Term) -> Iterator[Rule]:
    body, k, lo, hi = t.args
    if n in INDUCED and body.shape:
        yield Rule("ordered product", "<=", of(n, t), Term("product", (of(n, body), k, lo, hi), SCALAR))


def _total(n: str, t: Term) -> Iterator[Rule]:
    body, k, lo, hi = t.args
    yield Rule("norm of a sum", "<=", of(n, t), Term("total", (of(n, body), k, lo, hi), SCALAR))


NORM_RULES: dict[str, Norm] = {
    "matmul": _matmul, "add": _add, "sub": _add, "neg": _neg, "mul": _mul, "div": _div, "T": _transpose, "eye": _eye,
    "zeros": _zeros, "unit": _unit, "ones": _ones, "diag": _diag, "outer": _outer, "kron": _kron, "vec": _vec,
    "stack": _stack, "block": _block, "matpow": _matpow, "inv": _inv, "expm": _expm, "product": _product,
    "total": _total,
}


# |f(x)| <= |x| for every x
SHRINKING = frozenset({"tanh", "sin", "relu", "atan", "hardtanh", "softsign", "abs", "identity", "leaky_relu", "silu",
                       "elu", "gelu"})


def _fn(n: str, t: Term) -> Iterator[Rule]:
    if t.is_column and t.args[0].word in SHRINKING:
        yield Rule("contraction", "<=", of(n, t), of(n, t.args[1]))


NORM_RULES["fn"] = _fn


def of_any_norm(n: str, t: Term) -> Iterator[Rule]:
    """What holds for the norms of any array with a property."""
    one = number(1)
    if is_square(t):
        if n == "norm":
            yield Rule("orthogonal", "=", of(n, t), one, (Statement("orthogonal", (t,)),))
            yield Rule("normal", "=", of(n, t), of("rho", t), (Statement("normal", (t,)),))
        if n in ("norm_1", "norm_inf"):
            yield Rule("permutation", "=", of(n, t), one, (Statement("permutation", (t,)),))
        if n == "norm_inf":
            yield Rule("stochastic", "=", of(n, t), one, (Statement("stochastic", (t,)),))
    if n == "norm" and t.is_column:
        yield Rule("unit length", "=", of(n, t), one, (Statement("unit_norm", (t,)),))
        yield Rule("length by the sum of moduli", "<=", of(n, t), of("norm_1", t))
    if n == "norm_inf" and t.is_column:
        yield Rule("largest modulus below the length", "<=", of(n, t), of("norm", t))
    if n == "norm" and not t.is_column:
        yield Rule("frobenius", "<=", of(n, t), of("norm_f", t))
    if n == "norm" and t.is_column:
        yield Rule("frobenius of a column", "=", of(n, t), of("norm_f", t))
    if t.is_scalar:
        yield Rule("one entry", "=", of(n, t), ABS(t))


# -- spectral radii and other words, by the head of the term --------------------------------------------------------------
def of_rho(t: Term) -> Iterator[Rule]:
    """The spectral radius: below every norm, and what it is for some heads."""
    if t.head == "eye":
        yield Rule("radius of the identity", "=", of("rho", t), number(1))
    if t.head == "zeros":
        yield Rule("radius of zero", "=", of("rho", t), number(0))
    if t.head == "T":
        yield Rule("radius of the transpose", "=", of("rho", t), of("rho", t.args[0]))
    if t.head == "neg":
        yield Rule("radius of the negative", "=", of("rho", t), of("rho", t.args[0]))
    if t.head == "mul" and t.args[0].is_scalar and not t.args[1].is_scalar:
        yield Rule("radius of a multiple", "=", of("rho", t), ABS(t.args[0]) * of("rho", t.args[1]))
    if t.head == "diag":
        yield Rule("radius of a diagonal", "=", of("rho", t), of("norm_inf", t.args[0]))
    if t.head == "outer":
        yield Rule("radius of an outer product", "=", of("rho", t), ABS(Term("dot", t.args, SCALAR)))
    if t.head == "matpow":
        needs = (Statement("le", (coerce(0), coerce(t.args[1]))),)
        yield Rule("radius of a power", "=", of("rho", t), of("rho", t.args[0]) ** coerce(t.args[1]), needs)
    yield Rule("radius of an orthogonal matrix", "=", of("rho", t), number(1), (Statement("orthogonal", (t,)),))
    yield Rule("radius of a stochastic matrix", "=", of("rho", t), number(1), (Statement("stochastic", (t,)),))
    yield Rule("radius of a nilpotent matrix", "=", of("rho", t), number(0), (Statement("nilpotent", (t,)),))
    for n in NORMS:
        yield Rule("radius below a norm", "<=", of("rho", t), of(n, t))


def of_abs(t: Term) -> Iterator[Rule]:
    """Moduli of scalars."""
    whole = ABS(t)
    a = t.args[0] if t.args and isinstance(t.args[0], Term) else None
    b = t.args[1] if len(t.args) > 1 and isinstance(t.args[1], Term) else None
    # by its form, or by a comparison
    needs = () if is_nonneg(t) else (Statement("le", (coerce(0), t)),)
    yield Rule("modulus of a nonnegative number", "=", whole, t, needs)
    if t.head in ("add", "sub") and a is not None and b is not None and a.is_scalar and b.is_scalar:
        yield Rule("triangle of moduli", "<=", whole, ABS(a) + ABS(b))
    if t.head == "mul" and a is not None and b is not None:
        yield Rule("modulus of a product", "=", whole, ABS(a) * ABS(b))
    if t.head == "div" and a is not None and b is not None:
        yield Rule("modulus of a quotient", "=", whole, ABS(a) / modulus(b))
    if t.head == "pow" and a is not None and b is not None and (b.head == "size" or is_natural(b)):
        yield Rule("modulus of a power", "=", whole, ABS(a) ** b)
    if t.head == "neg" and a is not None:
        yield Rule("modulus of the negative", "=", whole, ABS(a))
    if t.head == "fn" and a is None and t.args[0].word in BOUNDED:
        yield Rule("bounded function", "<=", whole, number(BOUNDED[t.args[0].word]))
    if t.head == "dot":
        yield Rule("cauchy-schwarz", "<=", whole, of("norm", t.args[0]) * of("norm", t.args[1]))
    if t.head == "matmul" and t.is_scalar:
        yield Rule("one entry of a product", "<=", whole, of("norm", t.args[0]) * of("norm", t.args[1]))
    if t.head == "entry" and a is not None:
        yield Rule("entry", "<=", whole, of("norm_inf" if a.is_column else "norm", a))
    if t.head == "tr" and a is not None:
        for word in ("norm", "rho"):
            yield Rule("trace", "<=", whole, size(a.shape[0]) * of(word, a))
    if t.head == "det" and a is not None:
        for word in ("norm", "rho"):
            yield Rule("determinant", "<=", whole, of(word, a) ** size(a.shape[0]))
    if t.head == "sum" and a is not None and a.is_column:
        yield Rule("sum of entries", "<=", whole, of("norm_1", a))
    if t.head in ("mean", "max", "min") and a is not None and a.is_column:
        yield Rule("mean or extreme entry", "<=", whole, of("norm_inf", a))
    if t.head == "total":
        body, k, lo, hi = t.args
        yield Rule("sum of moduli", "<=", whole, Term("total", (ABS(body), k, lo, hi), SCALAR))


# Functions of modulus at most a number.
BOUNDED = {"tanh": Fraction(1), "sigmoid": Fraction(1), "erf": Fraction(1), "sin": Fraction(1), "cos": Fraction(1),
           "sign": Fraction(1), "step": Fraction(1), "hardtanh": Fraction(1), "softsign": Fraction(1)}


def of_entries(n: str, t: Term, largest: Fraction | None) -> Iterator[Rule]:
    """The infinity norm of a column through its entries; `largest` is what their modulus is at most, where known."""
    if n != "norm_inf" or not t.is_column:
        return
    whole = of(n, t)
    if largest is not None:
        yield Rule("entries", "<=", whole, number(largest))
    if t.head == "fn" and t.args[0].is_own and t.args[0].order == 1 and t.args[0].base.lipschitz is not None:
        yield Rule("slope of a Lipschitz function", "<=", whole, coerce(t.args[0].base.lipschitz))
    if t.head in ("add", "sub") and t.args[0].shape != t.args[1].shape:
        a, b = (ABS(x) if x.is_scalar else of(n, x) for x in t.args)
        yield Rule("shift of all entries", "<=", whole, a + b)
    if t.head == "pow" and t.args[1].head == "num" and t.args[1].args[0].denominator == 1 and t.args[1].args[0] > 0:
        yield Rule("power of entries", "=", whole, of(n, t.args[0]) ** t.args[1])


def flattened(t: Term) -> list[Term]:
    """The factors of a matrix product."""
    return [*flattened(t.args[0]), *flattened(t.args[1])] if t.head == "matmul" else [t]


def of_inner(t: Term) -> Iterator[Rule]:
    """A 1 x 1 product u' A v as the inner product of u and A v."""
    parts = flattened(t)
    if parts[0].head == "T" and parts[0].args[0].is_column and len(parts) > 1:
        rest = parts[-1]
        for factor in reversed(parts[1:-1]):
            rest = factor @ rest
        yield Rule("inner product", "=", t, Term("dot", (parts[0].args[0], rest), SCALAR))
