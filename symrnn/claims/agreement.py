"""Whether a condition holds at a point, by mpmath at two precisions: true, false, or not known.

What is compared is valued forwards (derivatives by differences), so that nothing here shares code with the trusted base.
What can only fail at exceptional points (`ne`, `invertible`, a negation) is not decided: agreement at others says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symrnn.errors import NotSupportedError
from symrnn.oracles.comparison import Agreement, compare, gap
from symrnn.oracles.mpmath_differences import value

Node = list[Any]
Grid = list[list[Fraction]]
EQUATIONS = frozenset({"equal", "eq", "fixed"})
ORDERS = {"at_most": (False, False), "le": (False, False), "less": (False, True), "lt": (False, True),
          "ge": (True, False), "gt": (True, True)}  # head -> whether the sides are exchanged, whether it is strict
COMPLEX = "a complex value"

# A property as the equation that it means.
MEANING: dict[str, Callable[..., Node]] = {
    "symmetric": lambda a: ["equal", ["T", a], a],
    "skew": lambda a: ["equal", ["T", a], ["neg", a]],
    "normal": lambda a: ["equal", ["matmul", ["conj", ["T", a]], a], ["matmul", a, ["conj", ["T", a]]]],
    "idempotent": lambda a: ["equal", ["matmul", a, a], a],
    "diagonal": lambda a: ["equal", a, ["diag", ["diagof", a]]],
    "unit_norm": lambda v: ["equal", ["norm_f", v], ["num", "1"]],
    "commute": lambda a, b: ["equal", ["matmul", a, b], ["matmul", b, a]],
    "positive": lambda a: ["gt", a, ["num", "0"]],
    "nonneg": lambda a: ["ge", a, ["num", "0"]],
    "between": lambda v, lo, hi: ["all_of", ["le", lo, v], ["le", v, hi]],
    "strictly_between": lambda v, lo, hi: ["all_of", ["lt", lo, v], ["lt", v, hi]],
    "psd": lambda a: ["all_of", ["equal", ["T", a], a], ["ge", ["eig_min", a], ["num", "0"]]],
    "rank_is": lambda a, r: ["equal", ["rank", a], r],
    "rank_at_most": lambda a, r: ["le", ["rank", a], r],
}


@dataclass
class Truth:
    """The truth of conditions at one point of a record, and how far equations were apart.

    Parameters
    ----------
    record, point
        The serialised statement, and exact values for its leaves.
    gap, budget
        The largest difference of the sides of an equation that was accepted, and the largest that would have been.
    """

    record: dict[str, Any]
    point: dict[str, Any]
    gap: Fraction = field(default_factory=Fraction)
    budget: Fraction = field(default_factory=Fraction)

    def holds(self, condition: Node) -> bool | None:
        """Whether a condition holds; None where that is not known.

        Raises
        ------
        NotSupportedError
            For a head that this oracle does not decide, or a term that it does not value.
        """
        head, *args = condition
        if head in EQUATIONS:
            return self.equal(*args)
        if head in ORDERS:
            exchanged, strict = ORDERS[head]
            return self.below(*(args[::-1] if exchanged else args), strict=strict)
        if head in MEANING:
            return self.holds(MEANING[head](*args))
        if head in ("all_of", "holds"):
            return both(self.holds(c) for c in args)
        if head == "any_of":
            return opposite(both(opposite(self.holds(c)) for c in args))
        if head == "implies":  # where its left side fails it says nothing
            return self.holds(args[1]) if self.holds(args[0]) else None
        if head == "orthogonal":
            return self.square_is_one(args[0])
        raise NotSupportedError("the oracle by differences", got=f"the condition {head}", advice="Another oracle covers it.",
                                expected="an equation, an order, or what is made of them")

    def parts(self, *nodes: Node) -> Iterator[list[tuple[Grid, Fraction]]]:
        """The values of terms with the bounds of their errors: real, or the real and the imaginary parts."""
        try:
            found = [value(node, self.record, self.point) for node in nodes]
        except NotSupportedError as error:
            if COMPLEX not in str(error):
                raise
            for part in ("re", "im"):
                yield from self.parts(*([part, node] for node in nodes))
            return
        known = [(grid, error) for grid, error in found if grid is not None and error is not None]
        yield known if len(known) == len(found) else []

    def equal(self, a: Node, b: Node) -> bool | None:
        """Whether two terms agree within the bounds of their errors; a 1 x 1 value agrees with every entry."""
        outcomes: list[bool | None] = []
        for sides in self.parts(a, b):
            if not sides:
                return None
            (left, error_left), (right, error_right) = sides
            left, right = wide(left, right), wide(right, left)
            allowed = 4 * (error_left + error_right)
            outcome = compare(left, right, allowed)
            if outcome is Agreement.AGREE:
                self.gap, self.budget = max(self.gap, gap(left, right) or Fraction(0)), max(self.budget, allowed)
            outcomes.append({Agreement.AGREE: True, Agreement.DIFFER: False}.get(outcome))
        return both(iter(outcomes))

    def below(self, a: Node, b: Node, *, strict: bool) -> bool | None:
        """Whether one term stays below another at every entry."""
        (sides,) = list(self.parts(a, b)) or [[]]
        if not sides:
            return None
        (low, error_low), (high, error_high) = sides
        allowed = 4 * (error_low + error_high)
        found: list[bool | None] = []
        for row_a, row_b in zip(wide(low, high), wide(high, low), strict=True):
            for x, y in zip(row_a, row_b, strict=True):
                found.append(None if strict and abs(y - x) <= allowed else y - x >= -allowed)
        return both(iter(found))

    def square_is_one(self, a: Node) -> bool | None:
        """Whether A^* A is the identity, whose size is that of the value."""
        found: list[bool | None] = []
        for imaginary, sides in enumerate(self.parts(["matmul", ["conj", ["T", a]], a])):
            if not sides:
                return None
            grid, error = sides[0]
            one = [[Fraction(int(i == j and not imaginary)) for j in range(len(grid))] for i in range(len(grid))]
            found.append(compare(grid, one, 4 * error) is Agreement.AGREE)
        return both(iter(found))


def both(found: Iterator[bool | None]) -> bool | None:
    """Whether all of them hold; of none there is nothing to say."""
    answers = list(found)
    return False if False in answers else None if None in answers or not answers else True


def opposite(found: bool | None) -> bool | None:
    """Whether it does not hold."""
    return None if found is None else not found


def wide(a: Grid, like: Grid) -> Grid:
    """A 1 x 1 value repeated to the shape of the other side."""
    return [[a[0][0]] * len(like[0]) for _ in like] if len(a) == 1 and len(a[0]) == 1 else a
