"""Identities of matrices as combinations of equations: what is found, and what is never found."""

import pytest

import symrnn as sr
from symrnn.algebra.free.completion import Completion
from symrnn.algebra.free.prover import confirmed, prove_by_words
from symrnn.algebra.free.reading import Reading
from symrnn.algebra.free.words import plus
from symrnn.algebra.provers import prove

n, m = sr.dims("n m")
A, B, P = sr.matrices("A B P", n, n)
H = sr.matrix("H", n, m)
u, v, h, b = sr.vectors("u v h b", n)
a, t = sr.scalars("a t")
k, j = sr.index("k"), sr.index("j")
I, zero = sr.eye(n), sr.zeros(n, n)
inv, expm, power = sr.inv, sr.expm, sr.matpow
lyap = sr.stationary_covariance

TRUE = {
    "push-through": sr.equal(inv(I + H @ H.T) @ H, H @ inv(sr.eye(m) + H.T @ H)),
    "parallel": sr.equal(inv(inv(A) + inv(B)), A @ inv(A + B) @ B, given=[sr.invertible(A), sr.invertible(B)]),
    "hua": sr.equal(A - inv(inv(A) + inv(inv(B) - A)), A @ B @ A, given=[sr.invertible(A), sr.invertible(B)]),
    "resolvents": sr.equal(inv(a * I - A) @ inv(t * I - A), inv(t * I - A) @ inv(a * I - A)),
    "cancelled": sr.equal(u, v, given=[sr.invertible(A), sr.eq(A @ u, A @ v)]),
    "symmetric inverse": sr.equal(inv(A).T, inv(A), given=[sr.symmetric(A), sr.invertible(A)]),
    "sherman": sr.equal(inv(A + sr.outer(u, v)) @ u, inv(A) @ u / (1 + sr.dot(v, inv(A) @ u)), given=[sr.invertible(A)]),
    "skew eigenvalue": sr.equal(a * sr.dot(v, v), 0, given=[sr.skew(A), sr.eq(A @ v, a * v)]),
    "form of a symmetric matrix": sr.equal(sr.dot(u, A.T @ u) + a * sr.dot(u, B @ u), sr.dot(u, A @ u) + sr.dot(u, v),
                                           given=[sr.symmetric(A), sr.eq(v, a * (B @ u))]),
    "exponential of a sum": sr.equal(expm(A + B), expm(A) @ expm(B), given=[sr.commute(A, B)]),
    "exponential of a projection": sr.equal(expm(t * A), I + (sr.exp(t) - 1) * A, given=[sr.idempotent(A)]),
    "exponential of rank one": sr.equal(expm(sr.outer(u, v)), I + (sr.exp(sr.dot(u, v)) - 1) / sr.dot(u, v)
                                        * sr.outer(u, v), given=[sr.ne(sr.dot(u, v), 0)]),
    "exponential of an involution": sr.equal(expm(t * A), sr.cosh(t) * I + sr.sinh(t) * A, given=[sr.eq(A @ A, I)]),
    "rotation": sr.equal(expm(t * A), sr.cos(t) * I + sr.sin(t) * A, given=[sr.eq(A @ A, -I)]),
    "exponential of a skew matrix": sr.equal(sr.norm(expm(A) @ h) ** 2, sr.dot(h, h), given=[sr.skew(A)]),
    "exponential of a similar matrix": sr.equal(expm(B @ A @ inv(B)), B @ expm(A) @ inv(B)),
    "exponential of an eigenvector": sr.equal(expm(A) @ v, sr.exp(a) * v, given=[sr.eq(A @ v, a * v)]),
    "rotated covariance": sr.equal(lyap(P @ A @ P.T, P @ B @ P.T), P @ lyap(A, B) @ P.T, given=[sr.orthogonal(P)]),
    "covariance of a normal matrix": sr.equal(lyap(A, I), inv(I - A @ A.T), given=[sr.normal(A), sr.rho(A) < 1]),
}
FALSE = {
    "rotation": sr.equal(expm(t * A), sr.cosh(t) * I + sr.sinh(t) * A, given=[sr.eq(A @ A, -I)]),
    "exponential of a sum": sr.equal(expm(A + B), expm(A) @ expm(B)),
    "exponential of a projection": sr.equal(expm(t * A), I + sr.exp(t) * A, given=[sr.idempotent(A)]),
    "exponential of an eigenvector": sr.equal(expm(A) @ v, a * v, given=[sr.eq(A @ v, a * v)]),
    "cancelled": sr.equal(u, v, given=[sr.eq(A @ u, A @ v)]),
    "covariance": sr.equal(lyap(A, I), inv(I - A @ A.T), given=[sr.rho(A) < 1]),
    "hua": sr.equal(A - inv(inv(A) + inv(inv(B) - A)), B @ A @ B, given=[sr.invertible(A), sr.invertible(B)]),
    "adjoint": sr.equal(sr.matrix("Z", n, n, complex=True).T, sr.matrix("Z", n, n, complex=True),
                        given=[sr.symmetric(sr.matrix("Z", n, n, complex=True) @ A)]),
}
INDUCTION = {
    "powers of a transpose": sr.equal(power(A.T, k), power(A, k).T),
    "powers of a projection": sr.equal(power(A, k + 1), A, given=[sr.idempotent(A)]),
    "powers of rank one": sr.equal(power(sr.outer(u, v), k + 1), sr.dot(u, v) ** k * sr.outer(u, v)),
    "geometric sum": sr.equal((I - A) @ sr.total(power(A, j), j, 0, k), I - power(A, k + 1)),
    "leaky iterate": sr.equal(sr.iterate((1 - a) * h + a * b, h, u, k), (1 - a) ** k * u + (1 - (1 - a) ** k) * b),
    "from one on": sr.equal(power(A, k), A, given=[sr.idempotent(A), k >= 1]),
    "determinant of a power": sr.equal(sr.det(power(A, k)), sr.det(A) ** k),
}
SLIPS = {
    "powers of rank one": sr.equal(power(sr.outer(u, v), k + 1), sr.dot(u, v) ** (k + 1) * sr.outer(u, v)),
    "powers of a sum": sr.equal(power(I + A, k), I + k * A),
    "affine iterate": sr.equal(sr.iterate(A @ h + b, h, u, k),
                               power(A, k) @ u + sr.total(power(A, j), j, 0, k) @ b, given=[k >= 1]),
    "true from one on": sr.equal(power(A, k), A, given=[sr.idempotent(A)]),
}


@pytest.mark.parametrize("name", TRUE)
def test_proved(name):
    assert prove_by_words(TRUE[name])[0] is not None


@pytest.mark.parametrize("name", FALSE)
def test_never_proved(name):
    assert prove_by_words(FALSE[name])[0] is None


@pytest.mark.parametrize("name", INDUCTION)
def test_proved_by_induction(name):
    proof, why = prove(INDUCTION[name])
    assert proof is not None, why
    assert proof.certificate["kind"] in ("closed-form", "identity")


@pytest.mark.parametrize("name", SLIPS)
def test_an_induction_needs_its_base_and_its_step(name):
    assert prove(SLIPS[name])[0] is None


def test_a_wrong_combination_is_not_confirmed():
    reading = Reading()
    goal = plus(reading.read(inv(A) @ A @ B), reading.read(B), -1)
    parts = Completion(reading.letters, [p for p, _ in reading.equations]).shows(goal)
    assert parts
    assert confirmed(reading, goal, A.shape, parts)
    assert not confirmed(reading, goal, A.shape, {key: 2 * c for key, c in parts.items()})
    assert not confirmed(reading, plus(goal, reading.read(A)), A.shape, parts)


def test_an_index_is_compared_before_anything_else_is_imported():
    assert (sr.index("s") >= 1).head == "ge"


def test_what_cannot_exist_is_refuted_where_one_condition_fails_under_the_others():
    M, N = sr.matrices("M N", 2, 2)
    for body, verdict in (
        (sr.eq(M @ N - N @ M, sr.eye(2)), "REFUTED"),
        (sr.all_of(sr.rho(M) > 2, sr.norm(M) < 1), "REFUTED"),
        (sr.all_of(sr.eq(sr.tr(M), 1), sr.skew(M)), "REFUTED"),
        (sr.all_of(sr.eq(sr.tr(M), 0), sr.skew(M)), "PROVED"),
        (sr.all_of(sr.rho(M) > 2, sr.norm(M) < 3), "PROVED"),
    ):
        assert sr.judge(sr.exists([M, N] if body.head == "eq" else [M], body)).verdict == verdict


def test_every_inner_size_and_every_diagonal_factor_bounds_a_rank():
    r = sr.dims("r")[0]
    L, R = sr.matrices("L R", n, r)
    proved = [sr.rank_at_most(A @ L @ R.T @ B, r), sr.rank_at_most(A @ sr.diag(h) @ B, sr.count_nonzero(h))]
    assert all(prove(s)[0] is not None for s in proved)
    assert prove(sr.rank_at_most(A @ L @ R.T @ B + A, r))[0] is None
    assert prove(sr.rank_is(A @ sr.diag(h) @ B, sr.count_nonzero(h)))[0] is None


def test_a_square_of_a_radius_is_compared_in_a_moment():
    assert sr.judge(sr.equal(sr.rho(A @ A), sr.rho(A) ** 2)).verdict in ("CORROBORATED", "PROVED")
