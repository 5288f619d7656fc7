"""Every gradient of a recurrent network passes through the slopes of its activation, and every memory through its values.

How steep the activations are and where, what saturation does, and which of them can hold the sign of an input.
"""

import symrnn as sr
from derivations.sources import AVRAM, DYNAMICS, LIVI, OWN, PROPAGATION
from symrnn import all_of, at_most, claim, equal, foil, iff, less

x, y = sr.scalars("x y")
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
    """tanh brings every nonnegative number nearer to zero, or leaves it where it is."""
    return at_most(sr.tanh(x), x, given=[x >= 0])


@foil(tanh_contracts)
def tanh_contracts_by_half():
    """By a factor of two."""
    return at_most(sr.tanh(x), x / 2, given=[x >= 0])


@claim("slope-matrix-norm", source=AVRAM.at("the bounds of the norm of D_t"), uses=["tanh-slope-range"])
def slope_matrix_norm():
    """The diagonal matrix D of the slopes of tanh has norm at most one."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(a) ** 2)), 1)


@foil(slope_matrix_norm)
def slope_matrix_norm_below_a_half():
    """At most one half."""
    return at_most(sr.norm(sr.diag(1 - sr.tanh(a) ** 2)), sr.rational(1, 2))


@claim("slope-matrix-norm-strict", source=AVRAM.at("'its derivative is bounded by [0, 1)', thus the norm of D_t is below 1"),
       expect="REFUTED", as_printed_of="slope-matrix-norm")
def slope_matrix_norm_strict():
    """As printed: the diagonal matrix D of the slopes of tanh has norm strictly below one."""
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


@claim("tanh-state-range", source=PROPAGATION.at("section 3"))
def tanh_state_range():
    """The state of a tanh network lies strictly between minus one and one, in every unit."""
    return all_of(less(-1, sr.tanh(a)), less(sr.tanh(a), 1))


@foil(tanh_state_range)
def tanh_state_positive():
    """It lies between zero and one."""
    return all_of(less(0, sr.tanh(a)), less(sr.tanh(a), 1))


@claim("sigmoid-range", source=LIVI.at("eq. (14), the update rate remains bounded"))
def sigmoid_range():
    """A sigmoid gate lies strictly between zero and one: it is never quite shut and never quite open."""
    return all_of(less(0, sr.sigmoid(a)), less(sr.sigmoid(a), 1))


@foil(sigmoid_range)
def sigmoid_below_one_half():
    """It lies between zero and one half."""
    return all_of(less(0, sr.sigmoid(a)), less(sr.sigmoid(a), sr.rational(1, 2)))


@claim("tanh-lipschitz", source=DYNAMICS.at("the Lipschitz constant of the activation"), uses=["tanh-slope-range"])
def tanh_lipschitz():
    """tanh never increases the distance of two numbers: its Lipschitz constant is one."""
    return at_most(sr.abs(sr.tanh(x) - sr.tanh(y)), sr.abs(x - y))


@foil(tanh_lipschitz)
def tanh_lipschitz_one_half():
    """It halves every distance."""
    return at_most(sr.abs(sr.tanh(x) - sr.tanh(y)), sr.abs(x - y) / 2)


@claim("any-activation-contracts", source=AVRAM.at("'other activation functions may be used'"), expect="REFUTED",
       as_printed_of="step-norm-bound")
def any_activation_contracts():
    """As printed, the bounds follow for any activation: the diagonal matrix of its slopes has norm at most one."""
    return at_most(sr.norm(sr.diag(sr.function("phi").prime()(a))), 1)


@claim("saturated-state", source=PROPAGATION.at("section 7, worked example"), uses=["tanh-saturates"])
def saturated_state():
    """Where the argument grows and the slope vanishes, the state does not: it saturates at one."""
    return sr.tends_to(sr.tanh(x), 1, x)


@foil(saturated_state)
def saturated_state_in_the_middle():
    """It tends to one half."""
    return sr.tends_to(sr.tanh(x), sr.rational(1, 2), x)


@claim("vanishing-slope-vanishing-state", expect="REFUTED", as_printed_of="saturated-state",
       source=AVRAM.at("'as otherwise this would imply that the hidden states vanish'"))
def vanishing_slope_vanishing_state():
    """As printed: where the slopes vanish the hidden states vanish."""
    return sr.tends_to(sr.tanh(x), 0, x)


@claim("relu-erases-the-sign", source=DYNAMICS.at("the role of the activation, a sign-sensitive memory"))
def relu_erases_the_sign():
    """A negative input leaves nothing behind a rectifier: the state is zero, as it is without an input."""
    return all_of(at_most(sr.relu(x), 0, given=[x < 0]), at_most(0, sr.relu(x), given=[x < 0]))


@foil(relu_erases_the_sign)
def relu_erases_every_sign():
    """A positive input leaves nothing either."""
    return at_most(sr.relu(x), 0)


@claim("tanh-keeps-the-sign", source=DYNAMICS.at("the role of the activation, a sign-sensitive memory"))
def tanh_keeps_the_sign():
    """A negative number stays negative under tanh, step after step, so that the state remembers the sign of a pulse."""
    return less(sr.tanh(x), 0, given=[x < 0])


@foil(tanh_keeps_the_sign)
def tanh_keeps_the_value():
    """It stays below minus one half."""
    return less(sr.tanh(x), -sr.rational(1, 2), given=[x < 0])


@claim("sigmoid-stores-the-sign", source=OWN.at("a nonnegative range is no obstacle"))
def sigmoid_stores_the_sign():
    """The sigmoid has no negative values and yet stores the sign: below one half for negative inputs."""
    return less(sr.sigmoid(x), sr.rational(1, 2), given=[x < 0])


@foil(sigmoid_stores_the_sign)
def sigmoid_below_one_third():
    """Below one third."""
    return less(sr.sigmoid(x), sr.rational(1, 3), given=[x < 0])


@claim("nonnegative-range-erases-the-sign", expect="REFUTED", as_printed_of="sigmoid-stores-the-sign",
       source=DYNAMICS.at("'incapable of storing the sign of a negative input ... because its output range is "
                          "non-negative'"))
def nonnegative_range_erases_the_sign():
    """As printed, read for the sigmoid: with a nonnegative range a negative input leaves the same state as no input."""
    return equal(sr.sigmoid(x), sr.rational(1, 2), given=[x < 0])


@claim("diagonal-norm", source=AVRAM.at("the norm of D_t, a diagonal matrix"))
def diagonal_norm():
    """The norm of a diagonal matrix is the largest of the absolute values of its entries."""
    return equal(sr.norm(sr.diag(a)), sr.max(sr.abs(a)))


@foil(diagonal_norm)
def diagonal_norm_of_the_sum():
    """Their sum."""
    return equal(sr.norm(sr.diag(a)), sr.sum(sr.abs(a)))


@claim("diagonal-norm-as-printed", source=AVRAM.at("'its norm is the absolute value of its largest entry'"), expect="REFUTED",
       as_printed_of="diagonal-norm")
def diagonal_norm_as_printed():
    """As printed, for any diagonal matrix: the norm is the absolute value of the largest entry."""
    return equal(sr.norm(sr.diag(a)), sr.abs(sr.max(a)))


@claim("tanh-saturates-exponentially", source=OWN.at("how fast the slope vanishes"), uses=["tanh-saturates"])
def tanh_saturates_exponentially():
    """The slope of tanh is at most 4 e^(-2x) for positive x: saturation costs an exponential factor."""
    return at_most(1 - sr.tanh(x) ** 2, 4 * sr.exp(-2 * x), given=[x >= 0])


@foil(tanh_saturates_exponentially)
def tanh_saturates_twice_as_fast():
    """At most 4 e^(-4x)."""
    return at_most(1 - sr.tanh(x) ** 2, 4 * sr.exp(-4 * x), given=[x >= 0])
