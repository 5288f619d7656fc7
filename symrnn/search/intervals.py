"""Leaves that a condition keeps in an interval: a parameter from 0 to 1 for every entry, so the ends are met exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.sample import leaf_nodes
from symrnn.recheck.values import environment, evaluate
from symrnn.search.charts import is_leaf
from symrnn.search.fast import Floats, Node
from symrnn.search.fastwords import Batch
from symrnn.search.frames import Frame, Slot
from symrnn.search.matrices import Value


@dataclass(frozen=True)
class Interval:
    """The ends between which all entries of a leaf lie, as frozen nodes, and the leaves that these mention."""

    low: Node
    high: Node
    names: frozenset[str]


def interval_of(slot: Slot, frame: Frame) -> Interval | None:
    """The interval that the conditions of a frame give for a real leaf; None where there is none."""
    for low, high in _ends(slot.name, [c for c, _ in frame.conditions]):
        names = {leaf[1] for end in (low, high) for leaf in leaf_nodes(end)}
        plain = all(leaf[0] == "sym" and not frame.record["leaves"][leaf[1]]["shape"]
                    for end in (low, high) for leaf in leaf_nodes(end))
        if plain and slot.name not in names and not slot.complex:
            return Interval(low, high, frozenset(names))
    return None


def _ends(name: str, conditions: list[Node]) -> Iterator[tuple[Node, Node]]:
    lows, highs = [], []
    for head, *args in conditions:
        if head in ("between", "strictly_between") and is_leaf(args[0], name):
            yield args[1], args[2]
        if head in ("le", "lt", "ge", "gt"):
            low, high = args if head in ("le", "lt") else args[::-1]
            lows += [low] if is_leaf(high, name) else []
            highs += [high] if is_leaf(low, name) else []
        if head in ("nonneg", "positive") and is_leaf(args[0], name):
            lows.append(("num", "0"))
    if lows and highs:
        yield lows[0], highs[0]


def share(x: Batch) -> Batch:
    """A parameter from 0 to 1: the modulus, cut off at 1, so that a climb stays at an end that it has reached."""
    return np.minimum(np.abs(x), 1.0)


def inside(interval: Interval, x: Batch, env: Floats) -> Batch:
    """The entries at these parameters."""
    low, high, part = env.value(interval.low), env.value(interval.high), share(x)
    return np.where(part == 1, high, low + (high - low) * part)


def inside_exactly(interval: Interval, x: Value, frame: Frame, known: dict[str, Any]) -> Value | None:
    """The same in exact numbers; None where an end is not rational."""
    point = {"sizes": frame.sizes, "indices": frame.indices, "leaves": known}
    try:
        low, high = [Fraction(str(evaluate(end, environment(frame.record, point)))) for end in (interval.low, interval.high)]
    except (*UNREADABLE, ValueError, KeyError, TypeError):
        return None
    parts = [[min(abs(e), Fraction(1)) for e in row] for row in x]
    return tuple(tuple(low + (high - low) * e for e in row) for row in parts)
