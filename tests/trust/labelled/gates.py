"""Gates of gates."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("gates")
n = sr.dims("n")[0]
h, b, c, p, w, i, o = sr.vectors("h b c p w i o", n)
U, B, A, W, R = sr.matrices("U B A W R", n, n)
r = sr.sigmoid(B @ h)
z = sr.sigmoid(U @ h + A @ r)
zg, rg = sr.sigmoid(U @ h), sr.sigmoid(R @ h)
cand = sr.tanh(W @ (rg * h))
gru = zg * h + (1 - zg) * cand
f = sr.sigmoid(U @ h + p * c)
g = sr.sigmoid(sr.dot(w, h))
k = f * c + i * sr.tanh(W @ h)

topic.true("gate-of-a-gate", lambda: sr.equal(
    sr.D(z, h), sr.diag(z * (1 - z)) @ (U + A @ sr.diag(r * (1 - r)) @ B)))
topic.false("gate-of-a-gate", "the inner slope is r alone", lambda: sr.equal(
    sr.D(z, h), sr.diag(z * (1 - z)) @ (U + A @ sr.diag(r) @ B)))
topic.true("gru", lambda: sr.equal(
    sr.D(gru, h), sr.diag(zg) + sr.diag((h - cand) * zg * (1 - zg)) @ U
    + sr.diag((1 - zg) * (1 - cand**2)) @ W @ (sr.diag(rg) + sr.diag(h * rg * (1 - rg)) @ R)))
topic.false("gru-reset-held", "the reset gate is held still", lambda: sr.equal(
    sr.D(gru, h), sr.diag(zg) + sr.diag((h - cand) * zg * (1 - zg)) @ U
    + sr.diag((1 - zg) * (1 - cand**2)) @ W @ sr.diag(rg)))
topic.false("gru-sign", "candidate minus state instead of state minus candidate", lambda: sr.equal(
    sr.D(gru, h), sr.diag(zg) + sr.diag((cand - h) * zg * (1 - zg)) @ U
    + sr.diag((1 - zg) * (1 - cand**2)) @ W @ (sr.diag(rg) + sr.diag(h * rg * (1 - rg)) @ R)))
topic.true("peephole", lambda: sr.equal(sr.D(f * c, c), sr.diag(f + p * c * f * (1 - f))))
topic.false("peephole", "the peephole is forgotten", lambda: sr.equal(sr.D(f * c, c), sr.diag(f)))
topic.true("output-of-memory", lambda: sr.equal(
    sr.D(o * sr.tanh(k), c), sr.diag(o * (1 - sr.tanh(k) ** 2) * (f + p * c * f * (1 - f)))))
topic.false("output-of-memory", "the slope of the outer tanh is left out", lambda: sr.equal(
    sr.D(o * sr.tanh(k), c), sr.diag(o * (f + p * c * f * (1 - f)))))
topic.true("scalar-gate", lambda: sr.equal(
    sr.D(g * (W @ h), h), g * W + g * (1 - g) * sr.outer(W @ h, w)))
topic.false("scalar-gate", "the outer product is transposed", lambda: sr.equal(
    sr.D(g * (W @ h), h), g * W + g * (1 - g) * sr.outer(w, W @ h)))
topic.true("two-gates", lambda: sr.equal(
    sr.D(zg * rg * h, h),
    sr.diag(zg * rg) + sr.diag(rg * h * zg * (1 - zg)) @ U + sr.diag(zg * h * rg * (1 - rg)) @ R))
topic.false("two-gates", "the product rule stops after two factors", lambda: sr.equal(
    sr.D(zg * rg * h, h), sr.diag(zg * rg) + sr.diag(rg * h * zg * (1 - zg)) @ U))
topic.true("coupled-gate-logits", lambda: sr.equal(
    sr.sigmoid(b) / (1 - sr.sigmoid(b)), sr.exp(b)))
topic.false("coupled-gate-logits", "the sign of the exponent", lambda: sr.equal(
    sr.sigmoid(b) / (1 - sr.sigmoid(b)), sr.exp(-b)))
