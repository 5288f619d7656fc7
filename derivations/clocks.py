"""Gates as clocks and as learning rates: what a gate does to the time of a network, to its stability, and to its gradients.

A gate for the whole network only draws its modes towards one. A gate for each unit is another matter: it is no change
of time, it can make a stable network unstable, and the product of its values is not what a gradient is scaled by.
"""

import symrnn as sr
from derivations.sources import LIVI, OWN
from symrnn import at_most, claim, equal, foil, iff, induction, less
from symrnn.cells import ScalarGate

n, m = sr.dims("n m")
V, x_m, phi = sr.matrix("V", n, m), sr.vector("x", m), sr.function("phi")
A, B, M, Q_1, Q_2 = sr.matrices("A B M Q_1 Q_2", n, n)
W_2, M_2 = sr.matrices("W M", 2, 2)
s, u, d_1, d_2 = sr.vectors("s u d_1 d_2", n)
gates_2 = sr.vector("g", 2)
g_1, g_2 = sr.scalar("g_1", between=(0, 1)), sr.scalar("g_2", between=(0, 1))
c_1, c_2, w, x, y, slope = sr.scalars("c_1 c_2 w x y l")
alpha, beta = sr.scalar("alpha", between=(0, 1)), sr.scalar("beta", between=(0, 1))
rate = sr.scalar("r", positive=True)
t, k = sr.index("t"), sr.index("k")
gradient = sr.sequence("p", n)
single = ScalarGate("tanh")


def step(gate, state):
    """A gated step towards the target u."""
    return (1 - gate) * state + gate * u


@claim("gates-compose", source=OWN.at("what two gated steps towards one target amount to"))
def gates_compose():
    """Two gated steps towards one target are one step whose gate keeps the product of what the two keep."""
    return equal(step(g_2, step(g_1, s)), step(1 - (1 - g_2) * (1 - g_1), s))


@foil(gates_compose)
def gates_add_up():
    """Whose gate is the sum of the two."""
    return equal(step(g_2, step(g_1, s)), step(g_1 + g_2, s))


@claim("gate-of-a-clock", source=OWN.at("the gate that a clock needs"), uses=["gates-compose"])
def gate_of_a_clock():
    """The gate 1 - e^(-c) of a time c is exactly invariant: steps of the times c_1 and c_2 make one of c_1 + c_2."""
    def gate(time):
        return 1 - sr.exp(-time)

    return equal(step(gate(c_2), step(gate(c_1), s)), step(gate(c_1 + c_2), s))


@foil(gate_of_a_clock)
def gate_of_a_clock_linear():
    """The gate c itself is."""
    return equal(step(c_2, step(c_1, s)), step(c_1 + c_2, s))


@claim("discrete-time-invariance", expect="REFUTED", as_printed_of="gate-of-a-clock",
       source=LIVI.at("section 3.3, eq. (15), 'makes the dynamics invariant to a global rescaling of time'"))
def discrete_time_invariance():
    """As printed: the gated step does not change when time is rescaled, here two steps at half the rate for one."""
    return equal(step(alpha / 2, step(alpha / 2, s)), step(alpha, s))


@claim("one-gate-stability-threshold", source=OWN.at("which constant gates stabilise a mode"), uses=["leaky-modes"])
def one_gate_stability_threshold():
    """A mode x + iy under a constant gate r fades if and only if r |1 - x - iy|^2 is below 2 (1 - x).

    No constant gate stabilises a mode of real part one or more.
    """
    return iff((1 - rate * (1 - x)) ** 2 + (rate * y) ** 2 < 1, rate * ((1 - x) ** 2 + y**2) < 2 * (1 - x))


@foil(one_gate_stability_threshold)
def one_gate_stability_threshold_of_euler():
    """If and only if r (1 - x) is below two."""
    return iff((1 - rate * (1 - x)) ** 2 + (rate * y) ** 2 < 1, rate * (1 - x) < 2)


@claim("one-gate-keeps-stability", source=OWN.at("one gate for all units cannot destabilise a mode"),
       uses=["one-gate-stability-threshold"])
def one_gate_keeps_stability():
    """A fading mode x + iy keeps fading under every gate above zero that all units share."""
    return less((1 - alpha * (1 - x)) ** 2 + (alpha * y) ** 2, 1, given=[alpha > 0, x**2 + y**2 < 1])


@foil(one_gate_keeps_stability)
def one_gate_stabilises():
    """Every mode of real part below one fades."""
    return less((1 - alpha * (1 - x)) ** 2 + (alpha * y) ** 2, 1, given=[alpha > 0, x < 1])


@claim("gates-stabilise", expect="REFUTED", as_printed_of="one-gate-keeps-stability",
       source=LIVI.at("section 6.2, 'the presence of gates ... stabilizes gradient propagation across long sequences'"))
def gates_stabilise():
    """As printed, for a gate of its own for each of two units: the gated network is stable where the ungated one is."""
    return less(sr.rho(sr.diag(1 - gates_2) + sr.diag(gates_2) @ W_2), 1,
                given=[sr.rho(W_2) < 1, sr.strictly_between(gates_2, 0, 1)])


@claim("critical-gates", source=OWN.at("what the product of the gates leaves out"))
def critical_gates():
    """With identity activation and identity recurrent matrix no gate attenuates anything: both Jacobians are the identity."""
    eye = sr.eye(n)
    return equal(((1 - g_2) * eye + g_2 * eye) @ ((1 - g_1) * eye + g_1 * eye), eye)


@foil(critical_gates)
def critical_gates_multiply():
    """The product of the gates attenuates."""
    eye = sr.eye(n)
    return equal(((1 - g_2) * eye + g_2 * eye) @ ((1 - g_1) * eye + g_1 * eye), g_2 * g_1 * eye)


@claim("gates-as-learning-rates", expect="REFUTED", as_printed_of="critical-gates",
       source=LIVI.at("section 5.2.2, eq. (51), 'this product leads to the following effective learning rate'"))
def gates_as_learning_rates():
    """As printed, over two steps: a gradient that passes two scalar gates is scaled by the product of the gates."""
    eye = sr.eye(n)
    return equal(sr.norm(((1 - g_2) * eye + g_2 * A) @ ((1 - g_1) * eye + g_1 * B)), g_2 * g_1 * sr.norm(A @ B))


@claim("gate-in-the-weights", source=OWN.at("what a constant gate does to the gradient of a weight"), uses=["livi2025-eq28"])
def gate_in_the_weights():
    """A weight inside the activation gets a gradient with the factor alpha already in the step that it acts in."""
    inner = A @ s + V @ x_m
    return equal(sr.pullback((1 - alpha) * s + alpha * phi(inner), V, d_1),
                 alpha * sr.outer(d_1 * phi.prime()(inner), x_m))


@foil(gate_in_the_weights)
def gate_in_the_weights_twice():
    """With the square of alpha."""
    inner = A @ s + V @ x_m
    return equal(sr.pullback((1 - alpha) * s + alpha * phi(inner), V, d_1),
                 alpha**2 * sr.outer(d_1 * phi.prime()(inner), x_m))


@claim("rate-of-any-parameter", expect="REFUTED", as_printed_of="gate-in-the-weights",
       source=LIVI.at("section 5.2.1, eqs. (40), (44), theta 'denotes any parameter of the network'"))
def rate_of_any_parameter():
    """As printed, for an input weight and no lag: the effective rate is alpha^0 = 1, the rate of a network without a gate."""
    inner = A @ s + V @ x_m
    return equal(sr.pullback((1 - alpha) * s + alpha * phi(inner), V, d_1), sr.outer(d_1 * phi.prime()(inner), x_m))


@claim("gate-of-the-receiver", source=OWN.at("whose gate a gradient between two units passes"))
def gate_of_the_receiver():
    """What passes from the second to the first of two units is scaled by the gate of the first, and not by that of the second."""
    return equal(sr.entry(sr.diag(1 - gates_2) + sr.diag(gates_2) @ M_2, 0, 1),
                 sr.entry(gates_2, 0) * sr.entry(M_2, 0, 1))


@foil(gate_of_the_receiver)
def gate_of_both():
    """By both."""
    return equal(sr.entry(sr.diag(1 - gates_2) + sr.diag(gates_2) @ M_2, 0, 1),
                 sr.entry(gates_2, 0) * sr.entry(gates_2, 1) * sr.entry(M_2, 0, 1))


@claim("gate-of-the-neuron", expect="REFUTED", as_printed_of="gate-of-the-receiver",
       source=LIVI.at("section 5.2.3, eq. (59), 'each neuron has its own time-varying effective learning rate'"))
def gate_of_the_neuron():
    """As printed, for two units: what reaches the second one, from a loss at the first, is scaled by its own gate."""
    return equal(sr.entry(sr.diag(1 - gates_2) + sr.diag(gates_2) @ M_2, 0, 1),
                 sr.entry(gates_2, 1) * sr.entry(M_2, 0, 1))


@claim("gates-as-preconditioners", expect="REFUTED", as_printed_of="slower-is-longer",
       source=LIVI.at("abstract, gates 'act as data-driven preconditioners'"))
def gates_as_preconditioners():
    """As printed, for one unit over one step: the gated and the ungated gradient have the same sign, as a preconditioner keeps it."""
    return at_most(0, w * (1 - alpha + alpha * w), given=[alpha > 0])


@claim("diagonal-gates-conjugated", source=LIVI.at("section 5.2.3, eq. (56), with the factors that it needs"),
       uses=["commuting-gates-pulled-out"])
def diagonal_gates_conjugated():
    """Gates for each unit may be pulled out of a product if every factor that they pass is conjugated by them."""
    G_1, G_2 = sr.diag(d_1), sr.diag(d_2)
    return equal(G_2 @ Q_2 @ G_1 @ Q_1, (G_2 @ G_1) @ (sr.inv(G_1) @ Q_2 @ G_1 @ Q_1), given=[sr.nowhere_zero(d_1)])


@foil(diagonal_gates_conjugated)
def diagonal_gates_conjugated_the_other_way():
    """Conjugated the other way round."""
    G_1, G_2 = sr.diag(d_1), sr.diag(d_2)
    return equal(G_2 @ Q_2 @ G_1 @ Q_1, (G_2 @ G_1) @ (G_1 @ Q_2 @ sr.inv(G_1) @ Q_1), given=[sr.nowhere_zero(d_1)])


@claim("adam-first-step", source=OWN.at("what a step of Adam knows of the loss"))
def adam_first_step():
    """The first step of Adam, its moments corrected for bias, is the sign of the slope, whatever the curvature is."""
    first, second = (1 - beta) * slope / (1 - beta), (1 - alpha) * slope**2 / (1 - alpha)
    return equal(first / sr.sqrt(second), sr.sign(slope), given=[sr.ne(slope, 0), beta < 1, alpha < 1])


@foil(adam_first_step)
def adam_first_step_as_plain_descent():
    """It is the slope."""
    first, second = (1 - beta) * slope / (1 - beta), (1 - alpha) * slope**2 / (1 - alpha)
    return equal(first / sr.sqrt(second), slope, given=[sr.ne(slope, 0), beta < 1, alpha < 1])


@claim("adam-second-order", expect="REFUTED", as_printed_of="adam-first-step",
       source=LIVI.at("section 6.2, 'Adam and other second-order adaptive methods'"))
def adam_second_order():
    """As printed, for one parameter and the first step: as a second-order method goes, by the slope over the curvature."""
    return equal(sr.sign(slope), slope / rate, given=[sr.ne(slope, 0)])


@claim("gates-keep-the-scale", source=OWN.at("gates do not normalise"), uses=["gate-in-the-weights"])
def gates_keep_the_scale():
    """A loss that is scaled by r scales the gradient through a gate for each unit by r: no gate undoes it, as Adam does."""
    step_of = (1 - d_2) * s + d_2 * phi(A @ s + V @ x_m)
    return equal(sr.pullback(step_of, V, rate * d_1), rate * sr.pullback(step_of, V, d_1))


@foil(gates_keep_the_scale)
def gates_square_the_scale():
    """By the square of r."""
    step_of = (1 - d_2) * s + d_2 * phi(A @ s + V @ x_m)
    return equal(sr.pullback(step_of, V, rate * d_1), rate**2 * sr.pullback(step_of, V, d_1))


@claim("gates-mirror-adam", expect="REFUTED", as_printed_of="gates-keep-the-scale",
       source=LIVI.at("section 6.2 and its table, gates for each unit 'mirror' the step sizes of Adam"))
def gates_mirror_adam():
    """As printed: as for Adam, the update does not change when the loss is scaled."""
    step_of = (1 - d_2) * s + d_2 * phi(A @ s + V @ x_m)
    return equal(sr.pullback(step_of, V, rate * d_1), sr.pullback(step_of, V, d_1))


def momentum(last):
    """What momentum has gathered after the step `last`, from no history on."""
    return sr.total(beta ** (last - k) * gradient[k], k, 1, last)


@claim("momentum-is-a-filter", source=OWN.at("what momentum knows of a gradient"))
def momentum_is_a_filter():
    """Momentum is a linear filter of past gradients: each step keeps beta of it and adds the gradient; the first adds it alone."""
    return equal(momentum(t + 1), beta * momentum(t) + gradient[t + 1])


@foil(momentum_is_a_filter)
def momentum_is_an_average():
    """Each step adds 1 - beta of the gradient."""
    return equal(momentum(t + 1), beta * momentum(t) + (1 - beta) * gradient[t + 1])


@claim("corrections-as-momentum", expect="REFUTED", as_printed_of="momentum-is-a-filter",
       source=LIVI.at("section 6.2 and its table, the rank-one corrections are 'akin to momentum'"))
def corrections_as_momentum():
    """As printed, for a step with no history, where momentum adds nothing to a gradient: the corrections add nothing to it."""
    old, gate = single["s"], single["g"]
    kept = (1 - gate) * sr.eye(old.shape[0]) + gate * sr.diag(1 - sr.tanh(single["a"]) ** 2) @ single["W"]
    return equal(single.jacobian(old, old), kept)


@claim("lags-of-a-constant-gate", source=OWN.at("a constant gate is no common factor"), uses=["gate-in-the-weights"])
def lags_of_a_constant_gate():
    """Through two gated linear steps an input weight gets alpha x_2 + (1 - alpha + alpha w) alpha x_1: each lag has its own factor."""
    first = (1 - alpha) * y + alpha * (w * y + c_1 * x)
    second = (1 - alpha) * first + alpha * (w * first + c_1 * c_2)
    return equal(sr.D(second, c_1), alpha * c_2 + (1 - alpha + alpha * w) * alpha * x)


@foil(lags_of_a_constant_gate)
def lags_without_the_leak():
    """The leak between the steps is forgotten."""
    first = (1 - alpha) * y + alpha * (w * y + c_1 * x)
    second = (1 - alpha) * first + alpha * (w * first + c_1 * c_2)
    return equal(sr.D(second, c_1), alpha * c_2 + alpha * w * alpha * x)


@claim("constant-gate-rescales", expect="REFUTED", as_printed_of="lags-of-a-constant-gate",
       source=LIVI.at("section 6.2 and its table, a constant gate is 'every parameter update scaled by the same value'"))
def constant_gate_rescales():
    """As printed, over two linear steps: the gradient of an input weight is alpha times that of the network without a gate."""
    first = (1 - alpha) * y + alpha * (w * y + c_1 * x)
    second = (1 - alpha) * first + alpha * (w * first + c_1 * c_2)
    plain = w * (w * y + c_1 * x) + c_1 * c_2
    return equal(sr.D(second, c_1), alpha * sr.D(plain, c_1))


@claim("adam-bias-correction", source=LIVI.at("section 6.1, eqs. (60), (62)"))
def adam_bias_correction():
    """The weights (1 - beta) beta^k of a moving average add up to 1 - beta^t after t steps; by induction.

    A step multiplies their sum by beta and adds 1 - beta. Divided by 1 - beta^t the average of equal gradients is unbiased.
    """
    return induction(t, equal(0 * beta, 1 - beta**0), equal(beta * (1 - beta**t) + (1 - beta), 1 - beta ** (t + 1)))


@foil(adam_bias_correction)
def adam_without_bias():
    """They add up to one from the first step on."""
    return equal((1 - beta) * 1, 1)
