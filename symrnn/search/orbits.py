"""The exact law of a sequence at a rational point: where it repeats for ever, where it surely grows or vanishes.

A finite number of values proves nothing about a limit. What proves it: every way in which a term depends on the index
goes through a power, an iterate, an ordered product or a sequence that is periodic, and these return, exactly, to a
value that they had. Then all later values are known. The growth of powers follows from the spectral radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import lcm
from typing import Any

from flint import fmpq, fmpq_mat

from symrnn.recheck.functions import Undefined
from symrnn.recheck.matrices import PLAIN, add, entries, mat, matmul
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env, evaluate, key_of, size_of
from symrnn.search.fast import Node

REACH = 24  # so many values are looked at before a sequence is taken not to repeat
LONGEST = 24
MOST_BITS = 4096  # of a value of an orbit that may still come back
NORMS = frozenset({"norm", "norm_f", "norm_1", "norm_inf"})


@dataclass(frozen=True)
class Law:
    """From `start` on, the value at k + period is the value at k."""

    start: int
    period: int

    def and_also(self, other: Law) -> Law | None:
        """The law of what depends on two sequences."""
        both = lcm(self.period, other.period)
        return Law(max(self.start, other.start), both) if both <= LONGEST else None


CONSTANT = Law(0, 1)


def is_free(name: str, node: Node) -> bool:
    """Whether an index occurs in a node outside of the terms that bind it."""
    if not isinstance(node, tuple):
        return bool(node == name)
    if node[:1] in (("product",), ("total",)) and node[2] == name:
        return any(is_free(name, x) for x in node[3:])
    return any(is_free(name, x) for x in (node[1:] if node and isinstance(node[0], str) else node))


def law(node: Node, k: str, env: Env, extension: dict[str, int]) -> Law | None:
    """The law of a term or a condition in the index k; None where none is found.

    Parameters
    ----------
    node
        A frozen node.
    k
        The index.
    env
        The point; elements of sequences at as many indices as are looked at.
    extension
        The period with which each sequence is continued.
    """
    if not is_free(k, node):
        return CONSTANT
    head, args = node[0], node[1:]
    if head in SPECIAL:
        return SPECIAL[head](args, k, env, extension)
    if head == "fn" or head in PLAIN or head in CONDITIONS:
        parts = args[1:] if head == "fn" else args
    elif head == "block":
        parts = tuple(b for row in args[0] for b in row)
    elif head == "named":
        parts = args[1:]
    elif head == "given":
        parts = (*args[0], args[1])
    else:
        return None
    out: Law | None = CONSTANT
    for part in parts:
        one = law(part, k, env, extension)
        out = None if out is None or one is None else out.and_also(one)
    return out


def _line(index: Node, k: str, env: Env) -> tuple[int, int] | None:
    """Slope and offset of an index expression that is affine in k, with positive slope."""
    names = {**env.sizes, **env.indices}
    a, b, c = (size_of(index, {**names, k: i}) for i in range(3))
    return (b - a, a) if b - a == c - b > 0 else None


def _exact(node: Node, env: Env) -> Any:
    value = evaluate(node, env)
    return value if all(isinstance(x, fmpq) for x in entries(value)) else None


def _large(value: Any) -> bool:
    """Whether a value has more digits than one of those that come back."""
    return any(int(part).bit_length() > MOST_BITS for x in entries(value) for part in (x.p, x.q))


def _first(line: tuple[int, int], least: int) -> int:
    """The first k >= 0 at which the line has reached a number."""
    slope, offset = line
    return max(0, -((offset - least) // slope))


def _recurring(values: list[Any], step: int = 1) -> tuple[int, int] | None:
    """First index and distance of a value that comes back after a multiple of `step`."""
    for i, v in enumerate(values):
        for j in range(i + step, len(values), step):
            if values[j] == v:
                return i, j - i
    return None


def _power(args: Node, k: str, env: Env, _: dict[str, int]) -> Law | None:
    a, exponent = args
    line, base = _line(exponent, k, env), None if is_free(k, a) else _exact(a, env)
    if line is None or base is None:
        return None
    powers = [fmpq_mat(mat(base)) ** 0]
    for _i in range(REACH):
        powers.append(powers[-1] * fmpq_mat(mat(base)))
    back = _recurring(powers)
    return None if back is None else Law(_first(line, back[0]), back[1])


def _scalar_power(args: Node, k: str, env: Env, extension: dict[str, int]) -> Law | None:
    base, exponent = args
    if is_free(k, base):
        return law(base, k, env, extension) if not is_free(k, exponent) else None
    whole = exponent[0] == "index" and _line(exponent[1], k, env)
    cyclic = any(decide(("eq", base, ("num", x)), env) for x in ("0", "1", "-1"))
    return Law(_first(whole, 1), 2) if whole and cyclic else None


def _iterate(args: Node, k: str, env: Env, _: dict[str, int]) -> Law | None:
    f, x, x0, t = args
    line = None if any(is_free(k, part) for part in (f, x, x0)) else _line(t, k, env)
    if line is None:
        return None
    values = [_exact(x0, env)]
    while values[-1] is not None and not _large(values[-1]) and len(values) < REACH:
        values.append(_exact(f, env.child({key_of(env, x): values[-1]})))
    if values[-1] is None or len(values) < REACH:
        return None
    back = _recurring(values)
    return None if back is None else Law(_first(line, back[0]), back[1])


def _folded(head: str) -> Any:
    def run(args: Node, k: str, env: Env, extension: dict[str, int]) -> Law | None:
        body, j, lo, hi = args
        if is_free(k, lo) or (j != k and is_free(k, body)):
            return None
        inner, line = law(body, j, env, extension), _line(hi, k, env)
        if inner is None or line is None:
            return None
        first = size_of(lo, {**env.sizes, **env.indices})
        start = max(inner.start, first)
        parts = [_exact(body, env.child(indices={j: i})) for i in range(first, start + REACH)]
        if any(p is None for p in parts):
            return None
        values = list(accumulate(parts, (lambda a, b: matmul(b, a)) if head == "product" else add))[start - first :]
        back = _recurring(values, inner.period)
        return None if back is None else Law(_first(line, start + back[0]), back[1])

    return run


def _element(args: Node, k: str, env: Env, extension: dict[str, int]) -> Law | None:
    name, index = args
    line = _line(index, k, env)
    return Law(_first(line, 0), extension[name]) if line is not None and name in extension else None


SPECIAL: dict[str, Any] = {
    "matpow": _power, "pow": _scalar_power, "iterate": _iterate, "product": _folded("product"),
    "total": _folded("total"), "seq": _element,
}  # fmt: skip
CONDITIONS = frozenset({
    "eq", "equal", "ne", "lt", "le", "gt", "ge", "at_most", "less", "between", "strictly_between", "positive", "nonneg",
    "nonzero", "nowhere_zero", "symmetric", "orthogonal", "normal", "invertible", "diagonal", "unit_norm", "commute",
    "fixed", "all_of", "any_of", "no", "implies", "iff", "holds", "rank_is", "rank_at_most", "psd", "pd"})  # fmt: skip


# -- growth and decay ----------------------------------------------------------------------------------------------
def tail(node: Node, k: str, env: Env) -> str | None:
    """`oo` where the values surely have no bound, `0` where they surely vanish, for norms of powers and for powers."""
    if node[0] in ("named",):
        return tail(node[2], k, env)
    if node[0] in NORMS and node[1][0] == "matpow" and not is_free(k, node[1][1]) and _line(node[1][2], k, env):
        return _norm_tail(node[1][1], env)
    if node[0] == "pow" and not is_free(k, node[1]) and node[2][0] == "index" and _line(node[2][1], k, env):
        size = ("fn", "abs", node[1])
        if decide(["gt", size, ["num", "1"]], env):
            return "oo"
        return "0" if decide(["lt", size, ["num", "1"]], env) else None
    return None


def _norm_tail(a: Node, env: Env) -> str | None:
    if decide(["gt", ["rho", a], ["num", "1"]], env):
        return "oo"
    if decide(["lt", ["rho", a], ["num", "1"]], env):
        return "0"
    base = _exact(a, env)
    return "oo" if base is not None and _has_growing_block(fmpq_mat(mat(base))) else None


def _has_growing_block(a: fmpq_mat) -> bool:
    """Whether some power of A has the eigenvalues 0 and 1 alone and a Jordan block of size two or more for 1."""
    n = a.nrows()
    one = a**0
    for p in range(1, 13):
        c = a**p
        stable = c**n
        if stable * (c - one) ** n == stable * 0:
            return bool(stable * (c - one) != stable * 0)
    return False


def value_at(node: Node, k: str, i: int, env: Env) -> Any:
    """The value of a term at an index; None where it has none."""
    try:
        return evaluate(node, env.child(indices={k: i}))
    except Undefined:
        return None
