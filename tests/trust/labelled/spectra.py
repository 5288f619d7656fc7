"""Spectral radii and eigenvalues."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("spectra")
n = sr.dims("n")[0]
A, B, W = sr.matrices("A B W", n, n)
u, v = sr.vectors("u v", n)
x, lam = sr.scalars("x lam")
rho, norm = sr.rho, sr.norm

topic.true("below-the-norm", lambda: sr.at_most(rho(A), norm(A)))
topic.false("equal-to-the-norm", "true for normal matrices only", lambda: sr.equal(rho(A), norm(A)))
topic.true("symmetric", lambda: sr.equal(rho(A), norm(A), given=[sr.symmetric(A)]))
topic.false("submultiplicative", "the radius of a product of two matrices", lambda: sr.at_most(rho(A @ B), rho(A) * rho(B)))
topic.false("triangle", "the radius is not a norm", lambda: sr.at_most(rho(A + B), rho(A) + rho(B)))
topic.true("scaled", lambda: sr.equal(rho(x * A), sr.abs(x) * rho(A)))
topic.false("scaled", "the sign of the factor", lambda: sr.equal(rho(x * A), x * rho(A)))
topic.true("identity", lambda: sr.equal(rho(sr.eye(n)), 1))
topic.true("transpose", lambda: sr.equal(rho(A.T), rho(A)))
topic.false("shifted", "the radius shifts with the matrix", lambda: sr.equal(rho(A + sr.eye(n)), rho(A) + 1))
topic.true("nilpotent", lambda: sr.equal(rho(A), 0, given=[sr.nilpotent(A)]))
topic.false("zero-radius", "a nilpotent matrix need not be zero", lambda: sr.implies(
    sr.eq(rho(A), 0), sr.eq(A, sr.zeros(n, n))))
topic.true("orthogonal", lambda: sr.equal(rho(A), 1, given=[sr.orthogonal(A)]))
topic.false("radius-one", "radius one does not make a matrix orthogonal", lambda: sr.implies(
    sr.eq(rho(A), 1), sr.orthogonal(A)))
topic.true("stochastic", lambda: sr.equal(rho(A), 1, given=[sr.stochastic(A)]))
topic.false("norm-of-stochastic", "the spectral norm of a stochastic matrix may exceed one", lambda: sr.at_most(
    norm(A), 1, given=[sr.stochastic(A)]))
topic.true("eigenpair", lambda: sr.equal(
    A @ A @ v, lam**2 * v, given=[sr.eq(A @ v, lam * v)]))
topic.false("eigenpair", "the eigenvalue of the square", lambda: sr.equal(
    A @ A @ v, 2 * lam * v, given=[sr.eq(A @ v, lam * v)]))
topic.true("shifted-eigenpair", lambda: sr.equal(
    (A + x * sr.eye(n)) @ v, (lam + x) * v, given=[sr.eq(A @ v, lam * v)]))
topic.true("rayleigh", lambda: sr.at_most(sr.dot(u, A @ u), sr.eig_max(A) * sr.dot(u, u), given=[sr.symmetric(A)]))
topic.false("rayleigh", "the smallest eigenvalue from above", lambda: sr.at_most(
    sr.dot(u, A @ u), sr.eig_min(A) * sr.dot(u, u), given=[sr.symmetric(A)]))
topic.true("rank-one", lambda: sr.equal(rho(sr.outer(u, v)), sr.abs(sr.dot(u, v))))
topic.false("rank-one", "the norm of an outer product for its radius", lambda: sr.equal(
    rho(sr.outer(u, v)), norm(u) * norm(v)))
topic.true("weyl-from-below", lambda: sr.at_most(
    sr.eig_max(A) + sr.eig_min(B), sr.eig_max(A + B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.false("weyl-from-below", "the largest eigenvalue of both summands", lambda: sr.at_most(
    sr.eig_max(A) + sr.eig_max(B), sr.eig_max(A + B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.true("near-matrices", lambda: sr.at_most(
    sr.abs(sr.eig_min(A) - sr.eig_min(B)), norm(A - B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.false("near-matrices", "the norms instead of the norm of the difference", lambda: sr.at_most(
    norm(A - B), sr.abs(sr.eig_max(A) - sr.eig_max(B)), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.true("definite-form", lambda: sr.less(0, sr.dot(u, A @ u), given=[sr.pd(A), sr.nonzero(u)]))
topic.false("definite-form", "a symmetric matrix may have a negative form", lambda: sr.less(
    0, sr.dot(u, A @ u), given=[sr.symmetric(A), sr.nonzero(u)]))
topic.true("trace-of-a-product", lambda: sr.at_most(sr.abs(sr.tr(A @ B)), sr.norm_f(A) * sr.norm_f(B)))
topic.false("trace-of-a-product", "the spectral norms", lambda: sr.at_most(
    sr.abs(sr.tr(A @ A.T)), norm(A) * norm(A), given=[sr.invertible(A)]))
topic.true("frobenius-by-the-rank", lambda: sr.at_most(sr.norm_f(A), sr.sqrt(sr.rank(A)) * norm(A)))
topic.false("frobenius-by-the-rank", "the rank is lost", lambda: sr.at_most(sr.norm_f(A), norm(A)))
