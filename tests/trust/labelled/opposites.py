"""Opposites, contrapositives and cases."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("opposites")
n = sr.dims("n")[0]
x, y, z, a = sr.scalars("x y z a")
A, B = sr.matrices("A B", n, n)
u, v = sr.vectors("u v", n)
none = sr.zeros(n)

topic.true("scaled-zero", lambda: sr.iff(sr.eq(a * u, none), sr.any_of(sr.eq(a, 0), sr.eq(u, none))))
topic.false("hadamard-zero", "entries can vanish in turn", lambda: sr.iff(
    sr.eq(u * v, none), sr.any_of(sr.eq(u, none), sr.eq(v, none))))
topic.true("symmetric-commuting", lambda: sr.implies(
    sr.all_of(sr.symmetric(A), sr.symmetric(B), sr.commute(A, B)), sr.symmetric(A @ B @ A)))
topic.true("contrapositive-product", lambda: sr.implies(
    sr.no(sr.invertible(A @ B)), sr.any_of(sr.no(sr.invertible(A)), sr.no(sr.invertible(B)))))
topic.false("contrapositive-sum", "a sum of invertible matrices can be singular", lambda: sr.implies(
    sr.no(sr.invertible(A + B)), sr.any_of(sr.no(sr.invertible(A)), sr.no(sr.invertible(B)))))
topic.true("gram-invertible", lambda: sr.iff(sr.invertible(A.T @ A), sr.invertible(A)))
topic.false("gram-nonzero", "nonzero is not invertible", lambda: sr.iff(sr.nonzero(A), sr.invertible(A.T @ A)))
topic.false("only-if-norm", "rho < 1 does not bound the norm", lambda: sr.implies(sr.rho(A) < 1, sr.norm(A) < 1))
topic.true("if-norm", lambda: sr.implies(sr.norm(A) < 1, sr.rho(A) < 1))
topic.true("chain", lambda: sr.implies(x < y, sr.implies(y < z, sr.tanh(x) < sr.tanh(z))))
topic.false("chain", "cosh is not monotone", lambda: sr.implies(x < y, sr.implies(y < z, sr.cosh(x) < sr.cosh(z))))
topic.false("square-symmetric", "the square of a nilpotent matrix is symmetric", lambda: sr.implies(
    sr.symmetric(A @ A), sr.symmetric(A)))
topic.true("material", lambda: sr.implies(sr.implies(x > 0, y > 0), sr.any_of(x <= 0, y > 0)))
topic.false("either-positive", "the other one may be more negative", lambda: sr.implies(
    sr.any_of(x > 0, y > 0), x + y > 0))
topic.true("sum-product-positive", lambda: sr.iff(sr.all_of(x + y > 0, x * y > 0), sr.all_of(x > 0, y > 0)))
topic.false("product-positive", "both may be negative", lambda: sr.iff(x * y > 0, sr.all_of(x > 0, y > 0)))
topic.true("contraposed", lambda: sr.iff(sr.implies(x > 0, y > 0), sr.implies(sr.no(y > 0), sr.no(x > 0))))
topic.false("converse", "the converse is another statement", lambda: sr.iff(
    sr.implies(x > 0, y > 0), sr.implies(y > 0, x > 0)))
topic.true("de-morgan", lambda: sr.iff(sr.no(sr.all_of(x > 0, y > 0)), sr.any_of(x <= 0, y <= 0)))
topic.false("de-morgan", "and for or", lambda: sr.iff(sr.no(sr.all_of(x > 0, y > 0)), sr.all_of(x <= 0, y <= 0)))
topic.true("orthogonal-only-if", lambda: sr.implies(
    sr.all_of(sr.orthogonal(A), sr.symmetric(A)), sr.eq(A @ A, sr.eye(n))))
topic.false("involution-only-if", "an involution need not be orthogonal", lambda: sr.implies(
    sr.eq(A @ A, sr.eye(n)), sr.orthogonal(A)))
topic.true("gate-closed", lambda: sr.implies(sr.eq((1 - a) * x + a * y, x), sr.any_of(sr.eq(a, 0), sr.eq(x, y))))
topic.false("gate-closed", "the target may be reached instead", lambda: sr.implies(
    sr.eq((1 - a) * x + a * y, x), sr.eq(a, 0)))
topic.true("saturated-iff", lambda: sr.iff(
    sr.eq(sr.relu(x), sr.relu(y)), sr.any_of(sr.eq(x, y), sr.all_of(x <= 0, y <= 0))))
topic.false("saturated-iff", "below zero relu forgets", lambda: sr.iff(sr.eq(sr.relu(x), sr.relu(y)), sr.eq(x, y)))
topic.true("kernel-only-if", lambda: sr.implies(
    sr.all_of(sr.eq(A @ u, none), sr.nonzero(u)), sr.no(sr.invertible(A))))
topic.false("kernel-only-if", "the zero vector is in every kernel", lambda: sr.implies(
    sr.eq(A @ u, none), sr.no(sr.invertible(A))))
topic.true("nested", lambda: sr.implies(
    x >= 0, sr.implies(y >= 0, sr.iff(sr.eq(x + y, 0), sr.all_of(sr.eq(x, 0), sr.eq(y, 0))))))
topic.false("nested", "without signs they may cancel", lambda: sr.implies(
    x >= 0, sr.iff(sr.eq(x + y, 0), sr.all_of(sr.eq(x, 0), sr.eq(y, 0)))))
