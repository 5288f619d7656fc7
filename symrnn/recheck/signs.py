"""Trees of arguments for the sign of a polynomial under facts: every step is gone through again.

`holds(reading, facts, p, rel, tree)` raises where p rel 0 does not follow; a fact is a polynomial with its relation to
zero. The table `STEPS` has a function for each argument.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

from flint import arb, fmpq, fmpq_mpoly_ctx, fmpq_poly

from symrnn.recheck.functions import UNREADABLE, Record, precision
from symrnn.recheck.reading import Reading
from symrnn.recheck.rules import Row, must

Facts = list[tuple[Any, str]]
ORDER = (">", ">=")
BITS = 512

def meets(sign: Any, rel: str) -> bool:
    """Whether a number stands in a relation to zero."""
    return bool({">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[rel])

def strong(have: str, want: str) -> bool:
    """Whether one relation to zero implies another."""
    return have == want or (have, want) in ((">", ">="), (">", "!="), ("==", ">="))

def ratio(p: Any, q: Any) -> Any:
    """The number c with p = c q; raises where there is none."""
    must(p != 0 and q != 0, "nothing to compare")
    c = p.leading_coefficient() / q.leading_coefficient()
    must(p == q * c, "another polynomial")
    return c

def used(p: Any) -> list[int]:
    """The generators in a polynomial."""
    return [k for k, d in enumerate(p.degrees()) if d > 0]

def parts(p: Any, k: int) -> dict[int, Any]:
    """The coefficients in one generator."""
    out: dict[int, dict[Any, Any]] = {}
    for e, c in p.to_dict().items():
        out.setdefault(e[k], {})[(*e[:k], 0, *e[k + 1:])] = c
    return {d: p.context().from_dict(c) for d, c in out.items()}

def put(p: Any, k: int, value: Any) -> Any:
    """A polynomial with a generator replaced by a polynomial."""
    return sum((c * value**d for d, c in parts(p, k).items()), p * 0)

def holds(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """Go through an argument for p rel 0; raise where it is not one."""
    STEPS[tree["how"]](reading, facts, reading.reduced(p), rel, tree)

def sharp(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """The same for an order that is to be the sharpest which the argument shows."""
    holds(reading, facts, p, rel, tree)
    try:
        holds(reading, facts, p, ">", tree)
    except UNREADABLE:
        return
    must(rel == ">", "a weaker relation than is shown")

def divided(p: Any, f: Any) -> Any:
    """The quotient of two polynomials that leave no rest."""
    must(f != 0, "a quotient by zero")
    quotient, rest = divmod(p, f)
    must(rest == 0, "a rest is left")
    return quotient

# -- one step --------------------------------------------------------------------------------------------------------------
def _constant(_reading: Reading, _facts: Facts, p: Any, rel: str, _tree: Record) -> None:
    must(p.is_constant() and meets(p.leading_coefficient() if p != 0 else 0, rel), "no constant of that sign")

def _fact(_reading: Reading, facts: Facts, p: Any, rel: str, _tree: Record) -> None:
    for f, have in facts:
        c = p.leading_coefficient() / f.leading_coefficient() if p != 0 and f != 0 else fmpq(0)
        if c != 0 and p == f * c and strong(have, rel) and (c > 0 or have in ("==", "!=") or rel == "!="):
            return
    raise ValueError("no such fact")

def _known_signs(facts: Facts) -> dict[int, tuple[int, bool]]:
    """The signs of generators that facts state, and whether they are strict."""
    out: dict[int, tuple[int, bool]] = {}
    for f, rel in facts:
        if f.total_degree() == 1 and len(used(f)) == 1 and rel in ORDER:
            (k,), c = used(f), parts(f, used(f)[0])
            shift = c[0].leading_coefficient() if 0 in c else fmpq(0)
            if shift <= 0 and not out.get(k, (0, False))[1]:
                out[k] = (1 if c[1].leading_coefficient() > 0 else -1, rel == ">" or shift < 0)
    return out

def _coefficients(_reading: Reading, facts: Facts, p: Any, rel: str, _tree: Record) -> None:
    signs, found = _known_signs(facts), rel == ">="
    must(rel in ORDER, "coefficients show an order")
    for exponents, c in p.to_dict().items():
        sign, strict = (1 if c > 0 else -1), True
        for k, e in enumerate(exponents):
            must(e % 2 == 0 or k in signs, "a generator without a sign")
            sign *= signs[k][0] if e % 2 else 1
            strict = strict and (e == 0 or signs.get(k, (0, False))[1])
        must(sign > 0, "a term of the wrong sign")
        found = found or strict
    must(found, "no term is surely positive")

def _linear(facts: Facts, number: int, k: int, side: int) -> tuple[Any, bool]:
    """The bound that a fact gives for a generator, from below (1) or above (-1), and whether it is excluded."""
    f, rel = facts[number]
    c = parts(f, k)
    must(rel != "!=" and set(c) <= {0, 1} and 1 in c and c[1].is_constant(), "not a linear bound")
    slope = c[1].leading_coefficient()
    must(rel == "==" or slope * side > 0, "a bound on the other side")
    return c.get(0, f * 0) * (-1 / slope), rel == ">"

def _substitute(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    must(facts[tree["fact"]][1] == "==", "not an equation for the generator")
    holds(reading, facts, put(p, tree["in"], _linear(facts, tree["fact"], tree["in"], 1)[0]), rel, tree["proof"])

def _factors(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    total, sign = reading.one, 1
    must(rel != "==", "factors show no equation")
    for part in tree["parts"]:
        f, odd = reading.written(part["poly"]), part["power"] % 2 == 1
        ordered = odd and rel != "!="
        must(part["power"] > 0 and part["sign"] in ((1, -1) if ordered else (0,)), "a factor without a power or a sign")
        total *= f ** part["power"]
        if ordered:
            holds(reading, facts, f * part["sign"], rel, part["proof"])
            sign *= part["sign"]
        elif rel != ">=":
            holds(reading, facts, f, "!=", part["proof"])
    c = ratio(p, reading.reduced(total))
    must(rel == "!=" or c * sign > 0, "not that product")

def _zero_factor(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    f = reading.written(tree["poly"])
    must(rel == "==" and divided(p, f) is not None, "not a factor")
    holds(reading, facts, f, "==", tree["proof"])

def _divide(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    f, have = facts[tree["fact"]]
    must(strong(have, rel) and rel != "!=", "not a multiple")
    holds(reading, facts, divided(f, p), "!=" if rel == "==" else ">", tree["proof"])

def _multiple(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    f, have = facts[tree["fact"]]
    must(rel in ORDER and have in (">", rel), "not a multiple of the fact")
    holds(reading, facts, divided(p, f), rel, tree["proof"])

def _absurd(reading: Reading, facts: Facts, _p: Any, _rel: str, tree: Record) -> None:
    holds(reading, facts, -reading.one, ">=", tree["proof"])

def _impossible(_reading: Reading, facts: Facts, _p: Any, _rel: str, tree: Record) -> None:
    f, have = facts[tree["fact"]]
    must(f.is_constant() and not meets(f.leading_coefficient() if f != 0 else 0, have), "a fact that may hold")

def _nonzero(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    f, have = facts[tree["fact"]]
    must(have in (">", "!=") and rel in ("!=", ">") and divided(f, p) is not None, "the fact does not vanish with it")
    if rel == ">":
        holds(reading, facts, p, ">=", tree["weak"])

def _squeezed(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    must(rel == "==", "squeezed to zero")
    holds(reading, facts, p, ">=", tree["above"])
    holds(reading, facts, -p, ">=", tree["below"])

def _signed(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    must(rel == "!=" and tree["sign"] in (1, -1), "signed")
    holds(reading, facts, p * tree["sign"], ">", tree["proof"])

def _end(facts: Facts, k: int, spec: Any, side: int) -> tuple[Any, bool]:
    """The rational end that a fact gives for a generator, and whether it is excluded."""
    value, excluded = _linear(facts, spec[1], k, side)
    end = value.leading_coefficient() if value != 0 else fmpq(0)
    must(value.is_constant() and facts[spec[1]][1] in ORDER and end == fmpq(spec[0]), "another bound")
    return end, excluded

def _intervals(_reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """With t and u for the distances to the ends, p (u + t)^d has no negative coefficient."""
    n = len(p.degrees())
    ring = fmpq_mpoly_ctx.get([f"{a}{k}" for a in "gtu" for k in range(n)], "lex")
    g, t, u = (ring.gens()[i * n:(i + 1) * n] for i in range(3))
    p, ruled, faces = ring.from_dict({(*e, *[0] * 2 * n): c for e, c in p.to_dict().items()}), set(), []
    for k, below, above in tree["ends"]:
        lo, hi = _end(facts, k, below, 1) if below else None, _end(facts, k, above, -1) if above else None
        first = lo or hi
        must(first is not None and k not in ruled, "no end")
        ruled |= {k, n + k} | ({2 * n + k} if lo and hi else set())
        if lo and hi:
            d, within = max(p.degrees()[k], 0), u[k] * lo[0] + t[k] * hi[0]
            p = sum((c * within**i * (u[k] + t[k]) ** (d - i) for i, c in parts(p, k).items()), p * 0)
        else:
            p = put(p, k, t[k] + lo[0] if lo else -t[k] + hi[0])  # type: ignore[index]
        options = [set[int]()] + ([{n + k}] if first and not first[1] else [])
        faces.append(options + ([{2 * n + k}] if lo and hi and not hi[1] else []))
    must(rel in ORDER, "intervals show an order")
    loose, supports = set(range(len(g))) - ruled, []
    for e, c in p.to_dict().items():
        must(c > 0 and all(e[k] % 2 == 0 for k in loose), "a negative coefficient, or an odd power of any sign")
        supports.append({k for k, x in enumerate(e) if x})
    for face in product(*faces) if rel == ">" else ():
        must(any(not s & set().union(loose, *face) for s in supports), "zero on a face")

def _ends(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """A concave function of a generator is at least what it is at one of two bounds."""
    k, low, high = tree["in"], tree["low"], tree["high"]
    c, pair = parts(p, k), (low["rel"], high["rel"])
    must(max(c) <= 2 and rel in ORDER and all(k != r for r, *_ in reading.relations), "not concave")
    if max(c) == 2:
        holds(reading, facts, -c[2], ">=", tree["concave"])
    (at_low, low_open), (at_high, high_open) = _linear(facts, low["fact"], k, 1), _linear(facts, high["fact"], k, -1)
    fine = pair == (">", ">") or (rel == ">=" and set(pair) <= set(ORDER))
    must(fine or (pair == (">", ">=") and high_open) or (pair == (">=", ">") and low_open), "not strict at the ends")
    holds(reading, facts, put(p, k, at_low), low["rel"], low["proof"])
    holds(reading, facts, put(p, k, at_high), high["rel"], high["proof"])

def _monotone(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    k, sign = tree["in"], tree["sign"]
    c = parts(p, k)
    must(max(c) == 1 and sign in (1, -1) and rel in ORDER, "not linear")
    holds(reading, facts, c[1] * sign, ">=", tree["slope"])
    holds(reading, facts, put(p, k, _linear(facts, tree["fact"], k, sign)[0]), rel, tree["start"])

def _square(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    c = parts(p, tree["in"])
    must(max(c) == 2 and rel in ORDER and ("low" not in tree or rel == ">="), "not quadratic, or the lead may vanish")
    a, b, low = c[2], c.get(1, p * 0), c.get(0, p * 0)
    if "low" in tree:
        holds(reading, facts, low, ">=", tree["low"])
    holds(reading, facts, a, ">=" if "low" in tree else ">", tree["lead"])
    holds(reading, facts, a * low * 4 - b**2, rel, tree["rest"])

def _conjugate(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """A + b r for a square root r: by the sign of a and of a^2 - b^2 r^2, or of b and of the opposite."""
    k, way = tree["in"], tree["way"]
    image, c = next((i for r, q, i in reading.relations if r == k and q == 2), None), parts(p, k)
    must(image is not None and set(c) <= {0, 1} and way in (1, -1) and rel in ORDER, "no square root")
    positive = reading.specs[k]["kind"] == "root" or any(f == reading.gens[k] and r in ORDER for f, r in facts)
    must(way > 0 or positive, "a root of no sign")
    a, b = c.get(0, p * 0), c.get(1, p * 0)
    holds(reading, facts, a if way > 0 else b, ">=", tree["lead"])
    holds(reading, facts, (a * a - b * b * image) * way, rel, tree["gap"])

def _combination(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """A sum of products of facts and squares; an equation may be multiplied by anything."""
    total, positive = reading.zero, rel == ">="
    must(rel in ORDER, "sums show an order")
    for weight, what in tree["terms"]:
        q, strict, free = reading.one * fmpq(weight), True, False
        must(fmpq(weight) > 0, "a weight that is not positive")
        for item in what:
            if isinstance(item, int):
                f, have = facts[item]
                must(have != "!=", "a fact without an order")
                q, free, strict = q * f, free or have == "==", strict and have == ">"
            elif "square" in item:
                q, strict = q * reading.written(item["square"]) ** 2, False
            else:
                must(free and item["sign"] in (1, -1), "a factor of any sign without an equation")
                for k in item["times"]:
                    q *= reading.gens[k]
                q, strict = q * item["sign"], False
        total, positive = total + q, positive or strict
    must(positive and ratio(p, reading.reduced(total)) > 0, "the sum is another polynomial, or not strict")

def _multiplied(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    h = reading.written(tree["poly"])
    holds(reading, facts, h, ">", tree["sign"])
    holds(reading, facts, p * h, rel, tree["proof"])

def _cases(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    h = reading.gens[tree["in"]] if tree["how"] == "split" else reading.written(tree["poly"])
    holds(reading, Row([*facts, (h, ">=")]), p, rel, tree["above"])
    holds(reading, Row([*facts, (-h, ">=")]), p, rel, tree["below"])

# -- one generator: the sign between all roots ---------------------------------------------------------------------------
def on_line(p: Any, k: int) -> Any:
    """A polynomial in one generator."""
    coefficients = [fmpq(0)] * (max(p.degrees()[k], 0) + 1)
    for e, c in p.to_dict().items():
        coefficients[e[k]] = c
    return fmpq_poly(coefficients)

def _places(polynomials: list[Any]) -> list[tuple[Any, Any]]:
    """All real roots, each with the irreducible factor that it is a root of (None between them), in order."""
    found = dict.fromkeys(str(f) for p in polynomials if p.degree() > 0 for f, _ in p.factor()[1])
    factors = {str(f): f for p in polynomials if p.degree() > 0 for f, _ in p.factor()[1]}
    roots = [(z.real, factors[name]) for name in found for z, _ in factors[name].complex_roots() if z.imag == 0]
    roots.sort(key=lambda r: float(r[0].mid()))
    must(all(a < b for (a, _), (b, _) in pairwise(roots)), "roots that cannot be told apart")
    if not roots:
        return [(fmpq(0), None)]
    ends = [(roots[0][0] - 1, None), (roots[-1][0] + 1, None)]
    between = [((a.upper() + b.lower()) / 2, None) for (a, _), (b, _) in pairwise(roots)]
    mixed = [x for pair in zip(roots, [*between, ends[1]], strict=True) for x in pair]
    return [(x if f is not None or isinstance(x, fmpq) else arb(x).mid().fmpq(), f) for x, f in [ends[0], *mixed]]

def _sign(q: Any, x: Any, factor: Any) -> int:
    """The sign of a polynomial in one generator at a rational, or at a root of a factor."""
    if factor is not None and q % factor == 0:
        return 0
    v = sum((c * x**j for j, c in enumerate(q.coeffs())), x * 0)
    must(v == 0 or v > 0 or v < 0, "a sign that is not certain")
    return int(v > 0) - int(v < 0)

def _cells(_reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    k = tree["in"]
    must(set(used(p)) <= {k}, "more than one generator")
    target, known = on_line(p, k), [(on_line(f, k), have) for f, have in facts if used(f) == [k]]
    with precision(BITS):
        for x, factor in _places([target, *(f for f, _ in known)]):
            if all(meets(_sign(f, x, factor), have) for f, have in known):
                must(meets(_sign(target, x, factor), rel), "the wrong sign on a cell")

def _algebraic(reading: Reading, facts: Facts, p: Any, rel: str, tree: Record) -> None:
    """One generator and roots of numbers: the sign between the roots of the norm, in balls."""
    k, norm, numbers = tree["in"], p, {}
    for r, q, c in tree["roots"]:
        must((r, q, reading.one * fmpq(c)) in reading.relations and rel in ORDER, "not a root of a number")
        norm = norm.resultant(reading.gens[r] ** q - fmpq(c), f"g{r}")
        numbers[r] = arb(fmpq(c)) ** (arb(1) / q)
    must(norm != 0 and set(used(p)) <= {k, *numbers} and set(used(norm)) <= {k}, "not one generator and roots")
    known = [(on_line(f, k), have) for f, have in facts if used(f) == [k]]
    with precision(BITS):
        at = _places([on_line(norm, k), *(f for f, _ in known)])
        inside = [all(meets(_sign(f, x, factor), have) for f, have in known) for x, factor in at]
        for i, ((x, factor), ok) in enumerate(zip(at, inside, strict=True)):
            near = rel == ">=" and factor is not None and (inside[i - 1] or inside[i + 1])
            must(not ok or near or _value(p, {**numbers, k: arb(x)}) > 0, "the wrong sign")

def _value(p: Any, at: dict[int, Any]) -> Any:
    """The value of a polynomial in balls."""
    total = arb(0)
    for exponents, c in p.to_dict().items():
        term = arb(c)
        for k, e in enumerate(exponents):
            term = term * at[k] ** e if e else term
        total += term
    return total

STEPS: dict[str, Any] = {
    "constant": _constant, "fact": _fact, "coefficients": _coefficients, "cells": _cells, "algebraic": _algebraic,
    "substitute": _substitute, "factors": _factors, "zero factor": _zero_factor, "divide": _divide, "multiple": _multiple,
    "nonzero": _nonzero, "squeezed": _squeezed, "signed": _signed, "intervals": _intervals, "ends": _ends,
    "monotone": _monotone, "square": _square, "conjugate": _conjugate, "combination": _combination, "split": _cases,
    "absurd": _absurd, "impossible": _impossible, "multiplied": _multiplied, "cases": _cases,
}  # fmt: skip
