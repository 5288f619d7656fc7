"""Bilinear and higher terms in the state."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("bilinear")
n = sr.dims("n")[0]
h, b, u = sr.vectors("h b u", n)
A, B, M = sr.matrices("A B M", n, n)
eta = sr.scalar("eta")

topic.true("product-of-maps", lambda: sr.equal(
    sr.D((A @ h) * (B @ h), h), sr.diag(B @ h) @ A + sr.diag(A @ h) @ B))
topic.false("product-of-maps", "each factor multiplies its own derivative", lambda: sr.equal(
    sr.D((A @ h) * (B @ h), h), sr.diag(A @ h) @ A + sr.diag(B @ h) @ B))
topic.true("scalar-times-map", lambda: sr.equal(
    sr.D(sr.dot(u, h) * (A @ h), h), sr.dot(u, h) * A + sr.outer(A @ h, u)))
topic.false("scalar-times-map", "the outer product is transposed", lambda: sr.equal(
    sr.D(sr.dot(u, h) * (A @ h), h), sr.dot(u, h) * A + sr.outer(u, A @ h)))
topic.true("cubic", lambda: sr.equal(
    sr.D(sr.dot(h, A @ h) * h, h), sr.dot(h, A @ h) * sr.eye(n) + sr.outer(h, h) @ (A + A.T)))
topic.false("cubic", "the form is differentiated as if A were symmetric", lambda: sr.equal(
    sr.D(sr.dot(h, A @ h) * h, h), sr.dot(h, A @ h) * sr.eye(n) + 2 * sr.outer(h, h) @ A))
topic.true("outer-square", lambda: sr.equal(
    sr.D(sr.outer(h, h) @ b, h), sr.dot(h, b) * sr.eye(n) + sr.outer(h, b)))
topic.false("outer-square", "the second term is transposed", lambda: sr.equal(
    sr.D(sr.outer(h, h) @ b, h), sr.dot(h, b) * sr.eye(n) + sr.outer(b, h)))
topic.true("diag-of-state", lambda: sr.equal(
    sr.D(sr.diag(h) @ A @ h, h), sr.diag(A @ h) + sr.diag(h) @ A))
topic.false("diag-of-state", "the diagonal is held still", lambda: sr.equal(
    sr.D(sr.diag(h) @ A @ h, h), sr.diag(h) @ A))
topic.true("three-factors", lambda: sr.equal(
    sr.D(h * (A @ h) * (B @ h), h),
    sr.diag((A @ h) * (B @ h)) + sr.diag(h * (B @ h)) @ A + sr.diag(h * (A @ h)) @ B))
topic.false("three-factors", "the first factor is held still", lambda: sr.equal(
    sr.D(h * (A @ h) * (B @ h), h), sr.diag(h * (B @ h)) @ A + sr.diag(h * (A @ h)) @ B))
topic.true("fast-weights", lambda: sr.equal(
    sr.D((M + eta * sr.outer(h, h)) @ h, h), M + eta * (sr.dot(h, h) * sr.eye(n) + 2 * sr.outer(h, h))))
topic.false("fast-weights", "h h' h is differentiated in two of its three places", lambda: sr.equal(
    sr.D((M + eta * sr.outer(h, h)) @ h, h), M + eta * (sr.dot(h, h) * sr.eye(n) + sr.outer(h, h))))
topic.true("cube-of-a-form", lambda: sr.equal(
    sr.D(sr.dot(u, A @ h) ** 3, h), 3 * sr.dot(u, A @ h) ** 2 * (u.T @ A)))
topic.false("cube-of-a-form", "the weights are transposed", lambda: sr.equal(
    sr.D(sr.dot(u, A @ h) ** 3, h), 3 * sr.dot(u, A @ h) ** 2 * (u.T @ A.T)))
topic.true("form-of-tanh", lambda: sr.equal(
    sr.D(sr.dot(sr.tanh(h), A @ sr.tanh(h)), h), sr.tanh(h).T @ (A + A.T) @ sr.diag(1 - sr.tanh(h) ** 2)))
topic.false("form-of-tanh", "one of the two places is forgotten", lambda: sr.equal(
    sr.D(sr.dot(sr.tanh(h), A @ sr.tanh(h)), h), sr.tanh(h).T @ A @ sr.diag(1 - sr.tanh(h) ** 2)))
