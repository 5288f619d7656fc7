"""Structured points that meet equations between leaves: the structured values are placed, the rest is solved for.

`recheck.sample` solves equations for a leaf, exactly; here it starts from structured values instead of generic ones.
"""

from __future__ import annotations

import json
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import UNREADABLE, precision
from symrnn.recheck.sample import Builder, Draw, instances, leaf_nodes, satisfied, serialise
from symrnn.recheck.truth import EQUATIONS
from symrnn.recheck.values import Env, key_of
from symrnn.search.combos import Table, diagonal, scattered
from symrnn.search.frames import PHASES, Frame
from symrnn.search.pools import exact
from symrnn.search.scan import Tester
from symrnn.search.together import draw_together

HOW = "structured matrices, equations solved"
SOLVED = frozenset({"eq", "equal", "fixed", "commute", "rank_is", "rank_at_most", "psd", "pd", *EQUATIONS})


def is_linked(frame: Frame) -> bool:
    """Whether an equation ties leaves to each other, or a word stands about a term."""
    return any(cond[0] in SOLVED and leaf_nodes(cond) and (len({x[1] for x in leaf_nodes(cond)}) > 1 or
               cond[1][0] not in ("sym", "seq")) for cond, _ in frame.conditions)


class Placed(Builder):
    """A builder whose leaves come from pools."""

    def __init__(self, frame: Frame, row: Any, seed: int) -> None:
        functions = {n: {"body": frame.point([s.pool[0] for s in frame.slots])["functions"].get(n, spec.get("body"))}
                     for n, spec in frame.record.get("functions", {}).items()}
        record = {**frame.record, "functions": functions}
        super().__init__(record, Draw(seed, 0, 0), frame.sizes, frame.indices, fmpq(1))
        self.frame, self.row, self.calls = frame, row, dict.fromkeys(frame.record["leaves"], 0)

    def leaf(self, name: str, dims: Any) -> Any:
        """The placed value; a drawn one for a leaf that has no slot."""
        slots = [(s, k) for s, k in zip(self.frame.slots, self.row, strict=True) if s.name == name]
        if not slots or slots[0][0].complex:
            return super().leaf(name, dims)
        slot, k = slots[self.calls[name] % min(PHASES, len(slots))]
        self.calls[name] += 1
        value = exact(slot.pool[k], slot.complex)
        return value if dims else value[0][0]


    def build(self, near: bool = False) -> Env:
        """Where conditions on matrices still fail, structured values of all the leaves in them at once."""
        super().build(near)
        given = list(instances({**self.record, "given": self.given}, self.env))
        failing = {key_of(self.env, x) for cond, env in given if not satisfied(cond, env) for x in leaf_nodes(cond)}
        old = {key: value for key, value in self.env.leaves.items() if key in failing}
        if any(isinstance(v, list) for v in old.values()) and len(old) == len(failing) and not self.raw and all(
                isinstance(key, str) for key in old):
            new = draw_together(old, self.draw, lambda values: all(
                satisfied(cond, env.child(values)) for cond, env in given))
            for key, value in (new or {}).items():
                self._put(key, value)
        return self.env


def place(frame: Frame, row: Any, seed: int) -> dict[str, Any] | None:
    """The point that comes of a row of choices; None where the conditions cannot be met from there."""
    with precision(256):
        try:
            builder = Placed(frame, row, seed)
            env = builder.build()
            if env.base.derived or not all(satisfied(cond, at) for cond, at in instances(builder.record, env)):
                return None
        except UNREADABLE:
            return None
    point: dict[str, Any] = json.loads(json.dumps(serialise(env, builder.raw)))
    return point


def search_mended(spaces: list[Frame], seed: int, most: int, tester: Tester) -> dict[str, Any] | None:
    """The first witness among completed structured points; `most` of them are shared by a few frames."""
    linked = [f for f in spaces if is_linked(f)][:6]
    for frame in linked:
        lengths = tuple(len(s.pool) for s in frame.slots)
        half = max(1, most // (2 * len(linked)))
        for table in (diagonal(lengths, half), scattered(lengths, half, seed)):
            if (found := solved(frame, table, tester, seed)) is not None:
                return found
    return None


def solved(frame: Frame, table: Table, tester: Tester, seed: int = 1) -> dict[str, Any] | None:
    """The first witness among the rows of a table, completed; None at once where no equation ties leaves to each other."""
    for row in table if is_linked(frame) else ():
        point = place(frame, row, seed)
        if point is not None and (found := tester.test(point, HOW)) is not None:
            return found
    return None
