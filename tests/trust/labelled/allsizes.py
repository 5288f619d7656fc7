"""Existence in every size; points that rest only at zero; two equations that meet in numbers that are not rational."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("allsizes")
n = sr.dims("n")[0]
t = sr.index("t")
W, A = sr.matrices("W A", n, n)
h, u = sr.vectors("h u", n)
x, y, c = sr.scalars("x y c")
M = sr.matrix("M", 2, 2)
hs = sr.sequence("h", n)
one, rest = sr.eye(n), sr.zeros(n)

topic.true("reflection", lambda: sr.exists([W], sr.all_of(sr.orthogonal(W), sr.symmetric(W), sr.ne(W, one))))
topic.false("turn", "in odd size a skew matrix is singular", lambda: sr.exists(
    [W], sr.all_of(sr.skew(W), sr.invertible(W))))
topic.true("turn", lambda: sr.exists([M], sr.all_of(sr.skew(M), sr.orthogonal(M))))
topic.false("not-normal", "numbers are normal", lambda: sr.exists([W], sr.ne(W @ W.T, W.T @ W)))
topic.true("not-normal", lambda: sr.exists([M], sr.ne(M @ M.T, M.T @ M)))
topic.true("projection", lambda: sr.exists([A], sr.all_of(sr.idempotent(A), sr.nonzero(A))))
topic.false("not-commuting", "numbers commute", lambda: sr.exists([A], sr.ne(A @ W, W @ A)))
topic.true("rests-at-zero", lambda: sr.equal(h, rest, given=[sr.eq(h, sr.tanh(W @ h)), sr.norm(W) < 1]))
topic.false("rests-at-zero", "the gain may be above one", lambda: sr.equal(
    h, rest, given=[sr.eq(h, sr.tanh(W @ h)), sr.norm(W) < 2]))
topic.true("between", lambda: sr.exists([c], sr.strictly_between(c, x, y), given=[x < y]))
topic.false("between", "nothing lies between a number and itself", lambda: sr.exists(
    [c], sr.strictly_between(c, x, y), given=[x <= y]))
topic.false("logarithm", "it lies below the identity", lambda: sr.exists([x], sr.all_of(x > 0, sr.eq(sr.log(x), x))))
topic.false("in-turns", "inhibition flips two units", lambda: sr.equal(
    x, y, given=[sr.eq(x, sr.tanh(-2 * y)), sr.eq(y, sr.tanh(-2 * x))]))
topic.true("curve-and-circle", lambda: sr.exists([x, y], sr.all_of(sr.eq(x * x + y * y, 3), sr.eq(sr.exp(x), y))))
topic.false("line-and-circle", "the line passes by", lambda: sr.exists(
    [x, y], sr.all_of(sr.eq(x * x + y * y, 1), sr.eq(x + y, 2))))
topic.true("kept-mode", lambda: sr.induction(
    t, sr.equal(sr.matpow(A, 0) @ u, u), sr.implies(sr.eq(sr.matpow(A, t) @ u, u), sr.eq(A @ (sr.matpow(A, t) @ u), u)),
    given=[sr.eq(A @ u, u)]))
topic.false("kept-mode", "the mode grows", lambda: sr.induction(
    t, sr.equal(sr.matpow(A, 0) @ u, u), sr.implies(sr.eq(sr.matpow(A, t) @ u, u), sr.eq(A @ (sr.matpow(A, t) @ u), u)),
    given=[sr.eq(A @ u, 2 * u)]))
