"""Masks, rectifiers and piecewise linear units, kinks by the convention of torch."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("masks")
n = sr.dims("n")[0]
h, d = sr.vectors("h d", n)
W = sr.matrix("W", n, n)
x, y = sr.scalars("x y")
binary = sr.eq(d * d, d)

topic.true("relu-jacobian", lambda: sr.equal(sr.D(sr.relu(W @ h), h), sr.diag(sr.step(W @ h)) @ W))
topic.false("relu-jacobian", "the sign for the step", lambda: sr.equal(
    sr.D(sr.relu(W @ h), h), sr.diag(sr.sign(W @ h)) @ W))
topic.true("relu-by-step", lambda: sr.equal(sr.relu(h), h * sr.step(h)))
topic.false("relu-by-sign", "the sign for the step", lambda: sr.equal(
    sr.relu(h), h * sr.sign(h)))
topic.true("two-halves", lambda: sr.equal(sr.relu(h) - sr.relu(-h), h))
topic.false("two-halves", "the sum of the halves is the absolute value", lambda: sr.equal(
    sr.relu(h) + sr.relu(-h), h))
topic.true("absolute-value", lambda: sr.equal(sr.abs(h), sr.relu(h) + sr.relu(-h)))
topic.false("sign-squared", "false at zero", lambda: sr.equal(sr.sign(x) ** 2, 1))
topic.false("steps-add-to-one", "false at zero, where both steps vanish", lambda: sr.equal(
    sr.step(x) + sr.step(-x), 1))
topic.true("steps-exclude", lambda: sr.equal(sr.step(x) * sr.step(-x), 0))
topic.true("hardtanh-by-relus", lambda: sr.equal(sr.hardtanh(x), sr.relu(x + 1) - sr.relu(x - 1) - 1))
topic.false("hardtanh-by-relus", "the last minus one is lost", lambda: sr.equal(
    sr.hardtanh(x), sr.relu(x + 1) - sr.relu(x - 1)))
topic.true("leaky-by-relus", lambda: sr.equal(sr.leaky_relu(x), sr.relu(x) - sr.relu(-x) / 100))
topic.false("leaky-by-relus", "the sign of the leak", lambda: sr.equal(
    sr.leaky_relu(x), sr.relu(x) + sr.relu(-x) / 100))
topic.true("relu-twice", lambda: sr.equal(sr.relu(sr.relu(h)), sr.relu(h)))
topic.false("relu-of-product", "relu(x) relu(y) misses the product of two negative numbers", lambda: sr.equal(
    sr.relu(x * y), sr.relu(x) * sr.relu(y)))
topic.true("mask-twice", lambda: sr.equal(sr.diag(d) @ sr.diag(d) @ W, sr.diag(d) @ W, given=[binary]))
topic.false("mask-twice", "the mask is not said to be binary", lambda: sr.equal(
    sr.diag(d) @ sr.diag(d) @ W, sr.diag(d) @ W))
topic.true("mask-and-complement", lambda: sr.equal((1 - d) * (d * h), sr.zeros(n), given=[binary]))
topic.false("mask-and-complement", "one of the two is not a mask", lambda: sr.equal(
    (1 - d) * (d * h), sr.zeros(n), given=[sr.nonneg(d)]))
topic.true("masked-jacobian", lambda: sr.equal(
    sr.D(d * sr.tanh(W @ (d * h)), h), sr.diag(d * (1 - sr.tanh(W @ (d * h)) ** 2)) @ W @ sr.diag(d)))
topic.false("masked-jacobian", "the input mask is forgotten", lambda: sr.equal(
    sr.D(d * sr.tanh(W @ (d * h)), h), sr.diag(d * (1 - sr.tanh(W @ (d * h)) ** 2)) @ W))
topic.true("relu-homogeneous", lambda: sr.equal(sr.relu(x * y), x * sr.relu(y), given=[x > 0]))
topic.false("relu-homogeneous", "the factor may be negative", lambda: sr.equal(sr.relu(x * y), x * sr.relu(y)))
topic.true("maximum", lambda: sr.equal((x + y + sr.abs(x - y)) / 2, y + sr.relu(x - y)))
topic.false("maximum", "the minimum", lambda: sr.equal((x + y - sr.abs(x - y)) / 2, y + sr.relu(x - y)))
