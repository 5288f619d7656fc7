"""The numbers that a statement mentions: sizes just beyond them are where bounds of sums break."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any

Node = Any


def numbers(node: Node) -> Iterator[int]:
    """The whole numbers that a node mentions, in place of a coefficient c the next above |c| and 1 / |c|."""
    if isinstance(node, list | tuple):
        c, parts = _folded(node)
        if c not in (0, 1, -1):
            yield max(ceil(abs(c)), ceil(1 / abs(c)))
        for part in parts:
            yield from numbers(part)
    elif isinstance(node, int):
        yield node


def _folded(node: Node) -> tuple[Fraction, list[Node]]:
    """A node as a number times its other factors: 113 x / 100 is 1.13 times x."""
    head, *args = node or [""]
    if head == "num":
        return Fraction(args[0]), []
    if head not in ("neg", "mul", "div"):
        return Fraction(1), args if isinstance(head, str) else list(node)
    c, parts = (Fraction(-1) if head == "neg" else Fraction(1)), list[Node]()
    for place, arg in enumerate(args):
        inner, others = _folded(arg) if arg[0] in ("num", "neg", "mul", "div") else (Fraction(1), [arg])
        c = c / inner if head == "div" and place == 1 and inner else c * inner
        parts += others
    return c, parts
