"""Complex frequency responses."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("frequency")
n = sr.dims("n")[0]
A, B = sr.matrices("A B", n, n)
I = sr.eye(n)
w, a, b, c, x = sr.scalars("w a b c x")
z = sr.scalar("z", complex=True)
y = sr.scalar("y", complex=True)
r = sr.scalar("r", between=(0, 1))
one = sr.ones(1, 1)
gain = sr.frequency_response(a * one, b * one, c * one, w)
stable = [sr.strictly_between(a, -1, 1)]

topic.true("euler", lambda: sr.equal(sr.exp(sr.i * w), sr.cos(w) + sr.i * sr.sin(w)))
topic.false("euler", "cosine and sine are exchanged", lambda: sr.equal(sr.exp(sr.i * w), sr.sin(w) + sr.i * sr.cos(w)))
topic.true("modulus-one", lambda: sr.equal(sr.abs(sr.exp(sr.i * w)), 1))
topic.false("modulus", "the modulus of exp(z) is exp of the real part", lambda: sr.equal(
    sr.abs(sr.exp(x + sr.i * w)), sr.exp(sr.abs(x))))
topic.true("modulus", lambda: sr.equal(sr.abs(sr.exp(x + sr.i * w)), sr.exp(x)))
topic.true("first-order-gain", lambda: sr.equal(gain, b * c / (sr.exp(sr.i * w) - a), given=stable))
topic.false("first-order-gain", "the sign of the pole", lambda: sr.equal(gain, b * c / (sr.exp(sr.i * w) + a), given=stable))
topic.true("squared-gain", lambda: sr.equal(
    sr.abs(1 / (sr.exp(sr.i * w) - a)) ** 2, 1 / (1 - 2 * a * sr.cos(w) + a**2), given=stable))
topic.false("squared-gain", "the sign of the cosine", lambda: sr.equal(
    sr.abs(1 / (sr.exp(sr.i * w) - a)) ** 2, 1 / (1 + 2 * a * sr.cos(w) + a**2), given=stable))
topic.true("conjugate-product", lambda: sr.equal(sr.conj(z * y), sr.conj(z) * sr.conj(y)))
topic.true("squared-modulus", lambda: sr.equal(z * sr.conj(z), sr.re(z) ** 2 + sr.im(z) ** 2))
topic.false("squared-modulus", "the square without the conjugate", lambda: sr.equal(z * z, sr.re(z) ** 2 + sr.im(z) ** 2))
topic.true("multiplicative-modulus", lambda: sr.equal(sr.abs(z * y), sr.abs(z) * sr.abs(y)))
topic.false("additive-modulus", "the triangle inequality read as an equation", lambda: sr.equal(
    sr.abs(z + y), sr.abs(z) + sr.abs(y)))
topic.true("double-angle", lambda: sr.equal(sr.cos(2 * w), 2 * sr.cos(w) ** 2 - 1))
topic.false("double-angle", "the formula of the hyperbolic sine", lambda: sr.equal(sr.cos(2 * w), 1 + 2 * sr.sin(w) ** 2))
topic.true("angle-sum", lambda: sr.equal(sr.sin(w + x), sr.sin(w) * sr.cos(x) + sr.cos(w) * sr.sin(x)))
topic.false("angle-sum", "the sign of the second product", lambda: sr.equal(
    sr.sin(w + x), sr.sin(w) * sr.cos(x) - sr.cos(w) * sr.sin(x)))
topic.true("resolvents-commute", lambda: sr.equal(
    sr.inv(z * I - A) @ sr.inv(y * I - A), sr.inv(y * I - A) @ sr.inv(z * I - A)))
topic.true("resolvent-identity", lambda: sr.equal(
    sr.inv(z * I - A) - sr.inv(y * I - A), (y - z) * sr.inv(z * I - A) @ sr.inv(y * I - A)))
topic.false("resolvent-identity", "the sign of the difference", lambda: sr.equal(
    sr.inv(z * I - A) - sr.inv(y * I - A), (z - y) * sr.inv(z * I - A) @ sr.inv(y * I - A)))
topic.false("exp-of-sum-of-moduli", "the modulus of a sum of exponentials", lambda: sr.equal(
    sr.abs(sr.exp(sr.i * w) + sr.exp(sr.i * x)), 2))
topic.true("period", lambda: sr.equal(sr.exp(sr.i * (w + 2 * sr.pi)), sr.exp(sr.i * w)))
topic.false("period", "half a period changes the sign", lambda: sr.equal(sr.exp(sr.i * (w + sr.pi)), sr.exp(sr.i * w)))
topic.true("real-part-of-gain", lambda: sr.equal(
    sr.re(1 / (1 - r * sr.exp(sr.i * w))), (1 - r * sr.cos(w)) / (1 - 2 * r * sr.cos(w) + r**2), given=[r < 1]))
topic.false("real-part-of-gain", "the real part is taken in the denominator", lambda: sr.equal(
    sr.re(1 / (1 - r * sr.exp(sr.i * w))), 1 / (1 - r * sr.cos(w)), given=[r < 1]))
