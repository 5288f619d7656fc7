"""Conditions with few solutions: products that vanish, matrices that anticommute, roots that are not rational."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("fewsolutions")
n = sr.dims("n")[0]
x = sr.scalar("x")
A, B = sr.matrix("A", n, n), sr.matrix("B", n, n)
b = sr.vector("b", n)
nothing, one = sr.zeros(n, n), sr.eye(n)
anti = [sr.eq(A @ B, -B @ A)]
halves = [sr.idempotent(A), sr.idempotent(B), sr.eq(A @ B, nothing)]

topic.true("anticommuting-square", lambda: sr.equal((A + B) @ (A + B), A @ A + B @ B, given=anti))
topic.false("anticommuting-square", "the cross terms cancel, they do not add", lambda: sr.equal(
    (A + B) @ (A + B), A @ A + B @ B - 2 * A @ B, given=anti))
topic.true("anticommuting-twice", lambda: sr.equal(A @ A @ B, B @ A @ A, given=anti))
topic.false("anticommuting-twice", "two swaps give no sign", lambda: sr.equal(A @ A @ B, -B @ A @ A, given=anti))
topic.true("anticommuting-trace", lambda: sr.equal(sr.tr(A @ B), 0, given=anti))
topic.false("anticommuting-trace", "B may be singular", lambda: sr.equal(sr.tr(A), 0, given=anti))
topic.false("sum-of-projections", "the other product may remain", lambda: sr.holds(
    sr.idempotent(A + B), given=halves))
topic.true("killed-in-two-steps", lambda: sr.rank_is(
    sr.block([[b, A @ b]]), 2, given=[sr.eq(A @ A @ b, sr.zeros(n)), sr.ne(A @ b, sr.zeros(n))]))
topic.false("killed-in-two-steps", "it may be killed in one", lambda: sr.rank_is(
    sr.block([[b, A @ b]]), 2, given=[sr.eq(A @ A @ b, sr.zeros(n)), sr.ne(b, sr.zeros(n))]))
topic.true("nilpotent-beside-one", lambda: sr.holds(sr.invertible(one - A), given=[sr.nilpotent(A)]))
topic.false("nilpotent-beside-one", "idempotent for nilpotent", lambda: sr.holds(
    sr.invertible(one - A), given=[sr.idempotent(A)]))
topic.true("determinant-both-ways", lambda: sr.iff(sr.invertible(A), sr.ne(sr.det(A), 0)))
topic.false("determinant-both-ways", "the trace for the determinant", lambda: sr.iff(
    sr.invertible(A), sr.ne(sr.tr(A), 0)))
topic.true("irrational-root", lambda: sr.exists([x], sr.eq(x**2, 2)))
topic.false("irrational-root", "the sign", lambda: sr.exists([x], sr.eq(x**2, -2)))
topic.true("second-fixed-point", lambda: sr.exists([x], sr.all_of(x > 0, sr.eq(x, sr.tanh(2 * x)))))
topic.false("second-fixed-point", "the gain is below one", lambda: sr.exists(
    [x], sr.all_of(x > 0, sr.eq(x, sr.tanh(x / 2)))))
topic.false("no-root", "an odd power has a root that is not rational", lambda: sr.holds(sr.no(sr.eq(x**3 + 2, 0))))

# met at zero only, or by a few matrices
y = sr.scalar("y")
h, k = sr.vectors("h k", n)
P = sr.matrix("P", n, n)
rest = sr.zeros(n)
topic.true("no-length", lambda: sr.equal(h, rest, given=[sr.eq(h.T @ h, 0)]))
topic.false("no-length", "a sum may cancel", lambda: sr.equal(h, rest, given=[sr.eq(sr.sum(h), 0)]))
topic.true("no-gram-matrix", lambda: sr.equal(A, nothing, given=[sr.eq(A.T @ A, nothing)]))
topic.false("no-gram-matrix", "a square may vanish", lambda: sr.equal(A, nothing, given=[sr.eq(A @ A, nothing)]))
topic.true("symmetric-square", lambda: sr.equal(A, nothing, given=[sr.symmetric(A), sr.eq(A @ A, nothing)]))
topic.true("two-squares", lambda: sr.equal(x, 0, given=[sr.eq(x**2 + y**2, 0)]))
topic.false("two-squares", "a circle", lambda: sr.equal(x, 0, given=[sr.eq(x**2 + y**2, 1)]))
topic.true("at-rest-only", lambda: sr.equal(x, 0, given=[sr.eq(x, sr.tanh(x))]))
topic.false("at-rest-only", "gain two has two more", lambda: sr.equal(x, 0, given=[sr.eq(x, sr.tanh(2 * x))]))
topic.true("rises-once", lambda: sr.equal(x, y, given=[sr.eq(x + sr.exp(x), y + sr.exp(y))]))
topic.false("rises-once", "silu falls before it rises", lambda: sr.equal(x, y, given=[sr.eq(sr.silu(x), sr.silu(y))]))
topic.false("relu-once", "relu forgets", lambda: sr.equal(h, k, given=[sr.eq(sr.relu(h), sr.relu(k))]))
topic.true("quarter-turns", lambda: sr.equal(A @ A, -one, given=[sr.skew(A), sr.orthogonal(A)]))
topic.false("quarter-turns", "the sign", lambda: sr.equal(A @ A, one, given=[sr.skew(A), sr.orthogonal(A)]))
topic.true("traceless-turn", lambda: sr.equal(sr.tr(A), 0, given=[sr.eq(A @ A, -one)]))
topic.false("traceless-turn", "the identity is a root of itself", lambda: sr.equal(sr.tr(A), 0, given=[sr.eq(A @ A, one)]))
topic.true("doubly-stochastic-sum", lambda: sr.equal(
    sr.sum(P @ h), sr.sum(h), given=[sr.stochastic(P), sr.stochastic(P.T)]))
topic.false("doubly-stochastic-sum", "a cycle is not symmetric", lambda: sr.equal(
    P, P.T, given=[sr.stochastic(P), sr.stochastic(P.T)]))
