"""Existence inside of other statements: what may be concluded from it, and what a point says of it."""

import pytest

import symrnn as sr
from symrnn.recheck.carried import part
from symrnn.recheck.certificates import accept
from symrnn.verdict import Verdict

n = sr.dims("n")[0]
A = sr.matrix("A", n, n)
x, y = sr.scalars("x y")
t = sr.index("t")


@pytest.mark.parametrize("statement", [
    lambda: sr.implies(sr.exists([x], sr.eq(x, y)), sr.eq(x, y)),
    lambda: sr.iff(sr.exists([x], sr.eq(x, y)), sr.eq(x, y)),
    lambda: sr.implies(sr.exists([x], x > 0), sr.eq(y, y), given=[x < 0]),
])
def test_what_exists_is_not_another_of_its_name(statement):
    assert sr.judge(statement()).verdict != Verdict.PROVED


def test_an_assumed_existence_says_nothing_of_a_leaf_of_that_name_elsewhere():
    # Only with the bound leaf taken for the free one would the equation x = y follow.
    claim = sr.implies(sr.exists([x], sr.eq(x, y)), sr.eq(x, y)).record()
    assert not accept(claim, {"kind": "identity"})[0]


def test_matrices_of_size_one_are_numbers_to_every_word():
    for word in (sr.psd, sr.pd, sr.stochastic, sr.permutation, sr.triangular, sr.diagonal):
        found = sr.judge(sr.holds(word((A + A) / 2), given=[word(A)]))
        assert found.verdict in (Verdict.PROVED, Verdict.CORROBORATED, Verdict.UNDECIDED), word


def test_rows_that_sum_to_something_else_make_no_chain():
    found = sr.judge(sr.holds(sr.stochastic(A @ A), given=[sr.stochastic(A)]))
    assert found.verdict == Verdict.PROVED
    proof = found.certificate
    assert accept(found.record, proof)[0]
    product = found.record["assert"][1]
    shown = ["all_of", ["nonneg", product], ["equal", ["matmul", product, ["sym", "A"]], ["sym", "A"]]]
    assert not accept(found.record, {**proof, "as": shown})[0]


def test_half_of_an_equivalence_is_not_shown_by_half_of_an_opposite():
    # Where no entry is at most zero, some entry is not; yet of an order between columns this is not all that may fail.
    u = sr.vector("u", n)
    claim = sr.iff(sr.at_most(sr.sum(u), 0), sr.at_most(u, sr.zeros(n))).record()
    for number in ({}, {"number": 0}):
        with pytest.raises(ValueError, match="half of an opposite"):
            part(claim, ["implies", *claim["assert"][1:]], {"kind": "contrapositive", "proof": {}, **number})


def test_a_direction_is_shown_by_the_opposite_of_one_of_its_conditions():
    found = sr.judge(sr.iff(sr.exists([y], sr.all_of(y > 0, sr.eq(x * y, y))), sr.eq(x, 1)))
    assert found.verdict == Verdict.PROVED


def test_points_are_asked_about_the_part_of_a_conjunction_that_they_decide():
    r = sr.judge(sr.all_of(sr.equal(A.T.T, A), sr.tends_to(x**t, 0, t, given=[sr.strictly_between(x, 0, 1)])))
    assert r.verdict == "PROVED"
    assert any(e.oracle.startswith("numbers") for e in r.evidence)
