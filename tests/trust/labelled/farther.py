"""Sums, iterates and integrals far out: slow logarithms, constants of sums, Riemann sums, ends that move."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("farther")
t, k = sr.index("t"), sr.index("k")
x, w = sr.scalars("x w")
p, s, b = sr.scalars("p s b", positive=True)
a = sr.scalar("a", between=(0, 1))
q = sr.rational
lim, O, tot = sr.tends_to, sr.of_order, sr.total
I, pi, e = sr.integral, sr.pi, sr.e
log, exp, sqrt = sr.log, sr.exp, sr.sqrt

topic.true("recip-log", lambda: lim(1 / log(t + 2), 0, t))
topic.false("recip-log", "a small offset is overlooked", lambda: lim(1 / log(t + 2) + q(1, 200), 0, t))
topic.true("loglog", lambda: lim(log(log(x + 3)) / log(x + 3), 0, x))
topic.false("loglog", "log log is unbounded", lambda: lim(log(log(x + 3)), 5, x))
topic.true("log-ratio", lambda: lim(log(3 * x + 1) / log(x + 5), 1, x))
topic.false("log-ratio", "the factor inside the logarithm is no factor outside", lambda: lim(
    log(3 * x + 1) / log(x + 5), 3, x))
topic.true("harmonic-over-log", lambda: lim(tot(1 / k, k, 1, t) / log(t + 1), 1, t))
topic.false("harmonic-over-log", "one half from an integral comparison", lambda: lim(
    tot(1 / k, k, 1, t) / log(t + 1), q(1, 2), t))
topic.true("power-below-log", lambda: lim(log(x + 1) / x ** q(1, 10), 0, x))
topic.false("order-by-log", "the logarithm is dropped in the root", lambda: O(sqrt(t * log(t + 2)), sqrt(t), t))
topic.true("order-by-log", lambda: O(sqrt(t * log(t + 2)), t, t))
topic.false("parity-two", "even steps give one, odd steps a third", lambda: lim((2 + (-1) ** t) / (2 - (-1) ** t), 3, t))
topic.true("parity-two", lambda: O((2 + (-1) ** t) / (2 - (-1) ** t), 1, t))
topic.false("boundary-geometric", "at r = 1 the sum grows", lambda: O(tot(p**k, k, 0, t), 1, t, given=[p <= 1]))
topic.true("boundary-geometric", lambda: O(tot(p**k, k, 0, t), t + 1, t, given=[p <= 1]))
topic.false("resonance", "equal rates give another factor t", lambda: O(
    tot(a**k * b**(t - k), k, 0, t), b**t, t, given=[a > 0, a <= b]))
topic.true("resonance", lambda: O(tot(a**k * b**(t - k), k, 0, t), (t + 1) * b**t, t, given=[a > 0, a <= b]))
topic.true("convolution", lambda: lim(tot(a**k * b**(t - k), k, 0, t), 0, t, given=[a > 0, a < b, b < 1]))
topic.false("convolution", "with b = 1 something stays", lambda: lim(
    tot(a**k * b**(t - k), k, 0, t), 0, t, given=[a > 0, a < b, b <= 1]))
topic.true("sum-of-tail-window", lambda: lim(tot(1 / (t + k), k, 1, t), log(2), t))
topic.false("sum-of-tail-window", "the sum does not vanish with its terms", lambda: lim(tot(1 / (t + k), k, 1, t), 0, t))
topic.true("iterate-power-law", lambda: lim(sr.iterate(x / (1 + x), x, 1, t) * (t + 1), 1, t))
topic.false("iterate-power-law", "a geometric rate is claimed", lambda: O(sr.iterate(x / (1 + x), x, 1, t), q(1, 2)**t, t))
topic.true("iterate-sqrt", lambda: lim(sr.iterate(sqrt(x), x, s, t), 1, t))
topic.true("moving-end", lambda: lim(I(exp(-w), w, 0, x), 1, x))
topic.false("moving-end", "the integral from one", lambda: lim(I(exp(-w), w, 0, x), 1 / e, x))
topic.true("interchange", lambda: lim(I(t * exp(-t * w), w, 0, 1), 1, t))
topic.false("interchange", "limit and integral are interchanged", lambda: lim(I(t * exp(-t * w), w, 0, 1), 0, t))
topic.true("power-on-unit", lambda: lim(I((t + 1) * w**t, w, 0, 1), 1, t))
topic.false("power-on-unit", "the mass at one is lost", lambda: lim(I((t + 1) * w**t, w, 0, 1), 0, t))
topic.true("stirling", lambda: lim(tot(log(k), k, 1, t) / (t * log(t + 1)), 1, t))
topic.false("stirling", "log of t! is not of order t", lambda: O(tot(log(k), k, 1, t), t, t))
topic.true("inverse-root-sum", lambda: lim(tot(1 / sqrt(k), k, 1, t) / sqrt(t), 2, t))
topic.false("inverse-root-sum", "the factor two of the integral", lambda: lim(tot(1 / sqrt(k), k, 1, t) / sqrt(t), 1, t))
topic.true("basel", lambda: lim(tot(1 / k**2, k, 1, t), pi**2 / 6, t))
topic.false("basel", "rounded to three decimals", lambda: lim(tot(1 / k**2, k, 1, t), q(1645, 1000), t))
topic.true("alternating-harmonic", lambda: lim(tot((-1)**k / (k + 1), k, 0, t), log(2), t))
topic.false("alternating-harmonic", "the sign of the first term", lambda: lim(tot((-1)**k / (k + 1), k, 0, t), -log(2), t))
topic.true("loglog-sum", lambda: O(tot(1 / ((k + 1) * log(k + 1)), k, 1, t), log(log(t + 9)) + 1, t))
topic.false("loglog-sum", "a sum that seems to end", lambda: O(tot(1 / ((k + 1) * log(k + 1)), k, 1, t), 1, t))
topic.true("logistic-critical", lambda: lim(t * sr.iterate(x * (1 - x), x, q(1, 2), t), 1, t))
topic.false("logistic-critical", "the factor two", lambda: lim(t * sr.iterate(x * (1 - x), x, q(1, 2), t), 2, t))
