"""Closed forms of sums, products, powers and iterates over a symbolic range: proved by induction on the range.

F(t) = G(t) for every t >= 0 follows from F(0) = G(0) and from the step of F: the last factor of F(t + 1) is split off,
what is left is F(t), and G(t) in its place must give G(t + 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import contains, replace, subs_index, subterms
from symrnn.algebra.normalform.families import peeled
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import CALCULUS, Term

UNROLLED = 4  # lengths at which a derivative is compared with that of what is written out
RECURSIVE = {"total": 3, "product": 3, "matpow": 1, "iterate": 3}  # head -> where its last index stands


def prove_by_induction(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove that a recursive term has a closed form, for every value of one index."""
    for left, right in (statement.args, statement.args[::-1]):
        recursive = simplified(expand(left))
        recursive = recursive.args[1] if recursive.head == "named" else recursive
        if recursive.head not in RECURSIVE:
            continue
        last = recursive.args[RECURSIVE[recursive.head]]
        for name in sorted(last.indices):
            proof = _by_induction(statement, recursive, expand(right), name)
            if proof is not None:
                return proof, ""
    for name in sorted(set().union(*(_recursive_indices(t) for t in statement.args))):
        proof = _by_hypothesis(statement, name)
        if proof is not None:
            return proof, ""
    return None, ""


def _recursive_indices(term: Term) -> set[str]:
    """The indices on which the length of something recursive depends."""
    return {name for t in subterms(term) if t.head in RECURSIVE for name in t.args[RECURSIVE[t.head]].indices}


def _by_hypothesis(statement: Statement, name: str) -> Proof | None:
    """Both sides at the first value of an index, and at t + 1 with the equation at t as one more that is given."""
    first = 0
    for c in statement.given:
        if _mentions(c, name):
            if c.head not in ("ge", "le") or len(c.args) != 2:
                return None
            large, small = c.args if c.head == "ge" else c.args[::-1]
            if large != index_term(name) or small.head != "num":
                return None
            first = max(first, int(small.args[0]))
    kept = tuple(c for c in statement.given if not _mentions(c, name))
    t = Size({(name,): 1}, frozenset((name,)))

    def at(where: Size) -> tuple[Term, ...]:
        there = [subs_index(expand(a), name, where) for a in statement.args]
        return tuple(peeled(a, kept, there) for a in there)

    base = Statement("equal", at(Size({(): first} if first else {})), kept)
    if _either(base) is None:
        return None
    here = at(t + first if first else t)  # from here on the index counts from its first value
    step = Statement("equal", at(t + first + 1), (*kept, Statement("equal", here)))
    if step.args == here:
        return None
    stepped = _either(step)
    if stepped is None or not _unrolled(statement, name, first, kept):
        return None
    scope = f"{sizes_of(statement)}; all {name}"
    return Proof("route:induction", stepped.second, scope, {"kind": "closed-form", "scope": scope, "over": name},
                 f"induction on {name}: both sides agree at {first}, and where they agree at {name} they do at {name} + 1",
                 2)


def _unrolled(statement: Statement, name: str, first: int, given: tuple[Statement, ...]) -> bool:
    """Whether derivatives through what is recursive agree with those of what is written out, by both roads.

    The step rests on the rule that differentiates a product of unknown length; the second road differentiates the product
    of a known one, which knows no such rule.
    """
    if not any(contains(a, CALCULUS) for a in statement.args):
        return True
    return all(_either(Statement("equal", tuple(subs_index(a, name, Size({(): k} if k else {})) for a in statement.args),
                                 given)) is not None for k in range(first, first + UNROLLED))


def _either(statement: Statement) -> Proof | None:
    """A proof by the normal form, or by words."""
    from symrnn.algebra.free.prover import prove_by_words

    return prove_equal(statement)[0] or prove_by_words(statement)[0]


def index_term(name: str) -> Term:
    """An index as a scalar."""
    return Term("size", (Size({(name,): 1}, frozenset((name,))),), ())


def _by_induction(statement: Statement, recursive: Term, closed: Term, name: str) -> Proof | None:
    t = Size({(name,): 1}, frozenset((name,)))
    given = tuple(c for c in statement.given if not _mentions(c, name))  # proved from 0 on, whatever is asked of the index
    base = Statement("equal", (expand(subs_index(recursive, name, Size({}))), subs_index(closed, name, Size({}))), given)
    if prove_equal(base)[0] is None:
        return None
    ahead = peeled(subs_index(recursive, name, t + 1), given)
    if ahead == subs_index(recursive, name, t + 1):
        return None
    step = Statement("equal", (replace(ahead, {recursive: closed}), subs_index(closed, name, t + 1)), given)
    stepped = prove_equal(step)[0] or _by_hypothesis(step, name)
    if stepped is None or not _unrolled(statement, name, 0, given):
        return None
    scope = f"{sizes_of(statement)}; all {name}"
    return Proof("route:induction", stepped.second, scope, {"kind": "closed-form", "scope": scope, "over": name},
                 f"induction on {name}: both sides agree at 0, and one more step keeps them equal", 2)


def _mentions(condition: Statement, name: str) -> bool:
    stack: list[Any] = [*condition.args]
    while stack:
        at = stack.pop()
        if isinstance(at, Statement | Term):
            stack.extend(at.args)
        elif isinstance(at, tuple):
            stack.extend(at)
        elif isinstance(at, Size) and name in at.names:
            return True
    return False
