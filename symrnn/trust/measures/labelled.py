"""Statements labelled before they were judged: how many of each label the judge finds, by kind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from multiprocessing import get_context
from typing import Any

from symrnn.trust import corpora
from symrnn.trust.entry import Entry, entries
from symrnn.trust.labels import check
from symrnn.trust.points import Figures, Progress
from symrnn.trust.score import score

TITLE = "Labelled statements"
MEANS = (
    "True and false statements that are not in the catalogue, with odd nestings, conditions and traps, each false one with"
    " the slip that made it; the judge is given no hint. The labels themselves were compared with values of mpmath at 80"
    " digits, at points of a sampler that the judge does not use: a label that numbers contradict counts against the corpus."
    " An undecided statement is a limit of the tool; a wrong verdict is a fault."
)
ENOUGH, DECIDED = 150, 0.95
PATIENCE = 8.0  # seconds of CPU for one label


def measure(jobs: int, progress: Progress) -> Figures:
    """Judge every labelled statement, and compare every label with numbers."""
    corpus = list(entries(corpora.folder("trust", "labelled")))
    done: list[str] = []

    def note(what: str) -> None:
        done.append(what)
        progress(len(done), 2 * len(corpus), what)

    found = score(corpus, jobs, progress=lambda one: note(one.entry.id))
    labels = dict[str, str]()
    for name, said in _labels(corpus, jobs):
        labels[name] = said
        note(f"the label of {name}")
    kinds = [{"kind": kind, **_counts(one)} for kind, one in found["by_kind"].items()]
    contradicted = [{"statement": e.id, "label": str(e.label).lower()} for e in corpus if labels[e.id] == "contradicted"]
    return {
        **_counts(found), "true_proved": found["true_proved"], "decided": found["decided"],
        "labels_confirmed_by_numbers": list(labels.values()).count("confirmed"), "labels_contradicted": len(contradicted),
        "by_kind": kinds, "undecided_statements": rows(found["undecided"]), "wrong_verdicts": rows(found["wrong"]),
        "contradicted_labels": contradicted,
    }


_CORPUS: list[Entry] = []  # what the forked processes inherit; a statement is built by a function, which cannot be sent


def _labels(corpus: list[Entry], jobs: int) -> Iterator[tuple[str, str]]:
    """What numbers say of each label, in order."""
    _CORPUS[:] = corpus
    with get_context("fork").Pool(jobs) as pool:
        yield from zip((entry.id for entry in corpus), pool.imap(_label, range(len(corpus))), strict=True)


def _label(k: int) -> str:
    """What numbers say of a label; nothing where they take longer than `PATIENCE`, as integrals at many digits do."""
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        return check(_CORPUS[k]).said
    except _OutOfTimeError:
        return "open"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _out_of_time(*_: object) -> None:
    raise _OutOfTimeError


class _OutOfTimeError(BaseException):
    """Raised in the middle of a comparison; no handler of errors is to take it for one of values."""


def _counts(found: dict[str, Any]) -> dict[str, int]:
    return {"true": found["true_total"], "true_accepted": found["true_accepted"], "false": found["false_total"],
            "false_refuted": found["false_refuted"], "undecided": len(found["undecided"]), "wrong": len(found["wrong"])}


def rows(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries of a score as a table that is the same on every machine."""
    return [{"statement": line["id"], "label": str(line["label"]).lower(), "verdict": line["verdict"],
             "reason": line["reason"]} for line in lines]


def goal(figures: Figures) -> list[str]:
    """No wrong verdict, 95 % decided, enough statements, no label that numbers contradict."""
    short = []
    if min(figures["true"], figures["false"]) < ENOUGH:
        short.append(f"fewer than {ENOUGH} statements of a label")
    if figures["wrong"]:
        short.append(f"{figures['wrong']} wrong verdicts")
    if figures["decided"] < DECIDED:
        short.append(f"{figures['decided']:.1%} decided, and not {DECIDED:.0%}")
    if figures["labels_contradicted"]:
        short.append(f"{figures['labels_contradicted']} labels contradicted by numbers")
    return short


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['true_accepted']} of {figures['true']} true statements accepted, {figures['false_refuted']} of"
            f" {figures['false']} false ones refuted, {figures['undecided']} undecided, {figures['wrong']} wrong")
