"""The network near a fixed point is linear: its modes fade, persist or grow, and noise adds up.

Fixed points and their stability, the eigenbasis, half-lives, and the covariance that noise leaves in the state.
"""

import symrnn as sr
from derivations.sources import AVRAM, DYNAMICS, OWN
from symrnn import claim, equal, foil

n, m = sr.dims("n m")
h, h_star, u, lam, target = sr.vectors("h h_star u lam target", n)
W, Q, A = sr.matrices("W Q A", n, n)
t = sr.index("t")
mode = sr.scalar("lambda_i")
ratio, power = sr.scalars("r y")


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


@claim("eigenmodes-all-powers", source=DYNAMICS.at("dynamics in the eigenbasis"), uses=["eigenmodes-decouple"])
def eigenmodes_all_powers():
    """Over any number of steps each eigenvalue is raised to that power; by induction."""
    P = sr.inv(Q)
    step = Q @ sr.diag(lam) @ P
    return sr.induction(t, equal(sr.matpow(step, 0), Q @ sr.diag(lam**0) @ P),
                        equal(step @ (Q @ sr.diag(lam**t) @ P), Q @ sr.diag(lam ** (t + 1)) @ P))


@foil(eigenmodes_all_powers)
def eigenmodes_grow_linearly():
    """Multiplied by it."""
    P = sr.inv(Q)
    step = Q @ sr.diag(lam) @ P
    return equal(step @ (Q @ sr.diag(t * lam) @ P), Q @ sr.diag((t + 1) * lam) @ P)


@claim("mode-fades", source=DYNAMICS.at("a fading memory"), uses=["eigenmodes-all-powers"])
def mode_fades():
    """A mode whose eigenvalue has modulus below one fades."""
    return sr.tends_to(sr.abs(mode) ** t, 0, t, given=[sr.abs(mode) < 1])


@foil(mode_fades)
def mode_fades_at_the_boundary():
    """Of modulus one too."""
    return sr.tends_to(sr.abs(mode) ** t, 0, t, given=[sr.abs(mode) <= 1])


@claim("mode-grows", source=DYNAMICS.at("an unstable memory"), uses=["eigenmodes-all-powers"])
def mode_grows():
    """A mode with an eigenvalue r above one grows without bound: the t-th power is at least 1 + t (r - 1); by induction."""
    return sr.induction(t, sr.at_most(1 + 0 * ratio, ratio**0),
                        sr.at_most(1 + (t + 1) * (ratio - 1), ratio * power, given=[power >= 1 + t * (ratio - 1)]),
                        given=[ratio >= 1])


@foil(mode_grows)
def mode_grows_twice_as_fast():
    """At least 1 + 2 t (r - 1)."""
    return sr.at_most(1 + 2 * (t + 1) * (ratio - 1), ratio * power,
                      given=[power >= 1 + 2 * t * (ratio - 1), ratio >= 1])


@claim("entries-vanish-or-explode", source=AVRAM.at("'all entries of V that are not equal to 1, either vanish or explode'"),
       expect="REFUTED", as_printed_of="mode-fades")
def entries_vanish_or_explode():
    """As printed, for eigenvalues that cannot explode: every one that is not equal to one vanishes."""
    return sr.tends_to(mode**t, 0, t, given=[sr.abs(mode) <= 1, sr.ne(mode, 1)])


weaker = sr.scalar("mu")


@claim("dominant-mode", source=AVRAM.at("'the largest eigenvalue of V will dominate gradient behaviour'"), uses=["mode-fades"])
def dominant_mode():
    """Beside a mode with the larger eigenvalue lambda every mode with a smaller one mu fades: (mu / lambda)^t tends to zero."""
    return sr.tends_to((weaker / mode) ** t, 0, t, given=[sr.abs(weaker) < mode])


@foil(dominant_mode)
def dominant_mode_of_equal_modulus():
    """With one of equal modulus too."""
    return sr.tends_to((weaker / mode) ** t, 0, t, given=[sr.abs(weaker) <= mode, mode > 0])


@claim("jordan-block-grows", source=OWN.at("modulus one is not enough without an eigenbasis"))
def jordan_block_grows():
    """A double eigenvalue of one may grow: the powers of [[1, 1], [0, 1]] have the entry t; by induction."""
    return sr.induction(t, equal(sr.matpow(shear(1), 0), shear(0)), equal(shear(1) @ shear(t), shear(t + 1)))


@foil(jordan_block_grows)
def jordan_block_stays():
    """They stay as they are."""
    return equal(shear(1) @ shear(1), shear(1))


def shear(entry):
    """[[1, entry], [0, 1]]."""
    one, zero = sr.ones(1, 1), sr.zeros(1, 1)
    return sr.block([[one, entry * one], [zero, one]])


@claim("left-eigenvectors-project", source=OWN.at("what evolves independently"), uses=["eigenmodes-decouple"])
def left_eigenvectors_project():
    """The coefficient of a state along a left eigenvector is multiplied by the eigenvalue in each step."""
    return equal(sr.dot(u, W @ h), mode * sr.dot(u, h), given=[sr.eq(W.T @ u, mode * u)])


@foil(left_eigenvectors_project)
def left_eigenvectors_are_fixed():
    """It stays as it is."""
    return equal(sr.dot(u, W @ h), sr.dot(u, h), given=[sr.eq(W.T @ u, mode * u)])


@claim("eigenvectors-project", source=DYNAMICS.at("'information projected onto an eigenvector will evolve independently'"),
       expect="REFUTED", as_printed_of="left-eigenvectors-project")
def eigenvectors_project():
    """As printed, with the orthogonal projection: the coefficient along an eigenvector is multiplied by its eigenvalue."""
    return equal(sr.dot(u, W @ h), mode * sr.dot(u, h), given=[sr.eq(W @ u, mode * u)])


@claim("lyapunov-decrease", source=OWN.at("a certificate of stability"))
def lyapunov_decrease():
    """In a step the energy h'Ph loses h'(P - W'PW)h, so that it falls wherever P - W'PW is positive definite."""
    return equal(sr.dot(h, A @ h) - sr.dot(W @ h, A @ (W @ h)), sr.dot(h, (A - W.T @ A @ W) @ h))


@foil(lyapunov_decrease)
def lyapunov_decrease_transposed():
    """W P W' for W' P W."""
    return equal(sr.dot(h, A @ h) - sr.dot(W @ h, A @ (W @ h)), sr.dot(h, (A - W @ A @ W.T) @ h))


@claim("fixed-point-placement", source=DYNAMICS.at("'by adjusting b, we can shift the location of these attractors'"))
def fixed_point_placement():
    """Any state strictly between minus one and one is a fixed point for the bias atanh(h) - W h."""
    return equal(sr.tanh(W @ h + (sr.log((1 + h) / (1 - h)) / 2 - W @ h)), h, given=[sr.strictly_between(h, -1, 1)])


@foil(fixed_point_placement)
def fixed_point_placement_without_the_recurrence():
    """For the bias atanh(h)."""
    return equal(sr.tanh(W @ h + sr.log((1 + h) / (1 - h)) / 2), h, given=[sr.strictly_between(h, -1, 1)])


@claim("fixed-point-shift", source=DYNAMICS.at("the bias shifts the attractors"), uses=["fixed-point-jacobian"])
def fixed_point_shift():
    """Where I - D W is invertible the fixed point follows the bias by X = (I - D W)^-1 D, which solves X = D (W X + I)."""
    D = sr.diag(1 - h**2)
    return equal(D @ (W @ A + sr.eye(n)), A, given=[sr.fixed(A, sr.inv(sr.eye(n) - D @ W) @ D)])


@foil(fixed_point_shift)
def fixed_point_shift_without_the_recurrence():
    """By D alone."""
    D = sr.diag(1 - h**2)
    return equal(D @ (W @ A + sr.eye(n)), A, given=[sr.fixed(A, D)])


@claim("half-life-design", source=DYNAMICS.at("'a desired half-life for perturbations around a fixed point'"),
       uses=["half-life", "fixed-point-jacobian"])
def half_life_design():
    """With W = r D^-1 every perturbation of the fixed point is multiplied by r in each step: any half-life at any state."""
    D = sr.diag(1 - h**2)
    return equal(D @ (ratio * sr.inv(D)), ratio * sr.eye(n), given=[sr.strictly_between(h, -1, 1)])


@foil(half_life_design)
def half_life_design_without_the_slopes():
    """With W = r I."""
    return equal(sr.diag(1 - h**2) @ (ratio * sr.eye(n)), ratio * sr.eye(n), given=[sr.strictly_between(h, -1, 1)])


@claim("noise-accumulates", source=OWN.at("noise after t steps"))
def noise_accumulates():
    """After t steps of unit noise with squared recurrence r the variance is (1 - r^t) / (1 - r): a step adds r^t; by induction."""
    return sr.induction(t, equal((1 - ratio**0) / (1 - ratio), 0 * ratio),
                        equal((1 - ratio**t) / (1 - ratio) + ratio**t, (1 - ratio ** (t + 1)) / (1 - ratio)),
                        given=[sr.ne(ratio, 1)])


@foil(noise_accumulates)
def noise_accumulates_without_decay():
    """A step adds one."""
    return equal((1 - ratio**t) / (1 - ratio) + 1, (1 - ratio ** (t + 1)) / (1 - ratio), given=[sr.ne(ratio, 1)])


@claim("memory-is-conserved", source=OWN.at("the Fisher memory of an input adds up to the number of units"),
       uses=["stationary-covariance"])
def memory_is_conserved():
    """What one input adds to the memory and what the recurrence carries over make the number of units, for every recurrence."""
    P = sr.stationary_covariance(W, u @ u.T)
    return equal(sr.dot(u, sr.inv(P) @ u) + sr.tr(sr.inv(P) @ W @ P @ W.T), sr.tr(sr.eye(n)),
                 given=[sr.rho(W) < 1, sr.invertible(P)])


@foil(memory_is_conserved)
def memory_is_one():
    """They make one."""
    P = sr.stationary_covariance(W, u @ u.T)
    return equal(sr.dot(u, sr.inv(P) @ u) + sr.tr(sr.inv(P) @ W @ P @ W.T), 1, given=[sr.rho(W) < 1, sr.invertible(P)])
