"""Which entry of its two sides a witness speaks of: the ledger keeps the two numbers, a reader wants their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symrnn.recheck.functions import UNREADABLE, Node, ball, precision
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.values import Env, environment, evaluate

BITS = 128
MOST = 30
"""The largest size or index of a witness that is worked out; nobody is to wait for a huge one."""


@dataclass(frozen=True)
class Difference:
    """Both sides of a comparison of which at least one is a matrix, and the entry where it fails most."""

    sides: tuple[Any, Any]
    place: tuple[int, int]
    shape: tuple[int, int]

    @property
    def words(self) -> str:
        """The entry in words: "row 1, column 2", or "entry 2" of a column."""
        if 1 in self.shape:
            return f"entry {max(self.place) + 1}"
        return f"row {self.place[0] + 1}, column {self.place[1] + 1}"


def is_pointwise(witness: Mapping[str, Any]) -> bool:
    """Whether a witness is a point of a size that can be looked at, and not an argument about many."""
    return not witness.get("kind") and max([0, *witness["sizes"].values(), *map(abs, witness["indices"].values())]) <= MOST


def failing_clause(cond: Node, env: Env) -> Node:
    """The first clause that fails, as the trusted base looks for it."""
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return next((failing_clause(c, env) for c in args if decide(c, env) is False), cond)
    return failing_clause(args[1], env) if head in ("given", "implies") else cond


def difference(clause: Node, env: Env) -> Difference | None:
    """Where a comparison between matrices fails most; nothing where it does not, or both sides are numbers."""
    if clause[0] not in COMPARE:
        return None
    test, swap = COMPARE[clause[0]]
    left, right = (evaluate(term, env) for term in clause[1:3])
    array = next((v for v in (left, right) if isinstance(v, list) and sum(map(len, v)) > 1), None)
    if array is None:
        return None
    shape = len(array), len(array[0])

    def at(value: Any, i: int, j: int) -> Any:
        if not isinstance(value, list):
            return value
        return value[i][j] if (len(value), len(value[0])) == shape else value[0][0]

    worst, place = -1.0, None
    for i in range(shape[0]):
        for j in range(shape[1]):
            d = at(left, i, j) - at(right, i, j)
            if test(-d if swap else d) is False and (size := float(ball(abs(d)).mid())) > worst:
                worst, place = size, (i, j)
    return None if place is None else Difference((left, right), place, shape)


def failing_entry(refuted: Mapping[str, Any], witness: dict[str, Any] | None) -> str:
    """The place of the numbers that a witness keeps as left and right, in words; empty where they are the whole sides.

    Parameters
    ----------
    refuted : a serialised statement, or an entry of a ledger.
    """
    record = {**(refuted.get("statement") or refuted), "given": refuted.get("given") or []}
    try:
        if not witness or "assert" not in record or not is_pointwise(witness):
            return ""
        with precision(BITS):
            env = environment(record, witness)
            found = difference(failing_clause(record["assert"], env), env)
    except UNREADABLE:
        return ""
    return found.words if found else ""
