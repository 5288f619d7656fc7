"""Expectations, and the laws that there are of one real variable."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.arguments import scalar_arg
from symrnn.algebra.terms import SCALAR, Term, place
from symrnn.errors import NotSupportedError, ShapeError


class Distribution:
    """A distribution of one real variable: its name and two parameters."""

    def __init__(self, name: str, first: Any, second: Any) -> None:
        self.name, self.first, self.second = name, scalar_arg(name, first), scalar_arg(name, second)

    def __repr__(self) -> str:
        return f"{self.name}({self.first!r}, {self.second!r})"


def gaussian(mu: Any, var: Any) -> Distribution:
    """The normal distribution with mean mu and variance var."""
    return Distribution("gaussian", mu, var)


def uniform(lo: Any, hi: Any) -> Distribution:
    """The uniform distribution on [lo, hi]."""
    return Distribution("uniform", lo, hi)


def expect(f: Any, z: Any, law: Any) -> Term:
    """The expectation of the scalar f when the scalar leaf z follows the law."""
    f = scalar_arg("expect", f)
    if not isinstance(law, Distribution):
        raise NotSupportedError(f"`sr.expect`{place()}: the law", got=repr(law)[:60],
                                expected="sr.gaussian(mu, var) or sr.uniform(lo, hi)", advice="use one of the two")
    if not isinstance(z, Term) or z.head != "sym" or z.shape:
        raise ShapeError(f"`sr.expect`{place()}: the variable", got=repr(z)[:60], expected="a scalar leaf",
                         advice='declare it with z = sr.scalar("z")')
    return Term("expect", (f, z, (law.name, law.first, law.second)), SCALAR)
