"""Base and step of an induction belong together: what the step assumes has to hold where the base is."""

import pytest

import symrnn as sr
from symrnn.recheck.certificates import begins

n = sr.dims("n")[0]
t, k = sr.index("t"), sr.index("k")
a, x, y = sr.scalars("a x y")
v = sr.vector("v", n)
W = sr.matrix("W", n, n)
hs, xs = sr.sequence("h", n), sr.sequence("x")


def lin(i):
    return sr.matpow(W, i) @ v


TOGETHER = {
    "the same at the base": sr.induction(t, sr.equal((1 - a) * sr.total(a**k, k, 0, 0), 1 - a), sr.implies(
        sr.eq((1 - a) * sr.total(a**k, k, 0, t), 1 - a ** (t + 1)),
        sr.eq((1 - a) * sr.total(a**k, k, 0, t + 1), 1 - a ** (t + 2)))),
    "a sequence that begins there": sr.induction(
        t, sr.equal(lin(0), v), sr.implies(sr.eq(hs[t], lin(t)), sr.eq(W @ hs[t], lin(t + 1)))),
    "with its recursion": sr.induction(t, sr.equal(lin(0), v), sr.implies(
        sr.all_of(sr.eq(hs[t], lin(t)), sr.eq(hs[t + 1], W @ hs[t])), sr.eq(hs[t + 1], lin(t + 1)))),
    "under the conditions of the base": sr.induction(
        t, sr.at_most(xs[0], 1, given=[sr.eq(xs[0], 0)]), sr.implies(sr.at_most(xs[t], 1), sr.at_most(xs[t] / 2, 1))),
    "nothing assumed": sr.induction(t, sr.equal(sr.matpow(W, 0), sr.eye(n)),
                                    sr.equal(W @ sr.matpow(W, t), sr.matpow(W, t + 1))),
}
APART = {
    "another leaf": sr.induction(t, sr.equal(x, x), sr.implies(sr.eq(y, 0), sr.eq(2 * y, 0))),
    "another leaf, nothing assumed": sr.induction(t, sr.equal(x, x), sr.equal(y ** (t + 1), y * y**t)),
    "another statement of the same leaf": sr.induction(
        t, sr.equal(v, v), sr.implies(sr.eq(W @ v, v), sr.eq(W @ W @ v, v))),
    "more than the base": sr.induction(t, sr.at_most(0, x**0), sr.implies(
        sr.all_of(sr.at_most(0, x**t), sr.at_most(0, x)), sr.at_most(0, x ** (t + 1)))),
    "a bound that the base does not have": sr.induction(
        t, sr.at_most(x**0, 1), sr.implies(sr.at_most(x**t, t), sr.at_most(x**t / 2, t + 1))),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_they_belong_together(name):
    assert begins(TOGETHER[name].record())
    assert sr.judge(TOGETHER[name]).verdict == "PROVED"


@pytest.mark.parametrize("name", APART)
def test_they_have_nothing_to_do_with_each_other(name):
    assert not begins(APART[name].record())
    found = sr.judge(APART[name])
    assert found.verdict == "UNDECIDED"
    assert found.reason
