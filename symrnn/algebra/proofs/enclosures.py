"""Enclosures in balls of smooth expressions in one or two real variables: values, power series, the centred form.

What is entrywise and smooth is a function of the terms in it that are not; these are its variables.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from symrnn.algebra.order.generators import EXPONENTIALS, is_real, unfold
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.terms import SCALAR, Term, number

SMOOTH = frozenset(EXPONENTIALS) | {"sin", "cos", "log", "sqrt", "softplus", "erf", "atan", "gelu", "identity"}
ENTRYWISE = frozenset({"add", "sub", "mul", "div", "neg", "named"})


def variables(t: Term, found: dict[Term, None]) -> bool:
    """Collect the terms that an entrywise smooth expression is a function of; False where it is not one."""
    if t.head in ("num", "ones", "zeros") or (t.head == "const" and t.args[0] in ("pi", "e")):
        return True
    if t.head == "size" and t.args[0].constant is not None:
        return True
    if t.head in ENTRYWISE:
        return all(variables(c, found) for c in t.children)
    if t.head == "pow" and (rational(t.args[1]) is not None):
        return variables(t.args[0], found)
    if t.head == "fn" and t.args[0].body is not None:
        return variables(unfold(t), found)
    if t.head == "fn" and t.args[0].word in SMOOTH:
        return variables(t.args[1], found)
    if t.head == "fn" and not t.args[0].is_own:
        return False
    found.setdefault(t)
    return is_real(t)


def at_variables(t: Term, names: dict[Term, Term]) -> Term:
    """The expression with its variables as scalars, so that an array becomes its generic entry."""
    if t in names:
        return names[t]
    if t.head in ("ones", "zeros"):
        return number(1 if t.head == "ones" else 0)
    if t.head == "fn" and t.args[0].body is not None:
        return at_variables(unfold(t), names)
    if t.head in ENTRYWISE or t.head in ("pow", "fn"):
        args = tuple(at_variables(a, names) if isinstance(a, Term) else a for a in t.args)
        return Term(t.head, args, SCALAR)
    return t


# -- values and power series -------------------------------------------------------------------------------------------
def exact(x: Fraction) -> Any:
    """A rational as a ball."""
    return arb(fmpq(x.numerator, x.denominator))


def series(t: Term, at: dict[Term, Any]) -> Any:
    """The power series of a smooth expression where its variables are power series (balls are series of length 1)."""
    head, args = t.head, t.args
    if t in at:
        return at[t]
    if head == "num":
        return arb_series([exact(args[0])])
    if head == "const":
        return arb_series([arb.pi() if args[0] == "pi" else arb(1).exp()])
    if head == "size":
        return arb_series([arb(args[0].constant)])
    if head == "named":
        return series(args[1], at)
    if head == "neg":
        return -series(args[0], at)
    if head in ("add", "sub", "mul", "div"):
        a, b = series(args[0], at), series(args[1], at)
        return a + b if head == "add" else a - b if head == "sub" else a * b if head == "mul" else a * inverse(b)
    if head == "pow":
        p, base = rational(args[1]), series(args[0], at)
        assert p is not None
        if p.denominator == 1:
            return power(base, int(p)) if p >= 0 else inverse(power(base, -int(p)))
        return (positive(base).log() * exact(p)).exp()
    return FUNCTIONS[args[0].word](series(args[1], at))


def power(s: Any, k: int) -> Any:
    """A natural power; an even power of a ball is never negative."""
    out = arb_series([1])
    for _ in range(k):
        out = out * s
    if k % 2 == 0 and k and ctx.cap == 1:
        return arb_series([abs(s[0]) ** k])
    return out


def inverse(s: Any) -> Any:
    """One over a series; no number where it may vanish."""
    return s.inv() if not s[0].contains(0) else arb_series([arb("nan")])


def positive(s: Any) -> Any:
    """The series, or no number where it may not be positive."""
    return s if s[0] > 0 else arb_series([arb("nan")])


def by_slope(first: Any, s: Any, rate: Callable[[Any], Any]) -> Any:
    """The series f with f' = rate(f) s' that begins with `first`: tighter than a quotient of exponentials."""
    terms = [first]
    for k in range(1, ctx.cap):
        rates = rate(arb_series(terms))
        terms.append(sum((arb(rates[j]) * (k - j) * arb(s[k - j]) for j in range(k)), arb(0)) / k)
    return arb_series(terms)


def _tanh(s: Any) -> Any:
    return by_slope(arb(s[0]).tanh(), s, lambda t: 1 - t * t)


def _sigmoid(s: Any) -> Any:
    return by_slope(1 / (1 + (-arb(s[0])).exp()), s, lambda t: t * (1 - t))


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": lambda s: s.exp(), "tanh": _tanh, "sigmoid": _sigmoid,
    "sinh": lambda s: (s.exp() - (-s).exp()) * arb(0.5), "cosh": lambda s: (s.exp() + (-s).exp()) * arb(0.5),
    "silu": lambda s: s * _sigmoid(s), "sin": lambda s: s.sin(), "cos": lambda s: s.cos(),
    "log": lambda s: positive(s).log(), "sqrt": lambda s: positive(s).sqrt(),
    "softplus": lambda s: positive(1 + s.exp()).log(), "erf": lambda s: s.erf(), "atan": lambda s: s.atan(),
    "gelu": lambda s: s * (1 + (s * (1 / arb(2).sqrt())).erf()) * arb(0.5), "identity": lambda s: s,
}


def coefficients(t: Term, v: Term, x: Any, length: int) -> list[Any]:
    """Enclosures of f^(k)(x) / k! for k < length."""
    old, ctx.cap = ctx.cap, length
    try:
        s = series(t, {v: arb_series([x, 1] if length > 1 else [x])})
        # Where the value is no number, the coefficients behind it say nothing, even if they are stored as zeros.
        return [arb(s[k]) if arb(s[0]).is_finite() else arb("nan") for k in range(length)]
    finally:
        ctx.cap = old


def hull(lo: Fraction, hi: Fraction) -> Any:
    """The ball from lo to hi."""
    return exact(lo).union(exact(hi))


def centred(t: Term, v: Term, lo: Fraction, hi: Fraction) -> Any:
    """An enclosure of t on [lo, hi]: plain, and in the centred form of first order; the better lower end."""
    box = hull(lo, hi)
    plain = coefficients(t, v, box, 1)[0]
    middle = coefficients(t, v, exact((lo + hi) / 2), 1)[0]
    slope = coefficients(t, v, box, 2)[1]
    form = middle + slope * (box - exact((lo + hi) / 2))
    return plain if not form.is_finite() or plain.lower() > form.lower() else form
