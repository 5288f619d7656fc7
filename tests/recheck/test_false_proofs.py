"""Certificates written by hand for false statements: none is accepted, whatever it says."""

import pytest

from symrnn.recheck.certificates import accept


def leaf(*shape, field="real"):
    return {"shape": list(shape), "field": field, "sequence": False}


X, Y, W, V, T = ["sym", "x"], ["sym", "y"], ["sym", "W"], ["sym", "v"], ["index", "t"]
TWO, TEN, HUNDRED = (["num", n] for n in ("2", "10", "100"))
ZERO, ONE = ["num", "0"], ["num", "1"]
LEAVES = {"x": leaf(), "y": leaf(), "W": leaf("n", "n"), "v": leaf("n", 1)}
TANH = ["fn", "tanh", X]


def fn(name, u):
    return ["fn", name, u]


def record(claim, given=(), functions=None):
    return {"sizes": ["n"], "indices": ["t"], "leaves": LEAVES, "functions": functions or {}, "given": list(given),
            "assert": claim}


def line(goal, generators, poly, proof, facts=(), assumed=(), rel=">=", den="1"):
    return {"goal": goal, "assumed": list(assumed), "generators": [
        {"name": f"g{k}", "kind": kind, "node": node, "power": 1} for k, (kind, node) in enumerate(generators)],
        "facts": list(facts), "poly": poly, "den": den, "rel": rel, "proof": proof, "conditions": []}


def inequality(claim, *lines, given=()):
    return {"kind": "inequality", "assert": claim, "given": list(given), "proof": {"relations": list(lines)}}


SMALL = ["at_most", X, TEN]  # false far out, and true wherever a sample looks
BELOW = ["<=", X, TEN]
OUT_OF_NOTHING = {"poly": "-g0 + 10", "rel": ">=", "from": {"assumed": 0}, "den": "1"}
BY_A_FACT = [{"lemmas": [], "sum": [["1", 1], ["1", 0]]}]


def refuted(*terms, lemmas=()):
    return [{"lemmas": list(lemmas), "sum": [list(t) for t in terms]}]


# of x <= 10 without conditions; the fact number 0 is its opposite x - 10 > 0
REFUTATIONS = {
    "nothing": [], "no terms": refuted(), "its opposite": refuted(("1", 0)), "zero times its opposite": refuted(("0", 0)),
    "a factor of any sign": refuted(("1", 0), ("-1", 0)), "a negative number": refuted(("1", 0), ("-1",)),
    "a negative polynomial": refuted(("1", 0), ("-g0 + 10",)), "an odd power": refuted(("1", 0), ("g0^3",)),
    "a product with a square": refuted(("g0^2", 0), ("-g0^3 + 10*g0^2",)), "a sum that is not strict": refuted(("0",)),
    "an entry from the end": refuted(("1", 0), ("1", -1)), "a fact that is not there": refuted(("1", 0), ("1", 1)),
    "a lemma out of nothing": refuted(("1", 0), ("1", 1), lemmas=[["-g0 + 10", ">=", []]]),
    "a lemma by itself": refuted(("1", 0), ("1", 1), lemmas=[["-g0 + 10", ">=", refuted(("1", 0), ("1", 2))]]),
    "a lemma by its opposite": refuted(("1", 0), ("1", 1), lemmas=[["-g0 + 10", ">", refuted(("1", 0), ("-1", 1))]]),
    "half of an equation": refuted(("1", 0), ("-1", 1), lemmas=[["g0 - 10", "==", refuted(("1", 0))]]),
    "a weaker lemma": refuted(("1", 1), lemmas=[["0", ">=", refuted(("1", 1))]]),
    "an unknown relation": refuted(("1", 0), ("1", 1), lemmas=[["-g0 + 10", "<", refuted(("1", 0))]]),
    "a line": [{"lemmas": [], "line": 0}], "another line": [{"lemmas": [], "line": 1}],
    "no line": [{"lemmas": [], "line": 7}],
    "two refutations": refuted(("1", 0)) * 2, "a word": "sum", "an argument of its own": {"how": "constant"},
}
BY_VALUES = {
    "form": {"kind": "form"}, "identity": {"kind": "identity"}, "no lines": {"kind": "inequality", "assert": SMALL,
                                                                             "given": [], "proof": {}},
    "no relations": inequality(SMALL), "closed form": {"kind": "closed-form", "over": "t"},
    "integral": {"kind": "integral", "values": []}, "all of nothing": {"kind": "all", "parts": []},
    "definition": {"kind": "definition", "as": ["equal", X, TEN], "proof": {"kind": "identity"}},
    "lemma": {"kind": "lemma", "lemma": "Schur complement", "instance": [["det", W], ["det", W]], "rest": [X, X]},
    "limit": {"kind": "limit", "how": "geometric"}, "example": {"kind": "example", "point": {"leaves": {"x": "1"}}},
    **{f"a line by {name}": inequality(SMALL, line(BELOW, [("value", X)], "-g0 + 10", proof))
       for name, proof in REFUTATIONS.items()},
    "a fact out of nothing": inequality(SMALL, line(BELOW, [("value", X)], "-g0 + 10", BY_A_FACT, [OUT_OF_NOTHING])),
    "a condition that is not given": inequality(SMALL, line(BELOW, [("value", X)], "-g0 + 10", BY_A_FACT, [OUT_OF_NOTHING],
                                                            assumed=[BELOW])),
    "another polynomial": inequality(SMALL, line(BELOW, [("value", X)], "10", [{"lemmas": [], "sum": [["1", 0], ["1"]]}])),
    "a size": inequality(SMALL, line(BELOW, [("value", X), ("value", ["index", ["+", "t", -5]])], "-g0 + 10", {
        "lemmas": [], "sum": [["1", 1], ["1", 0]]}, [{"poly": "g1", "rel": ">=", "from": {"generator": 1}, "den": "1"}])),
    "one box": inequality(SMALL, {"goal": BELOW, "assumed": [], "variables": [X], "boxes": [
        {"how": "value", "lo": "-2", "hi": "2"}]}),
    "a tail of itself": inequality(SMALL, {"goal": BELOW, "assumed": [], "variables": [X], "boxes": [
        {"how": "value", "lo": "-2", "hi": "2"}, {"how": "tail", "from": "2", "proof": {}},
        {"how": "tail", "to": "-2", "proof": {}}]}),
}


@pytest.mark.parametrize("name", BY_VALUES)
def test_what_is_true_on_a_sample_only_is_not_proved(name):
    accepted, why = accept(record(SMALL), BY_VALUES[name])
    assert not accepted, why


def test_a_root_that_need_not_exist_shows_no_sign():
    under = ["sub", TEN, X]
    forged = line(BELOW, [("value", X)], "-g0 + 10", [{"lemmas": [], "sum": [["1", 1], ["g1^2"]]}], [
        {"poly": "g1", "rel": ">=", "from": {"generator": 1}, "den": "1"}])
    forged["generators"].append({"name": "g1", "kind": "root", "node": under, "power": 2})
    assert "perhaps no value" in accept(record(SMALL), inequality(SMALL, forged))[1]
    stated = [["at_most", ZERO, fn("sqrt", under)]]  # a condition that has it says that it exists
    root = {"assumed": [["<=", ZERO, fn("sqrt", under)]]}
    assert accept(record(SMALL, stated), inequality(SMALL, {**forged, **root}, given=stated))[0]


def test_the_same_lines_serve_where_the_condition_is_given():
    honest = line(BELOW, [("value", X)], "-g0 + 10", BY_A_FACT, [OUT_OF_NOTHING], assumed=[BELOW])
    accepted, why = accept(record(SMALL, [SMALL]), inequality(SMALL, honest, given=[SMALL]))
    assert accepted, why


FAR = ["sub", X, HUNDRED]
KINKED = {
    "a kink beyond the sample": ["equal", fn("relu", FAR), ZERO],
    "a modulus": ["equal", fn("abs", FAR), ["sub", HUNDRED, X]],
    "a sign": ["equal", fn("sign", FAR), ["num", "-1"]],
    "a product of numbers": ["equal", fn("step", ["sub", X, ["mul", HUNDRED, HUNDRED]]), ZERO],
    "a rank": ["equal", ["rank", W], ["size", "n"]],
    "a rank of a column": ["equal", ["rank", V], ONE],
    "a count": ["equal", ["count_nonzero", V], ["size", "n"]],
    "largest entry": ["equal", ["max", ["sub", V, ["mul", HUNDRED, ["ones", "n", 1]]]],
                      ["sub", ["max", V], ["num", "101"]]],
    "order": ["at_most", X, TEN], "strict": ["less", ["pow", X, TWO], HUNDRED],
}


@pytest.mark.parametrize("name", KINKED)
def test_identities_hold_beyond_kinks_and_generic_ranks(name):
    accepted, why = accept(record(KINKED[name]), {"kind": "identity"})
    assert not accepted, why


@pytest.mark.parametrize(("factors", "bound", "claimed"), [
    ([W], ["size", "n"], ["size", "n"]),
    ([["diag", V]], ["count_nonzero", V], ["size", "n"]),
    ([["diag", V]], ["size", "n"], ["size", "n"]),
    ([["outer", V, V]], ONE, ONE),
    ([W], ["rank", W], ["size", "n"]),
], ids=str)  # fmt: skip
def test_a_generic_rank_is_not_the_rank(factors, bound, claimed):
    certificate = {"kind": "rank", "exact": True, "factors": factors, "bound": bound}
    assert not accept(record(["rank_is", factors[0], claimed]), certificate)[0]


FORMS = {
    "a leaf": (["invertible", W], []), "a condition of another": (["positive", X], [["positive", Y]]),
    "not strict": (["positive", X], [["ge", X, ZERO]]), "a sum": (["nowhere_zero", ["add", X, Y]], [["positive", X]]),
    "a product": (["invertible", ["matmul", V, ["T", V]]], [["nonzero", V]]),
    "a square": (["positive", ["pow", X, TWO]], []), "a gram matrix": (["pd", ["matmul", ["T", W], W]], []),
    "relu": (["positive", fn("relu", X)], []), "difference": (["ne", X, Y], []),
    "an own exp": (["positive", fn("exp", X)], []),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_shows_what_it_shows(name):
    functions = {"exp": {"body": ["sub", ["sym", "_x"], HUNDRED], "range": None, "lipschitz": None}}
    claim, given = FORMS[name]
    assert not accept(record(claim, given, functions if name == "an own exp" else None), {"kind": "form"})[0]


def apart(gap, of=None):
    """The certificate that two sides differ, by the form of their difference or of that of an image."""
    return {"kind": "definition", "as": ["ne", gap, ZERO], "of": of, "proof": {"kind": "form"}}


@pytest.mark.parametrize("word", ["relu", "step"])
def test_a_kink_inside_of_an_own_function_is_seen(word):
    far = {"f": {"body": fn(word, ["sub", ["sym", "_x"], ["num", "1000"]]), "range": None, "lipschitz": None}}
    certificate = {"kind": "identity"}
    assert not accept(record(["equal", fn("f", X), ZERO], functions=far), certificate)[0]
    assert not accept(record(["ne", ["add", fn("f", X), ONE], ZERO], functions=far), apart(ONE))[0]


COMMUTATOR = ["sub", ["matmul", W, ["T", W]], ["matmul", ["T", W], W]]
SIZE, LESS_SIZE = ["size", "n"], ["mul", ["num", "-1"], ["size", "n"]]
DOUBLE = ["mul", TWO, V]


@pytest.mark.parametrize(("claim", "gap", "of"), [
    (["ne", ["add", X, ONE], X], ["num", "2"], None), (["ne", X, Y], ONE, None),
    (["ne", ["tr", W], TEN], ["num", "-10"], None),
    (["ne", COMMUTATOR, ["zeros", "n", "n"]], ["mul", ZERO, SIZE], "tr"), (["ne", COMMUTATOR, ["eye", "n"]], SIZE, "tr"),
    (["ne", fn("sign", X), TEN], ["num", "-9"], None), (["equal", ["add", X, ONE], X], ONE, None),
    (["ne", COMMUTATOR, ["eye", "n"]], LESS_SIZE, "sum"), (["ne", COMMUTATOR, ["eye", "n"]], LESS_SIZE, "det"),
])  # fmt: skip
def test_two_sides_are_apart_by_their_difference_only(claim, gap, of):
    assert not accept(record(claim), apart(gap, of))[0]


def test_a_commutator_is_not_the_identity():
    assert accept(record(["ne", COMMUTATOR, ["eye", "n"]]), apart(LESS_SIZE, "tr"))[0]


def test_an_order_between_columns_has_no_opposite():
    """Where u >= v fails, u < v need not hold: the certificate would prove that one of them always does."""
    claim = ["implies", ["no", ["ge", V, DOUBLE]], ["lt", V, DOUBLE]]
    certificate = {"kind": "contrapositive", "proof": {"kind": "definition", "as": ["equal", V, DOUBLE]}}
    assert "half of an opposite" in accept(record(claim), certificate)[1]


K = ["index", "t"]
LIMITS = {
    "a rest": (["add", ["div", ONE, K], ["num", "1/1000"]], ZERO), "a small rest": (["add", ["pow", ["num", "1/2"], K],
                                                                                  ["num", "1/1000000000"]], ZERO),
    "growth": (["div", K, HUNDRED], ZERO), "another limit": (["div", ["add", K, ONE], K], TWO),
    "a base of one": (["pow", ONE, K], ZERO), "a free base": (["pow", X, K], ZERO),
    "slow growth": (["div", ["mul", K, K], ["add", K, ["num", "1000000"]]], ZERO),
}


@pytest.mark.parametrize("how", ["quotient", "powers", "radius", "geometric", "rate", "growth", "powers that grow"])
@pytest.mark.parametrize("name", LIMITS)
def test_false_limits_are_not_accepted(name, how):
    a, b = LIMITS[name]
    more = {"constant": TEN, "from": 1, "gap": ["fn", "abs", ["sub", a, b]], "proof": {"kind": "form"}}
    assert not accept(record(["tends_to", a, b, "t"]), {"kind": "limit", "how": how, **more})[0]


FAR = {
    "late": (["fn", "sigmoid", ["sub", K, ["num", "5000"]]], ZERO, []),
    "slow": (["fn", "tanh", ["div", K, ["num", "1000000"]]], ZERO, []),
    "a rest below all doubles": (["add", ["pow", ["num", "1/2"], K], ["num", "1/" + "1" + "0" * 60]], ZERO, []),
    "a constant rounded": (["pow", ["add", ONE, ["div", ONE, K]], K], ["num", "271828183/100000000"], []),
    "an end point": (["pow", X, K], ZERO, [["between", X, ZERO, ONE]]),
    "steps of a map that changes with their number": (
        ["iterate", ["div", ["mul", X, K], ["add", K, ONE]], X, ONE, "t"], ZERO, []),
    "saturated": (["div", ["mul", ["num", "1000000"], K], ["add", K, ["num", "1000000"]]], ["const", "oo"], []),
}


@pytest.mark.parametrize("how", ["geometric", "values"])
@pytest.mark.parametrize("name", FAR)
def test_a_limit_is_looked_at_far_out_and_at_the_ends(name, how):
    a, b, given = FAR[name]
    claim = record(["tends_to", a, b, "t"], [*given, ["le", ONE, K]])
    assert not accept(claim, {"kind": "limit", "how": how})[0]


@pytest.mark.parametrize(("a", "given"), [
    (["fn", "log", ["add", K, TWO]], []),
    (["div", ["pow", X, K], ["pow", ["num", "3/2"], K]], [["nonneg", X]]),
])  # fmt: skip
def test_an_order_is_looked_at_far_out_and_at_the_ends(a, given):
    claim = record(["of_order", a, ONE, "t"], [*given, ["le", ONE, K]])
    assert not accept(claim, {"kind": "order", "how": "values"})[0]


def test_a_bounded_variable_has_no_limit():
    claim = ["tends_to", ["div", ONE, ["add", ONE, X]], ZERO, X]
    assert accept(record(claim), {"kind": "limit", "how": "quotient"})[0]
    assert not accept(record(claim, [["between", X, ZERO, ONE]]), {"kind": "limit", "how": "quotient"})[0]


def test_a_jump_has_no_mean_value():
    claim, goal = ["at_most", fn("step", X), ["num", "1/2"]], ["<=", fn("step", X), ["num", "1/2"]]
    given = [["between", X, ["num", "-1"], ONE]]
    boxes = {"goal": goal, "assumed": [["<=", ["num", "-1"], X], ["<=", X, ONE]], "variables": [X],
             "boxes": [{"how": "value", "lo": "-1", "hi": "1"}]}
    assert not accept(record(claim, given), inequality(claim, boxes, given=given))[0]


def test_a_box_for_a_column_does_not_bound_its_norm():
    claim, goal = ["at_most", ["norm", V], TEN], ["<=", ["norm", V], TEN]
    given = [["between", V, ZERO, ONE]]
    boxes = {"goal": goal, "assumed": [["<=", ZERO, V], ["<=", V, ONE]], "variables": [V],
             "boxes": [{"how": "value", "lo": "0", "hi": "1"}]}
    assert not accept(record(claim, given), inequality(claim, boxes, given=given))[0]


def test_what_a_function_with_a_body_promises_is_not_believed():
    functions = {"f": {"body": ["mul", HUNDRED, ["sym", "_x"]], "range": ["-1", "1"], "lipschitz": ONE}}
    claim, goal = ["at_most", fn("f", X), ONE], ["<=", fn("f", X), ONE]
    by_range = line(goal, [("value", fn("f", X))], "-g0 + 1", BY_A_FACT, [
        {"poly": "-g0 + 1", "rel": ">=", "from": {"range": 0}, "den": "1"}])
    small = [["between", X, ["num", "-1/100"], ["num", "1/100"]]]
    assert not accept(record(claim, small, functions), inequality(claim, by_range))[0]
    slope = fn("f'", V)
    sides = [line(["<=", value, ONE], [("value", slope)], poly, BY_A_FACT, [
        {"poly": poly, "rel": ">=", "from": {"range": 0}, "den": "1"}])
        for value, poly in ((slope, "-g0 + 1"), (["neg", slope], "g0 + 1"))]
    signs = [["<=", ZERO, slope]], [["<=", slope, ZERO]]
    branches = [{"when": when, "value": side["goal"][1], "proof": side} for when, side in zip(signs, sides, strict=True)]
    step = {"rule": "slope of a Lipschitz function", "rel": "<=", "left": ["norm_inf", slope], "right": ONE,
            "uses": [], "proof": {"cases": fn("abs", slope), "branches": branches}}
    goal = ["at_most", ["norm_inf", fn("f'", V)], ONE]
    chain = {"kind": "norm-rules", "goal": goal, "given": [], "steps": [step], "ends": [[0, 0, 0]]}
    opaque = {"f": {**functions["f"], "body": None}}
    assert "not a chain" in accept(record(goal, (), opaque), chain)[1]
    assert "promise" in accept(record(goal, (), functions), chain)[1]
    wide = {"v": {"shape": ["n", "n"], "field": "real", "sequence": False}}  # the norm of a matrix is that of its rows
    assert "not of entries" in accept({**record(goal, (), opaque), "leaves": wide}, chain)[1]
