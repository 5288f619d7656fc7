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

ONE_ROW = [["mul", ["sub", x, num(1000)], ["ones", 1, 1]], ["mul", ["sub", num(1001), x], ["ones", 1, 1]]]
TALL = [["stack", row, ["zeros", 1, 1]] for row in ONE_ROW]


def window(*tops):
    """What is not zero only between two places far out, from what is not zero on one side of each."""
    below = ["sub", num(1000), x], ["sub", x, num(1001)]
    return stated(["equal", reduce(lambda a, b: ["mul", a, b], [["sub", t, d] for t, d in zip(tops, below, strict=True)]),
                   num(0)], scalars("x"))  # fmt: skip


SQUARES = [["pow", ["sub", x, num(c)], num(2)] for c in (1000, 1001)]
ODD = ["add", ["add", ["pow", x, num(5)], x], ["add", ["pow", ["sym", "y"], num(7)], num(1)]]
HIDDEN = {
    "the larger of two": stated(["equal", ["mul", *(["max", a] for a in TALL)], num(0)], scalars("x")),
    "the root of a square": window(*(fn("sqrt", a) for a in SQUARES)),
    "half a power of a square": window(*(["pow", a, num("1/2")] for a in SQUARES)),
    "a length of one entry": window(*(["norm", a] for a in TALL)),
    "the largest modulus": window(*(["norm_inf", a] for a in TALL)),
    "a radius": window(*(["rho", ["matmul", row, ["ones", 1, 1]]] for row in ONE_ROW)),
    "a step at its kink": stated(["equal", ["add", fn("step", ODD), fn("step", ["neg", ODD])], num(1)], scalars("x", "y")),
    "no value on the other side": stated(["equal", ["mul", fn("sqrt", fn("relu", ["sub", x, num(1000)])),
                                                    fn("relu", ["sub", num(1001), x])], num(0)], scalars("x")),
    "entries that may vanish": stated(
        ["equal", ["count_nonzero", ["add", ["sub", x, num(1000)], ["sym", "y"]]], num(1)], scalars("x", "y")),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_kinks_are_found_where_no_word_says_so(name):
    assert not accept(HIDDEN[name], {"kind": "identity"})[0]


AT = ["add", mm(W, u), u]
KINKS = {
    "a factor": [fn("relu", ["mul", num(3), AT]), ["mul", num(3), fn("relu", AT)]],
    "two sides": [["mul", fn("relu", AT), fn("relu", ["neg", AT])], ["zeros", "n", 1]],
    "a step that is squared": [["pow", fn("step", AT), num(2)], fn("step", AT)],
    "one inside of another": [fn("relu", ["mul", num(2), fn("relu", ["mul", num(3), AT])]), ["mul", num(6), fn("relu", AT)]],
    "the largest of multiples": [["max", ["neg", ["mul", num(2), AT]]], ["neg", ["mul", num(2), ["min", AT]]]],
}


@pytest.mark.parametrize("name", KINKS)
def test_kinks_that_differ_by_a_factor_are_one(name):
    statement = stated(["equal", *KINKS[name]], {"W": SQUARE, "u": {**SQUARE, "shape": ["n", 1]}}, sizes=["n"])
    assert accept(statement, {"kind": "identity"})[0]


def test_kinks_are_not_one_where_their_quotient_changes_with_the_size():
    high, low = (["mul", x, ["sub", ["tr", mm(A, ["inv", A])], num(c)]] for c in (20, 70))
    false = ["equal", ["mul", fn("relu", high), fn("relu", ["neg", low])], num(0)]
    assert not accept(stated(false, {**scalars("x"), "A": SQUARE}, sizes=["n"]), {"kind": "identity"})[0]


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
