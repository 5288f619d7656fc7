"""What a call does beside returning values: it should leave its arguments alone, and do the same twice."""

from __future__ import annotations

from typing import Any

from symrnn.audit.binding import Binding
from symrnn.audit.calling import Reading, call, handed, plain, run
from symrnn.audit.expressions import Array

CALLS = 16  # a small array may come out alike a few times, though a part of it is dropped at random


def altered(binding: Binding, leaves: dict[str, Array], reading: Reading) -> list[str]:
    """The arguments that hold other numbers after the call than before."""
    given, before = handed(binding, leaves, reading), handed(binding, leaves, reading)
    run(binding.function, *given)
    slots = [*(s for s in binding.slots if s.positional and not s.inside), *(
        s for s in binding.slots if not s.positional and not s.inside), *(s for s in binding.slots if s.inside)]
    return [slot.name for slot, a, b in zip(slots, _flat(given), _flat(before), strict=True) if not _same(a, b)]


def fickle(binding: Binding, leaves: dict[str, Array], reading: Reading) -> bool:
    """Whether calls with the same numbers return different ones."""
    first = plain(call(binding, leaves, reading))
    return any(not _same(first, plain(call(binding, leaves, reading))) for _ in range(CALLS))


def _flat(given: tuple[tuple[Any, ...], dict[str, Any], dict[str, Any]]) -> list[Any]:
    return [*given[0], *given[1].values(), *given[2].values()]


def _same(a: Any, b: Any) -> bool:
    if isinstance(b, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(b, dict):
        return all(key in a and _same(a[key], y) for key, y in b.items())
    a, b = getattr(a, "array", a), getattr(b, "array", b)
    return bool(a.shape == b.shape and ((a == b) | ((a != a) & (b != b))).all())
