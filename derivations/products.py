"""What becomes of a product of many Jacobians: when it must vanish, when it must grow, and what a single step does not decide.

A bound that holds for every step with the same number below one is enough. A bound that is only strict is not, small
slopes alone are not, and an activation may even bring back what the linear network has lost.
"""

import symrnn as sr
from derivations.sources import OWN, PROPAGATION
from symrnn import at_most, claim, equal, foil, induction, less

n = sr.dims("n")[0]
W, A, B, C, D = sr.matrices("W A B C D", n, n)
a, a_1, a_2, p, v = sr.vectors("a a_1 a_2 p v", n)
lam, w, start = sr.scalars("lambda w h_0")
t = sr.index("t")
limit = (t + 2) / (2 * (t + 1))
"""The product over s = 1 .. t of the slopes 1 - 1/(s + 1)^2."""


@claim("scaled-identity-power", source=PROPAGATION.at("section 5, worked example"), uses=["jacobian-product"])
def scaled_identity_power():
    """Where every Jacobian is lambda times the identity, the product over t steps is lambda^t times the identity."""
    return equal(sr.matpow(lam * sr.eye(n), t), lam**t * sr.eye(n))


@foil(scaled_identity_power)
def scaled_identity_sum():
    """It is t times lambda times the identity."""
    return equal(sr.matpow(lam * sr.eye(n), t), t * lam * sr.eye(n))


@claim("scaled-identity-vanishes", source=PROPAGATION.at("section 5, worked example"), uses=["scaled-identity-power"])
def scaled_identity_vanishes():
    """For |lambda| below one the norm of this product tends to zero."""
    return sr.tends_to(sr.norm(sr.matpow(lam * sr.eye(n), t)), 0, t, given=[sr.abs(lam) < 1])


@foil(scaled_identity_vanishes)
def scaled_identity_vanishes_at_one():
    """At |lambda| = 1 too."""
    return sr.tends_to(sr.norm(sr.matpow(lam * sr.eye(n), t)), 0, t, given=[sr.abs(lam) <= 1])


@claim("strictly-contracting-product", source=OWN.at("contraction at every step that forgets no more than half"))
def strictly_contracting_product():
    """Slopes of 1 - 1/(t + 1)^2, all below one, have the product (t + 2) / (2 (t + 1)) over t steps; by induction.

    They are those of a single tanh unit of weight one that its inputs hold at the states 1 / (t + 1).
    """
    return induction(t, equal((0 * w + 2) / (2 * (0 * w + 1)), 1),
                     equal((1 - 1 / (t + 2) ** 2) * limit, (t + 3) / (2 * (t + 2))))


@foil(strictly_contracting_product)
def strictly_contracting_product_that_vanishes():
    """Their product is 1 / (t + 1)."""
    return equal((1 - 1 / (t + 2) ** 2) / (t + 1), 1 / (t + 2))


@claim("strictly-contracting-limit", source=OWN.at("contraction at every step that forgets no more than half"),
       uses=["strictly-contracting-product"])
def strictly_contracting_limit():
    """The product of these slopes below one tends to one half: half of the gradient arrives, however far it has to go."""
    return sr.tends_to(limit, sr.rational(1, 2), t)


@foil(strictly_contracting_limit)
def strictly_contracting_limit_one():
    """It tends to one."""
    return sr.tends_to(limit, 1, t)


@claim("contracting-steps-vanish", expect="REFUTED", as_printed_of="strictly-contracting-limit",
       source=PROPAGATION.at("section 5, 'if those Jacobians are norm-contracting, the product shrinks exponentially'"))
def contracting_steps_vanish():
    """As printed, for the contracting slopes 1 - 1/(t + 1)^2: their product (t + 2) / (2 (t + 1)) vanishes."""
    return sr.tends_to(limit, 0, t)


@claim("products-regroup", source=OWN.at("how long a chain of Jacobians needs"), uses=["jacobian-product"])
def products_regroup():
    """Where the states are known, neighbours may be multiplied first: with processors for all pairs t factors take log t rounds."""
    return equal((D @ C) @ (B @ A), D @ (C @ (B @ A)))


@foil(products_regroup)
def products_regroup_by_parity():
    """Factors of odd and of even times may be multiplied first."""
    return equal((D @ B) @ (C @ A), D @ (C @ (B @ A)))


@claim("least-stretch-of-a-product", source=OWN.at("the bound from below that is true"))
def least_stretch_of_a_product():
    """The smallest singular values multiply to a bound from below: sigma_min(A) sigma_min(B) is at most sigma_min(A B)."""
    return at_most(sr.sigma_min(A) * sr.sigma_min(B), sr.sigma_min(A @ B))


@foil(least_stretch_of_a_product)
def largest_stretch_of_a_product():
    """The largest do so too."""
    return at_most(sr.norm(A) * sr.norm(B), sr.norm(A @ B))


@claim("expanding-steps-grow", source=OWN.at("the bound from below that is true"), uses=["least-stretch-of-a-product"])
def expanding_steps_grow():
    """A Jacobian lengthens every vector by at least its smallest singular value."""
    return at_most(sr.sigma_min(A) * sr.norm(v), sr.norm(A @ v))


@foil(expanding_steps_grow)
def expanding_steps_grow_by_the_norm():
    """By at least its norm."""
    return at_most(sr.norm(A) * sr.norm(v), sr.norm(A @ v))


slopes = [sr.positive(a_1), sr.positive(a_2), at_most(a_1, 1), at_most(a_2, 1)]


@claim("slopes-shrink-vectors", source=PROPAGATION.at("section 6, 'the nonlinearity itself tends to shrink gradients'"))
def slopes_shrink_vectors():
    """Slopes of at most one lengthen no vector."""
    return at_most(sr.norm(sr.diag(a_1) @ v), sr.norm(v), given=[sr.norm_inf(a_1) <= 1])


@foil(slopes_shrink_vectors)
def slopes_shrink_by_half():
    """They halve it."""
    return at_most(sr.norm(sr.diag(a_1) @ v), sr.norm(v) / 2, given=[sr.norm_inf(a_1) <= 1])


@claim("slopes-only-shrink", expect="REFUTED", as_printed_of="slopes-shrink-vectors",
       source=PROPAGATION.at("section 6, 'the nonlinearity itself tends to shrink gradients', over two steps"))
def slopes_only_shrink():
    """As printed, over two steps: with slopes between zero and one the product is no larger than that of the linear network."""
    return at_most(sr.norm(sr.diag(a_2) @ W @ sr.diag(a_1) @ W), sr.norm(W @ W), given=slopes)


@claim("small-slopes-vanish", expect="REFUTED", as_printed_of="bound-below-one",
       source=PROPAGATION.at("section 13, 'if the activation derivative is always much smaller than one, long-range gradients "
                             "disappear'"))
def small_slopes_vanish():
    """As printed: where no slope exceeds one quarter, as for the sigmoid, the Jacobian of a step is a contraction."""
    return less(sr.norm(sr.diag(a) @ W), 1, given=[sr.norm_inf(a) <= sr.rational(1, 4)])


@claim("slopes-ignore-units", source=OWN.at("the units of measurement of the state are free"))
def slopes_ignore_units():
    """A change of units of the state leaves the slopes alone: P (D W) P^-1 = D (P W P^-1) for a diagonal P.

    The norm of W in the bounds may therefore be replaced by that of P W P^-1, for whichever units make it smallest.
    """
    units = sr.diag(p)
    return equal(units @ sr.diag(a) @ W @ sr.inv(units), sr.diag(a) @ (units @ W @ sr.inv(units)),
                 given=[sr.nowhere_zero(p)])


@foil(slopes_ignore_units)
def slopes_ignore_every_basis():
    """So does every change of basis."""
    return equal(B @ sr.diag(a) @ W @ sr.inv(B), sr.diag(a) @ (B @ W @ sr.inv(B)), given=[sr.invertible(B)])


@claim("bounded-deviation", source=PROPAGATION.at("section 11.2, unstable memory"), uses=["tanh-state-range"])
def bounded_deviation():
    """However fast small differences grow, two states of a tanh network never differ by two or more in any unit."""
    return less(sr.abs(sr.tanh(a_1) - sr.tanh(a_2)), 2)


@foil(bounded_deviation)
def bounded_deviation_by_one():
    """By one or more."""
    return less(sr.abs(sr.tanh(a_1) - sr.tanh(a_2)), 1)


@claim("weight-gradient-grows", source=PROPAGATION.at("section 9, 'neither vanishing nor exploding gradient'"),
       uses=["scaled-identity-power"])
def weight_gradient_grows():
    """The gradient of a shared weight adds up over the steps: of w^(t+1) h it is (t + 1) w^t h, which grows at w = 1 too."""
    return equal(sr.D(w ** (t + 1) * start, w), (t + 1) * w**t * start)


@foil(weight_gradient_grows)
def weight_gradient_of_the_last_step():
    """The last step alone counts."""
    return equal(sr.D(w ** (t + 1) * start, w), w**t * start)
