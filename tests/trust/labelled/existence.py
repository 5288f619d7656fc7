"""Existence and its absence; fixed points that are unique, or are not; what never happens."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("existence")
n = sr.dims("n")[0]
x, y, a, b = sr.scalars("x y a b")
M, N = sr.matrices("M N", 2, 2)
T, U = sr.matrices("T U", 3, 3)
W = sr.matrix("W", n, n)
h, k, c = sr.vectors("h k c", n)
I2, I3, z2, z3 = sr.eye(2), sr.eye(3), sr.zeros(2, 2), sr.zeros(3, 3)
q = sr.rational

topic.true("cosine", lambda: sr.exists([x], sr.eq(sr.cos(x), x)))
topic.true("gain-three", lambda: sr.exists([x], sr.all_of(sr.less(x, 0), sr.eq(x, sr.tanh(3 * x)))))
topic.true("only-zero", lambda: sr.no(sr.eq(sr.tanh(x), x), given=[x > 0]))
topic.false("only-zero", "the gain is above one", lambda: sr.no(sr.eq(sr.tanh(3 * x), x), given=[x > 0]))
topic.true("exp-above", lambda: sr.ne(sr.exp(x), x))
topic.false("exp-above", "the line is too steep", lambda: sr.ne(sr.exp(x), 3 * x))
topic.true("quarter-turn", lambda: sr.exists([M], sr.eq(M @ M, -I2)))
topic.false("quarter-turn-odd", "an odd size has a negative determinant of -I", lambda: sr.exists(
    [T], sr.eq(T @ T, -I3)))
topic.true("clifford", lambda: sr.exists(
    [M, N], sr.all_of(sr.eq(M @ N, -(N @ M)), sr.invertible(M), sr.invertible(N))))
topic.false("clifford-odd", "det(-I) = -1 in odd size", lambda: sr.exists(
    [T, U], sr.all_of(sr.eq(T @ U, -(U @ T)), sr.invertible(T), sr.invertible(U))))
topic.true("delay-line", lambda: sr.exists([T], sr.all_of(sr.eq(T @ T @ T, z3), sr.nonzero(T @ T))))
topic.true("transient", lambda: sr.exists([M], sr.all_of(sr.rho(M) < q(1, 2), sr.norm(M) > 10)))
topic.false("transient-symmetric", "a symmetric matrix has norm rho", lambda: sr.exists(
    [M], sr.all_of(sr.symmetric(M), sr.rho(M) < q(1, 2), sr.norm(M) > 1)))
topic.true("unique-linear", lambda: sr.equal(
    h, k, given=[sr.invertible(sr.eye(n) - W), sr.eq(h, W @ h + c), sr.eq(k, W @ k + c)]))
topic.false("unique-linear", "I - W may be singular", lambda: sr.equal(
    h, k, given=[sr.eq(h, W @ h + c), sr.eq(k, W @ k + c)]))
topic.false("unique-tanh", "the gain may be above one", lambda: sr.equal(
    x, y, given=[sr.between(a, 0, 4), sr.eq(x, a * sr.tanh(x) + b), sr.eq(y, a * sr.tanh(y) + b)]))
topic.true("discriminant", lambda: sr.exists([x], sr.eq(x**5 + x, 3)))
topic.false("discriminant", "the quadratic has no real root", lambda: sr.exists([x], sr.eq(x**2 + x + 1, 0)))
topic.true("softplus-fixed", lambda: sr.exists([x], sr.eq(x, sr.softplus(x) / 2)))
topic.false("softplus-fixed", "softplus lies above the identity", lambda: sr.exists([x], sr.eq(x, sr.softplus(x))))
topic.true("sigmoid-fixed", lambda: sr.exists(
    [x], sr.all_of(sr.strictly_between(x, 0, 1), sr.eq(x, sr.sigmoid(2 * x - 1)))))
topic.false("sine-line", "the line leaves the band of the sine", lambda: sr.exists(
    [x], sr.all_of(x > 2, sr.eq(sr.sin(x), x / 2))))
topic.true("relu-unstable", lambda: sr.exists([M], sr.all_of(sr.rho(M) < 1, sr.rho(sr.relu(M)) > 1)))
topic.false("stable-transposed", "a matrix and its transpose share their spectrum", lambda: sr.exists(
    [M], sr.all_of(sr.rho(M) < 1, sr.rho(M.T) > 1)))
topic.false("odd-skew", "skew matrices of odd size are singular", lambda: sr.exists(
    [T], sr.all_of(sr.skew(T), sr.invertible(T))))
topic.true("even-skew", lambda: sr.exists([M], sr.all_of(sr.skew(M), sr.invertible(M))))
