"""Which argument of the audited function stands for which symbols of the cell."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from symrnn.algebra.terms import Term
from symrnn.audit.expressions import Meaning, Reader, split, symbols
from symrnn.errors import NotSupportedError, UnknownNameError, said

# How torch names the arrays in which it stacks the gates.
TORCH = {"weight_ih": "W_i*", "weight_hh": "W_h*", "bias_ih": "b_i*", "bias_hh": "b_h*", "W_ih": "W_i*", "W_hh": "W_h*",
         "w_ih": "W_i*", "w_hh": "W_h*", "b_ih": "b_i*", "b_hh": "b_h*"}


@dataclass(frozen=True)
class Slot:
    """An argument: its name, what it stands for, and whether it is a parameter inside of a torch module."""

    name: str
    meaning: Meaning
    inside: bool = False
    positional: bool = False


@dataclass(frozen=True)
class Binding:
    """The arguments of the audited function, and the meanings of all of them."""

    function: Callable[..., Any]
    name: str
    slots: tuple[Slot, ...]
    reader: Reader
    fixed_shapes: tuple[tuple[Meaning, tuple[int, ...]], ...] = ()

    def uses(self, prefix: str) -> bool:
        """Whether a symbol of that beginning occurs."""
        return any(name.startswith(prefix) for slot in self.slots for name in symbols(slot.meaning))

    def with_gates(self, gates: str) -> Binding:
        """The same arguments with the gates stacked in another order."""
        reader = Reader(self.reader.known, self.reader.over_time, gates)
        slots = tuple(slot if "*" not in slot.meaning.text else replace(slot, meaning=reader.read(slot.meaning.text))
                      for slot in self.slots)
        return replace(self, slots=slots, reader=reader)

    def text(self) -> str:
        """The arguments in one line."""
        return ", ".join(slot.name if slot.name == slot.meaning.text else f"{slot.name} = {slot.meaning.text}"
                         for slot in self.slots)


def is_module(function: Any) -> bool:
    """Whether the audited object is a torch module; torch is not imported to find out."""
    return hasattr(function, "named_parameters") and hasattr(function, "forward")


def bind(function: Any, cell: Any, args: Any, gates: str | None) -> Binding:
    """Find out what every argument stands for.

    Parameters
    ----------
    args
        Nothing; or the meanings in the order of the arguments (after them, of the parameters inside of a module),
        `"h,x,W,V,b"`, with `name=meaning` for single ones; or a mapping {argument: meaning}.

    Raises
    ------
    UnknownNameError
        For an argument whose meaning is not told, or a name that does not exist.
    NotSupportedError
        For something that cannot be called.
    """
    if not callable(function) or isinstance(function, type):
        raise NotSupportedError("the audited object", got=said(function),
                                expected="a function, or an instance of a torch module",
                                advice="write a function that makes the module and returns its step")
    reader = reader_of(cell, gates)
    order, named = _given(args)
    module = dict(function.named_parameters()) if is_module(function) else {}
    parameters = _parameters(function)
    several = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), None)
    single = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if several is None:  # what is left over is for the parameters inside of a module
        named = {**dict(zip(module, order[len(single):], strict=False)), **named}
    unknown = [name for name in named if name not in module and name not in {p.name for p in single}]
    places = [*(p.name for p in single), *module]
    if unknown or (len(order) > len(places) and several is None):
        raise UnknownNameError("the arguments that were given", got=unknown[0] if unknown else f"{len(order)} meanings",
                               expected=", ".join(places) or "no arguments",
                               advice="they are matched in the order of the function's parameters")
    over = order[len(single):] if several is not None else []
    slots = []
    for place, parameter in enumerate(single):
        meaning = order[place] if place < len(order) else named.get(parameter.name)
        found = _meaning(parameter.name, meaning, reader, cell, parameter.default is parameter.empty)
        if found is not None:
            slots.append(Slot(parameter.name, found, positional=parameter.kind is parameter.POSITIONAL_ONLY
                              or bool(over)))
    slots += [Slot(f"*{several}", reader.read(text), positional=True) for text in over]
    shapes = []
    for name, tensor in module.items():
        shape = tuple(tensor.shape)
        last = name.rpartition(".")[2]  # of a module inside of the module: `l.weight_ih`
        last = name if [key.rpartition(".")[2] for key in module].count(last) > 1 else last
        text = named.get(name) or (last if last in reader.known else TORCH.get(last.removesuffix("_l0")))
        if text is None or (text.endswith("*") and text[:-1] not in reader.families):
            raise _untold(name, reader, cell, inside=True)
        slots.append(Slot(name, reader.read(text, shape), inside=True))
        shapes.append((slots[-1].meaning, shape))
    name = getattr(function, "__name__", type(function).__name__)
    return Binding(function, name, tuple(slots), reader, tuple(shapes))


def reader_of(cell: Any, gates: str | None) -> Reader:
    """What may stand for an argument: symbols, g_h for dL/dh', h0 for the first state, sequences xs and g_hs."""
    states, inputs = [s.name for s in cell.state], [x.name for x in cell.inputs]
    own = [*states, *inputs, *(p.name for p in cell.parameters)]
    free = [name for name in (f"g_{s}" for s in states) if name not in own]
    over_time = {f"{x}s": x for x in [*inputs, *free] if f"{x}s" not in own}
    return Reader([*own, *free], over_time, gates)


def _given(args: Any) -> tuple[list[str], dict[str, str]]:
    if args is None:
        return [], {}
    if isinstance(args, dict):
        return [], {str(key): _text(value) for key, value in args.items()}
    parts = split(args, ",") if isinstance(args, str) else [_text(part) for part in args]
    order = [part for part in parts if "=" not in part]
    return order, {key.strip(): value.strip() for key, _, value in (p.partition("=") for p in parts if "=" in p)}


def _text(value: Any) -> str:
    if isinstance(value, Term):
        return value.name
    return f"({','.join(map(_text, value))})" if isinstance(value, tuple) else str(value)


def _parameters(function: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(function.forward if is_module(function) else function).parameters.values())
    except (TypeError, ValueError) as error:
        raise NotSupportedError("the audited function", got="a function whose parameters Python does not tell",
                                expected="a Python function", advice="wrap it in a def with named arguments") from error


def _meaning(name: str, given: str | None, reader: Reader, cell: Any, needed: bool) -> Meaning | None:
    if given is not None:
        return reader.read(given)
    groups = {"params": cell.parameters, "state": cell.state, "inputs": cell.inputs}
    if name in reader.known or name in reader.over_time:
        return reader.read(name)
    if name in groups:
        return Meaning("mapping", name, members=tuple(reader.read(s.name) for s in groups[name]))
    starts = {f"{s.name}0": s.name for s in cell.state}
    if name in starts:
        return reader.read(starts[name])
    if name in TORCH and TORCH[name][:-1] in reader.families:
        return reader.read(TORCH[name])
    if name == "input" and len(cell.inputs) == 1:  # as torch's own modules call them
        return reader.read(cell.inputs[0].name)
    if name == "hx" and [s.name for s in cell.state] in ([cell.state[0].name], ["h", "c"]):
        return reader.read(cell.state[0].name if len(cell.state) == 1 else "(h,c)")
    if needed:
        raise _untold(name, reader, cell)
    return None


def _untold(name: str, reader: Reader, cell: Any, inside: bool = False) -> UnknownNameError:
    close = difflib.get_close_matches(name, [*reader.known, *reader.over_time], 1, 0.6)
    hint = f"{name}={close[0] if close else '...'}"
    return UnknownNameError(f"the argument {name} of the audited function", got="no symbol of this name",
                            expected=f"a symbol of the cell {cell.name}: " + ", ".join(
                                [*reader.known, *(f"{prefix}*" for prefix in reader.families)]),
                            advice=f"say what it stands for: --args {hint} (in Python args={{'{name}': ...}}); g_h is "
                                   "dL/dh', xs the inputs over time, W_i* stacked gates"
                                   + (", 0 a parameter that is zero" if inside else ""))
