"""Searches for a proof that would go on for ever, or nearly so."""

import pytest

import symrnn as sr
from symrnn.algebra.analysis import limits
from symrnn.algebra.order.simplex import limited, solution
from symrnn.algebra.prove import prove_equal

h, w = sr.scalars("h w")
n = sr.dims("n")[0]
W, s = sr.matrix("W", n, n), sr.vector("s", n)


def test_an_equation_that_would_unfold_inside_of_itself_is_cleared_of_its_denominators():
    given = [sr.eq(h, sr.softsign(w * h))]
    assert prove_equal(sr.equal(h * sr.abs(w * h) + h, w * h, given=given))[0] is not None
    assert prove_equal(sr.equal(sr.softsign(w * h / 2), h / 2, given=given))[0] is None
    assert prove_equal(sr.equal(w * h**2 + h, 1, given=[sr.eq(h, 1 / (1 + w * h))]))[0] is not None
    assert prove_equal(sr.equal(w * h**2 + h, 2, given=[sr.eq(h, 1 / (1 + w * h))]))[0] is None
    columns = sr.equal(sr.softsign(W @ s) * (1 + sr.abs(W @ s)), W @ s, given=[sr.eq(s, sr.softsign(W @ s))])
    assert prove_equal(columns)[0] is not None


COLUMNS = [{0: 1, 1: 1}, {0: 1, 1: -1}, {0: -1, 1: 2}]
TARGET = {0: 3, 1: 1}


@pytest.mark.parametrize(("work", "found"), [(1, False), (10**4, True)])
def test_the_simplex_method_ends_where_its_work_is_done(work, found):
    with limited(work):
        solution(COLUMNS, TARGET)
        weights = solution(COLUMNS, TARGET)
    assert (weights is not None) == found


def test_the_outermost_limit_counts():
    with limited(1), limited(10**4):
        solution(COLUMNS, TARGET)
        assert solution(COLUMNS, TARGET) is None
    assert solution(COLUMNS, TARGET) is not None


@pytest.mark.parametrize("variable", [sr.index("k"), sr.scalar("x")])
def test_a_gap_that_does_not_close_is_not_searched_for_a_rate(variable):
    statement = sr.tends_to(1 / variable + sr.rational(1, 9), 0, variable)
    gap, _, k = statement.args
    assert not limits.hopeful(gap, k)
    assert limits.hopeful(gap - sr.rational(1, 9), k)
