"""What the author of a claim may say about the proof of an inequality, for `by=[...]`: a hint is tried, never believed.

sr.sum_of_squares([q1, q2])   squares that the difference of the two sides may be made of
sr.factor(h)                  the difference times h > 0 is easier; that h is positive is proved
sr.cases(e)                   e >= 0 and e <= 0 are proved one by one
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symrnn.algebra.language.arguments import scalar_arg
from symrnn.algebra.terms import Term


@dataclass(frozen=True)
class Hint:
    """A hint: its kind (`squares`, `factor` or `cases`) and the scalar terms that it names."""

    kind: str
    terms: tuple[Term, ...]


def sum_of_squares(terms: Sequence[Any]) -> Hint:
    """The right side minus the left one is a weighted sum of squares of these terms and of products of facts."""
    return Hint("squares", tuple(scalar_arg("sum_of_squares", t) for t in terms))


def factor(term: Any) -> Hint:
    """The right side minus the left one is to be multiplied by a positive term."""
    return Hint("factor", (scalar_arg("factor", term),))


def cases(term: Any) -> Hint:
    """The sign of a term tells two cases apart."""
    return Hint("cases", (scalar_arg("cases", term),))
