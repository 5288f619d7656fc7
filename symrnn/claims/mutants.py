"""Mutants judged as claims: foils for a claim that brings none, and those of a campaign that stay open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from symrnn.algebra.language.statements import Statement
from symrnn.claims.assess import assess, searched
from symrnn.claims.catalog import load_claim
from symrnn.claims.evidence import at_points, by_witness
from symrnn.recheck.numbers import seed_of
from symrnn.search.judging import REFUTED, SAME, UNDECIDED, tally
from symrnn.search.mutants import mutants
from symrnn.search.mutate import proved, statement_of
from symrnn.verdict import Verdict

ENOUGH = 3
TRIED = 12


def judged_mutants(statement: Statement, claim_id: str, seed: int) -> list[dict[str, Any]]:
    """Up to three mutants of an equation that are refuted, or the first that survive; none where nothing can be mutated."""
    if statement.head not in ("equal", "eq"):
        return []
    rows: list[dict[str, Any]] = []
    for mutant in mutants(statement.record())[:TRIED]:
        record = mutant.record
        witness = searched(record, record, seed)
        if witness is None:
            continue  # an equivalent mutant is no foil; the campaign of mutants certifies equivalence
        name = f"{claim_id}/mutant-{len(rows) + 1}"
        evidence = [*at_points(record, seed_of(name))[0], by_witness(witness)]
        rows.append({
            "id": name, "evidence": [e.record() for e in evidence], "title": f"A planted error: {mutant.operator}.",
            "statement_latex": None, "given_text": None, "verdict": "REFUTED", "witness": witness,
            "statement": {k: v for k, v in record.items() if k != "given"}, "given": record["given"],
        })
        if len(rows) == ENOUGH:
            break
    return rows


def settled(record: dict[str, Any], seed: int) -> tuple[str, str]:
    """What the whole judge says of a mutant: refuted, proved and so equivalent, or still open with its verdict."""
    found = assess(statement_of(record), seed=seed)
    word = {Verdict.PROVED: SAME, Verdict.REFUTED: REFUTED}.get(found.verdict, UNDECIDED)
    return word, "" if word != UNDECIDED else f"{found.verdict}: {found.reason}"


def scores(path: str | Path, claim_id: str, _seed: int, stage: Callable[[str], None]) -> dict[str, Any]:
    """The scores of all mutants of one claim of a file; the task of a campaign."""
    stage("reading")
    record = load_claim(path, claim_id).statement().record()
    stage("mutants")
    return tally(record, seed_of(claim_id), mutants(record), proved, settled)
