"""Equations of which few solutions are rational: modes of both sides, spheres, roots of matrices, fixed points."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("nearby")
n, m = sr.dims("n m")
A, B, S = sr.matrices("A B S", n, n)
V, X, Y = sr.matrix("V", n, m), sr.matrix("X", n, m), sr.matrix("Y", m, n)
q = sr.rational
u, v = sr.vectors("u v", n)
x, y, c = sr.scalars("x y c")
I, zero, none, one = sr.eye(n), sr.zeros(n, n), sr.zeros(n), sr.ones(n)
turn = [sr.eq(A @ A, -I)]
cube = [sr.eq(A @ A @ A, zero)]
anti = [sr.eq(A @ B + B @ A, zero)]
modes = [sr.eq(A @ u, u), sr.eq(A.T @ v, 2 * v)]
doubly = [sr.stochastic(A), sr.stochastic(A.T)]

topic.true("turn-inverse", lambda: sr.equal(sr.inv(I - A), (I + A) / 2, given=turn))
topic.false("turn-inverse", "the sign of A stays", lambda: sr.equal(sr.inv(I - A), (I - A) / 2, given=turn))
topic.false("turn-skew", "only an orthogonal one is skew", lambda: sr.holds(sr.skew(A), given=turn))
topic.true("cube-inverse", lambda: sr.equal(sr.inv(I - A), I + A + A @ A, given=cube))
topic.false("cube-inverse", "the square is dropped", lambda: sr.equal(sr.inv(I - A), I + A, given=cube))
topic.false("cube-square", "one step too early", lambda: sr.equal(A @ A, zero, given=cube))
topic.true("anti-cube", lambda: sr.equal(A @ A @ A @ B, -(B @ A @ A @ A), given=anti))
topic.false("anti-commutator", "the product does not vanish", lambda: sr.equal(A @ B, zero, given=anti))
topic.true("left-right", lambda: sr.equal(v.T @ u, 0, given=modes))
topic.false("left-right", "a left eigenvector is no right one", lambda: sr.equal(A @ v, 2 * v, given=modes))
topic.false("left-zero", "both may be nonzero", lambda: sr.equal(sr.outer(u, v), zero, given=modes))
topic.true("projection-rank", lambda: sr.equal(sr.rank(A), sr.tr(A), given=[sr.idempotent(A)]))
topic.false("projection-oblique", "projections may be oblique", lambda: sr.at_most(
    sr.norm(A), 1, given=[sr.idempotent(A)]))
topic.false("nilpotent-product", "they do not commute", lambda: sr.holds(
    sr.nilpotent(A @ B), given=[sr.nilpotent(A), sr.nilpotent(B)]))
topic.true("one-sided-inverse", lambda: sr.equal(B @ A, I, given=[sr.eq(A @ B, I)]))
topic.false("one-sided-inverse", "rectangular factors", lambda: sr.equal(Y @ X, sr.eye(m), given=[sr.eq(X @ Y, I)]))
topic.true("doubly-mean", lambda: sr.equal(sr.mean(A @ u), sr.mean(u), given=doubly))
topic.false("singly-mean", "only rows sum to one", lambda: sr.equal(
    sr.mean(A @ u), sr.mean(u), given=[sr.stochastic(A)]))
topic.false("doubly-symmetric", "a cyclic shift", lambda: sr.holds(sr.symmetric(A), given=doubly))
topic.true("balanced-shift", lambda: sr.equal(A @ (u + c * one), A @ u, given=[sr.eq(A @ one, none)]))
topic.false("balanced-columns", "rows are balanced, not columns", lambda: sr.equal(
    sr.sum(A @ u), 0, given=[sr.eq(A @ one, none)]))
topic.true("pythagoras", lambda: sr.equal(
    sr.norm(u + v) ** 2, 2, given=[sr.unit_norm(u), sr.unit_norm(v), sr.eq(sr.dot(u, v), 0)]))
topic.false("pythagoras", "orthogonality is dropped", lambda: sr.equal(
    sr.norm(u + v) ** 2, 2, given=[sr.unit_norm(u), sr.unit_norm(v)]))
topic.true("joint-mode", lambda: sr.equal(A @ B @ u, x * y * u, given=[sr.eq(A @ u, x * u), sr.eq(B @ u, y * u)]))
topic.false("joint-mode", "one shared mode does not make them commute", lambda: sr.equal(
    A @ B, B @ A, given=[sr.eq(A @ u, x * u), sr.eq(B @ u, y * u), sr.nonzero(u)]))
topic.true("ring-attractor", lambda: sr.equal(
    A @ (x * u + y * v), x * u + y * v, given=[sr.eq(A @ u, u), sr.eq(A @ v, v), sr.eq(sr.dot(u, v), 0)]))
topic.false("ring-attractor", "a sum of modes of different eigenvalues is no mode", lambda: sr.equal(
    A @ (u + v), 3 * (u + v), given=[sr.eq(A @ u, u), sr.eq(A @ v, 2 * v), sr.nonzero(u)]))
topic.true("fixed-slope", lambda: sr.equal(
    sr.D(sr.tanh(A @ u), u), (I - sr.diag(u * u)) @ A, given=[sr.eq(u, sr.tanh(A @ u))]))
topic.false("fixed-slope", "the slope is that of a state, not its square", lambda: sr.equal(
    sr.D(sr.tanh(A @ u), u), (I - sr.diag(u)) @ A, given=[sr.eq(u, sr.tanh(A @ u))]))
topic.true("reflection", lambda: sr.equal(
    (I - 2 * sr.outer(u, u)) @ (I - 2 * sr.outer(u, u)), I, given=[sr.unit_norm(u)]))
topic.true("rotated-modes", lambda: sr.equal(
    sr.dot(u, v), 0, given=[sr.symmetric(S), sr.eq(S @ u, u), sr.eq(S @ v, 3 * v)]))
topic.false("rotated-modes", "equal eigenvalues allow any angle", lambda: sr.equal(
    sr.dot(u, v), 0, given=[sr.symmetric(S), sr.eq(S @ u, u), sr.eq(S @ v, v)]))
topic.true("balanced-ei", lambda: sr.equal(
    (sr.outer(one, u) + sr.outer(v, one)) @ one, n * v, given=[sr.eq(sr.sum(u), 0)]))
topic.false("balanced-ei", "the other factor is balanced", lambda: sr.equal(
    (sr.outer(one, u) + sr.outer(v, one)) @ one, n * v, given=[sr.eq(sr.sum(v), 0)]))
topic.true("golden", lambda: sr.equal(sr.inv(A), A - I, given=[sr.eq(A @ A, A + I)]))
topic.false("golden", "the sign", lambda: sr.equal(sr.inv(A), A + I, given=[sr.eq(A @ A, A + I)]))
topic.true("cube-root", lambda: sr.equal(sr.inv(A), A @ A, given=[sr.eq(A @ A @ A, I)]))
topic.false("cube-root", "the identity is not the only cube root", lambda: sr.equal(
    A, I, given=[sr.eq(A @ A @ A, I)]))
topic.true("frame", lambda: sr.equal(sr.norm(V @ V.T @ u), sr.norm(V.T @ u), given=[sr.eq(V.T @ V, sr.eye(m))]))
topic.false("frame", "the columns do not span", lambda: sr.equal(V @ V.T, I, given=[sr.eq(V.T @ V, sr.eye(m))]))
topic.true("sphere", lambda: sr.equal(
    sr.dot(u, v), q(1, 2), given=[sr.unit_norm(u), sr.unit_norm(v), sr.unit_norm(u - v)]))
topic.true("limit-cycle", lambda: sr.equal(A @ A @ u, -u, given=[sr.eq(A @ u, v), sr.eq(A @ v, -u)]))
topic.false("limit-cycle", "half a turn, not a whole one", lambda: sr.equal(
    A @ A @ u, u, given=[sr.eq(A @ u, v), sr.eq(A @ v, -u), sr.nonzero(u)]))
