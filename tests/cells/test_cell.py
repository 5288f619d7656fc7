"""Cell: what it takes, what it refuses, and what it says."""

import pytest

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrix, scalar, sequence, vector, vectors
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.language.words import D, dot, integral, named, pullback
from symrnn.cells import LSTM, Cell, Elman, ScalarGate
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError

n, m = dims("n m")
h, b = vectors("h b", n)
x = vector("x", m)
W, V = matrix("W", n, n), matrix("V", n, m)
tanh, sigmoid = TABLE["tanh"], TABLE["sigmoid"]
a = W @ h + V @ x + b


def fails_with(error, *texts):
    return pytest.raises(error, match="(?s)" + ".*".join(texts))


def mine(**changes):
    return Cell("mine", **{"state": {h: tanh(a)}, "inputs": [x], **changes})


def test_a_cell_knows_its_symbols():
    cell = mine()
    assert cell.state == (h,)
    assert cell.inputs == (x,)
    assert cell.parameters == (W, V, b)
    assert cell["W"] == cell[W] == W
    with fails_with(UnknownNameError, "no symbol"):
        cell[matrix("W", n, m)]
    assert cell.new["h"] == cell.new[h] == tanh(a)
    assert "W" in cell
    assert "Q" not in cell


def test_declared_parameters_keep_their_order_and_are_checked():
    assert mine(params=[b, V, W]).parameters == (b, V, W)
    with fails_with(UnknownNameError, "not declared: V", "not in the updates: none"):
        mine(params=[W, b])
    with fails_with(UnknownNameError, "not in the updates: Q"):
        mine(params=[W, V, b, matrix("Q", n, n)])


def test_an_input_that_does_not_occur_is_allowed():
    cell = Cell("idle", state={h: tanh(W @ h)}, inputs=[x])
    assert cell.jacobian(h, x).shape == (n, m)
    assert cell.record()["leaves"]["x"]["shape"] == ["m", 1]


@pytest.mark.parametrize(
    ("changes", "error", "texts"),
    [
        ({"state": {h: None}}, ShapeError, ["state h", "no update"]),
        ({"state": {h: V @ x @ x.T}}, ShapeError, ["update of h", "n x m", "n x 1"]),
        ({"state": {h: 0}}, ShapeError, ["update of h", "scalar"]),
        ({"state": {W: W @ W}, "inputs": []}, NotSupportedError, ["W", "matrix-valued"]),
        ({"state": {tanh(h): h}}, ShapeError, ["a symbol"]),
        ({"state": {"h": h}}, ShapeError, ["a symbol"]),
        ({"state": {}}, ShapeError, ["mapping"]),
        ({"state": [h]}, ShapeError, ["mapping"]),
        ({"inputs": [h]}, ShapeError, ["not a state"]),
        ({"inputs": [x, x]}, ShapeError, ["once"]),
        ({"inputs": ["x"]}, ShapeError, ["an input"]),
        ({"inputs": "x"}, ShapeError, ["the inputs", "a list"]),
        ({"inputs": None}, ShapeError, ["the inputs", "a list"]),
        ({"reference": "torch"}, ShapeError, ["reference", "function"]),
        ({"state": {h: tanh(W @ h + vector("W", n))}}, ShapeError, ["two symbols named W"]),
        ({"state": {h: scalar("n") * tanh(W @ h)}}, ShapeError, ["n stands for two things"]),
        ({"state": {h: h + sequence("u", n)[index("t")]}}, NotSupportedError, ["sequence u"]),
        ({"let": {"a": W @ b}}, UnknownNameError, ["the intermediate a", "occurs"]),
        ({"let": {"W": a}}, ShapeError, ["the name W"]),
        ({"let": {"q": h}}, ShapeError, ["symbols have names"]),
        ({"let": {"a": a, "c": a}}, ShapeError, ["an intermediate"]),
        ({"let": {"not a name": a}}, ShapeError, ["identifier"]),
    ],
)
def test_what_a_cell_refuses(changes, error, texts):
    with fails_with(error, *texts):
        mine(**changes)


def test_two_symbols_of_one_name_in_two_updates_are_refused():
    c = vector("c", n)
    with fails_with(ShapeError, "two symbols named W"):
        Cell("mine", state={h: W @ h, c: vector("W", n)})
    k, k_positive = scalar("k"), scalar("k", positive=True)
    with fails_with(ShapeError, "two symbols named k"):
        Cell("mine", state={h: k * h, c: k_positive * c})


def test_messages_name_the_line_of_the_user():
    with fails_with(ShapeError, r"test_cell\.py:\d+"):
        Cell("mine", state={h: V @ x @ x.T})


def test_intermediates_appear_under_their_names_also_in_one_another():
    g = sigmoid(dot(b, a))
    cell = Cell("gated", state={h: (1 - g) * h + g * tanh(a)}, inputs=[x], let={"g": g, "a": a})
    assert repr(cell.new["h"]) == "(1 - g)*h + g*tanh(a)"
    assert cell["g"] == named("g", sigmoid(dot(b, named("a", a))))
    assert list(cell.let) == ["g", "a"]
    assert repr(cell) == "cell gated\n  g = sigmoid(dot(b, a))\n  a = W @ h + V @ x + b\n  h' = (1 - g)*h + g*tanh(a)"


def test_terms_named_by_the_user_are_intermediates_too():
    cell = mine(state={h: tanh(named("a", a))})
    assert cell["a"] == named("a", a)
    with fails_with(ShapeError, "two intermediates named a"):
        mine(state={h: tanh(named("a", a)) + named("a", W @ h)})


def test_jacobian_takes_symbols_and_names():
    cell = ScalarGate()
    s = cell["s"]
    assert cell.jacobian(s, s) == cell.jacobian("s", "s") == cell.jacobian() == D(cell.new["s"], s)
    assert cell.jacobian("s", "x").shape == (n, m)
    assert cell.jacobian("s", "b_g").shape == (n, 1)
    assert cell.jacobian("g", "s") == cell.jacobian(cell["g"], s) == D(cell["g"], s)


def test_all_states_are_stacked_in_the_order_of_the_mapping():
    cell = LSTM()
    (hh, hc), (ch, cc) = cell.jacobian().args[0]
    assert hh == cell.jacobian("h", "h")
    assert hc == cell.jacobian("h", "c")
    assert ch == cell.jacobian("c", "h")
    assert cc == cell.jacobian("c", "c")
    assert cell.jacobian().shape == (2 * n, 2 * n)
    assert cell.jacobian(wrt="x").shape == (2 * n, m)
    assert cell.jacobian(of="c").shape == (n, 2 * n)


def test_scalar_states_take_their_place_among_columns():
    k = scalar("k")
    cell = Cell("mixed", state={h: k * tanh(W @ h), k: dot(h, h) * k})
    assert cell.jacobian().shape == (n + 1, n + 1)
    assert cell.jacobian("k", "k").shape == ()


@pytest.mark.parametrize(
    ("of", "wrt", "error", "texts"),
    [
        ("s", "q", UnknownNameError, ["does not have", "'q'", "s, x, W, V, b, w_g, v_g, b_g"]),
        ("q", "s", UnknownNameError, ["of", "'q'", "s, a, g"]),
        ("x", "s", UnknownNameError, ["of", "'x'"]),
        ("s", "W", NotSupportedError, ["W", "n x n", "gradient"]),
        ("s", "g", NotSupportedError, ["g", "an intermediate"]),
        ("s", h, UnknownNameError, ["does not have", "got h"]),
        ("s", 3, UnknownNameError, ["does not have", "got 3"]),
        ("s", vector("s", m), ShapeError, ["two symbols named s", "m x 1", "n x 1"]),
        (vector("s", m), "s", ShapeError, ["two symbols named s"]),
        (tanh(h), "s", UnknownNameError, ["of", "tanh"]),
    ],
)
def test_what_a_jacobian_refuses(of, wrt, error, texts):
    with fails_with(error, *texts):
        ScalarGate().jacobian(of, wrt)


def test_gradient_sums_the_pullbacks_over_the_states():
    cell = LSTM()
    g_h, g_c = vectors("g_h g_c", n)
    W_hf = cell["W_hf"]
    assert cell.gradient(W_hf) == cell.gradient("W_hf") == (
        pullback(cell.new["h"], W_hf, g_h) + pullback(cell.new["c"], W_hf, g_c))
    assert cell.gradient("h").shape == (n, 1)
    with fails_with(UnknownNameError, "does not have", "'Q'"):
        cell.gradient("Q")


def test_a_gradient_needs_a_free_name():
    cell = Cell("mine", state={h: tanh(W @ h + vector("g_h", n))})
    with fails_with(ShapeError, "g_h", "pullback"):
        cell.gradient(W)


@pytest.mark.parametrize("name", ["q", "h'", 3, None])
def test_a_name_that_the_cell_does_not_have(name):
    with fails_with(UnknownNameError, "no symbol", "h, x, W, V, b, a"):
        Elman()[name]


def test_a_new_value_is_that_of_a_state():
    with fails_with(UnknownNameError, "a new value", "'x'"):
        Elman().new["x"]


def test_bound_variables_are_no_parameters():
    w, k = scalar("w"), scalar("k")
    cell = Cell("bound", state={h: integral(w * k, w, 0, 1) * h})
    assert cell.parameters == (k,)


def test_a_cell_is_not_iterated_by_accident():
    with fails_with(ShapeError, "iterating over the cell"):
        list(Elman())


def test_the_record_is_plain_data():
    record = ScalarGate().record()
    assert record["state"].keys() == {"s"}
    assert record["inputs"] == ["x"]
    assert record["parameters"] == ["W", "V", "b", "w_g", "v_g", "b_g"]
    assert record["leaves"]["W"] == {"shape": ["n", "n"], "field": "real", "sequence": False}
