"""Refutations gone through again with SymPy's polynomials.

`holds(view, facts, p, rel, proof)` raises where the opposite of p rel 0 is not refuted under the facts.
"""

from __future__ import annotations

from typing import Any

from sympy import Poly

from symrnn.algebra.order.signlines import Facts, Tree, must, no_place
from symrnn.algebra.order.signview import View

OPPOSITES = {">": [(-1, ">=")], ">=": [(-1, ">")], "!=": [(1, "==")], "==": [(1, ">"), (-1, ">")]}


def holds(view: View, facts: Facts, p: Poly, rel: str, proof: list[Tree]) -> None:
    """Go through the refutations of what holds where p rel 0 fails; raise where one is not one."""
    p = view.reduced(p)
    p = p if p.is_zero else p * (1 / abs(p.LC()))
    must(len(proof) == len(OPPOSITES[rel]), "another number of cases")
    for (sign, opposite), refutation in zip(OPPOSITES[rel], proof, strict=True):
        known = [*facts, (p * sign, opposite)]
        for poly, have, inner in refutation["lemmas"]:
            q = view.parsed(poly)
            holds(view, known, q, have, inner)
            known.append((q, have))
        if "line" in refutation:
            no_place(view, known, refutation)
        else:
            vanishes(view, known, refutation["sum"])


def vanishes(view: View, facts: Facts, terms: list[Any]) -> None:
    """Raise unless products of facts, with squares or beside equations with anything, add up to zero, one positive."""
    total, positive = Poly(0, *view.symbols, domain="QQ"), False
    for times, *which in terms:
        q = view.parsed(times)
        must(all(i >= 0 for i in which), "no fact")
        chosen = [facts[i] for i in which]
        c, roots = q.factor_list()
        square = bool(c > 0) and all(e % 2 == 0 for _, e in roots)
        must(square or any(rel == "==" for _, rel in chosen), "neither a square nor beside an equation")
        positive = positive or (q.is_ground and all(rel in (">", "!=") for _, rel in chosen))
        for f, rel in chosen:
            q = q * (f**2 if rel == "!=" else f)
        total = total + q
    must(positive and view.reduced(total).is_zero, "the sum does not vanish, or no term is positive")
