"""Time constants: where leaky and gated networks come from, what their rates do to memory, and what they do not decide."""

import symrnn as sr
from derivations.sources import LIVI, OWN
from symrnn import at_most, claim, equal, foil, less

n = sr.dims("n")[0]
h, b, a, c, q = sr.vectors("h b a c q", n)
W, D = sr.matrices("W D", n, n)
rate = sr.scalar("alpha", between=(0, 1))
dt, tau, T = sr.scalar("dt", positive=True), sr.scalar("tau", positive=True), sr.scalar("T", positive=True)
x, w, mode = sr.scalar("x", nonneg=True), sr.scalar("w"), sr.scalar("lambda")
t = sr.index("t")
phi = sr.function("phi")
leaky = (1 - rate) * sr.eye(n) + rate * W


@claim("euler-step-is-leaky", source=LIVI.at("eqs. (4), (9), (10)"))
def euler_step_is_leaky():
    """An Euler step of length dt of a network with time constant tau is a leaky integrator of rate dt / tau."""
    target = phi(W @ h + b)
    return equal(h + dt * ((target - h) / tau), (1 - dt / tau) * h + dt / tau * target)


@foil(euler_step_is_leaky)
def euler_step_without_the_time_constant():
    """The rate is dt."""
    target = phi(W @ h + b)
    return equal(h + dt * ((target - h) / tau), (1 - dt) * h + dt * target)


@claim("euler-forgets-too-fast", source=OWN.at("the leak of the Euler step and the exact one"), uses=["euler-step-is-leaky"])
def euler_forgets_too_fast():
    """The Euler step keeps 1 - x where the exact flow keeps exp(-x), which is never less."""
    return at_most(1 - x, sr.exp(-x))


@foil(euler_forgets_too_fast)
def euler_forgets_too_slowly():
    """Which is never more."""
    return at_most(sr.exp(-x), 1 - x)


@claim("euler-error", source=LIVI.at("eq. (4), the local error"), uses=["euler-forgets-too-fast"])
def euler_error():
    """The difference is of second order: at most half of the square of the step."""
    return at_most(sr.exp(-x) - (1 - x), x**2 / 2)


@foil(euler_error)
def euler_error_a_quarter():
    """At most a quarter of it."""
    return at_most(sr.exp(-x) - (1 - x), x**2 / 4)


@claim("leaky-modes", source=OWN.at("what a rate does to the modes"), uses=["livi2025-eq28"])
def leaky_modes():
    """A leaky network has the modes of its recurrent matrix, with each eigenvalue drawn towards one: 1 - alpha + alpha lambda."""
    return equal(leaky @ q, (1 - rate + rate * mode) * q, given=[sr.eq(W @ q, mode * q)])


@foil(leaky_modes)
def leaky_modes_shrunk():
    """With each eigenvalue drawn towards zero: alpha lambda."""
    return equal(leaky @ q, rate * mode * q, given=[sr.eq(W @ q, mode * q)])


@claim("slower-is-longer", source=OWN.at("a smaller rate lengthens a fading memory"), uses=["leaky-modes"])
def slower_is_longer():
    """The multiplier of a mode changes with the rate by lambda - 1: for a fading mode a smaller rate means a longer memory."""
    return equal(sr.D((1 - rate) + rate * w, rate), w - 1)


@foil(slower_is_longer)
def slower_is_shorter():
    """By lambda."""
    return equal(sr.D((1 - rate) + rate * w, rate), w)


@claim("leaky-keeps-stability", source=OWN.at("stable modes stay stable under every rate"), uses=["leaky-modes"])
def leaky_keeps_stability():
    """Where a real mode lies between minus one and one, so does its leaky multiplier, for every rate above zero."""
    return less(sr.abs(1 - rate + rate * w), 1, given=[rate > 0, w > -1, w < 1])


@foil(leaky_keeps_stability)
def leaky_makes_stable():
    """Every mode becomes stable."""
    return less(sr.abs(1 - rate + rate * w), 1, given=[rate > 0])


@claim("leaky-nonexpansive", source=OWN.at("one rate for all units cannot destabilise"), uses=["livi2025-eq28"])
def leaky_nonexpansive():
    """Where the recurrent matrix has norm at most one, the leaky matrix has too, for every rate."""
    return at_most(sr.norm(leaky), 1, given=[sr.norm(W) <= 1])


@foil(leaky_nonexpansive)
def rates_of_their_own_nonexpansive():
    """With a rate of its own for each unit."""
    rates = sr.vector("r", n)
    return at_most(sr.norm(sr.diag(1 - rates) + sr.diag(rates) @ W), 1, given=[sr.norm(W) <= 1, sr.between(rates, 0, 1)])


@claim("leaky-critical", source=OWN.at("a leaky integrator that forgets nothing"), uses=["livi2025-eq28"])
def leaky_critical():
    """With identity activation and identity recurrent matrix the leaky Jacobian is the identity for every rate."""
    return equal(sr.D((1 - rate) * h + rate * (W @ h), h), sr.eye(n), given=[sr.fixed(W, sr.eye(n))])


@foil(leaky_critical)
def leaky_critical_for_every_matrix():
    """For every recurrent matrix."""
    return equal(sr.D((1 - rate) * h + rate * (W @ h), h), sr.eye(n))


@claim("leaky-rate-alone-vanishes", source=LIVI.at("section 5.2.1, 'for alpha < 1 ... vanishing'"), expect="REFUTED",
       as_printed_of="leaky-critical")
def leaky_rate_alone_vanishes():
    """As printed: for alpha < 1 the gradient over t steps vanishes (here with identity activation)."""
    return sr.tends_to(sr.norm(sr.matpow((1 - rate) * sr.eye(n) + rate * W, t)), 0, t, given=[rate > 0, rate < 1])


@claim("leaky-factored", source=LIVI.at("section 5.2.1, eq. (41)"), uses=["livi2025-eq28"])
def leaky_factored():
    """The rate may be factored out of the Jacobians of two steps if what is left is normalised by it."""
    left = (1 - rate) / rate * sr.eye(n)
    return equal(((1 - rate) * sr.eye(n) + rate * D) @ leaky, rate**2 * ((left + D) @ (left + W)), given=[rate > 0])


@foil(leaky_factored)
def leaky_factored_without_normalising():
    """Without normalising."""
    left = (1 - rate) * sr.eye(n)
    return equal(((1 - rate) * sr.eye(n) + rate * D) @ leaky, rate**2 * ((left + D) @ (left + W)), given=[rate > 0])


@claim("leaky-decay-by-the-rate", expect="REFUTED", as_printed_of="leaky-factored",
       source=LIVI.at("section 5.2.1, 'the exact multiplicative decay applied to gradient components'"))
def leaky_decay_by_the_rate():
    """As printed: over t steps the gradient decays by exactly alpha to the power t (here with identity activation)."""
    return equal(sr.norm(sr.matpow(leaky, t)), rate**t, given=[rate > 0])


@claim("forget-gate-shrinks", source=OWN.at("what a forget gate does to a cell"), uses=["sigmoid-range"])
def forget_gate_shrinks():
    """A forget gate never enlarges the cell that it is applied to."""
    return at_most(sr.norm(sr.diag(sr.sigmoid(a)) @ c), sr.norm(c))


@foil(forget_gate_shrinks)
def forget_gate_halves():
    """It halves the cell at least."""
    return at_most(sr.norm(sr.diag(sr.sigmoid(a)) @ c), sr.norm(c) / 2)


@claim("forget-gate-half-life", source=OWN.at("the bias that a forget gate needs"), uses=["forget-gate-shrinks"])
def forget_gate_half_life():
    """For a half-life of T steps the pre-activation of a forget gate is -log(2^(1/T) - 1): then it keeps 2^(-1/T) in each step."""
    return equal(sr.sigmoid(-sr.log(sr.exp(sr.log(2) / T) - 1)), sr.exp(-sr.log(2) / T))


@foil(forget_gate_half_life)
def forget_gate_half_life_of_the_wrong_sign():
    """The sign is lost."""
    return equal(sr.sigmoid(sr.log(sr.exp(sr.log(2) / T) - 1)), sr.exp(-sr.log(2) / T))
