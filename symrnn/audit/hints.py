"""What a differing block agrees with instead: the usual slips, each tried against the derivation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symrnn.audit.derived import Block, Rows, Task, exact
from symrnn.oracles.comparison import Agreement, compare
from symrnn.recheck.functions import Undefined

Pair = tuple[Any, Rows, Fraction]  # returned rows, derived rows, budget: one for each point


def hints(task: Task, block: Block, pairs: list[Pair], points: list[dict[str, Any]]) -> list[str]:
    """The slips that explain a differing block at every point."""
    found = [text for text, slip in SLIPS.items() if _all(pairs, slip)]
    factor = _factor(pairs)
    if factor is not None and not found:
        found.append(f"it is {factor} times the derivation")
    if task.kind == "jacobian":
        found += _transposed(task, block, pairs, points) + _held(task, block, pairs, points)
    if task.kind == "bptt" and task.times > 1:
        found += _truncated(task, block, pairs, points)
    return found


def _negative(derived: Rows) -> Rows:
    return [[-x for x in row] for row in derived]


def _zero(derived: Rows) -> Rows:
    return [[Fraction(0)] * len(row) for row in derived]


SLIPS: dict[str, Callable[[Rows], Rows]] = {
    "it has the other sign": _negative,
    "it is zero": _zero,
}


def _all(pairs: list[Pair], slip: Callable[[Rows], Rows]) -> bool:
    return all(compare(yours, slip(derived), budget) is Agreement.AGREE for yours, derived, budget in pairs)


def _factor(pairs: list[Pair]) -> Fraction | None:
    """A simple number by which all entries differ."""
    for yours, derived, _ in pairs[:1]:
        for returned, expected in zip((x for row in yours for x in row), (x for row in derived for x in row),
                                      strict=True):
            if expected and abs(expected) > Fraction(1, 100):
                factor = (Fraction(returned) / expected).limit_denominator(12)
                scaled = [(mine, [[factor * x for x in row] for row in rows], budget) for mine, rows, budget in pairs]
                fits = all(compare(*pair) is Agreement.AGREE for pair in scaled)
                return factor if fits and factor not in (0, 1, -1) else None
    return None


def _transposed(task: Task, block: Block, pairs: list[Pair], points: list[dict[str, Any]]) -> list[str]:
    of, wrt = block
    states = [s.name for s in task.cell.state]
    other = (wrt, of) if wrt in states else block
    turned = [[list(column) for column in zip(*rows, strict=True)]
              for rows in (exact(task, point, [other])[other] for point in points)]
    if any((len(a), len(a[0])) != (len(b), len(b[0])) for (a, _, _), b in zip(pairs, turned, strict=True)):
        return []
    same = all(compare(yours, rows, budget) is Agreement.AGREE
               for (yours, _, budget), rows in zip(pairs, turned, strict=True))
    return ["it is transposed: rows must follow the new state, columns what it is derived by"] if same else []


def _held(task: Task, block: Block, pairs: list[Pair], points: list[dict[str, Any]]) -> list[str]:
    """Intermediates that the code seems to treat as constants."""
    found = []
    for name in task.cell.let:
        try:
            held = [exact(replace(task, held=name), point, [block])[block] for point in points]
        except Undefined:
            continue
        unlike = any(compare(rows, derived, budget) is Agreement.DIFFER
                     for rows, (_, derived, budget) in zip(held, pairs, strict=True))
        if unlike and all(compare(yours, rows, budget) is Agreement.AGREE
                          for (yours, _, budget), rows in zip(pairs, held, strict=True)):
            found.append(f"it treats {name} as a constant: the derivative through {name} is missing")
    return found


def _truncated(task: Task, block: Block, pairs: list[Pair], points: list[dict[str, Any]]) -> list[str]:
    """Whether only the last step was differentiated."""
    last = replace(task, last_only=True)
    rows = [exact(last, point, [block])[block] for point in points]
    same = all(compare(yours, truncated, budget) is Agreement.AGREE
               for (yours, _, budget), truncated in zip(pairs, rows, strict=True))
    return ["it is the gradient of the last step alone: what flows through earlier states is missing"] if same else []
