"""Claims that break their process, a few kinds among a few good ones; and figures that fall short."""

import pytest

from symrnn.trust import corpora
from symrnn.trust.measures import faults


def quiet(*_):
    pass


@pytest.mark.slow
def test_a_few_kinds_among_a_few_good_claims(monkeypatch):
    monkeypatch.setattr(faults, "SHORT", 2.0)
    kinds = ["segmentation-fault", "loop-in-c", "children-that-outlive-it", "writes-its-own-entry", "deletes-its-file"]
    monkeypatch.setattr(faults, "LIMIT", 10.0)
    found = faults.measure(2, quiet, 3, kinds)
    assert [row["verdict"] for row in found["by_kind"]] == ["ERROR", "RESOURCE_OUT", "PROVED", "PROVED", "PROVED"]
    assert (found["kinds"], found["as_it_should"], found["good"], found["unchanged"]) == (5, 5, 3, 3)
    assert (found["planned"], found["reported"], found["lies"], found["lies_accepted"]) == (8, 8, 1, 0)
    assert found["in_time"]
    assert found["left_running"] == 0
    assert faults.goal(found) == ["5 kinds among 3 good claims, not 20 among 50"]


def test_there_are_enough_kinds():
    faulty = corpora.module("trust", "faulty")
    assert len(faulty.KINDS) >= 20
    assert set(faulty.HANGS) <= set(faulty.KINDS)


def test_what_falls_short_is_said():
    good = {"kinds": 20, "as_it_should": 20, "good": 50, "unchanged": 50, "planned": 70, "reported": 70, "in_time": True,
            "lies": 3, "lies_accepted": 0, "left_running": 0}
    assert faults.goal(good) == []
    for change in ({"as_it_should": 19}, {"unchanged": 49}, {"reported": 69}, {"in_time": False}, {"lies_accepted": 1},
                   {"left_running": 2}):
        assert len(faults.goal(good | change)) == 1
