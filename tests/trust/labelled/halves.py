"""Existence as one side of an equivalence or as an assumption, and existence with linear equations."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("halves")
n, m = sr.dims("n m")
A, B, W = sr.matrices("A B W", n, n)
u, v, h, d = sr.vectors("u v h d", n)
x, y = sr.scalars("x y")
V, k = sr.matrix("V", n, m), sr.vector("k", m)
none = sr.zeros(n)

topic.true("square-range", lambda: sr.iff(sr.exists([x], sr.eq(x**2, y)), y >= 0))
topic.false("exp-range", "zero is not reached", lambda: sr.iff(sr.exists([x], sr.eq(sr.exp(x), y)), y >= 0))
topic.true("saturation-range", lambda: sr.iff(sr.exists([x], sr.eq(sr.tanh(x), y)), sr.strictly_between(y, -1, 1)))
topic.false("saturation-range", "the ends are not reached", lambda: sr.iff(
    sr.exists([x], sr.eq(sr.tanh(x), y)), sr.between(y, -1, 1)))
topic.true("reciprocal", lambda: sr.iff(sr.exists([x], sr.eq(x * y, 1)), sr.ne(y, 0)))
topic.false("reciprocal", "negative numbers have one, too", lambda: sr.iff(sr.exists([x], sr.eq(x * y, 1)), y > 0))
topic.true("image-of-exp", lambda: sr.implies(sr.exists([x], sr.eq(sr.exp(x), y)), y > 0))
topic.false("image-of-exp", "not above one", lambda: sr.implies(sr.exists([x], sr.eq(sr.exp(x), y)), y > 1))
topic.false("null-trace", "the trace is not the determinant", lambda: sr.exists(
    [h], sr.all_of(sr.nonzero(h), sr.eq(W @ h, none)), given=[sr.eq(sr.tr(W), 0)]))
topic.true("gain", lambda: sr.exists([d], sr.eq(d * u, v), given=[sr.nowhere_zero(u)]))
topic.false("gain", "not the zero column is not nowhere zero", lambda: sr.exists(
    [d], sr.eq(d * u, v), given=[sr.nonzero(u)]))
topic.false("shared-mode", "B mixes the modes of one eigenvalue", lambda: sr.exists(
    [y], sr.eq(B @ u, y * u), given=[sr.commute(A, B), sr.eq(A @ u, x * u), sr.nonzero(u)]))
topic.false("orthogonal-direction", "one unit leaves no room", lambda: sr.exists(
    [v], sr.all_of(sr.nonzero(v), sr.eq(sr.dot(u, v), 0))))
topic.true("fixed-by-a-positive", lambda: sr.iff(
    sr.exists([y], sr.all_of(y > 0, sr.eq(x * y, y))), sr.eq(x, 1)))
topic.false("fixed-by-a-positive", "zero is fixed by every factor", lambda: sr.iff(
    sr.exists([y], sr.eq(x * y, y)), sr.eq(x, 1)))
topic.true("right-inverse", lambda: sr.exists([k], sr.eq(V @ k, u), given=[sr.eq(V @ V.T, sr.eye(n))]))
topic.false("right-inverse", "orthonormal columns do not span", lambda: sr.exists(
    [k], sr.eq(V @ k, u), given=[sr.eq(V.T @ V, sr.eye(m))]))
topic.true("singular", lambda: sr.implies(sr.exists(
    [h], sr.all_of(sr.nonzero(h), sr.eq(W @ h, none))), sr.eq(sr.det(W), 0)))
