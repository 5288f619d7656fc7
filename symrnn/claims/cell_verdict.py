"""A cell judged: every block of its Jacobian by two roads, its step and its derivatives against the oracles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.statements import all_of, equal
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.provers import prove
from symrnn.algebra.steps import steps
from symrnn.algebra.writing.latex import given_words, statement_latex
from symrnn.claims.assess import Judgement, quiet, searched
from symrnn.claims.evidence import argued, at_points, by_witness, spoken
from symrnn.errors import NotSupportedError, said
from symrnn.oracles.step_check import SLOPE_ORACLES, STEP_ORACLE, check_cell
from symrnn.recheck.carried import WITNESS
from symrnn.recheck.numbers import seed_of
from symrnn.verdict import Evidence, Findings, Verdict, decide

PREFIX = "cell:"
FIELDS = ("oracle", "points", "digits", "gap", "budget", "seed", "detail")


def blocks(cell: Any) -> list[tuple[str, Any, str]]:
    """The derivative of every new state by every old one, as an equation with its closed form.

    Where it has none, because a word in it has no rule, it stands for itself, beside what stands in the way.
    """
    out = []
    for of in cell.state:
        for wrt in cell.state:
            lazy = cell.jacobian(of, wrt)
            try:
                closed, obstacle = expand(lazy), ""
            except NotSupportedError as error:
                closed, obstacle = lazy, str(error)
            out.append((f"d{of.name}'/d{wrt.name}", equal(lazy, closed), obstacle))
    return out


def verify_cell(cell: Any, seed: int | None = None, stage: Callable[[str], None] = quiet) -> Judgement:
    """Judge a cell.

    Parameters
    ----------
    seed : of the points; made from the name of the cell if None.

    Returns
    -------
    Judgement
        PROVED where every block is proved for all sizes and agrees with the oracles; without a reference the step has
        nothing to be compared with, and the evidence says so.

    Raises
    ------
    NotSupportedError : where the seed is no int.
    """
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        raise NotSupportedError(f"the seed of cell.verify, for the cell {cell.name}", got=said(seed), expected="an int",
                                advice="leave it out: it is then made from the name of the cell")
    seed = seed_of(PREFIX + cell.name) if seed is None else seed
    stage("numbers")
    parts = blocks(cell)
    whole = all_of(*(statement for _, statement, _ in parts))
    record = whole.record()
    evidence, found = at_points(record, seed)
    obstacles, proofs = [found["doubt"]], []
    for name, statement, missing in parts:
        stage(f"proof of {name}")
        proof, obstacle = (None, missing) if missing else prove(statement)
        if proof is None:
            obstacles.append(f"{name}: {obstacle}")
        else:
            proofs.append((name, proof))
    certificate = witness = None
    if len(proofs) == len(parts):
        stage("checker")
        certificate, argument, refusal = argued(record, of_all(proofs))
        evidence += argument
        obstacles.append(refusal)
    if certificate is None:
        stage("search")
        witness = searched(record, record, seed)
        evidence.append(by_witness(witness))
    stage("oracles")
    checked = unasked(cell, seed) if any(missing for _, _, missing in parts) else check_cell(cell, seed)
    disagreeing = [e for e in checked if e.get("outcome") == "DIFFER"]
    for e in checked:
        row: dict[str, Any] = {k: e.get(k) for k in FIELDS}
        evidence += spoken([Evidence(**row)])
    if disagreeing:
        return Judgement(Verdict.DISPUTED, "; ".join(e["detail"] for e in disagreeing), "", evidence, record,
                         certificate=certificate)
    verdict, reason = decide(Findings(
        evidence=evidence, sampled=found["tried"], effective=found["effective"], violated=len(found["violations"]),
        witness=witness is not None, obstacle="; ".join(filter(None, obstacles))))
    if cell.reference is None:
        note = "the cell has no reference: its step has nothing to be compared with"
        reason = f"{reason}; {note}" if reason else note
    proved = str(certificate["scope"]) if certificate else ""
    scope = {Verdict.PROVED: proved, Verdict.REFUTED: WITNESS}.get(verdict, "")
    return Judgement(verdict, reason, scope, evidence, record, witness, certificate)


def unasked(cell: Any, seed: int) -> list[dict[str, Any]]:
    """The oracles of a cell without a derivation: they judge one, so that they have nothing to say."""
    steps_of = [(STEP_ORACLE, f"the step of {s.name}") for s in cell.state]
    slopes = [(oracle, f"the derivative of {of.name} by {wrt.name}") for of in cell.state for wrt in cell.state
              for oracle in SLOPE_ORACLES]
    return [{"oracle": oracle, "points": 0, "seed": seed, "detail": f"{what}: not asked, since a closed form is missing"}
            for oracle, what in steps_of + slopes]


def of_all(proofs: list[tuple[str, Proof]]) -> Proof:
    """The proofs of all blocks as one."""
    first = proofs[0][1]
    scope = max((p.scope for _, p in proofs), key=len)
    certificate = {"kind": "all", "scope": scope, "parts": [p.certificate for _, p in proofs]}
    return Proof(first.route, first.second, scope, certificate,
                 " · ".join(f"{name}: {p.detail}" for name, p in proofs), sum(p.points for _, p in proofs))


def cell_entry(entry: Any, seed: int, stage: Callable[[str], None]) -> dict[str, Any]:
    """The ledger entry of a cell that stands in a file."""
    cell = entry.cell
    judged = verify_cell(cell, seed, stage)
    parts = blocks(cell)
    statement = all_of(*(s for _, s, _ in parts))
    record = judged.record or statement.record()
    lines = [step for _, s, missing in parts if not missing for step in steps(s.args[0]).records()]
    return {
        "id": entry.id, "topic": entry.file.stem, "expected": "PROVED", "uses": [], "as_printed_of": None, "code": "",
        "title": entry.title,
        "source": {"work": "own work", "place": f"{entry.path}, {entry.name}"},
        "foils": [], "figures": [], "steps": lines, "verdict": str(judged.verdict), "scope": judged.scope,
        "reason": judged.reason, "evidence": [e.record() for e in judged.evidence], "witness": judged.witness,
        "certificate": judged.certificate, "statement_latex": statement_latex(statement),
        "given_text": given_words(statement, mathematics=True),
        "statement": {k: v for k, v in record.items() if k != "given"},
        "given": record["given"],
    }
