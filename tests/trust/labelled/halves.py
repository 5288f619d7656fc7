"""Existence as one side of an equivalence or as an assumption, and existence with linear equations."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("halves")
n = sr.dims("n")[0]
A, B, W = sr.matrices("A B W", n, n)
u, v, h, d = sr.vectors("u v h d", n)
x, y, w = sr.scalars("x y w")
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
