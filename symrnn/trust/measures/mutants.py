"""Errors planted in every identity of the catalogue: how many are refuted, and what becomes of the others."""

from __future__ import annotations

from typing import Any

from symrnn.claims.catalog import load
from symrnn.claims.mutants import settled
from symrnn.search.judging import REFUTED, SAME, UNDECIDED, UNDEFINED
from symrnn.search.mutate import campaign, identities
from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress

TITLE = "Planted errors"
MEANS = (
    "Every slip of a fixed list (a sign, a term, a factor, a transpose, an order, a time, a symbol, an exponent, a number"
    " down to 1 + 1e-9, a condition) is planted at every place of every formula that the catalogue declares proved, and each"
    " mutant is judged by its statement alone. Most are refuted at the first generic point; a point at which a leaf solves"
    " an equation among the conditions counts, with the conditions met in balls. A mutant that is true after all"
    " counts as equivalent only with a proof that the trusted base accepts; one that has a value nowhere is listed apart;"
    " all others are undecided. The smallest error is the largest k for which a factor 1 + 2^-k on a whole side is refuted;"
    " nothing beyond 190 is tried."
)
ENOUGH = 3000


def measure(jobs: int, progress: Progress) -> Figures:
    """The whole campaign."""
    tasks = identities(load([str(corpora.root() / "derivations")]).claims)
    done: list[str] = []

    def note(name: str, scores: dict[str, Any]) -> None:
        done.append(name)
        progress(len(done), len(tasks), name)

    found = campaign(tasks, jobs, note, settle=settled)
    totals, claims = found["totals"], found["claims"]
    return {
        "mutants": totals["mutants"], "semantic": totals[REFUTED] + totals[UNDECIDED], "refuted": totals[REFUTED],
        "equivalent": totals[SAME], "undecided": totals[UNDECIDED], "without_values": totals[UNDEFINED],
        "claims": len(claims), "smallest_error": _error(found["smallest"]),
        "undecided_mutants": _places(claims, "survivors"), "mutants_without_values": _places(claims, "without_values"),
        "by_operator": [{"operator": name, **_counts(row)} for name, row in totals["operators"].items()],
        "by_claim": [{"claim": name, "mutants": scores["mutants"], **_counts(scores),
                      "smallest_error": _error(scores["smallest"])} for name, scores in claims.items()],
        "equivalent_mutants": _places(claims, "equivalent"),
    }


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {"refuted": row[REFUTED], "equivalent": row[SAME], "without_values": row[UNDEFINED], "undecided": row[UNDECIDED]}


def _error(k: int | None) -> str | None:
    return None if k is None else f"1 + 2^-{k}"


def _places(claims: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Mutants by claim and place; a place leads from the assertion down, by positions among the arguments."""
    return [{"claim": name, "what": m["operator"], "place": ".".join(map(str, m["path"])) or "conditions",
             **({"why": m["why"]} if m["why"] else {})} for name, scores in claims.items() for m in scores[kind]]


def goal(figures: Figures) -> list[str]:
    """At least 3,000 mutants that change the meaning, and all of them refuted."""
    short = [] if figures["semantic"] >= ENOUGH else [f"{figures['semantic']} semantic mutants, and not {ENOUGH}"]
    return [*short, f"{figures['undecided']} mutants undecided"] if figures["undecided"] else short


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['semantic']:,} planted errors in {figures['claims']:,} claims: {figures['refuted']:,} refuted,"
            f" {figures['undecided']:,} undecided; {figures['equivalent']:,} more are proved equivalent; the smallest error"
            f" found everywhere is a factor {figures['smallest_error']}")
