"""The oracle by simulation: an interval that holds the mean, and says nothing where it knows nothing."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from symrnn.errors import LimitError, ShapeError
from symrnn.oracles.comparison import Agreement, compare
from symrnn.oracles.simulation import digits, simulate

SIZE = 64 * 1000


def normal(rng, size):
    return 2 + rng.standard_normal(size)


def process(rng, size, a=0.9):
    """States of a noisy leaky unit, of which each depends on the one before: variance 1 / (1 - a^2)."""
    noise, out, state = rng.standard_normal(size), np.empty(size), 0.0
    for t in range(size):
        state = a * state + noise[t]
        out[t] = state * state
    return out


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_holds_the_mean(seed):
    mean, halfwidth = simulate(normal, SIZE, seed)
    assert abs(mean - 2) < halfwidth
    assert halfwidth < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_dependent_samples_widen_the_interval(seed):
    mean, halfwidth = simulate(process, SIZE, seed)
    assert abs(mean - 1 / (1 - 0.81)) < halfwidth
    independent = math.sqrt(process(np.random.default_rng(seed), SIZE).var() / SIZE)
    assert halfwidth > 8 * independent


@pytest.mark.parametrize("error", [0.2, 0.5, 3])
def test_planted_errors_of_known_size_are_found(error):
    mean, halfwidth = simulate(normal, SIZE, 1)
    assert compare(mean, 2, halfwidth) is Agreement.AGREE
    assert compare(mean, 2 + error, halfwidth) is Agreement.DIFFER


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_sample_that_is_not_finite_is_no_information(bad):
    def broken(rng, size):
        samples = rng.standard_normal(size)
        samples[7] = bad
        return samples

    mean, halfwidth = simulate(broken, SIZE, 1)
    assert compare(mean, 0, halfwidth) is Agreement.NO_INFORMATION
    assert digits(mean, halfwidth) == 0


@pytest.mark.parametrize("size", [0, -64, 1, 16, 32, 96, 100])
def test_sizes_without_batches_are_refused(size):
    with pytest.raises(LimitError) as told:
        simulate(normal, size, 1)
    assert str(told.value) == (f"the number of samples; got {size}; expected a positive multiple of 64. "
                               "A mean needs batches of equal size to have an interval.")


@pytest.mark.parametrize("size", [64, 192])
def test_the_interval_is_made_from_the_means_of_batches(size):
    samples = np.random.default_rng(3).standard_normal(size) + 5
    mean, halfwidth = simulate(lambda rng, size: samples, size, 1)
    assert mean == pytest.approx(samples.mean(), rel=1e-15)
    widths = []
    for count in (16, 32, 64):
        means = [sum(batch) / len(batch) for batch in np.split(samples, count)]
        centre = sum(means) / count
        spread = math.sqrt(sum((m - centre) ** 2 for m in means) / (count - 1)) / math.sqrt(count)
        widths.append(spread * student.ppf(1 - 5e-7, count - 1))
    assert halfwidth == pytest.approx(max(widths), rel=1e-9)


@pytest.mark.parametrize("kind", [float, np.float32, int, np.uint8, bool])
def test_numbers_of_every_real_type_are_read(kind):
    mean, halfwidth = simulate(lambda rng, size: (np.arange(size) % 2).astype(kind), 64, 1)
    assert mean == 0.5
    assert math.isfinite(halfwidth)


@pytest.mark.parametrize("simulation", [
    lambda rng, size: rng.standard_normal((size, 2)), lambda rng, size: rng.standard_normal(size - 1),
    lambda rng, size: [], lambda rng, size: 1.0, lambda rng, size: ["a"] * size,
    lambda rng, size: rng.standard_normal(size) + 1j,
])
def test_something_else_than_numbers_is_refused(simulation):
    with pytest.raises(ShapeError, match="samples of a simulation"):
        simulate(simulation, SIZE, 1)


def test_what_came_back_is_told():
    with pytest.raises(ShapeError) as told:
        simulate(lambda rng, size: np.zeros((2, 3), dtype=np.float32), 64, 1)
    assert str(told.value) == ("the samples of a simulation; got float32 of shape (2, 3); expected 64 real numbers. "
                               "Return one number for each sample.")


def test_the_same_seed_gives_the_same_interval():
    assert simulate(normal, SIZE, 1) == simulate(normal, SIZE, 1)
    assert simulate(normal, SIZE, 1) != simulate(normal, SIZE, 2)


def test_equal_samples_do_not_claim_more_than_float64():
    mean, halfwidth = simulate(lambda rng, size: np.full(size, 0.1), SIZE, 1)
    assert halfwidth == mean * 2.0**-50
    assert compare(mean, 0.1, halfwidth) is Agreement.AGREE


def test_digits_are_those_that_the_interval_supports():
    assert digits(2.0, 0.01) == 2
    assert digits(2.0, 3.0) == digits(1e-9, 1.0) == 0
    assert digits(-200.0, 0.1) == 3
    assert digits(1e-5, 1e-7) == 2
    assert digits(0.0, 1.0) == 0
    assert digits(math.nan, 0.1) == digits(math.inf, 0.1) == digits(1.0, math.inf) == digits(1.0, math.nan) == 0
    assert digits(1.0, 0.0) == digits(1.0, -0.1) == 0
