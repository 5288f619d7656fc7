"""Shrinking ends at the simplest point that it can reach, and never leaves the counterexamples."""

import pytest
from false_statements import A, B, Ws, h, k, n, t

import symrnn as sr
from symrnn.recheck.sample import points
from symrnn.recheck.witness import refutes
from symrnn.search.shrink import cells, shrink, weight


def generic(record, seed=5):
    return next(p for p in points(record, seed) if refutes(record, p)[0])


@pytest.mark.parametrize("statement", [
    sr.equal(A @ B, B @ A), sr.equal(A @ B, B @ A, given=[sr.symmetric(A), sr.symmetric(B)]),
    sr.equal(sr.product(Ws, k, 1, 3), Ws[1] @ Ws[2] @ Ws[3]), sr.at_most(sr.norm(A) * sr.norm(B), sr.norm(A @ B)),
    sr.equal(sr.tr(A), 1, given=[sr.orthogonal(A), sr.eq(n, 3)]), sr.equal(sr.matpow(A, t), A, given=[t >= 2]),
], ids=repr)  # fmt: skip
def test_the_result_refutes_and_is_simpler(statement):
    record = statement.record()
    point = generic(record)
    small = shrink(record, point)
    assert small["shrunk"]
    assert refutes(record, small)[0]
    assert weight(small) < weight({**point, "functions": {}})
    assert shrink(record, small)["leaves"] == small["leaves"]


def test_the_smallest_sizes_come_first():
    record = sr.equal(A @ B, B @ A).record()
    wide = next(p for p in points(record, 2, sizes=[{"n": 4}]) if refutes(record, p)[0])
    small = shrink(record, wide)
    assert small["sizes"] == {"n": 2}
    assert sum(x != 0 for *_, x in cells(small)) == 2


def test_elements_of_sequences_that_are_not_looked_at_go():
    record = sr.equal(Ws[2] @ Ws[1], Ws[1] @ Ws[2]).record()
    assert set(shrink(record, generic(record))["leaves"]["M"]) == {"1", "2"}


def test_symmetric_entries_move_together():
    record = sr.holds(sr.pd(A), given=[sr.symmetric(A), sr.eq(n, 2)]).record()
    point = {"sizes": {"n": 2}, "indices": {}, "leaves": {"A": [["1", "7/5"], ["7/5", "1"]]}, "functions": {}}
    small = shrink(record, point, budget=40)
    assert small["leaves"]["A"][0][1] == small["leaves"]["A"][1][0]
    assert refutes(record, small)[0]


def test_what_does_not_refute_comes_back_as_it_is():
    record = sr.equal(h, h).record()
    point = {"sizes": {"n": 1}, "indices": {}, "leaves": {"h": [["1"]]}}
    assert shrink(record, point) is point


def test_the_budget_bounds_the_decisions():
    from symrnn.search.scan import Tester

    record = sr.equal(sr.expm(A + B), sr.expm(A) @ sr.expm(B)).record()
    tester = Tester(record)
    shrink(record, generic(record), 0, tester)
    few = tester.tried
    shrink(record, generic(record), 200, tester)
    assert tester.tried - few > few
    assert tester.tried - 2 * few <= 201
