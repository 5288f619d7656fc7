"""A campaign of mutants through an executor: a task for each claim, which goes where the claims of a run go."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from symrnn.claims.catalog import Catalog
from symrnn.errors import ExecutorError
from symrnn.runs.executor import make_executor
from symrnn.runs.plan import plan
from symrnn.runs.run import first_of_each, preload_of, tasks_of
from symrnn.runs.task import MEMORY

JUDGE = "symrnn.claims.mutants:scores"
TIMEOUT = 3600.0  # seconds that the mutants of one claim may take


def scores(catalog: Catalog, ids: Collection[str], *, jobs: int, executor: str = "local", judge: str = JUDGE,
           timeout: float = TIMEOUT) -> Iterator[tuple[str, dict[str, Any]]]:
    """The scores of the mutants of each of these claims, with its id, as they are ready.

    Raises
    ------
    ExecutorError
        Where the mutants of a claim could not be judged; after all others are.
    """
    planned = [p for p in plan(catalog) if p.id in ids]
    tasks = list(tasks_of(planned, judge, 0, timeout, MEMORY).values())
    where = make_executor(executor, jobs=jobs, preload=preload_of(judge))
    failed = []
    try:
        for outcome in first_of_each(where, tasks, lambda _: None):
            if outcome.verdict is None:
                yield outcome.id, {**outcome.entry, "seconds": outcome.seconds}
            else:
                failed.append(f"{outcome.id}: {outcome.verdict}: {outcome.reason}")
    finally:
        where.close()
    if failed:
        raise ExecutorError(f"the mutants of {len(failed)} claims could not be judged", got="; ".join(sorted(failed)),
                            advice="The others were.")
