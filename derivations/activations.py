"""The slopes of the activations: their ranges, where they are attained, and what that says of the diagonal factor D."""

import symrnn as sr
from symrnn import all_of, at_most, claim, equal, foil, iff, less
from derivations.sources import AVRAM, OWN, PROPAGATION

x = sr.scalar("x")
n = sr.dims("n")[0]
a = sr.vector("a", n)


@claim("tanh-derivative", source=PROPAGATION.at("section 6"))
def tanh_derivative():
    """The derivative of tanh is one minus its square."""
    return equal(sr.D(sr.tanh(x), x), 1 - sr.tanh(x) ** 2)


@foil(tanh_derivative)
def tanh_derivative_with_plus():
    """One plus its square."""
    return equal(sr.D(sr.tanh(x), x), 1 + sr.tanh(x) ** 2)


@claim("tanh-slope-range", source=PROPAGATION.at("section 7, worked example"), uses=["tanh-derivative"])
def tanh_slope_range():
    """The slope of tanh lies above zero and is at most one."""
    return all_of(less(0, 1 - sr.tanh(x) ** 2), at_most(1 - sr.tanh(x) ** 2, 1))


@foil(tanh_slope_range)
def tanh_slope_below_one():
    """Strictly below one."""
    return less(1 - sr.tanh(x) ** 2, 1)


@claim("tanh-slope-one-only-at-zero", source=OWN.at("equality in the bound of the slope"), uses=["tanh-slope-range"])
def tanh_slope_one_only_at_zero():
    """The slope of tanh is one exactly at zero."""
    return iff(sr.eq(1 - sr.tanh(x) ** 2, 1), sr.eq(x, 0))


@foil(tanh_slope_one_only_at_zero)
def tanh_slope_half_only_at_zero():
    """The slope is one half exactly at zero."""
    return iff(sr.eq(1 - sr.tanh(x) ** 2, sr.rational(1, 2)), sr.eq(x, 0))


@claim("sigmoid-slope-range", source=OWN.at("the sigmoid is a uniform contraction"))
def sigmoid_slope_range():
    """The slope of the sigmoid lies above zero and is at most one quarter."""
    slope = sr.sigmoid(x) * (1 - sr.sigmoid(x))
    return all_of(less(0, slope), at_most(slope, sr.rational(1, 4)))


@foil(sigmoid_slope_range)
def sigmoid_slope_too_small():
    """At most one fifth."""
    return at_most(sr.sigmoid(x) * (1 - sr.sigmoid(x)), sr.rational(1, 5))


@claim("tanh-contracts", source=PROPAGATION.at("section 7, 'why tanh is naturally contractive'"))
def tanh_contracts():
    """tanh brings every number nearer to zero, or leaves it: |tanh(x)| <= |x|."""
    return at_most(sr.tanh(x), x, given=[x >= 0])


@foil(tanh_contracts)
def tanh_contracts_by_half():
    """By a factor of two."""
    return at_most(sr.tanh(x), x / 2, given=[x >= 0])


@claim("slope-matrix-norm", source=AVRAM.at("the bounds of ||D_t||"), uses=["tanh-slope-range"])
def slope_matrix_norm():
    """The norm of D is at most one."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(a) ** 2)), 1)


@foil(slope_matrix_norm)
def slope_matrix_norm_below_a_half():
    """At most one half."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(a) ** 2)), sr.rational(1, 2))


@claim("slope-matrix-norm-strict", source=AVRAM.at("'its derivative is bounded by [0, 1)', so 0 <= ||D_t|| < 1"),
       expect="REFUTED", as_printed_of="slope-matrix-norm")
def slope_matrix_norm_strict():
    """As printed: the norm of D is strictly below one."""
    return less(sr.norm(sr.diag(1 - sr.tanh(a) ** 2)), 1)


@claim("activation-always-contracts", expect="REFUTED", as_printed_of="tanh-slope-range",
       source=PROPAGATION.at("section 6, 'always contractive in norm unless units stay exactly in the linear regime'"))
def activation_always_contracts():
    """As printed, read as a uniform statement: the slope of tanh is at most some number below one, here 99/100."""
    return at_most(1 - sr.tanh(x) ** 2, sr.rational(99, 100))


@claim("tanh-saturates", source=PROPAGATION.at("section 7, worked example"))
def tanh_saturates():
    """As the argument grows the slope of tanh tends to zero."""
    return sr.tends_to(1 - sr.tanh(x) ** 2, 0, x)


@foil(tanh_saturates)
def tanh_saturates_at_one():
    """It tends to one."""
    return sr.tends_to(1 - sr.tanh(x) ** 2, 1, x)


@claim("tanh-by-sigmoid", source=OWN.at("the two saturating activations are one"))
def tanh_by_sigmoid():
    """tanh is a sigmoid of twice the argument, stretched to the interval from -1 to 1."""
    return equal(sr.tanh(x), 2 * sr.sigmoid(2 * x) - 1)


@foil(tanh_by_sigmoid)
def tanh_by_sigmoid_without_the_factor():
    """The factor of two inside is forgotten."""
    return equal(sr.tanh(x), 2 * sr.sigmoid(x) - 1)
