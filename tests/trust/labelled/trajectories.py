"""Trajectories that a map draws together, or does not; expectations of iterates; integrals that follow the variable."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("trajectories")
t, k = sr.index("t"), sr.index("k")
x, w, u, z = sr.scalars("x w u z")
p, s = sr.scalars("p s", positive=True)
a, b = (sr.scalar(name, between=(0, 1)) for name in ("a", "b"))
lim, O, it, tanh, I, E = sr.tends_to, sr.of_order, sr.iterate, sr.tanh, sr.integral, sr.expect
inside = [a > 0, a < 1]

topic.true("gain", lambda: lim(it(tanh(p * x), x, u, t), 0, t, given=[p <= 1]))
topic.false("gain", "a gain of two leaves zero unstable", lambda: lim(it(tanh(p * x), x, s, t), 0, t, given=[p <= 2]))
topic.true("echo", lambda: O(it(tanh(w + a * x), x, u, t) - it(tanh(w + a * x), x, z, t), a**t, t, given=inside))
topic.false("echo", "two fixed points keep two trajectories apart", lambda: lim(
    it(tanh(2 * x), x, u, t) - it(tanh(2 * x), x, z, t), 0, t))
topic.true("next-state", lambda: lim(it(tanh(w + a * x), x, u, t + 1) - it(tanh(w + a * x), x, u, t), 0, t, given=inside))
topic.true("leaky-unit", lambda: lim(it((1 - a) * x + a * tanh(b * x), x, u, t), 0, t, given=[a > 0, b < 1]))
topic.true("descent", lambda: lim(it(x - p * tanh(x), x, u, t), 0, t, given=[p < 2]))
topic.false("descent", "a step of three jumps over zero for ever", lambda: lim(
    it(x - p * tanh(x), x, u, t), 0, t, given=[p <= 3]))
topic.true("mean-of-states", lambda: lim(
    E(it(a * x + 1, x, z, t), z, sr.gaussian(u, s)), 1 / (1 - a), t, given=inside))
topic.false("mean-of-states", "the second moment keeps the variance of the start", lambda: lim(
    E(it(a * x, x, z, t) ** 2, z, sr.gaussian(u, s)), s, t, given=inside))
topic.true("root-of-noise", lambda: lim(
    sr.sqrt(sr.total(s**2 * (1 - a) ** (2 * k), k, 0, t)), s / sr.sqrt(1 - (1 - a) ** 2), t, given=inside))
topic.false("root-of-noise", "the root of a sum is taken term by term", lambda: lim(
    sr.sqrt(sr.total(s**2 * (1 - a) ** (2 * k), k, 0, t)), s / a, t, given=inside))
topic.true("leaky-integral", lambda: lim(I(sr.exp(-(x - w)) * tanh(w), w, 0, x), 1, x))
topic.false("leaky-integral", "a kernel of mass one is taken to be one of mass one half", lambda: lim(
    I(2 * sr.exp(-2 * (x - w)) * tanh(w), w, 0, x), sr.rational(1, 2), x))
topic.true("slow-average", lambda: lim(x * I(2 * (1 - w / x) * sr.exp(-w) / x, w, 0, x), 2, x))
topic.false("slow-average", "the correlation counts once", lambda: lim(
    x * I(2 * (1 - w / x) * sr.exp(-w) / x, w, 0, x), 1, x))
