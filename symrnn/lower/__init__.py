"""From terms to functions: numpy, torch, mpmath and Arb, in readable source."""

from symrnn.lower.call import Lowered
from symrnn.lower.lowering import TARGETS, lower

__all__ = ["TARGETS", "Lowered", "lower"]
