"""Limits and orders are refuted by another limit that is proved, also with parameters and conditions."""

import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search.otherlimits import search_other

t, k = sr.index("t"), sr.index("k")
x, y, c, r = sr.scalars("x y c r")
a = sr.scalar("a", between=(0, 1))
tau = sr.scalar("tau", positive=True)
leaky = sr.iterate((1 - a) * x + a * c, x, y, t)

FALSE = {
    "to the start": sr.tends_to(leaky, y, t, given=[a > 0, a < 1]),
    "the sign of a rate": sr.tends_to(sr.exp(x / tau), 0, x),
    "another ratio": sr.tends_to(sr.softplus(x) / x, 2, x),
    "bounded": sr.tends_to(x / (x + tau), sr.oo, x),
    "an irrational limit": sr.tends_to(sr.softplus(x) - x, sr.log(2), x),
    "order of a polynomial": sr.of_order((x + 1) ** 3, x**2, x),
    "order of a slope": sr.of_order(1 - sr.tanh(x), sr.exp(-3 * x), x),
    "order without its logarithm": sr.of_order(x * sr.log(x + 2), x, x),
    "a quotient of logarithms": sr.tends_to(sr.log(t + 2) / sr.log(t + 3), 0, t),
    "two limits in turn": sr.tends_to(sr.rational(-1) ** t * t / (t + 1), 1, t),
    "another fixed point": sr.tends_to(sr.iterate(sr.tanh(2 * x), x, y, t), 0, t),
    "a fixed point between": sr.tends_to(sr.iterate(sr.cos(x), x, y, t), sr.rational(3, 4), t),
    "a sum that passes it": sr.tends_to(sr.total(1 / (k + 1), k, 0, t), 1, t),
    "order with a parameter": sr.of_order(tau * x**2, x, x),
}
TRUE = {
    "leaky": sr.tends_to(leaky, c, t, given=[a > 0, a < 1]),
    "rate": sr.tends_to(sr.exp(-x / tau), 0, x),
    "slow": sr.tends_to(1 / sr.log(x + 3), 0, x),
    "very slow": sr.tends_to(1 / sr.log(sr.log(x + 9)), 0, x),
    "euler": sr.tends_to((1 + 1 / x) ** x, sr.e, x),
    "in turn, ever smaller": sr.tends_to(sr.rational(-1) ** t / (t + 1), 0, t),
    "a fixed point of tanh": sr.tends_to(sr.iterate(sr.tanh(x), x, y, t), 0, t),
    "a sum that stays below": sr.tends_to(sr.total(1 / ((k + 1) * (k + 2)), k, 0, t), 1, t),
    "squares of digits": sr.tends_to(sr.iterate((x + 2 / x) / 2, x, tau, t), sr.sqrt(2), t),
    "a difference of roots": sr.tends_to(sr.sqrt(t**2 + t) - t, sr.rational(1, 2), t),
    "a power before the decay": sr.tends_to(t**3 * r**t, 0, t, given=[sr.abs(r) < 1]),
    "logarithm": sr.tends_to(sr.log(x), sr.oo, x),
    "order of a logarithm": sr.of_order(x, x * sr.log(x), x),
}
LONG = ("a fixed point of tanh", "squares of digits")  # each looks for other fixed points of a map at many parameters


@pytest.mark.parametrize("name", FALSE)
def test_a_false_limit_is_refuted(name):
    record = FALSE[name].record()
    witness, _ = search_other(record, 1)
    assert witness is not None
    assert refutes(record, witness)[0]


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in TRUE])
def test_a_true_limit_is_not(name):
    assert search_other(TRUE[name].record(), 1)[0] is None
    assert str(sr.judge(TRUE[name]).verdict) in ("PROVED", "UNDECIDED")
