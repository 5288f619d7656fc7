"""Comparison of two scalar expressions in atoms: right - left as a weighted sum of products of facts, exactly.

An atom is a scalar that is not looked into: a leaf, a norm, a symbolic power, a product over a range. A fact is a
given relation, an earlier step, or that an atom is not negative. What is found here is written out by exact calculus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.order.entrywise import RANGES
from symrnn.algebra.order.generators import NONNEG_HEADS, Fact
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.positivity import Search
from symrnn.algebra.order.quotients import ARITHMETIC, GENERATORS, ONE, WIDTH, Poly, Quotient, TooLargeError, value, whole
from symrnn.algebra.order.relations import Relation
from symrnn.algebra.order.signsums import combination
from symrnn.algebra.order.signterms import ratio
from symrnn.algebra.terms import SCALAR, Term

POSITIVE_FUNCTIONS = frozenset({"exp", "sigmoid", "softplus", "cosh"})
NONNEG_FUNCTIONS = POSITIVE_FUNCTIONS | {"abs", "sqrt", "relu", "step"}
SPREAD = frozenset({"count_nonzero", "rank"}) | NONNEG_HEADS


@dataclass
class Atoms:
    """Scalar expressions as quotients of polynomials in their atoms, and what is known of the atoms."""

    places: dict[Term, int] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def atom(self, t: Term) -> Poly:
        """The generator of an atom; that it is not negative is a fact where its form says so."""
        if t not in self.places:
            if len(self.places) >= WIDTH:
                raise TooLargeError("too many atoms")
            self.places[t] = len(self.places)
            g = GENERATORS[self.places[t]]
            if t.head == "size" and not t.args[0].indices:
                self.know(g - 1, ">=")
            if is_nonneg(t):
                self.know(g, ">" if is_positive(t) else ">=")
            if t.head == "fn" and t.args[0].word in RANGES:
                lo, hi = RANGES[t.args[0].word]
                self.know(g - int(lo), ">=")
                self.know(int(hi) - g, ">=")
        return GENERATORS[self.places[t]]

    def know(self, p: Poly, rel: str) -> None:
        """A fact that holds by the form of an atom."""
        self.facts.append(Fact(p, rel, {}))

    def read(self, t: Term) -> Quotient:
        """A scalar expression."""
        head, args = t.head, t.args
        if head == "num":
            return whole(args[0])
        if head == "named":
            return self.read(args[1])
        if head in ARITHMETIC:
            return ARITHMETIC[head](self.read(args[0]), self.read(args[1]))
        if head == "neg":
            return -self.read(args[0])
        if head == "div":
            bottom = self.read(args[1])
            if bottom.num.is_zero():
                raise TooLargeError("division by zero")
            if args[1] in self.places and is_nonneg(args[1]):
                # It is positive where the quotient has a value.
                self.know(GENERATORS[self.places[args[1]]], ">")
            return self.read(args[0]) * Quotient(bottom.den, bottom.num)
        if head == "pow":
            p = rational(args[1])
            if p is not None and p.denominator == 1 and 0 <= p <= 12:
                return self.read(args[0]).power(int(p))
        if head == "size":
            return self.size(args[0])
        return whole(self.atom(t))

    def size(self, s: Size) -> Quotient:
        """A size or an index expression: every name an atom."""
        total = whole(0)
        for monomial, c in s.terms:
            part = whole(c)
            for name in monomial:
                part = part * whole(self.atom(Term("size", (Size({(name,): 1}, s.indices & {name}),), SCALAR)))
            total = total + part
        return total

    def assume(self, r: Relation, origin: dict[str, Any]) -> None:
        """A relation as a fact, where its denominators are known to be positive or are numbers."""
        d = self.read(r[2]) - self.read(r[1])
        rel = {"<=": ">=", "<": ">", "==": "=="}.get(r[0])
        if rel is not None and d.den == ONE:
            self.facts.append(Fact(d.num, rel, origin))


def is_nonneg(t: Term) -> bool:
    """Whether a scalar is not negative by its form."""
    head, args = t.head, t.args
    if head == "num":
        return bool(args[0] >= 0)
    if head in SPREAD or (head == "dot" and args[0] == args[1]):
        return True
    if head == "size":
        return all(c > 0 for _, c in args[0].terms)
    if head == "fn":
        return args[0].word in NONNEG_FUNCTIONS
    if head in ("add", "mul", "div"):
        return (head == "mul" and args[0] == args[1]) or (is_nonneg(args[0]) and is_nonneg(args[1]))
    if head == "named":
        return is_nonneg(args[1])
    if head == "pow":
        p = rational(args[1])
        even = p is not None and p.denominator == 1 and p.numerator % 2 == 0
        return even or is_nonneg(args[0])
    if head in ("product", "total"):
        return not args[0].shape and is_nonneg(args[0])
    return False


def is_positive(t: Term) -> bool:
    """Whether a scalar is positive by its form."""
    head, args = t.head, t.args
    if head == "num":
        return bool(args[0] > 0)
    if head == "fn":
        return args[0].word in POSITIVE_FUNCTIONS
    if head == "size":
        return not args[0].indices and all(c > 0 for _, c in args[0].terms)
    if head in ("mul", "div"):
        return is_positive(args[0]) and is_positive(args[1])
    if head == "add":
        return (is_positive(args[0]) and is_nonneg(args[1])) or (is_nonneg(args[0]) and is_positive(args[1]))
    return head == "pow" and is_positive(args[0])


def summed(atoms: Atoms, left: Term, right: Term, strict: bool) -> list[int] | None:
    """The facts of which right - left (times positive ones) is a weighted sum of products; None where it is none."""
    try:
        gap = atoms.read(right) - atoms.read(left)
    except TooLargeError:
        return None
    over = positive_factors(atoms, gap.den)
    if over is None:
        return None
    number = value(gap.num)
    if number is not None:
        return over if number > 0 or (number == 0 and not strict) else None
    found = combination(Search(atoms.facts, {}, [50, 20]), gap.num, ">" if strict else ">=", squares=False)
    return None if found is None else [*over, *(i for _, what in found for i in what if isinstance(i, int))]


def positive_factors(atoms: Atoms, den: Poly) -> list[int] | None:
    """Facts (by number) whose product is the denominator, all of them strict; None where there are none."""
    out: list[int] = []
    _, parts = den.factor()
    for f, e in parts:
        i = next((i for i, fact in enumerate(atoms.facts) if fact.rel == ">" and (ratio(f, fact.poly) or 0) > 0), None)
        if i is None:
            return None
        out += [i] * int(e)
    return out

