"""Gradients with respect to matrices and vectors."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("gradients")
n, m = sr.dims("n m")
h, b, g, y = sr.vectors("h b g y", n)
x = sr.vector("x", m)
W, V, X, Y = sr.matrix("W", n, n), sr.matrix("V", n, m), sr.matrix("X", n, m), sr.matrix("Y", n, m)
S = sr.matrix("S", n, n)
t = sr.tanh(W @ h + V @ x + b)
d = g * (1 - t**2)
e = W @ h - y

topic.true("recurrent-weights", lambda: sr.equal(sr.pullback(t, W, g), sr.outer(d, h)))
topic.false("recurrent-weights", "the outer product is transposed", lambda: sr.equal(
    sr.pullback(t, W, g), sr.outer(h, d)))
topic.true("input-weights", lambda: sr.equal(sr.pullback(t, V, g), sr.outer(d, x)))
topic.true("bias", lambda: sr.equal(sr.pullback(t, b, g), d))
topic.false("bias", "the slope at the activation instead of the pre-activation", lambda: sr.equal(
    sr.pullback(t, b, g), g * (1 - sr.tanh(t) ** 2)))
topic.true("squared-error", lambda: sr.equal(sr.pullback(sr.dot(e, e) / 2, W, 1), sr.outer(e, h)))
topic.false("squared-error", "the half is not used up", lambda: sr.equal(
    sr.pullback(sr.dot(e, e) / 2, W, 1), 2 * sr.outer(e, h)))
topic.true("frobenius", lambda: sr.equal(sr.pullback(sr.tr(W.T @ W), W, 1), 2 * W))
topic.false("frobenius", "the transpose of it", lambda: sr.equal(sr.pullback(sr.tr(W.T @ W), W, 1), 2 * W.T))
topic.true("trace-of-product", lambda: sr.equal(sr.pullback(sr.tr(S @ W), W, 1), S.T))
topic.false("trace-of-product", "without the transpose", lambda: sr.equal(sr.pullback(sr.tr(S @ W), W, 1), S))
topic.true("log-determinant", lambda: sr.equal(
    sr.pullback(sr.log(sr.det(W)), W, 1), sr.inv(W).T, given=[sr.det(W) > 0]))
topic.false("log-determinant", "the inverse is not transposed", lambda: sr.equal(
    sr.pullback(sr.log(sr.det(W)), W, 1), sr.inv(W), given=[sr.det(W) > 0]))
topic.true("determinant", lambda: sr.equal(
    sr.pullback(sr.det(W), W, 1), sr.det(W) * sr.inv(W).T, given=[sr.invertible(W)]))
topic.false("determinant", "the factor det W is lost", lambda: sr.equal(
    sr.pullback(sr.det(W), W, 1), sr.inv(W).T, given=[sr.invertible(W)]))
topic.true("inverse", lambda: sr.equal(
    sr.pullback(sr.inv(W) @ b, W, g), -sr.outer(sr.inv(W).T @ g, sr.inv(W) @ b), given=[sr.invertible(W)]))
topic.false("inverse", "the sign", lambda: sr.equal(
    sr.pullback(sr.inv(W) @ b, W, g), sr.outer(sr.inv(W).T @ g, sr.inv(W) @ b), given=[sr.invertible(W)]))
topic.true("ridge", lambda: sr.equal(
    sr.pullback(sr.tr((X - Y).T @ S @ (X - Y)), X, 1), (S + S.T) @ (X - Y)))
topic.false("ridge", "S is taken to be symmetric", lambda: sr.equal(
    sr.pullback(sr.tr((X - Y).T @ S @ (X - Y)), X, 1), 2 * S @ (X - Y)))
topic.true("softmax", lambda: sr.equal(
    sr.pullback(sr.softmax(b), b, g), sr.softmax(b) * (g - sr.dot(g, sr.softmax(b)))))
topic.false("softmax", "the mean of g is not weighted", lambda: sr.equal(
    sr.pullback(sr.softmax(b), b, g), sr.softmax(b) * (g - sr.mean(g))))
topic.true("cross-entropy", lambda: sr.equal(
    sr.D(sr.log(sr.sum(sr.exp(b))) - sr.dot(y, b), b), (sr.softmax(b) - y).T))
topic.false("cross-entropy", "target minus prediction", lambda: sr.equal(
    sr.D(sr.log(sr.sum(sr.exp(b))) - sr.dot(y, b), b), (y - sr.softmax(b)).T))
