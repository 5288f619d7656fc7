"""Bounds of norms by rules: what is true is proved, what is nearly true is not, and forged chains are not accepted."""

import copy

import pytest

from symrnn.algebra.bounds import prove_bound
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language import words as w
from symrnn.algebra.language.leaves import matrices, matrix, rational, scalar, scalars, sequence, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.language.statements import (
    Statement,
    at_most,
    between,
    commute,
    equal,
    ge,
    gt,
    idempotent,
    le,
    less,
    nilpotent,
    nonzero,
    normal,
    orthogonal,
    pd,
    permutation,
    psd,
    stochastic,
    symmetric,
    unit_norm,
)
from symrnn.algebra.order.signs import proved
from symrnn.recheck.chains import accept_chain

TANH, SIGMOID, RELU, ABS = (TABLE[name] for name in ("tanh", "sigmoid", "relu", "abs"))
n, m = dims("n m")
t, k, j = index("t"), index("k"), index("j")
A, B, W = matrices("A B W", n, n)
P = matrix("P", n, m)
u, v, h = vectors("u v h", n)
d = sequence("d", n)
Ws = sequence("W_s", n, n)
g = sequence("g")
gamma = scalar("gamma", positive=True)
tau = scalar("tau", positive=True)
a = scalar("a", between=(0, 1))
c, q = scalars("c q")
phi = function("phi", lipschitz=gamma)
steep = function("steep", lipschitz=2)
D = w.diag(1 - TANH(W @ h + v) ** 2)
N, R = w.norm, w.rank
product = w.product(w.diag(d[j]) @ W, j, k + 1, t)
slopes = at_most(w.norm_inf(d[j]), gamma)
quarter = rational(1, 4)


def proof(statement, given=()):
    return prove_bound(Statement(statement.head, statement.args, (*statement.given, *given)))[0]


TRUE = {
    "submultiplicative": (at_most(N(A @ B), N(A) * N(B)), ()),
    "three factors": (at_most(N(A @ B @ W), N(A) * N(B) * N(W)), ()),
    "triangle": (at_most(N(A + B), N(A) + N(B)), ()),
    "difference": (at_most(N(A - B), N(A) + N(B)), ()),
    "reverse triangle": (at_most(N(A) - N(B), N(A + B)), ()),
    "transpose": (equal(N(A.T), N(A)), ()),
    "one and infinity": (equal(w.norm_1(A.T), w.norm_inf(A)), ()),
    "frobenius": (at_most(N(A), w.norm_f(A)), ()),
    "mixed frobenius": (at_most(w.norm_f(A @ B), N(A) * w.norm_f(B)), ()),
    "vectors": (at_most(w.norm_inf(u), N(u)), ()),
    "sum of moduli": (at_most(N(u), w.norm_1(u)), ()),
    "matrix times vector": (at_most(N(P.T @ u), N(P) * N(u)), ()),
    "outer product": (equal(N(w.outer(u, v)), N(u) * N(v)), ()),
    "gram": (equal(N(P.T @ P), N(P) ** 2), ()),
    "diagonal": (equal(N(w.diag(u)), w.norm_inf(u)), ()),
    "kronecker": (equal(N(w.kron(A, P)), N(A) * N(P)), ()),
    "stack": (at_most(N(w.stack(u, v)), N(u) + N(v)), ()),
    "blocks": (at_most(N(w.block([[A, B], [w.zeros(n, n), A]])), 2 * N(A) + N(B)), ()),
    "powers": (at_most(N(w.matpow(A, t)), N(A) ** t), ()),
    "fixed power": (at_most(N(w.matpow(A, 3)), N(A) ** 3), ()),
    "neumann": (at_most(N(w.inv(w.eye(n) - A)), 1 / (1 - N(A))), (less(N(A), 1),)),
    "slopes of tanh": (at_most(N(D @ W), N(W)), ()),
    "slopes of sigmoid": (at_most(N(w.diag(SIGMOID(h) * (1 - SIGMOID(h))) @ W), N(W) / 4), ()),
    "opaque slopes": (at_most(N(w.diag(phi.prime()(h)) @ W), gamma * N(W)), ()),
    "slopes with a number": (at_most(N(w.D(steep(W @ h), h)), 2 * N(W)), ()),
    "even power of a scalar": (at_most(N(c**2 * (A @ B)), c**2 * (N(A) * N(B))), ()),
    "square as a product": (at_most(N(c * c * A), c * c * N(A)), ()),
    "odd power of a scalar": (at_most(N(c**3 * A), ABS(c) ** 3 * N(A)), ()),
    "a step's derivative": (at_most(N(w.D(TANH(W @ h), h)), N(W)), ()),
    "leaky step": (at_most(N((1 - a) * w.eye(n) + a * D @ W), 1 - a + a * N(W)), ()),
    "gate": (at_most(N(SIGMOID(h) * u), N(u)), ()),
    "activation": (at_most(N(TANH(W @ u)), N(W) * N(u)), ()),
    "ordered product": (at_most(N(w.product(Ws, j, 1, t)), w.product(N(Ws[j]), j, 1, t)), ()),
    "product over a range": (at_most(N(product), (gamma * N(W)) ** (t - k)), (le(k, t), slopes)),
    "product at another index": (at_most(N(w.product(w.diag(d[j + 1]) @ W, j, k + 1, t)), (gamma * N(W)) ** (t - k)),
                                 (le(k, t), at_most(w.norm_inf(d[j]), gamma))),
    "product with its norms": (at_most(N(product), w.product(w.norm_inf(d[j]), j, k + 1, t) * N(W) ** (t - k)),
                               (le(k, t),)),
    "sum over a range": (at_most(N(w.total(g[j] * A, j, 1, t)), w.total(ABS(g[j]), j, 1, t) * N(A)), ()),
    "two contracting steps": (less(N(A @ B), 1), (less(N(A), 1), less(N(B), 1))),
    "one of them strictly": (less(N(A @ B), 1), (less(N(A), 1), at_most(N(B), 1))),
    "orthogonal": (equal(N(W @ u), N(u)), (orthogonal(W),)),
    "orthogonal and slopes": (at_most(N(w.diag(1 - TANH(h) ** 2) @ W), 1), (orthogonal(W),)),
    "permutation": (equal(N(A @ B), N(B)), (permutation(A),)),
    "stochastic": (equal(w.norm_inf(A), 1), (stochastic(A),)),
    "normal": (equal(N(A), w.rho(A)), (normal(A),)),
    "symmetric": (equal(N(A), w.rho(A)), (symmetric(A),)),
    "radius": (at_most(w.rho(A), w.norm_1(A)), ()),
    "radius of a product": (at_most(w.rho(A @ B), N(A) * N(B)), ()),
    "radius of a multiple": (equal(w.rho(c * A), ABS(c) * w.rho(A)), ()),
    "radius of rank one": (equal(w.rho(w.outer(u, v)), ABS(w.dot(u, v))), ()),
    "clipped": (equal(N(tau / N(u) * u), tau), (nonzero(u),)),
    "cauchy-schwarz": (at_most(w.dot(u, v) ** 2, w.dot(u, u) * w.dot(v, v)), ()),
    "bilinear form": (at_most(u.T @ A @ v, N(u) * N(A) * N(v)), ()),
    "rayleigh": (at_most(w.dot(u, A @ u), w.eig_max(A) * w.dot(u, u)), (symmetric(A),)),
    "semidefinite": (at_most(0, w.dot(u, A @ u)), (psd(A),)),
    "least stretch": (at_most(w.sigma_min(W) * N(h), N(W @ h)), ()),
    "least stretches": (at_most(w.sigma_min(A) * w.sigma_min(B), N(A @ B)), ()),
    "lower bound of a product": (at_most(w.product(w.sigma_min(Ws[j]), j, 1, t), N(w.product(Ws, j, 1, t))), ()),
    "trace": (at_most(w.tr(A), 3 * N(A)), (between(n, 1, 3),)),
    "unit vector": (at_most(N(A @ u), N(A)), (unit_norm(u),)),
    "perturbed product": (at_most(N((A + c * B) @ W), N(A) * N(W) + ABS(c) * N(B) * N(W)), ()),
    "rank of a sum": (at_most(R(A + B), R(A) + R(B)), ()),
    "rank of a difference from below": (at_most(R(A) - R(B), R(A - B)), ()),
    "rank of a product": (at_most(R(A @ P), R(P)), ()),
    "sylvester's rank": (at_most(R(A) + R(P) - n, R(A @ P)), ()),
    "frobenius' rank": (at_most(R(A @ B) + R(B @ P), R(B) + R(A @ B @ P)), ()),
    "gram rank": (equal(R(P.T @ P), R(P)), ()),
    "entrywise rank": (at_most(R(A * B), R(A) * R(B)), ()),
    "kronecker rank": (equal(R(w.kron(A, P)), R(A) * R(P)), ()),
    "invertible factor": (equal(R(A @ P), R(P)), (orthogonal(A),)),
    "rank of the rest": (equal(R(w.eye(n) - A), n - R(A)), (idempotent(A),)),
    "rank of a block": (at_most(R(A), R(w.block([[A], [B]]))), ()),
    "rank of a nilpotent matrix": (at_most(R(A), n - 1), (nilpotent(A),)),
    "rank and rows": (at_most(R(P), n), ()),
    "radii that commute": (at_most(w.rho(A @ B), w.rho(A) * w.rho(B)), (commute(A, B),)),
    "shifted radius": (at_most(w.rho(w.eye(n) - A), 1 + w.rho(A)), ()),
    "leaky radius": (less(w.rho((1 - c) * w.eye(n) + c * W), 1), (gt(c, 0), less(c, 1), less(w.rho(W), 1))),
    "radius of a projection": (at_most(w.rho(A), 1), (idempotent(A),)),
    "radius of a gram matrix": (equal(w.rho(A.T @ A), N(A) ** 2), ()),
    "least stretch below the radius": (at_most(w.sigma_min(A), w.rho(A)), ()),
    "stein": (less(w.rho(A), 1), (pd(B), pd(B - A @ B @ A.T))),
    "largest eigenvalue of a sum": (at_most(w.eig_max(A + B), w.eig_max(A) + w.eig_max(B)), (symmetric(A), symmetric(B))),
    "eigenvalue and trace": (at_most(w.eig_max(A), w.tr(A)), (psd(A),)),
    "mean eigenvalue": (at_most(n * w.eig_min(A), w.tr(A)), (symmetric(A),)),
    "gram eigenvalue": (at_most(0, w.eig_min(W.T @ W)), ()),
    "determinant of a form": (at_most(0, w.det(A)), (psd(A),)),
    "frobenius by size": (at_most(w.norm_f(A) ** 2, n * N(A) ** 2), ()),
    "moduli by size": (at_most(w.norm_1(h), TABLE["sqrt"](n) * N(h)), ()),
    "values of a range": (at_most(N(TANH(h)) ** 2, n), ()),
    "differences of a step": (at_most(N(TANH(W @ h + v) - TANH(W @ u + v)), N(W) * N(h - u)), ()),
    "differences of a steep step": (at_most(N(steep(W @ h) - steep(W @ u)), 2 * N(W) * N(h - u)), ()),
    "inverse from below": (at_most(1 / N(A), N(w.inv(A))), ()),
    "three norms": (at_most(N(A) ** 2, w.norm_1(A) * w.norm_inf(A)), ()),
    "turned around": (ge(N(A) * N(B), N(A @ B)), ()),
    "conditions as facts": (at_most(N(A @ B), q), (at_most(N(A), c), at_most(N(B), 2), at_most(2 * c, q))),
}

FALSE = {
    "wrong direction": (at_most(N(A) * N(B), N(A @ B)), ()),
    "half": (at_most(N(A @ B), N(A) * N(B) / 2), ()),
    "strict": (less(N(A @ B), N(A) * N(B)), ()),
    "one summand": (at_most(N(A + B), N(A)), ()),
    "sum is not a product": (at_most(N(A + B), N(A) * N(B)), ()),
    "transposed one-norm": (equal(w.norm_1(A.T), w.norm_1(A)), ()),
    "frobenius below": (at_most(w.norm_f(A), N(A)), ()),
    "two spectral norms": (at_most(w.norm_f(A @ B), N(A) * N(B)), ()),
    "order of vector norms": (at_most(N(u), w.norm_inf(u)), ()),
    "broadcast": (at_most(N(c + u), ABS(c) + N(u)), ()),
    "inner for outer": (equal(N(w.outer(u, v)), ABS(w.dot(u, v))), ()),
    "square for gram": (equal(N(A @ A), N(A) ** 2), ()),
    "stack with one part": (at_most(N(w.stack(u, v)), N(u)), ()),
    "negative power": (at_most(N(w.matpow(A, t - 1)), N(A) ** (t - 1)), ()),
    "neumann without its condition": (at_most(N(w.inv(w.eye(n) - A)), 1 / (1 - N(A))), ()),
    "slopes too small": (at_most(N(D @ W), N(W) * rational(999999999, 10**9)), ()),
    "strict slopes": (less(N(D @ W), N(W)), (nonzero(W),)),
    "an eighth": (at_most(N(w.diag(SIGMOID(h) * (1 - SIGMOID(h))) @ W), N(W) / 8), ()),
    "slopes with a smaller number": (at_most(N(w.D(steep(W @ h), h)), rational(19, 10) * N(W)), ()),
    "odd power without modulus": (at_most(N(c**3 * A), c**3 * N(A)), ()),
    "product of two scalars": (at_most(N(c * q * A), c * q * N(A)), ()),
    "half of the opaque slopes": (at_most(N(w.diag(phi.prime()(h)) @ W), gamma * N(W) / 2), ()),
    "leak left out": (at_most(N((1 - a) * w.eye(n) + a * D @ W), a * N(W)), ()),
    "leak of any sign": (at_most(N((1 - c) * w.eye(n) + c * A), 1 - c + c * N(A)), ()),
    "gate of relu": (at_most(N(RELU(h) * u), N(u)), ()),
    "sigmoid is no contraction": (at_most(N(SIGMOID(u)), N(u)), ()),
    "one factor more": (at_most(N(product), (gamma * N(W)) ** (t - k + 1)), (le(k, t), slopes)),
    "without the order of times": (at_most(N(product), (gamma * N(W)) ** (t - k)), (slopes,)),
    "slopes at one time only": (at_most(N(product), (gamma * N(W)) ** (t - k)),
                                (le(k, t), at_most(w.norm_inf(d[t]), gamma))),
    "another sequence": (at_most(N(w.product(Ws, j, 1, t)), gamma**t), (slopes,)),
    "range too long": (at_most(N(w.product(Ws, j, 0, t)), w.product(N(Ws[j]), j, 1, t)), ()),
    "two weak steps": (less(N(A @ B), 1), (at_most(N(A), 1), at_most(N(B), 1))),
    "one contracting step": (less(N(A @ B), 1), (less(N(A), 1),)),
    "radii multiply": (at_most(w.rho(A @ B), w.rho(A) * w.rho(B)), ()),
    "radii contract": (less(w.rho(A @ B), 1), (less(w.rho(A), 1), less(w.rho(B), 1))),
    "every matrix keeps lengths": (equal(N(W @ u), N(u)), ()),
    "norm one keeps lengths": (equal(N(W @ u), N(u)), (equal(N(W), 1),)),
    "stochastic norm": (at_most(N(A), 1), (stochastic(A),)),
    "radius for all": (equal(N(A), w.rho(A)), ()),
    "norm below radius": (at_most(N(A), w.rho(A)), ()),
    "sign of the factor": (equal(w.rho(c * A), c * w.rho(A)), ()),
    "clipped by the square": (equal(N(tau / N(u) ** 2 * u), tau), (nonzero(u),)),
    "threshold of any sign": (equal(N(c / N(u) * u), c), (nonzero(u),)),
    "cauchy without a square": (at_most(w.dot(u, v) ** 2, w.dot(u, u)), ()),
    "rayleigh without symmetry": (at_most(w.dot(u, A @ u), w.eig_max(A) * w.dot(u, u)), ()),
    "smallest eigenvalue": (at_most(w.dot(u, A @ u), w.eig_min(A) * w.dot(u, u)), (symmetric(A),)),
    "indefinite": (at_most(0, w.dot(u, A @ u)), (symmetric(A),)),
    "largest stretch from below": (at_most(N(W) * N(h), N(W @ h)), ()),
    "least stretch of a wide matrix": (at_most(w.sigma_min(P.T) * N(u), N(P.T @ u)), ()),
    "trace without size": (at_most(w.tr(A), N(A)), ()),
    "sum of least stretches": (at_most(w.sigma_min(A) + w.sigma_min(B), w.sigma_min(A + B)), ()),
    "rank of a summand": (at_most(R(A), R(A + B)), ()),
    "rank of a factor": (at_most(R(P), R(A @ P)), ()),
    "sylvester's rank with columns": (at_most(R(A) + R(P) - m, R(A @ P)), ()),
    "rank of a square": (equal(R(A @ A), R(A)), ()),
    "entrywise sum of ranks": (at_most(R(A * B), R(A) + R(B)), ()),
    "symmetric factor": (equal(R(A @ P), R(P)), (symmetric(A),)),
    "rank of the rest of any": (equal(R(w.eye(n) - A), n - R(A)), (symmetric(A),)),
    "rank of a block by one": (at_most(R(w.block([[A], [B]])), R(A)), ()),
    "rank of a nilpotent matrix by two": (at_most(R(A), n - 2), (nilpotent(A),)),
    "radii of a sum": (at_most(w.rho(A + B), w.rho(A) + w.rho(B)), (symmetric(A),)),
    "radii that commute with a third": (at_most(w.rho(A @ B), w.rho(A) * w.rho(B)), (commute(A, W), commute(W, B))),
    "leaky radius at one": (less(w.rho((1 - c) * w.eye(n) + c * W), 1), (ge(c, 0), less(c, 1), less(w.rho(W), 1))),
    "norm of a projection": (at_most(N(A), 1), (idempotent(A),)),
    "radius of a square as a norm": (equal(w.rho(A @ A), N(A) ** 2), ()),
    "least stretch above the radius": (at_most(w.rho(A), w.sigma_min(A)), ()),
    "stein with a weak sign": (less(w.rho(A), 1), (pd(B), psd(B - A @ B @ A.T))),
    "stein with another matrix": (less(w.rho(A), 1), (pd(B), pd(B - A @ W @ A.T))),
    "stein without a transpose": (less(w.rho(A), 1), (pd(B), pd(B - A @ B @ A))),
    "largest eigenvalue of any sum": (at_most(w.eig_max(A + B), w.eig_max(A) + w.eig_max(B)), (symmetric(A),)),
    "eigenvalue and trace of any": (at_most(w.eig_max(A), w.tr(A)), (symmetric(A),)),
    "gram eigenvalue, strictly": (less(0, w.eig_min(W.T @ W)), ()),
    "determinant of symmetric ones": (at_most(0, w.det(A)), (symmetric(A),)),
    "frobenius by another size": (at_most(w.norm_f(A) ** 2, m * N(A) ** 2), ()),
    "moduli by the size's root, halved": (at_most(w.norm_1(h), TABLE["sqrt"](n) * N(h) / 2), ()),
    "differences of exponentials": (at_most(N(TABLE["exp"](u) - TABLE["exp"](v)), N(u - v)), ()),
    "differences of silu": (at_most(N(TABLE["silu"](u) - TABLE["silu"](v)), N(u - v)), ()),
    "differences of two functions": (at_most(N(TANH(u) - SIGMOID(v)), N(u - v)), ()),
    "differences of a steep step, halved": (at_most(N(steep(W @ h) - steep(W @ u)), N(W) * N(h - u)), ()),
    "inverse equal": (at_most(N(w.inv(A)), 1 / N(A)), ()),
    "strict from weak": (gt(N(A) * N(B), N(A @ B)), ()),
    "facts too weak": (at_most(N(A @ B), q), (at_most(N(A), c), at_most(N(B), 2), at_most(c, q))),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_bounds_are_proved(name):
    found = proof(*TRUE[name])
    assert found is not None
    assert (found.route, found.second) == ("route:norm-rules", "checker")


@pytest.mark.parametrize("name", FALSE)
def test_nearly_true_bounds_are_not_proved(name):
    assert proof(*FALSE[name]) is None


def chain(name):
    statement, given = TRUE[name]
    whole = Statement(statement.head, statement.args, tuple(given))
    return whole.record(), proof(whole).certificate


CHAINED = ("sylvester's rank", "differences of a steep step", "stein", "rank of a block", "three factors",
           "leaky step", "product over a range", "two contracting steps", "orthogonal", "clipped")


@pytest.mark.parametrize("name", CHAINED)
def test_the_trusted_base_accepts_the_chain_and_no_other(name):
    record, honest = chain(name)
    assert accept_chain(record, honest)[0]
    other = {**record, "assert": ["less", *record["assert"][1:]]}
    assert not accept_chain(other, {**honest, "goal": other["assert"]})[0] or record["assert"][0] == "less"


@pytest.mark.parametrize("name", CHAINED)
def test_forged_steps_are_rejected(name):
    record, honest = chain(name)
    for i, step in enumerate(honest["steps"]):
        for forge in (
            lambda s: s.update(rule="identity" if s["rule"] != "identity" else "transpose"),
            lambda s: s.update(right=["num", "0"]),
            lambda s: s.update(left=["num", "7"]),
            lambda s: s.update(rel="=" if s["rel"] == "<=" else "<=" if s["rel"] == "<" else "<"),
        ):
            forged = copy.deepcopy(honest)
            forge(forged["steps"][i])
            assert forged["steps"][i] != step
            assert not accept_chain(record, forged)[0], (name, i, forged["steps"][i])


def test_conditions_that_are_not_given_are_rejected():
    record, honest = chain("product over a range")
    for i in range(len(record["given"])):
        poorer = {**record, "given": record["given"][:i] + record["given"][i + 1:]}
        assert not accept_chain(poorer, honest)[0] or record["given"][i][0] == "positive"


def test_a_condition_with_a_free_index_speaks_of_that_index_only():
    one_time = at_most(N(Ws[t]), gamma)
    assert proof(at_most(N(w.product(Ws, j, 1, t)), gamma**t), [one_time]) is None
    assert proof(at_most(N(Ws[t] @ A), gamma * N(A)), [one_time]) is not None


def test_a_step_that_need_not_have_a_value_shows_nothing():
    zero, one = node(rational(0)), node(1 / N(A))
    shown = [proved(("<", rational(0), 1 / N(A)), []), proved(("<", rational(0), N(A)), [("<", rational(0), 1 / N(A))])]
    steps = [{"rule": "sum", "rel": "<", "left": zero, "right": one, "uses": [], "proof": shown[0]},
             {"rule": "sum", "rel": "<", "left": zero, "right": node(N(A)), "uses": [["step", 0]], "proof": shown[1]},
             *({"rule": "chain", "rel": "<=", "left": t, "right": t, "uses": []} for t in (zero, node(N(A))))]
    record = less(0, N(A)).record()
    forged = {"kind": "norm-rules", "goal": record["assert"], "given": [], "steps": steps, "ends": [[2, 1, 3]]}
    assert "perhaps no value" in accept_chain(record, forged)[1]
    divided = less(0, N(A), given=[at_most(1 / N(A), 7)]).record()  # the statement says nothing where it has no value
    assert accept_chain(divided, forged)[0]
