"""Gates, recursions and responses for large times: limits, orders, closed sums."""
import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("recursions")
n = sr.dims("n")[0]
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
x, y, c, z, d = sr.scalars("x y c z d")
p = sr.scalar("p", positive=True)
s = sr.scalar("s", positive=True)
g = sr.scalar("g", between=(0, 1))
m = sr.scalar("m", between=(-2, 2))
lam, mu = sr.scalars("lam mu")
A, Q, R, W = sr.matrices("A Q R W", n, n)
h, b, v = sr.vectors("h b v", n)
xs = sr.sequence("x")
q = sr.rational

# rates and conditions
topic.true("memory-of-a-gate", lambda: sr.tends_to(
    (1 - g) ** t * y + (1 - (1 - g) ** t) * c, c, t, given=[sr.between(g, q(1, 5), 1)]))
topic.false("memory-of-a-gate", "a closed gate never forgets", lambda: sr.tends_to(
    (1 - g) ** t * y + (1 - (1 - g) ** t) * c, c, t))
topic.true("product-of-three-rates", lambda: sr.tends_to(
    (g * lam * mu) ** t, 0, t, given=[sr.abs(lam) < 1, sr.abs(mu) <= 1]))
topic.false("product-of-three-rates", "both rates may be one", lambda: sr.tends_to(
    (g * lam * mu) ** t, 0, t, given=[sr.abs(lam) <= 1, sr.abs(mu) <= 1]))
topic.true("power-of-parameter", lambda: sr.tends_to((t + 1) ** p * q(9, 10) ** t, 0, t))
topic.false("power-of-parameter", "a negative power was meant", lambda: sr.tends_to((t + 1) ** p / (t + 2), 0, t))
topic.true("stretched-base", lambda: sr.tends_to((1 - p / (t + 1)) ** (2 * t), sr.exp(-2 * p), t))
topic.false("stretched-base", "the factor two is lost", lambda: sr.tends_to(
    (1 - p / (t + 1)) ** (2 * t), sr.exp(-p), t))
topic.true("discretisation", lambda: sr.tends_to((sr.exp(-s / t) - 1) * t, -s, t))
topic.false("discretisation", "the sign of the rate", lambda: sr.tends_to((sr.exp(-s / t) - 1) * t, s, t))
topic.true("squeezed-between", lambda: sr.tends_to((3 + sr.cos(c * t)) / (t + 2), 0, t))
topic.false("squeezed-between", "the numerator oscillates about three", lambda: sr.tends_to(
    (3 + sr.cos(2 * t)) * t / (t + 2), 3, t))
topic.false("third-rounded", "a third is rounded to six decimals", lambda: sr.tends_to(
    t / (3 * t + 1), q(333333, 1000000), t))
topic.false("log-two-rounded", "log 2 is rounded", lambda: sr.tends_to(sr.softplus(1 / x), q(6931, 10000), x))
topic.true("saturation", lambda: sr.tends_to(x * (1 - sr.tanh(s * x)), 0, x))
topic.false("saturation", "the gap of a rational gate, not of tanh", lambda: sr.tends_to(x * (1 - x / (1 + x)), 0, x))
topic.true("gelu-tail", lambda: sr.tends_to(sr.gelu(x) - x, 0, x))
topic.false("silu-tail", "the gate is a half at zero only", lambda: sr.tends_to(sr.silu(x) - x, -q(1, 2), x))
topic.true("ratio-of-gates", lambda: sr.tends_to(sr.sigmoid(-x) / sr.sigmoid(-2 * x), sr.oo, x))
topic.false("ratio-of-gates", "twice the argument is not twice the value", lambda: sr.tends_to(
    sr.sigmoid(-x) / sr.sigmoid(-2 * x), 2, x))
topic.true("half-life", lambda: sr.tends_to(sr.log(2) / (t * sr.log(1 + 1 / t)), sr.log(2), t))
# orders
topic.true("order-harmonic", lambda: sr.of_order(sr.total(1 / (k + 1), k, 0, t), sr.log(t + 2), t))
topic.false("order-harmonic", "the harmonic sum is not bounded", lambda: sr.of_order(
    sr.total(1 / (k + 1), k, 0, t), 1, t))
topic.true("order-of-weighted-sum", lambda: sr.of_order(sr.total(k * 2**k, k, 0, t), t * 2**t, t))
topic.false("order-of-weighted-sum", "the weight is dropped", lambda: sr.of_order(
    sr.total(k * 2**k, k, 0, t), 2**t, t))
topic.true("order-two-rates", lambda: sr.of_order(lam**t + mu**t, p**t, t, given=[sr.abs(lam) <= p, sr.abs(mu) <= p]))
topic.false("order-two-rates", "the larger rate is left out", lambda: sr.of_order(
    lam**t + mu**t, lam**t, t, given=[lam > 0, mu > 0]))
topic.true("order-sqrt-gap", lambda: sr.of_order(sr.sqrt(x + 1) - sr.sqrt(x), 1 / sr.sqrt(x), x))
topic.false("order-sqrt-gap", "the gap closes slower", lambda: sr.of_order(sr.sqrt(x + 1) - sr.sqrt(x), 1 / x, x))
# sums, products
topic.true("odd-numbers", lambda: sr.equal(sr.total(2 * k + 1, k, 0, t), (t + 1) ** 2))
topic.false("odd-numbers", "one summand too few", lambda: sr.equal(sr.total(2 * k + 1, k, 0, t), t**2))
topic.true("telescoping-squares", lambda: sr.equal(
    sr.total(xs[k + 1] ** 2 - xs[k] ** 2, k, 0, t), xs[t + 1] ** 2 - xs[0] ** 2))
topic.false("telescoping-squares", "the square of a difference", lambda: sr.equal(
    sr.total((xs[k + 1] - xs[k]) ** 2, k, 0, t), xs[t + 1] ** 2 - xs[0] ** 2))
topic.true("alternating-series", lambda: sr.tends_to(
    sr.total((-lam) ** k, k, 0, t), 1 / (1 + lam), t, given=[sr.abs(lam) < 1]))
topic.false("alternating-series", "at rate one the sum swings", lambda: sr.tends_to(
    sr.total((-lam) ** k, k, 0, t), 1 / (1 + lam), t,
                                                          given=[lam >= 0, lam <= 1]))
topic.true("discounted-bound", lambda: sr.at_most(
    sr.abs(sr.total(g**k * sr.tanh(xs[k]), k, 0, t)), sr.total(g**k, k, 0, t)))
topic.true("total-of-shifted", lambda: sr.tends_to(sr.total(1 / ((2 * k + 1) * (2 * k + 3)), k, 0, t), q(1, 2), t))
topic.false("total-of-shifted", "the factor one half is lost", lambda: sr.tends_to(
    sr.total(1 / ((2 * k + 1) * (2 * k + 3)), k, 0, t), 1, t))
topic.false("basel-wrong", "the limit is pi squared over six", lambda: sr.tends_to(
    sr.total(1 / (k + 1) ** 2, k, 0, t), q(3, 2), t))
topic.true("product-to-half", lambda: sr.tends_to(sr.product(1 - 1 / (k + 2) ** 2, k, 0, t), q(1, 2), t))
topic.false("product-to-half", "factors that tend to one", lambda: sr.tends_to(
    sr.product(1 - 1 / (k + 2) ** 2, k, 0, t), 1, t))
topic.true("product-of-gates", lambda: sr.tends_to(sr.product(q(1, 2) + 1 / (k + 3), k, 0, t), 0, t))
topic.true("filtered-input", lambda: sr.tends_to(
    sr.total((1 - g) * g ** (t - k) * c, k, 0, t), c, t, given=[g < 1, g > 0]))
topic.false("filtered-input", "the normalisation is left out", lambda: sr.tends_to(
    sr.total(g ** (t - k) * c, k, 0, t), c, t, given=[g < 1, g > 0]))
topic.true("mean-of-decay", lambda: sr.tends_to(sr.total(1 / (k + 1), k, 0, t) / (t + 1), 0, t))
# iterates
topic.true("babylonian", lambda: sr.tends_to(sr.iterate((x + p / x) / 2, x, s, t), sr.sqrt(p), t))
topic.false("babylonian", "the number instead of its root", lambda: sr.tends_to(
    sr.iterate((x + p / x) / 2, x, s, t), p, t))
topic.true("newton-cube", lambda: sr.tends_to(sr.iterate((2 * x + 8 / x**2) / 3, x, 3, t), 2, t))
topic.true("bernoulli-map", lambda: sr.tends_to(sr.iterate(x / (1 + x), x, p, t), 0, t))
topic.false("bernoulli-map", "one is no fixed point", lambda: sr.tends_to(sr.iterate(x / (1 + x), x, p, t), 1, t))
topic.true("softened", lambda: sr.tends_to(sr.iterate(x - sr.tanh(x) / 2, x, y, t), 0, t))
topic.false("repelling", "zero repels", lambda: sr.tends_to(sr.iterate(q(3, 2) * x, x, y, t), 0, t))
topic.true("leaky-to-input", lambda: sr.tends_to(sr.iterate(x + g * (c - x), x, y, t), c, t, given=[g > 0, g < 1]))
topic.false("leaky-to-input", "an instant step is not slow, but none is none", lambda: sr.tends_to(
    sr.iterate(x + g * (c - x), x, y, t), c, t))
topic.true("heun-decay", lambda: sr.tends_to(sr.iterate(x * (1 - d + d**2 / 2), x, y, t), 0, t, given=[d > 0, d < 2]))
topic.false("euler-decay", "at a step of two, Euler's method swings", lambda: sr.tends_to(
    sr.iterate(x * (1 - d), x, y, t), 0, t, given=[d > 0, d <= 2]))
# arrays
topic.true("leaky-vector", lambda: sr.tends_to(sr.iterate((1 - g) * h + g * b, h, v, t), b, t, given=[g > 0, g < 1]))
topic.false("leaky-vector", "without leak the start stays", lambda: sr.tends_to(
    sr.iterate((1 - g) * h + g * b, h, v, t), b, t, given=[g < 1]))
topic.true("frobenius-contraction", lambda: sr.tends_to(
    sr.matpow(A, t) @ b, sr.zeros(n), t, given=[sr.norm_f(A) < 1]))
topic.true("row-sums-below-one", lambda: sr.tends_to(
    sr.matpow(A, t), sr.zeros(n, n), t, given=[sr.norm_inf(A) <= q(9, 10)]))
topic.false("row-sums-below-one", "the largest entry bounds no power", lambda: sr.tends_to(
    sr.matpow(A, t), sr.zeros(n, n), t, given=[sr.max(A) < 1]))
topic.true("covariance-sum", lambda: sr.tends_to(
    sr.total(sr.matpow(A, k) @ Q @ sr.matpow(A, k).T, k, 0, t), sr.stationary_covariance(A, Q), t,
                               given=[sr.rho(A) < 1]))
topic.false("covariance-sum", "the transpose is forgotten", lambda: sr.tends_to(
    sr.total(sr.matpow(A, k) @ Q @ sr.matpow(A, k), k, 0, t), sr.stationary_covariance(A, Q), t, given=[sr.norm(A) < 1]))
topic.true("mixed-powers", lambda: sr.tends_to(
    sr.matpow(A / 3, t) + sr.eye(n) / (t + 1), sr.zeros(n, n), t, given=[sr.norm(A) < 2]))
topic.true("quadratic-form", lambda: sr.tends_to(h.T @ sr.matpow(W, t) @ h, 0, t, given=[sr.norm(W) < 1]))
topic.false("quadratic-form", "the identity is allowed", lambda: sr.tends_to(
    h.T @ sr.matpow(W, t) @ h, 0, t, given=[sr.norm(W) <= 1]))
topic.true("resolvent-far", lambda: sr.tends_to(sr.norm(h / x + b / x**2), 0, x))
# variances and responses
topic.true("ar-variance", lambda: sr.tends_to(
    p * (1 - lam ** (2 * t)) / (1 - lam**2), p / (1 - lam**2), t, given=[sr.abs(lam) < 1]))
topic.false("ar-variance", "the variance of a sum, not of a mean", lambda: sr.tends_to(
    p * (1 - lam ** (2 * t)) / (1 - lam), p / (1 - lam**2), t, given=[sr.abs(lam) < 1]))
topic.true("random-walk-variance", lambda: sr.tends_to(sr.iterate(z + p, z, s, t), sr.oo, t))
topic.false("random-walk-variance", "a walk has no stationary variance", lambda: sr.tends_to(
    sr.iterate(z + p, z, s, t), p, t))
topic.true("low-pass", lambda: sr.tends_to(1 / sr.sqrt(1 + (s * x) ** 2), 0, x))
topic.false("low-pass", "the gain at frequency zero", lambda: sr.tends_to(1 / sr.sqrt(1 + (s * x) ** 2), 1, x))
topic.true("snr-large-gain", lambda: sr.tends_to(x**2 * s / (p + x**2 * s + x), 1, x))
topic.false("snr-large-gain", "the noise does not grow with the gain", lambda: sr.tends_to(
    x**2 * s / (p + x**2 * s + x), s, x))
