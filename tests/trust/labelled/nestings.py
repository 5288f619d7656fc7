"""Jacobians of cells with odd nestings."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("nestings")
n = sr.dims("n")[0]
h, b = sr.vectors("h b", n)
W, U = sr.matrices("W U", n, n)
inner = sr.tanh(U @ h + b)
outer = sr.tanh(W @ inner)
s = sr.sigmoid(h)
t1 = sr.tanh(h)
t2 = sr.tanh(h + t1)
t3 = sr.tanh(h + t2)

topic.true("tanh-of-tanh", lambda: sr.equal(
    sr.D(outer, h), sr.diag(1 - outer**2) @ W @ sr.diag(1 - inner**2) @ U))
topic.false("tanh-of-tanh", "the inner slope is taken at the outer pre-activation", lambda: sr.equal(
    sr.D(outer, h), sr.diag(1 - outer**2) @ W @ sr.diag(1 - outer**2) @ U))
topic.true("self-gated", lambda: sr.equal(
    sr.D(s * sr.tanh(W @ h), h), sr.diag(sr.tanh(W @ h) * s * (1 - s)) + sr.diag(s * (1 - sr.tanh(W @ h) ** 2)) @ W))
topic.false("self-gated", "the slope of the sigmoid is taken to be 1 - s", lambda: sr.equal(
    sr.D(s * sr.tanh(W @ h), h), sr.diag(sr.tanh(W @ h) * (1 - s)) + sr.diag(s * (1 - sr.tanh(W @ h) ** 2)) @ W))
topic.true("gaussian-window", lambda: sr.equal(
    sr.D(sr.exp(-(h**2)) * (W @ h), h),
    sr.diag(sr.exp(-(h**2))) @ W - 2 * sr.diag(h * sr.exp(-(h**2)) * (W @ h))))
topic.false("gaussian-window", "the factor of two of the square is lost", lambda: sr.equal(
    sr.D(sr.exp(-(h**2)) * (W @ h), h), sr.diag(sr.exp(-(h**2))) @ W - sr.diag(h * sr.exp(-(h**2)) * (W @ h))))
topic.true("squared-softplus", lambda: sr.equal(
    sr.D(sr.softplus(W @ h) ** 2, h), 2 * sr.diag(sr.softplus(W @ h) * sr.sigmoid(W @ h)) @ W))
topic.false("squared-softplus", "the slope of softplus is taken to be tanh", lambda: sr.equal(
    sr.D(sr.softplus(W @ h) ** 2, h), 2 * sr.diag(sr.softplus(W @ h) * sr.tanh(W @ h)) @ W))
topic.true("rational-squash", lambda: sr.equal(
    sr.D(h / (1 + h**2), h), sr.diag((1 - h**2) / (1 + h**2) ** 2)))
topic.false("rational-squash", "the denominator is not squared", lambda: sr.equal(
    sr.D(h / (1 + h**2), h), sr.diag((1 - h**2) / (1 + h**2))))
topic.true("three-skips", lambda: sr.equal(
    sr.D(t3, h), sr.diag((1 - t3**2) * (1 + (1 - t2**2) * (1 + (1 - t1**2))))))
topic.false("three-skips", "the innermost skip is left out", lambda: sr.equal(
    sr.D(t3, h), sr.diag((1 - t3**2) * (1 + (1 - t2**2) * (1 - t1**2)))))
topic.true("log-sum", lambda: sr.equal(
    sr.D(sr.log(1 + sr.exp(W @ h)), h), sr.diag(sr.sigmoid(W @ h)) @ W))
topic.false("log-sum", "the weights stand on the left of the slopes", lambda: sr.equal(
    sr.D(sr.log(1 + sr.exp(W @ h)), h), W @ sr.diag(sr.sigmoid(W @ h))))
topic.true("sine-of-cosine", lambda: sr.equal(
    sr.D(sr.sin(W @ sr.cos(h)), h), -sr.diag(sr.cos(W @ sr.cos(h))) @ W @ sr.diag(sr.sin(h))))
topic.false("sine-of-cosine", "the sign of the slope of cos is lost", lambda: sr.equal(
    sr.D(sr.sin(W @ sr.cos(h)), h), sr.diag(sr.cos(W @ sr.cos(h))) @ W @ sr.diag(sr.sin(h))))
topic.true("silu", lambda: sr.equal(
    sr.D(sr.silu(W @ h), h),
    sr.diag(sr.sigmoid(W @ h) + W @ h * sr.sigmoid(W @ h) * (1 - sr.sigmoid(W @ h))) @ W))
topic.false("silu", "only the sigmoid is differentiated", lambda: sr.equal(
    sr.D(sr.silu(W @ h), h), sr.diag(W @ h * sr.sigmoid(W @ h) * (1 - sr.sigmoid(W @ h))) @ W))
topic.true("gelu", lambda: sr.equal(
    sr.D(sr.gelu(h), h), sr.diag((1 + sr.erf(h / sr.sqrt(2))) / 2 + h * sr.exp(-(h**2) / 2) / sr.sqrt(2 * sr.pi))))
topic.false("gelu", "the density is not normalised by sqrt(2 pi)", lambda: sr.equal(
    sr.D(sr.gelu(h), h), sr.diag((1 + sr.erf(h / sr.sqrt(2))) / 2 + h * sr.exp(-(h**2) / 2) / sr.sqrt(sr.pi))))
