"""The measurement of errors planted in the judge: what is read from the tool, and that nothing is counted as good."""

import pytest

from symrnn.trust import corpora
from symrnn.trust.measures import judge_mutants
from symrnn.trust.measures.judge_mutants import changed, explanations, figures_of, goal, measure, place_of

FILES = ["symrnn/verdict.py", "symrnn/claims/assess.py"]
ONE, TWO, THREE = ("symrnn.verdict.x_decide__mutmut_1", "symrnn.verdict.x_decide__mutmut_2",
                   "symrnn.claims.assess.x_assess__mutmut_9")
DIFF = """\
--- symrnn/verdict.py
+++ symrnn/verdict.py
@@ -1,3 +1,3 @@
 def decide(findings):
-    return  findings
+    return None
"""


def test_a_mutant_is_known_by_its_place_and_its_change():
    assert place_of(ONE) == "symrnn.verdict:decide"
    assert place_of("symrnn.claims.assess.x__flat__mutmut_2") == "symrnn.claims.assess:_flat"
    assert place_of("symrnn.verdict.x\u01c1Evidence\u01c1record__mutmut_2") == "symrnn.verdict:Evidence.record"
    assert changed(DIFF) == ("return findings", "return None")


def test_a_survivor_is_explained_by_exactly_its_change():
    status = {ONE: "survived", TWO: "killed", THREE: "no tests"}
    changes = {ONE: ("return findings", "return None"), THREE: ("a", "b")}
    mutant = ("symrnn.verdict:decide", "return findings", "return None")
    found = figures_of(status, changes, {mutant: "it is not read"}, FILES)
    assert (found["mutants"], found["killed"], found["explained"], found["unexplained"]) == (3, 1, 1, 1)
    assert [tuple(row.values()) for row in found["by_file"]] == [(FILES[0], 2, 1, 1, 0), (FILES[1], 1, 0, 0, 1)]
    assert found["unexplained_mutants"] == [
        {"where": "symrnn.claims.assess:assess", "was": "a", "now": "b", "outcome": "no tests"}]
    assert goal(found) == ["1 survivors without an explanation"]
    for k in range(3):
        other = list(mutant)
        other[k] += " "
        assert figures_of(status, changes, {tuple(other): "why"}, FILES)["unexplained"] == 2


def test_an_explanation_of_what_is_killed_is_out_of_date():
    mutant = ("symrnn.verdict:decide", "return findings", "return None")
    found = figures_of({ONE: "killed"}, {}, {mutant: "why"}, FILES)
    assert goal(found) == ["1 explanations are out of date"]
    # One of a file that was not mutated this time is none of its business.
    assert goal(figures_of({ONE: "killed"}, {}, {mutant: "why"}, FILES[1:])) == []


def test_no_mutant_is_no_success():
    assert goal(figures_of({}, {}, {}, FILES)) == ["nothing was mutated"]


def test_every_explanation_says_why():
    known = explanations(corpora.folder("trust") / judge_mutants.EXPLAINED)
    assert all(len(why.split()) > 3 for why in known.values())
    modules = {file.removesuffix(".py").replace("/", ".") for file in judge_mutants.JUDGE}
    assert {where.partition(":")[0] for where, _, _ in known} <= modules


@pytest.mark.slow
def test_the_function_that_gives_verdicts_has_no_survivor():
    found = measure(2, lambda *_: None, {"symrnn/verdict.py": judge_mutants.JUDGE["symrnn/verdict.py"]})
    assert found["mutants"] > 80
    assert found["killed"] == found["mutants"]
    assert goal(found) == []
