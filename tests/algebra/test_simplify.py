"""Closed forms for display: as in a paper, and equal to what they stand for."""

import random

import pytest
from every_head import A, U, W, a, alpha, b, beta, h, n, tanh, u, v

import symrnn.algebra.language.statements as st
import symrnn.algebra.language.words as w
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import rational, scalar, vector
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.writing.simplify import display, simplified
from symrnn.algebra.writing.text import text
from symrnn.cells import GRU, LSTM, Elman, LeakyIntegrator, ScalarGate, VectorGate
from symrnn.recheck.numbers import numbers

g = w.named("g", TABLE["sigmoid"](u.T @ h))


@pytest.mark.parametrize(("term", "shown"), [
    (w.eye(n) @ W, "W"), (W @ w.eye(n) @ h, "W @ h"), (1 * h, "h"), (h + 0, "h"), (h - h, "zeros(n)"), (h + h, "2*h"),
    (W.T.T, "W"), ((W.T @ h).T, "h.T @ W"), (w.diag(u) @ w.diag(v), "diag(u*v)"), (w.diag(u) @ v, "u*v"),
    (w.diag(w.ones(n)), "eye(n)"), (w.diag(alpha * u), "alpha*diag(u)"), (0 - (0 - h), "h"), (-(h - b), "b - h"),
    (u @ (v.T @ h), "(v.T @ h)*u"), (w.inv(2 * W), "(1/2)*inv(W)"), (tanh(w.zeros(n)), "zeros(n)"),
    (w.zeros(n, n) @ W, "zeros(n, n)"), (w.sum_(u * v) - w.sum_(u * h), "dot(u, v - h)"), (w.mean(h), "mean(h)"),
    (w.sum_(w.ones(n)), "n"), (h * b / b, "h"), (u @ v.T - h @ v.T, "(u - h) @ v.T"),
    (w.diag(u) @ W + w.diag(v) @ W, "diag(u + v) @ W"), (alpha * (w.diag(u) @ W - w.eye(n)),
                                                        "alpha*diag(u) @ W - alpha*eye(n)"),
    (w.outer(u, v), "u @ v.T"), (w.diagof(w.diag(u)), "u"), (TABLE["identity"](h), "h"),
])  # fmt: skip
def test_small_forms(term, shown):
    assert text(simplified(term)) == shown


@pytest.mark.parametrize(("cell", "shown"), [
    (Elman(), "diag(1 - tanh(a)**2) @ W"),
    (LeakyIntegrator(), "(1 - alpha)*eye(n) + alpha*diag(1 - tanh(a)**2) @ W"),
    (ScalarGate(function("phi")), "(1 - g)*eye(n) + g*diag(phi'(a)) @ W + g*(1 - g)*(phi(a) - s) @ w_g.T"),
    (VectorGate(), "diag(1 - g) + diag(g*(1 - g)*(tanh(a) - s)) @ U_g + diag(g*(1 - tanh(a)**2)) @ W"),
    (GRU(), ("diag(z) + diag(z*(1 - z)*(h - h_tilde)) @ W_hz + diag((1 - z)*(1 - h_tilde**2)) @ "
             "(diag((W_hn @ h + b_hn)*r*(1 - r)) @ W_hr + diag(r) @ W_hn)")),
], ids=["elman", "leaky", "scalar-gate", "vector-gate", "gru"])  # fmt: skip
def test_jacobians_read_like_in_a_paper(cell, shown):
    state = cell.state[0]
    assert text(display(cell.jacobian(state, state))) == shown


def test_layer_norm():
    centred = h - w.mean(h)
    sigma = w.named("sigma", TABLE["sqrt"](w.mean(centred**2)))
    assert text(display(w.D(centred / sigma, h))) == (
        "eye(n)/sigma - (ones(n) @ ones(n).T)/(sigma*n) - ((h - mean(h)) @ (h - mean(h)).T)/(n*sigma**3)"
    )


def agrees(term, simple, seed):
    assert simple.shape == term.shape or (simple.is_scalar and term.is_scalar)
    found = numbers(st.equal(simple, term).record(), seed, count=3, digits=20)
    assert not found["violations"], (text(term), text(simple))
    return found["effective"]


@pytest.mark.parametrize("cell", [LSTM(), GRU(), ScalarGate()], ids=["lstm", "gru", "scalar-gate"])
def test_what_is_shown_of_a_cell_is_equal(cell):
    for state in cell.state:
        for x in (*cell.state, *cell.inputs):
            term = expand(cell.jacobian(state, x))
            assert agrees(term, display(cell.jacobian(state, x)), 1) == 3
    for parameter in cell.parameters[:2]:
        assert agrees(expand(cell.gradient(parameter)), display(cell.gradient(parameter)), 2) == 3


def scalars(d, r):
    if not d:
        return r.choice([alpha, beta, rational(2), rational(-1, 3), g, scalar("r", positive=True)])
    x, y = (lambda: scalars(d - 1, r)), (lambda: columns(d - 1, r))
    return r.choice([lambda: x() * x(), lambda: x() + x(), lambda: x() - x(), lambda: w.dot(y(), y()),
                     lambda: y().T @ y(), lambda: w.sum_(y()), lambda: x() / (1 + x() ** 2), lambda: tanh(x()),
                     lambda: -x(), lambda: w.mean(y())])()  # fmt: skip


def columns(d, r):
    if not d:
        return r.choice([h, b, u, v, w.ones(n), w.zeros(n), a, vector("q", n)])
    x, y, m = (lambda: scalars(d - 1, r)), (lambda: columns(d - 1, r)), (lambda: matrices(d - 1, r))
    return r.choice([lambda: y() + y(), lambda: y() - y(), lambda: y() * y(), lambda: x() * y(), lambda: m() @ y(),
                     lambda: tanh(y()), lambda: 1 - y(), lambda: y() ** 2, lambda: (y().T @ m()).T,
                     lambda: w.diagof(m()), lambda: -y()])()  # fmt: skip


def matrices(d, r):
    if not d:
        return r.choice([W, A, U, w.eye(n), W.T])
    x, y, m = (lambda: scalars(d - 1, r)), (lambda: columns(d - 1, r)), (lambda: matrices(d - 1, r))
    return r.choice([lambda: m() + m(), lambda: m() - m(), lambda: m() @ m(), lambda: w.diag(y()),
                     lambda: w.diag(y()) @ m(), lambda: y() @ y().T, lambda: w.outer(y(), y()), lambda: m().T,
                     lambda: x() * m(), lambda: m() * m()])()  # fmt: skip


def test_what_is_shown_of_random_terms_is_equal():
    effective = 0
    for seed in range(250):
        r = random.Random(seed)
        term = r.choice([scalars, columns, matrices])(r.choice([2, 3]), r)
        simple = simplified(term)
        effective += agrees(term, simple, seed)
        assert simplified(simple) == simple
    assert effective > 700
