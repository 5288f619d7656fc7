"""The search for counterexamples on false statements of every kind, and on true ones that look like them."""

from __future__ import annotations

from functools import partial
from multiprocessing import get_context
from typing import Any

from symrnn.recheck.witness import refutes
from symrnn.search.find import refuted, search
from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress

TITLE = "The search for counterexamples"
MEANS = (
    "False statements of every kind, each with its domain and no hint: the search has to find a violation, make it an exact"
    " one, and shrink it; the trusted base values every witness again. True statements that look like them show that nothing"
    " is made up. How much was tried is counted in points, which is the same on every machine; the size of a witness is"
    " its largest dimension, how many of its numbers are not zero, and its longest number in characters. A statement that"
    " withstands the search is not thereby true."
)
SEED, ENOUGH = 1, 60


def measure(jobs: int, progress: Progress) -> Figures:
    """Search against every statement of both lists."""
    false = corpora.module("search", "false_statements").FALSE
    true = corpora.module("search", "true_statements").TRUE
    with get_context("fork").Pool(jobs) as pool:
        rows, alarms = [], []
        planned = len(false) + len(true)
        for k, row in enumerate(pool.imap(_sought, range(len(false)))):
            rows.append(row)
            progress(k + 1, planned, row["statement"])
        for k, alarm in enumerate(pool.imap(_alarm, range(len(true)))):
            alarms.append(alarm)
            progress(len(false) + k + 1, planned, true[k][0])
    found = [row for row in rows if row["found"] == "yes"]
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return {
        "statements": len(rows), "found": len(found), "accepted_by_the_trusted_base": sum(row.pop("sound") for row in rows),
        "true_statements": len(true), "refuted_though_true": sum(alarms),
        "largest_dimension": max(row["dimension"] for row in found), "longest_number": max(row["longest"] for row in found),
        "by_kind": [_of_kind(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds], "witnesses": rows,
    }


def _sought(k: int) -> dict[str, Any]:
    corpus = corpora.module("search", "false_statements")
    name, kind, build = corpus.FALSE[k]
    record = build().record()
    finding = search(record, SEED)
    row = {"statement": name, "kind": kind, "found": "no" if finding.witness is None else "yes", "tried": finding.tried,
           "how": None, "dimension": None, "nonzeros": None, "longest": None, "sound": False}
    if finding.witness is not None:
        replay = partial(refuted, record, finding.witness)
        sound = bool(replay()) and (bool(finding.witness.get("kind")) or refutes(record, finding.witness)[0])
        row |= {"how": finding.witness["how"], **corpus.magnitude(finding.witness), "sound": sound}
    return row


def _alarm(k: int) -> bool:
    return search(corpora.module("search", "true_statements").TRUE[k][1]().record(), SEED).witness is not None


def _of_kind(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = [row for row in rows if row["found"] == "yes"]
    return {"kind": kind, "statements": len(rows), "found": len(found),
            "most_tried": max(row["tried"] for row in rows),
            "largest_dimension": max((row["dimension"] for row in found), default=None),
            "most_nonzeros": max((row["nonzeros"] for row in found), default=None)}


def goal(figures: Figures) -> list[str]:
    """Enough statements, each refuted by a witness that the trusted base accepts; nothing against a true one."""
    short = []
    if figures["statements"] < ENOUGH:
        short.append(f"{figures['statements']} statements, and not {ENOUGH}")
    if figures["found"] < figures["statements"]:
        short.append(f"{figures['statements'] - figures['found']} false statements not refuted")
    if figures["accepted_by_the_trusted_base"] < figures["found"]:
        short.append("a witness that the trusted base does not accept")
    if figures["refuted_though_true"]:
        short.append(f"{figures['refuted_though_true']} true statements refuted")
    return short


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"a witness found against {figures['found']} of {figures['statements']} false statements, and against"
            f" {figures['refuted_though_true']} of {figures['true_statements']} true ones")
