"""Derivatives through products, powers, exponentials and iterates of any length, and of extreme entries."""

import pytest

import symrnn as sr
from symrnn.algebra import adjoint, orbits, ranged
from symrnn.algebra.derive import expand
from symrnn.algebra.proofs.recursion import prove_by_induction
from symrnn.algebra.prove import prove_equal
from symrnn.errors import NotSupportedError

n = sr.dims("n")[0]
h, b, d, g = sr.vectors("h b d g", n)
W, X, E = sr.matrices("W X E", n, n)
s = sr.scalar("s")
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
Ws = sr.sequence("W", n, n)
factor = sr.eye(n) + s * Ws[k]
a = W @ h


def state(q):
    return sr.iterate(sr.tanh(W @ h + b), h, d, q)


def slope(q):
    return sr.diag(1 - sr.tanh(W @ state(q) + b) ** 2)


def since(lo):
    return sr.product(slope(k) @ W, k, lo, t - 1)


left, right = sr.product(factor, k, j + 1, t), sr.product(factor, k, 1, j - 1)
TRUE = {
    "product": sr.equal(sr.D(sr.product(factor, k, 1, t) @ h, s), sr.total(left @ Ws[j] @ right @ h, j, 1, t)),
    "power": sr.equal(sr.jvp(sr.matpow(X, t), X, E), sr.total(sr.matpow(X, t - 1 - j) @ E @ sr.matpow(X, j), j, 0, t - 1)),
    "trace-of-power": sr.equal(sr.pullback(sr.tr(sr.matpow(X, t)), X, 1), t * sr.matpow(X, t - 1).T),
    "exponential": sr.equal(sr.D(sr.expm(s * W) @ h, s), W @ sr.expm(s * W) @ h),
    "start": sr.equal(sr.D(state(t), d), since(0)),
    "bias": sr.equal(sr.D(state(t), b), sr.total(since(j + 1) @ slope(j), j, 0, t - 1)),
    "weights": sr.equal(sr.pullback(state(t), W, g),
                        sr.total(sr.outer(slope(j) @ since(j + 1).T @ g, state(j)), j, 0, t - 1)),
    "linear": sr.equal(sr.D(sr.iterate(W @ h + b, h, d, t), d), sr.matpow(W, t)),
    "largest": sr.equal(sr.D(sr.max(a), h), (1 - sr.step(sr.max(a) - a)).T @ W),
    "smallest": sr.equal(sr.D(sr.min(a), h), (1 - sr.step(a - sr.min(a))).T @ W),
    "moduli": sr.equal(sr.D(sr.norm_1(a), h), sr.sign(a).T @ W),
    "largest-modulus": sr.equal(sr.D(sr.norm_inf(h), h), (sr.sign(h) * (1 - sr.step(sr.norm_inf(h) - sr.abs(h)))).T),
    "vec": sr.equal(sr.jvp(sr.vec(W @ X), X, E), sr.vec(W @ E)),
    "kron": sr.equal(sr.jvp(sr.kron(X, X), X, E), sr.kron(X, E) + sr.kron(E, X)),
}
FALSE = {
    "product": sr.equal(sr.D(sr.product(factor, k, 1, t) @ h, s), sr.total(right @ Ws[j] @ left @ h, j, 1, t)),
    "power": sr.equal(sr.jvp(sr.matpow(X, t), X, E), t * sr.matpow(X, t - 1) @ E, given=[t >= 1]),
    "trace-of-power": sr.equal(sr.pullback(sr.tr(sr.matpow(X, t)), X, 1), t * sr.matpow(X, t - 1), given=[t >= 1]),
    "exponential": sr.equal(sr.D(sr.expm(s * W) @ h, s), sr.expm(s * W) @ h),
    "start": sr.equal(sr.D(state(t), d), sr.product(slope(k) @ W, k, 1, t), given=[t >= 1]),
    "bias": sr.equal(sr.D(state(t), b), sr.total(since(j) @ slope(j), j, 0, t - 1)),
    "weights": sr.equal(sr.pullback(state(t), W, g),
                        sr.total(sr.outer(slope(j) @ since(j + 1) @ g, state(j)), j, 0, t - 1)),
    "linear": sr.equal(sr.D(sr.iterate(W @ h + b, h, d, t), d), sr.matpow(W, t + 1)),
    "largest": sr.equal(sr.D(sr.max(a), h), (1 - sr.step(a - sr.min(a))).T @ W),
    "smallest": sr.equal(sr.D(sr.min(a), h), -(1 - sr.step(a - sr.min(a))).T @ W),
    "moduli": sr.equal(sr.D(sr.norm_1(a), h), sr.abs(a).T @ W),
    "largest-modulus": sr.equal(sr.D(sr.norm_inf(h), h), (1 - sr.step(sr.norm_inf(h) - sr.abs(h))).T),
    "vec": sr.equal(sr.jvp(sr.vec(W @ X), X, E), sr.vec(E @ W)),
    "kron": sr.equal(sr.jvp(sr.kron(X, X), X, E), 2 * sr.kron(X, E)),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_is_proved(name):
    assert sr.judge(TRUE[name]).verdict == "PROVED"


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted(name):
    assert sr.judge(FALSE[name]).verdict == "REFUTED"


def test_the_scope_leaves_out_where_two_entries_are_the_largest():
    assert "where both sides are defined" in sr.judge(TRUE["largest"]).scope
    assert sr.judge(sr.equal(sr.max(h), sr.max(h) + 0)).scope == "all n"


def swapped(y):
    left, factor, right, total = places(y)
    return right, factor, left, total


places, since_of = ranged.places, orbits.Orbit.since
FAULTS = {
    "product": (ranged, "places", swapped),
    "start": (orbits.Orbit, "since", lambda self, first: since_of(self, first + 1)),
    "bias": (orbits.Orbit, "since", lambda self, first: since_of(self, first - 1)),
    "weights": (orbits.Orbit, "since", lambda self, first: since_of(self, first).T),
    "exponential": (ranged, "line", lambda a, x: None if line(a, x) is None else (2 * line(a, x)[0], line(a, x)[1])),
}
line = ranged.line


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_rule_proves_nothing(monkeypatch, name):
    owner, attribute, fault = FAULTS[name]
    monkeypatch.setattr(owner, attribute, fault)
    for statement in (TRUE[name], FALSE[name]):
        assert prove_equal(statement)[0] is None
        assert prove_by_induction(statement)[0] is None


def test_a_fault_in_the_row_of_an_extreme_entry_proves_nothing(monkeypatch):
    monkeypatch.setitem(adjoint.COTANGENTS, "max", adjoint.COTANGENTS["min"])
    assert prove_equal(TRUE["largest"])[0] is None
    assert prove_equal(FALSE["largest"])[0] is None


@pytest.mark.parametrize("word", [sr.norm_1, sr.norm_inf, sr.norm, sr.rho, sr.count_nonzero, sr.rank])
def test_what_has_no_rule_is_still_refused_by_name(word):
    with pytest.raises(NotSupportedError):
        expand(sr.pullback(word(X), X, 1))
