"""Where a search looks: sizes, indices and bodies of functions held fixed, and the leaves that are then free.

A frame is one choice of the first three; within a frame every leaf has a pool of exact values that meet the conditions
on that leaf alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from symrnn.recheck.functions import Malformed, Undefined, precision
from symrnn.recheck.point import Env, environment, freeze, parse_number, size_of
from symrnn.recheck.sample import instances, leaf_nodes
from symrnn.recheck.truth import decide
from symrnn.recheck.values import evaluate
from symrnn.search.bodies import bodies
from symrnn.search.fast import Floats, Key, Node
from symrnn.search.matrices import Q, Value, distinct, scaled, shaped, value, variants

INDEX_VALUES = 5  # indices are tried from 0 up to this
PHASES = 3  # a sequence takes at most this many different values, in turn


@dataclass
class Slot:
    """A free value: the leaf, the keys that take it, its dimensions, and the exact values that it may have."""

    name: str
    keys: list[Key]
    dims: tuple[int, int]
    complex: bool = False
    pool: tuple[Value, ...] = ()
    arrays: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros(0))


@dataclass
class Frame:
    """Sizes, indices and bodies, with what depends on them."""

    record: dict[str, Any]
    sizes: dict[str, int]
    indices: dict[str, int]
    bodies: dict[str, Node]
    slots: list[Slot]
    conditions: list[tuple[Node, dict[str, int]]]
    claim: Node

    def floats(self, choice: np.ndarray[Any, Any]) -> Floats:
        """The batch of points that a table of pool indices (batch x slots) stands for."""
        leaves = {}
        for j, slot in enumerate(self.slots):
            array = slot.arrays[choice[:, j]]
            leaves.update(dict.fromkeys(slot.keys, array))
        return Floats(self.record, self.sizes, self.indices, leaves, self.bodies)

    def point(self, values: list[Value]) -> dict[str, Any]:
        """The point with these values of the slots, as plain data; leaves that are only bound are zero."""
        leaves: dict[str, Any] = {}
        by_key = {key: (slot, v) for slot, v in zip(self.slots, values, strict=True) for key in slot.keys}
        for name, spec in self.record["leaves"].items():
            dims = dimensions(spec, self.sizes)
            keys = [k for k in by_key if (k if isinstance(k, str) else k[0]) == name]
            if not keys:
                blank = text(((Q(0),) * dims[1],) * dims[0], spec)
                leaves[name] = {"0": blank} if spec.get("sequence") else blank
            elif spec.get("sequence"):
                leaves[name] = {str(k[1]): text(by_key[k][1], spec) for k in keys if not isinstance(k, str)}
            else:
                leaves[name] = text(by_key[name][1], spec)
        functions = {n: numeric(b, self, leaves) for n, b in self.bodies.items() if is_open(self.record, n)}
        return {"sizes": dict(self.sizes), "indices": dict(self.indices), "leaves": leaves, "functions": functions}


def is_open(record: dict[str, Any], name: str) -> bool:
    """Whether a function has no body in the statement."""
    return record["functions"][name].get("body") is None


def numeric(body: Node, frame: Frame, leaves: dict[str, Any]) -> Node:
    """A body in which what does not depend on the argument (a Lipschitz constant, say) is a number; plain lists."""
    if not isinstance(body, tuple):
        return body
    if ("sym", "_x") in (body, *leaf_nodes(body)):
        return [numeric(x, frame, leaves) for x in body]
    used = {k: v for k, v in leaves.items() if mentions(body, {k})}
    got = evaluate(body, environment(frame.record, {"sizes": frame.sizes, "indices": frame.indices, "leaves": used}))
    return ["num", str(got[0][0] if isinstance(got, list) else got)]


def text(a: Value, spec: dict[str, Any]) -> Any:
    """A value as plain data; the rows of a complex leaf hold its real parts, then its imaginary parts."""
    if spec.get("field") == "complex":
        half = len(a) // 2
        rows: Any = [[[str(x), str(y)] for x, y in zip(r, s, strict=True)] for r, s in zip(a[:half], a[half:], strict=True)]
    else:
        rows = [[str(x) for x in row] for row in a]
    return rows if spec["shape"] else rows[0][0]


def dimensions(spec: dict[str, Any], sizes: dict[str, int]) -> tuple[int, int]:
    """Rows and columns of a leaf; twice the rows for a complex one, real parts above imaginary parts."""
    r, c = [size_of(s, sizes) for s in spec["shape"]] or [1, 1]
    return (2 * r, c) if spec.get("field") == "complex" else (r, c)


def keys_of(node: Node, names: dict[str, int], bound: frozenset[Any] = frozenset()) -> Iterator[Key]:
    """The leaves that a frozen node mentions free, elements of sequences at the values of the indices."""
    if not isinstance(node, tuple) or not node:
        return
    head = node[0]
    if head in ("sym", "seq"):
        key = node[1] if head == "sym" else (node[1], size_of(node[2], names))
        if key not in bound and key != "_x":
            yield key
    elif head in ("product", "total"):
        first, last = size_of(node[3], names), size_of(node[4], names)
        for i in range(first, max(first, last) + 1):
            yield from keys_of(node[1], {**names, node[2]: i}, bound)
    elif head in ("integral", "iterate", "expect"):
        inner = bound | set(keys_of(node[2], names))
        yield from keys_of(node[1], names, inner)
        for rest in node[3:]:
            yield from keys_of(rest, names, bound)
    elif head == "at":
        inner = bound | {k for pair in node[2] for k in keys_of(pair[0], names)}
        yield from keys_of(node[1], names, inner)
        for pair in node[2]:
            yield from keys_of(pair[1], names, bound)
    else:
        for part in node:
            yield from keys_of(part, names, bound)


def size_plans(record: dict[str, Any], largest: int = 3) -> list[dict[str, int]]:
    """Assignments of sizes that meet the conditions on sizes alone: small ones first, unequal ones included."""
    names = record.get("sizes", [])
    conds = [c for c in map(freeze, record.get("given", [])) if not leaf_nodes(c)]
    open_names = set(record.get("indices", []))
    conds = [c for c in conds if not mentions(c, open_names)]
    found: list[dict[str, int]] = []
    for reach in (largest, largest + 2, largest + 4):
        plans = sorted(product(range(1, reach + 1), repeat=len(names)), key=lambda p: (sum(p), max(p, default=0), p))
        for plan in plans[:4000]:
            sizes = dict(zip(names, plan, strict=True))
            if all(decide(c, Env(record, sizes, {}, {}, {})) is not False for c in conds):
                found.append(sizes)
        if found:
            break
    return found


def mentions(node: Node, names: set[str]) -> bool:
    """Whether a frozen node mentions one of the names."""
    return node in names if isinstance(node, str) else isinstance(node, tuple) and any(mentions(x, names) for x in node)


def index_plans(record: dict[str, Any], sizes: dict[str, int]) -> list[dict[str, int]]:
    """Small values of the indices that meet the conditions on indices and sizes; 2 and 1 first, then 0."""
    names = record.get("indices", [])
    conds = [c for c in map(freeze, record.get("given", [])) if not leaf_nodes(c)]
    rank = {2: 0, 1: 1, 0: 2, 3: 3}
    found = []
    for plan in sorted(product(range(INDEX_VALUES), repeat=len(names)), key=lambda p: (sum(rank.get(x, x) for x in p), p)):
        indices = dict(zip(names, plan, strict=True))
        if all(decide(c, Env(record, sizes, indices, {}, {})) is not False for c in conds):
            found.append(indices)
    return found


def frame_of(record: dict[str, Any], sizes: dict[str, int], indices: dict[str, int], chosen: dict[str, Node]) -> Frame:
    """The frame, with its slots and their pools.

    Raises
    ------
    Undefined, Malformed
        Where an index or a shape has no meaning at these values.
    """
    claim = freeze(record["assert"])
    env = Env(record, sizes, indices, {}, {})
    conditions = [(c, at.indices) for c, at in instances(record, env)]
    for i, (cond, at) in enumerate(conditions):
        conditions[i] = (cond, indices if at == indices else dict(at))
    found: dict[Key, None] = {}
    for node, at in [(claim, indices), *conditions]:
        found.update(dict.fromkeys(keys_of(node, {**sizes, **at})))
    for body in chosen.values():
        found.update(dict.fromkeys(keys_of(body, sizes)))
    slots = []
    for name in dict.fromkeys(k if isinstance(k, str) else k[0] for k in found):
        spec, dims = record["leaves"][name], dimensions(record["leaves"][name], sizes)
        if min(dims) < 1:
            raise Undefined("an empty array")
        keys = [k for k in found if (k if isinstance(k, str) else k[0]) == name]
        keys.sort(key=lambda k: 0 if isinstance(k, str) else k[1])
        for phase in range(min(PHASES, len(keys)) if spec.get("sequence") else 1):
            slots.append(Slot(name, keys[phase::PHASES] if spec.get("sequence") else keys, dims,
                              spec.get("field") == "complex"))
    frame = Frame(record, sizes, indices, {k: freeze(v) for k, v in chosen.items()}, slots, conditions, claim)
    for slot in slots:
        fill(slot, frame)
    return frame


def constants(record: dict[str, Any]) -> list[Q]:
    """The numbers that the statement mentions: thresholds are where statements break."""
    found: dict[Q, None] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list | tuple):
            if len(node) == 2 and node[0] == "num":
                found[Q(str(node[1]))] = None
            else:
                for x in node:
                    walk(x)

    walk([record["given"], record["assert"]])
    return [q for q in found if q not in (0, 1)][:8]


def fill(slot: Slot, frame: Frame) -> None:
    """Give a slot its pool: structured values that meet, exactly, the conditions on this leaf alone."""
    rows, cols = slot.dims
    plain = shaped(rows // 2 if slot.complex else rows, cols)
    if slot.complex:
        zero, raw = scaled(plain[0], Q(0)), plain[:40]
        pool = distinct([*(a + zero for a in raw), *(zero + a for a in raw), *(a + b for a in raw[:12] for b in raw[:12])])
    elif slot.dims == (1, 1):
        extra = [x for q in constants(frame.record) for x in (q, -q, q / 2, 2 * q, (q + 1) / 2, q + 1)]
        pool = distinct([*plain, *(value([[x]]) for x in extra)])
    else:
        pool = plain
    conds = [c for c in frame.conditions if only_about(c[0], slot.name)]
    if conds:
        kept = [a for a in pool if meets(a, slot, frame, conds)]
        if len(kept) < 40 and not slot.complex:
            kept += [v for a in pool[:60] for v in variants(a) if meets(v, slot, frame, conds)]
        pool = distinct(kept)[:400]
    slot.pool = pool
    array = np.array([[[float(x) for x in row] for row in a] for a in pool]).reshape(len(pool), rows, cols)
    slot.arrays = array[:, : rows // 2] + 1j * array[:, rows // 2 :] if slot.complex else array


def only_about(cond: Node, name: str) -> bool:
    """Whether a condition mentions this leaf and no other, and no function without a body."""
    return {leaf[1] for leaf in leaf_nodes(cond)} == {name}


def meets(a: Value, slot: Slot, frame: Frame, conds: list[tuple[Node, dict[str, int]]]) -> bool:
    """Whether the value meets the conditions, certainly; all elements of a sequence have it here."""
    leaf = exact(a, slot)
    if not frame.record["leaves"][slot.name]["shape"]:
        leaf = leaf[0][0]
    spots = {key: leaf for s in frame.slots if s.name == slot.name for key in s.keys}
    with precision(128):
        for cond, at in conds:
            try:
                if decide(cond, Env(frame.record, frame.sizes, at, spots, frame.bodies)) is not True:
                    return False
            except (Undefined, Malformed, ZeroDivisionError):
                return False
    return True


def exact(a: Value, slot: Slot) -> Any:
    """A value as the trusted evaluator holds it."""
    if slot.complex:
        half = len(a) // 2
        return [[parse_number([str(x), str(y)]) for x, y in zip(r, s, strict=True)] for r, s in zip(a[:half], a[half:], strict=True)]
    return [[parse_number(str(x)) for x in row] for row in a]


def frames(record: dict[str, Any], most: int, largest: int = 3) -> Iterator[Frame]:
    """The first frames in a fixed order: small sizes, small indices and simple bodies first, all three in turn."""
    chosen = bodies(record, 8)
    plans = [(i + j + k, i, j, k, sizes, where, body)
             for i, sizes in enumerate(size_plans(record, largest))
             for j, where in enumerate(index_plans(record, sizes)[:6])
             for k, body in enumerate(chosen)]  # fmt: skip
    plans.sort(key=lambda p: p[:4])
    for *_, sizes, where, body in plans[:most]:
        try:
            frame = frame_of(record, sizes, where, body)
        except (Undefined, Malformed):
            continue
        if all(slot.pool for slot in frame.slots):
            yield frame
