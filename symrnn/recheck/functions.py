"""Numbers of the trusted base (exact rationals, balls, jets) and the elementwise functions with their derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import factorial
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz_poly

Number = Any  # fmpq where exact, else arb or acb, or a Jet over them
Value = Any  # a Number, or an array: a list of rows
Node = Any  # a serialised term or condition
Record = dict[str, Any]
ZERO, ONE = fmpq(0), fmpq(1)
UNREADABLE = (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)  # bad data
COMPLEX_TAGS: set[int] = set()  # jets with respect to complex leaves: conj, re, im and abs have no derivative there


class Undefined(ArithmeticError):  # noqa: N818 (a state of a value, not a mistake)
    """No value at this point, or none that could be enclosed: no information, never agreement."""


class Malformed(ValueError):  # noqa: N818 (as above)
    """The statement or the point cannot be read."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Run with balls of so many bits."""
    old, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = old


class Jet:
    """A value with first derivatives along some directions; entries may be jets of an older (smaller) tag."""

    __slots__ = ("parts", "tag", "value")

    def __init__(self, tag: int, value: Number, parts: Any) -> None:
        self.tag, self.value, self.parts = tag, value, parts

    def __neg__(self) -> Jet:
        return Jet(self.tag, -self.value, [-p for p in self.parts])

    def __add__(self, other: Number) -> Jet:
        tag, x, dx, y, dy = _align(self, other)
        return Jet(tag, x + y, [p + q for p, q in zip(dx, dy, strict=True)])

    def __mul__(self, other: Number) -> Jet:
        tag, x, dx, y, dy = _align(self, other)
        return Jet(tag, x * y, [_times(p, y) + _times(q, x) for p, q in zip(dx, dy, strict=True)])

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Number) -> Jet:
        return self + -other

    def __rsub__(self, other: Number) -> Jet:
        return -self + other


def _align(a: Number, b: Number) -> Number:
    tag = max(getattr(a, "tag", 0), getattr(b, "tag", 0))
    (x, dx), (y, dy) = (((v.value, v.parts) if getattr(v, "tag", 0) == tag else (v, None)) for v in (a, b))
    zeros = [ZERO] * len(dx or dy or ())
    return tag, x, dx or zeros, y, dy or zeros


def _times(p: Number, y: Number) -> Number:
    return ZERO if p is ZERO else p * y


def base(x: Number) -> Number:
    """The number under all jets."""
    while isinstance(x, Jet):
        x = x.value
    return x


def ball(x: Number) -> Number:
    """A rational as a ball; balls as they are."""
    return arb(x) if isinstance(x, fmpq) else x


def text(x: Number) -> str:
    """A number for reading: the rational, or 15 digits."""
    return str(x) if isinstance(x, fmpq) else str(x.str(15, radius=False))


def is_real(x: Number) -> bool:
    """Whether a number is real by its type, or complex with an imaginary part of exactly zero."""
    return isinstance(x, (fmpq, arb)) or (isinstance(x, acb) and x.imag.is_zero())


def finite(x: Number) -> bool:
    """Whether a number, and all the derivatives it carries, are finite."""
    if isinstance(x, Jet):
        return finite(x.value) and all(map(finite, x.parts))
    return isinstance(x, fmpq) or bool(x.is_finite())


def may_vanish(x: Number) -> bool:
    """Whether zero is not excluded."""
    return bool(x == 0 if isinstance(x, fmpq) else not x.is_finite() or x.contains(0))


def divide(a: Number, b: Number) -> Number:
    """A / b, undefined where b may be zero."""
    if may_vanish(base(b)):
        raise Undefined("division by something that may be zero")
    return a * power(b, -1) if isinstance(b, Jet) or isinstance(a, Jet) else a / b


def power(a: Number, p: Number) -> Number:
    """A to the power p, for a rational p or a number p."""
    p = fmpq(p) if isinstance(p, int) else p
    if isinstance(a, Jet) or isinstance(p, Jet):
        if not isinstance(p, fmpq):
            return apply("exp", 0, p * apply("log", 0, a))
        return ONE if p == 0 else Jet(a.tag, power(a.value, p), [_times(d, p * power(a.value, p - 1)) for d in a.parts])
    if isinstance(p, fmpq) and p.q == 1:
        if p < 0 and may_vanish(a):
            raise Undefined("negative power of something that may be zero")
        return a ** int(p.p)
    if isinstance(p, fmpq) and p.q == 2:
        return power(apply("sqrt", 0, a), fmpq(p.p))
    return ZERO if a == 0 and ball(p) > 0 else apply("exp", 0, p * apply("log", 0, a))


def hull(values: Any) -> Number:
    """The smallest ball around all of them; exact if they are one exact number."""
    first, *rest = [ZERO + v for v in values]
    for v in rest:
        first = first if isinstance(first, fmpq) and isinstance(v, fmpq) and first == v else ball(first).union(ball(v))
    return first


def _exp(x: Number) -> Number:
    return ONE if x == 0 else ball(x).exp()


def _log(x: Number) -> Number:
    if (is_real(x) and not ball(x) > 0) or (isinstance(x, acb) and not (x.real > 0 or not x.imag.contains(0))):
        raise Undefined("log of something that may not be positive")
    return ZERO if x == 1 else ball(x).log()


def _sqrt(x: Number) -> Number:
    if isinstance(x, fmpq) and x >= 0:
        root = (x.p.isqrt(), x.q.isqrt())
        return fmpq(*root) if root[0] ** 2 == x.p and root[1] ** 2 == x.q else arb(x).sqrt()
    if (is_real(x) and not ball(x) >= 0) or (isinstance(x, acb) and not (x.real > 0 or not x.imag.contains(0))):
        raise Undefined("square root of something that may be negative")
    return x.sqrt()


def _odd(name: str) -> Number:
    return lambda x: ZERO if x == 0 else getattr(ball(x), name)()


def _even(name: str) -> Number:
    return lambda x: ONE if x == 0 else getattr(ball(x), name)()


_sin, _cos, _sinh, _cosh, _tanh = _odd("sin"), _even("cos"), _odd("sinh"), _even("cosh"), _odd("tanh")


def _sigmoid(x: Number) -> Number:
    return fmpq(1, 2) if x == 0 else 1 / (1 + (-ball(x)).exp())


def horner(p: Number, x: Number) -> Number:
    """The polynomial p (fmpz_poly or fmpq_poly) at x."""
    total = ZERO
    for c in reversed(p.coeffs()):
        total = total * x + c
    return total


@lru_cache(None)
def _numerator(kind: str, k: int) -> Number:
    """The k-th derivative of tanh or sigmoid in terms of the function; of atan and erf in terms of x."""
    t, x2 = fmpz_poly([0, 1]), fmpz_poly([1, 0, 1])
    if kind in ("tanh", "sigmoid"):
        return t if k == 0 else _numerator(kind, k - 1).derivative() * (1 - t * t if kind == "tanh" else t - t * t)
    if k == 1:
        return fmpz_poly([1])
    p = _numerator(kind, k - 1)
    return p.derivative() * x2 - 2 * (k - 1) * t * p if kind == "atan" else p.derivative() - 2 * t * p


def _erf(k: int, x: Number) -> Number:
    return _odd("erf")(x) if k == 0 else 2 / arb.pi().sqrt() * horner(_numerator("erf", k), x) * _exp(-x * x)


def _phi(k: int, x: Number) -> Number:
    """Derivatives of the normal distribution function."""
    root = arb(2).sqrt()
    return (_erf(k, x / root if x != 0 else ZERO) / root**k + (1 if k == 0 else 0)) / 2


def _falling(p: Number, k: int, x: Number) -> Number:
    """The k-th derivative of x to the power p, p rational."""
    c = ONE
    for j in range(k):
        c *= p - j
    return c * power(x, p - k)


def _softplus(x: Number) -> Number:
    return _log(1 + x.exp()) if isinstance(x, acb) else (1 + ball(x).exp()).log()


def _atan(x: Number) -> Number:
    if isinstance(x, acb) and not abs(x.imag) < 1:
        raise Undefined("atan across its branch cut")
    return _odd("atan")(x)


SMOOTH: dict[str, Any] = {
    "tanh": lambda k, x: horner(_numerator("tanh", k), _tanh(x)),
    "sigmoid": lambda k, x: horner(_numerator("sigmoid", k), _sigmoid(x)),
    "softplus": lambda k, x: _softplus(x) if k == 0 else SMOOTH["sigmoid"](k - 1, x),
    "exp": lambda _, x: _exp(x),
    "log": lambda k, x: _log(x) if k == 0 else _falling(fmpq(-1), k - 1, x),
    "sqrt": lambda k, x: _sqrt(x) if k == 0 else _falling(fmpq(1, 2), k, x),
    "sin": lambda k, x: (1, 1, -1, -1)[k % 4] * (_cos if k % 2 else _sin)(x),
    "cos": lambda k, x: (1, -1, -1, 1)[k % 4] * (_sin if k % 2 else _cos)(x),
    "sinh": lambda k, x: (_cosh if k % 2 else _sinh)(x),
    "cosh": lambda k, x: (_sinh if k % 2 else _cosh)(x),
    "atan": lambda k, x: divide(horner(_numerator("atan", k), x), (1 + x * x) ** k) if k else _atan(x),
    "erf": _erf,
    "silu": lambda k, x: x * SMOOTH["sigmoid"](k, x) + (k * SMOOTH["sigmoid"](k - 1, x) if k else 0),
    "gelu": lambda k, x: x * _phi(k, x) + (k * _phi(k - 1, x) if k else 0),
    "identity": lambda k, x: (x, ONE, ZERO)[min(k, 2)],
}


def _line(slope: Any, offset: Any) -> Any:
    return lambda k, x: (slope * x + offset, fmpq(slope), ZERO)[min(k, 2)]


def _soft(k: int, *_: Any) -> Number:
    if k > 2:
        raise Undefined("third derivative of softsign at its kink")
    return (ZERO, ONE, ZERO)[k]


def _left(k: int, c: fmpq, left: Any) -> Number:
    return left(k, c)


def _none(*_: Any) -> Number:
    return ZERO


# name: kinks, branches between them, value of the k-th derivative at a kink (the conventions of torch)
KINKED: dict[str, Any] = {
    "relu": ((0,), (_line(0, 0), _line(1, 0)), _left),
    "step": ((0,), (_line(0, 0), _line(0, 1)), _left),
    "leaky_relu": ((0,), (_line(fmpq(1, 100), 0), _line(1, 0)), _left),
    "elu": ((0,), (lambda k, x: _exp(x) - (k == 0), _line(1, 0)), _left),
    "abs": ((0,), (_line(-1, 0), _line(1, 0)), _none),
    "sign": ((0,), (_line(0, -1), _line(0, 1)), _none),
    "hardtanh": ((-1, 1), (_line(0, -1), _line(1, 0), _line(0, 1)), lambda k, c, _: ZERO if k else c),
    "softsign": ((0,), (lambda k, x: factorial(k) * power(1 - x, -k - 1) - (k == 0),
                        lambda k, x: (k == 0) - (-1) ** k * factorial(k) * power(1 + x, -k - 1)), _soft),
}  # fmt: skip

# name: (least, largest value), (least, largest slope) on the whole real line; None where there is no bound
GLOBAL: dict[str, Any] = {
    "tanh": ((-1, 1), (0, 1)), "sigmoid": ((0, 1), (0, fmpq(1, 4))), "relu": ((0, None), (0, 1)),
    "softplus": ((0, None), (0, 1)), "sin": ((-1, 1),) * 2, "cos": ((-1, 1),) * 2, "exp": ((0, None), (0, None)),
    "atan": ((-fmpq(11, 7), fmpq(11, 7)), (0, 1)), "erf": ((-1, 1), (0, fmpq(8, 7))), "abs": ((0, None), (-1, 1)),
    "softsign": ((-1, 1), (0, 1)), "hardtanh": ((-1, 1), (0, 1)), "identity": ((None, None), (1, 1)),
    "leaky_relu": ((None, None), (fmpq(1, 100), 1)), "elu": ((-1, None), (0, 1)),
}  # fmt: skip
NAMES = frozenset(SMOOTH) | frozenset(KINKED)


def _kinked(name: str, k: int, x: Number) -> Number:
    cuts, branches, at_kink = KINKED[name]
    r = x.real if isinstance(x, acb) else x
    edges = [-arb.pos_inf(), *cuts, arb.pos_inf()]
    inside = [i for i in range(len(branches)) if not r <= edges[i] and not r >= edges[i + 1]]
    on = [c for c in cuts if not (r < c or r > c)]
    if isinstance(x, acb) and (on or len(inside) > 1):
        raise Undefined(f"{name} across its kink in the complex plane")
    return hull([branches[i](k, x) for i in inside] + [at_kink(k, fmpq(c), branches[0]) for c in on])


def apply(name: str, k: int, x: Number) -> Number:
    """The k-th derivative of the elementwise function `name` at x."""
    if isinstance(x, Jet):
        slope = apply(name, k + 1, x.value)
        return Jet(x.tag, apply(name, k, x.value), [_times(p, slope) for p in x.parts])
    if isinstance(x, acb) and x.imag.is_zero():
        x = x.real
    if name not in NAMES:
        raise Malformed(f"unknown function {name}")
    y = SMOOTH[name](k, x) if name in SMOOTH else _kinked(name, k, x)
    if isinstance(y, arb) and k < 2 and not (y.is_finite() and y.rad() < 0.01) and not ball(x).is_nan():
        low, high = GLOBAL.get(name, ((None, None),) * 2)[k]
        if low is not None and high is not None:
            return y.intersection(hull((low, high))) if y.is_finite() else hull((low, high))
    return ZERO + y
