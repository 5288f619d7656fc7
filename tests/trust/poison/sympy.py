"""What SymPy 1.14 gets wrong or does silently, put as claims."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("sympy")
n, m = sr.dims("n m")
A, B, W, V = sr.matrices("A B W V", n, n)
P = sr.matrix("P", m, n)
h, w = sr.vectors("h w", n)
x, y = sr.scalars("x y")
k = sr.index("k")
TRUE = "REFUTED VACUOUS DISPUTED ERROR"
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"

topic.poison("trace-gradient-is-zero", "diff(tr(A'A) + tr(B'B), A) is 0 in SymPy", lambda: sr.equal(
    sr.pullback(sr.tr(A.T @ A) + sr.tr(B.T @ B), A, 1), sr.zeros(n, n)), never=FALSE, label=False)
topic.poison("trace-gradient", "diff(tr(A'A) + tr(B'B), A) is 0 in SymPy", lambda: sr.equal(
    sr.pullback(sr.tr(A.T @ A) + sr.tr(B.T @ B), A, 1), 2 * A), never=TRUE, label=True)
topic.poison("log-det-gradient-is-zero", "diff(log(det(M)), M) is 0 in SymPy", lambda: sr.equal(
    sr.pullback(sr.log(sr.det(A)), A, 1), sr.zeros(n, n), given=[sr.det(A) > 0]), never=FALSE, label=False)
topic.poison("rank-of-hidden-zero", "Matrix([[tanh(x) - (exp(2x) - 1)/(exp(2x) + 1)]]).rank() is 1 in SymPy",
             lambda: sr.rank_is((sr.tanh(x) - (sr.exp(2 * x) - 1) / (sr.exp(2 * x) + 1)) * sr.ones(1, 1), 1),
             never=FALSE, label=False)
topic.poison("rank-of-hidden-zero-zero", "the same entry vanishes", lambda: sr.rank_is(
    (sr.tanh(x) - (sr.exp(2 * x) - 1) / (sr.exp(2 * x) + 1)) * sr.ones(1, 1), 0), never=TRUE, label=True)
topic.poison("transposed-layout", "SymPy gives W.T D for the derivative of tanh(W h)", lambda: sr.equal(
    sr.D(sr.tanh(W @ h), h), W.T @ sr.diag(1 - sr.tanh(W @ h) ** 2)), never=FALSE, label=False)
topic.poison("left-factor-layout", "SymPy gives V D W for V tanh(W h)", lambda: sr.equal(
    sr.D(V @ sr.tanh(W @ h), h), V @ sr.diag(1 - sr.tanh(W @ h) ** 2) @ W), never=TRUE, label=True)
topic.poison("row-times-column-squared", "(w.T h) h becomes w.T h**2 in SymPy, of shape 1 x 1", lambda: sr.equal(
    sr.sum(sr.dot(w, h) * h), sr.dot(w, h * h)), never=FALSE, label=False)
topic.poison("captured-sum", "Sum(W[i, k] h[k], k).subs(i, k) captures in SymPy", lambda: sr.equal(
    sr.sum(W @ h), sr.sum(sr.diagof(W) * h)), never=FALSE, label=False)
topic.poison("trace-of-product-entry", "diff(Trace(A B), A[i, j]) meets a public i", lambda: sr.equal(
    sr.pullback(sr.tr(A @ B), A, 1), sr.tr(B) * sr.eye(n)), never=FALSE, label=False)
topic.poison("x-over-x", "x / x folds to 1, and that x is nonzero is lost", lambda: sr.holds(
    sr.eq(x * (1 / x), 1)), never=FALSE.replace("PROVED CORROBORATED", "REFUTED"), label=None)
topic.poison("nonzero-from-quotient", "a cancelled denominator does not make its factor nonzero", lambda: sr.holds(
    sr.ne(x / (1 + x**2), 0)), never=FALSE, label=False)
topic.poison("power-zero", "x**0 is 1 in SymPy for every x", lambda: sr.equal(x**0, 1), never=TRUE, label=True)
topic.poison("sign-squared-real", "sign(x)**2 is 1 for a nonzero symbol only", lambda: sr.equal(
    sr.sign(x) ** 2, 1), never=FALSE, label=False)
topic.poison("step-at-zero", "Heaviside(0) is 1/2 in SymPy", lambda: sr.equal(
    sr.step(x - x), sr.rational(1, 2)), never=FALSE, label=False)
topic.poison("relu-at-zero-slope", "diff(Max(0, x)) is Heaviside(x), 1/2 at zero", lambda: sr.equal(
    sr.D(sr.relu(x), x).at({x: sr.rational(0)}), sr.rational(1, 2)), never=FALSE, label=False)
topic.poison("abs-of-square", "sqrt(x**2) is |x| for a real symbol", lambda: sr.equal(
    sr.sqrt(x**2), sr.abs(x)), never=TRUE, label=True)
topic.poison("log-of-square", "expand_log(force=True) gives 2 log x", lambda: sr.equal(
    sr.log(x**2), 2 * sr.log(sr.abs(x)), given=[sr.ne(x, 0)]), never=TRUE, label=True)
topic.poison("geometric-sum-at-one", "summation gives the ratio without its case a = 1", lambda: sr.equal(
    sr.total(x**k, k, 0, 3), (1 - x**4) / (1 - x), given=[sr.ne(x, 1)]), never=TRUE, label=True)
topic.poison("arctan-of-tangent-like", "atan(sin/cos) is not its argument", lambda: sr.equal(
    sr.atan(sr.sin(x) / sr.cos(x)), x), never=FALSE, label=False)
topic.poison("integral-across-a-pole", "integrate(1/x**2, (x, -1, 1)) was -2 in old releases", lambda: sr.equal(
    sr.integral(1 / x**2, x, -1, 1), -2), never="PROVED CORROBORATED", label=False)
topic.poison("floor-of-limit", "limit(sin(x), x, oo) is an AccumBounds in SymPy", lambda: sr.tends_to(
    sr.sin(x), 0, x), never=FALSE, label=False)
topic.poison("inverse-of-nonsquare-product", "(A B)^-1 = B^-1 A^-1 needs square factors; here their product alone is square",
             lambda: sr.equal(sr.inv(P @ P.T), sr.inv(P @ P.T) @ sr.inv(P @ P.T), given=[sr.invertible(P @ P.T)]),
             never=FALSE, label=False)
topic.poison("nested-sqrt", "sqrt(x) sqrt(y) is combined by powdenest(force=True)", lambda: sr.equal(
    sr.sqrt(x * y) ** 2, x * y), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("hadamard-power", "hadamard(c, c) becomes HadamardPower(c, 2) on its own", lambda: sr.equal(
    sr.D(h * h, h), 2 * sr.diag(h)), never=TRUE, label=True)
