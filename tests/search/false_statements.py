"""False statements of every kind, as (id, kind, function that builds it), and what the search makes of them."""

import time
from fractions import Fraction
from itertools import permutations

import symrnn as sr

n, m, r = sr.dims("n m r")
t, k = sr.index("t"), sr.index("k")
A, B, C, P, Q, W, U = sr.matrices("A B C P Q W U", n, n)
V = sr.matrix("V", n, m)
h, b, u, v, g = sr.vectors("h b u v g", n)
s = sr.vector("s", m)
x, y, c, d = sr.scalars("x y c d")
a = sr.scalar("a", between=(0, 1))
z = sr.scalar("z", complex=True)
Z = sr.matrix("Z", n, n, complex=True)
Ws, hs = sr.sequence("M", n, n), sr.sequence("hs", n)
phi = sr.function("phi")
slow = sr.function("slow", lipschitz=1)
bent = sr.function("bent", range=(-1, 1), lipschitz=1)
gamma = sr.scalar("gamma", positive=True)
steep = sr.function("steep", lipschitz=gamma)
I2, I3 = sr.eye(2), sr.eye(3)
A2, A3, B3, A4 = sr.matrix("A2", 2, 2), sr.matrix("A3", 3, 3), sr.matrix("B3", 3, 3), sr.matrix("A4", 4, 4)
pre = sr.tanh(W @ h + b)
slope = 1 - pre**2
gate = sr.sigmoid(u.T @ h)
gated = (1 - gate) * h + gate * sr.tanh(W @ h)
tanh_slopes = sr.diag(1 - sr.tanh(h) ** 2)
between_d = [sr.between(u, d, 1), sr.between(v, d, 1), d > 0]

p3, q3, r3 = sr.vectors("p3 q3 r3", 3)


def standard_identity(*factors):
    """The sum of all products of the factors, each with the sign of its order."""
    total = None
    for order in permutations(range(len(factors))):
        inversions = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
        product = factors[order[0]]
        for i in order[1:]:
            product = product @ factors[i]
        product = -product if inversions % 2 else product
        total = product if total is None else total + product
    return total


FALSE = [
    # -- equalities with derivatives
    ("jacobian-sign", "equality", lambda: sr.equal(sr.D(pre, h), sr.diag(1 + pre**2) @ W)),
    ("jacobian-transposed", "equality", lambda: sr.equal(sr.D(pre, h), sr.diag(slope) @ W.T)),
    ("jacobian-order", "equality", lambda: sr.equal(sr.D(pre, h), W @ sr.diag(slope))),
    ("jacobian-tiny-coefficient", "equality",
     lambda: sr.equal(sr.D(pre, h), sr.rational(10**9 + 1, 10**9) * sr.diag(slope) @ W)),
    ("sigmoid-slope", "equality", lambda: sr.equal(sr.D(sr.sigmoid(x), x), sr.sigmoid(x) * (1 + sr.sigmoid(x)))),
    ("gradient-transposed", "equality", lambda: sr.equal(sr.pullback(pre, W, g), sr.outer(h, slope * g))),
    ("gradient-without-slope", "equality", lambda: sr.equal(sr.pullback(pre, b, g), g)),
    ("softmax-sign", "equality",
     lambda: sr.equal(sr.D(sr.softmax(h), h), sr.diag(sr.softmax(h)) + sr.outer(sr.softmax(h), sr.softmax(h)))),
    ("gate-held-still", "equality",
     lambda: sr.equal(sr.D(gated, h), (1 - gate) * sr.eye(n) + gate * sr.diag(1 - sr.tanh(W @ h) ** 2) @ W)),
    ("leaky-without-decay", "equality", lambda: sr.equal(sr.D((1 - a) * h + a * pre, h), a * sr.diag(slope) @ W)),
    ("norm-gradient", "equality", lambda: sr.equal(sr.D(sr.norm(h), h), h.T, given=[sr.nonzero(h)])),
    ("hessian-sign", "equality",
     lambda: sr.equal(sr.hessian(sr.sum(sr.tanh(h)), h), sr.diag(2 * sr.tanh(h) * (1 - sr.tanh(h) ** 2)))),
    ("opaque-chain", "equality", lambda: sr.equal(sr.D(phi(W @ h), h), sr.diag(phi.prime()(h)) @ W)),
    ("directional-derivative", "equality", lambda: sr.equal(sr.jvp(pre, W, U), U @ h)),
    ("input-jacobian", "equality",
     lambda: sr.equal(sr.D(sr.tanh(V @ s), s), sr.diag(1 + sr.tanh(V @ s)) @ V)),
    # -- kinks: false at a single point
    ("relu-at-zero", "kink", lambda: sr.equal(sr.D(sr.relu(x), x), (1 + sr.sign(x)) / 2)),
    ("abs-at-zero", "kink", lambda: sr.equal(sr.D(abs(x), x), 2 * sr.step(x) - 1)),
    ("hardtanh-at-one", "kink", lambda: sr.equal(sr.D(sr.hardtanh(x), x), sr.step(x + 1) * (1 - sr.step(x - 1)))),
    ("hardtanh-saturated", "kink", lambda: sr.equal(sr.D(sr.hardtanh(x), x), sr.step(x + 1))),
    ("relu-network-at-kink", "kink",
     lambda: sr.equal(sr.D(sr.relu(W @ h), h), sr.diag((1 + sr.sign(W @ h)) / 2) @ W)),
    # -- algebra
    ("det-of-sum", "equality", lambda: sr.equal(sr.det(A + B), sr.det(A) + sr.det(B))),
    ("inverse-of-sum", "equality",
     lambda: sr.equal(sr.inv(A + B), sr.inv(A) + sr.inv(B), given=[sr.invertible(A), sr.invertible(B),
                                                                    sr.invertible(A + B)])),
    ("transpose-of-product", "equality", lambda: sr.equal((A @ B).T, A.T @ B.T)),
    ("trace-of-three", "equality", lambda: sr.equal(sr.tr(A @ B @ C), sr.tr(B @ A @ C))),
    ("products-are-one", "equality", lambda: sr.equal(A @ B, A * B)),
    ("binomial", "equality", lambda: sr.equal(sr.matpow(A + B, 2), A @ A + 2 * A @ B + B @ B)),
    ("exponential-of-sum", "equality", lambda: sr.equal(sr.expm(A + B), sr.expm(A) @ sr.expm(B))),
    ("vec-of-product", "equality", lambda: sr.equal(sr.vec(A @ P @ B), sr.kron(B, A) @ sr.vec(P))),
    ("radius-of-product", "equality", lambda: sr.equal(sr.rho(A @ B), sr.rho(A) * sr.rho(B))),
    ("root-of-square", "equality", lambda: sr.equal(sr.sqrt(x**2), x)),
    ("abs-is-additive", "equality", lambda: sr.equal(abs(x + y), abs(x) + abs(y))),
    ("max-is-additive", "equality", lambda: sr.equal(sr.max(h + b), sr.max(h) + sr.max(b))),
    ("determinant-lemma-sign", "equality",
     lambda: sr.equal(sr.det(A + sr.outer(u, v)), sr.det(A) * (1 - v.T @ sr.inv(A) @ u), given=[sr.invertible(A)])),
    ("squared-commutator", "equality",
     lambda: sr.equal((A @ B - B @ A) @ (A @ B - B @ A), sr.tr((A @ B - B @ A) @ (A @ B - B @ A)) / n * sr.eye(n))),
    ("cayley-hamilton-of-two", "equality",
     lambda: sr.equal(A @ A - sr.tr(A) * A + sr.det(A) * sr.eye(n), sr.zeros(n, n))),
    ("commuting-symmetric", "equality", lambda: sr.equal(A @ B, B @ A, given=[sr.symmetric(A), sr.symmetric(B)])),
    ("polar-powers", "equality", lambda: sr.equal(sr.norm(W @ W), sr.norm(W) ** 2)),
    ("lyapunov-truncated", "equality",
     lambda: sr.equal(sr.stationary_covariance(A, Q), A @ Q @ A.T + Q, given=[sr.rho(A) < 1])),
    ("conjugate", "equality", lambda: sr.equal(sr.conj(z) * z, z**2)),
    ("adjoint-forgotten", "equality", lambda: sr.equal(sr.tr(Z.T @ Z), sr.norm_f(Z) ** 2)),
    ("integral", "equality", lambda: sr.equal(sr.integral(x**2, x, 0, 1), sr.rational(1, 2))),
    ("second-moment", "equality", lambda: sr.equal(sr.expect(x**2, x, sr.gaussian(y, 1)), y**2)),
    ("frequency-response", "equality",
     lambda: sr.equal(abs(1 / (sr.exp(sr.i * x) - a)), 1 / (1 - a), given=[a < 1])),
    # -- products and time
    ("product-order", "product order", lambda: sr.equal(sr.product(Ws, k, 1, 2), Ws[1] @ Ws[2])),
    ("product-order-of-three", "product order", lambda: sr.equal(sr.product(Ws, k, 1, 3), Ws[3] @ Ws[1] @ Ws[2])),
    ("product-recursion", "product order",
     lambda: sr.equal(sr.product(Ws, k, 1, t + 1), sr.product(Ws, k, 1, t) @ Ws[t + 1])),
    ("time-shifted", "product order",
     lambda: sr.equal(sr.D(sr.tanh(W @ hs[t - 1]), hs[t - 1]), sr.diag(1 - sr.tanh(W @ hs[t]) ** 2) @ W)),
    ("transposed-product", "product order", lambda: sr.equal((A @ B @ C).T, A.T @ B.T @ C.T)),
    ("jacobian-transpose-order", "product order", lambda: sr.equal((sr.diag(u) @ W).T, sr.diag(u) @ W.T)),
    ("power-off-by-one", "product order", lambda: sr.equal(sr.matpow(A, t) @ A, sr.matpow(A, t))),
    ("iterates", "product order", lambda: sr.equal(sr.iterate(c * x, x, y, t), c * t * y)),
    ("sum-of-indices", "product order", lambda: sr.equal(sr.total(k, k, 1, t), t * t / 2)),
    ("empty-product", "product order", lambda: sr.equal(sr.product(Ws, k, 1, t), Ws[t] @ sr.product(Ws, k, 2, t))),
    # -- bounds
    ("norms-multiply", "bound", lambda: sr.at_most(sr.norm(A) * sr.norm(B), sr.norm(A @ B))),
    ("norm-below-radius", "bound", lambda: sr.at_most(sr.norm(A), sr.rho(A))),
    ("frobenius-below-spectral", "bound", lambda: sr.at_most(sr.norm_f(A), sr.norm(A))),
    ("column-sums-below-row-sums", "bound", lambda: sr.at_most(sr.norm_1(A), sr.norm_inf(A))),
    ("trace-below-norm", "bound", lambda: sr.at_most(abs(sr.tr(A)), sr.norm(A))),
    ("determinant-below-norm", "bound", lambda: sr.at_most(sr.det(A), sr.norm(A))),
    ("radius-is-subadditive", "bound", lambda: sr.at_most(sr.rho(A + B), sr.rho(A) + sr.rho(B))),
    ("slopes-strictly-below-one", "bound", lambda: sr.less(sr.norm(tanh_slopes), 1)),
    ("tanh-below-identity", "bound", lambda: sr.at_most(sr.tanh(x), x)),
    ("softplus-below-relu", "bound", lambda: sr.at_most(sr.softplus(x), sr.relu(x))),
    ("silu-slope", "bound", lambda: sr.at_most(sr.D(sr.silu(x), x), sr.rational(109, 100))),
    ("gelu-slope", "bound", lambda: sr.at_most(sr.D(sr.gelu(x), x), sr.rational(1128, 1000))),
    ("silu-minimum", "bound", lambda: sr.at_most(sr.rational(-278, 1000), sr.silu(x))),
    ("narrow-peak", "bound", lambda: sr.at_most(1 / (1 + (40 * x - sr.rational(57, 10)) ** 2), sr.rational(99, 100))),
    ("narrow-peak-in-two", "bound",
     lambda: sr.at_most(1 / (1 + (9 * x - 4 * y - 1) ** 2 + (3 * x + 7 * y - sr.rational(23, 10)) ** 2),
                        sr.rational(999, 1000))),
    ("triangle-strict", "bound", lambda: sr.less(sr.norm(h + b), sr.norm(h) + sr.norm(b))),
    ("cauchy-strict", "bound",
     lambda: sr.less(sr.dot(h, b), sr.norm(h) * sr.norm(b), given=[sr.nonzero(h), sr.nonzero(b)])),
    ("form-by-diagonal", "bound",
     lambda: sr.at_most(0, h.T @ A @ h, given=[sr.symmetric(A), sr.positive(sr.diagof(A))])),
    ("smallest-eigenvalue", "bound", lambda: sr.at_most(sr.sigma_min(A), sr.eig_min(A), given=[sr.symmetric(A)])),
    ("leaky-norm", "bound",
     lambda: sr.at_most(sr.norm((1 - a) * sr.eye(n) + a * tanh_slopes @ W), sr.norm(W))),
    ("activation-contracts", "bound", lambda: sr.at_most(sr.norm(tanh_slopes @ W @ tanh_slopes @ W), sr.norm(W @ W))),
    ("lower-bound-of-product", "bound",
     lambda: sr.at_most((d * sr.norm(W)) ** 2, sr.norm(sr.diag(u) @ W @ sr.diag(v) @ W), given=between_d)),
    ("steeper-than-lipschitz", "bound", lambda: sr.at_most(abs(slow(x) - slow(y)), abs(x - y) / 2)),
    ("lipschitz-leaf", "bound", lambda: sr.at_most(sr.norm(sr.D(steep(W @ h), h)), sr.norm(W))),
    ("range-halved", "bound", lambda: sr.at_most(abs(bent(x)), sr.rational(1, 2))),
    ("opaque-is-monotone", "bound", lambda: sr.at_most(slow(x), slow(y), given=[x <= y])),
    ("stochastic-norm-four", "bound", lambda: sr.at_most(sr.norm(A4), sr.rational(199, 100), given=[sr.stochastic(A4)])),
    ("determinant-of-a-box", "bound", lambda: sr.at_most(sr.det(A4), sr.rational(29, 10), given=[sr.between(A4, 0, 1)])),
    ("hump-of-a-power", "bound", lambda: sr.at_most(t * y**t, 12, given=[sr.between(y, 0, sr.rational(97, 100))])),
    ("exponent-of-bound", "bound",
     lambda: sr.at_most(sr.norm(sr.matpow(W, t)), sr.norm(W) ** (t + 1))),
    # -- ranks
    ("outer-has-rank-one", "rank", lambda: sr.rank_is(sr.outer(u, v), 1)),
    ("rank-of-product", "rank", lambda: sr.equal(sr.rank(A @ B), sr.rank(A))),
    ("rank-one-update", "rank", lambda: sr.rank_at_most(A + sr.outer(u, v), sr.rank(A))),
    ("skew-is-regular", "rank", lambda: sr.rank_is(A - A.T, n)),
    ("diagonal-plus-one", "rank", lambda: sr.rank_at_most(sr.diag(h) + sr.outer(u, v), 1)),
    ("gated-correction-full", "rank", lambda: sr.rank_is(sr.diag(sr.tanh(h) - b) @ W, n, given=[sr.invertible(W)])),
    ("controllable", "rank", lambda: sr.rank_is(sr.block([[h, A @ h]]), 2)),
    ("correction-of-rank-one", "rank",
     lambda: sr.rank_at_most(sr.D(sr.sigmoid(U @ h) * (sr.tanh(b) - h), h) + sr.diag(sr.sigmoid(U @ h)), 1)),
    # -- only if, and other implications with thin conditions
    ("radial-only-if-normal", "only if", lambda: sr.implies(sr.eq(sr.norm(W), sr.rho(W)), sr.normal(W))),
    ("radial-iff-normal", "only if", lambda: sr.iff(sr.normal(W), sr.eq(sr.norm(W), sr.rho(W)))),
    ("radius-zero", "only if", lambda: sr.implies(sr.eq(sr.rho(A), 0), sr.eq(A, 0))),
    ("norm-one-is-orthogonal", "only if", lambda: sr.implies(sr.eq(sr.norm(A), 1), sr.orthogonal(A))),
    ("commutes-with-diagonal", "only if", lambda: sr.holds(sr.diagonal(B), given=[sr.diagonal(A), sr.commute(A, B)])),
    ("positive-diagonal", "only if", lambda: sr.holds(sr.pd(A), given=[sr.symmetric(A), sr.positive(sr.diagof(A))])),
    ("positive-determinant", "only if", lambda: sr.holds(sr.pd(A), given=[sr.symmetric(A), sr.det(A) > 0])),
    ("orthogonal-has-det-one", "only if", lambda: sr.equal(sr.det(A), 1, given=[sr.orthogonal(A)])),
    ("idempotent-is-symmetric", "only if", lambda: sr.holds(sr.symmetric(A), given=[sr.idempotent(A)])),
    ("stochastic-is-invertible", "only if", lambda: sr.holds(sr.invertible(A), given=[sr.stochastic(A)])),
    ("no-zero-divisors", "only if",
     lambda: sr.implies(sr.eq(A @ B, 0), sr.any_of(sr.eq(A, 0), sr.eq(B, 0)))),
    ("normal-is-symmetric", "only if", lambda: sr.holds(sr.symmetric(A), given=[sr.normal(A)])),
    ("square-is-symmetric", "only if", lambda: sr.implies(sr.symmetric(W @ W), sr.symmetric(W))),
    ("one-sided-inverse", "only if", lambda: sr.equal(Q, P.T, given=[sr.eq(P @ Q, sr.eye(n))])),
    ("eigenvalues-nonnegative", "only if",
     lambda: sr.at_most(0, x, given=[sr.eq(A @ u, x * u), sr.nonzero(u), sr.positive(sr.diagof(A))])),
    ("lyapunov-solution-positive", "only if",
     lambda: sr.holds(sr.pd(P), given=[sr.eq(P, A @ P @ A.T + sr.eye(n)), sr.symmetric(P)])),
    ("product-of-symmetric", "only if",
     lambda: sr.holds(sr.symmetric(A @ B), given=[sr.symmetric(A), sr.symmetric(B)])),
    ("rank-one-has-trace", "only if", lambda: sr.holds(sr.ne(sr.tr(A), 0), given=[sr.rank_is(A, 1)])),
    ("projected-mode", "only if",
     lambda: sr.equal(u.T @ (W @ h), 0, given=[sr.eq(W @ u, x * u), sr.unit_norm(u), sr.eq(u.T @ h, 0)])),
    ("relu-fixed-point", "only if", lambda: sr.holds(sr.eq(h, 0), given=[sr.eq(h, sr.relu(W @ h))])),
    ("permutation-is-involution", "only if", lambda: sr.equal(A @ A, sr.eye(n), given=[sr.permutation(A)])),
    ("nilpotent-squares-to-zero", "only if", lambda: sr.equal(A @ A, sr.zeros(n, n), given=[sr.nilpotent(A)])),
    # -- stability
    ("radius-gives-contraction", "stability", lambda: sr.implies(sr.rho(W) < 1, sr.norm(W) < 1)),
    ("radii-of-products", "stability",
     lambda: sr.implies(sr.all_of(sr.rho(A) < 1, sr.rho(B) < 1), sr.rho(A @ B) < 1)),
    ("determinant-gives-stability", "stability", lambda: sr.implies(abs(sr.det(A)) < 1, sr.rho(A) < 1)),
    ("expanding-norms", "stability",
     lambda: sr.implies(sr.all_of(sr.norm(A) > 1, sr.norm(B) > 1), sr.norm(A @ B) > 1)),
    ("slopes-keep-stability", "stability",
     lambda: sr.implies(sr.rho(W) < 1, sr.rho(tanh_slopes @ W) < 1)),
    ("bound-above-one-explodes", "stability",
     lambda: sr.less(1, sr.norm(sr.matpow(tanh_slopes @ W, 2)), given=[sr.norm(W) > 1])),
    ("norm-of-square", "stability", lambda: sr.implies(sr.norm(A @ A) < 1, sr.norm(A) < 1)),
    ("diagonal-decides-stability", "stability",
     lambda: sr.less(sr.rho(A), 1, given=[sr.strictly_between(sr.diagof(A), -1, 1)])),
    ("two-activation-patterns", "stability",
     lambda: sr.less(sr.rho(sr.diag(u) @ W @ sr.diag(v) @ W), 1, given=[
         sr.between(u, 0, 1), sr.between(v, 0, 1), sr.rho(sr.diag(u) @ W) < 1, sr.rho(sr.diag(v) @ W) < 1])),
    ("unstable-without-slopes", "stability",
     lambda: sr.implies(sr.nilpotent(W), sr.rho(tanh_slopes @ W) < 1)),
    ("cell-state-bounded", "stability", lambda: sr.less(abs(sr.sigmoid(u) * h + sr.sigmoid(v) * sr.tanh(b)), 1)),
    # -- false only beyond a size, or on thin sets that two leaves share
    ("gram-is-invertible", "thin", lambda: sr.holds(sr.invertible(V.T @ V), given=[sr.rank_is(V, n)])),
    ("sixth-power-of-permutation", "thin", lambda: sr.equal(sr.matpow(A, 6), sr.eye(n), given=[sr.permutation(A)])),
    ("cube-of-nilpotent", "thin", lambda: sr.equal(sr.matpow(A, 3), sr.zeros(n, n), given=[sr.nilpotent(A)])),
    ("standard-identity-of-four", "thin", lambda: sr.equal(standard_identity(A, B, C, P), sr.zeros(n, n))),
    ("ranks-add", "thin",
     lambda: sr.equal(sr.rank(A + B), sr.rank(A) + sr.rank(B), given=[sr.eq(A @ B, 0), sr.eq(B @ A, 0)])),
    ("sum-of-projections", "thin",
     lambda: sr.holds(sr.idempotent(A + B), given=[sr.idempotent(A), sr.idempotent(B), sr.commute(A, B)])),
    ("symmetric-orthogonal", "thin",
     lambda: sr.implies(
         sr.all_of(sr.symmetric(A), sr.orthogonal(A)), sr.any_of(sr.eq(A, sr.eye(n)), sr.eq(A, -sr.eye(n))))),
    ("sum-of-normal", "thin", lambda: sr.holds(sr.normal(A + B), given=[sr.normal(A), sr.normal(B)])),
    ("anticommutator-psd", "thin", lambda: sr.holds(sr.psd(A @ B + B @ A), given=[sr.psd(A), sr.psd(B)])),
    ("squaring-is-monotone", "thin", lambda: sr.holds(sr.psd(B @ B - A @ A), given=[sr.psd(A), sr.psd(B - A)])),
    ("stochastic-commute", "thin", lambda: sr.equal(A @ B, B @ A, given=[sr.stochastic(A), sr.stochastic(B)])),
    ("orthogonal-keeps-column-sums", "thin",
     lambda: sr.equal(sr.norm_1(A @ B), sr.norm_1(B), given=[sr.orthogonal(A)])),
    ("unitary-is-real", "thin", lambda: sr.equal(sr.im(Z), sr.zeros(n, n), given=[sr.orthogonal(Z)])),
    ("relu-commutes-with-powers", "thin",
     lambda: sr.equal(sr.iterate(sr.relu(W @ h), h, b, 3), sr.relu(sr.matpow(W, 3) @ b))),
    ("triangular-is-closed", "thin",
     lambda: sr.holds(sr.triangular(A @ B), given=[sr.triangular(A), sr.triangular(B)])),
    ("two-by-two-only", "thin", lambda: sr.equal(sr.rank(A2 - A2.T), 2)),
    # -- limits
    ("alpha-below-one-vanishes", "limit",
     lambda: sr.tends_to(sr.norm(sr.matpow(sr.D((1 - a) * h + a * phi(W @ h + b), h), t)), 0, t, given=[a < 1, a > 0])),
    ("norm-above-one-explodes", "limit",
     lambda: sr.tends_to(sr.norm(sr.matpow(W, t)), sr.oo, t, given=[sr.norm(W) > 1])),
    ("norm-at-most-one-vanishes", "limit",
     lambda: sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t, given=[sr.norm(W) <= 1])),
    ("radius-one-is-bounded", "limit", lambda: sr.of_order(sr.norm(sr.matpow(W, t)), 1, t, given=[sr.rho(W) <= 1])),
    ("powers-of-order-radius", "limit", lambda: sr.of_order(sr.norm(sr.matpow(W, t)), sr.rho(W) ** t, t)),
    ("stable-factors-vanish", "limit",
     lambda: sr.tends_to(sr.norm(sr.product(Ws, k, 1, t)), 0, t, given=[sr.rho(Ws[k]) < 1])),
    ("expanding-factors-explode", "limit",
     lambda: sr.tends_to(sr.norm(sr.product(Ws, k, 1, t)), sr.oo, t, given=[sr.norm(Ws[k]) > 1])),
    ("powers-below-one", "limit", lambda: sr.tends_to(c**t, 0, t, given=[c < 1])),
    ("iterates-settle", "limit", lambda: sr.tends_to(sr.iterate(c * x, x, y, t), 0, t, given=[abs(c) <= 1])),
    # -- induction
    ("induction-wrong-base", "induction",
     lambda: sr.induction(t, sr.equal(sr.matpow(A, 0), A), sr.equal(sr.matpow(A, t + 1), A @ sr.matpow(A, t)))),
    ("induction-wrong-step", "induction",
     lambda: sr.induction(t, sr.equal(sr.product(Ws, k, 1, 0), sr.eye(n)),
                          sr.equal(sr.product(Ws, k, 1, t + 1), sr.product(Ws, k, 1, t) @ Ws[t + 1]))),
]  # fmt: skip

# False, and beyond the search: the violation lives where three small numbers almost cancel. It is listed so that nobody
# takes "not found" for "true".
BEYOND = [
    ("minimal-slope-repair", "thin",
     lambda: sr.at_most((d * sr.norm(A3)) ** 3, sr.norm(sr.diag(p3) @ A3 @ sr.diag(q3) @ A3 @ sr.diag(r3) @ A3),
                        given=[sr.psd(A3), d > 0, *(sr.between(w, d, 1) for w in (p3, q3, r3))])),
]  # fmt: skip

# In one size each: an existence with a size that is free is asserted for all of them.
E, F = sr.matrices("A B", 2, 2)
p2, q2 = sr.vectors("u v", 2)
EXISTS = [
    ("nilpotent", lambda: sr.exists([E], sr.all_of(sr.nilpotent(E), sr.nonzero(E)))),
    ("not-commuting", lambda: sr.exists([E, F], sr.ne(E @ F, F @ E))),
    ("radial-not-normal", lambda: sr.exists([A3], sr.all_of(sr.eq(sr.norm(A3), sr.rho(A3)), sr.no(sr.normal(A3))))),
    ("root", lambda: sr.exists([x], sr.eq(x**2, sr.rational(9, 4)))),
    ("complex-unit", lambda: sr.exists([E], sr.eq(E @ E, -sr.eye(2)))),
    ("reflection", lambda: sr.exists([E], sr.all_of(sr.orthogonal(E), sr.det(E) < 0))),
    ("orthogonal-columns", lambda: sr.exists([p2, q2], sr.all_of(sr.eq(sr.dot(p2, q2), 0), sr.nowhere_zero(p2),
                                                               sr.nowhere_zero(q2)))),
    ("transient-growth", lambda: sr.exists([E], sr.all_of(sr.rho(E) < 1, sr.norm(E) > 2))),
    ("fixed-point-of-relu", lambda: sr.exists([E, p2], sr.all_of(sr.eq(p2, sr.relu(E @ p2)), sr.nonzero(p2)))),
]  # fmt: skip


def magnitude(witness):
    """Size of a witness: the largest dimension, the number of nonzero numbers, the longest number in characters."""
    numbers = []

    def walk(value):
        for v in value.values() if isinstance(value, dict) else value:
            numbers.append(Fraction(v)) if isinstance(v, str) else walk(v)

    walk(witness["leaves"])
    return {"dimension": max(witness["sizes"].values(), default=0), "nonzeros": sum(q != 0 for q in numbers),
            "longest": max((len(str(q)) for q in numbers), default=0)}


def measure(only=None, seed=1):
    """One row for each statement: id, kind, found, seconds, points tried, stage, size of the witness."""
    from symrnn.search.find import search

    rows = []
    for name, kind, build in FALSE:
        if only is None or name in only or kind in only:
            record = build().record()
            start = time.perf_counter()
            finding = search(record, seed)
            row = {"id": name, "kind": kind, "found": finding.witness is not None,
                   "seconds": time.perf_counter() - start, "tried": finding.tried}
            if finding.witness is not None:
                row |= {"how": finding.witness["how"], **magnitude(finding.witness)}
            rows.append(row)
    return rows


def table(rows):
    """The rows as Markdown."""
    head = ["id", "kind", "found", "seconds", "tried", "how", "dimension", "nonzeros", "longest"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        shown = {**row, "seconds": f"{row['seconds']:.2f}", "found": "yes" if row["found"] else "no"}
        lines.append("| " + " | ".join(str(shown.get(c, "")) for c in head) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    measured = measure(sys.argv[1:] or None)
    sys.stdout.write(table(measured) + "\n")
    found = sum(row["found"] for row in measured)
    slowest = max(row["seconds"] for row in measured)
    sys.stdout.write(f"\n{found} of {len(measured)} found, slowest {slowest:.1f} s\n")
