"""Every verdict and every oracle has its words, and the sentences say no more than the evidence."""

import re
from pathlib import Path

import pytest
import report_sample

from symrnn.report import oracles, schema, words
from symrnn.report.graph import Standing

NAMED = r"""["']((?:route|oracle|numbers):[a-z0-9-]+)["']"""
ORACLES = sorted(oracles.SENTENCES)


def claim(verdict="PROVED", **fields):
    fields = {"statement": {"assert": ["equal", 1, 2]}, "scope": "all n"} | fields
    return report_sample.claim("x", "t", "Title.", "", verdict, **fields)


def test_every_verdict_has_a_sign_a_word_and_a_meaning():
    assert list(words.VERDICTS) != []
    assert set(words.VERDICTS) == set(schema.schema()["$defs"]["verdict"]["enum"])
    assert len({word.sign for word in words.VERDICTS.values()}) == len(words.VERDICTS)
    assert all(word.meaning.endswith(".") for word in words.VERDICTS.values())


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize(("points", "digits"), [(12, 60), (None, None), (1, 1)])
def test_every_oracle_has_a_sentence(oracle, points, digits):
    said = words.why(claim(evidence=[report_sample.evidence(oracle, points, digits)]))
    assert len(said) == 1
    assert said[0].endswith(".")
    assert "None" not in said[0]
    assert "{" not in said[0]


def test_every_oracle_that_the_program_names_has_a_name_in_words():
    source = Path(words.__file__).parents[1]
    named = {found for file in source.rglob("*.py") for found in re.findall(NAMED, file.read_text(encoding="utf-8"))}
    assert {"route:moments", "route:residues", "numbers:balls", "oracle:simulation"} <= {oracles.kind(k) for k in named}
    assert {oracles.kind(oracle) for oracle in named} <= set(oracles.NAMES)
    assert set(oracles.SENTENCES) <= set(oracles.NAMES)
    assert all(":" not in name for name in oracles.NAMES.values())


def test_several_oracles_of_a_kind_are_told_apart():
    assert oracles.name("oracle:simulation-2") == "simulation 2"
    said = words.why(claim("CORROBORATED", evidence=[report_sample.evidence("oracle:simulation-2", 100, 1)]))
    assert said == ["A simulation with 100 samples agrees to 1 digit, as far as its confidence interval goes."]


def test_a_second_route_is_told_by_the_first():
    series = report_sample.evidence("route:series")
    alone = words.why(claim(evidence=[series]))
    beside = words.why(claim(evidence=[report_sample.evidence("route:residues"), series]))
    assert "limit" in alone[0]
    assert beside[1] == "A series, added up term by term, gives the same value."


def test_two_derivations_make_one_sentence():
    said = words.why(
        claim(evidence=[report_sample.evidence("route:matrix-rules"), report_sample.evidence("route:scalar-calculus")])
    )
    assert len(said) == 1
    assert "for every size" in said[0]
    narrow = words.why(
        claim(
            scope="n <= 4",
            evidence=[report_sample.evidence("route:matrix-rules"), report_sample.evidence("route:scalar-calculus")],
        )
    )
    assert "for every size" not in narrow[0]


def test_gaps_are_said_for_equations_only():
    numbers = report_sample.evidence("numbers:balls", 12, 60, "3e-58")
    assert words.why(claim(evidence=[numbers])) == [
        "At 12 generic points, computed with 60 digits, the two sides differ by less than 3 × 10⁻⁵⁸."
    ]
    bound = claim(evidence=[numbers], statement={"assert": ["at_most", 1, 2]})
    assert words.why(bound) == ["At 12 generic points, computed with 60 digits in ball arithmetic, it holds."]


@pytest.mark.parametrize("verdict", ["UNDECIDED", "VACUOUS", "DISPUTED", "RESOURCE_OUT", "ERROR", "NOT_RUN"])
def test_evidence_of_an_open_claim_argues_for_nothing(verdict):
    said = words.why(claim(verdict, evidence=[report_sample.evidence("numbers:exact", 3)]))
    assert said == ["What was tried is in the table of evidence."]


def test_evidence_for_a_refuted_claim_is_not_repeated():
    witness = {"exact": True, "how": "the enumeration", "shrunk": True}
    said = " ".join(
        words.why(claim("REFUTED", witness=witness, evidence=[report_sample.evidence("route:matrix-rules", 3)]))
    )
    assert "matrix calculus" not in said
    assert "exact rational arithmetic" in said
    assert "found by the enumeration and then made as small as possible." in said
    assert "two precisions" in words.why(claim("REFUTED", witness={"exact": False}))[0]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["REFUTED"], "Its foil is refuted."),
        (["REFUTED"] * 2, "Both foils are refuted."),
        (["REFUTED"] * 5, "All 5 foils are refuted."),
        (["UNDECIDED"], "Its foil is not refuted."),
        (["REFUTED", "UNDECIDED"], "Of 2 foils, 1 is refuted."),
    ],
)
def test_foils_that_stand_are_said_to_stand(verdicts, said):
    assert words.foil_sentence([{"verdict": v} for v in verdicts]) == said


@pytest.mark.parametrize("head", ["equal", "at_most", "less", "rank_is", "tends_to"])
def test_what_goes_wrong_is_always_said(head):
    assert words.goes_wrong(claim("REFUTED", statement={"assert": [head, 1, 2]})).endswith(".")
    assert words.goes_wrong(claim("REFUTED", reason="Radii do not multiply")) == "Radii do not multiply."


def test_standings_in_words():
    assert words.standing_phrase(Standing("PROVED")) == "proved"
    weak = Standing(
        "PROVED", rests_on=(("a", "UNDECIDED"), ("b", "UNDECIDED"), ("c", "REFUTED")), missing=("m",), circular=True
    )
    assert words.standing_phrase(weak) == (
        "proved, but rests on a and b, which are undecided, rests on c, which is refuted,"
        " rests on m, which is not among the claims and rests on itself"
    )
    assert words.standing_phrase(Standing("REFUTED", rests_on=(("a", "UNDECIDED"),))) == "refuted"


@pytest.mark.parametrize(
    ("text", "said"), [("3e-58", "3 × 10⁻⁵⁸"), ("1.0e10", "1.0 × 10¹⁰"), ("0.5", "0.5"), ("e", "e"), ("0", "0")]
)
def test_powers_of_ten_are_set_as_print_has_them(text, said):
    assert words.power(text) == said


def test_small_words():
    assert [words.counted(n, "claim") for n in (0, 1, 1000, None)] == ["no claim", "1 claim", "1,000 claims", "claims"]
    assert [words.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert words.human("scalar_gate") == "Scalar gate"
    assert words.human("_") == "_"
    assert words.scope_phrase("for all n") == "all n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 <= alpha <= 1", "0 ≤ α ≤ 1"),
        ("phi(a) - s", "φ(a) − s"),
        ("Q^-1 (1 - g)", "Q⁻¹ (1 − g)"),
        ("alphabet, phis, x->y", "alphabet, phis, x->y"),
        ("a well-known slip - the usual one", "a well-known slip - the usual one"),
        ("sigma'(c) != 0", "σ'(c) ≠ 0"),
    ],
)
def test_short_formulas_in_prose_are_set_as_print_has_them(text, said):
    assert words.typographic(text) == said


def test_a_step_says_its_formula_once():
    assert words.step_text({"text": "D(a, s) = W", "latex": "W"}) == ""
    assert words.step_text({"text": "The gate sees the state.", "latex": "W"}) == "The gate sees the state."
    assert words.step_text({"text": "no rule for kron", "latex": ""}) == "no rule for kron"
    assert words.step_text({"text": None, "latex": None}) == ""
