"""Existence by a change of sign: roots that are not rational exist; a jump, a pole or a touch is no root."""

import pytest

import symrnn as sr
from symrnn.recheck.certificates import accept
from symrnn.recheck.matrices import entries
from symrnn.recheck.values import environment
from symrnn.recheck.witness import refutes
from symrnn.search.crossings import find_crossing, find_violation

x, y = sr.scalars("x y")
p = sr.scalar("p", positive=True)

TRUE = {
    "a square root": sr.exists([x], sr.eq(x**2, 2)),
    "a fixed point": sr.exists([x], sr.all_of(x > 0, sr.eq(x, sr.tanh(2 * x)))),
    "a curve": sr.exists([x, y], sr.eq(x * sr.exp(y), 3 + y)),
    "a slope of a half": sr.exists([x], sr.eq(1 - sr.tanh(x) ** 2, sr.rational(1, 2))),
    "with a condition": sr.exists([p], sr.all_of(sr.eq(p * sr.exp(p), 1), p < 1)),
}
FALSE = {
    "a jump": sr.exists([x], sr.eq(sr.step(x), sr.rational(1, 2))),
    "a pole": sr.exists([x], sr.eq(1 / x, 0)),
    "a touch from above": sr.exists([x], sr.eq(x**2 + sr.rational(1, 10**9), 0)),
    "the wrong side": sr.exists([x], sr.all_of(sr.eq(x**2, 2), sr.between(x, 0, 1))),
    "gain below one": sr.exists([x], sr.all_of(x > 0, sr.eq(x, sr.tanh(x / 2)))),
}
a, b = sr.scalars("a b")
n = sr.dims("n")[0]
u, W = sr.vector("u", n), sr.matrix("W", n, n)
NEVER = {
    "two fixed points": sr.equal(x, y, given=[
        sr.between(a, 0, 4), sr.eq(x, a * sr.tanh(x) + b), sr.eq(y, a * sr.tanh(y) + b)]),
    "an order": sr.at_most(x, 1, given=[sr.eq(x**3, 2)]),
    "a column of one": sr.equal(u, sr.zeros(n), given=[sr.eq(u, sr.tanh(2 * u))]),
    "an odd root": sr.holds(sr.no(sr.eq(x**3 + 2, 0))),
    "a fixed point": sr.ne(sr.cos(x), x),
    "two units that take turns": sr.equal(x, y, given=[sr.eq(x, sr.tanh(-2 * y)), sr.eq(y, sr.tanh(-2 * x))]),
    "under a condition": sr.ne(sr.exp(x), 3, given=[x > 0]),
}


@pytest.mark.parametrize("name", TRUE)
def test_an_irrational_example_is_found(name):
    assert str(sr.judge(TRUE[name]).verdict) == "PROVED"


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_exist_has_no_crossing(name):
    assert find_crossing(FALSE[name].record()) is None
    assert str(sr.judge(FALSE[name]).verdict) in ("REFUTED", "UNDECIDED")


@pytest.mark.parametrize("name", NEVER)
def test_that_it_never_happens_is_refuted(name):
    found = sr.judge(NEVER[name])
    assert str(found.verdict) == "REFUTED"
    assert refutes(found.record, found.witness)[0]
    env = environment(found.record, found.witness)
    at = " ".join(str(x) for name in found.witness["leaf"].split(" ") for x in entries(env.leaves[name]))
    assert not refutes(found.record, {**found.witness, "to": at})[0]


def test_two_equations_meet_in_a_box():
    stated = sr.exists([x, y], sr.all_of(sr.eq(x * x + y * y, 3), sr.eq(sr.exp(x), y)))
    record, found = stated.record(), find_crossing(stated.record())
    assert accept(record, found or {})[0]
    leaf, to = found["leaf"].split(" "), found["to"].split(" ")
    for change in ({"leaf": leaf[0], "to": to[0]}, {"leaf": f"{leaf[0]} {leaf[0]}"}, {"to": to[0]},
                   {"leaf": f"{leaf[1]} {leaf[0]}"}, {"to": " ".join(to[::-1])}, {"to": f"{to[0]} 100"},
                   {"to": f"{to[0]}  {to[1]}"}):
        assert not accept(record, {**found, **change})[0], change
    apart = sr.exists([x, y], sr.all_of(sr.eq(x * x + y * y, 1), sr.eq(x + y, 2)))
    touching = sr.exists([x, y], sr.all_of(sr.eq(x * x + y * y, 2), sr.eq(x + y, 2)))
    assert find_crossing(apart.record()) is None
    assert find_crossing(touching.record()) is None


def test_a_condition_that_fails_between_is_seen():
    assert find_violation(sr.ne(sr.exp(x), 3, given=[x < 1]).record()) is None


def test_a_crossing_with_another_end_is_not_accepted():
    record = TRUE["a square root"].record()
    found = find_crossing(record)
    assert accept(record, found)[0]
    assert not accept(record, {**found, "to": found["point"]["leaves"]["x"]})[0]
    assert not accept(record, {**found, "point": {**found["point"], "leaves": {"x": "0"}}, "to": "1"})[0]


@pytest.mark.parametrize("statement", [
    sr.exists([x], sr.eq(x, x)), sr.psd(W), sr.rank_is(W, n), sr.iff(x > 0, y > 0), sr.implies(x > 0, y > 0),
], ids=lambda s: s.head)
def test_what_has_no_opposite_has_no_crossing(statement):
    assert find_violation(statement.record()) is None
