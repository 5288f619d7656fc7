"""What autograd makes of a torch step that is audited: its backward pass, to be compared with the derivation's.

The values of a step say nothing of its derivative: a state that was detached, or a backward pass written by hand, is
seen only by what trains with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symrnn.audit.binding import Binding, Slot, reader_of
from symrnn.audit.calling import Returned, plain, run
from symrnn.audit.expressions import Array, Meaning, symbols
from symrnn.audit.returned import taken_apart


class NoGradientError(Exception):
    """The code does not let autograd through, as code that was not written for it does."""


class Traced(Returned):
    """A returned tensor whose entries can still be differentiated."""

    def __init__(self, array: Any) -> None:
        super().__init__(array)
        self.tensor = array

    def rows(self, height: int, width: int) -> Any:
        """The entries as tensors, where the shape is that one up to axes of length one."""
        if super().rows(height, width) is None or not hasattr(self.tensor, "reshape"):
            return None
        return [list(row) for row in self.tensor.reshape(height, width)]


class Backward:
    """The vector-Jacobian product of a step by autograd: arguments as the step's, and g_h for every state h.

    Parameters
    ----------
    binding
        The arguments of the step.
    cell
        The cell, whose states the step returns.
    """

    def __init__(self, binding: Binding, cell: Any) -> None:
        self.binding, self.cell = binding, cell

    def __call__(self, *positional: Any, inside: dict[str, Any] | None = None, **named: Any) -> dict[str, Any]:
        """The gradients by the names of the arguments."""
        import torch

        cotangents = {s.name: named.pop(f"g_{s.name}") for s in self.cell.state}
        traced: dict[str, Any] = {}  # the tensors by slot or, in a tuple or a mapping, by symbol

        def ready(meaning: Meaning, name: str, given: Any) -> Any:
            if isinstance(given, tuple):
                return tuple(ready(m, m.text, g) for m, g in zip(meaning.members, given, strict=True))
            if isinstance(given, dict):
                return {m.text: ready(m, m.text, given[m.text]) for m in meaning.members}
            traced[name] = given.clone().requires_grad_()
            return traced[name].clone()  # so that it may be changed in place

        slots = {slot.name: slot for slot in self.binding.slots}
        first = [slot for slot in self.binding.slots if slot.positional and not slot.inside]
        positional = tuple(ready(s.meaning, s.name, g) for s, g in zip(first, positional, strict=True))
        named = {name: ready(slots[name].meaning, name, g) for name, g in named.items()}
        own = {name: ready(slots[name].meaning, name, g) for name, g in (inside or {}).items()}
        try:
            result = plain(run(self.binding.function, positional, named, own), Traced)
        except Exception as error:  # the user's code may refuse tensors that require a gradient
            raise NoGradientError(str(error)) from error
        heights = {s: Array([[None]] * g.numel(), "column") for s, g in cotangents.items()}
        states: Any = taken_apart("step", result, self.cell, self.binding, heights)
        if states is None:
            raise NoGradientError("no new states")
        entries = [(g, entry) for s, cotangent in cotangents.items()
                   for g, (entry,) in zip(cotangent.reshape(-1), states[(s,)], strict=True)]
        loss = torch.stack([g * entry for g, entry in entries]).sum()
        if not loss.requires_grad:
            raise NoGradientError("nothing that it returns requires a gradient")
        found: Any = torch.autograd.grad(loss, list(traced.values()), allow_unused=True)
        least = min((entry.dtype for _, entry in entries), key=lambda kind: torch.finfo(kind).bits)
        # A number may well be handed on as a plain one, as a step size is; an array that gets no gradient is cut off.
        return {name: torch.zeros_like(x) if g is None else g.to(least)
                for (name, x), g in zip(traced.items(), found, strict=True) if g is not None or x.ndim}


def backward_of(binding: Binding, cell: Any) -> Binding | None:
    """The arguments of the backward pass of a step; None where a symbol stands in two of the step's arguments."""
    names = [name for slot in binding.slots for name in symbols(slot.meaning)]
    if len(set(names)) < len(names):
        return None
    slots = tuple(Slot(f"g_{s.name}", Meaning("symbol", f"g_{s.name}", (f"g_{s.name}",))) for s in cell.state)
    return replace(binding, function=Backward(binding, cell), slots=(*binding.slots, *slots),
                   reader=reader_of(cell, binding.reader.gates))
