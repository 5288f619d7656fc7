"""Arguments for the sign of a polynomial as a weighted sum of products of facts, and by cases."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

from symrnn.algebra.order.generators import Fact
from symrnn.algebra.order.quotients import GENERATORS, ONE, Poly, reduced, text, used
from symrnn.algebra.order.simplex import solution

if TYPE_CHECKING:
    from symrnn.algebra.order.positivity import Search

Tree = dict[str, Any]
DEPTH = 5


def related(s: Search, p: Poly) -> list[int]:
    """The facts that are connected with p through common generators, the nearest first."""
    known, left = set(used(p)), list(range(len(s.facts)))
    out: list[int] = []
    while True:
        near = [i for i in left if known & set(used(s.facts[i].poly)) and s.facts[i].rel != "!="]
        if not near or len(out) > 14:
            return out[:14]
        near.sort(key=lambda i: (not set(used(s.facts[i].poly)) <= known, s.facts[i].poly.total_degree(), i))
        for i in near:
            known |= set(used(s.facts[i].poly))
            out.append(i)
            left.remove(i)


def candidates(s: Search, p: Poly, squares: bool = True) -> Iterator[tuple[Poly, list[Any], bool]]:
    """Products that are not negative: (polynomial, what it is made of, whether it is positive)."""
    chosen = related(s, p)
    degree = max(p.total_degree(), 2)
    variables = sorted({k for i in chosen for k in used(s.facts[i].poly)} | set(used(p)))[:9]
    yield ONE, [], True
    plain = [i for i in chosen if s.facts[i].rel in (">", ">=")]
    made = 0
    for size in range(1, 4):
        for group in combinations_with_replacement(plain, size):
            if sum(s.facts[i].poly.total_degree() for i in group) > degree + 1 or made > 420:
                continue
            made += 1
            q = ONE
            for i in group:
                q = q * s.facts[i].poly
            yield q, list(group), all(s.facts[i].rel == ">" for i in group)
    if any("terms" in s.facts[i].origin for i in chosen):  # bounds of exp by polynomials: their terms are facts too
        yield from monomials(s, [p, *(s.facts[i].poly for i in chosen)], degree + 1)
    for i in (i for i in chosen if s.facts[i].rel == "=="):
        room = degree - s.facts[i].poly.total_degree()
        for size in range(max(room, 0) + 1):
            for group in combinations_with_replacement(variables, size):
                q = s.facts[i].poly
                for k in group:
                    q = q * GENERATORS[k]
                for sign in (1, -1):
                    yield q * sign, [i, {"times": list(group), "sign": sign}], False
    if not squares:
        return
    for kind, q in s.hints:
        if kind == "squares":
            yield q * q, [{"square": text(q)}], False
    for size in range(1, degree // 2 + 1):
        for group in combinations_with_replacement(variables, size):
            q = ONE
            for k in group:
                q = q * GENERATORS[k]
            yield q * q, [{"square": text(q)}], False
    if degree == 2:
        for i, a in enumerate(variables):
            for b in variables[:i]:
                for q in (GENERATORS[a] + GENERATORS[b], GENERATORS[a] - GENERATORS[b]):
                    yield q * q, [{"square": text(q)}], False


def monomials(s: Search, polys: list[Poly], degree: int) -> Iterator[tuple[Poly, list[Any], bool]]:
    """The monomials of some polynomials in generators that are known not to be negative by a fact of their own."""
    signs = {used(f.poly)[0]: i for i, f in enumerate(s.facts) if f.rel in (">", ">=") and len(f.poly) == 1
             and f.poly.total_degree() == 1 and f.poly.leading_coefficient() > 0}
    seen = set()
    for exps in (e for p in polys for e in p.to_dict()):
        places = [k for k, e in enumerate(exps) for _ in range(e)]
        if exps in seen or not 1 < len(places) <= degree or not all(k in signs for k in places):
            continue
        seen.add(exps)
        q = ONE
        for k in places:
            q = q * s.facts[signs[k]].poly
        yield q, [signs[k] for k in places], all(s.facts[signs[k]].rel == ">" for k in places)


def by_combination(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A sum of products of facts with nonnegative weights."""
    if s.budget[1] <= 0 or len(p) > 40 or depth < DEPTH - 2:
        return None
    terms = combination(s, p, rel)
    return None if terms is None else {"how": "combination", "terms": terms}


def combination(s: Search, p: Poly, rel: str, squares: bool = True) -> list[Any] | None:
    """The terms of such a sum: [weight, facts and squares]."""
    s.budget[1] -= 1
    items = [(reduced(q, s.relations), what, strict) for q, what, strict in candidates(s, p, squares)]
    items = [item for item in items if not item[0].is_zero()]
    strict = [j for j, item in enumerate(items) if item[2]] if rel == ">" else []
    if rel == ">" and not strict:
        return None
    weights = solution([q.to_dict() for q, _, _ in items], p.to_dict(), strict)
    return None if weights is None else [[str(w), items[j][1]] for j, w in sorted(weights.items())]


def by_split(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """By the sign of a generator of which none is known."""
    if depth < DEPTH - 1:
        return None
    for k in used(p):
        if k in s.signs or k in s.relations:
            continue
        g = GENERATORS[k]
        branch = []
        for way in (1, -1):
            inner = s.under(Fact(g * way, ">=", {"split": k})).positive(p, rel, DEPTH - 2)
            if inner is None:
                break
            branch.append(inner)
        if len(branch) == 2:
            return {"how": "split", "in": k, "above": branch[0], "below": branch[1]}
    return None


def by_multiple(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """The product with a positive polynomial that a hint names."""
    for kind, h in s.hints:
        if kind != "factor" or depth < DEPTH:
            continue
        sign = s.positive(h, ">", depth - 1)
        inner = s.positive(p * h, rel, depth - 1) if sign is not None else None
        if sign is not None and inner is not None:
            return {"how": "multiplied", "poly": text(h), "sign": sign, "proof": inner}
    return None


def by_cases(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """By the sign of a polynomial that a hint names."""
    for kind, h in s.hints:
        if kind != "cases" or depth < DEPTH:
            continue
        branch = []
        for way in (1, -1):
            inner = s.under(Fact(h * way, ">=", {"case": text(h)})).positive(p, rel, depth - 1)
            if inner is None:
                break
            branch.append(inner)
        if len(branch) == 2:
            return {"how": "cases", "poly": text(h), "above": branch[0], "below": branch[1]}
    return None
