"""What is asked of every cell, with oracles that say what they are told: what counts, and what does not."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from flint import arb

from symrnn.errors import NotSupportedError
from symrnn.oracles import step_check as room
from symrnn.oracles.step_check import check_cell, float64_budget, trusted
from symrnn.recheck.functions import Undefined

FLAT, COLUMNS = "flat", "columns"
REFERENCE, AUTOGRAD, DIFFERENCES, SERIES = (
    "oracle:reference", "oracle:torch-autograd", "oracle:mpmath-differences", "oracle:arb-series")
TINY = Fraction(1, 10**60)


class Bench:
    """A cell of two states, and oracles over numbered points: each value is 1 unless a test says otherwise."""

    def __init__(self, monkeypatch):
        state = [SimpleNamespace(name="h"), SimpleNamespace(name="c")]
        self.leaves, self.functions = {"W": {"field": "real"}}, {}
        self.cell = SimpleNamespace(
            state=state, new={s.name: f"new {s.name}" for s in state}, reference="a reference",
            jacobian=lambda y, x: f"d{y.name}/d{x.name}",
            record=lambda: {"leaves": self.leaves, "functions": self.functions})
        self.undefined, self.asked, self.readings = set(), [], [COLUMNS, FLAT]
        self.step_of, self.autograd_of = {}, {}
        self.differences = self.series = lambda of, wrt, point: ([[Fraction(1)]], TINY)
        self.radius, self.budget = TINY, Fraction(1, 10**15)
        self.fault = None
        monkeypatch.setattr(room, "node", self.on_node)
        monkeypatch.setattr(room, "points", self.on_points)
        monkeypatch.setattr(room, "float64_budget", self.on_budget)
        monkeypatch.setattr(room, "trusted", self.on_trusted)
        monkeypatch.setattr(room.mpmath_differences, "jacobian", lambda *a: self.differences(*self.known(*a)))
        monkeypatch.setattr(room.arb_series, "jacobian", lambda *a: self.series(*self.known(*a)))
        torch = room.torch_autograd
        monkeypatch.setattr(torch, "READINGS", (COLUMNS, FLAT))
        monkeypatch.setattr(torch, "readings", self.on_readings)
        monkeypatch.setattr(torch, "step", self.on_step)
        monkeypatch.setattr(torch, "jacobian", self.on_autograd)

    def on_node(self, term):
        assert term in {*self.cell.new.values(), *(f"d{y}/d{x}" for y in "hc" for x in "hc")}
        return ["node", term]

    def known(self, record, of, wrt, point):
        """The arguments of an oracle, all of which it needs."""
        assert (set(record), {of, wrt} <= {"h", "c"}, type(point)) == ({"leaves", "functions", "assert"}, True, int)
        return of, wrt, point

    def on_trusted(self, term, record, point):
        assert (term[0], type(point), record["leaves"]) == ("node", int, self.leaves)
        return [[Fraction(1)]], self.radius

    def on_readings(self, cell, point):
        assert (cell, type(point)) == (self.cell, int)
        return self.readings

    def on_points(self, record, seed, count):
        self.asked.append((record["assert"], seed, count))
        return range(count)

    def on_budget(self, term, record, point):
        assert (term[0], type(point), record["leaves"]) == ("node", int, self.leaves)
        if point in self.undefined or (term[1], point) in self.undefined:
            raise Undefined("no value")
        return self.budget

    def on_step(self, cell, point, reading):
        assert (cell, reading in (COLUMNS, FLAT)) == (self.cell, True)
        return {s.name: [[self.step_of.get((s.name, point, reading), self.step_of.get((s.name, reading), 1))]]
                for s in cell.state}

    def on_autograd(self, cell, of, wrt, point, reading):
        assert (cell, reading in (COLUMNS, FLAT)) == (self.cell, True)
        if self.fault is not None:
            raise self.fault
        return [[self.autograd_of.get((of, wrt, point), 1)]], None

    def check(self):
        found = check_cell(self.cell, 5)
        assert {e["seed"] for e in found} == {5}
        return {(e["oracle"], e["of"], e["wrt"]): e for e in found}


@pytest.fixture
def bench(monkeypatch):
    return Bench(monkeypatch)


def test_every_question_is_asked_of_every_oracle(bench):
    found = bench.check()
    pairs = [(of, wrt) for of in "hc" for wrt in "hc"]
    assert set(found) == {(REFERENCE, s, None) for s in "hc"} | {
        (oracle, *pair) for pair in pairs for oracle in (AUTOGRAD, DIFFERENCES, SERIES)}
    assert {e["outcome"] for e in found.values()} == {"AGREE"}
    assert {e["points"] for e in found.values()} == {6}
    assert {e["question"] for (_, _, wrt), e in found.items() if wrt is None} == {"step"}
    assert {e["question"] for (_, _, wrt), e in found.items() if wrt is not None} == {"derivative"}
    assert bench.asked == [(["holds", ["all_of"]], 5, 24)]


def test_what_each_oracle_leaves_behind(bench):
    found = bench.check()
    assert found[REFERENCE, "h", None] == {
        "oracle": REFERENCE, "points": 6, "digits": None, "gap": None, "budget": "1e-15", "seed": 5, "of": "h", "wrt": None,
        "detail": "the step of h against the reference: within the budget at every point", "question": "step",
        "outcome": "AGREE"}
    assert found[AUTOGRAD, "h", "c"] == {
        "oracle": AUTOGRAD, "points": 6, "digits": None, "gap": None, "budget": "1e-15", "seed": 5, "of": "h", "wrt": "c",
        "detail": "the derivative of h by c: within the budget at every point", "question": "derivative",
        "outcome": "AGREE"}
    assert (found[DIFFERENCES, "c", "h"]["digits"], found[SERIES, "c", "h"]["digits"]) == (80, 76)
    assert {(e["gap"], e["budget"]) for (o, *_), e in found.items() if o in (DIFFERENCES, SERIES)} == {("0", "2e-60")}


def test_the_budget_is_the_bound_of_the_oracle_and_the_radius_of_the_value(bench):
    bench.radius = 3 * TINY
    bench.series = lambda of, wrt, point: ([[1 + 4 * TINY]], TINY)
    found = bench.check()[SERIES, "h", "h"]
    assert (found["outcome"], found["gap"], found["budget"]) == ("AGREE", "4e-60", "4e-60")
    bench.series = lambda of, wrt, point: ([[1 + 4 * TINY + TINY**2]], TINY)
    assert bench.check()[SERIES, "h", "h"]["outcome"] == "DIFFER"


@pytest.mark.parametrize("place", [0, 3, 5])
def test_one_point_that_differs_decides(bench, place):
    bench.step_of["h", place, COLUMNS] = 1.5
    bench.readings = [COLUMNS]
    bench.autograd_of["h", "c", place] = 3
    bench.differences = lambda of, wrt, point: ([[Fraction(1 + (point == place) * (of == "c"))]], TINY)
    found = bench.check()
    differing = {key for key, e in found.items() if e["outcome"] == "DIFFER"}
    assert differing == {(REFERENCE, "h", None), (AUTOGRAD, "h", "c"), (DIFFERENCES, "c", "h"), (DIFFERENCES, "c", "c")}
    assert found[REFERENCE, "h", None]["gap"] == "5e-1"
    assert found[REFERENCE, "h", None]["detail"] == "the step of h against the reference: beyond the budget"
    assert found[AUTOGRAD, "h", "c"]["gap"] == "2e0"
    assert {found[key]["points"] for key in differing} == {6}


@pytest.mark.parametrize(("silent", "points", "outcome"), [(1, 5, "AGREE"), (2, 0, "NO_INFORMATION"),
                                                           (6, 0, "NO_INFORMATION")])
def test_an_oracle_may_be_silent_at_one_point_of_six(bench, silent, points, outcome):
    bench.series = lambda of, wrt, point: (None, None) if point < silent else ([[Fraction(1)]], TINY)
    found = bench.check()[SERIES, "h", "h"]
    assert (found["points"], found["outcome"]) == (points, outcome)
    if not points:
        assert found["detail"] == "the derivative of h by h: compared at fewer than 5 points"
        assert found["budget"] == (None if silent == 6 else "2e-60")


def test_an_oracle_that_does_not_know_a_word_says_so(bench):
    def refuse(of, wrt, point):
        raise NotSupportedError("the oracle by series", got="rank")

    bench.series = refuse
    found = bench.check()
    assert found[SERIES, "h", "c"] == {
        "oracle": SERIES, "points": 0, "digits": None, "gap": None, "budget": None, "seed": 5, "of": "h", "wrt": "c",
        "detail": "the derivative of h by c: the oracle by series; got rank.", "question": "derivative",
        "outcome": "NO_INFORMATION"}
    assert found[DIFFERENCES, "h", "c"]["outcome"] == "AGREE"


# -- points ----------------------------------------------------------------------------------------------------------
def test_points_without_values_are_passed_over(bench):
    bench.undefined = {0, ("new c", 1), ("dc/dh", 2), ("dh/dc", 3)}
    seen = []
    bench.differences = lambda of, wrt, point: (seen.append(point), ([[Fraction(1)]], TINY))[1]
    bench.check()
    assert set(seen) == {4, 5, 6, 7, 8, 9}


def test_a_cell_without_a_real_point_is_no_agreement(bench):
    bench.undefined = set(range(24))
    for found in (bench.check(), self_complex(bench).check()):
        assert {e["outcome"] for e in found.values()} == {"NO_INFORMATION"}
        assert {e["points"] for e in found.values()} == {0}
        assert found[REFERENCE, "h", None]["detail"].endswith("no point at which the step has a real value")
        assert found[AUTOGRAD, "h", "h"]["detail"].endswith("no point at which the step has a real value")


def self_complex(bench):
    bench.undefined = set()
    bench.leaves = {"W": {"field": "real"}, "Z": {"field": "complex"}}
    return bench


# -- the reference -----------------------------------------------------------------------------------------------------
def test_a_reference_is_read_as_it_gives_the_step(bench):
    bench.step_of["h", COLUMNS] = 2
    found = bench.check()
    assert {e["outcome"] for e in found.values()} == {"AGREE"}
    bench.step_of["c", FLAT] = 3
    found = bench.check()
    # No reading gives both states: the first that runs is the one that is reported.
    assert found[REFERENCE, "h", None]["outcome"] == "DIFFER"
    assert found[REFERENCE, "c", None]["outcome"] == "AGREE"


def test_a_reading_has_to_run_at_every_point(bench, monkeypatch):
    monkeypatch.setattr(room.torch_autograd, "readings", lambda cell, point: [COLUMNS, FLAT][point == 3:])
    bench.step_of["h", COLUMNS] = 2
    assert bench.check()[REFERENCE, "h", None]["outcome"] == "AGREE"
    monkeypatch.setattr(room.torch_autograd, "readings", lambda cell, point: [])
    found = bench.check()[REFERENCE, "h", None]
    assert (found["outcome"], found["points"], found["question"]) == ("NO_INFORMATION", 0, "step")
    assert found["detail"] == "the step of h against the reference: the reference runs at no point"


def test_without_a_reference_two_oracles_are_left(bench):
    bench.cell.reference = None
    found = bench.check()
    assert {o for (o, *_), e in found.items() if e["outcome"] == "AGREE"} == {DIFFERENCES, SERIES}
    assert found[AUTOGRAD, "c", "h"]["detail"] == (
        "the derivative of c by h: the cell has no reference, so there is nothing to compare with")


def test_a_cell_that_holds_for_every_function_is_not_compared_with_one(bench):
    bench.functions = {"psi": {"body": None}, "known": {"body": ["sym", "_x"]}, "phi": {"body": None}}
    found = bench.check()
    for key in ((REFERENCE, "h", None), (AUTOGRAD, "h", "c")):
        assert found[key]["detail"].endswith("the cell holds for every phi, the reference computes with one")
    bench.functions = {"known": {"body": ["sym", "_x"]}}
    assert bench.check()[REFERENCE, "h", None]["outcome"] == "AGREE"


@pytest.mark.parametrize("fault", [RuntimeError("no graph\nat line 3"), TypeError("no graph"), ValueError("no graph")])
def test_a_reference_that_torch_does_not_differentiate(bench, fault):
    bench.fault = fault
    found = bench.check()
    assert found[AUTOGRAD, "h", "h"]["detail"] == (
        "the derivative of h by h: torch does not differentiate the reference: no graph")
    assert (found[AUTOGRAD, "h", "h"]["outcome"], found[REFERENCE, "h", None]["outcome"]) == ("NO_INFORMATION", "AGREE")
    bench.fault = RuntimeError("x" * 200)
    assert bench.check()[AUTOGRAD, "h", "h"]["detail"].endswith(": " + "x" * 160)


def test_a_right_step_without_any_derivative_is_cut_out_of_the_graph(bench):
    bench.autograd_of = {("h", "c", k): 0 for k in range(6)}
    found = bench.check()
    assert (found[AUTOGRAD, "h", "c"]["outcome"], found[AUTOGRAD, "h", "c"]["points"]) == ("NO_INFORMATION", 0)
    assert found[AUTOGRAD, "h", "c"]["detail"] == "the derivative of h by c: the reference is cut out of torch's graph"
    # One entry that is not zero, or a step that is wrong as well: then it is a difference.
    bench.autograd_of["h", "c", 4] = 2
    assert bench.check()[AUTOGRAD, "h", "c"]["outcome"] == "DIFFER"
    bench.autograd_of["h", "c", 4] = 0
    bench.step_of["c", COLUMNS] = bench.step_of["c", FLAT] = 2
    assert bench.check()[AUTOGRAD, "h", "c"]["outcome"] == "DIFFER"


# -- values of the trusted base ----------------------------------------------------------------------------------------
RECORD = {"sizes": [], "indices": [], "leaves": {"x": {"shape": [], "field": "real", "sequence": False}}, "functions": {}}
POINT = {"sizes": {}, "indices": {}, "leaves": {"x": "1/3"}}


def test_a_value_with_the_radius_of_its_enclosure():
    assert abs(trusted(["sym", "x"], RECORD, POINT)[0][0][0] - Fraction(1, 3)) < Fraction(1, 2**300)
    value, radius = trusted(["fn", "exp", ["sym", "x"]], RECORD, POINT)
    coarse, wider = trusted(["fn", "exp", ["sym", "x"]], RECORD, POINT, 64)
    assert 0 < radius < Fraction(1, 2**300) < wider < Fraction(1, 2**50)
    assert abs(value[0][0] - coarse[0][0]) <= radius + wider
    exact, nothing = trusted(["num", "5"], RECORD, POINT)
    assert (exact, nothing) == ([[5]], 0)


@pytest.mark.parametrize("inner", [["fn", "exp", ["num", "50"]], ["neg", ["fn", "exp", ["num", "50"]]]])
def test_a_number_that_cannot_be_written_out_is_no_value(inner):
    with pytest.raises(Undefined) as told:
        trusted(["fn", "exp", inner], RECORD, POINT)
    assert str(told.value) == "a number that cannot be written out"


def test_the_radius_is_the_largest_of_all_entries():
    term = ["stack", ["num", "1"], ["fn", "exp", ["sym", "x"]], ["num", "1"]]
    assert trusted(term, RECORD, POINT)[1] == trusted(["fn", "exp", ["sym", "x"]], RECORD, POINT)[1] > 0


def test_an_enclosure_without_end_is_no_value(monkeypatch):
    monkeypatch.setattr(room, "evaluate", lambda *_: arb(1, float("inf")))
    for ask in (trusted, float64_budget):
        with pytest.raises(Undefined) as told:
            ask(["sym", "x"], RECORD, POINT)
        assert str(told.value) == "an enclosure without end"


def test_the_budget_of_float64_is_sixteen_times_what_it_may_lose():
    one = float64_budget(["sym", "x"], RECORD, POINT)
    # A third is rounded in float64 to 2^-53 of itself; the middle of its ball is rounded, too.
    rounded = 16 * Fraction(1, 3) * Fraction(1, 2**53)
    assert rounded <= one <= 3 * rounded
    assert float64_budget(["sym", "x"], RECORD, POINT, 24) == pytest.approx(float(one) * 2**29, rel=0.5)
    # A quarter is a float64; its rounding is paid for all the same.
    quarter = float64_budget(["sym", "x"], RECORD, {**POINT, "leaves": {"x": "1/4"}})
    assert 1 <= quarter / (16 * Fraction(1, 2**55)) < 1 + Fraction(1, 2**20)
    # Cancellation is paid for: x + 1000 - 1000 is known no better than 1000.
    large = ["sub", ["add", ["sym", "x"], ["num", "1000"]], ["num", "1000"]]
    assert float64_budget(large, RECORD, POINT) > 100 * one
