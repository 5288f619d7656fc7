"""Laws of sequences: found where they are exact, refused where only some values are known."""

import pytest
from false_statements import W, Ws, c, h, k, t, x, y

import symrnn as sr
from symrnn.recheck.functions import precision
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, freeze
from symrnn.search.limits import refute, search_limit
from symrnn.search.orbits import Law, law, tail

SWAP, NIL, JORDAN = [["0", "1"], ["1", "0"]], [["0", "2"], ["0", "0"]], [["1", "1"], ["0", "1"]]
TURN, HALF, TWICE = [["0", "-1"], ["1", "0"]], [["1/2", "0"], ["0", "1/2"]], [["2", "0"], ["0", "2"]]
norm_of_power = sr.norm(sr.matpow(W, t))


def env_of(term, leaves, sizes=None):
    record = sr.holds(sr.eq(term, term)).record()
    return freeze(record["assert"][1][1]), environment(record, {"sizes": sizes or {}, "indices": {}, "leaves": leaves})


@pytest.mark.parametrize(("term", "leaves", "found"), [
    (norm_of_power, {"W": SWAP}, Law(0, 2)), (norm_of_power, {"W": NIL}, Law(2, 1)),
    (norm_of_power, {"W": TURN}, Law(0, 4)), (norm_of_power, {"W": HALF}, None), (norm_of_power, {"W": JORDAN}, None),
    (sr.matpow(W, 2 * t + 1), {"W": TURN}, Law(0, 4)), (sr.norm(sr.matpow(W, t - 3)), {"W": NIL}, Law(5, 1)),
    (c**t, {"c": "-1"}, Law(1, 2)), (c**t, {"c": "1/2"}, None),
    (sr.iterate(1 - x, x, y, t), {"x": "0", "y": "3"}, Law(0, 2)),
    (sr.iterate(x / 2, x, y, t), {"x": "0", "y": "3"}, None), (t * sr.norm(W), {"W": SWAP}, None),
    (sr.norm(W), {"W": SWAP}, Law(0, 1)), (sr.tanh(c**t) + 1, {"c": "1"}, Law(1, 2)),
])  # fmt: skip
def test_laws(term, leaves, found):
    node, env = env_of(term, leaves, {"n": 2})
    with precision(128):
        got = law(node, "t", env, {})
        assert got == found or (got is not None and found is not None and got.period % found.period == 0)
        if got is not None:
            for i in range(got.start, got.start + 6):
                at = [env.child(indices={"t": i + d}) for d in (0, got.period)]
                assert [str(decide(("eq", node, ("num", "1")), e)) for e in at] == [
                    str(decide(("eq", node, ("num", "1")), at[0]))] * 2


@pytest.mark.parametrize(("matrix", "end"), [(TWICE, "oo"), (HALF, "0"), (JORDAN, "oo"), (SWAP, None), (NIL, "0")])
def test_tails_of_powers(matrix, end):
    node, env = env_of(norm_of_power, {"W": matrix}, {"n": 2})
    with precision(128):
        assert tail(node, "t", env) == end


@pytest.mark.parametrize(("statement", "leaves", "wanted"), [
    (sr.tends_to(norm_of_power, 0, t), {"W": SWAP}, True),
    (sr.tends_to(norm_of_power, 1, t), {"W": SWAP}, False),
    (sr.tends_to(norm_of_power, 0, t), {"W": HALF}, False),
    (sr.tends_to(norm_of_power, 1, t), {"W": HALF}, True),
    (sr.tends_to(norm_of_power, sr.oo, t), {"W": NIL}, True),
    (sr.tends_to(norm_of_power, sr.oo, t), {"W": JORDAN}, False),
    (sr.tends_to(norm_of_power, 7, t), {"W": JORDAN}, True),
    (sr.of_order(norm_of_power, 1, t), {"W": JORDAN}, True),
    (sr.of_order(norm_of_power, 1, t), {"W": SWAP}, False),
    (sr.of_order(norm_of_power, 0, t), {"W": SWAP}, True),
    (sr.tends_to(norm_of_power, 0, t, given=[sr.norm(W) < 1]), {"W": SWAP}, False),
])  # fmt: skip
def test_points_refute_limits_or_do_not(statement, leaves, wanted):
    point = {"sizes": {"n": 2}, "indices": {}, "leaves": leaves, "functions": {}}
    witness = refute(statement.record(), point)
    assert (witness is not None) is wanted
    if wanted:
        assert witness["kind"] == "limit"
        assert witness["law"]


def test_sequences_are_continued_with_their_period():
    record = sr.tends_to(sr.norm(sr.product(Ws, k, 1, t)), 0, t, given=[sr.norm(Ws[k]) <= 1]).record()
    witness, tried = search_limit(record, 6)
    assert tried >= 1
    assert witness["extension"] == {"M": len(witness["leaves"]["M"])}
    assert refute(record, witness) == witness
    assert refute(record, {**witness, "leaves": {"M": {"0": [["1/2"]]}}, "extension": {"M": 1}}) is None
    assert refute(record, {**witness, "leaves": {"M": {"0": [["2"]]}}, "extension": {"M": 1}}) is None


def test_limits_of_functions_of_a_real_variable_are_left_to_others():
    assert search_limit(sr.tends_to(sr.tanh(x), 0, x).record(), 6) == (None, 0)
    assert search_limit(sr.tends_to(sr.norm(sr.matpow(W, t) @ h), 0, t, given=[sr.norm(W) < 1]).record(), 2)[0] is None
