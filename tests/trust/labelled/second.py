"""Directional and second derivatives."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("second")
n = sr.dims("n")[0]
h, b, d = sr.vectors("h b d", n)
W, X, E = sr.matrices("W X E", n, n)
x = sr.scalar("x")
a = W @ h
phi = sr.function("phi")

topic.true("jvp-of-a-cell", lambda: sr.equal(sr.jvp(sr.tanh(a), h, d), (1 - sr.tanh(a) ** 2) * (W @ d)))
topic.false("jvp-of-a-cell", "the direction is not mapped", lambda: sr.equal(
    sr.jvp(sr.tanh(a), h, d), (1 - sr.tanh(a) ** 2) * d))
topic.true("jvp-of-the-inverse", lambda: sr.equal(
    sr.jvp(sr.inv(X), X, E), -sr.inv(X) @ E @ sr.inv(X), given=[sr.invertible(X)]))
topic.false("jvp-of-the-inverse", "as for numbers, but in the wrong order", lambda: sr.equal(
    sr.jvp(sr.inv(X), X, E), -E @ sr.inv(X) @ sr.inv(X), given=[sr.invertible(X)]))
topic.true("jvp-of-a-square", lambda: sr.equal(sr.jvp(X @ X, X, E), X @ E + E @ X))
topic.false("jvp-of-a-square", "as for numbers", lambda: sr.equal(sr.jvp(X @ X, X, E), 2 * X @ E))
topic.true("jvp-of-the-determinant", lambda: sr.equal(
    sr.jvp(sr.det(X), X, E), sr.det(X) * sr.tr(sr.inv(X) @ E), given=[sr.invertible(X)]))
topic.false("jvp-of-the-determinant", "the determinant of the direction", lambda: sr.equal(
    sr.jvp(sr.det(X), X, E), sr.det(E), given=[sr.invertible(X)]))
topic.true("hessian-of-a-form", lambda: sr.equal(sr.hessian(sr.dot(h, W @ h), h), W + W.T))
topic.false("hessian-of-a-form", "twice W, whatever its symmetry", lambda: sr.equal(
    sr.hessian(sr.dot(h, W @ h), h), 2 * W))
topic.true("hessian-of-log-sum-exp", lambda: sr.equal(
    sr.hessian(sr.log(sr.sum(sr.exp(h))), h), sr.diag(sr.softmax(h)) - sr.outer(sr.softmax(h), sr.softmax(h))))
topic.false("hessian-of-log-sum-exp", "the correction of the mean is lost", lambda: sr.equal(
    sr.hessian(sr.log(sr.sum(sr.exp(h))), h), sr.diag(sr.softmax(h))))
topic.true("hessian-of-logistic-loss", lambda: sr.equal(
    sr.hessian(sr.softplus(sr.dot(b, h)), h),
    sr.sigmoid(sr.dot(b, h)) * (1 - sr.sigmoid(sr.dot(b, h))) * sr.outer(b, b)))
topic.false("hessian-of-logistic-loss", "the first derivative for the second", lambda: sr.equal(
    sr.hessian(sr.softplus(sr.dot(b, h)), h), sr.sigmoid(sr.dot(b, h)) * sr.outer(b, b)))
topic.true("third-of-tanh", lambda: sr.equal(
    sr.D(sr.D(sr.D(sr.tanh(x), x), x), x), (1 - sr.tanh(x) ** 2) * (6 * sr.tanh(x) ** 2 - 2)))
topic.false("third-of-tanh", "the last product rule is left out", lambda: sr.equal(
    sr.D(sr.D(sr.D(sr.tanh(x), x), x), x), 4 * sr.tanh(x) ** 2 * (1 - sr.tanh(x) ** 2)))
topic.true("opaque-chain", lambda: sr.equal(sr.D(phi(x**2), x), 2 * x * phi.prime()(x**2)))
topic.false("opaque-chain", "the slope is taken at x", lambda: sr.equal(sr.D(phi(x**2), x), 2 * x * phi.prime()(x)))
topic.true("hessian-norm", lambda: sr.equal(
    sr.hessian(sr.norm(h), h), (sr.eye(n) - sr.outer(h, h) / sr.dot(h, h)) / sr.norm(h), given=[sr.nonzero(h)]))
topic.false("hessian-norm", "the Hessian of the squared norm over two", lambda: sr.equal(
    sr.hessian(sr.norm(h), h), sr.eye(n), given=[sr.nonzero(h)]))
