"""Training by gradients: how long a step may be, what stacks of layers do to gradients, and what remedies do not cure."""

import symrnn as sr
from derivations.sources import KHANNA, OWN
from symrnn import all_of, at_most, claim, equal, foil, iff, less

n, q = sr.dims("n q")
W_1, W_2 = sr.matrices("W_1 W_2", n, n)
h, a = sr.vectors("h a", n)
o = sr.vector("o", q)
x, w, u, eta, curvature, shift = sr.scalars("x w u eta L c")
p = sr.scalar("p", positive=True)


@claim("descent-step-length", source=OWN.at("when steps down a parabola converge"))
def descent_step_length():
    """A gradient step of length eta down a parabola of curvature L brings one nearer if and only if 0 < eta L < 2."""
    return iff(sr.abs(1 - eta * curvature) < 1, all_of(eta * curvature > 0, eta * curvature < 2))


@foil(descent_step_length)
def descent_step_length_one():
    """If and only if 0 < eta L < 1."""
    return iff(sr.abs(1 - eta * curvature) < 1, all_of(eta * curvature > 0, eta * curvature < 1))


@claim("descent-always-converges", source=KHANNA.at("section 8, the updates 'minimize the total loss'"),
       expect="REFUTED", as_printed_of="descent-step-length")
def descent_always_converges():
    """As printed, read for a parabola and a step of any length: a step down the steepest direction brings one nearer."""
    return less(sr.abs(1 - eta * curvature), 1, given=[eta > 0, curvature > 0])


@claim("layers-vanish", source=OWN.at("what two layers of sigmoids do to a gradient"), uses=["sigmoid-slope-range"])
def layers_vanish():
    """Through two layers of sigmoids the Jacobian is at most the product of the norms of their weights, divided by sixteen."""
    return at_most(sr.norm(sr.D(sr.sigmoid(W_2 @ sr.sigmoid(W_1 @ h)), h)), sr.norm(W_2) * sr.norm(W_1) / 16)


@foil(layers_vanish)
def layers_vanish_faster():
    """Divided by one hundred."""
    return at_most(sr.norm(sr.D(sr.sigmoid(W_2 @ sr.sigmoid(W_1 @ h)), h)), sr.norm(W_2) * sr.norm(W_1) / 100)


@claim("layers-without-gradient-issues", source=KHANNA.at("section 9.2.5, the table: MLP, gradient issues: no"),
       expect="REFUTED", as_printed_of="layers-vanish")
def layers_without_gradient_issues():
    """As printed: a stack of layers has no vanishing gradients; a second layer of sigmoids does not make the slope smaller."""
    return at_most(sr.D(sr.sigmoid(x), x), sr.D(sr.sigmoid(sr.sigmoid(x)), x))


first = sr.sigmoid(x)
second = sr.sigmoid(first)
third = sr.sigmoid(second)
three_slopes = third * (1 - third) * second * (1 - second) * first * (1 - first)


@claim("three-layers-vanish", source=OWN.at("what three sigmoids do to a gradient"), uses=["layers-vanish"])
def three_layers_vanish():
    """Through three sigmoids in a row the slope is the product of the three slopes, and at most 1/64."""
    return all_of(equal(sr.D(third, x), three_slopes), at_most(three_slopes, sr.rational(1, 64)))


@foil(three_layers_vanish)
def three_layers_vanish_faster():
    """At most 1/128."""
    return at_most(three_slopes, sr.rational(1, 128))


@claim("long-lag-gradient", source=OWN.at("what a truncated gradient leaves out"))
def long_lag_gradient():
    """Over a lag of two steps a linear unit passes on the gradient w^2 x of its input weight."""
    return equal(sr.D(w * (w * (u * x)), u), w**2 * x)


@foil(long_lag_gradient)
def long_lag_gradient_of_one_step():
    """The gradient w x."""
    return equal(sr.D(w * (w * (u * x)), u), w * x)


@claim("truncation-lifts-gradients", source=KHANNA.at("section 9.2.5, truncated BPTT among the remedies for vanishing gradients"),
       expect="REFUTED", as_printed_of="long-lag-gradient")
def truncation_lifts_gradients():
    """As printed among the remedies for vanishing gradients: cut off after one step, the gradient, now zero, is no smaller."""
    return at_most(sr.abs(sr.D(w * (w * (u * x)), u)), 0)


@claim("softmax-is-a-distribution", source=KHANNA.at("eq. (4)"))
def softmax_is_a_distribution():
    """The entries of a softmax are positive and add up to one."""
    return all_of(less(0, sr.softmax(o)), equal(sr.sum(sr.softmax(o)), 1))


@foil(softmax_is_a_distribution)
def softmax_is_below_one_half():
    """They are below one half."""
    return less(sr.softmax(o), sr.rational(1, 2))


@claim("softmax-shift", source=OWN.at("the biases of the output are determined up to a constant"))
def softmax_shift():
    """The same number added to every output does not change the softmax."""
    return equal(sr.softmax(o + shift * sr.ones(q)), sr.softmax(o))


@foil(softmax_shift)
def softmax_scale():
    """The same factor on every output does not."""
    return equal(sr.softmax(shift * o), sr.softmax(o))


@claim("cross-entropy-nonnegative", source=KHANNA.at("section 5.2, the loss is near zero where the model is confident and correct"))
def cross_entropy_nonnegative():
    """The loss -log p is never negative, and zero only where the true class has probability one."""
    return all_of(at_most(0, -sr.log(p), given=[p <= 1]), less(0, -sr.log(p), given=[p < 1]))


@foil(cross_entropy_nonnegative)
def cross_entropy_above_the_chance():
    """It is at least 1 - p^2."""
    return at_most(1 - p**2, -sr.log(p), given=[p <= 1])
