"""The second oracle's own reading of conditions: properties, ranks, complex values, connectives."""

import pytest

import symrnn as sr
from symrnn.claims.agreement import Truth, both, opposite
from symrnn.claims.corroborate import corroborate
from symrnn.errors import NotSupportedError

n = sr.dims("n")[0]
A, B = sr.matrices("A B", n, n)
Z = sr.matrix("Z", n, n, complex=True)
x = sr.scalar("x")
TURN = [["0", "-1"], ["1", "0"]]
SHEAR = [["1", "2"], ["0", "1"]]


def holds(statement, **leaves):
    point = {"sizes": {"n": 2}, "leaves": leaves}
    record = statement.record()
    return Truth(record, point).holds(record["assert"])


@pytest.mark.parametrize(("statement", "of_turn", "of_shear"), [
    (sr.holds(sr.orthogonal(A)), True, False), (sr.holds(sr.normal(A)), True, False),
    (sr.holds(sr.skew(A)), True, False), (sr.holds(sr.symmetric(A @ A.T)), True, True),
    (sr.rank_is(A + sr.eye(n), 2), True, True), (sr.rank_is(A - sr.eye(n), 1), False, True),
    (sr.rank_at_most(A - sr.eye(n), 0), False, False), (sr.holds(sr.idempotent(A @ A)), False, False),
    (sr.holds(sr.any_of(sr.skew(A), sr.eq(sr.det(A - sr.eye(n)), 0))), True, True),
    (sr.holds(sr.commute(A, A.T)), True, False), (sr.at_most(sr.norm(A), 2), True, False),
])
def test_properties_at_a_point(statement, of_turn, of_shear):
    assert holds(statement, A=TURN) is of_turn
    assert holds(statement, A=SHEAR) is of_shear


def test_complex_values_are_compared_by_parts():
    z = [[["1", "2"], ["0", "1"]], [["3", "0"], ["1", "-1"]]]
    assert holds(sr.equal(sr.conj(Z).T, sr.conj(Z.T)), Z=z) is True
    assert holds(sr.equal(sr.conj(Z), Z), Z=z) is False


@pytest.mark.parametrize("statement", [sr.holds(sr.no(sr.eq(x, 7))), sr.holds(sr.invertible(A)), sr.ne(A, B)])
def test_what_fails_only_at_exceptional_points_is_not_decided(statement):
    with pytest.raises(NotSupportedError):
        holds(statement, A=TURN, B=SHEAR, x="1")


def test_nothing_asserted_is_not_agreement():
    assert holds(sr.holds(sr.all_of())) is None


def test_an_implication_says_nothing_where_its_left_side_fails():
    assert holds(sr.holds(sr.any_of(sr.implies(sr.symmetric(A), sr.eq(A, sr.zeros(n, n))))), A=TURN) is None


def test_an_implication_says_what_its_right_side_says_where_its_left_side_holds():
    for right, outcome in ((sr.symmetric(A @ A), True), (sr.eq(A, sr.zeros(n, n)), False), (sr.lt(A, A), None)):
        assert holds(sr.holds(sr.any_of(sr.implies(sr.symmetric(A), right))), A=[["1", "2"], ["2", "3"]]) is outcome


def test_words_between_conditions():
    yes, no, unknown = True, False, None
    assert both(iter([yes, yes])) is yes
    assert both(iter([yes, no, unknown])) is both(iter([unknown, no])) is no
    assert both(iter([yes, unknown])) is both(iter([])) is unknown
    assert (opposite(yes), opposite(no), opposite(unknown)) == (no, yes, unknown)


@pytest.mark.parametrize(("z", "outcome"), [
    ([[["3/5", "0"], ["0", "4/5"]], [["0", "4/5"], ["3/5", "0"]]], True),
    ([[["3/5", "0"], ["0", "4/5"]], [["0", "-4/5"], ["3/5", "0"]]], False)])
def test_a_unitary_matrix_is_one_with_both_of_its_parts(z, outcome):
    assert holds(sr.holds(sr.orthogonal(Z)), Z=z) is outcome


def test_both_directions_of_an_equivalence_are_asked():
    there, back = (sr.implies(sr.symmetric(A), sr.commute(A, A.T)), sr.implies(sr.commute(A, A.T), sr.symmetric(A)))
    from symrnn.algebra.proofs.normalise import normalised

    records = [normalised(s).record() for s in (there, back)]
    assert corroborate(records[:1], 1)[0].points >= 3
    assert corroborate(records, 1)[0].points == 0


def test_verdicts_rest_on_it():
    assert sr.judge(sr.equal(sr.rank(A.T @ A), sr.rank(A))).verdict in ("CORROBORATED", "PROVED")
    assert sr.judge(sr.equal(sr.rank(A @ A), sr.rank(A))).verdict == "REFUTED"
