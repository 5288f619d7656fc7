"""At criticality: a single tanh unit whose weight is one neither keeps its state nor forgets it at a geometric rate.

Its slope at zero is one and below one elsewhere, so that no bound of the form c^t with c below one holds, and the state
decays like the inverse of a square root.
"""

import symrnn as sr
from derivations.sources import OWN, PROPAGATION
from symrnn import at_most, claim, equal, foil, induction, less
from symrnn.systems import critical_decay

x, weight = sr.scalar("x"), sr.scalar("w")
h, u, u_0, u_next = sr.scalar("h", nonneg=True), *sr.scalars("u u_0 v")
t = sr.index("t")
third = sr.rational(2, 3)


@claim("critical-slope", source=OWN.at("the slope at the origin"), uses=["tanh-derivative"])
def critical_slope():
    """At the origin the slope of a tanh unit is its weight: a weight of one is critical."""
    return equal(sr.D(sr.tanh(weight * x), x).at({x: 0}), weight)


@foil(critical_slope)
def critical_slope_of_the_sigmoid():
    """The same for the sigmoid."""
    return equal(sr.D(sr.sigmoid(weight * x), x).at({x: 0}), weight)


@claim("critical-contraction", source=PROPAGATION.at("section 6, contraction"), uses=["tanh-contracts"])
def critical_contraction():
    """With weight one every positive state becomes strictly smaller in each step."""
    return less(sr.tanh(x), x, given=[x > 0])


@foil(critical_contraction)
def critical_contraction_by_a_factor():
    """Smaller by a factor of nine tenths."""
    return less(sr.tanh(x), sr.rational(9, 10) * x, given=[x > 0])


@claim("critical-no-geometric-rate", source=OWN.at("how slow the decay must be"), uses=["critical-contraction"])
def critical_lower_bound():
    """A step takes a nonnegative state x to at least x / (1 + x)."""
    return at_most(x / (1 + x), sr.tanh(x), given=[x >= 0])


@foil(critical_lower_bound)
def critical_without_decay():
    """To at least x."""
    return at_most(x, sr.tanh(x), given=[x >= 0])


@claim("critical-harmonic", source=OWN.at("how slow the decay must be"), uses=["critical-no-geometric-rate"])
def critical_harmonic():
    """The t-th iterate of x / (1 + x) is h / (1 + t h), which no geometric sequence stays above; by induction."""
    return induction(t, equal(h / (1 + 0 * h), h), equal((h / (1 + t * h)) / (1 + h / (1 + t * h)), h / (1 + (t + 1) * h)))


@foil(critical_harmonic)
def critical_harmonic_too_fast():
    """Two for each step."""
    return equal((h / (1 + 2 * t * h)) / (1 + h / (1 + 2 * t * h)), h / (1 + 2 * (t + 1) * h))


@claim("critical-square-root", source=OWN.at("how fast the decay must be"), expect="CORROBORATED",
       uses=["critical-contraction"], figures=[critical_decay])
def critical_step():
    """In each step the inverse square of the state grows by at least two thirds, here without the denominators."""
    return at_most(sr.tanh(x) ** 2 * (1 + third * x**2), x**2)


@foil(critical_step)
def critical_step_by_one():
    """By at least one."""
    return at_most(sr.tanh(x) ** 2 * (1 + x**2), x**2)


@claim("critical-square-root-law", source=OWN.at("how fast the decay must be"), uses=["critical-square-root"])
def critical_law():
    """What grows by at least two thirds in each step has grown by two thirds of t after t steps; by induction.

    With u = 1/h^2 the state after t steps is at most the square root of 3 / (2 t).
    """
    step = at_most(u_0 + third * (t + 1), u_next, given=[u >= u_0 + third * t, u_next >= u + third])
    return induction(t, at_most(u_0 + third * 0, u_0), step)


@foil(critical_law)
def critical_law_by_one():
    """By one in each step."""
    return at_most(u_0 + t + 1, u_next, given=[u >= u_0 + t, u_next >= u + third])


@claim("nonzero-fixed-points-attract", source=OWN.at("a scalar network without inputs never explodes"),
       uses=["critical-contraction"])
def nonzero_fixed_points_attract():
    """Where a tanh unit holds a state other than zero its slope is below one, however large its weight.

    At the fixed point tanh(x) with x = w tanh(x) the slope w (1 - tanh(x)^2) is x (1 - tanh(x)^2) / tanh(x).
    """
    return less(x * (1 - sr.tanh(x) ** 2), sr.tanh(x), given=[x > 0])


@foil(nonzero_fixed_points_attract)
def fixed_points_attract_by_half():
    """Its slope is below one half."""
    return less(2 * x * (1 - sr.tanh(x) ** 2), sr.tanh(x), given=[x > 0])
