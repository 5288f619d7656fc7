"""Ledgers tampered with: a part of the committed one, and a checker that notices nothing."""

import json

import pytest

from symrnn.trust import corpora
from symrnn.trust.measures import checker
from symrnn.trust.tampering import KINDS, alone, tampered, totals, with_other_totals

CLAIMS = ("step-norm-bound", "any-activation-contracts", "tanh-derivative")


@pytest.fixture(scope="module")
def ledger():
    whole = json.loads((corpora.root() / "reports" / "ledger.json").read_text("utf-8"))
    claims = [c | {"as_printed_of": None} for c in whole["claims"] if c["id"] in CLAIMS]
    assert len(claims) == len(CLAIMS)
    assert not any(c["uses"] for c in claims), "a part stands alone"
    return whole | {"claims": claims, "totals": totals(claims)}


def quiet(*_):
    pass


def test_a_part_of_the_committed_ledger(ledger):
    found = checker.measure(2, quiet, 60, ledger)
    assert (found["claims"], found["accepted"], found["complaints"]) == (3, 3, 0)
    assert (found["tampered"], found["rejected"], found["not_rejected"]) == (60, 60, [])
    kinds = {row["kind"].partition(",")[0] for row in found["by_kind"]}
    assert kinds >= {"verdict", "certificate", "witness", "expected", "totals"}
    assert checker.goal(found) == ["60 tampered ledgers, not 500"]


def test_a_checker_that_accepts_everything_falls_short(ledger, monkeypatch):
    monkeypatch.setattr(checker, "complaints_of", lambda claim, ids: [])
    found = checker.measure(1, quiet, 30, ledger)
    assert found["rejected"] == 3  # the totals
    assert len(found["not_rejected"]) == 27
    assert "27 tampered ledgers are accepted" in checker.goal(found)


def test_each_change_is_one_change_of_its_kind(ledger):
    cases = list(tampered(ledger, 80, 3))
    texts = {json.dumps([c.index, c.claim], sort_keys=True) for c in cases}
    assert len(texts) == len(cases) == 80
    assert {c.kind for c in cases} == {kind for kind, find in KINDS.items() if any(map(find, ledger["claims"]))}
    for case in cases:
        assert case.claim != ledger["claims"][case.index]
        assert alone(ledger, case)["totals"]["claims"] == 1
    others = list(with_other_totals(ledger, 12, 3))
    assert len({(c.index, c.place) for c in others}) == 12
    assert all(alone(ledger, c)["totals"] != totals(alone(ledger, c)["claims"]) for c in others)
