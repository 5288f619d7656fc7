"""The one function that gives verdicts: every rule of it, on both sides of its boundary."""

import itertools

import pytest

from symrnn.verdict import MIN_POINTS, Evidence, Findings, Verdict, decide

PROVED, REFUTED, CORROBORATED = Verdict.PROVED, Verdict.REFUTED, Verdict.CORROBORATED
VACUOUS, DISPUTED, UNDECIDED = Verdict.VACUOUS, Verdict.DISPUTED, Verdict.UNDECIDED

RULES, CALCULUS = Evidence("route:matrix-rules", points=4), Evidence("route:scalar-calculus", points=2)
CHECKER, BALLS = Evidence("checker", points=1), Evidence("numbers:balls", points=3)
EXACT = Evidence("numbers:exact", points=3)
AUTOGRAD, DIFFERENCES = Evidence("oracle:torch-autograd", points=6), Evidence("oracle:mpmath-differences", points=6)
RUNS = [Evidence("oracle:simulation-1", points=64), Evidence("oracle:simulation-2", points=128)]
TWO_ROUTES, ONE_AND_CHECKED = [RULES, CALCULUS], [RULES, CHECKER]


def found(*evidence, sampled=6, effective=6, **more):
    return Findings(evidence=evidence, sampled=sampled, effective=effective, **more)


@pytest.mark.parametrize("argument", [TWO_ROUTES, ONE_AND_CHECKED])
def test_a_proof_that_another_evaluator_contradicts_is_disputed(argument):
    said = (DISPUTED, "two routes prove it, and another evaluator contradicts it: both are kept")
    assert decide(found(*argument, BALLS, against=True)) == said
    assert decide(found(*argument, BALLS, effective=0, against=True)) == said
    assert decide(found(*argument, BALLS, against=False))[0] is PROVED
    assert decide(found(BALLS, against=True))[0] is UNDECIDED
    assert decide(found(BALLS, against=True, witness=True))[0] is REFUTED


def test_few_points_are_three():
    assert MIN_POINTS == 3


@pytest.mark.parametrize("argument", [TWO_ROUTES, ONE_AND_CHECKED, [RULES, CALCULUS, CHECKER]])
@pytest.mark.parametrize("numbers", [BALLS, EXACT])
def test_an_argument_by_two_routes_with_numbers_is_a_proof(argument, numbers):
    assert decide(found(*argument, numbers)) == (PROVED, "")
    assert decide(found(*argument, numbers, effective=MIN_POINTS)) == (PROVED, "")


@pytest.mark.parametrize("argument", [[RULES], [RULES, RULES], [CHECKER], [CHECKER, DIFFERENCES], []])
def test_less_than_two_routes_is_no_proof(argument):
    """A route that is written twice is one route, and a checker that accepts nothing has nothing to accept."""
    assert decide(found(*argument, BALLS))[0] is not PROVED


@pytest.mark.parametrize("points", [0, None])
def test_evidence_without_points_says_nothing(points):
    silent = Evidence("route:scalar-calculus", points=points)
    assert decide(found(RULES, silent, BALLS)) == (UNDECIDED, "no route decides it")
    assert decide(found(RULES, Evidence("checker", points=points), BALLS)) == (UNDECIDED, "no route decides it")
    quiet = Evidence("numbers:balls", points=points)
    assert decide(found(*TWO_ROUTES, quiet))[0] is UNDECIDED
    assert decide(found(BALLS, Evidence("oracle:torch-autograd", points=points)))[0] is UNDECIDED


@pytest.mark.parametrize("few", [1, MIN_POINTS - 1])
def test_a_proof_that_numbers_hardly_confirm_is_not_told_as_one(few):
    reason = "two routes prove it, but numbers say too little to confirm it"
    assert decide(found(*TWO_ROUTES, BALLS, effective=few)) == (UNDECIDED, reason)
    assert decide(found(*TWO_ROUTES)) == (UNDECIDED, reason)
    # No value at any point: the argument stands, so the reason is the numbers and not the lack of a proof.
    assert decide(found(*TWO_ROUTES, BALLS, effective=0, obstacle="none")) == (UNDECIDED, reason)


@pytest.mark.parametrize("points", [0, None])
def test_what_the_trusted_base_refuses_is_no_proof(points):
    refusal = Evidence("checker", points=points)
    assert decide(found(*TWO_ROUTES, refusal, BALLS))[0] is UNDECIDED
    assert decide(found(*TWO_ROUTES, refusal, sampled=0, effective=0, pointwise=False))[0] is UNDECIDED
    assert decide(found(*TWO_ROUTES, CHECKER, refusal, BALLS, obstacle="why"))[0] is UNDECIDED
    assert decide(found(*TWO_ROUTES, refusal, BALLS, AUTOGRAD))[0] is CORROBORATED
    # A point that refutes what two routes claim is still two voices against each other.
    assert decide(found(*TWO_ROUTES, refusal, BALLS, witness=True))[0] is DISPUTED
    assert decide(found(*TWO_ROUTES, refusal, effective=0, obstacle="why")) == (UNDECIDED, "why")


def test_where_no_point_can_decide_the_argument_is_enough():
    assert decide(found(*TWO_ROUTES, sampled=0, effective=0, pointwise=False)) == (PROVED, "")
    assert decide(found(*ONE_AND_CHECKED, sampled=0, effective=0, pointwise=False)) == (PROVED, "")
    assert decide(found(RULES, sampled=0, effective=0, pointwise=False)) == (UNDECIDED, "no route decides it")
    assert decide(found(BALLS, AUTOGRAD, sampled=0, effective=0, pointwise=False)) == (UNDECIDED, "no route decides it")


def test_a_witness_refutes():
    assert decide(found(BALLS, witness=True)) == (REFUTED, "")
    assert decide(found(BALLS, witness=True, violated=2)) == (REFUTED, "")
    # Neither one route nor oracles that agree outweigh it.
    assert decide(found(RULES, BALLS, AUTOGRAD, witness=True)) == (REFUTED, "")
    assert decide(found(witness=True, sampled=0, effective=0)) == (REFUTED, "")


def test_a_violation_without_a_witness_is_neither():
    reason = "it is false at a point that could not be made into an exact witness"
    assert decide(found(BALLS, AUTOGRAD, violated=1)) == (UNDECIDED, reason)
    assert decide(found(BALLS, RULES, violated=1, obstacle="another", foils=[PROVED])) == (UNDECIDED, reason)


@pytest.mark.parametrize("against", [{"witness": True}, {"violated": 1}, {"witness": True, "violated": 3}])
@pytest.mark.parametrize("argument", [TWO_ROUTES, ONE_AND_CHECKED])
def test_a_proof_and_a_counterexample_are_both_kept(argument, against):
    said = (DISPUTED, "two routes prove it, and a point refutes it: both are kept")
    assert decide(found(*argument, BALLS, **against)) == said
    assert decide(found(*argument, BALLS, contradiction="x < x", foils=[PROVED], **against)) == said


def test_conditions_that_contradict_each_other_leave_nothing_to_prove():
    assert decide(found(*TWO_ROUTES, BALLS, contradiction="x < x")) == (VACUOUS, "x < x")
    assert decide(found(pointwise=False, contradiction="x < x")) == (VACUOUS, "x < x")


def test_no_point_at_all_is_vacuous_whatever_was_argued():
    said = (VACUOUS, "nothing was compared: no point was found that meets the conditions")
    assert decide(found(sampled=0, effective=0)) == said
    assert decide(found(*TWO_ROUTES, BALLS, sampled=0, effective=0)) == said
    assert decide(found(BALLS, AUTOGRAD, sampled=0, effective=0, obstacle="none")) == said


def test_points_without_values_leave_it_open():
    assert decide(found(effective=0)) == (UNDECIDED, "no point gave a finite value on both sides")
    assert decide(found(*RUNS, effective=0)) == (UNDECIDED, "no point gave a finite value on both sides")
    assert decide(found(effective=0, obstacle="no such rule")) == (UNDECIDED, "no such rule")


@pytest.mark.parametrize("word", [v for v in Verdict if v is not REFUTED])
def test_a_foil_that_is_not_refuted_makes_every_acceptance_undecided(word):
    reason = "1 of 2 foils survive: what tests the claim is blunt"
    for evidence in ([*TWO_ROUTES, BALLS], [BALLS, AUTOGRAD], RUNS, [BALLS]):
        assert decide(found(*evidence, foils=[REFUTED, word])) == (UNDECIDED, reason)
    assert decide(found(*TWO_ROUTES, BALLS, foils=[word] * 3))[1].startswith("3 of 3 foils")


def test_foils_that_are_refuted_are_no_obstacle():
    assert decide(found(*TWO_ROUTES, BALLS, foils=[REFUTED] * 3)) == (PROVED, "")
    assert decide(found(BALLS, AUTOGRAD, foils=["REFUTED"]))[0] is CORROBORATED


@pytest.mark.parametrize("numbers", [BALLS, EXACT])
@pytest.mark.parametrize("oracle", [AUTOGRAD, DIFFERENCES, RUNS[0]])
def test_numbers_and_an_oracle_corroborate(numbers, oracle):
    assert decide(found(numbers, oracle)) == (CORROBORATED, "no proof was found")
    assert decide(found(numbers, oracle, obstacle="no such rule")) == (CORROBORATED, "no such rule")
    assert decide(found(numbers, oracle, effective=MIN_POINTS))[0] is CORROBORATED
    assert decide(found(numbers, oracle, effective=MIN_POINTS - 1))[0] is UNDECIDED


@pytest.mark.parametrize("alone", [[BALLS], [EXACT], [BALLS, EXACT], [AUTOGRAD], [AUTOGRAD, DIFFERENCES], [RUNS[0]],
                                   [RUNS[0], RUNS[0]], [RUNS[0], AUTOGRAD], [BALLS, RULES], [BALLS, CHECKER], []])
def test_one_way_to_know_it_is_not_enough(alone):
    assert decide(found(*alone)) == (UNDECIDED, "no route decides it")
    assert decide(found(*alone, obstacle="no such rule")) == (UNDECIDED, "no such rule")


def test_two_simulations_corroborate_what_no_point_can_show():
    assert decide(found(*RUNS)) == (CORROBORATED, "no proof was found")
    assert decide(found(*RUNS, sampled=0, effective=0, pointwise=False)) == (CORROBORATED, "no proof was found")


def test_a_name_is_no_evidence_of_another_kind():
    """What is called `search`, `sample` or `foils` is neither a route nor numbers nor an oracle."""
    others = [Evidence(name, points=9) for name in ("search", "sample", "foils", "routes", "number", "reference")]
    assert decide(found(*others)) == (UNDECIDED, "no route decides it")
    assert decide(found(*others, RULES, BALLS))[0] is UNDECIDED


def test_no_evidence_accepts_more_than_its_parts_allow():
    """Over all subsets: nothing is PROVED without two routes or a checked one, nothing accepted on one leg."""
    pieces = [RULES, CALCULUS, CHECKER, BALLS, AUTOGRAD, *RUNS]
    for size in range(len(pieces) + 1):
        for chosen in itertools.combinations(pieces, size):
            routes = sum(e in chosen for e in (RULES, CALCULUS))
            argued = routes == 2 or (routes == 1 and CHECKER in chosen)
            legs = BALLS in chosen and (AUTOGRAD in chosen or any(r in chosen for r in RUNS))
            expected = (PROVED if argued and BALLS in chosen else
                        CORROBORATED if legs or all(r in chosen for r in RUNS) else UNDECIDED)
            assert decide(found(*chosen))[0] is expected, chosen


def test_the_record_of_evidence_is_the_ledgers():
    assert Evidence("o", 1, 2, "3e-4", "5e-6", 7, "eight").record() == {
        "oracle": "o", "points": 1, "digits": 2, "gap": "3e-4", "budget": "5e-6", "seed": 7, "detail": "eight"}
    assert Evidence("o").record() == dict.fromkeys(("points", "digits", "gap", "budget", "seed")) | {
        "oracle": "o", "detail": ""}


def test_what_is_not_said_is_the_cautious_reading():
    """Findings that say nothing but their evidence are pointwise, and nothing was compared."""
    assert decide(Findings(evidence=[*TWO_ROUTES, BALLS]))[0] is VACUOUS
    assert decide(Findings(evidence=[], sampled=1))[0] is UNDECIDED
    assert decide(Findings(evidence=[], sampled=1, effective=1)) == (UNDECIDED, "no route decides it")
    for word in Verdict:
        assert str(word) == word.name
