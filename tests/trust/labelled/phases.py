"""Derivatives of complex numbers along real leaves: rates, phases, moduli and lengths."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("phases")
n = sr.dims("n")[0]
nu, th, a, b = sr.scalars("nu th a b")
h, v = sr.vectors("h v", n)
W = sr.matrix("W", n, n)
rate, wave = sr.exp(-nu + sr.i * th), sr.exp(sr.i * (W @ h))
some, apart = [sr.nonzero(h)], [a**2 + b**2 > 0]

topic.true("real-part", lambda: sr.equal(sr.D(sr.re(rate), nu), -sr.exp(-nu) * sr.cos(th)))
topic.false("real-part", "the sign of the rate", lambda: sr.equal(sr.D(sr.re(rate), nu), sr.exp(-nu) * sr.cos(th)))
topic.true("phase", lambda: sr.equal(sr.D(sr.im(rate), th), sr.re(rate)))
topic.false("phase", "the sign of a turn", lambda: sr.equal(sr.D(sr.im(rate), th), -sr.re(rate)))
topic.true("modulus", lambda: sr.equal(sr.D(sr.abs(rate), nu), -sr.exp(-nu)))
topic.true("modulus-of-a-sum", lambda: sr.equal(sr.D(sr.abs(a + sr.i * b), a), a / sr.abs(a + sr.i * b), given=apart))
topic.false("modulus-of-a-sum", "the real part is not taken", lambda: sr.equal(
    sr.D(sr.abs(a + sr.i * b), a), (a + sr.i * b) / sr.abs(a + sr.i * b), given=apart))
topic.true("a-turn-keeps-lengths", lambda: sr.equal(sr.D(sr.norm(rate * h), th), 0, given=some))
topic.false("a-turn-keeps-lengths", "the modulus is differentiated as a square root of squares", lambda: sr.equal(
    sr.D(sr.norm(rate * h), th), sr.i * sr.norm(rate * h), given=some))
topic.true("a-turn-keeps-squares", lambda: sr.equal(sr.D(sr.norm_f(rate * h) ** 2, th), 0))
topic.true("cosine-layer", lambda: sr.equal(sr.D(sr.re(wave), h), -sr.diag(sr.sin(W @ h)) @ W))
topic.false("cosine-layer", "the derivative of the imaginary part", lambda: sr.equal(
    sr.D(sr.re(wave), h), sr.diag(sr.cos(W @ h)) @ W))
topic.true("cosine-weights", lambda: sr.equal(sr.pullback(sr.re(wave), W, v), -sr.outer(v * sr.sin(W @ h), h)))
topic.false("cosine-weights", "state and error are exchanged", lambda: sr.equal(
    sr.pullback(sr.re(wave), W, v), -sr.outer(h, v * sr.sin(W @ h))))
