"""The linearised scalar network h' = alpha (A h + x) as a filter: pictures of its signal-to-noise ratio.

With a = alpha A, an oscillation X cos(w t) and white noise of variance sigma^2 at the input, the state's mean signal
power over its noise variance is X^2 / (2 sigma^2) times (1 - a^2) / (1 - 2 a cos w + a^2).
"""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp

from symrnn.systems.figure import figure, line, points

CONFIDENCE = 0.99
PATHS = 2000
"""Independent noise paths per simulated point."""
STEPS = 120
"""Steps of a noise path from zero; what is left of its start is below 0.8^120, a part in 10^11."""
PERIOD = 96
"""Steps in which every simulated frequency has whole periods, so that a mean square over them is exact."""
SEED = 20250


def shape(a: Any, w: Any) -> Any:
    """(1 - a^2) / (1 - 2 a cos w + a^2)."""
    return (1 - a**2) / (1 - 2 * a * mp.cos(w) + a**2)


def snr_over_frequency() -> dict[str, Any]:
    """The signal-to-noise ratio over the frequency: the formula as curves, a simulation as points on them."""
    series = []
    with mp.workdps(30):
        grid = [mp.pi * k / 60 for k in range(61)]
        for name, a in (("3/5", mp.mpf(3) / 5), ("−1/2", -mp.mpf(1) / 2)):
            series.append(line(f"αA = {name}: the formula", grid, [shape(a, w) / 2 for w in grid]))
    for name, a, first in (("3/5", 0.6, 0), ("−1/2", -0.5, 100)):
        turns = range(4, PERIOD // 2, 6)
        ratio, low, high = zip(*(_simulated(a, k, SEED + first + k) for k in turns), strict=True)
        series.append(points(f"αA = {name}: simulated", [2 * math.pi * k / PERIOD for k in turns], ratio, low, high,
                             digits=4))
    return figure(
        "snr-over-frequency",
        "The signal-to-noise ratio over the frequency, for a signal amplitude equal to the standard deviation of the "
        "noise (X = σ). A positive recurrence passes slow oscillations and a negative one fast ones. "
        f"Points: simulated networks, the noise variance from {PATHS} paths each; the bars are 99 % confidence "
        "intervals, and the curves of the formula run through them.",
        *series, x="frequency ω (radians per step)", y="signal power / noise variance",
    )


def _simulated(a: float, turns: int, seed: int) -> tuple[float, float, float]:
    """The ratio that a simulation finds, and the ends of its confidence interval (alpha = X = sigma = 1)."""
    import numpy as np
    from scipy.special import chdtri

    w = 2 * math.pi * turns / PERIOD
    h, power = 0.0, 0.0
    for t in range(STEPS + PERIOD):
        h = a * h + math.cos(w * t)
        power += h * h / PERIOD if t >= STEPS else 0.0
    noise = np.zeros(PATHS)
    rng = np.random.Generator(np.random.PCG64(seed))
    for _ in range(STEPS):
        noise = a * noise + rng.standard_normal(PATHS)
    total = math.fsum((noise**2).tolist())
    # The sum of squares over the variance is chi-squared with as many degrees of freedom as there are paths.
    tail = (1 - CONFIDENCE) / 2
    low, high = float(chdtri(PATHS, 1 - tail)), float(chdtri(PATHS, tail))
    return power * PATHS / total, power * low / total, power * high / total


def gain_over_recurrence() -> dict[str, Any]:
    """The factor of the signal-to-noise ratio that depends on the recurrence, with its maxima."""
    series, best = [], []
    with mp.workdps(30):
        grid = [mp.mpf(k) / 50 for k in range(-49, 50)]
        for name, w in (("π/8", mp.pi / 8), ("π/4", mp.pi / 4), ("π/2", mp.pi / 2), ("7π/8", 7 * mp.pi / 8)):
            series.append(line(f"ω = {name}", grid, [shape(a, w) for a in grid]))
            best.append((mp.cos(w) / (1 + abs(mp.sin(w))), 1 / abs(mp.sin(w))))
        series.append(points("the maximum 1/|sin ω|", [a for a, _ in best], [value for _, value in best]))
    return figure(
        "gain-over-recurrence",
        "The factor by which the recurrence changes the signal-to-noise ratio, over αA, for four frequencies. Each "
        "curve has its maximum 1/|sin ω| at cos ω / (1 + |sin ω|), which is marked. At ω = π/2 the best recurrence "
        "is none, and any other loses.",
        *series, x="recurrence αA", y="factor of the signal-to-noise ratio",
    )
