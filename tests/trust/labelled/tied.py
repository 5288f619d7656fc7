"""Tied weights: W and W.T, or W used twice."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("tied")
n, m = sr.dims("n m")
h, b, g = sr.vectors("h b g", n)
W = sr.matrix("W", n, n)
E = sr.matrix("E", m, n)
t = sr.tanh(W @ h)
u = sr.tanh(E @ h)

topic.true("autoencoder", lambda: sr.equal(sr.D(E.T @ u, h), E.T @ sr.diag(1 - u**2) @ E))
topic.false("autoencoder", "the encoder stands on both sides without its transpose", lambda: sr.equal(
    sr.D(W.T @ t, h), W @ sr.diag(1 - t**2) @ W))
topic.true("twice", lambda: sr.equal(sr.D(W @ sr.tanh(W @ h + b), h), W @ sr.diag(1 - sr.tanh(W @ h + b) ** 2) @ W))
topic.false("twice", "the inner weights are dropped", lambda: sr.equal(
    sr.D(W @ sr.tanh(W @ h + b), h), W @ sr.diag(1 - sr.tanh(W @ h + b) ** 2)))
topic.true("autoencoder-gradient", lambda: sr.equal(
    sr.pullback(E.T @ u, E, g), sr.outer(u, g) + sr.outer((1 - u**2) * (E @ g), h)))
topic.false("autoencoder-gradient", "the use of E in the decoder is forgotten", lambda: sr.equal(
    sr.pullback(E.T @ u, E, g), sr.outer((1 - u**2) * (E @ g), h)))
topic.true("square-of-w-gradient", lambda: sr.equal(
    sr.pullback(W @ (W @ h), W, g), sr.outer(g, W @ h) + sr.outer(W.T @ g, h)))
topic.false("square-of-w-gradient", "the outer use is counted twice", lambda: sr.equal(
    sr.pullback(W @ (W @ h), W, g), 2 * sr.outer(g, W @ h)))
topic.true("forward-and-backward", lambda: sr.equal(
    sr.D(t + W.T @ h, h), sr.diag(1 - t**2) @ W + W.T))
topic.false("forward-and-backward", "the backward weights are not transposed", lambda: sr.equal(
    sr.D(t + W.T @ h, h), sr.diag(1 - t**2) @ W + W))
topic.true("hopfield-energy", lambda: sr.equal(sr.D(-sr.dot(h, W @ h) / 2, h), -h.T @ (W + W.T) / 2))
topic.true("hopfield-energy-symmetric", lambda: sr.equal(
    sr.D(-sr.dot(h, W @ h) / 2, h), -h.T @ W, given=[sr.symmetric(W)]))
topic.false("hopfield-energy", "the weights are taken to be symmetric without saying so", lambda: sr.equal(
    sr.D(-sr.dot(h, W @ h) / 2, h), -h.T @ W))
topic.true("quadratic-gradient", lambda: sr.equal(sr.pullback(sr.dot(h, W @ h), W, 1), sr.outer(h, h)))
topic.false("quadratic-gradient", "a two as for a derivative in h", lambda: sr.equal(
    sr.pullback(sr.dot(h, W @ h), W, 1), 2 * sr.outer(h, h)))
topic.true("gram-gradient", lambda: sr.equal(
    sr.pullback(sr.dot(W @ h, W @ h), W, 1), 2 * sr.outer(W @ h, h)))
topic.false("gram-gradient", "the outer product is transposed", lambda: sr.equal(
    sr.pullback(sr.dot(W @ h, W @ h), W, 1), 2 * sr.outer(h, W @ h)))
