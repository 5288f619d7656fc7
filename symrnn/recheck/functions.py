"""Numbers of the trusted base (exact rationals, balls, jets) and the elementwise functions, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flint import acb, arb, ctx, fmpq

Number = Any  # fmpq where exact, else arb or acb, or a Jet over them
Node = Any  # a serialised term or condition
Record = dict[str, Any]
ZERO, ONE, MANY, FINE = fmpq(0), fmpq(1), 10**5, 2**31  # powers beyond MANY are balls; so large are parts of fine numbers
Malformed = ValueError  # the statement or the point cannot be read
UNREADABLE = (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)  # bad data
_TAGS = count(1)
FREE: list[Any] = []  # not empty: the sides of all kinks are free, as it says

class Undefined(ArithmeticError):  # noqa: N818 (a state of a value, not a mistake)
    """No value at this point, or none that could be enclosed: no information, never agreement."""

def known(truth: Any, why: str) -> None:
    """Raise unless a value can be told."""
    if not truth:
        raise Undefined(why)

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

    def __init__(self, tag: Any, value: Number, parts: Any) -> None:
        self.tag, self.value, self.parts = tag, value, parts

    def _both(self, other: Number) -> Any:
        tag, width = max((x.tag, len(x.parts)) for x in (self, other) if isinstance(x, Jet))
        return tag, *split(self, tag, width), *split(other, tag, width)

    def __add__(self, other: Number) -> Jet:
        tag, x, dx, y, dy = self._both(other)
        return Jet(tag, x + y, [p + q for p, q in zip(dx, dy, strict=True)])

    def __mul__(self, other: Number) -> Jet:
        tag, x, dx, y, dy = self._both(other)
        return Jet(tag, x * y, [_times(p, y) + _times(q, x) for p, q in zip(dx, dy, strict=True)])

    __radd__, __rmul__, __neg__ = __add__, __mul__, lambda self: self * -1
    __sub__, __rsub__ = lambda self, other: self + -other, lambda self, other: -self + other

def within(node: Node) -> Iterator[Node]:
    """A node with all nodes and lists in it, from the outside in."""
    if isinstance(node, list | tuple):
        yield node
        for part in node:
            yield from within(part)

def new_tag(is_complex: bool = False) -> Any:
    """A tag of new jets; those along a complex leaf are marked, since conj, re, im and abs have no derivative there."""
    return next(_TAGS), is_complex

def split(x: Number, tag: Any, width: int) -> Any:
    """Value and partial derivatives of x with respect to the jets of a tag."""
    return (x.value, x.parts) if isinstance(x, Jet) and x.tag == tag else (x, [ZERO] * width)

def _times(p: Number, y: Number) -> Number:
    return ZERO if p is ZERO else p * y

def derivative(f: Callable[[Number], Number], order: int, x: Number) -> Number:
    """The derivative of an order of a function of one number."""
    if order == 0:
        return f(x)
    tag = new_tag()
    return split(derivative(f, order - 1, Jet(tag, x, [ONE])), tag, 1)[1][0]

def base(x: Number) -> Number:
    """The number under all jets."""
    return base(x.value) if isinstance(x, Jet) else x

def ball(x: Number) -> Number:
    """A rational as a ball; balls as they are."""
    return arb(x) if isinstance(x, fmpq) else x

def text(x: Number) -> str:
    """A number for reading: the rational, or 15 digits."""
    return str(x) if isinstance(x, fmpq) else str(x.str(15, radius=False))

def is_real(x: Number) -> bool:
    """Whether a number, and all the derivatives it carries, are real, or complex with an imaginary part of exactly zero."""
    parts = (x.value, *x.parts) if isinstance(x, Jet) else ()
    return all(map(is_real, parts)) if parts else isinstance(x, (fmpq, arb)) or (isinstance(x, acb) and x.imag.is_zero())

def finite(x: Number) -> bool:
    """Whether a number, and all the derivatives it carries, are finite."""
    if isinstance(x, Jet):
        return finite(x.value) and all(map(finite, x.parts))
    return isinstance(x, fmpq) or bool(x.is_finite())

REACH = 20_000  # binary digits before or behind the point: an exact number of more would fill the memory

def in_reach(x: Any) -> bool:
    """Whether an end of a ball has few enough digits to be written out; python-flint aborts on some that have not."""
    if x == 0 or not x.is_finite():
        return bool(x == 0)
    mantissa, exponent = x.man_exp()
    return abs(int(exponent) + int(mantissa).bit_length()) < REACH

def rational(x: Any) -> fmpq:
    """The exact value of an end of a ball; Undefined beyond the reach of exact numbers."""
    known(in_reach(x), "a number that is too large, or too small, to be written out")
    return x.fmpq()

def may_vanish(x: Number) -> bool:
    """Whether zero is not excluded."""
    return bool(x == 0 if isinstance(x, fmpq) else not x.is_finite() or x.contains(0))

def divide(a: Number, b: Number) -> Number:
    """A / b, undefined where b may be zero."""
    known(not may_vanish(base(b)), "division by something that may be zero")
    return a * power(b, fmpq(-1)) if isinstance(b, Jet) or isinstance(a, Jet) else a / b

def power(a: Number, p: Number) -> Number:
    """A to the power p, for a rational p or a number p."""
    if isinstance(p, fmpq) and p == 0:
        return ONE
    if isinstance(p, fmpq) and isinstance(a, Jet):
        slope = p * power(a.value, p - 1)
        return Jet(a.tag, power(a.value, p), [_times(d, slope) for d in a.parts])
    if isinstance(p, fmpq) and p.q <= 2:
        known(p >= 0 or not may_vanish(a), "negative power of something that may be zero")
        return (a if abs(p.p) < MANY else ball(a)) ** int(p.p) if p.q == 1 else power(apply("sqrt", a), fmpq(p.p))
    positive = not isinstance(a, Jet) and a == 0 and ball(base(p)) > 0
    return ZERO if positive else apply("exp", p * apply("log", a))

def hull(*xs: Number) -> Number:
    """The smallest ball around all of them."""
    return arb(xs[0]) if len(xs) == 1 else hull(*xs[1:]).union(arb(xs[0]))

def _right(x: Number, what: str) -> Number:
    """A number where log and root are analytic: positive (or zero, for a root), or off the negative axis."""
    r = x if isinstance(x, (fmpq, arb)) else x.real
    right = r > 0 or (r is x and what == "root" and r >= 0) or (r is not x and not x.imag.contains(0))
    known(right, "a logarithm or a root of something that may not be positive")
    return ball(x)

def _sqrt(x: Number) -> Number:
    if isinstance(x, fmpq) and x >= 0 and (root := fmpq(x.p.isqrt(), x.q.isqrt())) * root == x:
        return apply("abs", root) if FREE else root  # of a square, an absolute value
    return _right(x, "root").sqrt()

def _atan(x: Number) -> Number:
    known(not isinstance(x, acb) or abs(x.imag) < 1, "atan across its branch cut")
    return ball(x).atan()

def _cases(x: Number, below: int, at: int, above: int) -> Number:
    """A number by the sign of x; the hull where the sign is open."""
    if FREE and not isinstance(x, acb) and not may_vanish(x):
        side = FREE[-1].of(x)
        return fmpq(at) if side is None else fmpq(below) + (above - below) * side
    r = x if isinstance(x, (fmpq, arb)) else x.real
    values = {v for v, no in ((below, r >= 0), (at, r < 0 or r > 0), (above, r <= 0)) if not no}
    known(len(values) == 1 or not isinstance(x, acb), "across a kink in the complex plane")
    return fmpq(*values) if len(values) == 1 else hull(*sorted(values))

def _above(x: Number, c: int) -> Number:
    """The larger of x and c."""
    if FREE or isinstance(x, acb):
        return c + (x - c) * _cases(x - c, 0, 0, 1)
    return max(x, fmpq(c)) if isinstance(x, fmpq) else x.max(arb(c))

def _f(name: str) -> Callable[[Number], Number]:
    return lambda x: apply(name, x)

def _normal(x: Number) -> Number:
    """The normal distribution function."""
    return (apply("erf", x * (ONE if base(x) == 0 and not isinstance(x, Jet) else 1 / arb(2).sqrt())) + 1) * fmpq(1, 2)

_tanh, _sigmoid, _exp, _step, _sign, _modulus, _relu = map(_f, ("tanh", "sigmoid", "exp", "step", "sign", "abs", "relu"))
# name: the value at a rational or a ball, and the derivative at any number, or none; at a kink both follow torch
TABLE: dict[str, tuple[Callable[[Number], Number], Callable[[Number], Number] | None]] = {
    "tanh": (lambda x: ball(x).tanh(), lambda x: 1 - (t := _tanh(x)) * t),
    "sigmoid": (lambda x: 1 / (1 + (-ball(x)).exp()), lambda x: (s := _sigmoid(x)) * (1 - s)),
    "softplus": (lambda x: _right(1 + ball(x).exp(), "log").log(), _sigmoid),
    "exp": (lambda x: ball(x).exp(), _exp),
    "log": (lambda x: ZERO if x == 1 else _right(x, "log").log(), lambda x: power(x, fmpq(-1))),
    "sqrt": (_sqrt, lambda x: power(x, fmpq(-1, 2)) * fmpq(1, 2)),
    "sin": (lambda x: ball(x).sin(), _f("cos")), "cos": (lambda x: ball(x).cos(), lambda x: -apply("sin", x)),
    "sinh": (lambda x: ball(x).sinh(), _f("cosh")), "cosh": (lambda x: ball(x).cosh(), _f("sinh")),
    "atan": (_atan, lambda x: power(1 + x * x, fmpq(-1))),
    "erf": (lambda x: ball(x).erf(), lambda x: _exp(-(x * x)) * (2 / arb.pi().sqrt())),
    "silu": (lambda x: x * _sigmoid(x), lambda x: x * ((s := _sigmoid(x)) * (1 - s)) + s),
    "gelu": (lambda x: x * _normal(x), None), "identity": (lambda x: x, None),
    "step": (lambda x: _cases(x, 0, 0, 1), lambda _: ZERO), "sign": (lambda x: _cases(x, -1, 0, 1), lambda _: ZERO),
    "relu": (lambda x: _above(x, 0), _step), "leaky_relu": (lambda x: (x + 99 * _relu(x)) * fmpq(1, 100), None),
    "abs": (lambda x: x * _cases(x, -1, 0, 1) if FREE or isinstance(x, acb) else abs(x), _sign),
    "elu": (lambda x: _above(x, 0) + _exp(-_above(-x, 0)) - 1,
            lambda x: s if base(s := _step(x)) == 1 else s + (1 - s) * _exp(x)),
    "softsign": (lambda x: _sign(x) * (1 - 1 / (1 + _modulus(x))), lambda x: power(1 + _modulus(x), fmpq(-2))),
    "hardtanh": (lambda x: -_above(-_above(x, -1), -1), lambda x: _step(x + 1) * _step(1 - x)),
}  # fmt: skip
NAMES = frozenset(TABLE)
KINKED = frozenset({"step", "sign", "relu", "abs", "leaky_relu", "elu", "softsign", "hardtanh"})
AT_ZERO = {**dict.fromkeys(("sin", "tanh", "sinh", "atan", "erf"), ZERO), "sigmoid": fmpq(1, 2),
           **dict.fromkeys(("exp", "cos", "cosh"), ONE)}  # fmt: skip
_UNIT = (-1, 1)
# least and largest value, least and largest slope, on the whole real line; None where there is no bound
GLOBAL: dict[str, Any] = {
    "tanh": (_UNIT, (0, 1)), "sigmoid": ((0, 1), (0, fmpq(1, 4))), "relu": ((0, None), (0, 1)), "sin": (_UNIT, _UNIT),
    "softplus": ((0, None), (0, 1)), "cos": (_UNIT, _UNIT), "exp": ((0, None), (0, None)), "abs": ((0, None), _UNIT),
    "atan": ((-fmpq(11, 7), fmpq(11, 7)), (0, 1)), "erf": (_UNIT, (0, fmpq(113, 100))), "hardtanh": (_UNIT, (0, 1)),
    "softsign": (_UNIT, (0, 1)), "identity": ((None, None), (1, 1)), "leaky_relu": ((None, None), (fmpq(1, 100), 1)),
    "elu": ((-1, None), (0, 1)), "step": ((0, 1), (None, None)), "sign": (_UNIT, (None, None)),
}  # fmt: skip

def apply(name: str, x: Number) -> Number:
    """The elementwise function `name` at x."""
    if name not in TABLE:
        raise Malformed(f"unknown function {name}")
    value, slope = TABLE[name]
    if isinstance(x, Jet):
        at = slope(x.value) if slope else ZERO
        return Jet(x.tag, apply(name, x.value), [_times(p, at) for p in x.parts]) if slope else value(x)
    x = x.real if isinstance(x, acb) and x.imag.is_zero() else x
    if name in AT_ZERO and x == 0:
        return AT_ZERO[name]
    y, (low, high) = value(x), GLOBAL.get(name, ((None, None),))[0]
    if isinstance(y, arb) and None not in (low, high) and not (y.is_finite() and y.rad() < 0.01) and not ball(x).is_nan():
        return y.intersection(hull(low, high)) if y.is_finite() else hull(low, high)
    return y
