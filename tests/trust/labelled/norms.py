"""Bounds of norms and of products of Jacobians."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("norms")
n, m = sr.dims("n m")
A, B, W = sr.matrices("A B W", n, n)
P = sr.matrix("P", n, m)
u, v, h, b = sr.vectors("u v h b", n)
a = sr.scalar("a", between=(0, 1))
x = sr.scalar("x")
norm, diag = sr.norm, sr.diag
D = diag(1 - sr.tanh(W @ h + b) ** 2)

topic.true("submultiplicative", lambda: sr.at_most(norm(A @ B), norm(A) * norm(B)))
topic.false("submultiplicative", "the bound with the wrong direction", lambda: sr.at_most(norm(A) * norm(B), norm(A @ B)))
topic.true("triangle", lambda: sr.at_most(norm(A + B), norm(A) + norm(B)))
topic.false("triangle", "the norm of a sum against one summand", lambda: sr.at_most(norm(A + B), norm(A)))
topic.true("tanh-jacobian", lambda: sr.at_most(norm(D @ W), norm(W)))
topic.false("tanh-jacobian-strict", "equality at the pre-activation zero", lambda: sr.less(
    norm(D @ W), norm(W), given=[sr.nonzero(W)]))
topic.true("sigmoid-jacobian", lambda: sr.at_most(
    norm(diag(sr.sigmoid(h) * (1 - sr.sigmoid(h))) @ W), norm(W) / 4))
topic.false("sigmoid-jacobian", "the slope of the sigmoid is at most a quarter, not an eighth", lambda: sr.at_most(
    norm(diag(sr.sigmoid(h) * (1 - sr.sigmoid(h))) @ W), norm(W) / 8))
topic.true("leaky", lambda: sr.at_most(norm((1 - a) * sr.eye(n) + a * D @ W), 1 - a + a * norm(W)))
topic.false("leaky", "the leak is left out of the bound", lambda: sr.at_most(
    norm((1 - a) * sr.eye(n) + a * D @ W), a * norm(W)))
topic.true("frobenius-above", lambda: sr.at_most(norm(A), sr.norm_f(A)))
topic.false("frobenius-below", "the Frobenius norm is the larger one", lambda: sr.at_most(sr.norm_f(A), norm(A)))
topic.true("rank-one", lambda: sr.equal(norm(sr.outer(u, v)), norm(u) * norm(v)))
topic.false("rank-one", "the inner product for the norm", lambda: sr.equal(norm(sr.outer(u, v)), sr.abs(sr.dot(u, v))))
topic.true("cauchy-schwarz", lambda: sr.at_most(sr.dot(u, v) ** 2, sr.dot(u, u) * sr.dot(v, v)))
topic.false("cauchy-schwarz", "without the second norm", lambda: sr.at_most(sr.dot(u, v) ** 2, sr.dot(u, u)))
topic.true("orthogonal-keeps", lambda: sr.equal(norm(A @ u), norm(u), given=[sr.orthogonal(A)]))
topic.false("orthogonal-keeps-any", "a matrix of norm one need not keep lengths", lambda: sr.equal(
    norm(A @ u), norm(u), given=[sr.eq(norm(A), 1)]))
topic.true("vector", lambda: sr.at_most(norm(W @ h), norm(W) * norm(h)))
topic.false("vector-by-radius", "the spectral radius for the norm", lambda: sr.at_most(norm(W @ h), sr.rho(W) * norm(h)))
topic.true("infinity-below-two", lambda: sr.at_most(sr.norm_inf(h), norm(h)))
topic.false("two-below-infinity", "the order of the norms", lambda: sr.at_most(norm(h), sr.norm_inf(h)))
topic.true("one-above-two", lambda: sr.at_most(norm(h), sr.norm_1(h)))
topic.true("lower", lambda: sr.at_most(sr.sigma_min(W) * norm(h), norm(W @ h)))
topic.false("lower", "the largest singular value from below", lambda: sr.at_most(norm(W) * norm(h), norm(W @ h)))
topic.true("three-factors", lambda: sr.at_most(norm(A @ B @ W), norm(A) * norm(B) * norm(W)))
topic.true("gated", lambda: sr.at_most(norm(diag(sr.sigmoid(h)) @ W), norm(W)))
topic.false("gated", "a gate does not halve", lambda: sr.at_most(norm(diag(sr.sigmoid(h)) @ W), norm(W) / 2))
topic.true("gram", lambda: sr.equal(norm(P.T @ P), norm(P) ** 2))
topic.false("gram-square", "the square is not the Gram matrix", lambda: sr.equal(norm(A @ A), norm(A) ** 2))
topic.false("scale", "an absolute margin", lambda: sr.at_most(norm(W @ h), 10**6 + norm(h)))
topic.false("condition-number", "a bound that is far, and still none", lambda: sr.at_most(
    norm(A) * norm(sr.inv(A)), 10**6, given=[sr.invertible(A)]))
topic.false("many-units", "true up to n = 9", lambda: sr.at_most(sr.norm_1(u), 3 * norm(u)))
centred = h - sr.mean(h)
normalised = centred / sr.sqrt(sr.mean(centred**2) + 1)
topic.true("layer-norm-entry", lambda: sr.at_most(sr.norm_inf(normalised) ** 2, n))
topic.false("layer-norm-entry", "six rows and more, far out", lambda: sr.at_most(sr.norm_inf(normalised), 2))
topic.true("sum-times-largest", lambda: sr.at_most(2 * sr.norm_1(u) * sr.norm_inf(u), (1 + sr.sqrt(n)) * sr.dot(u, u)))
topic.false("sum-times-largest", "five rows and more", lambda: sr.at_most(
    sr.norm_1(u) * sr.norm_inf(u), 3 * sr.dot(u, u) / 2))
topic.true("different-gates", lambda: sr.at_most(
    sr.norm_inf(diag(sr.sigmoid(u)) @ A + diag(1 - sr.sigmoid(u))), 1, given=[sr.le(sr.norm_inf(A), 1)]))
topic.false("different-gates", "rows of different gates do not mix as one matrix does", lambda: sr.at_most(
    norm(diag(sr.sigmoid(u)) @ A + diag(1 - sr.sigmoid(u))), 1, given=[sr.orthogonal(A)]))
t, k = sr.index("t"), sr.index("k")
topic.true("neumann-partial", lambda: sr.at_most(sr.total(a**k, k, 0, t), 1 / (1 - a), given=[sr.lt(a, 1), sr.ge(t, 0)]))
topic.false("neumann-partial", "many terms near one", lambda: sr.at_most(
    sr.total(a**k, k, 0, t), 20, given=[sr.lt(a, 1), sr.ge(t, 0)]))
