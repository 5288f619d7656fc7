"""The labels are compared with numbers, and a comparison that takes too long says nothing."""

from typing import Never

from symrnn.trust import corpora
from symrnn.trust.entry import entries
from symrnn.trust.measures import labelled


def without_end(_: object) -> Never:
    while True:
        pass


def test_a_comparison_without_end_leaves_the_label_open(monkeypatch):
    monkeypatch.setattr(labelled, "PATIENCE", 0.1)
    monkeypatch.setattr(labelled, "check", without_end)
    monkeypatch.setattr(labelled, "_CORPUS", [None])
    assert labelled._label(0) == "open"


def test_a_label_is_confirmed(monkeypatch):
    corpus = [e for e in entries(corpora.folder("trust", "labelled")) if e.id == "traces/cyclic"]
    assert list(labelled._labels(corpus, 1)) == [("traces/cyclic", "confirmed")]
