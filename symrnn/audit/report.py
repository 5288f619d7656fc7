"""What an audit found, as text and as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = {"step": "its step", "jacobian": "its Jacobian", "bptt": "its gradients through time"}


@dataclass(frozen=True)
class BlockReport:
    """One block: whether it agrees, by how much not, and where that shows.

    Parameters
    ----------
    name
        `h`, `h_D_c` or `dL_dW`.
    agrees
        Whether all points agree.
    gap
        The largest difference, rounded up; None where there is no number.
    budget
        What floating point may lose, rounded up.
    points
        How many points were compared.
    detail
        In words.
    witness
        A small exact input where the block differs: sizes, leaves, the entry, both values.
    hints
        What the block agrees with instead.
    """

    name: str
    agrees: bool
    gap: str | None
    budget: str | None
    points: int
    detail: str
    witness: dict[str, Any] | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditReport:
    """The comparison of a function with the derivation of a cell.

    Parameters
    ----------
    function, cell, kind
        What was compared with what, and as what.
    arguments, reading
        What the arguments stand for, and how the function was called.
    blocks
        The blocks, in the order of the cell.
    hints
        What the whole agrees with instead.
    """

    function: str
    cell: str
    kind: str
    arguments: str
    reading: str
    blocks: tuple[BlockReport, ...]
    hints: tuple[str, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        """Whether every block agrees with the derivation; false where nothing was compared."""
        return bool(self.blocks) and all(block.agrees for block in self.blocks)

    def record(self) -> dict[str, Any]:
        """The report as plain data."""
        return {"function": self.function, "cell": self.cell, "kind": self.kind, "arguments": self.arguments,
                "reading": self.reading, "agrees": self.agrees, "hints": list(self.hints),
                "blocks": [{"name": b.name, "agrees": b.agrees, "gap": b.gap, "budget": b.budget, "points": b.points,
                            "detail": b.detail, "witness": b.witness, "hints": list(b.hints)} for b in self.blocks]}

    def __str__(self) -> str:
        lines = [f"{self.function} against the cell {self.cell}: {KINDS[self.kind]}", f"arguments  {self.arguments}",
                 f"called     {self.reading}", ""]
        width = max((len(b.name) for b in self.blocks), default=5)
        width = max(width, 5)
        lines.append(f"{'block':<{width}}  agrees  largest gap  budget  points")
        lines += [f"{b.name:<{width}}  {'yes' if b.agrees else 'NO':<6}  {b.gap or '-':<11}  {b.budget or '-':<6}  "
                  f"{b.points}" for b in self.blocks]
        for block in self.blocks:
            if not block.agrees:
                lines += ["", f"{block.name}: {block.detail}", *_witness_lines(block.witness),
                          *(f"  {hint}" for hint in block.hints)]
        lines += ["", *self.hints] if self.hints else []
        differing = [b.name for b in self.blocks if not b.agrees]
        lines += ["", "the code agrees with the derivation" if self.agrees else
                  f"the code differs from the derivation in {', '.join(differing)}" if differing else
                  "nothing was compared"]
        return "\n".join(lines)

    __repr__ = __str__


def _witness_lines(witness: dict[str, Any] | None) -> list[str]:
    if witness is None:
        return []
    sizes = ", ".join(f"{name} = {size}" for name, size in sorted(witness["sizes"].items()))
    leaves = [f"{_indexed(name)} = {_entry(value)}" for name, value in sorted(witness["leaves"].items())
              if any(x != "0" for row in (value if isinstance(value, list) else [[value]]) for x in row)]
    rest = "all others zero" if len(leaves) < len(witness["leaves"]) else ""
    i, j = witness["entry"]
    return ["  at " + "; ".join(part for part in (sizes, *leaves, rest) if part),
            f"  entry ({i}, {j}): the code gives {witness['yours']}, the derivation {witness['derived']}"]


def _indexed(name: str) -> str:
    base, at, time = name.partition("@")
    return f"{base}[{time}]" if at else base


def _entry(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    if len(value) == len(value[0]) == 1:
        return str(value[0][0])
    if len(value[0]) == 1:
        return "(" + ", ".join(row[0] for row in value) + ")"
    return "[" + "; ".join(" ".join(row) for row in value) + "]"
