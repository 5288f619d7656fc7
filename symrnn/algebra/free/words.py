"""Polynomials in matrices that do not commute and scalars that do.

A letter is a number: L is a matrix or column, -L its transpose. A word is a tuple of letters; a monomial is a tuple of
words of size 1 x 1, which commute with everything, and one more word. A polynomial maps monomials to rationals.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

Word = tuple[int, ...]
Mono = tuple[tuple[Word, ...], Word]
Poly = dict[Mono, Fraction]

ONE: Mono = ((), ())


class Letters:
    """What a word needs to know of its letters: which of their sizes are one."""

    def __init__(self) -> None:
        self.thin: list[tuple[bool, bool]] = [(False, False)]  # letters are counted from 1

    def add(self, *, rows: bool, columns: bool) -> int:
        """A new letter, with whether it has one row and whether it has one column."""
        self.thin.append((rows, columns))
        return len(self.thin) - 1

    def turned(self, word: Word) -> Word:
        """The transpose of a word."""
        return tuple(x if self.thin[abs(x)] == (True, True) else -x for x in reversed(word))

    def _before(self, x: int) -> bool:
        return self.thin[abs(x)][0 if x > 0 else 1]

    def _after(self, x: int) -> bool:
        return self.thin[abs(x)][1 if x > 0 else 0]

    def cuts(self, word: Word) -> list[int]:
        """The places of size one in a word, its ends included."""
        start = [0] if word and self._before(word[0]) else []
        return start + [k + 1 for k, x in enumerate(word) if self._after(x)]

    def divided(self, word: Word) -> bool:
        """Whether a place of size one is inside a word."""
        return any(0 < c < len(word) for c in self.cuts(word))

    def mono(self, scalars: tuple[Word, ...], word: Word) -> Mono:
        """A monomial in normal form: what stands between two places of size one is a scalar, and is taken out."""
        cuts = self.cuts(word)
        if len(cuts) < 2:
            return tuple(sorted(scalars)), word
        pieces = [word[i:j] for i, j in pairwise(cuts)]
        taken = [min(p, self.turned(p)) for p in pieces]
        return tuple(sorted((*scalars, *taken))), word[:cuts[0]] + word[cuts[-1]:]

    def times(self, a: Poly, b: Poly) -> Poly:
        """The product."""
        out: Poly = {}
        for (s, v), c in a.items():
            for (t, w), d in b.items():
                accumulate(out, self.mono(s + t, v + w), c * d)
        return out

    def transpose(self, a: Poly) -> Poly:
        """The transpose."""
        out: Poly = {}
        for (s, w), c in a.items():
            accumulate(out, self.mono(s, self.turned(w)), c)
        return out

    def weight(self, mono: Mono) -> tuple[object, ...]:
        """The order of monomials: by letters, by matrices among them, then as in a dictionary; transposes come later."""
        every = [x for w in mono[0] for x in w] + list(mono[1])
        matrices = sum(self.thin[abs(x)] != (True, True) for x in every)
        return (len(every), matrices, [(abs(x), x < 0) for x in mono[1]],
                [[(abs(x), x < 0) for x in w] for w in mono[0]])


def accumulate(poly: Poly, mono: Mono, c: Fraction) -> None:
    """Add a multiple of a monomial, in place."""
    total = poly.get(mono, Fraction(0)) + c
    if total:
        poly[mono] = total
    else:
        poly.pop(mono, None)


def plus(a: Poly, b: Poly, factor: Fraction | int = 1) -> Poly:
    """a + factor b."""
    out = dict(a)
    for mono, c in b.items():
        accumulate(out, mono, c * factor)
    return out


def degree(mono: Mono) -> int:
    """The number of letters."""
    return len(mono[1]) + sum(map(len, mono[0]))


def without(scalars: tuple[Word, ...], part: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The scalars that are left when a part is taken away; None where they do not hold it."""
    left = list(scalars)
    for w in part:
        if w not in left:
            return None
        left.remove(w)
    return tuple(left)


def joined(a: tuple[Word, ...], b: tuple[Word, ...]) -> tuple[Word, ...]:
    """The smallest collection of scalars that holds both."""
    return a + (without(b, tuple(w for k, w in enumerate(b) if w in a and b[:k].count(w) < a.count(w))) or ())
