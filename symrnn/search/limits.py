"""Limits and orders: a parameter witness, and the exact law of the sequence on it."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def search_limit(record: Record, finding: Any, frames: int) -> Any:
    """The finding, unchanged: nothing is known yet."""
    return finding


def confirmed(record: Record, witness: Record) -> bool:
    """No witness of a limit is known yet."""
    return False
