"""Complex numbers where real ones are expected, and the other way round."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("complexes")
n = sr.dims("n")[0]
A = sr.matrix("A", n, n)
Z = sr.matrix("Z", n, n, complex=True)
c = sr.vector("c", n, complex=True)
z, w = sr.scalar("z", complex=True), sr.scalar("w", complex=True)
x, y = sr.scalars("x y")
i = sr.i
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
TRUE = "REFUTED VACUOUS DISPUTED ERROR"

topic.poison("abs-squared", "|z|^2 = z^2 for real z only", lambda: sr.equal(sr.abs(z) ** 2, z**2), never=FALSE, label=False)
topic.poison("abs-squared-conj", "|z|^2 = z conj(z)", lambda: sr.equal(sr.abs(z) ** 2, z * sr.conj(z)), never=TRUE, label=True)
topic.poison("root-of-square", "sqrt(z^2) = z on a half plane", lambda: sr.equal(sr.sqrt(z**2), z), never=FALSE, label=False)
topic.poison("log-of-exp", "log(exp(z)) = z in a strip", lambda: sr.equal(sr.log(sr.exp(z)), z), never=FALSE, label=False)
topic.poison("log-of-product", "the branches differ", lambda: sr.equal(
    sr.log(z * w), sr.log(z) + sr.log(w), given=[sr.ne(z, 0), sr.ne(w, 0)]), never=FALSE, label=False)
topic.poison("root-of-product", "the branches differ", lambda: sr.equal(
    sr.sqrt(z * w), sr.sqrt(z) * sr.sqrt(w)), never=FALSE, label=False)
topic.poison("exp-root", "exp(z)^(1/2) = exp(z/2) in a strip", lambda: sr.equal(
    sr.sqrt(sr.exp(z)), sr.exp(z / 2)), never=FALSE, label=False)
topic.poison("euler-root", "exp(ix)^(1/2) = exp(ix/2) for small x", lambda: sr.equal(
    sr.sqrt(sr.exp(i * x)), sr.exp(i * x / 2)), never=FALSE, label=False)
topic.poison("modulus-of-exp", "|exp(iz)| = 1 for real z", lambda: sr.equal(sr.abs(sr.exp(i * z)), 1), never=FALSE, label=False)
topic.poison("norm-without-conjugate", "the norm of a complex column", lambda: sr.equal(
    sr.norm(c) ** 2, c.T @ c), never=FALSE, label=False)
topic.poison("norm-with-conjugate", "the norm of a complex column", lambda: sr.equal(
    sr.norm(c) ** 2, sr.tr(sr.conj(c).T @ c)), never=TRUE, label=True)
topic.poison("complex-symmetric-normal", "complex symmetric matrices need not be normal", lambda: sr.holds(
    sr.normal(Z + Z.T)), never=FALSE, label=False)
topic.poison("complex-orthogonal", "orthogonal means with the adjoint", lambda: sr.equal(
    Z.T @ Z, sr.eye(n), given=[sr.orthogonal(Z)]), never=FALSE, label=False)
topic.poison("complex-orthogonal-adjoint", "orthogonal means with the adjoint", lambda: sr.equal(
    sr.conj(Z).T @ Z, sr.eye(n), given=[sr.orthogonal(Z)]), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("isotropic", "c'c = 0 does not make c zero over the complex numbers", lambda: sr.implies(
    sr.eq(c.T @ c, sr.zeros(1, 1)), sr.eq(c, sr.zeros(n))), never=FALSE, label=False)
topic.poison("square-zero", "z^2 + 1 has roots", lambda: sr.holds(sr.no(sr.eq(z**2 + 1, 0))), never=FALSE, label=False)
topic.poison("square-nonneg", "squares of complex numbers have no sign", lambda: sr.holds(sr.nonneg(z**2)), never=FALSE, label=False)
topic.poison("exp-positive", "exponentials of complex numbers have no sign", lambda: sr.holds(sr.positive(sr.exp(z))), never=FALSE, label=False)
topic.poison("one-plus-square-nonzero", "1 + z^2 vanishes at i", lambda: sr.holds(sr.nowhere_zero(1 + z**2)), never=FALSE, label=False)
topic.poison("one-plus-exp-nonzero", "1 + exp(z) vanishes at i pi", lambda: sr.holds(
    sr.nowhere_zero(1 + sr.exp(z))), never=FALSE, label=False)
topic.poison("sigmoid-pole", "the form 1 + exp is positive for real arguments only", lambda: sr.holds(
    sr.nowhere_zero(1 + sr.exp(i * x))), never=FALSE, label=False)
topic.poison("invertible-shift", "A - z is singular at the eigenvalues", lambda: sr.holds(
    sr.invertible(A - z * sr.eye(n))), never=FALSE, label=False)
topic.poison("real-part-of-product", "Re(zw) is not Re z Re w", lambda: sr.equal(sr.re(z * w), sr.re(z) * sr.re(w)), never=FALSE, label=False)
topic.poison("conjugate-of-root", "the root of a negative number is not defined", lambda: sr.equal(
    sr.sqrt(x) * sr.sqrt(x), sr.abs(x)), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("cosh-zero", "cosh(ix) = cos x vanishes", lambda: sr.holds(sr.nowhere_zero(sr.cosh(i * x))), never=FALSE, label=False)
topic.poison("tanh-bound", "|tanh| is not bounded by one off the real line", lambda: sr.at_most(sr.abs(sr.tanh(z)), 1), never=FALSE, label=False)
topic.poison("psd-by-form", "z^2 <= |z|^2 is no comparison of complex numbers", lambda: sr.at_most(z**2, sr.abs(z) ** 2), never=FALSE, label=None)
topic.poison("conj-of-real", "conj of a real leaf", lambda: sr.equal(sr.conj(x + i * y), x - i * y), never=TRUE, label=True)
topic.poison("derivative-of-modulus", "d|x + iy|^2/dx", lambda: sr.equal(
    sr.D((x + i * y) * sr.conj(x + i * y), x), 2 * x), never="REFUTED VACUOUS DISPUTED", label=True)
topic.poison("gram-without-conjugate", "1 + z^2 vanishes at i, and so may I + Z Z'", lambda: sr.holds(
    sr.invertible(sr.eye(n) + Z @ Z.T)), never=FALSE, label=False)
topic.poison("outer-without-conjugate", "1 + c'c may vanish", lambda: sr.holds(
    sr.invertible(sr.eye(n) + sr.outer(c, c))), never=FALSE, label=False)
topic.poison("complex-symmetric-norm", "complex symmetric matrices need not be normal", lambda: sr.equal(
    sr.norm(Z + Z.T), sr.rho(Z + Z.T)), never=FALSE, label=False)
topic.poison("complex-symmetric-norm-given", "complex symmetric matrices need not be normal", lambda: sr.equal(
    sr.norm(Z), sr.rho(Z), given=[sr.symmetric(Z)]), never="PROVED CORROBORATED DISPUTED ERROR", label=False)
topic.poison("root-of-a-power", "(z^(3/2))^(1/2) = z^(3/4) in a sector", lambda: sr.equal(
    sr.sqrt(z ** sr.rational(3, 2)), z ** sr.rational(3, 4)), never=FALSE, label=False)
