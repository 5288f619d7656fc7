"""The linearised scalar network as a filter: what it does to an oscillation, what to noise, and which recurrence is best."""

import symrnn as sr
from derivations.sources import DYNAMICS, OWN
from symrnn import at_most, claim, equal, exists, foil, iff
from symrnn.systems import gain_over_recurrence, snr_over_frequency

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
    """An oscillation comes out of the recurrence multiplied by the complex gain alpha / (1 - alpha A e^(-iw))."""
    wave, before = sr.exp(sr.i * w * tau), sr.exp(sr.i * w * (tau - 1))
    return equal(response * wave, alpha * A * (response * before) + alpha * wave, given=stable)


@foil(frequency_response)
def frequency_response_without_the_delay():
    """The delay of one step is forgotten."""
    wave = sr.exp(sr.i * w * tau)
    return equal(response * wave, alpha * A * (response * wave) + alpha * wave, given=stable)


@claim("snr-gain", source=DYNAMICS.at("the RNN as a signal processor"), uses=["snr-frequency-response"])
def squared_gain():
    """The squared gain is the square of alpha over 1 - 2a cos w + a^2, where a stands for alpha A."""
    return equal(sr.abs(response) ** 2, gain, given=stable)


@foil(squared_gain)
def squared_gain_with_plus():
    """A plus for the minus."""
    return equal(sr.abs(response) ** 2, alpha**2 / (1 + 2 * alpha * A * sr.cos(w) + (alpha * A) ** 2), given=stable)


@claim("snr-noise-variance", source=DYNAMICS.at("an integral of the frequency response over all frequencies"),
       uses=["snr-gain"])
def noise_variance():
    """Under unit white noise the variance of the state is the mean of the squared gain over all frequencies, in closed form."""
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


@claim("snr-formula", source=DYNAMICS.at("the printed SNR"), uses=["snr-gain", "snr-noise-variance"],
       figures=[snr_over_frequency])
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


@claim("snr-maximum", source=OWN.at("the maximal SNR"), uses=["snr-best-recurrence"],
       figures=[gain_over_recurrence])
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
    """A readout d of a vector state has noise variance d'Pd, where P solves the Lyapunov equation of the noise bb'."""
    P = sr.stationary_covariance(W, b @ b.T)
    return equal(d.T @ P @ d, d.T @ W @ P @ W.T @ d + (d.T @ b) ** 2, given=[sr.rho(W) < 1])


@foil(vector_snr)
def vector_snr_without_the_recurrence():
    """Only the last noise is counted."""
    P = sr.stationary_covariance(W, b @ b.T)
    return equal(d.T @ P @ d, (d.T @ b) ** 2, given=[sr.rho(W) < 1])


@claim("snr-stationary", source=OWN.at("the recurrence that maximises the SNR"), uses=["snr-best-recurrence"])
def stationary_recurrence():
    """The derivative of the factor by the recurrence vanishes there: the maximum is a stationary point."""
    return equal(sr.D(shape, a).at({a: sr.cos(w) / (1 + sr.sin(w))}), 0, given=[sr.sin(w) > 0])


@foil(stationary_recurrence)
def stationary_at_the_cosine():
    """It vanishes at the cosine."""
    return equal(sr.D(shape, a).at({a: sr.cos(w)}), 0, given=[sr.sin(w) > 0])


@claim("snr-quarter-frequency", source=OWN.at("where no recurrence helps"), uses=["snr-maximum"])
def quarter_frequency():
    """At a quarter of the sampling frequency, where cos w = 0, every recurrence lowers the ratio or leaves it."""
    return at_most((1 - a**2) / (1 + a**2), 1)


@foil(quarter_frequency)
def quarter_frequency_strictly():
    """Every recurrence halves it."""
    return at_most((1 - a**2) / (1 + a**2), sr.rational(1, 2))


@claim("snr-gain-monotone", source=OWN.at("a scalar network has no pass band of its own"), uses=["snr-gain"])
def gain_monotone():
    """The denominator of the gain changes with the frequency by 2 a sin w: it peaks only at the ends of the band."""
    return equal(sr.D(1 - 2 * a * sr.cos(w) + a**2, w), 2 * a * sr.sin(w))


@foil(gain_monotone)
def gain_monotone_with_the_cosine():
    """By 2 a cos w."""
    return equal(sr.D(1 - 2 * a * sr.cos(w) + a**2, w), 2 * a * sr.cos(w))


@claim("snr-needs-stability", source=DYNAMICS.at("the printed SNR, without a condition"), expect="REFUTED",
       as_printed_of="snr-formula")
def snr_without_stability():
    """As printed, without |alpha A| < 1: the formula gives a ratio of powers, which is never negative."""
    return at_most(0, printed)


@claim("snr-no-free-lunch", source=OWN.at("what recurrence gains at one frequency it loses at others"), uses=["snr-formula"])
def no_free_lunch():
    """For every stable recurrence the mean of the factor over all frequencies is one: no recurrence helps at all of them."""
    return equal(sr.integral(shape, w, -sr.pi, sr.pi) / (2 * sr.pi), 1, given=[sr.abs(a) < 1])


@foil(no_free_lunch)
def free_lunch():
    """It is 1 / (1 - a^2)."""
    return equal(sr.integral(shape, w, -sr.pi, sr.pi) / (2 * sr.pi), 1 / (1 - a**2), given=[sr.abs(a) < 1])


@claim("snr-when-recurrence-helps", source=OWN.at("which recurrence helps at which frequency"), uses=["snr-formula"])
def when_recurrence_helps():
    """A stable recurrence raises the ratio at a frequency if and only if a (cos w - a) is positive there."""
    return iff(shape > 1, a * (sr.cos(w) - a) > 0, given=[sr.abs(a) < 1])


@foil(when_recurrence_helps)
def when_recurrence_helps_by_the_cosine():
    """If and only if a cos w is."""
    return iff(shape > 1, a * sr.cos(w) > 0, given=[sr.abs(a) < 1])


@claim("snr-tunable", expect="REFUTED", as_printed_of="snr-when-recurrence-helps",
       source=DYNAMICS.at("'the network can be tuned (by setting A) to be highly sensitive to certain frequencies'"))
def tunable():
    """As printed, for a quarter of the sampling frequency, where cos w = 0: some recurrence raises the ratio there."""
    return exists([a], (1 - a**2) / (1 + a**2) > 1)


@claim("snr-vector-response", source=OWN.at("the SNR of a vector state"), uses=["snr-vector-state"])
def vector_response():
    """The response G = (e^(iw) I - W)^-1 b of a vector state is the one that a step reproduces: e^(iw) G = W G + b."""
    answer = sr.frequency_response(W, b, sr.eye(n), w)
    return equal(sr.exp(sr.i * w) * answer, W @ answer + b, given=[sr.rho(W) < 1])


@foil(vector_response)
def vector_response_without_the_delay():
    """Without the delay of a step."""
    answer = sr.frequency_response(W, b, sr.eye(n), w)
    return equal(answer, W @ answer + b, given=[sr.rho(W) < 1])
