"""Section 3: cells and what they refuse, ready cells, lowered functions and their arguments."""

import numpy as np
import pytest
import torch

import symrnn as sr
from symrnn.cells import CELLS, GRU, LSTM, Elman, LeakyIntegrator, Linear, ScalarGate, VectorGate, ready_cell
from symrnn.errors import NotSupportedError, ShapeError, SymrnnError, UnknownNameError

n, m = sr.dims("n m")
h, b, c = sr.vectors("h b c", n)
x = sr.vector("x", m)
W, V, U = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("U", n, n)
M = sr.matrix("M", n, n)
s = sr.scalar("s")
a = W @ h + V @ x + b


def mine(**changes):
    return sr.Cell("mine", **{"state": {h: sr.tanh(a)}, "inputs": [x], **changes})


def refused(make, *texts, error=SymrnnError):
    with pytest.raises(error) as caught:
        make()
    for text in texts:
        assert text in str(caught.value)


# -- cells -----------------------------------------------------------------------------------------------------
def test_right_hand_sides_read_the_old_state_and_a_new_value_is_its_expression():
    h_new = sr.tanh(W @ h)
    old = sr.Cell("old", state={h: h_new, c: h + c})
    new = sr.Cell("new", state={h: h_new, c: h_new + c})
    values = {"h": np.array([0.3, -1.0]), "W": np.array([[0.5, 1.0], [0.0, 2.0]])}
    assert sr.lower(old.jacobian(c, h), "numpy")({**values, "n": 2}) == pytest.approx(np.eye(2))
    slope = (1 - np.tanh(values["W"] @ values["h"]) ** 2)[:, None] * values["W"]
    assert sr.lower(new.jacobian(c, h), "numpy")(values) == pytest.approx(slope)


def test_what_is_neither_state_nor_input_is_a_parameter_and_params_checks_it():
    assert mine().parameters == (W, V, b)
    assert mine(params=[b, W, V]).parameters == (b, W, V)
    refused(lambda: mine(params=[W, b]), "not declared: V", "mine", error=UnknownNameError)
    refused(lambda: mine(params=[W, V, b, U]), "not in the updates: U", error=UnknownNameError)


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"state": {h: W @ h + sr.vector("W", n)}}, ["two symbols named W", "n x n", "n x 1"]),
        ({"state": {h: sr.scalar("r") * h + sr.scalar("r", positive=True) * b}}, ["two symbols named r", "positive"]),
        ({"state": {h: None}}, ["no update", "h"]), ({"state": {h: V.T @ h}}, ["update of h", "m x 1", "n x 1"]),
        ({"state": {h: 0}}, ["update of h", "scalar", "n x 1"]), ({"state": {}}, ["mapping"]),
        ({"state": [h]}, ["mapping"]), ({"state": {"h": sr.tanh(a)}}, ["a symbol", "sr.vector"]),
        ({"state": {W @ h: h}}, ["a symbol"]), ({"state": {M: M @ M}}, ["M", "matrix-valued"]),
        ({"state": {h: np.tanh}}, ["function tanh", "sr.tanh"]), ({"inputs": [h]}, ["not a state"]),
        ({"inputs": ["x"]}, ["'x'", "a symbol"]), ({"inputs": [x, x]}, ["once"]), ({"reference": 3}, ["a function"]),
        ({"let": {"a": U @ h}}, ["intermediate a", "occurs in the updates"]),
        ({"let": {"a b": a}}, ["identifier"]), ({"let": {"W": a}}, ["symbol and an intermediate"]),
    ],
)  # fmt: skip
def test_what_makes_no_cell_says_why_and_where(changes, texts):
    with pytest.raises(SymrnnError) as caught:
        mine(**changes)
    for text in [*texts, "" if "numpy's" in str(caught.value) else "the cell mine", "test_section3_cells.py:"]:
        assert text in str(caught.value)


def test_a_jacobian_takes_symbols_or_names():
    cell = mine()
    assert cell.jacobian(h, h) == cell.jacobian("h", "h") == cell.jacobian()
    assert cell.jacobian(h, x).shape == (n, m)
    assert cell.jacobian("h", b).shape == (n, n)
    assert mine(state={h: s * sr.tanh(a)}).jacobian(h, s).shape == (n, 1)


def test_a_symbol_that_the_cell_does_not_have_is_an_error_not_a_zero():
    cell = mine()
    refused(lambda: cell.jacobian(h, c), "got c", "mine", error=UnknownNameError)
    refused(lambda: cell.jacobian("nope", h), "nope", "mine", error=UnknownNameError)
    refused(lambda: cell.gradient("Q"), "Q", "W", error=UnknownNameError)
    refused(lambda: cell.jacobian(h, sr.vector("h", m)), "two symbols named h", error=ShapeError)
    refused(lambda: cell.jacobian(h, W), "cell.gradient(W)", error=NotSupportedError)
    refused(lambda: cell["nope"], "nope", "h, x, W, V, b", error=UnknownNameError)
    refused(lambda: cell.new["x"], "x", "h", error=UnknownNameError)


def test_intermediates_are_a_mapping():
    refused(lambda: sr.Cell("c", state={h: sr.tanh(a)}, let=[a]), "let=", "a mapping", error=ShapeError)


def test_intermediates_appear_under_their_names():
    cell = mine(let={"a": a})
    assert cell["a"].name == "a"
    assert cell.jacobian("a", h).shape == (n, n)
    J = cell.jacobian(h, h)
    assert "a" in str(J.steps())
    assert "W" not in J.latex().replace("W", "", 1)
    assert "a =" in sr.lower(J, "numpy").source
    assert cell.new["h"] == cell.new[h]


def test_a_reference_is_what_the_step_is_compared_with():
    def right(params, state, inputs):
        flat = {k: v.reshape(-1) for k, v in {**state, **inputs, "b": params["b"]}.items()}
        return {"h": torch.tanh(params["W"] @ flat["h"] + params["V"] @ flat["x"] + flat["b"])}

    def wrong(params, state, inputs):
        return {"h": 1.001 * right(params, state, inputs)["h"]}

    good = mine(reference=right).verify()
    assert good.verdict == "PROVED"
    assert "oracle:torch-autograd" in {e.oracle for e in good.evidence if e.points}
    assert "no reference" not in str(good)
    assert mine(reference=wrong).verify().verdict not in ("PROVED", "CORROBORATED")


# -- ready cells -----------------------------------------------------------------------------------------------
def test_the_table_of_ready_cells_holds_those_of_the_design():
    assert {"elman", "leaky", "scalar-gate", "vector-gate", "lstm", "gru"} <= set(CELLS)
    assert [type(ready_cell(name)) for name in CELLS] == [sr.Cell] * len(CELLS)
    refused(lambda: ready_cell("lstmm"), "Did you mean lstm?", error=UnknownNameError)


@pytest.mark.parametrize("make", [Elman, LeakyIntegrator, ScalarGate, VectorGate])
def test_ready_cells_take_their_activation(make):
    assert make("relu").state == make("tanh").state
    opaque = make(sr.function("phi"))
    assert "phi" in str(opaque)
    refused(lambda: make("swoosh"), "swoosh", "tanh", "sr.function", error=UnknownNameError)


def test_ready_cells_take_names_and_sizes():
    cell = Elman("tanh", names={"W": "W_r", "h": "s"}, sizes=(3, 2))
    assert cell["W_r"].shape == (3, 3)
    assert cell.state[0].name == "s"
    assert cell.verify().verdict == "PROVED"
    refused(lambda: Elman(names={"Q": "R"}), "'Q'", error=UnknownNameError)
    refused(lambda: Elman(names={"W": "V"}), "different names", error=UnknownNameError)


def test_leaves_and_intermediates_by_name():
    cell = ScalarGate("tanh")
    assert cell["g"].is_scalar
    assert cell["w_g"].is_column
    assert cell["a"].shape == cell["s"].shape
    assert LSTM().jacobian().shape == (2 * n, 2 * n)
    assert [leaf.name for leaf in LSTM().state] == ["h", "c"]
    assert GRU().jacobian().shape == Linear().jacobian().shape == (n, n)


# -- lowered functions -----------------------------------------------------------------------------------------
J = sr.D(s * sr.tanh(a), h)
f = sr.lower(J, "numpy")
RNG = np.random.default_rng(0)
VALUES = {"h": RNG.normal(size=3), "b": RNG.normal(size=3), "x": RNG.normal(size=2), "W": RNG.normal(size=(3, 3)),
          "V": RNG.normal(size=(3, 2)), "s": 0.5}


def test_a_mapping_may_hold_more_and_keywords_may_not():
    assert f({**VALUES, "junk": 3}) == pytest.approx(f(**VALUES))
    assert f({h: VALUES["h"], **{k: v for k, v in VALUES.items() if k != "h"}}) == pytest.approx(f(VALUES))
    refused(lambda: f(VALUES, junk=3), "junk", error=UnknownNameError)
    refused(lambda: f(**VALUES, junk=3), "junk", "h", error=UnknownNameError)
    refused(lambda: f(h=VALUES["h"]), "no value for", "W", error=UnknownNameError)
    refused(lambda: f(3), "a mapping", "f(h=...)" if f.arguments[0] == "h" else "f(", error=ShapeError)


def test_columns_are_flat_or_columns_and_results_are_columns():
    flat = sr.lower(a, "numpy")
    assert flat(VALUES).shape == (3, 1)
    assert flat({**VALUES, "h": VALUES["h"][:, None]}) == pytest.approx(flat(VALUES))
    assert sr.lower(sr.dot(h, h), "numpy")(h=[3, 4]) == 25
    assert np.shape(sr.lower(sr.dot(h, h), "numpy")(h=[3, 4])) == ()
    assert sr.lower(h.T @ h, "numpy")(h=[3, 4]).shape == (1, 1)


def test_in_a_batch_every_batched_argument_has_two_dimensions_more():
    batch = RNG.normal(size=(4, 5, 3, 1))
    found = f({**VALUES, "h": batch})
    assert found.shape == (4, 5, 3, 3)
    assert found[1, 2] == pytest.approx(f({**VALUES, "h": batch[1, 2]}))
    both = f({**VALUES, "h": batch, "W": np.broadcast_to(VALUES["W"], (4, 5, 3, 3))})
    assert both == pytest.approx(found)
    refused(lambda: f({**VALUES, "h": batch, "b": RNG.normal(size=(5, 3, 1))}), "(5,)", "(4, 5)", error=ShapeError)
    refused(lambda: f({**VALUES, "h": RNG.normal(size=(5, 3))}), "(5, 3)", "(..., n, 1)", error=ShapeError)


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"h": np.ones(4)}, ["the size n", "4", "3", "h", "W"]), ({"W": np.ones((3, 4))}, ["the size n", "4", "3"]),
        ({"W": np.ones(3)}, ["W", "(3,)", "n x n"]), ({"h": np.ones((1, 3))}, ["h", "(1, 3)", "n x 1"]),
        ({"V": np.ones((3, 4))}, ["the size m", "4", "2"]), ({"n": 4}, ["the size n", "4", "3"]),
        ({"s": "a"}, ["s", "numbers"]), ({"h": ["a", "b", "c"]}, ["h", "numbers"]),
    ],
)  # fmt: skip
def test_sizes_are_inferred_and_must_agree(changes, texts):
    refused(lambda: f({**VALUES, **changes}), *texts, error=ShapeError)


def test_a_size_that_no_argument_carries_is_given():
    g = sr.lower(sr.eye(n) * s, "numpy")
    assert g.arguments == ("s", "n")
    assert g(s=2.0, n=3) == pytest.approx(2 * np.eye(3))
    refused(lambda: g(s=2.0), "no value for n", "n=4", error=UnknownNameError)
    refused(lambda: g(s=2.0, n=0), "n", "from 1", error=ShapeError)


def test_a_symbol_may_not_have_the_name_of_a_size():
    refused(lambda: sr.lower(sr.scalar("n") * h, "numpy"), "the name n", "a size and a symbol", error=NotSupportedError)
    loose = sr.scalar("n") * sr.ones(n)  # a size that no leaf carries
    refused(lambda: sr.lower(loose, "numpy"), "the name n", "a size and a symbol", error=NotSupportedError)
    refused(lambda: sr.vector("n", n), "the name n", "n x 1", "one meaning", "rename")
    refused(lambda: sr.matrix("k", n, 2 * sr.dims("k")[0]), "the name k", "one meaning")
    v = sr.vector("v", n)
    refused(lambda: sr.equal(sr.function("v")(v), v).record(), "v stands for two things", "the function")


def test_the_torch_target_is_differentiable_and_follows_the_dtype():
    step = sr.lower(s * sr.tanh(a), "torch")
    values = {name: torch.tensor(v, dtype=torch.float64) for name, v in VALUES.items()}
    slope = torch.func.jacrev(lambda u: step({**values, "h": u})[:, 0])(values["h"])
    assert slope.numpy() == pytest.approx(f(VALUES))
    states = torch.stack([values["h"], values["h"] + 1])
    batched = torch.func.vmap(lambda u: step({**values, "h": u}))(states)
    assert batched[0].numpy() == pytest.approx(step(values).numpy())
    assert step({name: v.float() for name, v in values.items()}).dtype == torch.float32


def test_the_torch_target_keeps_the_digits_of_numpy_arrays():
    step = sr.lower(s * sr.tanh(a), "torch")
    found = step(VALUES)
    assert found.dtype == torch.float64
    assert found.numpy() == pytest.approx(sr.lower(s * sr.tanh(a), "numpy")(VALUES), rel=1e-15)
    assert step({name: np.asarray(v, np.float32) for name, v in VALUES.items()}).dtype == torch.float32
    assert step({name: np.asarray(v).tolist() for name, v in VALUES.items()}).dtype == torch.get_default_dtype()


def test_a_tensor_without_dimensions_gives_way_as_in_torch():
    step = sr.lower(s * sr.tanh(a), "torch")
    values = {name: torch.tensor(v, dtype=torch.float64) for name, v in VALUES.items()}
    assert step({**values, "s": torch.tensor(0.5)}).dtype == torch.float64
    assert step({**VALUES, "s": torch.tensor(0.5)}).dtype == torch.float64
    refused(lambda: step({**values, "h": values["h"].float()}), "one dtype", "h", error=ShapeError)


def test_the_source_is_readable_and_runs_by_itself():
    assert compile(f.source, "<source>", "exec")
    assert f.source.count("def ") >= 1
    namespace = {}
    exec(f.source, namespace)
    ordered = [VALUES[name][:, None] if np.ndim(VALUES[name]) == 1 else VALUES[name] for name in f.arguments]
    assert namespace["y_D_h"](*ordered) == pytest.approx(f(VALUES))
