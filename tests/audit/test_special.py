"""Code that is right at generic points is looked at where runs start, far out, and on kinks."""

import sys
from pathlib import Path

import pytest

from symrnn.audit import audit
from symrnn.cells import GRU, LSTM, Elman

sys.path.insert(0, str(Path(__file__).parent))
import own_code as code


@pytest.mark.parametrize(("name", "cell", "block", "text"), [
    ("elman_jacobian_masked", Elman(), "h_D_h", "with states, inputs and biases of zero it differs"),
    ("elman_step_clamped", Elman(), "h", "differs"),
    ("relu_jacobian_outside", Elman("relu"), "h_D_h", "with states, inputs and biases of zero it differs"),
    ("relu_jacobian_mirrored", Elman("relu"), "h_D_h", "with states, inputs and biases of zero it differs"),
])
def test_a_difference_at_special_points_is_found(name, cell, block, text):
    report = audit(getattr(code, name), cell)
    assert not report.agrees
    (found,) = report.blocks
    assert found.name == block
    assert text in found.detail
    assert found.witness is not None
    assert found.witness["yours"] != found.witness["derived"]


@pytest.mark.parametrize(("name", "text"), [
    ("elman_step_bias_bounded", "where b is large"),
    ("elman_step_weights_bounded", "where W is large"),
    ("elman_step_input_bounded", "where x is large"),
    ("elman_step_low_state", "where h is large and negative"),
    ("elman_step_small_arrays", "at larger sizes"),
    ("elman_bptt_clipped", "where g_h is large"),
])
def test_a_branch_on_one_argument_is_found(name, text):
    report = audit(getattr(code, name), Elman())
    (found,) = report.blocks
    assert not report.agrees
    assert found.detail.startswith(f"at generic points it agrees, but {text}")


def test_what_a_condition_forbids_is_not_looked_at():
    import torch

    import symrnn as sr

    n = sr.dims("n")[0]
    h, W, dt = sr.vector("h", n), sr.matrix("W", n, n), sr.scalar("dt", between=(0, 1))
    cell = sr.Cell("slow", state={h: h + dt * (sr.tanh(W @ h) - h)})
    assert audit(lambda h, W, dt: h + min(dt, 1) * (torch.tanh(W @ h) - h), cell).agrees
    assert not audit(lambda h, W, dt: h + max(dt, 0.001) * (torch.tanh(W @ h) - h), cell).agrees


def test_another_slope_on_a_kink_is_told_and_not_refused():
    report = audit(code.relu_jacobian_closed, Elman("relu"))
    assert report.agrees
    assert any("on a kink" in hint for hint in report.hints)
    assert audit(code.relu_jacobian, Elman("relu")).hints == ()


def test_code_that_raises_at_rest_is_told():
    report = audit(code.elman_step_awake, Elman())
    assert report.agrees
    assert any("ValueError: no state" in hint for hint in report.hints)


@pytest.mark.parametrize("cell", [GRU(), LSTM()])
def test_code_made_from_the_cell_agrees_at_special_points(cell):
    import symrnn as sr

    terms = [cell.new[s.name] for s in cell.state]
    steps = [sr.lower(term, "torch") for term in terms]

    def step(params, state, inputs):
        values = {**params, **state, **inputs}
        return {s.name: f({k: values[k] for k in f.arguments}) for s, f in zip(cell.state, steps, strict=True)}

    report = audit(step, cell)
    assert report.agrees, str(report)
    assert report.hints == ()
