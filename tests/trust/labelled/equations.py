"""What follows from equations between matrices: inverses, exponentials, powers, covariances."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("equations")
n, m = sr.dims("n m")
A, B, P, Q, S, Z = sr.matrices("A B P Q S Z", n, n)
H, M = sr.matrix("H", n, m), sr.matrix("M", m, m)
u, v, w, h, b = sr.vectors("u v w h b", n)
a, c, t = sr.scalars("a c t")
k, j = sr.index("k"), sr.index("j")
I, zero = sr.eye(n), sr.zeros(n, n)
inv, expm, power = sr.inv, sr.expm, sr.matpow
lyap = sr.stationary_covariance
regular, stable = sr.invertible, [sr.rho(A) < 1]
pair = [regular(A), regular(B), regular(A + B), regular(inv(A) + inv(B))]
gain = [regular(P), regular(M), regular(H.T @ P @ H + M), regular(inv(P) + H @ inv(M) @ H.T)]

topic.true("parallel-sum", lambda: sr.equal(inv(inv(A) + inv(B)), A @ inv(A + B) @ B, given=pair))
topic.false("parallel-sum", "the middle factor moves to the end", lambda: sr.equal(
    inv(inv(A) + inv(B)), A @ B @ inv(A + B), given=pair))
topic.true("kalman-gain", lambda: sr.equal(
    P @ H @ inv(H.T @ P @ H + M), inv(inv(P) + H @ inv(M) @ H.T) @ H @ inv(M), given=gain))
topic.false("kalman-gain", "the noise is not inverted in the information form", lambda: sr.equal(
    P @ H @ inv(H.T @ P @ H + M), inv(inv(P) + H @ M @ H.T) @ H @ M, given=[*gain, regular(inv(P) + H @ M @ H.T)]))
topic.true("symmetric-gain", lambda: sr.holds(
    sr.symmetric(inv(I + P @ Q) @ P), given=[sr.symmetric(P), sr.symmetric(Q), regular(I + P @ Q)]))
topic.false("symmetric-gain", "one of the two is not symmetric", lambda: sr.holds(
    sr.symmetric(inv(I + P @ Q) @ P), given=[sr.symmetric(P), regular(I + P @ Q)]))
topic.true("cayley-orthogonal", lambda: sr.holds(
    sr.orthogonal(inv(I - Z) @ (I + Z)), given=[sr.skew(Z), regular(I - Z)]))
topic.false("cayley-orthogonal", "the generator is symmetric", lambda: sr.holds(
    sr.orthogonal(inv(I - Z) @ (I + Z)), given=[sr.symmetric(Z), regular(I - Z)]))
topic.true("commuting-inverse", lambda: sr.holds(sr.commute(inv(A), B), given=[sr.commute(A, B), regular(A)]))
topic.false("commuting-chain", "commuting is not transitive", lambda: sr.holds(
    sr.commute(A, S), given=[sr.commute(A, B), sr.commute(B, S)]))
topic.true("exponential-of-projection", lambda: sr.equal(
    expm(t * A), I + (sr.exp(t) - 1) * A, given=[sr.idempotent(A)]))
topic.false("exponential-of-projection", "the complement is counted twice", lambda: sr.equal(
    expm(t * A), I + sr.exp(t) * A, given=[sr.idempotent(A)]))
topic.true("exponential-of-rank-one", lambda: sr.equal(
    expm(sr.outer(u, v)), I + (sr.exp(sr.dot(u, v)) - 1) / sr.dot(u, v) * sr.outer(u, v),
    given=[sr.ne(sr.dot(u, v), 0)]))
topic.false("exponential-of-rank-one", "the division by the inner product is lost", lambda: sr.equal(
    expm(sr.outer(u, v)), I + (sr.exp(sr.dot(u, v)) - 1) * sr.outer(u, v), given=[sr.ne(sr.dot(u, v), 0)]))
topic.true("exponential-of-commuting-sum", lambda: sr.equal(expm(A + B), expm(A) @ expm(B), given=[sr.commute(A, B)]))
topic.false("exponential-of-sum", "the two do not commute", lambda: sr.equal(expm(A + B), expm(A) @ expm(B)))
topic.true("exponential-of-similar", lambda: sr.equal(expm(P @ A @ inv(P)), P @ expm(A) @ inv(P), given=[regular(P)]))
topic.false("exponential-of-congruent", "congruence is taken for similarity", lambda: sr.equal(
    expm(P @ A @ P.T), P @ expm(A) @ P.T))
topic.true("exponential-of-eigenvector", lambda: sr.equal(expm(A) @ v, sr.exp(a) * v, given=[sr.eq(A @ v, a * v)]))
topic.false("exponential-of-eigenvector", "the eigenvalue is not exponentiated", lambda: sr.equal(
    expm(A) @ v, a * v, given=[sr.eq(A @ v, a * v)]))
topic.true("flow-keeps-length", lambda: sr.equal(sr.norm(expm(Z) @ h) ** 2, sr.dot(h, h), given=[sr.skew(Z)]))
topic.false("flow-keeps-length", "the generator is symmetric", lambda: sr.equal(
    sr.norm(expm(Z) @ h) ** 2, sr.dot(h, h), given=[sr.symmetric(Z)]))
topic.true("transposed-power", lambda: sr.equal(power(A.T, k), power(A, k).T))
topic.true("power-of-projection", lambda: sr.equal(power(A, k + 1), A, given=[sr.idempotent(A)]))
topic.false("power-of-projection", "the power with exponent zero is the identity", lambda: sr.equal(
    power(A, k), A, given=[sr.idempotent(A)]))
topic.true("power-of-rank-one", lambda: sr.equal(
    power(sr.outer(u, v), k + 1), sr.dot(u, v) ** k * sr.outer(u, v)))
topic.false("power-of-rank-one", "one inner product too many", lambda: sr.equal(
    power(sr.outer(u, v), k + 1), sr.dot(u, v) ** (k + 1) * sr.outer(u, v)))
topic.true("geometric-sum", lambda: sr.equal((I - A) @ sr.total(power(A, j), j, 0, k), I - power(A, k + 1)))
topic.false("geometric-sum", "the exponent is one too small", lambda: sr.equal(
    (I - A) @ sr.total(power(A, j), j, 0, k), I - power(A, k)))
topic.true("leaky-iterate", lambda: sr.equal(
    sr.iterate((1 - a) * h + a * b, h, u, k), (1 - a) ** k * u + (1 - (1 - a) ** k) * b))
topic.false("leaky-iterate", "the leak and its complement are exchanged", lambda: sr.equal(
    sr.iterate((1 - a) * h + a * b, h, u, k), a**k * u + (1 - a**k) * b))
topic.true("rotated-covariance", lambda: sr.equal(
    lyap(P @ A @ P.T, P @ Q @ P.T), P @ lyap(A, Q) @ P.T, given=[*stable, sr.orthogonal(P)]))
topic.false("rotated-covariance", "the noise is not rotated", lambda: sr.equal(
    lyap(P @ A @ P.T, Q), P @ lyap(A, Q) @ P.T, given=[*stable, sr.orthogonal(P)]))
topic.true("normal-covariance", lambda: sr.equal(lyap(A, I), inv(I - A @ A.T), given=[*stable, sr.normal(A)]))
topic.false("normal-covariance", "the matrix need not be normal", lambda: sr.equal(
    lyap(A, I), inv(I - A @ A.T), given=[*stable, regular(I - A @ A.T)]))
topic.true("short-memory", lambda: sr.equal(lyap(A, Q), Q + A @ Q @ A.T, given=[sr.eq(A @ A, zero)]))
topic.false("short-memory", "the last factor is not transposed", lambda: sr.equal(
    lyap(A, Q), Q + A @ Q @ A, given=[sr.eq(A @ A, zero)]))
topic.true("transposed-response", lambda: sr.equal(
    sr.frequency_response(A, P, Q, t).T, sr.frequency_response(A.T, Q.T, P.T, t), given=stable))
topic.false("transposed-response", "input and output stay where they are", lambda: sr.equal(
    sr.frequency_response(A, P, Q, t).T, sr.frequency_response(A.T, P.T, Q.T, t), given=stable))
topic.true("permuted-activation", lambda: sr.equal(sr.tanh(P @ u), P @ sr.tanh(u), given=[sr.permutation(P)]))
topic.false("rotated-activation", "an orthogonal matrix need not permute", lambda: sr.equal(
    sr.tanh(P @ u), P @ sr.tanh(u), given=[sr.orthogonal(P)]))
