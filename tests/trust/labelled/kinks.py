"""Traps with kinks, special values and conditions: true almost everywhere is not true."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("kinks")
n, m = sr.dims("n m")
A = sr.matrix("A", n, n)
P = sr.matrix("P", n, m)
h, u = sr.vectors("h u", n)
x, y = sr.scalars("x y")

topic.true("abs-slope", lambda: sr.equal(sr.D(sr.abs(x), x), sr.sign(x)))
topic.false("abs-slope-squared", "at zero the slope is zero by convention", lambda: sr.equal(sr.D(sr.abs(x), x) ** 2, 1))
topic.true("abs-slope-off-zero", lambda: sr.equal(sr.D(sr.abs(x), x) ** 2, 1, given=[sr.ne(x, 0)]))
topic.true("relu-slope-off-zero", lambda: sr.equal(
    sr.D(sr.relu(x), x) + sr.D(sr.relu(-x), x), sr.sign(x)))
topic.false("relu-difference-slope", "the slope of relu(x) - relu(-x), taken piecewise, is zero at zero", lambda: sr.equal(
    sr.D(sr.relu(x) - sr.relu(-x), x), 1))
topic.false("hardtanh-slope", "at x = 1 the slope is zero by convention", lambda: sr.equal(
    sr.D(sr.hardtanh(x), x), 1, given=[sr.between(x, -1, 1)]))
topic.true("hardtanh-slope-inside", lambda: sr.equal(
    sr.D(sr.hardtanh(x), x), 1, given=[sr.strictly_between(x, -1, 1)]))
topic.false("leaky-slope-product", "at zero the two slopes are 1/100 both", lambda: sr.equal(
    sr.D(sr.leaky_relu(x), x) + sr.D(sr.leaky_relu(-x), x) * -1, sr.rational(101, 100)))
topic.true("elu-slope", lambda: sr.equal(sr.D(sr.elu(x), x), sr.step(x) + (1 - sr.step(x)) * sr.exp(x)))
topic.false("generic-rank", "a matrix may be singular", lambda: sr.rank_is(A, n))
topic.false("generic-invertible", "a matrix may be singular", lambda: sr.holds(sr.invertible(A)))
topic.false("generic-count", "an entry may be zero", lambda: sr.equal(sr.count_nonzero(h), n))
topic.true("count-of-exp", lambda: sr.equal(sr.count_nonzero(sr.exp(h)), n))
topic.false("generic-different", "x and y may be equal", lambda: sr.holds(sr.ne(x, y)))
topic.false("generic-order", "x and y may be equal", lambda: sr.less(0, (x - y) ** 2))
topic.false("normalised-length", "the zero vector is not defined away", lambda: sr.holds(sr.nonzero(h)))
topic.true("normalised-length", lambda: sr.equal(sr.norm(h / sr.norm(h)), 1, given=[sr.nonzero(h)]))
topic.false("wide-rank", "m may be smaller than n", lambda: sr.rank_is(sr.eye(n) - P @ P.T, n))
topic.false("square-is-positive", "zero is not positive", lambda: sr.holds(sr.positive(x**2)))
topic.true("exp-is-positive", lambda: sr.holds(sr.positive(sr.exp(h))))
topic.false("diagonal-invertible", "an entry may be zero", lambda: sr.holds(sr.invertible(sr.diag(sr.relu(h) + sr.step(h)))))
topic.true("diagonal-invertible", lambda: sr.holds(sr.invertible(sr.diag(sr.softplus(h)))))
topic.false("distinct", "entries may repeat", lambda: sr.less(sr.min(h), sr.max(h)))
topic.true("ordered", lambda: sr.at_most(sr.min(h), sr.max(h)))
topic.false("difference-quotient", "at y = x nothing is said, elsewhere the sign is wrong", lambda: sr.equal(
    (x**2 - y**2) / (x - y), x - y))
topic.true("difference-quotient", lambda: sr.equal((x**2 - y**2) / (x - y), x + y))
topic.false("sign-of-square", "at zero the sign is zero", lambda: sr.equal(sr.sign(x**2), 1))
topic.true("step-of-square", lambda: sr.equal(sr.step(x**2), sr.sign(x) ** 2))
topic.false("max-of-negatives", "the maximum of the absolute values", lambda: sr.equal(sr.max(-h), -sr.max(h)))
topic.true("max-of-negatives", lambda: sr.equal(sr.max(-h), -sr.min(h)))
