"""Foils for a claim that brings none: mutants of its formula, each of which must be refuted."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.statements import Statement
from symrnn.recheck.witness import refutes
from symrnn.search.find import find

ENOUGH = 3
TRIED = 12


def judged_mutants(statement: Statement, claim_id: str, seed: int) -> list[dict[str, Any]]:
    """Up to three mutants of an equation that are refuted, or the first that survive; none where nothing can be mutated."""
    if statement.head not in ("equal", "eq"):
        return []
    from symrnn.search.mutate import mutants

    rows: list[dict[str, Any]] = []
    for mutant in mutants(statement.record())[:TRIED]:
        record = mutant.record
        witness = find(record, seed)
        refuted = witness is not None and refutes(record, witness)[0]
        if not refuted:
            continue  # an equivalent mutant is no foil; the campaign of mutants certifies equivalence
        rows.append({
            "id": f"{claim_id}/mutant-{len(rows) + 1}", "title": f"A planted error: {mutant.operator}.",
            "statement_latex": None, "given_text": None, "verdict": "REFUTED", "witness": witness,
            "statement": {k: v for k, v in record.items() if k != "given"}, "given": record["given"],
        })
        if len(rows) == ENOUGH:
            break
    return rows
