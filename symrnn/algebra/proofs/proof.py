"""What a prover returns: an exact argument as data, the route that found it and the route that confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proof:
    """An exact argument for a statement, confirmed by a second route.

    Parameters
    ----------
    route
        The route of the argument: one of the `route:` names of the evidence table.
    second
        The route that re-checked it and shares with the first only what the scope names.
    scope
        For which sizes and values it holds, and on what it rests.
    certificate
        The argument as JSON data, enough for another program to go through it again.
    detail
        What was done, in one sentence.
    points
        The number of steps or boxes.
    conditions
        Where both sides are defined: conditions that the argument needs and that the statement did not name.
    """

    route: str
    second: str
    scope: str
    certificate: dict[str, Any]
    detail: str
    points: int
    conditions: tuple[str, ...] = ()


def without(data: Any, key: str) -> Any:
    """A certificate without a key, anywhere in it."""
    if isinstance(data, list):
        return [without(v, key) for v in data]
    return {k: without(v, key) for k, v in data.items() if k != key} if isinstance(data, dict) else data
