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


def _meets(sign: int, rel: str) -> bool:
    return {">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[rel]


def _line(s: Any, tree: Tree, facts: Facts, norm: Poly) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """The univariate facts, and the cut of the line at all roots of facts and of a norm, recounted."""
    for i in tree["facts"]:
        must(facts[i][0].as_expr().free_symbols <= {s}, "other symbols")
    chosen = [(Poly(facts[i][0].as_expr(), s, domain="QQ"), facts[i][1]) for i in tree["facts"]]
    whole = Poly(1, s, domain="QQ")
    for q in [*(q for q, _ in chosen), norm]:
        if q.degree() > 0:
            whole = whole * q
    whole = whole.sqf_part() if whole.degree() > 0 else whole
    cut = [(Rational(str(Fraction(a))), Rational(str(Fraction(b)))) for a, b in tree["cut"]]
    must(all(a[1] < b[0] for a, b in pairwise(cut)), "overlapping intervals")
    must((whole.count_roots() if whole.degree() > 0 else 0) == len(cut), "a root was left out")
    for lo, hi in cut:
        must(whole.count_roots(lo, hi) == 1, "an interval without one root")
    return chosen, cut


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


def no_place(view: View, facts: Facts, tree: Tree) -> None:
    """Raise where a place on the line of one generator meets the facts; one of them may have roots of numbers."""
    s = symbol(view, tree["line"])
    p, rel = facts[tree["of"]] if "of" in tree else (Poly(1, *view.symbols, domain="QQ"), ">")
    norm, numbers = p.as_expr(), {}
    for r in sorted(norm.free_symbols - {s}, key=str):
        q, image = next(((q, image) for t, q, image in view.relations if t == r), (0, p))
        must(q > 0 and image.is_ground, "more than one generator")
        norm = sympy.resultant(norm, r**q - image.LC(), r)
        numbers[r] = (q, Fraction(int(image.LC().p), int(image.LC().q)))
    must(norm != 0, "a norm of zero")
    chosen, cut = _line(s, tree, facts, Poly(norm, s, domain="QQ"))
    samples = _samples(cut)
    inside = [all(_meets(_sign_at(q, x, x), r) for q, r in chosen) for x in samples]
    for ok, x in zip(inside, samples, strict=True):
        must(not ok or (bool(numbers) and _ball(p, s, x, x, numbers) < 0), "a place between roots")
    for i, (lo, hi) in enumerate(cut):
        if all(_meets(_sign_at(q, lo, hi), r) for q, r in chosen):
            near = rel == ">" and (inside[i] or inside[i + 1])
            must(bool(numbers) and (near or _ball(p, s, lo, hi, numbers) < 0), "a place at a root")


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
