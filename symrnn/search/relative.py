"""How far a bound is from failing in proportion to its sides: what an ascent along a family of tight cases makes large.

The logarithm of left over right does not care how small both sides are: a bound that fails only where everything is of
the order of 1e-9 is as visible as any other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symrnn.errors import NotSupportedError
from symrnn.search.fast import Floats, Node
from symrnn.search.fastwords import symmetric_eigenvalues, transpose
from symrnn.search.slack import NEVER, ORDERS, STRICT, TOLERANCE, Vector, slack

TINY = 1e-280  # sides below this are no numbers to compare
ROOM = 1e-7  # a condition that is no equation is kept with room to spare, so that exact numbers keep it, too
CLOSED = frozenset({"eq", "equal", "fixed", "symmetric", "skew", "orthogonal", "normal", "diagonal", "idempotent",
                    "nilpotent", "unit_norm", "commute", "triangular", "permutation", "stochastic", "rank_is",
                    "rank_at_most"})
SIGNED = frozenset({"psd", "pd", "nonneg", "positive"})


def _logarithm(low: Vector, high: Vector) -> Vector:
    """log(low / high) where both are positive, continued to other signs; the largest of all entries."""
    both = np.abs(low) + np.abs(high)
    ratio = (low - high) / np.where(both < TINY, np.nan, both)
    return np.asarray((2 * np.arctanh(np.clip(ratio, -1 + 1e-12, 1 - 1e-12))).max(axis=(1, 2)))


def _real(a: Vector) -> Vector:
    if np.iscomplexobj(a):
        raise NotSupportedError("a relative gap", got="complex values", expected="real sides", advice="decide it exactly")
    return a


def is_bound(claim: Any) -> bool:
    """Whether a claim, as plain data, is one that `rise` measures."""
    head, args = claim[0], claim[1:]
    if head in ("all_of", "holds"):
        return bool(args) and all(map(is_bound, args))
    return head in (*ORDERS, *SIGNED, "between", "strictly_between") or (head in ("implies", "given") and is_bound(args[1]))


def rise(claim: Node, env: Floats) -> Vector:
    """How far a claim is from holding, in proportion to its sides: positive where it fails.

    Raises
    ------
    NotSupportedError
        For claims without such a measure: equations, ranks, alternatives.
    """
    head, args = claim[0], claim[1:]
    if head in ORDERS:
        return _logarithm(*[_real(env.value(a)) for a in args[:: ORDERS[head]]])
    if head in ("between", "strictly_between"):
        v, lo, hi = [_real(env.value(a)) for a in args]
        return np.maximum(_logarithm(lo, v), _logarithm(v, hi))
    if head in SIGNED:
        a = _real(env.value(args[0]))
        size = np.abs(a).max(axis=(1, 2)) + TINY
        if head in ("psd", "pd"):
            skew = np.abs(a - transpose(a)).max(axis=(1, 2)) / size
            return np.where(skew > TOLERANCE, skew, -symmetric_eigenvalues((a + transpose(a)) / 2, 0)[:, 0, 0] / size)
        return np.asarray(-a.min(axis=(1, 2)) / size)
    if head in ("all_of", "holds") and args:
        parts = [rise(c, env) for c in args]
        return np.asarray(np.max(np.broadcast_arrays(*parts), axis=0))
    if head in ("implies", "given"):
        premise = args[0] if head == "implies" else ("all_of", *args[0])
        return kept(rise(args[1], env), room(premise, env))
    raise NotSupportedError("a relative gap", got=f"the head {head!r}", expected="a bound", advice="decide it exactly")


def room(cond: Node, env: Floats) -> Vector:
    """How far inside a condition a point is, less what exact numbers need; at least 0 where it counts as kept."""
    if cond[0] in ("all_of", "holds"):
        parts = [room(c, env) for c in cond[1:]]
        return np.min(np.broadcast_arrays(*parts), axis=0) if parts else np.array([1.0])
    inside = slack(cond, env)
    if cond[0] in CLOSED or cond[0] in ("psd", "nonneg", "between"):
        return inside + TOLERANCE
    return inside - (ROOM if cond[0] in ("le", "ge", "at_most") else TOLERANCE if cond[0] in STRICT else 0.0)


def kept(height: Vector, inside: Vector) -> Vector:
    """The height where a condition is kept; below every such height, the more so the further out, where it is not."""
    return np.where(inside >= 0, height, np.minimum(height, 0.0) + 10 * np.minimum(inside, 0.0) - 1)


def heights(conditions: list[tuple[Node, dict[str, int]]], claim: Node, env: Floats) -> Vector:
    """The rise of a claim at the points that keep all conditions."""
    with np.errstate(all="ignore"):
        out = rise(claim, env)
        inside = np.array([1.0])
        for cond, indices in conditions:
            at = env if indices == env.indices else env.child(indices=indices)
            inside = np.minimum(inside, room(cond, at))
        out = kept(out, inside)
        return np.where(np.isfinite(out), out, NEVER)
