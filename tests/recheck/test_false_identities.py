"""Identities that hold at generic points of small sizes, to sixty digits, and are false: none is accepted."""

import pytest
from flint import fmpq, fmpq_mat

from symrnn.recheck.certificates import accept
from symrnn.recheck.numbers import numbers
from symrnn.recheck.plans import index_choices, size_choices
from symrnn.recheck.special import changed, changes, closed


def leaf(*shape, field="real"):
    return {"shape": list(shape), "field": field, "sequence": False}


LEAVES = {"x": leaf(), "y": leaf(), "z": leaf(field="complex"), "W": leaf("n", "n"), "v": leaf("n", 1)}
X, Y, Z, W, V = ["sym", "x"], ["sym", "y"], ["sym", "z"], ["sym", "W"], ["sym", "v"]
N, T = ["size", "n"], ["index", "t"]
FREE = {"body": None, "range": None, "lipschitz": ["num", "1"]}
IDENTITY = {"kind": "identity"}


def num(q):
    return ["num", str(q)]


def fn(name, u):
    return ["fn", name, u]


def times(*factors):
    return factors[0] if len(factors) == 1 else ["mul", factors[0], times(*factors[1:])]


def record(claim, given=(), functions=None, sizes=("n",), indices=("t",)):
    text = str([claim, given])
    leaves = {name: spec for name, spec in LEAVES.items() if f"'{name}'" in text}
    return {"sizes": list(sizes), "indices": list(indices), "leaves": leaves, "functions": functions or {},
            "given": list(given), "assert": claim}


def equal(a, b):
    return ["equal", a, b]


def conic():
    """A polynomial of degree two in two sizes that vanishes at the five pairs that are tried first."""
    powers = [(2, 0), (1, 1), (0, 2), (1, 0), (0, 1), (0, 0)]
    pairs = [(c["m"], c["n"]) for c in size_choices({"sizes": ["m", "n"], "assert": equal(X, Y)})]
    table, rank = fmpq_mat([[fmpq(a**i * b**j) for i, j in powers] for a, b in pairs]).rref()
    assert (len(pairs), rank) == (5, 5)
    weights = [-table[i, 5] for i in range(5)] + [fmpq(1)]
    out = num(0)
    for weight, (i, j) in zip(weights, powers, strict=True):
        out = ["add", out, times(num(weight), *[["size", "m"]] * i, *[["size", "n"]] * j)]
    return out


TAN = fn("atan", ["div", fn("sin", X), fn("cos", X)])
TINY = fn("exp", ["neg", ["add", fn("exp", num(10)), ["pow", X, num(2)]]])
FALSE = {
    "five sizes": equal(times(X, *(["sub", N, num(i)] for i in range(1, 6))), num(0)),
    "eight traces": equal(times(X, *(["sub", ["tr", ["eye", "n"]], num(i)] for i in range(1, 9))), num(0)),
    "twelve indices": equal(times(X, *(["sub", T, num(i)] for i in range(12))), num(0)),
    "an empty sum": equal(["total", X, "k", 1, ["+", "t", -200]], num(0)),
    "one and a little": equal(["add", num(1), fn("exp", num(-300))], num(1)),
    "one and less than a little": equal(["add", num(1), TINY], num(1)),
    "saturation": equal(fn("tanh", ["add", num(1000), X]), num(1)),
    "another saturation": equal(fn("sigmoid", ["sub", num(10**6), X]), num(1)),
    "a function near its end": equal(fn("erf", ["sub", num(50), X]), num(1)),
    "a function near another": equal(fn("softplus", ["add", X, num(500)]), ["add", X, num(500)]),
    "a kink behind a logarithm": equal(fn("relu", ["sub", fn("log", ["add", num(1), ["pow", X, num(2)]]), num(100)]),
                                       num(0)),
    "a kink at an exponential": equal(fn("relu", ["sub", X, fn("exp", num(20))]), num(0)),
    "a kink at a power": equal(fn("relu", ["sub", X, ["pow", num(10), num(30)]]), num(0)),
    "a bump": equal(fn("relu", ["sub", num(fmpq(1, 10**6)), fn("abs", ["sub", X, num(fmpq(1, 31))])]), num(0)),
    "a bump along a line": equal(fn("relu", ["sub", num(fmpq(1, 10**6)), fn("abs", [
        "sub", X, ["add", ["mul", num(3), Y], num(fmpq(1, 31))]])]), num(0)),
    "a root": equal(fn("sqrt", ["pow", fn("cos", X), num(2)]), fn("cos", X)),
    "a power of one half": equal(["pow", ["pow", ["sub", X, num(40)], num(2)], num(fmpq(1, 2))], ["sub", num(40), X]),
    "a branch": equal(TAN, X), "a complex branch": equal(fn("log", fn("exp", Z)), Z),
    "a logarithm of a square": equal(fn("log", ["pow", ["add", num(3), Z], num(2)]),
                                     ["mul", num(2), fn("log", ["add", num(3), Z])]),
    "a norm": equal(["norm", ["mul", fn("cos", X), V]], ["mul", fn("cos", X), ["norm", V]]),
    "a radius": equal(["rho", ["add", ["mul", num(50), ["eye", "n"]], ["add", W, ["T", W]]]],
                      ["add", num(50), ["eig_max", ["add", W, ["T", W]]]]),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_identity_is_not_accepted(name):
    assert not accept(record(FALSE[name]), IDENTITY)[0]


def test_a_polynomial_in_two_sizes_is_tried_beyond_its_degree():
    claim = record(equal(times(X, conic()), num(0)), sizes=("m", "n"))
    assert not accept(claim, IDENTITY)[0]


@pytest.mark.parametrize(("given", "claim"), [
    ([["orthogonal", W]], equal(["det", W], num(1))),
    ([["idempotent", W], ["eq", N, num(3)]], equal(["tr", W], num(2))),
    ([["eq", times(X, ["sub", X, num(1)], ["sub", X, num(fmpq(123, 7))]), num(0)]], equal(X, ["mul", X, X])),
    ([["eq", times(X, ["sub", X, num(1000)]), num(0)]], equal(X, ["mul", num(2), X])),
], ids=["a reflection", "another rank", "another root", "a root far out"])  # fmt: skip
def test_what_meets_a_condition_is_of_every_kind(given, claim):
    assert not accept(record(claim, given), IDENTITY)[0]


@pytest.mark.parametrize(("spec", "claim"), [
    (FREE, equal(fn("abs", fn("f'", X)), fn("f'", X))),
    ({**FREE, "lipschitz": None, "range": ["-1/10", "oo"]}, equal(fn("relu", fn("f", X)), fn("f", X))),
], ids=["one that falls", "one near its end"])  # fmt: skip
def test_an_opaque_function_is_any_function(spec, claim):
    assert not accept(record(claim, functions={"f": spec}), IDENTITY)[0]


def test_names_are_of_one_thing_each():
    shadowed = record(equal(["mul", X, ["sub", ["size", "t"], T]], num(0)), sizes=("n", "t"))
    assert "of one name" in accept(shadowed, IDENTITY)[1]


def test_an_example_is_not_one_of_many_functions():
    claim = record(["exists", [X], ["eq", fn("f", X), num(5)]], functions={"f": {**FREE, "range": ["-1", "1"]}})
    point = {"sizes": {"n": 1}, "indices": {"t": 0}, "leaves": {"x": "1"}, "functions": {"f": num(5)}}
    assert "many functions" in accept(claim, {"kind": "example", "point": point})[1]


def test_a_rank_is_tried_beyond_its_number():
    certificate = {"kind": "rank", "exact": False, "factors": [W], "bound": N}
    assert not accept(record(["rank_at_most", W, num(5)]), certificate)[0]
    assert accept(record(["rank_at_most", W, N]), certificate)[0]


def test_sizes_and_indices_go_beyond_what_is_said_of_them():
    assert max(c["n"] for c in size_choices(record(equal(X, Y)))) == 5
    assert max(c["n"] for c in size_choices(record(FALSE["eight traces"]))) == 9
    power = ["size", ["+", ["*", "n", "n", "n", "n", "n", "n", "n"], ["*", -3, "n", "n"], 5]]
    assert max(c["n"] for c in size_choices(record(equal(power, X)))) == 8
    assert max(c["t"] for c in index_choices(record(FALSE["an empty sum"]), {"n": 2})) == 201
    assert max(c["t"] for c in index_choices(record(FALSE["twelve indices"]), {"n": 2})) == 13


@pytest.mark.parametrize(("claim", "effective"), [
    (equal(["add", num(1), TINY], ["add", num(1), TINY]), 0), (equal(["add", num(1), TINY], num(1)), 0),
    (equal(["add", ["sub", fn("exp", num(-300)), num(1)], num(1)], fn("exp", num(-300))), 12),
    (equal(["sub", ["pow", fn("cosh", X), num(2)], ["pow", fn("sinh", X), num(2)]], num(1)), 12),
])  # fmt: skip
def test_what_the_digits_may_lose_is_no_agreement(claim, effective):
    found = numbers(record(claim), 5)
    assert (found["effective"], found["violations"]) == (effective, [])


def test_a_difference_in_a_late_digit_is_seen():
    assert len(numbers(record(FALSE["one and a little"]), 5)["violations"]) == 12
    assert numbers(record(FALSE["saturation"]), 5)["effective"] == 0


SEQUENCE = {"shape": ["n", 1], "field": "real", "sequence": True}
TRUE = {
    "a modulus": (equal(["add", fn("relu", X), fn("relu", ["neg", X])], fn("abs", X)), []),
    "a root of a square": (equal(fn("sqrt", ["pow", X, num(2)]), fn("abs", X)), []),
    "a logarithm of a product": (equal(fn("log", ["mul", X, Y]), ["add", fn("log", X), fn("log", Y)]),
                                 [["positive", X], ["positive", Y]]),
    "a branch where it is one": (equal(TAN, X), [["between", X, num(-1), num(1)]]),
    "a norm": (equal(["norm", ["mul", X, V]], ["mul", fn("abs", X), ["norm", V]]), []),
    "a complex inverse": (equal(fn("exp", fn("log", Z)), Z), []),
    "a modulus of something complex": (equal(["pow", fn("abs", ["add", X, ["mul", ["const", "i"], fn("cos", Y)]]), num(2)],
                                             ["add", ["pow", X, num(2)], ["pow", fn("cos", Y), num(2)]]), []),
    "a diagonal": (equal(["rank", ["mul", ["add", num(1), ["pow", X, num(2)]], ["eye", "n"]]], N), []),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_identity_with_kinks_or_branches_is_accepted(name):
    claim, given = TRUE[name]
    assert accept(record(claim, given), IDENTITY)[0]


def test_complex_equations_are_left_alone():
    root = fn("abs", ["sub", ["mul", X, fn("exp", ["mul", ["const", "i"], Y])], num(1)])
    rest = ["add", ["sub", ["pow", X, num(2)], times(num(2), X, fn("cos", Y))], num(1)]
    given = [["lt", fn("abs", X), num(1)]]
    assert accept(record(equal(["pow", root, num(2)], rest), given), IDENTITY)[0]


def test_special_points_of_sequences_are_looked_at():
    h = ["seq", "h", ["+", "t", 1]]
    claim = {**record(equal(["norm", h], ["norm", ["sub", num(0), h]])), "leaves": {"h": SEQUENCE}}
    assert accept(claim, IDENTITY)[0]
    far = equal(fn("relu", ["sub", h, num(10**7)]), ["zeros", "n", 1])
    assert not accept({**claim, "assert": far}, IDENTITY)[0]


@pytest.mark.parametrize(("value", "wanted"), [
    ("2/3", "4/3"), (["1", "-1"], ["2", "-2"]), ([["1", "1/2"]], [["2", "1"]]), ([[["1", "3"]]], [[["2", "6"]]]),
    ({"0": [["1"]], "1": [["5"]]}, {"0": [["2"]], "1": [["10"]]}),
])  # fmt: skip
def test_every_kind_of_value_is_changed(value, wanted):
    assert changed(value, lambda x, i, j: 2 * x) == wanted


def test_special_arrays_are_among_the_changes():
    made = [changed([["2", "3"], ["5", "7"]], change) for change in changes(["add", num(4), fn("exp", num(2))])]
    assert [["1", "0"], ["0", "1"]] in made
    assert [["2", "0"], ["0", "0"]] in made
    assert [["-4", "-4"], ["-4", "-4"]] in made
    assert any(a[0][0] == str(2 * 10**512) for a in made)


def test_parts_without_leaves_are_numbers():
    assert list(closed(num(3))) == [3]
    assert list(closed(["add", X, ["pow", num(10), num(3)]])) == [1000, 10, 3]
    assert list(closed(["sub", ["size", "n"], num("-1/2")])) == [fmpq(1, 2)]
    (big,) = list(closed(fn("exp", ["neg", X]))) or [None]
    assert big is None
    assert [float(q) for q in closed(fn("exp", num(1)))] == pytest.approx([2.718281828, 1])
    assert list(closed(fn("exp", fn("exp", num(20))))) == list(closed(fn("exp", num(20))))


@pytest.mark.parametrize(("claim", "certificate"), [
    (["exists", [X], ["eq", ["pow", X, num(2)], num(4)]], {"kind": "example", "point": {
        "sizes": {"n": 1}, "indices": {"t": 0}, "leaves": {"x": "3"}, "functions": {}}}),
    (["ne", ["add", X, num(1)], X], {"kind": "form", "apart": {"number": "1", "sizes": {"m": 1}}}),
    (equal(["det", W], ["det", ["T", W]]), {"kind": "lemma", "lemma": "rank of a projection", "rest": [X, X], "instance": [
        ["det", W], ["det", ["T", W]]]}),
    (equal(["det", W], ["det", ["T", W]]), {"kind": "lemma", "lemma": "Schur complement", "rest": [X, Y], "instance": [
        ["det", W], ["det", ["T", W]]]}),
    (equal(X, X), {"kind": "integral", "values": [[X, X]]}),
], ids=["no example", "a size of nothing", "another lemma", "a rest that is false", "no integral"])  # fmt: skip
def test_what_a_certificate_names_has_to_fit(claim, certificate):
    assert not accept(record(claim), certificate)[0]


def test_an_example_that_holds_is_accepted():
    point = {"sizes": {"n": 1}, "indices": {"t": 0}, "leaves": {"x": "2"}, "functions": {}}
    claim = record(["exists", [X], ["eq", ["pow", X, num(2)], num(4)]])
    assert accept(claim, {"kind": "example", "point": point})[0]
