"""Existence with free leaves: terms are accepted for what they are, and forged ones are not."""

import pytest

import symrnn as sr
from symrnn.algebra.language.serialise import node
from symrnn.recheck.certificates import accept
from symrnn.recheck.witness import refutes

n = sr.dims("n")[0]
a, x, y = sr.scalars("a x y")
h, k = sr.vectors("h k", n)
W = sr.matrix("W", n, n)
A = sr.matrix("A", n, n)
SEEN = {"kind": "identity"}


def offered(statement, *parts, **terms):
    return accept(statement.record(), {"kind": "terms", "terms": {t: node(v) for t, v in terms.items()},
                                       "parts": list(parts)})


def test_a_quotient_needs_its_denominator():
    sound = sr.exists([a], sr.eq(a * x, y), given=[sr.ne(x, 0)])
    assert offered(sound, SEEN, {"kind": "form"}, a=y / x)[0]
    assert not offered(sound, SEEN, a=y / x)[0]
    assert not offered(sr.exists([a], sr.eq(a * x, y)), SEEN, {"kind": "form"}, a=y / x)[0]


def test_an_inverse_needs_that_there_is_one():
    assert offered(sr.exists([A], sr.eq(A @ W, sr.eye(n)), given=[sr.invertible(W)]), SEEN, {"kind": "form"}, A=sr.inv(W))[0]
    assert not offered(sr.exists([A], sr.eq(A @ W, sr.eye(n))), SEEN, {"kind": "form"}, A=sr.inv(W))[0]


@pytest.mark.parametrize(("statement", "terms"), [
    (sr.exists([x], sr.eq(x**2, -a**2)), {"x": sr.scalar("i") * a}),  # a leaf that the statement does not have
    (sr.exists([x], sr.eq(x, x)), {"x": x}),  # what is asked for, by itself
    (sr.exists([x], sr.eq(x, a)), {"x": a, "a": a}),  # a value for what is free
    (sr.exists([h], sr.eq(h, k)), {"h": a}),  # another shape
    (sr.exists([x], sr.eq(x, a), given=[a > 0, a < 0]), {"x": a}),  # conditions that nothing meets
    (sr.exists([x], sr.eq(x**2, a), given=[a > -1]), {"x": sr.sqrt(a)}),  # a root that need not be
])
def test_terms_that_are_none_are_refused(statement, terms):
    for parts in ([SEEN], [SEEN, {"kind": "form"}], [SEEN, SEEN]):
        assert not offered(statement, *parts, **terms)[0]


def test_the_imaginary_unit_is_no_real_number():
    statement = sr.exists([x], sr.eq(x**2, -(a**2)))
    forged = {"kind": "terms", "terms": {"x": ["mul", ["const", "i"], ["sym", "a"]]}, "parts": [SEEN]}
    assert not accept(statement.record(), forged)[0]


def absence(statement, **point):
    found = sr.judge(statement)
    assert found.verdict == "REFUTED"
    return refutes(statement.record(), {**found.witness, **point})[0]


def test_the_place_of_an_absence_is_checked():
    nowhere = sr.exists([a], sr.eq(a * x, y))
    assert absence(nowhere)
    assert not absence(nowhere, leaves={"x": "1", "y": "1"})
    assert not absence(nowhere, leaves={"x": "0"})
    assert not absence(nowhere, sizes={"n": 1})


def test_an_absence_where_no_condition_holds_says_nothing():
    assert sr.judge(sr.exists([x], sr.all_of(x > a, x < a), given=[a > 0, a < 0])).verdict != "REFUTED"


def test_an_existence_is_asserted_for_all_sizes():
    T = sr.matrix("T", 2, 2)
    skew = sr.judge(sr.exists([A], sr.all_of(sr.skew(A), sr.invertible(A))))
    assert (skew.verdict, skew.witness["sizes"], skew.witness["leaves"]) == ("REFUTED", {"n": 1}, {})
    assert refutes(skew.record, skew.witness)[0]
    assert not refutes(skew.record, {**skew.witness, "sizes": {"n": 2}})[0]
    for sizes in ({"n": 0}, {"m": 1}, {"n": True}, {}):
        assert not refutes(skew.record, {**skew.witness, "sizes": sizes})[0]
    even = sr.judge(sr.exists([T], sr.all_of(sr.skew(T), sr.invertible(T))))
    assert (even.verdict, even.scope) == ("PROVED", "this witness")
    mirror = sr.judge(sr.exists([A], sr.all_of(sr.orthogonal(A), sr.symmetric(A), sr.ne(A, sr.eye(n)))))
    assert (mirror.verdict, mirror.scope) == ("PROVED", "all n")
    assert sr.judge(sr.exists([A], sr.ne(A @ A.T, A.T @ A), given=[n > 1])).verdict == "UNDECIDED"
