"""The same bytes, by a few ways; and a way that makes others."""

import pytest

from symrnn.trust.measures import bytes as same


def quiet(*_):
    pass


@pytest.mark.slow
def test_two_ways_make_the_same_bytes():
    named = {way.name: way for way in same.WAYS}
    found = same.measure(2, quiet, (named["the other way round"], named["a random hash seed"]), catalogue=False)
    assert (found["ways"], found["ways_same"]) == (2, 2), found["by_way"]
    assert all(row["files"] >= 5 for row in found["by_way"])
    assert same.goal(found) == [f"2 ways, not {len(same.WAYS)}", "the catalogue twice: not run"]


def test_other_bytes_are_noticed():
    one, other = {"a": b"1", "b": b"2"}, {"a": b"1", "c": b"2"}
    assert same._difference(one, dict(one)) == "yes"
    assert same._difference(one, other) == "2 files differ: b, c"
    assert same._difference({}, {}) == "there is none"
    figures = {"ways": len(same.WAYS), "by_way": [], "catalogue_runs": 2, "catalogue_same": "yes"}
    assert same.goal(figures) == []
    row = {"what_is_different": "x", "same": "1 files differ: a"}
    assert same.goal(figures | {"by_way": [row]}) == ["x: 1 files differ: a"]
    assert same.goal(figures | {"catalogue_same": "there is none"}) == ["the catalogue twice: there is none"]


def test_a_run_that_fails_is_no_report(tmp_path):
    (tmp_path / "claims").mkdir()
    with pytest.raises(RuntimeError, match="ended with 5"):
        same._report(tmp_path / "x", same.Way("empty"), tmp_path / "claims", tmp_path)
