"""Evidence as the trusted base writes it down: what reaches the ledger, and what a sample that shows little is worth."""

from types import SimpleNamespace

import pytest

from symrnn.claims import evidence as room
from symrnn.claims.evidence import argued, at_points, by_example, by_witness, spoken
from symrnn.recheck import ledger
from symrnn.verdict import Evidence

RECORD = {"assert": ["equal", "a", "b"]}
NONE = {"assert": ["no", "b"]}
NUMBERS = {"oracle": "numbers:balls", "points": 5}
SAMPLE = {"oracle": "sample", "points": 6}


@pytest.fixture
def asked(monkeypatch):
    """What the trusted base is asked, with answers that say so."""
    log = []

    def stand_in(name, answer):
        def told(*args):
            log.append((name, *args))
            return answer(*args)

        monkeypatch.setattr(room, name, told)

    stand_in("numbers", lambda record, seed: {"evidence": NUMBERS, "sample": SAMPLE, "tried": 6, "effective": 5,
                                              "violations": []})
    stand_in("sample", lambda record, seed: (["p", "q"], SAMPLE))
    stand_in("specialities", lambda record, points: [])
    stand_in("accept", lambda record, certificate: ("accepted", f"because of {certificate['kind']}"))
    stand_in("rows", lambda certificate, accepted, why: [{"oracle": f"{accepted} {why}", "points": certificate["count"]}])
    return log


def test_points_with_what_was_found_there(asked):
    evidence, found = at_points(RECORD, 7)
    assert evidence == [Evidence(**NUMBERS), Evidence(**SAMPLE)]
    assert (found["tried"], found["effective"], found["violations"], found["doubt"]) == (6, 5, [], "")
    assert asked == [("numbers", RECORD, 7), ("sample", RECORD, 7), ("specialities", RECORD, ["p", "q"])]


@pytest.mark.parametrize("head", ["exists", "tends_to", "of_order", "induction", "expects"])
def test_where_no_point_decides_the_sample_is_all(asked, head):
    record = {"assert": [head, "a"]}
    assert at_points(record, 7) == (
        [Evidence(**SAMPLE)], {"tried": 2, "effective": 0, "violations": [], "points": [], "doubt": ""})
    assert asked == [("sample", record, 7)]


def test_agreement_on_a_special_sample_is_none(asked, monkeypatch):
    monkeypatch.setattr(room, "specialities", lambda *_: ["h is zero", "W is symmetric"])
    evidence, found = at_points(RECORD, 7)
    assert evidence == [Evidence(**NUMBERS), Evidence(**SAMPLE)]
    assert (found["effective"], found["tried"]) == (0, 6)
    assert found["doubt"] == "the sample is degenerate: h is zero; W is symmetric"


@pytest.mark.parametrize("answer", [{"effective": 5, "violations": ["p"]}, {"effective": 0, "violations": []}])
def test_a_special_sample_can_refute_all_the_same(asked, monkeypatch, answer):
    monkeypatch.setattr(room, "specialities", lambda *_: ["h is zero"])
    monkeypatch.setattr(room, "numbers", lambda *_: {"evidence": NUMBERS, "sample": SAMPLE, "tried": 6, **answer})
    _, found = at_points(RECORD, 7)
    assert {key: found[key] for key in answer} == answer
    assert (found["doubt"], found["points"]) == ("", [])


@pytest.mark.parametrize(("points", "count"), [(4, 4), (1, 1), (0, 1)])
def test_an_argument_as_it_stands_in_a_ledger(asked, points, count):
    inner = {"kind": "steps", "part": {"scope": "size 2", "rule": "sum"}}  # for what a part holds is worked out again
    proof = SimpleNamespace(certificate=inner, scope="all n", route="route:a", second="route:b", points=points,
                            detail="by rules")
    certificate, evidence, refusal = argued(RECORD, proof)
    assert refusal == ""
    assert certificate == {"kind": "steps", "part": {"rule": "sum"}, "scope": "all n", "routes": ["route:a", "route:b"],
                           "count": count, "argument": "by rules"}
    assert evidence == [Evidence("accepted because of steps", count)]
    assert asked[0] == ("accept", RECORD, certificate)
    assert asked[1] == ("rows", certificate, "accepted", "because of steps")


def test_an_argument_that_is_not_accepted_leaves_nothing_but_the_reason(monkeypatch):
    monkeypatch.setattr(room, "accept", lambda *_: (False, "step 2 does not follow"))
    proof = SimpleNamespace(certificate={}, scope="all n", route="route:a", second="route:b", points=3, detail="by rules")
    assert argued(RECORD, proof) == (
        None, [], "the trusted base does not accept the proof that was found: step 2 does not follow")


@pytest.mark.parametrize("simplest", [True, False])
def test_an_example_as_it_stands_in_a_ledger(asked, monkeypatch, simplest):
    monkeypatch.setattr(room, "smallest", lambda *args: args == (NONE, {"sizes": {}}) and simplest)
    example = {"kind": "example", "how": "small integers", "point": {"sizes": {}}}
    certificate, evidence = by_example(RECORD, example)
    assert certificate == {**example, "routes": ["route:example", "checker"], "count": 1,
                           "argument": "an exact example, found by small integers", "shrunk": simplest}
    assert evidence == [Evidence("accepted because of example", 1)]
    assert asked[0] == ("accept", RECORD, certificate)
    assert asked[1] == ("rows", certificate, "accepted", "because of example")


def test_an_example_between_two_rationals_says_so(asked):
    example = {"kind": "example", "how": "a change of sign", "point": {}, "leaf": "x", "to": "2"}
    certificate, evidence = by_example(RECORD, example)
    assert certificate == {**example, "routes": ["route:example", "checker"], "count": 1,
                           "argument": "an example between two rationals, by a change of sign"}
    assert evidence == [Evidence("accepted because of example", 1)]


def test_a_search_leaves_evidence_whatever_it_finds():
    assert by_witness(None).record() == ledger.NOT_FOUND
    witness = {"how": "ascent", "shrunk": True}
    assert by_witness(witness).record() == ledger.found(witness)


def test_what_an_oracle_says_is_said_in_words_too():
    evidence = [Evidence("oracle:a", points=3, digits=50, gap="1e-9", budget="1e-8", seed=4, detail="agrees"),
                Evidence("oracle:b", points=0, seed=4)]
    said = spoken(evidence)
    assert [e.oracle for e in said] == ["oracle:a", "oracle:b"]
    assert said[0].detail.startswith("agrees; ")
    assert [e.detail.endswith(ledger.told(e.record())) for e in said] == [True, True]
    assert not said[1].detail.startswith("; ")
    figures = [(e.points, e.digits, e.gap, e.budget, e.seed) for e in said]
    assert figures == [(3, 50, "1e-9", "1e-8", 4), (0, None, None, None, 4)]
