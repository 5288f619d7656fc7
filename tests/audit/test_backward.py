"""A step whose values are right may still be wrong for what trains with it, or for what it was given."""

import sys
from pathlib import Path

import pytest

import symrnn as sr
from symrnn.audit import audit
from symrnn.cells import Elman

sys.path.insert(0, str(Path(__file__).parent))
import own_code as code


@pytest.mark.parametrize(("name", "blocks"), [
    ("elman_step_detached", {"h"}),
    ("elman_step_partly_detached", {"h"}),
    ("elman_step_half_trained", {"x", "V"}),
])
def test_a_gradient_that_is_cut_off_is_found(name, blocks):
    report = audit(getattr(code, name), Elman())
    assert not report.agrees
    assert {b.name for b in report.blocks if not b.agrees} == {f"dL_d{block} by autograd" for block in blocks}
    assert all("the step agrees, its gradient does not" in b.detail for b in report.blocks if not b.agrees)


def test_code_without_autograd_is_audited_by_its_values():
    assert audit(code.elman_step_numpy, Elman()).agrees


def test_a_number_may_be_handed_on_as_a_plain_one():
    n = sr.dims("n")[0]
    h, W, dt = sr.vector("h", n), sr.matrix("W", n, n), sr.scalar("dt")
    assert audit(code.leaky_step_plain_rate, sr.Cell("slow", state={h: h + dt * (sr.tanh(W @ h) - h)})).agrees


def test_an_argument_that_is_changed_in_place_is_told():
    report = audit(code.elman_step_in_place, Elman())
    assert any("changes its argument h in place" in hint for hint in report.hints)


def test_an_input_of_zeros_is_no_padding():
    report = audit(code.elman_step_padding, Elman())
    assert not report.agrees
    assert "where x is zero" in report.blocks[0].detail


def test_a_module_in_training_mode_is_told():
    report = audit(code.NoisyElman(), Elman())
    assert not report.agrees
    assert any(".eval()" in hint for hint in report.hints)
