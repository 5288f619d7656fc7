"""Memory over long horizons: products of gates, iterates that escape or turn in a cycle, orders that fail now and then."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("horizons")
t, k = sr.index("t"), sr.index("k")
x, y, c, r = sr.scalars("x y c r")
g = sr.scalar("g", between=(0, 1))
xs = sr.sequence("x")
q, oo, product, iterate = sr.rational, sr.oo, sr.product, sr.iterate
ajar = [g > 0, g < 1]

topic.true("harmonic-leak", lambda: sr.tends_to(product(1 - g / (k + 1), k, 1, t), 0, t, given=ajar))
topic.false("summable-leak", "a leak that sums up does not forget", lambda: sr.tends_to(
    product(1 - g / (k + 1) ** 2, k, 1, t), 0, t, given=ajar))
topic.true("root-leak", lambda: sr.tends_to(product(1 - g / sr.sqrt(k + 2), k, 0, t), 0, t, given=ajar))
topic.false("fading-leak", "the leaks sum to a number", lambda: sr.tends_to(
    product(1 - g ** (k + 1), k, 0, t), 0, t, given=ajar))
topic.true("half-gates", lambda: sr.tends_to(product(sr.tanh(xs[k]) / 2, k, 0, t), 0, t))
topic.true("leaky-slopes", lambda: sr.of_order(
    product(1 - g + g * r * (1 - sr.tanh(xs[k]) ** 2), k, 0, t), 1, t, given=[sr.between(r, 0, 1)]))
topic.false("leaky-slopes", "bounded is not vanishing", lambda: sr.tends_to(
    product(1 - g + g * r * (1 - sr.tanh(xs[k]) ** 2), k, 0, t), 0, t, given=[sr.between(r, 0, 1)]))
topic.false("sigmoid-slopes", "a quarter is the largest slope", lambda: sr.of_order(
    product(sr.sigmoid(xs[k]) * (1 - sr.sigmoid(xs[k])), k, 0, t), q(1, 5) ** t, t))
topic.false("inhibition", "an odd gain of two makes a two-cycle", lambda: sr.tends_to(
    iterate(-sr.tanh(2 * x), x, y, t), 0, t))
topic.false("logistic-cycle", "the fixed point is unstable", lambda: sr.tends_to(
    iterate(q(16, 5) * x * (1 - x), x, q(1, 2), t), q(11, 16), t))
topic.false("no-fixed-point", "the sigmoid at zero", lambda: sr.tends_to(iterate(sr.sigmoid(x), x, y, t), q(1, 2), t))
topic.true("escape", lambda: sr.tends_to(iterate(x**2 + 1, x, y, t), oo, t))
topic.true("runaway", lambda: sr.tends_to(iterate(3 * x - sr.tanh(x), x, y, t), oo, t, given=[y > 0]))
topic.false("explosion", "the square is not linear", lambda: sr.of_order(iterate(x**2 + 1, x, 0, t), 2**t, t))
topic.true("explosion", lambda: sr.of_order(10**t, iterate(x**2, x, 2, t), t))
topic.true("factorial", lambda: sr.of_order(c**t, product(k + 1, k, 0, t), t))
topic.false("factorial", "factors grow", lambda: sr.of_order(product(k + 1, k, 0, t), 10**t, t))
topic.false("even-steps", "every second term is zero", lambda: sr.of_order(t * (1 + (-1) ** t), 1, t))
topic.false("wave", "the sine does not damp", lambda: sr.of_order(t**2 * sr.sin(t) ** 2, t, t))
topic.true("either-sign", lambda: sr.tends_to(x * (1 - sr.tanh(c * x) ** 2), 0, x, given=[sr.ne(c, 0)]))
topic.true("double-lag", lambda: sr.of_order(g ** (2 * t), g**t, t))
