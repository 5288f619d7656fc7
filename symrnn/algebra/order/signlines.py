"""Arguments on one line gone through again: the real roots recounted with SymPy, and every cell between them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy import Poly, Rational

from symrnn.algebra.order.signview import View, refuse

Facts = list[tuple[Poly, str]]
Tree = dict[str, Any]


def must(truth: Any, why: str) -> None:
    """Raise unless something is true."""
    if truth is not True and truth is not sympy.true:
        raise refuse(why)


def strong(have: str, want: str) -> bool:
    """Whether one relation to zero implies another."""
    return have == want or (have, want) in ((">", ">="), (">", "!="), ("==", ">="))


def symbol(view: View, k: int) -> Any:
    """Generator k, or a symbol that stands for nothing."""
    return next((s for s in view.symbols if s.name == f"g{k}"), sympy.Symbol(f"g{k}", real=True))


def parts(p: Poly, s: Any) -> dict[int, Poly]:
    """Coefficients in one generator."""
    out: dict[int, dict[tuple[int, ...], Any]] = {}
    at = p.gens.index(s)
    for exps, c in p.terms():
        out.setdefault(exps[at], {})[(*exps[:at], 0, *exps[at + 1:])] = c
    return {d: Poly.from_dict(c, *p.gens, domain="QQ") for d, c in out.items() if any(c.values())}


def put(p: Poly, s: Any, value: Poly) -> Poly:
    """The polynomial with a generator replaced by a polynomial."""
    total = Poly(0, *p.gens, domain="QQ")
    for d, c in parts(p, s).items():
        total += c * value**d
    return total


def _meets(sign: int, rel: str) -> bool:
    return {">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[rel]


def _line(view: View, tree: Tree, facts: Facts, targets: list[Poly]) -> tuple[list[Any], Any, list[tuple[Any, Any]]]:
    """The univariate facts, and the cut of the line at all roots of facts and targets, recounted."""
    s = symbol(view, tree["in"])
    chosen = [(Poly(facts[i][0].as_expr(), s, domain="QQ"), facts[i][1]) for i in tree["facts"]]
    for i in tree["facts"]:
        must(facts[i][0].free_symbols_in_domain == set() and facts[i][0].as_expr().free_symbols <= {s}, "other symbols")
    whole = Poly(1, s, domain="QQ")
    for q in [q for q, _ in chosen] + targets:
        if q.degree() > 0:
            whole = whole * q
    whole = whole.sqf_part() if whole.degree() > 0 else whole
    cut = [(Rational(str(Fraction(a))), Rational(str(Fraction(b)))) for a, b in tree["cut"]]
    must(all(a[1] < b[0] for a, b in pairwise(cut)), "overlapping intervals")
    must((whole.count_roots() if whole.degree() > 0 else 0) == len(cut), "a root was left out")
    for lo, hi in cut:
        must(whole.count_roots(lo, hi) == 1, "an interval without one root")
    return chosen, s, cut


def _samples(cut: list[tuple[Any, Any]]) -> list[Any]:
    if not cut:
        return [Rational(0)]
    return [cut[0][0] - 1, *((a[1] + b[0]) / 2 for a, b in pairwise(cut)), cut[-1][1] + 1]


def _sign_at(q: Poly, lo: Any, hi: Any) -> int:
    if q.degree() <= 0:
        c = q.LC() if not q.is_zero else 0
        return int(bool(c > 0)) - int(bool(c < 0))
    if lo != hi and q.count_roots(lo, hi) > 0:
        return 0
    v = q.eval(lo)
    return int(bool(v > 0)) - int(bool(v < 0))


def cells(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    """One generator: the sign on every cell where the facts hold."""
    s = symbol(view, tree["in"])
    must(p.as_expr().free_symbols <= {s}, "more than one generator")
    target = Poly(p.as_expr(), s, domain="QQ")
    chosen, _, cut = _line(view, tree, facts, [target])
    for lo, hi in [(x, x) for x in _samples(cut)] + cut:
        if all(_meets(_sign_at(q, lo, hi), r) for q, r in chosen):
            must(_meets(_sign_at(target, lo, hi), rel), "the wrong sign on a cell")


def algebraic(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    """One generator and roots of numbers: the sign between the roots of the norm, in balls."""
    must(rel in (">", ">="), "the norm shows an order")
    norm, numbers = p.as_expr(), {}
    for g, q, c in tree["roots"]:
        r = symbol(view, g)
        relation = next((image for t, power, image in view.relations if t == r and power == q), None)
        must(relation == Poly(Rational(c), *view.symbols, domain="QQ"), "not a root of a number")
        norm = sympy.resultant(norm, r**q - Rational(c), r)
        numbers[r] = (q, Fraction(c))
    s = symbol(view, tree["in"])
    must(norm != 0 and p.as_expr().free_symbols <= {s, *numbers}, "not one generator and roots")
    chosen, _, cut = _line(view, tree, facts, [Poly(norm, s, domain="QQ")])
    samples = _samples(cut)
    inside = [all(_meets(_sign_at(q, x, x), r) for q, r in chosen) for x in samples]
    for ok, x in zip(inside, samples, strict=True):
        must(not ok or _ball(p, s, x, x, numbers) > 0, "the wrong sign between roots")
    for i, (lo, hi) in enumerate(cut):
        if all(_meets(_sign_at(q, lo, hi), r) for q, r in chosen):
            near = rel == ">=" and (inside[i] or inside[i + 1])
            must(near or _ball(p, s, lo, hi, numbers) > 0, "the wrong sign at a root")


def _ball(p: Poly, s: Any, lo: Any, hi: Any, numbers: dict[Any, tuple[int, Fraction]]) -> int:
    """The sign of p on [lo, hi] in balls, 0 where they do not tell."""
    old, ctx.prec = ctx.prec, 256
    try:
        at = {r: arb(fmpq(c.numerator, c.denominator)).root(q) for r, (q, c) in numbers.items()}
        at[s] = arb(fmpq(int(lo.p), int(lo.q))).union(arb(fmpq(int(hi.p), int(hi.q))))
        total = arb(0)
        for exps, c in p.terms():
            part = arb(fmpq(int(c.p), int(c.q)))
            for g, e in zip(p.gens, exps, strict=True):
                part = part * at[g] ** e if e else part
            total += part
    finally:
        ctx.prec = old
    return 1 if total > 0 else -1 if total < 0 else 0
