"""The audit accepts right code in every habit, and shows where wrong code differs."""

import sys
from fractions import Fraction
from pathlib import Path

import pytest
from torch import nn

from symrnn.algebra.language.leaves import scalar, vector
from symrnn.algebra.language.ownfunctions import function
from symrnn.audit import audit
from symrnn.cells import GRU, LSTM, Cell, Elman, ScalarGate
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError

sys.path.insert(0, str(Path(__file__).parent))
import own_code as code


def fails_with(error, *texts):
    return pytest.raises(error, match="(?s)" + ".*".join(texts))


def by_name(report):
    return {block.name: block for block in report.blocks}


@pytest.mark.parametrize(
    ("name", "cell", "options", "kind", "blocks"),
    [
        ("elman_step", Elman, {}, "step", ["h"]),
        ("elman_step_numpy", Elman, {}, "step", ["h"]),
        ("elman_step_rows", Elman, {}, "step", ["h"]),
        ("elman_step_single", Elman, {}, "step", ["h"]),
        ("elman_step_dicts", Elman, {}, "step", ["h"]),
        ("elman_step_other_names", Elman, {"args": "x,h,W,V,b"}, "step", ["h"]),
        ("elman_step_other_names", Elman, {"args": "x,h,rec=W,inp=V,bias=b"}, "step", ["h"]),
        ("elman_step_other_names", Elman,
         {"args": {"x_t": "x", "h_prev": "h", "rec": "W", "inp": "V", "bias": "b"}}, "step", ["h"]),
        ("elman_jacobian", Elman, {}, "jacobian", ["h_D_h"]),
        ("elman_jacobian", Elman, {"as_": "jacobian"}, "jacobian", ["h_D_h"]),
        ("h_D_x", Elman, {}, "jacobian", ["h_D_x"]),
        ("gate_jacobian", ScalarGate, {}, "jacobian", ["s_D_s"]),
        ("lstm_step", LSTM, {}, "step", ["h", "c"]),
        ("lstm_step_iofg", LSTM, {"gates": "iofg"}, "step", ["h", "c"]),
        ("lstm_step_joined", LSTM, {"args": "x,h,c,W_h*|W_i*,b_i*+b_h*"}, "step", ["h", "c"]),
        ("lstm_blocks", LSTM, {}, "jacobian", ["h_D_h", "h_D_c", "c_D_h", "c_D_c"]),
        ("elman_backward", Elman, {}, "bptt", ["dL_dW", "dL_dh", "dL_db"]),
        ("elman_bptt", Elman, {}, "bptt", ["dL_dW", "dL_dV", "dL_db"]),
        ("elman_bptt_everywhere", Elman, {"as_": "bptt"}, "bptt", ["dL_dW", "dL_dh"]),
    ],
)
def test_right_code_is_accepted(name, cell, options, kind, blocks):
    report = audit(getattr(code, name), cell(), **options)
    assert report.agrees, str(report)
    assert report.kind == kind
    assert [block.name for block in report.blocks] == blocks
    assert all(block.points == 6 for block in report.blocks)
    assert str(report).endswith("the code agrees with the derivation")


@pytest.mark.slow
def test_gradients_of_stacked_weights_are_told_gate_by_gate():
    report = audit(code.lstm_bptt, LSTM(), args="h,c,xs,W_i*,W_h*,b_i*,b_h*,g_h,g_c")
    assert report.agrees, str(report)
    assert {block.name for block in report.blocks} == {f"dL_d{p.name}" for p in LSTM().parameters}


@pytest.mark.parametrize(
    ("name", "cell", "wrong", "hint"),
    [
        ("elman_jacobian_transposed", Elman, ["h_D_h"], "transposed"),
        ("elman_jacobian_negative", Elman, ["h_D_h"], "other sign"),
        ("elman_jacobian_doubled", Elman, ["h_D_h"], "2 times"),
        ("gate_jacobian_held", ScalarGate, ["s_D_s"], "treats g as a constant"),
        ("lstm_blocks_forgetful", LSTM, ["c_D_h"], "it is zero"),
        ("elman_bptt_truncated", Elman, ["dL_dW", "dL_dV", "dL_db"], "last step alone"),
        ("lstm_step_iofg", LSTM, ["h", "c"], "--gates iofg"),
    ],
)
def test_the_usual_slips_are_found_and_named(name, cell, wrong, hint):
    report = audit(getattr(code, name), cell())
    assert not report.agrees
    assert [block.name for block in report.blocks if not block.agrees] == wrong
    assert hint in str(report)
    assert str(report).endswith(f"the code differs from the derivation in {', '.join(wrong)}")


@pytest.mark.parametrize(("name", "cell"), [("gru_step_cho", GRU), ("elman_jacobian_slightly_off", Elman)])
def test_code_that_differs_without_a_known_slip(name, cell):
    report = audit(getattr(code, name), cell())
    assert [block.agrees for block in report.blocks] == [False]
    assert report.blocks[0].hints == ()


def test_the_witness_is_a_small_exact_input_where_the_difference_shows():
    (block,) = audit(code.gate_jacobian_held, ScalarGate()).blocks
    witness = block.witness
    assert witness["sizes"] == {"m": 1, "n": 1}
    numbers = [Fraction(x) for entry in witness["leaves"].values()
               for x in ([x for row in entry for x in row] if isinstance(entry, list) else [entry])]
    assert sum(x != 0 for x in numbers) <= 2
    # phi(a) - s is not zero at s = 1 with everything else zero: the derivation is 1 - g - g (1 - g) w_g = 0.0723...
    assert witness["yours"] == "0.2689414214"
    assert witness["derived"] == "0.07232948813"
    assert "at m = 1, n = 1; s = 1; w_g = 1; all others zero" in str(audit(code.gate_jacobian_held, ScalarGate()))


def test_the_witness_keeps_the_size_of_a_module_and_its_conditions():
    import torch

    class Wrong(code.Own):
        def forward(self, x, h):
            return torch.tanh(self.recurrent(h) - self.read(x))

    report = audit(Wrong(), Elman(), args={"recurrent.weight": "W", "read.weight": "V", "read.bias": "b"})
    assert report.blocks[0].witness["sizes"] == {"m": 2, "n": 4}


def test_a_module_is_audited_at_its_own_sizes():
    report = audit(code.own_module, Elman(), args="recurrent.weight=W, read.weight=V, read.bias=b")
    assert report.agrees, str(report)
    with fails_with(UnknownNameError, "recurrent.weight"):
        audit(code.own_module, Elman())
    with fails_with(ShapeError, "parameters of the module"):
        audit(code.own_module, Elman(), args="recurrent.weight=W, read.weight=W, read.bias=b")


def test_torchs_own_modules_agree_with_the_ready_cells():
    from torch import nn

    assert audit(nn.LSTMCell(2, 3), LSTM(), args="x,(h,c)").agrees
    assert audit(nn.GRUCell(2, 3), GRU(), args="x,h").agrees
    assert audit(nn.GRUCell(2, 3, bias=False), GRU(), args="x,h").blocks[0].agrees is False
    rnn = "x,h,weight_ih=V,weight_hh=W,bias_ih=b,bias_hh=0"
    assert audit(nn.RNNCell(2, 3), Elman(), args=rnn).agrees
    assert not audit(nn.RNNCell(2, 3, nonlinearity="relu"), Elman(), args=rnn).agrees


@pytest.mark.parametrize(("layer", "cell"), [("GRU", GRU()), ("LSTM", LSTM()), ("GRUCell", GRU()), ("LSTMCell", LSTM())])
def test_torchs_own_layers_need_no_names(layer, cell):
    report = audit(getattr(nn, layer)(2, 3), cell)
    assert report.agrees
    assert [b.name for b in report.blocks] == [s.name for s in cell.state]


def test_an_output_that_is_not_the_state_is_no_step():
    class Doubled(nn.GRU):
        def forward(self, input, hx):
            output, state = super().forward(input, hx)
            return 2 * output, state

    with pytest.raises(ShapeError):
        audit(Doubled(2, 3), GRU())


def test_the_meanings_after_the_arguments_are_for_the_parameters_inside_of_a_module():
    from torch import nn

    assert audit(nn.RNNCell(2, 3), Elman(), args="x,h,V,W,b,0").agrees
    assert not audit(nn.RNNCell(2, 3), Elman(), args="x,h,V,W,b,b").agrees
    assert not audit(nn.RNNCell(2, 3, bias=False), Elman(), args="x,h,V,W").agrees
    with fails_with(UnknownNameError, "7 meanings", "weight_hh, bias_ih, bias_hh"):
        audit(nn.RNNCell(2, 3), Elman(), args="x,h,V,W,b,0,0")
    with fails_with(UnknownNameError, "weight_ih", "0 a parameter that is zero"):
        audit(nn.RNNCell(2, 3), Elman(), args="x,h")


def test_a_module_inside_of_a_module_is_known_by_the_last_part_of_its_names():
    from torch import nn

    class Wrapped(nn.Module):
        def __init__(self, cells):
            super().__init__()
            self.cells = nn.ModuleList(cells)

        def forward(self, x, h, c):
            return self.cells[0](x, (h, c))

    assert audit(Wrapped([nn.LSTMCell(2, 3)]), LSTM()).agrees
    with fails_with(UnknownNameError, "cells.0.weight_ih"):
        audit(Wrapped([nn.LSTMCell(2, 3), nn.LSTMCell(2, 3)]), LSTM())


def test_the_reference_of_a_cell_passes_its_own_audit():
    for cell in (Elman(), ScalarGate(), LSTM(), GRU()):
        assert cell.audit(cell.reference).agrees


def test_nan_is_not_agreement():
    report = audit(code.elman_step_nan, Elman())
    assert not report.agrees
    assert "not finite" in report.blocks[0].detail
    assert report.blocks[0].points == 0


@pytest.mark.parametrize("size", [1e-2, 1e-6, 1e-10])
def test_planted_errors_of_known_size_are_measured(size):
    def off(h, x, W, V, b):
        return code.elman_step(h, x, W, V, b) + size

    (block,) = audit(off, Elman()).blocks
    assert not block.agrees
    assert size <= float(block.gap) <= 2 * size


@pytest.mark.parametrize(
    ("function", "options", "error", "texts"),
    [
        (code.elman_step_other_names, {}, UnknownNameError, ["x_t", "--args"]),
        (code.elman_step, {"args": "q=W"}, UnknownNameError, ["q"]),
        (code.elman_step, {"args": "h,x,W,V,Q"}, UnknownNameError, ["'Q'"]),
        (code.elman_step, {"args": "h,x,W,V,b,b"}, UnknownNameError, ["6 meanings"]),
        (code.elman_step, {"as_": "gradient"}, UnknownNameError, ["step, jacobian, bptt"]),
        (code.elman_step, {"as_": "bptt"}, UnknownNameError, ["dL/dh'"]),
        (code.elman_step, {"gates": "ifgo"}, UnknownNameError, ["gates", "it has none. leave it out"]),
        (code.returns_nothing, {}, NotSupportedError, ["got None", "is a `return` missing"]),
        (code.breaks, {}, NotSupportedError, ["no luck"]),
        (code.one_number, {}, ShapeError, ["shape ()", "new states"]),
        (code.Own, {}, NotSupportedError, ["instance"]),
        (3, {}, NotSupportedError, ["a function"]),
        (max, {}, NotSupportedError, ["does not tell"]),
    ],
)
def test_what_cannot_be_audited_says_why(function, options, error, texts):
    with fails_with(error, *texts):
        audit(function, Elman(), **options)


@pytest.mark.parametrize(("function", "kind"), [(code.elman_jacobian, "step"), (code.elman_step, "jacobian"),
                                                (code.one_number, "step")])
def test_where_the_kind_is_told_another_shape_is_a_difference(function, kind):
    report = audit(function, Elman(), as_=kind)
    assert not report.agrees
    assert "it returns shape (3" in str(report) or "it returns shape ()" in str(report)


def test_gates_are_those_of_the_cell():
    with fails_with(UnknownNameError, "'ifg'", "gates of the cell"):
        audit(code.lstm_step, LSTM(), gates="ifg")


def test_an_opaque_activation_has_no_values_to_compare():
    with fails_with(NotSupportedError, "opaque function phi"):
        audit(code.elman_step, Elman(function("phi")))


def test_complex_symbols_are_refused():
    c, h = scalar("c", complex=True), vector("h", 2)
    with fails_with(NotSupportedError, "complex symbols"):
        audit(code.elman_step, Cell("complex", state={h: c * h}))


def test_the_report_is_plain_data():
    import json

    record = audit(code.elman_jacobian_transposed, Elman()).record()
    assert json.loads(json.dumps(record)) == record
    assert record["agrees"] is False
    assert record["blocks"][0]["witness"]["entry"] == [0, 1]
