"""How products of Jacobians and states at criticality decay: pictures over the number of steps."""

from __future__ import annotations

from typing import Any

import mpmath as mp

from symrnn.systems.figure import figure, line, points

LAGS = 40
UNITS = 4
SEED = 18


def norms_of_products() -> dict[str, Any]:
    """The norm of the product of a tanh network's Jacobians and its bound, for two sizes of the recurrent matrix."""
    lags = range(LAGS + 1)
    series = []
    with mp.workdps(30):
        for name, scale in (("9/10", mp.mpf(9) / 10), ("21/20", mp.mpf(21) / 20)):
            series.append(points(f"‖W‖ = {name}: norm of the product", lags, _products(scale * _rotation())))
            series.append(line(f"‖W‖ = {name}: bound ‖W‖ᵗ", lags, [scale**t for t in lags]))
    return figure(
        "norms-of-products",
        "Norms of products of Jacobians of two tanh networks of four units with the same random inputs, and the bound "
        "(γ‖W‖)ᵗ, in which γ = 1 is the largest slope of tanh. Below one the bound proves that the gradient "
        "vanishes. Above one it grows and says nothing: the gradient vanishes all the same.",
        *series, x="steps t", y="spectral norm", yscale="log",
    )


def _products(W: Any) -> list[Any]:
    """Norms of the products of no, one, two, ... Jacobians along a trajectory that starts at zero."""
    h, product, norms = mp.matrix(UNITS, 1), mp.eye(UNITS), [mp.mpf(1)]
    for x in _inputs():
        h = (W * h + x).apply(mp.tanh)
        product = mp.diag([1 - v**2 for v in h]) * W * product
        norms.append(_norm(product))
    return norms


def orders_of_jacobians() -> dict[str, Any]:
    """The same two Jacobians of a tanh network in two orders: one product vanishes, the other explodes."""
    with mp.workdps(30):
        first = mp.matrix([["0", mp.mpf(6) / 5], [mp.mpf(96) / 125, "0"]])
        second = mp.matrix([["0", mp.mpf(96) / 125], [mp.mpf(6) / 5, "0"]])
        steps = range(LAGS + 1)
        alike, turns = mp.eye(2), mp.eye(2)
        series: tuple[list[Any], list[Any]] = ([mp.mpf(1)], [mp.mpf(1)])
        for t in steps[1:]:
            alike = first * alike
            turns = (first if t % 2 else second) * turns
            series[0].append(_norm(alike))
            series[1].append(_norm(turns))
        return figure(
            "orders-of-jacobians",
            "Two Jacobians diag(1 − h²) W of one tanh network, W = [[0, 6/5], [6/5, 0]], at h = (0, 3/5) and at "
            "h = (3/5, 0). Both have the spectral radius 24/25 and the norm 6/5. Repeating one of them the product "
            "vanishes; taking them in turn it explodes. Neither number of a single step decides.",
            line("one Jacobian, repeated", steps, series[0]),
            line("the two in turn", steps, series[1]),
            x="steps t", y="spectral norm of the product", yscale="log",
        )


def critical_decay() -> dict[str, Any]:
    """The state of h' = tanh(w h) at and below the critical weight, over the number of steps."""
    shown = sorted({round(10 ** (k / 12)) for k in range(37)})
    with mp.workdps(30):
        series = []
        for label, weight in (("w = 1, critical", mp.mpf(1)), ("w = 9/10", mp.mpf(9) / 10)):
            h, states = mp.mpf(1), {}
            for t in range(1, shown[-1] + 1):
                h = mp.tanh(weight * h)
                states[t] = h
            kept = [t for t in shown if states[t] > mp.mpf(10) ** -6]
            series.append(points(label, kept, [states[t] for t in kept]))
        return figure(
            "critical-decay",
            "A single unit h' = tanh(w h) from h = 1. Below the critical weight its state decays geometrically; at "
            "w = 1 it decays as the square root of 3/(2t), which is slower than any geometric sequence, and stays "
            "below that curve at every step.",
            *series, line("√(3/(2t))", shown, [mp.sqrt(mp.mpf(3) / (2 * t)) for t in shown]),
            x="steps t", y="state h", xscale="log", yscale="log",
        )


def _rotation() -> Any:
    """An orthogonal matrix of rationals: two rotations, whose coordinates are then exchanged in turn."""
    c, s, d, e = mp.mpf(3) / 5, mp.mpf(4) / 5, mp.mpf(5) / 13, mp.mpf(12) / 13
    return mp.matrix([[0, 0, d, -e], [c, -s, 0, 0], [0, 0, e, d], [s, c, 0, 0]])


def _inputs() -> list[Any]:
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(SEED))
    return [mp.matrix([mp.mpf(int(v)) / 100 for v in row])
            for row in rng.integers(-50, 51, (LAGS, UNITS)).tolist()]


def _norm(matrix: Any) -> Any:
    """The spectral norm: the largest singular value."""
    return max(mp.svd_r(matrix, compute_uv=False))
