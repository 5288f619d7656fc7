"""Conditions on several matrices at once; ranks, radii and eigenvalues that follow from such conditions."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("jointly")
n, m = sr.dims("n m")
A, B, P, W = sr.matrices("A B P W", n, n)
V = sr.matrix("V", n, m)
h, u, b = sr.vectors("h u b", n)
a = sr.scalar("a")
one, none = sr.eye(n), sr.zeros(n, n)
both = [sr.idempotent(A), sr.idempotent(B)]

topic.true("product-of-projections", lambda: sr.holds(sr.idempotent(A @ B), given=[*both, sr.commute(A, B)]))
topic.false("product-of-projections", "commuting is dropped", lambda: sr.holds(sr.idempotent(A @ B), given=both))
topic.true("sum-of-projections", lambda: sr.holds(
    sr.idempotent(A + B), given=[*both, sr.eq(A @ B, none), sr.eq(B @ A, none)]))
topic.false("sum-of-projections", "commuting for vanishing products", lambda: sr.holds(
    sr.idempotent(A + B), given=[*both, sr.commute(A, B)]))
topic.false("one-product-vanishes", "the other one need not", lambda: sr.equal(
    B @ A, none, given=[*both, sr.eq(A @ B, none)]))
topic.true("commuting-forms", lambda: sr.holds(sr.psd(A @ B), given=[sr.psd(A), sr.psd(B), sr.commute(A, B)]))
topic.false("commuting-forms", "commuting is dropped", lambda: sr.holds(sr.psd(A @ B), given=[sr.psd(A), sr.psd(B)]))
topic.true("stein", lambda: sr.less(sr.rho(A), 1, given=[sr.pd(P), sr.pd(P - A @ P @ A.T)]))
topic.false("stein", "a weak sign for a strict one", lambda: sr.less(
    sr.rho(A), 1, given=[sr.pd(P), sr.psd(P - A @ P @ A.T)]))
topic.true("leaky-radius", lambda: sr.less(
    sr.rho((1 - a) * one + a * W), 1, given=[sr.strictly_between(a, 0, 1), sr.less(sr.rho(W), 1)]))
topic.false("leaky-radius", "the norm for the radius", lambda: sr.less(
    sr.norm((1 - a) * one + a * W), 1, given=[sr.strictly_between(a, 0, 1), sr.less(sr.rho(W), 1)]))
topic.true("radii-multiply", lambda: sr.at_most(sr.rho(A @ B), sr.rho(A) * sr.rho(B), given=[sr.commute(A, B)]))
topic.false("radii-multiply", "one of them is symmetric, they do not commute", lambda: sr.at_most(
    sr.rho(A @ B), sr.rho(A) * sr.rho(B), given=[sr.symmetric(A)]))
topic.true("weyl", lambda: sr.at_most(
    sr.eig_max(A + B), sr.eig_max(A) + sr.eig_max(B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.false("weyl", "the wrong way round", lambda: sr.at_most(
    sr.eig_max(A) + sr.eig_max(B), sr.eig_max(A + B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.true("sylvester", lambda: sr.at_most(sr.rank(A) + sr.rank(V) - n, sr.rank(A @ V)))
topic.false("sylvester", "columns for the inner size", lambda: sr.at_most(sr.rank(A) + sr.rank(V) - m, sr.rank(A @ V)))
topic.true("frobenius", lambda: sr.at_most(sr.rank(A @ B) + sr.rank(B @ V), sr.rank(B) + sr.rank(A @ B @ V)))
topic.false("frobenius", "the middle factor is dropped", lambda: sr.at_most(
    sr.rank(A @ B) + sr.rank(B @ V), sr.rank(A @ B @ V)))
topic.true("rank-of-the-rest", lambda: sr.equal(sr.rank(one - A), n - sr.rank(A), given=[sr.idempotent(A)]))
topic.false("rank-of-the-rest", "nilpotent for idempotent", lambda: sr.equal(
    sr.rank(one - A), n - sr.rank(A), given=[sr.nilpotent(A), sr.nonzero(A @ h)]))
topic.true("ranks-given", lambda: sr.rank_at_most(A + B, 3, given=[sr.rank_is(A, 1), sr.rank_is(B, 2)]))
topic.false("ranks-given", "equal for at most", lambda: sr.rank_is(A + B, 3, given=[sr.rank_is(A, 1), sr.rank_is(B, 2)]))
topic.true("differences", lambda: sr.at_most(
    sr.norm(sr.tanh(W @ h + b) - sr.tanh(W @ u + b)), sr.norm(W) * sr.norm(h - u)))
topic.false("differences", "the norm of W is dropped", lambda: sr.at_most(
    sr.norm(sr.tanh(W @ h + b) - sr.tanh(W @ u + b)), sr.norm(h - u)))
topic.true("by-size", lambda: sr.at_most(sr.norm_f(A) ** 2, n * sr.norm(A) ** 2))
topic.false("by-size", "true for n = 1: the size is dropped", lambda: sr.at_most(sr.norm_f(A) ** 2, sr.norm(A) ** 2))
topic.true("even-power", lambda: sr.at_most(sr.norm(a**2 * (A @ B)), a**2 * sr.norm(A) * sr.norm(B)))
topic.false("odd-power", "the modulus is dropped", lambda: sr.at_most(sr.norm(a**3 * A), a**3 * sr.norm(A)))
topic.true("one-input", lambda: sr.equal(
    sr.dot(u, sr.inv(sr.stationary_covariance(W, u @ u.T)) @ u),
    sr.dot(u, sr.inv(sr.stationary_covariance(W.T, u @ u.T)) @ u), given=[sr.rho(W) < 1]))
topic.false("one-input", "another noise", lambda: sr.equal(
    sr.dot(u, sr.inv(sr.stationary_covariance(W, one)) @ u),
    sr.dot(u, sr.inv(sr.stationary_covariance(W.T, one)) @ u), given=[sr.rho(W) < 1]))
