"""Traces and sums of entries."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("traces")
n, m = sr.dims("n m")
A, B, C = sr.matrices("A B C", n, n)
P, Q = sr.matrix("P", n, m), sr.matrix("Q", m, n)
u, v = sr.vectors("u v", n)
tr = sr.tr

topic.true("cyclic", lambda: sr.equal(tr(A @ B @ C), tr(C @ A @ B)))
topic.false("not-cyclic", "any permutation of three factors", lambda: sr.equal(tr(A @ B @ C), tr(A @ C @ B)))
topic.true("rectangular", lambda: sr.equal(tr(P @ Q), tr(Q @ P)))
topic.false("multiplicative", "the trace of a product is the product of traces", lambda: sr.equal(
    tr(A @ B), tr(A) * tr(B)))
topic.true("commutator", lambda: sr.equal(tr(A @ B - B @ A), 0))
topic.false("commutator-squared", "the square of a commutator need not have trace zero", lambda: sr.equal(
    tr(sr.matpow(A @ B - B @ A, 2)), 0))
topic.true("outer", lambda: sr.equal(tr(A @ sr.outer(u, v)), sr.dot(v, A @ u)))
topic.false("outer", "u and v are exchanged", lambda: sr.equal(tr(A @ sr.outer(u, v)), sr.dot(u, A @ v)))
topic.true("identity", lambda: sr.equal(tr(sr.eye(n)), sr.sum(sr.ones(n))))
topic.false("identity", "the trace of the identity is one", lambda: sr.equal(tr(sr.eye(n)), 1))
topic.true("four-ones", lambda: sr.equal(sr.sum(sr.ones(n, n)), n**2))
topic.false("four-ones", "only one of the two sums is counted", lambda: sr.equal(sr.sum(sr.ones(n, n)), n))
topic.true("gram", lambda: sr.equal(tr(P.T @ P), sr.norm_f(P) ** 2))
topic.false("gram", "the square of the sum", lambda: sr.equal(tr(P.T @ P), sr.sum(P) ** 2))
topic.true("skew", lambda: sr.equal(sr.dot(u, A @ u), 0, given=[sr.skew(A)]))
topic.false("skew", "two different vectors", lambda: sr.equal(sr.dot(u, A @ v), 0, given=[sr.skew(A)]))
topic.true("mean", lambda: sr.equal(sr.mean(sr.outer(u, v)), sr.mean(u) * sr.mean(v)))
topic.false("mean", "the mean of a product is the product of means", lambda: sr.equal(
    sr.mean(u * v), sr.mean(u) * sr.mean(v)))
topic.true("variance", lambda: sr.equal(
    sr.mean((u - sr.mean(u)) ** 2), sr.mean(u**2) - sr.mean(u) ** 2))
topic.false("variance", "the sign of the correction", lambda: sr.equal(
    sr.mean((u - sr.mean(u)) ** 2), sr.mean(u**2) + sr.mean(u) ** 2))
topic.true("projector", lambda: sr.equal(tr(sr.eye(n) - sr.outer(u, u) / sr.dot(u, u)), n - 1, given=[sr.nonzero(u)]))
topic.false("projector", "the rank of the removed part is forgotten", lambda: sr.equal(
    tr(sr.eye(n) - sr.outer(u, u) / sr.dot(u, u)), n, given=[sr.nonzero(u)]))
