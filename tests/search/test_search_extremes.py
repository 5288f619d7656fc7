"""Statements that fail by less than the usual digits, far out, or only for functions at the ends of their ranges."""

import pytest

import symrnn as sr
from symrnn.search.ends import attained
from symrnn.verdict import Verdict

x, y = sr.scalars("x y")
phi = sr.function("phi", range=(-1, 1))
flat = sr.function("flat", range=(-1, 1), lipschitz=1)
tiny = sr.rational(1, 10**40)


@pytest.mark.parametrize("statement", [
    sr.equal(sr.tanh(x**2 + 200), 1),
    sr.at_most(sr.tanh(x), 1 - tiny),
    sr.less(tiny, 1 - sr.tanh(x) ** 2),
    sr.at_most(tiny, sr.sigmoid(x)),
], ids=["equal", "tanh", "slope", "sigmoid"])
def test_a_tiny_difference_far_out_is_found(statement):
    assert sr.judge(statement).verdict == Verdict.REFUTED


@pytest.mark.parametrize("statement", [
    sr.less(phi(x), 1),
    sr.less(phi(x) - phi(y), 2),
    sr.less(sr.abs(flat(x)), 1),
    sr.ne(phi(x) ** 2, 1),
], ids=["above", "both ends", "with a slope", "different"])
def test_what_hangs_on_an_end_of_a_range_is_left_open(statement):
    assert attained(statement.record(), 1)
    assert sr.judge(statement).verdict == Verdict.UNDECIDED


@pytest.mark.parametrize("statement", [
    sr.at_most(phi(x), 1), sr.less(phi(x), 2), sr.at_most(phi(x) * phi(y), 1), sr.less(sr.tanh(x), 1),
])
def test_what_holds_at_the_ends_too_is_not_doubted(statement):
    assert attained(statement.record(), 1) == ""


n = sr.dims("n")[0]
A, u = sr.matrix("A", n, n), sr.vector("u", n)


@pytest.mark.parametrize(("statement", "size"), [
    (sr.at_most(sr.norm_1(u), 3 * sr.norm(u)), 10), (sr.at_most(sr.norm_1(u), 10 * sr.norm(u)), 101),
    (sr.at_most(sr.norm_f(A), 3 * sr.norm(A)), 10), (sr.at_most(sr.norm(sr.tanh(u)), 2), 5),
    (sr.at_most(sr.rational(1, 5), sr.max(sr.softmax(u))), 6),
], ids=["one and two", "far", "Frobenius and spectral", "saturated", "softmax"])
def test_a_bound_that_holds_for_small_sizes_alone_is_refuted(statement, size):
    judged = sr.judge(statement)
    assert judged.verdict == Verdict.REFUTED
    assert judged.witness["sizes"] == {"n": size}


@pytest.mark.parametrize("statement", [sr.at_most(sr.norm_1(u), 30 * sr.norm(u)), sr.at_most(sr.norm_f(A), 7 * sr.norm(A))])
def test_a_bound_that_may_fail_beyond_the_sizes_that_are_tried_is_left_open(statement):
    assert sr.judge(statement).verdict == Verdict.UNDECIDED


@pytest.mark.parametrize("statement", [
    sr.at_most(sr.norm_1(u), sr.sqrt(n) * sr.norm(u)), sr.less(sr.rho(sr.diag(sr.tanh(u))), 1),
    sr.at_most(sr.mean(u) ** 2, sr.mean(u**2)),
], ids=["one and two", "far tail", "mean"])
def test_a_true_bound_is_not_doubted(statement):
    assert sr.judge(statement).verdict in (Verdict.PROVED, Verdict.CORROBORATED)
