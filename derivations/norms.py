"""How large products of Jacobians can be: norm bounds, what they say of vanishing and exploding, and what they do not."""

import symrnn as sr
from derivations.sources import AVRAM, DYNAMICS, KHANNA, PROPAGATION
from symrnn import at_most, claim, equal, foil, implies, less

n = sr.dims("n")[0]
W, A, B = sr.matrices("W A B", n, n)
a, a_1, a_2, g = sr.vectors("a a_1 a_2 g", n)
gamma = sr.scalar("gamma", positive=True)
delta = sr.scalar("delta", nonneg=True)
tau = sr.scalar("tau", positive=True)
k, t, j = sr.index("k"), sr.index("t"), sr.index("j")
d = sr.sequence("d", n)
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


@claim("product-norm-bound", source=KHANNA.at("eq. (20)"), uses=["step-norm-bound", "jacobian-product"])
def product_norm_bound():
    """Over t - k steps the norm of the product is at most (gamma ||W||)^(t - k), where gamma bounds all slopes."""
    product = sr.product(sr.diag(d[j]) @ W, j, k + 1, t)
    return at_most(sr.norm(product), (gamma * sr.norm(W)) ** (t - k),
                   given=[k <= t, at_most(sr.norm_inf(d[j]), gamma)])


@foil(product_norm_bound)
def product_norm_bound_one_factor_more():
    """One factor too many in the exponent."""
    product = sr.product(sr.diag(d[j]) @ W, j, k + 1, t)
    return at_most(sr.norm(product), (gamma * sr.norm(W)) ** (t - k + 1),
                   given=[k <= t, at_most(sr.norm_inf(d[j]), gamma)])


@claim("gradient-vanishes", source=KHANNA.at("eq. (21)"), uses=["product-norm-bound"])
def gradient_vanishes():
    """Where gamma ||W|| is below one, the bound on the gradient tends to zero with the number of steps."""
    return sr.tends_to((gamma * sr.norm(W)) ** t, 0, t, given=[gamma * sr.norm(W) < 1])


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


@claim("norm-of-a-product-equality", source=AVRAM.at("'||J_t|| = product of ||D_k|| ||W||'"), expect="REFUTED",
       as_printed_of="norm-of-a-product")
def norm_of_a_product_equality():
    """As printed: the norm of a product equals the product of the norms."""
    return equal(sr.norm(A @ B), sr.norm(A) * sr.norm(B))


@claim("product-upper-bound", source=AVRAM.at("(delta_s ||W||)^t from above"), uses=["norm-of-a-product"])
def product_upper_bound():
    """Over two steps the norm is at most (delta ||W||)^2, where delta bounds the norms of the D."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most(sr.norm(D_2 @ W @ D_1 @ W), (delta * sr.norm(W)) ** 2,
                   given=[sr.norm(D_1) <= delta, sr.norm(D_2) <= delta])


@foil(product_upper_bound)
def product_upper_bound_by_half():
    """Half of it."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most(sr.norm(D_2 @ W @ D_1 @ W), (delta * sr.norm(W)) ** 2 / 2,
                   given=[sr.norm(D_1) <= delta, sr.norm(D_2) <= delta])


@claim("product-lower-bound", source=AVRAM.at("'(delta_i ||W||)^t <= ||J_t||'"), expect="REFUTED",
       as_printed_of="product-upper-bound")
def product_lower_bound():
    """As printed: over two steps the norm is at least (delta ||W||)^2, where delta is below the norms of the D."""
    D_1, D_2 = sr.diag(a_1), sr.diag(a_2)
    return at_most((delta * sr.norm(W)) ** 2, sr.norm(D_2 @ W @ D_1 @ W),
                   given=[delta <= sr.norm(D_1), delta <= sr.norm(D_2)])


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
