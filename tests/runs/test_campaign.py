"""A campaign goes through an executor as a run does: a task for each claim, and none is lost without a word."""

import pytest
from fakes.files import derivations, one

from symrnn.claims.catalog import load
from symrnn.errors import ExecutorError, UnknownNameError
from symrnn.runs import campaign

COUNTS = "fakes.judges:counts"


@pytest.fixture(autouse=True)
def light(monkeypatch):
    monkeypatch.setattr(campaign, "preload_of", lambda judge: [judge.partition(":")[0]])


def catalog(folder, *ids):
    return load([derivations(folder, a="".join(one(id) for id in ids))])


def test_the_claims_that_are_asked_for_and_no_others(tmp_path):
    found = dict(campaign.scores(catalog(tmp_path, "a", "bb", "ccc"), ["a", "ccc"], jobs=2, judge=COUNTS))
    assert {id: scores["mutants"] for id, scores in found.items()} == {"a": 1, "ccc": 3}
    assert all(isinstance(scores["seconds"], float) for scores in found.values())


def test_what_fails_is_told_when_the_others_are_done(tmp_path):
    scores = campaign.scores(catalog(tmp_path, "falls", "bb"), ["falls", "bb"], jobs=1, judge=COUNTS)
    assert next(scores)[0] == "bb"
    with pytest.raises(ExecutorError, match=r"1 claims could not be judged; got falls: ERROR: .*as asked"):
        next(scores)


def test_an_executor_that_is_none_is_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="dask:ADDRESS"):
        list(campaign.scores(catalog(tmp_path, "a"), ["a"], jobs=1, executor="ray"))
