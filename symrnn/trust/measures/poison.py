"""Statements made to mislead: wrong results of algebra systems, dropped conditions, small sizes, kinks, saturation."""

from __future__ import annotations

from typing import Any

from symrnn.trust import corpora
from symrnn.trust.entry import entries
from symrnn.trust.points import Figures, Progress
from symrnn.trust.score import score

TITLE = "Statements made to mislead"
MEANS = (
    "Results that algebra systems get wrong, identities that hold only for size one or two or for commuting matrices,"
    " conditions that were dropped, ill-conditioned truths, kinks, saturation, and statements of which nothing can be"
    " compared. Every case names the verdicts that would be wrong; a case that stays undecided is not wrong."
)
ENOUGH = 60


def measure(jobs: int, progress: Progress) -> Figures:
    """Judge every case."""
    corpus = list(entries(corpora.folder("trust", "poison")))
    done: list[str] = []

    def note(one: Any) -> None:
        done.append(one.entry.id)
        progress(len(done), len(corpus), one.entry.id)

    found = score(corpus, jobs, progress=note)
    kinds = [{"kind": kind, "cases": one["total"], "undecided": len(one["undecided"]), "wrong": len(one["wrong"])}
             for kind, one in found["by_kind"].items()]
    return {"cases": found["total"], "wrong": len(found["wrong"]), "undecided": len(found["undecided"]), "by_kind": kinds,
            "undecided_cases": rows(found["undecided"], corpus), "wrong_verdicts": rows(found["wrong"], corpus)}


def rows(lines: list[dict[str, Any]], corpus: list[Any]) -> list[dict[str, Any]]:
    """Cases with what they play on, and what the judge said."""
    why = {entry.id: entry.slip for entry in corpus}
    return [{"case": line["id"], "plays_on": why[line["id"]], "verdict": line["verdict"], "reason": line["reason"]}
            for line in lines]


def goal(figures: Figures) -> list[str]:
    """No wrong verdict, and enough cases."""
    short = [f"{figures['cases']} cases, and not {ENOUGH}"] if figures["cases"] < ENOUGH else []
    return [*short, f"{figures['wrong']} wrong verdicts"] if figures["wrong"] else short


def says(figures: Figures) -> str:
    """The figures in one line."""
    return f"{figures['cases']} cases, {figures['wrong']} wrong verdicts, {figures['undecided']} undecided"
