"""Transposes and inverses."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("inverses")
n, m = sr.dims("n m")
A, B, C = sr.matrices("A B C", n, n)
P = sr.matrix("P", n, m)
u = sr.vector("u", n)
s = sr.scalar("s", nonzero=True)
inv, eye = sr.inv, sr.eye(n)
both = [sr.invertible(A), sr.invertible(B)]

topic.true("transpose-of-product", lambda: sr.equal((A @ B @ C).T, C.T @ B.T @ A.T))
topic.false("transpose-of-product", "the order is kept", lambda: sr.equal((A @ B @ C).T, A.T @ B.T @ C.T))
topic.true("inverse-of-product", lambda: sr.equal(inv(A @ B), inv(B) @ inv(A), given=both))
topic.false("inverse-of-product", "the order is kept", lambda: sr.equal(inv(A @ B), inv(A) @ inv(B), given=both))
topic.false("inverse-of-sum", "the inverse is taken term by term", lambda: sr.equal(
    inv(A + B), inv(A) + inv(B), given=[*both, sr.invertible(A + B)]))
topic.true("difference-of-inverses", lambda: sr.equal(inv(A) - inv(B), inv(A) @ (B - A) @ inv(B), given=both))
topic.false("difference-of-inverses", "the sign of the difference", lambda: sr.equal(
    inv(A) - inv(B), inv(A) @ (A - B) @ inv(B), given=both))
topic.true("scaled", lambda: sr.equal(inv(s * A), inv(A) / s, given=[sr.invertible(A)]))
topic.false("scaled", "the scalar is not inverted", lambda: sr.equal(inv(s * A), s * inv(A), given=[sr.invertible(A)]))
topic.true("push-through", lambda: sr.equal(
    inv(eye + P @ P.T) @ P, P @ inv(sr.eye(m) + P.T @ P)))
topic.false("push-through", "the inverse changes its sign on the way", lambda: sr.equal(
    inv(eye + P @ P.T) @ P, P @ inv(sr.eye(m) - P.T @ P), given=[sr.invertible(sr.eye(m) - P.T @ P)]))
topic.true("cayley", lambda: sr.equal(
    (inv(eye + A) @ (eye - A)).T @ (inv(eye + A) @ (eye - A)), eye, given=[sr.skew(A), sr.invertible(eye + A)]))
topic.false("cayley", "A is symmetric", lambda: sr.equal(
    (inv(eye + A) @ (eye - A)).T @ (inv(eye + A) @ (eye - A)), eye, given=[sr.symmetric(A), sr.invertible(eye + A)]))
topic.true("resolvent", lambda: sr.equal(
    inv(eye - A), eye + A + sr.matpow(A, 2) @ inv(eye - A), given=[sr.invertible(eye - A)]))
topic.false("resolvent", "the geometric series is cut off", lambda: sr.equal(
    inv(eye - A), eye + A + sr.matpow(A, 2), given=[sr.invertible(eye - A)]))
topic.true("householder", lambda: sr.equal(
    sr.matpow(eye - 2 * sr.outer(u, u) / sr.dot(u, u), 2), eye, given=[sr.nonzero(u)]))
topic.false("householder", "the two is forgotten", lambda: sr.equal(
    sr.matpow(eye - sr.outer(u, u) / sr.dot(u, u), 2), eye, given=[sr.nonzero(u)]))
topic.true("orthogonal-inverse", lambda: sr.equal(inv(A) @ u, A.T @ u, given=[sr.orthogonal(A)]))
topic.false("orthogonal-inverse", "columns of norm one alone do not make A orthogonal", lambda: sr.equal(
    inv(A) @ u, A.T @ u, given=[sr.invertible(A), sr.eq(sr.diagof(A.T @ A), sr.ones(n))]))
topic.true("idempotent-complement", lambda: sr.equal((eye - A) @ (eye - A), eye - A, given=[sr.idempotent(A)]))
topic.true("reflection", lambda: sr.equal(inv(2 * A - eye), 2 * A - eye, given=[sr.idempotent(A)]))
topic.false("idempotent-product", "the product of two projectors that do not commute", lambda: sr.equal(
    (A @ B) @ (A @ B), A @ B, given=[sr.idempotent(A), sr.idempotent(B)]))
