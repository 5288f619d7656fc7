"""Derivatives with respect to one element of a sequence: weights and inputs of one time."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("places")
n = sr.dims("n")[0]
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
Ws, xs, gs = sr.sequence("W", n, n), sr.sequence("x", n), sr.sequence("g", n)
A, E = sr.matrices("A E", n, n)
u, g = sr.vectors("u g", n)
inside = [j >= 1, j <= t]


def gated(lo, hi):
    """The product of the steps of a network whose gates are a sequence."""
    return sr.product(sr.diag(1 - xs[k]) @ A, k, lo, hi)


def weights(lo, hi):
    """The product of the weights."""
    return sr.product(Ws, k, lo, hi)


driven = sr.total(sr.matpow(A, t - k) @ xs[k], k, 1, t)
loss = sr.total(sr.dot(gs[k], sr.tanh(A @ xs[k])), k, 0, t)
slope = (A.T @ (gs[j] * (1 - sr.tanh(A @ xs[j]) ** 2))).T

topic.true("weights", lambda: sr.equal(
    sr.pullback(weights(1, t) @ u, Ws[j], g), sr.outer(weights(j + 1, t).T @ g, weights(1, j - 1) @ u), given=inside))
topic.false("weights", "the factor itself stays among the later ones", lambda: sr.equal(
    sr.pullback(weights(1, t) @ u, Ws[j], g), sr.outer(weights(j, t).T @ g, weights(1, j - 1) @ u), given=inside))
topic.true("direction", lambda: sr.equal(
    sr.jvp(weights(1, t) @ u, Ws[j], E), weights(j + 1, t) @ E @ weights(1, j - 1) @ u, given=inside))
topic.false("direction", "the later factors are forgotten", lambda: sr.equal(
    sr.jvp(weights(1, t) @ u, Ws[j], E), E @ weights(1, j - 1) @ u, given=inside))
topic.true("input", lambda: sr.equal(sr.D(driven, xs[j]), sr.matpow(A, t - j), given=inside))
topic.false("input", "one power too many", lambda: sr.equal(sr.D(driven, xs[j]), sr.matpow(A, t - j + 1), given=inside))
topic.false("input-at-zero", "the sum starts at one", lambda: sr.equal(
    sr.D(driven, xs[j]), sr.matpow(A, t - j), given=[j <= t]))
topic.false("input-to-come", "an input to come has no effect yet", lambda: sr.equal(
    sr.D(sr.total(xs[k], k, 1, t), xs[j]), sr.eye(n), given=[j >= 1]))
topic.true("input-to-come", lambda: sr.equal(sr.D(sr.total(xs[k], k, 1, t), xs[j]), sr.zeros(n, n), given=[j > t]))
topic.false("input-now", "the input of now is the last one", lambda: sr.equal(
    sr.D(sr.total(xs[k], k, 1, t), xs[j]), sr.zeros(n, n), given=[j >= t]))
topic.true("loss", lambda: sr.equal(sr.D(loss, xs[j]), slope, given=[j <= t]))
topic.true("gate", lambda: sr.equal(
    sr.D(gated(1, t) @ u, xs[j]), -gated(j + 1, t) @ sr.diag(A @ gated(1, j - 1) @ u), given=inside))
topic.false("gate", "the weights of that time are forgotten", lambda: sr.equal(
    sr.D(gated(1, t) @ u, xs[j]), -gated(j + 1, t) @ sr.diag(gated(1, j - 1) @ u), given=inside))
