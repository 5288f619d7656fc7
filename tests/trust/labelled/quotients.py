"""Division, roots and normalisation."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("quotients")
n = sr.dims("n")[0]
h, b = sr.vectors("h b", n)
W = sr.matrix("W", n, n)
x, y = sr.scalars("x y")
p, q = sr.scalars("p q", positive=True)
one = sr.ones(n)

topic.true("normalised", lambda: sr.equal(
    sr.D(h / sr.norm(h), h), (sr.eye(n) - sr.outer(h, h) / sr.dot(h, h)) / sr.norm(h), given=[sr.nonzero(h)]))
topic.false("normalised", "the projector is not divided by the norm", lambda: sr.equal(
    sr.D(h / sr.norm(h), h), sr.eye(n) - sr.outer(h, h) / sr.dot(h, h), given=[sr.nonzero(h)]))
topic.true("soft-norm", lambda: sr.equal(sr.D(sr.sqrt(1 + sr.dot(h, h)), h), h.T / sr.sqrt(1 + sr.dot(h, h))))
topic.false("soft-norm", "the two of the root is kept, that of the square is lost", lambda: sr.equal(
    sr.D(sr.sqrt(1 + sr.dot(h, h)), h), h.T / (2 * sr.sqrt(1 + sr.dot(h, h)))))
topic.true("centred", lambda: sr.equal(sr.D(h - sr.mean(h), h), sr.eye(n) - sr.outer(one, one) / n))
topic.false("centred", "the mean is taken to be the sum", lambda: sr.equal(
    sr.D(h - sr.mean(h), h), sr.eye(n) - sr.outer(one, one)))
topic.true("scaled-map", lambda: sr.equal(
    sr.D(W @ h / (1 + sr.exp(sr.dot(b, h))), h),
    W / (1 + sr.exp(sr.dot(b, h))) - sr.exp(sr.dot(b, h)) * sr.outer(W @ h, b) / (1 + sr.exp(sr.dot(b, h))) ** 2))
topic.false("scaled-map", "the denominator of the second term is not squared", lambda: sr.equal(
    sr.D(W @ h / (1 + sr.exp(sr.dot(b, h))), h),
    W / (1 + sr.exp(sr.dot(b, h))) - sr.exp(sr.dot(b, h)) * sr.outer(W @ h, b) / (1 + sr.exp(sr.dot(b, h)))))
topic.true("inverse-root", lambda: sr.equal(
    sr.D(1 / sr.sqrt(1 + h**2), h), -sr.diag(h / (1 + h**2) ** sr.rational(3, 2))))
topic.false("inverse-root", "the power one half instead of three halves", lambda: sr.equal(
    sr.D(1 / sr.sqrt(1 + h**2), h), -sr.diag(h / (1 + h**2) ** sr.rational(1, 2))))
topic.true("root-of-square-positive", lambda: sr.equal(sr.sqrt(x**2), x, given=[x >= 0]))
topic.false("root-of-square", "the sign is forgotten", lambda: sr.equal(sr.sqrt(x**2), x))
topic.true("cancelled", lambda: sr.equal((x**2 - 1) / (x - 1), x + 1))
topic.false("cancelled", "the other factor is cancelled", lambda: sr.equal((x**2 - 1) / (x - 1), x - 1))
topic.true("shares", lambda: sr.equal(x / (x + y) + y / (x + y), 1))
topic.false("reciprocal-of-a-sum", "the reciprocal is taken term by term", lambda: sr.equal(1 / (x + y), 1 / x + 1 / y))
topic.true("root-of-product", lambda: sr.equal(sr.sqrt(p * q), sr.sqrt(p) * sr.sqrt(q)))
topic.false("root-of-sum", "the root is taken term by term", lambda: sr.equal(sr.sqrt(p + q), sr.sqrt(p) + sr.sqrt(q)))
topic.true("rationalised", lambda: sr.equal(1 / (sr.sqrt(p + 1) + sr.sqrt(p)), sr.sqrt(p + 1) - sr.sqrt(p)))
topic.false("rationalised", "the sign in the conjugate", lambda: sr.equal(
    1 / (sr.sqrt(p + 1) - sr.sqrt(p)), sr.sqrt(p + 1) - sr.sqrt(p)))
topic.true("softsign-slope", lambda: sr.equal(sr.D(sr.softsign(x), x), 1 / (1 + sr.abs(x)) ** 2))
topic.false("softsign-slope", "the denominator is not squared", lambda: sr.equal(
    sr.D(sr.softsign(x), x), 1 / (1 + sr.abs(x))))
