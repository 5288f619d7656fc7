"""The order of work in a claim, and what of it reaches the verdict: every collaborator is a stand-in that is told."""

from types import SimpleNamespace

import pytest
from fakes.bench import ARGUMENT, BALLS, POINT, SAMPLE, Bench, Statement

from symrnn.claims import assess as room
from symrnn.claims.assess import Judgement
from symrnn.verdict import Evidence, Verdict

PROVED, REFUTED, CORROBORATED = Verdict.PROVED, Verdict.REFUTED, Verdict.CORROBORATED
UNDECIDED, DISPUTED, VACUOUS = Verdict.UNDECIDED, Verdict.DISPUTED, Verdict.VACUOUS

@pytest.fixture
def bench(monkeypatch):
    return Bench(monkeypatch)


def names(judgement):
    return [e.oracle for e in judgement.evidence]


# -- acceptance ------------------------------------------------------------------------------------------------------
def test_numbers_and_a_proof(bench):
    bench.proof = "a proof"
    judged = bench.judge(by=["a lemma"])
    assert (judged.verdict, judged.reason, judged.scope) == (PROVED, "", "all n")
    assert bench.stages == ["shapes", "numbers", "proof", "checker"]
    assert judged.evidence == [BALLS, SAMPLE, *ARGUMENT]
    assert (judged.witness, judged.certificate) == (None, {"kind": "argument", "scope": "all n"})
    record = Statement().record()
    assert judged.record == record
    (statement, by), = bench.calls("prove")
    assert (statement.head, by) == ("equal", ["a lemma"])
    assert bench.calls("at_points") == [(record, 9)]
    assert bench.calls("argued") == [(record, "a proof")]
    assert not bench.calls("find")
    assert not bench.calls("corroborate")


@pytest.mark.parametrize("side", [["integral", "f", "w"], ["neg", ["expect", "f", "z"]]])
def test_what_is_integrated_in_symbols_is_integrated_by_quadrature_too(bench, side):
    bench.proof = "a proof"
    statement = Statement(sides=["a", side])
    judged = bench.judge(statement)
    assert judged.verdict is PROVED
    assert bench.stages == ["shapes", "numbers", "proof", "checker", "second oracle"]
    assert names(judged) == ["numbers:balls", "sample", "route:a", "route:b", "oracle:mpmath-differences"]
    assert bench.calls("corroborate") == [([statement.record()], 9)]
    bench.second = []
    assert bench.judge(statement).verdict is PROVED
    bench.second = [Evidence("oracle:mpmath-differences", points=0, detail="it differs at a point")]
    judged = bench.judge(statement)
    assert judged.verdict is DISPUTED
    assert "contradicts it" in judged.reason
    bench.proof = None
    assert bench.judge(statement).verdict is UNDECIDED


def test_without_a_proof_everything_else_is_tried(bench):
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (CORROBORATED, "no rule fits", "")
    assert bench.stages == ["shapes", "numbers", "proof", "search", "thresholds", "second oracle"]
    assert names(judged) == ["numbers:balls", "sample", "search", "oracle:mpmath-differences"]
    assert judged.evidence[2].points == 0
    assert judged.evidence[3].detail == "agrees; spoken; twice"
    record = Statement().record()
    assert bench.calls("find") == bench.calls("thresholds") == [(record, 9)]
    assert bench.calls("corroborate") == [([record], 9)]
    assert bench.calls("attained") == bench.calls("closing") == bench.calls("growing") == [(record, 9)]
    assert bench.calls("prove")[0][1] == ()
    assert judged.certificate is None


def test_a_proof_that_the_trusted_base_refuses_is_none(bench):
    bench.proof, bench.refusal = "a proof", "a step does not follow"
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.certificate) == (CORROBORATED, "a step does not follow", None)
    assert bench.stages == ["shapes", "numbers", "proof", "checker", "search", "thresholds", "second oracle"]
    bench.second = []
    assert (bench.judge().verdict, bench.judge().reason) == (UNDECIDED, "a step does not follow")


def test_the_second_oracle_is_asked_of_every_part(bench):
    bench.directions = [Statement(name="there"), Statement(name="back")]
    bench.judge()
    ((records, seed),) = bench.calls("corroborate")
    assert ([record["name"] for record in records], seed) == (["there", "back"], 9)


def test_a_sample_that_shows_little_is_a_doubt(bench):
    bench.found |= {"effective": 0, "doubt": "the sample is degenerate"}
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (UNDECIDED, "the sample is degenerate")


def test_a_second_oracle_that_is_silent_leaves_it_open(bench):
    bench.second = [Evidence("oracle:mpmath-differences", points=0)]
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (UNDECIDED, "no rule fits")


@pytest.mark.parametrize("word", [REFUTED, PROVED])
def test_foils_reach_the_verdict(bench, word):
    bench.proof = "a proof"
    assert bench.judge(foils=[word, REFUTED]).verdict is (PROVED if word is REFUTED else UNDECIDED)


def test_a_foil_is_asked_no_proof_and_no_second_oracle(bench):
    bench.proof = "a proof"
    judged = bench.judge(thorough=False)
    assert bench.stages == ["shapes", "numbers", "search", "thresholds"]
    assert (judged.verdict, judged.reason) == (UNDECIDED, "no route decides it")
    assert names(judged) == ["numbers:balls", "sample", "search"]
    bench.judge(Statement("exists"), thorough=False)
    assert not bench.calls("find_example")


def test_the_normal_form_is_what_is_judged(bench):
    bench.normal = lambda statement: Statement("le", name="normal")
    judged = bench.judge(Statement("at_most"))
    assert judged.record["name"] == "normal"
    assert bench.calls("at_points")[0][0]["name"] == "normal"
    assert bench.calls("prove")[0][0].name == "normal"
    assert bench.calls("directions")[0][0].name == "normal"


@pytest.mark.parametrize(("tried", "effective", "verdict", "reason"), [
    (0, 0, VACUOUS, "nothing was compared: no point was found that meets the conditions"),
    (6, 0, UNDECIDED, "no rule fits"), (6, 2, UNDECIDED, "no rule fits"), (6, 3, CORROBORATED, "no rule fits")])
def test_how_many_points_there_were_reaches_the_verdict(bench, tried, effective, verdict, reason):
    bench.found = {"tried": tried, "effective": effective, "violations": [], "points": [], "doubt": ""}
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (verdict, reason)
    # Where no point has a value, neither thresholds nor another oracle can be asked.
    assert bool(bench.calls("thresholds")) is bool(bench.calls("corroborate")) is (effective > 0)


# -- refutation ------------------------------------------------------------------------------------------------------
def test_a_violation_is_made_into_a_small_exact_witness(bench):
    bench.found["violations"] = [POINT]
    bench.proof = "a proof"
    judged = bench.judge()
    assert (judged.verdict, judged.reason, judged.scope) == (REFUTED, "", "this witness")
    assert bench.stages == ["shapes", "numbers", "witness"]
    assert judged.witness == {**POINT, "how": "generic points", "smaller": True, "left": "0", "right": "1", "shrunk": True}
    assert names(judged) == ["numbers:balls", "sample", "search"]
    assert judged.evidence[2].points == 1
    record = Statement().record()
    assert bench.calls("shrink") == [(record, {**POINT, "how": "generic points"})]
    assert {call[0]["name"] for call in bench.calls("refutes")} == {"statement"}
    assert bench.calls("smallest")[0][0] == record


def test_what_the_shrinking_spoils_is_not_taken(bench):
    bench.found["violations"] = [POINT]
    bench.refused = [{"smaller": True}]
    judged = bench.judge()
    assert judged.verdict is REFUTED
    assert judged.witness == {**POINT, "how": "generic points", "left": "0", "right": "1", "shrunk": False}


def test_a_violation_at_no_rational_point_is_searched_for(bench):
    derived, refused = {"leaves": {"c": "2"}, "derived": {"b": 1}}, {"leaves": {"c": "3"}}
    bench.found["violations"] = [derived, refused]
    bench.refused = [refused]
    judged = bench.judge()
    assert (judged.verdict, judged.witness) == (UNDECIDED, None)
    assert judged.reason == "it is false at a point that could not be made into an exact witness"
    assert bench.stages == ["shapes", "numbers", "witness", "search"]
    assert [(p["leaves"], p["how"], p.get("bits")) for _, p in bench.calls("refutes")] == [
        ({"c": "3"}, "generic points", None), ({"c": "3"}, "more digits", 4096)]
    bench.found["violations"] = [derived, refused, POINT]
    assert bench.judge().witness["leaves"] == POINT["leaves"]
    bench.found["violations"] = [derived]
    bench.search = {"statement": {"leaves": {"c": "4"}}}
    assert bench.judge().witness["leaves"] == {"c": "4"}


def test_a_violation_of_either_direction_counts(bench):
    bench.directions = [Statement(name="there"), Statement(name="back")]
    bench.turned = {"back": [POINT]}
    judged = bench.judge()
    assert judged.verdict is REFUTED
    assert [call[0]["name"] for call in bench.calls("numbers")] == ["there", "back"]
    assert {call[1] for call in bench.calls("numbers")} == {9}
    assert bench.calls("shrink")[0][0]["name"] == "statement"
    bench.turned = {"there": [POINT]}
    bench.judge()
    assert [call[0]["name"] for call in bench.calls("numbers")] == ["there"]
    bench.found["violations"] = [POINT]
    bench.judge()
    assert not bench.calls("numbers")


def test_an_absence_refutes_an_equivalence_of_which_an_existence_is_a_half(bench, monkeypatch):
    there, back, asked = Statement(name="there"), Statement("exists", name="back"), []

    def absent(*given):
        asked.append([x if isinstance(x, dict) else x.name for x in given])
        return POINT

    monkeypatch.setattr(room, "by_absence", absent)
    bench.directions = [there, back, Statement("exists", name="again")]
    judged = bench.judge()
    assert (judged.verdict, judged.witness) == (REFUTED, POINT)
    assert asked == [["back", back.record(), judged.record]]
    often = len(bench.calls("directions"))
    asked.clear()
    bench.search = {"there": POINT}
    bench.judge()
    assert (asked, len(bench.calls("directions"))) == ([], often - 1)
    bench.search, bench.directions = {}, [there]
    bench.judge()
    assert not asked


def test_the_search_goes_on_until_one_is_accepted(bench):
    bench.directions = [Statement(name="there"), Statement(name="back")]
    bench.search = {"statement": {"leaves": {"c": "3"}}, "back": POINT}
    bench.refused = [{"leaves": {"c": "3"}}]
    judged = bench.judge()
    assert (judged.verdict, judged.scope) == (REFUTED, "this witness")
    assert judged.witness == {**POINT, "left": "0", "right": "1", "shrunk": False}
    assert [call[0]["name"] for call in bench.calls("find")] == ["statement", "there", "back"]
    assert {call[1] for call in bench.calls("find")} == {9}
    assert {call[0]["name"] for call in bench.calls("refutes")} == {"statement"}
    assert not bench.calls("thresholds")
    bench.search = {"statement": POINT}
    bench.judge()
    assert len(bench.calls("find")) == 1


def test_a_witness_at_a_threshold(bench):
    bench.look = SimpleNamespace(witness=POINT, doubt="")
    judged = bench.judge()
    assert judged.verdict is REFUTED
    assert judged.witness == {**POINT, "left": "0", "right": "1", "shrunk": False}
    assert bench.stages == ["shapes", "numbers", "proof", "search", "thresholds"]
    assert not bench.calls("attained")
    assert not bench.calls("numbers")
    bench.refused = [POINT]
    judged = bench.judge()
    assert (judged.verdict, judged.witness) == (CORROBORATED, None)


@pytest.mark.parametrize("head", ["equal", "eq"])
def test_an_equation_is_looked_at_with_more_digits(bench, head):
    bench.more = [{"leaves": {"c": "3"}}, POINT]
    bench.refused = [{"leaves": {"c": "3"}}]
    judged = bench.judge(Statement(head))
    assert judged.verdict is REFUTED
    assert judged.witness == {**POINT, "bits": 4096, "how": "more digits", "shrunk": False, "clause": "", "left": "0",
                              "right": "1"}
    ((record, seed), options), = bench.calls("numbers")
    assert (record["name"], seed, options) == ("statement", 9, {"count": 3, "digits": 1200})


@pytest.mark.parametrize(("side", "asked"), [
    (["integral", "f", "w"], False), (["expect", "f", "z"], False), (["integral"], False),
    (["add", "a", ["mul", ["neg", ["integral", "f", "w"]], "b"]], False),
    (["sym", "integral"], True), (["add", "expect", ["sym", "integral"]], True), (["total", "f"], True)])
def test_what_is_enclosed_slowly_is_not_asked_for_more_digits(bench, side, asked):
    bench.more = [POINT]
    assert bench.judge(Statement(sides=["a", side])).verdict is (REFUTED if asked else CORROBORATED)
    assert bool(bench.calls("numbers")) is asked


def test_agreement_is_looked_at_beyond_generic_points(bench):
    bench.further = [{**POINT, "how": "larger sizes"}]
    judged = bench.judge()
    assert (judged.verdict, judged.witness["how"], judged.witness["smaller"]) == (REFUTED, "larger sizes", True)
    assert bench.calls("beyond") == [(Statement().record(), 9)]
    bench.proof = SimpleNamespace(certificate={}, scope="all n")
    bench.judge()
    assert not bench.calls("beyond")


def test_an_inequality_is_not(bench):
    bench.more = [POINT]
    assert bench.judge(Statement("le")).verdict is CORROBORATED
    assert not bench.calls("numbers")


def test_more_digits_that_are_not_accepted_are_nothing(bench):
    bench.more = [POINT]
    bench.refused = [POINT]
    assert bench.judge().verdict is CORROBORATED


@pytest.mark.parametrize("where", ["thresholds", "attained", "closing", "growing"])
def test_a_doubt_forbids_the_second_oracle(bench, where):
    bench.look = SimpleNamespace(witness=None, doubt="it may be met" if where == "thresholds" else "")
    bench.attained = "it may be met" if where == "attained" else ""
    bench.closing = "it may be met" if where == "closing" else ""
    bench.growing = (None, "it may be met" if where == "growing" else "")
    judged = bench.judge()
    assert len(bench.calls("growing")) == (where == "growing")
    assert (judged.verdict, judged.reason) == (UNDECIDED, "it may be met")
    assert "second oracle" not in bench.stages
    assert names(judged) == ["numbers:balls", "sample", "search"]


def test_a_witness_at_a_larger_size(bench):
    bench.growing = (POINT, "")
    judged = bench.judge()
    assert judged.verdict is REFUTED
    assert judged.witness == {**POINT, "left": "0", "right": "1", "shrunk": False}


def test_a_proof_and_a_violation_cannot_meet(bench):
    """A violation at a generic point ends the work: no proof is looked for that it would contradict."""
    bench.found["violations"] = [{"derived": {"b": 1}}]
    bench.proof = "a proof"
    judged = bench.judge()
    assert judged.verdict is UNDECIDED
    assert not bench.calls("prove")
    assert not bench.calls("thresholds")
    assert not bench.calls("corroborate")


# -- statements that no point decides --------------------------------------------------------------------------------
def open_points(bench):
    bench.evidence, bench.found = [SAMPLE], {"tried": 6, "effective": 0, "violations": [], "points": [], "doubt": ""}


@pytest.mark.parametrize("head", ["tends_to", "of_order", "induction"])
def test_an_argument_is_enough_where_no_point_decides(bench, head):
    open_points(bench)
    bench.proof = "a proof"
    assert bench.judge(Statement(head)).verdict is PROVED
    bench.proof = None
    judged = bench.judge(Statement(head))
    assert (judged.verdict, judged.reason) == (UNDECIDED, "no rule fits")
    assert bench.stages == ["shapes", "numbers", "proof", "search"]


def test_no_point_decides_even_where_some_were_effective(bench):
    bench.found["tried"] = 0
    bench.proof = "a proof"
    assert bench.judge(Statement("tends_to")).verdict is PROVED
    assert bench.judge(Statement("equal")).verdict is VACUOUS
    bench.proof = None
    bench.judge(Statement("tends_to"))
    assert not bench.calls("thresholds")
    assert not bench.calls("corroborate")


def test_an_example_proves_existence(bench):
    open_points(bench)
    bench.example = {"how": "small integers"}
    judged = bench.judge(Statement("exists"))
    assert (judged.verdict, judged.scope) == (PROVED, "this example")
    assert bench.stages == ["shapes", "numbers", "proof", "example"]
    record = Statement("exists").record()
    assert bench.calls("find_example") == [(record, 9)]
    assert bench.calls("by_example") == [(record, {"how": "small integers"})]
    assert names(judged) == ["sample", "route:example", "checker"]
    assert judged.certificate["kind"] == "example"
    assert not bench.calls("prove_absence")


def test_a_universal_proof_refutes_existence(bench):
    open_points(bench)
    bench.absence = ("never", SimpleNamespace(certificate={"kind": "steps"}, scope="all n"))
    statement = Statement("exists")
    judged = bench.judge(statement)
    assert bench.calls("prove_absence") == [(statement,)]
    assert (judged.verdict, judged.scope) == (REFUTED, "this witness")
    assert judged.witness == {
        "kind": "absence", "sizes": {}, "indices": {}, "leaves": {}, "functions": {}, "left": "", "right": "", "gap": "",
        "exact": True, "clause": "exists", "shrunk": True, "how": "a proof that there is none",
        "as": ["node of", "never", False], "certificate": {"kind": "steps", "scope": "all n"}}
    assert bench.calls("prove_absence")[0][0].head == "exists"
    assert bench.calls("refutes")[0] == (Statement("exists").record(), judged.witness)
    assert not bench.calls("find")
    bench.refused = [{"kind": "absence"}]
    judged = bench.judge(Statement("exists"))
    assert (judged.verdict, judged.witness) == (UNDECIDED, None)


def test_an_absence_is_looked_for_at_one_place_after_the_other(bench):
    open_points(bench)
    bench.absence = ("never", SimpleNamespace(certificate={"kind": "steps"}, scope="all n"))
    at = [{"sizes": {}, "indices": {}, "functions": {}, "leaves": {"a": value}} for value in "012"]
    bench.places = [(point, {"given": [["known"]], "assert": ["exists", point["leaves"]["a"]]}) for point in at]
    bench.refused = [{"leaves": {"a": "0"}}]
    judged = bench.judge(Statement("exists"))
    assert (judged.verdict, judged.witness["leaves"]) == (REFUTED, {"a": "1"})
    tried = [statement for statement, in bench.calls("prove_absence")]
    assert [(s.head, s.args, [c.head for c in s.given]) for s in tried] == [("exists", (v,), ["known"]) for v in "01"]
    assert all(isinstance(record, dict) and node in (record["assert"], *record["given"])
               for node, record in bench.calls("read_condition"))


def at_zero(zeros, more):
    """Points of two leaves that are zero at so many of them, of one that is zero nowhere, and of one that is told once."""
    def value(i):
        return [["0"], ["0"]] if i < zeros else [["0"], ["5"]]

    first = [{"leaves": {"h": value(i), "b": value(i), "a": "1/20"}} for i in range(zeros + more)]
    del first[1]["leaves"]["b"]
    return [{"leaves": {**first[0]["leaves"], "derived": "0"}}, *first[1:]]


@pytest.mark.parametrize("more", [0, 1])
def test_points_at_zero_say_little(bench, more):
    bench.found["points"] = at_zero(4, more)
    judged = bench.judge()
    assert (judged.verdict, judged.reason) == (UNDECIDED, "the conditions were met with h and b = 0 only")
    assert not bench.calls("corroborate")


def test_three_other_points_are_enough(bench):
    bench.found["points"] = at_zero(4, 3)
    assert bench.judge().verdict is CORROBORATED
    bench.found["points"] = []
    assert bench.judge().verdict is CORROBORATED


def test_neither_an_example_nor_a_proof_of_absence(bench):
    open_points(bench)
    assert bench.judge(Statement("exists")).verdict is UNDECIDED
    assert bench.stages == ["shapes", "numbers", "proof", "example", "search"]


def test_another_limit_refutes_a_limit(bench):
    open_points(bench)
    bench.another = 3
    judged = bench.judge(Statement("tends_to"))
    assert judged.verdict is REFUTED
    assert judged.witness == {
        "kind": "limit", "sizes": {}, "indices": {}, "leaves": {}, "functions": {}, "left": "0", "right": "1",
        "how": "the limit by leading terms, and SymPy's", "law": "the values tend to 3", "extension": {}, "shrunk": False}
    assert bench.calls("another_limit")[0][0].head == "tends_to"
    assert bench.calls("refutes")[0][1]["left"] == "3"
    bench.refused = [{"kind": "limit"}]
    assert bench.judge(Statement("tends_to")).verdict is UNDECIDED


def test_another_limit_is_asked_of_limits_without_conditions_alone(bench):
    open_points(bench)
    bench.another = 3
    for statement in (Statement("tends_to", given=("c > 0",)), Statement("of_order"), Statement("equal")):
        assert bench.judge(statement).verdict is not REFUTED
        assert not bench.calls("another_limit")
    bench.another = None
    assert bench.judge(Statement("tends_to")).verdict is UNDECIDED


@pytest.mark.parametrize("head", ["no", "ne", "equal", "at_most"])
def test_what_an_equation_never_does_is_refuted_by_a_crossing(bench, head):
    bench.crossing = {"kind": "crossing", "how": "a change of sign"}
    judged = bench.judge(Statement(head))
    assert (judged.verdict, judged.witness) == (REFUTED, bench.crossing)
    record = Statement(head).record()
    assert bench.calls("find_violation") == [(record,)]
    assert bench.calls("refutes")[0] == (record, bench.crossing)
    bench.refused = [{"kind": "crossing"}]
    assert bench.judge(Statement(head)).witness is None
    bench.crossing = None
    assert bench.judge(Statement(head)).witness is None
    assert not bench.calls("refutes")


def test_a_crossing_stands_before_another_limit(bench):
    bench.crossing, bench.another = {"kind": "crossing", "how": "a change of sign"}, 7
    assert bench.judge(Statement("tends_to")).witness == bench.crossing
    assert not bench.calls("another_limit")


def test_a_witness_of_the_search_stands_before_another_limit(bench):
    open_points(bench)
    bench.search, bench.another = {"statement": POINT}, 3
    assert bench.judge(Statement("tends_to")).witness["leaves"] == POINT["leaves"]
    assert not bench.calls("another_limit")


def test_simulations_speak_for_a_mean(bench):
    open_points(bench)
    bench.simulated = [Evidence("oracle:simulation-1", points=64), Evidence("oracle:simulation-2", points=128)]
    statement = Statement("expects")
    judged = bench.judge(statement)
    assert (judged.verdict, judged.reason) == (CORROBORATED, "no rule fits")
    assert bench.stages == ["shapes", "numbers", "simulation", "proof"]
    assert names(judged) == ["sample", "oracle:simulation-1", "oracle:simulation-2"]
    assert [e.detail for e in judged.evidence[1:]] == ["; spoken; twice", "; spoken; twice"]
    assert bench.calls("simulated") == [(statement, statement.record(), 9)]
    bench.simulated = [Evidence("oracle:simulation-1", points=64), Evidence("oracle:simulation-2", points=0)]
    assert bench.judge(statement).verdict is UNDECIDED
    bench.judge(Statement("equal"))
    assert not bench.calls("simulated")


def test_a_simulation_that_misses_is_the_reason(bench):
    open_points(bench)
    bench.evidence.append(Evidence("note", points=0, detail="another"))
    bench.obstacle = ""
    runs = [Evidence("oracle:simulation-1", points=64, detail="it holds"),
            Evidence("oracle:simulation-2", points=0, detail="it does not hold")]
    bench.simulated = runs
    judged = bench.judge(Statement("expects"))
    assert (judged.verdict, judged.reason) == (UNDECIDED, "it does not hold")
    assert bench.judge(Statement("of_order")).reason == "no route decides it"
    bench.obstacle = "no rule fits"
    assert bench.judge(Statement("expects")).reason == "no rule fits"
    bench.obstacle, bench.simulated = "", [runs[0], Evidence("oracle:simulation-2", points=128)]
    judged = bench.judge(Statement("expects"))
    assert (judged.verdict, judged.reason) == (CORROBORATED, "no proof was found")


# -- what a judgement says of itself ---------------------------------------------------------------------------------
def test_a_judgement_as_text():
    judged = Judgement(PROVED, scope="all n", evidence=[Evidence("route:algebra", points=3, detail="by rules"),
                                                        Evidence("numbers:balls", points=6, gap="1e-9", detail="d"),
                                                        Evidence("numbers:exact", points=2, gap=""),
                                                        Evidence("checker", points=1), Evidence("note")])
    assert repr(judged).splitlines() == [
        "PROVED (all n)",
        "  route:algebra              3 steps  by rules",
        "  numbers:balls              6 points, largest gap 1e-9  d",
        "  numbers:exact              2 points",
        "  checker                    1 step",
        "  note"]


def test_what_an_oracle_says_of_every_block_is_said_once():
    kept = [Evidence("oracle:arb-series", points=6, gap=gap, detail=f"the derivative of {s} by h: kept; gap {gap}")
            for s, gap in (("h", "3e-77"), ("c", "2e-9"), ("q", "unknown"))]
    lost = Evidence("oracle:arb-series", points=0, detail="the derivative of v by h: lost; gap 1")
    step = Evidence("oracle:reference", points=2, detail="the step of h: kept")
    assert repr(Judgement(PROVED, evidence=[*kept[:2], lost, step])).splitlines()[1:] == [
        "  oracle:arb-series          12 points, largest gap 2e-9  kept (2 times)",
        "  oracle:arb-series          0 points  the derivative of v by h: lost; gap 1",
        "  oracle:reference           2 points  the step of h: kept"]
    assert "18 points, largest gap unknown" in repr(Judgement(PROVED, evidence=kept))
    long = Evidence("note", detail="x" * 161)
    assert repr(Judgement(PROVED, evidence=[long])).endswith(f" {'x' * 160}...")


def test_a_refutation_as_text():
    witness = {"sizes": {"n": 2}, "indices": {"t": 1}, "leaves": {"W": [["1", "2"]]}, "left": "0", "right": "1"}
    judged = Judgement(REFUTED, "why", witness=witness)
    assert repr(judged).splitlines() == ["REFUTED", "  why", "  witness: n = 2, t = 1, W = [[1, 2]]", "  left 0, right 1"]
    column = {"shape": [2, 1], "field": "real", "sequence": False}
    record = {"sizes": [], "indices": [], "leaves": {"u": column}, "functions": {}, "given": [],
              "assert": ["equal", ["sym", "u"], ["zeros", 2, 1]]}
    point = {"sizes": {}, "indices": {}, "leaves": {"u": [["0"], ["1"]]}, "left": "1", "right": "0"}
    assert repr(Judgement(REFUTED, record=record, witness=point)).splitlines()[-1] == "  left 1, right 0 (entry 2)"
    del witness["left"]
    assert repr(Judgement(REFUTED, witness={"leaves": {"c": "3"}})).splitlines() == ["REFUTED", "  witness: c = 3"]
    assert repr(Judgement(REFUTED, witness={"sizes": {"n": 1}})) == "REFUTED\n  witness: n = 1"
