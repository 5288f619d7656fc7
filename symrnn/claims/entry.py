"""The ledger entry of a claim: its words, its verdict and everything that the verdict rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import contains
from symrnn.algebra.proofs.normalise import normalised
from symrnn.algebra.steps import steps
from symrnn.algebra.terms import CALCULUS
from symrnn.algebra.writing.latex import given_words, statement_latex
from symrnn.claims.assess import Judgement, assess
from symrnn.claims.catalog import load_cell, load_claim
from symrnn.claims.cell_verdict import PREFIX, cell_entry
from symrnn.claims.claim import Claim, Foil
from symrnn.claims.mutants import judged_mutants
from symrnn.claims.pictures import pictures
from symrnn.errors import SymrnnError
from symrnn.recheck.numbers import seed_of
from symrnn.verdict import Verdict

Stage = Callable[[str], None]


def entry_of(path: str | Path, claim_id: str, seed: int, stage: Stage) -> dict[str, Any]:
    """Judge one claim (or cell) of a file and write down its ledger entry."""
    if claim_id.startswith(PREFIX):
        return cell_entry(load_cell(path, claim_id.rpartition(":")[2]), seed, stage)
    claim = load_claim(path, claim_id)
    return claim_entry(claim, seed, stage)


def claim_entry(claim: Claim, seed: int, stage: Stage) -> dict[str, Any]:
    """The entry of a claim: its foils are judged first, since a claim whose foil survives is not tested."""
    stage("statement")
    statement = claim.statement()
    foils = [foil_row(foil, stage) for foil in claim.foils]
    if not foils and claim.expect != "REFUTED":
        stage("mutants")
        foils = judged_mutants(statement, claim.id, seed)
    worth = [Verdict(f["verdict"]) for f in foils]
    if not foils and claim.expect != "REFUTED" and statement.head in ("equal", "eq"):
        worth = [Verdict.UNDECIDED]  # no planted error was told from the claim
    judged = assess(statement, seed=seed, by=claim.by, stage=stage, foils=worth)
    stage("derivation")
    lines = derivation(statement)
    stage("pictures")
    return {
        "id": claim.id, "title": claim.title, "topic": claim.topic, "source": claim.source.record(),
        "expected": claim.expect, "uses": list(claim.uses), "as_printed_of": claim.as_printed_of, "code": claim.code,
        "foils": foils, "figures": pictures(claim),
        **statement_fields(statement, judged.record), **verdict_fields(judged), "steps": lines,
    }


def statement_fields(statement: Statement, record: dict[str, Any] | None) -> dict[str, Any]:
    """The statement as mathematics, as words and as data; the data in the form in which it was judged."""
    record = record or normalised(statement).record()
    return {
        "statement_latex": statement_latex(statement), "given_text": given_words(statement, mathematics=True),
        "statement": {k: v for k, v in record.items() if k != "given"}, "given": record["given"],
    }


def verdict_fields(judged: Judgement) -> dict[str, Any]:
    """The verdict and what it rests on."""
    return {
        "verdict": str(judged.verdict), "scope": judged.scope, "reason": judged.reason,
        "evidence": [e.record() for e in judged.evidence], "witness": judged.witness, "certificate": judged.certificate,
    }


def foil_row(foil: Foil, stage: Stage) -> dict[str, Any]:
    """A foil with its verdict and its witness."""
    stage(f"foil {foil.id}")
    statement = foil.statement()
    judged = assess(statement, seed=seed_of(foil.id), thorough=False)
    return {"id": foil.id, "title": foil.title, "verdict": str(judged.verdict), "witness": judged.witness,
            "evidence": [e.record() for e in judged.evidence], **statement_fields(statement, judged.record)}


def derivation(statement: Statement) -> list[dict[str, str]]:
    """The steps of the derivatives in a statement; none where a derivative has no rule, which the evidence then says."""
    lines: list[dict[str, str]] = []
    for term in statement.args:
        if getattr(term, "head", None) and not isinstance(term, Statement) and contains(term, CALCULUS):
            try:
                lines += [step for step in steps(term).records() if step not in lines]
            except SymrnnError as error:
                lines.append({"rule": "no derivation", "text": str(error), "latex": ""})
    return lines
