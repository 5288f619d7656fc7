"""No digits are lost where functions saturate: against Arb, at arguments up to 40, and for whole Jacobians."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from flint import arb, arb_mat, ctx
from mpmath import mp

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import vector
from symrnn.algebra.language.sizes import dims
from symrnn.algebra.language.words import D, softmax
from symrnn.cells.registry import CELLS, ready_cell
from symrnn.lower import lower

U = vector("u", *dims("n"))
COUNT = 10_000
RELATIVE = 1e-14


def sigma(x):
    return 1 / (1 + (-x).exp())


def cdf(x):
    return (-x / arb(2).sqrt()).erfc() / 2


def density(x):
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def whether(condition):
    return arb(int(condition))


# The functions and their derivatives as a textbook has them, evaluated with digits to spare.
TEXTBOOK = {
    "tanh": (lambda x: x.tanh(), lambda x: 1 - x.tanh() ** 2), "sigmoid": (sigma, lambda x: sigma(x) * (1 - sigma(x))),
    "relu": (lambda x: x.max(0), lambda x: whether(x > 0)), "softplus": (lambda x: (1 + x.exp()).log(), sigma),
    "exp": (lambda x: x.exp(), lambda x: x.exp()), "log": (lambda x: x.log(), lambda x: 1 / x),
    "sqrt": (lambda x: x.sqrt(), lambda x: 1 / (2 * x.sqrt())), "sin": (lambda x: x.sin(), lambda x: x.cos()),
    "cos": (lambda x: x.cos(), lambda x: -x.sin()), "sinh": (lambda x: x.sinh(), lambda x: x.cosh()),
    "cosh": (lambda x: x.cosh(), lambda x: x.sinh()), "atan": (lambda x: x.atan(), lambda x: 1 / (1 + x * x)),
    "erf": (lambda x: x.erf(), lambda x: 2 * (-x * x).exp() / arb.pi().sqrt()), "abs": (abs, lambda x: x.sgn()),
    "sign": (lambda x: x.sgn(), lambda x: arb(0)), "step": (lambda x: whether(x > 0), lambda x: arb(0)),
    "identity": (lambda x: x, lambda x: arb(1)),
    "silu": (lambda x: x * sigma(x), lambda x: sigma(x) * (1 + x * (1 - sigma(x)))),
    "gelu": (lambda x: x * cdf(x), lambda x: cdf(x) + x * density(x)),
    "elu": (lambda x: x if x > 0 else x.exp() - 1, lambda x: arb(1) if x > 0 else x.exp()),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "hardtanh": (lambda x: x.max(-1).min(1), lambda x: whether(abs(x) < 1)),
    "leaky_relu": (lambda x: x if x > 0 else x / 100, lambda x: arb(1) if x > 0 else arb(1) / 100),
}


def arguments(f, count=COUNT):
    """Both signs, all magnitudes, many near 0 and between -3 and 3, where derivatives have zeros."""
    rng = np.random.default_rng(7)
    wide = rng.uniform(-40, 40, count // 2)
    small = rng.choice([-1, 1], count // 4) * 10 ** rng.uniform(-8, 1.6, count // 4)
    values = np.concatenate([wide, small, rng.uniform(-3, 3, count - len(wide) - len(small))])
    return np.abs(values) if f.domain else values


def reference(name, order, values):
    """The value as the sum of two floats: 30 digits."""
    before, ctx.prec = ctx.prec, 320
    try:
        exact = [TEXTBOOK[name][order](arb(float(x))) for x in values]
        lead = [float(y.mid()) for y in exact]
        return np.array(lead), np.array([float((y - z).mid()) for y, z in zip(exact, lead, strict=True)])
    finally:
        ctx.prec = before


@pytest.mark.parametrize("order", [0, 1], ids=["value", "derivative"])
@pytest.mark.parametrize("name", TABLE)
def test_every_function_keeps_its_digits(name, order):
    f = TABLE[name]
    term = f.diff(U) if order else f(U)
    values = arguments(f)
    lead, rest = reference(name, order, values)
    normal = (np.abs(lead) >= np.finfo(float).tiny) | (lead == 0)
    assert normal.sum() > COUNT // 2
    for target, array in (("numpy", values), ("torch", torch.tensor(values))):
        g = lower(term, target)
        got = np.asarray(g({"u": array, "n": COUNT}))[:, 0]
        gap = np.abs((got - lead) - rest)[normal]
        size = np.abs(lead)[normal]
        assert np.all(gap <= RELATIVE * size), (target, values[normal][np.argmax(gap / np.maximum(size, 1e-300))])


@pytest.mark.parametrize("order", [0, 1], ids=["value", "derivative"])
@pytest.mark.parametrize("name", TABLE)
def test_many_digits_are_all_right(name, order):
    f = TABLE[name]
    term = f.diff(U) if order else f(U)
    values = [*arguments(f, 60), *([] if f.domain else [-1.2784645427610738, -0.7517915246935645])]
    before, ctx.prec = ctx.prec, 700
    exact = [TEXTBOOK[name][order](arb(float(x))) for x in values]
    try:
        with mp.workprec(166):
            got = [arb(y) for y in lower(term, "mpmath")({"u": values, "n": len(values)})]
        ctx.prec = 166
        balls = [row[0] for row in lower(term, "arb")({"u": values, "n": len(values)}).tolist()]
        ctx.prec = 700
        for near, ball, y in zip(got, balls, exact, strict=True):
            assert abs(near - y) <= abs(y) * arb(2) ** -155
            assert ball.overlaps(y)
            assert ball.rad() <= abs(y) * arb(2) ** -140
    finally:
        ctx.prec = before


def point(cell, size, scale, seed):
    """Values of every symbol of a cell; the scale decides how far the gates saturate."""
    rng = np.random.default_rng(seed)
    values = {}
    for leaf in (*cell.state, *cell.inputs, *cell.parameters):
        shape = [s.value({"n": size, "m": 2}) for s in leaf.shape]
        values[leaf.name] = rng.uniform(0.2, 0.8) if not shape else rng.normal(size=shape) * (
            scale if shape[1] > 1 or leaf in cell.parameters else 1)
    return values


def with_radius(value, relative):
    if not np.shape(value):
        return arb(float(value), abs(float(value)) * relative)
    return [[arb(float(x), abs(float(x)) * relative) for x in row] for row in np.atleast_2d(value)]


@pytest.mark.parametrize("scale", [0.5, 5, 20])
@pytest.mark.parametrize("name", CELLS)
def test_whole_jacobians_within_their_conditioning(name, scale):
    """The rounding of sums of n products is at most a relative change of n + 8 roundings in every number given."""
    size = 5
    cell = ready_cell(name)
    values = point(cell, size, scale, seed=3)
    f = lower(cell.jacobian(), "numpy")
    balls = lower(cell.jacobian(), "arb")
    before, ctx.prec = ctx.prec, 200
    try:
        needed = {key: values[key] for key in f.arguments}
        exact = balls({key: with_radius(value, 0.0) for key, value in needed.items()})
        wide = balls({key: with_radius(value, (size + 8) * 2.0**-53) for key, value in needed.items()})
        assert isinstance(exact, arb_mat)
        tensors = {key: torch.tensor(value, dtype=torch.float64) for key, value in values.items()}
        got, by_torch = f(values), lower(cell.jacobian(), "torch")(tensors)
        for i, row in enumerate(exact.tolist()):
            for j, y in enumerate(row):
                bound = wide[i, j].rad() + abs(y) * 2.0**-50
                assert abs(arb(float(got[i, j])) - y) <= bound
                assert abs(arb(float(by_torch[i, j])) - y) <= bound
    finally:
        ctx.prec = before


def test_the_bound_is_sharp_enough_to_notice_cancellation():
    """The form `1 - tanh(a)**2` fails what the lowered Jacobian passes."""
    cell = ready_cell("elman")
    values = point(cell, 5, 20, seed=3)
    before, ctx.prec = ctx.prec, 200
    try:
        f = lower(cell.jacobian(), "arb")
        needed = {key: values[key] for key in f.arguments}
        exact = f({key: with_radius(value, 0.0) for key, value in needed.items()})
        wide = f({key: with_radius(value, 13 * 2.0**-53) for key, value in needed.items()})
        a = values["W"] @ values["h"] + values["V"] @ values["x"] + values["b"]
        naive = (1 - np.tanh(a) ** 2) * values["W"]
        assert any(abs(arb(float(naive[i, j])) - exact[i, j]) > wide[i, j].rad() + abs(exact[i, j]) * 2.0**-50
                   for i in range(5) for j in range(5))
    finally:
        ctx.prec = before


def test_softmax_near_a_corner():
    """Where one probability is nearly 1, its derivative is what is left over, to all digits."""
    f = lower(D(softmax(U), U), "numpy")
    u = np.array([0.0, 40.0, 1.0])
    before, ctx.prec = ctx.prec, 300
    try:
        e = [arb(float(x)).exp() for x in u]
        p = [x / sum(e) for x in e]
        got = f(u=u)
        for i in range(3):
            for j in range(3):
                want = p[i] * (int(i == j) - p[j])
                assert abs(arb(float(got[i, j])) - want) <= abs(want) * 1e-14
    finally:
        ctx.prec = before
