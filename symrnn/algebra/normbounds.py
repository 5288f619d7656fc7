"""Upper bounds of norms, products and spectral radii: one rule per head, and inequalities proved by a chain of them.

`NORM[head](b, term)` gives a scalar that is at least the spectral norm (Euclidean, of a column); `LARGEST[head]` one that
is at least the largest absolute entry. A chain is a list of steps "left <= right by this rule", which the trusted base
goes through again with its own table; the last step is an inequality between nonnegative numbers.
Reference: Horn and Johnson, Matrix Analysis (2013), chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib import import_module
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.facts import flat
from symrnn.algebra.families import certainly
from symrnn.algebra.functions import TABLE
from symrnn.algebra.nonvanishing import nonnegative, positive
from symrnn.algebra.proof import Proof
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.scope import sizes_of
from symrnn.algebra.serialise import node
from symrnn.algebra.sizes import Size
from symrnn.algebra.statements import Statement, equal
from symrnn.algebra.substitute import replace
from symrnn.algebra.terms import Term, number
from symrnn.algebra.words import norm, norm_f, norm_inf

ABOVE = {"at_most": (0, 1), "le": (0, 1), "less": (0, 1), "lt": (0, 1), "ge": (1, 0), "gt": (1, 0)}
STRICT = frozenset({"less", "lt", "gt"})
UNIT_NORM = frozenset({"orthogonal", "permutation", "unit_norm"})
MATRIX_NORMS = frozenset({"norm", "norm_f", "norm_1", "norm_inf", "rho"})


class Bounds:
    """Bounds of the terms of one statement, with the steps that give them."""

    def __init__(self, given: tuple[Statement, ...], *, strict: bool = False) -> None:
        self.given = tuple(part for c in given for part in flat(c))
        self.strict = strict  # a strict claim keeps its norms: conditions are used at the last step, as strict as they are
        self.steps: list[tuple[str, Term, Term]] = []

    def step(self, rule: str, left: Term, right: Term) -> Term:
        """Write down left <= right, and go on from the right."""
        self.steps.append((rule, left, right))
        return right

    def norm(self, a: Term) -> Term:
        """A bound of the spectral norm (of a column: the Euclidean norm)."""
        if not a.shape:
            return self.largest(a)
        fact = self.fact("norm", a)
        if fact is not None:
            return self.step("condition", norm(a), fact)
        if any(c.head in UNIT_NORM and c.args[0] == a for c in self.given):
            return self.step("unit norm", norm(a), number(1))
        rule = NORM.get(a.head)
        bound = rule(self, a, *a.args) if rule is not None else None
        return bound if bound is not None else norm(a)

    def largest(self, v: Term) -> Term:
        """A bound of the largest absolute entry."""
        if v.head == "named":
            return self.largest(v.args[1])
        sup = supremum(v, self.given)
        if sup is not None:
            return self.step("range", norm_inf(v) if v.shape else TABLE["abs"](v), sup)
        fact = self.fact("norm_inf", v)
        if fact is not None:
            return self.step("condition", norm_inf(v), fact)
        if not v.shape or v.is_scalar:
            return v if nonnegative(v, self.given) else TABLE["abs"](v)
        rule = LARGEST.get(v.head)
        bound = rule(self, v, *v.args) if rule is not None else None
        return bound if bound is not None else norm_inf(v)

    def fact(self, head: str, a: Term) -> Term | None:
        """A bound of norm(a) that a condition gives."""
        for c in self.given:
            if c.head not in ABOVE or self.strict:
                continue
            low, high = (c.args[k] for k in ABOVE[c.head])
            if low.head in ({"norm", "norm_f"} if head == "norm" else {head}) and same_leaf(low.args[0], a):
                return high if not same_leaf(high, a) else None
        return None


def same_leaf(a: Term, b: Term) -> bool:
    """Whether a condition on one speaks of the other; an element of a sequence stands for every element of it."""
    return a == b or (a.head == b.head == "seq" and a.args[0] == b.args[0])


# -- the largest absolute value of an entry ----------------------------------------------------------------------
def supremum(v: Term, given: tuple[Statement, ...]) -> Term | None:
    """The supremum of |v| by the form of its entries; None where the form tells nothing."""
    if v.head == "num":
        return number(abs(v.args[0]))
    if v.head == "ones":
        return number(1)
    if v.head == "named":
        return supremum(v.args[1], given)
    if v.head == "sub" and _is_one(v.args[0]):
        inner = _bare(v.args[1])
        if inner.head == "pow" and inner.args[1] == number(2) and _function(inner.args[0]) in ("tanh", "erf", "sin", "cos"):
            return number(1)
        if _function(inner) == "sigmoid":
            return number(1)
    if v.head == "mul":
        a, b = (_bare(x) for x in v.args)
        if _function(a) == "sigmoid" and b.head == "sub" and _is_one(b.args[0]) and _bare(b.args[1]) == a:
            return number(Fraction(1, 4))
    if v.head == "fn":
        f = v.args[0]
        if f.range is not None and all(x not in ("oo", "-oo", None) for x in f.range):
            low, high = f.range
            if isinstance(low, Fraction) and isinstance(high, Fraction):
                return number(max(abs(low), abs(high)))
            if isinstance(high, Term) and isinstance(low, Term) and low == -high:
                return high
    for c in given:
        if c.head in ("between", "strictly_between") and c.args[0] == v and c.args[1].head == c.args[2].head == "num":
            return number(max(abs(c.args[1].args[0]), abs(c.args[2].args[0])))
    return None


def _bare(t: Term) -> Term:
    return _bare(t.args[1]) if t.head == "named" else t


def _is_one(t: Term) -> bool:
    t = _bare(t)
    return t == number(1) or t.head == "ones"


def _function(t: Term) -> str:
    t = _bare(t)
    return t.args[0].name if t.head == "fn" and t.args[0].order == 0 else ""


def _product_largest(b: Bounds, v: Term, x: Term, y: Term) -> Term:
    left, right = b.largest(x), b.largest(y)
    return b.step("entries of a product", norm_inf(v), left * right)


def _sum_largest(b: Bounds, v: Term, x: Term, y: Term) -> Term:
    left, right = b.largest(x), b.largest(y)
    return b.step("triangle", norm_inf(v), left + right)


LARGEST: dict[str, Callable[..., Term | None]] = {
    "mul": _product_largest, "add": _sum_largest, "sub": _sum_largest,
    "neg": lambda b, v, x: b.step("sign", norm_inf(v), b.largest(x)),
    "zeros": lambda b, v, *_: b.step("zero", norm_inf(v), number(0)),
}


# -- norms -------------------------------------------------------------------------------------------------------
def _product(b: Bounds, a: Term, x: Term, y: Term) -> Term:
    left, right = b.norm(x), b.norm(y)
    return b.step("submultiplicative", norm(a), left * right)


def _sum(b: Bounds, a: Term, x: Term, y: Term) -> Term | None:
    if x.shape != y.shape:
        return None
    left, right = b.norm(x), b.norm(y)
    return b.step("triangle", norm(a), left + right)


def _scaled(b: Bounds, a: Term, x: Term, y: Term) -> Term | None:
    if x.is_scalar != y.is_scalar:
        scalar, rest = (x, y) if x.is_scalar else (y, x)
        size, inner = b.largest(scalar), b.norm(rest)
        return b.step("homogeneous", norm(a), size * inner)
    if a.is_column and not x.is_scalar:
        size, inner = b.largest(x), b.norm(y)
        return b.step("diagonal scaling", norm(a), size * inner)
    return None


def _divided(b: Bounds, a: Term, x: Term, s: Term) -> Term | None:
    if not s.is_scalar or not positive(s, b.given):
        return None
    inner = b.norm(x)
    return b.step("homogeneous", norm(a), inner / s)


def _outer(b: Bounds, a: Term, u: Term, v: Term) -> Term:
    left, right = b.norm(u), b.norm(v)
    return b.step("outer product", norm(a), left * right)


def _ordered(b: Bounds, a: Term, body: Term, k: str, lo: Size, hi: Size) -> Term | None:
    inner = b.norm(body)
    if k in {n for t in _subterms(inner) for s in t.args if isinstance(s, Size) for n in s.names}:
        return None
    if not certainly(hi - lo + 1, b.given):
        return None
    return b.step("ordered product", norm(a), inner ** Term("size", (hi - lo + 1,), ()))


def _power(b: Bounds, a: Term, x: Term, k: Size) -> Term:
    return b.step("power", norm(a), b.norm(x) ** Term("size", (k,), ()))


def _contraction(b: Bounds, a: Term, f: Any, u: Term) -> Term | None:
    if a.is_column and f.name in ("tanh", "sin", "relu", "atan", "hardtanh", "softsign", "abs") and f.order == 0:
        return b.step("contraction", norm(a), b.norm(u))
    return None


NORM: dict[str, Callable[..., Term | None]] = {
    "matmul": _product, "add": _sum, "sub": _sum, "mul": _scaled, "div": _divided, "outer": _outer, "kron": _outer,
    "neg": lambda b, a, x: b.step("sign", norm(a), b.norm(x)),
    "T": lambda b, a, x: b.step("transpose", norm(a), b.norm(x)),
    "named": lambda b, a, _, x: b.norm(x),
    "eye": lambda b, a, *_: b.step("identity", norm(a), number(1)),
    "zeros": lambda b, a, *_: b.step("zero", norm(a), number(0)),
    "diag": lambda b, a, v: b.step("diagonal", norm(a), b.largest(v)),
    "product": _ordered, "matpow": _power, "fn": _contraction,
}


def _subterms(t: Term) -> list[Term]:
    out, stack = [], [t]
    while stack:
        at = stack.pop()
        out.append(at)
        stack.extend(at.children)
    return out


# -- the prover --------------------------------------------------------------------------------------------------
def prove_bound(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an upper bound of a scalar that is made of norms and spectral radii."""
    if statement.head not in ABOVE:
        return None, ""
    small, large = (expand(statement.args[k]) for k in ABOVE[statement.head])
    if not small.is_scalar or not large.is_scalar:
        return None, ""
    b = Bounds(statement.given, strict=statement.head in STRICT)
    bound = from_above(b, small)
    if bound is None:
        return None, "no norm rule applies"
    strict = statement.head in STRICT
    why = last_step(bound, large, statement.given, strict)
    if not why:
        for t in [x for x in _subterms(bound) if x.head == "norm" and norm_f(x.args[0]) in _subterms(large)]:
            bound = replace(bound, {t: b.step("below Frobenius", t, norm_f(t.args[0]))})
            why = why or last_step(bound, large, statement.given, strict)
    if why and not b.steps:
        return None, "no norm rule is needed"
    if not why:
        return None, f"the norm rules give the bound {bound}, which was not compared with the other side"
    scope = sizes_of(statement)
    return Proof(
        "route:norm-rules", "checker", scope,
        {"kind": "norm-chain", "scope": scope, "bound": node(bound), "strict": strict,
         "steps": [[rule, node(left), node(right)] for rule, left, right in b.steps]},
        "; ".join(dict.fromkeys(rule for rule, _, _ in b.steps)) + f"; then {why}", len(b.steps) + 1), ""


def from_above(b: Bounds, s: Term) -> Term | None:
    """A bound of a scalar: its norms are bounded, sums and products of nonnegative parts follow."""
    head, args = s.head, s.args
    if head == "named":
        return from_above(b, args[1])
    if head in ("norm", "norm_f") and args[0].shape:
        return b.norm(args[0]) if head == "norm" or args[0].is_column else None
    if head == "norm_inf" and args[0].is_column:
        return b.largest(args[0])
    if head == "sigma_min":
        return b.step("smallest below largest", s, b.norm(args[0]))
    if head == "rho":
        inner = b.norm(args[0])
        return b.step("radius below norm", s, inner)
    if head in ("add", "mul") and all(nonnegative(a, b.given) for a in args):
        left, right = (from_above(b, a) for a in args)
        return None if left is None or right is None else left + right if head == "add" else left * right
    if head == "pow" and args[1].head == "num" and args[1].args[0] > 0 and nonnegative(args[0], b.given):
        inner_bound = from_above(b, args[0])
        return None if inner_bound is None else inner_bound ** args[1]
    if head == "fn" and args[0].name == "abs" and args[1].head in ("dot", "matmul"):
        u, v = args[1].args if args[1].head == "dot" else (args[1].args[0].T, args[1].args[1])
        return b.step("Cauchy-Schwarz", s, b.norm(u) * b.norm(v))
    if head == "dot":
        return b.step("Cauchy-Schwarz", s, b.norm(args[0]) * b.norm(args[1]))
    return s if head in ("num", "sym") else None


def last_step(bound: Term, large: Term, given: tuple[Statement, ...], strict: bool) -> str:
    """Why the bound is at most (below, where strict) the other side; empty where that is not shown."""
    if not strict and (bound == large or prove_equal(equal(bound, large, given=list(given)))[0] is not None):
        return "the bound is the other side"
    values: dict[Term, Term] = {}
    for t in (x for s in (bound, large, *(a for c in given for a in c.args if isinstance(a, Term))) for x in _subterms(s)):
        if t.head in MATRIX_NORMS and t not in values:
            values[t] = Term("sym", (f"norm_{len(values)}", "real", (("nonneg",),)), ())
    scalars = tuple(Statement(c.head, tuple(replace(a, values) for a in c.args)) for c in given
                    if all(isinstance(a, Term) and not a.shape for a in c.args))
    reduced = Statement("less" if strict else "at_most", (replace(bound, values), replace(large, values)), scalars)
    prover = import_module("symrnn.algebra.inequalities").prove_order
    proof, _ = prover(reduced)
    return "an inequality between nonnegative numbers" if proof is not None else ""
