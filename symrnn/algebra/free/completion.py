"""What follows from equations between words: completion within limits, with the combination of equations that shows it.

An equation p = 0 replaces its largest monomial by the rest. Where two of them overlap, both ways to replace must agree,
which gives new equations. Every equation carries how it is combined from those that were given, so that what is
derived can be checked by multiplying out.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from symrnn.algebra.free.words import Letters, Mono, Poly, Word, accumulate, degree, joined, plus, without

MAX_RULES = 120
MAX_PAIRS = 1_500
MAX_STEPS = 400
MAX_TERMS = 400
MAX_PARTS = 3_000

# A multiple of a given equation g: scalars · left · g · right, or where `outer` is a word and left · g · right has
# size 1 x 1, that scalar times the outer word.
Part = tuple[tuple[Word, ...], Word, int, Word, Word | None]
Parts = dict[Part, Fraction]


@dataclass(frozen=True)
class Rule:
    """An equation whose largest monomial has coefficient one, with the combination that it is."""

    lead: Mono
    poly: Poly
    parts: Parts


def stands(word: Word, pattern: Word) -> Iterator[tuple[Word, Word]]:
    """Where a pattern stands in a word: what is before it, and what is after it."""
    for k in range(len(word) - len(pattern) + 1):
        if word[k:k + len(pattern)] == pattern:
            yield word[:k], word[k + len(pattern):]


class TooFar(Exception):  # noqa: N818  (a state of the search, not a mistake)
    """The limits of the completion are reached."""


class Completion:
    """Rules that follow from given equations.

    Parameters
    ----------
    letters
        The letters of the words.
    given
        The equations, each a polynomial that is zero.
    """

    def __init__(self, letters: Letters, given: list[Poly]) -> None:
        self.letters = letters
        self.given = given
        self.rules: list[Rule] = []
        self.pairs: list[tuple[int, int, Poly, Parts]] = []  # by degree, then in order
        self.counter = 0
        self.limit = 0
        for k, poly in enumerate(given):
            self.push(dict(poly), {((), (), k, (), () if self.scalar(poly) else None): Fraction(1)})

    def scalar(self, poly: Poly) -> bool:
        """Whether an equation is one of 1 x 1 terms with no word left."""
        return all(w == () for _, w in poly) and any(s for s, _ in poly)

    def push(self, poly: Poly, parts: Parts) -> None:
        """Keep an equation for later: small ones come first."""
        if poly:
            self.counter += 1
            heapq.heappush(self.pairs, (max(map(degree, poly)), self.counter, poly, parts))

    def shows(self, goal: Poly) -> Parts | None:
        """The combination of the given equations that is the goal; None where none was found within the limits."""
        self.limit = max([degree(m) for p in (goal, *self.given) for m in p], default=0) + 3
        try:
            rest, parts = self.reduced(goal, {})
            for _ in range(MAX_PAIRS):
                if not rest:
                    return {key: -c for key, c in parts.items()}
                if not self.pairs or len(self.rules) > MAX_RULES:
                    return None
                if self.grow():
                    rest, parts = self.reduced(rest, parts)
        except TooFar:
            return None
        return None

    def grow(self) -> bool:
        """Take the next equation, and make it a rule if it is new."""
        size, _, poly, parts = heapq.heappop(self.pairs)
        if size > self.limit:
            return False
        poly, parts = self.reduced(poly, parts)
        if not poly:
            return False
        lead = max(poly, key=self.letters.weight)
        if not lead[1] and any(w for _, w in poly):  # a multiple of an identity matrix fits words of its size only
            return False
        c = poly[lead]
        rule = Rule(lead, {m: x / c for m, x in poly.items()}, {m: x / c for m, x in parts.items()})
        for old in [r for r in self.rules if self.replacing(r.lead, rule) is not None]:
            self.rules.remove(old)
            self.push(old.poly, old.parts)
        self.rules.append(rule)
        for other in list(self.rules):
            self.meet(rule, other)
            if other is not rule:
                self.meet(other, rule)
        return True

    # -- replacing ------------------------------------------------------------------------------------------------
    def places(self, mono: Mono, rule: Rule) -> Iterator[tuple[tuple[Word, ...], Word, Word, Word | None]]:
        """Where the lead of a rule stands in a monomial: scalars beside it, letters on both sides, the outer word."""
        scalars, word = mono
        pattern, w = rule.lead
        left = without(scalars, pattern)
        if not w:
            if left is not None:
                yield left, (), (), word
            return
        if left is not None:
            for before, after in stands(word, w):
                yield left, before, after, None
        across = self.letters.divided(w)  # such a pattern may reach from a word into a scalar, or from one into another
        for p in dict.fromkeys(scalars):
            beside = without(scalars, (*pattern, p))
            if beside is None:
                continue
            for before, after in stands(p, w):
                yield beside, before, after, word
            if not across:
                continue
            for turned in dict.fromkeys((p, self.letters.turned(p))):
                for c in self.letters.cuts(word):
                    for before, after in stands(word[:c] + turned + word[c:], w):
                        yield beside, before, after, None
                for q in dict.fromkeys(beside):
                    rest = without(beside, (q,))
                    for other in dict.fromkeys((q, self.letters.turned(q))):
                        for before, after in stands(turned + other, w):
                            yield rest or (), before, after, word

    def placed(self, rule: Rule, where: tuple[tuple[Word, ...], Word, Word, Word | None]) -> tuple[Poly, Parts]:
        """A rule's equation multiplied so that its lead is the monomial where it stands."""
        scalars, left, right, outer = where
        letters = self.letters
        poly: Poly = {}
        parts: Parts = {}
        for (s, w), c in rule.poly.items():
            inner = letters.mono(s + scalars, left + w + right)
            accumulate(poly, inner if outer is None else letters.mono(inner[0], inner[1] + outer), c)
        for (s, a, k, b, o), c in rule.parts.items():
            beside = tuple(sorted(s + scalars))
            if o is None and outer is None:
                key: Part = (beside, left + a, k, b + right, None)
            elif o is None and rule.lead[1]:  # what it replaces is inside a scalar
                key = (beside, left + a, k, b + right, outer)
            elif o is None:
                key = (beside, a, k, b + (outer or ()), None)
            else:  # a scalar times a word
                t, w = letters.mono(beside, left + o + right)
                t, w = (t, w) if outer is None else letters.mono(t, w + outer)
                key = (t, a, k, b, w)
            parts[key] = parts.get(key, Fraction(0)) + c
        return poly, parts

    def replacing(self, mono: Mono, rule: Rule) -> tuple[Poly, Parts] | None:
        """A multiple of a rule in which a monomial stands (inside a scalar, which is its own transpose, it may cancel)."""
        placed = (self.placed(rule, where) for where in self.places(mono, rule))
        return next(((poly, parts) for poly, parts in placed if mono in poly), None)

    def reduced(self, poly: Poly, parts: Parts) -> tuple[Poly, Parts]:
        """The polynomial with every monomial replaced for which there is a rule, and its combination."""
        poly, parts, rest = dict(poly), dict(parts), Poly()
        for _ in range(MAX_STEPS):
            if not poly:
                return rest, parts
            lead = max(poly, key=self.letters.weight)
            found = next((one for r in self.rules if (one := self.replacing(lead, r)) is not None), None)
            if found is None:
                rest[lead] = poly.pop(lead)
                continue
            times, own = found
            c = poly[lead] / times[lead]
            poly = plus(poly, times, -c)
            for key, x in own.items():
                total = parts.get(key, Fraction(0)) - c * x
                if total:
                    parts[key] = total
                else:
                    parts.pop(key, None)
            if len(poly) > MAX_TERMS or len(parts) > MAX_PARTS:
                raise TooFar
        raise TooFar

    # -- overlaps -------------------------------------------------------------------------------------------------
    def meet(self, a: Rule, b: Rule) -> None:
        """The equations that follow where the end of one lead is the beginning of another, or scalars are shared."""
        (s, v), (t, w) = a.lead, b.lead
        every = joined(s, t)
        here, there = without(every, s), without(every, t)
        if here is None or there is None:
            return
        if not v or not w:
            if any(x in t for x in s) and a is not b:
                word = v or w
                self.compare(a, (here, (), (), word) if not v else (here, (), (), None),
                             b, (there, (), (), word) if not w else (there, (), (), None))
            if w and not v:
                self.reach(a, b)
            return
        for k in range(1, min(len(v), len(w))):
            if v[-k:] == w[:k]:
                self.compare(a, (here, (), w[k:], None), b, (there, v[:-k], (), None))

    def reach(self, a: Rule, b: Rule) -> None:
        """What follows where a rule for scalars meets one whose lead reaches from a word into a scalar."""
        (s, _), (t, w) = a.lead, b.lead
        inside = [c for c in self.letters.cuts(w) if 0 < c < len(w)]
        for p in dict.fromkeys(s) if inside else ():
            beside = without(s, (p,)) or ()
            for turned in dict.fromkeys((p, self.letters.turned(p))):
                for c in inside:
                    head, tail = w[:c], w[c:]
                    if turned[:len(tail)] == tail:
                        self.compare(a, (t, (), (), head), b, (beside, (), turned[len(tail):], None))
                    if turned[-len(head):] == head:
                        self.compare(a, (t, (), (), tail), b, (beside, turned[:-len(head)], (), None))

    def compare(self, a: Rule, at: tuple[tuple[Word, ...], Word, Word, Word | None], b: Rule,
                other: tuple[tuple[Word, ...], Word, Word, Word | None]) -> None:
        """What is left when the same monomial is replaced in two ways."""
        (p, x), (q, y) = self.placed(a, at), self.placed(b, other)
        if max(map(degree, (*p, *q))) > self.limit > 0:
            return
        parts = dict(x)
        for key, c in y.items():
            parts[key] = parts.get(key, Fraction(0)) - c
        self.push(plus(p, q, -1), {key: c for key, c in parts.items() if c})
