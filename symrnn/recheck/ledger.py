"""Re-acceptance of a ledger: every verdict is derived again from what the ledger alone contains."""

from __future__ import annotations

from collections import Counter
from typing import Any

from symrnn.recheck.certificates import accept
from symrnn.recheck.functions import UNREADABLE, Record
from symrnn.recheck.numbers import numbers, seed_of
from symrnn.recheck.witness import refutes

VERDICTS = ("PROVED", "REFUTED", "CORROBORATED", "VACUOUS", "DISPUTED", "UNDECIDED", "RESOURCE_OUT", "ERROR", "NOT_RUN")
OPEN = {"exists", "tends_to", "of_order", "induction", "expects"}  # statements that no point decides
COUNT, DIGITS, ENOUGH = 12, 30, 3  # points tried, digits at least, effective points at least


def verdict_of(evidence: list[Record], open_statement: bool, refuted: bool, foils: list[str]) -> str | None:
    """The strongest verdict that the evidence carries, or None: PROVED, REFUTED, CORROBORATED, DISPUTED.

    PROVED takes an argument, a second route (or the checker's acceptance), agreeing numbers and dead foils;
    CORROBORATED takes two independent oracles, numbers among them, and dead foils.
    """
    least = {e["oracle"]: ENOUGH if e["oracle"].startswith("numbers:") else 1 for e in evidence}
    seen = {e["oracle"] for e in evidence if e.get("points", 0) >= least[e["oracle"]]}
    routes = {o for o in seen if o.startswith("route:") or o == "checker"}
    oracles = {"numbers" if o.startswith("numbers:") else o for o in seen if o.startswith(("numbers:", "oracle:"))}
    if refuted:
        return "DISPUTED" if len(routes) > 1 else "REFUTED"
    if set(foils) - {"REFUTED"}:
        return None
    if len(routes) > 1 and ("numbers" in oracles or open_statement):
        return "PROVED"
    simulations = [o for o in oracles if o.startswith("oracle:simulation")]
    return "CORROBORATED" if ("numbers" in oracles and len(oracles) > 1) or len(simulations) > 1 else None


def _record(entry: Record) -> Record:
    return {**entry["statement"], "given": entry.get("given", [])}


def _foils(claim: Record) -> tuple[list[str], list[str]]:
    """Complaints about the foils of a claim, and what their verdicts are worth."""
    complaints, worth = [], []
    for foil in claim.get("foils", []):
        good, why = foil.get("verdict") == "REFUTED", "it is not refuted"
        if good:
            good, why, _ = refutes(_record(foil), foil.get("witness"))
        worth.append("REFUTED" if good else "OPEN")
        if not good and foil.get("verdict") == "REFUTED":
            complaints.append(f"foil {foil['id']}: {why}")
    return complaints, worth


def complaints_of(claim: Record, ids: Any, seed: int = 0) -> list[str]:
    """Why a claim of the ledger is not accepted again; empty where it is."""
    verdict, record, evidence = claim["verdict"], _record(claim), claim.get("evidence", [])
    if verdict not in VERDICTS:
        return [f"unknown verdict {verdict}"]
    out = [f"it uses {used}, which is not in the ledger" for used in claim.get("uses", []) if used not in ids]
    for e in evidence:
        if e["oracle"].startswith("numbers:"):
            if e["digits"] < DIGITS:
                out.append(f"numbers: {e['digits']} digits are too few")
            again = numbers(record, seed_of(claim["id"], seed), COUNT, e["digits"])
            if e != again["evidence"]:
                out.append(f"numbers: computed again they are {again['evidence']}, not {e}")
            if again["violations"] and verdict in ("PROVED", "CORROBORATED"):
                out.append("numbers: a generic point violates it")
    refuted = False
    if claim.get("witness"):
        refuted, why, _ = refutes(record, claim["witness"])
        out += [] if refuted else [f"witness: {why}"]
    certified = False
    if claim.get("certificate"):
        certified, why = accept(record, claim["certificate"])
        out += [] if certified else [f"certificate: {why}"]
        if claim["certificate"].get("scope", claim.get("scope")) != claim.get("scope"):
            out.append(f"the certificate is for {claim['certificate'].get('scope')!r}, not for {claim.get('scope')!r}")
    if any(e["oracle"] == "checker" for e in evidence) and not certified:
        out.append("the evidence names the checker, which accepts no certificate here")
    complaints, worth = _foils(claim)
    derived = verdict_of(evidence, record["assert"][0] in OPEN, refuted, worth)
    out += complaints
    if verdict in ("PROVED", "REFUTED", "CORROBORATED") and derived != verdict:
        out.append(f"the evidence carries {derived or 'no verdict'}, not {verdict}")
    if verdict == "VACUOUS" and any(e["points"] for e in evidence if e["oracle"].startswith("numbers:")):
        out.append("VACUOUS, though points were compared")
    if verdict == "PROVED" and not claim.get("scope"):
        out.append("PROVED without a scope")
    if verdict not in ("PROVED", "REFUTED", "CORROBORATED") and not claim.get("reason"):
        out.append(f"{verdict} without a reason")
    return out


def recheck(ledger: Record, seed: int = 0) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Pairs (id, complaints) of all claims, and the complaints about the ledger as a whole.

    `seed` is that of the run that made it; points are never drawn from a seed that the ledger chooses.
    """
    claims = ledger["claims"]
    ids, results = Counter(c["id"] for c in claims), []
    for claim in claims:
        try:
            results.append((claim["id"], complaints_of(claim, ids, seed)))
        except UNREADABLE as error:
            results.append((claim["id"], [f"it cannot be read: {type(error).__name__}: {error}"]))
    whole = [f"{k} stands {n} times in the ledger" for k, n in ids.items() if n > 1]
    counted = {"claims": len(claims), **Counter(c["verdict"] for c in claims)}
    stated = {k: v for k, v in ledger.get("totals", {}).items() if v and (k == "claims" or k in VERDICTS)}
    if stated != counted:
        whole.append(f"totals: counted {counted}, stated {stated}")
    return results, whole
