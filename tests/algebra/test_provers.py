"""Every prover beside a twin of each statement that is nearly true: the true one is proved, the twin is not."""

from importlib import import_module

import pytest

import symrnn as sr
from symrnn.algebra.provers import BY_FORM, PROVERS, prove

n, m = sr.dims("n m")
h, b, v, lam, w = sr.vectors("h b v lam w", n)
W, A, B, U, Q = sr.matrices("W A B U Q", n, n)
V, C, E = sr.matrix("V", n, m), sr.matrix("C", m, n), sr.matrix("E", m, m)
x, y, a, mu, o = sr.scalars("x y a mu o")
g, c = sr.scalar("g", positive=True), sr.scalar("c", nonneg=True)
t, k = sr.index("t"), sr.index("k")
J, q = sr.sequence("J", n, n), sr.sequence("q")
P = sr.product(J, k, 1, t)
F = sr.matrix("F", 2, 2)
G, H = sr.matrices("G H", 3, 3)

# (the statement, the twin)
PAIRS = {
    "square roots of -I": (sr.ne(G @ G, -sr.eye(3)), sr.ne(F @ F, -sr.eye(2))),
    "anticommuting": (sr.ne(G @ H, -(H @ G), given=[sr.invertible(G), sr.invertible(H)]), sr.ne(G @ H, -(H @ G))),
    "a commutator": (sr.ne(W @ U - U @ W, sr.eye(n)), sr.ne(W @ U - U @ W, sr.zeros(n, n))),
    "below the line": (sr.ne(sr.tanh(x), x, given=[x > 0]), sr.ne(sr.tanh(2 * x), x, given=[x > 0])),
    "one factor is singular": (
        sr.implies(sr.no(sr.invertible(W @ U)), sr.any_of(sr.no(sr.invertible(W)), sr.no(sr.invertible(U)))),
        sr.implies(sr.no(sr.invertible(W + U)), sr.any_of(sr.no(sr.invertible(W)), sr.no(sr.invertible(U))))),
    "an implication in a step": (
        sr.induction(t, sr.equal(x, x), sr.implies(sr.at_most(q[t], 1), sr.at_most(q[t] / 2 + sr.rational(1, 2), 1))),
        sr.induction(t, sr.equal(x, x), sr.implies(sr.at_most(q[t], 1), sr.at_most(q[t] / 2 + sr.rational(2, 3), 1)))),
    "inverse of a product": (sr.equal(sr.inv(W @ U), sr.inv(U) @ sr.inv(W)), sr.equal(sr.inv(W @ U), sr.inv(W) @ sr.inv(U))),
    "push-through": (sr.equal(W @ sr.inv(W + U) @ U, U @ sr.inv(W + U) @ W),
                     sr.equal(W @ sr.inv(W + U) @ U, W @ sr.inv(W + U) @ W)),
    "commuting powers": (sr.equal(sr.matpow(W @ U, 3), sr.matpow(W, 3) @ sr.matpow(U, 3), given=[sr.commute(W, U)]),
                         sr.equal(sr.matpow(W @ U, 3), sr.matpow(W, 3) @ sr.matpow(U, 3))),
    "orthogonal norm": (sr.equal(sr.norm(W @ h), sr.norm(h), given=[sr.orthogonal(W)]), sr.equal(sr.norm(W @ h), sr.norm(h))),
    "derivative of an inverse": (
        sr.equal(sr.D(sr.inv(sr.diag(h) + W) @ b, h), -sr.inv(sr.diag(h) + W) @ sr.diag(sr.inv(sr.diag(h) + W) @ b)),
        sr.equal(sr.D(sr.inv(sr.diag(h) + W) @ b, h), sr.inv(sr.diag(h) + W) @ sr.diag(sr.inv(sr.diag(h) + W) @ b))),
    "gradient of log det": (sr.equal(sr.pullback(sr.log(sr.det(W)), W, 1), sr.inv(W).T),
                            sr.equal(sr.pullback(sr.log(sr.det(W)), W, 1), sr.inv(W))),
    "Sherman-Morrison": (
        sr.equal(sr.inv(A + h @ b.T), sr.inv(A) - sr.inv(A) @ h @ b.T @ sr.inv(A) / (1 + b.T @ sr.inv(A) @ h)),
        sr.equal(sr.inv(A + h @ b.T), sr.inv(A) - sr.inv(A) @ h @ b.T @ sr.inv(A) / (1 - b.T @ sr.inv(A) @ h))),
    "Woodbury": (
        sr.equal(sr.inv(A + V @ C), sr.inv(A) - sr.inv(A) @ V @ sr.inv(sr.eye(m) + C @ sr.inv(A) @ V) @ C @ sr.inv(A)),
        sr.equal(sr.inv(A + V @ C), sr.inv(A) - sr.inv(A) @ V @ C @ sr.inv(A))),
    "Cayley-Hamilton at two": (sr.equal(sr.matpow(F, 2) - sr.tr(F) * F + sr.det(F) * sr.eye(2), sr.zeros(2, 2)),
                               sr.equal(sr.matpow(F, 2) - sr.tr(F) * F - sr.det(F) * sr.eye(2), sr.zeros(2, 2))),
    "vec of a product": (sr.equal(sr.vec(W @ U @ V), sr.kron(V.T, W) @ sr.vec(U)),
                         sr.equal(sr.vec(W @ U @ V), sr.kron(V.T, W.T) @ sr.vec(U))),
    "stacked weights": (sr.equal(sr.block([[W, V]]) @ sr.stack(h, sr.vector("x_m", m)), W @ h + V @ sr.vector("x_m", m)),
                        sr.equal(sr.block([[W, V]]) @ sr.stack(h, sr.vector("x_m", m)), W @ h - V @ sr.vector("x_m", m))),
    "double angle": (sr.equal(sr.tanh(2 * h), 2 * sr.tanh(h) / (1 + sr.tanh(h) ** 2)),
                     sr.equal(sr.tanh(2 * h), 2 * sr.tanh(h) / (1 - sr.tanh(h) ** 2))),
    "root of a square": (sr.equal(sr.sqrt(x**2), sr.abs(x)), sr.equal(sr.sqrt(x**2), x)),
    "logarithm of a product": (sr.equal(sr.log(x * y), sr.log(x) + sr.log(y), given=[x > 0, y > 0]),
                               sr.equal(sr.log(x * y), sr.log(x) + sr.log(y))),
    "two variables in a rectangle": tuple(
        sr.at_most(sr.exp(x * y) * sr.cos(x + y), edge, given=[sr.between(x, 0, 1), sr.between(y, 0, 1)])
        for edge in (sr.rational(11, 10), sr.rational(9, 10))),
    "root of a product": (sr.equal(sr.sqrt(x * y), sr.sqrt(x) * sr.sqrt(y), given=[x > 0, y > 0]),
                          sr.equal(sr.sqrt(x * y), sr.sqrt(x) * sr.sqrt(y))),
    "logarithm of a square": (sr.equal(sr.log(x**2), 2 * sr.log(x), given=[x > 0]), sr.equal(sr.log(x**2), 2 * sr.log(x))),
    "softmax is blind to shifts": (sr.equal(sr.softmax(h + x), sr.softmax(h)), sr.equal(sr.softmax(x * h), sr.softmax(h))),
    "largest entry of a row": (sr.equal(sr.norm(sr.diag(h)), sr.max(sr.abs(h.T))), sr.equal(sr.norm(sr.diag(h)), sr.max(h.T))),
    "entries in any arrangement": (sr.equal(sr.count_nonzero(sr.tanh(W.T) * 2), sr.count_nonzero(sr.tanh(W) * 2)),
                                   sr.equal(sr.count_nonzero(W @ U), sr.count_nonzero(U @ W))),
    "column sums and row sums": (sr.equal(sr.norm_1(sr.tanh(W.T)), sr.norm_inf(sr.tanh(W))),
                                 sr.equal(sr.norm_1(sr.tanh(W.T)), sr.norm_1(sr.tanh(W)))),
    "radius of a diagonal": (sr.equal(sr.rho(sr.diag(h)), sr.max(sr.abs(h))), sr.equal(sr.rho(sr.diag(h)), sr.max(h))),
    "whole powers": (sr.equal((x * y) ** t, x**t * y**t), sr.equal((x + y) ** t, x**t + y**t)),
    "parity of a power": (sr.equal(sr.det(-W), (-1) ** n * sr.det(W)), sr.equal(sr.det(-W), -sr.det(W))),
    "exponentials": (sr.equal(sr.expm(A) @ sr.expm(-A), sr.eye(n)), sr.equal(sr.expm(A) @ sr.expm(-B), sr.eye(n))),
    "fixed point": (sr.equal(sr.outer(sr.tanh(W @ h) - h, b), sr.zeros(n, n), given=[sr.eq(h, sr.tanh(W @ h))]),
                    sr.equal(sr.outer(sr.tanh(W @ h) - h, b), sr.zeros(n, n))),
    "Lyapunov": (sr.equal(sr.stationary_covariance(W, U), W @ sr.stationary_covariance(W, U) @ W.T + U),
                 sr.equal(sr.stationary_covariance(W, U), W.T @ sr.stationary_covariance(W, U) @ W + U)),
    "memory of one input": (
        sr.equal(sr.dot(h, sr.inv(sr.stationary_covariance(W, h @ h.T)) @ h),
                 sr.dot(h, sr.inv(sr.stationary_covariance(W.T, h @ h.T)) @ h)),
        sr.equal(sr.dot(h, sr.inv(sr.stationary_covariance(W, U)) @ h),
                 sr.dot(h, sr.inv(sr.stationary_covariance(W.T, U)) @ h))),
    "rank one": (sr.rank_is(sr.outer(h, w), 1, given=[sr.nonzero(h), sr.nonzero(w)]), sr.rank_is(sr.outer(h, w), 1)),
    "rank of a nilpotent matrix": (sr.rank_at_most(A, n - 1, given=[sr.nilpotent(A)]),
                                   sr.rank_at_most(A, n - 2, given=[sr.nilpotent(A)])),
    "rank after an invertible factor": (sr.rank_is(A @ V, 2, given=[sr.rank_is(V, 2), sr.invertible(A)]),
                                        sr.rank_is(A @ V, 2, given=[sr.rank_is(V, 2)])),
    "ranks add up at most": (sr.rank_at_most(A + B, 3, given=[sr.rank_is(A, 1), sr.rank_is(B, 2)]),
                             sr.rank_is(A + B, 3, given=[sr.rank_is(A, 1), sr.rank_is(B, 2)])),
    "rank of a scaled matrix": (
        sr.rank_is(sr.diag(sr.tanh(h) - b) @ U, sr.count_nonzero(sr.tanh(h) - b), given=[sr.invertible(U)]),
        sr.rank_is(sr.diag(sr.tanh(h) - b) @ U, sr.count_nonzero(sr.tanh(h) - b))),
    "rank by the inner size": (sr.rank_at_most(V @ C, m), sr.rank_at_most(V @ C, 1)),
    "rank under an invertible factor": (sr.rank_is(W @ A, sr.rank(A), given=[sr.invertible(W)]), sr.rank_is(W @ A, sr.rank(A))),
    "determinant lemma": (
        sr.equal(sr.det(A + sr.outer(h, w)), sr.det(A) * (1 + w.T @ sr.inv(A) @ h), given=[sr.invertible(A)]),
        sr.equal(sr.det(A + sr.outer(h, w)), sr.det(A) * (1 - w.T @ sr.inv(A) @ h), given=[sr.invertible(A)])),
    "Sylvester": (sr.equal(sr.det(sr.eye(n) + V @ C), sr.det(sr.eye(m) + C @ V)),
                  sr.equal(sr.det(sr.eye(n) + V @ C), sr.det(sr.eye(m) - C @ V))),
    "Schur": (sr.equal(sr.det(sr.block([[A, V], [C, E]])), sr.det(A) * sr.det(E - C @ sr.inv(A) @ V), given=[sr.invertible(A)]),
              sr.equal(sr.det(sr.block([[A, V], [C, E]])), sr.det(A) * sr.det(E + C @ sr.inv(A) @ V), given=[sr.invertible(A)])),
    "Schur, diagonal blocks in any order": (
        sr.equal(sr.det(sr.block([[A + sr.diag(h) @ B, sr.diag(w) @ sr.diag(h)], [B, sr.diag(w)]])), sr.det(sr.diag(w)) * sr.det(A),
                 given=[sr.nowhere_zero(w)]),
        sr.equal(sr.det(sr.block([[A + sr.diag(h) @ B, sr.diag(w) @ sr.diag(w)], [B, sr.diag(w)]])), sr.det(sr.diag(w)) * sr.det(A),
                 given=[sr.nowhere_zero(w)])),
    "determinant lemma where it is defined": (
        sr.equal(sr.det(A + sr.outer(h, w)), sr.det(A) * (1 + w.T @ sr.inv(A) @ h)),
        sr.equal(sr.det(A + sr.outer(h, w)), sr.det(A) * (1 + w.T @ sr.inv(B) @ h))),
    "a diagonal factor changes sides": (
        sr.equal(sr.det(x * sr.eye(n) + W @ sr.diag(h)), sr.det(x * sr.eye(n) + sr.diag(h) @ W.T)),
        sr.equal(sr.det(U + W @ sr.diag(h)), sr.det(U + sr.diag(h) @ W))),
    "symmetric covariance": (sr.equal(sr.stationary_covariance(W, A @ A.T).T, sr.stationary_covariance(W, A @ A.T)),
                             sr.equal(sr.stationary_covariance(W, A).T, sr.stationary_covariance(W, A))),
    "symmetric power": (sr.equal(sr.matpow(W @ sr.diag(h) @ W.T, t).T, sr.matpow(W @ sr.diag(h) @ W.T, t)),
                        sr.equal(sr.matpow(W @ sr.diag(h) @ U.T, t).T, sr.matpow(W @ sr.diag(h) @ U.T, t))),
    "powers of the identity": (sr.equal(sr.matpow(sr.eye(n), t), sr.eye(n)), sr.equal(sr.matpow(2 * sr.eye(n), t), sr.eye(n))),
    "norm of a normal matrix": (sr.equal(sr.norm(W), sr.rho(W), given=[sr.normal(W)]), sr.equal(sr.norm(W), sr.rho(W))),
    "cyclic spectrum": (sr.equal(sr.rho(A @ B), sr.rho(B @ A)), sr.equal(sr.rho(A @ B), sr.rho(A) * sr.rho(B))),
    "rank of a projection": (sr.implies(sr.idempotent(W), sr.eq(sr.rank(W), sr.tr(W))), sr.holds(sr.eq(sr.rank(W), sr.tr(W)))),
    "orthogonal product": (sr.holds(sr.orthogonal(W @ U), given=[sr.orthogonal(W), sr.orthogonal(U)]),
                           sr.holds(sr.orthogonal(W @ U), given=[sr.orthogonal(W)])),
    "symmetric product": (sr.holds(sr.symmetric(W @ U), given=[sr.symmetric(W), sr.symmetric(U), sr.commute(W, U)]),
                          sr.holds(sr.symmetric(W @ U), given=[sr.symmetric(W), sr.symmetric(U)])),
    "definite": (sr.holds(sr.pd(sr.eye(n) + W.T @ W)), sr.holds(sr.pd(W.T @ W))),
    "invertible": (sr.holds(sr.invertible(sr.eye(n) - W), given=[sr.skew(W)]),
                   sr.holds(sr.invertible(sr.eye(n) - W), given=[sr.symmetric(W)])),
    "equivalence": (sr.iff(sr.eq(W @ U, U @ W), sr.eq(W @ U - U @ W, 0)), sr.iff(sr.eq(W @ U, U @ W), sr.eq(W, U))),
    "quadratic form": (sr.at_most(0, sr.dot(h, W.T @ W @ h)), sr.at_most(0, sr.dot(h, W @ W @ h))),
    "product by induction": (
        sr.induction(t, sr.equal(sr.product(J, k, 1, 0), sr.eye(n)), sr.equal(J[t + 1] @ P, sr.product(J, k, 1, t + 1))),
        sr.induction(t, sr.equal(sr.product(J, k, 1, 0), sr.eye(n)), sr.equal(P @ J[t + 1], sr.product(J, k, 1, t + 1)))),
    "closed sum": (sr.equal(sr.total(k * 1, k, 0, t), t * (t + 1) / 2), sr.equal(sr.total(k * 1, k, 0, t), t * (t - 1) / 2)),
    "geometric sum": (sr.equal(sr.total(x**k, k, 0, t), (1 - x ** (t + 1)) / (1 - x)),
                      sr.equal(sr.total(x**k, k, 0, t), (1 - x**t) / (1 - x))),
    "sum split": (sr.equal(sr.total(q[k], k, 0, t + 1), sr.total(q[k], k, 0, t) + q[t + 1]),
                  sr.equal(sr.total(q[k], k, 0, t + 1), sr.total(q[k], k, 0, t) + q[t])),
    "scaled product": (sr.equal(sr.product(2 * J[k], k, 1, t), 2**t * P), sr.equal(sr.product(2 * J[k], k, 1, t), 2 * P)),
    "iterate": (sr.equal(sr.iterate(W @ h + b, h, v, t + 1), W @ sr.iterate(W @ h + b, h, v, t) + b),
                sr.equal(sr.iterate(W @ h + b, h, v, t + 1), W @ sr.iterate(W @ h + b, h, v, t))),
    "Gaussian moment": (sr.equal(sr.expect(x**2, x, sr.gaussian(mu, g)), mu**2 + g),
                        sr.equal(sr.expect(x**2, x, sr.gaussian(mu, g)), mu**2)),
    "uniform moment": (sr.equal(sr.expect(x**2, x, sr.uniform(0, 1)), sr.rational(1, 3)),
                       sr.equal(sr.expect(x**2, x, sr.uniform(0, 1)), sr.rational(1, 2))),
    "antiderivative": (sr.equal(sr.integral(sr.sin(x), x, 0, sr.pi), 2), sr.equal(sr.integral(sr.sin(x), x, 0, sr.pi), 1)),
    "residues": (
        sr.equal(sr.integral(1 / (1 - 2 * a * sr.cos(o) + a**2), o, -sr.pi, sr.pi), 2 * sr.pi / (1 - a**2), given=[sr.abs(a) < 1]),
        sr.equal(sr.integral(1 / (1 - 2 * a * sr.cos(o) + a**2), o, -sr.pi, sr.pi), 2 * sr.pi / (1 - a**2), given=[sr.abs(a) > 1])),
    "geometric decay": (sr.tends_to(x**t, 0, t, given=[sr.abs(x) < 1]), sr.tends_to(x**t, 0, t, given=[sr.abs(x) <= 1])),
    "powers of a contraction": (sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t, given=[sr.norm(W) < 1]),
                                sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t, given=[sr.norm(W) <= 1])),
    "quotient limit": (sr.tends_to((2 * t + 1) / (t + 3), 2, t), sr.tends_to((2 * t + 1) / (t + 3), 1, t)),
    "saturation": (sr.tends_to(1 - sr.tanh(x) ** 2, 0, x), sr.tends_to(1 - sr.tanh(x) ** 2, 1, x)),
    "order": (sr.of_order(1 / (t + 1), 1 / (t + 2), t), sr.of_order(t * 1, 1 / (t + 1), t)),
    "submultiplicative": (sr.at_most(sr.norm(A @ B), sr.norm(A) * sr.norm(B)), sr.at_most(sr.norm(A @ B), sr.norm(A))),
    "strict bound": (sr.less(sr.norm(A @ B), 1, given=[sr.norm(A) < 1, sr.norm(B) < 1]),
                     sr.less(sr.norm(A @ B), 1, given=[sr.norm(A) <= 1, sr.norm(B) <= 1])),
    "radius below norm": (sr.at_most(sr.rho(W), sr.norm(W)), sr.at_most(sr.norm(W), sr.rho(W))),
    "Cauchy-Schwarz": (sr.at_most(sr.abs(sr.dot(h, b)), sr.norm(h) * sr.norm(b)), sr.less(sr.abs(sr.dot(h, b)), sr.norm(h) * sr.norm(b))),
    "bound by a condition": (sr.at_most(sr.norm(W @ h), c * sr.norm(h), given=[sr.norm(W) <= c]),
                             sr.at_most(sr.norm(W @ h), c * sr.norm(h), given=[sr.norm(h) <= c])),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_true_is_proved_by_two_routes(name):
    proof, why = prove(PAIRS[name][0])
    assert proof is not None, why
    assert proof.route != proof.second
    assert proof.certificate["kind"]
    assert proof.scope


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_nearly_true_is_not_proved(name):
    assert prove(PAIRS[name][1])[0] is None


@pytest.mark.parametrize("statement", [
    sr.any_of(x <= y, y <= x), sr.holds(sr.any_of(sr.eq(x, 0), sr.ne(x, 0))),
    sr.iff(sr.eq(x * y, 0), sr.any_of(sr.eq(x, 0), sr.eq(y, 0))), sr.holds(sr.any_of(x > 1, x**2 <= 1, x < -1)),
    sr.any_of(x <= 0, x > 1, given=[sr.no(sr.between(x, 0, 1))]), sr.invertible(W, given=[sr.pd(W)]),
], ids=["order", "tautology", "product", "three", "given", "property"])
def test_alternatives_and_properties_under_conditions_are_proved(statement):
    assert prove(statement)[0] is not None


@pytest.mark.parametrize("statement", [
    sr.any_of(x < y, y < x), sr.holds(sr.any_of(x > 1, x**2 < 1, x < -1)), sr.invertible(W, given=[sr.psd(W)]),
    sr.iff(sr.eq(x * y, 0), sr.all_of(sr.eq(x, 0), sr.eq(y, 0))), sr.holds(sr.any_of()),
], ids=["strict", "ends", "property", "both", "none"])
def test_nearly_exhaustive_alternatives_are_not(statement):
    assert prove(statement)[0] is None


def test_every_prover_of_the_table_is_there():
    for name in {*BY_FORM, *(name for names in PROVERS.values() for name in names)}:
        module, _, function = name.partition(":")
        assert callable(getattr(import_module(f"symrnn.algebra.{module}"), function))
