"""Expansions with parameters: what is seen for large k is what numbers show, and nothing is said beyond a proof."""

import mpmath
import pytest
import sympy

import symrnn as sr
from symrnn.algebra.analysis.attraction import prove_limit as by_region
from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, Numbers, UnknownGrowthError
from symrnn.algebra.series.prover import limit_of, prove_limit

t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
x, r, u = sr.scalars("x r u")
p = sr.scalar("p", positive=True)
a, b = sr.scalar("a", between=(0, 1)), sr.scalar("b", between=(0, 1))
q = sr.rational

TRUE = [
    sr.tends_to(sr.total(sr.abs(k - 5), k, 0, t) / t**2, q(1, 2), t),
    sr.tends_to(sr.total(sr.total(j, j, 1, k), k, 1, t) / t**3, q(1, 6), t),
    sr.tends_to((2**t + 3**t) ** (1 / (t + 1)), 3, t),
    sr.tends_to((t**2 + 7 * t) * (1 - a) ** t, 0, t, given=[a > q(1, 10)]),
    sr.tends_to((a**t - b**t) / (a**t + b**t), 1, t, given=[a > b, b > 0]),
    sr.tends_to((1 + r / t) ** t, sr.exp(r), t),
    sr.tends_to(p**t / (t + 1) ** 4, sr.oo, t, given=[p > 2]),
    sr.tends_to(sr.total(k * r**k, k, 0, t), r / (1 - r) ** 2, t, given=[sr.abs(r) < 1]),
    sr.tends_to(sr.total(1 / ((k + 1) * (k + 3)), k, 0, t), q(3, 4), t),
    sr.tends_to(sr.product((k + 1) * (k + 3) / (k + 2) ** 2, k, 0, t), q(1, 2), t),
    sr.tends_to(sr.total(a**k, k, 0, t) / (t + 1), 0, t, given=[a < 1]),
    sr.tends_to(sr.iterate(r**2 * x + p, x, u, t), p / (1 - r**2), t, given=[sr.abs(r) < 1]),
    sr.of_order(sr.total(1 / (k + 1), k, 0, t), sr.log(t), t),
    sr.of_order(sr.total(k**2, k, 0, t), t**3, t),
    sr.tends_to(x * (sr.sigmoid(1 / x) - q(1, 2)), q(1, 4), x),
    sr.tends_to(sr.softplus(-x) * sr.exp(x), 1, x),
    sr.tends_to(x * (sr.erf(x) - 1), 0, x),
]
FALSE = [  # the first ones are summed as if all parts were what they are from some index on
    sr.tends_to(sr.total(sr.abs(k - 5), k, 0, t) - (t**2 - 9 * t - 10) / 2, 0, t),
    sr.tends_to(sr.total(sr.sqrt((k - 5) ** 2), k, 0, t) - (t**2 - 9 * t - 10) / 2, 0, t),
    sr.tends_to(sr.total(sr.relu(5 - k), k, 0, t), 0, t),
    sr.tends_to(sr.total(sr.step(k - 3), k, 0, t) - t - 1, 0, t),
    sr.tends_to(sr.total(sr.hardtanh(k / 4), k, 0, t) - t - 1, 0, t),
    sr.tends_to(sr.total(0**k, k, 0, t), 0, t),
    sr.tends_to(sr.total(sr.total(1 + 0 * a, j, 5, k), k, 0, t) - (t**2 - 7 * t - 8) / 2, 0, t),
    sr.tends_to((t**2 + 7 * t) * (1 - a) ** t, 0, t),
    sr.tends_to(p**t / (t + 1) ** 4, sr.oo, t, given=[p >= 1]),
    sr.tends_to(sr.total(a**k, k, 0, t) / (t + 1), 0, t),
    sr.tends_to(sr.product((k + 1) * (k + 3) / (k + 2) ** 2, k, 0, t), 1, t),
    sr.of_order(t * a**t, a**t, t, given=[a > 0]),
    sr.of_order(sr.total(1 / (k + 1), k, 0, t), 1, t),
    sr.tends_to(sr.tanh(a * t), 1, t),
    sr.tends_to((1 + 1 / t) ** t, q(271828, 100000), t),
    sr.tends_to(sr.exp(-sr.sqrt(sr.log(x))), 1, x),
]


@pytest.mark.parametrize("statement", TRUE, ids=repr)
def test_what_holds_is_proved(statement):
    proof, why = prove_limit(statement)
    assert proof is not None, why
    assert str(sr.judge(statement).verdict) == "PROVED"


@pytest.mark.parametrize("statement", FALSE, ids=repr)
def test_what_does_not_hold_is_not_proved(statement):
    assert prove_limit(statement)[0] is None


@pytest.mark.parametrize(("step", "start"), [(x * t / (t + 1), 1), (x * (1 - 1 / (t + 2)), 1), (x / 2, 2**t)])
def test_a_map_that_changes_with_the_number_of_steps_attracts_nothing(step, start):
    """Every one of the maps brings x nearer to zero, and yet what comes after t steps of the t-th need not get there."""
    claim = sr.tends_to(sr.iterate(step, x, start, t), 0, t)
    assert by_region(claim)[0] is None
    assert str(sr.judge(claim).verdict) not in ("PROVED", "CORROBORATED")
    assert by_region(sr.tends_to(sr.iterate(x / 2, x, 1, t), 0, t))[0] is not None


@pytest.mark.parametrize(("term", "end"), [
    ((1 + 1 / t) ** t, mpmath.e), (sr.atan(t), mpmath.pi / 2), (t * sr.log(1 + 2 / t), 2),
    (sr.sqrt(t**2 + 3 * t) - t, mpmath.mpf(3) / 2), (sr.log(sr.exp(2 * t) + 5) - 2 * t, 0),
    (sr.product((2 * k + 1) * (2 * k + 3) / (2 * k + 2) ** 2, k, 0, t), 2 / mpmath.pi),
])
def test_the_limit_is_the_number_that_values_tend_to(term, end):
    found = limit_of(sr.tends_to(term, 0, t))
    assert abs(sympy.N(found.expr) - sympy.Float(str(end))) < 1e-12


def calculus() -> Calculus:
    return Calculus(Numbers([], lambda *_: False))


def test_a_rest_covers_what_is_smaller_and_nothing_else():
    c = calculus()
    e = c.add(Expansion({Gauge(p=sympy.Integer(-1)): 1, Gauge(p=sympy.Integer(-3)): 1}, [Gauge(p=sympy.Integer(-2))]))
    assert list(e.terms) == [Gauge(p=sympy.Integer(-1))]
    assert e.rests == [Gauge(p=sympy.Integer(-2))]


def test_a_number_without_a_known_sign_is_no_leading_coefficient():
    c, s = calculus(), sympy.Symbol("s", real=True)
    with pytest.raises(UnknownGrowthError):
        c.power(Expansion({UNIT: s, Gauge(p=sympy.Integer(-1)): sympy.Integer(1)}), sympy.Integer(-1))


def test_an_exponential_that_falls_slower_than_a_power_is_not_taken_for_one():
    with pytest.raises(UnknownGrowthError):
        calculus().exponential(Expansion({Gauge(q=sympy.Rational(1, 2)): sympy.Integer(-1)}))
