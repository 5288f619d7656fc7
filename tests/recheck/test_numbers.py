"""Numbers of enormous size: python-flint ends the process where one of them is written out in full."""

import pytest
from flint import arb, fmpq

import symrnn as sr
from symrnn.recheck.functions import Undefined, in_reach, rational
from symrnn.verdict import Verdict

x = sr.scalar("x")


def tower(c):
    return sr.exp(sr.exp(c + x**2))


def test_an_end_of_a_ball_is_exact_within_reach_only():
    assert rational(arb(3) / 8) == fmpq(3, 8)
    assert rational(arb(0)) == 0
    for beyond in (arb(50).exp().exp().upper(), (1 / arb(50).exp().exp()).lower(), arb("inf"), arb("nan")):
        assert not in_reach(beyond)
        with pytest.raises(Undefined, match="written out"):
            rational(beyond)


@pytest.mark.parametrize(("statement", "verdict"), [
    (sr.equal(tower(50), 2 * tower(50)), Verdict.REFUTED),
    (sr.at_most(2 * tower(50), tower(50)), Verdict.REFUTED),
    (sr.equal(1 / tower(50), 2 / tower(50)), Verdict.REFUTED),
    (sr.at_most(tower(50), 2 * tower(50)), Verdict.PROVED),
    (sr.equal(tower(50), tower(50) * 1), Verdict.UNDECIDED),
])  # fmt: skip
def test_enormous_values_end_no_process(statement, verdict):
    assert sr.judge(statement).verdict is verdict
