"""Implications, equivalences and existence."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("connectives")
n = sr.dims("n")[0]
A, B = sr.matrices("A B", n, n)
M = sr.matrix("M", 2, 2)
u, v = sr.vectors("u v", n)
x, y = sr.scalars("x y")
q = sr.rational

topic.true("slope-one-at-zero", lambda: sr.iff(sr.eq(1 - sr.tanh(x) ** 2, 1), sr.eq(x, 0)))
topic.false("slope-half-at-zero", "the slope at zero is one", lambda: sr.iff(sr.eq(1 - sr.tanh(x) ** 2, q(1, 2)), sr.eq(x, 0)))
topic.true("square-zero", lambda: sr.iff(sr.eq(x**2, 0), sr.eq(x, 0)))
topic.false("square-one", "minus one is forgotten", lambda: sr.iff(sr.eq(x**2, 1), sr.eq(x, 1)))
topic.true("square-one", lambda: sr.iff(sr.eq(x**2, 1), sr.any_of(sr.eq(x, 1), sr.eq(x, -1))))
topic.true("product-zero", lambda: sr.implies(sr.eq(x * y, 0), sr.any_of(sr.eq(x, 0), sr.eq(y, 0))))
topic.false("product-zero", "one factor suffices", lambda: sr.implies(
    sr.eq(x * y, 0), sr.all_of(sr.eq(x, 0), sr.eq(y, 0))))
topic.false("matrix-product-zero", "matrices have zero divisors", lambda: sr.implies(
    sr.eq(A @ B, sr.zeros(n, n)), sr.any_of(sr.eq(A, sr.zeros(n, n)), sr.eq(B, sr.zeros(n, n)))))
topic.true("cancel-invertible", lambda: sr.implies(
    sr.eq(A @ u, A @ v), sr.eq(u, v), given=[sr.invertible(A)]))
topic.false("cancel-any", "A may be singular", lambda: sr.implies(sr.eq(A @ u, A @ v), sr.eq(u, v)))
topic.true("orthogonal-is-normal", lambda: sr.implies(sr.orthogonal(A), sr.normal(A)))
topic.true("symmetric-is-normal", lambda: sr.implies(sr.symmetric(A), sr.normal(A)))
topic.false("normal-is-symmetric", "rotations are normal", lambda: sr.implies(sr.normal(A), sr.symmetric(A)))
topic.false("commuting-is-symmetric", "any power of A commutes with A", lambda: sr.implies(
    sr.commute(A, A.T), sr.symmetric(A)))
topic.true("symmetric-product", lambda: sr.iff(
    sr.symmetric(A @ B), sr.commute(A, B), given=[sr.symmetric(A), sr.symmetric(B)]))
topic.false("symmetric-product", "products of symmetric matrices need not be symmetric", lambda: sr.implies(
    sr.all_of(sr.symmetric(A), sr.symmetric(B)), sr.symmetric(A @ B)))
topic.true("monotone", lambda: sr.implies(sr.less(x, y), sr.less(sr.tanh(x), sr.tanh(y))))
topic.false("monotone-square", "squares fall for negative numbers", lambda: sr.implies(sr.less(x, y), sr.less(x**2, y**2)))
topic.true("some-root", lambda: sr.exists([x], sr.eq(x**2, q(9, 4))))
topic.false("no-root", "squares are not negative", lambda: sr.exists([x], sr.eq(x**2, -1)))
topic.true("some-nilpotent", lambda: sr.exists([M], sr.all_of(sr.eq(M @ M, sr.zeros(2, 2)), sr.nonzero(M))))
topic.false("some-commutator-one", "a commutator has trace zero", lambda: sr.exists(
    [M], sr.all_of(sr.eq(sr.tr(M), 1), sr.skew(M))))
topic.true("no-real-square", lambda: sr.holds(sr.no(sr.eq(x**2 + 1, 0))))
topic.false("no-zero", "x may be zero", lambda: sr.holds(sr.no(sr.eq(x, 0))))
topic.true("sign-cases", lambda: sr.holds(sr.any_of(sr.at_most(x, 0), sr.less(0, x))))
topic.false("sign-cases", "zero is in neither case", lambda: sr.holds(sr.any_of(sr.less(x, 0), sr.less(0, x))))
topic.true("both", lambda: sr.holds(sr.all_of(sr.less(-1, sr.tanh(x)), sr.less(sr.tanh(x), 1))))
topic.false("both", "tanh is negative for negative x", lambda: sr.holds(
    sr.all_of(sr.at_most(0, sr.tanh(x)), sr.less(sr.tanh(x), 1))))
topic.true("exhaustive", lambda: sr.holds(sr.any_of(x > 1, x**2 <= 1, x < -1)))
topic.false("exhaustive", "the ends are left out", lambda: sr.holds(sr.any_of(x > 1, x**2 < 1, x < -1)))
topic.true("relu-cases", lambda: sr.holds(sr.any_of(sr.eq(sr.relu(x), 0), sr.eq(sr.relu(x), x))))
