"""Arguments for signs, written out in one rule: facts contradict each other by a sum of products that vanishes.

A search finds arguments of many kinds (`positivity`). What a certificate holds is always the same: to show p > 0, its
opposite -p >= 0 joins the facts, lemmas are shown in the same way and join them, and then a sum of products of facts,
squares and multiples of equations is identically zero although one of its terms is positive. Only signs on one line,
cut at all roots, are left as an argument of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from symrnn.algebra.order.quotients import (
    GENERATORS,
    ONE,
    ZERO,
    Poly,
    Relations,
    coefficients,
    reduced,
    substitute,
    text,
    used,
)

Known = list[tuple[Poly, str]]
Tree = dict[str, Any]
OTHERWISE = {">": ((-1, ">="),), ">=": ((-1, ">"),), "!=": ((1, "=="),), "==": ((1, ">"), (-1, ">"))}
ORDER = (">", ">=")


def scaled(p: Poly) -> Poly:
    """A positive multiple whose first coefficient, in the order of the generators, is 1 or -1."""
    return p if p.is_zero() else p / abs(p.to_dict()[max(p.to_dict())])


def shown(known: Known, at: list[int], what: tuple[Poly, str, Tree], relations: Relations) -> list[Tree]:
    """P rel 0 by a tree that numbers its facts as `at` says: one refutation for each opposite."""
    p, rel, tree = what
    p = scaled(reduced(p, relations))
    return [Case([*known, (p * sign, other)], at, relations, p, rel, sign).by(tree) for sign, other in OTHERWISE[rel]]


class Case:
    """Facts of which the last, at first, is the opposite of p rel 0; lemmas join them."""

    steps: ClassVar[dict[str, Callable[[Case, Tree], Tree]]] = {}

    def __init__(self, known: Known, at: list[int], relations: Relations, p: Poly, rel: str, sign: int,
                 goal: int | None = None) -> None:
        self.known, self.at, self.relations = known, at, relations
        self.p, self.rel, self.way, self.goal = p, rel, sign, len(known) - 1 if goal is None else goal
        self.lemmas: list[list[Any]] = []

    def by(self, tree: Tree) -> Tree:
        """The refutation that a tree gives."""
        return self.steps[tree["how"]](self, tree)

    def sum(self, *terms: tuple[Any, ...]) -> Tree:
        """The refutation by a sum of products: each a polynomial, and the numbers of facts."""
        return {"lemmas": self.lemmas, "sum": [
            [text(ONE * q), *(i for i in which if i is not None)] for q, *which in terms if ONE * q != ZERO]}

    def without(self, *terms: tuple[Any, ...]) -> Tree:
        """The sum of terms that is p, against the opposite of p being at least zero."""
        return self.sum((1, self.goal), *terms)

    def joined(self, p: Poly, rel: str, proof: list[Tree]) -> int:
        """A lemma with its proof; the number of the fact that it is."""
        p = scaled(reduced(p, self.relations))
        self.lemmas.append([text(p), rel, proof])
        self.known = [*self.known, (p, rel)]
        return len(self.known) - 1

    def lemma(self, p: Poly, rel: str, tree: Tree) -> tuple[int | None, Any]:
        """A lemma by a tree: the number of the fact, and what it has to be multiplied by to be p; a number is no fact."""
        p = reduced(p, self.relations)
        if p.is_constant():
            return None, p.leading_coefficient() if p != ZERO else 0
        number = self.joined(p, rel, shown(self.known, self.at, (p, rel, tree), self.relations))
        return number, ratio(p, self.known[number][0])

    def unscaled(self, p: Poly, i: int) -> int:
        """The fact that p is not negative, from that for a positive multiple of it."""
        if self.known[i][0] == p:
            return i
        self.lemmas.append([text(p), ">=", [{"lemmas": [], "sum": [["1", len(self.known)], ["1", i]]}]])
        self.known = [*self.known, (p, ">=")]
        return len(self.known) - 1

    def under(self, p: Poly, rel: str) -> Case:
        """The same with a further fact, which is to be refuted."""
        return Case([*self.known, (p, rel)], self.at, self.relations, self.p, self.rel, self.way, self.goal)

    def fact(self, number: int) -> tuple[int, Poly, str]:
        """A fact of the tree: its number here, and what it says."""
        return self.at[number], *self.known[self.at[number]]

    def vanishing(self, i: int, j: int) -> int:
        """The lemma f == 0 from the facts f >= 0 and -f >= 0."""
        f, p = self.known[i][0], scaled(self.known[i][0])
        c, d = ratio(p, f), ratio(p, -self.known[j][0])
        n = len(self.known)
        return self.joined(p, "==", [{"lemmas": [], "sum": [["1", n], [str(d), j]]},
                                     {"lemmas": [], "sum": [["1", n], [str(c), i]]}])

    def positive(self, i: int, finish: Callable[[Case, int], Tree]) -> int:
        """The lemma f > 0 for a fact f >= 0; what f == 0 would mean is refuted by another function."""
        f = scaled(self.known[i][0])
        inner = self.under(-f, ">=")
        return self.joined(f, ">", [finish(inner, inner.vanishing(i, len(inner.known) - 1))])

    def signs(self) -> dict[int, tuple[int, int]]:
        """The generators of known sign: the number of a fact that is a multiple of g or -g, and its sign."""
        out: dict[int, tuple[int, int]] = {}
        strict: dict[int, bool] = {}
        for i in self.at:
            f, rel = self.known[i]
            if f.total_degree() != 1 or len(used(f)) != 1 or rel not in ORDER:
                continue
            (k,) = used(f)
            parts = coefficients(f, k)
            shift = parts[0].leading_coefficient() if 0 in parts else 0
            firm = rel == ">" or shift < 0
            if shift <= 0 and (k not in out or (firm and not strict[k])):
                out[k], strict[k] = (i, 1 if parts[1].leading_coefficient() > 0 else -1), firm
        return out

    def sign(self, k: int, found: dict[int, tuple[int, int]]) -> tuple[int, Any]:
        """The number of a fact that is sign times a generator, up to the factor that is given."""
        i, sign = found[k]
        f, g = self.known[i][0], GENERATORS[k] * sign
        if len(f) > 1:
            parts = coefficients(f, k)
            slope, shift = abs(parts[1].leading_coefficient()), parts[0].leading_coefficient()
            n = len(self.known)
            i = self.joined(g, ">", [{"lemmas": [], "sum": [[str(1 / slope), i], ["1", n], [str(-shift / slope)]]}])
            found[k] = (i, sign)
        return i, ratio(g, self.known[i][0])


def ratio(p: Poly, q: Poly) -> Any:
    """The number c with p = c q; 1 where both are zero."""
    return p.leading_coefficient() / q.leading_coefficient() if not p.is_zero() else 1


def bound(f: Poly, k: int) -> tuple[Any, Poly]:
    """The a and v of f = a (g - v) for generator k."""
    parts = coefficients(f, k)
    a = parts[1].leading_coefficient()
    return a, -parts.get(0, ZERO) / a


def equation(c: Case, e: int, k: int, value: Poly, lemma: tuple[int | None, Any]) -> Tree:
    """From what holds for p with a generator replaced, by the equation a (g - value) == 0."""
    a, _ = bound(c.known[e][0], k)
    there, (i, factor) = substitute(c.p, k, value), lemma
    h = divmod(c.p - there, GENERATORS[k] - value)[0] / a
    if c.rel == "!=":
        return c.sum((factor**2, i), (-there, c.goal), (there * h, e))
    way = 1 if c.rel in ORDER else -c.way
    return c.without((way * factor, i), (h * way, e))
