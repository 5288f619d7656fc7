"""How the audited function wants to be called, and what it computes: found out by calling it."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from symrnn.audit import derived
from symrnn.audit.binding import Binding, is_module
from symrnn.audit.calling import READINGS, Reading, axes, call, describe, plain
from symrnn.audit.derived import Block, Task
from symrnn.audit.returned import Blocks, shape_text, taken_apart
from symrnn.errors import NotSupportedError, ShapeError, SymrnnError
from symrnn.oracles.comparison import Agreement, compare

TIMES = 3
# Sizes that differ from one another, so that a transposed or swapped array has the wrong shape somewhere.
SIZES = ((3, 2, 4, 5), (2, 3, 5, 4))


def sizes_of(cell: Any, binding: Binding) -> list[dict[str, int]]:
    """The sizes at which the function is looked at."""
    names = cell.record()["sizes"]
    if not binding.fixed_shapes:
        return [sized(cell, choice) for choice in SIZES]
    # A module has its sizes already: find those under which every parameter has the shape of what it stands for.
    limit = max((s for _, shape in binding.fixed_shapes for s in shape), default=1)
    for values in product(range(1, limit + 1), repeat=len(names)):
        sizes = dict(zip(names, values, strict=True))
        if all(_shape(cell, meaning, sizes) == math.prod(shape) for meaning, shape in binding.fixed_shapes):
            return [sizes]
    shapes = ", ".join(f"{meaning.text}: {' x '.join(map(str, shape))}" for meaning, shape in binding.fixed_shapes)
    raise ShapeError(f"the parameters of the module {binding.name}", got=shapes,
                     expected=f"the shapes of the symbols of the cell {cell.name}", advice="check the names in --args")


def sized(cell: Any, choice: tuple[int, ...]) -> dict[str, int]:
    """The sizes of a cell, from a list of numbers."""
    order = sorted(cell.record()["sizes"], reverse=True)
    return dict(zip(order, (choice * len(order))[:len(order)], strict=True))


def _shape(cell: Any, meaning: Any, sizes: dict[str, int]) -> int:
    """The number of entries of what an argument stands for."""
    if meaning.kind == "zeros":
        return math.prod(meaning.shape)
    if meaning.kind == "sum":
        return _shape(cell, meaning.members[0], sizes)
    own = sum(math.prod(s.value(sizes) for s in cell[name].shape) for name in meaning.names)
    return own + sum(_shape(cell, member, sizes) for member in meaning.members)


def understood(function: Any, cell: Any, binding: Binding, kinds: list[str], sizes: list[dict[str, int]],
                seed: int, told: bool) -> tuple[Task, Reading, tuple[Reading, ...]] | str:
    """The kind, how the function wants to be called, and the calls of that kind that return other values.

    It is called so that what it returns has no axes beyond the two of a matrix; of such calls, where most agrees. Where
    the caller has told the kind, a result of another shape is a difference, and said in words.
    """
    errors: dict[str, list[str]] = {}
    shapes: dict[str, None] = {}
    runs: list[tuple[tuple[bool, int], Task, Reading]] = []
    readings = [r for r in READINGS if r[0] == "torch"] if is_module(function) else READINGS
    for kind in kinds:
        task = derived.task_of(cell, kind, binding, TIMES)
        points = list(derived.samples(task, sizes, seed, 2))
        if not points:
            raise NotSupportedError(f"an audit against the cell {cell.name}", got="no point at which it has a value",
                                    expected="a cell that is defined somewhere", advice="check the domains of scalars")
        for reading in readings:
            score, plainly = 0, True
            for point in points:
                called = False
                try:
                    returned = call(binding, derived.arrays(task, point), reading)
                    called = True
                    result = plain(returned)
                    found = taken_apart(kind, result, cell, binding, derived.arrays(task, point))
                except Exception as error:  # the user's code may raise anything; it is told below
                    if called and isinstance(error, SymrnnError):
                        raise
                    text = f"{type(error).__name__}: {str(error).strip()[:160]}"
                    errors.setdefault(text, []).append(describe(reading))
                    break
                if found is None:
                    shapes[shape_text(result)] = None
                    break
                plainly &= axes(result) <= 2
                score += 1 + sum(o is Agreement.AGREE for o in _outcomes(task, point, found, 53).values())
            else:
                runs.append(((plainly, score), task, reading))
    if runs:
        rank, task, reading = max(runs, key=lambda run: run[0])  # of equals, the first
        lesser = tuple(r for other, t, r in runs if t is task and other[0] and other < rank)
        return task, reading, lesser
    size = ", ".join(f"{name} = {value}" for name, value in sizes[0].items())
    if shapes and told:
        return f"it returns {'; '.join(shapes)} at {size}, not {_expected(kinds, cell)}"
    if shapes:
        raise ShapeError(f"what {binding.name} returns ({size})", got="; ".join(shapes),
                         expected=_expected(kinds, cell), advice="return arrays of these shapes")
    raise NotSupportedError(f"calling {binding.name} ({binding.text()})",
                            got="; ".join(text if len(errors) == 1 else f"{text} ({' and '.join(dict.fromkeys(how))})"
                                          for text, how in errors.items()),
                            expected="a function that runs on float64 tensors or arrays", advice="check the arguments")


def _expected(kinds: list[str], cell: Any) -> str:
    states = ", ".join(s.name for s in cell.state)
    words = {"step": f"the new states ({states})", "jacobian": f"the Jacobian of ({states}) by ({states}), its blocks, "
             "or a mapping {'h_D_x': ...}", "bptt": "gradients in the order of the arguments that are parameters, or a "
             "mapping {'dW': ...}"}
    return "; or ".join(words[kind] for kind in kinds)


def _outcomes(task: Task, point: dict[str, Any], found: Blocks, bits: int) -> dict[Block, Agreement]:
    wanted = list(found)
    truth, budget = derived.exact(task, point, wanted), derived.budgets(task, point, wanted, bits)
    return {block: compare(found[block], truth[block], budget[block]) for block in wanted}
