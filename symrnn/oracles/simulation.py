"""The mean of what a simulation returns, with an interval that holds it.

Samples in a row may depend on one another, as the states of a process do. The interval is made from the means of
consecutive batches, and the widest over several batch counts is kept: dependence that is shorter than a batch widens
it as it should.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from symrnn.errors import LimitError, ShapeError

name = "oracle:simulation"
BATCHES = (16, 32, 64)
# Once in a million runs the mean lies outside; a catalogue of a thousand simulations has a false alarm in one of 1000.
MISS = 1e-6
KINDS = frozenset("fiub")  # of numpy's types: those that hold real numbers


def simulate(simulation: Callable[[Any, int], Any], size: int, seed: int) -> tuple[float, float]:
    """The mean of `size` samples and the half width of its confidence interval.

    Parameters
    ----------
    simulation
        A function `(rng, size) -> samples` that returns `size` real numbers; rng is a numpy Generator.
    size
        How many samples; a multiple of 64.
    seed
        The seed of the generator (PCG64).

    Returns
    -------
    The mean and the half width; (nan, inf) where a sample is not finite, which is no information.

    Raises
    ------
    LimitError
        For a size that is not a positive multiple of 64.
    ShapeError
        Where something else than `size` real numbers comes back.
    """
    import numpy as np
    from scipy.special import stdtrit

    if size <= 0 or size % BATCHES[-1]:
        raise LimitError("the number of samples", got=size, expected=f"a positive multiple of {BATCHES[-1]}",
                         advice="A mean needs batches of equal size to have an interval.")
    samples = np.asarray(simulation(np.random.Generator(np.random.PCG64(seed)), size))
    if samples.shape != (size,) or samples.dtype.kind not in KINDS:
        raise ShapeError("the samples of a simulation", got=f"{samples.dtype} of shape {samples.shape}",
                         expected=f"{size} real numbers", advice="Return one number for each sample.")
    samples = samples.astype(float)
    if not np.isfinite(samples).all():
        return math.nan, math.inf
    mean = math.fsum(samples.tolist()) / size
    # What summation in floating point may lose, so that equal samples do not claim to know more than float64 does.
    halfwidth = abs(mean) * 2.0**-50
    for count in BATCHES:
        means = samples.reshape(count, size // count).mean(axis=1)
        spread = float(means.std(ddof=1)) / math.sqrt(count)
        halfwidth = max(halfwidth, spread * float(stdtrit(count - 1, 1 - MISS / 2)))
    return mean, halfwidth


def digits(mean: float, halfwidth: float) -> int:
    """How many decimal digits of the mean the interval supports; 0 where it supports none."""
    if not math.isfinite(mean) or not math.isfinite(halfwidth) or halfwidth <= 0:
        return 0
    return max(0, math.floor(math.log10(max(abs(mean), 1e-300) / halfwidth)))
