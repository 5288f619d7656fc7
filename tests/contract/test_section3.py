"""Section 3 of the design: the code block, line by line, as a user would type it."""

import numpy as np
import pytest
import sympy
import torch

import symrnn as sr

n, m = sr.dims("n m")
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
W, V, U = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("U", n, n)
dt = sr.scalar("dt", between=(0, 1))

z = sr.sigmoid(U @ h + b)
cell = sr.Cell("mine", state={h: h + dt * z * (sr.softplus(W @ h + V @ x) - h)}, inputs=[x])
J = cell.jacobian(h, h)

RNG = np.random.default_rng(3)
VALUES = {"h": RNG.normal(size=3), "b": RNG.normal(size=3), "x": RNG.normal(size=2), "W": RNG.normal(size=(3, 3)),
          "V": RNG.normal(size=(3, 2)), "U": RNG.normal(size=(3, 3)), "dt": 0.3}


def step(h, values=VALUES):
    """The step of the cell, by hand in torch."""
    W, V, U, b, x = (torch.tensor(values[name]) for name in "WVUbx")
    return h + values["dt"] * torch.sigmoid(U @ h + b) * (torch.nn.functional.softplus(W @ h + V @ x) - h)


SLOPE = torch.func.jacrev(step)(torch.tensor(VALUES["h"])).numpy()


def test_declarations():
    assert (str(n), str(m)) == ("n", "m")
    assert h.shape == b.shape == (n, 1)
    assert x.shape == (m, 1)
    assert (W.shape, V.shape) == ((n, n), (n, m))
    assert dt.shape == ()
    assert sr.vectors("h", n) == (h,)
    assert sr.equal(dt, dt).record()["given"] == [["between", ["sym", "dt"], ["num", "0"], ["num", "1"]]]


@pytest.mark.parametrize(("domain", "head"), [({"positive": True}, "positive"), ({"nonzero": True}, "nonzero")])
def test_the_domain_of_a_scalar_is_a_condition(domain, head):
    a = sr.scalar("a", **domain)
    assert sr.equal(a, a).record()["given"] == [[head, ["sym", "a"]]]
    free = sr.scalar("a")
    assert sr.equal(free, free).record()["given"] == []


def test_the_cell_knows_its_symbols():
    assert cell.state == (h,)
    assert cell.inputs == (x,)
    assert set(cell.parameters) == {dt, U, b, W, V}


def test_the_jacobian_is_a_term_of_the_right_shape():
    assert J.shape == (n, n)
    assert cell.jacobian() == J
    assert cell.jacobian("h", "x").shape == (n, m)


def test_the_view_is_sympy():
    assert isinstance(J.expr, sympy.MatrixExpr)
    sizes = {s.name: s for s in J.expr.free_symbols if s.name in "nm"}
    assert J.expr.shape == (sizes["n"], sizes["n"])


def test_latex_and_notebook():
    assert "\\operatorname{diag}" in J.latex()
    assert "\\partial" not in J.latex()
    assert J._repr_latex_().startswith("$")
    assert J.latex() in J._repr_latex_()


def test_an_entry_is_a_scalar_of_sympy_with_the_right_value():
    entry = J[0, 1]
    assert isinstance(entry, sympy.Expr)
    assert not getattr(entry, "is_Matrix", False)
    known = {"n": sympy.Integer(3), "m": sympy.Integer(2), "dt": sympy.Float(VALUES["dt"], 30)}
    value = entry.subs({s: known[s.name] for s in entry.free_symbols if s.is_Symbol and s.name in known}).doit()
    bases = {}
    for indexed in value.atoms(sympy.Indexed):
        bases[indexed] = sympy.Float(float(VALUES[str(indexed.base)][tuple(int(k) for k in indexed.indices)]), 30)
    assert float(value.subs(bases)) == pytest.approx(SLOPE[0, 1], rel=1e-12)


def test_an_entry_at_symbolic_positions():
    t = sr.index("t")
    assert {str(s) for s in J[t, t + 1].free_symbols} >= {"t", "dt"}


def test_the_steps_name_their_rules():
    steps = J.steps()
    text = str(steps)
    assert "chain rule through softplus" in text
    assert "product rule" in text
    assert len(steps.records()) > 5


@pytest.mark.parametrize("target", ["numpy", "torch", "mpmath", "arb"])
def test_lowered_it_is_the_slope_of_the_step(target):
    f = sr.lower(J, target)
    assert set(f.arguments) == set(VALUES)
    assert "def y_D_h(" in f.source
    value = f({k: torch.tensor(v, dtype=torch.float64) for k, v in VALUES.items()} if target == "torch" else VALUES)
    found = np.array([[float(value[i, j]) for j in range(3)] for i in range(3)])
    assert found == pytest.approx(SLOPE, rel=1e-12)


def test_the_gradient_has_the_shape_of_the_parameter():
    g = cell.gradient(W)
    assert g.shape == W.shape
    f = sr.lower(g, "numpy")
    assert "g_h" in f.arguments
    cotangent = RNG.normal(size=3)
    weights = torch.tensor(VALUES["W"], requires_grad=True)
    step(torch.tensor(VALUES["h"]), {**VALUES, "W": weights.detach().numpy()})
    state = step_of_weights(weights)
    (state @ torch.tensor(cotangent)).backward()
    assert f({**VALUES, "g_h": cotangent}) == pytest.approx(weights.grad.numpy(), rel=1e-12)


def step_of_weights(weights):
    h, V, U, b, x = (torch.tensor(VALUES[name]) for name in "hVUbx")
    moved = torch.nn.functional.softplus(weights @ h + V @ x) - h
    return h + VALUES["dt"] * torch.sigmoid(U @ h + b) * moved


def test_the_structure_is_refolded_and_proved():
    s = sr.structure(J)
    assert s.proved
    assert s.diagonal is not None
    assert len(s.full) == 2
    assert "diagonal" in str(s)


def test_the_structure_bounds_the_rank_and_says_when():
    u, v = sr.vectors("u v", n)
    d = sr.vector("d", n)
    low = sr.structure(sr.diag(d) + sr.outer(u, v))
    assert low.proved
    bound, condition = low.rank_at_least
    assert bound == n - 1
    assert "zero" in condition
    assert sr.structure(u @ v.T).rank_at_most == 1


@pytest.mark.parametrize(
    ("term", "least", "texts"),
    [
        (sr.outer(h, b), 1, ["h is nonzero", "b is nonzero"]),
        (sr.outer(h, b) + sr.outer(b, W @ h), 2, ["linearly independent"]),
        (sr.diag(h) @ W, n, ["no entry of h is zero", "W is invertible"]), (sr.eye(n) - sr.outer(h, h), n - 1, []),
        (sr.eye(n), n, []),
    ],
)  # fmt: skip
def test_the_structure_says_when_its_rank_bounds_are_attained(term, least, texts):
    found = sr.structure(term)
    assert found.proved
    bound, condition = found.rank_at_least
    assert bound == least
    assert all(text in condition for text in texts)
    assert f"rank >= {least}" in str(found)


def test_the_structure_reads_as_one_writes_it():
    text = str(sr.structure(J))
    assert "ones(n)" not in text
    assert text.count("full") == 2


def test_a_derivative_is_printed_in_closed_form_and_kept_as_it_is_written():
    jacobian = sr.D(sr.tanh(W @ h), h)
    assert str(jacobian) == "diag(1 - tanh(W @ h)**2) @ W"
    assert repr(jacobian) == "D(tanh(W @ h), h)"
    assert str(sr.D(sr.rho(sr.diag(h)), h)) == "D(rho(diag(h)), h)"  # no rule yet: it stays as it is written


def test_verify_has_a_verdict_a_scope_and_evidence():
    r = cell.verify()
    assert r.verdict == "PROVED"
    assert "n" in r.scope
    oracles = {e.oracle for e in r.evidence if e.points}
    assert {"route:matrix-rules", "route:scalar-calculus", "checker", "oracle:arb-series"} <= oracles
    printed = str(r)
    assert printed.startswith("PROVED")
    assert len(printed.splitlines()) > 3


def test_without_a_reference_the_result_says_so():
    assert "reference" in str(cell.verify())


def test_derivatives_of_any_term():
    y = sr.tanh(W @ h)
    assert sr.D(y, h).shape == (n, n)
    assert sr.D(sr.dot(h, h), h).shape == (1, n)
    assert sr.D(y * dt, dt).shape == (n, 1)
    assert sr.D(dt**2, dt).shape == ()
    assert sr.pullback(y, W, b).shape == (n, n)
    assert sr.jvp(y, W, U).shape == (n, 1)
    assert sr.jvp(y, h, b).shape == (n, 1)
    assert sr.hessian(sr.dot(h, W @ h), h).shape == (n, n)


@pytest.mark.parametrize(
    ("term", "by_hand"),
    [
        (lambda: sr.D(sr.tanh(W @ h), h), lambda v: (1 - np.tanh(v["W"] @ v["h"])[:, None] ** 2) * v["W"]),
        (lambda: sr.pullback(W @ h, W, b), lambda v: np.outer(v["b"], v["h"])),
        (lambda: sr.jvp(W @ h, W, U), lambda v: (v["U"] @ v["h"])[:, None]),
        (lambda: sr.hessian(sr.dot(h, W @ h), h), lambda v: v["W"] + v["W"].T),
    ],
)
def test_derivatives_have_the_values_of_the_textbook(term, by_hand):
    assert sr.lower(term(), "numpy")(VALUES) == pytest.approx(by_hand(VALUES))


def test_a_jacobian_of_several_states_is_stacked_in_the_order_of_the_dict():
    c = sr.vector("c", n)
    two = sr.Cell("two", state={h: sr.tanh(c), c: sr.sigmoid(c) + W @ h}, inputs=[])
    full = two.jacobian()
    assert full.shape == (2 * n, 2 * n)
    assert full[n, 0] == two.jacobian(c, h)[0, 0]
    assert full[0, 0] == 0
