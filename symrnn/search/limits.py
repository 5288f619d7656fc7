"""Refuting limits and orders: parameters at which the sequence has a law that is known for ever.

A witness of kind "limit" gives the parameters, how sequences are continued, and the law: the values repeat from some
index on, or they grow without bound, or they vanish. `confirmed` derives the law again from the witness alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from symrnn.recheck.functions import UNREADABLE, precision, text
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env, environment, freeze
from symrnn.search.bodies import bodies
from symrnn.search.combos import diagonal
from symrnn.search.fast import Node
from symrnn.search.frames import PHASES, Frame, Slot, frame_of, index_plans, size_plans
from symrnn.search.orbits import LONGEST, REACH, Law, is_free, law, tail, value_at
from symrnn.search.pools import mentions

Record = dict[str, Any]
Witness = dict[str, Any]
ORDERED = 240  # combinations in each frame
SPAN = range(-4, REACH + LONGEST)  # where elements of sequences are given while the law is looked for
BITS = 256
HOW = "limits of structured sequences"


def search_limit(record: Record, most: int) -> tuple[Witness | None, int]:
    """The first parameters that refute a limit or an order, and how many were tried."""
    k = record["assert"][3]
    if not isinstance(k, str):
        return None, 0
    tried = 0
    for frame in _frames(record, k, most):
        for row in diagonal(tuple(len(s.pool) for s in frame.slots), ORDERED):
            tried += 1
            point = frame.point([slot.pool[i] for slot, i in zip(frame.slots, row, strict=True)])
            periods = {s.name: len(point["leaves"][s.name]) for s in frame.slots if isinstance(s.keys[0], tuple)}
            if (found := refute(record, {**point, "extension": periods})) is not None:
                return found, tried
    return None, tried


def confirmed(record: Record, witness: Witness) -> bool:
    """Whether the law of a limit witness, derived again, refutes the statement."""
    return refute(record, witness) is not None


def _frames(record: Record, k: str, most: int) -> Iterator[Frame]:
    """Frames in order; a sequence has one value, then two or three that take turns."""
    longest = PHASES if any(spec.get("sequence") for spec in record["leaves"].values()) else 1
    plans = []
    for i, sizes in enumerate(size_plans(record)):
        found = index_plans(record, sizes)
        for j, indices in enumerate([p for p in found if p[k] == 2] or [{**p, k: 2} for p in found[:1]]):
            plans += [(i + j + l + period, i, period, j, l, sizes, indices, body)
                      for l, body in enumerate(bodies(record, 4)) for period in range(1, longest + 1)]
    plans.sort(key=lambda p: p[:5])
    for _, _, period, _, _, sizes, indices, body in plans[:most]:
        try:
            frame = frame_of(record, sizes, indices, body)
        except UNREADABLE:
            continue
        frame.slots = list(_in_turn(frame, period))
        if all(s.pool for s in frame.slots):
            yield frame


def _in_turn(frame: Frame, period: int) -> Iterator[Slot]:
    """The slots with so many values for each sequence, at the indices 0, 1, ..."""
    count: dict[str, int] = {}
    for slot in frame.slots:
        phase = count[slot.name] = count.get(slot.name, -1) + 1
        if not isinstance(slot.keys[0], tuple):
            yield slot
        elif phase < period:
            yield replace(slot, keys=[(slot.name, phase)])


def refute(record: Record, point: Witness) -> Witness | None:
    """The witness that a point is, with its law; None where the law is not known or does not refute."""
    with precision(BITS):
        try:
            return _refute(record, point)
        except UNREADABLE:
            return None


def _refute(record: Record, point: Witness) -> Witness | None:
    head, a, b, k = freeze(record["assert"])
    extension = point.get("extension", {})
    env = _extended(record, point, extension)
    rule = law(a, k, env, extension)
    other = law(b, k, env, extension) if b != ("const", "oo") else Law(0, 1)
    both = None if rule is None or other is None else rule.and_also(other)
    where = range(both.start, both.start + both.period) if both else range(0)
    found = _failing(head, a, b, k, env, where) or _by_tail(head, a, b, k, env, other)
    if found is None or not _meets(record, k, env, extension):
        return None
    left = value_at(a, k, found[1], env)
    shown = {"left": "" if left is None or isinstance(left, list) else text(left), "right": _plain(b, k, found[1], env)}
    plain = {key: point.get(key, {}) for key in ("sizes", "indices", "leaves", "functions")}
    plain["indices"] = {name: i for name, i in plain["indices"].items() if name != k}
    return {**plain, **shown, "gap": "", "exact": True, "kind": "limit", "clause": head, "how": HOW, "shrunk": False,
            "law": found[0], "at": found[1], "extension": extension}


def _extended(record: Record, point: Witness, extension: dict[str, int]) -> Env:
    """The point with its sequences continued periodically over all indices that are looked at."""
    env = environment(record, point)
    for name, period in extension.items():
        own = [(key[1], v) for key, v in env.leaves.items() if isinstance(key, tuple) and key[0] == name]
        given = {i % period: v for i, v in own}
        env.leaves.update({(name, i): given[i % period] for i in SPAN})
    return env


def _failing(head: str, a: Node, b: Node, k: str, env: Env, where: range) -> tuple[str, int] | None:
    """The index of a cycle at which the statement fails again and again, and the law in words."""
    for i in where:
        at = env.child(indices={k: i})
        repeat = f"the values repeat with period {len(where)} from {k} = {where.start} on"
        if head == "tends_to" and b == ("const", "oo"):
            if value_at(a, k, i, env) is not None:
                return repeat, i
        elif head == "tends_to":
            if decide(("eq", a, b), at) is False:
                return repeat, i
        elif decide(("eq", b, ("num", "0")), at) and decide(("eq", a, ("num", "0")), at) is False:
            return repeat, i
    return None


def _by_tail(head: str, a: Node, b: Node, k: str, env: Env, other: Law | None) -> tuple[str, int] | None:
    """Growth where a bound is stated, decay where another limit is stated."""
    end = tail(a, k, env)
    if end == "oo" and other is not None and not (head == "tends_to" and b == ("const", "oo")):
        return f"the values have no bound as {k} grows", 1
    zero = b != ("const", "oo") and other == Law(0, 1) and decide(("eq", b, ("num", "0")), env) is not False
    if end == "0" and head == "tends_to" and not zero and other == Law(0, 1):
        return f"the values vanish as {k} grows", 1
    return None


def _meets(record: Record, k: str, env: Env, extension: dict[str, int]) -> bool:
    """Whether the conditions hold at the point, at every value of the index where they depend on it."""
    free = [i for i in record["indices"] if i != k and not is_free(i, freeze(record["assert"]))]
    for cond in map(freeze, record["given"]):
        loose = [i for i in free if is_free(i, cond)]
        if len(loose) + is_free(k, cond) > 1:
            return False
        name = loose[0] if loose else k
        if not is_free(name, cond):
            if decide(cond, env) is not True:
                return False
            continue
        if not mentions(cond, set(record["leaves"])):
            continue  # it restricts the index alone, and all large values of it remain
        rule = law(cond, name, env, extension)
        if rule is None or not all(decide(cond, env.child(indices={name: i})) for i in range(rule.start + rule.period)):
            return False
    return True


def _plain(b: Node, k: str, i: int, env: Env) -> str:
    if b == ("const", "oo"):
        return "oo"
    value = value_at(b, k, i, env)
    return "" if value is None or isinstance(value, list) else text(value)
