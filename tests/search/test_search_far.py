"""What holds for a few steps and fails after many is met by the search."""

import pytest

import symrnn as sr
from symrnn.search.find import NORMAL, find
from symrnn.search.frames import far_plans, frames

n = sr.dims("n")[0]
W, hs = sr.matrix("W", n, n), sr.sequence("h", n)
x = sr.scalar("x", between=(0, 1))
t, k = sr.index("t"), sr.index("k")
tenth = sr.rational(1, 10)


@pytest.mark.parametrize(
    "statement",
    [
        sr.at_most((1 + x) ** t, sr.rational(11, 10) * (1 + t * x), given=[x <= tenth]),
        sr.at_most(2**t, 1 + t**4 + 16 * t),
        sr.at_most(t * x, 5),
        sr.at_most((t - k) * x, 9, given=[k <= t]),
        sr.at_most(sr.norm(sr.matpow(W, t)), 100, given=[sr.norm(W) <= sr.rational(3, 2)]),
    ],
)
def test_a_statement_that_fails_late_is_refuted(statement):
    witness = find(statement.record(), 1, NORMAL)
    assert witness is not None
    assert max(witness["indices"].values()) >= 5


def test_far_plans_meet_the_conditions_and_sequences_stay_near():
    record = sr.at_most(x * (t - k), 1, given=[k <= t]).record()
    assert all(plan["k"] <= plan["t"] for plan in far_plans(record, {}))
    assert {max(plan.values()) for plan in far_plans(record, {})} <= {10, 24}
    steps = sr.at_most(sr.norm(hs[t]), 1).record()
    assert {plan["t"] for plan in far_plans(steps, {"n": 1})} == {10}
    assert far_plans(sr.at_most(x, 1).record(), {}) == []


def test_near_frames_come_first():
    indices = [frame.indices["t"] for frame in frames(sr.at_most(t * x, 5).record(), 36)]
    assert indices[0] == 2
    assert set(indices) >= {10, 24}
    assert indices.index(10) > indices.index(0)
