"""Sines, cosines and exponentials of multiples of pi, against their values in floating point."""

import math
from itertools import product

import pytest

import symrnn as sr
from symrnn.algebra.prove import prove_equal

k, j, n, x, pi = sr.index("k"), sr.index("j"), sr.dims("n")[0], sr.scalar("x"), sr.pi
half, roots = sr.rational(1, 2), {2: sr.sqrt(2) / 2, 3: sr.sqrt(3) / 2}
CORNERS = [(0, 0.0), (1, 1.0), (-1, -1.0), (half, 0.5), (-half, -0.5),
           *((sign * term, sign * math.sqrt(r) / 2) for r, term in roots.items() for sign in (1, -1))]


def proved(*sides):
    return prove_equal(sr.equal(*sides))[0] is not None


@pytest.mark.parametrize(
    "sides",
    [
        (sr.sin(2 * pi * k), 0),
        (sr.cos(pi * k), (-1) ** k),
        (sr.cos(x + 2 * pi * k), sr.cos(x)),
        (sr.sin(x - pi * k), (-1) ** k * sr.sin(x)),
        (sr.sin(pi * k * j + x), (-1) ** (k * j) * sr.sin(x)),
        (sr.exp(2 * pi * sr.i * k), 1),
        (sr.exp(pi * sr.i * k * n + x), (-1) ** (k * n) * sr.exp(x)),
        (sr.cos(x - 3 * pi * k / 2), (-1) ** k * sr.cos(x - pi * k / 2)),
    ],
)
def test_half_turns_by_an_index(sides):
    assert proved(*sides)


@pytest.mark.parametrize(
    "sides",
    [
        (sr.sin(pi * k / 2), 0),
        (sr.cos(pi * k), 1),
        (sr.cos(x + pi * k), sr.cos(x)),
        (sr.sin(2 * pi * x), 0),
        (sr.exp(pi * sr.i * k), 1),
        (sr.exp(2 * pi * k), 1),
        (sr.cos(2 * k), 1),
    ],
)
def test_what_is_no_whole_turn_stays(sides):
    assert not proved(*sides)


@pytest.mark.parametrize(("name", "denominator"), list(product(("sin", "cos"), (1, 2, 3, 4, 6))))
def test_values_at_the_corners_of_polygons(name, denominator):
    for numerator in range(-13, 14):
        value = getattr(math, name)(math.pi * numerator / denominator)
        term = getattr(sr, name)(sr.rational(numerator, denominator) * pi)
        assert [corner for corner, _ in CORNERS if proved(term, corner)] == [
            corner for corner, at in CORNERS if abs(at - value) < 1e-9]
