"""Ranks of products and gradients, and what can and cannot exist."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("factorisations")
n, r = sr.dims("n r")
A, B, W = sr.matrices("A B W", n, n)
P, Q = sr.matrix("P", n, r), sr.matrix("Q", n, r)
M, N = sr.matrices("M N", 2, 2)
u, v, h, b, d = sr.vectors("u v h b d", n)
I, rank = sr.eye(n), sr.rank
count = sr.count_nonzero

topic.true("inner-size", lambda: sr.rank_at_most(A @ P @ Q.T @ B, r))
topic.false("inner-size", "the low rank is not one", lambda: sr.rank_at_most(A @ P @ Q.T @ B, 1))
topic.true("active-units-bound", lambda: sr.rank_at_most(sr.D(sr.relu(W @ h + b), h), count(sr.step(W @ h + b))))
topic.false("active-units", "the weights may be singular", lambda: sr.rank_is(
    sr.D(sr.relu(W @ h + b), h), count(sr.step(W @ h + b))))
topic.true("gram", lambda: sr.equal(rank(A.T @ A), rank(A)))
topic.false("square", "the square in place of the Gram matrix", lambda: sr.equal(rank(A @ A), rank(A)))
topic.true("sylvester-inequality", lambda: sr.at_most(rank(A) + rank(B) - sr.sum(sr.ones(n)), rank(A @ B)))
topic.false("product-commutes", "AB and BA need not have one rank", lambda: sr.equal(rank(A @ B), rank(B @ A)))
topic.true("complement", lambda: sr.equal(rank(A) + rank(I - A), sr.sum(sr.ones(n)), given=[sr.idempotent(A)]))
topic.false("complement", "any matrix", lambda: sr.equal(rank(A) + rank(I - A), sr.sum(sr.ones(n))))
topic.true("shifted-skew", lambda: sr.rank_is(I + A, n, given=[sr.skew(A)]))
topic.false("shifted-symmetric", "minus one may be an eigenvalue", lambda: sr.rank_is(I + A, n, given=[sr.symmetric(A)]))
topic.true("stable", lambda: sr.rank_is(I - A, n, given=[sr.rho(A) < 1]))
topic.false("marginal", "the radius may be one", lambda: sr.rank_is(I - A, n, given=[sr.rho(A) <= 1]))
topic.true("some-growth", lambda: sr.exists([M], sr.all_of(sr.rho(M) < 1, sr.norm(M) > 2)))
topic.false("no-growth", "the radius is below the norm", lambda: sr.exists([M], sr.all_of(sr.rho(M) > 2, sr.norm(M) < 1)))
topic.true("some-quarter-turn", lambda: sr.exists([M], sr.all_of(sr.orthogonal(M), sr.eq(M @ M, -sr.eye(2)))))
topic.false("commutator-one", "a commutator has trace zero", lambda: sr.exists([M, N], sr.eq(M @ N - N @ M, sr.eye(2))))
topic.true("squared-radius", lambda: sr.equal(sr.rho(A @ A), sr.rho(A) ** 2))
topic.false("squared-norm", "the norm of a square is not the square of the norm", lambda: sr.equal(
    sr.norm(A @ A), sr.norm(A) ** 2))
