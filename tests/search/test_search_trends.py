"""Bounds of sums that fail later than any point can be written down stay open; those that keep their distance do not."""

import pytest

import symrnn as sr
from symrnn.search.trends import closing

t, k = sr.index("t"), sr.index("k")
a = sr.scalar("a", between=(0, 1))
squares, harmonic = sr.total(1 / k**2, k, 1, t), sr.total(1 / k, k, 1, t)
from_one = [sr.ge(t, 1)]


@pytest.mark.parametrize("build", [
    lambda: sr.at_most(squares, sr.rational(1644, 1000), given=from_one),
    lambda: sr.at_most(harmonic, 12, given=from_one),
    lambda: sr.at_most((1 + 1 / t) ** t, sr.rational(27182, 10000), given=from_one),
    lambda: sr.less(sr.log(t), 8, given=from_one),
])  # fmt: skip
def test_gaps_that_close(build):
    assert closing(build().record(), 1)
    assert str(sr.judge(build()).verdict) == "UNDECIDED"


@pytest.mark.parametrize("build", [
    lambda: sr.at_most(squares, sr.rational(1645, 1000), given=from_one),
    lambda: sr.at_most(squares, sr.pi**2 / 6, given=from_one),
    lambda: sr.at_most(harmonic, 1 + sr.log(t), given=from_one),
    lambda: sr.at_most((1 + 1 / t) ** t, sr.e, given=from_one),
    lambda: sr.at_most(sr.total(a**k, k, 0, t), 1 / (1 - a), given=[sr.lt(a, 1), sr.ge(t, 0)]),
    lambda: sr.at_most(sr.tanh(a), a),
])  # fmt: skip
def test_gaps_that_stay_open(build):
    assert closing(build().record(), 1) == ""


def test_a_long_sum_is_followed_as_far_as_points_go():
    found = sr.judge(sr.at_most(harmonic, 6, given=from_one))
    assert str(found.verdict) == "REFUTED"
    assert found.witness["indices"]["t"] >= 227
