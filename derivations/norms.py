"""How large a product of Jacobians can be: what norms prove about vanishing and exploding, and what they do not.

Upper bounds multiply, so that small norms prove that a gradient vanishes. Large norms, and spectral radii of single
steps, prove nothing: every refutation below turns on one of the two.
"""

import symrnn as sr
from derivations.sources import AVRAM, DYNAMICS, KHANNA, LIVI, OWN, PROPAGATION
from symrnn import all_of, any_of, at_most, claim, equal, exists, foil, implies, less
from symrnn.systems import norms_of_products, orders_of_jacobians

n = sr.dims("n")[0]
W, A, B, W_2 = *sr.matrices("W A B", n, n), sr.matrix("W", 2, 2)
a, a_1, a_2, a_3, g = sr.vectors("a a_1 a_2 a_3 g", n)
gamma, d = sr.scalar("gamma", positive=True), sr.scalar("d", between=(0, 1))
delta = sr.scalar("delta", nonneg=True)
delta_i, delta_s = sr.scalar("delta_i", positive=True), sr.scalar("delta_s", positive=True)
size = sr.scalar("N", positive=True)
tau = sr.scalar("tau", positive=True)
k, t, j = sr.index("k"), sr.index("t"), sr.index("j")
pre = sr.sequence("a", n)
phi = sr.function("phi", lipschitz=gamma)


@claim("step-norm-bound", source=KHANNA.at("section 9.2.2"))
def step_norm_bound():
    """The norm of a step's Jacobian is at most gamma times the norm of W, where gamma bounds the slopes."""
    return at_most(sr.norm(sr.diag(phi.prime()(a)) @ W), gamma * sr.norm(W))


@foil(step_norm_bound)
def step_norm_bound_by_half():
    """Half of it."""
    return at_most(sr.norm(sr.diag(phi.prime()(a)) @ W), gamma * sr.norm(W) / 2)


@claim("two-step-norm-bound", source=PROPAGATION.at("section 7"), uses=["step-norm-bound"])
def two_step_norm_bound():
    """Over two tanh steps the norm is at most the square of the norm of W."""
    first, second = sr.diag(1 - sr.tanh(a_1) ** 2) @ W, sr.diag(1 - sr.tanh(a_2) ** 2) @ W
    return at_most(sr.norm(second @ first), sr.norm(W) ** 2)


@foil(two_step_norm_bound)
def two_step_norm_bound_linear():
    """At most the norm of W itself."""
    first, second = sr.diag(1 - sr.tanh(a_1) ** 2) @ W, sr.diag(1 - sr.tanh(a_2) ** 2) @ W
    return at_most(sr.norm(second @ first), sr.norm(W))


def many_steps(first):
    """The product of the Jacobians of the steps up to t, each at a pre-activation of its own."""
    return sr.product(sr.diag(phi.prime()(pre[j])) @ W, j, first, t)


@claim("product-norm-bound", source=KHANNA.at("eq. (20)"), uses=["step-norm-bound", "jacobian-product"],
       figures=[norms_of_products])
def product_norm_bound():
    """Over t - k steps the norm of the product is at most gamma times that of W, to the power t - k, where gamma bounds all slopes."""
    return at_most(sr.norm(many_steps(k + 1)), (gamma * sr.norm(W)) ** (t - k), given=[k <= t])


@foil(product_norm_bound)
def product_norm_bound_one_factor_more():
    """One factor too many in the exponent."""
    return at_most(sr.norm(many_steps(k + 1)), (gamma * sr.norm(W)) ** (t - k + 1), given=[k <= t])


@claim("gradient-vanishes", source=KHANNA.at("eq. (21)"), uses=["product-norm-bound"])
def gradient_vanishes():
    """Where gamma times the norm of W is below one, the product of Jacobians stays below a power that tends to zero."""
    most = (gamma * sr.norm(W)) ** t
    return all_of(at_most(sr.norm(many_steps(1)), most), sr.tends_to(most, 0, t, given=[gamma * sr.norm(W) < 1]))


@foil(gradient_vanishes)
def gradient_vanishes_at_the_boundary():
    """At the boundary too."""
    return sr.tends_to((gamma * sr.norm(W)) ** t, 0, t, given=[gamma * sr.norm(W) <= 1])


@claim("norm-of-a-product", source=AVRAM.at("the norm of J_t"))
def norm_of_a_product():
    """The norm of a product is at most the product of the norms."""
    return at_most(sr.norm(A @ B), sr.norm(A) * sr.norm(B))


@foil(norm_of_a_product)
def norm_of_a_product_by_half():
    """At most half of it."""
    return at_most(sr.norm(A @ B), sr.norm(A) * sr.norm(B) / 2)


@claim("norm-of-a-product-equality", source=AVRAM.at("the norm of J_t, printed as an equation"), expect="REFUTED",
       as_printed_of="norm-of-a-product")
def norm_of_a_product_equality():
    """As printed: the norm of the Jacobian D W equals the product of the norms, for slopes D of tanh and a positive W."""
    return equal(sr.norm(sr.diag(a) @ W), sr.norm(sr.diag(a)) * sr.norm(W), given=[sr.positive(a), a <= 1, sr.psd(W)])


@claim("product-upper-bound", source=AVRAM.at("the bound of the norm of J_t from above"), uses=["norm-of-a-product"])
def product_upper_bound():
    """Over two steps the norm is at most the square of delta times the norm of W, where delta bounds the slopes."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most(sr.norm(D_2 @ W @ D_1 @ W), (delta * sr.norm(W)) ** 2,
                   given=[sr.norm(D_1) <= delta, sr.norm(D_2) <= delta])


@foil(product_upper_bound)
def product_upper_bound_by_half():
    """Half of it."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most(sr.norm(D_2 @ W @ D_1 @ W), (delta * sr.norm(W)) ** 2 / 2,
                   given=[sr.norm(D_1) <= delta, sr.norm(D_2) <= delta])


@claim("product-lower-bound", source=AVRAM.at("the bound of the norm of J_t from below"), expect="REFUTED",
       as_printed_of="product-upper-bound")
def product_lower_bound():
    """As printed: over two steps the norm is at least (delta times that of W)^2, with delta below both norms of D, W positive."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most((delta * sr.norm(W)) ** 2, sr.norm(D_2 @ W @ D_1 @ W),
                   given=[delta <= sr.norm(D_1), delta <= sr.norm(D_2), sr.psd(W), sr.positive(a_1), sr.positive(a_2),
                          a_1 <= 1, a_2 <= 1])


@claim("symmetric-lower-bound", expect="REFUTED", as_printed_of="least-stretch-of-a-product",
       source=OWN.at("the bound of the norm of J_t from below, an attempt to repair it"))
def symmetric_lower_bound():
    """A repair that suggests itself: for a positive semidefinite W, over three steps with slopes of at least d, the bound holds.

    It does over two steps, and for two units; the smallest counterexample has three units.
    """
    steps = sr.diag(a_3) @ W @ sr.diag(a_2) @ W @ sr.diag(a_1) @ W
    return at_most((d * sr.norm(W)) ** 3, sr.norm(steps), given=[sr.psd(W), *(sr.between(a, d, 1) for a in (a_1, a_2, a_3))])


@claim("two-contracting-steps", source=PROPAGATION.at("section 7"), uses=["norm-of-a-product"])
def two_contracting_steps():
    """Two Jacobians of norm below one have a product of norm below one."""
    return less(sr.norm(A @ B), 1, given=[sr.norm(A) < 1, sr.norm(B) < 1])


@foil(two_contracting_steps)
def two_steps_one_of_them_contracting():
    """One of them is enough."""
    return less(sr.norm(A @ B), 1, given=[sr.norm(A) < 1])


@claim("time-varying-spectral-radius", expect="REFUTED", as_printed_of="two-contracting-steps",
       source=PROPAGATION.at("section 7, 'if the effective Jacobian has spectral radius below one, gradients vanish'"))
def time_varying_spectral_radius():
    """As printed, for Jacobians that change from step to step: spectral radii below one make the product contract."""
    return less(sr.rho(A @ B), 1, given=[sr.rho(A) < 1, sr.rho(B) < 1])


@claim("normal-norm", source=DYNAMICS.at("The Achilles' heel, normal matrices"))
def normal_norm():
    """For a normal matrix the spectral norm is the spectral radius."""
    return equal(sr.norm(W), sr.rho(W), given=[sr.normal(W)])


@foil(normal_norm)
def norm_is_radius_for_all():
    """For every matrix."""
    return equal(sr.norm(W), sr.rho(W))


@claim("only-if-normal", source=DYNAMICS.at("'only if W_h is a normal matrix'"), expect="REFUTED",
       as_printed_of="normal-norm")
def only_if_normal():
    """As printed: the spectral norm is the spectral radius only if the matrix is normal."""
    return implies(sr.eq(sr.norm(W), sr.rho(W)), sr.normal(W))


@claim("radius-below-norm", source=DYNAMICS.at("The Achilles' heel"))
def radius_below_norm():
    """The spectral radius is at most the spectral norm."""
    return at_most(sr.rho(W), sr.norm(W))


@foil(radius_below_norm)
def norm_below_radius():
    """The other way round."""
    return at_most(sr.norm(W), sr.rho(W))


@claim("radius-does-not-contract", source=DYNAMICS.at("'a contraction. A sufficient condition ... spectral radius'"),
       expect="REFUTED", as_printed_of="norm-contracts")
def radius_does_not_contract():
    """As printed: a Jacobian whose spectral radius is below one is a contraction."""
    return less(sr.norm(W), 1, given=[sr.rho(W) < 1])


@claim("norm-contracts", source=OWN.at("a contraction is stable"), uses=["radius-below-norm"])
def norm_contracts():
    """A Jacobian of norm below one has a spectral radius below one; the converse fails."""
    return less(sr.rho(W), 1, given=[sr.norm(W) < 1])


@foil(norm_contracts)
def norm_contracts_by_half():
    """A spectral radius below one half."""
    return less(sr.rho(W), sr.rational(1, 2), given=[sr.norm(W) < 1])


@claim("transient-growth", source=DYNAMICS.at("The Achilles' heel, transient amplification"), uses=["radius-below-norm"])
def transient_growth():
    """There is a matrix with spectral radius below one and norm above one: perturbations grow before they fade."""
    return exists([W_2], all_of(sr.rho(W_2) < 1, sr.norm(W_2) > 1))


@foil(transient_growth)
def decay_without_transient():
    """Every matrix with spectral radius below one has a norm of at most one."""
    return at_most(sr.norm(W_2), 1, given=[sr.rho(W_2) < 1])


@claim("inverse-norms", source=OWN.at("when a product must grow"), uses=["norm-of-a-product"])
def inverse_norms():
    """Where the inverses of two Jacobians have norm below one, so has the inverse of their product: every direction grows."""
    return less(sr.norm(sr.inv(A) @ sr.inv(B)), 1, given=[sr.norm(sr.inv(A)) < 1, sr.norm(sr.inv(B)) < 1])


@foil(inverse_norms)
def inverse_norms_from_the_largest_values():
    """Where the Jacobians themselves have norm above one."""
    return less(sr.norm(sr.inv(A) @ sr.inv(B)), 1, given=[sr.norm(A) > 1, sr.norm(B) > 1])


@claim("large-norms-grow", source=PROPAGATION.at("section 7, 'if they are above 1, the product grows rapidly'"),
       expect="REFUTED", as_printed_of="inverse-norms")
def large_norms_grow():
    """As printed: where the dominant singular values of two Jacobians are above one, so is that of their product."""
    return less(1, sr.norm(B @ A), given=[sr.norm(A) > 1, sr.norm(B) > 1])


@claim("bound-below-one", source=OWN.at("the product of both factors decides"), uses=["step-norm-bound"])
def bound_below_one():
    """Where the largest slope times the norm of W is below one, the Jacobian of the step is a contraction."""
    return less(sr.norm(sr.diag(a) @ W), 1, given=[sr.norm_inf(a) * sr.norm(W) < 1])


@foil(bound_below_one)
def bound_below_two():
    """Where the product is below two."""
    return less(sr.norm(sr.diag(a) @ W), 1, given=[sr.norm_inf(a) * sr.norm(W) < 2])


@claim("either-factor-vanishes", source=LIVI.at("section 4.2, 'if the spectral norm or the activation derivatives are "
                                                "consistently smaller than 1'"),
       expect="REFUTED", as_printed_of="bound-below-one")
def either_factor_vanishes():
    """As printed: it is enough that one of the two, the norm of W or the largest slope, is below one."""
    return less(sr.norm(sr.diag(a) @ W), 1, given=[any_of(sr.norm(W) < 1, sr.norm_inf(a) < 1)])


@claim("either-factor-explodes", source=LIVI.at("section 4.2, 'if either factor is consistently greater than 1'"),
       expect="REFUTED", as_printed_of="step-norm-bound")
def either_factor_explodes():
    """As printed, read for both factors at once: a bound above one makes the Jacobian expand."""
    return less(1, sr.norm(sr.diag(a) @ W), given=[sr.norm_inf(a) * sr.norm(W) > 1])


@claim("exponent-of-the-bound", source=DYNAMICS.at("The Achilles' heel, the upper bound with exponent T"),
       expect="REFUTED", as_printed_of="product-norm-bound")
def exponent_of_the_bound():
    """As printed: from step k to step t the norm is at most the bound of one step to the power t."""
    return at_most(sr.norm(many_steps(k + 1)), (gamma * sr.norm(W)) ** t, given=[k <= t])


@claim("norm-range", source=AVRAM.at("the bounds of the norm of W in the undecided case"))
def norm_range():
    """In the case that the two bounds leave open, the norm of W lies between the inverses of the bounds on the slopes."""
    return all_of(at_most(1 / delta_s, size, given=[delta_s * size >= 1]), at_most(size, 1 / delta_i, given=[delta_i * size <= 1]))


@foil(norm_range)
def norm_range_exchanged():
    """The two bounds are exchanged."""
    return at_most(1 / delta_i, size, given=[delta_s * size >= 1])


@claim("slopes-decay", source=OWN.at("what bounded slopes do over many steps"))
def slopes_decay():
    """A bound on the slopes that is below one acts in every step: over t steps its power tends to zero."""
    return sr.tends_to(delta_s**t, 0, t, given=[delta_s < 1])


@foil(slopes_decay)
def slopes_persist():
    """It tends to one."""
    return sr.tends_to(delta_s**t, 1, t, given=[delta_s < 1])


@claim("bounded-effect", source=AVRAM.at("'the terms only introduce a bounded multiplicative effect'"), expect="REFUTED",
       as_printed_of="slopes-decay")
def bounded_effect():
    """As printed: over t steps the slopes bring no more than a bounded factor, here their own bound."""
    return at_most(delta_s, delta_s**t, given=[delta_s <= 1])


@claim("norm-of-a-square", source=AVRAM.at("the linear model, growth by the norm of W"), expect="REFUTED",
       as_printed_of="norm-of-a-product")
def norm_of_a_square():
    """As printed, over two steps of the linear model: the norm of a power is the power of the norm."""
    return equal(sr.norm(W @ W), sr.norm(W) ** 2)


@claim("tanh-step-norm", source=DYNAMICS.at("global stability, the Lipschitz constant of tanh is one"),
       uses=["tanh-contracts"])
def tanh_step_norm():
    """Without inputs a tanh step multiplies the norm of the state by at most the norm of W."""
    return at_most(sr.norm(sr.tanh(W @ g)), sr.norm(W) * sr.norm(g))


@foil(tanh_step_norm)
def tanh_step_norm_by_half():
    """By at most half of it."""
    return at_most(sr.norm(sr.tanh(W @ g)), sr.norm(W) * sr.norm(g) / 2)


@claim("two-trajectories", source=DYNAMICS.at("global stability, the norm of W times the Lipschitz constant below one"),
       uses=["tanh-lipschitz", "tanh-step-norm"])
def two_trajectories():
    """The distance of two states is multiplied by at most the norm of W in a tanh step.

    tanh changes each entry of the difference W g by a factor between zero and one, the slope of a secant; a holds these.
    """
    return at_most(sr.norm(sr.diag(a) @ W @ g), sr.norm(W) * sr.norm(g), given=[sr.between(a, 0, 1)])


@foil(two_trajectories)
def two_trajectories_of_any_activation():
    """The secants may be of any slope."""
    return at_most(sr.norm(sr.diag(a) @ W @ g), sr.norm(W) * sr.norm(g))


@claim("alternating-jacobians", expect="REFUTED", as_printed_of="bound-below-one", figures=[orders_of_jacobians],
       source=PROPAGATION.at("section 12, 'the decisive quantities are singular values and spectral radii'"))
def alternating_jacobians():
    """As printed, for two steps of one network: spectral radii below one at every step decide that the product contracts."""
    first, second = sr.diag(a_1) @ W, sr.diag(a_2) @ W
    return less(sr.rho(second @ first), 1, given=[sr.rho(first) < 1, sr.rho(second) < 1, sr.positive(a_1),
                                                  sr.positive(a_2), at_most(a_1, 1), at_most(a_2, 1)])


@claim("determinant-of-two-steps", source=OWN.at("what becomes of volumes"))
def determinant_of_two_steps():
    """Determinants multiply in any order: over two steps that of W enters twice, and all slopes of both steps."""
    return equal(sr.det(sr.diag(a_2) @ W @ sr.diag(a_1) @ W),
                 sr.det(W) ** 2 * sr.det(sr.diag(a_1)) * sr.det(sr.diag(a_2)))


@foil(determinant_of_two_steps)
def determinant_of_the_matrix_once():
    """That of W enters once."""
    return equal(sr.det(sr.diag(a_2) @ W @ sr.diag(a_1) @ W), sr.det(W) * sr.det(sr.diag(a_1)) * sr.det(sr.diag(a_2)))
