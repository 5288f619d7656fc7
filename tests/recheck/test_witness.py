"""Witnesses and certificates: accepted only where everything is certain, and never with an exception."""

import pytest
from statements import A, B, fn, mm, num, record, u, v, x, y

from symrnn.recheck.certificates import accept
from symrnn.recheck.witness import refutes, spans

COMMUTING = record(["eq", mm(A, B), mm(B, A)])
POINT = {
    "sizes": {"n": 2, "m": 1},
    "indices": {},
    "leaves": {"A": [["0", "1"], ["0", "0"]], "B": [["0", "0"], ["1", "0"]]},
}


def test_a_witness_is_accepted_with_both_sides():
    good, _, details = refutes(COMMUTING, POINT)
    assert good
    assert details == {"left": "1", "right": "0", "gap": "1", "exact": True, "clause": "eq"}


def test_a_witness_in_balls_is_read_to_fifteen_digits():
    good, _, details = refutes(
        record(["lt", fn("tanh", x), num("1/4")]), {"sizes": {}, "indices": {}, "leaves": {"x": "1/3"}}
    )
    assert good
    assert details["left"] == "0.321512737531634"
    assert not details["exact"]


def test_a_witness_must_meet_the_conditions():
    guarded = record(["eq", mm(A, B), mm(B, A)], [["symmetric", A]])
    good, why, _ = refutes(guarded, POINT)
    assert not good
    assert "condition 1 (symmetric)" in why


@pytest.mark.parametrize(
    "change",
    [
        {"sizes": {"n": 3}},
        {"sizes": {}},
        {"sizes": {"n": True}},
        {"sizes": {"n": 0}},
        {"leaves": {}},
        {"leaves": {"A": [["0"]], "B": [["1"]]}},
        {"leaves": {**POINT["leaves"], "A": [["0", "1"], ["0", 0.5]]}},
        {"leaves": {**POINT["leaves"], "A": [["0", "1"], ["0", "nan"]]}},
        {"leaves": {**POINT["leaves"], "A": [["0", "1"], ["0", "1/0"]]}},
        {"leaves": {**POINT["leaves"], "A": [["0", "1"], ["0"]]}},
        {"leaves": {**POINT["leaves"], "A": POINT["leaves"]["B"]}},
        {"leaves": {**POINT["leaves"], "A": "1"}},
        {"leaves": []},
        {"leaves": {"A": POINT["leaves"]["A"]}, "derived": {"B": A}},
        {"leaves": {**POINT["leaves"], "A": [[["0", "1"], "1"], ["0", "0"]]}},
    ],
)
def test_malformed_witnesses_are_refused_without_an_exception(change):
    good, why, _ = refutes(COMMUTING, {**POINT, **change})
    assert not good
    assert why


@pytest.mark.parametrize("witness", [None, [], "point", 3, {}])
def test_what_is_no_point_at_all_is_refused(witness):
    assert refutes(COMMUTING, witness)[0] is False


def test_a_true_statement_has_no_witness():
    point = {"sizes": {"n": 2}, "indices": {}, "leaves": POINT["leaves"]}
    assert refutes(record(["eq", ["T", mm(A, B)], mm(["T", B], ["T", A])]), point)[0] is False
    rounding = record(["eq", fn("tanh", x), ["div", fn("sinh", x), fn("cosh", x)]])
    assert refutes(rounding, {"sizes": {}, "indices": {}, "leaves": {"x": "20"}})[0] is False


def test_an_undefined_side_refutes_nothing():
    assert (
        refutes(
            record(["eq", ["div", x, ["sub", x, x]], y]), {"sizes": {}, "indices": {}, "leaves": {"x": "1", "y": "2"}}
        )[0]
        is False
    )


PHI = {"phi": {"body": None, "range": ["-1", "1"], "lipschitz": num(1)}}
SLOW = record(["le", fn("abs", fn("phi", x)), num("1/2")], functions=PHI)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (fn("tanh", ["sym", "_x"]), True),
        (fn("hardtanh", ["sym", "_x"]), False),
        (["sym", "_x"], False),
        (["mul", num(2), fn("tanh", ["mul", num("1/2"), ["sym", "_x"]])], False),
        (fn("tanh", ["mul", num(2), ["sym", "_x"]]), False),
        (["mul", num(-1), fn("sin", ["neg", ["sym", "_x"]])], True),
        (["pow", ["sym", "_x"], num(2)], False),
        (fn("step", ["sym", "_x"]), False),
        (["sub", num("3/4"), ["mul", num("1/4"), fn("sigmoid", ["sym", "_x"])]], True),
    ],
)
def test_bodies_of_opaque_functions_must_have_the_declared_range_and_slope(body, wanted):
    assert refutes(SLOW, {"sizes": {}, "indices": {}, "leaves": {"x": "7"}, "functions": {"phi": body}})[0] is wanted


def test_spans_of_a_body():
    values, slopes = spans(["add", ["mul", num(-2), fn("tanh", ["mul", num(3), ["sym", "_x"]])], num(1)])
    assert [str(b) for b in (*values, *slopes)] == ["-1", "3", "-6", "0"]


def test_conditions_on_a_free_index_hold_at_every_value_of_it():
    step = ["seq", "S", "k"]
    rec = record(["le", ["norm_f", ["product", step, "k", 1, "t"]], num(1)], [["le", ["norm_f", step], num(1)]])
    grown = {str(i): [["1"]] for i in range(9)}
    point = {"sizes": {"n": 1}, "indices": {"t": 3, "k": 0}, "leaves": {"S": {**grown, "3": [["2"]]}}}
    assert refutes(rec, point)[0] is False


def test_certificates():
    true, false = record(["eq", ["T", mm(A, B)], mm(["T", B], ["T", A])]), COMMUTING
    assert accept(true, {"kind": "identity", "scope": "all n"})[0]
    assert not accept(true, {"kind": "identity", "scope": "all m"})[0]
    assert not accept(false, {"kind": "identity", "scope": "all n"})[0]
    assert accept(false, {"kind": "witness", "witness": POINT})[0]
    assert not accept(true, {"kind": "witness", "witness": {**POINT, "leaves": {}}})[0]
    root = record(["exists", [x], ["eq", ["mul", x, x], num(4)]])
    assert accept(root, {"kind": "example", "scope": "this witness", "point": {"leaves": {"x": "2"}}})[0]
    assert not accept(root, {"kind": "example", "scope": "this witness", "point": {"leaves": {"x": "3"}}})[0]
    plain = {"kind": "example", "scope": "this witness", "point": {"leaves": {"x": "2"}}}
    assert accept(root, {**plain, "shrunk": True})[0]
    assert not accept(root, {**plain, "shrunk": False})[0]


@pytest.mark.parametrize(
    "certificate", [None, {}, {"kind": "trust me"}, {"kind": "example", "scope": "this witness", "point": 3}, []]
)
def test_other_certificates_are_refused(certificate):
    assert accept(record(["exists", [u], ["eq", u, v]]), certificate)[0] is False


def test_a_witness_is_decided_at_the_precision_that_it_names_and_at_half_of_it():
    close = record(["eq", fn("tanh", x), num("1")])
    far = {"sizes": {}, "indices": {}, "leaves": {"x": "200"}}
    assert not refutes(close, far)[0]
    good, why, _ = refutes(close, {**far, "bits": 2048})
    assert good
    assert "at 1024 and 2048 bits" in why
    for bits in (True, "2048", 256, 1 << 20, -1):
        assert not refutes(close, {**far, "bits": bits})[0]
