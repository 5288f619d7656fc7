"""The range of an index whose ends are lines in the variable of a limit, and what is needed of a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.gauges import UnknownGrowthError
from symrnn.algebra.terms import Term


class Reads(Protocol):
    """What is needed of a reader."""

    calculus: Calculus
    symbols: Any
    k: Any
    given: tuple[Statement, ...]

    @property
    def name(self) -> str:
        """The name of an index."""
        ...

    def read(self, t: Term) -> Expansion:
        """The expansion of a term."""
        ...

    def depends(self, t: Any) -> bool:
        """Whether a term depends on the variable."""
        ...

    def size(self, s: Size) -> Expansion:
        """An index expression."""
        ...

    def slope(self, s: Size) -> tuple[int, int] | None:
        """The c and d of c k + d."""
        ...

    def along(self, k: Any) -> Reads:
        """A reader of the same parameters in another variable."""
        ...


@dataclass(frozen=True)
class Range:
    """Where an index runs.

    Parameters
    ----------
    start
        Its first value; None where that grows.
    first, after
        Its first value, and the one after its last, as expansions.
    opening, last
        The whole c and d of the first and the last value, c k + d.
    """

    start: int | None
    first: Expansion
    after: Expansion
    opening: tuple[int, int]
    last: tuple[int, int]

    def moved(self, c: Calculus, shift: int) -> Range:
        """The range of the index plus a number."""
        (a, first), (b, last) = self.opening, self.last
        return Range(None if self.start is None else self.start + shift, c.add(self.first, c.number(shift)),
                     c.add(self.after, c.number(shift)), (a, first + shift), (b, last + shift))

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it for large k."""
        return (self.last[0], self.last[1] + 1) <= self.opening


def range_of(r: Reads, lo: Size, hi: Size) -> Range:
    """The range of an index whose last value grows.

    Raises
    ------
    UnknownGrowthError
        Where an end is no line in the variable.
    """
    number = lo.constant
    line = None if isinstance(r.k, Term) else r.slope(hi)
    opening = (0, number) if number is not None else r.slope(lo) if line is not None else None
    if line is None or opening is None or line[0] < 0 or opening[0] < 0:
        raise UnknownGrowthError("a range whose ends are no lines that grow")
    return Range(number, r.size(lo), r.size(hi + 1), opening, line)
