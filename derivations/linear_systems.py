"""Linear recurrences: fixed points, modes in the eigenbasis, half-life, controllability and observability."""

import symrnn as sr
from derivations.sources import DYNAMICS, OWN
from symrnn import claim, equal, foil

n, m = sr.dims("n m")
h, h_star, u, lam, target = sr.vectors("h h_star u lam target", n)
W, Q, A = sr.matrices("W Q A", n, n)
t = sr.index("t")
mode = sr.scalar("lambda_i")
ratio = sr.scalar("r")


@claim("fixed-point-jacobian", source=DYNAMICS.at("fixed points and stability"))
def fixed_point_jacobian():
    """At a fixed point of the tanh network the Jacobian is diag(1 - h*^2) W."""
    return equal(sr.D(sr.tanh(W @ h + u), h), sr.diag(1 - h**2) @ W, given=[sr.eq(h, sr.tanh(W @ h + u))])


@foil(fixed_point_jacobian)
def fixed_point_jacobian_everywhere():
    """Away from fixed points too."""
    return equal(sr.D(sr.tanh(W @ h + u), h), sr.diag(1 - h**2) @ W)


@claim("printed-jacobian-order", source=DYNAMICS.at("The Achilles' heel, product of W_h' D_t"), expect="REFUTED",
       as_printed_of="vanilla-jacobian-order")
def printed_jacobian_order():
    """As printed: the factors of the Jacobian of the state are W' D."""
    return equal(sr.D(sr.tanh(W @ h + u), h), W.T @ sr.diag(1 - sr.tanh(W @ h + u) ** 2))


@claim("vanilla-jacobian-order", source=DYNAMICS.at("fixed points and stability, J = D W_h"))
def jacobian_order():
    """The factors are D W; W' D is the transpose, which carries gradients backwards."""
    slopes = sr.diag(1 - sr.tanh(W @ h + u) ** 2)
    return sr.all_of(equal(sr.D(sr.tanh(W @ h + u), h), slopes @ W),
                     equal(sr.D(sr.tanh(W @ h + u), h).T, W.T @ slopes))


@foil(jacobian_order)
def jacobian_order_swapped():
    """W D for D W."""
    return equal(sr.D(sr.tanh(W @ h + u), h), W @ sr.diag(1 - sr.tanh(W @ h + u) ** 2))


@claim("eigenmodes-decouple", source=DYNAMICS.at("dynamics in the eigenbasis"))
def eigenmodes_decouple():
    """In the eigenbasis every coordinate is multiplied by its own eigenvalue."""
    P = sr.inv(Q)
    return equal(P @ (Q @ sr.diag(lam) @ P @ h), lam * (P @ h))


@foil(eigenmodes_decouple)
def eigenmodes_in_the_wrong_basis():
    """The state itself is multiplied."""
    P = sr.inv(Q)
    return equal(Q @ sr.diag(lam) @ P @ h, lam * h)


@claim("eigenmodes-power", source=DYNAMICS.at("dynamics in the eigenbasis"), uses=["eigenmodes-decouple"])
def eigenmodes_power():
    """Over three steps the eigenvalues are raised to the third power."""
    P = sr.inv(Q)
    return equal(sr.matpow(Q @ sr.diag(lam) @ P, 3), Q @ sr.diag(lam**3) @ P)


@foil(eigenmodes_power)
def eigenmodes_power_too_small():
    """The second power."""
    P = sr.inv(Q)
    return equal(sr.matpow(Q @ sr.diag(lam) @ P, 3), Q @ sr.diag(lam**2) @ P)


@claim("half-life", source=DYNAMICS.at("a desired half-life for perturbations"))
def half_life():
    """A mode with eigenvalue between 0 and 1 is halved after log(1/2) / log(lambda) steps."""
    steps = -sr.log(2) / sr.log(ratio)
    return equal(sr.exp(steps * sr.log(ratio)), sr.rational(1, 2), given=[ratio > 0, ratio < 1])


@foil(half_life)
def half_life_without_the_sign():
    """The sign is lost: the mode doubles."""
    steps = sr.log(2) / sr.log(ratio)
    return equal(sr.exp(steps * sr.log(ratio)), sr.rational(1, 2), given=[ratio > 0, ratio < 1])


@claim("stable-powers", source=DYNAMICS.at("rho(J) < 1"))
def stable_powers():
    """Where the spectral radius of the Jacobian is below one, its powers tend to zero."""
    return sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t, given=[sr.rho(W) < 1])


@foil(stable_powers)
def stable_powers_at_the_boundary():
    """At the boundary too."""
    return sr.tends_to(sr.norm(sr.matpow(W, t)), 0, t, given=[sr.rho(W) <= 1])


@claim("stationary-covariance", source=OWN.at("the Lyapunov equation of the state"))
def stationary_covariance():
    """The stationary covariance is the one that a step with noise reproduces: P = W P W' + A A'."""
    P = sr.stationary_covariance(W, A @ A.T)
    return equal(W @ P @ W.T + A @ A.T, P, given=[sr.rho(W) < 1])


@foil(stationary_covariance)
def covariance_without_noise():
    """The noise is forgotten."""
    P = sr.stationary_covariance(W, A @ A.T)
    return equal(W @ P @ W.T, P, given=[sr.rho(W) < 1])
