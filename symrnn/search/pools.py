"""Pools: the exact values that a leaf may take in a search, those that meet the conditions on this leaf alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from symrnn.recheck.functions import Malformed, Undefined, precision
from symrnn.recheck.sample import leaf_nodes
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env, parse_number, size_of
from symrnn.search.fast import Key, Node
from symrnn.search.matrices import Value, distinct, scaled, shaped, value, variants

FEW = 40  # a pool smaller than this is filled up with what other matrices become when they are made to fit
MOST = 400
LARGE = 9  # rows from which on fewer matrices are made to fit, for that takes long
About = tuple[tuple[Node, tuple[tuple[str, int], ...]], ...]  # conditions, each with values of the indices


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


def mentions(node: Node, names: set[str]) -> bool:
    """Whether a frozen node mentions one of the names."""
    return node in names if isinstance(node, str) else isinstance(node, tuple) and any(mentions(x, names) for x in node)


def constants(record: dict[str, Any]) -> tuple[Fraction, ...]:
    """The numbers that the statement mentions: thresholds are where statements break."""
    found: dict[Fraction, None] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list | tuple):
            if len(node) == 2 and node[0] == "num":
                found[Fraction(str(node[1]))] = None
            else:
                for x in node:
                    walk(x)

    walk([record["given"], record["assert"]])
    return tuple(q for q in found if q not in (0, 1))[:8]


@lru_cache(maxsize=512)
def pool(name: str, is_array: bool, dims: tuple[int, int], is_complex: bool, about: About,
         sizes: tuple[tuple[str, int], ...], numbers: tuple[Fraction, ...]) -> tuple[Value, ...]:
    """Structured values of a leaf, in the order of the search.

    Parameters
    ----------
    name, is_array, dims, is_complex
        The leaf; a complex one has twice the rows, real parts above imaginary parts.
    about
        The conditions on this leaf alone; all elements of a sequence have the same value in them.
    sizes
        The sizes that the conditions may mention.
    numbers
        Numbers of the statement, which join the scalars.
    """
    plain = shaped(dims[0] // 2 if is_complex else dims[0], dims[1])
    if is_complex:
        zero, raw = scaled(plain[0], Fraction(0)), plain[:40]
        mixed = (a + b for a in raw[:12] for b in raw[:12])
        plain = distinct([*(a + zero for a in raw), *(zero + a for a in raw), *mixed])
    elif dims == (1, 1):
        extra = [x for q in numbers for x in (q, -q, q / 2, 2 * q, (q + 1) / 2, q + 1)]
        plain = distinct([*plain, *(value([[x]]) for x in extra)])
    if not about:
        return plain
    record = {"leaves": {name: {"field": "complex" if is_complex else "real"}}}

    def fits(a: Value) -> bool:
        leaf = exact(a, is_complex)
        return meets(leaf if is_array else leaf[0][0], record, about, dict(sizes))

    kept = [a for a in plain if fits(a)]
    if len(kept) < FEW and not is_complex:
        kept += [v for a in plain[: 60 if dims[0] < LARGE else 20] for v in variants(a) if fits(v)]
    return distinct(kept)[:MOST]


def meets(leaf: Any, record: dict[str, Any], about: About, sizes: dict[str, int]) -> bool:
    """Whether a value meets the conditions, certainly."""
    with precision(128):
        for cond, items in about:
            indices = dict(items)
            spots = dict.fromkeys(keys_of(cond, {**sizes, **indices}), leaf)
            try:
                if decide(cond, Env(record, sizes, indices, spots, {})) is not True:
                    return False
            except (Undefined, Malformed, ZeroDivisionError):
                return False
    return True


def only_about(cond: Node, name: str, functions: set[str]) -> bool:
    """Whether a condition mentions this leaf and no other, and no function of the statement."""
    return {leaf[1] for leaf in leaf_nodes(cond)} == {name} and not mentions(cond, functions)


def exact(a: Value, is_complex: bool) -> Any:
    """A value as the trusted evaluator holds it."""
    if is_complex:
        half = len(a) // 2
        return [[parse_number([str(x), str(y)]) for x, y in zip(r, s, strict=True)]
                for r, s in zip(a[:half], a[half:], strict=True)]
    return [[parse_number(str(x)) for x in row] for row in a]


def arrays(values: tuple[Value, ...], dims: tuple[int, int], is_complex: bool) -> np.ndarray[Any, Any]:
    """The values of a pool as one array of floats."""
    array = np.array([[[float(x) for x in row] for row in a] for a in values]).reshape(len(values), *dims)
    half = dims[0] // 2
    return array[:, :half] + 1j * array[:, half:] if is_complex else array
