"""Identities that hold wherever one usually looks, and are false: they fail at points that nobody foresees."""

from functools import reduce
from math import lcm

import pytest
from statements import A, B, W, fn, mm, num, u, x

from symrnn.recheck.certificates import accept, believed


def scalars(*names):
    return {name: {"shape": [], "field": "real", "sequence": False} for name in names}


def stated(claim, leaves, given=(), sizes=(), indices=(), functions=None):
    return {"sizes": list(sizes), "indices": list(indices), "leaves": leaves, "functions": functions or {},
            "given": list(given), "assert": claim}  # fmt: skip


SQUARE = {"shape": ["n", "n"], "field": "real", "sequence": False}
OPAQUE = {"phi": {"body": None, "range": ["-1", "1"], "lipschitz": None}}
RISE = ["fn", "phi'", x]
BEND = ["mul", num("9/8"), ["sub", num(1), ["pow", ["div", ["fn", "phi", x], num("9/10")], num(2)]]]
MOMENTS = [[["mul", ["tr", ["matpow", A, i + j]], ["ones", 1, 1]] for j in range(7)] for i in range(7)]
FACTORS = [["sub", ["size", "n"], num(i)] for i in range(1, 42)]
UNFORESEEN = {
    "zero at all usual points": stated(
        ["equal", fn("sin", ["mul", ["const", "pi"], ["mul", num(lcm(*range(1, 41))), x]]), num(0)], scalars("x")),
    "zero for small sizes": stated(["equal", fn("relu", ["sub", ["dot", fn("tanh", u), fn("tanh", u)], num(7)]), num(0)],
                                   {"u": {**SQUARE, "shape": ["n", 1]}}, sizes=["n"]),
    "a factor for each size": stated(["equal", reduce(lambda a, b: ["mul", a, b], FACTORS, ["tr", A]), num(0)],
                                     {"A": SQUARE}, sizes=["n"]),
    "powers of a small matrix": stated(["equal", ["det", ["block", MOMENTS]], num(0)], {"A": SQUARE}, sizes=["n"]),
    "between two kinks far out": stated(
        ["equal", ["mul", fn("relu", ["sub", x, num(1000)]), fn("relu", ["sub", num(1001), x])], num(0)], scalars("x")),
    "beyond a high level": stated(["equal", fn("relu", ["sub", fn("sin", x), num("9999/10000")]), num(0)], scalars("x")),
    "a level above a norm": stated(["equal", fn("relu", ["sub", ["norm", fn("tanh", u)], num(2)]), num(0)],
                                   {"u": {**SQUARE, "shape": ["n", 1]}}, sizes=["n"]),
    "an equation of one body": stated(["equal", ["mul", RISE, RISE], ["mul", BEND, BEND]], scalars("x"), functions=OPAQUE),
    "a slope of one sign": stated(["equal", ["mul", fn("sign", RISE), fn("sign", RISE)], num(1)], scalars("x"),
                                  functions=OPAQUE),
    "triangular means upper": stated(["equal", ["entry", A, 1, 0], num(0)], {"A": SQUARE}, sizes=["n"],
                                     given=[["triangular", A], ["ge", ["size", "n"], num(2)]]),
    "what commutes with one matrix": stated(["equal", mm(B, W), mm(W, B)], dict.fromkeys("ABW", SQUARE), sizes=["n"],
                                            given=[["commute", A, B], ["commute", A, W]]),
}  # fmt: skip


@pytest.mark.parametrize("name", UNFORESEEN)
def test_identities_that_only_usual_points_meet(name):
    good, why = accept(UNFORESEEN[name], {"kind": "identity"})
    assert not good
    assert "nobody foresees" in why or "agree" in why


def test_true_identities_of_the_same_kinds_are_accepted():
    both_sides = ["equal", ["sub", fn("relu", fn("tanh", x)), fn("relu", ["neg", fn("tanh", x)])], fn("tanh", x)]
    moved = ["equal", mm(A, mm(B, W)), mm(mm(B, W), A)]
    commuting = stated(moved, dict.fromkeys("ABW", SQUARE), sizes=["n"], given=[["commute", A, B], ["commute", A, W]])
    size = ["norm", ["matmul", A, B]]
    never_negative = ["add", ["pow", size, num(3)], ["sub", ["max", u], u]]
    kept = stated(["equal", fn("abs", never_negative[1]), never_negative[1]], dict.fromkeys("AB", SQUARE), sizes=["n"])
    inside = stated(["equal", fn("relu", never_negative), never_negative],
                    {**dict.fromkeys("AB", SQUARE), "u": {**SQUARE, "shape": ["n", 1]}}, sizes=["n"])
    for true in (stated(both_sides, scalars("x")), commuting, kept, inside):
        assert accept(true, {"kind": "identity"})[0]


def test_a_closed_form_holds_where_a_leaf_vanishes_too():
    mended = ["add", fn("abs", x), ["sub", num(1), ["pow", fn("sign", x), num(2)]]]
    assert not believed(stated(["equal", fn("abs", x), mended], scalars("x")))[0]
    assert believed(stated(["equal", fn("abs", x), ["mul", x, fn("sign", x)]], scalars("x")))[0]
