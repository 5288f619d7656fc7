"""Inequalities in two variables and of vectors."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("pairs")
n = sr.dims("n")[0]
x, y = sr.scalars("x y")
p, r = sr.scalars("p r", positive=True)
a, g = sr.scalars("a g", between=(0, 1))
h, u = sr.vectors("h u", n)
q = sr.rational

topic.true("young", lambda: sr.at_most(x * y, (x**2 + y**2) / 2))
topic.false("young", "a third does not suffice", lambda: sr.at_most(x * y, (x**2 + y**2) / 3))
topic.true("means", lambda: sr.at_most(sr.sqrt(p * r), (p + r) / 2))
topic.false("means", "the harmonic mean is the smaller one", lambda: sr.at_most(sr.sqrt(p * r), 2 * p * r / (p + r)))
topic.true("convex-combination", lambda: sr.at_most(sr.abs(a * x + (1 - a) * y), a * sr.abs(x) + (1 - a) * sr.abs(y)))
topic.false("convex-combination", "the weights are exchanged on one side", lambda: sr.at_most(
    sr.abs(a * x + (1 - a) * y), (1 - a) * sr.abs(x) + a * sr.abs(y)))
topic.true("lipschitz-tanh", lambda: sr.at_most(sr.abs(sr.tanh(x) - sr.tanh(y)), sr.abs(x - y)))
topic.false("lipschitz-tanh", "half of the Lipschitz constant", lambda: sr.at_most(
    sr.abs(sr.tanh(x) - sr.tanh(y)), sr.abs(x - y) / 2))
topic.true("lipschitz-sigmoid", lambda: sr.at_most(sr.abs(sr.sigmoid(x) - sr.sigmoid(y)), sr.abs(x - y) / 4))
topic.true("reverse-triangle", lambda: sr.at_most(sr.abs(x) - sr.abs(y), sr.abs(x - y)))
topic.false("reverse-triangle", "the sum on the right", lambda: sr.at_most(sr.abs(x) - sr.abs(y), x + y))
topic.true("gate-product", lambda: sr.at_most(a * g, a))
topic.true("gate-union", lambda: sr.at_most(a + g - a * g, 1))
topic.false("gate-union", "the product is not subtracted", lambda: sr.at_most(a + g, 1))
topic.true("leak-and-gain", lambda: sr.at_most(1 - a + a * g, 1))
topic.false("leak-and-gain-strict", "equality at gain one", lambda: sr.less(1 - a + a * g, 1, given=[a > 0]))
topic.true("signal-to-noise", lambda: sr.at_most(0, (1 - a**2) / (1 - 2 * a * sr.cos(x) + a**2), given=[a < 1]))
topic.false("signal-to-noise", "the gain is largest at frequency zero, where it is (1 + a) / (1 - a)", lambda: sr.at_most(
    (1 - a**2) / (1 - 2 * a * sr.cos(x) + a**2), 1, given=[a < 1]))
topic.true("state-stays", lambda: sr.less(sr.abs(g * y + (1 - g) * sr.tanh(x)), 1, given=[sr.strictly_between(y, -1, 1)]))
topic.false("state-stays-closed", "equality at g = 1, y = 1", lambda: sr.less(
    sr.abs(g * y + (1 - g) * sr.tanh(x)), 1, given=[sr.between(y, -1, 1)]))
topic.true("softmax-below-one", lambda: sr.at_most(sr.softmax(h), 1))
topic.false("softmax-strict", "with one unit the softmax is one", lambda: sr.less(sr.softmax(h), 1))
topic.true("entries-of-tanh", lambda: sr.less(sr.tanh(h), 1))
topic.true("squares-positive", lambda: sr.nonneg(h * h))
topic.false("products-positive", "u and h may have different signs", lambda: sr.nonneg(u * h))
topic.true("energy", lambda: sr.at_most(0, sr.dot(h, h)))
topic.false("energy-strict", "the zero vector", lambda: sr.less(0, sr.dot(h, h)))
topic.true("mean-below-max", lambda: sr.at_most(sr.mean(h), sr.max(h)))
topic.false("mean-strictly-below-max", "constant vectors", lambda: sr.less(sr.mean(h), sr.max(h)))
topic.true("bernoulli", lambda: sr.at_most(1 + 3 * x, (1 + x) ** 3, given=[x >= -1]))
topic.false("bernoulli", "below minus three the cube is the smaller one", lambda: sr.at_most(1 + 3 * x, (1 + x) ** 3))
