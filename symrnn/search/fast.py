"""Serialised terms in float64 on whole batches of points: quick and approximate, for proposals only.

Derivatives are central differences of fourth order: good to ten digits or so, and no rule of the calculus is used. At a
kink they are not torch's values; whoever enumerates kinks decides exactly (see `is_rough`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.recheck.values import freeze, size_of
from symrnn.search.fastwords import FUNCTIONS, KINKED, PLAIN, Batch, identity, matpow, together, transpose

Key = str | tuple[str, int]
Node = Any
STEP = 2.0**-9
STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))  # offsets and weights of the derivative
CALCULUS = frozenset({"D", "pullback", "jvp", "hessian"})


class Floats:
    """A batch of points: sizes, indices, bodies of functions, and an array for every leaf.

    Parameters
    ----------
    record
        The serialised statement (its `leaves` and `functions` are read).
    sizes, indices
        Their values, the same for the whole batch.
    leaves
        name, or (name, index) of a sequence -> an array with the batch as its first axis.
    bodies
        name of a function -> its body as a node over ["sym", "_x"].
    """

    def __init__(self, record: dict[str, Any], sizes: dict[str, int], indices: dict[str, int],
                 leaves: dict[Any, Batch], bodies: dict[str, Node]) -> None:
        self.record, self.sizes, self.indices, self.leaves, self.bodies = record, sizes, indices, leaves, bodies
        self.names = {**sizes, **indices}
        self.memory: dict[int, Batch] = {}

    def child(self, leaves: dict[Any, Batch] | None = None, indices: dict[str, int] | None = None) -> Floats:
        """The same points with some leaves or indices replaced."""
        return Floats(self.record, self.sizes, {**self.indices, **(indices or {})}, {**self.leaves, **(leaves or {})},
                      self.bodies)

    def tiled(self, times: int) -> dict[Any, Batch]:
        """Every leaf with its batch repeated."""
        return {k: v if v.shape[0] == 1 else np.concatenate([v] * times) for k, v in self.leaves.items()}

    def lookup(self, key: Any) -> Batch:
        """The array of a leaf."""
        return self.leaves[key]

    def size(self, node: Any) -> int:
        """The value of a size or an index expression."""
        return int(size_of(node, self.names))

    def value(self, node: Node) -> Batch:
        """The values of a frozen node.

        Raises
        ------
        NotSupportedError
            For a head that has no value in float64.
        """
        got = self.memory.get(id(node))
        if got is None:
            head, args = node[0], node[1:]
            if head in PLAIN:
                got = PLAIN[head](*[self.value(a) for a in args])
            elif head in SPECIAL:
                got = SPECIAL[head](self, *args)
            else:
                raise NotSupportedError("a value in float64", got=f"the head {head!r}", expected="a head of terms",
                                        advice="decide it exactly")
            self.memory[id(node)] = got
        return got


def _constant(x: float | complex) -> Batch:
    return np.array([[[x]]])


def _number(_env: Floats, text: str) -> Batch:
    p, _, q = str(text).partition("/")
    return _constant(int(p) / int(q or 1))


def leaf_key(env: Floats, node: Node) -> Key:
    """The key of a leaf: its name, or name and index of an element of a sequence."""
    return node[1] if node[0] == "sym" else (node[1], env.size(node[2]))


# -- derivatives ---------------------------------------------------------------------------------------------------
def differences(env: Floats, f: Callable[[Floats], Batch], key: Key, directions: Batch) -> Batch:
    """Derivatives of f along directions (an array: batch, direction, rows, columns) of a leaf.

    Returns
    -------
    Batch
        axes: batch, direction, rows, columns
    """
    base = env.lookup(key)
    size = max([v.shape[0] for v in env.leaves.values()] + [1])
    count = directions.shape[1]
    base = np.broadcast_to(base, (size, *base.shape[1:]))
    ways = np.broadcast_to(directions, (size, *directions.shape[1:])).swapaxes(0, 1)
    moved = np.concatenate([base[None] + offset * STEP * ways for offset, _ in STENCIL])
    times = len(STENCIL) * count
    inner = Floats(env.record, env.sizes, env.indices, env.tiled(times), env.bodies)
    inner.leaves[key] = moved.reshape(times * size, *base.shape[1:])
    out = f(inner)
    out = np.broadcast_to(out, (times * size, *out.shape[1:])).reshape(len(STENCIL), count, size, *out.shape[1:])
    weights = np.array([w for _, w in STENCIL]) / STEP
    return np.tensordot(weights, out, axes=(0, 0)).swapaxes(0, 1)


@cache
def _units(rows: int, columns: int) -> Batch:
    return np.eye(rows * columns).reshape(1, rows * columns, rows, columns)


def jacobian(env: Floats, f: Callable[[Floats], Batch], key: Key) -> Batch:
    """Rows follow the entries of f, columns the entries of the leaf."""
    x = env.lookup(key)
    parts = differences(env, f, key, _units(*x.shape[1:]))
    return parts.reshape(*parts.shape[:2], -1).swapaxes(1, 2)


def _d(env: Floats, y: Node, x: Node) -> Batch:
    return jacobian(env, lambda e: e.value(y), leaf_key(env, x))


def _pullback(env: Floats, y: Node, x: Node, g: Node) -> Batch:
    key = leaf_key(env, x)
    rows = transpose(env.value(g).reshape(-1, np.prod(env.value(g).shape[1:]), 1)) @ _d(env, y, x)
    return rows.reshape(rows.shape[0], *env.lookup(key).shape[1:])


def _jvp(env: Floats, y: Node, x: Node, d: Node) -> Batch:
    return differences(env, lambda e: e.value(y), leaf_key(env, x), env.value(d)[:, None])[:, 0]


def _hessian(env: Floats, s: Node, x: Node) -> Batch:
    key = leaf_key(env, x)
    return jacobian(env, lambda e: transpose(jacobian(e, lambda f: f.value(s), key)), key)


# -- functions, families, integrals --------------------------------------------------------------------------------
def _fn(env: Floats, name: str, a: Node) -> Batch:
    plain = name.rstrip("'")
    x = env.value(a)
    if plain in env.bodies:
        return _own(env, env.bodies[plain], len(name) - len(plain), x)
    return FUNCTIONS[name](x)


def _own(env: Floats, body: Node, order: int, x: Batch) -> Batch:
    if order == 0:
        out = env.child({"_x": x}).value(body)
        return np.broadcast_to(out, np.broadcast_shapes(x.shape, out.shape))
    return np.sum([w / STEP * _own(env, body, order - 1, x + k * STEP) for k, w in STENCIL], axis=0)


def _fold(env: Floats, body: Node, k: str, lo: Any, hi: Any, join: Callable[[Batch, Batch], Batch] | None) -> Batch:
    first, last = env.size(lo), env.size(hi)
    values = [env.child(indices={k: i}).value(body) for i in range(first, max(first, last) + 1)]
    if last < first:
        return identity(values[0].shape[1]) if join else 0.0 * values[0]
    out = values[0]
    for v in values[1:]:
        out = join(v, out) if join else out + v
    return out


def _iterate(env: Floats, f: Node, x: Node, x0: Node, t: Any) -> Batch:
    key, value = leaf_key(env, x), env.value(x0)
    for _ in range(env.size(t)):
        value = env.child({key: value}).value(f)
    return value


def _over(env: Floats, f: Node, key: Key, at: list[Batch], weights: Any) -> Batch:
    return np.sum([w * env.child({key: x}).value(f) for w, x in zip(weights, at, strict=True)], axis=0)


@cache
def _legendre() -> tuple[Any, Any]:
    return np.polynomial.legendre.leggauss(40)


@cache
def _hermite() -> tuple[Any, Any]:
    x, w = np.polynomial.hermite.hermgauss(40)
    return x * np.sqrt(2), w / np.sqrt(np.pi)


def _integral(env: Floats, f: Node, w: Node, lo: Node, hi: Node) -> Batch:
    key, (nodes, weights) = leaf_key(env, w), _legendre()
    if "oo" in (lo[-1], hi[-1]) or ("const", "oo") in (lo[-1], hi[-1]):
        raise NotSupportedError("an integral in float64", got="an unbounded interval", expected="finite ends",
                                advice="decide it exactly")
    a, b = env.value(lo), env.value(hi)
    at = [(a + b) / 2 + (b - a) / 2 * x for x in nodes]
    return (b - a) / 2 * _over(env, f, key, at, weights)


def _expect(env: Floats, f: Node, z: Node, law: Any) -> Batch:
    a, b = env.value(law[1]), env.value(law[2])
    if law[0] == "gaussian":
        nodes, weights = _hermite()
        return _over(env, f, leaf_key(env, z), [a + np.sqrt(b) * x for x in nodes], weights)
    nodes, weights = _legendre()
    return _over(env, f, leaf_key(env, z), [(a + b) / 2 + (b - a) / 2 * x for x in nodes], weights / 2)


def _block(env: Floats, rows: Any) -> Batch:
    lines = [np.concatenate(together(*[env.value(b) for b in row]), axis=2) for row in rows]
    return np.concatenate(together(*lines), axis=1)


def _entry(env: Floats, a: Node, i: Any, j: Any = 0) -> Batch:
    value, r, c = env.value(a), env.size(i), env.size(j)
    if not (0 <= r < value.shape[1] and 0 <= c < value.shape[2]):
        return _constant(np.nan)
    return value[:, r : r + 1, c : c + 1]


SPECIAL: dict[str, Callable[..., Batch]] = {
    "num": _number,
    "const": lambda _, name: _constant({"pi": np.pi, "e": np.e, "i": 1j, "oo": np.inf}[name]),
    "sym": lambda env, name: env.lookup(name),
    "seq": lambda env, name, k: env.lookup((name, env.size(k))),
    "size": lambda env, s: _constant(env.size(s)),
    "index": lambda env, s: _constant(env.size(s)),
    "eye": lambda env, n: identity(env.size(n)),
    "ones": lambda env, r, c: np.ones((1, env.size(r), env.size(c))),
    "zeros": lambda env, r, c: np.zeros((1, env.size(r), env.size(c))),
    "unit": lambda env, n, i: np.eye(env.size(n))[None, :, env.size(i) : env.size(i) + 1],
    "fn": _fn, "D": _d, "pullback": _pullback, "jvp": _jvp, "hessian": _hessian,
    "at": lambda env, a, pairs: env.child({leaf_key(env, k): env.value(v) for k, v in pairs}).value(a),
    "matpow": lambda env, a, k: matpow(env.value(a), env.size(k)),
    "block": _block, "entry": _entry,
    "named": lambda env, _, a: env.value(a),
    "product": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, np.matmul),
    "total": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, None),
    "integral": _integral, "iterate": _iterate, "expect": _expect,
}  # fmt: skip


def cost(node: Node, sizes: int = 9) -> int:
    """How many times longer a batch becomes inside the derivatives of a node."""
    if not isinstance(node, tuple):
        return 1
    inner = max((cost(x, sizes) for x in node), default=1)
    head = node[0] if node and isinstance(node[0], str) else ""
    return inner * (4 if head == "jvp" else (4 * sizes) ** (2 if head == "hessian" else 1) if head in CALCULUS else 1)


def is_rough(node: Node, inside: bool = False) -> bool:
    """Whether a derivative is taken of a function with a kink, so that floats say nothing at the kink."""
    if not isinstance(node, tuple):
        return False
    inside = inside or (bool(node) and node[0] in CALCULUS)
    if inside and node[:1] == ("fn",) and node[1] in KINKED:
        return True
    return any(is_rough(x, inside) for x in node)


def has_head(node: Node, heads: frozenset[str]) -> bool:
    """Whether one of the heads occurs in a node."""
    return isinstance(node, tuple) and ((bool(node) and isinstance(node[0], str) and node[0] in heads)
                                        or any(has_head(x, heads) for x in node))


def value(record: dict[str, Any], node: Node, sizes: dict[str, int], indices: dict[str, int],
          leaves: dict[Any, Batch], bodies: dict[str, Node] | None = None) -> Batch:
    """The values of a plain node on a batch of points."""
    with np.errstate(all="ignore"):
        return Floats(record, sizes, indices, leaves, bodies or {}).value(freeze(node))
