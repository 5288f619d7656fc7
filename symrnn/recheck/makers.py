"""Generic exact values of a given kind, and the inversion of equations: what points are built from."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import ONE, ZERO, Node, Record, ball
from symrnn.recheck.matrices import add, each, eye, inv, mat, matmul, sub, transpose
from symrnn.recheck.values import evaluate


class Draw:
    """Deterministic choices from a key, without repeated values."""

    def __init__(self, *key: Any) -> None:
        self.key, self.count, self.used = repr(key), 0, set()

    def below(self, n: int) -> int:
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
        return [[self.rational(signed) for _ in range(dims[1])] for _ in range(dims[0])] if dims else self.rational(signed)


def scaled(a: Any, factor: Any) -> Any:
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


def _similar(middle: Any, d: Draw, n: int) -> Any:
    """S M S^-1 with a generic unimodular-free S."""
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


MAKERS = {
    "symmetric": lambda d, s: scaled(add(m := d.array(s), transpose(m)), fmpq(1, 2)),
    "skew": _skewed,
    "orthogonal": lambda d, s: _cayley(d, s[0]),
    "normal": _normal,
    "diagonal": _diagonal,
    "triangular": lambda d, s: [[x if i <= j else ZERO for j, x in enumerate(r)] for i, r in enumerate(d.array(s))],
    "pd": lambda d, s: add(_gram(d, s, s[0]), scaled(eye(s[0]), fmpq(1, 4))),
    "psd": lambda d, s: _gram(d, s, s[0] - d.below(2)),
    "idempotent": lambda d, s: _similar(_diagonal(d, s, [ONE if i <= (s[0] - 1) // 2 else ZERO for i in range(s[0])]), d, s[0]),
    "nilpotent": lambda d, s: _similar([[x if i < j else ZERO for j, x in enumerate(r)] for i, r in enumerate(d.array(s))], d, s[0]),
    "permutation": _permuted,
    "stochastic": lambda d, s: [scaled([r], 1 / sum(r, ZERO))[0] for r in d.array(s, False)],
    "unit_norm": _unit,
    "positive": lambda d, s: d.array(s, False),
    "nonneg": lambda d, s: d.array(s, False),
    "strict": lambda d, s: [[x if i < j else ZERO for j, x in enumerate(r)] for i, r in enumerate(d.array(s))],
    "eye": lambda d, s: eye(s[0]),
}
_half, _one, _two = ["num", "1/2"], ["num", "1"], ["num", "2"]
INVERSES = {
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
            b = {"add": ["sub", b, other], "sub": ["add", b, other] if first else ["sub", other, b], "mul": ["div", b, other],
                 "div": ["mul", b, other] if first else ["div", other, b],
                 "matmul": ["matmul", b, ["inv", other]] if first else ["matmul", ["inv", other], b]}[head]  # fmt: skip
            a = args[0] if first else args[1]
        else:
            return None
    return b


def occurs_leaf(leaf: Node, node: Node) -> bool:
    return node == leaf or (isinstance(node, tuple) and any(occurs_leaf(leaf, x) for x in node))


def times(leaf: Node, node: Node) -> int:
    return 1 if node == leaf else sum(times(leaf, x) for x in node) if isinstance(node, tuple) else 0


def leaf_nodes(node: Node) -> list[Node]:
    """The leaves a term mentions, in order."""
    if not isinstance(node, tuple):
        return []
    if node[:1] in (("sym",), ("seq",)):
        return [node]
    return list(dict.fromkeys(x for part in node for x in leaf_nodes(part)))


def opaque(spec: Record, j: int, env: Env) -> Any:
    """A generic smooth body for a function of which only range and Lipschitz constant are known."""
    x = ["sym", "_x"]
    num = lambda q: ["num", str(q)]
    low, high = (None if v is None or "oo" in str(v) else fmpq(str(v)) for v in spec.get("range") or (None, None))
    limit = spec.get("lipschitz")
    limit = None if limit is None else _rational_below(evaluate(limit, env))
    slope = fmpq(5, 4) if limit is None else limit
    inner = lambda s: ["fn", "tanh", ["add", ["mul", num(s), x], num(fmpq(1, 3 + j))]]
    if low is not None and high is not None:
        half = (high - low) / 2
        return ["add", num((low + high) / 2), ["mul", num(half * fmpq(9, 10)), inner(min(slope / half, fmpq(5, 4)))]]
    if low is not None or high is not None:
        bend = ["mul", num(min(slope, fmpq(7, 6 + j))), ["fn", "softplus", ["add", x, num(fmpq(1, 3 + j))]]]
        return ["add", num(low + fmpq(1, 9)), bend] if low is not None else ["sub", num(high - fmpq(1, 9)), bend]
    c = fmpq(1, 5 + j) if limit is None else limit / (5 + j)
    a = fmpq(3 + j, 7) if limit is None else (limit - c) * fmpq(4, 5)
    return ["add", ["mul", num(a), inner(fmpq(5, 4))], ["mul", num(c), x]]


def _rational_below(value: Any) -> Any:
    value = mat(value)[0][0]
    return value if isinstance(value, fmpq) else fmpq(int((ball(value).lower() * 1000).floor().fmpq()), 1000)
