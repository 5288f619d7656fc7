"""The linearised scalar network as a filter: frequency response, noise variance, signal-to-noise ratio, its maximum."""

import symrnn as sr
from derivations.sources import DYNAMICS, OWN
from symrnn import at_most, claim, equal, foil

alpha = sr.scalar("alpha", positive=True)
A = sr.scalar("A")
w, tau = sr.scalar("omega"), sr.scalar("tau")
X, sigma = sr.scalar("X", positive=True), sr.scalar("sigma", positive=True)
a = sr.scalar("a")
stable = [sr.abs(alpha * A) < 1]
response = alpha / (1 - alpha * A * sr.exp(-sr.i * w))
gain = alpha**2 / (1 - 2 * alpha * A * sr.cos(w) + (alpha * A) ** 2)
variance = alpha**2 / (1 - (alpha * A) ** 2)
printed = X**2 / (2 * sigma**2) * (1 - (alpha * A) ** 2) / (1 - 2 * alpha * A * sr.cos(w) + (alpha * A) ** 2)


@claim("snr-frequency-response", source=DYNAMICS.at("the RNN as a signal processor, the recurrence"))
def frequency_response():
    """alpha / (1 - alpha A e^(-i w)) is what the recurrence makes of an oscillation e^(i w tau)."""
    wave, before = sr.exp(sr.i * w * tau), sr.exp(sr.i * w * (tau - 1))
    return equal(response * wave, alpha * A * (response * before) + alpha * wave, given=stable)


@foil(frequency_response)
def frequency_response_without_the_delay():
    """The delay of one step is forgotten."""
    wave = sr.exp(sr.i * w * tau)
    return equal(response * wave, alpha * A * (response * wave) + alpha * wave, given=stable)


@claim("snr-gain", source=DYNAMICS.at("the RNN as a signal processor"), uses=["snr-frequency-response"])
def squared_gain():
    """The squared gain is alpha^2 / (1 - 2 alpha A cos w + (alpha A)^2)."""
    return equal(sr.abs(response) ** 2, gain, given=stable)


@foil(squared_gain)
def squared_gain_with_plus():
    """A plus for the minus."""
    return equal(sr.abs(response) ** 2, alpha**2 / (1 + 2 * alpha * A * sr.cos(w) + (alpha * A) ** 2), given=stable)


@claim("snr-noise-variance", source=DYNAMICS.at("an integral of the frequency response over all frequencies"),
       uses=["snr-gain"])
def noise_variance():
    """The variance of the state under unit white noise is the mean of the squared gain: alpha^2 / (1 - (alpha A)^2)."""
    return equal(sr.integral(gain, w, -sr.pi, sr.pi) / (2 * sr.pi), variance, given=stable)


@foil(noise_variance)
def noise_variance_without_the_square():
    """The square in the denominator is forgotten."""
    return equal(sr.integral(gain, w, -sr.pi, sr.pi) / (2 * sr.pi), alpha**2 / (1 - alpha * A), given=stable)


v = sr.scalar("v")


@claim("snr-noise-variance-by-recurrence", source=OWN.at("the stationary variance solves v = (alpha A)^2 v + alpha^2"),
       uses=["snr-noise-variance"])
def noise_variance_by_recurrence():
    """The variance that a step reproduces is the same."""
    return equal(v * (1 - (alpha * A) ** 2), alpha**2, given=[sr.eq(v, (alpha * A) ** 2 * v + alpha**2), *stable])


@foil(noise_variance_by_recurrence)
def noise_variance_by_a_wrong_recurrence():
    """The coefficient is not squared."""
    return equal(v * (1 - alpha * A), alpha**2, given=[sr.eq(v, (alpha * A) ** 2 * v + alpha**2), *stable])


@claim("snr-formula", source=DYNAMICS.at("the printed SNR"), uses=["snr-gain", "snr-noise-variance"])
def snr_formula():
    """Signal power over noise variance is the printed ratio."""
    return equal(X**2 * sr.abs(response) ** 2 / 2 / (sigma**2 * variance), printed, given=stable)


@foil(snr_formula)
def snr_formula_without_the_half():
    """The mean of the squared cosine is taken for one."""
    return equal(X**2 * sr.abs(response) ** 2 / (sigma**2 * variance), printed, given=stable)


best = sr.cos(w) / (1 + sr.abs(sr.sin(w)))
shape = (1 - a**2) / (1 - 2 * a * sr.cos(w) + a**2)


@claim("snr-best-recurrence", source=OWN.at("the recurrence that maximises the SNR"), uses=["snr-formula"])
def best_recurrence():
    """At a = cos w / (1 + |sin w|) the factor of the SNR that depends on a is 1 / |sin w|."""
    return equal(shape.at({a: best}), 1 / sr.abs(sr.sin(w)), given=[sr.ne(sr.sin(w), 0)])


@foil(best_recurrence)
def best_recurrence_is_the_cosine():
    """At a = cos w."""
    return equal(shape.at({a: sr.cos(w)}), 1 / sr.abs(sr.sin(w)), given=[sr.ne(sr.sin(w), 0)])


@claim("snr-maximum", source=OWN.at("the maximal SNR"), uses=["snr-best-recurrence"])
def maximal_snr():
    """For every stable recurrence the factor is at most 1 / |sin w|."""
    return at_most(shape, 1 / sr.abs(sr.sin(w)), given=[sr.ne(sr.sin(w), 0), sr.strictly_between(a, -1, 1)])


@foil(maximal_snr)
def maximal_snr_too_small():
    """At most one."""
    return at_most(shape, 1, given=[sr.ne(sr.sin(w), 0), sr.strictly_between(a, -1, 1)])


def simulated_variance(rng, size):
    """Squared states of h = h / 2 + noise after forty steps from zero, one sample for each path."""
    state = 0.0
    for _ in range(40):
        state = state / 2 + rng.standard_normal(size)
    return state**2


@claim("snr-simulated-variance", source=OWN.at("a simulation of the linearised network"), expect="CORROBORATED",
       uses=["snr-noise-variance"])
def simulated_noise_variance():
    """Simulated with alpha = 1 and A = 1/2 the variance of the state is 4/3."""
    return sr.expects(simulated_variance, sr.rational(4, 3))


n = sr.dims("n")[0]
W, Q = sr.matrix("W", n, n), sr.matrix("Q", n, n)
b, d = sr.vector("b", n), sr.vector("d", n)


@claim("snr-vector-state", source=OWN.at("the SNR of a vector state"), uses=["stationary-covariance"])
def vector_snr():
    """A readout d of a vector state has noise variance d' P d, where P solves the Lyapunov equation of the noise b b'."""
    P = sr.stationary_covariance(W, b @ b.T)
    return equal(d.T @ P @ d, d.T @ W @ P @ W.T @ d + (d.T @ b) ** 2, given=[sr.rho(W) < 1])


@foil(vector_snr)
def vector_snr_without_the_recurrence():
    """Only the last noise is counted."""
    P = sr.stationary_covariance(W, b @ b.T)
    return equal(d.T @ P @ d, (d.T @ b) ** 2, given=[sr.rho(W) < 1])
