"""Degenerate samples are no evidence: under none of them does a mutant, or the truth, count as agreeing."""

import pytest
from false_statements import A, B, W, a, b, g, h, n, pre, slope
from true_statements import TRUE

import symrnn as sr
from symrnn.algebra.derive import expand
from symrnn.cells import LeakyIntegrator, ScalarGate
from symrnn.recheck.sample import points
from symrnn.search.degenerate import KINDS, accepts, degenerate_points, specialities
from symrnn.search.mutants import mutants

leaky, gate = LeakyIntegrator(), ScalarGate("tanh")
STATEMENTS = {
    "jacobian": sr.equal(sr.D(pre, h), sr.diag(slope) @ W),
    "gradient": sr.equal(sr.pullback(pre, W, g), sr.outer(slope * g, h)),
    "leaky": sr.equal(leaky.jacobian("s", "s") if "s" in leaky else leaky.jacobian(), expand(leaky.jacobian())),
    "gate": sr.equal(gate.jacobian("s", "s"), expand(gate.jacobian("s", "s"))),
    "commuting": sr.equal((A + B) @ (A + B), A @ A + 2 * A @ B + B @ B, given=[sr.commute(A, B)]),
    "symmetric": sr.equal(W.T @ h, W @ h, given=[sr.symmetric(W)]),
    "bounded": sr.equal((1 - a) * h + a * b, h + a * (b - h)),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_generic_points_are_evidence(name):
    record = STATEMENTS[name].record()
    assert accepts(record, points(record, 5, count=8))[0] == "agrees"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_degenerate_points_are_refused(name, kind):
    record = STATEMENTS[name].record()
    sample = degenerate_points(record, kind, 3)
    word, why = accepts(record, sample)
    assert word == "refused"
    assert "degenerate" in why or "effective" in why


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["jacobian", "gate", "gradient"])
def test_no_mutant_passes_on_a_degenerate_sample(name, kind):
    record = STATEMENTS[name].record()
    sample = degenerate_points(record, kind, 3, count=4)
    assert sample
    words = [accepts(m.record, sample)[0] for m in mutants(record)[:25]]
    assert set(words) <= {"violated", "refused"}


def test_some_mutants_would_have_passed():
    record = STATEMENTS["gradient"].record()
    sample = degenerate_points(record, "zero state", 3)
    words = [accepts(m.record, sample) for m in mutants(record)]
    assert {word for word, _ in words} == {"refused"}


def test_what_the_conditions_force_is_no_fault():
    record = STATEMENTS["symmetric"].record()
    assert specialities(record, list(points(record, 9, count=6))) == []
    assert degenerate_points(record, "symmetric", 1) == []


def test_too_few_points_and_no_points_are_refused():
    record = STATEMENTS["jacobian"].record()
    assert accepts(record, [])[0] == "refused"
    assert accepts(record, list(points(record, 1, count=2)))[0] == "refused"
    once = next(points(record, 1))
    word, why = accepts(record, [once] * 6)
    assert word == "refused"
    assert "same values" in why


@pytest.mark.parametrize("name", ["lyapunov", "time", "product-order", "stochastic-radius", "modulus"])
def test_other_true_statements_are_refused_likewise(name):
    record = dict(TRUE)[name]().record()
    for kind in KINDS:
        assert accepts(record, degenerate_points(record, kind, 2, count=4))[0] == "refused"


def test_sizes_of_one_show():
    record = STATEMENTS["jacobian"].record()
    assert specialities(record, degenerate_points(record, "size one", 1))[-1] == "sizes of one"
    assert n.names == {"n"}


@pytest.mark.parametrize("kind", ["zero state", "size one"])
def test_the_judge_takes_no_poor_sample_for_agreement(kind):
    from symrnn.claims.assess import assess
    from symrnn.trust.measures.degenerate import _sampled

    wrong = sr.equal(sr.pullback(pre, W, g), sr.outer(h, slope * g))
    with _sampled(kind):
        verdicts = [assess(statement, seed=1) for statement in (wrong, STATEMENTS["gradient"])]
    assert [str(v.verdict) for v in verdicts] == ["UNDECIDED", "UNDECIDED"]
    assert "degenerate" in verdicts[0].reason
    assert str(assess(STATEMENTS["gradient"], seed=1).verdict) == "PROVED"
