"""The torch target: differentiable, under torch.func, in the dtype and on the device of its arguments."""

from __future__ import annotations

import pytest
import torch

import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrices, scalar, vectors
from symrnn.algebra.language.sizes import dims
from symrnn.cells.registry import CELLS, ready_cell
from symrnn.errors import ShapeError
from symrnn.lower import lower

(n,) = dims("n")
h, b = vectors("h b", n)
W, U = matrices("W U", n, n)
dt = scalar("dt")
tanh = TABLE["tanh"]


def draw(cell, size=4, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    values = {}
    for leaf in (*cell.state, *cell.inputs, *cell.parameters):
        shape = [s.value({"n": size, "m": 3}) for s in leaf.shape]
        values[leaf.name] = torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)
    return values


@pytest.mark.parametrize("name", CELLS)
def test_jacobians_are_those_of_autograd(name):
    cell = ready_cell(name)
    values = draw(cell)
    new = {s.name: lower(cell.new[s.name], "torch") for s in cell.state}
    for of in cell.state:
        for wrt in cell.state:
            want = torch.func.jacrev(lambda v, of=of, wrt=wrt: new[of.name]({**values, wrt.name: v}))(values[wrt.name])
            got = lower(cell.jacobian(of, wrt), "torch")(values)
            torch.testing.assert_close(got, want.reshape(got.shape), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["scalar-gate", "lstm"])
def test_gradients_are_those_of_autograd(name):
    cell = ready_cell(name)
    values = draw(cell)
    cotangents = {g.name: torch.randn(4, 1, dtype=torch.float64) for g in cell.cotangents().values()}
    matrix = next(p for p in cell.parameters if p.shape and not p.is_column)
    new = {s.name: lower(cell.new[s.name], "torch") for s in cell.state}

    def loss(value):
        changed = {**values, matrix.name: value}
        return sum((cotangents[f"g_{name}"] * f(changed)).sum() for name, f in new.items())

    got = lower(cell.gradient(matrix), "torch")({**values, **cotangents})
    torch.testing.assert_close(got, torch.func.grad(loss)(values[matrix.name]), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"abs", "sign", "step", "relu", "hardtanh", "leaky_relu"}))
def test_second_derivatives_at_zero_too(name):
    """A lowered derivative is differentiated again by torch; at 0, where a form in abs(u) would fail."""
    f = TABLE[name]
    first, second = lower(f.diff(h), "torch"), lower(w.D(f.diff(h), h), "torch")
    point = torch.tensor([0.0, -3.0, 0.7, 20.0, -0.1], dtype=torch.float64)
    if f.domain:
        point = point.abs() + 0.5
    if name in ("elu", "softsign"):
        point = point[1:]
    got = torch.func.jacrev(lambda v: first({"h": v, "n": len(point)})[:, 0])(point)
    torch.testing.assert_close(got, second({"h": point, "n": len(point)}), rtol=1e-9, atol=1e-12, check_dtype=False)


def test_no_gradient_is_lost_to_an_unused_branch():
    for name in ("gelu", "silu", "elu", "softplus"):
        f = lower(w.sum_(TABLE[name](h)), "torch")
        g = lower(w.sum_(w.D(TABLE[name](h), h)), "torch")
        point = torch.tensor([-700.0, -40.0, 0.0, 40.0, 700.0], dtype=torch.float64)
        for each in (f, g):
            assert torch.isfinite(torch.func.grad(lambda v, each=each: each(h=v))(point)).all()


def test_vmap_over_a_lowered_function():
    f = lower(w.D((1 - dt) * h + dt * tanh(W @ h) * w.softmax(U @ h), h), "torch")
    values = {"W": torch.randn(4, 4), "U": torch.randn(4, 4), "dt": torch.tensor(0.3)}
    hs = torch.randn(5, 4)
    got = torch.func.vmap(lambda v: f({**values, "h": v}))(hs)
    torch.testing.assert_close(got, torch.stack([f({**values, "h": v}) for v in hs]))
    torch.testing.assert_close(got, f({**values, "h": hs[..., None]}), rtol=1e-4, atol=1e-5)


def test_backward_reaches_every_argument():
    f = lower(w.norm_f(w.D(tanh(W @ h + b) * dt, h)), "torch")
    values = {"W": torch.randn(3, 3), "h": torch.randn(3), "b": torch.randn(3, 1), "dt": torch.tensor(0.5)}
    for value in values.values():
        value.requires_grad_()
    f(values).backward()
    assert all(value.grad is not None and value.grad.shape == value.shape for value in values.values())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype_is_that_of_the_arguments(dtype):
    term = w.stack((h + 1) / TABLE["sqrt"](2 * w.pi), w.ones(n), TABLE["sigmoid"](w.e) * h)
    jacobian = w.D(tanh(W @ h) * dt + w.softmax(h), h) + w.eye(n) / n
    values = {"W": torch.eye(3, dtype=dtype), "h": torch.ones(3, dtype=dtype), "dt": 0.3}
    assert lower(term, "torch")(values).dtype == dtype
    assert lower(jacobian, "torch")(values).dtype == dtype
    assert lower(w.i * h, "torch")(values).dtype == dtype.to_complex()


def test_a_number_beside_tensors_keeps_its_digits():
    f = lower(dt * h, "torch")
    assert f(dt=0.1, h=torch.ones(2, dtype=torch.float64))[0, 0].item() == 0.1


def test_tensors_of_two_dtypes_are_refused():
    with pytest.raises(ShapeError, match=r"tensor h; got torch.float32 on cpu; expected torch.float64 on cpu"):
        lower(W @ h, "torch")(W=torch.eye(2, dtype=torch.float64), h=torch.ones(2))


def test_the_meta_device_is_followed():
    f = lower((1 - dt) * w.eye(n) + w.diag(h) @ W + w.zeros(n, n), "torch")
    got = f(dt=torch.tensor(0.5, device="meta"), h=torch.ones(3, device="meta"), W=torch.ones(3, 3, device="meta"))
    assert got.device.type == "meta"
    assert got.shape == (3, 3)
