"""Arguments for the sign of a polynomial from its terms, its factors and single facts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symrnn.algebra.order.generators import Fact
from symrnn.algebra.order.quotients import ZERO, Poly, coefficients, substitute, text, used, value
from symrnn.algebra.order.univariate import algebraic as algebraic_implication
from symrnn.algebra.order.univariate import implication

if TYPE_CHECKING:
    from symrnn.algebra.order.positivity import Search

Tree = dict[str, Any]


def ratio(p: Poly, q: Poly) -> Fraction | None:
    """The number c with p = c q, None where there is none."""
    if p.is_zero() or q.is_zero() or len(p) != len(q):
        return None
    c = p.leading_coefficient() / q.leading_coefficient()
    return Fraction(int(c.p), int(c.q)) if p == q * c else None


def fact(s: Search, p: Poly, rel: str, _depth: int) -> Tree | None:
    """The polynomial is a positive multiple of a fact."""
    enough = {">": (">",), ">=": (">", ">=", "=="), "==": ("==",), "!=": (">", "!=")}[rel]
    for i, f in enumerate(s.facts):
        c = ratio(p, f.poly)
        if c is not None and f.rel in enough and (c > 0 or f.rel in ("==", "!=") or (rel == "!=")):
            return {"how": "fact", "fact": i}
    return None


def term_sign(s: Search, exps: tuple[int, ...], c: Any) -> tuple[int, bool, set[int]]:
    """The sign of a term (0 where unknown), whether it is surely not zero, and the facts that say so."""
    sign, strict, because = (1 if c > 0 else -1), True, set()
    for k, e in enumerate(exps):
        if not e:
            continue
        known = s.signs.get(k)
        if known is not None:
            because.add(known[1])
        strict = strict and known is not None and known[0] in (">", "<")
        if e % 2:
            if known is None:
                return 0, False, set()
            sign = sign if known[0] in (">", ">=") else -sign
    return sign, strict, because


def by_coefficients(s: Search, p: Poly, rel: str, _depth: int) -> Tree | None:
    """Every term has the sign, by the signs of its generators."""
    found, because = False, set()
    for exps, c in p.to_dict().items():
        sign, strict, why = term_sign(s, exps, c)
        if sign <= 0:
            return None
        found = found or strict
        because |= why
    return {"how": "coefficients", "signs": sorted(because)} if found or rel == ">=" else None


def alone(facts: Sequence[Fact], k: int) -> list[tuple[Poly, str]]:
    """The facts about one generator alone."""
    return [(f.poly, f.rel) for f in facts if used(f.poly) == [k]]


def cells(s: Search, p: Poly, rel: str, _depth: int) -> Tree | None:
    """One generator: the line cut at all real roots of the polynomial and of the facts."""
    single = used(p)
    if len(single) != 1:
        return None
    k = single[0]
    return {"how": "cells", "in": k} if implication(k, p, rel, alone(s.facts, k)) else None


def algebraic(s: Search, p: Poly, rel: str, _depth: int) -> Tree | None:
    """One generator, and roots of positive numbers: the line cut at the roots of the norm."""
    roots, rest = [], []
    for k in used(p):
        c = value(s.relations[k][1]) if k in s.relations else None
        if c is not None and c > 0:
            roots.append((k, s.relations[k][0], c))
        else:
            rest.append(k)
    if not roots or len(rest) > 1:
        return None
    k = rest[0] if rest else next(g for g in range(len(p.degrees())) if g not in used(p))
    return {"how": "algebraic", "in": k} if algebraic_implication(k, p, rel, alone(s.facts, k), roots) else None


def by_substitution(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A fact is an equation that gives one generator in terms of the others."""
    for i, f in enumerate(s.facts):
        if f.rel != "==":
            continue
        for k in used(f.poly):
            parts = coefficients(f.poly, k)
            if max(parts) != 1 or not parts[1].is_constant() or not p.degrees()[k] or k in s.relations:
                continue
            inner = s.positive(substitute(p, k, -parts.get(0, ZERO) / parts[1].leading_coefficient()), rel, depth - 1)
            if inner is not None:
                return {"how": "substitute", "fact": i, "in": k, "proof": inner}
    return None


def nonzero_by(s: Search, p: Poly) -> int | None:
    """A fact that would fail where p vanishes: it is a multiple of p, and not zero."""
    return next((i for i, f in enumerate(s.facts) if f.rel in (">", "!=") and not f.poly.is_constant()
                 and divmod(f.poly, p)[1].is_zero()), None)


def by_nonzero(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """Not negative, and a factor of something that is not zero."""
    i = nonzero_by(s, p)
    if i is None:
        return None
    if rel == "!=":
        return {"how": "nonzero", "fact": i}
    weak = s.positive(p, ">=", depth - 1)
    return None if weak is None else {"how": "nonzero", "fact": i, "weak": weak}


def factor_list(p: Poly) -> tuple[Any, list[tuple[Poly, int]]]:
    """The constant and the irreducible factors with their powers."""
    c, parts = p.factor()
    return c, [(f, int(e)) for f, e in parts]


def by_factors(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A product of factors of known sign."""
    c, parts = factor_list(p)
    if len(parts) == 1 and parts[0][1] == 1:
        return None
    sign, out = (1 if c > 0 else -1), []
    for f, e in parts:
        if e % 2 == 0:
            inner = None if rel == ">=" else s.positive(f, "!=", depth - 1)
            if inner is None and rel != ">=":
                return None
            out.append({"poly": text(f), "power": e, "sign": 0, "proof": inner})
            continue
        if rel == "!=":
            inner = s.positive(f, "!=", depth - 1)
            if inner is None:
                return None
            out.append({"poly": text(f), "power": e, "sign": 0, "proof": inner})
            continue
        for way in (1, -1):
            inner = s.positive(f * way, rel, depth - 1)
            if inner is not None:
                sign *= way
                out.append({"poly": text(f), "power": e, "sign": way, "proof": inner})
                break
        else:
            return None
    return {"how": "factors", "parts": out} if sign > 0 or rel == "!=" else None


def by_zero_product(s: Search, p: Poly, _rel: str, depth: int) -> Tree | None:
    """A fact says that the polynomial times something that is not zero is zero."""
    for i, f in enumerate(s.facts):
        if f.rel == "==" and f.poly.total_degree() > p.total_degree():
            quotient, rest = divmod(f.poly, p)
            inner = s.positive(quotient, "!=", depth - 1) if rest.is_zero() else None
            if inner is not None:
                return {"how": "divide", "fact": i, "proof": inner}
    return None


def zero_factor(s: Search, p: Poly, _rel: str, depth: int) -> Tree | None:
    """A factor is zero."""
    _, parts = factor_list(p)
    if len(parts) == 1 and parts[0][1] == 1:
        return None
    for f, _ in parts:
        inner = s.positive(f, "==", depth - 1)
        if inner is not None:
            return {"how": "zero factor", "poly": text(f), "proof": inner}
    return None


def by_division(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A fact is the polynomial times something positive."""
    for i, f in enumerate(s.facts):
        if f.rel == "!=" or (rel == ">" and f.rel != ">") or f.poly.total_degree() <= p.total_degree():
            continue
        quotient, rest = divmod(f.poly, p)
        if rest.is_zero():
            inner = s.positive(quotient, ">", depth - 2)
            if inner is not None:
                return {"how": "divide", "fact": i, "proof": inner}
    return None


def by_multiple(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """The polynomial is a fact times something that has the sign."""
    for i, f in enumerate(s.facts):
        if f.rel not in (">", ">=") or (rel == ">" and f.rel != ">") or f.poly.is_constant():
            continue
        if f.poly.total_degree() >= p.total_degree():
            continue
        quotient, rest = divmod(p, f.poly)
        if rest.is_zero():
            inner = s.positive(quotient, rel, depth - 2)
            if inner is not None:
                return {"how": "multiple", "fact": i, "proof": inner}
    return None


def both_signs(s: Search, p: Poly, _rel: str, depth: int) -> Tree | None:
    """Zero, from p >= 0 and p <= 0."""
    up = s.positive(p, ">=", depth - 1)
    down = s.positive(-p, ">=", depth - 1) if up is not None else None
    return None if up is None or down is None else {"how": "squeezed", "above": up, "below": down}


def some_sign(s: Search, p: Poly, _rel: str, depth: int) -> Tree | None:
    """Not zero, from p > 0 or p < 0."""
    for way in (1, -1):
        inner = s.positive(p * way, ">", depth - 1)
        if inner is not None:
            return {"how": "signed", "sign": way, "proof": inner}
    return None
