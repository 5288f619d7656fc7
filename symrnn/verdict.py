"""Verdicts, and the one function that gives them: `decide` reads evidence and nothing else.

A verdict is never typed by hand. What stands in a ledger can be decided again from the same evidence by anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What is known of a claim; the value is the word that is printed."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    CORROBORATED = "CORROBORATED"
    VACUOUS = "VACUOUS"
    DISPUTED = "DISPUTED"
    UNDECIDED = "UNDECIDED"
    RESOURCE_OUT = "RESOURCE_OUT"
    ERROR = "ERROR"
    NOT_RUN = "NOT_RUN"


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: which route or oracle, at how many points or steps, how close and within which budget."""

    oracle: str
    points: int | None = None
    digits: int | None = None
    gap: str | None = None
    budget: str | None = None
    seed: int | None = None
    detail: str = ""

    def record(self) -> dict[str, Any]:
        """The ledger's form."""
        return {"oracle": self.oracle, "points": self.points, "digits": self.digits, "gap": self.gap,
                "budget": self.budget, "seed": self.seed, "detail": self.detail}


@dataclass(frozen=True)
class Findings:
    """All that `decide` may look at.

    Parameters
    ----------
    evidence
        What the routes and oracles found; a route or an oracle with no points found nothing.
    sampled, effective, violated
        Generic points that met the conditions; those at which the statement was compared; those at which it is false.
    pointwise
        Whether a point can decide the statement at all (a limit, an existence or an induction has none).
    witness
        Whether an exact witness was accepted by the trusted base.
    foils
        The verdicts of the foils.
    contradiction
        Why the conditions can never be met, where that was shown.
    obstacle
        What stood in the way of a proof.
    against
        Whether another evaluator found the sides apart at a point of its own.
    """

    evidence: Sequence[Evidence]
    sampled: int = 0
    effective: int = 0
    violated: int = 0
    pointwise: bool = True
    witness: bool = False
    foils: Sequence[Verdict] = field(default_factory=tuple)
    contradiction: str = ""
    obstacle: str = ""
    against: bool = False


MIN_POINTS = 3  # fewer agreeing points are an accident, not agreement


def decide(findings: Findings) -> tuple[Verdict, str]:
    """The verdict that the evidence carries, and the reason where it is not a plain PROVED or REFUTED.

    Returns
    -------
    tuple
        The verdict; the reason, empty for PROVED and REFUTED.
    """
    carried = [e.oracle for e in findings.evidence if e.points]
    routes = {o for o in carried if o.startswith("route:")}
    argued = len(routes) >= 2 or (len(routes) == 1 and "checker" in carried)
    # What the trusted base was shown and did not accept is no proof, however many routes lead to it.
    refused = any(e.oracle == "checker" and not e.points for e in findings.evidence)
    confirmed = argued and not refused
    numbers = any(o.startswith("numbers:") for o in carried) and findings.effective >= MIN_POINTS
    oracles = {o for o in carried if o.startswith("oracle:")}
    surviving = [v for v in findings.foils if v != Verdict.REFUTED]

    if findings.witness or findings.violated:
        if argued:
            return Verdict.DISPUTED, "two routes prove it, and a point refutes it: both are kept"
        if findings.witness:
            return Verdict.REFUTED, ""
        return Verdict.UNDECIDED, "it is false at a point that could not be made into an exact witness"
    if argued and findings.against:
        return Verdict.DISPUTED, "two routes prove it, and another evaluator contradicts it: both are kept"
    if findings.contradiction:
        return Verdict.VACUOUS, findings.contradiction
    if findings.pointwise and not findings.sampled:
        return Verdict.VACUOUS, "nothing was compared: no point was found that meets the conditions"
    if findings.pointwise and not findings.effective and not confirmed:
        return Verdict.UNDECIDED, findings.obstacle or "no point gave a finite value on both sides"
    if surviving:
        return Verdict.UNDECIDED, f"{len(surviving)} of {len(findings.foils)} foils survive: what tests the claim is blunt"
    if confirmed and (numbers or not findings.pointwise):
        return Verdict.PROVED, ""
    simulated = {o for o in oracles if o.startswith("oracle:simulation")}
    if (numbers and oracles) or len(simulated) >= 2:
        return Verdict.CORROBORATED, findings.obstacle or "no proof was found"
    if confirmed:
        return Verdict.UNDECIDED, "two routes prove it, but numbers say too little to confirm it"
    return Verdict.UNDECIDED, findings.obstacle or "no route decides it"
