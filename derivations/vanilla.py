"""How the state of a vanilla network answers to earlier states: the Jacobian of one step, and products of Jacobians.

Each step multiplies by D W, slopes times recurrent matrix, and the later step stands on the left. Rows follow the new
state and columns the old one throughout.
"""

import symrnn as sr
from derivations.sources import AVRAM, KHANNA, PROPAGATION
from symrnn import all_of, claim, equal, foil, induction

n, m = sr.dims("n m")
h, h_0, b = sr.vectors("h h_0 b", n)
x = sr.vector("x", m)
W, V = sr.matrix("W", n, n), sr.matrix("V", n, m)
a = sr.named("a", W @ h + V @ x + b)
t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
J, d = sr.sequence("J", n, n), sr.sequence("d", n)
v = sr.vector("v", n)

ACTIVATIONS = ["tanh", "sigmoid", "relu", "softplus", "silu", "gelu", "elu", "softsign", "hardtanh", "leaky_relu",
               "sin"]


def slopes(f):
    """diag(f'(a)): the slopes of an activation at the pre-activation."""
    return sr.D(f(v), v).at({v: W @ h + V @ x + b})


@claim("vanilla-jacobian", source=PROPAGATION.at("section 6"), over={"phi": ACTIVATIONS})
def vanilla_jacobian(phi):
    """The Jacobian of the vanilla cell with activation {phi} is D W: the slopes at the pre-activation times the recurrent matrix."""
    f = getattr(sr, phi)
    return equal(sr.D(f(a), h), slopes(f) @ W)


@foil(vanilla_jacobian)
def transposed_recurrent_matrix(phi):
    """The recurrent matrix is transposed, as the source allows "depending on the convention"."""
    f = getattr(sr, phi)
    return equal(sr.D(f(a), h), slopes(f) @ W.T)


@foil(vanilla_jacobian)
def slopes_on_the_wrong_side(phi):
    """The slopes scale the columns instead of the rows."""
    f = getattr(sr, phi)
    return equal(sr.D(f(a), h), W @ slopes(f))


phi = sr.function("phi")


@claim("vanilla-jacobian-any-activation", source=KHANNA.at("eq. (18)"), uses=[])
def vanilla_jacobian_any_activation():
    """For every differentiable activation the Jacobian of a step is diag(phi'(a)) W."""
    return equal(sr.D(phi(a), h), sr.diag(phi.prime()(a)) @ W)


@foil(vanilla_jacobian_any_activation)
def slope_forgotten():
    """The slope of the activation is forgotten."""
    return equal(sr.D(phi(a), h), W)


@claim("tanh-jacobian-by-the-state", source=PROPAGATION.at("section 6"), uses=["vanilla-jacobian[tanh]"])
def tanh_jacobian_by_the_state():
    """For tanh the slopes are one minus the squares of the new state."""
    return equal(sr.D(sr.tanh(a), h), sr.diag(1 - sr.tanh(a) ** 2) @ W)


@foil(tanh_jacobian_by_the_state)
def plus_for_minus():
    """A plus for the minus."""
    return equal(sr.D(sr.tanh(a), h), sr.diag(1 + sr.tanh(a) ** 2) @ W)


@claim("vanilla-jacobian-transposed", source=PROPAGATION.at("section 6, 'or equivalently'"), expect="REFUTED",
       as_printed_of="tanh-jacobian-by-the-state")
def jacobian_with_transposed_matrix():
    """As printed: the Jacobian is equivalently D W', depending on the convention."""
    return equal(sr.D(sr.tanh(a), h), sr.diag(1 - sr.tanh(a) ** 2) @ W.T)


@claim("two-steps", source=AVRAM.at("Vanishing gradients, proof by induction"), uses=["tanh-jacobian-by-the-state"])
def two_steps():
    """The Jacobian over two steps is the product of the two, the later one on the left."""
    first = sr.named("h_1", sr.tanh(W @ h_0 + b))
    second = sr.tanh(W @ first + b)
    return equal(sr.D(second, h_0), sr.diag(1 - second**2) @ W @ sr.diag(1 - first**2) @ W)


@foil(two_steps)
def two_steps_in_ascending_order():
    """The earlier Jacobian on the left."""
    first = sr.named("h_1", sr.tanh(W @ h_0 + b))
    second = sr.tanh(W @ first + b)
    return equal(sr.D(second, h_0), sr.diag(1 - first**2) @ W @ sr.diag(1 - second**2) @ W)


@claim("jacobian-product", source=KHANNA.at("eq. (19)"), uses=["two-steps"])
def jacobian_product():
    """From step k to step t the Jacobian is the product of D_j W with the latest step on the left; by induction over t.

    At t = k the product is empty. In the step the state h moves along the product so far times v, for any change v of the
    state at k, and the next state moves along the product that is one factor longer: D_{t+1} stands on the left of it.
    """
    start, so_far = sr.product(sr.diag(d[j]) @ W, j, k + 1, k), sr.product(sr.diag(d[j]) @ W, j, k + 1, t)
    longer = sr.product(sr.diag(d[j]) @ W, j, k + 1, t + 1)
    return induction(t, equal(start, sr.eye(n)),
                     equal(sr.jvp(phi(a), h, so_far @ v), longer @ v, given=[k <= t, sr.eq(d[t + 1], phi.prime()(a))]))


@foil(jacobian_product)
def product_in_ascending_order():
    """The new factor is put on the right: true for commuting Jacobians only."""
    so_far = sr.product(J, j, 1, t)
    return equal(so_far @ J[t + 1], sr.product(J, j, 1, t + 1))


@claim("ascending-product", source=PROPAGATION.at("section 7, the product over l = k .. t-1"), expect="REFUTED",
       as_printed_of="jacobian-product")
def ascending_product():
    """As printed, read from left to right: the product of the Jacobians runs in ascending order of time."""
    first = sr.tanh(W @ h_0 + b)
    second = sr.tanh(W @ first + b)
    return equal(sr.D(second, h_0), sr.diag(1 - first**2) @ W @ sr.diag(1 - second**2) @ W)


@claim("constant-error-recurrence", source=PROPAGATION.at("section 9, worked example"), uses=["jacobian-product"])
def constant_error_recurrence():
    """With identity activation and identity recurrent matrix every Jacobian is the identity, over any number of steps."""
    c = sr.function("c")
    return all_of(equal(sr.D(h + c(V @ x), h), sr.eye(n)), equal(sr.matpow(sr.eye(n), t + 1), sr.matpow(sr.eye(n), t)))


@foil(constant_error_recurrence)
def constant_error_with_decay():
    """The state leaks a little."""
    c = sr.function("c")
    return equal(sr.D(sr.rational(9, 10) * h + c(V @ x), h), sr.eye(n))


@claim("linear-jacobian-power", source=AVRAM.at("the model without nonlinearities"))
def linear_jacobian_power():
    """Without activation the Jacobian over three steps is the third power of W."""
    return equal(sr.D(W @ (W @ (W @ h)), h), sr.matpow(W, 3))


@foil(linear_jacobian_power)
def linear_jacobian_wrong_power():
    """One factor too few."""
    return equal(sr.D(W @ (W @ (W @ h)), h), sr.matpow(W, 2))


@claim("sensitivity-to-an-input", source=PROPAGATION.at("section 10"), uses=["two-steps"])
def sensitivity_to_an_input():
    """How the state answers to the input of the step before: the same product, ended by the Jacobian of the input."""
    first = sr.named("h_1", sr.tanh(W @ h_0 + V @ x))
    second = sr.tanh(W @ first)
    return equal(sr.D(second, x), sr.diag(1 - second**2) @ W @ sr.diag(1 - first**2) @ V)


@foil(sensitivity_to_an_input)
def sensitivity_without_the_first_slope():
    """The slope of the first step is forgotten."""
    first = sr.named("h_1", sr.tanh(W @ h_0 + V @ x))
    second = sr.tanh(W @ first)
    return equal(sr.D(second, x), sr.diag(1 - second**2) @ W @ V)
