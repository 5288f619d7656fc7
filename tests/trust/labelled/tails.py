"""Integrals over the whole line, and expectations of what is no polynomial."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("tails")
w, z, x, mu, t, s = sr.scalars("w z x mu t s")
a, b, q = sr.scalars("a b q", positive=True)
E, G, I, oo, pi = sr.expect, sr.gaussian, sr.integral, sr.oo, sr.pi

topic.true("second-moment", lambda: sr.equal(I(w**2 / (1 + w**2) ** 2, w, -oo, oo), pi / 2))
topic.false("second-moment", "the area of the Lorentzian", lambda: sr.equal(I(w**2 / (1 + w**2) ** 2, w, -oo, oo), pi))
topic.true("squared", lambda: sr.equal(I(1 / (a**2 + w**2) ** 2, w, -oo, oo), pi / (2 * a**3)))
topic.false("squared", "a power of the width", lambda: sr.equal(I(1 / (a**2 + w**2) ** 2, w, -oo, oo), pi / (2 * a**2)))
topic.true("two-poles", lambda: sr.equal(I(1 / ((a**2 + w**2) * (b**2 + w**2)), w, -oo, oo), pi / (a * b * (a + b))))
topic.false("two-poles", "half of the line", lambda: sr.equal(
    I(1 / ((a**2 + w**2) * (b**2 + w**2)), w, 0, oo), pi / (a * b * (a + b))))
topic.true("damped-cosine", lambda: sr.equal(I(sr.exp(-a * w) * sr.cos(b * w), w, 0, oo), a / (a**2 + b**2)))
topic.false("damped-sine", "the cosine's", lambda: sr.equal(I(sr.exp(-a * w) * sr.sin(b * w), w, 0, oo), a / (a**2 + b**2)))
topic.true("bell", lambda: sr.equal(I(w**2 * sr.exp(-a * w**2), w, -oo, oo), sr.sqrt(pi / a) / (2 * a)))
topic.true("two-sides", lambda: sr.equal(I(sr.exp(-a * sr.abs(w)), w, -oo, oo), 2 / a))
topic.false("two-sides", "one side alone", lambda: sr.equal(I(sr.exp(-a * sr.abs(w)), w, -oo, oo), 1 / a))
topic.true("logistic", lambda: sr.equal(I(sr.sigmoid(w) * (1 - sr.sigmoid(w)), w, -oo, oo), 1))
topic.true("generating", lambda: sr.equal(E(sr.exp(t * z), z, G(mu, q)), sr.exp(t * mu + t**2 * q / 2)))
topic.false("generating", "half is forgotten", lambda: sr.equal(E(sr.exp(t * z), z, G(mu, q)), sr.exp(t * mu + t**2 * q)))
topic.true("tilted", lambda: sr.equal(E(z * sr.exp(z), z, G(0, q)), q * sr.exp(q / 2)))
topic.false("tilted", "the variance is forgotten", lambda: sr.equal(E(z * sr.exp(z), z, G(0, q)), sr.exp(q / 2)))
topic.true("cosine-mean", lambda: sr.equal(E(sr.cos(z), z, G(0, q)), sr.exp(-q / 2)))
topic.true("stein", lambda: sr.equal(E(z * sr.sin(z), z, G(0, q)), q * E(sr.cos(z), z, G(0, q))))
topic.true("symmetric", lambda: sr.equal(E(sr.sigmoid(z), z, G(0, q)), sr.rational(1, 2)))
topic.false("step-at-zero", "zero is on neither side", lambda: sr.equal(sr.step(s) + sr.step(-s), 1))
topic.true("step-beside-zero", lambda: sr.equal(sr.step(s) + sr.step(-s), 1, given=[sr.ne(s, 0)]))
