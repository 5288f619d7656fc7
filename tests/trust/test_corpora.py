"""The corpora: enough of both labels, every statement can be written down, and the validator notices a wrong label."""

from dataclasses import replace
from pathlib import Path

import pytest

import symrnn as sr
from symrnn.errors import CatalogError, ShapeError
from symrnn.trust.entry import Topic, entries
from symrnn.trust.labels import check
from symrnn.trust.score import score

HERE = Path(__file__).parent
LABELLED, POISON = list(entries(HERE / "labelled")), list(entries(HERE / "poison"))


def test_there_are_enough_statements_of_both_labels():
    assert sum(e.label is True for e in LABELLED) >= 160
    assert sum(e.label is False for e in LABELLED) >= 160
    assert len(POISON) >= 60
    assert len({e.id for e in (*LABELLED, *POISON)}) == len(LABELLED) + len(POISON)


def test_every_false_statement_names_its_slip_and_every_poison_what_it_must_not_get():
    assert all(e.slip for e in LABELLED if e.label is False)
    assert all(e.slip and e.never for e in POISON)


@pytest.mark.parametrize("corpus", [LABELLED, POISON], ids=["labelled", "poison"])
def test_every_statement_can_be_written_down(corpus):
    refused = []
    for entry in corpus:
        try:
            assert entry.build().record()["assert"]
        except ShapeError:
            refused.append(entry.id)
    assert refused == ([] if corpus is LABELLED else ["forged/function-named-as-leaf", "forged/size-and-leaf"])


def test_an_id_stands_once():
    topic = Topic("twice")
    topic.true("x", lambda: sr.equal(sr.scalar("x"), sr.scalar("x")))
    with pytest.raises(CatalogError, match="twice/x twice"):
        topic.true("x", lambda: sr.equal(sr.scalar("x"), sr.scalar("x")))


@pytest.mark.parametrize("name", ["gates/gru", "masks/mask-twice", "conditions/balanced", "determinants/update"])
def test_the_validator_confirms_a_label_and_contradicts_the_opposite(name):
    true = next(e for e in LABELLED if e.id == name)
    assert check(true).said == "confirmed"
    false = next(e for e in LABELLED if e.id == name.replace("/", "/not-") or e.id == f"{name}-sign".replace("/", "/not-"))
    assert check(false).said == "confirmed"
    assert check(replace(false, label=True)).said == "contradicted"


def test_the_validator_is_not_misled_by_saturation_and_cancellation():
    for name in ("numbers/saturated-less", "numbers/cancellation"):
        assert check(next(e for e in POISON if e.id == name)).said != "contradicted"


def test_the_score_counts_what_is_wrong():
    wanted = [e for e in LABELLED if e.id in ("traces/cyclic", "traces/not-identity")]
    mislabelled = replace(wanted[0], id="mislabelled", label=False, never=frozenset({"PROVED"}))
    found = score([*wanted, mislabelled], jobs=2)
    assert (found["true_proved"], found["false_refuted"], found["decided"]) == (1, 1, 1.0)
    assert [w["id"] for w in found["wrong"]] == ["mislabelled"]
