"""Several states of different sizes."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("states")
n, m, p = sr.dims("n m p")
s = sr.vector("s", n)
c = sr.vector("c", m)
W, V, P = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("P", m, n)
A, B, R = sr.matrix("A", p, n), sr.matrix("B", p, m), sr.matrix("R", n, p)
a = W @ s + V @ c
q = sr.sigmoid(P @ s)
soft = sr.softmax(P @ s)

topic.true("wrt-the-other", lambda: sr.equal(sr.D(sr.tanh(a), c), sr.diag(1 - sr.tanh(a) ** 2) @ V))
topic.false("wrt-the-other", "the slopes forget the other state", lambda: sr.equal(
    sr.D(sr.tanh(a), c), sr.diag(1 - sr.tanh(W @ s) ** 2) @ V))
topic.true("factored", lambda: sr.equal(sr.D(R @ ((A @ s) * (B @ c)), s), R @ sr.diag(B @ c) @ A))
topic.false("factored", "the factor that is differentiated stays in the diagonal", lambda: sr.equal(
    sr.D(R @ ((A @ s) * (B @ c)), s), R @ sr.diag(A @ s) @ A))
topic.true("stacked", lambda: sr.equal(
    sr.D(sr.stack(sr.tanh(a), q), s),
    sr.block([[sr.diag(1 - sr.tanh(a) ** 2) @ W], [sr.diag(q * (1 - q)) @ P]])))
topic.false("stacked", "the gate gets the slope of tanh", lambda: sr.equal(
    sr.D(sr.stack(sr.tanh(a), q), s),
    sr.block([[sr.diag(1 - sr.tanh(a) ** 2) @ W], [sr.diag(1 - q**2) @ P]])))
topic.true("squares", lambda: sr.equal(sr.D(c + P @ (s * s), s), 2 * P @ sr.diag(s)))
topic.false("squares", "the two of the square is lost", lambda: sr.equal(sr.D(c + P @ (s * s), s), P @ sr.diag(s)))
topic.true("copied-and-mapped", lambda: sr.equal(
    sr.D(sr.stack(s, P @ s), s), sr.block([[sr.eye(n)], [P]])))
topic.false("copied-and-mapped", "the map below is held still", lambda: sr.equal(
    sr.D(sr.stack(s, P @ s), s), sr.block([[sr.eye(n)], [sr.zeros(m, n)]])))
topic.true("gain-from-both", lambda: sr.equal(sr.D(sr.dot(s, V @ c) * s, c), sr.outer(s, V.T @ s)))
topic.false("gain-from-both", "the inner product is read as |s|^2 V", lambda: sr.equal(
    sr.D(sr.dot(s, V @ c) * s, c), sr.dot(s, s) * V))
topic.true("attention", lambda: sr.equal(sr.D(soft, s), (sr.diag(soft) - sr.outer(soft, soft)) @ P))
topic.false("attention", "the outer product is added", lambda: sr.equal(
    sr.D(soft, s), (sr.diag(soft) + sr.outer(soft, soft)) @ P))
topic.true("normalised-input", lambda: sr.equal(
    sr.D(V @ c / (1 + sr.dot(s, s)), s), -2 * sr.outer(V @ c, s) / (1 + sr.dot(s, s)) ** 2))
topic.false("normalised-input", "the outer product is transposed", lambda: sr.equal(
    sr.D(V @ c / (1 + sr.dot(s, s)), s), -2 * sr.outer(s, V @ c) / (1 + sr.dot(s, s)) ** 2))
topic.true("read-by-key", lambda: sr.equal(
    sr.D(V @ sr.softmax(V.T @ s), s),
    V @ (sr.diag(sr.softmax(V.T @ s)) - sr.outer(sr.softmax(V.T @ s), sr.softmax(V.T @ s))) @ V.T))
topic.false("read-by-key", "the softmax is treated as elementwise", lambda: sr.equal(
    sr.D(V @ sr.softmax(V.T @ s), s), V @ sr.diag(sr.softmax(V.T @ s) * (1 - sr.softmax(V.T @ s))) @ V.T))
