"""Connectivity of low rank."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("lowrank")
n, r = sr.dims("n r")
h, g = sr.vectors("h g", n)
c = sr.vector("c", r)
P, Q = sr.matrices("P Q", n, r)
u, v = sr.vectors("u v", n)
k = Q.T @ h + c
overlap = sr.eye(r) + Q.T @ P

topic.true("inside", lambda: sr.equal(
    sr.D(sr.tanh(P @ (Q.T @ h)), h), sr.diag(1 - sr.tanh(P @ Q.T @ h) ** 2) @ P @ Q.T))
topic.false("inside", "the two factors are exchanged", lambda: sr.equal(
    sr.D(sr.tanh(P @ (Q.T @ h)), h), sr.diag(1 - sr.tanh(P @ Q.T @ h) ** 2) @ Q @ P.T))
topic.true("latent", lambda: sr.equal(sr.D(P @ sr.tanh(k), h), P @ sr.diag(1 - sr.tanh(k) ** 2) @ Q.T))
topic.false("latent", "the slopes are taken in the large space", lambda: sr.equal(
    sr.D(P @ sr.tanh(k), h), sr.diag(1 - (P @ sr.tanh(k)) ** 2) @ P @ Q.T))
topic.true("gradient-left", lambda: sr.equal(sr.pullback(P @ Q.T @ h, P, g), sr.outer(g, Q.T @ h)))
topic.true("gradient-right", lambda: sr.equal(sr.pullback(P @ Q.T @ h, Q, g), sr.outer(h, P.T @ g)))
topic.false("gradient-right", "the gradient of the other factor", lambda: sr.equal(
    sr.pullback(P @ Q.T @ h, Q, g), sr.outer(g, Q.T @ h)))
topic.true("determinant", lambda: sr.equal(sr.det(sr.eye(n) + P @ Q.T), sr.det(overlap)))
topic.false("determinant", "true for r = 1 only: the trace stands for the determinant", lambda: sr.equal(
    sr.det(sr.eye(n) + P @ Q.T), 1 + sr.tr(Q.T @ P)))
topic.true("rank-one-determinant", lambda: sr.equal(sr.det(sr.eye(n) + sr.outer(u, v)), 1 + sr.dot(u, v)))
topic.false("rank-one-determinant", "one minus the overlap, as for the inverse", lambda: sr.equal(
    sr.det(sr.eye(n) + sr.outer(u, v)), 1 - sr.dot(u, v)))
topic.true("woodbury", lambda: sr.equal(
    sr.inv(sr.eye(n) + P @ Q.T), sr.eye(n) - P @ sr.inv(overlap) @ Q.T, given=[sr.invertible(overlap)]))
topic.false("woodbury", "the sign of the correction", lambda: sr.equal(
    sr.inv(sr.eye(n) + P @ Q.T), sr.eye(n) + P @ sr.inv(overlap) @ Q.T, given=[sr.invertible(overlap)]))
topic.true("trace", lambda: sr.equal(sr.tr(P @ Q.T), sr.sum(P * Q)))
topic.false("trace", "the product of sums for the sum of products", lambda: sr.equal(
    sr.tr(P @ Q.T), sr.sum(P) * sr.sum(Q)))
topic.true("square", lambda: sr.equal(sr.matpow(P @ Q.T, 2), P @ (Q.T @ P) @ Q.T))
topic.false("square", "the overlap of P with itself", lambda: sr.equal(sr.matpow(P @ Q.T, 2), P @ (P.T @ P) @ Q.T))
topic.true("sherman-morrison", lambda: sr.equal(
    sr.inv(sr.eye(n) + sr.outer(u, v)), sr.eye(n) - sr.outer(u, v) / (1 + sr.dot(u, v)),
    given=[sr.ne(1 + sr.dot(u, v), 0)]))
topic.false("sherman-morrison", "the overlap is left out of the denominator", lambda: sr.equal(
    sr.inv(sr.eye(n) + sr.outer(u, v)), sr.eye(n) - sr.outer(u, v), given=[sr.ne(1 + sr.dot(u, v), 0)]))
topic.false("sherman-morrison-transposed", "u and v are exchanged in the correction", lambda: sr.equal(
    sr.inv(sr.eye(n) + sr.outer(u, v)), sr.eye(n) - sr.outer(v, u) / (1 + sr.dot(u, v)),
    given=[sr.ne(1 + sr.dot(u, v), 0)]))
