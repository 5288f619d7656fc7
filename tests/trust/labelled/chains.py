"""Stochastic matrices and permutations, as conditions and as what is to be shown."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("chains")
n = sr.dims("n")[0]
A, B, P = sr.matrices("A B P", n, n)
u = sr.vector("u", n)
a = sr.scalar("a")
I = sr.eye(n)
chain, moves = sr.stochastic, sr.permutation

topic.true("mixture", lambda: sr.holds(chain(a * A + (1 - a) * B), given=[chain(A), chain(B), sr.between(a, 0, 1)]))
topic.false("mixture", "the weight may be negative", lambda: sr.holds(
    chain(a * A + (1 - a) * B), given=[chain(A), chain(B)]))
topic.true("two-steps", lambda: sr.holds(chain(A @ B), given=[chain(A), chain(B)]))
topic.false("two-steps", "columns do not sum to one", lambda: sr.holds(chain(A @ B.T), given=[chain(A), chain(B)]))
topic.true("relabelled", lambda: sr.holds(chain(P @ A @ P.T), given=[chain(A), moves(P)]))
topic.true("lazy", lambda: sr.implies(chain(A), chain((I + A) / 2)))
topic.false("lazy", "a lazy chain may come from a matrix with negative entries", lambda: sr.implies(
    chain((I + A) / 2), chain(A)))
topic.true("two-permutations", lambda: sr.holds(moves(A @ B), given=[moves(A), moves(B)]))
topic.false("mean-of-permutations", "the mean of two is none", lambda: sr.holds(
    moves((A + B) / 2), given=[moves(A), moves(B)]))
topic.true("permutations-are-doubly-stochastic", lambda: sr.implies(moves(A), sr.all_of(chain(A), chain(A.T))))
topic.false("doubly-stochastic", "the mean of two permutations is doubly stochastic", lambda: sr.implies(
    sr.all_of(chain(A), chain(A.T)), moves(A)))
topic.true("averages", lambda: sr.holds(sr.nonneg(A @ u), given=[chain(A), sr.nonneg(u)]))
topic.false("averages", "all that is averaged may be zero", lambda: sr.holds(
    sr.positive(A @ u), given=[chain(A), sr.nonneg(u)]))
topic.true("column-chains", lambda: sr.holds(chain((A @ B).T), given=[chain(A.T), chain(B.T)]))
