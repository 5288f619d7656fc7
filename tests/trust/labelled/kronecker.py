"""Kronecker products, vec, blocks."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("kronecker")
n, m, p, q = sr.dims("n m p q")
A, X, B = sr.matrix("A", n, m), sr.matrix("X", m, p), sr.matrix("B", p, q)
C, D = sr.matrix("C", m, n), sr.matrix("D", q, p)
S, T, R = sr.matrices("S T R", n, n)
U, V = sr.matrices("U V", m, m)
u, v = sr.vector("u", n), sr.vector("v", m)
Z = sr.zeros
kron, vec, block, eye = sr.kron, sr.vec, sr.block, sr.eye

topic.true("vec-of-three", lambda: sr.equal(vec(A @ X @ B), kron(B.T, A) @ vec(X)))
topic.false("vec-of-three", "the Kronecker factors of row-wise vec", lambda: sr.equal(
    vec(S @ T @ R), kron(S, R.T) @ vec(T)))
topic.false("vec-untransposed", "B is not transposed", lambda: sr.equal(vec(S @ T @ R), kron(R, S) @ vec(T)))
topic.true("mixed-product", lambda: sr.equal(kron(A, B) @ kron(C, D), kron(A @ C, B @ D)))
topic.false("mixed-product", "the order inside the second factor", lambda: sr.equal(
    kron(S, U) @ kron(T, V), kron(S @ T, V @ U)))
topic.true("transpose", lambda: sr.equal(kron(A, B).T, kron(A.T, B.T)))
topic.false("transpose", "as for products, the factors are exchanged", lambda: sr.equal(
    kron(S, T).T, kron(T.T, S.T)))
topic.true("trace", lambda: sr.equal(sr.tr(kron(S, U)), sr.tr(S) * sr.tr(U)))
topic.false("trace", "the trace of a Kronecker sum", lambda: sr.equal(sr.tr(kron(S, U)), m * sr.tr(S) + n * sr.tr(U)))
topic.true("vec-inner-product", lambda: sr.equal(sr.dot(vec(S), vec(T)), sr.tr(S.T @ T)))
topic.false("vec-inner-product", "no transpose in the trace", lambda: sr.equal(sr.dot(vec(S), vec(T)), sr.tr(S @ T)))
topic.true("columns", lambda: sr.equal(kron(u, v), vec(sr.outer(v, u))))
topic.false("columns", "the outer product is transposed", lambda: sr.equal(
    kron(S @ u, T @ u), vec(sr.outer(S @ u, T @ u))))
topic.true("block-product", lambda: sr.equal(
    block([[S, T], [R, S]]) @ block([[S], [R]]), block([[S @ S + T @ R], [R @ S + S @ R]])))
topic.false("block-product", "entrywise in the blocks", lambda: sr.equal(
    block([[S, T], [R, S]]) @ block([[S], [R]]), block([[S @ S], [S @ R]])))
topic.true("block-inverse", lambda: sr.equal(
    sr.inv(block([[eye(n), S], [Z(n, n), eye(n)]])), block([[eye(n), -S], [Z(n, n), eye(n)]])))
topic.false("block-inverse", "the sign of the corner", lambda: sr.equal(
    sr.inv(block([[eye(n), S], [Z(n, n), eye(n)]])), block([[eye(n), S], [Z(n, n), eye(n)]])))
topic.true("block-transpose", lambda: sr.equal(block([[S, T], [R, S]]).T, block([[S.T, R.T], [T.T, S.T]])))
topic.false("block-transpose", "the blocks stay in place", lambda: sr.equal(
    block([[S, T], [R, S]]).T, block([[S.T, T.T], [R.T, S.T]])))
topic.true("stacked-map", lambda: sr.equal(
    block([[S, A], [C, U]]) @ sr.stack(u, v), sr.stack(S @ u + A @ v, C @ u + U @ v)))
topic.false("stacked-map", "the corners are exchanged", lambda: sr.equal(
    block([[S, T], [R, S]]) @ sr.stack(u, S @ u), sr.stack(S @ u + R @ S @ u, T @ u + S @ S @ u)))
topic.true("kron-identity", lambda: sr.equal(vec(S @ T), kron(eye(n), S) @ vec(T)))
topic.false("kron-identity", "the identity on the other side", lambda: sr.equal(vec(S @ T), kron(S, eye(n)) @ vec(T)))
