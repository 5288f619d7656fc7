"""The sides of a refuted statement as a reader would work them out."""

import pytest

import symrnn as sr
from symrnn.claims.sides import sides

n = sr.dims("n")[0]
A, B = sr.matrices("A B", n, n)
LEAVES = {"A": [["0", "1"], ["0", "0"]], "B": [["1", "0"], ["0", "1/2"]]}


def found(statement):
    record = statement.record()
    leaves = {name: LEAVES[name] for name in record["leaves"]}
    sizes = dict.fromkeys(record["sizes"], 2)
    return sides(record, {"sizes": sizes, "indices": {}, "functions": {}, "leaves": leaves})


def test_matrices_of_rationals_are_shown_whole():
    assert found(sr.equal(A @ B, B @ A)) == {
        "left": "[[0, 1/2], [0, 0]]", "right": "[[0, 1], [0, 0]]", "gap": ""
    }  # fmt: skip


def test_a_rank_is_shown_beside_what_it_was_claimed_to_be():
    assert found(sr.rank_is(A, n)) == {"left": "1", "right": "2", "gap": ""}


def test_the_clause_that_fails_is_shown():
    both = sr.all_of(sr.equal(A, A), sr.equal(A, B))
    assert found(both)["right"] == "[[1, 0], [0, 1/2]]"


@pytest.mark.parametrize(
    "statement", [sr.less(sr.norm(B), 1), sr.holds(sr.symmetric(A)), sr.equal(sr.tanh(B), B), sr.equal(sr.tr(A), 1)]
)
def test_scalars_properties_and_irrational_matrices_keep_what_the_witness_says(statement):
    assert found(statement) == {}
