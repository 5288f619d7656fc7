"""Identities of matrix products."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("products")
n, m = sr.dims("n m")
A, B, C = sr.matrices("A B C", n, n)
P = sr.matrix("P", n, m)
u, v, w, d = sr.vectors("u v w d", n)
x, y = sr.scalars("x y")


def bracket(a, b):
    """The commutator."""
    return a @ b - b @ a


topic.true("jacobi", lambda: sr.equal(
    bracket(A, bracket(B, C)) + bracket(B, bracket(C, A)) + bracket(C, bracket(A, B)), sr.zeros(n, n)))
topic.false("associative-bracket", "the bracket is taken to be associative", lambda: sr.equal(
    bracket(A, bracket(B, C)), bracket(bracket(A, B), C)))
topic.true("square-of-sum", lambda: sr.equal(
    sr.matpow(A + B, 2), sr.matpow(A, 2) + A @ B + B @ A + sr.matpow(B, 2)))
topic.true("square-of-sum-commuting", lambda: sr.equal(
    sr.matpow(A + B, 2), sr.matpow(A, 2) + 2 * A @ B + sr.matpow(B, 2), given=[sr.commute(A, B)]))
topic.false("square-of-sum", "as for numbers", lambda: sr.equal(
    sr.matpow(A + B, 2), sr.matpow(A, 2) + 2 * A @ B + sr.matpow(B, 2)))
topic.false("difference-of-squares", "true for commuting matrices only", lambda: sr.equal(
    (A - B) @ (A + B), sr.matpow(A, 2) - sr.matpow(B, 2)))
topic.true("telescope", lambda: sr.equal(
    sr.matpow(A, 3) - sr.matpow(B, 3), sr.matpow(A, 2) @ (A - B) + A @ (A - B) @ B + (A - B) @ sr.matpow(B, 2)))
topic.true("diag-left", lambda: sr.equal(sr.diag(d) @ A @ sr.diag(d), sr.outer(d, d) * A))
topic.false("diag-left", "the diagonal commutes with A", lambda: sr.equal(
    sr.diag(d) @ A @ sr.diag(d), sr.diag(d * d) @ A))
topic.true("outer-products", lambda: sr.equal(sr.outer(u, v) @ sr.outer(w, d), sr.dot(v, w) * sr.outer(u, d)))
topic.false("outer-products", "the outer instead of the inner vectors are contracted", lambda: sr.equal(
    sr.outer(u, v) @ sr.outer(w, d), sr.dot(u, d) * sr.outer(v, w)))
topic.true("hadamard-form", lambda: sr.equal(sr.dot(u, (A * B) @ v), sr.tr(sr.diag(u) @ A @ sr.diag(v) @ B.T)))
topic.false("hadamard-form", "B is not transposed", lambda: sr.equal(
    sr.dot(u, (A * B) @ v), sr.tr(sr.diag(u) @ A @ sr.diag(v) @ B)))
topic.true("mixed-products", lambda: sr.equal(sr.diagof(A @ B.T), (A * B) @ sr.ones(n)))
topic.false("mixed-products", "the matrix product for the elementwise one", lambda: sr.equal(
    sr.diagof(A @ B), (A * B) @ sr.ones(n)))
topic.true("row-sums", lambda: sr.equal(P @ sr.ones(m), sr.diagof(P @ sr.ones(m, n))))
topic.false("hadamard-product", "the mixed product rule of Kronecker for Hadamard", lambda: sr.equal(
    (A * B) @ (C * C), (A @ C) * (B @ C)))
topic.true("polarisation", lambda: sr.equal(
    4 * sr.dot(u, v), sr.dot(u + v, u + v) - sr.dot(u - v, u - v)))
topic.false("polarisation", "the sign between the squares", lambda: sr.equal(
    4 * sr.dot(u, v), sr.dot(u + v, u + v) + sr.dot(u - v, u - v)))
topic.true("parallelogram", lambda: sr.equal(
    sr.dot(u + v, u + v) + sr.dot(u - v, u - v), 2 * sr.dot(u, u) + 2 * sr.dot(v, v)))
topic.false("lagrange", "Lagrange's identity without its remainder", lambda: sr.equal(
    sr.dot(u, v) ** 2, sr.dot(u, u) * sr.dot(v, v)))
