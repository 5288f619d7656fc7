"""A cell judged: all blocks as one statement, proofs and oracles together, and what the ledger says of it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from symrnn.algebra.proofs.proof import Proof
from symrnn.claims import cell_verdict as room
from symrnn.claims.assess import Judgement
from symrnn.claims.cell_verdict import blocks, cell_entry, of_all, verify_cell
from symrnn.errors import NotSupportedError
from symrnn.verdict import Evidence, Verdict

RECORD = {"assert": ["all_of", "dh'/dh", "dh'/dc"], "given": ["g"], "sizes": ["n"]}
PROOF = Proof("route:a", "route:b", "all n", {"kind": "one"}, "by rules", 2)
BALLS, ARGUED = Evidence("numbers:balls", points=6), [Evidence("route:a", points=1), Evidence("checker", points=1)]


class Bench:
    """A cell, and what each collaborator answers."""

    def __init__(self, monkeypatch):
        self.stages, self.log = [], []
        self.names = ["dh'/dh", "dh'/dc"]
        self.found = {"tried": 6, "effective": 6, "violations": [], "points": [], "doubt": ""}
        self.proofs = dict.fromkeys(self.names, (PROOF, ""))
        self.refusal, self.missing, self.witness = "", {}, None
        self.checked = [self.oracle("AGREE")]
        self.cell = SimpleNamespace(name="mine", reference="a reference")
        monkeypatch.setattr(room, "blocks", self.on_blocks)
        monkeypatch.setattr(room, "searched", self.told("searched", lambda *_: self.witness))
        monkeypatch.setattr(room, "all_of", lambda *parts: SimpleNamespace(record=lambda: RECORD, parts=parts))
        monkeypatch.setattr(room, "at_points", self.told("at_points", lambda *_: ([BALLS], self.found)))
        monkeypatch.setattr(room, "prove", lambda statement: self.proofs[statement.name])
        monkeypatch.setattr(room, "argued", self.told("argued", self.on_argued))
        monkeypatch.setattr(room, "check_cell", self.told("check_cell", lambda *_: self.checked))
        monkeypatch.setattr(room, "spoken", lambda evidence: [Evidence(**e.record() | {"gap": "spoken"}) for e in evidence])

    def told(self, name, answer):
        def ask(*args):
            self.log.append((name, *args))
            return answer(*args)

        return ask

    def on_blocks(self, cell):
        assert cell.name == "mine"
        return [(name, SimpleNamespace(args=[name], name=name), self.missing.get(name, "")) for name in self.names]

    def on_argued(self, record, proof):
        return (None, [], self.refusal) if self.refusal else ({"scope": "all n"}, list(ARGUED), "")

    def oracle(self, outcome, **more):
        return {"oracle": "oracle:arb-series", "points": 6, "digits": 76, "gap": "0", "budget": "1e-9", "seed": 5,
                "detail": "the derivative of h by h", "outcome": outcome, "of": "h", "question": "derivative", **more}

    def judge(self, **options):
        self.stages.clear()
        self.log.clear()
        return verify_cell(self.cell, 5, self.stages.append, **options)


@pytest.fixture
def bench(monkeypatch):
    return Bench(monkeypatch)


def test_a_cell_is_proved_with_all_of_its_blocks(bench):
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (Verdict.PROVED, "", "all n")
    assert bench.stages == ["numbers", "proof of dh'/dh", "proof of dh'/dc", "checker", "oracles"]
    assert bench.log[0] == ("at_points", RECORD, 5)
    assert bench.log[1][:2] == ("argued", RECORD)
    assert bench.log[1][2].certificate == {"kind": "all", "scope": "all n", "parts": [{"kind": "one"}, {"kind": "one"}]}
    assert bench.log[2] == ("check_cell", bench.cell, 5)
    assert judged.evidence == [BALLS, *ARGUED, Evidence(
        "oracle:arb-series", 6, 76, "spoken", "1e-9", 5, "the derivative of h by h")]
    assert (judged.record, judged.certificate) == (RECORD, {"scope": "all n"})


def test_its_seed_is_made_from_its_name(bench, monkeypatch):
    monkeypatch.setattr(room, "seed_of", lambda name: f"seed of {name}")
    verify_cell(bench.cell)
    assert bench.log[0][2] == bench.log[2][2] == "seed of cell:mine"


@pytest.mark.parametrize("seed", ["a", True, 1.5])
def test_a_seed_that_is_no_number_is_refused(bench, seed):
    words = r"the seed of cell\.verify, for the cell mine; got .*; expected an int"
    with pytest.raises(NotSupportedError, match=words) as e:
        verify_cell(bench.cell, seed)
    assert repr(seed) in str(e.value)
    assert str(e.value).endswith("an int. leave it out: it is then made from the name of the cell")


def test_one_block_without_a_proof_leaves_the_cell_without(bench):
    bench.proofs["dh'/dc"] = (None, "no rule fits")
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (Verdict.CORROBORATED, "dh'/dc: no rule fits", "")
    assert bench.stages == ["numbers", "proof of dh'/dh", "proof of dh'/dc", "search", "oracles"]
    assert bench.log[1] == ("searched", RECORD, RECORD, 5)
    assert [e.oracle for e in judged.evidence] == ["numbers:balls", "search", "oracle:arb-series"]
    assert (judged.certificate, judged.witness) == (None, None)
    bench.proofs["dh'/dh"] = (None, "too deep")
    bench.checked = []
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (Verdict.UNDECIDED, "dh'/dh: too deep; dh'/dc: no rule fits")


def test_a_block_that_is_false_refutes_the_cell(bench):
    bench.proofs["dh'/dc"], bench.witness = (None, "no rule fits"), {"sizes": {"n": 1}, "how": "ascent"}
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (Verdict.REFUTED, "", "this witness")
    assert judged.witness == bench.witness
    assert judged.evidence[1].points == 1


def test_a_block_with_a_word_without_a_rule_is_told_and_asked_of_no_oracle(bench):
    bench.missing = {"dh'/dc": "no rule for softmax"}
    bench.cell.state = [SimpleNamespace(name="h"), SimpleNamespace(name="c")]
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (Verdict.UNDECIDED, "dh'/dc: no rule for softmax")
    assert not [call for call in bench.log if call[0] in ("check_cell", "argued")]
    silent = judged.evidence[2:]
    assert [(e.oracle, e.points, e.seed) for e in silent] == [
        *[("oracle:reference", 0, 5)] * 2, *[("oracle:torch-autograd", 0, 5), ("oracle:mpmath-differences", 0, 5),
                                             ("oracle:arb-series", 0, 5)] * 4]
    assert silent[1].detail == "the step of c: not asked, since a closed form is missing"
    assert silent[5].detail == "the derivative of h by c: not asked, since a closed form is missing"


def test_a_proof_that_the_trusted_base_refuses_is_none(bench):
    bench.refusal = "a step does not follow"
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (Verdict.CORROBORATED, "a step does not follow")
    assert judged.certificate is None
    bench.found |= {"effective": 0, "doubt": "the sample is degenerate"}
    assert bench.judge().reason == "the sample is degenerate; a step does not follow"


@pytest.mark.parametrize("others", [[], ["AGREE"], ["NO_INFORMATION"]])
def test_an_oracle_that_differs_contradicts_every_proof(bench, others):
    bench.checked = [bench.oracle(o) for o in others] + [bench.oracle("DIFFER", detail="first"),
                                                         bench.oracle("DIFFER", detail="second")]
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (Verdict.DISPUTED, "first; second", "")
    assert judged.certificate == {"scope": "all n"}
    assert judged.record == RECORD
    assert len(judged.evidence) == 3 + len(bench.checked)


def test_what_the_points_say_reaches_the_verdict(bench):
    bench.found |= {"violations": ["p"]}
    assert bench.judge().verdict is Verdict.DISPUTED
    bench.found |= {"violations": [], "tried": 0}
    assert bench.judge().verdict is Verdict.VACUOUS
    bench.found |= {"tried": 6, "effective": 2}
    judged = bench.judge()
    assert (judged.verdict, judged.scope) == (Verdict.UNDECIDED, "")
    bench.found |= {"effective": 0, "doubt": "the sample is degenerate"}
    bench.proofs["dh'/dc"] = (None, "no rule fits")
    judged = bench.judge()
    assert judged.verdict is Verdict.UNDECIDED
    assert judged.reason == "the sample is degenerate; dh'/dc: no rule fits"


def test_a_cell_without_a_reference_says_so(bench):
    bench.cell.reference = None
    note = "the cell has no reference: its step has nothing to be compared with"
    assert bench.judge().reason == note
    bench.proofs["dh'/dc"] = (None, "no rule fits")
    assert bench.judge().reason == f"dh'/dc: no rule fits; {note}"


def test_the_proofs_of_all_blocks_are_one():
    other = Proof("route:x", "route:y", "n <= 12", {"kind": "two"}, "by points", 5)
    longest = Proof("route:x", "route:y", "a longer scope", {}, "", 1)
    assert of_all([("first", PROOF), ("second", longest)]).scope == "a longer scope"
    whole = of_all([("first", PROOF), ("second", other)])
    assert (whole.route, whole.second, whole.points) == ("route:a", "route:b", 7)
    assert whole.scope == "n <= 12"
    assert whole.certificate == {"kind": "all", "scope": "n <= 12", "parts": [{"kind": "one"}, {"kind": "two"}]}
    assert whole.detail == "first: by rules · second: by points"


def test_every_block_is_an_equation_with_its_closed_form(monkeypatch):
    state = [SimpleNamespace(name="h"), SimpleNamespace(name="c")]
    cell = SimpleNamespace(state=state, jacobian=lambda y, x: f"{y.name}{x.name}")
    monkeypatch.setattr(room, "expand", lambda lazy: lazy.upper())
    monkeypatch.setattr(room, "equal", lambda a, b: (a, b))
    assert blocks(cell) == [("dh'/dh", ("hh", "HH"), ""), ("dh'/dc", ("hc", "HC"), ""), ("dc'/dh", ("ch", "CH"), ""),
                            ("dc'/dc", ("cc", "CC"), "")]

    def refuse(lazy):
        raise NotSupportedError("softmax has no rule")

    monkeypatch.setattr(room, "expand", refuse)
    assert blocks(cell)[1] == ("dh'/dc", ("hc", "hc"), "softmax has no rule.")


def test_the_entry_of_a_cell_in_the_ledger(bench, monkeypatch):
    judged = Judgement(Verdict.PROVED, "why", "all n", [BALLS], RECORD, {"n": 1}, {"kind": "all"})
    asked = []
    monkeypatch.setattr(room, "verify_cell", lambda *args: (asked.append(args), judged)[1])
    monkeypatch.setattr(room, "statement_latex", lambda whole: f"latex of {[s.name for s in whole.parts]}")
    monkeypatch.setattr(room, "given_words", lambda whole, *, mathematics: f"given {len(whole.parts)} {mathematics}")
    monkeypatch.setattr(room, "steps", lambda lazy: SimpleNamespace(records=lambda: [f"step of {lazy}"]))
    cell = SimpleNamespace(name="mine")
    entry = SimpleNamespace(cell=cell, id="cell:a.py:mine", file=Path("folder/a.py"), path="a.py", name="mine",
                            title="what it says")
    names = ["dh'/dh", "dh'/dc"]
    expected = {
        "id": "cell:a.py:mine", "topic": "a", "expected": "PROVED", "uses": [], "as_printed_of": None, "code": "",
        "title": "what it says",
        "source": {"work": "own work", "place": "a.py, mine"}, "foils": [], "figures": [],
        "steps": [f"step of {name}" for name in names], "verdict": "PROVED", "scope": "all n", "reason": "why",
        "evidence": [BALLS.record()], "witness": {"n": 1}, "certificate": {"kind": "all"},
        "statement_latex": f"latex of {names}", "given_text": "given 2 True",
        "statement": {"assert": RECORD["assert"], "sizes": ["n"]}, "given": ["g"]}
    assert cell_entry(entry, 7, print) == expected
    assert asked == [(cell, 7, print)]
    judged.record = None
    assert cell_entry(entry, 7, print) == expected
    bench.missing = {"dh'/dh": "no rule"}
    assert cell_entry(entry, 7, print)["steps"] == ["step of dh'/dc"]
