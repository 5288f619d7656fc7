"""Sizes that the numbers of a bound ask for: a coefficient counts as what it is, not by its digits."""

import pytest

import symrnn as sr

n = sr.dims("n")[0]
A, v = sr.matrix("A", n, n), sr.vector("v", n)


@pytest.mark.parametrize(
    ("statement", "verdicts"),
    [
        (sr.at_most(sr.max(v), sr.rational(113, 100) * sr.norm_inf(v)), {"PROVED", "CORROBORATED"}),
        (sr.at_most(sr.norm(A) - sr.max(A @ v), 858 * sr.norm_f(A) / 1000 + 2 * sr.norm(A) + sr.norm_inf(A @ v)),
         {"PROVED", "CORROBORATED"}),
        (sr.at_most(sr.norm_1(v), 1130 * sr.norm_inf(v) / 100), {"REFUTED"}),
        (sr.at_most(3 * sr.norm_1(v) / 10, sr.rational(27, 10) * sr.norm_inf(v)), {"REFUTED"}),
        (sr.at_most(sr.log(sr.sum(sr.exp(v))), sr.max(v) + 4), {"REFUTED"}),
        (sr.at_most(sr.log(sr.sum(sr.exp(v))), sr.max(v) + 9), {"UNDECIDED"}),
        (sr.at_most(sr.norm_1(v) / 100, 2 * sr.norm_inf(v)), {"UNDECIDED", "REFUTED"}),
    ],
)
def test_a_bound_is_tried_where_its_coefficients_say(statement, verdicts):
    assert str(sr.judge(statement).verdict) in verdicts
