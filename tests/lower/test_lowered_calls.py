"""How a lowered function is called: names, shapes, sizes, batches; and that nothing broadcasts silently."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from flint import acb_mat, arb, arb_mat
from mpmath import mp

import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.leaves import matrices, matrix, scalar, sequence, vector, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.terms import number
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError
from symrnn.lower import TARGETS, lower

n, m = dims("n m")
t, k = index("t"), index("k")
h, b = vectors("h b", n)
x = vector("x", m)
W, U = matrices("W U", n, n)
V = matrix("V", n, m)
dt = scalar("dt")
tanh, sigmoid = TABLE["tanh"], TABLE["sigmoid"]
STEP = (1 - dt) * h + dt * tanh(W @ h + V @ x + b)
rng = np.random.default_rng(0)
POINT = {"W": rng.normal(size=(3, 3)), "h": rng.normal(size=3), "x": rng.normal(size=(2, 1)),
         "V": rng.normal(size=(3, 2)), "b": rng.normal(size=(3, 1)), "dt": 0.3}


def tensors(values=POINT, dtype=torch.float64):
    return {key: torch.tensor(value, dtype=dtype) for key, value in values.items()}


# -- names ----------------------------------------------------------------------------------------------------------
def test_arguments_are_what_the_term_needs():
    f = lower(w.D(STEP, h))
    assert set(f.arguments) == {"W", "h", "x", "V", "b", "dt"}
    assert set(lower(w.D(W @ h, h)).arguments) == {"W"}
    assert lower(w.D(STEP, h)).name == "y_D_h"
    assert lower(w.D(w.named("a", W @ h), h)).name == "a_D_h"
    assert repr(lower(w.D(W @ h, h))) == "y_D_h(W) -> n x n, lowered to numpy"


def test_a_mapping_may_hold_more_and_keywords_may_not():
    f = lower(W @ h)
    values = {"W": np.eye(2), "h": np.ones(2)}
    assert np.array_equal(f({**values, "unused": 1}), np.ones((2, 1)))
    assert np.array_equal(f({W: np.eye(2), h: np.ones(2)}), np.ones((2, 1)))
    assert np.array_equal(f(values, h=2 * np.ones(2)), 2 * np.ones((2, 1)))
    with pytest.raises(UnknownNameError, match="unused"):
        f(**values, unused=1)
    with pytest.raises(UnknownNameError, match="no value for h"):
        f({"W": np.eye(2)})
    with pytest.raises(ShapeError, match="mapping"):
        f(np.eye(2))


def test_a_size_that_no_argument_carries_is_given():
    f = lower(dt * w.eye(n))
    assert f.arguments == ("dt", "n")
    assert np.array_equal(f(dt=2.0, n=3), 2 * np.eye(3))
    with pytest.raises(UnknownNameError, match="n=4"):
        f(dt=2.0)
    with pytest.raises(ShapeError, match="size n"):
        f(dt=2.0, n=0)
    assert lower(number(2) * n)(n=4) == 8


def test_a_given_size_must_agree():
    f = lower(h / n)
    assert np.allclose(f(h=[2.0, 4.0], n=2), [[1], [2]])
    with pytest.raises(ShapeError, match=r"2 from the rows of h.*3 from the call"):
        f(h=[2.0, 4.0], n=3)


def test_indices_are_given():
    hs = sequence("hs", n)
    f = lower(hs[t] - hs[t - 1])
    assert f.arguments == ("hs", "t")
    assert np.array_equal(f(hs={0: [1, 2], 1: [5, 7]}, t=1), [[4], [5]])
    assert np.array_equal(f(hs=[[1, 2], [5, 7]], t=1), [[4], [5]])
    with pytest.raises(UnknownNameError, match=r"hs\[2\]"):
        f(hs={0: [1, 2], 1: [5, 7]}, t=2)
    with pytest.raises(ShapeError, match="index t"):
        f(hs=[[1, 2], [5, 7]], t=-1)
    with pytest.raises(ShapeError, match="size n"):
        f(hs=[[1, 2], [5]], t=1)
    with pytest.raises(ShapeError, match="sequence hs"):
        f(hs=3, t=1)


@pytest.mark.parametrize("target", TARGETS)
def test_an_entry_outside_is_an_error(target):
    f = lower(w.entry(h, t - 1) + dt, target)
    assert float(f(h=[1, 2], dt=0, t=2).real) == 2
    with pytest.raises(IndexError, match="no entry"):
        f(h=[1, 2], dt=0, t=0)
    with pytest.raises(IndexError, match="no entry"):
        f(h=[1, 2], dt=0, t=3)
    with pytest.raises(IndexError, match="no entry"):
        lower(w.unit(n, t) * dt, target)(n=2, t=2, dt=1)


def test_names_that_python_or_numpy_use():
    words = ("np", "lambda", "transpose", "batch", "special", "range", "self", "values")
    total = sum((vector(word, n) for word in words), w.ones(n, n) @ h) * sigmoid(h)
    point = {"h": [0, 0], **{word: [1, 2] for word in words}}
    for target in TARGETS:
        got = lower(total, target)(point)
        assert [float(row[0].real) for row in got.tolist()] == [4, 8]
    assert lower(total)(**point).shape == (2, 1)


def test_a_name_of_a_term_is_never_code():
    f = lower(w.named('a"""\nimport os\n"""', W @ h) + 1)
    assert np.array_equal(f(W=np.eye(2), h=[1, 2]), [[2], [3]])
    assert "import os" not in [line.strip() for line in f.source.splitlines()]


# -- shapes ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("target", TARGETS)
def test_columns_may_be_flat_and_come_back_as_columns(target):
    f = lower(STEP, target)
    values = POINT if target != "torch" else tensors()
    flat, column = f(values), f({**values, "h": values["h"].reshape(3, 1)})
    assert all(abs(x - y) < 1e-12 for (x,), (y,) in zip(flat.tolist(), column.tolist(), strict=True))
    assert len(flat.tolist()) == 3
    assert len(flat.tolist()[0]) == 1


@pytest.mark.parametrize(("change", "message"), [
    ({"h": np.ones(4)}, "size n in value; got 3 from the rows of W; expected 4 from rows of h"),
    ({"W": np.ones((3, 4))}, "size n in value; got"),
    ({"h": np.ones((1, 3))}, r"shape of h in value; got \(1, 3\); expected n x 1. a column is \(n,\) or \(n, 1\)"),
    ({"W": np.ones(3)}, r"shape of W in value; got \(3,\); expected n x n"),
    ({"W": 2.0}, "shape of W"),
    ({"h": ["a", "b", "c"]}, "value of h"),
    ({"h": None}, "value of h"),
    ({"h": [1, 2, 3j]}, "complex numbers; expected real numbers"),
    ({"h": np.ones((5, 3))}, "a batch of columns"),
])
def test_shapes_that_do_not_fit(change, message):
    with pytest.raises(ShapeError, match=message):
        lower(STEP)({**POINT, **change})


def test_compound_sizes_are_solved_and_compared():
    c = vector("c", 2 * n + 1)
    f = lower(w.sum_(c) * w.eye(n))
    assert f.arguments == ("c",)
    assert np.array_equal(f(c=[1, 1, 1, 1, 1]), 5 * np.eye(2))
    with pytest.raises(ShapeError, match=r"rows of c in value; got 4; expected 2\*n \+ 1"):
        f(c=[1, 1, 1, 1])
    assert lower(w.sum_(vector("c", n * m)))(c=[1, 2, 3, 4, 5]) == 15
    both = lower(w.sum_(vector("c", n * m)) * w.eye(n))
    assert np.array_equal(both(c=[1, 2, 3, 4], n=2), 10 * np.eye(2))
    with pytest.raises(UnknownNameError, match="no value for n"):
        both(c=[1, 2, 3, 4])
    with pytest.raises(ShapeError, match=r"rows of c in value; got 4; expected m\*n"):
        both(c=[1, 2, 3, 4], n=3)
    with pytest.raises(ShapeError, match=r"rows of c in value; got 3; expected 2\*n"):
        lower(w.sum_(vector("c", 2 * n)))(c=[1, 2, 3])
    fixed = lower(w.sum_(vector("c", 3)))
    with pytest.raises(ShapeError, match="rows of c in value; got 4; expected 3"):
        fixed(c=[1, 1, 1, 1])


@pytest.mark.parametrize("target", TARGETS)
def test_a_scalar_has_no_dimensions(target):
    got = lower(w.dot(h, h) * dt, target)(h=[1, 2], dt=2)
    assert complex(got) == 10
    if target == "numpy":
        assert isinstance(got, float)
    if target == "torch":
        assert got.shape == ()
    one = lower(h.T @ h, target)(h=[1, 2])
    assert np.shape(one.tolist()) == (1, 1)


def test_the_result_is_never_an_argument():
    A, v = np.eye(2), np.ones(2)
    for term in (W, W.T, w.diagof(W), w.named("M", W), w.vec(W)):
        lower(term)(W=A)[0, 0] = 5
    lower(h)(h=v)[0] = 3
    lower(w.entry(h, 0) * w.ones(1, 1))(h=v)[0] = 3
    assert np.array_equal(A, np.eye(2))
    assert np.array_equal(v, np.ones(2))


# -- batches --------------------------------------------------------------------------------------------------------
BATCHED = {
    "step": STEP, "jacobian": w.D(STEP, h), "filled": (1 - dt) * w.eye(n) + w.diag(h) @ W + h @ b.T,
    "block": w.block([[w.diag(h), W @ w.diag(b)], [w.zeros(n, n), h @ b.T]]), "stack": w.stack(h, x),
    "scalar": w.norm(W @ h) * dt, "extreme": w.max_(W) + w.sum_(h) + w.count_nonzero(h) + w.norm_1(W),
    "diagonal": w.diag(h), "constant": w.D(W @ h, h) + w.D(b, b), "norms": w.norm(W) * h, "solve": w.inv(W) @ h,
    "softmax": w.D(w.softmax(W @ h), h), "kron": w.kron(h, V), "vec": w.vec(W) * dt,
    "det": w.det(W) + w.tr(W) + w.rho(W),
    "powers": w.matpow(W, 2) + w.expm(W), "entry": w.entry(W, 0, 1) + w.entry(h, 2), "eig": w.eig_max(W + W.T),
    "lyap": w.stationary_covariance(W / 9, W @ W.T),
    "total": w.total(w.matpow(W, k) @ h, k, 0, t), "iterate": w.iterate(tanh(W @ h), h, b, t), "full": W + dt,
    "two-sided": w.diag(h) @ W @ w.diag(b) + W,
}


@pytest.mark.parametrize("batched", [("h",), ("W",), ("h", "W", "dt", "b", "x", "V"), ("dt",)], ids="-".join)
@pytest.mark.parametrize("name", BATCHED)
@pytest.mark.parametrize("target", ["numpy", "torch"])
def test_a_batch_is_what_its_members_are(target, name, batched):
    f = lower(BATCHED[name], target)
    draw = np.random.default_rng(5)
    single = {**POINT, "h": POINT["h"].reshape(3, 1)}
    many = {key: value + 0.1 * draw.normal(size=(4, 2, *np.shape(value))) if key in batched else value
            for key, value in single.items()}
    needed = [key for key in batched if key in f.arguments]
    convert = (lambda v: v) if target == "numpy" else lambda v: torch.tensor(v, dtype=torch.float64)
    got = np.asarray(f({"t": 2, **{key: convert(value) for key, value in many.items()}}))
    for i in range(4):
        for j in range(2):
            member = {key: value[i, j] if key in batched else value for key, value in many.items()}
            want = np.asarray(f({"t": 2, **{key: convert(v) for key, v in member.items()}}))
            piece = got[i, j] if needed else got
            assert piece.shape == want.shape
            np.testing.assert_allclose(piece, want, rtol=1e-12, atol=1e-13)


def test_batches_must_agree():
    f = lower(W @ h)
    with pytest.raises(ShapeError, match=r"leading sizes of h in value; got \(3,\); expected \(4,\)"):
        f(W=np.ones((4, 2, 2)), h=np.ones((3, 2, 1)))
    with pytest.raises(ShapeError, match="one point at a time"):
        lower(W @ h, "mpmath")(W=np.ones((4, 2, 2)), h=np.ones((2, 1)))


# -- values of the exact targets ------------------------------------------------------------------------------------
def test_exact_numbers_in_many_digits():
    f = lower(dt * h, "mpmath")
    with mp.workdps(50):
        assert f(dt="1/3", h=["0.1", Fraction(1, 7)])[1] * 21 - 1 < 1e-48
        assert f(dt=mp.mpf(2), h=mp.matrix([1, 2]))[1] == 4
    g = lower(dt * h, "arb")
    assert g(dt="1/3", h=["0.1", Fraction(1, 7)])[1, 0].overlaps(arb(1) / 21)
    assert isinstance(g(dt=mp.mpf(2), h=[arb(1), 2]), arb_mat)
    with pytest.raises(ShapeError, match=r"no number|Invalid|complex"):
        f(dt="one", h=[1, 2])
    with pytest.raises(ShapeError, match="rows of different length"):
        lower(W, "arb")(W=[[1, 2], [3]])


def test_complex_values():
    C = matrix("C", n, n, complex=True)
    pairs = [[["1", "1/2"], ["0", "0"]], [["0", "0"], ["2", "0"]]]
    assert isinstance(lower(C @ C, "arb")(C=pairs), acb_mat)
    assert lower(C @ C, "mpmath")(C=pairs)[0, 0] == mp.mpc(0.75, 1)
    assert lower(C @ C)(C=np.eye(2)).dtype == complex
    assert lower(w.re(C))(C=np.eye(2)).dtype == float
    with pytest.raises(NotSupportedError, match=r"'numpy'.*sigmoid"):
        lower(sigmoid(C), "numpy")


# -- what cannot be lowered -----------------------------------------------------------------------------------------
def test_refusals_name_the_head_and_the_target():
    with pytest.raises(NotSupportedError, match=r"'arb'.*'rank'"):
        lower(w.rank(W), "arb")
    with pytest.raises(NotSupportedError, match="'integral'"):
        lower(w.integral(tanh(dt), dt, 0, 1))
    with pytest.raises(NotSupportedError, match="opaque function phi'"):
        lower(w.D(function("phi")(h), h))
    with pytest.raises(UnknownNameError, match="numpy, torch, mpmath, arb"):
        lower(h, "jax")
    with pytest.raises(ShapeError, match="expected a term"):
        lower(3)
    with pytest.raises(ShapeError, match="identifier"):
        lower(h, name="h D h")
    with pytest.raises(NotSupportedError, match="two symbols named h"):
        lower(h + w.ones(n, m) @ vector("h", m))
