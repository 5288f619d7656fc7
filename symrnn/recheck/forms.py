"""What can be read from the form of a term and from conditions about its very parts: signs, what never vanishes, and
between which bounds a function of one number stays.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from flint import fmpq

from symrnn.recheck.functions import GLOBAL, KINKED, NAMES, Node, Record, Undefined
from symrnn.recheck.point import parse_number
from symrnn.recheck.reading import affine
from symrnn.recheck.rules import NORMS, RELATIONS, ZERO, flat_conditions, free_names, meaning, must

POSITIVE = {"exp", "sigmoid", "softplus", "cosh"}
BELOW_ONE = {"sigmoid", "tanh", "erf"}
NOT_NEGATIVE = {*NORMS, "rho", "sigma_min", "rank", "count_nonzero", "zeros", "eye", "unit"}
MONOTONE = {"T", "diag", "diagof", "sum", "matmul", "outer", "kron"}  # of what is not negative, neither are these
REGULAR, UNSIGNED = {"invertible", "orthogonal", "permutation", "pd"}, {"nonneg", "stochastic", "permutation"}

OPPOSITE = {"gt": "le", "ge": "lt", "ne": "eq"}
NEGATED = {*RELATIONS, "ne", "no", "invertible", "nonzero"}
# a property is what its definition says
DEFINITIONS: dict[str, Callable[..., Node]] = {
    "symmetric": lambda a: ["equal", ["T", a], a], "skew": lambda a: ["equal", ["T", a], ["neg", a]],
    "normal": lambda a: ["equal", ["matmul", ["T", a], a], ["matmul", a, ["T", a]]], "fixed": lambda a, b: ["equal", a, b],
    "idempotent": lambda a: ["equal", ["matmul", a, a], a], "diagonal": lambda a: ["equal", a, ["diag", ["diagof", a]]],
    **dict.fromkeys(("at_most", "le", "ge"), lambda a, b: ["equal", a, b]),
    "permutation": lambda a: ["all_of", ["orthogonal", a], ["nonneg", a]],
    "stochastic": lambda a, one: ["all_of", ["nonneg", a], ["equal", ["matmul", a, one], one]],
    "commute": lambda a, b: ["equal", ["matmul", a, b], ["matmul", b, a]], "nilpotent": lambda a: ["equal"],
    "ne": lambda a, b: ["less", a, b],
    **dict.fromkeys(("eq", "equal"), lambda a, b: ["all_of", ["at_most", a, b], ["at_most", b, a]]),
    **dict.fromkeys(("orthogonal", "unit_norm"), lambda a: ["equal", ["matmul", ["T", a], a]]),
}  # fmt: skip

def opposite(node: Node) -> Node:
    """A condition that holds only where this one fails; everywhere there, where it is `told`."""
    head, *args = node
    if head in ("all_of", "any_of") and args:
        return opposite(args[0]) if len(args) == 1 else ["any_of" if head == "all_of" else "all_of", *map(opposite, args)]
    if head in ("no", "holds"):
        return args[0] if head == "no" else opposite(args[0])
    if head in ("implies", "given"):
        return ["all_of", *(args[0] if head == "given" else args[:1]), opposite(args[1])]
    if head == "iff":
        return ["any_of", ["all_of", args[0], opposite(args[1])], ["all_of", opposite(args[0]), args[1]]]
    if head in ("invertible", "nonzero"):
        return ["eq", ["det", *args] if head == "invertible" else args[0], ZERO]
    if head in OPPOSITE:
        return [OPPOSITE[head], *args]
    out = [["nonzero", a] if rel == "=" and b[0] == "zeros" else [{"<=": "gt", "<": "ge", "=": "ne"}[rel], a, b]
           for rel, a, b in meaning(node)]
    must(out, f"no rule for the negation of {head}")
    return out[0] if len(out) == 1 else ["any_of", *out]

def told(node: Node, scalar: Callable[[Node], bool]) -> bool:
    """Whether `opposite` tells all ways to fail: not so of an order between arrays, where some entries may fail."""
    head, *args = node
    if head in ("all_of", "any_of", "holds", "implies", "given", "iff"):
        return all(told(c, scalar) for c in ((*args[0], args[1]) if head == "given" else args))
    return head in ("no", "eq", "equal", "ne", "invertible", "nonzero") or all(
        scalar(side) for _, *sides in meaning(node) for side in sides)

def bare(node: Any) -> Any:
    """A node without the names of its intermediates."""
    if not isinstance(node, list):
        return node
    return bare(node[2]) if node[:1] == ["named"] else [bare(x) for x in node]

def _even(p: Node) -> bool:
    return bool(p[0] == "num" and fmpq(p[1]).q == 1 and fmpq(p[1]).p % 2 == 0)

def from_extreme(u: Node) -> bool:
    """Whether a difference is that of entries from their own extreme: never negative, and zero at one of them."""
    return u[0] == "sub" and (["max", u[2]] == u[1] or ["min", u[1]] == u[2] or (
        u[1][0] == "norm_inf" and u[2] == ["fn", "abs", u[1][1]]))

class Form:
    """The conditions of a statement, and what they say of the parts of a term."""

    def __init__(self, record: Record, shape: Any) -> None:
        self.shape, self.functions = shape, record.get("functions", {})
        self.know([bare(c) for c in flat_conditions(record.get("given", []))])

    def know(self, given: list[Node]) -> None:
        """Take conditions, and the relations that they state."""
        self.given, self.facts = given, [fact for c in given for fact in meaning(c)]

    def beside(self, index: str = "", known: list[Node] | None = None) -> Form:
        """The same where an index is bound, of which no condition speaks; or where more is known not to be negative."""
        other = copy(self)
        other.know([c for c in self.given if index not in free_names(c)] + [["nonneg", bare(a)] for a in known or []])
        return other

    def scalar(self, a: Node) -> bool:
        """Whether a node is one number."""
        return self.shape(a) in ((), (1, 1))

    def square(self, *arrays: Node) -> bool:
        """Whether all nodes are square matrices of one size."""
        shapes = {self.shape(a) for a in arrays}
        return len(shapes) == 1 and len(set(shapes.pop())) == 1

    def said(self, a: Node, *heads: str) -> bool:
        """Whether a condition says one of some words of a node."""
        return any(c[0] in heads and c[1] == a for c in self.given)

    def least(self, a: Node) -> Any:
        """The largest number that a condition puts below a node, and whether it is excluded; None where there is none."""
        pairs = [(rel, *p) for rel, *pair in self.facts for p in ([pair, pair[::-1]] if rel == "=" else [pair])]
        return max(((fmpq(low[1]), rel == "<") for rel, low, high in pairs if high == a and low[0] == "num"), default=None)

    def positive(self, a: Node) -> bool:
        """Whether every entry is certainly positive."""
        head, *args = a
        low = self.least(a)
        if self.said(a, "positive") or (low and (low[0] > 0 or low == (0, True))):
            return True
        if head in ("num", "const", "size", "ones", "softmax"):
            return head in ("ones", "softmax") or (fmpq(args[0]) > 0 if head == "num" else args[0] in ("pi", "e") if
                                                   head == "const" else min(affine(args[0]).values(), default=0) > 0)
        if head == "add":
            return any(self.positive(x) and self.nonneg(y) for x, y in (args, args[::-1]))
        if head in ("mul", "div"):
            return self.positive(args[0]) and self.positive(args[1])
        if head in ("pow", "T"):
            return self.positive(args[0]) or (head == "pow" and _even(args[1]) and self.nowhere_zero(args[0]))
        if head == "fn" and args[0] not in self.functions:
            return args[0] in POSITIVE or (args[0] == "abs" and self.nowhere_zero(args[1])) or (
                args[0] == "sqrt" and self.positive(args[1]))
        return head == "sub" and self.complement(*args)

    def complement(self, one: Node, rest: Node) -> bool:
        """One minus something whose modulus, or which itself, is below one; or a condition says that it is less."""
        if ("<", rest, one) in self.facts:
            return True
        inner = rest[1] if rest[0] == "pow" and _even(rest[2]) and fmpq(rest[2][1]) > 0 else rest
        large = one[0] == "ones" or (one[0] == "num" and fmpq(one[1]) >= 1)
        return large and inner[0] == "fn" and inner[1] in BELOW_ONE and inner[1] not in self.functions

    def nonneg(self, a: Node) -> bool:
        """Whether no entry is negative."""
        head, *args = a
        low = self.least(a)
        if self.positive(a) or any(self.said(x, *UNSIGNED) for x in (a, ["T", a])) or (low and low[0] >= 0) or (
                head in NOT_NEGATIVE) or (head in MONOTONE and all(map(self.nonneg, args))):
            return True
        if head in ("num", "index"):
            return fmpq(args[0]) >= 0 if head == "num" else min(affine(args[0]).values(), default=0) >= 0
        if head == "sub":  # of what is larger by a condition, or an extreme of the other
            return from_extreme(a) or any(pair == args[::-1] for _, *pair in self.facts)
        if head in ("add", "mul"):
            return (self.nonneg(args[0]) and self.nonneg(args[1])) or (head == "mul" and args[0] == args[1])
        if head in ("product", "total"):
            return self.beside(args[1]).nonneg(args[0])
        if head in ("div", "pow"):
            return (head == "pow" and _even(args[1])) or (self.nonneg(args[0]) and (head == "pow" or self.positive(args[1])))
        if head == "fn":
            return args[0] in ("relu", "abs", "step", "sqrt") and args[0] not in self.functions
        if head == "tr":
            return self.definite(args[0], strict=False)
        product = [["T", args[0]], args[1]] if head == "dot" else [a] if head == "matmul" and self.scalar(a) else []
        return bool(product) and self.palindrome([f for p in product for f in factors(p)])

    def palindrome(self, chain: list[Node]) -> bool:
        """Whether a product reads x'x, or x'Px with a semidefinite P."""
        while len(chain) > 1:
            a, b = chain[0], chain[-1]
            if not transposed(a, b) and not (a == b and (a[0] in ("eye", "diag") or self.said(
                    a, "symmetric", "psd", "pd", "diagonal"))):
                return False
            chain = chain[1:-1]
        return not chain or self.definite(chain[0], strict=False)

    def nowhere_zero(self, a: Node) -> bool:
        """Whether certainly no entry is zero."""
        head, *args = a
        one = self.scalar(a) and (self.said(a, "nonzero") or ["ne", a, ZERO] in self.given)
        if one or self.said(a, "nowhere_zero") or self.positive(a):
            return True
        if head in ("num", "pow", "neg", "T", "div"):
            return fmpq(args[0]) != 0 if head == "num" else self.nowhere_zero(args[0])
        if head == "mul":
            return self.nowhere_zero(args[0]) and self.nowhere_zero(args[1])
        if head == "sub":
            apart = [c for c in self.given if c[0] in ("ne", "lt", "less", "gt") and c[1:] in (args, args[::-1])]
            return self.positive(["sub", args[1], args[0]]) or (bool(apart) and self.scalar(a))
        inside = self.nowhere_zero(args[1]) if head == "fn" and args[0] == "abs" else False
        return self.invertible(args[0]) if head == "det" else inside

    def invertible(self, a: Node) -> bool:
        """Whether a square matrix is certainly invertible."""
        head, *args = a
        named = any(c[0] == "invertible" and a in factors(c[1], self.square) for c in self.given)
        if named or self.said(a, *REGULAR) or head in ("eye", "inv", "expm") or self.regular(["det", a]):
            return True
        if head in ("add", "sub"):
            x, y = args
            skew = (x[0] == "eye" and self.said(y, "skew")) or (y[0] == "eye" and self.said(x, "skew"))
            small = (x[0] == "eye" and self.small(y)) or (y[0] == "eye" and self.small(x))
            return self.definite(a, strict=True) or skew or small
        if head in ("T", "neg", "matpow"):
            return self.invertible(args[0])
        if head == "diag":
            return self.nowhere_zero(args[0])
        if head == "matmul":
            return self.square(*args) and all(map(self.invertible, args))
        pairs = [p for p in ((args, args[::-1]) if head == "mul" else [args[::-1]] if head == "div" else []) if
                 self.scalar(p[0])]
        return any(self.nowhere_zero(c) and self.invertible(x) for c, x in pairs)

    def regular(self, value: Node) -> bool:
        """Whether a condition says that a number is not zero."""
        compared = [fact for fact in [*self.facts, *map(tuple, self.given)] if fact[0] in ("=", "<", "ne") and value in fact]
        others = [(rel, y if x == value else x) for rel, x, y in compared]
        return self.said(value, "positive", "nowhere_zero", "nonzero") or any(
            other[0] == "num" and (fmpq(other[1]) != 0) == (rel == "=") for rel, other in others)

    def small(self, a: Node) -> bool:
        """Whether all eigenvalues are smaller than one: a nilpotent matrix, or a norm or a radius below one."""
        return self.said(a, "nilpotent") or any(
            rel == "<" and low[0] in ("rho", *NORMS) and low[1] == a and high[0] == "num" and fmpq(high[1]) <= 1
            for rel, low, high in self.facts)

    def definite(self, a: Node, *, strict: bool) -> bool:
        """Whether a real matrix is certainly symmetric and positive semidefinite (definite, where strict)."""
        head, *args = a
        if self.said(a, "pd", *([] if strict else ["psd"])) or head == "eye" or (head == "zeros" and not strict):
            return head != "zeros" or self.square(a)
        if head == "diag":
            return self.positive(args[0]) if strict else self.nonneg(args[0])
        if head == "outer":
            return not strict and args[0] == args[1]
        if head == "inv":
            return self.definite(args[0], strict=True)
        if head == "add":
            return self.square(*args) and any(self.definite(x, strict=strict) and self.definite(y, strict=False)
                                              for x, y in (args, args[::-1]))
        if head == "mul" and self.scalar(args[0]):
            return (self.positive if strict else self.nonneg)(args[0]) and self.definite(args[1], strict=strict)
        if head == "matmul":
            (left, middle), right = (args[0][1:] if args[0][0] == "matmul" else (args[0], None)), args[1]
            return transposed(left, right) and (not middle or self.definite(middle, strict=strict)) and (
                not strict or (self.square(left) and self.invertible(left)))
        return False

    def nonzero(self, v: Node) -> bool:
        """Whether an array is certainly not zero everywhere."""
        head, *args = v
        if self.nowhere_zero(v) or self.said(v, "nonzero", "unit_norm") or head == "unit":
            return True
        if head in ("neg", "T") or (head == "matmul" and self.palindrome(args)):
            return self.nonzero(args[0])
        if head == "mul":
            return any(self.nowhere_zero(x) and self.nonzero(y) for x, y in (args, args[::-1]))
        if head == "matmul" and self.square(args[0]):
            return self.invertible(args[0]) and self.nonzero(args[1])
        return self.shape(v) != () and len(set(self.shape(v))) == 1 and self.invertible(v)

def factors(t: Node, square: Any = None) -> list[Node]:
    """The factors of a matrix product (of square ones, inverses apart, where asked), transposes moved inside."""
    if t[0] == "matmul" and (square is None or square(t[1], t[2])):
        return [*factors(t[1], square), *factors(t[2], square)]
    if square is not None:
        return factors(t[1], square) if t[0] in ("T", "inv") else [t]
    if t[0] == "T" and t[1][0] == "matmul":
        return [f for part in t[1][:0:-1] for f in factors(["T", part])]
    return [t[1][1]] if t[0] == "T" and t[1][0] == "T" else [t]

def transposed(a: Node, b: Node) -> bool:
    """Whether one node is the transpose of the other."""
    return b == ["T", a] or a == ["T", b]

READ: dict[str, Any] = {
    "positive": Form.positive, "nonneg": Form.nonneg, "nowhere_zero": Form.nowhere_zero, "nonzero": Form.nonzero,
    "invertible": Form.invertible, "psd": lambda form, a: form.definite(a, strict=False),
    "pd": lambda form, a: form.definite(a, strict=True)}

def _shift(a: Any, b: Any) -> Any:
    return tuple(None if x is None or y is None else x + y for x, y in zip(a, b, strict=True))

def _stretch(a: Any, c: Any) -> Any:
    pair = tuple(None if x is None else x * c for x in a)
    return (fmpq(0), fmpq(0)) if c == 0 else pair[::-1] if c < 0 else pair

def spans(body: Node) -> tuple[Any, Any]:
    """Bounds (low, high) of the values and of the slopes of a function body on the whole real line.

    Only bodies that are differentiable there by their form have any: those of a closed list of heads.
    """
    head, args, unknown = body[0], body[1:], (None, None)
    if head in ("num", "sym"):
        return (parse_number(args[0]),) * 2 if head == "num" else unknown, (fmpq(head == "sym"),) * 2
    if head == "fn" and args[0] in NAMES - KINKED - {"log", "sqrt"}:
        values, slopes = GLOBAL.get(args[0], (unknown, unknown))
        inside = spans(args[1])[1]
        if None in inside or None in slopes:
            return values, _stretch(slopes, inside[0]) if inside[0] == inside[1] is not None else unknown
        corners = [fmpq(s) * t for s in slopes for t in inside]
        return values, (min(corners), max(corners))
    if head == "pow" and args[1][0] == "num" and (p := parse_number(args[1][1])) >= 0 and p.q == 1:
        spans(args[0])
        return unknown, unknown
    if head not in ("add", "sub", "neg", "mul"):
        raise Undefined(f"a function body with {head}")
    first, last = spans(args[0]), spans(args[-1])
    if head == "mul":
        factor, other = (first[0], last) if first[0][0] == first[0][1] is not None else (last[0], first)
        known = factor[0] == factor[1] is not None
        return (_stretch(other[0], factor[0]), _stretch(other[1], factor[0])) if known else (unknown, unknown)
    if head != "add":
        last = _stretch(last[0], fmpq(-1)), _stretch(last[1], fmpq(-1))
    return last if head == "neg" else (_shift(first[0], last[0]), _shift(first[1], last[1]))

def accept_form(record: Record, shape: Any) -> None:
    """Raise unless the assertion is read off its form."""
    must(all(spec.get("field") == "real" for spec in record["leaves"].values()), "signs of complex numbers")
    form, (head, *args) = Form(record, shape), bare(record["assert"])
    if head == "ne":
        head, args = "nowhere_zero" if form.scalar(args[0]) else "nonzero", args[:1] if args[1][0] in ("zeros",) or args[
            1] == ZERO else [["sub", *args]]
    if head in ("less", "lt", "gt", "at_most", "le", "ge"):
        small, large = args[::-1] if head in ("gt", "ge") else args
        must(small == ZERO or small[0] == "zeros", "not above zero")
        head, args = "positive" if head in ("less", "lt", "gt") else "nonneg", [large]
    must(READ[head](form, args[0]), "that is not seen from its form")

