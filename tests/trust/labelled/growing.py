"""Bounds that hold up to some size or some number of terms, and fail beyond it."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("growing")
(n,) = sr.dims("n")
A, B = sr.matrices("A B", n, n)
u, v = sr.vectors("u v", n)
t, k = sr.index("t"), sr.index("k")
norm, rank = sr.norm, sr.rank
p = sr.softmax(v)
harmonic = sr.total(1 / k, k, 1, t)

topic.true("column-sum", lambda: sr.at_most(sr.norm_1(A), sr.sqrt(n) * norm(A)))
topic.false("column-sum", "ten rows and more", lambda: sr.at_most(sr.norm_1(A), 3 * norm(A)))
topic.true("entry-of-rotation", lambda: sr.at_most(sr.max(sr.abs(A)), 1, given=[sr.orthogonal(A)]))
topic.false("entry-of-rotation", "conference matrices of six rows", lambda: sr.at_most(
    sr.rational(1, 2), sr.max(sr.abs(A)), given=[sr.orthogonal(A)]))
topic.true("mean-modulus", lambda: sr.at_most(sr.sqrt(sr.mean(u**2)), sr.sqrt(n) * sr.mean(sr.abs(u))))
topic.false("mean-modulus", "one entry among twelve", lambda: sr.at_most(
    sr.rational(3, 10) * sr.sqrt(sr.mean(u**2)), sr.mean(sr.abs(u))))
topic.true("filled-product", lambda: sr.at_most(sr.count_nonzero(A @ B), sr.count_nonzero(A) * sr.count_nonzero(B)))
topic.false("filled-product", "a column times a row of five entries", lambda: sr.at_most(
    sr.count_nonzero(A @ B), 2 * (sr.count_nonzero(A) + sr.count_nonzero(B))))
topic.true("entropy", lambda: sr.at_most(-sr.sum(p * sr.log(p)), sr.log(n)))
topic.false("entropy", "log 8 is more than two", lambda: sr.at_most(-sr.sum(p * sr.log(p)), 2))
topic.true("entrywise-square", lambda: sr.at_most(2 * rank(A * A), rank(A) ** 2 + rank(A)))
topic.false("entrywise-square", "ranks of four give ten", lambda: sr.at_most(rank(A * A), 2 * rank(A) + 1))
topic.true("ranks-of-powers", lambda: sr.at_most(2 * rank(A @ A), rank(A) + rank(A @ A @ A)))
topic.false("ranks-of-powers", "three nilpotent blocks of two", lambda: sr.at_most(
    rank(A) + rank(A @ A @ A), 2 * rank(A @ A) + 2))
topic.true("harmonic", lambda: sr.at_most(harmonic, 1 + sr.log(t), given=[sr.ge(t, 1)]))
topic.false("harmonic", "from 227 terms on", lambda: sr.at_most(harmonic, 6, given=[sr.ge(t, 1)]))
topic.true("product-of-traces", lambda: sr.at_most(sr.tr(A @ B), sr.tr(A) * sr.tr(B), given=[sr.psd(A), sr.psd(B)]))
topic.false("product-of-traces", "a symmetric factor of trace zero", lambda: sr.at_most(
    sr.tr(A @ B), sr.tr(A) * sr.tr(B), given=[sr.psd(A), sr.symmetric(B)]))
