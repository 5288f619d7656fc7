"""What keeps rank, radius and determinant: regular factors, blocks, updates, similar matrices."""

import symrnn as sr
from symrnn.trust.entry import Topic

topic = Topic("regular")
n, m = sr.dims("n m")
A, B, W, S, O = sr.matrices("A B W S O", n, n)
R, M = sr.matrix("R", n, m), sr.matrix("M", m, m)
u, v, d = sr.vectors("u v d", n)
c = sr.scalar("c")
al = sr.scalar("al", positive=True)
p = sr.softmax(u)
eye, diag, det, inv, rho, rank, outer = sr.eye, sr.diag, sr.det, sr.inv, sr.rho, sr.rank, sr.outer
corner = sr.block([[A, R], [sr.zeros(m, n), M]])

topic.true("gains", lambda: sr.equal(rank(diag(d) @ W), rank(W), given=[sr.positive(d)]))
topic.false("gains", "gains that are zero", lambda: sr.equal(rank(diag(d) @ W), rank(W), given=[sr.nonneg(d)]))
topic.true("slopes", lambda: sr.equal(rank(diag(1 - sr.tanh(d) ** 2) @ R), rank(R)))
topic.false("slopes", "the function for its slope", lambda: sr.equal(rank(diag(sr.tanh(d)) @ R), rank(R)))
topic.true("leaky-slopes", lambda: sr.rank_is((1 - al) * eye(n) + al * diag(1 - sr.tanh(d) ** 2), n, given=[al < 1]))
topic.true("diagonal-blocks", lambda: sr.equal(
    rank(sr.block([[A, sr.zeros(n, m)], [sr.zeros(m, n), M]])), rank(A) + rank(M)))
topic.false("triangular-blocks", "the corner may add to the rank", lambda: sr.equal(rank(corner), rank(A) + rank(M)))
topic.true("triangular-blocks", lambda: sr.equal(rank(corner), rank(A) + m, given=[sr.invertible(M)]))
topic.true("centring", lambda: sr.rank_is(eye(n) - sr.ones(n, n) / n, n - 1))
topic.false("centring", "the column of ones is annihilated", lambda: sr.rank_is(eye(n) - sr.ones(n, n) / n, n))
topic.true("softmax", lambda: sr.rank_is(diag(p) - outer(p, p), n - 1))
topic.false("softmax", "a shift of all entries is not seen", lambda: sr.rank_is(diag(p) - outer(p, p), n))
topic.true("update", lambda: sr.rank_is(eye(n) + outer(u, v), n, given=[sr.ne(sr.dot(v, u), -1)]))
topic.false("update", "v'u may be -1", lambda: sr.rank_is(eye(n) + outer(u, v), n))
topic.true("singular-update", lambda: sr.rank_is(eye(n) + outer(u, v), n - 1, given=[sr.eq(sr.dot(v, u), -1)]))
topic.true("reflection", lambda: sr.rank_is(eye(n) - 2 * outer(u, u), n, given=[sr.unit_norm(u)]))
topic.false("projection", "the direction itself is lost", lambda: sr.rank_is(eye(n) - outer(u, u), n, given=[sr.unit_norm(u)]))
topic.true("similar", lambda: sr.equal(rho(inv(S) @ A @ S), rho(A), given=[sr.invertible(S)]))
topic.false("congruent", "a transpose for the inverse", lambda: sr.equal(rho(S.T @ A @ S), rho(A), given=[sr.invertible(S)]))
topic.true("turned", lambda: sr.equal(rho(O.T @ A @ O), rho(A), given=[sr.orthogonal(O)]))
topic.true("triangular", lambda: sr.equal(rho(A), sr.max(sr.abs(sr.diagof(A))), given=[sr.triangular(A)]))
topic.false("diagonal-entries", "true of triangular matrices", lambda: sr.at_most(
    rho(A), sr.max(sr.abs(sr.diagof(A))), given=[sr.symmetric(A)]))
topic.true("block-below", lambda: sr.at_most(rho(A), rho(corner)))
topic.true("square", lambda: sr.equal(rho(A @ A), rho(A) ** 2))
topic.false("square", "the product with the transpose", lambda: sr.equal(rho(A @ A.T), rho(A) ** 2))
topic.true("shifted", lambda: sr.equal(rho(A + al * eye(n)), rho(A) + al, given=[sr.psd(A)]))
topic.false("shifted", "eigenvalues on the left", lambda: sr.equal(rho(A + al * eye(n)), rho(A) + al))
topic.true("kronecker-determinant", lambda: sr.equal(det(sr.kron(A, M)), det(A) ** m * det(M) ** n))
topic.false("kronecker-determinant", "the exponents are exchanged", lambda: sr.equal(
    det(sr.kron(A, M)), det(A) ** n * det(M) ** m))
