"""Stationary covariances."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("covariances")
n = sr.dims("n")[0]
A, Q, S, W = sr.matrices("A Q S W", n, n)
P = sr.stationary_covariance(A, Q)
a, s = sr.scalars("a s")
one = sr.ones(1, 1)
t = sr.index("t")
stable = [sr.rho(A) < 1]
inside = [sr.strictly_between(a, -1, 1)]

topic.true("equation", lambda: sr.equal(P, A @ P @ A.T + Q, given=stable))
topic.false("equation", "A is not transposed", lambda: sr.equal(P, A @ P @ A + Q, given=stable))
topic.true("scalar", lambda: sr.equal(sr.tr(sr.stationary_covariance(a * one, s * one)), s / (1 - a**2), given=inside))
topic.false("scalar", "the continuous-time formula", lambda: sr.equal(
    sr.tr(sr.stationary_covariance(a * one, s * one)), s / (2 * (1 - a)), given=inside))
topic.true("symmetric", lambda: sr.holds(sr.symmetric(P), given=[*stable, sr.symmetric(Q)]))
topic.false("symmetric", "the noise need not be symmetric in this equation", lambda: sr.holds(sr.symmetric(P), given=stable))
topic.true("twice-unrolled", lambda: sr.equal(
    P, A @ A @ P @ A.T @ A.T + A @ Q @ A.T + Q, given=stable))
topic.false("twice-unrolled", "the noise of the older step is not propagated", lambda: sr.equal(
    P, A @ A @ P @ A.T @ A.T + Q + Q, given=stable))
topic.true("next-lag", lambda: sr.equal(
    sr.autocovariance(A, Q, t + 1), A @ sr.autocovariance(A, Q, t), given=stable))
topic.false("next-lag", "the transposed matrix", lambda: sr.equal(
    sr.autocovariance(A, Q, t + 1), A.T @ sr.autocovariance(A, Q, t), given=stable))
topic.true("orthogonal-scaled", lambda: sr.equal(
    sr.stationary_covariance(a * W, sr.eye(n)), sr.eye(n) / (1 - a**2), given=[*inside, sr.orthogonal(W)]))
topic.false("orthogonal-scaled", "the square of a is lost", lambda: sr.equal(
    sr.stationary_covariance(a * W, sr.eye(n)), sr.eye(n) / (1 - a), given=[*inside, sr.orthogonal(W)]))
topic.true("linear-in-the-noise", lambda: sr.equal(
    sr.stationary_covariance(A, 2 * Q), 2 * P, given=stable))
topic.false("linear-in-the-noise", "the factor is squared", lambda: sr.equal(
    sr.stationary_covariance(A, 2 * Q), 4 * P, given=stable))
topic.true("additive", lambda: sr.equal(
    sr.stationary_covariance(A, Q + S), P + sr.stationary_covariance(A, S), given=stable))
topic.false("additive-in-a", "the solution is not additive in A", lambda: sr.equal(
    sr.stationary_covariance(A + S, Q), P + sr.stationary_covariance(S, Q),
    given=[*stable, sr.rho(S) < 1, sr.rho(A + S) < 1]))
topic.true("no-memory", lambda: sr.equal(sr.stationary_covariance(sr.zeros(n, n), Q), Q))
topic.false("no-memory", "no memory does not mean no variance", lambda: sr.equal(
    sr.stationary_covariance(sr.zeros(n, n), Q), sr.zeros(n, n)))
