"""Contradictions, tautologies, and statements about nothing."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("empty")
n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
M = sr.matrix("M", 2, 2)
u, v = sr.vectors("u v", n)
x, y = sr.scalars("x y")
phi = sr.function("phi", range=(-1, 1))
TRUE = "REFUTED VACUOUS DISPUTED ERROR"
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
NOTHING = "PROVED REFUTED CORROBORATED DISPUTED ERROR"

topic.poison("two-signs", "no number is positive and negative", lambda: sr.equal(x, y, given=[x > 0, x < 0]), never=NOTHING)
topic.poison("two-signs-true", "a true claim about nothing", lambda: sr.equal(x, x, given=[x > 0, x < 0]), never=NOTHING)
topic.poison("inverse-of-zero", "no zero matrix is invertible", lambda: sr.equal(
    A, B, given=[sr.eq(A, sr.zeros(n, n)), sr.invertible(A)]), never=NOTHING)
topic.poison("commutator-is-identity", "a commutator has trace zero", lambda: sr.equal(
    A, B, given=[sr.eq(A @ B - B @ A, sr.eye(n))]), never=NOTHING)
topic.poison("square-is-negative", "no square is minus one", lambda: sr.equal(x, 0, given=[sr.eq(x**2, -1)]), never=NOTHING)
topic.poison("slope-above-one", "no slope of tanh is above one", lambda: sr.equal(
    x, 0, given=[sr.gt(1 - sr.tanh(x) ** 2, 1)]), never=NOTHING)
topic.poison("empty-interval", "the interval is empty", lambda: sr.at_most(x, 5, given=[sr.between(x, 3, y), y < 2]), never=NOTHING)
topic.poison("sizes-contradict", "n < m < n", lambda: sr.equal(A @ B, B @ A, given=[sr.lt(n, m), sr.lt(m, n)]), never=NOTHING)
topic.poison("unit-and-zero", "no zero vector has length one", lambda: sr.equal(
    u, v, given=[sr.unit_norm(u), sr.eq(u, sr.zeros(n))]), never=NOTHING)
topic.poison("skew-and-definite", "no skew matrix is positive definite", lambda: sr.equal(
    A, B, given=[sr.skew(A), sr.pd(A)]), never=NOTHING)
topic.poison("nilpotent-and-orthogonal", "no nilpotent matrix is orthogonal", lambda: sr.equal(
    A, B, given=[sr.nilpotent(A), sr.orthogonal(A)]), never=NOTHING)
topic.poison("undefined-everywhere", "the logarithm of a negative number", lambda: sr.equal(
    sr.log(-1 - x**2), 0), never=NOTHING)
topic.poison("undefined-root", "the root of a negative number", lambda: sr.equal(sr.sqrt(-1 - x**2), x), never=NOTHING)
topic.poison("divided-by-zero", "the denominator vanishes identically", lambda: sr.equal(1 / (x - x), x), never=NOTHING)
topic.poison("divided-by-zero-inequality", "the denominator vanishes identically", lambda: sr.at_most(1 / (x - x), x), never=NOTHING)
topic.poison("inverse-of-singular", "u u' is singular for n > 1, at n = 1 it is not", lambda: sr.equal(
    sr.inv(sr.outer(u, u)) @ sr.outer(u, u), sr.eye(n), given=[sr.nonzero(u)]), never="REFUTED DISPUTED ERROR", label=None)
topic.poison("inverse-of-zero-matrix", "the inverse of the zero matrix is not defined", lambda: sr.equal(
    sr.inv(A - A), A), never=NOTHING)
topic.poison("tautology", "the same on both sides", lambda: sr.equal(sr.tanh(A @ u), sr.tanh(A @ u)), never=TRUE, label=True)
topic.poison("tautology-implies", "a condition implies itself", lambda: sr.implies(sr.symmetric(A), sr.symmetric(A)), never=TRUE, label=True)
topic.poison("tautology-either", "one of the two is so", lambda: sr.holds(
    sr.any_of(sr.eq(x, 0), sr.ne(x, 0))), never=TRUE, label=True)
topic.poison("contradiction", "both are never so", lambda: sr.holds(sr.all_of(sr.eq(x, 0), sr.ne(x, 0))), never=FALSE, label=False)
topic.poison("nothing-asserted", "an empty conjunction", lambda: sr.holds(sr.all_of()), never="REFUTED DISPUTED ERROR CORROBORATED", label=None)
topic.poison("no-alternative", "an empty disjunction", lambda: sr.holds(sr.any_of()), never="PROVED CORROBORATED DISPUTED ERROR", label=None)
topic.poison("from-a-contradiction", "an implication that is never used", lambda: sr.implies(
    sr.all_of(x > 0, x < 0), sr.eq(y, 0)), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("out-of-range", "an opaque function stays in its range", lambda: sr.at_most(phi(x), 1), never=TRUE, label=True)
topic.poison("out-of-range-strict", "an opaque function may attain the end", lambda: sr.less(phi(x), 1),
             never="CORROBORATED PROVED DISPUTED ERROR VACUOUS", label=None)
topic.poison("out-of-range-given", "the condition is never met", lambda: sr.equal(x, y, given=[sr.gt(phi(x), 2)]), never=NOTHING)
topic.poison("exists-impossible", "nothing has a negative square", lambda: sr.exists([x], sr.lt(x**2, 0)), never=FALSE, label=False)
topic.poison("exists-at-infinity", "tanh does not attain one", lambda: sr.exists([x], sr.eq(sr.tanh(x), 1)), never=FALSE, label=False)
topic.poison("exists-saturated", "tanh(x) above 1 - 1e-40", lambda: sr.exists(
    [x], sr.gt(sr.tanh(x), 1 - sr.rational(1, 10**40))), never=TRUE, label=True)
topic.poison("exists-for-all", "one x does not serve every y", lambda: sr.exists([x], sr.eq(x * y, 1)),
             never="CORROBORATED PROVED DISPUTED ERROR VACUOUS", label=False)
topic.poison("induction-without-base", "the base is false, the step is true", lambda: sr.induction(
    sr.index("t"), sr.eq(0 * x, 1), sr.implies(sr.eq(sr.index("t") * x, 1 + sr.index("t") * x),
                                              sr.eq((sr.index("t") + 1) * x, 1 + (sr.index("t") + 1) * x))),
    never=FALSE, label=False)
