"""Generic exact values of a given kind, and the inversion of equations: what points are built from."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import FINE, ONE, ZERO, Node, Record, ball, rational, within
from symrnn.recheck.matrices import add, diag, each, eye, inv, matmul, scalar, sub, transpose
from symrnn.recheck.values import Env, evaluate

class Draw:
    """Deterministic choices from a key, without repeated values; fine ones, of which there are too many to foresee."""

    def __init__(self, *key: Any, fine: bool = False) -> None:
        self.key, self.count, self.used, self.fine = repr(key), 0, set(), fine  # type: str, int, set[Any], bool

    def below(self, n: int) -> int:
        """An integer from 0 to n - 1."""
        self.count += 1
        return int.from_bytes(sha256(f"{self.key}{self.count}".encode()).digest()[:8], "big") % n

    def rational(self, signed: Any = True) -> fmpq:
        """Magnitude between 1/26 and 5/4, never one that was drawn before."""
        while True:
            q = FINE + self.below(FINE) if self.fine else 7 + self.below(20)
            x = fmpq(1 + self.below(5 * q // 4), q) * (-1) ** (signed and self.below(2))
            if x not in (1, -1) and (abs(x) not in self.used or len(self.used) > 150):
                self.used.add(abs(x))
                return x

    def array(self, dims: Any, signed: Any = True) -> Any:
        """An array of rationals; one rational where there are no dimensions."""
        return [[self.rational(signed) for _ in range(dims[1])] for _ in range(dims[0])] if dims else self.rational(signed)

def scaled(a: Any, factor: Any) -> Any:
    """A number times an array."""
    return each(lambda x: x * factor, a)

def _cayley(d: Draw, s: Any) -> Any:
    """An orthogonal matrix, of either determinant."""
    skew = MAKERS["skew"](d, s)
    signs = diag([[fmpq(1 - 2 * (i == 0) * d.below(2))] for i in range(s[0])])
    return matmul(signs, matmul(inv(sub(eye(s[0]), skew)), add(eye(s[0]), skew)))

def _frame(d: Draw, dims: Any) -> Any:
    return add(d.array(dims), scaled(eye(dims[0]), fmpq(2)))

def _similar(middle: Any, s: Any) -> Any:
    return matmul(matmul(s, middle), inv(s))

def _normal(d: Draw, dims: Any) -> Any:
    m = MAKERS["diagonal"](d, dims)
    for i in range(0, dims[0] - 1, 2):
        m[i + 1][i + 1], m[i][i + 1] = m[i][i], d.rational()
        m[i + 1][i] = -m[i][i + 1]
    return _similar(m, _cayley(d, dims))

def _quarter(n: int) -> Any:
    return [[fmpq((j == i + 1 and j % 2) - (i == j + 1 and i % 2)) for j in range(n)] for i in range(n)]

def _above(d: Draw, dims: Any, offset: int) -> Any:
    return [[x if i + offset <= j else ZERO for j, x in enumerate(r)] for i, r in enumerate(d.array(dims))]

def _unit(d: Draw, dims: Any) -> Any:
    u = [d.rational() for _ in range(dims[0] * dims[1] - 1)] if dims else []
    s = sum((x * x for x in u), ZERO)
    v = iter([2 * x / (s + 1) for x in u] + [(s - 1) / (s + 1)])
    return [[next(v) for _ in range(dims[1])] for _ in range(dims[0])] if dims else ONE

def _permuted(d: Draw, dims: Any) -> Any:
    rows = eye(dims[0])
    return [rows.pop(d.below(len(rows))) for _ in range(dims[0])]

MAKERS: dict[str, Any] = {
    "symmetric": lambda d, s: scaled(add(m := d.array(s), transpose(m)), fmpq(1, 2)), "orthogonal": _cayley,
    "skew": lambda d, s: scaled(sub(m := d.array(s), transpose(m)), fmpq(1, 2)), "normal": _normal,
    "diagonal": lambda d, s: diag([[d.rational()] for _ in range(s[0])]),
    "triangular": lambda d, s: (transpose if d.fine and d.below(2) else list)(_above(d, s, 0)),
    "pd": lambda d, s: add(matmul(m := d.array(s), transpose(m)), scaled(eye(s[0]), fmpq(1, 4))),
    "psd": lambda d, s: matmul(m := d.array((s[0], max(1, s[0] - d.below(2)))), transpose(m)), "permutation": _permuted,
    "idempotent": lambda d, s: _similar(diag([[fmpq(i == 0 or d.below(2))] for i in range(s[0])]), _frame(d, s)),
    "nilpotent": lambda d, s: _similar(_above(d, s, 1), _frame(d, s)), "eye": lambda _, s: eye(s[0]), "unit_norm": _unit,
    "stochastic": lambda d, s: [scaled([r], 1 / sum(r, ZERO))[0] for r in d.array(s, False)],
    **dict.fromkeys(("positive", "nonneg"), lambda d, s: d.array(s, False)), "strict": lambda d, s: _above(d, s, 1),
    "quarter": lambda d, s: _similar(_quarter(s[0]), _frame(d, s)), "frame": _frame,
    "turn": lambda d, s: _similar(_quarter(s[0]), _cayley(d, s)),
    "mixed": lambda d, s: scaled(add(_permuted(d, s), _permuted(d, s)), fmpq(1, 2)),
}  # fmt: skip

_one, _two = ["num", "1"], ["num", "2"]
# what undoes a function, as a term
INVERSES: dict[str, Any] = {
    "tanh": lambda b: ["mul", ["num", "1/2"], ["fn", "log", ["div", ["add", _one, b], ["sub", _one, b]]]],
    "sigmoid": lambda b: ["fn", "log", ["div", b, ["sub", _one, b]]], "exp": lambda b: ["fn", "log", b],
    "softplus": lambda b: ["fn", "log", ["sub", ["fn", "exp", b], _one]], "log": lambda b: ["fn", "exp", b],
    "sqrt": lambda b: ["pow", b, _two], "atan": lambda b: ["div", ["fn", "sin", b], ["fn", "cos", b]],
    "sinh": lambda b: ["fn", "log", ["add", b, ["fn", "sqrt", ["add", _one, ["pow", b, _two]]]]], "identity": lambda b: b,
}  # fmt: skip

def isolate(a: Any, b: Any, leaf: Node) -> Node | None:
    """A node for the leaf from the equation a = b, where it occurs once, in a; None where it cannot be undone."""
    while a != leaf:
        head, *args = a
        first = bool(times(leaf, args[0]))
        other, inside = (args[-1], args[0]) if first else (args[0], args[-1])
        if head == "fn" and args[0] not in INVERSES:
            return None
        undone: dict[str, Any] = {
            "named": b, "neg": ["neg", b], "T": ["T", b], "fn": INVERSES[args[0]](b) if head == "fn" else None,
            "add": ["sub", b, other], "mul": ["div", b, other],
            "sub": ["add", b, other] if first else ["sub", other, b],
            "div": ["mul", b, other] if first else ["div", other, b],
            "matmul": ["matmul", b, ["inv", other]] if first else ["matmul", ["inv", other], b],
        }  # fmt: skip
        if head not in undone:
            return None
        a, b = inside, undone[head]
    return b

def times(leaf: Node, node: Node) -> int:
    """How often a leaf is mentioned in the node."""
    return sum(part == leaf for part in within(node))

def leaf_nodes(node: Node) -> list[Node]:
    """The leaves a term mentions, in order."""
    return list(dict.fromkeys(part for part in within(node) if part[:1] in (("sym",), ("seq",))))

def opaque(spec: Record, j: int, env: Env, d: Draw) -> Node:
    """A generic smooth body, the j-th, for a function of which only range and Lipschitz constant are known."""
    def num(q: Any) -> Node:
        return ["num", str(q)]
    way = fmpq(1 - 2 * d.below(2))  # it rises or falls
    x: Node = ["sym", "_x"]
    if d.fine:  # with numbers of its own inside, so that it meets no equation that another body meets
        wave = ["fn", "sin", ["add", ["mul", num(d.rational()), x], num(d.rational())]]
        x = ["add", ["mul", num(fmpq(1, 2)), x], ["mul", num(fmpq(1, 4)), wave]]
    turned = ["mul", num(way), x]
    shifted, limit = ["add", turned, num(fmpq(1, 3 + j))], _edge(spec.get("lipschitz"), env)
    (low, high), slope = (_edge(b, env) for b in spec.get("range") or ("-oo", "oo")), fmpq(5, 4) if limit is None else limit
    if low is not None and high is not None:
        half = (high - low) / 2
        inside = ["add", ["mul", num(min(slope / half, fmpq(5, 4))), turned], num(fmpq(1, 3 + j))]
        return ["add", num((low + high) / 2), ["mul", num(half * fmpq(9, 10)), ["fn", "tanh", inside]]]
    if low is not None or high is not None:
        near = fmpq(1, 1 + 60 * d.below(2))
        bend = ["mul", num(near * min(slope, fmpq(7, 6 + j))), ["fn", "softplus", shifted]]
        return ["sub", num(high - near / 9), bend] if low is None else ["add", num(low + near / 9), bend]
    bent = ["add", num(3 * d.rational()), ["mul", num(slope * fmpq(3, 5)), ["fn", "tanh", shifted]]]
    return ["add", bent, ["mul", num(slope * way * fmpq(1, 5 + j)), x]]

def _edge(bound: Any, env: Env) -> Any:
    """A rational bound (rounded down where it is a ball), or None."""
    if bound is None or "oo" in (bound, bound[-1]) or bound == "-oo":
        return None
    value = scalar(evaluate(["num", bound] if isinstance(bound, str) else bound, env))
    return value if isinstance(value, fmpq) else rational((ball(value).lower() * 1000).floor()) / 1000
