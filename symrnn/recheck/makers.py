"""Generic exact values of a given kind, and the inversion of equations: what points are built from."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import ONE, ZERO, Node, Record, ball
from symrnn.recheck.matrices import add, each, eye, inv, matmul, scalar, sub, transpose
from symrnn.recheck.point import Env
from symrnn.recheck.values import evaluate


class Draw:
    """Deterministic choices from a key, without repeated values."""

    def __init__(self, *key: Any) -> None:
        self.key, self.count = repr(key), 0
        self.used: set[fmpq] = set()

    def below(self, n: int) -> int:
        """An integer from 0 to n - 1."""
        self.count += 1
        return int.from_bytes(sha256(f"{self.key}{self.count}".encode()).digest()[:8], "big") % n

    def rational(self, signed: Any = True) -> fmpq:
        """Magnitude between 1/26 and 5/4, never one that was drawn before."""
        while True:
            q = 7 + self.below(20)
            x = fmpq(1 + self.below(5 * q // 4), q) * (-1) ** (signed and self.below(2))
            if x not in (1, -1) and (abs(x) not in self.used or len(self.used) > 150):
                self.used.add(abs(x))
                return x

    def array(self, dims: Any, signed: Any = True) -> Any:
        """An array of rationals; one rational where there are no dimensions."""
        if not dims:
            return self.rational(signed)
        return [[self.rational(signed) for _ in range(dims[1])] for _ in range(dims[0])]


def scaled(a: Any, factor: Any) -> Any:
    """A number times an array."""
    return each(lambda x: x * factor, a)


def _cayley(d: Draw, n: int) -> Any:
    s = _skewed(d, (n, n))
    return matmul(inv(sub(eye(n), s)), add(eye(n), s))


def _skewed(d: Draw, dims: Any) -> Any:
    m = d.array(dims)
    return scaled(sub(m, transpose(m)), fmpq(1, 2))


def _diagonal(d: Draw, dims: Any, xs: Any = None) -> Any:
    xs = xs or [d.rational() for _ in range(dims[0])]
    return [[x if i == j else ZERO for j in range(dims[1])] for i, x in enumerate(xs)]


def _similar(middle: Any, d: Draw) -> Any:
    """S M S^-1 with a generic S."""
    n = len(middle)
    s = add(d.array((n, n)), scaled(eye(n), fmpq(2)))
    return matmul(matmul(s, middle), inv(s))


def _normal(d: Draw, dims: Any) -> Any:
    n = dims[0]
    m = _diagonal(d, dims)
    for i in range(0, n - 1, 2):
        m[i + 1][i + 1], m[i][i + 1] = m[i][i], d.rational()
        m[i + 1][i] = -m[i][i + 1]
    q = _cayley(d, n)
    return matmul(matmul(q, m), transpose(q))


def _above(d: Draw, dims: Any, offset: int) -> Any:
    return [[x if i + offset <= j else ZERO for j, x in enumerate(r)] for i, r in enumerate(d.array(dims))]


def _gram(d: Draw, dims: Any, width: int) -> Any:
    m = d.array((dims[0], max(1, width)))
    return matmul(m, transpose(m))


def _unit(d: Draw, dims: Any) -> Any:
    r, c = dims or (1, 1)
    u = [d.rational() for _ in range(r * c - 1)]
    s = sum((x * x for x in u), ZERO)
    v = iter([2 * x / (s + 1) for x in u] + [(s - 1) / (s + 1)])
    return [[next(v) for _ in range(c)] for _ in range(r)] if dims else ONE


def _permuted(d: Draw, dims: Any) -> Any:
    order = list(range(dims[0]))
    for i in range(len(order) - 1, 0, -1):
        j = d.below(i + 1)
        order[i], order[j] = order[j], order[i]
    return [[ONE if j == k else ZERO for j in range(dims[1])] for k in order]


MAKERS: dict[str, Any] = {
    "symmetric": lambda d, s: scaled(add(m := d.array(s), transpose(m)), fmpq(1, 2)),
    "skew": _skewed,
    "orthogonal": lambda d, s: _cayley(d, s[0]),
    "normal": _normal,
    "diagonal": _diagonal,
    "triangular": lambda d, s: _above(d, s, 0),
    "pd": lambda d, s: add(_gram(d, s, s[0]), scaled(eye(s[0]), fmpq(1, 4))),
    "psd": lambda d, s: _gram(d, s, s[0] - d.below(2)),
    "idempotent": lambda d, s: _similar(_diagonal(d, s, [ONE if 2 * i < s[0] else ZERO for i in range(s[0])]), d),
    "nilpotent": lambda d, s: _similar(_above(d, s, 1), d),
    "permutation": _permuted,
    "stochastic": lambda d, s: [scaled([r], 1 / sum(r, ZERO))[0] for r in d.array(s, False)],
    "unit_norm": _unit,
    "positive": lambda d, s: d.array(s, False),
    "nonneg": lambda d, s: d.array(s, False),
    "strict": lambda d, s: _above(d, s, 1),
    "eye": lambda _, s: eye(s[0]),
}
_half, _one, _two = ["num", "1/2"], ["num", "1"], ["num", "2"]
INVERSES: dict[str, Any] = {
    "tanh": lambda b: ["mul", _half, ["fn", "log", ["div", ["add", _one, b], ["sub", _one, b]]]],
    "sigmoid": lambda b: ["fn", "log", ["div", b, ["sub", _one, b]]],
    "softplus": lambda b: ["fn", "log", ["sub", ["fn", "exp", b], _one]],
    "exp": lambda b: ["fn", "log", b], "log": lambda b: ["fn", "exp", b], "identity": lambda b: b,
    "sqrt": lambda b: ["pow", b, _two], "atan": lambda b: ["div", ["fn", "sin", b], ["fn", "cos", b]],
    "sinh": lambda b: ["fn", "log", ["add", b, ["fn", "sqrt", ["add", _one, ["pow", b, _two]]]]],
}  # fmt: skip


def isolate(a: Any, b: Any, leaf: Node) -> Node | None:
    """A node for the leaf from the equation a = b, where it occurs once, in a; None where it cannot be undone."""
    while a != leaf:
        head, args = a[0], a[1:]
        first = len(args) > 0 and occurs_leaf(leaf, args[0])
        other = args[1] if first and len(args) > 1 else args[0]
        if head == "named" or head == "neg":
            a, b = args[-1], b if head == "named" else ["neg", b]
        elif head == "T":
            a, b = args[0], ["T", b]
        elif head == "fn" and args[0] in INVERSES:
            a, b = args[1], INVERSES[args[0]](b)
        elif head in ("add", "sub", "mul", "div", "matmul"):
            undone = {"add": ["sub", b, other], "mul": ["div", b, other],
                      "sub": ["add", b, other] if first else ["sub", other, b],
                      "div": ["mul", b, other] if first else ["div", other, b],
                      "matmul": ["matmul", b, ["inv", other]] if first else ["matmul", ["inv", other], b]}  # fmt: skip
            b = undone[head]
            a = args[0] if first else args[1]
        else:
            return None
    return b


def occurs_leaf(leaf: Node, node: Node) -> bool:
    """Whether the leaf is mentioned in the node."""
    return bool(node == leaf or (isinstance(node, tuple) and any(occurs_leaf(leaf, x) for x in node)))


def times(leaf: Node, node: Node) -> int:
    """How often."""
    return 1 if node == leaf else sum(times(leaf, x) for x in node) if isinstance(node, tuple) else 0


def leaf_nodes(node: Node) -> list[Node]:
    """The leaves a term mentions, in order."""
    if not isinstance(node, tuple):
        return []
    if node[:1] in (("sym",), ("seq",)):
        return [node]
    return list(dict.fromkeys(x for part in node for x in leaf_nodes(part)))


def opaque(spec: Record, j: int, env: Env) -> Node:
    """A generic smooth body, the j-th, for a function of which only range and Lipschitz constant are known."""
    x, shift = ["sym", "_x"], _num(fmpq(1, 3 + j))
    low, high = (_edge(bound, env) for bound in spec.get("range") or ("-oo", "oo"))
    limit = _edge(spec.get("lipschitz"), env)
    slope = fmpq(5, 4) if limit is None else limit
    if low is not None and high is not None:
        half = (high - low) / 2
        inner = ["fn", "tanh", ["add", ["mul", _num(min(slope / half, fmpq(5, 4))), x], shift]]
        return ["add", _num((low + high) / 2), ["mul", _num(half * fmpq(9, 10)), inner]]
    if low is not None or high is not None:
        bend = ["mul", _num(min(slope, fmpq(7, 6 + j))), ["fn", "softplus", ["add", x, shift]]]
        return ["sub", _num(high - fmpq(1, 9)), bend] if low is None else ["add", _num(low + fmpq(1, 9)), bend]
    bent, straight = slope * fmpq(3, 5), slope * fmpq(1, 5 + j)
    return ["add", ["mul", _num(bent), ["fn", "tanh", ["add", x, shift]]], ["mul", _num(straight), x]]


def _num(q: fmpq) -> Node:
    return ["num", str(q)]


def _edge(bound: Any, env: Env) -> Any:
    """A rational bound (rounded down where it is a ball), or None."""
    if bound is None or bound in ("oo", "-oo") or "oo" in bound[-1:]:
        return None
    value = scalar(evaluate(["num", bound] if isinstance(bound, str) else bound, env))
    return value if isinstance(value, fmpq) else (ball(value).lower() * 1000).floor().fmpq() / 1000
