"""The planted errors again, on samples on which many a wrong formula agrees with the right one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any
from unittest import mock

from symrnn.claims import assess as judge
from symrnn.claims.catalog import load
from symrnn.recheck.numbers import seed_of
from symrnn.search.degenerate import KINDS, LEAST, degenerate_points, specialities
from symrnn.search.judging import REFUTED, SAME, Judge
from symrnn.search.mutants import Mutant, mutants
from symrnn.search.mutate import identities, statement_of
from symrnn.search.operators import Record
from symrnn.trust import corpora
from symrnn.trust.entry import ACCEPTED
from symrnn.trust.points import Figures, Progress

TITLE = "Planted errors on samples that show little"
MEANS = (
    "All planted errors that generic points refute, on samples with states of zero, symmetric weights, multiples of the"
    " identity, constant entries, saturated or tiny weights, and sizes of one, as far as the conditions of the claim allow"
    " them. Many a wrong formula agrees there with the right one; the sample itself has to be refused as evidence. Of them"
    " a seeded choice, among those that agree there, goes through the whole judge with its sampler replaced and its"
    " search switched off. An accepted one would show that a poor sampler could make a wrong claim pass."
)
WHOLE = 50  # of each sampler, how many that agree go through the whole judge
SEED = 4


def measure(jobs: int, progress: Progress) -> Figures:
    """Judge every planted error under every sampler."""
    tasks = identities(load([str(corpora.root() / "derivations")]).claims)
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    agreeing: dict[str, list[tuple[str, Record]]] = {kind: [] for kind in KINDS}
    with get_context("fork").Pool(jobs) as pool:
        for k, (counts, agreed) in enumerate(pool.imap(_of_claim, tasks)):
            for kind in KINDS:
                totals[kind].update(counts[kind])
                agreeing[kind] += [(tasks[k][0], record) for record in agreed[kind]]
            progress(k + 1, len(tasks), tasks[k][0])
        chosen = [(kind, *one) for kind in KINDS for one in _choice(agreeing[kind])]
        whole = list(pool.imap(_whole, chosen))
    judged = Counter(kind for kind, _, _ in chosen)
    rows = [{"sampler": kind, **totals[kind], "through_the_whole_judge": judged[kind]} for kind in KINDS]
    accepted = [{"claim": name, "sampler": kind, "verdict": verdict}
                for (kind, name, _), verdict in zip(chosen, whole, strict=True) if verdict in ACCEPTED]
    return {
        "judged": sum(t["judged"] for t in totals.values()),
        "accepted": sum(t["accepted"] for t in totals.values()) + len(accepted),
        "refuted": sum(t["refuted"] for t in totals.values()), "sample_refused": sum(t["refused"] for t in totals.values()),
        "through_the_whole_judge": len(chosen), "by_sampler": rows, "accepted_by_the_whole_judge": accepted,
    }


def _choice(agreeing: list[Any]) -> list[Any]:
    return random.Random(SEED).sample(agreeing, min(WHOLE, len(agreeing)))  # noqa: S311 - a seeded choice, not a secret


def _of_claim(task: tuple[str, Record]) -> tuple[dict[str, Counter[str]], dict[str, list[Record]]]:
    """Counts by sampler, and the mutants that agree with the original under it."""
    name, record = task
    seed = seed_of(name)
    generic = Judge(record, seed)
    samples = {kind: _Sample(record, kind, seed) for kind in KINDS}
    counts: dict[str, Counter[str]] = {kind: Counter(judged=0, refuted=0, refused=0, accepted=0) for kind in KINDS}
    agreed: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for mutant in mutants(record):
        own = mutant.record["given"] != record["given"]
        of_it = Judge(mutant.record, seed) if own else generic
        if not any(of_it.at(mutant.record, k) == REFUTED for k in range(len(of_it.points))):
            continue
        for kind in KINDS:
            sample = _Sample(mutant.record, kind, seed) if own else samples[kind]
            if sample.points:
                word = sample.says(mutant)
                counts[kind].update(("judged", word))
                if word == "refused":
                    agreed[kind].append(mutant.record)
    return counts, agreed


class _Sample(Judge):
    """Points of a degenerate sampler, and whether they may count as evidence."""

    def __init__(self, record: Record, kind: str, seed: int) -> None:
        super().__init__(record, seed, count=0)
        self.points = degenerate_points(record, kind, seed)
        self.envs = [None] * len(self.points)
        self.special = bool(self.points) and bool(specialities(record, self.points))

    def says(self, mutant: Mutant) -> str:
        """What this sample alone makes of a mutant: refuted; accepted, where it agrees at enough points; refused."""
        words = []
        for k in range(len(self.points)):
            words.append(self.at(mutant.record, k))
            if words[-1] == REFUTED:
                return "refuted"
        return "accepted" if words.count(SAME) >= LEAST and not self.special else "refused"


def _whole(task: tuple[str, str, Record]) -> str:
    kind, name, record = task
    with _sampled(kind):
        return str(judge.assess(statement_of(record), seed=seed_of(name)).verdict)


@contextmanager
def _sampled(kind: str) -> Iterator[None]:
    """The whole judge with another sampler, and without its search, which would find what the sample does not show."""

    def points(record: Record, seed: int, sizes: Any = None, count: int = 12) -> Iterator[Any]:
        return iter(degenerate_points(record, kind, seed, count))

    silent = mock.patch.object(judge, "searched", return_value=None)
    with mock.patch("symrnn.recheck.numbers.points", points), silent:
        yield


def goal(figures: Figures) -> list[str]:
    """None accepted."""
    short = [] if figures["judged"] else ["nothing was judged"]
    return [*short, f"{figures['accepted']:,} planted errors accepted"] if figures["accepted"] else short


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['judged']:,} times a planted error met a poor sample: {figures['refuted']:,} refuted all the same,"
            f" {figures['sample_refused']:,} agreed and the sample was refused, {figures['accepted']:,} accepted;"
            f" {figures['through_the_whole_judge']:,} of those that agreed went through the whole judge")
