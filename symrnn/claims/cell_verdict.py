"""A cell judged: every block of its Jacobian by two roads, its step and its derivatives against the oracles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.latex import given_words, statement_latex
from symrnn.algebra.provers import prove
from symrnn.algebra.statements import all_of, equal
from symrnn.algebra.steps import steps
from symrnn.claims.assess import Judgement, quiet, routes
from symrnn.oracles.step_check import check_cell
from symrnn.recheck.certificates import accept
from symrnn.recheck.numbers import numbers, seed_of
from symrnn.verdict import Evidence, Findings, Verdict, decide

PREFIX = "cell:"
FIELDS = ("oracle", "points", "digits", "gap", "budget", "seed", "detail")


def blocks(cell: Any) -> list[tuple[str, Any]]:
    """The derivative of every new state by every old one, as an equation with its closed form."""
    out = []
    for of in cell.state:
        for wrt in cell.state:
            lazy = cell.jacobian(of, wrt)
            out.append((f"d{of.name}'/d{wrt.name}", equal(lazy, expand(lazy))))
    return out


def verify_cell(cell: Any, seed: int | None = None, stage: Callable[[str], None] = quiet) -> Judgement:
    """Judge a cell.

    Returns
    -------
    Judgement
        PROVED where every block is proved for all sizes and agrees with the oracles; without a reference the step has
        nothing to be compared with, and the evidence says so.
    """
    seed = seed_of(PREFIX + cell.name) if seed is None else seed
    stage("numbers")
    whole = all_of(*(statement for _, statement in blocks(cell)))
    record = whole.record()
    found = numbers(record, seed)
    evidence = [Evidence(**found["evidence"])]
    obstacles, proofs = [], []
    for name, statement in blocks(cell):
        stage(f"proof of {name}")
        proof, obstacle = prove(statement)
        if proof is None:
            obstacles.append(f"{name}: {obstacle}")
            continue
        proofs.append(proof)
        evidence += [Evidence(e.oracle, e.points, detail=f"{name}: {e.detail}") for e in routes(proof)]
    scope = max((p.scope for p in proofs), key=len, default="")
    certificate = {"kind": "all", "scope": scope, "parts": [p.certificate for p in proofs]}
    if not obstacles:
        accepted, why = accept(record, certificate)
        evidence.append(Evidence("checker", points=1 if accepted else 0, detail=why))
    stage("oracles")
    checked = check_cell(cell, seed)
    disagreeing = [e for e in checked if e.get("outcome") == "DIFFER"]
    for e in checked:
        row: dict[str, Any] = {k: e.get(k) for k in FIELDS}
        evidence.append(Evidence(**row))
    if disagreeing:
        return Judgement(Verdict.DISPUTED, "; ".join(e["detail"] for e in disagreeing), evidence=evidence)
    if obstacles:
        evidence = [e for e in evidence if not e.oracle.startswith("route:")]
    verdict, reason = decide(Findings(
        evidence=evidence, sampled=found["tried"], effective=found["effective"], violated=len(found["violations"]),
        obstacle="; ".join(obstacles)))
    if cell.reference is None:
        note = "the cell has no reference: its step has nothing to be compared with"
        reason = f"{reason}; {note}" if reason else note
    proved = verdict == Verdict.PROVED
    return Judgement(verdict, reason, scope if proved else "", evidence, record,
                     certificate=certificate if proved else None)


def cell_entry(entry: Any, seed: int, stage: Callable[[str], None]) -> dict[str, Any]:
    """The ledger entry of a cell that stands in a file."""
    cell = entry.cell
    judged = verify_cell(cell, seed, stage)
    statement = all_of(*(s for _, s in blocks(cell)))
    record = judged.record or statement.record()
    lines = [step for of in cell.state for wrt in cell.state for step in steps(cell.jacobian(of, wrt)).records()]
    return {
        "id": entry.id, "topic": entry.file.stem, "expected": "PROVED", "uses": [], "as_printed_of": None, "code": "",
        "title": f"The step of {entry.name} is its reference, and its Jacobians are the derivatives of its step.",
        "source": {"work": "own work", "place": f"{entry.path}, {entry.name}"},
        "foils": [], "figures": [], "steps": lines, "verdict": str(judged.verdict), "scope": judged.scope,
        "reason": judged.reason, "evidence": [e.record() for e in judged.evidence], "witness": judged.witness,
        "certificate": judged.certificate, "statement_latex": statement_latex(statement),
        "given_text": given_words(statement), "statement": {k: v for k, v in record.items() if k != "given"},
        "given": record["given"],
    }
