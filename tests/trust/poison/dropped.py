"""Conditions that were dropped: refuted without them, proved with them."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("dropped")
n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", m, n)
u, v = sr.vectors("u v", n)
x, y, a, q = sr.scalars("x y a q")
p = sr.scalar("p", positive=True)
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
TRUE = "REFUTED VACUOUS DISPUTED ERROR"

topic.poison("root-of-square", "sqrt(x^2) = x needs x >= 0", lambda: sr.equal(sr.sqrt(x**2), x), never=FALSE, label=False)
topic.poison("root-of-square-said", "with its condition", lambda: sr.equal(
    sr.sqrt(x**2), x, given=[sr.nonneg(x)]), never=TRUE, label=True)
topic.poison("root-of-square-inside", "in a function, far from the root", lambda: sr.equal(
    sr.tanh(1 + sr.sqrt(x**2 * p)), sr.tanh(1 + x * sr.sqrt(p))), never=FALSE, label=False)
topic.poison("log-of-product", "log(ab) is defined for two negative numbers", lambda: sr.equal(
    sr.log(x * y), sr.log(sr.abs(x)) + sr.log(sr.abs(y))), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("log-of-square", "2 log|x|, not 2 log(-x)", lambda: sr.equal(
    sr.log(x**2), 2 * sr.log(-x)), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("power-of-power", "(a^2)^(1/2) = a for negative a", lambda: sr.equal(
    (a**2) ** sr.rational(1, 2), a), never=FALSE, label=False)
topic.poison("quarter-power", "(a^4)^(1/4) = |a|, not a", lambda: sr.equal(
    (a**4) ** sr.rational(1, 4), a), never=FALSE, label=False)
topic.poison("quarter-power-abs", "(a^4)^(1/4) = |a|", lambda: sr.equal(
    (a**4) ** sr.rational(1, 4), sr.abs(a)), never=TRUE, label=True)
topic.poison("symbolic-power", "(a^2)^(q/2) = |a|^q, not a^q", lambda: sr.equal(
    (a**2) ** (q / 2), a**q, given=[a < 0]), never="PROVED CORROBORATED DISPUTED ERROR", label=None)
topic.poison("cancelled-factor", "x (x - 1) = x has the root zero", lambda: sr.implies(
    sr.eq(x * (x - 1), x), sr.eq(x, 2)), never=FALSE, label=False)
topic.poison("cancelled-factor-said", "with x nonzero", lambda: sr.implies(
    sr.eq(x * (x - 1), x), sr.eq(x, 2), given=[sr.ne(x, 0)]), never=TRUE, label=True)
topic.poison("divided-inequality", "x^2 <= x y gives x <= y for positive x", lambda: sr.implies(
    sr.at_most(x**2, x * y), sr.at_most(x, y)), never=FALSE, label=False)
topic.poison("divided-inequality-said", "with x positive", lambda: sr.implies(
    sr.at_most(x**2, x * y), sr.at_most(x, y), given=[x > 0]), never=TRUE, label=True)
topic.poison("reciprocal-order", "x <= y gives 1/y <= 1/x for one sign only", lambda: sr.implies(
    sr.at_most(x, y), sr.at_most(1 / y, 1 / x), given=[sr.ne(x, 0), sr.ne(y, 0)]), never=FALSE, label=False)
topic.poison("left-inverse-of-wide", "a left inverse of a tall matrix is no right inverse", lambda: sr.equal(
    P @ sr.inv(P.T @ P) @ P.T, sr.eye(m), given=[sr.invertible(P.T @ P)]), never=FALSE, label=False)
topic.poison("left-inverse", "a left inverse", lambda: sr.equal(
    sr.inv(P.T @ P) @ P.T @ P, sr.eye(n), given=[sr.invertible(P.T @ P)]), never=TRUE, label=True)
topic.poison("one-sided-inverse", "A B = I makes B A = I for square matrices only; P P' is m x m", lambda: sr.equal(
    P.T @ P, sr.eye(n), given=[sr.eq(P @ P.T, sr.eye(m))]), never=FALSE, label=False)
topic.poison("projector", "u u' is a projector for unit u only", lambda: sr.equal(
    sr.matpow(sr.outer(u, u), 2), sr.outer(u, u)), never=FALSE, label=False)
topic.poison("zero-to-zero", "a^0 is one, also at zero", lambda: sr.equal(a ** (q - q), 1), never=TRUE, label=True)
topic.poison("zero-power", "0^q is zero for positive q only", lambda: sr.equal(
    (x - x) ** q, 0, given=[sr.nonneg(q)]), never=FALSE, label=False)
topic.poison("inner-condition", "a condition of a condition: W = V where W is symmetric", lambda: sr.equal(
    A, B, given=[sr.eq(A, B, given=[sr.symmetric(A)])]), never=FALSE, label=False)
topic.poison("inner-condition-almost-sure", "the inner condition fails at no sampled point but those with x = 0",
             lambda: sr.holds(sr.ne(x, 0), given=[sr.ne(x, 0, given=[sr.ne(x, 0)])]), never=FALSE, label=False)
topic.poison("inner-condition-assumed", "an implication that assumes an implication", lambda: sr.implies(
    sr.eq(sr.sign(x) ** 2, 1, given=[sr.ne(x, 0)]), sr.eq(sr.sign(x) ** 2, 1)), never=FALSE, label=False)
topic.poison("inner-condition-negated", "the negation of an implication is no implication", lambda: sr.holds(
    sr.no(sr.eq(x**2 + 1, 0, given=[sr.ne(x, 0)]))), never=FALSE, label=False)
topic.poison("inner-condition-negated-rare", "at x = 0 the implication holds, elsewhere it fails", lambda: sr.holds(
    sr.no(sr.eq(x, 0, given=[sr.ne(x, 0)]))), never=FALSE, label=False)
topic.poison("either-condition", "one of two conditions is not both", lambda: sr.equal(
    A @ B, B @ A, given=[sr.any_of(sr.eq(A, sr.eye(n)), sr.symmetric(A))]), never=FALSE, label=False)
topic.poison("not-a-condition", "a negated condition is used as it stands", lambda: sr.equal(
    x * y, 0, given=[sr.no(sr.eq(x, 0))]), never=FALSE, label=False)
topic.poison("integration-variable", "w is bound, the condition speaks of another w", lambda: sr.equal(
    sr.integral(x, x, 0, 1), 3, given=[sr.eq(x, 3)]), never=FALSE, label=False)
topic.poison("iterated-variable", "h is bound in the iterate", lambda: sr.equal(
    sr.iterate(A @ u, u, v, 2), A @ A @ v, given=[sr.eq(u, sr.zeros(n))]), never=TRUE, label=True)
topic.poison("iterated-variable-used", "h is bound in the iterate, the condition speaks of another h", lambda: sr.equal(
    sr.iterate(A @ u, u, v, 2), sr.zeros(n), given=[sr.eq(u, sr.zeros(n))]), never=FALSE, label=False)
topic.poison("derivative-at-fixed", "the derivative is taken before x has its value", lambda: sr.equal(
    sr.D(x**2, x), 6, given=[sr.eq(x, 3)]), never=TRUE, label=True)
topic.poison("derivative-after-fixing", "the derivative of a constant", lambda: sr.equal(
    sr.D(x**2, x), 0, given=[sr.eq(x, 3)]), never=FALSE, label=False)
topic.poison("gradient-of-symmetric", "the gradient is taken before W is known to be symmetric", lambda: sr.equal(
    sr.pullback(sr.dot(u, A @ u) + sr.dot(u, A.T @ v), A, 1), sr.outer(u, u) + sr.outer(v, u),
    given=[sr.symmetric(A)]), never=TRUE, label=True)
