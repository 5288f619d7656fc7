"""Linear and linearised systems in numbers: what the pictures beside the claims are drawn from.

A picture illustrates a claim and never decides it. Its numbers are the same on every machine: curves by mpmath,
simulations by numpy's PCG64 with a fixed seed, all written with six significant digits or fewer.
"""

from symrnn.systems.decays import critical_decay, norms_of_products, orders_of_jacobians
from symrnn.systems.figure import bars, figure, line, points
from symrnn.systems.signals import gain_over_recurrence, snr_over_frequency
from symrnn.systems.singular import singular_values_of_corrections

__all__ = [
    "bars", "critical_decay", "figure", "gain_over_recurrence", "line", "norms_of_products", "orders_of_jacobians",
    "points", "singular_values_of_corrections", "snr_over_frequency",
]  # fmt: skip
