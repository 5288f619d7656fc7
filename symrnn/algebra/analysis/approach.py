"""How a sequence comes near its limit: step by step under a map, or by a power of a ratio below one."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.language.words import matpow, zeros
from symrnn.algebra.order.bounding import Chain, names
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.proofs.nonvanishing import nonvanishing
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term, number

STEADY = frozenset({"tanh", "sigmoid", "relu", "softplus", "exp", "sin", "cos", "atan", "erf", "abs", "hardtanh",
                    "leaky_relu", "softsign", "silu", "gelu", "elu", "identity", "sinh", "cosh"})
Given = tuple[Statement, ...]


def approached(a: Term, limit: Term, given: Given) -> bool:
    """Whether |f(x) - limit| < |x - limit| for all x but the limit, where f is continuous: then iterates tend to it."""
    f, x, start, _ = a.args
    if not made_of(f, x, STEADY) or x.args[2] or x in leaves(limit) or x in leaves(start):
        return False
    size, free = TABLE["abs"], tuple(c for c in given if not any(x in leaves(u) for u in c.terms))
    pair = (size(f), size(x)) if rational(limit) == 0 else (size(f - limit), size(x - limit))
    return prove_equal(Statement("equal", (replace(f, {x: limit}), limit), free))[0] is not None and prove_range(
        Statement("less", pair, (*free, Statement("ne", (x, limit)))))[0] is not None


def powers_about(a: Term, limit: Term, given: Given) -> Term | None:
    """M^t (x0 - limit), the distance of the iterates of x -> M x + b from a fixed point; None for other maps."""
    f, x, start, t = a.args
    if x in leaves(limit) or x in leaves(start) or any(x in leaves(u) for c in given for u in c.terms):
        return None
    slope, rest = expand(Term("D", (f, x), (f.shape[0], x.shape[0]))), expand(replace(f, {x: zeros(x.shape[0])}))
    if x in leaves(slope) or prove_equal(equal(f, slope @ x + rest))[0] is None:
        return None
    fixed = prove_equal(equal(replace(f, {x: limit}), limit, given=list(given)))[0]
    return None if fixed is None else matpow(slope, t) @ (start - limit)


def falling_ratio(t: Term, k: Any, given: Given) -> tuple[Term, Term] | None:
    """The p and q of a quotient that is a power of k times (p/q)^k and a factor without k; None for other terms."""
    if not isinstance(k, Size):
        return None
    ratio, stack, name = {True: number(1), False: number(1)}, [(t, True)], next(iter(k.names))
    while stack:
        part, up = stack.pop()
        if part.head in ("mul", "div"):
            stack += [(part.args[0], up), (part.args[1], up == (part.head == "mul"))]
        elif part.head in ("neg", "named"):
            stack.append((part.args[-1], up))
        elif part.head == "pow" and part.args[1].head == "size" and name not in names(part.args[0]):
            if (part.args[1].args[0] - k).constant is None:
                return None
            ratio[up] = ratio[up] * part.args[0]
        elif not (nonvanishing(part, given) or up if name not in names(part) else up and _is_power(part, name)):
            return None  # a factor of the other side that may be zero, or one that grows in another way
    return ratio[True], ratio[False]


def _is_power(t: Term, name: str) -> bool:
    """Whether a term is a polynomial in an index alone, or a power of one."""
    inner = t.args[0] if t.head == "pow" and rational(t.args[1]) is not None else t
    return inner.head == "size" and set(inner.args[0].names) == {name}


def grows(exponent: Any, name: str) -> bool:
    """Whether an index expression is c k + d with c > 0."""
    return name in exponent.names and all(name not in m or (m == (name,) and c > 0) for m, c in exponent.terms)


def stays(f: Term, name: str, chain: Chain, given: tuple[Statement, ...]) -> bool:
    """Whether an atom is a power of a number from zero to one."""
    if f.head != "pow" or f.args[1].head != "size" or name in names(f.args[0]) or not grows(f.args[1].args[0], name):
        return False
    low, high = Statement("le", (number(0), f.args[0]), given), Statement("le", (f.args[0], number(1)), given)
    return (chain.nonneg(f.args[0]) is not None or prove_range(low)[0] is not None) and (
        chain.compare(f.args[0], number(1), strict=False) is not None or prove_range(high)[0] is not None)
