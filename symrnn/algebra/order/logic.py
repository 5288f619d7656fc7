"""The logic around relations: conjunctions, cases, implications and negations, down to single relations.

A proof is data: {"relations": [...]} at the leaves, {"all": [...]}, {"assume": ...}, {"both": [...]}, {"one": i, ...},
{"opposite": ...} and {"split": i, ...} above them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.relations import Relation, opposite, relations

Atom = Callable[[Relation, list[Relation]], dict[str, Any] | None]
NEST = 3


def flat(conditions: list[Statement]) -> list[Statement]:
    """Assumptions without conjunctions, with implications as alternatives; the order is kept."""
    out: list[Statement] = []
    for c in conditions:
        if c.given:
            c = Statement("implies", (Statement("all_of", c.given), Statement(c.head, c.args)))
        if c.head in ("all_of", "holds"):
            out.extend(flat(list(c.args)))
        elif c.head == "no":
            turned = opposite(c.args[0])
            out.extend([c] if turned is None else flat([turned]))
        elif c.head in ("implies", "iff"):
            turned = alternatives(c)
            out.extend([c] if turned is None else [turned])
        else:
            out.append(c)
    return out


def alternatives(c: Statement) -> Statement | None:
    """An implication or an equivalence as an `any_of`."""
    left, right = opposite(c.args[0]), opposite(c.args[1])
    if c.head == "implies":
        return None if left is None else Statement("any_of", (left, c.args[1]))
    if left is None or right is None:
        return None
    return Statement("any_of", (Statement("all_of", c.args), Statement("all_of", (left, right))))


def known(conditions: list[Statement]) -> list[Relation]:
    """The relations among some flat assumptions."""
    return [r for c in conditions for r in (relations(c) or [])]


def derived(goal: Statement, assumed: list[Statement], atom: Atom, nest: int = NEST) -> dict[str, Any] | None:
    """A proof of the goal under the assumptions, with every relation proved by `atom`; None where there is none."""
    head, args = goal.head, goal.args
    if goal.given:
        inner = derived(Statement(head, args), [*assumed, *goal.given], atom, nest)
        return None if inner is None else {"assume": inner}
    if head == "holds":
        return derived(args[0], assumed, atom, nest)
    if head == "all_of":
        parts = _all([derived(a, assumed, atom, nest) for a in args])
        return None if parts is None else {"all": parts}
    if head == "implies":
        inner = derived(args[1], [*assumed, args[0]], atom, nest)
        return None if inner is None else {"assume": inner}
    if head == "iff":
        first = derived(args[1], [*assumed, args[0]], atom, nest)
        second = derived(args[0], [*assumed, args[1]], atom, nest) if first is not None else None
        return None if first is None or second is None else {"both": [first, second]}
    if head == "no":
        turned = opposite(args[0])
        inner = None if turned is None else derived(turned, assumed, atom, nest)
        return None if inner is None else {"opposite": inner}
    if head == "any_of":
        return _one(goal, assumed, atom, nest)
    wanted = relations(goal)
    if wanted is None:
        return None
    return _relations(wanted, assumed, atom) or _split(goal, assumed, atom, nest)


def _all(parts: list[dict[str, Any] | None]) -> list[dict[str, Any]] | None:
    return None if any(p is None for p in parts) else [p for p in parts if p is not None]


def _relations(wanted: list[Relation], assumed: list[Statement], atom: Atom) -> dict[str, Any] | None:
    have, parts = known(flat(assumed)), []
    for r in wanted:
        part = atom(r, have)
        if part is None:
            return None
        parts.append(part)
    return {"relations": parts}


def _split(goal: Statement, assumed: list[Statement], atom: Atom, nest: int) -> dict[str, Any] | None:
    """By the cases of an alternative among the assumptions."""
    flattened = flat(assumed)
    for i, c in enumerate(flattened):
        if c.head == "any_of" and nest > 0:
            rest = [*flattened[:i], *flattened[i + 1:]]
            parts = []
            for case in c.args:
                part = derived(goal, [*rest, case], atom, nest - 1)
                if part is None:
                    break
                parts.append(part)
            if len(parts) == len(c.args):
                return {"split": i, "parts": parts}
    return None


def _one(goal: Statement, assumed: list[Statement], atom: Atom, nest: int) -> dict[str, Any] | None:
    """One of several: where all the others fail."""
    for i, part in enumerate(goal.args):
        others = [opposite(a) for j, a in enumerate(goal.args) if j != i]
        more = [o for o in others if o is not None] if all(o is not None for o in others) else []
        inner = derived(part, [*assumed, *more], atom, nest - 1) if nest > 0 else None
        if inner is not None:
            return {"one": i, "proof": inner}
    return _split(goal, assumed, atom, nest)
