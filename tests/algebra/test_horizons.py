"""Products, iterates and orders over long horizons: what must not be shown, beside what is."""

import pytest

import symrnn as sr
from symrnn.algebra.provers import prove
from symrnn.algebra.series.prover import unlike

t, k = sr.index("t"), sr.index("k")
x, y, c = sr.scalars("x y c")
g = sr.scalar("g", between=(0, 1))
p = sr.scalar("p", positive=True)
xs = sr.sequence("x")


@pytest.mark.parametrize("claim", [
    sr.tends_to(sr.product(1 - g / (k + 1) ** 2, k, 1, t), 0, t, given=[g > 0]),  # summable
    sr.tends_to(sr.product(1 - g / (k + 1), k, 1, t), 0, t),  # no leak
    sr.tends_to(sr.product(sr.tanh(xs[k]), k, 0, t), 0, t),  # no factor below one is named
    sr.of_order(c**t, sr.product(k - 3, k, 0, t), t),  # a factor is zero
    sr.tends_to(sr.iterate(x**2, x, y, t), sr.oo, t, given=[y >= 1]),  # one stays
    sr.tends_to(sr.iterate(x + sr.exp(-x), x, y, t), -sr.oo, t),  # the other infinity
    sr.tends_to(sr.tanh(c * x), 1, x, given=[sr.ne(c, 0)]),  # one sign alone
    sr.of_order(g**t, g ** (2 * t), t),
    sr.tends_to(sr.iterate(p + sr.abs(p), p, y, t), sr.oo, t),  # what is declared of the state does not bind the iterates
])
def test_it_is_not_shown(claim):
    assert prove(claim)[0] is None


@pytest.mark.parametrize("claim", [
    sr.tends_to(sr.product(1 + g / (k + 1), k, 1, t), sr.oo, t, given=[g > 0]),
    sr.tends_to(sr.iterate(x**2, x, y, t), sr.oo, t, given=[y > 1]),
    sr.tends_to(sr.product(k + 1, k, 0, t), sr.oo, t),
    sr.tends_to(10**t / sr.product(k + 1, k, 0, t), 0, t),
])
def test_it_is_shown(claim):
    assert prove(claim)[0] is not None


def test_a_positive_constant_without_a_word_keeps_a_product_from_zero():
    assert unlike(sr.tends_to(sr.product(1 - 1 / (3 * (k + 1) ** 2), k, 1, t), 0, t))
    assert not unlike(sr.tends_to(sr.product(1 - 1 / (3 * (k + 1) ** 2), k, 1, t), 1, t))  # it may be one
