"""What a judgement prints: its witness, and its evidence with a line per oracle and outcome for all blocks of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symrnn.claims.failing import failing_entry
from symrnn.verdict import Evidence

LONGEST = 160
"""Letters of a detail that a line of the table shows; the whole of it is in `evidence`."""


def at_witness(record: Mapping[str, Any] | None, witness: dict[str, Any]) -> Iterator[str]:
    """The values of a witness on one line, and on another what they make of the two sides."""
    values = {**witness.get("sizes", {}), **witness.get("indices", {}), **witness.get("leaves", {})}
    yield "  witness: " + ", ".join(f"{name} = {value}".replace("'", "") for name, value in values.items())
    if witness.get("left"):
        entry = failing_entry(record or {}, witness)
        yield f"  left {witness['left']}, right {witness['right']}{f' ({entry})' if entry else ''}"


def table(evidence: Sequence[Evidence]) -> Iterator[str]:
    """The lines of the table. What one oracle says in the same words of several things is said once, and counted."""
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for e in evidence:
        groups.setdefault((e.oracle, _outcome(e)), []).append(e)
    for (oracle, outcome), group in groups.items():
        parts = [_points(oracle, group), _gap(group)]
        detail = group[0].detail if len(group) == 1 else f"{outcome} ({len(group)} times)"
        shown = detail if len(detail) <= LONGEST else f"{detail[:LONGEST]}..."
        yield f"  {oracle:<26} {', '.join(filter(None, parts))}  {shown}".rstrip()


def _outcome(e: Evidence) -> str:
    """What a detail `the derivative of h by c: within the budget; figures` says, without what it is about."""
    about, colon, rest = e.detail.partition(": ")
    said = rest.partition(";")[0]
    return said if colon and said and about.startswith(("the derivative of ", "the step of ")) else e.detail


def _points(oracle: str, group: Sequence[Evidence]) -> str:
    """How many points, or steps of an argument, all of them had."""
    counted = [e.points for e in group if e.points is not None]
    word = "step" if oracle == "checker" or oracle.startswith("route") else "point"
    return f"{sum(counted)} {word}{'s' * (sum(counted) != 1)}" if counted else ""


def _gap(group: Sequence[Evidence]) -> str:
    """The largest gap of all of them."""
    gaps = [e.gap for e in group if e.gap not in (None, "")]
    return f"largest gap {max(gaps, key=_size)}" if gaps else ""


def _size(gap: str | None) -> float:
    try:
        return float(gap or 0)
    except ValueError:
        return float("inf")
