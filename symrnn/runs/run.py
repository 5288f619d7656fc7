"""Judge the claims of a catalog, each in a process of its own; the entries come back in catalog order.

Verdicts and entries depend on the claims, the seed, the limits and the versions; not on how many jobs there are, nor on
the order in which they end, nor on what was known from a run before.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from symrnn.claims.catalog import Catalog
from symrnn.claims.dependencies import digest
from symrnn.errors import LedgerError, LimitError, RunInterrupted
from symrnn.runs.cache import Cache, key
from symrnn.runs.entry import failed, require
from symrnn.runs.executor import Executor, make_executor, require_executor
from symrnn.runs.files import only_one, sweep
from symrnn.runs.journal import Journal
from symrnn.runs.plan import Planned, plan, seed_of
from symrnn.runs.task import JUDGE, MEMORY, TIMEOUT, Event, Outcome, Task

_PRELOAD = ("sympy", "flint", "mpmath")


def verify(
    catalog: Catalog,
    *,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    seed: int = 0,
    cache: bool = True,
    state_dir: Path | str | None = ".symrnn",
    journal: bool = True,
    executor: str | Executor = "local",
    on_event: Callable[[Event], None] | None = None,
    only: Collection[str] | None = None,
    cells: bool = False,
    judge: str = JUDGE,
) -> list[dict[str, Any]]:
    """One ledger entry per claim of the catalog, whatever a claim does.

    Parameters
    ----------
    catalog : what to judge.
    jobs : processes at a time; the number of processors if None.
    timeout : seconds that one claim may take.
    memory : bytes that one claim may take.
    seed : of the run; each claim's seed is made from it and the claim's id.
    cache : whether entries of earlier runs are used and kept.
    state_dir : folder of cache and journal; None keeps neither.
    journal : whether a run that is interrupted can go on. Only one run at a time can have the journal of a folder.
    executor : `local`, `dask:ADDRESS`, or an executor of the caller's, which stays open.
    on_event : called with each `Event`, in this thread.
    only : ids to judge; the others are NOT_RUN. All if None.
    cells : whether the cells of the files are judged too.
    judge : dotted name of the function that judges a claim.

    Raises
    ------
    RunInterrupted : on Ctrl-C; what was found is in the journal, and the same call goes on from there.
    """
    if not 0 < timeout < 1e7 or memory < 2**20 or (jobs is not None and jobs < 1):
        raise LimitError(
            "limits that no claim can meet",
            got=f"timeout={timeout}, memory={memory}, jobs={jobs}",
            expected="a positive time of at most 1e7 s, at least 1 MiB, at least one job",
        )
    if isinstance(executor, str):
        require_executor(executor)
    tell = on_event or (lambda _: None)
    planned = plan(catalog, cells=cells)
    chosen = [p for p in planned if only is None or p.id in only]
    tasks = tasks_of(chosen, judge, seed, timeout, memory)
    found = {p.id: failed(p, "NOT_RUN", "it was not selected") for p in planned if p.id not in tasks}
    tell(Event("planned", detail=str(len(chosen))))
    left_out = [p for p in planned if p.id in found]
    _tell_earlier(left_out, tasks_of(left_out, judge, seed, timeout, memory), state_dir, tell)
    with contextlib.ExitStack() as stack:
        store = _Store(stack, state_dir, cache, journal)
        for p in chosen:
            entry = store.recall(key(tasks[p.id]), p)
            if entry is not None:
                found[p.id] = entry
                tell(Event("done", p.id, entry=entry, known=True))
        left = {p.id: p for p in chosen if p.id not in found}
        if left:
            where = executor
            if isinstance(where, str):
                where = make_executor(where, jobs=jobs or os.cpu_count() or 1, preload=preload_of(judge))
                stack.callback(where.close)
            try:
                for outcome in first_of_each(where, [tasks[p] for p in left], tell):
                    entry = _entry(outcome, left[outcome.id])
                    if outcome.reads:
                        tell(Event("note", outcome.id, _once(outcome)))
                    else:
                        store.keep(key(tasks[outcome.id]), entry)
                    found[outcome.id] = entry
                    tell(Event("done", outcome.id, entry=entry, seconds=outcome.seconds, output=outcome.output))
            except KeyboardInterrupt:
                _tell_earlier([p for p in chosen if p.id not in found], tasks, state_dir, tell)
                stop = RunInterrupted(
                    f"interrupted after {sum(p.id in found for p in chosen)} of {len(chosen)} claims",
                    advice="The same command goes on from there." if state_dir is not None else None,
                )
                stop.entries = [found.get(p.id) or failed(p, "NOT_RUN", "the run was interrupted") for p in planned]
                raise stop from None
        store.end()
    return [found[p.id] for p in planned]


def _tell_earlier(
    unjudged: list[Planned], tasks: dict[str, Task], state_dir: Path | str | None, tell: Callable[[Event], None]
) -> None:
    """Tell what earlier runs found of claims that this one does not judge, where nothing that decides them has changed."""
    if state_dir is not None:
        cache = Cache(Path(state_dir) / "cache")
        for p in unjudged:
            if (entry := cache.get(key(tasks[p.id]), p)) is not None:
                tell(Event("earlier", p.id, entry=entry, known=True))


def _once(outcome: Outcome) -> str:
    names = ", ".join(outcome.reads[:3])
    return f"it reads {names}, which no cache key covers: it is judged anew in every run"


def preload_of(judge: str) -> list[str]:
    """What a fork server imports for a judge; torch only where it is needed, since that takes seconds.

    Claims about cells are compared with torch. Reading the catalog has imported the cells if a claim speaks of one.
    """
    torch = ["torch"] if "symrnn.cells" in sys.modules else []
    return [*_PRELOAD, *torch, judge.partition(":")[0]]


class _Store:
    """What earlier runs know, and where this one puts what it finds: journal and cache, or neither."""

    def __init__(self, stack: contextlib.ExitStack, state_dir: Path | str | None, cache: bool, journal: bool) -> None:
        self._journal: Journal | None = None
        self._cache = Cache(Path(state_dir) / "cache") if cache and state_dir is not None else None
        if journal and state_dir is not None:
            stack.enter_context(only_one(Path(state_dir)))
            kind = "cache" if cache else "no-cache"
            self._journal = stack.enter_context(Journal(Path(state_dir) / "journal.jsonl", kind))
            if self._journal.goes_on:
                sweep(Path(state_dir))

    def recall(self, key: str, planned: Planned) -> dict[str, Any] | None:
        entry = self._journal.get(key, planned) if self._journal else None
        return entry or (self._cache.get(key, planned) if self._cache else None)

    def keep(self, key: str, entry: dict[str, Any]) -> None:
        if self._journal:
            self._journal.append(key, entry)
        if self._cache:
            self._cache.put(key, entry)

    def end(self) -> None:
        if self._journal:
            self._journal.end()


def tasks_of(chosen: list[Planned], judge: str, seed: int, timeout: float, memory: int) -> dict[str, Task]:
    """Id -> what goes to a process."""
    digests = {p.file: p.folder for p in chosen}
    known = {file: digest(file, folder) for file, folder in digests.items()}
    return {p.id: Task(str(p.file), p.id, seed_of(p.id, seed), known[p.file], judge, timeout, memory) for p in chosen}


def first_of_each(where: Executor, tasks: list[Task], tell: Callable[[Event], None]) -> Iterator[Outcome]:
    """Every planned task once: a second outcome of one is dropped, one that never comes is an ERROR."""
    waiting = {task.id for task in tasks}
    for outcome in where.run(tasks, tell):
        if outcome.id in waiting:
            waiting.remove(outcome.id)
            yield outcome
    for task in tasks:
        if task.id in waiting:
            yield Outcome(task.id, verdict="ERROR", reason="the executor returned no outcome")


def _entry(outcome: Outcome, planned: Planned) -> dict[str, Any]:
    if outcome.verdict is not None:
        return failed(planned, outcome.verdict, outcome.reason or "")
    try:
        return require(outcome.entry, planned)
    except LedgerError as error:
        return failed(planned, "ERROR", str(error))
