"""Trees of sign arguments gone through again: every step of a certificate is recomputed with SymPy's polynomials.

`holds(view, facts, p, rel, tree)` raises where a step does not follow; the table `STEPS` has one function per argument.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import sympy
from sympy import Poly, Rational

from symrnn.algebra.order import signlines
from symrnn.algebra.order.signlines import Facts, Tree, must, parts, put, strong, symbol
from symrnn.algebra.order.signview import View, refuse


def holds(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    """Go through a proof of p rel 0; raise where it is not one."""
    p = view.reduced(p)
    step = STEPS.get(tree["how"])
    if step is None:
        raise refuse(f"unknown argument {tree['how']}")
    step(view, facts, p, rel, tree)


def _constant(_view: View, _facts: Facts, p: Poly, rel: str, _tree: Tree) -> None:
    must(p.is_ground, "not a constant")
    c = p.LC() if not p.is_zero else 0
    must(bool({">": c > 0, ">=": c >= 0, "==": c == 0, "!=": c != 0}[rel]), "a constant of the wrong sign")


def _fact(_view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    must(not f.is_zero and not p.is_zero, "zero")
    c = p.LC() / f.LC()
    must(p == f * c and strong(have, rel) and (bool(c > 0) or have in ("==", "!=") or rel == "!="), "not that fact")


def _signs(facts: Facts, chosen: list[int]) -> dict[int, tuple[int, bool]]:
    """The signs of generators that the chosen facts state: generator -> (sign, whether it is strict)."""
    out: dict[int, tuple[int, bool]] = {}
    for i in chosen:
        f, rel = facts[i]
        must(f.total_degree() == 1 and len(f.as_expr().free_symbols) == 1 and rel in (">", ">="), "not a sign")
        (exps, c), *rest = f.terms()
        shift = rest[0][1] if rest else 0
        must(bool(shift <= 0), "a bound on the wrong side of zero")
        out[exps.index(1)] = (1 if c > 0 else -1, rel == ">" or bool(shift < 0))
    return out


def _coefficients(_view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    must(rel in (">", ">="), "coefficients show an order")
    signs, found = _signs(facts, tree["signs"]), False
    for exps, c in p.terms():
        sign, strict = (1 if c > 0 else -1), True
        for k, e in enumerate(exps):
            if e:
                known = signs.get(k)
                strict = strict and known is not None and known[1]
                if e % 2:
                    must(known is not None, "a generator without a sign")
                    sign *= known[0] if known else 0
        must(sign > 0, "a term of the wrong sign")
        found = found or strict
    must(found or rel == ">=", "no term is surely positive")


def _substitute(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    s = symbol(view, tree["in"])
    c = parts(f, s)
    must(have == "==" and set(c) <= {0, 1} and 1 in c and c[1].is_ground, "not an equation for the generator")
    value = c.get(0, Poly(0, *p.gens, domain="QQ")) * (-1 / c[1].LC())
    holds(view, facts, put(p, s, value), rel, tree["proof"])


def _factors(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    total, sign = Poly(1, *p.gens, domain="QQ"), 1
    for part in tree["parts"]:
        f, e = view.parsed(part["poly"]), part["power"]
        total *= f**e
        if rel == "!=":
            holds(view, facts, f, "!=", part["proof"])
        elif e % 2 == 0:
            if rel == ">":
                holds(view, facts, f, "!=", part["proof"])
        else:
            must(part["sign"] in (1, -1), "a factor without a sign")
            holds(view, facts, f * part["sign"], rel, part["proof"])
            sign *= part["sign"]
    must(rel in (">", ">=", "!="), "factors show an order")
    total = view.reduced(total)
    must(not total.is_zero, "zero")
    c = p.LC() / total.LC()
    must(p == total * c and (rel == "!=" or bool(c * sign > 0)), "not that product")


def _zero_factor(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f = view.parsed(tree["poly"])
    must(rel == "==" and p.rem(f).is_zero, "not a factor")
    holds(view, facts, f, "==", tree["proof"])


def _divide(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    quotient, rest = sympy.div(f, p)
    must(rest.is_zero and strong(have, rel) and rel in (">", ">=", "=="), "not a multiple")
    holds(view, facts, quotient, "!=" if rel == "==" else ">", tree["proof"])


def _absurd(view: View, facts: Facts, p: Poly, _rel: str, tree: Tree) -> None:
    holds(view, facts, Poly(-1, *p.gens, domain="QQ"), ">=", tree["proof"])


def _impossible(_view: View, facts: Facts, _p: Poly, _rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    c = 0 if f.is_zero else f.LC()
    must(f.is_ground and not {">": c > 0, ">=": c >= 0, "==": c == 0, "!=": c != 0}[have], "a fact that may hold")


def _multiple(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    quotient, rest = sympy.div(p, f)
    must(rest.is_zero and rel in (">", ">=") and have in (">", rel), "not a multiple of the fact")
    holds(view, facts, quotient, rel, tree["proof"])


def _nonzero(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    f, have = facts[tree["fact"]]
    must(have in (">", "!=") and sympy.div(f, p)[1].is_zero, "the fact does not vanish with it")
    must(rel in ("!=", ">"), "nothing about equality")
    if rel == ">":
        holds(view, facts, p, ">=", tree["weak"])


def _squeezed(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    must(rel == "==", "squeezed to zero")
    holds(view, facts, p, ">=", tree["above"])
    holds(view, facts, -p, ">=", tree["below"])


def _signed(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    must(rel == "!=" and tree["sign"] in (1, -1), "signed")
    holds(view, facts, p * tree["sign"], ">", tree["proof"])


def _end(facts: Facts, s: Any, spec: Any, side: int) -> tuple[Any, bool]:
    """The rational end that a fact gives for a generator, and whether it is excluded."""
    f, rel = facts[spec[1]]
    must(rel in (">", ">=") and f.as_expr().free_symbols == {s} and f.total_degree() == 1, "not a bound")
    c = parts(f, s)
    end = -c[0].LC() / c[1].LC() if 0 in c else Rational(0)
    must(bool(c[1].LC() * side > 0) and end == Rational(spec[0]), "another bound")
    return Rational(spec[0]), rel == ">"


def _intervals(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    expr, ruled, faces, rows = p.as_expr(), set(), [], 0
    for k, low, high in tree["ends"]:
        s, t, u = symbol(view, k), sympy.Symbol(f"t{k}"), sympy.Symbol(f"u{k}")
        lo = _end(facts, s, low, 1) if low else None
        hi = _end(facts, s, high, -1) if high else None
        if lo and hi:
            d = sympy.degree(expr, s) if expr.has(s) else 0
            # (u + t)^d p((lo u + hi t) / (u + t)), term by term
            coefficients = Poly(expr, s).all_coeffs()[::-1]
            expr = sum(c * (lo[0] * u + hi[0] * t) ** i * (u + t) ** (d - i) for i, c in enumerate(coefficients))
            ruled |= {t, u}
        else:
            must(lo is not None or hi is not None, "no end")
            expr = expr.subs(s, lo[0] + t if lo else hi[0] - t)  # type: ignore[index]
            ruled.add(t)
        first = lo or hi
        options = [set()] + ([{t}] if first and not first[1] else [])
        faces.append(options + ([{u}] if lo and hi and not hi[1] else []))
        expr, rows = sympy.expand(expr), rows + 1
    loose = expr.free_symbols - ruled
    spread = Poly(expr, *(sorted(expr.free_symbols, key=str) or p.gens), domain="QQ")
    must(rel in (">", ">="), "intervals show an order")
    supports = []
    for exps, c in [] if spread.is_zero else spread.terms():
        must(bool(c > 0), "a negative coefficient")
        must(all(e % 2 == 0 for e, s in zip(exps, spread.gens, strict=True) if s in loose), "an odd power of any sign")
        supports.append({s for e, s in zip(exps, spread.gens, strict=True) if e})
    if rel == ">":
        for face in product(*faces):
            gone = set().union(*face) | loose
            must(any(not (support & gone) for support in supports), "zero on a face")


def _linear_end(facts: Facts, s: Any, i: int, side: int, gens: Any) -> tuple[Poly, bool]:
    f, rel = facts[i]
    c = parts(f, s)
    must(rel != "!=" and set(c) <= {0, 1} and 1 in c and c[1].is_ground, "not a linear bound")
    must(rel == "==" or bool(c[1].LC() * side > 0), "a bound on the other side")
    return c.get(0, Poly(0, *gens, domain="QQ")) * (-1 / c[1].LC()), rel == ">"


def _ends(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    s = symbol(view, tree["in"])
    c = parts(p, s)
    must(max(c) <= 2 and rel in (">", ">=") and all(s != r for r, _, _ in view.relations), "not concave")
    if max(c) == 2:
        holds(view, facts, -c[2], ">=", tree["concave"])
    at_low, low_open = _linear_end(facts, s, tree["low"]["fact"], 1, p.gens)
    at_high, high_open = _linear_end(facts, s, tree["high"]["fact"], -1, p.gens)
    pair = (tree["low"]["rel"], tree["high"]["rel"])
    fine = pair == (">", ">") or (rel == ">=" and set(pair) <= {">", ">="})
    must(fine or (pair == (">", ">=") and high_open) or (pair == (">=", ">") and low_open), "not strict at the ends")
    holds(view, facts, put(p, s, at_low), pair[0], tree["low"]["proof"])
    holds(view, facts, put(p, s, at_high), pair[1], tree["high"]["proof"])


def _monotone(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    s, sign = symbol(view, tree["in"]), tree["sign"]
    c = parts(p, s)
    must(max(c) == 1 and sign in (1, -1) and rel in (">", ">="), "not linear")
    end, _ = _linear_end(facts, s, tree["fact"], sign, p.gens)
    holds(view, facts, c[1] * sign, ">=", tree["slope"])
    holds(view, facts, put(p, s, end), rel, tree["start"])


def _square(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    c = parts(p, symbol(view, tree["in"]))
    zero = Poly(0, *p.gens, domain="QQ")
    must(max(c) == 2 and rel in (">", ">="), "not quadratic")
    if "low" in tree:
        must(rel == ">=", "the lead may vanish")
        holds(view, facts, c.get(0, zero), ">=", tree["low"])
    holds(view, facts, c[2], ">=" if "low" in tree else ">", tree["lead"])
    rest = c[2] * c.get(0, zero) * 4 - c.get(1, zero) ** 2
    holds(view, facts, rest, rel, tree["rest"])


def _conjugate(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    s, way = symbol(view, tree["in"]), tree["way"]
    image = next((image for r, q, image in view.relations if r == s and q == 2), None)
    zero, c = Poly(0, *p.gens, domain="QQ"), parts(p, s)
    must(image is not None and set(c) <= {0, 1} and way in (1, -1) and rel in (">", ">="), "no square root")
    if way < 0:
        known = (Poly(s, *p.gens, domain="QQ"), ">=") in facts or (Poly(s, *p.gens, domain="QQ"), ">") in facts
        must(known or view.specs[s]["kind"] == "root", "a root of no sign")
    a, b = c.get(0, zero), c.get(1, zero)
    holds(view, facts, a if way > 0 else b, ">=", tree["lead"])
    holds(view, facts, (a * a - b * b * image) * way, rel, tree["gap"])


def _combination(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    must(rel in (">", ">="), "sums show an order")
    total, positive = Poly(0, *p.gens, domain="QQ"), False
    for weight, what in tree["terms"]:
        w, q, strict, free = Rational(weight), Poly(1, *p.gens, domain="QQ"), True, False
        must(bool(w > 0), "a negative weight")
        for item in what:
            if isinstance(item, int):
                f, have = facts[item]
                must(have in (">", ">=", "=="), "a fact without an order")
                free, strict = free or have == "==", strict and have == ">"
                q = q * f
            elif "square" in item:
                q, strict = q * view.parsed(item["square"]) ** 2, False
            else:
                must(free, "a factor of any sign without an equation")
                for k in item["times"]:
                    q = q * Poly(symbol(view, k), *p.gens, domain="QQ")
                q, strict = q * item["sign"], False
        total, positive = total + q * w, positive or strict
    must(view.reduced(total) == p and (positive or rel == ">="), "the sum is another polynomial")


def _split(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    g = Poly(symbol(view, tree["in"]), *p.gens, domain="QQ")
    holds(view, [*facts, (g, ">=")], p, rel, tree["above"])
    holds(view, [*facts, (-g, ">=")], p, rel, tree["below"])


def _multiplied(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    h = view.parsed(tree["poly"])
    holds(view, facts, h, ">", tree["sign"])
    holds(view, facts, p * h, rel, tree["proof"])


def _cases(view: View, facts: Facts, p: Poly, rel: str, tree: Tree) -> None:
    h = view.parsed(tree["poly"])
    holds(view, [*facts, (h, ">=")], p, rel, tree["above"])
    holds(view, [*facts, (-h, ">=")], p, rel, tree["below"])


STEPS: dict[str, Callable[[View, Facts, Poly, str, Tree], None]] = {
    "constant": _constant, "fact": _fact, "coefficients": _coefficients, "cells": signlines.cells,
    "algebraic": signlines.algebraic, "substitute": _substitute, "factors": _factors, "zero factor": _zero_factor,
    "divide": _divide, "multiple": _multiple, "nonzero": _nonzero, "squeezed": _squeezed, "signed": _signed,
    "intervals": _intervals, "ends": _ends, "monotone": _monotone, "square": _square, "conjugate": _conjugate,
    "combination": _combination, "split": _split, "absurd": _absurd, "impossible": _impossible,
    "multiplied": _multiplied, "cases": _cases,
}
