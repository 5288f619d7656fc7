"""Conditions of all kinds: what holds under them, and what does not without them."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("conditions")
n, m = sr.dims("n m")
A, B, S, K, O = sr.matrices("A B S K O", n, n)
u, v, d = sr.vectors("u v d", n)
x, y, z = sr.scalars("x y z")
I = sr.eye(n)
one = sr.ones(n)

topic.true("stochastic-product", lambda: sr.equal(A @ B @ one, one, given=[sr.stochastic(A), sr.stochastic(B)]))
topic.false("stochastic-columns", "rows sum to one, columns need not", lambda: sr.equal(
    A.T @ one, one, given=[sr.stochastic(A)]))
topic.true("permutation-inverse", lambda: sr.equal(A @ A.T, I, given=[sr.permutation(A)]))
topic.false("permutation-involution", "a cycle of three is not its own inverse", lambda: sr.equal(
    A @ A, I, given=[sr.permutation(A)]))
topic.true("skew-plus-symmetric", lambda: sr.equal(
    sr.tr(S @ K), 0, given=[sr.symmetric(S), sr.skew(K)]))
topic.false("skew-times-skew", "the trace of K^2 is not zero", lambda: sr.equal(sr.tr(K @ K), 0, given=[sr.skew(K)]))
topic.true("commuting-products", lambda: sr.equal(
    A @ (B @ B), (B @ B) @ A, given=[sr.commute(A, B)]))
topic.false("commuting-transposes", "B' need not commute with A", lambda: sr.equal(
    A @ B.T, B.T @ A, given=[sr.commute(A, B)]))
topic.true("unit-projector", lambda: sr.holds(
    sr.idempotent(sr.outer(u, u)), given=[sr.unit_norm(u)]))
topic.false("unit-projector", "u need not have norm one", lambda: sr.holds(sr.idempotent(sr.outer(u, u))))
topic.true("orthogonal-projector", lambda: sr.equal(
    (I - sr.outer(u, u)) @ u, sr.zeros(n), given=[sr.unit_norm(u)]))
topic.true("diagonal-commute", lambda: sr.equal(A @ B, B @ A, given=[sr.diagonal(A), sr.diagonal(B)]))
topic.false("diagonal-commutes-with-all", "one of the two is diagonal", lambda: sr.equal(
    A @ B, B @ A, given=[sr.diagonal(A)]))
topic.true("log-of-product", lambda: sr.equal(
    sr.log(x * y), sr.log(x) + sr.log(y), given=[sr.positive(x), sr.positive(y)]))
topic.false("log-of-sum", "the logarithm term by term", lambda: sr.equal(
    sr.log(x + y), sr.log(x) + sr.log(y), given=[sr.positive(x), sr.positive(y)]))
topic.true("power-of-power", lambda: sr.equal((x**y) ** z, x ** (y * z), given=[sr.positive(x)]))
topic.false("power-of-power", "exponents add in products, not in powers", lambda: sr.equal(
    (x**y) ** z, x ** (y + z), given=[sr.positive(x)]))
topic.true("balanced", lambda: sr.equal(sr.dot(u, v), 0, given=[sr.eq(A @ u, u), sr.eq(A.T @ v, 2 * v)]))
topic.false("balanced", "right eigenvectors of different eigenvalues need not be orthogonal", lambda: sr.equal(
    sr.dot(u, v), 0, given=[sr.eq(A @ u, u), sr.eq(A @ v, 2 * v)]))
topic.true("fixed-point", lambda: sr.equal(
    1 - sr.tanh(A @ u) ** 2, 1 - u * u, given=[sr.eq(u, sr.tanh(A @ u))]))
topic.false("fixed-point", "the point is not a fixed point", lambda: sr.equal(1 - sr.tanh(A @ u) ** 2, 1 - u * u))
topic.true("psd-form", lambda: sr.at_most(0, sr.dot(u, S @ u), given=[sr.psd(S)]))
topic.false("psd-form", "symmetric matrices may be indefinite", lambda: sr.at_most(
    0, sr.dot(u, S @ u), given=[sr.symmetric(S)]))
topic.true("psd-trace", lambda: sr.at_most(0, sr.tr(S), given=[sr.psd(S)]))
topic.true("orthogonal-columns", lambda: sr.equal(sr.norm_f(O) ** 2, n, given=[sr.orthogonal(O)]))
topic.false("orthogonal-trace", "the trace of a rotation is not n", lambda: sr.equal(
    sr.tr(O), n, given=[sr.orthogonal(O)]))
topic.true("triangular-power", lambda: sr.equal(A @ A, sr.zeros(n, n), given=[sr.eq(A, sr.outer(u, v)), sr.eq(sr.dot(u, v), 0)]))
topic.false("nilpotent-of-order-two", "the order of a nilpotent matrix is at most n, not two", lambda: sr.equal(
    A @ A, sr.zeros(n, n), given=[sr.nilpotent(A)]))
topic.true("normal-form", lambda: sr.equal(
    sr.dot(A @ u, A @ u), sr.dot(A.T @ u, A.T @ u), given=[sr.normal(A)]))
topic.false("normal-form", "A and A' have different lengths in general", lambda: sr.equal(
    sr.dot(A @ u, A @ u), sr.dot(A.T @ u, A.T @ u)))
topic.true("stationary-distribution", lambda: sr.equal(
    sr.sum(A.T @ u), 1, given=[sr.stochastic(A), sr.eq(sr.sum(u), 1)]))
topic.false("substituted", "the condition is on v, not on u", lambda: sr.equal(
    sr.sum(A @ u), sr.sum(v), given=[sr.eq(v, A.T @ u)]))
