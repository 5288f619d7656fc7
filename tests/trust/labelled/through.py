"""Gradients through time and through products of any length, and of extreme entries."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("through")
n = sr.dims("n")[0]
h, u = sr.vectors("h u", n)
W, E = sr.matrices("W E", n, n)
a, s = sr.scalars("a s")
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
ds, gs = sr.sequence("d", n), sr.sequence("g")


def state(r):
    """The state of a leaky cell after r steps from u."""
    return sr.iterate((1 - a) * h + a * sr.tanh(W @ h), h, u, r)


def masked(lo, hi):
    """The product of masked weights."""
    return sr.product(sr.diag(ds[k]) @ W, k, lo, hi)


slopes = a * sr.diag(1 - sr.tanh(W @ state(k)) ** 2) @ W
step = (1 - a) * sr.eye(n) + slopes

topic.true("leaky-start", lambda: sr.equal(sr.D(state(t), u), sr.product(step, k, 0, t - 1)))
topic.false("leaky-start", "the leak is left out", lambda: sr.equal(sr.D(state(t), u), sr.product(slopes, k, 0, t - 1)))
topic.true("leaky-rate", lambda: sr.equal(sr.D(state(t), a), sr.total(
    sr.product(step, k, j + 1, t - 1) @ (sr.tanh(W @ state(j)) - state(j)), j, 0, t - 1)))
topic.false("leaky-rate", "the sign of the old state", lambda: sr.equal(sr.D(state(t), a), sr.total(
    sr.product(step, k, j + 1, t - 1) @ (sr.tanh(W @ state(j)) + state(j)), j, 0, t - 1)))
topic.true("masked-weights", lambda: sr.equal(sr.jvp(masked(1, t), W, E), sr.total(
    masked(j + 1, t) @ sr.diag(ds[j]) @ E @ masked(1, j - 1), j, 1, t)))
topic.false("masked-weights", "only the last factor is varied", lambda: sr.equal(
    sr.jvp(masked(1, t), W, E), sr.diag(ds[t]) @ E @ masked(1, t - 1), given=[t >= 1]))
topic.false("product-of-numbers", "the sum of the logarithm's slopes without the product", lambda: sr.equal(
    sr.D(sr.product(1 + s * gs[k], k, 1, t), s), sr.total(gs[k], k, 1, t)))
topic.true("one-norm", lambda: sr.equal(
    sr.D(h / sr.norm_1(h), h), sr.eye(n) / sr.norm_1(h) - sr.outer(h, sr.sign(h)) / sr.norm_1(h) ** 2,
    given=[sr.nowhere_zero(h)]))
topic.false("one-norm", "the signs are left out", lambda: sr.equal(
    sr.D(h / sr.norm_1(h), h), sr.eye(n) / sr.norm_1(h) - sr.outer(h, sr.ones(n)) / sr.norm_1(h) ** 2,
    given=[sr.nowhere_zero(h)]))
topic.true("square-of-the-largest", lambda: sr.equal(
    sr.D(sr.max(W @ h) ** 2, h), 2 * sr.max(W @ h) * (1 - sr.step(sr.max(W @ h) - W @ h)).T @ W))
topic.false("square-of-the-largest", "the factor is lost", lambda: sr.equal(
    sr.D(sr.max(W @ h) ** 2, h), 2 * (1 - sr.step(sr.max(W @ h) - W @ h)).T @ W))
