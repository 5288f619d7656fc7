"""Arguments for the sign of a polynomial from the ranges of its generators, and by completing a square."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from symrnn.algebra.order.quotients import (
    GENERATORS,
    ZERO,
    Poly,
    coefficients,
    constant,
    guarded,
    substitute,
    used,
    value,
)

if TYPE_CHECKING:
    from symrnn.algebra.order.positivity import Search

Tree = dict[str, Any]


Bound = tuple[Fraction, bool, int]  # the end, whether it is excluded, the fact


def bounds(s: Search, k: int) -> tuple[Bound | None, Bound | None]:
    """The best rational ends of generator k among the facts."""
    lo: Bound | None = None
    hi: Bound | None = None
    for i, f in enumerate(s.facts):
        if f.rel not in (">", ">=") or used(f.poly) != [k] or f.poly.total_degree() != 1:
            continue
        parts = coefficients(f.poly, k)
        c, r = value(parts[1]), value(parts.get(0, ZERO))
        assert c is not None
        assert r is not None
        end, excluded = -r / c, f.rel == ">"
        if c > 0 and (lo is None or (end, excluded) > (lo[0], lo[1])):
            lo = (end, excluded, i)
        if c < 0 and (hi is None or (-end, excluded) > (-hi[0], hi[1])):
            hi = (end, excluded, i)
    return lo, hi


def stretch(p: Poly, k: int, lo: Bound | None, hi: Bound | None, spare: int) -> Poly:
    """The polynomial with generator k by its ends: lo + k, hi - k, or (lo spare + hi k) over (spare + k), cleared."""
    g = GENERATORS[k]
    if lo is not None and hi is not None:
        u = GENERATORS[spare]
        return substitute(p, k, constant(lo[0]) * u + constant(hi[0]) * g, u + g)
    return substitute(p, k, constant(lo[0]) + g) if lo is not None else substitute(p, k, constant(hi[0]) - g)  # type: ignore[index]


def by_intervals(s: Search, p: Poly, rel: str, _depth: int) -> Tree | None:
    """Generators written by their ends: no coefficient is negative."""
    variables = used(p)
    if len(variables) > 6:
        return None
    free = [k for k in range(len(GENERATORS) - 1, -1, -1) if k not in variables]
    chosen: list[tuple[int, Bound | None, Bound | None, int]] = []
    q = p
    for k in variables:
        lo, hi = bounds(s, k)
        if lo is None and hi is None:
            if p.degrees()[k] % 2:
                return None
            continue
        spare = free.pop(0)
        q = stretch(q, k, lo, hi, spare)
        chosen.append((k, lo, hi, spare))
    ruled = {k for k, *_ in chosen} | {spare for *_, spare in chosen}
    for exps, c in q.to_dict().items():
        if c < 0 or any(e % 2 for k, e in enumerate(exps) if k not in ruled):
            return None
    if rel == ">" and not _everywhere(q, chosen, set(variables) - {k for k, *_ in chosen}):
        return None
    return {"how": "intervals", "ends": [[k, lo and [str(lo[0]), lo[2]], hi and [str(hi[0]), hi[2]]]
                                         for k, lo, hi, _ in chosen]}


def _everywhere(q: Poly, chosen: list[tuple[int, Bound | None, Bound | None, int]], loose: set[int]) -> bool:
    """Whether some term is positive on every face of the box (each generator inside, or at an end of its own)."""
    faces: list[list[set[int]]] = []
    for k, lo, hi, spare in chosen:
        options: list[set[int]] = [set()]  # the variables that vanish on the face
        first = lo if lo is not None else hi
        if first is not None and not first[1]:
            options.append({k})
        if lo is not None and hi is not None and not hi[1]:
            options.append({spare})
        faces.append(options)
    if sum(len(o) > 1 for o in faces) > 5:
        return False
    supports = [{k for k, e in enumerate(exps) if e} for exps in q.to_dict()]
    for face in product(*faces):
        gone = set().union(*face) | loose
        if not any(not (support & gone) for support in supports):
            return False
    return True


def linear_bounds(s: Search, k: int) -> tuple[list[tuple[int, Poly]], list[tuple[int, Poly]]]:
    """Lower and upper bounds of generator k by polynomials in the others, from facts that are linear in it."""
    low: list[tuple[int, Poly]] = []
    high: list[tuple[int, Poly]] = []
    for i, f in enumerate(s.facts):
        if f.rel == "!=" or f.poly.degrees()[k] != 1:
            continue
        parts = coefficients(f.poly, k)
        if not parts[1].is_constant():
            continue
        c = parts[1].leading_coefficient()
        end = -parts.get(0, ZERO) / c
        if c > 0 or f.rel == "==":
            low.append((i, end))
        if c < 0 or f.rel == "==":
            high.append((i, end))
    return low, high


def by_ends(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """Concave in a generator: the least value is at an end of its range."""
    for k in used(p):
        parts = coefficients(p, k)
        top = max(parts)
        if top > 2 or k in s.relations:
            continue
        concave = s.positive(-parts[2], ">=", min(depth - 2, 1)) if top == 2 else None
        if top == 2 and concave is None:
            continue
        low, high = linear_bounds(s, k)
        for low_end, high_end in product(low[:4], high[:4]):
            out = _between_ends(s, p, rel, depth, k, low_end, high_end)
            if out is not None:
                return {**out, "concave": concave} if top == 2 else out
        if top == 1:
            for sign, side in ((1, low), (-1, high)):
                for i, a in side[:4]:
                    slope = s.positive(parts[1] * sign, ">=", depth - 2)
                    start = s.positive(substitute(p, k, a), rel, depth - 1) if slope is not None else None
                    if slope is not None and start is not None:
                        return {"how": "monotone", "in": k, "fact": i, "sign": sign, "slope": slope, "start": start}
    return None


def _between_ends(s: Search, p: Poly, rel: str, depth: int, k: int, low: tuple[int, Poly],
                  high: tuple[int, Poly]) -> Tree | None:
    (i, a), (j, b) = low, high
    rels = [(rel, rel)]
    if rel == ">":
        rels = [(">", ">=")] if s.facts[j].rel == ">" else []
        rels += [(">=", ">")] if s.facts[i].rel == ">" else []
        rels += [(">", ">")]
    at_low = substitute(p, k, a)
    for r1, r2 in rels:
        first = s.positive(at_low, r1, depth - 1)
        second = s.positive(substitute(p, k, b), r2, depth - 1) if first is not None else None
        if first is not None and second is not None:
            return {"how": "ends", "in": k, "low": {"fact": i, "rel": r1, "proof": first},
                    "high": {"fact": j, "rel": r2, "proof": second}}
    return None


def by_square(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A v^2 + B v + C with 4 A C >= B^2: A times it is a square plus something that has the sign."""
    for k in used(p):
        parts = coefficients(p, k)
        if max(parts) != 2 or k in s.relations:
            continue
        a, b, c = parts[2], parts.get(1, ZERO), parts.get(0, ZERO)
        rest = guarded(4 * a * c - b * b)
        lead = s.positive(a, ">", depth - 2)
        low = None
        if lead is None and rel == ">=":
            lead = s.positive(a, ">=", depth - 2)
            low = s.positive(c, ">=", depth - 2) if lead is not None else None
            if low is None:
                lead = None
        if lead is None:
            continue
        disc = s.positive(rest, rel, depth - 1)
        if disc is not None:
            return {"how": "square", "in": k, "lead": lead, "rest": disc, **({"low": low} if low else {})}
    return None


def by_conjugate(s: Search, p: Poly, rel: str, depth: int) -> Tree | None:
    """A + B r with r^2 = R: from A >= 0 and A^2 >= B^2 R, or from B >= 0 <= r and B^2 R >= A^2."""
    for k in used(p):
        if k not in s.relations or s.relations[k][0] != 2:
            continue
        parts = coefficients(p, k)
        a, b = parts.get(0, ZERO), parts.get(1, ZERO)
        gap = guarded(a * a - b * b * s.relations[k][1])
        for way, lead in ((1, a), (-1, b)):
            if lead.is_zero() or (way < 0 and s.signs.get(k, ("", 0))[0] not in (">", ">=")):
                continue
            first = s.positive(lead, ">=", depth - 1)
            second = s.positive(gap * way, rel, depth - 1) if first is not None else None
            if first is not None and second is not None:
                return {"how": "conjugate", "in": k, "way": way, "lead": first, "gap": second}
    return None
