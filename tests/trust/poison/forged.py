"""Names, indices, ranges and sizes that are made to be confused."""

import sympy

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("forged")
n, m = sr.dims("n m")
A, B, C = sr.matrices("A B C", n, n)
u, v, h = sr.vectors("u v h", n)
b = sr.vector("b", m)
x, y = sr.scalars("x y")
t, k, j, s = sr.index("t"), sr.index("k"), sr.index("j"), sr.index("s")
xs, ys, Ws = sr.sequence("xs"), sr.sequence("ys"), sr.sequence("Ws", n, n)
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
TRUE = "REFUTED VACUOUS DISPUTED ERROR"
phi, psi = sr.function("phi"), sr.function("psi")
z = sympy.Symbol("z")


def renamed(name):
    """Two leaves whose names look like parts of a key."""
    return sr.matrix(name, n, n)


topic.poison("name-like-a-dummy", "a leaf named as SymPy names bound indices", lambda: sr.equal(
    renamed("k") @ renamed("_k"), renamed("_k") @ renamed("k")), never=FALSE, label=False)
topic.poison("name-like-an-index", "leaves named F, B, U and L as the kinds of indices", lambda: sr.equal(
    sr.matrix("F", n, n) @ sr.matrix("U", n, n), sr.matrix("U", n, n) @ sr.matrix("F", n, n)), never=FALSE, label=False)
topic.poison("name-like-sympy", "leaves named I, E, S, N, pi are leaves", lambda: sr.equal(
    sr.scalar("I") ** 2 + 1, 0), never=FALSE, label=False)
topic.poison("name-like-a-constant", "a leaf named e is not Euler's number", lambda: sr.equal(
    sr.log(sr.scalar("e", positive=True)), 1), never=FALSE, label=False)
topic.poison("name-like-a-variable", "a leaf named _x is not the argument of a function", lambda: sr.equal(
    sr.function("twice", 2 * z)(x), 2 * sr.scalar("_x")), never=FALSE, label=False)
topic.poison("name-like-a-variable-true", "a leaf named _x, used as such", lambda: sr.equal(
    sr.function("twice", 2 * z)(sr.scalar("_x")), 2 * sr.scalar("_x")), never=TRUE, label=True)
topic.poison("function-named-as-leaf", "a function and a leaf of one name", lambda: sr.equal(
    sr.function("x", z**2)(x), x), never="PROVED REFUTED CORROBORATED DISPUTED VACUOUS", label=None)
topic.poison("size-and-leaf", "a size and a leaf of one name", lambda: sr.equal(
    sr.scalar("n") * sr.sum(u), sr.sum(sr.ones(n)) * sr.sum(u)),
    never="PROVED REFUTED CORROBORATED DISPUTED VACUOUS", label=None)
topic.poison("two-functions", "two different opaque functions", lambda: sr.equal(phi(x), psi(x)), never=FALSE, label=False)
topic.poison("opaque-linear", "an opaque function need not be linear", lambda: sr.equal(
    phi(x + y), phi(x) + phi(y)), never=FALSE, label=False)
topic.poison("opaque-odd", "an opaque function need not be odd", lambda: sr.equal(phi(-x), -phi(x)), never=FALSE, label=False)
topic.poison("opaque-zero", "an opaque function need not vanish at zero", lambda: sr.equal(phi(x - x), 0), never=FALSE, label=False)
topic.poison("opaque-same", "equal arguments", lambda: sr.equal(phi((x + y) ** 2), phi(x**2 + 2 * x * y + y**2)), never=TRUE, label=True)
topic.poison("function-of-function", "tanh(exp(h)) is not exp(tanh(h))", lambda: sr.equal(
    sr.tanh(sr.exp(h)), sr.exp(sr.tanh(h))), never=FALSE, label=False)
topic.poison("idle-sum", "1'1 is n, not one", lambda: sr.equal(sr.dot(sr.ones(n), sr.ones(n)), 1), never=FALSE, label=False)
topic.poison("idle-sum-counted", "1'1 is n", lambda: sr.equal(sr.dot(sr.ones(n), sr.ones(n)), n), never=TRUE, label=True)
topic.poison("idle-sum-other-size", "m is not n", lambda: sr.equal(sr.sum(sr.ones(m)), n), never=FALSE, label=False)
topic.poison("idle-sum-in-function", "a sum inside a function is counted there", lambda: sr.equal(
    sr.tanh(sr.sum(sr.ones(n)) * x), sr.tanh(n * x)), never=TRUE, label=True)
topic.poison("cube-of-form", "(u'Ah)^3 sums over three pairs of indices", lambda: sr.equal(
    sr.dot(u, A @ h) ** 3, sr.dot(u**3, (A * A * A) @ h**3)), never=FALSE, label=False)
topic.poison("cube-of-form-true", "(u'Ah)^3 by a product of three", lambda: sr.equal(
    sr.dot(u, A @ h) ** 3, sr.dot(u, A @ h) * sr.tr(sr.outer(A @ h, u)) * sr.dot(A.T @ u, h)), never=TRUE, label=True)
topic.poison("reused-index", "a sum of products for a product of sums", lambda: sr.equal(
    sr.sum(u * v) * sr.sum(u * v), sr.sum(u * v * u * v)), never=FALSE, label=False)
topic.poison("trace-of-four", "tr((AB)^2) and tr(A^2 B^2) have equal patterns of sums", lambda: sr.equal(
    sr.tr(A @ B @ A @ B), sr.tr(A @ A @ B @ B)), never=FALSE, label=False)
topic.poison("trace-transposed", "tr(A B C) and tr(C B A)", lambda: sr.equal(sr.tr(A @ B @ C), sr.tr(C @ B @ A)), never=FALSE, label=False)
topic.poison("trace-of-cube-transposed", "tr(A A A') and tr(A A' A')", lambda: sr.equal(
    sr.tr(A @ A @ A.T), sr.tr(A @ A.T @ A.T)), never=TRUE, label=True)
topic.poison("cycle-against-pairs", "tr(A B A' B') and tr(A A' B B') sum over four indices each", lambda: sr.equal(
    sr.tr(A @ B @ A.T @ B.T), sr.tr(A @ A.T @ B @ B.T)), never=FALSE, label=False)
topic.poison("two-triangles-against-six", "two cycles of three against one of six", lambda: sr.equal(
    sr.tr(A @ A @ A) ** 2, sr.tr(sr.matpow(A, 6))), never=FALSE, label=False)
topic.poison("symmetric-patterns", "two patterns with equal colours of all indices", lambda: sr.equal(
    sr.tr(A @ B @ A @ B) * sr.tr(A @ B), sr.tr(A @ B @ A @ B @ A @ B)), never=FALSE, label=False)
topic.poison("shadowed-index", "the inner k is another k", lambda: sr.equal(
    sr.total(sr.total(xs[k], k, 0, 1), k, 0, 2), 3 * (xs[0] + xs[1])), never=TRUE, label=True)
topic.poison("shadowed-index-captured", "the inner k is another k", lambda: sr.equal(
    sr.total(sr.total(xs[k], k, 0, 1), k, 0, 2), 2 * (xs[0] + xs[1] + xs[2])), never=FALSE, label=False)
topic.poison("captured-bound", "the end of the outer range is the name of the inner index", lambda: sr.equal(
    sr.total(sr.total(xs[k] * ys[j], j, 0, 2), k, j, j), xs[j] * (ys[0] + ys[1] + ys[2])), never=TRUE, label=True)
topic.poison("captured-bound-false", "the free j is taken for the bound one", lambda: sr.equal(
    sr.total(sr.total(xs[k] * ys[j], j, 0, 2), k, j, j), xs[0] * ys[0] + xs[1] * ys[1] + xs[2] * ys[2]),
    never=FALSE, label=False)
topic.poison("captured-last", "the last summand is split off under a sum", lambda: sr.equal(
    sr.total(sr.total(xs[k] * ys[j], j, 0, 2), k, 0, j + 1),
    sr.total(sr.total(xs[k] * ys[j], j, 0, 2), k, 0, j) + sr.total(xs[s] * ys[s + 1], s, 0, 2)), never=FALSE, label=False)
topic.poison("captured-substitution", "x is bound by the integral", lambda: sr.equal(
    sr.integral(x * y, x, 0, 1).at({y: x}), x / 2), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("captured-substitution-false", "x is captured by the integral", lambda: sr.equal(
    sr.integral(x * y, x, 0, 1).at({y: x}), sr.rational(1, 3)), never="PROVED CORROBORATED DISPUTED", label=False)
topic.poison("captured-iterate", "u is bound by the iterate", lambda: sr.equal(
    sr.iterate(u + v, u, v, 2).at({v: u}), 3 * u), never="REFUTED DISPUTED ERROR", label=True)
topic.poison("captured-iterate-false", "u is captured by the iterate", lambda: sr.equal(
    sr.iterate(u + v, u, v, 2).at({v: u}), 4 * u), never="PROVED CORROBORATED DISPUTED", label=False)
topic.poison("nested-symbolic-sums", "the inner sum captures the outer index", lambda: sr.equal(
    sr.total(sr.total(xs[k] * ys[j], j, 0, t), k, 0, t), sr.total(sr.total(xs[j] * ys[j], j, 0, t), k, 0, t)),
    never=FALSE, label=False)
topic.poison("nested-symbolic-sums-renamed", "the names of summation indices do not matter", lambda: sr.equal(
    sr.total(sr.total(xs[k] * ys[j], j, 0, t), k, 0, t), sr.total(sr.total(xs[j] * ys[k], k, 0, t), j, 0, t)),
    never=TRUE, label=True)
topic.poison("empty-sum", "the sum from 2 to 1 is zero", lambda: sr.equal(sr.total(xs, k, 2, 1), 0), never=TRUE, label=True)
topic.poison("negative-length", "the sum from 5 to 1 is zero, not a signed sum", lambda: sr.equal(
    sr.total(xs, k, 5, 1), -(xs[2] + xs[3] + xs[4])), never=FALSE, label=False)
topic.poison("empty-product", "the product from t + 1 to t is the identity", lambda: sr.equal(
    sr.product(Ws, k, t + 1, t), sr.eye(n)), never=TRUE, label=True)
topic.poison("last-of-empty", "the last factor is split off a range that may be empty", lambda: sr.equal(
    sr.product(Ws, k, 3, t), Ws[t] @ sr.product(Ws, k, 3, t - 1)), never=FALSE, label=False)
topic.poison("last-of-empty-sum", "the last summand is split off a range that may be empty", lambda: sr.equal(
    sr.total(xs, k, 3, t + 1), sr.total(xs, k, 3, t) + xs[t + 1]), never=FALSE, label=False)
topic.poison("last-of-nonempty-sum", "with t at least two", lambda: sr.equal(
    sr.total(xs, k, 3, t + 1), sr.total(xs, k, 3, t) + xs[t + 1], given=[sr.ge(t, 2)]), never=TRUE, label=True)
topic.poison("split-far", "the range is empty up to t = 8", lambda: sr.equal(
    sr.total(xs, k, 9, t), 0), never=FALSE, label=False)
topic.poison("constant-sum", "t + 1 summands", lambda: sr.equal(sr.total(x, k, 0, t), (t + 1) * x), never=TRUE, label=True)
topic.poison("constant-sum-negative", "no summands below 5", lambda: sr.equal(
    sr.total(x, k, 5, t), (t - 4) * x), never=FALSE, label=False)
topic.poison("power-minus", "matpow at a negative power", lambda: sr.equal(
    sr.matpow(A, -1) @ A, sr.eye(n), given=[sr.invertible(A)]), never="REFUTED DISPUTED", label=None)
topic.poison("entry-out-of-range", "there is no entry 5 in most columns", lambda: sr.equal(
    sr.entry(u, 5), 0), never="PROVED CORROBORATED", label=None)
topic.poison("size-as-scalar", "n is a number that multiplies", lambda: sr.equal(
    sr.sum(sr.ones(n) * n), n**2), never=TRUE, label=True)
topic.poison("size-as-power", "2^n for sum of 2", lambda: sr.equal(2**n, 2 * n), never=FALSE, label=False)
topic.poison("stacked-order", "the blocks of a stack change places", lambda: sr.equal(
    sr.norm(sr.stack(u, b)) ** 2, sr.dot(u, u) + sr.dot(b, b)), never=TRUE, label=True)
topic.poison("same-named-intermediates", "two intermediates of one name", lambda: sr.equal(
    sr.named("a", A @ u) + sr.named("a", B @ u), 2 * (A @ u)), never="PROVED CORROBORATED DISPUTED", label=False)
topic.poison("kron-order", "kron(u, v) and kron(v, u) hold the same numbers in another order", lambda: sr.equal(
    sr.kron(u, v), sr.kron(v, u)), never=FALSE, label=False)
topic.poison("vec-order", "vec(A) and vec(A') hold the same numbers in another order", lambda: sr.equal(
    sr.vec(A), sr.vec(A.T)), never=FALSE, label=False)
topic.poison("block-order", "rows and columns of blocks change places together", lambda: sr.equal(
    sr.det(sr.block([[A, B], [C, A]])), sr.det(sr.block([[A, C], [B, A]]))), never=TRUE, label=True)
topic.poison("block-order-false", "the upper blocks change places, the lower do not", lambda: sr.equal(
    sr.det(sr.block([[A, B], [C, A]])), sr.det(sr.block([[B, A], [C, A]]))), never=FALSE, label=False)
