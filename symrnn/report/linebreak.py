"""Long formulas over several lines: broken after commas first, then before relations, then before plus and minus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

Cut = Callable[[T], list[T]]
"""A way to cut a piece into smaller ones; a piece without a place to cut comes back alone."""


def lines(
    whole: T, cuts: Sequence[Cut[T]], width: Callable[[T], float], joined: Callable[[T, T], T], limit: float
) -> list[tuple[int, T]]:
    """The lines of a formula, each with its indentation in steps.

    A piece that fits stays whole. One that does not is cut the first way, its parts are put back together as far
    as they fit a line, and what is still too long is cut the next way. A part that nothing can cut stays long.
    """
    found = [(0, whole)]
    for cut in cuts:
        finer: list[tuple[int, T]] = []
        for step, piece in found:
            if width(piece) <= limit:
                finer.append((step, piece))
                continue
            parts = _filled(cut(piece), width, joined, limit)
            finer.extend((step + (k > 0), part) for k, part in enumerate(parts))
        found = finer
    return found


def _filled(parts: list[T], width: Callable[[T], float], joined: Callable[[T, T], T], limit: float) -> list[T]:
    filled: list[T] = []
    for part in parts:
        # A short left side does not stand on a line of its own: what follows is cut behind it.
        short = len(filled) == 1 and width(filled[0]) <= limit / 4
        if filled and (short or width(joined(filled[-1], part)) <= limit):
            filled[-1] = joined(filled[-1], part)
        else:
            filled.append(part)
    return filled
