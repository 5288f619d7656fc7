"""The second oracle: it speaks only of what it compared, and one point at which it differs is enough."""

import math
from fractions import Fraction

import pytest
from flint import acb, arb

import symrnn as sr
from symrnn.claims import agreement
from symrnn.claims import corroborate as room
from symrnn.claims.agreement import Truth
from symrnn.claims.corroborate import corroborate, simulated
from symrnn.errors import NotSupportedError
from symrnn.recheck.ledger import SIMULATED

TINY = Fraction(1, 10**50)
(n,) = sr.dims("n")
h, b = sr.vectors("h b", n)
HALF_AND_ONE = sr.rational(3, 2)
# head -> whether the left side is the lower one, whether both may be equal
ORDERED = {"at_most": (True, True), "le": (True, True), "less": (True, False), "lt": (True, False), "ge": (False, True),
           "gt": (False, False)}


@pytest.fixture
def told(monkeypatch):
    """What a condition comes to where its two sides have these values, known within such a distance of each other."""
    def ask(head, left, right, within):
        sides = {"a": left, "b": right}
        monkeypatch.setattr(agreement, "value", lambda node, *_: (sides[node], Fraction(within) / 8))
        return Truth({}, {}).holds([head, "a", "b"])

    return ask


@pytest.mark.parametrize("head", ["equal", "eq", "fixed"])
def test_an_equation_agrees_within_the_errors_and_differs_beyond_them(told, head):
    assert told(head, [[Fraction(1)]], [[1 + TINY]], TINY) is True
    assert told(head, [[Fraction(1)]], [[1 + TINY]], TINY * Fraction(999, 1000)) is False
    assert told(head, [[1], [2]], [[1], [3]], TINY) is False
    assert told(head, [[1], [2]], [[1, 2]], TINY) is False
    assert told(head, [], [], TINY) is None


@pytest.mark.parametrize(("a", "b", "outcome"), [([[0]], [[0, 0], [0, 0]], True), ([[0, 0], [0, 0]], [[0]], True),
                                                 ([[1]], [[1], [0]], False), ([[1, 0]], [[1]], False),
                                                 ([[1, 1]], [[1], [1]], False), ([[1], [1]], [[1, 1]], False)])
def test_a_number_is_compared_with_every_entry(told, a, b, outcome):
    assert told("equal", a, b, 0) is outcome


@pytest.mark.parametrize("head", ORDERED)
def test_an_order_on_both_sides_of_its_boundary(told, head):
    upwards, meets = ORDERED[head]

    def at(room):
        sides = ([[Fraction(5)]], [[5 + room]])
        return told(head, *(sides if upwards else sides[::-1]), TINY)

    assert at(Fraction(1)) is at(TINY * 11 / 10) is True
    # Within the errors it may be equality: that is agreement for an order that allows it, and nothing for a strict one.
    assert at(TINY) is at(Fraction(0)) is at(-TINY) is (True if meets else None)
    assert at(-TINY * 11 / 10) is at(Fraction(-1)) is False


def test_an_order_of_arrays_is_one_of_every_entry(told):
    assert told("at_most", [[1, 2]], [[1, 3]], 0) is True
    assert told("less", [[1, 2]], [[1, 3]], 0) is None
    assert told("less", [[1, 2]], [[0, 3]], 0) is False
    assert told("less", [[1, 2], [0, 1]], [[3]], 0) is True
    assert told("less", [[2]], [[3], [2]], 0) is None
    assert told("ge", [[3]], [[1, 2], [3, 4]], 0) is False
    assert told("le", [], [], 0) is None
    for left, right in (([[1, 2]], [[1], [2]]), ([[1, 2]], [[1, 2, 3]]), ([[1], [2]], [[1], [2], [3]])):
        with pytest.raises(ValueError, match="zip"):
            told("le", left, right, 0)


@pytest.mark.parametrize(("off", "outcome"), [(4, True), (Fraction(9, 2), False)])
def test_the_identity_is_met_within_four_errors(monkeypatch, off, outcome):
    monkeypatch.setattr(agreement, "value", lambda *_: ([[1 + off * TINY]], TINY))
    assert Truth({}, {}).holds(["orthogonal", "a"]) is outcome


class Points:
    """What an oracle is to say at each point: pairs (left, right) of value and error."""

    def __init__(self, monkeypatch, *points):
        self.points, self.asked, self.seeds = points, [], []
        monkeypatch.setattr(room, "sample", self.sample)
        monkeypatch.setattr(agreement, "value", self.value)

    def sample(self, record, seed, count):
        self.seeds.append((seed, count))
        return [p if isinstance(p, dict) else {"place": k} for k, p in enumerate(self.points)], {"oracle": "sample"}

    def value(self, side, record, point):
        self.asked.append(point["place"])
        said = self.points[point["place"]]
        if isinstance(said, Exception):
            raise said
        return said[side == "b"]


def at(left, right, error=TINY):
    wrap = [(None if x is None else [[Fraction(x)]], error) for x in (left, right)]
    return tuple(wrap)


def record(head="equal"):
    return {"assert": [head, "a", "b"]}


def said(record_):
    (evidence,) = corroborate([record_], 41)
    assert evidence.oracle == "oracle:mpmath-differences"
    assert evidence.seed == 42
    return evidence


def test_it_is_asked_at_points_of_its_own(monkeypatch):
    points = Points(monkeypatch, *[at(1, 1)] * 6)
    said(record())
    assert points.seeds == [(42, 6)]
    assert points.asked == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_what_agrees_is_counted_with_its_gap_and_its_budget(monkeypatch):
    Points(monkeypatch, at(1, 1), at(2, 2 + 3 * TINY), at(3, 3 - 2 * TINY, 7 * TINY))
    evidence = said(record())
    assert (evidence.points, evidence.digits) == (3, 50)
    assert (evidence.gap, evidence.budget) == ("3e-50", "6e-49")
    assert evidence.detail == "another evaluator agrees at 3 points"


def test_the_largest_gap_and_budget_are_kept_wherever_they_stand(monkeypatch):
    Points(monkeypatch, at(2, 2 + 3 * TINY, 7 * TINY), at(1, 1), at(1, 1 + TINY), at(1, 1))
    evidence = said(record("eq"))
    assert (evidence.points, evidence.gap, evidence.budget) == (4, "3e-50", "6e-49")


def test_no_gap_at_all_is_zero(monkeypatch):
    Points(monkeypatch, *[at(1, 1, Fraction(0))] * 3)
    assert (said(record()).gap, said(record()).budget) == ("0", "0")


def test_the_budget_is_four_times_both_errors(monkeypatch):
    Points(monkeypatch, *[at(0, 8 * TINY)] * 3)
    assert said(record()).points == 3
    Points(monkeypatch, *[at(0, 8 * TINY + TINY / 10**6)] * 3)
    assert said(record()).points == 0
    unequal = (([[Fraction(0)]], TINY), ([[12 * TINY]], 2 * TINY))
    Points(monkeypatch, *[unequal] * 3)
    assert said(record()).points == 3


@pytest.mark.parametrize(("head", "good", "bad"), [("equal", at(1, 1), at(1, 2)), ("at_most", at(1, 2), at(2, 1))])
def test_one_point_that_differs_outweighs_all_others(monkeypatch, head, good, bad):
    for place in range(6):
        points = [good] * 6
        points[place] = bad
        Points(monkeypatch, *points)
        evidence = said(record(head))
        assert (evidence.points, evidence.digits, evidence.detail) == (0, 50, "it differs at a point")
        assert (evidence.gap, evidence.budget) == (None, None)


@pytest.mark.parametrize("silent", [at(None, 1), at(1, None), at(1, 1, None), ((None, TINY), (None, TINY)),
                                    (([[1]], None), ([[1]], TINY)), (([[1]], TINY), ([[1]], None)),
                                    {"leaves": {}, "derived": {"b": ["fn", "exp", ["num", "1"]]}}])
def test_a_point_without_a_value_says_nothing(monkeypatch, silent):
    Points(monkeypatch, silent, at(1, 1), silent, at(1, 1), at(1, 1))
    assert said(record()).points == 3
    Points(monkeypatch, silent, at(1, 1), silent, at(1, 1))
    evidence = said(record())
    assert (evidence.points, evidence.detail) == (0, "it could be asked at 2 points only")
    Points(monkeypatch, silent, silent)
    assert said(record()).detail == "it could be asked at 0 points only"


@pytest.mark.parametrize(("error", "reason"), [
    (NotSupportedError("the oracle", got="rank"), "the oracle; got rank."),
    (ZeroDivisionError("a pole"), "no value: a pole"), (ValueError("log of zero"), "no value: log of zero")])
def test_a_fault_of_the_oracle_is_told_and_is_no_agreement(monkeypatch, error, reason):
    Points(monkeypatch, *[at(1, 1)] * 5, error)
    evidence = said(record())
    assert (evidence.points, evidence.detail) == (0, reason)


def test_another_fault_is_not_hidden(monkeypatch):
    Points(monkeypatch, KeyError("h"))
    with pytest.raises(KeyError):
        corroborate([record()], 1)


def test_a_strict_order_that_is_met_only_is_not_corroborated(monkeypatch):
    Points(monkeypatch, *[at(1, 1)] * 6)
    assert said(record("less")).detail == "it could be asked at 0 points only"
    evidence = said(record("at_most"))
    assert (evidence.points, evidence.gap, evidence.budget) == (6, None, None)


def test_what_it_does_not_decide_is_told(monkeypatch):
    points = Points(monkeypatch, at(1, 1))
    evidence = said(record("tends_to"))
    assert evidence.points == 0
    assert evidence.detail == str(NotSupportedError(
        "the oracle by differences", got="the condition tends_to", advice="Another oracle covers it.",
        expected="an equation, an order, or what is made of them"))
    assert not points.asked


def test_of_several_parts_the_one_with_the_fewest_points_speaks(monkeypatch):
    Points(monkeypatch, *[at(1, 1)] * 4, *[at(1, 2, None)] * 2)
    good, bad = record("equal"), record("less")
    assert [e.points for e in corroborate([good, good], 1)] == [4]
    assert [e.points for e in corroborate([good, bad], 1)] == [0]
    assert [e.points for e in corroborate([bad, good], 1)] == [0]
    assert corroborate([], 1) == []


def test_statements_of_the_language():
    def points_of(statement):
        return corroborate([statement.record()], 7)[0].points

    assert points_of(sr.equal(sr.tanh(h) + b, b + sr.tanh(h))) == 6
    assert points_of(sr.equal(h - h, 0)) == 6
    assert points_of(sr.at_most(sr.norm(h + b), sr.norm(h) + sr.norm(b))) == 6
    assert points_of(sr.equal(h, h * (1 + sr.rational(1, 10**40)))) == 0
    # True at some points and false at others.
    assert points_of(sr.at_most(sr.norm(h), 1)) == 0


# -- simulations -----------------------------------------------------------------------------------------------------
def runs(monkeypatch, first, second, value=HALF_AND_ONE):
    """Evidence where the two runs of a simulation return these means and half widths."""
    calls = []

    def simulate(simulation, size, seed):
        calls.append((size, seed))
        return (first, second)[len(calls) - 1]

    monkeypatch.setattr(room, "simulate", simulate)
    statement = sr.expects(draws, value)
    return simulated(statement, statement.record(), 11), calls


def draws(rng, size):
    return 1.5 + rng.standard_normal(size)


def test_both_intervals_hold_the_value(monkeypatch):
    evidence, calls = runs(monkeypatch, (1.25, 0.25), (1.625, 0.125))
    assert calls == [(SIMULATED[0], 11), (SIMULATED[1], 12)]
    assert [e.oracle for e in evidence] == ["oracle:simulation-1", "oracle:simulation-2"]
    assert [e.points for e in evidence] == list(SIMULATED)
    assert [e.seed for e in evidence] == [11, 12]
    assert [e.digits for e in evidence] == [0, 1]
    assert [e.detail for e in evidence] == [f"{size} samples: the interval holds 1.5" for size in SIMULATED]


@pytest.mark.parametrize("mean", [1.5 + 0.2501, 1.5 - 0.2501, math.nan, math.inf])
def test_an_interval_that_does_not_hold_it_is_no_agreement(monkeypatch, mean):
    (first, second), _ = runs(monkeypatch, (mean, 0.25), (1.5, 0.125))
    assert (first.points, second.points) == (0, SIMULATED[1])
    assert first.detail == f"{SIMULATED[0]} samples: the interval does not hold 1.5"


@pytest.mark.parametrize("width", [0.25, 0.5, math.inf])
def test_an_interval_that_does_not_shrink_is_no_agreement(monkeypatch, width):
    evidence, _ = runs(monkeypatch, (1.5, 0.25), (1.5, width))
    assert [e.points for e in evidence] == [0, 0]
    assert {e.detail for e in evidence} == {"the interval does not shrink"}
    assert [e.oracle for e in evidence] == ["oracle:simulation-1", "oracle:simulation-2"]


def test_a_mean_without_end_holds_nothing(monkeypatch):
    evidence, _ = runs(monkeypatch, (math.nan, math.inf), (1.5, 0.125))
    assert [e.points for e in evidence] == [0, SIMULATED[1]]
    evidence, _ = runs(monkeypatch, (1.5, math.inf), (1.5, 0.125))
    assert [e.points for e in evidence] == [0, SIMULATED[1]]


def test_a_value_that_is_not_a_number_is_told(monkeypatch):
    for value in (sr.log(sr.rational(0, 1)), sr.scalar("c")):
        (evidence,), calls = runs(monkeypatch, (1.5, 0.25), (1.5, 0.125), value)
        assert (evidence.oracle, evidence.points, evidence.seed) == ("oracle:simulation", 0, 11)
        assert evidence.detail.startswith("the value is not a number: ")
        assert not calls


def test_a_complex_value_is_no_mean_and_one_on_the_real_line_is(monkeypatch):
    monkeypatch.setattr(room, "evaluate", lambda *_: acb(1.5, 1))
    (evidence,), calls = runs(monkeypatch, (1.5, 0.25), (1.5, 0.125))
    assert (evidence.points, evidence.detail) == (0, "the value is not a number: it is complex")
    assert not calls
    monkeypatch.setattr(room, "evaluate", lambda *_: acb(1.5, 0))
    evidence, _ = runs(monkeypatch, (1.5, 0.25), (1.5, 0.125))
    assert [e.points for e in evidence] == list(SIMULATED)


def test_a_value_is_compared_with_all_of_its_digits(monkeypatch):
    for off, holds in ((0, True), (1, False)):
        value = sr.rational(3 * 10**30 + off, 2 * 10**30)
        evidence, _ = runs(monkeypatch, (1.25, 0.25), (1.5, 0.125), value)
        assert (evidence[0].points > 0) is holds


def test_a_value_that_is_known_roughly_is_held_with_all_of_its_ball(monkeypatch):
    for radius, holds in ((0.2, True), (0.3, False)):
        monkeypatch.setattr(room, "evaluate", lambda *_, r=radius: arb(1.5, r))
        evidence, _ = runs(monkeypatch, (1.5, 0.25), (1.5, 0.2))
        assert (evidence[0].points > 0) is holds


def test_a_true_mean_and_a_false_one():
    for value, holds in ((sr.rational(3, 2), True), (sr.rational(8, 5), False)):
        statement = sr.expects(draws, value)
        evidence = simulated(statement, statement.record(), 5)
        assert all(e.points for e in evidence) is holds


ONE = ("div", ("const", "pi"), ("const", "pi"))


def nearby(x):
    """A number that was found near a draw, as it is written."""
    return ("mul", ("num", x), ONE)


def test_what_was_found_near_a_draw_is_asked_as_numbers():
    point = {"sizes": {"n": 2}, "leaves": {"a": "1"}, "derived": {
        "u": ("block", ((nearby("1/3"),), (nearby("2/3"),))), "x": nearby("-5"), "v": ("block", ((nearby("7"),),))}}
    kept = {**point, "leaves": dict(point["leaves"]), "derived": dict(point["derived"])}
    assert room._written(point) == {"sizes": {"n": 2}, "derived": {}, "leaves": {
        "a": "1", "u": [["1/3"], ["2/3"]], "x": "-5", "v": [["7"]]}}
    assert point == kept, "the point itself stays"


@pytest.mark.parametrize("node", [
    ("fn", "exp", ("num", "1")), ("add", ("num", "1"), ONE), ("mul", ("sym", "a"), ONE), ("mul", ("num", "1"), ("num", "2")),
    ("block", ((nearby("1"),), (("mul", ("sym", "a"), ONE),))),
    ("block", ((nearby("1"), ("mul", ("num", "2"), ("num", "2"))),)),
])  # fmt: skip
def test_other_derived_leaves_are_not_asked(node):
    assert room._written({"leaves": {}, "derived": {"x": node}}) is None


def test_an_exact_point_is_asked_as_it_is():
    point = {"leaves": {"x": "1"}, "derived": {}}
    assert room._written(point) is point
    assert room._written({"leaves": {"x": "1"}}) == {"leaves": {"x": "1"}}
