"""Integrals and expectations."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("integrals")
w, x, b = sr.scalars("w x b")
a = sr.scalar("a")
p, v = sr.scalars("p v", positive=True)
mu, z = sr.scalars("mu z")
stable = [sr.strictly_between(a, -1, 1)]
I, E = sr.integral, sr.expect
q = sr.rational

topic.true("power", lambda: sr.equal(I(w**3, w, 0, 2), 4))
topic.false("power", "the exponent is not raised", lambda: sr.equal(I(w**3, w, 0, 2), 8))
topic.true("antiderivative-of-tanh", lambda: sr.equal(I(1 - sr.tanh(w) ** 2, w, 0, b), sr.tanh(b)))
topic.false("antiderivative-of-tanh", "the derivative at the end", lambda: sr.equal(
    I(1 - sr.tanh(w) ** 2, w, 0, b), 1 - sr.tanh(b) ** 2))
topic.true("softplus", lambda: sr.equal(I(sr.sigmoid(w), w, 0, b), sr.softplus(b) - sr.log(2)))
topic.false("softplus", "the value at the lower end is forgotten", lambda: sr.equal(I(sr.sigmoid(w), w, 0, b), sr.softplus(b)))
topic.true("noise-variance", lambda: sr.equal(
    I(1 / (1 - 2 * a * sr.cos(w) + a**2), w, -sr.pi, sr.pi) / (2 * sr.pi), 1 / (1 - a**2), given=stable))
topic.false("noise-variance", "the power of a is lost", lambda: sr.equal(
    I(1 / (1 - 2 * a * sr.cos(w) + a**2), w, -sr.pi, sr.pi) / (2 * sr.pi), 1 / (1 - a), given=stable))
topic.true("lag-one", lambda: sr.equal(
    I(sr.cos(w) / (1 - 2 * a * sr.cos(w) + a**2), w, -sr.pi, sr.pi) / (2 * sr.pi), a / (1 - a**2), given=stable))
topic.false("lag-one", "the variance for the covariance", lambda: sr.equal(
    I(sr.cos(w) / (1 - 2 * a * sr.cos(w) + a**2), w, -sr.pi, sr.pi) / (2 * sr.pi), 1 / (1 - a**2), given=stable))
topic.true("exponential-memory", lambda: sr.equal(I(sr.exp(-p * w), w, 0, sr.oo), 1 / p))
topic.false("exponential-memory", "the rate for the time", lambda: sr.equal(I(sr.exp(-p * w), w, 0, sr.oo), p))
topic.true("gaussian", lambda: sr.equal(I(sr.exp(-(w**2)), w, -sr.oo, sr.oo), sr.sqrt(sr.pi)))
topic.false("gaussian", "pi without its root", lambda: sr.equal(I(sr.exp(-(w**2)), w, -sr.oo, sr.oo), sr.pi))
topic.true("lorentzian", lambda: sr.equal(I(1 / (p**2 + w**2), w, -sr.oo, sr.oo), sr.pi / p))
topic.false("lorentzian", "the area of a unit Lorentzian", lambda: sr.equal(I(1 / (p**2 + w**2), w, -sr.oo, sr.oo), sr.pi))
topic.true("gaussian-mean", lambda: sr.equal(E(b * z + x, z, sr.gaussian(mu, v)), b * mu + x))
topic.true("gaussian-square", lambda: sr.equal(E(z**2, z, sr.gaussian(mu, v)), mu**2 + v))
topic.false("gaussian-square", "the variance is squared", lambda: sr.equal(E(z**2, z, sr.gaussian(mu, v)), mu**2 + v**2))
topic.true("gaussian-fourth", lambda: sr.equal(E(z**4, z, sr.gaussian(0, v)), 3 * v**2))
topic.false("gaussian-fourth", "the square of the second moment", lambda: sr.equal(E(z**4, z, sr.gaussian(0, v)), v**2))
topic.true("uniform-variance", lambda: sr.equal(E(z**2, z, sr.uniform(-1, 1)), q(1, 3)))
topic.false("uniform-variance", "the length two is forgotten", lambda: sr.equal(E(z**2, z, sr.uniform(-1, 1)), q(2, 3)))
topic.true("log-normal", lambda: sr.equal(E(sr.exp(z), z, sr.gaussian(mu, v)), sr.exp(mu + v / 2)))
topic.false("log-normal", "Jensen's gap is forgotten", lambda: sr.equal(E(sr.exp(z), z, sr.gaussian(mu, v)), sr.exp(mu)))
topic.true("odd", lambda: sr.equal(E(sr.tanh(z), z, sr.gaussian(0, v)), 0))
topic.false("even", "a square has no mean zero", lambda: sr.equal(E(sr.tanh(z) ** 2, z, sr.gaussian(0, v)), 0))
topic.true("relu-mean", lambda: sr.equal(E(sr.relu(z), z, sr.gaussian(0, v)), sr.sqrt(v / (2 * sr.pi))))
topic.false("relu-mean", "the mean of |z|", lambda: sr.equal(E(sr.relu(z), z, sr.gaussian(0, v)), sr.sqrt(2 * v / sr.pi)))
topic.true("relu-square", lambda: sr.equal(E(sr.relu(z) ** 2, z, sr.gaussian(0, v)), v / 2))
topic.false("relu-square", "both halves counted", lambda: sr.equal(E(sr.relu(z) ** 2, z, sr.gaussian(0, v)), v))
topic.true("error-function-mean", lambda: sr.equal(
    E(sr.erf(z), z, sr.gaussian(mu, v)), sr.erf(mu / sr.sqrt(1 + 2 * v))))
topic.false("error-function-mean", "the variance once", lambda: sr.equal(
    E(sr.erf(z), z, sr.gaussian(mu, v)), sr.erf(mu / sr.sqrt(1 + v))))
topic.true("gamma", lambda: sr.equal(I(w**2 * sr.exp(-w), w, 0, sr.oo), 2))
topic.false("laplace-cosine", "the transform of the sine", lambda: sr.equal(
    I(sr.exp(-p * w) * sr.cos(w), w, 0, sr.oo), 1 / (1 + p**2)))
topic.false("mean-slope", "it is near one for a small variance", lambda: sr.at_most(
    E(1 - sr.tanh(z) ** 2, z, sr.gaussian(0, v)), q(1, 2)))
