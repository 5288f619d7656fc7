"""Where a search looks: sizes, indices and bodies of functions held fixed, and the leaves that are then free.

A frame is one choice of the first three; within a frame every leaf has a pool of exact values that meet the conditions
on that leaf alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np

from symrnn.recheck.functions import Malformed, Undefined
from symrnn.recheck.rules import free_names
from symrnn.recheck.sample import instances, leaf_nodes
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env, environment, evaluate, freeze, size_of
from symrnn.search.bodies import bodies
from symrnn.search.fast import Floats, Key, Node
from symrnn.search.matrices import Value
from symrnn.search.pools import arrays, constants, keys_of, mentions, only_about, pool

INDEX_VALUES = 5  # indices are tried from 0 up to this
NEAR = 6  # choices of small indices in a frame; what holds for a few steps and fails after many needs a far one as well
FAR = (10, 24)
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
                blank = text(((Fraction(0),) * dims[1],) * dims[0], spec)
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
        pairs = zip(a[:half], a[half:], strict=True)
        rows: Any = [[[str(x), str(y)] for x, y in zip(r, s, strict=True)] for r, s in pairs]
    else:
        rows = [[str(x) for x in row] for row in a]
    return rows if spec["shape"] else rows[0][0]


def dimensions(spec: dict[str, Any], sizes: dict[str, int]) -> tuple[int, int]:
    """Rows and columns of a leaf; twice the rows for a complex one, real parts above imaginary parts."""
    r, c = [size_of(s, sizes) for s in spec["shape"]] or [1, 1]
    return (2 * r, c) if spec.get("field") == "complex" else (r, c)


def size_plans(record: dict[str, Any], largest: int = 3) -> list[dict[str, int]]:
    """Assignments of sizes that meet the conditions on sizes alone: small ones first, unequal ones included."""
    names, found = record.get("sizes", []), list[dict[str, int]]()
    for reach in (largest, largest + 2, largest + 4):
        plans = sorted(product(range(1, reach + 1), repeat=len(names)), key=lambda p: (sum(p), max(p, default=0), p))
        for plan in plans[:4000]:
            sizes = dict(zip(names, plan, strict=True))
            if allowed(record, sizes):
                found.append(sizes)
        if found:
            break
    return found


def allowed(record: dict[str, Any], sizes: dict[str, int]) -> bool:
    """Whether sizes meet the conditions on sizes alone."""
    conds = (c for c in map(freeze, record.get("given", [])) if not leaf_nodes(c))
    spoken = [c for c in conds if not mentions(c, set(record.get("indices", [])))]
    return all(decide(c, Env(record, sizes, {}, {}, {})) is not False for c in spoken)


def open_indices(record: dict[str, Any]) -> list[str]:
    """The indices that a statement leaves open; what only a sum or a product counts with has no value to choose."""
    spoken = free_names([record["assert"], *record.get("given", [])])
    return [name for name in record.get("indices", []) if name in spoken]


def index_plans(record: dict[str, Any], sizes: dict[str, int]) -> list[dict[str, int]]:
    """Small values of the indices that meet the conditions on indices and sizes; 2 and 1 first, then 0."""
    rank = {2: 0, 1: 1, 0: 2, 3: 3}
    plans = product(range(INDEX_VALUES), repeat=len(open_indices(record)))
    return list(_fitting(record, sizes, sorted(plans, key=lambda p: (sum(rank.get(x, x) for x in p), p))))


def far_plans(record: dict[str, Any], sizes: dict[str, int], reach: tuple[int, ...] = FAR) -> list[dict[str, int]]:
    """One index far out, the others small, so that what holds for a few steps and fails after many is met.

    Elements of sequences are not followed as far as powers are.
    """
    count = len(open_indices(record))
    reach = reach[:1] if any(spec.get("sequence") for spec in record["leaves"].values()) else reach
    small = list(product(range(3), repeat=count))
    plans = ((*p[:k], value, *p[k + 1 :]) for value in reach for k in range(count) for p in small if p[k] == 0)
    return list(islice(_fitting(record, sizes, plans), 2 * count))


def _fitting(record: dict[str, Any], sizes: dict[str, int], plans: Iterable[tuple[int, ...]]) -> Iterator[dict[str, int]]:
    """The plans as indices, those that meet the conditions without leaves."""
    conds = [c for c in map(freeze, record.get("given", [])) if not leaf_nodes(c)]
    names, rest = open_indices(record), dict.fromkeys(record.get("indices", []), 0)
    for plan in plans:
        indices = {**rest, **dict(zip(names, plan, strict=True))}
        if all(decide(c, Env(record, sizes, indices, {}, {})) is not False for c in conds):
            yield indices


def frame_of(record: dict[str, Any], sizes: dict[str, int], indices: dict[str, int], chosen: dict[str, Node],
             pools: bool = True) -> Frame:
    """The frame, with its slots and, where they are asked for, their pools.

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
        phases = [keys[p::PHASES] for p in range(min(PHASES, len(keys)))] if spec.get("sequence") else [keys]
        slots += [Slot(name, phase, dims, spec.get("field") == "complex") for phase in phases]
    frame = Frame(record, sizes, indices, {k: freeze(v) for k, v in chosen.items()}, slots, conditions, claim)
    numbers = constants(record)
    for slot in slots if pools else ():
        conds = {c: at for c, at in reversed(conditions) if only_about(c, slot.name, set(record["functions"]))}
        about = tuple((c, tuple(sorted(at.items()))) for c, at in reversed(conds.items()))
        spec = record["leaves"][slot.name]
        named = tuple(sorted(sizes.items()))
        slot.pool = pool(slot.name, bool(spec["shape"]), slot.dims, slot.complex, about, named, numbers)
        slot.arrays = arrays(slot.pool, slot.dims, slot.complex)
    return frame


def frames(record: dict[str, Any], most: int, largest: int = 3) -> Iterator[Frame]:
    """The first frames in a fixed order: small sizes, small indices and simple bodies first, all three in turn."""
    chosen = bodies(record, 8)
    plans = [(i + j + k, i, j, k, sizes, where, body)
             for i, sizes in enumerate(size_plans(record, largest))
             for j, where in enumerate([*index_plans(record, sizes)[:NEAR], *far_plans(record, sizes)])
             for k, body in enumerate(chosen)]  # fmt: skip
    plans.sort(key=lambda p: p[:4])
    for *_, sizes, where, body in plans[:most]:
        try:
            frame = frame_of(record, sizes, where, body)
        except (Undefined, Malformed):
            continue
        if all(slot.pool for slot in frame.slots):
            yield frame
