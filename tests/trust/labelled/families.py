"""Induction, and products and sums over symbolic ranges."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("families")
n = sr.dims("n")[0]
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
Ws = sr.sequence("W", n, n)
ds = sr.sequence("d", n)
xs = sr.sequence("x")
A, B = sr.matrices("A B", n, n)
h, b = sr.vectors("h b", n)
a, x = sr.scalars("a x")

topic.true("last-factor", lambda: sr.equal(
    sr.product(Ws, k, 1, t + 1), Ws[t + 1] @ sr.product(Ws, k, 1, t)))
topic.false("last-factor", "the last factor stands on the right", lambda: sr.equal(
    sr.product(Ws, k, 1, t + 1), sr.product(Ws, k, 1, t) @ Ws[t + 1]))
topic.true("last-summand", lambda: sr.equal(sr.total(xs, k, 0, t + 1), sr.total(xs, k, 0, t) + xs[t + 1]))
topic.false("last-summand", "the last summand is that of time t", lambda: sr.equal(
    sr.total(xs, k, 0, t + 1), sr.total(xs, k, 0, t) + xs[t]))
topic.true("three-factors", lambda: sr.equal(sr.product(Ws, k, 1, 3), Ws[3] @ Ws[2] @ Ws[1]))
topic.false("three-factors", "in the order of time", lambda: sr.equal(sr.product(Ws, k, 1, 3), Ws[1] @ Ws[2] @ Ws[3]))
topic.true("empty-product", lambda: sr.equal(sr.product(Ws, k, 2, 1), sr.eye(n)))
topic.false("empty-product", "an empty product is zero", lambda: sr.equal(sr.product(Ws, k, 2, 1), sr.zeros(n, n)))
topic.true("geometric-sum", lambda: sr.induction(
    t, sr.equal((1 - a) * sr.total(a**k, k, 0, 0), 1 - a),
    sr.implies(sr.eq((1 - a) * sr.total(a**k, k, 0, t), 1 - a ** (t + 1)),
               sr.eq((1 - a) * sr.total(a**k, k, 0, t + 1), 1 - a ** (t + 2)))))
topic.false("geometric-sum", "the exponent is one too small", lambda: sr.induction(
    t, sr.equal((1 - a) * sr.total(a**k, k, 0, 0), 1 - a),
    sr.implies(sr.eq((1 - a) * sr.total(a**k, k, 0, t), 1 - a ** (t + 1)),
               sr.eq((1 - a) * sr.total(a**k, k, 0, t + 1), 1 - a ** (t + 1)))))
topic.true("powers-commute", lambda: sr.equal(A @ sr.matpow(A, t), sr.matpow(A, t) @ A))
topic.true("next-power", lambda: sr.equal(sr.matpow(A, t + 1), A @ sr.matpow(A, t)))
topic.false("power-of-product", "the power of a product, factor by factor", lambda: sr.equal(
    sr.matpow(A @ B, t), sr.matpow(A, t) @ sr.matpow(B, t)))
topic.true("power-of-product", lambda: sr.induction(
    t, sr.equal(sr.matpow(A @ B, 0), sr.matpow(A, 0) @ sr.matpow(B, 0)),
    sr.implies(sr.eq(sr.matpow(A @ B, t), sr.matpow(A, t) @ sr.matpow(B, t)),
               sr.eq(sr.matpow(A @ B, t + 1), sr.matpow(A, t + 1) @ sr.matpow(B, t + 1))),
    given=[sr.commute(A, B), sr.commute(sr.matpow(A, t), B)]))
topic.true("doubling", lambda: sr.equal(sr.total(2 * xs[k], k, 1, 4), 2 * sr.total(xs, k, 1, 4)))
topic.false("square-of-sum", "the square of a sum, term by term", lambda: sr.equal(
    sr.total(xs[k] ** 2, k, 1, 3), sr.total(xs, k, 1, 3) ** 2))
topic.true("two-indices", lambda: sr.equal(
    sr.total(sr.total(xs[k] * xs[j], j, 0, 2), k, 0, 2), sr.total(xs, k, 0, 2) ** 2))
topic.true("unrolled-linear", lambda: sr.equal(
    sr.iterate(A @ h + b, h, sr.zeros(n), 3), b + A @ b + sr.matpow(A, 2) @ b))
topic.false("unrolled-linear", "one step too many", lambda: sr.equal(
    sr.iterate(A @ h + b, h, sr.zeros(n), 3), b + A @ b + sr.matpow(A, 2) @ b + sr.matpow(A, 3) @ b))
topic.true("iterate-of-leak", lambda: sr.equal(sr.iterate(a * x, x, x, 4), a**4 * x))
topic.true("next-iterate", lambda: sr.equal(
    sr.iterate(sr.tanh(A @ h), h, b, t + 1), sr.tanh(A @ sr.iterate(sr.tanh(A @ h), h, b, t))))
topic.false("next-iterate", "the map is applied at the start", lambda: sr.equal(
    sr.iterate(A @ sr.tanh(h), h, b, t + 1), sr.tanh(A @ sr.iterate(A @ sr.tanh(h), h, b, t))))
topic.true("product-of-diagonals", lambda: sr.equal(
    sr.product(sr.diag(ds[k]), k, 1, 3), sr.diag(ds[1] * ds[2] * ds[3])))
topic.false("product-of-determinants", "the trace of a product for its determinant", lambda: sr.equal(
    sr.tr(sr.product(Ws, k, 1, 2)), sr.tr(Ws[1]) * sr.tr(Ws[2])))
topic.true("product-of-determinants", lambda: sr.equal(
    sr.det(sr.product(Ws, k, 1, 3)), sr.det(Ws[1]) * sr.det(Ws[2]) * sr.det(Ws[3])))

# a recurrence with gates, solved: every input passes the gates after it
fs, bs = sr.sequence("f"), sr.sequence("b")


def gates(lo, hi):
    return sr.product(fs, j, lo, hi)


def state(time, first):
    return gates(1, time) * x + sr.total(bs[k] * gates(k + first, time), k, 1, time)


topic.true("gated-recurrence", lambda: sr.induction(
    t, sr.equal(state(0, 1), x), sr.equal(fs[t + 1] * state(t, 1) + bs[t + 1], state(t + 1, 1))))
topic.false("gated-recurrence", "an input passes the gate of its own time", lambda: sr.induction(
    t, sr.equal(state(0, 0), x), sr.equal(fs[t + 1] * state(t, 0) + bs[t + 1], state(t + 1, 0))))
topic.true("empty-product-of-numbers", lambda: sr.equal(gates(2, 1) * x, x))
topic.false("empty-product-of-numbers", "an empty product is zero", lambda: sr.equal(gates(2, 1) * x, 0))
topic.true("sum-of-products", lambda: sr.equal(sr.total(gates(k + 1, 3), k, 1, 3), 1 + fs[3] + fs[2] * fs[3]))
topic.false("sum-of-products", "one gate too many", lambda: sr.equal(
    sr.total(gates(k, 3), k, 1, 3), 1 + fs[3] + fs[2] * fs[3]))
topic.true("gradient-of-an-early-input", lambda: sr.equal(sr.D(state(3, 1), bs[1]), fs[2] * fs[3]))
topic.false("gradient-of-an-early-input", "off by one gate", lambda: sr.equal(
    sr.D(state(3, 1), bs[1]), fs[1] * fs[2] * fs[3]))

# gradients of a loss that is a sum over time
hs, gs = sr.sequence("h", n), sr.sequence("g", n)
topic.true("weights-over-time", lambda: sr.equal(
    sr.pullback(sr.total(sr.dot(gs[k], A @ hs[k]), k, 0, t), A, 1), sr.total(sr.outer(gs[k], hs[k]), k, 0, t)))
topic.false("weights-over-time", "the first time is left out", lambda: sr.equal(
    sr.pullback(sr.total(sr.dot(gs[k], A @ hs[k]), k, 0, t), A, 1), sr.total(sr.outer(gs[k], hs[k]), k, 1, t)))
topic.true("bias-over-time", lambda: sr.equal(
    sr.pullback(sr.total(sr.sum(sr.tanh(hs[k] + b)), k, 0, t), b, 1),
    sr.total(1 - sr.tanh(hs[k] + b) ** 2, k, 0, t)))
topic.false("bias-over-time", "the last time only", lambda: sr.equal(
    sr.pullback(sr.total(sr.sum(sr.tanh(hs[k] + b)), k, 0, t), b, 1), 1 - sr.tanh(hs[t] + b) ** 2))
