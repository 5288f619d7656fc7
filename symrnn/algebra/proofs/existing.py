"""Existence whatever the rest is: terms for what is asked for, found by solving, and shown to have the property."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.deserialise import Reader, read_condition
from symrnn.algebra.language.serialise import condition_node, node
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import at, leaves
from symrnn.algebra.language.words import D, dot, eye, inv, ones, unit, zeros
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.proofs.logic import together
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.provers import prove
from symrnn.algebra.terms import Term, number
from symrnn.algebra.writing.simplify import simplified
from symrnn.errors import SymrnnError
from symrnn.recheck.examples import instances
from symrnn.recheck.makers import isolate, leaf_nodes, times
from symrnn.recheck.numbers import numbers
from symrnn.recheck.values import freeze

EQUATIONS = ("eq", "equal", "fixed")
ORDERS = ("lt", "le", "less", "at_most", "gt", "ge")
MOST, PROVED = 200, 4  # candidates that are valued, and those of which a proof is tried
NOTHING = "an existence is proved by an example in rational numbers, and none was found"


def prove_existence(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove that for all values of the rest there is what is asked for, by terms in the rest.

    Where nothing is left free, not even a size, an example does, which the search finds.
    """
    asked, body = statement.args
    free = [leaf for leaf in dict.fromkeys(x for t in statement.terms for x in leaves(t)) if leaf not in asked]
    if not free and not statement.record()["sizes"]:
        return None, NOTHING
    wanted = [*(c for c in statement.given if _speaks(c, asked)), *flat(body)]
    tried = 0
    for terms in islice(_choices(list(asked), wanted, free, {}), MOST):
        found = _shown(statement, terms)
        if found is not None:
            proof, why = found
            if proof is not None:
                return proof, ""
            tried += 1
            if tried == PROVED:
                return None, f"an existence, for {_told(terms)}: {why}"
    return None, "no terms in the other leaves and the sizes were found that have the property for all of them"


def _told(terms: dict[Term, Term]) -> str:
    return ", ".join(f"{k!r} = {v!r}" for k, v in terms.items())


def _speaks(c: Statement, asked: Sequence[Term]) -> bool:
    return any(leaf in leaves(t) for t in c.terms for leaf in asked)


def _shown(statement: Statement, terms: dict[Term, Term]) -> tuple[Proof | None, str] | None:
    """The proof that terms have the property, or why there is none; None where values speak against it."""
    record = statement.record()
    carried = {"kind": "terms", "terms": {str(leaf.args[0]): node(term) for leaf, term in terms.items()}}
    try:
        rest, stated = instances(record, carried)
    except (ValueError, LookupError, TypeError):
        return None
    for part in stated:
        found = numbers({**rest, "assert": part}, 1, count=4)
        if found["violations"] or not found["tried"]:
            return None
    given = tuple(read_condition(c, rest) for c in rest["given"])
    proofs: list[Proof] = []
    for part in stated:
        asserted = read_condition(part, rest)
        proof, why = prove(Statement(asserted.head, asserted.args, given))
        if proof is None:
            return None, why
        proofs.append(proof)
    proof = together([*proofs, *proofs[:1]] if len(proofs) == 1 else proofs)
    return replace(proof, certificate={**carried, "scope": proof.scope, "parts": [p.certificate for p in proofs]},
                   detail=f"for {_told(terms)}: {' · '.join(p.detail for p in proofs)}"), ""


def _choices(asked: list[Term], wanted: list[Statement], free: list[Term], terms: dict[Term, Term]) -> Iterator[
        dict[Term, Term]]:
    """Terms for all that is asked for, those that conditions give first."""
    if not asked:
        yield terms
        return
    one, rest = asked[0], asked[1:]
    for term in dict.fromkeys((*_solutions(one, wanted), *_usual(one, free))):
        if one in leaves(term) or not (term.shape == one.shape or (term.is_scalar and one.is_scalar)):
            continue
        chosen = {k: _put(v, one, term) for k, v in terms.items()} | {one: term}
        yield from islice(_choices(rest, [_substituted(c, one, term) for c in wanted], free, chosen), MOST // 4)


def _put(term: Term, leaf: Term, value: Term) -> Term:
    return at(term, {leaf: value}) if leaf in leaves(term) else term


def _substituted(c: Any, leaf: Term, value: Term) -> Any:
    """A condition with a term in the place of a leaf."""
    if isinstance(c, Term):
        return _put(c, leaf, value)
    if isinstance(c, Statement):
        return Statement(c.head, tuple(_substituted(a, leaf, value) for a in c.args),
                         tuple(_substituted(g, leaf, value) for g in c.given))
    return tuple(_substituted(a, leaf, value) for a in c) if isinstance(c, tuple) else c


def _solutions(leaf: Term, wanted: list[Statement]) -> Iterator[Term]:
    """What equations give for a leaf, and places on both sides of what orders say of it."""
    ends: list[Term] = []
    for c in wanted:
        if c.head in ("between", "strictly_between"):
            pairs = [(c.args[0], c.args[1]), (c.args[0], c.args[2])]
        elif c.head in (*EQUATIONS, *ORDERS):
            pairs = [(c.args[0], c.args[1])]
        else:
            continue
        squares = [(a, b) for a, b in pairs if a.head == "pow" and a.args[1] == number(2)]
        for left, right in (*pairs, *((a.args[0], TABLE["sqrt"](b)) for a, b in squares)):
            found = [x for x in (_isolated(leaf, left, right), _linear(leaf, left, right)) if x is not None]
            found += _onto(leaf, left, right)
            if c.head in EQUATIONS:
                yield from found
            elif found:
                ends.append(found[0])
    yield from ((a + b) / 2 for i, a in enumerate(ends) for b in ends[:i] if leaf.is_scalar)
    for end in ends if leaf.is_scalar else ():
        yield from (end, end + 1, end - 1, end / 2, 2 * end)


class _Solved(Reader):
    """Reads what was isolated; what undoes a column is its transpose over its square."""

    def term(self, node: Any) -> Term:
        if node[0] == "inv":
            inside = super().term(node[1])
            if inside.is_column and not inside.is_scalar:
                return inside.T / dot(inside, inside)
            return inv(inside)
        return super().term(node)


def _isolated(leaf: Term, left: Term, right: Term) -> Term | None:
    """The leaf from an equation in which it occurs once."""
    where = Statement("eq", (left, right))
    name, sides = freeze(node(leaf)), freeze(condition_node(where))[1:]
    if times(name, sides) != 1:
        return None
    a, b = sides if name in leaf_nodes(sides[0]) else sides[::-1]
    try:
        found = isolate(a, b, name)
        return None if found is None else _Solved(where.record()).term(_listed(found))
    except (SymrnnError, KeyError, LookupError, ValueError):
        return None


def _listed(node: Any) -> Any:
    return [_listed(x) for x in node] if isinstance(node, tuple) else node


def _onto(leaf: Term, left: Term, right: Term) -> list[Term]:
    """What a matrix with independent rows takes to the other side: its transpose, where they are orthonormal."""
    if left.head != "matmul" or left.args[1] != leaf or leaf in leaves(left.args[0]):
        return []
    a = left.args[0]
    return [a.T @ right, a.T @ inv(a @ a.T) @ right]


def _linear(leaf: Term, left: Term, right: Term) -> Term | None:
    """The leaf from an equation that is linear in it."""
    try:
        gap = right - left
        if leaf not in leaves(gap) or not (leaf.is_scalar or leaf.is_column) or gap.shape != leaf.shape:
            return None
        slope = simplified(expand(D(-gap, leaf)))
        if leaf in leaves(slope):
            return None
        nothing = number(0) if not leaf.shape else zeros(*leaf.shape)
        start = simplified(expand(at(gap, {leaf: nothing})))
        return start / slope if slope.is_scalar else inv(slope) @ start
    except SymrnnError:
        return None


def _usual(leaf: Term, free: list[Term]) -> Iterator[Term]:
    """Terms that often do: simple numbers and arrays, other leaves, and what is made of them."""
    same = [x for x in free if x.shape == leaf.shape]
    if leaf.is_scalar:
        yield from map(number, (0, 1, -1, 2))
        for x in same:
            yield from (x, -x, x + 1, x - 1, x / 2, 2 * x, 1 / x)
        yield from (x + y for i, x in enumerate(same) for y in same[:i])
        return
    square = len(leaf.shape) == 2 and leaf.shape[0] == leaf.shape[1]
    for x in same:
        yield from (x, -x)
        if square:
            yield from ((x + x.T) / 2, (x - x.T) / 2, x.T, inv(x), x.T @ x)
    if square:
        one = eye(leaf.shape[0])
        yield from (one, 2 * one, -one, one / 2, 2 * ones(*leaf.shape))
    yield from (zeros(*leaf.shape), ones(*leaf.shape), unit(leaf.shape[0], 0) @ unit(leaf.shape[1], 0).T)
