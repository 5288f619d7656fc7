"""Ill-conditioned and saturated claims, differences below every tolerance, kinks, strict ends."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("numbers")
n = sr.dims("n")[0]
A = sr.matrix("A", n, n)
h = sr.vector("h", n)
x, y = sr.scalars("x y")
p = sr.scalar("p", positive=True)
q = sr.rational
tiny = q(1, 10**30)
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
TRUE = "REFUTED VACUOUS DISPUTED ERROR"
hilbert = [[q(1, i + j + 1) * sr.ones(1, 1) for j in range(4)] for i in range(4)]

topic.poison("tiny-factor", "1 + 1e-30", lambda: sr.equal(sr.tanh(x) * (1 + tiny), sr.tanh(x)), never=FALSE, label=False)
topic.poison("tiny-shift", "an offset of 1e-30", lambda: sr.equal(sr.exp(x + tiny), sr.exp(x)), never=FALSE, label=False)
topic.poison("tinier-shift", "an offset of 1e-100", lambda: sr.equal(
    sr.exp(x) + q(1, 10**100), sr.exp(x)), never=FALSE, label=False)
topic.poison("tiniest-shift", "an offset of 1e-400", lambda: sr.equal(
    sr.sigmoid(x) + q(1, 10**400), sr.sigmoid(x)), never=FALSE, label=False)
topic.poison("saturated-tanh", "tanh(x + 200) differs from one by 1e-170", lambda: sr.equal(
    sr.tanh(x**2 + 200), 1), never=FALSE, label=False)
topic.poison("saturated-slope", "tanh(40)^2 is not one", lambda: sr.equal(
    1 - sr.tanh(40 + x - x) ** 2, 0), never=FALSE, label=False)
topic.poison("saturated-less", "tanh stays below one", lambda: sr.less(sr.tanh(1000 + x**2), 1), never=TRUE, label=True)
topic.poison("saturated-constant", "tanh(x) <= 1 - 1e-40 fails beyond x = 47", lambda: sr.at_most(
    sr.tanh(x), 1 - q(1, 10**40)), never=FALSE, label=False)
topic.poison("far-violation", "exp wins beyond x = 36", lambda: sr.at_most(
    sr.exp(x), 10**16 + x**2), never=FALSE, label=False)
topic.poison("window-violation", "false between 100 and 101 only", lambda: sr.at_most(
    0, (x - 100) * (x - 101) + q(1, 8)), never=FALSE, label=False)
topic.poison("narrow-window", "false in an interval of length 1e-12 about 1/7", lambda: sr.at_most(
    q(1, 10**26), (x - q(1, 7)) ** 2), never=FALSE, label=False)
topic.poison("narrow-window-odd", "false in an interval of length 1e-10 about the root of two", lambda: sr.at_most(
    q(1, 10**20), (x**2 - 2) ** 2), never=FALSE, label=False)
topic.poison("equality-at-irrational", "equality at the roots of two", lambda: sr.less(0, (x**2 - 2) ** 2),
             never="PROVED CORROBORATED VACUOUS DISPUTED ERROR", label=False)
topic.poison("cancellation", "the difference of two large numbers", lambda: sr.equal(
    (10**40 + x) ** 2 - 10**80 - 2 * 10**40 * x, x**2), never=TRUE, label=True)
topic.poison("cancellation-exp", "exp(x) - exp(x) through tanh at a large argument", lambda: sr.equal(
    sr.exp(200 * x) * sr.exp(-200 * x), 1), never=TRUE, label=True)
topic.poison("nearly-singular", "the inverse of a nearly singular matrix", lambda: sr.equal(
    sr.inv(A @ A.T + tiny * sr.eye(n)) @ (A @ A.T + tiny * sr.eye(n)), sr.eye(n)), never=TRUE, label=True)
topic.poison("nearly-singular-scalar", "1/(x^2 + 1e-30) at zero", lambda: sr.at_most(
    1 / (x**2 + tiny), 10**29), never=FALSE, label=False)
topic.poison("hilbert", "the inverse of a Hilbert matrix", lambda: sr.equal(
    sr.inv(sr.block(hilbert)) @ sr.block(hilbert), sr.eye(4)), never=TRUE, label=True)
topic.poison("hilbert-det", "1/6048000", lambda: sr.equal(sr.det(sr.block(hilbert)), q(1, 6048000)), never=TRUE, label=True)
topic.poison("hilbert-det-off", "1/6048001", lambda: sr.equal(sr.det(sr.block(hilbert)), q(1, 6048001)), never=FALSE, label=False)
topic.poison("heegner", "exp(pi sqrt(163)) is an integer to 12 digits after the point", lambda: sr.equal(
    sr.exp(sr.pi * sr.sqrt(163)) + x - x, 262537412640768744), never=FALSE, label=False)
topic.poison("nested-roots", "sqrt(5 + 2 sqrt 6) = sqrt 2 + sqrt 3", lambda: sr.equal(
    sr.sqrt(5 + 2 * sr.sqrt(6)) + x, sr.sqrt(2) + sr.sqrt(3) + x), never=TRUE, label=True)
topic.poison("near-roots", "sqrt 10 + sqrt 11 and sqrt 5 + sqrt 18 are different numbers that are near", lambda: sr.equal(
    sr.sqrt(10) + sr.sqrt(11) + x, sr.sqrt(5) + sr.sqrt(18) + x), never=FALSE, label=False)
topic.poison("huge-power", "(1 + 1e-30)^(1e3) is not one", lambda: sr.equal((1 + tiny + x - x) ** 1000, 1), never=FALSE, label=False)
topic.poison("relu-at-kink", "zero is in the domain", lambda: sr.equal(
    sr.D(sr.relu(x), x) + sr.D(sr.relu(-x), x) * -1, 1), never=FALSE, label=False)
topic.poison("abs-at-kink", "|x|' = x / |x| where it is defined", lambda: sr.equal(
    sr.D(sr.abs(x), x), x / sr.abs(x)), never=TRUE, label=True)
topic.poison("sign-at-kink", "sign(0) = 0", lambda: sr.equal(sr.abs(sr.sign(x)), 1), never=FALSE, label=False)
topic.poison("hardtanh-at-kink", "at one and minus one the slope is zero", lambda: sr.equal(
    sr.D(sr.hardtanh(x), x), (sr.sign(x + 1) - sr.sign(x - 1)) / 2), never=FALSE, label=False)
topic.poison("sign-difference", "the half is taken at the ends", lambda: sr.equal(
    (sr.step(x + 1) - sr.step(x - 1)), sr.D(sr.hardtanh(x), x)), never=FALSE, label=False)
topic.poison("leaky-slope", "the slope at zero is that of the negative side", lambda: sr.equal(
    sr.D(sr.leaky_relu(x), x), 1, given=[sr.nonneg(x)]), never=FALSE, label=False)
topic.poison("strict-end", "equality at the closed end", lambda: sr.less(x**2, 1, given=[sr.between(x, -1, 1)]), never=FALSE, label=False)
topic.poison("open-end", "the end is left out", lambda: sr.less(x**2, 1, given=[sr.strictly_between(x, -1, 1)]), never=TRUE, label=True)
topic.poison("strict-at-point", "equality at x = y", lambda: sr.less(
    2 * x * y, x**2 + y**2), never=FALSE, label=False)
topic.poison("strict-at-point-said", "with x and y different", lambda: sr.less(
    2 * x * y, x**2 + y**2, given=[sr.ne(x, y)]), never=TRUE, label=True)
topic.poison("strict-sigmoid", "a quarter is attained", lambda: sr.less(
    sr.sigmoid(x) * (1 - sr.sigmoid(x)), q(1, 4)), never=FALSE, label=False)
topic.poison("strict-at-rational", "equality at x = 355/113", lambda: sr.less(0, (113 * x - 355) ** 2), never=FALSE, label=False)
topic.poison("different-at-rational", "false at x = 355/113 only", lambda: sr.holds(sr.ne(113 * x, 355)), never=FALSE, label=False)
topic.poison("different-at-pair", "false on the line x = 3 y / 7", lambda: sr.holds(sr.ne(7 * x, 3 * y)), never=FALSE, label=False)
topic.poison("invertible-off-one-value", "singular at x = 17/19 only", lambda: sr.holds(
    sr.invertible(sr.eye(n) * (19 * x - 17))), never=FALSE, label=False)
topic.poison("step-off-one-value", "false at x = 22/7", lambda: sr.equal(
    sr.sign((7 * x - 22) ** 2), 1), never=FALSE, label=False)
topic.poison("step-at-irrational", "false at the root of three only", lambda: sr.equal(
    sr.sign((x**2 - 3) ** 2), 1), never=FALSE, label=False)
topic.poison("step-beyond", "the step is zero up to a million", lambda: sr.equal(sr.step(x - 10**6), 0), never=FALSE, label=False)
topic.poison("bump", "relu(x - 1000) vanishes at every usual point", lambda: sr.equal(
    sr.relu(x - 1000) * h, sr.zeros(n)), never=FALSE, label=False)
topic.poison("bump-inside", "a bump between 3/10000 and 4/10000", lambda: sr.equal(
    sr.relu(x - q(3, 10000)) * sr.relu(q(4, 10000) - x), 0), never=FALSE, label=False)
