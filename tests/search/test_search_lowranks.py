"""Ranks that grow like a power of others are met at sizes with room for them."""

import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search import scan
from symrnn.search.lowranks import search_low_ranks
from symrnn.search.shrink import shrink

n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)


@pytest.mark.parametrize(("build", "least"), [
    (lambda: sr.at_most(sr.rank(A * A), 2 * sr.rank(A) + 1), 10),
    (lambda: sr.at_most(sr.rank(A * A * A), 3 * sr.rank(A) + 1), 14),
    (lambda: sr.at_most(sr.rank(A * B), sr.rank(A) + sr.rank(B) + 2), 7),
])  # fmt: skip
def test_false(build, least):
    record = build().record()
    found = search_low_ranks(record, 40, scan.Tester(record))
    assert found is not None
    small = shrink(record, found, 1)
    assert least <= small["sizes"]["n"] <= least + 2
    assert refutes(record, small)[0]


@pytest.mark.parametrize(("build", "least"), [
    (lambda: sr.at_most(sr.rank(A * A * A), 6 * sr.rank(A)), 25),
    (lambda: sr.rank_at_most(A + A.T, 28), 29),
    (lambda: sr.at_most(sr.rank(A @ B), 26), 27),
])  # fmt: skip
def test_false_beyond_two_dozen_rows(build, least):
    record = build().record()
    found = search_low_ranks(record, 40, scan.Tester(record))
    assert found is not None
    assert found["sizes"]["n"] >= least
    assert refutes(record, found)[0]


@pytest.mark.parametrize("build", [
    lambda: sr.at_most(sr.rank(A * B), sr.rank(A) * sr.rank(B)),
    lambda: sr.at_most(2 * sr.rank(A * A), sr.rank(A) ** 2 + sr.rank(A)),
    lambda: sr.at_most(sr.rank(A @ B - B @ A), 2 * sr.rank(A)),
])  # fmt: skip
def test_true(build):
    record = build().record()
    tester = scan.Tester(record)
    assert search_low_ranks(record, 40, tester) is None
    assert tester.tried > 10


def test_statements_without_ranks_are_left_alone():
    record = sr.at_most(sr.norm(A), sr.norm_f(A)).record()
    tester = scan.Tester(record)
    assert search_low_ranks(record, 40, tester) is None
    assert tester.tried == 0
