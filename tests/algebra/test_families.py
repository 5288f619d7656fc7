"""Ranges within ranges: what an outer index says about the range of an inner one."""

import pytest

import symrnn as sr
from symrnn.algebra.derive import expand
from symrnn.algebra.normalform.families import peeled
from symrnn.errors import NotSupportedError

t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
fs = sr.sequence("f")


def gates(lo, hi):
    return sr.product(fs, j, lo, hi)


def test_the_last_factor_within_a_sum_is_split_off_where_the_range_is_not_empty():
    assert peeled(sr.total(gates(k + 1, t + 1), k, 0, t + 1), ()) == \
        1 + sr.total(fs[t + 1] * gates(k + 1, t), k, 0, t)


@pytest.mark.parametrize("term", [
    sr.total(gates(k + 2, t + 1), k, 0, t),  # empty at k = t
    sr.total(gates(0, k + 1), k, -2, t),  # empty at k = -2
])
def test_nothing_is_split_off_where_the_range_may_be_empty(term):
    assert peeled(term, ()) == term


def test_a_condition_on_an_outer_index_says_nothing_about_a_bound_one_of_its_name():
    term = sr.total(gates(3, k + 1), k, 0, t)
    assert peeled(term, (sr.ge(k, 3),)) == term
    assert peeled(gates(3, k + 1), (sr.ge(k, 3),)) == fs[k + 1] * gates(3, k)


def test_known_lengths_within_known_lengths_are_written_out():
    assert expand(sr.total(gates(k + 1, 2), k, 1, 2)) == fs[2] + 1


def test_a_gradient_goes_through_a_sum_over_time_but_not_past_an_index_of_the_same_name():
    hs, W = sr.sequence("h", 2), sr.matrix("W", 2, 2)
    loss = sr.total(sr.dot(hs[k], W @ hs[k]), k, 0, t)
    assert sr.judge(sr.equal(sr.pullback(loss, W, 1), sr.total(sr.outer(hs[k], hs[k]), k, 0, t))).verdict == "PROVED"
    with pytest.raises(NotSupportedError, match="total"):
        expand(sr.pullback(loss, hs[k], 1))
    with pytest.raises(NotSupportedError, match="total"):
        expand(sr.pullback(loss, W, fs[k]))


def test_a_sum_is_shortened_to_the_shorter_one_beside_it():
    long, short = (sr.total(fs[k], k, 0, last) for last in (t, t - 1))
    assert peeled(long, (), [short]) == fs[t] + short
    assert peeled(long, (), [sr.total(2 * fs[k], k, 0, t - 1)]) == long  # another one
    assert peeled(short, (), [sr.total(fs[k], k, 0, t - 2)]) == short  # it may be empty already


n, m = sr.dims("n m")
A, x, u, b = sr.matrix("A", n, n), *sr.vectors("x u b", n)
p, q, a, c = sr.scalars("p q a c")
state, unit = sr.iterate(A @ x + b, x, u, t), sr.iterate(a * p + c, p, q, t)


@pytest.mark.parametrize(("statement", "verdict"), [
    (sr.equal(state, sr.matpow(A, t) @ u + sr.total(sr.matpow(A, k) @ b, k, 0, t - 1)), "PROVED"),
    (sr.equal(state, sr.matpow(A, t) @ u + sr.total(sr.matpow(A, k) @ b, k, 0, t - 1), given=[t >= 1]), "PROVED"),
    (sr.equal(state, sr.matpow(A, t) @ u + sr.total(sr.matpow(A, k) @ b, k, 0, t)), "REFUTED"),
    (sr.equal(state, sr.matpow(A, t) @ u + sr.total(sr.matpow(A, k) @ b, k, 1, t), given=[t >= 1]), "REFUTED"),
    (sr.equal(unit, a**t * q + c * sr.total(a**k, k, 0, t - 1)), "PROVED"),
    (sr.equal(unit, a**t * q + c * sr.total(a ** (k + 1), k, 0, t - 1)), "REFUTED"),
])
def test_a_linear_network_is_unrolled(statement, verdict):
    assert sr.judge(statement).verdict == verdict
