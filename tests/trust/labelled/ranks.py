"""Ranks."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("ranks")
n, m, r = sr.dims("n m r")
A, B = sr.matrices("A B", n, n)
P, Q = sr.matrices("P Q", n, r)
u, v, d, w = sr.vectors("u v d w", n)
x = sr.scalar("x")
g = sr.sigmoid(d)

topic.true("outer", lambda: sr.rank_at_most(sr.outer(u, v), 1))
topic.false("outer", "the zero vector has rank zero", lambda: sr.rank_is(sr.outer(u, v), 1))
topic.true("outer-nonzero", lambda: sr.rank_is(sr.outer(u, v), 1, given=[sr.nonzero(u), sr.nonzero(v)]))
topic.true("factored", lambda: sr.rank_at_most(P @ Q.T, r))
topic.false("factored-plus-identity", "the identity has full rank", lambda: sr.rank_at_most(
    P @ Q.T + sr.eye(n), r))
topic.true("two-outers", lambda: sr.rank_at_most(sr.outer(u, v) + sr.outer(d, w), 2))
topic.false("two-outers", "two outer products are not one", lambda: sr.rank_at_most(
    sr.outer(u, v) + sr.outer(d, w), 1))
topic.true("symmetric-update", lambda: sr.rank_at_most(sr.outer(u, v) + sr.outer(v, u), 2))
topic.true("gated-correction", lambda: sr.rank_is(
    sr.diag(g * (1 - g) * u) @ A, sr.count_nonzero(u), given=[sr.invertible(A)]))
topic.false("gated-correction", "units with u_i = 0 drop out", lambda: sr.rank_is(
    sr.diag(g * (1 - g) * u) @ A, n, given=[sr.invertible(A)]))
topic.true("invertible-factor", lambda: sr.rank_is(A @ sr.outer(u, u) @ A.T, 1, given=[sr.invertible(A), sr.nonzero(u)]))
topic.true("saturation", lambda: sr.rank_is(sr.diag(1 - sr.tanh(u) ** 2) @ A, n, given=[sr.invertible(A)]))
topic.false("relu-saturation", "silent units lower the rank", lambda: sr.rank_is(
    sr.diag(sr.step(u)) @ A, n, given=[sr.invertible(A)]))
topic.false("product-of-full", "the product may lose rank", lambda: sr.rank_is(
    A @ B, n, given=[sr.invertible(A)]))
topic.true("centred", lambda: sr.rank_at_most((sr.eye(n) - sr.outer(u, u)) @ sr.outer(u, v), 0, given=[sr.unit_norm(u)]))
topic.false("centred", "the projector does not remove another direction", lambda: sr.rank_at_most(
    (sr.eye(n) - sr.outer(u, u)) @ sr.outer(w, v), 0, given=[sr.unit_norm(u)]))
topic.true("size-bounds", lambda: sr.rank_at_most(P, n))
topic.false("size-bounds", "a tall matrix may have more than one column", lambda: sr.rank_at_most(P, 1))
topic.false("rank-three-at-most-four", "true up to size four only", lambda: sr.rank_at_most(A, 4))
topic.true("scaled-identity", lambda: sr.rank_is(sr.exp(x) * sr.eye(n), n))
topic.false("scaled-identity", "x may be zero", lambda: sr.rank_is(x * sr.eye(n), n))
topic.true("entrywise-product", lambda: sr.at_most(sr.rank(A * B), sr.rank(A) * sr.rank(B)))
topic.false("entrywise-product-sum", "two and three make six, with six rows", lambda: sr.at_most(
    sr.rank(A * B), sr.rank(A) + sr.rank(B)))
