"""What conditions give to a proof: determinants and small matrices, equations for leaves, steps of a recurrence."""

import pytest

import symrnn as sr
from symrnn.algebra.provers import prove

n = sr.dims("n")[0]
A, B = sr.matrix("A", n, n), sr.matrix("B", n, n)
h, g, b = sr.vectors("h g b", n)
hs = sr.sequence("h", n)
t = sr.index("t")
r, s = sr.scalar("r", positive=True), sr.scalar("s", positive=True)
EYE = sr.eye(n)


def invertible(a, *given):
    return sr.holds(sr.invertible(a), given=list(given))


def step(bound):
    return sr.at_most(sr.norm(hs[t + 1]), r ** (t + 1),
                      given=[sr.eq(hs[t + 1], A @ hs[t]), bound, sr.norm(hs[t]) <= r**t])


fixed = sr.inv(EYE - A) @ b
TRUE = {
    "a determinant": invertible(A, sr.ne(sr.det(A), 0)),
    "a positive determinant": invertible(A, sr.det(A) > 0),
    "determinant one": invertible(A, sr.eq(sr.det(A), 1)),
    "both ways": sr.iff(sr.invertible(A), sr.ne(sr.det(A), 0)),
    "nilpotent": invertible(EYE + A, sr.nilpotent(A)),
    "small radius": invertible(A - EYE, sr.rho(A) < 1),
    "small norm": invertible(EYE - A, sr.norm(A) < 1),
    "an equation for a leaf": sr.at_most(sr.norm(g), r * s, given=[sr.norm(A) <= r, sr.norm(h) <= s, sr.eq(g, A @ h)]),
    "a step of a recurrence": step(sr.norm(A) <= r),
    "an affine map": sr.tends_to(sr.iterate(A @ h + b, h, g, t), fixed, t, given=[sr.rho(A) < 1]),
}
FALSE = {
    "determinant zero": invertible(A, sr.eq(sr.det(A), 0)),
    "determinant at least zero": invertible(A, sr.det(A) >= 0),
    "idempotent": invertible(EYE - A, sr.idempotent(A)),
    "radius one": invertible(EYE - A, sr.rho(A) <= 1),
    "the radius of another": invertible(EYE - A, sr.rho(B) < 1),
    "a step by the radius": step(sr.rho(A) <= r),
    "an affine map that grows": sr.tends_to(sr.iterate(A @ h + b, h, g, t), fixed, t, given=[sr.rho(A) <= 1]),
    "another fixed point": sr.tends_to(sr.iterate(A @ h + b, h, g, t), b, t, given=[sr.rho(A) < 1]),
}


@pytest.mark.parametrize("name", TRUE)
def test_it_is_proved(name):
    proof, why = prove(TRUE[name])
    assert proof is not None, why
    assert str(sr.judge(TRUE[name]).verdict) == "PROVED"


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not(name):
    assert prove(FALSE[name])[0] is None
