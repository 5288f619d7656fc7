"""The sides of a refuted statement as a reader works them out: whole matrices, the entry that decides, ranks."""

import pytest

import symrnn as sr
from symrnn.report.sides import sides, worked_out

n = sr.dims("n")[0]
A, B = sr.matrices("A B", n, n)
v = sr.vector("v", n)
LEAVES = {"A": [["0", "1"], ["0", "0"]], "B": [["1", "0"], ["0", "1/2"]], "v": [["0"], ["2"]]}


def refuted(statement, **changed):
    record = statement.record()
    leaves = {name: LEAVES[name] for name in record["leaves"]}
    witness = {"sizes": dict.fromkeys(record["sizes"], 2), "indices": {}, "functions": {}, "leaves": leaves,
               "left": "0", "right": "1", "gap": "1"} | changed
    return {"verdict": "REFUTED", "statement": record, "given": record["given"], "witness": witness}


def test_matrices_of_rationals_are_shown_whole_with_the_entry_that_decides():
    shown = worked_out(refuted(sr.equal(A @ B, B @ A)))
    assert shown["left"] == r"\begin{pmatrix}0 & \underline{\tfrac{1}{2}} \\ 0 & 0\end{pmatrix}"
    assert shown["right"] == r"\begin{pmatrix}0 & \underline{1} \\ 0 & 0\end{pmatrix}"
    assert (shown["where"], shown["rounded"]) == ("row 1, column 2", "")


def test_the_entry_that_fails_most_is_marked():
    shown = worked_out(refuted(sr.at_most(B, A)))
    assert shown["where"] == "row 1, column 1"
    assert shown["left"].startswith(r"\begin{pmatrix}\underline{1}")


def test_a_matrix_beside_a_number_is_shown_with_it():
    shown = worked_out(refuted(sr.less(v, 1)))
    assert shown["right"] == "1"
    assert shown["where"] == "entry 2"


def test_what_is_no_rational_is_rounded_and_says_so():
    shown = worked_out(refuted(sr.equal(sr.tanh(B), B)))
    assert "0.7616" in shown["left"]
    assert shown["rounded"]
    lines = sides({"shown": shown, "gap": "0.2384"})
    assert lines[0].label == "left side, to 4 digits"
    assert lines[2].label == "they differ most in row 1, column 1, by"


def test_a_rank_is_shown_beside_what_it_was_claimed_to_be():
    shown = worked_out(refuted(sr.rank_is(A, n)))
    assert (shown["left"], shown["right"]) == ("1", "2")
    assert [line.text for line in sides({"shown": shown, "gap": ""})] == ["1", "2"]


def test_a_matrix_without_a_claimed_property_is_shown():
    shown = worked_out(refuted(sr.holds(sr.symmetric(A))))
    assert [line.label for line in sides({"shown": shown})] == ["the matrix in question"]


def test_the_clause_that_fails_is_shown():
    shown = worked_out(refuted(sr.all_of(sr.equal(A, A), sr.equal(A, B))))
    assert r"\tfrac{1}{2}" in shown["right"]


@pytest.mark.parametrize("statement", [sr.less(sr.norm(B), 1), sr.equal(sr.tr(A), 1)])
def test_numbers_keep_what_the_witness_says(statement):
    assert worked_out(refuted(statement)) == {}
    assert [line.text for line in sides(refuted(statement)["witness"])] == ["0", "1", "1"]


@pytest.mark.parametrize(
    "change",
    [{"sizes": {"n": 10**9}}, {"leaves": {}}, {"sizes": None}, {"kind": "limit"}, {"indices": 3}, {"functions": None},
     {"leaves": {"A": [["1/0"]], "B": "x"}}],
)
def test_a_witness_that_cannot_be_worked_out_stays_as_it_is(change):
    claim = refuted(sr.equal(A @ B, B @ A))
    assert worked_out(claim)
    assert worked_out({**claim, "witness": {**claim["witness"], **change}}) == {}
    assert worked_out({**claim, "statement": {}}) == {}
    assert worked_out({**claim, "verdict": "PROVED"}) == {}
