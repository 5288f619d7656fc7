"""Pictures: their numbers are those of the formulas, the same at every call, and a bad one harms nothing."""

import math

import pytest

import symrnn as sr
import symrnn.systems as systems
from symrnn.claims.claim import claim
from symrnn.claims.pictures import pictures
from symrnn.errors import ClaimError
from symrnn.report import figures

MADE = {
    function: function()
    for function in (
        systems.snr_over_frequency, systems.gain_over_recurrence, systems.norms_of_products,
        systems.orders_of_jacobians, systems.critical_decay, systems.singular_values_of_corrections,
    )
}  # fmt: skip


def numbers(values):
    return [float(v) for v in values]


def claim_with(*drawings):
    @claim("some-claim", source="a source", figures=list(drawings))
    def some_claim():
        """One is one."""
        return sr.equal(1, 1)

    return some_claim


@pytest.mark.parametrize("function", MADE, ids=lambda f: f.__name__)
def test_a_picture_is_well_formed_drawn_and_the_same_again(function):
    assert pictures(claim_with(function)) == [MADE[function]]
    assert figures.svg(MADE[function], "x").startswith("<svg")
    assert all(MADE[function][key] for key in ("caption", "xlabel", "ylabel"))


def test_the_simulated_ratios_agree_with_the_formula():
    by_label = {s["label"]: s for s in MADE[systems.snr_over_frequency]["series"]}
    missed = 0
    for name, a in (("3/5", 0.6), ("−1/2", -0.5)):
        found = by_label[f"αA = {name}: simulated"]
        for w, low, high in zip(*(numbers(found[key]) for key in ("x", "lo", "hi")), strict=True):
            missed += not low <= (1 - a**2) / (1 - 2 * a * math.cos(w) + a**2) / 2 <= high
        assert len(found["x"]) == 8
    assert missed == 0


def test_the_marked_maxima_are_above_all_other_points():
    *curves, maxima = MADE[systems.gain_over_recurrence]["series"]
    for curve, value in zip(curves, numbers(maxima["y"]), strict=True):
        assert 0.97 * value < max(numbers(curve["y"])) <= value


def test_norms_stay_below_their_bounds():
    series = MADE[systems.norms_of_products]["series"]
    for norms, bound in (series[:2], series[2:]):
        pairs = list(zip(numbers(norms["y"]), numbers(bound["y"]), strict=True))
        assert all(norm <= limit for norm, limit in pairs)
        assert all(norm < 0.999 * limit for norm, limit in pairs[2:])


def test_one_order_vanishes_and_the_other_explodes():
    alike, turns = MADE[systems.orders_of_jacobians]["series"]
    assert numbers(alike["y"])[-1] == pytest.approx((576 / 625) ** 20, rel=1e-5)
    assert numbers(turns["y"])[-1] == pytest.approx((6 / 5) ** 40, rel=1e-5)


def test_the_critical_state_stays_below_its_curve():
    critical, below, curve = MADE[systems.critical_decay]["series"]
    assert all(h < limit for h, limit in zip(numbers(critical["y"]), numbers(curve["y"]), strict=True))
    assert numbers(critical["y"])[-1] > 0.99 * numbers(curve["y"])[-1]
    assert numbers(below["y"])[-1] < 1e-5


def test_nonzero_singular_values_count_the_units_that_do_not_rest():
    vector, scalar = MADE[systems.singular_values_of_corrections]["series"]
    assert [sum(v > 0 for v in numbers(s["y"])) for s in (vector, scalar)] == [5, 1]


def raises():
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize(
    ("drawing", "why"),
    [
        (raises, "ZeroDivisionError: division by zero"),
        (lambda: 3, "returned a int"),
        (lambda: {"id": "x", "caption": "c"}, "no series"),
        (lambda: {"id": "x", "caption": "", "series": []}, "no caption"),
        (lambda: {"id": "x", "caption": "c", "series": [{"label": "", "x": ["1"], "y": ["nan"]}]}, "decimal"),
        (lambda: {"id": "x", "caption": "c", "series": [{"label": "", "x": ["1"], "y": []}]}, "one length"),
        (lambda: {"id": "x", "caption": "c", "series": [{"label": "", "x": "1", "y": "1"}]}, "one length"),
        (lambda: {"id": "x", "caption": "c", "xscale": "cubic", "series": []}, "linear nor log"),
    ],
)
def test_a_picture_that_cannot_be_made_is_empty_and_says_so(drawing, why):
    (made,) = pictures(claim_with(drawing))
    assert why in made["caption"]
    assert made["series"] == [systems.line("", [], [])]
    assert figures.svg(made, "x").startswith("<svg")


def test_two_pictures_of_one_id_are_told_apart():
    first, second = pictures(claim_with(systems.critical_decay, systems.critical_decay))
    assert first["id"] != second["id"]
    assert "its id is taken" in second["caption"]


def test_a_picture_must_be_a_function():
    with pytest.raises(ClaimError, match="functions that return a picture"):
        claim_with(systems.critical_decay())
