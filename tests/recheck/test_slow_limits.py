"""A limit that is approached slowly: a small rest beside a logarithm, or behind a sum, is seen."""

import pytest

import symrnn as sr
from symrnn.algebra.series.prover import prove_limit
from symrnn.recheck.certificates import accept

t, k = sr.index("t"), sr.index("k")
x = sr.scalar("x")
q = sr.rational
OFFSETS = (q(1, 1000), q(1, 10**6), q(1, 10**12))
SLOW = {
    "a logarithm": (1 / sr.log(x + 3), 0, x),
    "an index": (1 / sr.log(t + 3), 0, t),
    "beside a power": (sr.log(x + 1) / x ** q(1, 10), 0, x),
    "a sum": (sr.total(1 / k**2, k, 1, t), sr.pi**2 / 6, t),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_limit_is_accepted_and_one_beside_it_is_not(name):
    a, limit, variable = SLOW[name]
    certificate = prove_limit(sr.tends_to(a, limit, variable))[0].certificate
    assert accept(sr.tends_to(a, limit, variable).record(), certificate)[0]
    for offset in OFFSETS:
        assert not accept(sr.tends_to(a + offset, limit, variable).record(), certificate)[0]


def test_the_logarithm_of_a_logarithm_is_slower():
    slow = 1 / sr.log(sr.log(x + 3))
    certificate = prove_limit(sr.tends_to(slow, 0, x))[0].certificate
    assert not accept(sr.tends_to(slow + q(1, 1000), 0, x).record(), certificate)[0]
