"""The audit says how it called the code: what agrees under one shape of columns may differ under another."""

import torch

import symrnn as sr

n, m = sr.dims("n m")
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
W, V = sr.matrix("W", n, n), sr.matrix("V", n, m)
cell = sr.Cell("mine", state={h: sr.tanh(W @ h + V @ x + b)}, inputs=[x])


def scales_columns_of_flat_ones(h, x, W, V, b):
    """With columns of shape (n, 1) it returns (1, n, n), scaled along the other axis."""
    return W * (1 - torch.tanh(W @ h + V @ x + b) ** 2)[None, :]


def right_for_columns(h, x, W, V, b):
    return (1 - torch.tanh(W @ h + V @ x + b) ** 2) * W


def right_for_flat_ones(h, x, W, V, b):
    return (1 - torch.tanh(W @ h + V @ x + b) ** 2)[:, None] * W


def test_an_axis_too_many_does_not_make_a_wrong_jacobian_right():
    found = sr.audit(scales_columns_of_flat_ones, cell)
    assert not found.agrees
    assert "flat columns" in found.reading


def test_a_jacobian_that_is_right_for_one_shape_of_columns_alone_says_so():
    found = sr.audit(right_for_columns, cell)
    assert found.agrees
    assert "columns of shape (n, 1)" in found.reading
    assert "called with flat columns of shape (n,) (torch), it returns other values" in str(found)


def test_where_only_one_call_has_the_shape_there_is_nothing_to_say():
    found = sr.audit(right_for_flat_ones, cell)
    assert found.agrees
    assert found.hints == ()
