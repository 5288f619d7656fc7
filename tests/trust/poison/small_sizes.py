"""What holds for one size, or for some, and is put for all."""

from itertools import permutations

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("small-sizes")
n, m = sr.dims("n m")
A, B, C, D = sr.matrices("A B C D", n, n)
M, N = sr.matrices("M N", 2, 2)
G = sr.matrix("G", 3, 3)
u, v = sr.vectors("u v", n)
P = sr.matrix("P", n, m)
I = sr.eye(n)
FALSE = "PROVED CORROBORATED VACUOUS DISPUTED ERROR"
TRUE = "REFUTED VACUOUS DISPUTED ERROR"


def bracket(a, b):
    """The commutator."""
    return a @ b - b @ a


def standard(matrices):
    """The standard polynomial: the signed sum over all orders of the product."""
    out = None
    for order in permutations(range(len(matrices))):
        sign = (-1) ** sum(a > b for i, a in enumerate(order) for b in order[i + 1:])
        product = matrices[order[0]]
        for k in order[1:]:
            product = product @ matrices[k]
        term = product if sign == 1 else -product
        out = term if out is None else out + term
    return out


topic.poison("commute", "true for n = 1", lambda: sr.equal(A @ B, B @ A), never=FALSE, label=False)
topic.poison("hall", "[A, B]^2 commutes with all C at n = 2 (Hall's identity)", lambda: sr.equal(
    bracket(A, B) @ bracket(A, B) @ C, C @ bracket(A, B) @ bracket(A, B)), never=FALSE, label=False)
topic.poison("standard-4", "the standard identity S_4 holds for n <= 2 (Amitsur and Levitzki)", lambda: sr.equal(
    standard([A, B, C, D]), sr.zeros(n, n)), never=FALSE, label=False)
topic.poison("standard-4-at-2", "S_4 at n = 2", lambda: sr.equal(
    standard([M, N, M @ N + N, sr.matrix("K", 2, 2)]), sr.zeros(2, 2)), never=TRUE, label=True)
topic.poison("cayley-hamilton-3", "the polynomial of size three for every size", lambda: sr.equal(
    sr.matpow(A, 3) - sr.tr(A) * sr.matpow(A, 2) + (sr.tr(A) ** 2 - sr.tr(A @ A)) / 2 * A - sr.det(A) * I,
    sr.zeros(n, n)), never=FALSE, label=False)
topic.poison("cayley-hamilton-3-at-3", "at its size", lambda: sr.equal(
    sr.matpow(G, 3) - sr.tr(G) * sr.matpow(G, 2) + (sr.tr(G) ** 2 - sr.tr(G @ G)) / 2 * G - sr.det(G) * sr.eye(3),
    sr.zeros(3, 3)), never=TRUE, label=True)
topic.poison("rank-5", "true for n <= 5", lambda: sr.rank_at_most(A, 5), never=FALSE, label=False)
topic.poison("rank-8", "true for n <= 8", lambda: sr.rank_at_most(A, 8), never=FALSE, label=False)
topic.poison("sum-bounded-by-six", "the sum of n slopes is at most 6 up to n = 6", lambda: sr.at_most(
    sr.sum(1 - sr.tanh(u) ** 2), 6), never=FALSE, label=False)
topic.poison("sum-bounded-by-thousand", "the sum of n slopes is at most 1000 up to n = 1000", lambda: sr.at_most(
    sr.sum(1 - sr.tanh(u) ** 2), 1000), never=FALSE, label=False)
topic.poison("unit-out-of-range", "unit(n, 9) is the zero column for n <= 9", lambda: sr.equal(
    sr.dot(sr.unit(n, 9), sr.unit(n, 9)), 0), never=FALSE, label=False)
topic.poison("unit-length", "unit(n, 2) is the zero column for n <= 2", lambda: sr.equal(
    sr.dot(sr.unit(n, 2), sr.unit(n, 2)), 1), never=FALSE, label=False)
topic.poison("unit-far-length", "unit(n, 9) is the zero column for n <= 9", lambda: sr.equal(
    sr.dot(sr.unit(n, 9), sr.unit(n, 9)), 1), never=FALSE, label=False)
topic.poison("nilpotent-7", "A^7 = 0 for nilpotent A holds for n <= 7", lambda: sr.equal(
    sr.matpow(A, 7), sr.zeros(n, n), given=[sr.nilpotent(A)]), never=FALSE, label=False)
topic.poison("odd-skew-singular", "det of a skew matrix is zero for odd n", lambda: sr.equal(
    sr.det(A), 0, given=[sr.skew(A)]), never=FALSE, label=False)
topic.poison("det-minus", "det(-A) = -det(A) for odd n", lambda: sr.equal(sr.det(-A), -sr.det(A)), never=FALSE, label=False)
topic.poison("det-minus-even", "det(-A) = det(A) for even n", lambda: sr.equal(sr.det(-A), sr.det(A)), never=FALSE, label=False)
topic.poison("trace-is-entry", "true for n = 1", lambda: sr.equal(sr.tr(A), sr.entry(A, 0, 0)), never=FALSE, label=False)
topic.poison("size-squared", "n^2 = 3 n - 2 for n = 1 and n = 2", lambda: sr.equal(
    sr.sum(sr.ones(n, n)), 3 * sr.sum(sr.ones(n)) - 2), never=FALSE, label=False)
topic.poison("size-polynomial", "(n - 1)(n - 2)(n - 3)(n - 4)(n - 5)(n - 6) vanishes at every size that is sampled",
             lambda: sr.equal((n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5) * (n - 6) * sr.sum(u), 0),
             never=FALSE, label=False)
topic.poison("size-polynomial-far", "the same up to n = 12", lambda: sr.equal(
    (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5) * (n - 6) * (n - 7) * (n - 8) * (n - 9) * (n - 10) * (n - 11)
    * (n - 12) * sr.sum(u), 0), never=FALSE, label=False)
topic.poison("small-size-only", "n < 9 is not said", lambda: sr.holds(sr.lt(n, 9)), never=FALSE, label=False)
topic.poison("size-product", "true where n = 1 or m = 1", lambda: sr.equal(
    sr.sum(sr.ones(n, m)), sr.sum(sr.ones(n)) + sr.sum(sr.ones(m)) - 1), never=FALSE, label=False)
topic.poison("rectangular-rank", "true where n <= m", lambda: sr.rank_is(P @ P.T, n, given=[sr.eq(sr.rank(P), m)]),
             never=FALSE, label=False)
topic.poison("rank-one-det", "1 + tr for det(I + X) at rank one", lambda: sr.equal(
    sr.det(I + sr.outer(u, v) + sr.outer(v, u)), 1 + 2 * sr.dot(u, v)), never=FALSE, label=False)
topic.poison("norm-radius-2", "norm = radius = 1 forces normality at n <= 2, not at n = 3", lambda: sr.implies(
    sr.eq(sr.norm(A), sr.rho(A)), sr.normal(A)), never=FALSE, label=False)
