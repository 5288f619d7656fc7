"""Inequalities between real expressions: read exactly, proved exactly, and gone through again by the trusted base.

Both sides are scalars, or arrays whose entries are all one expression of the entries at that place. The argument is a
certificate: generators (a leaf, exp of a form, a root), facts about them, and a tree of sign arguments. The second
route is the checker (`symrnn.recheck.inequalities`), which reads the serialised statement on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.hints import Hint
from symrnn.algebra.language.serialise import condition_node, record
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import contains, subterms
from symrnn.algebra.order.exponentiate import by_exponent
from symrnn.algebra.order.generators import is_real
from symrnn.algebra.order.logic import derived, flat, known
from symrnn.algebra.order.relations import Relation, declared
from symrnn.algebra.order.signs import Hints, contradictory, in_generators, proved
from symrnn.algebra.proofs.boxes import covered
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.terms import CALCULUS, Term
from symrnn.recheck.chains import Reader
from symrnn.recheck.functions import UNREADABLE
from symrnn.recheck.inequalities import Inequality

LAZY = CALCULUS | {"at"}


def prove_range(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an inequality, or conditions made of inequalities, from exact calculus; None where it is not proved."""
    closed = expanded(statement)
    if not all(is_real(t) for t in closed.terms):
        return None, "exact calculus of signs is for real terms"
    assumed = [*closed.given, *declared(closed.terms)]
    goal = Statement(closed.head, closed.args)
    if contradictory(known(flat(assumed))):
        return None, "the conditions contradict each other"
    hints = [(h.kind, t) for h in by if isinstance(h, Hint) for t in h.terms]

    def atom(wanted: Relation, have: list[Relation]) -> dict[str, Any] | None:
        return proved(wanted, have, in_boxes, hints)

    found = derived(goal, assumed, atom)
    if found is None:
        return None, "no exact argument for the inequality was found"
    certificate = {"kind": "inequality", "given": [condition_node(c) for c in assumed],
                   "assert": condition_node(goal), "proof": carried(found)}
    why = rejected(certificate, record(closed))
    if why:
        return None, f"an argument was found, and the checker does not follow it: {why}"
    if closed != statement:
        # The checker follows the closed form; what the certificate is of is the statement as it is made.
        stated = record(statement)
        certificate |= {"closed": [certificate["assert"], certificate["given"]],
                        "given": stated["given"], "assert": stated["assert"]}
    conditions = tuple(dict.fromkeys(named(found, "conditions")))
    return Proof(
        route="route:exact-calculus", second="checker",
        scope=scope_of(closed, conditions), certificate=certificate,
        detail="signs of polynomials: " + ", ".join(sorted(set(named(found, "how")))),
        points=len(named(found, "how")), conditions=conditions,
    ), ""


PIECES = frozenset({"step", "sign", "abs", "relu", "hardtanh", "leaky_relu", "elu", "softsign", "max", "min"})


def prove_in_pieces(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an equation between functions in pieces: equal on each of them, by the signs of their arguments."""
    said = {t.args[0].word if t.head == "fn" else t.head for t in subterms(*statement.terms)}
    return prove_range(statement, by) if said & PIECES else (None, "")


def carried(proof: Any) -> Any:
    """A proof without the names of the arguments in it: they are for the reader of the evidence."""
    if isinstance(proof, list):
        return [carried(part) for part in proof]
    if not isinstance(proof, dict):
        return proof
    return {k: carried(part) for k, part in proof.items() if k != "how" or "goal" not in proof}


def in_boxes(goal: Relation, assumed: list[Relation], hints: Hints) -> dict[str, Any] | None:
    """Exact calculus, also without its logarithms, or else boxes, for a relation without functions in pieces."""
    return (in_generators(goal, assumed, hints) or by_exponent(goal, assumed, in_generators)
            or covered(goal, assumed, in_generators))


def expanded(statement: Statement) -> Statement:
    """The statement with its derivatives taken."""
    def change(arg: Any) -> Any:
        if isinstance(arg, Term):
            return expand(arg) if contains(arg, LAZY) else arg
        if isinstance(arg, Statement):
            return expanded(arg)
        return tuple(change(a) for a in arg) if isinstance(arg, tuple) else arg

    return Statement(statement.head, tuple(change(a) for a in statement.args),
                     tuple(expanded(c) for c in statement.given))


def rejected(certificate: dict[str, Any], closed: dict[str, Any]) -> str:
    """Why the trusted base does not follow the argument from the closed form of a statement; empty where it does."""
    shape, stated = Reader(closed, []).shape, [certificate["assert"], certificate["given"]]
    try:
        Inequality(closed["functions"], shape).follows(stated[0], stated[1], certificate["proof"])
    except UNREADABLE as error:
        return f"{type(error).__name__}: {error}"
    return ""


def named(data: Any, key: str) -> list[Any]:
    """All values under a key, anywhere in a certificate."""
    out: list[Any] = []
    if isinstance(data, dict):
        for k, v in data.items():
            if k == key:
                out.extend(v if isinstance(v, list) else [v])
            out.extend(named(v, key) if not isinstance(v, str) else [])
    elif isinstance(data, list):
        for v in data:
            out.extend(named(v, key))
    return out


def scope_of(statement: Statement, conditions: Sequence[str]) -> str:
    """All values of the leaves, for all sizes, where the terms are defined."""
    sizes = record(statement)["sizes"]
    scope = "all real values" + (f", all {', '.join(sizes)}" if sizes else "")
    return scope + (f", where {' and '.join(conditions)}" if conditions else "")
