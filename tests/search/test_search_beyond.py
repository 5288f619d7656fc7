"""Statements that hold at generic points only: what is looked at besides."""

import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search.beyond import beyond

n = sr.dims("n")[0]
W = sr.matrix("W", n, n)
x, y = sr.scalars("x y")
z = sr.scalar("z", complex=True)
v = sr.vector("v", n)
FALSE = {
    "an order of all small permutations": (sr.equal(sr.matpow(W, 60), sr.eye(n), given=[sr.permutation(W)]), "larger sizes"),
    "a branch": (sr.equal(sr.log((3 + z) ** 2), 2 * sr.log(3 + z)), "special points"),
    "a branch of atan": (sr.equal(sr.atan(sr.sin(x) / sr.cos(x)), x), "special points"),
    "a root": (sr.equal(sr.sqrt(sr.cos(x) ** 2), sr.cos(x)), "special points"),
    "a norm": (sr.equal(sr.norm(sr.cos(x) * v), sr.cos(x) * sr.norm(v)), "special points"),
    "a kink far out": (sr.equal(sr.relu(sr.log(1 + x**2) - 100), 0 * x), "special points"),
    "a kink at a computed number": (sr.equal(sr.relu(x - sr.exp(20 + 0 * y)), 0 * x), "special points"),
    "a bump": (sr.equal(sr.relu(sr.rational(1, 10**6) - sr.abs(x - 3 * y - sr.rational(1, 31))), 0 * x), "special points"),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_point_beyond_the_generic_ones_refutes(name):
    statement, how = FALSE[name]
    (witness,) = beyond(statement.record(), 3)
    assert witness["how"] == how
    assert refutes(statement.record(), witness)[0]


@pytest.mark.parametrize("statement", [
    sr.equal(sr.matpow(W, 2) @ W, sr.matpow(W, 3), given=[sr.permutation(W)]),
    sr.equal(sr.relu(x) + sr.relu(-x), sr.abs(x)), sr.equal(sr.norm(x * v), sr.abs(x) * sr.norm(v)),
    sr.equal(sr.log(x * y), sr.log(x) + sr.log(y), given=[x > 0, y > 0]),
    sr.equal(sr.sqrt(x**2), sr.abs(x)), sr.equal(sr.exp(sr.log(3 + z)), 3 + z)])
def test_what_is_true_stays(statement):
    assert beyond(statement.record(), 3) == []
