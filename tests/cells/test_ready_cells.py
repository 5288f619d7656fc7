"""The contract of every ready cell: its step is its reference's, and its Jacobians are right."""

import subprocess
import sys

import pytest
import sympy

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.ownfunctions import function
from symrnn.cells import CELLS, GRU, LSTM, Elman, LeakyIntegrator, Linear, ScalarGate, VectorGate, ready_cell
from symrnn.errors import UnknownNameError
from symrnn.oracles.step_check import check_cell

z = sympy.Symbol("z")
swish = function("swish", z / (1 + sympy.exp(-z)))
WITH_ACTIVATION = [Elman, LeakyIntegrator, ScalarGate, VectorGate, LSTM, GRU]
SMOOTH_STEP = [word for word in TABLE if word not in ("log", "sqrt")]


def outcomes(cell):
    return {(e["oracle"], e["of"], e["wrt"]): e["outcome"] for e in check_cell(cell, 1)}


@pytest.mark.parametrize("name", CELLS)
def test_step_and_jacobians_agree_with_the_reference_and_with_every_oracle(name):
    cell = ready_cell(name)
    found = outcomes(cell)
    assert set(found.values()) == {"AGREE"}
    assert len(found) == len(cell.state) + 3 * len(cell.state) ** 2


@pytest.mark.parametrize("make", WITH_ACTIVATION)
@pytest.mark.parametrize("phi", ["relu", swish])
def test_other_activations(make, phi):
    assert set(outcomes(make(phi)).values()) == {"AGREE"}


@pytest.mark.parametrize("word", SMOOTH_STEP)
def test_every_word_is_an_activation_with_a_torch_twin(word):
    found = outcomes(Elman(word, sizes=(2, 1)))
    assert {o for (oracle, _, _), o in found.items() if oracle != "oracle:mpmath-differences"} == {"AGREE"}
    assert "DIFFER" not in found.values()


@pytest.mark.parametrize("make", WITH_ACTIVATION)
def test_an_opaque_activation_has_no_reference(make):
    cell = make(function("phi"))
    assert cell.reference is None
    assert "phi" in repr(cell)


@pytest.mark.parametrize("name", CELLS)
def test_names_and_sizes_are_arguments(name):
    cell = CELLS[name]()
    old = cell.state[0].name
    renamed = CELLS[name](names={old: "y", "x": "u"}, sizes=(3, 2))
    assert renamed.state[0].name == "y"
    assert renamed.inputs[0].name == "u"
    assert [s.constant for s in renamed.state[0].shape] == [3, 1]
    assert set(outcomes(renamed).values()) == {"AGREE"}


def test_names_that_do_not_exist_or_clash_are_refused():
    with pytest.raises(UnknownNameError, match="'Q'"):
        Elman(names={"Q": "W"})
    with pytest.raises(UnknownNameError, match="different names"):
        Linear(names={"V": "W"})
    with pytest.raises(UnknownNameError, match="'tahn'"):
        Elman("tahn")
    with pytest.raises(UnknownNameError, match="Did you mean lstm"):
        ready_cell("lsmt")


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("flat", [False, True])
def test_a_reference_takes_columns_of_both_shapes_and_draws_no_random_numbers(name, flat):
    import torch

    cell = ready_cell(name)
    torch.manual_seed(0)

    def tensor(symbol):
        shape = [s.value({"n": 3, "m": 2}) for s in symbol.shape]
        made = torch.rand(shape, dtype=torch.float64)
        return made.reshape(-1) if flat and len(shape) == 2 and shape[1] == 1 else made

    params, state, inputs = ({s.name: tensor(s) for s in group} for group in (cell.parameters, cell.state, cell.inputs))
    before = torch.get_rng_state()
    new = cell.reference(params, state, inputs)
    assert torch.equal(before, torch.get_rng_state())
    assert {k: v.shape for k, v in new.items()} == {k: v.shape for k, v in state.items()}


def test_the_gru_resets_after_the_matrix_product():
    cell = GRU()
    assert repr(cell["h_tilde"].args[1]) == "tanh(W_in @ x + b_in + r*(W_hn @ h + b_hn))"


def test_the_lstm_has_torchs_gates_in_torchs_order():
    assert [p.name for p in LSTM().parameters][::4] == ["W_ii", "W_if", "W_ig", "W_io"]


def test_every_cell_says_where_its_equations_are_printed():
    assert all(len(make().source) > 20 for make in CELLS.values())


def test_cells_import_nothing_heavy():
    code = "import sys, symrnn.cells; print({'torch', 'matplotlib', 'jinja2', 'sympy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
