"""The oracle by automatic differentiation of the reference."""

from fractions import Fraction

import pytest

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrix, scalar, vector, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import dims
from symrnn.algebra.language.words import dot
from symrnn.cells import LSTM, Cell, ScalarGate
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError
from symrnn.oracles import torch_autograd
from symrnn.oracles.comparison import Agreement, compare
from symrnn.oracles.step_check import check_cell, float64_budget, trusted
from symrnn.recheck.sample import points

n, m = dims("n m")
h, b = vectors("h b", n)
x = vector("x", m)
W, V = matrix("W", n, n), matrix("V", n, m)
tanh = TABLE["tanh"]


def cell_with(reference, update=None):
    return Cell("mine", state={h: tanh(W @ h + V @ x + b) if update is None else update}, inputs=[x],
                reference=reference)


def right(params, state, inputs):
    import torch

    return {"h": torch.tanh(params["W"] @ state["h"] + params["V"] @ inputs["x"] + params["b"])}


def a_point(cell, seed=2):
    return next(points({**cell.record(), "assert": ["holds", ["all_of"]]}, seed, count=1))


def outcomes(cell):
    return {(e["oracle"], e["of"], e["wrt"]): e["outcome"] for e in check_cell(cell, 4)}


@pytest.mark.parametrize("wrt", ["s", "x", "b_g", "w_g"])
def test_jacobians_agree_within_the_budget_of_float64(wrt):
    cell = ScalarGate()
    point = a_point(cell)
    term = node(cell.jacobian("s", wrt))
    value, _ = trusted(term, cell.record(), point)
    other, bound = torch_autograd.jacobian(cell, "s", wrt, point)
    assert bound is None
    assert compare(value, other, float64_budget(term, cell.record(), point)) is Agreement.AGREE


@pytest.mark.parametrize("exponent", [2, 6, 12])
def test_planted_errors_of_known_size_are_found(exponent):
    cell = ScalarGate()
    point = a_point(cell)
    term = node(cell.jacobian())
    value, _ = trusted(term, cell.record(), point)
    other, _ = torch_autograd.jacobian(cell, "s", "s", point)
    wrong = [[v + (i == j == 0) * Fraction(1, 10**exponent) for j, v in enumerate(row)] for i, row in enumerate(value)]
    assert compare(wrong, other, float64_budget(term, cell.record(), point)) is Agreement.DIFFER


@pytest.mark.parametrize("slip", [1e-2, 1e-6, 1e-11])
def test_a_reference_that_is_slightly_off_is_noticed(slip):
    import torch

    def off(params, state, inputs):
        return {"h": torch.tanh((1 + slip) * params["W"] @ state["h"] + params["V"] @ inputs["x"] + params["b"])}

    found = outcomes(cell_with(off))
    assert found["oracle:reference", "h", None] == "DIFFER"
    assert found["oracle:torch-autograd", "h", "h"] == "DIFFER"
    assert found["oracle:mpmath-differences", "h", "h"] == "AGREE"


def test_the_right_reference_is_accepted():
    assert set(outcomes(cell_with(right)).values()) == {"AGREE"}


@pytest.mark.parametrize("reference", [
    lambda p, s, i: {"h": __import__("torch").tanh(s["h"] @ p["W"].T + i["x"] @ p["V"].T + p["b"])},
    lambda p, s, i: {"h": __import__("torch").tanh(p["W"] @ s["h"] + p["V"] @ i["x"] + p["b"]).squeeze(-1)},
    lambda p, s, i: __import__("torch").tanh(p["W"] @ s["h"] + p["V"] @ i["x"] + p["b"]),
], ids=["row vectors", "squeezed", "a bare tensor"])
def test_references_in_other_habits_are_accepted(reference):
    found = outcomes(cell_with(reference))
    assert found["oracle:reference", "h", None] == "AGREE"
    assert found["oracle:torch-autograd", "h", "h"] == "AGREE"


def test_a_reference_in_which_shape_changes_meaning_is_read_as_it_was_meant():
    def softmaxed(params, state, inputs):
        return {"h": state["h"].softmax(-1)}

    from symrnn.algebra.language.words import softmax

    found = {(e["oracle"], e["outcome"]) for e in check_cell(
        Cell("soft", state={h: softmax(h)}, reference=softmaxed), 1) if e["of"] == "h"}
    assert ("oracle:reference", "AGREE") in found


def test_nan_is_no_information():
    found = outcomes(cell_with(lambda p, s, i: {"h": s["h"] * float("nan")}))
    assert found["oracle:reference", "h", None] == "NO_INFORMATION"
    assert found["oracle:torch-autograd", "h", "h"] == "NO_INFORMATION"


@pytest.mark.parametrize(("reference", "why"), [
    (lambda p, s, i: {k: v.detach() for k, v in right(p, s, i).items()}, "cut out of torch's graph"),
    (lambda p, s, i: {"h": __import__("torch").from_numpy(right(p, s, i)["h"].numpy())}, "does not differentiate"),
], ids=["detached", "through numpy"])
def test_a_reference_that_torch_cannot_differentiate_is_no_information(reference, why):
    (step, derivative, *_) = check_cell(cell_with(reference), 1)
    assert step["outcome"] == "AGREE"
    assert derivative["outcome"] == "NO_INFORMATION"
    assert why in derivative["detail"]


def test_a_reference_that_forgets_the_state_is_wrong_and_not_undifferentiable():
    found = outcomes(cell_with(lambda p, s, i: {"h": p["b"] * 2}))
    assert found["oracle:reference", "h", None] == found["oracle:torch-autograd", "h", "h"] == "DIFFER"


def test_an_opaque_function_has_no_reference():
    phi = function("phi")
    found = check_cell(cell_with(right, phi(W @ h + V @ x + b)), 1)
    assert [e["outcome"] for e in found] == ["NO_INFORMATION", "NO_INFORMATION", "AGREE", "AGREE"]
    assert "every phi" in found[0]["detail"]


def test_complex_symbols_are_no_information():
    c = scalar("c", complex=True)
    assert {e["outcome"] for e in check_cell(Cell("complex", state={h: c * h}), 1)} == {"NO_INFORMATION"}


def test_without_a_reference_nothing_is_said():
    cell = cell_with(None)
    found = outcomes(cell)
    assert found["oracle:reference", "h", None] == found["oracle:torch-autograd", "h", "h"] == "NO_INFORMATION"
    assert found["oracle:arb-series", "h", "h"] == "AGREE"
    with pytest.raises(NotSupportedError, match="reference"):
        torch_autograd.step(cell, a_point(cell))


@pytest.mark.parametrize(("reference", "text"), [
    (lambda p, s, i: {"h": s["h"][:-1]}, "shape"),
    (lambda p, s, i: {"q": s["h"]}, "new states"),
    (lambda p, s, i: (s["h"], s["h"]), "tuple"),
    (lambda p, s, i: {"h": s["c"]}, "KeyError"),
    (lambda p, s: s, "TypeError"),
])
def test_a_reference_that_does_not_fit_says_so(reference, text):
    with pytest.raises(ShapeError, match=text):
        check_cell(cell_with(reference), 1)


def test_a_foreign_symbol_is_an_error():
    with pytest.raises(UnknownNameError, match="Q"):
        torch_autograd.jacobian(LSTM(), "h", "Q", a_point(LSTM()))


def test_a_scalar_state_has_its_reference():
    k, c = scalar("k"), vector("c", n)

    def step(params, state, inputs):
        import torch

        return {"k": torch.tanh(state["k"] * torch.sum(params["c"] * params["c"]))}

    cell = Cell("scalar", state={k: tanh(k * dot(c, c))}, reference=step)
    assert set(outcomes(cell).values()) == {"AGREE"}


def test_the_same_seed_gives_the_same_evidence():
    assert check_cell(ScalarGate(), 3) == check_cell(ScalarGate(), 3)
    assert check_cell(ScalarGate(), 3) != check_cell(ScalarGate(), 4)


def test_evidence_has_the_fields_of_the_ledger():
    for entry in check_cell(ScalarGate(), 3):
        assert {"oracle", "points", "digits", "gap", "budget", "seed", "detail"} <= entry.keys()
        assert entry["points"] >= 5
        # a gap of float64 depends on the processor and does not belong into a ledger
        assert (entry["gap"] is None) == (entry["oracle"] in ("oracle:reference", "oracle:torch-autograd"))
