"""Derivations step by step: readable, and every line true."""

import re
import xml.etree.ElementTree as ET

import pytest
from every_head import A, U, W, a, alpha, b, h, n, tanh, u, v
from latex2mathml.converter import convert

import symrnn.algebra.language.statements as st
import symrnn.algebra.language.words as w
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.intermediates import definitions, unambiguous
from symrnn.algebra.language.leaves import matrix, vector
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.steps import steps, with_names
from symrnn.algebra.writing.simplify import display
from symrnn.algebra.writing.text import text
from symrnn.cells import CELLS, GRU, LSTM, Elman, ScalarGate
from symrnn.recheck.numbers import numbers


def rules(derivation):
    return [step.rule for step in derivation]


def test_the_vanilla_derivation():
    cell = Elman()
    assert str(steps(cell.jacobian())) == "\n".join([
        " 1. definition               a = W @ h + V @ x + b",
        " 2. linear map               D(a, h) = W",
        " 3. chain rule through tanh  D(tanh(a), h) = diag(1 - tanh(a)**2) @ D(a, h)",
        " 4. insert                   D(tanh(a), h) = diag(1 - tanh(a)**2) @ W",
    ])  # fmt: skip


def test_the_scalar_gate_needs_every_rule():
    derivation = ScalarGate(function("phi")).jacobian("s", "s").steps()
    assert rules(derivation) == [
        "definition",
        "definition",
        "linear map",
        "chain rule through sigmoid",
        "linear map",
        "product rule",
        "chain rule through phi",
        "product rule",
        "sum rule",
        "insert",
    ]
    assert derivation[-1].text.endswith(" = (1 - g)*eye(n) + g*diag(phi'(a)) @ W + g*(1 - g)*(phi(a) - s) @ w_g.T")


def test_a_gradient_goes_backwards():
    derivation = GRU().gradient("W_hr").steps()
    assert [step.text.split(" = ")[0] for step in derivation if step.rule == "cotangent"] == [
        "delta_h_tilde",
        "delta_r",
    ]
    assert derivation[-1].text.endswith("@ h.T")


def test_gradients_of_two_states_are_one_pass():
    derivation = LSTM().gradient("W_hi").steps()
    assert [step.text for step in derivation if step.rule == "cotangent"] == [
        "delta_c_new = g_h*o*(1 - tanh(c_new)**2) + g_c",
        "delta_i = delta_c_new*g",
    ]


def test_arguments_without_a_name_get_one():
    term = w.D(tanh(W @ tanh(U @ h + b)), h)
    assert list(definitions([with_names(term)])) == ["u_1", "u_2"]
    assert list(definitions([with_names(w.D(tanh(W @ h + v), h))])) == ["u"]
    taken = w.D(tanh(W @ h + u), h)
    assert list(definitions([with_names(taken)])) == ["uu"]
    assert expand(with_names(taken)) != expand(taken)
    assert steps(taken)[-1].text == "D(tanh(uu), h) = diag(1 - tanh(uu)**2) @ W"


def scope_of(term):
    table = {**vars(w), **TABLE, "sum": w.sum_, "n": n}
    return {**table, **{leaf.name: leaf for leaf in leaves(term)}}


SOME = {
    "two layers": w.D(h + alpha * (tanh(W @ tanh(U @ h + b)) - h), h),
    "norm": w.D(h / w.norm(h), h) @ W,
    "softmax": w.D(w.softmax(W @ h), h),
    "quadratic": w.hessian(h.T @ A @ h / 2, h),
    "inverse": w.D(w.inv(w.eye(n) + w.diag(h)) @ b, h),
    "along": w.jvp(tanh(W @ h), W, A),
    "scalar": w.D(alpha**2 * w.dot(h, b), alpha),
    "mean": w.D((h - w.mean(h)) / (1 + w.mean(h**2)), h),
    "matrix": w.pullback(h + alpha * (tanh(W @ tanh(U @ h + b)) - h), U, v),
    "elman": Elman().jacobian(),
    "gru": GRU().jacobian(),
    "gate": ScalarGate().jacobian("s", "x"),
    "cell": LSTM().jacobian("h", "c"),
    "twice": w.D(tanh(a).at({h: tanh(a)}), h),
}


@pytest.mark.parametrize("name", SOME)
def test_every_line_of_a_jacobian_is_true(name):
    """Each line is read back as an equation and tried at generic points."""
    term = SOME[name]
    derivation = steps(term)
    assert derivation
    clear = with_names(unambiguous([term])[0])
    scope = scope_of(clear)
    for step in derivation:
        left, _, right = step.text.partition(" = ")
        if step.rule == "definition":
            scope[left] = w.named(left, eval(right, scope))
        elif step.rule == "cotangent":
            scope[left] = eval(right, scope)
        elif step.rule != "result":
            sides = [expand(eval(side, scope)) for side in (left, right)]
            found = numbers(st.equal(*sides).record(), 3, count=2, digits=20)
            assert not found["violations"], str(step)
            assert found["effective"], str(step)


@pytest.mark.parametrize("name", [*SOME])
def test_the_last_line_is_the_closed_form(name):
    term = with_names(unambiguous([SOME[name]])[0])
    assert steps(SOME[name])[-1].text.endswith(text(display(term)))


@pytest.mark.parametrize("name", sorted(CELLS))
def test_every_step_of_a_ready_cell_is_typeset(name):
    cell = CELLS[name]()
    for derivation in (cell.jacobian(cell.state[0], cell.state[0]).steps(), cell.gradient(cell.parameters[0]).steps()):
        for step in derivation:
            ET.fromstring(convert(step.latex))
            assert re.fullmatch(r"[a-zA-Z ]+", step.rule)


def test_how_steps_are_shown():
    derivation = Elman().steps()
    assert derivation._repr_html_().startswith("<table><tr><td>1</td><td>definition</td><td>$\\displaystyle a = ")
    assert "<script" not in steps(w.D(tanh(matrix("W", n, n) @ vector("h", n)), h))._repr_html_()
    assert derivation._repr_latex_().startswith(r"$\begin{array}{ll} \text{definition} & ")
    assert derivation.records()[1]["rule"] == "linear map"
    assert repr(derivation) == str(derivation)


def test_a_term_without_derivatives_has_its_definitions():
    assert rules(steps(tanh(a))) == ["definition", "result"]
