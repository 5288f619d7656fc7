"""Largest entries, sums and softmax of columns, traces and determinants of psd matrices, ranks of many rows."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("extremes")
n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", n, m)
u, v, h, b, c = sr.vectors("u v h b c", n)
s, z, q = sr.softmax(h), sr.sigmoid(b), sr.rational
J = sr.diag(s) - sr.outer(s, s)
gated = z * h + (1 - z) * sr.tanh(c)
bounded = [sr.norm_inf(h) <= 1]

topic.true("log-sum-exp", lambda: sr.at_most(sr.log(sr.sum(sr.exp(h))), sr.max(h) + sr.log(n)))
topic.false("log-sum-exp", "log n passes five at n = 149", lambda: sr.at_most(sr.log(sr.sum(sr.exp(h))), sr.max(h) + 5))
topic.true("log-sum-exp-below", lambda: sr.at_most(sr.max(h), sr.log(sr.sum(sr.exp(h)))))
topic.true("softmax-jacobian", lambda: sr.at_most(sr.norm(J), q(1, 2)))
topic.false("softmax-jacobian", "the constant of the sigmoid", lambda: sr.at_most(sr.norm(J), q(1, 4)))
topic.true("softmax-layer", lambda: sr.at_most(
    sr.norm(sr.softmax(A @ u) - sr.softmax(A @ v)), sr.norm(A) * sr.norm(u - v) / 2))
topic.false("softmax-mixed", "from the largest modulus to the sum of moduli the constant is one", lambda: sr.at_most(
    sr.norm_1(sr.softmax(u) - sr.softmax(v)), q(4, 5) * sr.norm_inf(u - v)))
topic.true("softmax-peak", lambda: sr.at_most(1 / n, sr.max(s)))
topic.false("softmax-peak", "21 equal ones", lambda: sr.at_most(q(1, 20), sr.max(s)))
topic.true("attention", lambda: sr.at_most(sr.norm(P.T @ s), sr.norm(P)))
topic.true("gated-step", lambda: sr.at_most(sr.norm_inf(gated), 1, given=bounded))
topic.false("gated-step", "the length for the largest modulus", lambda: sr.at_most(sr.norm(gated), 1, given=bounded))
topic.true("trace-square", lambda: sr.at_most(sr.tr(A) ** 2, n * sr.tr(A @ A), given=[sr.symmetric(A)]))
topic.false("trace-square", "a rotation is normal, too", lambda: sr.at_most(
    sr.tr(A) ** 2, n * sr.tr(A @ A), given=[sr.normal(A)]))
topic.true("determinants-of-a-sum", lambda: sr.at_most(
    sr.det(A) + sr.det(B), sr.det(A + B), given=[sr.psd(A), sr.psd(B)]))
topic.false("determinants-of-a-sum", "one of them is indefinite", lambda: sr.at_most(
    sr.det(A) + sr.det(B), sr.det(A + B), given=[sr.psd(A), sr.symmetric(B)]))
topic.true("spread", lambda: sr.at_most(
    sr.eig_max(A) - sr.eig_min(A), sr.sqrt(2) * sr.norm_f(A), given=[sr.symmetric(A)]))
topic.false("spread", "the root of two is above 7/5", lambda: sr.at_most(
    sr.eig_max(A) - sr.eig_min(A), q(7, 5) * sr.norm_f(A), given=[sr.symmetric(A)]))
topic.true("commutator", lambda: sr.at_most(sr.norm_f(A @ B - B @ A), sr.sqrt(2) * sr.norm_f(A) * sr.norm_f(B)))
topic.true("row-and-column-sums", lambda: sr.at_most(sr.norm_1(A) * sr.norm_inf(A), n * sr.norm(A) ** 2))
topic.false("row-and-column-sums", "n is lost; an arrow of a dozen rows", lambda: sr.at_most(
    sr.norm_1(A) * sr.norm_inf(A), 6 * sr.norm(A) ** 2))
topic.false("many-ranks", "true up to 30 rows", lambda: sr.rank_at_most(A + A.T, 30))
topic.false("radii-of-near-matrices", "eigenvalues of 1 / |i - j| against its skew twin", lambda: sr.at_most(
    sr.abs(sr.rho(A) - sr.rho(B)), sr.norm(A - B), given=[sr.normal(A)]))
