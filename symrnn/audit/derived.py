"""What the derivation says at a point: new states, Jacobians, gradients through time, in balls of any precision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.substitute import replace
from symrnn.audit.binding import Binding
from symrnn.audit.expressions import Array
from symrnn.oracles.arb_values import rational
from symrnn.recheck.functions import Undefined, precision
from symrnn.recheck.matrices import each, entries, mat
from symrnn.recheck.sample import points
from symrnn.recheck.values import Env, environment, evaluate

BITS = 160
# A user's code may take a less careful route than the derivation, so it gets more room than a reference does; an error
# of one part in a million millions is still beyond it.
SLACK = 64
HELD = "held"

Block = tuple[str, ...]  # ("h",) of a step, ("h", "c") of a Jacobian, ("W",) of a gradient
Rows = list[list[Fraction]]


@dataclass(frozen=True)
class Task:
    """What is audited: a cell, a kind ("step", "jacobian" or "bptt"), and how many times the gradient goes back.

    Parameters
    ----------
    times
        The number of steps; 0 where inputs do not come as a sequence.
    everywhere
        Whether the loss has a gradient at every time, not only at the last one.
    held
        A named intermediate that is treated as a constant; for hints at what went wrong.
    last_only
        Whether gradients are those of the last step alone; for hints too.
    """

    cell: Any
    kind: str
    times: int = 0
    everywhere: bool = False
    held: str | None = None
    last_only: bool = False

    def record(self) -> dict[str, Any]:
        """The serialised step, with cotangents and inputs over time among its leaves."""
        record = {**self.cell.record(), "assert": ["holds", ["all_of"]]}
        leaves = dict(record["leaves"])
        if self.kind == "bptt":
            for state in self.cell.state:
                names = [f"g_{state.name}@{t}" for t in range(self.times)] if self.everywhere else [f"g_{state.name}"]
                leaves.update(dict.fromkeys(names, leaves[state.name]))
            if self.times:
                for x in self.cell.inputs:
                    spec = leaves.pop(x.name)
                    leaves.update({f"{x.name}@{t}": spec for t in range(self.times)})
        return {**record, "leaves": leaves}


def task_of(cell: Any, kind: str, binding: Binding, times: int) -> Task:
    """The task that fits the arguments: a sequence of inputs, or of cotangents, makes a gradient through time."""
    kinds = {slot.meaning.text for slot in binding.slots if slot.meaning.kind == "over time"}
    everywhere = any(text.startswith("g_") for text in kinds)
    return Task(cell, kind, times if kinds else 0, everywhere)


def samples(task: Task, sizes: list[dict[str, int]] | None, seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Generic exact points at which everything that is derived has a value."""
    record = task.record()
    for point in points(record, seed, sizes=sizes, count=4 * count):
        try:
            budgets(task, point, blocks(task), 53)
        except Undefined:
            continue
        count -= 1
        yield point
        if not count:
            return


def blocks(task: Task) -> list[Block]:
    """All blocks of a kind: states; pairs of a state and a state, an input or a vector parameter; symbols."""
    cell = task.cell
    if task.kind == "step":
        return [(s.name,) for s in cell.state]
    symbols = [*cell.state, *cell.inputs, *cell.parameters]
    if task.kind == "jacobian":
        return [(y.name, x.name) for y in cell.state for x in symbols if not x.shape or x.is_column]
    # With inputs over time a gradient with respect to a single input has no meaning.
    return [(x.name,) for x in symbols if not (task.times and x in cell.inputs)]


def values(task: Task, point: dict[str, Any], wanted: list[Block], bits: int, blur: int | None,
           wide: int | None = None) -> dict[Block, Any]:
    """The derived blocks as rows of balls; with `blur` the leaves are known to so many bits only, with `wide` to 2^-wide.

    Raises
    ------
    Undefined
        Where a block has no value that could be enclosed.
    """
    with precision(bits):
        env = environment(task.record(), point)
        if blur is not None:
            env = env.child({key: each(lambda x: arb(x, abs(arb(x)) * arb(2) ** -blur), entry)
                             for key, entry in env.leaves.items()})
        if wide is not None:
            env = env.child({key: each(lambda x: arb(x, arb(2) ** -wide), entry) for key, entry in env.leaves.items()})
        return _gradients(task, env, wanted) if task.kind == "bptt" else {
            block: each(arb, mat(_direct(task, env, block))) for block in wanted}


def exact(task: Task, point: dict[str, Any], wanted: list[Block]) -> dict[Block, Rows]:
    """The derived blocks, rounded far below anything that floating point can show."""
    found = values(task, point, wanted, BITS, None)
    return {block: each(_written, rows) for block, rows in found.items()}


def budgets(task: Task, point: dict[str, Any], wanted: list[Block], bits: int) -> dict[Block, Fraction]:
    """What floating point of so many bits may lose in each block."""
    found = values(task, point, wanted, bits, bits)
    return {block: SLACK * max(_written(arb(x.rad())) for x in entries(rows)) for block, rows in found.items()}


def _written(x: Any) -> Fraction:
    value = rational(x) if x.is_finite() else None
    if value is None:
        raise Undefined("a value beyond all numbers that can be written out")
    return value


def arrays(task: Task, point: dict[str, Any]) -> dict[str, Array]:
    """The leaves of a point as exact arrays that can be handed over."""
    cell = task.cell
    carried = {s.name for s in (*cell.state, *cell.inputs)}
    symbols = {s.name: s for s in (*cell.state, *cell.inputs, *cell.parameters)}
    found = {}
    for name, entry in point["leaves"].items():
        base = name.partition("@")[0]
        symbol = symbols[base] if base in symbols else symbols[base.removeprefix("g_")]
        kind = "scalar" if not symbol.shape else "column" if symbol.is_column else "matrix"
        rows = [[Fraction(x) for x in row] for row in entry] if symbol.shape else [[Fraction(entry)]]
        found[name] = Array(rows, kind, base in carried or base.startswith("g_"))
    return found


def _direct(task: Task, env: Env, block: Block) -> Any:
    cell = task.cell
    if task.kind == "step":
        return evaluate(node(cell.new[block[0]]), env)
    if task.held is None:
        return evaluate(node(cell.jacobian(*block)), env)
    # The intermediate becomes a symbol with the value that it has here, so that nothing is differentiated through it.
    term = cell.let[task.held]
    value = evaluate(node(term), env)
    constant = leaf(HELD, term.shape)
    y = replace(cell.new[block[0]], {term: constant})
    return evaluate(["D", node(y), ["sym", block[1]]], env.child({HELD: value}))


def _gradients(task: Task, env: Env, wanted: list[Block]) -> dict[Block, Any]:
    """Back through time: the gradient reaches every state by the cell's own, and is summed over the times."""
    cell, states = task.cell, [s.name for s in task.cell.state]
    along = []
    for t in range(max(task.times, 1)):
        fed = {x.name: env.leaves[f"{x.name}@{t}"] for x in cell.inputs} if task.times else {}
        env = env.child(fed)
        along.append(env)
        env = env.child({s: evaluate(node(cell.new[s]), env) for s in states})
    gradient = {block[0]: node(cell.gradient(block[0])) for block in wanted}
    back = {s: node(cell.gradient(s)) for s in states}
    total: dict[str, Any] = {}
    g: dict[str, Any] = {}
    for t in reversed(range(len(along))[-1:] if task.last_only else range(len(along))):
        local = {s: along[t].leaves[f"g_{s}@{t}" if task.everywhere else f"g_{s}"] for s in states}
        if task.everywhere or not g:
            g = {s: local[s] if s not in g else _sum(g[s], local[s]) for s in states}
        at = along[t].child({f"g_{s}": g[s] for s in states})
        for name, term in gradient.items():
            if name not in states:
                total[name] = _sum(total.get(name), evaluate(term, at))
        g = {s: evaluate(back[s], at) for s in states}
    total.update({s: g[s] for s in states})
    return {block: each(arb, mat(total[block[0]])) for block in wanted}


def _sum(a: Any, b: Any) -> Any:
    if a is None:
        return b
    if not isinstance(a, list):
        return a + b
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
