"""Generators: the quantities in which inequalities are proved, and what holds for each of them by its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from symrnn.algebra.language.ownfunctions import body_term
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.order.quotients import GENERATORS, ONE, Poly, TooLargeError, constant
from symrnn.algebra.terms import Term

EXPONENTIALS = {"exp": 1, "tanh": 2, "sigmoid": 1, "sinh": 1, "cosh": 1, "silu": 1}
NONNEG_HEADS = frozenset({"norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "count_nonzero", "rank"})
REAL_HEADS = NONNEG_HEADS | {"re", "im"}
PIECEWISE = frozenset({"abs", "relu", "sign", "step", "leaky_relu", "hardtanh", "elu", "softsign"})


class UnreadableError(ValueError):
    """The term has no reading over the reals."""


@dataclass(frozen=True)
class Fact:
    """What is known of the generators: poly rel 0, with rel one of `>`, `>=`, `==`, `!=`, and where it comes from.

    Where it was read from an expression e, poly is e times the square of `den` (times `den` for `!=` of a domain).
    """

    poly: Poly
    rel: str
    origin: dict[str, Any]
    den: Poly = field(default_factory=lambda: ONE)


@dataclass
class Generator:
    """One generator: its place, what it stands for, and the term that it is made from."""

    place: int
    kind: str
    term: Term
    power: int = 1
    extra: Any = None

    @property
    def poly(self) -> Poly:
        """The generator as a polynomial."""
        return GENERATORS[self.place]


def intrinsic(t: Term, g: Poly) -> list[tuple[Poly, str]]:
    """Facts that hold for every value of the term."""
    if t.head in NONNEG_HEADS:
        return [(g, ">=")]
    if t.head == "size":
        name = t.args[0]
        return [(g, ">=")] if name.indices else [(g - 1, ">=")]
    if t.head == "softmax":
        return [(g, ">"), (1 - g, ">=")]
    if t.head in ("eye", "unit"):
        return [(g, ">="), (1 - g, ">=")]
    if t.head == "const" and t.args[0] == "pi":
        return [(g - constant(Fraction(3141592653, 10**9)), ">"), (constant(Fraction(3141592654, 10**9)) - g, ">")]
    if t.head == "fn":
        f = t.args[0]
        if f.word == "erf":
            return [(1 - g, ">"), (1 + g, ">")]
        if f.word == "atan":
            return [(constant(Fraction(11, 7)) - g, ">"), (constant(Fraction(11, 7)) + g, ">")]
    return []


def is_real(t: Term) -> bool:
    """Whether a term is real by its form."""
    if t.head in REAL_HEADS or (t.head == "fn" and t.args[0].word == "abs"):
        return True
    if t.head == "const":
        return t.args[0] != "i"
    if t.head == "sym" and t.args[1] == "complex":
        return False
    return all(is_real(c) for c in t.children)


def inner(t: Term) -> Term | None:
    """The v of v'v, None where the two factors differ."""
    a, b = t.args
    if t.head == "matmul":
        a = a.args[0] if a.head == "T" else None
    return a if a is not None and a == b and is_real(a) and a.is_column else None


def factors(base: Term) -> list[Term]:
    """The factors of a product: (a b)^k = a^k b^k."""
    if base.head == "mul":
        return factors(base.args[0]) + factors(base.args[1])
    return factors(base.args[1]) if base.head == "named" else [base]


def split_size(exponent: Size) -> tuple[Size, int]:
    """An exponent without its constant, and the constant."""
    shift = next((c for m, c in exponent.terms if not m), 0)
    return exponent - shift, shift


def unfold(t: Term) -> Term:
    """A user's function with a body, written out."""
    body, u = body_term(t.args[0]), t.args[1]
    return replace(body, {leaf: u for leaf in leaves(body) if leaf.name == "_x"})


def exp_enclosure(c: Fraction) -> tuple[Fraction, Fraction]:
    """Rationals below and above exp(c), twelve digits apart at most."""
    if abs(c) > 30:
        raise TooLargeError("the exponential of a large number")
    old, ctx.prec = ctx.prec, 160
    try:
        ball = arb(fmpq(c.numerator, c.denominator)).exp() * 10**12
        lo, hi = int(ball.lower().floor().unique_fmpz()), int(ball.upper().ceil().unique_fmpz())
    finally:
        ctx.prec = old
    return Fraction(lo - 1, 10**12), Fraction(hi + 1, 10**12)
