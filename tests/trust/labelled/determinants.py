"""Determinants."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("determinants")
n, m = sr.dims("n m")
A, B, D = sr.matrix("A", n, n), sr.matrix("B", n, m), sr.matrix("D", m, m)
C = sr.matrix("C", m, n)
F = sr.matrix("F", n, n)
u, v, d = sr.vectors("u v d", n)
s, x, y = sr.scalars("s x y")
M, K = sr.matrices("M K", 2, 2)
G = sr.matrix("G", 3, 3)
det, inv = sr.det, sr.inv

topic.true("product", lambda: sr.equal(det(A @ F), det(A) * det(F)))
topic.false("sum", "the determinant is taken to be additive", lambda: sr.equal(det(A + F), det(A) + det(F)))
topic.true("scaled", lambda: sr.equal(det(s * A), s**n * det(A)))
topic.false("scaled", "the scalar comes out once", lambda: sr.equal(det(s * A), s * det(A)))
topic.true("update", lambda: sr.equal(
    det(A + sr.outer(u, v)), det(A) * (1 + sr.dot(v, inv(A) @ u)), given=[sr.invertible(A)]))
topic.false("update", "the roles of u and v are exchanged", lambda: sr.equal(
    det(A + sr.outer(u, v)), det(A) * (1 + sr.dot(u, inv(A) @ v)), given=[sr.invertible(A)]))
topic.true("triangular-block", lambda: sr.equal(
    det(sr.block([[A, B], [sr.zeros(m, n), D]])), det(A) * det(D)))
topic.false("full-block", "the corner is taken to be zero", lambda: sr.equal(
    det(sr.block([[A, B], [C, D]])), det(A) * det(D)))
topic.true("schur", lambda: sr.equal(
    det(sr.block([[A, B], [C, D]])), det(A) * det(D - C @ inv(A) @ B), given=[sr.invertible(A)]))
topic.false("schur", "det(AD - BC) where the blocks do not commute", lambda: sr.equal(
    det(sr.block([[A, F], [F, A]])), det(A @ A - F @ F), given=[sr.invertible(A)]))
topic.true("two-by-two", lambda: sr.equal(
    det(M), sr.entry(M, 0, 0) * sr.entry(M, 1, 1) - sr.entry(M, 0, 1) * sr.entry(M, 1, 0)))
topic.true("cayley-hamilton-2", lambda: sr.equal(
    sr.matpow(M, 2) - sr.tr(M) * M + det(M) * sr.eye(2), sr.zeros(2, 2)))
topic.false("cayley-hamilton-any-n", "the formula of size two for every size", lambda: sr.equal(
    sr.matpow(A, 2) - sr.tr(A) * A + det(A) * sr.eye(n), sr.zeros(n, n)))
topic.true("determinant-by-traces", lambda: sr.equal(det(M), (sr.tr(M) ** 2 - sr.tr(M @ M)) / 2))
topic.false("determinant-by-traces-3", "the formula of size two at size three", lambda: sr.equal(
    det(G), (sr.tr(G) ** 2 - sr.tr(G @ G)) / 2))
topic.true("odd-skew", lambda: sr.equal(det(G), 0, given=[sr.skew(G)]))
topic.false("even-skew", "size two is not odd", lambda: sr.equal(det(M), 0, given=[sr.skew(M)]))
topic.true("orthogonal", lambda: sr.equal(det(A) ** 2, 1, given=[sr.orthogonal(A)]))
topic.false("orthogonal", "reflections have determinant minus one", lambda: sr.equal(det(A), 1, given=[sr.orthogonal(A)]))
topic.true("diagonal-update", lambda: sr.equal(
    det(sr.diag(d) + sr.outer(u, v)), det(sr.diag(d)) * (1 + sr.sum(u * v / d)), given=[sr.nowhere_zero(d)]))
topic.false("diagonal-update", "multiplied by d instead of divided", lambda: sr.equal(
    det(sr.diag(d) + sr.outer(u, v)), det(sr.diag(d)) * (1 + sr.sum(u * v * d)), given=[sr.nowhere_zero(d)]))
topic.true("similar", lambda: sr.equal(det(inv(F) @ A @ F), det(A), given=[sr.invertible(F)]))
topic.false("congruent", "congruence is not similarity", lambda: sr.equal(
    det(F.T @ A @ F), det(A), given=[sr.invertible(F)]))
topic.true("signs", lambda: sr.at_most(det(A) ** 2, n**n, given=[sr.between(A, -1, 1)]))
topic.false("signs", "true for three rows, a matrix of signs with four has 16", lambda: sr.at_most(
    det(A), 2 ** (n - 1), given=[sr.between(A, -1, 1)]))
topic.true("by-the-trace", lambda: sr.at_most(det(A), (sr.tr(A) / n) ** n, given=[sr.psd(A)]))
topic.false("by-the-trace", "true for two rows, two negative eigenvalues of three make it false", lambda: sr.at_most(
    det(A), (sr.tr(A) / n) ** n, given=[sr.symmetric(A)]))
