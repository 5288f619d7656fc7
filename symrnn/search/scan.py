"""Going through combinations of structured values: floats in batches pick, exact numbers decide, in order."""

from __future__ import annotations

from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.functions import Malformed, Undefined
from symrnn.recheck.witness import refutes
from symrnn.search.combos import Table
from symrnn.search.fast import cost, has_head, is_rough
from symrnn.search.frames import Frame
from symrnn.search.slack import candidates

BATCH = 512
FIRST = 8  # combinations of a frame that are decided exactly whatever floats say: they miss what is off by 1e-12
BLIND = 3  # times the budget of exact decisions is spent in a frame where floats cannot say anything
SLOW = frozenset({"integral", "expect"})  # these take the trusted evaluator long, and floats propose them badly


class Tester:
    """Decides points exactly, and counts how many it has decided, by stage."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.tried = 0
        self.stages: dict[str, int] = {}

    def count(self, number: int, how: str) -> None:
        """Note points that were looked at."""
        self.tried += number
        self.stages[how] = self.stages.get(how, 0) + number

    def test(self, point: dict[str, Any], how: str, count: bool = True) -> dict[str, Any] | None:
        """The witness that a point is, or None."""
        if count:
            self.count(1, how)
        good, _, details = refutes(self.record, point)
        if not good:
            return None
        plain = {k: point.get(k, {}) for k in ("sizes", "indices", "leaves", "functions")}
        return {**plain, "left": details["left"], "right": details["right"], "gap": details["gap"],
                "exact": details["exact"], "clause": self.record["assert"][0], "how": how, "shrunk": False}


def scan(frame: Frame, table: Table, tester: Tester, exact: int, how: str) -> dict[str, Any] | None:
    """The first combination of the table that is a witness, among those that floats let through."""
    nodes = (frame.claim, *(c for c, _ in frame.conditions))
    exact = exact // 8 if has_head(nodes, SLOW) else exact
    if is_rough(nodes):
        found = decide_all(frame, table[: BLIND * exact], tester, how)
        if found is not None:
            return found
    if (found := decide_all(frame, table[:FIRST], tester, how)) is not None:
        return found
    chunk = max(8, BATCH // max(1, cost(nodes) // 40))
    for start in range(0, len(table), chunk):
        part = table[start : start + chunk]
        try:
            mask = candidates(frame.conditions, frame.claim, frame.floats(part))
        except (NotSupportedError, Undefined, Malformed, KeyError, ValueError, np.linalg.LinAlgError):
            # A statement that floats do not cover is decided exactly, on fewer points.
            return decide_all(frame, table[: BLIND * exact], tester, how)
        tester.count(len(part), how)
        for i in np.flatnonzero(np.broadcast_to(mask, (len(part),))):
            if exact <= 0:
                return None
            exact -= 1
            if (found := tester.test(point_of(frame, part[i]), how, count=False)) is not None:
                return found
    return None


def decide_all(frame: Frame, table: Table, tester: Tester, how: str) -> dict[str, Any] | None:
    """The first combination of the table that is a witness, all decided exactly."""
    for row in table:
        if (found := tester.test(point_of(frame, row), how)) is not None:
            return found
    return None


def point_of(frame: Frame, row: Any) -> dict[str, Any]:
    """The point of one row of a table of choices."""
    return frame.point([slot.pool[k] for slot, k in zip(frame.slots, row, strict=True)])
