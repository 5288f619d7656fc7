"""Statements as relations between scalars (or entry by entry between arrays), and the logic between them.

A relation is (rel, left, right) with rel one of `<=`, `<`, `==`, `!=`; of arrays it holds for every entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.order.generators import PIECEWISE, is_real
from symrnn.algebra.terms import Term, coerce

Relation = tuple[str, Term, Term]
NEGATED = {"<=": "<", "<": "<=", "==": "!=", "!=": "=="}
ZERO = coerce(0)


def relations(c: Statement) -> list[Relation] | None:
    """The relations that a condition is the conjunction of; None for conditions of another kind."""
    head, args = c.head, c.args
    if head in ("eq", "equal", "fixed"):
        return [("==", args[0], args[1])]
    if head in ("le", "at_most"):
        return [("<=", args[0], args[1])]
    if head in ("lt", "less"):
        return [("<", args[0], args[1])]
    if head in ("ge", "gt"):
        return [("<=" if head == "ge" else "<", args[1], args[0])]
    if head in ("between", "strictly_between"):
        rel = "<=" if head == "between" else "<"
        return [(rel, args[1], args[0]), (rel, args[0], args[2])]
    if head in ("positive", "nonneg"):
        return [("<" if head == "positive" else "<=", ZERO, args[0])]
    if head == "nowhere_zero" or (head == "nonzero" and args[0].is_scalar):
        return [("!=", args[0], ZERO)]
    if head == "ne" and args[0].is_scalar and args[1].is_scalar:
        return [("!=", args[0], args[1])]
    if head == "unit_norm":
        return [("==", Term("norm", (args[0],), ()), coerce(1))]
    if head in ("rank_is", "rank_at_most"):
        return [("==" if head == "rank_is" else "<=", Term("rank", (args[0],), ()), coerce(args[1]))]
    return None


def negation(r: Relation) -> Relation | None:
    """The relation that holds where r does not; None between arrays, where it is not a relation of every entry."""
    rel, a, b = r
    if not (a.is_scalar and b.is_scalar):
        return None
    return (NEGATED[rel], b, a) if rel in ("<=", "<") else (NEGATED[rel], a, b)


def opposite(c: Statement) -> Statement | None:
    """The condition that holds where c does not, with the negation pushed inwards."""
    if c.given:
        inner = opposite(Statement(c.head, c.args))
        return None if inner is None else Statement("all_of", (*c.given, inner))
    if c.head == "no":
        return c.args[0]
    if c.head == "holds":
        return opposite(c.args[0])
    if c.head in ("all_of", "any_of"):
        parts = [opposite(p) for p in c.args]
        flipped = "any_of" if c.head == "all_of" else "all_of"
        whole = parts[0] if len(parts) == 1 else Statement(flipped, tuple(parts))
        return None if any(p is None for p in parts) else whole
    if c.head == "implies":
        no = opposite(c.args[1])
        return None if no is None else Statement("all_of", (c.args[0], no))
    if c.head == "iff":
        left, right = opposite(c.args[0]), opposite(c.args[1])
        if left is None or right is None:
            return None
        return Statement("any_of", (Statement("all_of", (c.args[0], right)), Statement("all_of", (left, c.args[1]))))
    flat = relations(c)
    if flat is None:
        return None
    parts = []
    for r in flat:
        turned = negation(r)
        if turned is None:
            return None
        parts.append(as_condition(turned))
    return parts[0] if len(parts) == 1 else Statement("any_of", tuple(parts))


def as_condition(r: Relation) -> Statement:
    """A relation as a condition."""
    rel, a, b = r
    if rel == "!=" and not (a.is_scalar and b.is_scalar):
        return Statement("nowhere_zero", (a - b,))
    return Statement({"<=": "le", "<": "lt", "==": "eq", "!=": "ne"}[rel], (a, b))


def as_data(r: Relation) -> list[Any]:
    """A relation as JSON data."""
    return [r[0], node(r[1]), node(r[2])]


def declared(terms: tuple[Term, ...]) -> list[Statement]:
    """The domains declared on the scalar leaves of some terms, as conditions."""
    out: dict[Statement, None] = {}
    todo, seen = list(terms), set()
    while todo:
        for leaf in leaves(todo.pop()):
            if leaf in seen or leaf.head != "sym":
                continue
            seen.add(leaf)
            for head, *ends in leaf.args[2]:
                bounds = tuple(coerce(e) for e in ends)
                todo.extend(bounds)
                out.setdefault(Statement(head, (leaf, *bounds)))
    return list(out)


# -- functions in pieces -----------------------------------------------------------------------------------------------
def piecewise(terms: list[Term]) -> Iterator[Term]:
    """The innermost functions in pieces that occur, of real arguments."""
    seen: set[Term] = set()

    def walk(t: Term) -> Iterator[Term]:
        if t in seen:
            return
        seen.add(t)
        for c in t.children:
            yield from walk(c)
        if t.head == "fn" and t.args[0].word in PIECEWISE and is_real(t.args[1]):
            yield t

    for t in terms:
        yield from walk(t)


def branches(t: Term) -> list[tuple[list[Relation], Term]]:
    """The cases of a function in pieces: (where, value); together they cover the line."""
    word, u = t.args[0].word, t.args[1]
    one, none = 0 * u + 1, 0 * u
    up, down, above, below = ("<=", ZERO, u), ("<=", u, ZERO), ("<", ZERO, u), ("<", u, ZERO)
    return {
        "abs": [([up], u), ([down], -u)],
        "relu": [([up], u), ([down], none)],
        "leaky_relu": [([up], u), ([down], u / 100)],
        "elu": [([up], u), ([down], TABLE["exp"](u) - 1)],
        "softsign": [([up], u / (1 + u)), ([down], u / (1 - u))],
        "sign": [([above], one), ([below], -one), ([("==", u, ZERO)], none)],
        "step": [([above], one), ([down], none)],
        "hardtanh": [([("<=", coerce(1), u)], one), ([("<=", u, coerce(-1))], -one),
                     ([("<=", coerce(-1), u), ("<=", u, coerce(1))], u)],
    }[word]


def replaced(r: Relation, old: Term, new: Term) -> Relation:
    """A relation with a subterm replaced."""
    return r[0], replace(r[1], {old: new}), replace(r[2], {old: new})
