"""Re-acceptance of a ledger: an honest one passes, and every tampered field is noticed."""

import copy
import json

import pytest
from statements import A, B, fn, mm, num, record, x

from symrnn.recheck.__main__ import main
from symrnn.recheck.carried import OPEN, rows, scope, told, words
from symrnn.recheck.certificates import accept
from symrnn.recheck.ledger import NOT_FOUND, SCHEMA, complaints_of, found, recheck, verdict_of
from symrnn.recheck.numbers import numbers, row, sample, seed_of
from symrnn.recheck.witness import refutes

POINT = {
    "sizes": {"n": 2, "m": 1, "t": 0, "k": 0},
    "indices": {"t": 0, "k": 0},
    "leaves": {"A": [["0", "1"], ["0", "0"]], "B": [["0", "0"], ["1", "0"]]},
}



def only(rec):
    """The record with the leaves that it mentions, as a run writes it."""
    text = json.dumps([rec["assert"], rec["given"]])
    return {**rec, "leaves": {k: v for k, v in rec["leaves"].items() if f'"{k}"' in text}}


def entry(name, rec, verdict, proof=None, point=None, oracles=(), **extra):
    """An entry as a run leaves it."""
    rec = only(rec)
    seed, evidence, witness, certificate, where = seed_of(name), [], None, None, ""
    if rec["assert"][0] in OPEN:
        evidence.append(sample(rec, seed)[1])
    else:
        again = numbers(rec, seed)
        evidence += [again["evidence"], again["sample"]]
    if proof:
        where = scope(rec, proof)
        certificate = {**proof, "scope": where}
        evidence += rows(certificate, *accept(rec, certificate))
    if point:
        where = "this witness"
        parts = ("functions", "indices", "leaves", "sizes")
        whole = {**point, **{key: {k: v for k, v in point.get(key, {}).items() if k in rec[key]} for key in parts}}
        witness = {**whole, **refutes(rec, point)[2], "how": "structured matrices", "shrunk": True}
        evidence.append(found(witness))
    if not proof and not point:
        evidence.append(NOT_FOUND)
    for oracle in oracles:
        one = {**row(oracle, 6, "it agrees", seed=seed + 1), "digits": 50, "gap": "1e-60", "budget": "1e-50"}
        evidence.append({**one, "detail": f"it agrees; {told(one)}"})
    return {
        "id": name,
        "statement": {k: v for k, v in rec.items() if k != "given"},
        "given": rec["given"],
        "verdict": verdict,
        "expected": verdict,
        "uses": [],
        "foils": [],
        "evidence": evidence,
        "witness": witness,
        "certificate": certificate,
        "scope": where,
        "reason": "" if verdict in ("PROVED", "REFUTED") else "no route",
        **extra,
    }


IDENTITY = {
    "kind": "identity",
    "routes": ["route:algebra", "route:scalar-calculus"],
    "count": 2,
    "argument": "every entry has the same normal form",
}


@pytest.fixture(scope="module")
def honest():
    true, false = record(["eq", ["T", mm(A, B)], mm(["T", B], ["T", A])]), record(["eq", mm(A, B), mm(B, A)])
    given = record(["eq", mm(A, B), mm(B, A)], [["symmetric", A]])
    both = record(["all_of", ["eq", ["T", ["T", A]], A], ["eq", mm(A, ["eye", "n"]), A]], [["invertible", A]])
    foil = entry("a-transpose/foil", false, "REFUTED", point=POINT)
    claims = [
        entry("a-transpose", true, "PROVED", IDENTITY, foils=[foil]),
        entry("b-commute", false, "REFUTED", point=POINT, uses=["a-transpose"]),
        entry("c-tanh", record(["lt", fn("tanh", x), num(1)]), "CORROBORATED", oracles=["oracle:mpmath-differences"]),
        entry("d-open", record(["tends_to", x, num(1), ["sym", "x"]]), "UNDECIDED"),
        entry("e-two", both, "PROVED", {**IDENTITY, "kind": "all", "parts": [{"kind": "identity"}] * 2}),
        entry("f-given", given, "REFUTED", point={**POINT, "leaves": {**POINT["leaves"], "A": [["1", "0"], ["0", "0"]]}}),
        {**dict.fromkeys(("witness", "certificate", "scope")), "id": "g-hangs", "verdict": "RESOURCE_OUT",
         "reason": "wall time limit of 60 s, at stage proof", "evidence": [], "foils": [], "uses": []},
    ]
    return {
        "schema": SCHEMA,
        "claims": claims,
        "totals": {"claims": 7, "PROVED": 2, "REFUTED": 2, "CORROBORATED": 1, "UNDECIDED": 1, "RESOURCE_OUT": 1,
                   "ERROR": 0},
    }


def run(ledger, tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(ledger), encoding="utf-8")
    return main([str(path)])


def test_an_honest_ledger_is_accepted(honest, tmp_path, capsys):
    assert run(honest, tmp_path) == 0
    assert "7 claims, all accepted" in capsys.readouterr().out


def evidence(number, place, **change):
    return lambda c: c[number]["evidence"][place].update(change)


TAMPERS = {
    "upgrade": lambda c: c[2].update(verdict="PROVED"),
    "downgrade": lambda c: c[0].update(verdict="CORROBORATED", reason="no proof was found"),
    "proved to undecided": lambda c: c[0].update(verdict="UNDECIDED", reason="no route"),
    "undecided to vacuous": lambda c: c[3].update(verdict="VACUOUS"),
    "undecided to disputed": lambda c: c[3].update(verdict="DISPUTED"),
    "undecided to error": lambda c: c[3].update(verdict="ERROR"),
    "a limit to not run": lambda c: c[6].update(verdict="NOT_RUN"),
    "proof without routes": lambda c: c[0].update(evidence=c[0]["evidence"][:2]),
    "one route": lambda c: c[0]["evidence"].pop(2),
    "no sample": lambda c: c[0]["evidence"].pop(1),
    "no numbers": lambda c: c[3]["evidence"].pop(0),
    "seed": evidence(0, 0, seed=1),
    "points": evidence(0, 0, points=99),
    "points of a route": evidence(0, 2, points=3),
    "points of the checker": evidence(0, 4, points=2),
    "digits": evidence(0, 0, digits=59),
    "detail": evidence(0, 0, detail="12 of 12 points"),
    "another route": evidence(0, 2, oracle="route:matrix-rules"),
    "another argument": evidence(0, 2, detail="it is obvious"),
    "exact to balls": evidence(0, 0, oracle="numbers:balls"),
    "gap": evidence(2, 0, gap="1.0e-99"),
    "budget": evidence(2, 0, budget="1.0e-99"),
    "gap of an oracle": evidence(2, 3, gap="1e-61"),
    "budget of an oracle": evidence(2, 3, budget="1e-51"),
    "digits of an oracle": evidence(2, 3, digits=51),
    "points of an oracle": evidence(2, 3, points=5),
    "seed of an oracle": evidence(2, 3, seed=5),
    "name of an oracle": evidence(2, 3, oracle="oracle:arb-series"),
    "an oracle twice": lambda c: c[2]["evidence"].append(c[2]["evidence"][3]),
    "a search that found": evidence(2, 2, points=1),
    "statement": lambda c: c[0]["statement"]["assert"].__setitem__(2, mm(["T", A], ["T", B])),
    "an equivalent statement": lambda c: c[0]["statement"]["assert"].reverse() or c[0]["statement"]["assert"].insert(
        0, c[0]["statement"]["assert"].pop()),
    "statement refuted as well": lambda c: c[1]["statement"]["assert"].__setitem__(0, "le"),
    "shape": lambda c: c[0]["statement"]["leaves"]["A"].update(shape=["m", "m"]),
    "given": lambda c: c[1].update(given=[["symmetric", A]]),
    "a condition that holds": lambda c: c[1].update(given=[["ne", A, B]]),
    "a condition that is not needed": lambda c: c[4].update(given=[]),
    "a condition less": lambda c: c[5].update(given=[]),
    "witness": lambda c: c[1].update(witness={**POINT, "leaves": {**POINT["leaves"], "A": [["0", "0"], ["0", "0"]]}}),
    "a witness as good": lambda c: c[1]["witness"]["leaves"]["A"][0].__setitem__(1, "2"),
    "sides of a witness": lambda c: c[1]["witness"].update(left="2"),
    "exactness of a witness": lambda c: c[1]["witness"].update(exact=False),
    "how it was found": lambda c: c[1]["witness"].update(how="generic points"),
    "whether it is small": lambda c: c[1]["witness"].update(shrunk=False),
    "an index too many": lambda c: c[1]["witness"]["indices"].update(extra=1),
    "no witness": lambda c: c[1].update(witness=None),
    "foil": lambda c: c[0]["foils"][0].update(witness={}),
    "foil verdict": lambda c: c[0]["foils"][0].update(verdict="UNDECIDED"),
    "no foil": lambda c: c[0].update(foils=[]),
    "a reason beside a proof": lambda c: c[0].update(reason="it is well known"),
    "a reason beside a witness": lambda c: c[1].update(reason="it is well known"),
    "foil twice": lambda c: c[0]["foils"].append(c[0]["foils"][0]),
    "foil digit": lambda c: c[0]["foils"][0]["witness"]["leaves"]["A"][0].__setitem__(1, "3"),
    "foil statement": lambda c: c[0]["foils"][0]["statement"]["assert"].__setitem__(0, "le"),
    "foil condition": lambda c: c[0]["foils"][0].update(given=[["ne", A, B]]),
    "foil evidence": lambda c: c[0]["foils"][0]["evidence"][0].update(points=3),
    "certificate": lambda c: c[0].update(certificate={"kind": "trust me"}),
    "no certificate": lambda c: c[0].update(certificate=None),
    "certificate of another kind": lambda c: c[0]["certificate"].update(kind="form"),
    "routes of the certificate": lambda c: c[0]["certificate"]["routes"].reverse(),
    "count of the certificate": lambda c: c[0]["certificate"].update(count=3),
    "scope of the certificate": lambda c: c[0]["certificate"].update(scope="all n, k"),
    "a part less": lambda c: c[4]["certificate"]["parts"].pop(),
    "scope": lambda c: c[0].update(scope="all n and all m"),
    "scope of a witness": lambda c: c[1].update(scope="all n"),
    "scope of nothing": lambda c: c[2].update(scope="all n"),
    "id": lambda c: c[0].update(id="another"),
    "twice": lambda c: c[0].update(id="b-commute"),
    "no reason": lambda c: c[3].update(reason=""),
    "uses": lambda c: c[1].update(uses=["nothing"]), "missing": lambda c: c[1].pop("statement"),
    "unknown verdict": lambda c: c[1].update(verdict="TRUE"),
    "checker": lambda c: c[2]["evidence"].append({"oracle": "checker", "points": 1}),
    "fewer": lambda c: c.pop(),
}


@pytest.mark.parametrize("word", sorted(TAMPERS))
def test_tampering_is_noticed(honest, word, tmp_path):
    ledger = copy.deepcopy(honest)
    TAMPERS[word](ledger["claims"])
    assert ledger != honest
    assert run(ledger, tmp_path) == 1


def test_verdicts_are_noticed_without_the_totals(honest):
    """A forger would correct the totals, too."""
    for number, word in enumerate(["CORROBORATED", "DISPUTED", "PROVED", "VACUOUS", "UNDECIDED", "ERROR", "NOT_RUN"]):
        ledger = copy.deepcopy(honest)
        ledger["claims"][number].update(verdict=word, reason="no proof was found")
        assert recheck(ledger)[0][number][1], word


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


def test_a_run_with_another_seed_is_accepted_with_that_seed_alone(honest):
    ledger = {"schema": SCHEMA, "claims": [copy.deepcopy(honest["claims"][4])], "totals": {"claims": 1, "PROVED": 1}}
    claim = ledger["claims"][0]
    rec = {**claim["statement"], "given": claim["given"]}
    again = numbers(rec, seed_of(claim["id"], 7))
    claim["evidence"][:2] = [again["evidence"], again["sample"]]
    assert recheck(ledger, 7)[0][0][1] == []
    assert recheck(ledger)[0][0][1]


NUMBERS, MATRIX, ENTRIES, CHECKER = (
    {"oracle": o, "points": 12} for o in ("numbers:balls", "route:matrix-rules", "route:scalar-calculus", "checker")
)
TORCH = {"oracle": "oracle:torch-autograd", "points": 3}
AGAINST = {"oracle": "oracle:mpmath-differences", "points": 0, "detail": "it differs at a point; and more"}
RUNS = [{"oracle": f"oracle:simulation-{k}", "points": 10} for k in (1, 2)]


@pytest.mark.parametrize(
    ("rows", "options", "wanted"),
    [
        ([NUMBERS, MATRIX, ENTRIES], {}, "PROVED"),
        ([NUMBERS, MATRIX, CHECKER], {}, "PROVED"),
        ([NUMBERS, CHECKER], {}, "UNDECIDED"),
        ([NUMBERS, MATRIX, ENTRIES], {"foils": ["REFUTED", "OPEN"]}, "UNDECIDED"),
        ([MATRIX, ENTRIES], {}, "UNDECIDED"),
        ([{**NUMBERS, "points": 2}, MATRIX, ENTRIES], {}, "UNDECIDED"),
        ([{**NUMBERS, "points": 3}, MATRIX, ENTRIES], {}, "PROVED"),
        ([MATRIX, ENTRIES], {"pointwise": False}, "PROVED"),
        ([NUMBERS, MATRIX], {}, "UNDECIDED"),
        ([NUMBERS, MATRIX, {**MATRIX}], {}, "UNDECIDED"),
        ([NUMBERS, MATRIX, {**CHECKER, "points": 0}], {}, "UNDECIDED"),
        ([NUMBERS, TORCH], {}, "CORROBORATED"),
        ([NUMBERS, {**TORCH, "points": 0}], {}, "UNDECIDED"),
        ([NUMBERS, {**TORCH, "points": None}], {}, "UNDECIDED"),
        ([{**NUMBERS, "points": 2}, TORCH], {}, "UNDECIDED"),
        ([NUMBERS, TORCH], {"foils": ["UNDECIDED"]}, "UNDECIDED"),
        ([NUMBERS, {**TORCH, "gap": "2e-5", "budget": "1e-5"}], {}, "DISPUTED"),
        ([NUMBERS, {**TORCH, "gap": "1e-5", "budget": "1e-5"}], {}, "CORROBORATED"),
        ([NUMBERS, {"oracle": "numbers:exact", "points": 3}], {}, "UNDECIDED"),
        ([NUMBERS, {"oracle": "search", "points": 1000}], {}, "UNDECIDED"),
        (RUNS, {"pointwise": False}, "CORROBORATED"),
        (RUNS[:1], {"pointwise": False}, "UNDECIDED"),
        ([NUMBERS], {"refuted": True}, "REFUTED"),
        ([NUMBERS], {"violated": True}, "UNDECIDED"),
        ([NUMBERS, MATRIX, ENTRIES], {"refuted": True}, "DISPUTED"),
        ([NUMBERS, MATRIX, ENTRIES, AGAINST], {}, "DISPUTED"), ([NUMBERS, AGAINST], {}, "UNDECIDED"),
        ([NUMBERS, MATRIX, ENTRIES], {"violated": True}, "DISPUTED"),
        ([NUMBERS, MATRIX, ENTRIES], {"sampled": 0}, "VACUOUS"),
        ([MATRIX, ENTRIES], {"sampled": 0, "pointwise": False}, "PROVED"),
        ([], {}, "UNDECIDED"),
    ],
)
def test_verdicts_read_from_evidence(rows, options, wanted):
    state = {"pointwise": True, "sampled": 12, "violated": False, "refuted": False, "foils": []}
    assert verdict_of(rows, **(state | options)) == wanted


CODE = '@claim("a"{})\ndef f():\n    pass\n'

def test_another_declaration_is_noticed(honest):
    ledger = copy.deepcopy(honest)
    ledger["claims"][0].update(code='@claim("a-transpose")\ndef f():\n    pass\n', expected="REFUTED")
    ledger["claims"][1].update(id="cell:b.py:cell")
    complaints = dict(recheck(ledger)[0])
    assert complaints["a-transpose"] == ["it declares PROVED, not REFUTED"]
    assert "it declares PROVED, not REFUTED" in complaints["cell:b.py:cell"]


@pytest.mark.parametrize(("said", "uses", "fits"), [
    ('["b"]', [], False), ("[]", ["b"], False), ('["b"]', ["b"], True), ('["b"]', ["b", "b"], False),
    ('["b"]', ["b[tanh]", "b[relu]"], True), ("[lemma]", [], True),
])  # fmt: skip
def test_what_a_claim_rests_on_is_what_it_declares(honest, said, uses, fits):
    claim = {**copy.deepcopy(honest["claims"][0]), "code": CODE.format(f", uses={said}"), "uses": uses}
    complaints = complaints_of(claim, {"b", "b[tanh]", "b[relu]"})
    assert complaints == [] if fits else "it declares that it uses" in complaints[0]


def test_a_ledger_of_a_part_says_what_it_rests_on(honest, tmp_path, capsys):
    part = copy.deepcopy(honest)
    part["claims"] = part["claims"][1:2]
    part["totals"] = {"claims": 1, "REFUTED": 1, "elsewhere": 1}
    assert run(part, tmp_path) == 2
    told = capsys.readouterr().out
    assert "by its own evidence; it rests on a-transpose, not in this ledger" in told
    assert "rests on 1 claims that are not in this ledger" in told
    del part["totals"]["elsewhere"]
    assert run(part, tmp_path) == 1
    honest["totals"]["elsewhere"] = 1
    assert run(honest, tmp_path) == 0
    del honest["totals"]["elsewhere"]


def test_what_is_wrong_with_the_whole_is_said(honest):
    ledger = copy.deepcopy(honest)
    ledger["claims"][0]["uses"] = ["b-commute"]
    ledger["schema"] = "symrnn-ledger/9"
    ledger["totals"]["claims"] = 8
    ledger["claims"].append(ledger["claims"][6])
    whole = recheck(ledger)[1]
    assert whole[0] == "g-hangs stands 2 times in the ledger"
    assert whole[1] == "the schema is 'symrnn-ledger/9', not 'symrnn-ledger/1'"
    assert whole[2] == "rest on themselves: a-transpose, b-commute"
    assert whole[3].startswith("totals: counted")


def test_a_ledger_without_claims_has_nothing_wrong():
    assert recheck({"schema": SCHEMA, "claims": [], "totals": {"claims": 0, "PROVED": 0}}) == ([], [])


@pytest.mark.parametrize(("term", "defined"), [
    (["div", ["sym", "x"], ["num", "2"]], True), (["div", ["sym", "x"], ["num", "-2"]], False),
    (["div", ["sym", "x"], ["num", "0"]], False), (["div", ["num", "2"], ["sym", "x"]], False),
    (["fn", "sqrt", ["num", "2"]], False), (["fn", "log", ["num", "2"]], False),
    (["pow", ["sym", "x"], ["num", "2"]], True), (["pow", ["sym", "x"], ["num", "-2"]], False),
    (["sum", ["softmax", ["sym", "x"]]], True),
])
def test_what_is_defined_everywhere_is_not_said_to_be_undefined_somewhere(term, defined):
    leaf = {"shape": [], "field": "real", "sequence": False}
    record = {"sizes": [], "leaves": {"x": leaf}, "given": [], "assert": ["equal", term, term]}
    assert ("where both sides are defined" not in words(record)) is defined
    assert "defined" in words({**record, "leaves": {"x": {**leaf, "field": "complex"}}}) or term[0] != "sum"
