"""Mutants: every operator plants its slip, all of them are well shaped, and numbers tell them from the original."""

import json
from pathlib import Path

import pytest
from false_statements import A, B, W, Ws, a, b, g, gated, h, hs, k, n, pre, slope, t, u, v, x

import symrnn as sr
from symrnn.cells import GRU, Elman, LeakyIntegrator, ScalarGate
from symrnn.claims.catalog import load
from symrnn.recheck.numbers import seed_of
from symrnn.search.judging import Judge, tally
from symrnn.search.mutants import reading, sampled, stated
from symrnn.search.mutate import campaign, mutants, mutate, proved

DERIVATIONS = Path(sr.__file__).parents[1] / "derivations"
JACOBIAN = sr.equal(sr.D(pre, h), sr.diag(slope) @ W)
GRADIENT = sr.equal(sr.pullback(pre, W, g), sr.outer(slope * g, h))
LEAKY = sr.equal(sr.D((1 - a) * h + a * pre, h), (1 - a) * sr.eye(n) + a * sr.diag(slope) @ W)
TIMED = sr.equal(sr.D(sr.tanh(W @ hs[t - 1] + b), hs[t - 1]), sr.diag(1 - sr.tanh(W @ hs[t - 1] + b) ** 2) @ W)


@pytest.mark.parametrize(("operator", "statement"), [
    ("a sign flipped", LEAKY), ("a term dropped", LEAKY), ("a factor dropped", JACOBIAN),
    ("1 + y^2 for 1 - y^2", JACOBIAN),
    ("1 - y^2 for 1 + y^2", sr.equal(h, 1 + h**2)), ("a transpose forgotten", sr.equal((A @ B).T, B.T @ A.T)),
    ("a transpose too many", sr.equal(A + B, B + A)), ("a product in the other order", JACOBIAN),
    ("the elementwise product for the matrix product", JACOBIAN), ("the matrix product for the elementwise product",
                                                                   sr.equal(A * B, B * A)),
    ("t - 1 for t", TIMED), ("t + 1 for t", sr.equal(sr.matpow(A, t), A)), ("another symbol of the same shape", LEAKY),
    ("a coefficient times 1 + 1e-9", JACOBIAN), ("a coefficient times 2", JACOBIAN), ("the whole times 1/2", JACOBIAN),
    ("an exponent plus one", JACOBIAN), ("a denominator dropped", sr.equal(h, h / sr.norm(h))),
    ("a condition dropped", sr.equal(A @ B, B @ A, given=[sr.commute(A, B)])), ("the rank plus one", sr.rank_is(A, 1)),
    ("for all in the place of some", sr.exists([u], sr.eq(u, v))), ("a factor transposed", JACOBIAN),
])  # fmt: skip
def test_every_operator_plants_its_slip(operator, statement):
    record = statement.record()
    made = [m for m in mutants(record) if m.operator == operator]
    assert made
    assert all(m.record != record for m in made)


@pytest.mark.parametrize("statement", [JACOBIAN, GRADIENT, LEAKY, TIMED], ids=["jacobian", "gradient", "leaky", "time"])
def test_mutants_are_well_shaped_and_appear_once(statement):
    made = mutants(statement.record())
    keys = [json.dumps([m.record["assert"], m.record["given"]]) for m in made]
    assert len(set(keys)) == len(keys) > 10
    assert all(reading(m.record) for m in made)
    assert len({m.operator for m in made[:8]}) == 8


def test_what_the_language_refuses_has_no_reading():
    record = JACOBIAN.record()
    matrix, column = ["sym", "W"], ["sym", "h"]
    assert reading(record) is not None
    for claim in (["equal", matrix, ["T", column]], ["equal", ["matmul", column, matrix], matrix], ["equal", ["x"], matrix],
                  ["all_of", ["eq", column, ["T", column]]], ["symmetric", column]):
        assert reading({**record, "assert": claim}) is None


def test_the_derivative_of_the_step_is_left_alone():
    for statement in (JACOBIAN, GRADIENT, LEAKY, TIMED):
        left = statement.record()["assert"][1]
        assert all(m.record["assert"][1] == left for m in mutants(statement.record()) if m.path)
        assert {path[0] for path, _ in stated(statement.record()["assert"])} == {2}
    both = sr.equal(A @ B, B @ A).record()
    assert {path[0] for path, _ in stated(both["assert"])} == {1, 2}


def test_blocks_substitutions_and_sums_are_entered():
    whole = sr.equal(sr.D(sr.stack(h * b, b * u), b), sr.block([[sr.diag(h)], [sr.diag(u)]]))
    assert {"another symbol of the same shape", "the whole times 2"} <= {m.operator for m in mutants(whole.record())}
    after = sr.equal(W @ (h + b), sr.D(W @ u, u).at({u: h}) @ h + W @ b)
    assert tally(after.record(), 1, mutants(after.record()))["refuted"] > 5
    total = sr.equal(sr.total(hs[k], k, 1, t), sr.total(hs[k], k, 1, t - 1) + hs[t])
    assert tally(total.record(), 1, mutants(total.record()))["refuted"] > 5


def test_formulas_inside_connectives_are_mutated_but_not_their_conditions():
    record = sr.implies(sr.eq(A, B), sr.equal(A @ A, B @ B)).record()
    assert {path[0] for path, _ in stated(record["assert"])} == {2}
    assert mutants(record)


@pytest.mark.parametrize("statement", [JACOBIAN, GRADIENT, LEAKY, TIMED], ids=["jacobian", "gradient", "leaky", "time"])
def test_numbers_refute_all_mutants_of_a_jacobian(statement):
    record = statement.record()
    scores = tally(record, 7, mutants(record))
    assert scores["undecided"] == len(scores["survivors"])
    assert scores["refuted"] >= 0.9 * scores["mutants"]
    assert scores["smallest"] >= 150
    assert scores["operators"]["the whole times 1 + 1e-9"]["refuted"] == 1


@pytest.mark.parametrize("cell", [Elman("relu"), LeakyIntegrator(), ScalarGate("tanh"), GRU()], ids=lambda c: c.name)
def test_no_mutant_of_a_cell_survives(cell):
    from symrnn.algebra.derive import expand

    state = cell.state[0]
    jacobian = cell.jacobian(state, state)
    record = sr.equal(jacobian, expand(jacobian)).record()
    made = mutants(record)[:60]
    scores = tally(record, 3, made, lambda r: proved(r))
    assert scores["survivors"] == []
    assert scores["refuted"] >= 0.9 * len(made)


def test_a_seeded_sample_of_the_catalogue_is_refuted():
    left, refuted = [], 0
    for claim in load([str(DERIVATIONS)]).claims:
        if claim.expect == "PROVED":
            record, seed = claim.statement().record(), seed_of(claim.id)
            made = sampled(record, 2, seed)
            assert made == sampled(record, 2, seed)
            judge = Judge(record, seed)
            words = [judge.judge(mutant, proved) for mutant in made]
            refuted += words.count("refuted")
            left += [(claim.id, m, seed) for m, w in zip(made, words, strict=True) if w == "undecided"]
    assert refuted > 250
    assert len(left) < refuted / 50  # what is still open then is counted, and named, by `make trust`


def judged(mutant, prove=None):
    """The verdict on a mutant alone."""
    return Judge(mutant.record, 1).judge(mutant, prove)


def test_same_is_said_only_with_a_proof():
    record = sr.equal(sr.diag(h) @ W, sr.diag(h) @ W).record()
    equivalent = next(m for m in mutants(sr.equal(sr.D(h * b, h), sr.diag(1 * b)).record())
                      if m.operator == "a factor dropped" and m.record["assert"][2] == ["diag", ["sym", "b"]])
    assert judged(equivalent) == "undecided"
    assert judged(equivalent, lambda _: False) == "undecided"
    assert judged(equivalent, lambda _: True) == "same"
    assert judged(equivalent, proved) == "same"
    assert Judge(record, 1).at(record, 0) == "same"


def test_an_equivalence_fails_where_one_side_is_solved():
    true = sr.iff(sr.eq((1 - a) * h + a * sr.tanh(b), h), sr.eq(sr.tanh(b), h), given=[a > 0]).record()
    doubled = next(m for m in mutants(true) if m.path == (1, 2) and m.operator == "the whole times 2")
    assert judged(doubled) == "refuted"
    assert Judge(true, 1)._judge(true, None) == "undecided"


def test_a_dropped_condition_is_judged_without_it():
    needed = sr.equal(A @ B, B @ A, given=[sr.commute(A, B)]).record()
    (mutant,) = [m for m in mutants(needed) if m.operator == "a condition dropped"]
    assert judged(mutant) == "refuted"
    idle = sr.equal((A @ B).T, B.T @ A.T, given=[sr.symmetric(A)]).record()
    (mutant,) = [m for m in mutants(idle) if m.operator == "a condition dropped"]
    assert judged(mutant, proved) == "same"


def test_a_mutant_without_values_is_not_said_to_survive():
    record = sr.equal(sr.D(sr.log(1 + x**2), x), sr.log(-1 - x**2 - 1)).record()
    words = {judged(m) for m in mutants(record) if m.path == (2, 2) and m.operator == "a sign flipped"}
    assert words == {"undefined"}


def test_campaigns_do_not_depend_on_the_number_of_processes():
    records = [("one", JACOBIAN.record()), ("two", GRADIENT.record()), ("three", LEAKY.record())]
    seen = []
    alone = campaign(records, 1, lambda name, scores: seen.append((name, scores["refuted"])))
    several = campaign(records, 2)
    for summary in (alone, several):
        for scores in summary["claims"].values():
            assert scores.pop("seconds") >= 0
    assert alone == several
    assert [name for name, _ in seen] == ["one", "two", "three"]
    assert alone["totals"]["mutants"] == sum(c["mutants"] for c in alone["claims"].values()) > 100
    assert alone["rate"] == 1
    assert alone["smallest"] >= 150
    assert seed_of("one") != seed_of("two")


class _Claim:
    def __init__(self, id, statement, expect="PROVED"):
        self.id, self.statement, self.expect = id, lambda: statement, expect


def test_the_command_counts_and_says_what_survives(capsys, monkeypatch):
    assert mutate([_Claim("good", JACOBIAN), _Claim("other", JACOBIAN, "REFUTED")]) == 0
    text = capsys.readouterr().out
    assert "good: " in text
    assert "other:" not in text
    assert "0 survive" in text
    assert mutate([_Claim("open", sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t))]) == 5
    monkeypatch.setattr("symrnn.search.mutate.proved", lambda _: False)
    assert mutate([_Claim("blunt", sr.equal(sr.expm(A) @ sr.expm(-A), sr.eye(n)))]) == 1
    assert "survives" in capsys.readouterr().out


def test_time_is_short():
    import time

    record = sr.equal(sr.D(gated, h), sr.D(gated, h) * 1 + sr.diag(slope) @ W - sr.diag(slope) @ W).record()
    made = mutants(record)
    start = time.process_time()  # of this process: what else the machine does is no fault of the judge
    tally(record, 1, made)
    assert (time.process_time() - start) / len(made) < 0.05


def test_products_over_time_are_mutated():
    record = sr.equal(sr.product(Ws, k, 1, t + 1), Ws[t + 1] @ sr.product(Ws, k, 1, t), given=[t >= 1]).record()
    scores = tally(record, 2, mutants(record))
    assert scores["refuted"] >= 0.8 * scores["mutants"]
