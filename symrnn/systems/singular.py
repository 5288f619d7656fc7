"""The singular values of what gates add to a Jacobian: a picture of their ranks."""

from __future__ import annotations

from typing import Any

import mpmath as mp

from symrnn.systems.figure import bars, figure

UNITS = 8
RESTING = 3
"""Units whose candidate is their state."""
SEED = 7


def singular_values_of_corrections() -> dict[str, Any]:
    """Singular values of the corrections of a scalar gate and of a gate for each unit, where some units rest."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(SEED))
    draw = rng.integers(-100, 101, (UNITS + 3, UNITS)).tolist()
    with mp.workdps(30):
        w, state, target, *rows = [[mp.mpf(v) / 100 for v in row] for row in draw]
        U = mp.matrix(rows)
        lead = [mp.tanh(v) - s for v, s in zip(target, state, strict=True)]
        # A unit rests where phi(a_i) = s_i.
        lead[:RESTING] = [mp.mpf(0)] * RESTING
        one = _gate(sum((v * s for v, s in zip(w, state, strict=True)), mp.mpf(0)))
        scalar = mp.matrix([[one * (1 - one) * d * v for v in w] for d in lead])
        each = [_gate(v) for v in U * mp.matrix(state)]
        vector = mp.diag([g * (1 - g) * d for g, d in zip(each, lead, strict=True)]) * U
        found = [_singular(m) for m in (scalar, vector)]
    places = range(1, UNITS + 1)
    return figure(
        "singular-values",
        f"Singular values of the gates' corrections in a network of {UNITS} units, {RESTING} of which rest: their "
        "candidate is their state. The correction of the one scalar gate has a single nonzero singular value. That of "
        f"a gate for each unit has {UNITS - RESTING}, one for each unit that does not rest, although its weights are "
        "invertible.",
        bars("a gate for each unit", places, found[1]), bars("one scalar gate", places, found[0]),
        x="number of the singular value, largest first", y="singular value",
    )


def _gate(v: Any) -> Any:
    return 1 / (1 + mp.exp(-v))


def _singular(matrix: Any) -> list[Any]:
    """Singular values, largest first; what is zero to 20 digits is written as zero."""
    values = sorted(mp.svd_r(matrix, compute_uv=False), reverse=True)
    return [v if v > mp.mpf(10) ** -20 else mp.mpf(0) for v in values]
