import pytest

import symrnn as sr
from symrnn.claims.failing import failing_entry
from symrnn.console import verdict_lines, witness_lines

(n,) = sr.dims("n")
A, B = sr.matrices("A B", n, n)
u, v = sr.vectors("u v", n)
ONE, SHEAR, ZERO = [["1", "0"], ["0", "1"]], [["0", "0"], ["3", "0"]], [["0", "0"], ["0", "0"]]


def at(**leaves):
    """A point of size 2."""
    return {"sizes": {"n": 2}, "indices": {}, "functions": {}, "leaves": leaves}


@pytest.mark.parametrize(
    ("statement", "witness", "words"),
    [
        (sr.equal(A, A.T), at(A=SHEAR), "row 1, column 2"),
        (sr.equal(A, B), at(A=SHEAR, B=ZERO), "row 2, column 1"),
        (sr.equal(A, B), at(A=SHEAR, B=ONE), "row 2, column 1"),  # three entries differ, this one most
        (sr.at_most(A, 2), at(A=SHEAR), "row 2, column 1"),
        (sr.all_of(sr.equal(A, A), sr.equal(B, A)), at(A=ONE, B=ZERO), "row 1, column 1"),
        (sr.implies(sr.symmetric(B), sr.eq(A, B)), at(A=SHEAR, B=ZERO), "row 2, column 1"),
        (sr.equal(u, v), at(u=[["0"], ["1"]], v=[["0"], ["0"]]), "entry 2"),
        (sr.equal(u.T, v.T), at(u=[["0"], ["1"]], v=[["0"], ["0"]]), "entry 2"),
        (sr.equal(sr.dot(u, v), 1), at(u=[["0"], ["1"]], v=[["0"], ["0"]]), ""),
        (sr.holds(sr.symmetric(A)), at(A=SHEAR), ""),
        (sr.equal(A, A), at(A=SHEAR), ""),
        (sr.equal(A, B), None, ""),
        (sr.equal(A, B), {"kind": "limit"}, ""),
        (sr.equal(A, B), {**at(A=ONE, B=ZERO), "sizes": {"n": 31}}, ""),
        (sr.equal(A, B), at(A=ONE), ""),
    ],
)
def test_the_entry_where_the_sides_differ_most_has_a_place(statement, witness, words):
    assert failing_entry(statement.record(), witness) == words


def test_a_refuted_matrix_equation_says_which_entry_its_two_numbers_are():
    record = sr.equal(A, A.T).record()
    witness = at(A=SHEAR) | {"left": "0", "right": "3", "gap": "3"}
    entry = {"id": "a", "verdict": "REFUTED", "expected": "PROVED", "reason": None, "witness": witness, "given": [],
             "statement": record}  # fmt: skip
    assert list(witness_lines(entry)) == [
        "n = 2", "A = [0 0; 3 0]", "in row 1, column 2:", "left = 0", "right = 3", "gap = 3",
    ]  # fmt: skip
    _, short = verdict_lines([entry], all_of_them=False)
    assert short.strip() == "n = 2, A = [0 0; 3 0]: left 0, right 3 (row 1, column 2)"
    assert "  left 1, right 0 (row 1, column 2)" in repr(sr.judge(sr.equal(A, A.T))).splitlines()
