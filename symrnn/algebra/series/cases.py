"""Limits and orders with a parameter that is not zero: shown where it is positive, and where it is negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.logic import flat
from symrnn.algebra.proofs.proof import Proof


def prove_limit(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `tends_to` or `of_order` for both signs of a number that a condition says is not zero."""
    from symrnn.algebra.provers import prove

    given = list(flat(list(statement.given)))
    split = next((c for c in given if c.head == "ne" and not c.args[0].shape and rational(c.args[1]) is not None), None)
    if split is None:
        return None, ""
    others = tuple(c for c in given if c is not split)
    whys = []
    for head in ("gt", "lt"):
        proof, _ = prove(Statement(statement.head, statement.args, (*others, Statement(head, split.args))))
        if proof is None:
            return None, "not shown for both signs of what is not zero"
        whys.append(proof.detail)
    scope = sizes_of(statement)
    kind = "order" if statement.head == "of_order" else "limit"
    return Proof("route:exact-calculus", "checker", scope, {"kind": kind, "scope": scope, "how": "values"},
                 f"for {split.args[0]!r} above {split.args[1]!r}: {whys[0]}; below: {whys[1]}", 1), ""
