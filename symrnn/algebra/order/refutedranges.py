"""The arguments of a search from ranges and squares, each written out as a sum of products."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.order.quotients import GENERATORS, ONE, WIDTH, ZERO, Poly, coefficients, reduced, substitute, text, used
from symrnn.algebra.order.refutations import Case, Tree, bound, equation, ratio, scaled

Ends = dict[int, tuple[int | None, int | None]]


def _intervals(c: Case, tree: Tree) -> Tree:
    return interval(c, {k: (lo and c.at[lo[1]], hi and c.at[hi[1]]) for k, lo, hi in tree["ends"]})


def interval(c: Case, ends: Ends) -> Tree:
    """With the distances to the ends as products of facts, no coefficient is negative.

    Where the goal is strict, a fact that may be zero is made strict by a lemma: at that end the same holds again.
    """
    for k, (i, j) in ends.items():
        if i is not None and j is not None:
            (a, low), (b, high) = bound(c.known[i][0], k), bound(c.known[j][0], k)
            gap = (low - high).leading_coefficient() if low != high else 0
            if gap > 0:
                return c.sum((1 / a, i), (-1 / b, j), (gap,))
            if gap == 0:
                return _at_end(c, c.vanishing(i, j), k, ends)
    while True:
        terms = _by_ends(c, ends)
        firm = [all(c.known[i][1] in (">", "!=") for i in which) and q.is_constant() for q, *which in terms]
        loose = [(k, side, i) for k, pair in ends.items() for side, i in enumerate(pair)
                 if i is not None and c.known[i][1] == ">="]
        if c.rel == ">=" or any(firm) or not loose:
            return c.without(*terms)
        k, side, i = loose[0]
        rest = dict(ends)
        n = c.positive(i, lambda inner, zero, k=k, rest=rest: _at_end(inner, zero, k, rest))  # type: ignore[misc]
        ends = {**ends, k: (n, ends[k][1]) if side == 0 else (ends[k][0], n)}


def _at_end(c: Case, zero: int, k: int, ends: Ends) -> Tree:
    """The same where a generator is at an end of its range."""
    _, value = bound(c.known[zero][0], k)
    there = scaled(reduced(substitute(c.p, k, value), c.relations))
    rest = {g: pair for g, pair in ends.items() if g != k}
    sign, other = (-1, ">=") if c.rel == ">" else (-1, ">")
    inner = Case([*c.known, (there * sign, other)], c.at, c.relations, there, c.rel, -1)
    n = c.joined(there, c.rel, [interval(inner, rest)])
    return equation(c, zero, k, value, (n, ratio(substitute(c.p, k, value), there)))


def _by_ends(c: Case, ends: Ends) -> list[tuple[Any, ...]]:
    """A polynomial as a sum of products of the distances to the ends of its generators, and squares."""
    q, scale, stands = c.p, ONE, dict[int, tuple[int, Any]]()
    free = [k for k in range(WIDTH - 1, -1, -1) if k not in used(c.p)]
    for k, pair in ends.items():
        if k not in used(c.p):
            continue
        bounds = [(i, *bound(c.known[i][0], k)) for i in pair if i is not None]
        degree, names = c.p.degrees()[k], [k, free.pop(0)]
        for name, (i, a, _) in zip(names, bounds, strict=False):
            stands[name] = (i, 1 / abs(a))
        if len(bounds) == 2:
            (_, _, low), (_, _, high) = bounds
            t, u = map(GENERATORS.__getitem__, names)
            q, scale = substitute(q, k, low * u + high * t, u + t), scale * (high - low) ** degree
        else:
            ((_, a, end),) = bounds
            q = substitute(q, k, end + (1 if a > 0 else -1) * GENERATORS[k])
    out = []
    for exps, number in q.to_dict().items():
        rest, which = ONE * number / scale.leading_coefficient(), []
        for k, e in enumerate(exps):
            i, factor = stands.get(k, (0, 1))
            rest = rest * (factor**e if k in stands else GENERATORS[k] ** e)
            which += [i] * e if k in stands else []
        out.append((rest, *which))
    return out


def _ends(c: Case, tree: Tree) -> Tree:
    k = tree["in"]
    sides = []
    for name in ("low", "high"):
        n, f, have = c.fact(tree[name]["fact"])
        end = bound(f, k)[1]
        there = c.lemma(substitute(c.p, k, end), tree[name]["rel"], tree[name]["proof"])
        if have == "==":
            return equation(c, n, k, end, there)
        sides.append((n, end, there))
    (i, low, (first, p)), (j, high, (second, q)) = sides
    top = coefficients(c.p, k).get(2)
    curve = None if top is None else c.lemma(-top, ">=", tree["concave"])
    if c.known[i][1] == ">=":
        i = c.positive(i, lambda inner, zero: equation(inner, zero, k, low, (first, p)))
    t, u = (ratio(x, c.known[n][0]) for x, n in ((GENERATORS[k] - low, i), (high - GENERATORS[k], j)))
    bent = [] if curve is None else [(t * u * curve[1] * s, i, j, n, curve[0]) for s, n in ((t, i), (u, j))]
    return c.sum((t, c.goal, i), (u, c.goal, j), (u * p, j, first), (t * q, i, second), *bent)


def _square(c: Case, tree: Tree) -> Tree:
    parts, x = coefficients(c.p, tree["in"]), GENERATORS[tree["in"]]
    a, b, low = (parts.get(d, ZERO) for d in (2, 1, 0))
    rest, number = c.lemma(4 * a * low - b**2, c.rel, tree["rest"])
    lead, factor = c.lemma(a, ">=" if "low" in tree else ">", tree["lead"])
    if "low" in tree:
        last, other = c.lemma(low, ">=", tree["low"])
        lead = c.positive(lead, lambda inner, zero: _flat(inner, zero, (a, b, low), (rest, number), (last, other), x))
        factor = ratio(a, c.known[lead][0])
    return c.sum((4 * factor, c.goal, lead), ((2 * a * x + b) ** 2,), (number, rest))


def _flat(c: Case, zero: int, parts: tuple[Poly, Poly, Poly], rest: tuple[int | None, Any], last: tuple[int | None, Any],
          x: Poly) -> Tree:
    """Without the leading coefficient, the linear one is zero, too."""
    a, b, low = parts
    factor, s = ratio(a, c.known[zero][0]), scaled(b)
    slope = ratio(b, s)
    terms = []
    if b != ZERO:
        n = len(c.known)
        whole = [] if rest[0] is None else [rest[0]]
        terms = [(slope**2, n, n), (rest[1], *whole), (-4 * low * factor, zero)]
        refuted = {"lemmas": [], "sum": [[text(ONE * q), *which] for q, *which in terms if ONE * q != ZERO]}
        terms = [(slope * x, c.joined(s, "==", [refuted, refuted]))]
    return c.without((last[1], last[0]), (factor * x**2, zero), *terms)


def _conjugate(c: Case, tree: Tree) -> Tree:
    k, way = tree["in"], tree["way"]
    parts = coefficients(c.p, k)
    a, b = parts.get(0, ZERO), parts.get(1, ZERO)
    lead, factor = c.lemma(a if way > 0 else b, ">=", tree["lead"])
    gap, number = c.lemma((a**2 - b**2 * c.relations[k][1]) * way, c.rel, tree["gap"])
    root = c.sign(k, c.signs()) if way < 0 else None
    second = (2 * factor, c.goal, lead) if root is None else (2 * factor * root[1], c.goal, lead, root[0])
    return c.sum((number, gap), (1, c.goal, c.goal), second)


STEPS = {"intervals": _intervals, "ends": _ends, "square": _square, "conjugate": _conjugate}
