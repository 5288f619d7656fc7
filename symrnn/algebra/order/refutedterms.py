"""The arguments of a search from terms, factors and single facts, each written out as a sum of products."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.order.quotients import GENERATORS, ONE, ZERO, Poly, coefficients, parsed, reduced, substitute, used
from symrnn.algebra.order.refutations import ORDER, Case, Tree, bound, equation, ratio, scaled, shown


def _constant(c: Case, _tree: Tree) -> Tree:
    if c.rel == "!=":
        return c.sum((-c.p, c.goal), (c.p**2,))
    return c.without((c.p,)) if c.rel in ORDER else c.without()


def _nonzero(c: Case, i: int, zero: int) -> Tree:
    """A fact that is not zero is a multiple of something that is."""
    f, have = c.known[i]
    q = divmod(f, c.known[zero][0])[0]
    return c.sum((1, i), (-q * (f if have == "!=" else 1), zero))


def _fact(c: Case, tree: Tree) -> Tree:
    i, f, _ = c.fact(tree["fact"])
    if c.rel == "!=":
        return _nonzero(c, i, c.goal)
    return c.without((ratio(c.p, f) * (1 if c.rel in ORDER else -c.way), i))


def _coefficients(c: Case, _tree: Tree) -> Tree:
    return c.without(*monomials(c, c.p, c.signs()))


def monomials(c: Case, p: Poly, signs: dict[int, tuple[int, int]]) -> list[tuple[Any, ...]]:
    """The terms of a polynomial as products of facts about its generators, and squares."""
    out = []
    for exps, number in p.to_dict().items():
        q, which = ONE, []
        for k, e in enumerate(exps):
            if e and k in signs:
                i, factor = c.sign(k, signs)
                q, which = q * factor**e, [*which, *[i] * e]
            else:
                q = q * GENERATORS[k] ** e
        out.append((q * abs(number), *which))
    return out


def _line(c: Case, tree: Tree) -> Tree:
    of = {} if set(used(c.p)) <= {tree["in"]} else {"of": c.goal}
    return {"lemmas": c.lemmas, "line": tree["in"], **of}


def _substitute(c: Case, tree: Tree) -> Tree:
    e, f, _ = c.fact(tree["fact"])
    _, value = bound(f, tree["in"])
    return equation(c, e, tree["in"], value, c.lemma(substitute(c.p, tree["in"], value), c.rel, tree["proof"]))


def _factors(c: Case, tree: Tree) -> Tree:
    q, which, total = ONE, [], ONE
    for part in tree["parts"]:
        f, e, way = parsed(part["poly"]), part["power"], part["sign"]
        total = total * f**e
        if way:
            i, factor = c.lemma(f * way, c.rel, part["proof"])
            q, which = q * factor**e, [*which, *[i] * e]
        elif part["proof"] is None:
            q = q * f**e
        else:
            i, factor = c.lemma(f, "!=", part["proof"])
            times = e if c.rel == "!=" else e // 2
            q, which = q * factor ** (2 * times), [*which, *[i] * times]
    number = ratio(c.p, reduced(total, c.relations))
    if c.rel == "!=":
        return c.sum((q * number**2, *which), (-c.p, c.goal))
    return c.without((q * abs(number), *which))


def _zero_factor(c: Case, tree: Tree) -> Tree:
    f = parsed(tree["poly"])
    i, factor = c.lemma(f, "==", tree["proof"])
    return c.without((divmod(c.p, f)[0] * factor * -c.way, i))


def _divide(c: Case, tree: Tree) -> Tree:
    i, f, _ = c.fact(tree["fact"])
    q = divmod(f, c.p)[0]
    if c.rel == "==":
        j, factor = c.lemma(q, "!=", tree["proof"])
        return c.sum((factor**2, c.goal, c.goal, j), (-f, i))
    j, factor = c.lemma(q, ">", tree["proof"])
    return c.sum((factor, c.goal, j), (1, i))


def _multiple(c: Case, tree: Tree) -> Tree:
    i, f, _ = c.fact(tree["fact"])
    j, factor = c.lemma(divmod(c.p, f)[0], c.rel, tree["proof"])
    return c.without((factor, i, j))


def _by_nonzero(c: Case, tree: Tree) -> Tree:
    i, _, _ = c.fact(tree["fact"])
    if c.rel == "!=":
        return _nonzero(c, i, c.goal)
    weak, _ = c.lemma(c.p, ">=", tree["weak"])
    return _nonzero(c, i, c.vanishing(weak, c.goal))


def _squeezed(c: Case, tree: Tree) -> Tree:
    i, factor = c.lemma(-c.p * c.way, ">=", tree["below" if c.way > 0 else "above"])
    return c.without((factor, i))


def _signed(c: Case, tree: Tree) -> Tree:
    i, factor = c.lemma(c.p * tree["sign"], ">", tree["proof"])
    return c.sum((factor, i), (-tree["sign"], c.goal))


def _absurd(c: Case, tree: Tree) -> Tree:
    i = c.joined(-ONE, ">=", shown(c.known, c.at, (-ONE, ">=", tree["proof"]), c.relations))
    return c.sum((1, i), (1,))


def _impossible(c: Case, tree: Tree) -> Tree:
    i, f, have = c.fact(tree["fact"])
    return c.sum((-f, i), (f**2,)) if have == "==" else c.sum((1, i), *([] if have == "!=" else [(-f,)]))


def _monotone(c: Case, tree: Tree) -> Tree:
    k, sign = tree["in"], tree["sign"]
    i, f, _ = c.fact(tree["fact"])
    a, value = bound(f, k)
    slope, factor = c.lemma(coefficients(c.p, k)[1] * sign, ">=", tree["slope"])
    start, first = c.lemma(substitute(c.p, k, value), c.rel, tree["start"])
    return c.without((first, start), (factor * sign / a, slope, i))


def _multiplied(c: Case, tree: Tree) -> Tree:
    h = parsed(tree["poly"])
    i, factor = c.lemma(h, ">", tree["sign"])
    j, other = c.lemma(c.p * h, c.rel, tree["proof"])
    return c.sum((factor, c.goal, i), (other, j))


def _combination(c: Case, tree: Tree) -> Tree:
    terms: list[tuple[Any, ...]] = []
    number = ONE
    total = ZERO
    for weight, what in tree["terms"]:
        q, which = ONE * parsed(weight), []
        for item in what:
            if isinstance(item, int):
                which.append(c.at[item])
            elif "square" in item:
                q = q * parsed(item["square"]) ** 2
            else:
                for k in item["times"]:
                    q = q * GENERATORS[k]
                q = q * item["sign"]
        terms.append((q, *which))
        for i in which:
            q = q * c.known[i][0]
        total = total + q
    number = ratio(c.p, reduced(total, c.relations))
    return c.without(*((q * number, *which) for q, *which in terms))


def _cases(c: Case, tree: Tree) -> Tree:
    h = GENERATORS[tree["in"]] if tree["how"] == "split" else parsed(tree["poly"])
    above = c.under(scaled(h), ">=")
    above.at = [*c.at, above.unscaled(h, len(above.known) - 1)]
    i = c.joined(-h, ">", [above.by(tree["above"])])
    c.at = [*c.at, c.unscaled(-h, i)]
    return c.by(tree["below"])


STEPS = {
    "constant": _constant, "fact": _fact, "coefficients": _coefficients, "cells": _line, "algebraic": _line,
    "substitute": _substitute, "factors": _factors, "zero factor": _zero_factor, "divide": _divide, "multiple": _multiple,
    "nonzero": _by_nonzero, "squeezed": _squeezed, "signed": _signed, "absurd": _absurd, "impossible": _impossible,
    "monotone": _monotone, "multiplied": _multiplied, "combination": _combination, "split": _cases, "cases": _cases,
}
