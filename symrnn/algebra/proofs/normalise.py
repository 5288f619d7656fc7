"""A statement in the form in which it is judged: implications as conditions, wrappers taken off.

`implies(a, b)` under `given` says the same as b under `given` and a; only in that form are its samples chosen where a
holds, so that agreement is not the emptiness of an implication whose left side fails everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.proofs.facts import flat

NOT_CONDITIONS = frozenset({"exists", "tends_to", "of_order", "induction", "expects", "iff", "implies", "any_of"})


def normalised(statement: Statement) -> Statement:
    """The same assertion with the conditions of wrappers and implications among its own."""
    head, args, given = statement.head, statement.args, statement.given
    if head == "holds":
        return normalised(Statement(args[0].head, args[0].args, joined(given, args[0].given)))
    if head == "given":
        inner = args[1]
        return normalised(Statement(inner.head, inner.args, joined(given, (*args[0], *inner.given))))
    if head == "implies" and bound(args[0], (args[1], *given)):
        return normalised(Statement("implies", (args[0].args[1], args[1]), given))
    if head == "implies" and all(part.head not in NOT_CONDITIONS for part in flat(args[0])) and not args[0].given:
        inner = args[1]
        return normalised(Statement(inner.head, inner.args, joined(given, (*flat(args[0]), *inner.given))))
    return Statement(head, args, joined((), tuple(part for c in given for part in flat(c))))


def bound(a: Statement, others: Sequence[Statement]) -> bool:
    """Whether a condition says that something exists of which no other one speaks: what follows, follows of any such."""
    spoken = {leaf for c in others for t in c.terms for leaf in leaves(t)}
    return a.head == "exists" and not a.given and not spoken & set(a.args[0])


def joined(first: tuple[Statement, ...], second: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Conditions of two lists, each once."""
    return (*first, *(c for c in second if c not in first))


def directions(statement: Statement) -> list[Statement]:
    """The two implications of an equivalence, each in the form in which it is judged; nothing for other statements."""
    if statement.head != "iff":
        return []
    a, b = statement.args
    return [normalised(Statement("implies", pair, statement.given)) for pair in ((a, b), (b, a))]
