"""Identities of elementwise functions."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("elementwise")
n = sr.dims("n")[0]
h, b = sr.vectors("h b", n)
x, y = sr.scalars("x y")
p = sr.scalar("p", positive=True)
tanh, sigmoid, exp, log = sr.tanh, sr.sigmoid, sr.exp, sr.log

topic.true("tanh-by-sigmoid", lambda: sr.equal(tanh(h), 2 * sigmoid(2 * h) - 1))
topic.false("tanh-by-sigmoid", "the argument is not doubled", lambda: sr.equal(tanh(h), 2 * sigmoid(h) - 1))
topic.true("sigmoid-reflection", lambda: sr.equal(sigmoid(-h), 1 - sigmoid(h)))
topic.false("sigmoid-odd", "the sigmoid is not odd", lambda: sr.equal(sigmoid(-h), -sigmoid(h)))
topic.true("softplus-reflection", lambda: sr.equal(sr.softplus(h) - sr.softplus(-h), h))
topic.false("softplus-even", "the softplus is not even", lambda: sr.equal(sr.softplus(h), sr.softplus(-h)))
topic.true("softplus-as-log", lambda: sr.equal(sr.softplus(x), -log(sigmoid(-x))))
topic.false("softplus-as-log", "the sign inside", lambda: sr.equal(sr.softplus(x), -log(sigmoid(x))))
topic.true("tanh-addition", lambda: sr.equal(tanh(x + y), (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y))))
topic.false("tanh-addition", "the sign in the denominator, as for tan", lambda: sr.equal(
    tanh(x + y), (tanh(x) + tanh(y)) / (1 - tanh(x) * tanh(y))))
topic.true("tanh-double", lambda: sr.equal(tanh(2 * x), 2 * tanh(x) / (1 + tanh(x) ** 2)))
topic.false("tanh-double", "the two is forgotten", lambda: sr.equal(tanh(2 * x), tanh(x) / (1 + tanh(x) ** 2)))
topic.true("hyperbolic-pythagoras", lambda: sr.equal(sr.cosh(x) ** 2 - sr.sinh(x) ** 2, 1))
topic.false("hyperbolic-pythagoras", "the circular sign", lambda: sr.equal(sr.cosh(x) ** 2 + sr.sinh(x) ** 2, 1))
topic.true("tanh-by-quotient", lambda: sr.equal(tanh(x), sr.sinh(x) / sr.cosh(x)))
topic.true("sech", lambda: sr.equal(1 - tanh(x) ** 2, 1 / sr.cosh(x) ** 2))
topic.false("sech", "the first power", lambda: sr.equal(1 - tanh(x) ** 2, 1 / sr.cosh(x)))
topic.true("exp-of-sum", lambda: sr.equal(exp(h + b), exp(h) * exp(b)))
topic.false("exp-of-product", "the product of exponents", lambda: sr.equal(exp(h * b), exp(h) * exp(b)))
topic.true("slope-by-exp", lambda: sr.equal(sigmoid(x) * (1 - sigmoid(x)), exp(-x) / (1 + exp(-x)) ** 2))
topic.false("slope-by-exp", "the denominator is not squared", lambda: sr.equal(
    sigmoid(x) * (1 - sigmoid(x)), exp(-x) / (1 + exp(-x))))
topic.true("softmax-shift", lambda: sr.equal(sr.softmax(h + x), sr.softmax(h)))
topic.false("softmax-scale", "the softmax changes with the scale", lambda: sr.equal(sr.softmax(2 * h), sr.softmax(h)))
topic.true("softmax-sum", lambda: sr.equal(sr.sum(sr.softmax(h)), 1))
topic.true("two-way-softmax", lambda: sr.equal(
    exp(x) / (exp(x) + exp(y)), sigmoid(x - y)))
topic.false("two-way-softmax", "the sign of the difference", lambda: sr.equal(exp(x) / (exp(x) + exp(y)), sigmoid(y - x)))
topic.true("root-square", lambda: sr.equal(sr.sqrt(p) ** 2, p))
topic.true("log-power", lambda: sr.equal(log(p**3), 3 * log(p)))
topic.false("log-power", "the logarithm is cubed", lambda: sr.equal(log(p**3), log(p) ** 3))
topic.true("erf-odd", lambda: sr.equal(sr.erf(-x), -sr.erf(x)))
topic.false("erf-gelu", "the argument is not divided by the root of two", lambda: sr.equal(
    sr.gelu(x), x * (1 + sr.erf(x)) / 2))
topic.true("silu-minus", lambda: sr.equal(sr.silu(x) - sr.silu(-x), x))
topic.false("silu-minus", "as for softplus, the sum", lambda: sr.equal(sr.silu(x) + sr.silu(-x), x))
topic.true("abs-square", lambda: sr.equal(sr.abs(x) ** 2, x**2))
topic.true("abs-product", lambda: sr.equal(sr.abs(x * y), sr.abs(x) * sr.abs(y)))
topic.false("abs-sum", "the triangle inequality read as an equation", lambda: sr.equal(
    sr.abs(x + y), sr.abs(x) + sr.abs(y)))
topic.true("sign-times-abs", lambda: sr.equal(sr.sign(x) * sr.abs(x), x))
topic.true("sign-product", lambda: sr.equal(sr.sign(x * y), sr.sign(x) * sr.sign(y)))
topic.false("step-product", "two negative numbers", lambda: sr.equal(sr.step(x * y), sr.step(x) * sr.step(y)))
topic.true("relu-squared", lambda: sr.equal(sr.relu(x) * sr.relu(-x), 0))
topic.true("clip-complement", lambda: sr.equal(sr.hardtanh(-x), -sr.hardtanh(x)))
