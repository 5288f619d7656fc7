"""Signs of polynomials under facts: what is shown is shown by a contradiction, and every step is gone through again.

`holds(reading, facts, p, rel, proof)` raises where p rel 0 does not follow: its opposite joins the facts (polynomials,
each with its relation to zero), lemmas join them, and then a sum of products that cannot be zero is zero, or no point of
a line meets all facts.
"""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

from flint import arb, fmpq, fmpq_poly

from symrnn.recheck.functions import Record, precision
from symrnn.recheck.reading import Reading
from symrnn.recheck.rules import Row, must

Facts = list[tuple[Any, str]]
ORDER = (">", ">=")
# relation: what holds where it fails, as relations of plus or minus the polynomial; each is to be refuted
OTHERWISE = {">": ((-1, ">="),), ">=": ((-1, ">"),), "!=": ((1, "=="),), "==": ((1, ">"), (-1, ">"))}
BITS = 512

def meets(sign: Any, rel: str) -> bool:
    """Whether a number stands in a relation to zero."""
    return bool({">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[rel])

def used(p: Any) -> list[int]:
    """The generators in a polynomial."""
    return [k for k, d in enumerate(p.degrees()) if d > 0]

def scaled(p: Any) -> Any:
    """A positive multiple whose first coefficient is 1 or -1."""
    return p / abs(p.leading_coefficient()) if p != 0 else p

def holds(reading: Reading, facts: Facts, p: Any, rel: str, proof: list[Record]) -> None:
    """Raise unless every opposite of p rel 0 is refuted under the facts."""
    p = scaled(reading.reduced(p))
    for (sign, other), refutation in zip(OTHERWISE[rel], proof, strict=True):
        known = Row([*facts, (p * sign, other)])
        for written, have, inner in refutation["lemmas"]:
            q = reading.written(written)
            holds(reading, known, q, have, inner)
            known.append((q, have))
        if "line" in refutation:
            _on_line(reading, known, refutation["line"], refutation.get("of"))
        else:
            _sum(reading, known, refutation["sum"])

def _sum(reading: Reading, facts: Facts, terms: list[Any]) -> None:
    """Products of facts, times a square, or times anything beside an equation, vanish together: one was positive."""
    total, strict = reading.zero, False
    for times, *which in terms:
        product, made_of = reading.written(times), [facts[i] for i in which]
        c, roots = product.factor()
        must(any(rel == "==" for _, rel in made_of) or (c > 0 and all(e % 2 == 0 for _, e in roots)), "no square")
        strict = strict or (not roots and all(rel in (">", "!=") for _, rel in made_of))
        for f, rel in made_of:
            product *= f**2 if rel == "!=" else f
        total += product
    must(strict and reading.reduced(total) == 0, "the sum is not zero, or nothing in it is positive")

# -- one generator: the sign between all roots ---------------------------------------------------------------------------
def on_line(p: Any, k: int) -> Any:
    """A polynomial in one generator."""
    coefficients = [fmpq(0)] * (max(p.degrees()[k], 0) + 1)
    for e, c in p.to_dict().items():
        coefficients[e[k]] = c
    return fmpq_poly(coefficients)

def _places(polynomials: list[Any]) -> list[tuple[Any, Any]]:
    """All real roots, each with the irreducible factor that it is a root of (None between them), in order."""
    factors = {str(f): f for p in polynomials if p.degree() > 0 for f, _ in p.factor()[1]}
    roots = [(z.real, factors[name]) for name in factors for z, _ in factors[name].complex_roots() if z.imag == 0]
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

def _on_line(reading: Reading, facts: Facts, k: int, of: int | None) -> None:
    """No place on the line of a generator meets all facts of it, and one in which there are roots of numbers, too."""
    (p, rel), numbers = (reading.one, ">") if of is None else facts[of], {}
    norm = p
    with precision(BITS):
        for r in (r for r in used(p) if r != k):
            ((q, image),) = [x for g, *x in reading.relations if g == r]
            must(image.is_constant(), "not a root of a number")
            norm = norm.resultant(reading.gens[r] ** q - image, f"g{r}")
            numbers[r] = arb(image.leading_coefficient()) ** (arb(1) / q)
        must(norm != 0 and bool(numbers) == (of is not None) and set(used(norm)) <= {k}, "not one generator and roots")
        known = [(on_line(f, k), have) for f, have in facts if used(f) == [k]]
        at = _places([on_line(norm, k), *(f for f, _ in known)])
        inside = [all(meets(_sign(f, x, factor), have) for f, have in known) for x, factor in at]
        for i, (x, factor) in enumerate(at):
            near = rel == ">" and factor is not None and (inside[i - 1] or inside[i + 1])  # by continuity
            must(not inside[i] or (numbers and (near or _value(p, {**numbers, k: arb(x)}) < 0)), "a place that meets all")

def _value(p: Any, at: dict[int, Any]) -> Any:
    """The value of a polynomial in balls."""
    terms = p.to_dict().items()
    return sum((prod((at[k] ** e for k, e in enumerate(powers) if e), start=arb(c)) for powers, c in terms), arb(0))
