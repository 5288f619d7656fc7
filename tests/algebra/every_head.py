"""One term for every head of the language, and one statement for every statement head."""

import symrnn.algebra.language.statements as st
import symrnn.algebra.language.words as w
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.laws import expect, gaussian
from symrnn.algebra.language.leaves import matrices, matrix, rational, scalar, scalars, sequence, vector, vectors
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.language.sizes import dims, index
from symrnn.algebra.terms import Term

n, m = dims("n m")
t, k = index("t"), index("k")
h, b, u, v = vectors("h b u v", n)
x = vector("x", m)
W, A, Q, U = matrices("W A Q U", n, n)
V = matrix("V", n, m)
alpha, beta = scalars("alpha beta")
dt = scalar("dt", between=(0, 1))
z = scalar("z")
c = scalar("c", complex=True)
hs, Ws, ss = sequence("h_s", n), sequence("W_s", n, n), sequence("q")
tanh, exp, sqrt = TABLE["tanh"], TABLE["exp"], TABLE["sqrt"]
phi = function("phi")
a = w.named("a", W @ h + b)

TERMS = {
    "num": rational(-7, 10), "const": w.pi, "sym": h, "seq": Ws[t - 1], "size": Term("size", (2 * n + 1,), ()),
    "eye": w.eye(n), "ones": w.ones(n, m), "zeros": w.zeros(n), "unit": w.unit(n, k + 1),
    "add": h + b, "sub": h - (b - v), "mul": alpha * (h * b), "div": h / (1 + h.T @ h), "neg": -(h + b),
    "pow": (1 + alpha) ** 2, "matmul": (W + A) @ h, "T": (W @ A).T, "fn": tanh(W @ h + b), "diag": w.diag(h),
    "diagof": w.diagof(W), "outer": w.outer(h, b), "dot": w.dot(h, b), "inv": w.inv(W), "matpow": w.matpow(W, t - k),
    "expm": w.expm(W), "kron": w.kron(W, A), "vec": w.vec(W), "stack": w.stack(h, x),
    "block": w.block([[W, V], [V.T, w.eye(m)]]), "entry": w.entry(W, 0, k), "softmax": w.softmax(W @ h),
    "det": w.det(W), "tr": w.tr(W), "rank": w.rank(W), "rho": w.rho(W), "count_nonzero": w.count_nonzero(h),
    "sum": w.sum_(W), "mean": w.mean(h), "max": w.max_(h), "min": w.min_(h), "norm": w.norm(W), "norm_f": w.norm_f(W),
    "norm_1": w.norm_1(W), "norm_inf": w.norm_inf(W), "sigma_min": w.sigma_min(W), "eig_max": w.eig_max(W),
    "eig_min": w.eig_min(W), "conj": w.conj(c), "re": w.re(c), "im": w.im(c), "D": w.D(tanh(a), h),
    "pullback": w.pullback(tanh(W @ h), W, v), "jvp": w.jvp(tanh(W @ h), W, A),
    "hessian": w.hessian(w.sum_(tanh(h)), h), "named": a,
    "at": w.D(tanh(W @ h), h).at({h: w.zeros(n)}), "product": w.product(Ws, k, t, t + 5),
    "total": w.total(hs, k, 1, t), "integral": w.integral(exp(-(z**2)), z, -w.oo, w.oo),
    "iterate": w.iterate(tanh(W @ h), h, b, t), "lyap": w.stationary_covariance(A, Q),
    "expect": expect(z**2, z, gaussian(0, alpha)),
}  # fmt: skip


def dice(rng, size):
    return rng.integers(1, 7, size)


STATEMENTS = {
    "equal": st.equal(W, A), "at_most": st.at_most(w.norm(W), 1), "less": st.less(w.rho(W), 1), "eq": st.eq(W, A),
    "ne": st.ne(W, A), "lt": alpha < 1, "le": alpha <= 1, "gt": alpha > 0, "ge": st.ge(n, 2),
    "between": st.between(alpha, 0, 1), "strictly_between": st.strictly_between(h, -1, 1), "positive": st.positive(h),
    "nonneg": st.nonneg(alpha), "nonzero": st.nonzero(h), "nowhere_zero": st.nowhere_zero(h),
    **{head: getattr(st, head)(W) for head in (
        "symmetric", "skew", "orthogonal", "normal", "invertible", "psd", "pd", "diagonal", "triangular", "idempotent",
        "nilpotent", "permutation", "stochastic")},
    "unit_norm": st.unit_norm(h), "commute": st.commute(W, A), "fixed": st.fixed(h, b), "rank_is": st.rank_is(W, n - 1),
    "rank_at_most": st.rank_at_most(W, 1), "tends_to": st.tends_to(w.norm(w.matpow(W, k)), 0, k),
    "of_order": st.of_order(w.norm(w.matpow(W, k)), k, k), "holds": st.holds(alpha < 1), "no": st.no(st.symmetric(W)),
    "iff": st.iff(st.eq(w.norm(W), w.rho(W)), st.normal(W)), "implies": st.implies(st.less(w.rho(W), 1), alpha < 1),
    "all_of": st.all_of(st.symmetric(W), alpha < 1), "any_of": st.any_of(st.symmetric(W), alpha < 1),
    "exists": st.exists([h, W], st.ne(W @ h, h)),
    "induction": st.induction(t, st.eq(w.matpow(W, 0), w.eye(n)), st.eq(w.matpow(W, t) @ W, w.matpow(W, t + 1))),
    "expects": st.expects(dice, rational(7, 2)),
}  # fmt: skip
