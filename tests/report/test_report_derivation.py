"""The derivation of a cell, in every format; the pages of all cells; how long it takes."""

import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from latex2mathml.converter import convert

from symrnn.algebra.language.leaves import matrix, scalar, vector
from symrnn.algebra.language.sizes import dims
from symrnn.algebra.language.words import outer, sum_
from symrnn.cells import CELLS, LSTM, Cell, Elman, ScalarGate
from symrnn.errors import NotSupportedError, UnknownNameError
from symrnn.report.derivation import FORMATS, derive_all, derive_text, pages

EVERY = sorted(CELLS)


def test_the_text_of_a_cell():
    assert derive_text(Elman()) == "\n".join([
        "elman", "",
        "  a  = W @ h + V @ x + b", "  h' = tanh(a)", "",
        "  states: h (n x 1)", "  inputs: x (m x 1)", "  parameters: W (n x n), V (n x m), b (n x 1)", "",
        "dh'/dh  (n x n)", "", "  diag(1 - tanh(a)**2) @ W", "",
        "dh'/dx  (n x m)", "", "  diag(1 - tanh(a)**2) @ V",
    ])  # fmt: skip


def test_a_matrix_gets_its_gradient():
    shown = derive_text(LSTM(), "W_hi", steps=True)
    assert "given: g_h = dL/dh', g_c = dL/dc'" in shown
    assert "dL/dW_hi  (n x n)" in shown
    assert "g*i*(1 - i)*(g_h*o*(1 - tanh(c_new)**2) + g_c) @ h.T" in shown
    assert "gradient       dL/dW_hi = delta_i*i*(1 - i) @ h.T" in shown
    assert "pullback" not in shown


def test_a_vector_gets_its_jacobian():
    assert "ds'/dw_g  (n x n)" in derive_text(ScalarGate(), "w_g")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", EVERY)
def test_every_cell_in_every_format(name, format):
    shown = derive_text(CELLS[name](), None, True, format)
    assert shown.strip()
    assert "None" not in shown
    if format == "latex":
        formulas = re.findall(r"\\\[\n(.*?)\n\\\]", shown, re.DOTALL)
        assert formulas
        for formula in formulas:
            # latex2mathml knows arrays, and aligned only through them.
            formula = formula.replace(r"\begin{aligned}", r"\begin{array}{rl}").replace("{aligned}", "{array}")
            ET.fromstring(convert(formula))
    if format == "python":
        namespace = {}
        exec(compile(shown, name, "exec"), namespace)
        state = CELLS[name]().state[0].name
        assert callable(namespace[f"{state}_D_{state}"])


def test_the_code_computes_the_jacobian():
    namespace = {}
    exec(derive_text(Elman(), "h", format="python"), namespace)
    r = np.random.default_rng(0)
    values = {name: r.normal(size=size) for name, size in
              (("W", (3, 3)), ("h", (3, 1)), ("V", (3, 2)), ("x", (2, 1)), ("b", (3, 1)))}  # fmt: skip
    slope = 1 - np.tanh(values["W"] @ values["h"] + values["V"] @ values["x"] + values["b"]) ** 2
    np.testing.assert_allclose(namespace["h_D_h"](**values), slope * values["W"], rtol=1e-12)


def test_a_cell_of_the_users_own():
    (n,) = dims("n")
    h, W, gate = vector("h", n), matrix("W", n, n), scalar("gate")
    cell = Cell("mine", {h: h + gate * (W @ h)})
    assert "dh'/dh  (n x n)\n\n  eye(n) + gate*W" in derive_text(cell)
    assert r"\frac{\partial h'}{\partial h} = I + \mathrm{gate}\,W" in derive_text(cell, format="latex")
    assert r"Of a loss" in derive_text(cell, format="markdown")
    scalar_state = Cell("one", {gate: gate * sum_(h)}, inputs=[h])
    assert "dgate'/dh  (1 x n)\n\n  gate*ones(n).T" in derive_text(scalar_state)


def test_a_new_value_that_is_an_intermediate():
    (n,) = dims("n")
    h, b = vector("h", n), vector("b", n)
    new = outer(h, b) @ h
    shown = derive_text(Cell("mine", {h: new}, let={"h_new": new}), steps=True, format="latex")
    assert shown.count("h' &=") == 1


def test_wrong_requests():
    with pytest.raises(UnknownNameError, match="no symbol"):
        derive_text(Elman(), "nothing")
    with pytest.raises(NotSupportedError):
        derive_text(Elman(), "a")
    with pytest.raises(UnknownNameError, match="format"):
        derive_text(Elman(), format="html")


def test_pages_are_the_same_each_time_and_are_marked():
    first = pages()
    assert first["lstm.md"] == derive_text(LSTM(), None, True, "markdown")
    assert set(first) == {"README.md", *(f"{name}.md" for name in CELLS)}
    assert all("do not edit" in text.splitlines()[0] for text in first.values())


def test_derive_all_writes_and_then_has_nothing_to_say(tmp_path, monkeypatch):
    monkeypatch.setitem(derive_all.__globals__, "CELLS", {"elman": Elman, "lstm": LSTM})
    out = tmp_path / "derivations"
    assert len(derive_all(out, check=True)) == 3
    assert not out.exists()
    derive_all(out)
    assert derive_all(out, check=True) == []
    page = out / "lstm.md"
    page.write_text(page.read_text().replace("Jacobians", "Jacobian"))
    (out / "old.md").write_text("nothing makes this")
    assert len(derive_all(out, check=True)) == 2
    assert "Jacobian\n" in page.read_text()


def test_it_is_quick_and_light():
    code = (
        "import sys; from symrnn.cells import LSTM; from symrnn.report.derivation import derive_text; "
        "derive_text(LSTM(), None, True); print([m for m in ('torch', 'matplotlib', 'sympy') if m in sys.modules])"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - start < 6, "a loaded machine may be slow; 0.5 s is what it takes"
