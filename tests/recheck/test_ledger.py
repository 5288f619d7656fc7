"""Re-acceptance of a ledger: an honest one passes, and every tampered field is noticed."""

import copy
import json

import pytest
from statements import A, B, fn, mm, num, record, x

from symrnn.recheck.__main__ import main
from symrnn.recheck.ledger import recheck, verdict_of
from symrnn.recheck.numbers import numbers, seed_of

POINT = {
    "sizes": {"n": 2, "m": 1},
    "indices": {},
    "leaves": {"A": [["0", "1"], ["0", "0"]], "B": [["0", "0"], ["1", "0"]]},
}


def entry(name, rec, verdict, evidence=(), **extra):
    statement = {k: v for k, v in rec.items() if k != "given"}
    found = numbers(rec, seed_of(name))["evidence"]
    return {
        "id": name,
        "statement": statement,
        "given": rec["given"],
        "verdict": verdict,
        "expected": verdict,
        "uses": [],
        "foils": [],
        "evidence": [found, *({"oracle": o, "points": 1} for o in evidence)],
        "scope": "all n",
        **extra,
    }


@pytest.fixture(scope="module")
def honest():
    true, false = record(["eq", ["T", mm(A, B)], mm(["T", B], ["T", A])]), record(["eq", mm(A, B), mm(B, A)])
    foil = {
        "id": "foil",
        "verdict": "REFUTED",
        "witness": POINT,
        "statement": {k: v for k, v in false.items() if k != "given"},
        "given": [],
    }
    claims = [
        entry(
            "a-transpose",
            true,
            "PROVED",
            ["route:matrix-rules", "route:scalar-calculus"],
            foils=[foil],
            certificate={"kind": "identity", "scope": "all n"},
        ),
        entry("b-commute", false, "REFUTED", witness=POINT, uses=["a-transpose"]),
        entry("c-tanh", record(["lt", fn("tanh", x), num(1)]), "CORROBORATED", ["oracle:mpmath-differences"]),
        entry("d-open", record(["tends_to", x, num(1), "k"]), "UNDECIDED", reason="no route"),
    ]
    return {
        "claims": claims,
        "totals": {"claims": 4, "PROVED": 1, "REFUTED": 1, "CORROBORATED": 1, "UNDECIDED": 1, "ERROR": 0},
    }


def run(ledger, tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(ledger), encoding="utf-8")
    return main([str(path)])


def test_an_honest_ledger_is_accepted(honest, tmp_path, capsys):
    assert run(honest, tmp_path) == 0
    assert "4 claims, all accepted" in capsys.readouterr().out


TAMPERS = {
    "upgrade": lambda c: c[2].update(verdict="PROVED"),
    "proof without routes": lambda c: c[0].update(evidence=c[0]["evidence"][:1]),
    "one route": lambda c: c[0].update(evidence=c[0]["evidence"][:2]),
    "seed": lambda c: c[0]["evidence"][0].update(seed=1),
    "points": lambda c: c[0]["evidence"][0].update(points=99),
    "gap": lambda c: c[2]["evidence"][0].update(gap="1.0e-99"),
    "statement": lambda c: c[0]["statement"]["assert"].__setitem__(2, mm(["T", A], ["T", B])),
    "given": lambda c: c[1].update(given=[["symmetric", A]]),
    "witness": lambda c: c[1].update(witness={**POINT, "leaves": {**POINT["leaves"], "A": [["0", "0"], ["0", "0"]]}}),
    "no witness": lambda c: c[1].update(witness=None),
    "foil": lambda c: c[0]["foils"][0].update(witness={}),
    "foil verdict": lambda c: c[0]["foils"][0].update(verdict="UNDECIDED"),
    "certificate": lambda c: c[0].update(certificate={"kind": "trust me"}),
    "scope": lambda c: c[0].update(scope="all n and all m"),
    "id": lambda c: c[0].update(id="another"),
    "twice": lambda c: c[0].update(id="b-commute"),
    "no reason": lambda c: c[3].update(reason=""),
    "uses": lambda c: c[1].update(uses=["nothing"]),
    "unknown verdict": lambda c: c[1].update(verdict="TRUE"),
    "missing": lambda c: c[1].pop("statement"),
    "checker": lambda c: c[2]["evidence"].append({"oracle": "checker", "points": 1}),
    "fewer": lambda c: c.pop(),
}


@pytest.mark.parametrize("word", sorted(TAMPERS))
def test_tampering_is_noticed(honest, word, tmp_path):
    ledger = copy.deepcopy(honest)
    TAMPERS[word](ledger["claims"])
    assert run(ledger, tmp_path) == 1


def test_what_is_no_ledger_is_unreadable(tmp_path, capsys):
    (tmp_path / "x.json").write_text("{")
    assert [
        main([str(tmp_path / "x.json")]),
        main([str(tmp_path / "nowhere")]),
        main([]),
        run({"claim": []}, tmp_path),
    ] == [4] * 4
    assert "usage" in capsys.readouterr().err


def test_complaints_name_the_claim(honest):
    ledger = copy.deepcopy(honest)
    ledger["claims"][1]["witness"] = {}
    results, whole = recheck(ledger)
    assert [name for name, complaints in results if complaints] == ["b-commute"]
    assert whole == []


NUMBERS, MATRIX, ENTRIES = (
    {"oracle": o, "points": 12} for o in ("numbers:balls", "route:matrix-rules", "route:scalar-calculus")
)


@pytest.mark.parametrize(
    ("evidence", "open_statement", "refuted", "foils", "wanted"),
    [
        ([NUMBERS, MATRIX, ENTRIES], False, False, ["REFUTED"], "PROVED"),
        ([NUMBERS, MATRIX, ENTRIES], False, False, ["OPEN"], None),
        ([MATRIX, ENTRIES], False, False, [], None),
        ([MATRIX, ENTRIES], True, False, [], "PROVED"),
        ([NUMBERS, MATRIX], False, False, [], None),
        ([NUMBERS, MATRIX, {**MATRIX}], False, False, [], None),
        ([NUMBERS, {"oracle": "oracle:torch-autograd", "points": 3}], False, False, [], "CORROBORATED"),
        ([NUMBERS, {"oracle": "oracle:torch-autograd", "points": 0}], False, False, [], None),
        ([NUMBERS, {"oracle": "numbers:exact", "points": 3}], False, False, [], None),
        ([NUMBERS, {"oracle": "search", "points": 1000}], False, False, [], None),
        ([NUMBERS], False, True, [], "REFUTED"),
        ([NUMBERS, MATRIX, ENTRIES], False, True, [], "DISPUTED"),
    ],
)
def test_verdicts_read_from_evidence(evidence, open_statement, refuted, foils, wanted):
    assert verdict_of(evidence, open_statement, refuted, foils) == wanted


def test_few_digits_are_not_enough(honest, tmp_path):
    ledger = copy.deepcopy(honest)
    claim = ledger["claims"][2]
    rec = {**claim["statement"], "given": []}
    claim["evidence"][0] = numbers(rec, seed_of(claim["id"]), digits=10)["evidence"]
    assert run(ledger, tmp_path) == 1
