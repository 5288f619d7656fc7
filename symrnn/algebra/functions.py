"""Elementwise functions: one row each, with derivative, range, Lipschitz constant and what happens at a kink.

A derivative is written as a term in the argument `u`; at a kink it has the value that torch gives it (the convention
column). A user's own come from `ownfunctions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symrnn.algebra.terms import SCALAR, Term, coerce, number

Bound = Fraction | str | Term | None  # "oo", "-oo" at the ends of a range; a term where it is not rational
INF = "oo"


@dataclass(frozen=True, eq=False)
class Function:
    """An elementwise function, or one of its derivatives.

    Parameters
    ----------
    name
        The word a user writes.
    derivative
        The derivative as a term in the argument; None where it is taken from `body` or stays opaque.
    range
        The ends of the range (open or closed), `"-oo"` and `"oo"` included; None where nothing is known.
    lipschitz
        A Lipschitz constant on the whole line; None where there is none or none is known.
    kinks
        Where the derivative does not exist; there it has torch's value.
    domain
        A condition head that the argument must satisfy: `positive`, `nonneg`, `nowhere_zero` or nothing.
    body
        A user's own function as a SymPy expression of `variable`.
    order
        How often a user's function has been differentiated.
    """

    name: str
    derivative: Callable[[Term], Term] | None = None
    range: tuple[Bound, Bound] | None = None
    lipschitz: Bound = None
    kinks: tuple[Fraction, ...] = ()
    domain: str = ""
    latex: str = ""
    body: Any = None
    variable: Any = None
    order: int = 0
    origin: Function | None = None

    @property
    def base(self) -> Function:
        """The function that this is a derivative of; itself where it is none."""
        return self.origin or self

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two functions the same."""
        body = None if self.body is None else self.body.xreplace({self.variable: self.variable.func("_x")})
        return self.name, self.order, str(body), self.range, self.lipschitz

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Function) and self.key == other.key)

    def __hash__(self) -> int:
        return hash((self.name, self.order))

    @property
    def word(self) -> str:
        """The name with a prime for each derivative."""
        return self.name + "'" * self.order

    @property
    def is_own(self) -> bool:
        """Whether a user registered it."""
        return self.name not in TABLE

    def __call__(self, argument: Any) -> Term:
        """Apply to every entry."""
        u = coerce(argument)
        return Term("fn", (self, u), u.shape)

    def diff(self, u: Term) -> Term:
        """The derivative at `u`, a term of the same shape."""
        return self.derivative(u) if self.derivative is not None else self.prime()(u)

    def prime(self) -> Function:
        """The derivative of a user's own function, as a function."""
        body = None if self.body is None else self.body.diff(self.variable)
        bounds: tuple[Bound, Bound] | None = None
        if isinstance(self.lipschitz, Fraction | Term):
            bounds = (-self.lipschitz, self.lipschitz)
        return Function(self.name, range=bounds, body=body, variable=self.variable, order=self.order + 1,
                        origin=self.base)

    def __repr__(self) -> str:
        return self.word


def _fn(name: str) -> Function:
    return TABLE[name]


def _gaussian(u: Term) -> Term:
    """exp(-u^2/2) / sqrt(2 pi), the density in gelu'."""
    pi = Term("const", ("pi",), SCALAR)
    return _fn("exp")(-(u**2) / 2) / _fn("sqrt")(2 * pi)


def _normal_cdf(u: Term) -> Term:
    return (1 + _fn("erf")(u / _fn("sqrt")(number(2)))) / 2


def _half(value: int) -> Fraction:
    return Fraction(value, 2)


_F = Fraction
_ROWS = (
    #        name          derivative at u                                  range             Lipschitz
    Function("tanh", lambda u: 1 - _fn("tanh")(u) ** 2, (_F(-1), _F(1)), _F(1), latex=r"\tanh"),
    Function("sigmoid", lambda u: _fn("sigmoid")(u) * (1 - _fn("sigmoid")(u)), (_F(0), _F(1)), _F(1, 4),
             latex=r"\sigma"),
    Function("relu", lambda u: _fn("step")(u), (_F(0), INF), _F(1), kinks=(_F(0),), latex=r"\operatorname{relu}"),
    Function("softplus", lambda u: _fn("sigmoid")(u), (_F(0), INF), _F(1), latex=r"\operatorname{softplus}"),
    Function("exp", lambda u: _fn("exp")(u), (_F(0), INF), None, latex=r"\exp"),
    Function("log", lambda u: 1 / u, ("-oo", INF), None, domain="positive", latex=r"\log"),
    Function("sqrt", lambda u: 1 / (2 * _fn("sqrt")(u)), (_F(0), INF), None, domain="nonneg", latex=r"\sqrt"),
    Function("sin", lambda u: _fn("cos")(u), (_F(-1), _F(1)), _F(1), latex=r"\sin"),
    Function("cos", lambda u: -_fn("sin")(u), (_F(-1), _F(1)), _F(1), latex=r"\cos"),
    Function("sinh", lambda u: _fn("cosh")(u), ("-oo", INF), None, latex=r"\sinh"),
    Function("cosh", lambda u: _fn("sinh")(u), (_F(1), INF), None, latex=r"\cosh"),
    Function("atan", lambda u: 1 / (1 + u**2), None, _F(1), latex=r"\arctan"),
    Function("erf", lambda u: 2 * _fn("exp")(-(u**2)) / _fn("sqrt")(Term("const", ("pi",), SCALAR)),
             (_F(-1), _F(1)), None, latex=r"\operatorname{erf}"),
    Function("abs", lambda u: _fn("sign")(u), (_F(0), INF), _F(1), kinks=(_F(0),), latex=r"\operatorname{abs}"),
    Function("sign", lambda u: 0 * u, (_F(-1), _F(1)), None, kinks=(_F(0),), latex=r"\operatorname{sign}"),
    Function("step", lambda u: 0 * u, (_F(0), _F(1)), None, kinks=(_F(0),), latex=r"\operatorname{step}"),
    Function("identity", lambda u: 1 + 0 * u, ("-oo", INF), _F(1), latex=r"\operatorname{id}"),
    Function("silu", lambda u: _fn("sigmoid")(u) * (1 + u * (1 - _fn("sigmoid")(u))), None, _F(11, 10),
             latex=r"\operatorname{silu}"),
    Function("gelu", lambda u: _normal_cdf(u) + u * _gaussian(u), None, _F(113, 100),
             latex=r"\operatorname{gelu}"),
    Function("elu", lambda u: _fn("step")(u) + (1 - _fn("step")(u)) * _fn("exp")(u), (_F(-1), INF), _F(1),
             latex=r"\operatorname{elu}"),
    Function("softsign", lambda u: 1 / (1 + _fn("abs")(u)) ** 2, (_F(-1), _F(1)), _F(1),
             latex=r"\operatorname{softsign}"),
    Function("hardtanh", lambda u: _fn("step")(u + 1) * _fn("step")(1 - u), (_F(-1), _F(1)), _F(1),
             kinks=(_F(-1), _F(1)), latex=r"\operatorname{hardtanh}"),
    Function("leaky_relu", lambda u: number(_F(1, 100)) + number(_F(99, 100)) * _fn("step")(u), ("-oo", INF), _F(1),
             kinks=(_F(0),), latex=r"\operatorname{leaky\_relu}"),
)
TABLE: dict[str, Function] = {row.name: row for row in _ROWS}


def __getattr__(name: str) -> Function:
    """Every word of the table is also a name of this module: `functions.tanh`."""
    if name in TABLE:
        return TABLE[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
