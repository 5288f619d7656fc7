"""Where things are found: the address of a claim on the page, and the names of files. They never change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import quote

_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._,+\[\]-]*")
_STEM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_TAKEN = frozenset(["readme"])
"""File stems that the report uses itself, beside the topics."""


def anchor(name: str) -> str:
    """The `id` of a claim's element: the claim's own id wherever that can stand in an address.

    The addresses of the page itself hold a colon ("by:source"), which no claim's address has.
    """
    return name if _ADDRESS.fullmatch(name) else _with_hash(name)


def link(name: str) -> str:
    """The fragment that leads to a claim."""
    return "#" + quote(anchor(name), safe="._,+-")


def stems(names: Iterable[str]) -> dict[str, str]:
    """File stems for names: the name itself where it can be one, and never two that differ by case alone."""
    wanted = sorted(set(names))
    lowered = [name.lower() for name in wanted]
    return {
        name: name
        if _STEM.fullmatch(name) and name.lower() not in _TAKEN and lowered.count(name.lower()) == 1
        else _with_hash(name)
        for name in wanted
    }


def _with_hash(name: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "x"
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
