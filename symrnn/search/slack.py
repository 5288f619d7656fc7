"""How far a condition is from its edge, in float64 on a batch of points: what could be true, what could be false.

A slack is positive where a condition holds with room to spare, negative where it fails; an equation has at most slack
0. `possible` says, with a tolerance for rounding, which members of the batch deserve an exact decision.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from symrnn.search.fast import Floats, Node
from symrnn.search.fastwords import Batch, identity, singular_values, symmetric_eigenvalues, transpose

TOLERANCE = 1e-9
NEVER = -1e6  # the slack of what cannot be valued

Vector = Batch  # one number for each member of the batch


def _largest(a: Batch) -> Vector:
    return np.abs(a).max(axis=(1, 2))


def _smallest(a: Batch) -> Vector:
    return _real(a).min(axis=(1, 2))


def _real(a: Batch) -> Batch:
    if np.iscomplexobj(a):
        return np.where(np.abs(a.imag) <= TOLERANCE * (1 + np.abs(a)), a.real, np.nan)
    return a


def _scale(*parts: Batch) -> Vector:
    sizes = [np.where(np.isfinite(m := _largest(p)), m, 0.0) for p in parts]
    return np.asarray(1 + sum(sizes))


def _equation(residual: Batch, *parts: Batch) -> Vector:
    return -_largest(residual) / _scale(*parts)


def _adjoint(a: Batch) -> Batch:
    return transpose(a.conj())


def _triangle(a: Batch, upper: bool) -> Batch:
    return np.triu(a, 1) if upper else np.tril(a, -1)


def _permutation(a: Batch) -> Vector:
    lines = np.concatenate([a.sum(axis=1), a.sum(axis=2)], axis=1)
    return -np.maximum(_largest(a * (a - 1)), np.abs(lines - 1).max(axis=1))


def _definite(a: Batch) -> Vector:
    """The smallest eigenvalue; minus the distance from the symmetric matrices where that is not zero."""
    even = _equation(a - transpose(a), a)
    return np.where(even < -TOLERANCE, even, symmetric_eigenvalues((a + transpose(a)) / 2, 0)[:, 0, 0])


def _rank_slack(a: Batch, r: Batch, exact: bool) -> Vector:
    """Minus the singular value that is one too many; -1 where one is missing for `rank_is`."""
    s = singular_values(a)
    s = np.pad(s / (1 + s[:, :1]), ((0, 0), (1, 1)), constant_values=((0, 0), (1.0, 0.0)))
    s, k = np.broadcast_arrays(s, np.round(_real(r)[:, 0]))
    k = k[:, :1].astype(int)
    last = s.shape[1] - 2
    above = np.take_along_axis(s, np.clip(k, 0, last) + 1, axis=1)[:, 0]
    below = np.take_along_axis(s, np.clip(k, 0, last), axis=1)[:, 0]
    k = k[:, 0]
    out = np.where(k < 0, -1.0, -above)
    return np.where((below <= TOLERANCE) | (k > last), -1.0, out) if exact else out


def _band(v: Batch, lo: Batch, hi: Batch) -> Vector:
    return np.minimum(_smallest(v - lo), _smallest(hi - v)) / _scale(v)


def _ordered(low: Batch, high: Batch, unit: float = 1.0) -> Vector:
    return _smallest(_real(high) - _real(low)) / (_scale(low, high) - 1 + unit)


# slack of each predicate; `EQUATIONS` hold only on a set without interior, `STRICT` fail on their edge
WORDS: dict[str, Callable[..., Vector]] = {
    **dict.fromkeys(("eq", "equal", "fixed"), lambda a, b: _equation(a - b, a, b)),
    "ne": lambda a, b: _largest(a - b) / _scale(a, b),
    "symmetric": lambda a: _equation(a - transpose(a), a),
    "skew": lambda a: _equation(a + transpose(a), a),
    "orthogonal": lambda a: _equation(_adjoint(a) @ a - identity(a.shape[1]), a),
    "normal": lambda a: _equation(_adjoint(a) @ a - a @ _adjoint(a), a, a @ a),
    "diagonal": lambda a: _equation(a * (1 - identity(a.shape[1])), a),
    "idempotent": lambda a: _equation(a @ a - a, a),
    "nilpotent": lambda a: _equation(np.linalg.matrix_power(a, a.shape[1]), a),
    "unit_norm": lambda a: _equation((np.abs(a) ** 2).sum(axis=(1, 2), keepdims=True) - 1, a),
    "commute": lambda a, b: _equation(a @ b - b @ a, a @ b),
    "triangular": lambda a: np.maximum(_equation(_triangle(a, True), a), _equation(_triangle(a, False), a)),
    "permutation": _permutation,
    "positive": _smallest,
    "nonneg": _smallest,
    "nonzero": _largest,
    "nowhere_zero": lambda a: np.abs(a).min(axis=(1, 2)),
    "invertible": lambda a: singular_values(a)[:, -1],
    "pd": _definite,
    "psd": _definite,
    "stochastic": lambda a: np.minimum(_smallest(a), -np.abs(a.sum(axis=2) - 1).max(axis=1)),
    "between": _band,
    "strictly_between": _band,
    "rank_is": lambda a, r: _rank_slack(a, r, True),
    "rank_at_most": lambda a, r: _rank_slack(a, r, False),
}  # fmt: skip
ORDERS = {**dict.fromkeys(("le", "at_most", "lt", "less"), 1), **dict.fromkeys(("ge", "gt"), -1)}
STRICT = frozenset({"lt", "less", "gt", "ne", "positive", "nonzero", "nowhere_zero", "invertible", "pd",
                    "strictly_between"})
CONNECTIVES = frozenset({"all_of", "any_of", "no", "implies", "iff", "holds", "given", "exists"})


def slack(cond: Node, env: Floats, unit: float = 1.0) -> Vector:
    """How far inside a condition each point is; NaN where it has no value.

    Parameters
    ----------
    cond
        A frozen condition.
    env
        The points.
    unit
        The size below which the two sides of an order are small: differences are measured in units of this, or of the
        sides where they are larger.

    Raises
    ------
    NotSupportedError
        For terms without a value in float64.
    KeyError
        For statements that a point does not decide.
    """
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return _fold([slack(c, env, unit) for c in args], np.minimum, 1.0)
    if head == "any_of":
        return _fold([slack(c, env, unit) for c in args], np.maximum, -1.0)
    if head == "no":
        return -slack(args[0], env, unit)
    if head == "implies":
        return np.maximum(-slack(args[0], env, unit), slack(args[1], env, unit))
    if head == "given":
        return np.maximum(-_fold([slack(c, env, unit) for c in args[0]], np.minimum, 1.0), slack(args[1], env, unit))
    if head == "iff":
        a, b = slack(args[0], env, unit), slack(args[1], env, unit)
        return np.where((a >= 0) == (b >= 0), 1.0, -1.0) * np.minimum(np.abs(a), np.abs(b))
    if head in ORDERS:
        low, high = [env.value(a) for a in args[:: ORDERS[head]]]
        return _ordered(low, high, unit)
    return WORDS[head](*[env.value(a) for a in args])


def _fold(parts: list[Vector], join: Callable[[Vector, Vector], Vector], empty: float) -> Vector:
    out: Vector = np.array([empty])
    for i, p in enumerate(parts):
        out = p if i == 0 else join(out, p)
    return out


def possible(cond: Node, env: Floats) -> tuple[Vector, Vector]:
    """Which members of the batch could be true, and which could be false, as far as floats can tell."""
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds", "any_of"):
        parts = [possible(c, env) for c in args]
        pick = 1 if head == "any_of" else 0
        both = _fold([p[pick] for p in parts], np.logical_and, 1.0).astype(bool)
        some = _fold([p[1 - pick] for p in parts], np.logical_or, 0.0).astype(bool)
        return (some, both) if pick else (both, some)
    if head == "no":
        true, false = possible(args[0], env)
        return false, true
    if head in ("implies", "given"):
        a, b = possible(args[0] if head == "implies" else ("all_of", *args[0]), env), possible(args[1], env)
        return a[1] | b[0], a[0] & b[1]
    if head == "iff":
        a, b = possible(args[0], env), possible(args[1], env)
        return (a[0] & b[0]) | (a[1] & b[1]), (a[0] & b[1]) | (a[1] & b[0])
    s = slack(cond, env)
    if head in STRICT:
        return s > TOLERANCE, s <= TOLERANCE
    return s >= -TOLERANCE, s < -TOLERANCE


def candidates(conditions: list[tuple[Node, dict[str, int]]], claim: Node, env: Floats) -> Vector:
    """The members of the batch that may meet all conditions and violate the claim."""
    with np.errstate(all="ignore"):
        good = possible(claim, env)[1]
        for cond, indices in conditions:
            good = good & possible(cond, env if indices == env.indices else env.child(indices=indices))[0]
    return good


def violation(conditions: list[tuple[Node, dict[str, int]]], claim: Node, env: Floats, unit: float) -> Vector:
    """What an ascent makes large: positive where all conditions hold and the claim fails, with room on both sides."""
    with np.errstate(all="ignore"):
        worst = -slack(claim, env, unit)
        room = np.array([1.0])
        for cond, indices in conditions:
            at = env if indices == env.indices else env.child(indices=indices)
            room = np.minimum(room, slack(cond, at))
        # A point that breaks a condition is worth less than any that keeps them all, the more so the further it is out.
        out = np.where(room >= -TOLERANCE, worst, np.minimum(worst, 0.0) + 10 * room - 1)
    return np.where(np.isfinite(out), out, NEVER)
