"""What is known of exponentials and powers of matrices, where completion can show what it takes.

Each fact is an equation that holds by the power series (or by induction on the exponent) once a condition on the
argument is met; the condition is shown by the completion, and the fact then joins the equations.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symrnn.algebra.free.completion import Completion
from symrnn.algebra.free.reading import Reading
from symrnn.algebra.free.words import ONE, Mono, Poly, plus

Vanishes = Callable[[Poly], bool]
MAX_LETTERS = 14


def learn(reading: Reading) -> None:
    """Add the facts that hold of the exponentials and powers of a reading."""
    completion = Completion(reading.letters, [p for p, _ in reading.equations])

    def vanishes(poly: Poly) -> bool:
        return completion.shows(poly) is not None

    for x, base in list(reading.exponentials.items()):
        _of_sums(reading, x, base, vanishes)
        _of_scalars(reading, x, base, vanishes)
        _of_similar(reading, x, base, vanishes)
    for x, base in [*reading.exponentials.items(), *reading.powers.items()]:
        _commuting(reading, x, base, vanishes)


def _single(x: int) -> Poly:
    return {((), (x,)): Fraction(1)}


def _commuting(reading: Reading, x: int, base: Poly, vanishes: Vanishes) -> None:
    """What commutes with an argument commutes with its exponential and with its powers."""
    times = reading.letters.times
    for y in range(1, len(reading.letters.thin)):
        if y == x or y > MAX_LETTERS or reading.stands[y] != reading.stands[x] or not reading.stands[y]:
            continue
        for z in (y, -y):
            if vanishes(plus(times(base, _single(z)), times(_single(z), base), -1)):
                reading.zero(plus(times(_single(x), _single(z)), times(_single(z), _single(x)), -1), reading.stands[x])


def _of_sums(reading: Reading, x: int, base: Poly, vanishes: Vanishes) -> None:
    """exp(A + B) = exp(A) exp(B) where A and B commute; exp(A) exp(-A) = I; exp of a transpose."""
    times, shape = reading.letters.times, reading.stands[x]
    every = [(y, p) for y, p in reading.exponentials.items() if reading.stands[y] == shape]
    for k, (y, p) in enumerate(every):
        if vanishes(plus(reading.letters.transpose(p), base, -1)):
            reading.zero(plus(_single(x), _single(-y), -1), shape)
        if vanishes(plus(reading.letters.transpose(p), base)):
            reading.zero(plus(times(_single(x), _single(-y)), {ONE: Fraction(1)}, -1), shape)
            reading.zero(plus(times(_single(-y), _single(x)), {ONE: Fraction(1)}, -1), shape)
        if vanishes(plus(base, p)):
            reading.zero(plus(times(_single(x), _single(y)), {ONE: Fraction(1)}, -1), shape)
        for z, q in every[k:]:
            if x not in (y, z) and vanishes(plus(plus(base, p, -1), q, -1)) \
                    and vanishes(plus(times(p, q), times(q, p), -1)):
                reading.zero(plus(_single(x), times(_single(y), _single(z)), -1), shape)


def _of_scalars(reading: Reading, x: int, base: Poly, vanishes: Vanishes) -> None:
    """exp(A) where A^2 = s A for a scalar s or A^3 = 0, and exp(A) v = exp(s) v where A v = s v."""
    times, shape = reading.letters.times, reading.stands[x]
    square = times(base, base)
    if vanishes(square):
        reading.zero(plus(plus(_single(x), {ONE: Fraction(1)}, -1), base, -1), shape)
    elif vanishes(times(square, base)):
        short = plus(plus({ONE: Fraction(1)}, base), square, Fraction(1, 2))
        reading.zero(plus(_single(x), short, -1), shape)
    elif len(base) == 1:
        _of_multiple(reading, x, base, vanishes)
    for v in range(1, len(reading.letters.thin)):
        if not reading.letters.thin[v][1] or reading.letters.thin[v][0] or reading.stands[v][0] != shape[0]:
            continue
        for factor in _scalars(reading):
            if vanishes(plus(times(base, _single(v)), times(factor, _single(v)), -1)):
                reading.zero(plus(times(_single(x), _single(v)), times(reading.value("exp", factor), _single(v)), -1),
                             (shape[0], reading.stands[v][1]))


def _scalars(reading: Reading) -> list[Poly]:
    found: dict[Mono, None] = {}
    for poly, _ in reading.equations:
        for s, w in poly:
            if s and w:
                found.setdefault((s, ()))
    return [{m: Fraction(1)} for m in list(found)[:6]]


def _of_multiple(reading: Reading, x: int, base: Poly, vanishes: Vanishes) -> None:
    """exp(t W) for a scalar t and a word W: 1 + (e^t - 1) W where W^2 = W, with s = w t where W^2 = w W."""
    times, shape = reading.letters.times, reading.stands[x]
    ((scalars, word), c), = base.items()
    w: Poly = {((), word): Fraction(1)}
    t: Poly = {(scalars, ()): c}
    if vanishes(plus(times(w, w), w, -1)):
        grown = plus(reading.value("exp", t), {ONE: Fraction(1)}, -1)
        reading.zero(plus(plus(_single(x), {ONE: Fraction(1)}, -1), times(grown, w), -1), shape)
    for sign, even, odd in ((-1, "cosh", "sinh"), (1, "cos", "sin")):  # W^2 = I, W^2 = -I
        if vanishes(plus(times(w, w), {ONE: Fraction(1)}, sign)):
            turned = plus(reading.value(even, t), times(reading.value(odd, t), w))
            reading.zero(plus(_single(x), turned, -1), shape)
    for (u, v), d in times(w, w).items():
        if v == word and u:
            s: Poly = {(u, ()): d}
            grown = plus(reading.value("exp", times(s, t)), {ONE: Fraction(1)}, -1)
            reading.zero(plus(times(s, plus(_single(x), {ONE: Fraction(1)}, -1)), times(grown, w), -1), shape)


def _of_similar(reading: Reading, x: int, base: Poly, vanishes: Vanishes) -> None:
    """exp(P A P^-1) = P exp(A) P^-1."""
    times, shape = reading.letters.times, reading.stands[x]
    for y, p in list(reading.exponentials.items()):
        if y == x or len(base) != 1 or len(p) != 1:
            continue
        ((s, word), c), = base.items()
        ((t, inner), d), = p.items()
        if (s, c) != (t, d) or not inner:
            continue
        for k in range(len(word) - len(inner) + 1):
            left: Poly = {((), word[:k]): Fraction(1)}
            right: Poly = {((), word[k + len(inner):]): Fraction(1)}
            if word[k:k + len(inner)] == inner and vanishes(plus(times(right, left), {ONE: Fraction(1)}, -1)) \
                    and vanishes(plus(times(left, right), {ONE: Fraction(1)}, -1)):
                reading.zero(plus(_single(x), times(times(left, _single(y)), right), -1), shape)
