"""Numbers that look random and are the same everywhere: the splitmix64 sequence of a seed."""

from __future__ import annotations

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
