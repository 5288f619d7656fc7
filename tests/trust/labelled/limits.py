"""Limits and orders."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("limits")
n = sr.dims("n")[0]
t, k = sr.index("t"), sr.index("k")
x = sr.scalar("x")
a = sr.scalar("a", between=(0, 1))
r = sr.scalar("r")
A = sr.matrix("A", n, n)
h = sr.vector("h", n)
q = sr.rational

topic.true("geometric", lambda: sr.tends_to(r**t, 0, t, given=[sr.strictly_between(r, -1, 1)]))
topic.false("geometric", "r = 1 is allowed", lambda: sr.tends_to(a**t, 0, t))
topic.true("half", lambda: sr.tends_to(q(1, 2) ** t, 0, t))
topic.false("half", "the powers vanish", lambda: sr.tends_to(q(1, 2) ** t, q(1, 2), t))
topic.true("tanh", lambda: sr.tends_to(sr.tanh(x), 1, x))
topic.false("tanh", "the limit of the sigmoid at minus infinity", lambda: sr.tends_to(sr.tanh(x), 0, x))
topic.true("slope", lambda: sr.tends_to(1 - sr.tanh(x) ** 2, 0, x))
topic.true("softplus", lambda: sr.tends_to(sr.softplus(x) - x, 0, x))
topic.false("softplus", "log 2 is the gap at zero", lambda: sr.tends_to(sr.softplus(x) - x, sr.log(2), x))
topic.true("euler", lambda: sr.tends_to((1 + 1 / x) ** x, sr.e, x))
topic.false("euler", "one to the power infinity is not one", lambda: sr.tends_to((1 + 1 / x) ** x, 1, x))
topic.true("rational", lambda: sr.tends_to((2 * x**2 + 1) / (x**2 + x), 2, x))
topic.false("rational", "the ratio of the last coefficients", lambda: sr.tends_to((2 * x**2 + 1) / (x**2 + x), 1, x))
topic.true("exp-beats-power", lambda: sr.tends_to(x**5 * sr.exp(-x), 0, x))
topic.false("exp-beats-power", "the power wins", lambda: sr.tends_to(x**5 * sr.exp(-x), sr.oo, x))
topic.true("leaky-memory", lambda: sr.tends_to((1 - a) ** t, 0, t, given=[a > 0]))
topic.false("leaky-memory", "the leak may be zero", lambda: sr.tends_to((1 - a) ** t, 0, t))
topic.true("order-square", lambda: sr.of_order(3 * x**2 + x, x**2, x))
topic.false("order-square", "a cube is not of order two", lambda: sr.of_order(x**3, x**2, x))
topic.true("order-slope", lambda: sr.of_order(1 - sr.tanh(x) ** 2, sr.exp(-2 * x), x))
topic.false("order-slope", "the exponent is two, not three", lambda: sr.of_order(1 - sr.tanh(x) ** 2, sr.exp(-3 * x), x))
topic.true("contraction", lambda: sr.tends_to(sr.norm(sr.matpow(A, t) @ h), 0, t, given=[sr.norm(A) < 1]))
topic.false("contraction", "norm one is allowed", lambda: sr.tends_to(
    sr.norm(sr.matpow(A, t) @ h), 0, t, given=[sr.norm(A) <= 1]))
topic.false("alternating", "minus one to the power t has no limit", lambda: sr.tends_to((-1) ** t, 0, t))
topic.true("alternating-bounded", lambda: sr.of_order(sr.rational(-1) ** t, 1, t))
topic.false("growth", "norm above one alone does not make powers grow", lambda: sr.tends_to(
    sr.norm(sr.matpow(A, t)), sr.oo, t, given=[sr.norm(A) > 1]))
y, c = sr.scalars("y c")
tau = sr.scalar("tau", positive=True)
leaky = sr.iterate((1 - a) * x + a * c, x, y, t)
topic.true("iterate-to-fixed-point", lambda: sr.tends_to(leaky, c, t, given=[a > 0, a < 1]))
topic.false("iterate-to-start", "the start is forgotten, not kept", lambda: sr.tends_to(leaky, y, t, given=[a > 0, a < 1]))
topic.true("contraction-iterate", lambda: sr.tends_to(sr.iterate(sr.tanh(x) / 2, x, y, t), 0, t))
topic.true("geometric-sum", lambda: sr.tends_to(sr.total(r**k, k, 0, t), 1 / (1 - r), t, given=[sr.abs(r) < 1]))
topic.false("geometric-sum", "the sum that begins at one", lambda: sr.tends_to(
    sr.total(r**k, k, 0, t), r / (1 - r), t, given=[sr.abs(r) < 1]))
topic.true("time-constant", lambda: sr.tends_to(x * sr.exp(-x / tau), 0, x))
topic.false("time-constant", "the sign of the exponent", lambda: sr.tends_to(sr.exp(x / tau), 0, x))
topic.true("growing-powers", lambda: sr.tends_to(r**t, sr.oo, t, given=[r > 1]))
topic.false("growing-powers", "r = 1 is allowed", lambda: sr.tends_to(r**t, sr.oo, t, given=[r >= 1]))
topic.true("order-of-powers", lambda: sr.of_order(sr.norm(sr.matpow(A, t)), sr.norm(A) ** t, t))
topic.true("power-before-decay", lambda: sr.tends_to(t**3 * r**t, 0, t, given=[sr.abs(r) < 1]))
topic.true("logarithm-over-power", lambda: sr.tends_to(sr.log(t + 1) / (t + 1), 0, t))
topic.false("quotient-of-logarithms", "the quotient tends to one", lambda: sr.tends_to(
    sr.log(t + 2) / sr.log(t + 3), 0, t))
topic.true("difference-of-roots", lambda: sr.tends_to(sr.sqrt(t**2 + t) - t, q(1, 2), t))
topic.false("difference-of-roots", "the gap does not close", lambda: sr.tends_to(sr.sqrt(t**2 + t) - t, 0, t))
topic.false("two-limits-in-turn", "the signs alternate", lambda: sr.tends_to((-1) ** t * t / (t + 1), 1, t))
topic.false("order-with-a-logarithm", "the logarithm is dropped", lambda: sr.of_order(t * sr.log(t + 2), t, t))
topic.true("slow-iterate", lambda: sr.tends_to(sr.iterate(sr.tanh(x), x, y, t), 0, t))
topic.false("slow-iterate", "a gain of two has another fixed point", lambda: sr.tends_to(
    sr.iterate(sr.tanh(2 * x), x, y, t), 0, t))
b = sr.vector("b", n)
topic.true("affine-map", lambda: sr.tends_to(
    sr.iterate(A @ h + b, h, b, t), sr.inv(sr.eye(n) - A) @ b, t, given=[sr.rho(A) < 1]))
topic.false("affine-map", "the sign in the fixed point", lambda: sr.tends_to(
    sr.iterate(A @ h + b, h, b, t), sr.inv(sr.eye(n) + A) @ b, t, given=[sr.rho(A) < 1]))
topic.true("smaller-ratio", lambda: sr.of_order(t * r**t, tau**t, t, given=[sr.abs(r) < tau]))
topic.false("smaller-ratio", "the ratios may be equal", lambda: sr.of_order(
    t * r**t, tau**t, t, given=[sr.abs(r) <= tau]))
topic.true("decay-beside-what-stays", lambda: sr.tends_to(
    sr.norm(sr.matpow(A, t) @ sr.matpow(A.T, t)), 0, t, given=[sr.norm(A) < 1]))
topic.false("harmonic-sum", "the sum passes one", lambda: sr.tends_to(sr.total(1 / (k + 1), k, 0, t), 1, t))
