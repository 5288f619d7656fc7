"""Numbers that look random and are the same everywhere: the splitmix64 sequence of a seed."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

_MASK = (1 << 64) - 1


class Stream:
    """A deterministic stream; Python and NumPy may change their generators, this one stays."""

    def __init__(self, seed: int) -> None:
        self.state = seed & _MASK

    def bits(self) -> int:
        """The next 64 bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return self.bits() % n

    def unit(self) -> float:
        """A float from 0 to 1, on a grid of 2^-53."""
        return (self.bits() >> 11) * 2.0**-53


def uniforms(seed: int, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """An array of floats from 0 to 1, the same everywhere: every place of the array has a number of its own."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, prod(shape) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
             + np.uint64(Stream(seed).bits()))  # fmt: skip
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return np.asarray(((z >> np.uint64(11)) * 2.0**-53).reshape(shape))
