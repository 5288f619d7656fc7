"""Limits and orders with parameters, sums and products over an index, iterates, powers, variances."""
import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("asymptotics")
n = sr.dims("n")[0]
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
x = sr.scalar("x")
y, c, z = sr.scalars("y c z")
p = sr.scalar("p", positive=True)
s = sr.scalar("s", positive=True)
a = sr.scalar("a", between=(0, 1))
b = sr.scalar("b", between=(0, 1))
r = sr.scalar("r")
u = sr.scalar("u")
A, B, Q, W = sr.matrices("A B Q W", n, n)
h, v, w, x_ = sr.vectors("h v w g", n)
xs = sr.sequence("x")
q = sr.rational
one = sr.ones(1, 1)

# conditions as ranges, products of rates, two rates
topic.true("range-of-rates", lambda: sr.tends_to(
    (r * u) ** t, 0, t, given=[sr.between(r, q(-1, 2), q(1, 2)), sr.between(u, -1, q(3, 2))]))
topic.false("range-of-rates", "at the ends the product of the rates is one", lambda: sr.tends_to(
    (r * u) ** t, 0, t, given=[sr.between(r, q(-1, 2), q(1, 2)), sr.between(u, -1, 2)]))
topic.true("sum-of-two-rates", lambda: sr.tends_to(3 * a**t - 5 * b**t, 0, t, given=[a < 1, b < 1]))
topic.false("sum-of-two-rates", "one of the two rates may be one", lambda: sr.tends_to(
    3 * a**t - 5 * b**t, 0, t, given=[a < 1]))
topic.true("difference-quotient-of-rates", lambda: sr.tends_to(
    (a**t - b**t) / (a**t + b**t), 1, t, given=[a > b, b > 0]))
topic.false("difference-quotient-of-rates", "the smaller rate was taken to win", lambda: sr.tends_to(
    (a**t - b**t) / (a**t + b**t), -1, t, given=[a > b, b > 0]))
topic.true("root-of-sum-of-powers", lambda: sr.tends_to((2**t + 3**t) ** (1 / (t + 1)), 3, t))
topic.false("root-of-sum-of-powers", "the sum of the bases", lambda: sr.tends_to(
    (2**t + 3**t) ** (1 / (t + 1)), 5, t))
# exponentials, polynomials, logarithms
topic.true("polynomial-times-rate", lambda: sr.tends_to(
    (t**2 + 7 * t - 1) * (1 - a) ** t, 0, t, given=[a > q(1, 10)]))
topic.false("polynomial-times-rate", "without leak nothing decays", lambda: sr.tends_to(
    (t**2 + 7 * t - 1) * (1 - a) ** t, 0, t))
topic.true("rate-over-polynomial", lambda: sr.tends_to(p**t / (t + 1) ** 4, sr.oo, t, given=[p > 1]))
topic.false("rate-over-polynomial", "a rate of one does not outgrow a power", lambda: sr.tends_to(
    p**t / (t + 1) ** 4, sr.oo, t, given=[p >= 1]))
topic.true("euler-with-rate", lambda: sr.tends_to((1 + r / t) ** t, sr.exp(r), t))
topic.false("euler-with-rate", "the sign in the exponent", lambda: sr.tends_to((1 - r / t) ** t, sr.exp(r), t))
topic.false("euler-rounded", "e is rounded to five decimals", lambda: sr.tends_to(
    (1 + 1 / t) ** t, q(271828, 100000), t))
topic.false("pi-rounded", "pi/2 is rounded", lambda: sr.tends_to(sr.atan(x), q(157080, 100000), x))
topic.true("euler-double", lambda: sr.tends_to((1 + 1 / x) ** (2 * x + 5), sr.e**2, x))
topic.true("log-over-index", lambda: sr.tends_to(sr.log(t + 1) ** 2 / t, 0, t))
topic.true("index-root", lambda: sr.tends_to(t ** (1 / t), 1, t))
topic.false("index-root", "the root of a growing number grows", lambda: sr.tends_to(t ** (1 / t), sr.oo, t))
topic.true("log-of-sum", lambda: sr.tends_to(sr.log(sr.exp(x) + sr.exp(2 * x)) / x, 2, x))
topic.false("log-of-sum", "the exponents add up", lambda: sr.tends_to(sr.log(sr.exp(x) + sr.exp(2 * x)) / x, 3, x))
topic.true("squeeze", lambda: sr.tends_to(sr.sin(r * t) / (t + 1), 0, t))
topic.false("squeeze", "an oscillation beside the decay stays", lambda: sr.tends_to(sr.sin(t) + 1 / (t + 1), 0, t))
topic.true("squeeze-tanh", lambda: sr.tends_to(sr.tanh(r * t) * a**t, 0, t, given=[a < 1]))
topic.false("tanh-of-gain", "at a gain of zero, tanh stays at zero", lambda: sr.tends_to(sr.tanh(a * t), 1, t))
topic.true("sigmoid-of-gain", lambda: sr.tends_to(sr.sigmoid(-s * t), 0, t))
# at 0+
topic.true("sinc-at-zero", lambda: sr.tends_to(x * sr.sin(1 / x), 1, x))
topic.false("sinc-at-zero", "an oscillation was taken for a decay", lambda: sr.tends_to(x * sr.sin(1 / x), 0, x))
topic.true("slope-at-zero", lambda: sr.tends_to(x * (sr.sigmoid(1 / x) - q(1, 2)), q(1, 4), x))
topic.false("slope-at-zero", "the slope of tanh for that of the sigmoid", lambda: sr.tends_to(
    x * (sr.sigmoid(1 / x) - q(1, 2)), 1, x))
# orders
topic.false("order-off-by-index", "the polynomial factor is dropped", lambda: sr.of_order(
    t * a**t, a**t, t, given=[a > 0, a < 1]))
topic.true("order-sum-of-squares", lambda: sr.of_order(sr.total(k**2, k, 0, t), t**3, t))
topic.false("order-sum-of-squares", "the sum raises the order by one", lambda: sr.of_order(
    sr.total(k**2, k, 0, t), t**2, t))
topic.true("order-log-in-root", lambda: sr.of_order(sr.log(t + 1), sr.sqrt(t), t))
topic.true("order-of-truncation", lambda: sr.of_order(sr.exp(1 / x) - 1 - 1 / x, 1 / x**2, x))
topic.false("order-of-truncation", "the quadratic term is left out", lambda: sr.of_order(
    sr.exp(1 / x) - 1 - 1 / x, 1 / x**3, x))
topic.true("order-tail-of-tanh", lambda: sr.of_order(1 - sr.tanh(2 * x), sr.exp(-4 * x), x))
topic.false("order-tail-of-sigmoid", "the rate of tanh for that of the sigmoid", lambda: sr.of_order(
    1 - sr.sigmoid(x), sr.exp(-2 * x), x))
# sums and products over an index
topic.true("telescoping", lambda: sr.equal(sr.total(xs[k + 1] - xs[k], k, 0, t), xs[t + 1] - xs[0]))
topic.false("telescoping", "one term too few", lambda: sr.equal(sr.total(xs[k + 1] - xs[k], k, 0, t), xs[t] - xs[0]))
topic.true("telescoping-fractions", lambda: sr.equal(sr.total(1 / ((k + 1) * (k + 2)), k, 0, t), 1 - 1 / (t + 2)))
topic.false("telescoping-fractions", "the last term is one earlier", lambda: sr.equal(
    sr.total(1 / ((k + 1) * (k + 2)), k, 0, t), 1 - 1 / (t + 1)))
topic.true("geometric-closed", lambda: sr.equal(
    sr.total(r**k, k, 0, t), (1 - r ** (t + 1)) / (1 - r), given=[sr.ne(r, 1)]))
topic.false("geometric-closed", "the exponent counts from one", lambda: sr.equal(
    sr.total(r**k, k, 0, t), (1 - r**t) / (1 - r), given=[sr.ne(r, 1)]))
topic.true("arithmetic-geometric", lambda: sr.tends_to(
    sr.total(k * r**k, k, 0, t), r / (1 - r) ** 2, t, given=[sr.abs(r) < 1]))
topic.false("arithmetic-geometric", "the sum without the index", lambda: sr.tends_to(
    sr.total(k * r**k, k, 0, t), 1 / (1 - r), t, given=[sr.abs(r) < 1]))
topic.true("gauss", lambda: sr.equal(sr.total(k, k, 0, t), t * (t + 1) / 2))
topic.false("gauss", "counted from one to t - 1", lambda: sr.equal(sr.total(k, k, 0, t), t * (t - 1) / 2))
topic.true("product-of-exponentials", lambda: sr.equal(
    sr.product(sr.exp(-xs[k]), k, 0, t), sr.exp(-sr.total(xs, k, 0, t))))
topic.false("product-of-exponentials", "the number of factors", lambda: sr.equal(
    sr.product(sr.exp(-r), k, 0, t), sr.exp(-r * t)))
topic.true("basel-bound", lambda: sr.at_most(sr.total(1 / (k + 1) ** 2, k, 0, t), 2 - 1 / (t + 1)))
topic.false("basel-bound", "the bound is a tenth too small", lambda: sr.at_most(
    sr.total(1 / (k + 1) ** 2, k, 0, t), q(3, 2)))
topic.true("product-of-fractions", lambda: sr.tends_to(sr.product((k + 1) / (k + 2), k, 0, t), 0, t))
topic.false("product-of-fractions", "factors that tend to one", lambda: sr.tends_to(
    sr.product((k + 1) / (k + 2), k, 0, t), 1, t))
topic.true("cesaro", lambda: sr.tends_to(sr.total(a**k, k, 0, t) / (t + 1), 0, t, given=[a < 1]))
topic.false("cesaro", "at rate one the mean is one", lambda: sr.tends_to(sr.total(a**k, k, 0, t) / (t + 1), 0, t))
topic.true("factors-below-one", lambda: sr.at_most(
    sr.product(c * sr.tanh(xs[k]) ** 2, k, 0, t), c ** (t + 1), given=[c >= 0]))
topic.false("factors-below-one", "the slope of tanh is at most one, its inverse is not", lambda: sr.at_most(
    sr.product(1 / (1 - sr.tanh(xs[k]) ** 2), k, 0, t), 1))
# iterates
topic.true("affine-scalar", lambda: sr.tends_to(
    sr.iterate(r * x + c, x, y, t), c / (1 - r), t, given=[sr.abs(r) < 1]))
topic.false("affine-scalar", "the sign of the rate", lambda: sr.tends_to(
    sr.iterate(r * x + c, x, y, t), c / (1 + r), t, given=[sr.abs(r) < 1]))
topic.false("affine-end-point", "at r = -1 the iterate alternates", lambda: sr.tends_to(
    sr.iterate(r * x + c, x, y, t), c / (1 - r), t, given=[sr.between(r, -1, q(1, 2))]))
topic.true("newton-two", lambda: sr.tends_to(sr.iterate((x + 2 / x) / 2, x, 1, t), sr.sqrt(2), t))
topic.false("newton-two", "the root is rounded", lambda: sr.tends_to(
    sr.iterate((x + 2 / x) / 2, x, 1, t), q(141421, 100000), t))
topic.true("newton-two-any-start", lambda: sr.tends_to(sr.iterate((x + 2 / x) / 2, x, s, t), sr.sqrt(2), t))
topic.false("newton-two-any-start", "a negative start finds the negative root", lambda: sr.tends_to(
    sr.iterate((x + 2 / x) / 2, x, y, t), sr.sqrt(2), t, given=[sr.nonzero(y)]))
topic.true("numeric-start", lambda: sr.equal(sr.iterate(x / 2 + 1, x, 0, t), 2 - 2 * q(1, 2) ** t))
topic.false("numeric-start", "one step behind", lambda: sr.equal(sr.iterate(x / 2 + 1, x, 0, t), 2 - q(1, 2) ** t))
topic.true("logistic-dies", lambda: sr.tends_to(sr.iterate(a * x * (1 - x), x, b, t), 0, t, given=[a < 1]))
topic.false("doubling-square", "a start at one stays there", lambda: sr.tends_to(sr.iterate(x**2, x, b, t), 0, t))
topic.true("squares-vanish", lambda: sr.tends_to(sr.iterate(x**2, x, b, t), 0, t, given=[b < 1]))
topic.true("cosine-of-half", lambda: sr.tends_to(sr.iterate(sr.sin(x) / 2, x, y, t), 0, t))
topic.false("bounded-iterate", "a saturating iterate with a bias stays away from zero", lambda: sr.tends_to(
    sr.iterate(sr.tanh(x / 2 + 1), x, y, t), 0, t))
# matrices and vectors
topic.true("powers-of-half", lambda: sr.tends_to(sr.matpow(A / 2, t), sr.zeros(n, n), t, given=[sr.norm(A) <= 1]))
topic.false("powers-of-half", "a bound of two is one too many", lambda: sr.tends_to(
    sr.matpow(A / 2, t), sr.zeros(n, n), t, given=[sr.norm(A) <= 2]))
topic.true("convex-mixture", lambda: sr.tends_to((1 - a**t) * h + a**t * v, h, t, given=[a < 1]))
topic.false("convex-mixture", "the two ends are exchanged", lambda: sr.tends_to(
    (1 - a**t) * h + a**t * v, v, t, given=[a < 1]))
topic.true("stochastic-stays", lambda: sr.of_order(sr.norm_inf(sr.matpow(A, t)), 1, t, given=[sr.stochastic(A)]))
topic.false("stochastic-vanishes", "rows that sum to one do not vanish", lambda: sr.tends_to(
    sr.norm_inf(sr.matpow(A, t)), 0, t, given=[sr.stochastic(A)]))
topic.true("neumann", lambda: sr.tends_to(
    sr.total(sr.matpow(A, k), k, 0, t), sr.inv(sr.eye(n) - A), t, given=[sr.norm(A) < 1]))
topic.false("neumann", "the sum starts at one", lambda: sr.tends_to(
    sr.total(sr.matpow(A, k), k, 1, t), sr.inv(sr.eye(n) - A), t, given=[sr.norm(A) < 1]))
topic.true("orthogonal-keeps-norm", lambda: sr.tends_to(
    sr.norm(sr.matpow(Q, t) @ h), sr.norm(h), t, given=[sr.orthogonal(Q)]))
topic.false("orthogonal-keeps-norm", "isometries do not shrink", lambda: sr.tends_to(
    sr.norm(sr.matpow(Q, t) @ h), 0, t, given=[sr.orthogonal(Q)]))
topic.true("normalised", lambda: sr.tends_to(h / (t + 1) + v, v, t))
topic.true("jordan-block", lambda: sr.tends_to(
    sr.matpow(sr.block([[a * one, one], [0 * one, a * one]]), t), sr.zeros(2, 2), t, given=[a < 1]))
topic.false("jordan-block", "at eigenvalue one a Jordan block grows", lambda: sr.of_order(
    sr.norm(sr.matpow(sr.block([[one, one], [0 * one, one]]), t)), 1, t))
topic.true("distance-of-two-runs", lambda: sr.tends_to(
    sr.norm(sr.iterate(A @ x_, x_, h, t) - sr.iterate(A @ x_, x_, v, t)), 0, t, given=[sr.norm(A) < 1]))
# variances, frequency responses
topic.true("variance-recursion", lambda: sr.tends_to(
    sr.iterate(r**2 * z + p, z, s, t), p / (1 - r**2), t, given=[sr.abs(r) < 1]))
topic.false("variance-recursion", "the rate is not squared", lambda: sr.tends_to(
    sr.iterate(r**2 * z + p, z, s, t), p / (1 - r), t, given=[sr.abs(r) < 1]))
topic.true("variance-closed", lambda: sr.equal(
    sr.iterate(r**2 * z + p, z, 0, t), p * (1 - r ** (2 * t)) / (1 - r**2), given=[sr.ne(r**2, 1)]))
topic.true("high-frequency", lambda: sr.tends_to(1 / (x**2 + p), 0, x))
topic.true("gain-at-unit-pole", lambda: sr.tends_to(1 / (1 - (1 - 1 / x)), sr.oo, x))
topic.true("snr-saturates", lambda: sr.tends_to(s * x**2 / (p + x**2), s, x))
topic.false("snr-saturates", "noise that grows with the signal bounds the ratio", lambda: sr.tends_to(
    s * x**2 / (p + x**2), sr.oo, x))
topic.false("snr-no-noise", "a signal of no power", lambda: sr.tends_to(a * x / p, sr.oo, x))
