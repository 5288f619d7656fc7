"""Section 3: every word of the lists, families, and functions that a user registers."""

import re

import numpy as np
import pytest
import scipy.linalg
import sympy
import torch
from torch.nn import functional

import symrnn as sr
from symrnn.errors import NotSupportedError, ShapeError, SymrnnError

n, m = sr.dims("n m")
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
W, V, U = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("U", n, n)
s = sr.scalar("s")
t, k = sr.index("t"), sr.index("k")
hs, Ws = sr.sequence("u", n), sr.sequence("A", n, n)
q = sympy.Symbol("q")

RNG = np.random.default_rng(5)
POINT = {"h": RNG.normal(size=3), "b": RNG.normal(size=3), "x": RNG.normal(size=2), "W": RNG.normal(size=(3, 3)) / 3,
         "V": RNG.normal(size=(3, 2)), "U": RNG.normal(size=(3, 3)), "s": 0.4, "t": 3,
         "A": list(RNG.normal(size=(4, 3, 3))), "u": list(RNG.normal(size=(4, 3)))}


def value(term, **more):
    return sr.lower(term, "numpy")({**POINT, **more})


def columns(v):
    return np.asarray(v).reshape(-1, 1)


TORCH = {
    "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "softplus": functional.softplus, "exp": torch.exp,
    "log": torch.log, "sqrt": torch.sqrt, "sin": torch.sin, "cos": torch.cos, "sinh": torch.sinh, "cosh": torch.cosh,
    "atan": torch.atan, "erf": torch.erf, "abs": torch.abs, "sign": torch.sign, "identity": lambda u: u,
    "step": lambda u: (u > 0).double(), "silu": functional.silu, "gelu": functional.gelu, "elu": functional.elu,
    "softsign": functional.softsign, "hardtanh": functional.hardtanh, "leaky_relu": functional.leaky_relu,
}  # fmt: skip
LISTED = """tanh sigmoid relu softplus exp log sqrt sin cos sinh cosh atan erf abs sign step identity silu gelu elu
softsign hardtanh leaky_relu"""


def test_the_list_of_functions_is_the_one_of_the_design():
    assert sorted(TORCH) == sorted(LISTED.split())


@pytest.mark.parametrize("word", LISTED.split())
def test_an_elementwise_function_and_its_derivative_are_those_of_torch(word):
    u = sr.vector("u", n)
    points = torch.tensor([0.3, 2.5, 0.9] if word in ("log", "sqrt") else [-2.5, -0.3, 0.0, 0.7, 1.0, 3.0]).double()
    points.requires_grad_()
    expected = TORCH[word](points)
    term = getattr(sr, word)(u)
    assert term.shape == u.shape
    assert sr.lower(term, "numpy")(u=points.detach().numpy())[:, 0] == pytest.approx(expected.detach().numpy())
    if expected.requires_grad:
        expected.sum().backward()
        # The slope of sign and of identity does not hold u any more: the size is given beside it.
        slope = sr.lower(sr.D(term, u), "numpy")({"u": points.detach().numpy(), "n": len(points)})
        assert np.diag(slope) == pytest.approx(points.grad.numpy())
        assert slope == pytest.approx(np.diag(np.diag(slope)))


P = POINT
EIGENVALUES = np.linalg.eigvalsh(P["W"] + P["W"].T)
ALGEBRA = {
    "diag": (sr.diag(h), np.diag(P["h"])), "diagof": (sr.diagof(W), columns(np.diag(P["W"]))),
    "eye": (sr.eye(n), np.eye(3)), "ones": (sr.ones(n), np.ones((3, 1))), "zeros": (sr.zeros(n), np.zeros((3, 1))),
    "ones2": (sr.ones(n, m), np.ones((3, 2))), "zeros2": (sr.zeros(n, m), np.zeros((3, 2))),
    "unit": (sr.unit(n, 1), columns([0, 1, 0])), "outer": (sr.outer(h, x), np.outer(P["h"], P["x"])),
    "dot": (sr.dot(h, b), P["h"] @ P["b"]), "inv": (sr.inv(W), np.linalg.inv(P["W"])),
    "matpow": (sr.matpow(W, 3), P["W"] @ P["W"] @ P["W"]), "matpow_t": (sr.matpow(W, t), P["W"] @ P["W"] @ P["W"]),
    "expm": (sr.expm(W), scipy.linalg.expm(P["W"])), "kron": (sr.kron(W, V), np.kron(P["W"], P["V"])),
    "vec": (sr.vec(V), columns(P["V"].T)), "stack": (sr.stack(h, x), columns([*P["h"], *P["x"]])),
    "block": (sr.block([[W, V], [V.T, sr.eye(m)]]), np.block([[P["W"], P["V"]], [P["V"].T, np.eye(2)]])),
    "entry": (sr.entry(h, 1), P["h"][1]), "entry2": (sr.entry(W, 0, 2), P["W"][0, 2]),
    "softmax": (sr.softmax(h), columns(np.exp(P["h"]) / np.exp(P["h"]).sum())),
    "det": (sr.det(W), np.linalg.det(P["W"])), "tr": (sr.tr(W), np.trace(P["W"])), "rank": (sr.rank(V), 2),
    "rho": (sr.rho(W), abs(np.linalg.eigvals(P["W"])).max()), "count_nonzero": (sr.count_nonzero(sr.eye(n)), 3),
    "sum": (sr.sum(W), P["W"].sum()), "mean": (sr.mean(W), P["W"].mean()), "max": (sr.max(h), P["h"].max()),
    "min": (sr.min(W), P["W"].min()), "norm": (sr.norm(h), np.linalg.norm(P["h"])),
    "norm of a matrix": (sr.norm(W), np.linalg.norm(P["W"], 2)), "norm_f": (sr.norm_f(W), np.linalg.norm(P["W"])),
    "norm_1": (sr.norm_1(W), np.linalg.norm(P["W"], 1)), "norm_inf": (sr.norm_inf(W), np.linalg.norm(P["W"], np.inf)),
    "norm_1 of a column": (sr.norm_1(h), abs(P["h"]).sum()), "norm_inf of one": (sr.norm_inf(h), abs(P["h"]).max()),
    "sigma_min": (sr.sigma_min(W), np.linalg.norm(P["W"], -2)), "eig_max": (sr.eig_max(W + W.T), EIGENVALUES[-1]),
    "eig_min": (sr.eig_min(W + W.T), EIGENVALUES[0]),
    "product": (sr.product(Ws, k, 1, t), P["A"][3] @ P["A"][2] @ P["A"][1]),
    "empty product": (sr.product(Ws, k, 2, 1), np.eye(3)),
    "total": (sr.total(hs[k], k, 1, t), columns(sum(P["u"][1:]))),
    "element": (Ws[t - 1] @ hs[t], columns(P["A"][2] @ P["u"][3])),
    "iterate": (sr.iterate(W @ h, h, b, 2), columns(P["W"] @ P["W"] @ P["b"])),
    "stationary_covariance": (sr.stationary_covariance(W, U), scipy.linalg.solve_discrete_lyapunov(P["W"], P["U"])),
    "autocovariance": (sr.autocovariance(W, U, 1), P["W"] @ scipy.linalg.solve_discrete_lyapunov(P["W"], P["U"])),
    "frequency_response": (sr.frequency_response(W, V, V.T, s), P["V"].T @ np.linalg.solve(
        np.exp(0.4j) * np.eye(3) - P["W"], P["V"])),
}  # fmt: skip


@pytest.mark.parametrize("word", ALGEBRA)
def test_a_word_has_the_value_of_numpy(word):
    term, expected = ALGEBRA[word]
    found = value(term, n=3, m=2)
    assert np.shape(found) == np.shape(expected)
    assert found == pytest.approx(np.asarray(expected))


def test_every_listed_word_is_a_name_of_the_package():
    text = """diag diagof eye ones zeros unit outer dot inv matpow expm kron vec stack block entry softmax det tr rank
    rho count_nonzero sum mean max min norm norm_f norm_1 norm_inf sigma_min eig_max eig_min index sequence product
    total function rational dims scalar vector vectors matrix Cell lower structure D pullback jvp hessian claim foil
    Source judge integral iterate frequency_response stationary_covariance autocovariance expect gaussian uniform
    audit"""
    assert [word for word in text.split() if not callable(getattr(sr, word))] == []
    assert set(text.split()) <= set(dir(sr))


@pytest.mark.parametrize(
    ("make", "texts"),
    [
        (lambda: sr.diag(W), ["sr.diag", "n x n", "a column"]), (lambda: sr.diagof(V), ["n x m", "square"]),
        (lambda: sr.inv(V), ["n x m", "square"]), (lambda: sr.det(V), ["n x m", "square"]),
        (lambda: sr.outer(h, W), ["a column"]), (lambda: sr.dot(h, x), ["n x 1 and m x 1"]),
        (lambda: sr.softmax(W), ["a column"]), (lambda: sr.matpow(W, 0.5), ["0.5", "sr.index"]),
        (lambda: sr.stack(), ["at least one"]), (lambda: sr.stack(s, h), ["scalar", "a column", "s * sr.ones(1)"]),
        (lambda: sr.block([W, V]), ["rows of blocks"]),
        (lambda: sr.block([[W, V], [W, W]]), ["equal widths"]), (lambda: sr.entry(W, 0), ["sr.entry(A, i, j)"]),
        (lambda: sr.entry(h, -1), ["0 to n - 1"]), (lambda: sr.unit(3, 3), ["0 to 3 - 1"]),
        (lambda: sr.eye(0), ["positive int"]), (lambda: sr.eye("n"), ["sr.dims"]),
        (lambda: sr.dims(""), ["separated by spaces"]), (lambda: sr.vector("h b", n), ["sr.vectors"]),
        (lambda: sr.vector("1h", n), ["identifier"]), (lambda: sr.vector("h", 0), ["the size of h"]),
        (lambda: sr.scalar("a", between=(1, 0)), ["lo <= hi"]), (lambda: sr.scalar("a", between=1), ["pair"]),
        (lambda: sr.scalar("a", positive=True, complex=True), ["complex"]), (lambda: hs["t"], ["sr.index"]),
        (lambda: hs[n], ["index"]), (lambda: sr.product(Ws, n, 0, 3), ["plain index", "sr.index"]),
        (lambda: sr.product(sr.sequence("V", n, m), k, 0, 3), ["square"]), (lambda: list(hs), ["sr.total"]),
        (lambda: sr.D(W @ h, W), ["sr.pullback"]), (lambda: sr.D(W, h), ["sr.pullback"]),
        (lambda: sr.D(h, W @ h), ["a leaf"]), (lambda: sr.pullback(h, W, x), ["m x 1", "n x 1"]),
        (lambda: sr.jvp(W @ h, W, h), ["n x n"]), (lambda: sr.hessian(h, h), ["a scalar"]),
        (lambda: sr.D(W @ h, sr.vector("h", m)), ["two symbols named h"]),
        (lambda: sr.integral(s, h, 0, 1), ["scalar leaf"]), (lambda: sr.expect(s, s, 3), ["sr.gaussian"]),
        (lambda: sr.stationary_covariance(W, V @ V.T @ V), ["square"]),
        (lambda: sr.iterate(V.T @ h, h, b, 2), ["m x 1", "n x 1"]),
        (lambda: sr.structure(s), ["scalar"]), (lambda: sr.lower(3, "numpy"), ["a term"]),
        (lambda: sr.lower(h, "jax"), ["numpy, torch, mpmath, arb"]),
    ],
)  # fmt: skip
def test_misuse_of_a_word_says_what_got_expected_and_what_to_do(make, texts):
    with pytest.raises(SymrnnError) as caught:
        make()
    for text in texts:
        assert text in str(caught.value)


# -- functions that a user registers ---------------------------------------------------------------------------
OWN = {
    "mish": q * sympy.tanh(sympy.log(1 + sympy.exp(q))), "swish": q / (1 + sympy.exp(-q)), "tangent": sympy.tan(q),
    "asinh": sympy.asinh(q), "leak": sympy.Max(q, 0.1 * q), "root": sympy.sqrt(1 + q**2), "bell": sympy.sech(q) ** 2,
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_a_registered_function_is_derived_and_proved(name):
    own = sr.function(f"{name}_own", OWN[name])
    term, points = own(h), np.array([-1.2, 0.4, 0.9])
    plain = sympy.lambdify(q, OWN[name], "math")
    slope = sympy.lambdify(q, OWN[name].diff(q), ["math", {"Heaviside": lambda u, _: float(u > 0)}])
    assert value(term, h=points)[:, 0] == pytest.approx([plain(u) for u in points])
    assert np.diag(value(sr.D(term, h), h=points)) == pytest.approx([slope(u) for u in points])
    assert sr.judge(sr.equal(sr.D(own(W @ h), h), sr.diag(sr.diagof(sr.D(own(h), h)).at({h: W @ h})) @ W)).verdict in (
        "PROVED", "CORROBORATED")


def test_what_is_proved_with_an_opaque_function_holds_for_every_activation():
    phi = sr.function("phi")
    slope = sr.diag(sr.diagof(sr.D(phi(b), b)).at({b: W @ h}))
    judged = sr.judge(sr.equal(sr.D(phi(W @ h), h), slope @ W))
    assert judged.verdict == "PROVED"
    assert sr.judge(sr.equal(sr.D(phi(W @ h), h), slope)).verdict == "REFUTED"


def test_an_opaque_function_may_have_a_range_and_a_lipschitz_constant():
    phi = sr.function("phi", range=(-1, 1), lipschitz=1)
    record = sr.equal(phi(h), h).record()
    assert record["functions"]["phi"]["range"] == ["-1", "1"]
    assert record["functions"]["phi"]["lipschitz"] == ["num", "1"]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: sr.function("tanh"), "new identifier"), (lambda: sr.function("a b"), "new identifier"),
        (lambda: sr.function("f", lambda u: u), "SymPy expression"),
        (lambda: sr.function("f", q * s.expr), "one symbol"),
        (lambda: sr.function("f", sympy.gamma(q)), "gamma"), (lambda: sr.function("f", q / 3.0000000000000004), "15"),
        (lambda: sr.function("f", sympy.Piecewise((q, q > 0), (0, True))), "Piecewise"),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_says_why(make, text):
    with pytest.raises((ShapeError, NotSupportedError), match=re.escape(text)):
        make()


# -- definedness -----------------------------------------------------------------------------------------------
def test_where_a_term_is_undefined_is_part_of_the_scope_and_of_the_sampling():
    judged = sr.judge(sr.equal(s / s, 1))
    assert judged.verdict == "PROVED"
    assert "defined" in judged.scope
    root = sr.judge(sr.equal(sr.sqrt(s) ** 2, s))
    assert root.verdict == "PROVED"
    assert "defined" in root.scope
    kink = sr.judge(sr.equal(sr.D(sr.relu(s), s), sr.step(s)))
    assert kink.verdict == "PROVED"
    assert "kink" in kink.scope


def test_a_root_of_a_square_is_no_identity():
    judged = sr.judge(sr.equal(sr.sqrt(s**2), s))
    assert judged.verdict == "REFUTED"
    assert judged.witness["leaves"]["s"].startswith("-")
