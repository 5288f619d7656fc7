"""The audit: call the function as it wants to be called, compare block by block, and show where it differs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Any

from symrnn.audit import derived, hints
from symrnn.audit.backward import NoGradientError, backward_of
from symrnn.audit.binding import Binding, bind, is_module
from symrnn.audit.calling import SHAPES, Reading, call, describe, plain
from symrnn.audit.derived import Block, Task
from symrnn.audit.effects import altered, fickle
from symrnn.audit.report import KINDS, AuditReport, BlockReport
from symrnn.audit.returned import shape_text, taken_apart
from symrnn.audit.special import ROOM, on_kink, special
from symrnn.audit.understanding import TIMES, sized, sizes_of, understood
from symrnn.audit.witness import Difference, small_input
from symrnn.errors import NotSupportedError, ShapeError, SymrnnError, UnknownNameError
from symrnn.oracles.comparison import Agreement, compare, exact, gap, rounded_up, together
from symrnn.recheck.functions import Undefined

POINTS = 6
LARGER = (7, 6, 9, 8)  # code may ask how large its arrays are


def audit(function: Any, cell: Any, as_: str | None = None, args: Any = None, gates: str | None = None,
          seed: int = 0) -> AuditReport:
    """Compare a function (or a torch module) of the user's own with the derivation of a cell, block by block.

    Parameters
    ----------
    function
        A function of torch tensors or numpy arrays: a step that returns the new states; a Jacobian; or a backward pass
        that takes dL/dh' as `g_h` (with inputs over time as `xs`, it goes through time) and returns gradients.
    cell
        The cell that it should agree with.
    as_
        "step", "jacobian" or "bptt"; found from the arguments and the shape of the result where it is left out.
    args
        What the arguments stand for, where their names are not the cell's: `"h,x,W,V,b"` in their order, or
        `{"weight": "W"}`. Stacked gates are `W_i*`, sums `b_i*+b_h*`, side by side `W_h*|W_i*`, tuples `(h,c)`.
    gates
        The order of stacked gates, as in `"ifgo"`; that of the cell where it is left out.
    seed
        The seed of the points.

    Raises
    ------
    UnknownNameError
        For an argument whose meaning is not known.
    NotSupportedError, ShapeError
        Where the function cannot be called, or returns nothing that can be compared.
    """
    if as_ is not None and as_ not in KINDS:
        raise UnknownNameError("what the function computes", got=repr(as_), expected=", ".join(KINDS),
                               advice="leave it out where names and shapes tell")
    if any(leaf["field"] != "real" for leaf in cell.record()["leaves"].values()):
        raise NotSupportedError(f"an audit against the cell {cell.name}", got="complex symbols", expected="real ones",
                                advice="split real and imaginary parts")
    opaque = [name for name, f in cell.record()["functions"].items() if f["body"] is None]
    if opaque:
        raise NotSupportedError(f"an audit against the cell {cell.name}", got=f"the opaque function {opaque[0]}",
                                expected="functions that have values", advice="name the activation of the cell")
    binding = bind(function, cell, args, gates)
    backward = binding.uses("g_") or any(slot.meaning.kind == "over time" for slot in binding.slots)
    if as_ == "bptt" and not binding.uses("g_"):
        raise UnknownNameError(f"the arguments of {binding.name}", got=binding.text(), expected="dL/dh' as an argument",
                               advice="a backward pass takes the gradient of the loss as g_h (g_hs for every time)")
    kinds = [as_] if as_ is not None else ["bptt"] if backward else ["step", "jacobian"]
    sizes = sizes_of(cell, binding)
    found = understood(function, cell, binding, kinds, sizes, seed, told=as_ is not None)
    if isinstance(found, str):
        shapes = BlockReport("shapes", False, None, None, 0, found)
        return AuditReport(binding.name, cell.name, kinds[0], binding.text(), "torch and numpy", (shapes,))
    task, reading, others = found
    points = list(derived.samples(task, sizes, seed, POINTS))
    report = _report(task, binding, reading, points, fixed=is_module(function))
    if report.agrees:
        larger = () if binding.fixed_shapes else derived.samples(task, [sized(cell, LARGER)], seed, 1)
        more = [*special(task, points[0]), *(("at larger sizes", point) for point in larger)]
        report = _further(report, task, binding, reading, points, more, fixed=is_module(function))
    report = _around(report, task, binding, reading, points, sizes, seed)
    if not report.agrees or not others:
        return report
    notes = tuple(f"called with {SHAPES[shape]} ({library}), it returns other values: what agrees is the call above"
                  for library, shape in others)
    return replace(report, hints=(*report.hints, *notes))


def _report(task: Task, binding: Binding, reading: Reading, points: list[dict[str, Any]], fixed: bool) -> AuditReport:
    compared: dict[Block, list[tuple[Any, Any, Fraction]]] = {}
    for point in points:
        for block, pair in _compared(task, binding, reading, point).items():
            compared.setdefault(block, []).append(pair)
    reports = [_block(task, binding, reading, block, pairs, points, fixed) for block, pairs in compared.items()]
    whole = [] if all(r.agrees for r in reports) else _order_of_gates(task, binding, reading, points)
    return AuditReport(binding.name, task.cell.name, task.kind, binding.text(), describe(reading), tuple(reports),
                       tuple(whole))


def _further(report: AuditReport, task: Task, binding: Binding, reading: Reading, points: list[dict[str, Any]],
             more: list[tuple[str, dict[str, Any]]], fixed: bool) -> AuditReport:
    """The report of code that agrees at generic points, after a look at more of them, each with its words.

    What a generic point allows is allowed there, too: where a function saturates, its own rounding is far larger than
    that of its derivative.
    """
    blocks, notes = {b.name: b for b in report.blocks}, dict[str, None]()
    floors: dict[Block, Fraction] = {}
    for point in points[:2]:
        for block, (_, _, budget) in _compared(task, binding, reading, point).items():
            floors[block] = max(budget * ROOM, floors.get(block, Fraction(0)))
    for words, point in more:
        try:
            compared = _compared(task, binding, reading, point)
        except SymrnnError:
            raise
        except Undefined:  # the derivation itself has no value there
            continue
        except Exception as error:  # noqa: BLE001 (the user's code may raise anything; it is told below)
            notes[f"{words} it raises {type(error).__name__}: {str(error).strip()[:160]}"] = None
            continue
        for block, (yours, truth, budget) in compared.items():
            name, allowed = _name(task, block), max(budget, floors[block])
            outcome = compare(yours, truth, allowed)
            if outcome is Agreement.AGREE or not blocks[name].agrees:
                continue
            if outcome is Agreement.DIFFER and on_kink(task, point, block, yours):
                notes[f"{name}: on a kink it takes another slope than the derivation, which takes torch's; "
                      "off the kinks they agree"] = None
                continue

            def differs(at: dict[str, Any], block: Block = block) -> Difference | None:
                mine, derived_, least = _compared(task, binding, reading, at)[block]
                found = _difference(mine, derived_, max(least, floors[block]))
                return None if found is None or on_kink(task, at, block, mine) else found

            detail = (f"at generic points it agrees, but {words} it differs" if outcome is Agreement.DIFFER else
                      f"{words} a value is not finite where the derivation has one")
            worst = gap(yours, truth)
            blocks[name] = replace(blocks[name], agrees=False, gap=rounded_up(worst), budget=rounded_up(allowed),
                                   detail=detail, witness=small_input(task.record(), point, fixed, differs))
    return replace(report, blocks=tuple(blocks.values()), hints=(*report.hints, *notes))


def _around(report: AuditReport, task: Task, binding: Binding, reading: Reading, points: list[dict[str, Any]],
            sizes: list[dict[str, int]], seed: int) -> AuditReport:
    """The report after a look at what a call does beside returning values: to its arguments, and to a gradient."""
    leaves = derived.arrays(task, points[0])
    notes = [f"it changes its argument {name} in place: the caller's own is another one afterwards"
             for name in altered(binding, leaves, reading)]
    blocks: list[BlockReport] = []
    back = backward_of(binding, task.cell) if report.agrees and task.kind == "step" and reading[0] == "torch" else None
    if back is not None:
        through, fixed = derived.task_of(task.cell, "bptt", back, TIMES), is_module(binding.function)
        try:
            places = list(derived.samples(through, sizes, seed, 2))
            trained = _report(through, back, reading, places, fixed)
            if trained.agrees:
                trained = _further(trained, through, back, reading, places, list(special(through, places[0], False)), fixed)
            blocks = [replace(b, name=f"{b.name} by autograd", detail=f"the step agrees, its gradient does not: {b.detail}")
                      for b in trained.blocks if not b.agrees]
        except (NoGradientError, SymrnnError):  # no code for autograd, or a gradient that is not derived
            pass
        except RuntimeError as error:
            notes.append(f"autograd through it raises {type(error).__name__}: {str(error).strip()[:160]}")
    if not report.agrees and fickle(binding, leaves, reading):
        notes.append("called again with the same numbers it returns other ones (a module in training mode? .eval())")
    return replace(report, blocks=(*report.blocks, *blocks), hints=(*report.hints, *notes))


def _name(task: Task, block: Block) -> str:
    return {"step": "{0}", "jacobian": "{0}_D_{1}", "bptt": "dL_d{0}"}[task.kind].format(*block)


def _compared(task: Task, binding: Binding, reading: Reading,
              point: dict[str, Any]) -> dict[Block, tuple[Any, Any, Fraction]]:
    """For every block what the code returns, what is derived, and the budget."""
    leaves = derived.arrays(task, point)
    result = plain(call(binding, leaves, reading))
    found = taken_apart(task.kind, result, task.cell, binding, leaves)
    if found is None:
        raise ShapeError(f"what {binding.name} returns", got=shape_text(result),
                         expected="the same form at every point", advice="it must not depend on the numbers")
    wanted = list(found)
    truth, budgets = derived.exact(task, point, wanted), derived.budgets(task, point, wanted, _bits(result))
    return {block: (found[block], truth[block], budgets[block]) for block in wanted}


def _bits(result: Any) -> int:
    several = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else None
    return result.bits if several is None else min(map(_bits, several))


def _block(task: Task, binding: Binding, reading: Reading, block: Block, pairs: list[tuple[Any, Any, Fraction]],
           points: list[dict[str, Any]], fixed: bool) -> BlockReport:
    outcomes = [compare(*pair) for pair in pairs]
    outcome = together(outcomes, len(points))
    gaps = [gap(yours, truth) for yours, truth, _ in pairs]
    known = [g for g in gaps if g is not None]
    detail = {Agreement.AGREE: "as close as floating point can be",
              Agreement.DIFFER: "it differs by more than floating point may lose",
              Agreement.NO_INFORMATION: "a value is not finite where the derivation has one"}[outcome]
    name = _name(task, block)
    common = (rounded_up(max(known, default=None)), rounded_up(max(b for _, _, b in pairs)),
              sum(o is not Agreement.NO_INFORMATION for o in outcomes), detail)
    if outcome is Agreement.AGREE:
        return BlockReport(name, True, *common)

    def differs(point: dict[str, Any]) -> Difference | None:
        return _difference(*_compared(task, binding, reading, point)[block])

    start = next(p for p, o in zip(points, outcomes, strict=True) if o is not Agreement.AGREE)
    witness = small_input(task.record(), start, fixed, differs)
    slips = hints.hints(task, block, pairs, points) if outcome is Agreement.DIFFER else []
    return BlockReport(name, False, *common, witness, tuple(slips))


def _difference(yours: Any, truth: Any, budget: Fraction) -> Difference | None:
    """The worst entry of a block, where it differs by more than the budget."""
    worst: tuple[Fraction, int, int] | None = None
    for i, (row, expected) in enumerate(zip(yours, truth, strict=True)):
        for j, (x, y) in enumerate(zip(row, expected, strict=True)):
            number = exact(x)
            size = Fraction(1) if number is None else abs(number - y)
            if size > budget and (worst is None or size > worst[0]):
                worst = size, i, j
    if worst is None:
        return None
    size, i, j = worst
    return size, {"entry": [i, j], "yours": f"{yours[i][j]:.10g}", "derived": f"{float(truth[i][j]):.10g}"}


def _order_of_gates(task: Task, binding: Binding, reading: Reading, points: list[dict[str, Any]]) -> list[str]:
    """Whether everything agrees with the gates stacked in another order."""
    stacked = [slot.meaning for slot in binding.slots if "*" in slot.meaning.text]
    letters = binding.reader.gates or next((f for f in binding.reader.families.values()
                                            if any(len(m.names) == len(f) for m in stacked)), "")
    for order in permutations(letters) if stacked and len(letters) <= 4 else ():
        other = binding.with_gates("".join(order))
        pairs = [pair for point in points[:2] for pair in _compared(task, other, reading, point).values()]
        if all(compare(*pair) is Agreement.AGREE for pair in pairs):
            return [f"with the gates stacked as {''.join(order)} it agrees: say --gates {''.join(order)}"]
    return []
