"""Search for a proof that a polynomial is positive (or not negative) where some sign conditions hold.

A proof is a tree of named arguments as JSON data; each argument is a function of the table `ARGUMENTS`, tried in the
order of its cost. What is found is written out in one rule (`refutations`) before anybody else reads it; what is not
found is not proved.

    fact          the polynomial is a positive multiple of a fact
    coefficients  every term has the sign, by the signs of its generators
    cells         one generator: the line cut at all roots
    substitute    a fact is an equation that gives one generator
    factors       a product of factors of known sign
    multiple      a fact times something that has the sign
    divide        a fact is the polynomial times something positive
    nonzero       not negative, and not zero by a fact
    intervals     generators replaced by their ends: all coefficients have the sign
    ends          concave in a generator: the least value is at an end of its range
    square        quadratic in a generator, the discriminant has the sign
    conjugate     a + b r with r^2 = R, by the sign of a^2 - b^2 R
    algebraic     one generator and roots of numbers: the line cut at the roots of the norm
    combination   a sum of products of facts with nonnegative weights
    split         by the sign of a generator
    multiplied    the product with something positive (a hint) has the sign
    cases         by the sign of a polynomial (a hint)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symrnn.algebra.order import signranges, signsums, signterms
from symrnn.algebra.order.generators import Fact
from symrnn.algebra.order.quotients import (
    ZERO,
    Poly,
    Relations,
    TooLargeError,
    coefficients,
    reduced,
    text,
    used,
    value,
)

Tree = dict[str, Any]
DEPTH = 5  # how deep arguments may be nested


@dataclass
class Search:
    """A search under some facts, with a budget of attempts."""

    facts: list[Fact]
    relations: Relations
    budget: list[int] = field(default_factory=lambda: [250, 8])
    failed: set[tuple[str, str, int]] = field(default_factory=set)
    hints: list[tuple[str, Poly]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.signs: dict[int, tuple[str, int]] = {}
        for i, fact in enumerate(self.facts):
            found = sign_of_generator(fact)
            if found is not None:
                k, rel = found
                old = self.signs.get(k)
                if old is None or (rel in (">", "<") and old[0] not in (">", "<")):
                    self.signs[k] = (rel, i)

    def under(self, *more: Fact) -> Search:
        """The same search with more facts."""
        return Search([*self.facts, *more], self.relations, self.budget, hints=self.hints)

    def positive(self, p: Poly, rel: str, depth: int = DEPTH) -> Tree | None:
        """A proof of p > 0 (rel `>`), p >= 0 (`>=`), p = 0 (`==`) or p != 0 (`!=`), or None."""
        p = reduced(p, self.relations)
        number = value(p)
        if number is not None:
            fine = {">": number > 0, ">=": number >= 0, "==": number == 0, "!=": number != 0}[rel]
            return {"how": "constant"} if fine else None
        key = (text(p), rel, depth)
        if key in self.failed or self.budget[0] <= 0 or depth < 0:
            return None
        self.budget[0] -= 1
        for argument in ARGUMENTS[rel]:
            try:
                tree = argument(self, p, rel, depth)
            except TooLargeError:
                tree = None
            if tree is not None:
                return tree
        self.failed.add(key)
        return None


def sign_of_generator(fact: Fact) -> tuple[int, str] | None:
    """The generator of which a fact states the sign, as g > 0, or as a bound beyond zero; and the sign."""
    single = used(fact.poly)
    if len(single) != 1 or fact.poly.total_degree() != 1 or fact.rel not in (">", ">="):
        return None
    parts = coefficients(fact.poly, single[0])
    c, shift = value(parts[1]), value(parts.get(0, ZERO))
    assert c is not None
    assert shift is not None
    if shift > 0:
        return None
    strict = fact.rel == ">" or shift < 0
    return single[0], (">" if strict else ">=") if c > 0 else ("<" if strict else "<=")


Argument = Callable[[Search, Any, str, int], Tree | None]
_SIGN: tuple[Argument, ...] = (
    signterms.fact, signterms.by_coefficients, signterms.cells, signterms.algebraic, signterms.by_substitution,
    signterms.by_factors, signterms.by_division, signterms.by_multiple, signranges.by_intervals, signranges.by_ends,
    signranges.by_square, signranges.by_conjugate, signsums.by_combination,
)
ARGUMENTS: dict[str, tuple[Argument, ...]] = {
    ">=": (*_SIGN, signsums.by_split, signsums.by_multiple, signsums.by_cases),
    ">": (*_SIGN, signterms.by_nonzero, signsums.by_split, signsums.by_multiple, signsums.by_cases),
    "==": (signterms.fact, signterms.cells, signterms.by_substitution, signterms.zero_factor,
           signterms.by_zero_product, signterms.both_signs),
    "!=": (signterms.fact, signterms.cells, signterms.by_nonzero, signterms.by_substitution, signterms.by_factors,
           signterms.some_sign),
}
