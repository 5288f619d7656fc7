"""The source: what it reads like, that it stands for itself, and that matrices are built the cheap way."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from lowering_cases import CASES, INDICES, SIZES
from test_lowered_values import point_for, rows_of

import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrices, scalar, vectors
from symrnn.algebra.language.sizes import dims
from symrnn.cells.registry import ready_cell
from symrnn.lower import TARGETS, lower

(n,) = dims("n")
h, b, c = vectors("h b c", n)
W, U, V = matrices("W U V", n, n)
dt = scalar("dt")
tanh, sigmoid = TABLE["tanh"], TABLE["sigmoid"]

SCALAR_GATE = '''
def s_D_s(s, w_g, v_g, x, b_g, W, V, b, batch=()):
    """D((1 - g)*s + g*tanh(a), s)

    s: n x 1; w_g: n x 1; v_g: m x 1; x: m x 1; b_g: scalar; W: n x n; V: n x m; b: n x 1
    returns: n x n
    """
    n = s.shape[-2]
    a_g = transpose(w_g) @ s + transpose(v_g) @ x + b_g
    g = special.expit(a_g)
    a = W @ s + V @ x + b
    one_minus_g = special.expit(-a_g)
    J = np.empty((*batch, n, n))
    np.multiply(g * sech2(a), W, out=J)
    J += (g * one_minus_g * (np.tanh(a) - s)) * transpose(w_g)
    add_to_diagonal(J, one_minus_g)
    return J
'''
LSTM = '''
    n = W_if.shape[-2]
    J = np.empty((*batch, 2*n, 2*n))
    a_f = W_if @ x + b_if + W_hf @ h + b_hf
    f = special.expit(a_f)
    a_o = W_io @ x + b_io + W_ho @ h + b_ho
    o = special.expit(a_o)
    v1 = f * c
    a_i = W_ii @ x + b_ii + W_hi @ h + b_hi
    i = special.expit(a_i)
    a_g = W_ig @ x + b_ig + W_hg @ h + b_hg
    g = np.tanh(a_g)
    v2 = i * g
    c_new = v1 + v2
    v3 = o * sech2(c_new)
    J_12 = J[..., :n, n:]
    J_12[...] = 0
    add_to_diagonal(J_12, f * v3)
    J_21 = J[..., n:, :n]
    np.multiply(v1 * special.expit(-a_f), W_hf, out=J_21)
    J_21 += (v2 * special.expit(-a_i)) * W_hi
    J_21 += (i * sech2(a_g)) * W_hg
    J_22 = J[..., n:, n:]
    J_22[...] = 0
    add_to_diagonal(J_22, f)
    J_11 = J[..., :n, :n]
    np.multiply(np.tanh(c_new) * o * special.expit(-a_o), W_ho, out=J_11)
    J_11 += v3 * J_21
    return J
'''


def test_the_scalar_gate_reads_like_this():
    source = lower(ready_cell("scalar-gate").jacobian(), "numpy", name="s_D_s").source
    assert source.endswith(SCALAR_GATE)


def test_the_lstm_reads_like_this():
    assert lower(ready_cell("lstm").jacobian(), "numpy").source.endswith(LSTM)


def values_of(cell, size=5):
    rng = np.random.default_rng(2)
    return {leaf.name: rng.normal(size=[s.value({"n": size, "m": 3}) for s in leaf.shape])
            for leaf in (*cell.state, *cell.inputs, *cell.parameters)}


@pytest.mark.parametrize("name", ["scalar-gate", "lstm"])
def test_the_printed_sources_are_right(name):
    """Beside the golden texts: the same numbers as autograd of the reference, which shares no code with them."""
    cell = ready_cell(name)
    values = values_of(cell)
    got = lower(cell.jacobian(), "numpy")(values)
    tensors = {key: torch.tensor(value) for key, value in values.items()}
    parts = [{key.name: tensors[key.name] for key in group} for group in (cell.parameters, cell.state, cell.inputs)]

    def step(*states):
        new = cell.reference(parts[0], dict(zip(parts[1], states, strict=True)), parts[2])
        return torch.cat([new[s.name].reshape(-1) for s in cell.state])

    blocks = torch.func.jacrev(step, argnums=tuple(range(len(cell.state))))(*parts[1].values())
    want = torch.cat([block.reshape(len(got), -1) for block in blocks], 1)
    np.testing.assert_allclose(got, want.numpy(), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", ["vector gate", "stacked", "frequency response", "gelu D", "iterate",
                                  "product of pieces"])
def test_the_source_stands_for_itself(target, name):
    """Pasted into a file it gives the same numbers: it imports what it uses, and nothing of this package."""
    f = lower(CASES[name], target)
    assert "symrnn" not in f.source
    namespace = {}
    exec(f.source, namespace)
    point = point_for(target)
    arguments = []
    for name_ in f.arguments:
        value = point[name_]
        if name_ in SIZES | INDICES:
            arguments.append(value)
        elif target in ("mpmath", "arb"):
            leaf = next(leaf for leaf in f._leaves if leaf.name == name_)
            items = value if leaf.sequence else {0: value}
            read = {key: f._target.read(name_, item, leaf, None) for key, item in items.items()}
            arguments.append(read if leaf.sequence else read[0])
        else:
            arguments.append(value)
    got = namespace[f.name](*arguments)
    for row, other in zip(rows_of(f._target.write(got, (), not f.shape, False), target), rows_of(f(point), target),
                          strict=True):
        assert all(abs(x - y) < 1e-12 for x, y in zip(row, other, strict=True))


def body(term, target="numpy"):
    return lower(term, target).source.rsplit('"""', 1)[1]


def test_diagonals_scale_rows_and_columns():
    assert "return h * W" in body(w.diag(h) @ W)
    assert "return W * transpose(h)" in body(W @ w.diag(h))
    assert "return h * W * transpose(b)" in body(w.diag(h) @ W @ w.diag(b))
    assert "np.eye" not in body((1 - dt) * w.eye(n) + w.diag(h) @ W)


def test_a_product_with_a_column_never_builds_the_matrix():
    text = body((w.diag(h) @ W + h @ b.T + w.eye(n)) @ c)
    assert "(*batch" not in text
    assert text.count("@") == 2


def test_a_chain_is_applied_from_the_right():
    assert "W @ (U @ (V @ h))" in body(W @ U @ V @ h)


def test_an_inverse_is_a_solution():
    assert "np.linalg.solve(W, h)" in body(w.inv(W) @ h)
    assert "np.linalg.solve(W, U)" in body(w.inv(W) @ U)
    assert "inv" not in body(h.T @ w.inv(W) @ h)


def test_what_is_used_twice_is_computed_once():
    a = W @ h + b
    text = body(w.diag(sigmoid(a) * (1 - sigmoid(a))) @ U + w.diag(1 - tanh(a) ** 2) @ V)
    assert text.count("W @ h") == 1
    shared = w.diag(h) @ W + w.diag(b) @ U
    assert body(w.block([[shared, w.diag(c) @ shared]])).count("* U") == 1


def test_gates_reuse_their_value():
    g = w.named("g", sigmoid(W @ h))
    assert "g_prime = g * special.expit(-a_g)" in body(w.outer(g * (1 - g), b) + w.diag(g * (1 - g)) @ U * dt)


def test_importing_lower_does_not_import_torch():
    code = ("import sys; from symrnn.lower import lower; from symrnn.cells.registry import ready_cell; "
            "f = lower(ready_cell('lstm').jacobian(), 'numpy'); print('torch' in sys.modules); "
            "lower(ready_cell('lstm').jacobian(), 'torch'); print('torch' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_a_traceback_shows_the_line():
    import traceback

    f = lower(w.inv(W) @ h)
    with pytest.raises(np.linalg.LinAlgError) as caught:
        f(W=np.zeros((2, 2)), h=[1, 2])
    assert "np.linalg.solve(W, h)" in "".join(traceback.format_exception(caught.value))
