"""Mutants of a statement: its formula with one planted slip, well shaped, each once.

Only what is stated is changed: the other side of an equation whose one side is the derivative of the step stays as it
is, or the oracle would be mutated together with what it judges.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from symrnn.algebra.language.arguments import square
from symrnn.algebra.language.deserialise import read_condition
from symrnn.algebra.language.statements import HEADS, Statement, comparable
from symrnn.algebra.terms import Term
from symrnn.errors import SymrnnError
from symrnn.search.fast import CALCULUS
from symrnn.search.operators import OPERATORS, Node, Record, scaled, whole

EQUATIONS = frozenset({"equal", "eq", "fixed"})
ORDERS = frozenset({"at_most", "less", "ne", "lt", "le", "gt", "ge", "between", "strictly_between"})
COMPARED = EQUATIONS | ORDERS | {"tends_to", "of_order"}
Path = tuple[int, ...]


@dataclass(frozen=True)
class Mutant:
    """A statement with one planted error.

    Parameters
    ----------
    operator
        What was done, in words.
    path
        Where: positions from the assertion down; empty for the conditions.
    record
        The whole serialised statement.
    """

    operator: str
    path: Path
    record: Record


def mutants(record: Record) -> list[Mutant]:
    """All well-shaped mutants without repetitions; different operators come first, then more of each."""
    groups: dict[str, list[Mutant]] = {}
    seen = {None, reading(record)}
    for operator, path, changed in _all(record):
        read = reading(changed)
        if read in seen:
            continue
        seen.add(read)
        groups.setdefault(operator, []).append(Mutant(operator, path, changed))
    rounds = zip_longest(*groups.values())
    return [m for turn in rounds for m in turn if m is not None]


def mutable(record: Record) -> bool:
    """Whether there is a mutant at all."""
    seen = (None, reading(record))
    return any(reading(changed) not in seen for _, _, changed in _all(record))


def sampled(record: Record, count: int, seed: int) -> list[Mutant]:
    """Some of the mutants, chosen by a seed; the others are not even read."""
    edits, seen, found = list(_all(record)), {None, reading(record)}, list[Mutant]()
    random.Random(seed).shuffle(edits)  # noqa: S311 - a seeded choice, not a secret
    for operator, path, changed in edits:
        if len(found) == count:
            break
        if (read := reading(changed)) not in seen:
            seen.add(read)
            found.append(Mutant(operator, path, changed))
    return found


def reading(record: Record) -> tuple[Statement, ...] | None:
    """The assertion and the conditions in the language; None where it would not have let one write them."""
    try:
        parts = tuple(read_condition(cond, record) for cond in (record["assert"], *record["given"]))
        for part in parts:
            _fits(part)
    except (SymrnnError, KeyError, TypeError, ValueError, IndexError):
        return None
    return parts


def _fits(statement: Statement) -> None:
    """Raise where two sides cannot be compared, or a matrix that must be square is not."""
    parts = [a for a in statement.args if isinstance(a, Term)]
    if statement.head in COMPARED:
        for part in parts[1:]:
            comparable(statement.head, parts[0], part)
    if set(HEADS[statement.head]) == {"s"}:
        for part in parts:
            square(statement.head, part)
    for inner in (*statement.args, *statement.given):
        if isinstance(inner, Statement):
            _fits(inner)


def _all(record: Record) -> Iterator[tuple[str, Path, Record]]:
    for path, node in stated(record["assert"]):
        edits = list(whole(node)) if _is_side(record["assert"], path) else []
        for operator in OPERATORS:
            edits += operator(node, record)
        for name, new in edits:
            yield name, path, {**record, "assert": replaced(record["assert"], path, new)}
    yield from _logic(record)


def _logic(record: Record) -> Iterator[tuple[str, Path, Record]]:
    """A condition dropped, a quantifier swapped, a rank off by one."""
    for i in range(len(record["given"])):
        yield "a condition dropped", (), {**record, "given": [c for j, c in enumerate(record["given"]) if j != i]}
    claim = record["assert"]
    if claim[0] == "exists":
        yield "for all in the place of some", (), {**record, "assert": claim[2]}
    if claim[0] in ("rank_is", "rank_at_most"):
        for by, word in (("-1", "minus"), ("1", "plus"))[: 2 if claim[0] == "rank_is" else 1]:
            yield f"the rank {word} one", (2,), {**record, "assert": [*claim[:2], ["add", claim[2], ["num", by]]]}


def stated(claim: Node) -> Iterator[tuple[Path, Node]]:
    """Paths and nodes of the formulas that a claim states, from the outside in."""
    head = claim[0]
    if head in EQUATIONS:
        derived = [k for k in (1, 2) if contains_calculus(claim[k])]
        for k in (2, 1):
            if not (derived == [k] or (k == 1 and claim[1][0] in CALCULUS)):
                for path, node in _nodes(claim[k]):
                    yield (k, *path), node
    elif head in ("all_of", "any_of", "holds", "implies", "iff", "given", "no"):
        for k, part in enumerate(claim[1:], start=1):
            if part and isinstance(part[0], str) and not (head in ("implies", "given") and k == 1):
                for path, node in stated(part):
                    yield (k, *path), node


def contains_calculus(node: Node) -> bool:
    """Whether a derivative occurs anywhere in a node."""
    if not isinstance(node, list) or not node:
        return False
    return (isinstance(node[0], str) and node[0] in CALCULUS) or any(contains_calculus(x) for x in node)


def _nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """All terms in a term, but nothing inside a derivative, and no sizes or indices."""
    yield path, node
    head = node[0]
    if head in CALCULUS:
        return
    if head == "block":
        for i, row in enumerate(node[1]):
            for j, part in enumerate(row):
                yield from _nodes(part, (*path, 1, i, j))
        return
    if head == "at":
        yield from _nodes(node[1], (*path, 1))
        for i, (_, value) in enumerate(node[2]):
            yield from _nodes(value, (*path, 2, i, 1))
        return
    for k in TERMS.get(head, range(1, len(node))):
        if k < len(node) and isinstance(node[k], list) and node[k] and isinstance(node[k][0], str):
            yield from _nodes(node[k], (*path, k))


# positions of the terms among the arguments, where there are others
TERMS: dict[str, tuple[int, ...]] = {
    "fn": (2,), "named": (2,), "matpow": (1,), "entry": (1,), "product": (1,), "total": (1,), "integral": (1, 3, 4),
    "iterate": (1, 3), "expect": (1,), "pow": (1,), **dict.fromkeys(
        ("num", "const", "sym", "seq", "size", "index", "eye", "ones", "zeros", "unit"), ()),
}  # fmt: skip


def _is_side(claim: Node, path: Path) -> bool:
    """Whether a path leads to one whole side of an equation."""
    at = claim
    for k in path[:-1]:
        at = at[k]
    return bool(at and isinstance(at[0], str) and at[0] in EQUATIONS)


def replaced(node: Node, path: Path, new: Node) -> Node:
    """The node with another one at the end of a path."""
    if not path:
        return new
    k = path[0]
    return [*node[:k], replaced(node[k], path[1:], new), *node[k + 1 :]]


def scaled_side(record: Record, factor: Fraction) -> Record | None:
    """The statement with the side that is not a derivative multiplied by a number; None where it is no equation."""
    for path, node in stated(record["assert"]):
        if _is_side(record["assert"], path):
            return {**record, "assert": replaced(record["assert"], path, scaled(node, factor))}
    return None
