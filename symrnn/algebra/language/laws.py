"""Expectations, and the laws that there are of one real variable."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.language.arguments import scalar_arg
from symrnn.algebra.terms import SCALAR, Term, place
from symrnn.errors import NotSupportedError, ShapeError, said


class Distribution:
    """A distribution of one real variable: its name and two parameters."""

    def __init__(self, name: str, first: Any, second: Any) -> None:
        self.name, self.first, self.second = name, scalar_arg(name, first), scalar_arg(name, second)

    def __repr__(self) -> str:
        return f"{self.name}({self.first!r}, {self.second!r})"


def gaussian(mu: Any, var: Any) -> Distribution:
    """The normal distribution with mean mu and variance var."""
    law = Distribution("gaussian", mu, var)
    if _number(law.second) is not None and _number(law.second) < 0:
        raise ShapeError(f"`sr.gaussian`{place()}: the variance", got=repr(law.second), expected="a number from 0 on",
                         advice="the second argument is the variance, not the standard deviation")
    return law


def uniform(lo: Any, hi: Any) -> Distribution:
    """The uniform distribution on [lo, hi]."""
    law = Distribution("uniform", lo, hi)
    ends = _number(law.first), _number(law.second)
    if None not in ends and ends[0] >= ends[1]:
        raise ShapeError(f"`sr.uniform`{place()}", got=f"[{law.first}, {law.second}]", expected="lo < hi",
                         advice="swap the ends")
    return law


def _number(term: Term) -> Any:
    """The number that a term is, with its sign; None for any other term."""
    if term.head == "neg" and term.args[0].head == "num":
        return -term.args[0].args[0]
    return term.args[0] if term.head == "num" else None


def expect(f: Any, z: Any, law: Any) -> Term:
    """The expectation of the scalar f when the scalar leaf z follows the law."""
    f = scalar_arg("expect", f)
    if not isinstance(law, Distribution):
        raise NotSupportedError(f"`sr.expect`{place()}: the law", got=said(law),
                                expected="sr.gaussian(mu, var) or sr.uniform(lo, hi)", advice="use one of the two")
    if not isinstance(z, Term) or z.head != "sym" or z.shape:
        raise ShapeError(f"`sr.expect`{place()}: the variable", got=said(z), expected="a scalar leaf",
                         advice='declare it with z = sr.scalar("z")')
    return Term("expect", (f, z, (law.name, law.first, law.second)), SCALAR)
