"""Comparison: shapes first; what is not finite or empty is never agreement."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from symrnn.oracles.comparison import Agreement, compare, exact, gap, grid, rounded_up, shape, together

AGREE, DIFFER, NOTHING = Agreement.AGREE, Agreement.DIFFER, Agreement.NO_INFORMATION
EYE = [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("a", "b", "budget", "outcome"),
    [
        (EYE, EYE, 0, AGREE),
        (EYE, [[1, 0], [0, 1 + 1e-9]], 1e-8, AGREE),
        (EYE, [[1, 0], [0, 1 + 1e-9]], 1e-10, DIFFER),
        (1, 1, 0, AGREE),
        ([1, 2], [[1], [2]], 0, AGREE),
        # shapes
        ([[1, 2]], [[1], [2]], 1, DIFFER),
        ([[1], [1], [1]], [[1] * 3] * 3, 1, DIFFER),
        (1, [[1, 1]], 1, DIFFER),
        # nothing was compared
        ([], [], 1, NOTHING),
        ([[]], [[]], 1, NOTHING),
        (None, EYE, 1, NOTHING),
        ([[1], [2, 3]], [[1], [2, 3]], 1, NOTHING),
        # what is not finite is no information, in any place, also in the budget
        (math.nan, math.nan, 1, NOTHING),
        (math.inf, math.inf, 1, NOTHING),
        ([[1, math.nan]], [[1, 1]], 1, NOTHING),
        ([[1, 1]], [[1, math.inf]], math.inf, NOTHING),
        (1, 1, math.nan, NOTHING),
        (1, 1, math.inf, NOTHING),
        (1, 1, None, NOTHING),
        (1, 1, -1, NOTHING),
        # but a certain difference stays one
        ([[1, math.nan]], [[2, 1]], 0.5, DIFFER),
        # a budget of its own for each entry
        ([[1, 1]], [[1.1, 1]], [[0.2, 0]], AGREE),
        ([[1, 1]], [[1, 1.1]], [[0.2, 0]], DIFFER),
        ([[1, 1]], [[1, 1]], [[0.2], [0]], NOTHING),
    ],
)
def test_compare(a, b, budget, outcome):
    assert compare(a, b, budget) is outcome
    assert compare(b, a, budget) is outcome


def test_three_axes_are_no_matrix():
    assert compare(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)), 1) is NOTHING


def test_numbers_are_read_without_rounding():
    assert exact(0.1) == Fraction(0.1) != Fraction("0.1")
    assert exact("1/3") == Fraction(1, 3)
    assert exact(np.float32(0.1)) == Fraction(float(np.float32(0.1)))
    assert exact(np.int64(3)) == 3
    with mpmath.workdps(60):
        assert abs(exact(mpmath.mpf(1) / 3) - Fraction(1, 3)) < Fraction(1, 10**59)
        assert exact(-mpmath.mpf(3) / 4) == Fraction(-3, 4)
    assert exact(mpmath.mpf(0)) == 0
    assert exact(mpmath.inf) is exact(mpmath.nan) is exact(math.nan) is exact(None) is None


@pytest.mark.parametrize("value", [True, 1j, "one", object()])
def test_what_is_not_a_number_raises(value):
    with pytest.raises((TypeError, ValueError)):
        exact(value)


def test_what_is_not_a_number_is_named_and_shown_by_its_beginning():
    value = {"a": "0123456789" * 9}
    with pytest.raises(TypeError) as told:
        exact(value)
    assert str(told.value) == f"a real number was expected, not dict: {str(value)[:40]}"


def test_rows_and_columns():
    assert shape([]) == (0, 0)
    assert shape([[]]) == (1, 0)
    assert shape([[1], [2], [3]]) == (3, 1)
    assert shape([[1, 2]]) == (1, 2)


def test_a_difference_below_float64_is_seen():
    tiny = Fraction(1, 10**70)
    assert compare([[Fraction(1)]], [[1 + tiny]], tiny / 2) is DIFFER
    assert gap([[Fraction(1)]], [[1 + tiny]]) == tiny


def test_gap_says_nothing_where_nothing_can_be_compared():
    assert gap([[1, math.nan]], [[1, 1]]) is None
    assert gap([[1]], [[1, 1]]) is None
    assert gap([], []) is gap([[]], [[]]) is None
    assert gap(None, [[1]]) is gap([[1]], None) is gap(None, None) is None
    assert gap([[1], [2]], [[1, 2]]) is None


def test_the_gap_is_the_largest_difference_wherever_it_stands():
    for place in range(4):
        flat = [Fraction(1, 10)] * 4
        flat[place] = Fraction(-3)
        assert gap([[0, 0], [0, 0]], [flat[:2], flat[2:]]) == 3
    assert gap([[1]], [[1]]) == 0


def test_tensors_are_read():
    import torch

    tensor = torch.tensor([[1.0, 2.0]], dtype=torch.float64, requires_grad=True)
    assert grid(tensor) == [[1, 2]]
    assert grid(torch.tensor(3.0)) == [[3]]


def test_several_points():
    assert together([AGREE] * 5, 5) is AGREE
    assert together([AGREE] * 5 + [NOTHING], 5) is AGREE
    assert together([AGREE] * 4 + [NOTHING], 5) is NOTHING
    assert together([AGREE] * 9 + [DIFFER], 5) is DIFFER
    assert together([], 0) is NOTHING
    assert together([AGREE], 1) is together([AGREE], 0) is AGREE
    assert together([AGREE], 2) is NOTHING


@pytest.mark.parametrize(("value", "text"), [
    (Fraction(0), "0"), (Fraction(1), "1e0"), (Fraction(31, 10**18), "4e-17"), (Fraction(95, 10), "1e1"), (None, None),
    (Fraction(10), "1e1"), (Fraction(21, 2), "2e1"), (Fraction(9), "9e0"), (Fraction(1, 10), "1e-1"),
    (Fraction(5000), "5e3"), (Fraction(123), "2e2"), (Fraction(2, 3), "7e-1"), (Fraction(95, 99), "1e0"),
    (Fraction(1, 95), "2e-2"), (Fraction(95), "1e2"), (Fraction(99999, 10**9), "1e-4")])
def test_bounds_are_rounded_up(value, text):
    assert value is None or value <= Fraction(text)
    assert rounded_up(value) == text
