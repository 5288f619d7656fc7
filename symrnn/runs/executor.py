"""Where tasks run: on this machine, or on the workers of a dask cluster.

A task travels as names and numbers, never as a pickled function.
"""

from __future__ import annotations

import atexit
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from symrnn.errors import ExecutorError, MissingPackageError, UnknownNameError
from symrnn.runs.identity import environment, sources_hash
from symrnn.runs.pool import Pool
from symrnn.runs.task import Event, Outcome, Task

_WORKERS = 10  # seconds in which a cluster must have its first worker


class Executor(Protocol):
    """Runs tasks; each comes back at least once, and a caller takes the first."""

    def run(self, tasks: Sequence[Task], on_event: Callable[[Event], None]) -> Iterator[Outcome]:
        """The outcome of each task, as they are ready."""
        ...

    def close(self) -> None:
        """Let go of processes and connections."""
        ...


def make_executor(name: str, *, jobs: int, preload: Sequence[str]) -> Executor:
    """The executor of a name: `local`, or `dask:ADDRESS`.

    Raises
    ------
    UnknownNameError : for another name.
    MissingPackageError : where dask is not installed.
    """
    require_executor(name)
    return Pool(jobs, preload) if name == "local" else Dask(name.removeprefix("dask:"), preload)


def require_executor(name: str) -> None:
    """Refuse what names no executor: before a run, even where the cache leaves nothing to execute."""
    if name != "local" and not (name.startswith("dask:") and ":" in name.removeprefix("dask:")):
        raise UnknownNameError("the executor", got=repr(name), expected="local, or dask:ADDRESS",
                               advice="an address has a port: dask:tcp://host:8786")


class Dask:
    """The workers of a dask cluster. Each judges in processes of its own, by its own files.

    A worker must see the derivations under the same path; it compares their digest with the task's, and its versions of
    symrnn and of the packages that compute with the caller's, and judges nothing that is not what was planned.

    Parameters
    ----------
    address : of the scheduler, as `tcp://host:8786`.
    preload : as for `Pool`.
    """

    def __init__(self, address: str, preload: Sequence[str]) -> None:
        try:
            import distributed
        except ImportError as error:
            raise MissingPackageError(
                "dask.distributed is not installed", advice="Install the extra: pip install 'symrnn[dask]'."
            ) from error
        self._distributed = distributed
        self._preload = list(preload)
        try:
            self._client = distributed.Client(address, timeout=10, set_as_default=False)
        except ValueError as error:
            raise UnknownNameError(
                "the address of a dask scheduler", got=repr(address), expected="tcp://host:8786"
            ) from error
        except OSError as error:
            raise ExecutorError(f"no dask scheduler answers at {address}", got=str(error)) from error
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS)
        except distributed.TimeoutError as error:
            self.close()
            raise ExecutorError(f"the dask cluster at {address} has no worker",
                                advice=f"Start one: dask worker {address}") from error

    def run(self, tasks: Sequence[Task], on_event: Callable[[Event], None]) -> Iterator[Outcome]:
        """The outcome of each task, as they are ready; a worker that is lost costs the task an ERROR, not the run."""
        version = _version()
        futures = {
            self._client.submit(judge_there, task.to_json(), version, self._preload, pure=False, retries=1): task
            for task in tasks
        }
        try:
            for task in tasks:
                on_event(Event("started", task.id))
            for future in self._distributed.as_completed(list(futures), loop=self._client.loop):
                task = futures[future]
                try:
                    outcome = Outcome.from_json(future.result())
                except Exception as error:  # noqa: BLE001 (what the cluster raises is the outcome of one task)
                    outcome = Outcome(task.id, verdict="ERROR", reason=f"the cluster: {type(error).__name__}: {error}")
                yield outcome
        finally:
            # A run that is broken off leaves no work behind on a cluster that goes on.
            self._client.cancel(list(futures))

    def close(self) -> None:
        """Close the connection; the cluster goes on."""
        self._client.close()


_here = threading.local()


def _version() -> str:
    """What must be the same on both sides: symrnn's own sources, Python, and the packages that compute."""
    return json.dumps([sources_hash(), environment()], sort_keys=True)


def judge_there(task: str, version: str, preload: list[str]) -> str:
    """On a worker: judge one task in a process of its own. Task and outcome are JSON."""
    wanted = Task.from_json(task)
    if _version() != version:
        reason = "the worker has another version of symrnn or of a package than the process that planned the run"
        return Outcome(wanted.id, verdict="ERROR", reason=reason).to_json()
    # A pool belongs to one thread; the threads of a worker judge side by side.
    pools: dict[tuple[str, ...], Any] = _here.__dict__.setdefault("pools", {})
    pool = pools.get(tuple(preload))
    if pool is None:
        pool = pools[tuple(preload)] = Pool(1, preload)
        atexit.register(pool.close)
    (outcome,) = pool.run([wanted], lambda _: None)
    return str(outcome.to_json())
