"""Bounds that fail only far out along a family are refuted, and their true neighbours are not."""

import numpy as np
import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search import scan, tight
from symrnn.search.find import NORMAL, find, search
from symrnn.search.frames import frame_of
from symrnn.search.relative import is_bound
from symrnn.search.stream import uniforms

n = sr.dims("n")[0]
t = sr.index("t")
A, B = sr.matrices("A B", n, n)
W3, A4, W2 = sr.matrix("W", 3, 3), sr.matrix("A", 4, 4), sr.matrix("W", 2, 2)
p3, q3, r3 = sr.vectors("p q r", 3)
p, q = sr.vectors("p q", n)
x, y = sr.scalars("x y")
d = sr.scalar("d", positive=True)


def in_band(*columns):
    return [sr.between(v, d, 1) for v in columns]


def floor(W, *columns):
    product = None
    for v in columns:
        product = sr.diag(v) @ W if product is None else product @ sr.diag(v) @ W
    return sr.at_most((d * sr.norm(W)) ** len(columns), sr.norm(product), given=[sr.psd(W), *in_band(*columns)])


FALSE = {
    "psd floor of three steps": lambda: floor(W3, p3, q3, r3),
    "stochastic norm": lambda: sr.at_most(sr.norm(A4), sr.rational(199, 100), given=[sr.stochastic(A4)]),
    "determinant of a box": lambda: sr.at_most(sr.det(A4), sr.rational(29, 10), given=[sr.between(A4, 0, 1)]),
    "condition number": lambda: sr.at_most(sr.norm(W2) * sr.norm(sr.inv(W2)), 3990, given=[
        sr.norm(W2) <= 2, sr.rational(1, 1000) <= sr.det(W2)]),
    "transient": lambda: sr.at_most(sr.norm(sr.matpow(W2, 10)), 6, given=[
        sr.rho(W2) <= sr.rational(9, 10), sr.norm(W2) <= 2]),
    "needle": lambda: sr.at_most(sr.rational(1, 10**6), (x * y - 1) ** 2 + x**2),
    "hump": lambda: sr.at_most(t * x**t, 12, given=[sr.between(x, 0, sr.rational(97, 100))]),
    "slow decay": lambda: sr.at_most(sr.rational(1, 2), sr.rational(99, 100) ** t),
}
TRUE = {
    "psd floor of two steps": lambda: floor(A, p, q),
    "stochastic norm": lambda: sr.at_most(sr.norm(A4), 2, given=[sr.stochastic(A4)]),
    "determinant of a box": lambda: sr.at_most(sr.det(A4), 3, given=[sr.between(A4, 0, 1)]),
    "needle": lambda: sr.less(0, (x * y - 1) ** 2 + x**2),
    "commutator": lambda: sr.at_most(2 * sr.norm(A @ B - B @ A), sr.norm(A) * sr.norm(B), given=[sr.psd(A), sr.psd(B)]),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_far_out(name):
    record = FALSE[name]().record()
    found = find(record, 1)
    assert found is not None
    assert refutes(record, found)[0]


@pytest.mark.parametrize("name", TRUE)
def test_nothing_is_made_up(name):
    record = TRUE[name]().record()
    tester = scan.Tester(record)
    assert tight.climb_families(record, 1, NORMAL.families, tester) is None
    assert tester.tried > 1000


def test_a_violation_that_is_tiny_in_size_is_found():
    # Three steps at d = 1e-4 have sides of 1e-12: a climb of the difference does not see them.
    finding = search(FALSE["psd floor of three steps"]().record(), 1)
    assert finding.witness["how"] == tight.HOW
    assert finding.stages[tight.HOW] > 0


@pytest.mark.parametrize(("claim", "measured"), [
    (sr.at_most(sr.norm(A), 1), True), (sr.less(sr.norm(A), 1), True), (sr.holds(sr.psd(A)), True),
    (sr.implies(sr.psd(A), sr.psd(A @ A)), True), (sr.equal(A, B), False), (sr.holds(sr.no(sr.psd(A))), False),
    (sr.rank_is(A, 1), False),
])
def test_only_bounds_are_climbed(claim, measured):
    assert is_bound(claim.record()["assert"]) is measured


def test_ends_of_intervals_are_met_exactly():
    record = floor(W3, p3, q3, r3).record()
    family = tight.Family(frame_of(record, {}, {}, {}))
    names = [slot.name for slot, _, _ in family.parts]
    for parameter, end in ((0.0, "d"), (5.0, 1), (-1.0, 1)):
        row = np.where(family.held(), parameter, 1.0)
        row[family.places[names.index("d")]] = 0.125
        values = dict(zip((s.name for s in family.frame.slots), family.values(row), strict=True))
        assert {e for column in "pqr" for (e,) in values[column]} == {values["d"][0][0] if end == "d" else end}


def test_numbers_of_a_seed_are_the_same_everywhere():
    assert uniforms(1, (2, 2)).tolist() == uniforms(1, (4,)).reshape(2, 2).tolist()
    assert uniforms(1, (3,)).tolist() != uniforms(2, (3,)).tolist()
    assert [round(float(v), 6) for v in uniforms(7, (3,))] == [0.721508, 0.649704, 0.549374]
