"""Tasks to outcomes on this machine: a fork server, as many processes at a time as there are jobs.

Each task comes back exactly once, whatever it does. A task can end the server itself; then the server is started again
and the tasks that it had in hand are run one by one, so that the one that does it is told from the others. A task that
is killed may have done it itself, or a system short of memory chose it: it runs once more, with the machine to itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any

from symrnn.errors import ExecutorError, MissingPackageError
from symrnn.runs import processes
from symrnn.runs.task import Event, Outcome, Task

_GRACE = 1.0  # seconds after the limit of a task at which the server is asked why it has not reported it
_STUCK = 60.0  # seconds after which a server that runs and yet says nothing is given up
_PATIENCE = 0.1  # seconds between two such questions
_START = 120.0  # seconds that the imports of a server may take
_SINGLE = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_PROGRAM = """\
import json, sys
path, commands, events, preload = json.loads(sys.argv[1])
sys.path[:] = path
from symrnn.runs.server import main
main(commands, events, preload)
"""


class Pool:
    """Processes on this machine. It starts no process before the first task, and is a context manager.

    Parameters
    ----------
    jobs : how many tasks run at a time.
    preload : names of modules that the server imports before it forks.
    """

    def __init__(self, jobs: int = 1, preload: Sequence[str] = ()) -> None:
        self._jobs = jobs
        self._preload = list(preload)
        self._server: _Connection | None = None
        self._number = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and every process that it started."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def run(self, tasks: Sequence[Task], on_event: Callable[[Event], None]) -> Iterator[Outcome]:
        """The outcome of each task, in the order in which they are ready.

        Raises
        ------
        MissingPackageError : where a module to preload cannot be imported.
        ExecutorError : where no server can be started.
        """
        waiting, suspects = deque(tasks), deque[Task]()
        running: dict[int, _Running] = {}
        while waiting or suspects or running:
            server = self._server = self._server or _Connection(self._preload)
            while suspects and not running:
                self._submit(server, suspects.popleft(), running, alone=True)
            while waiting and not suspects and len(running) < self._jobs and not any(r.alone for r in running.values()):
                self._submit(server, waiting.popleft(), running)
            event = server.next(max(_until(running), time.monotonic() + _PATIENCE))
            if event is None or (not event and _is_lost(server, running)):
                self.close()
                yield from _after_loss(running, suspects, on_event)
            elif "started" in event and event["started"] in running:
                running[event["started"]].pid = event["pid"]
                on_event(Event("started", running[event["started"]].task.id))
            elif "stage" in event and event["number"] in running:
                on_event(Event("stage", running[event["number"]].task.id, event["stage"]))
            elif "done" in event and event["done"] in running:
                ended = running.pop(event["done"])
                if event["killed"] and not ended.alone:
                    suspects.append(ended.task)
                    on_event(Event("note", ended.task.id, "its process was killed; it runs again, alone"))
                else:
                    yield Outcome.from_json(event["outcome"])

    def _submit(self, server: _Connection, task: Task, running: dict[int, _Running], *, alone: bool = False) -> None:
        self._number += 1
        running[self._number] = _Running(task, alone)
        server.send({"run": self._number, "task": asdict(task)})


class _Running:
    def __init__(self, task: Task, alone: bool) -> None:
        self.task, self.alone, self.pid = task, alone, 0
        self.deadline = time.monotonic() + task.timeout + _GRACE


def _until(running: dict[int, _Running]) -> float:
    return min(r.deadline for r in running.values())


def _is_lost(server: _Connection, running: dict[int, _Running]) -> bool:
    """Whether a server that is silent will stay so. On a busy machine it may only be late, which is no fault."""
    late = time.monotonic() - _until(running)
    return late > _STUCK or (late > 0 and server.stopped())


def _after_loss(
    running: dict[int, _Running], suspects: deque[Task], on_event: Callable[[Event], None]
) -> Iterator[Outcome]:
    """The server is gone: one task that ran alone is to blame; of several, nobody knows which, so each runs alone."""
    for lost in running.values():
        if lost.pid:
            processes.end_family(lost.pid)
        if lost.alone:
            reason = "it ended or stopped the process that runs the claims, two times"
            yield Outcome(lost.task.id, verdict="ERROR", reason=reason)
        else:
            suspects.append(lost.task)
            on_event(Event("note", lost.task.id, "the fork server was lost; this claim runs again, alone"))
    running.clear()


class _Connection:
    """A server process and the two pipes to it."""

    def __init__(self, preload: Sequence[str]) -> None:
        commands_end, self._commands = os.pipe()
        self._events, events_end = os.pipe()
        self._unread = bytearray()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the server)
        plan = json.dumps([sys.path, commands_end, events_end, list(preload)])
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, plan],
            pass_fds=(commands_end, events_end),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C is for the process that the user sees; it ends the server in order.
        )
        os.close(commands_end)
        os.close(events_end)
        ready = self.next(time.monotonic() + _START)
        if not ready or not ready.get("ready"):
            said = self._said()
            self.close()
            if ready:
                raise MissingPackageError(
                    "the fork server could not import what the claims need", got=ready["failed"],
                    advice="Install the package, or correct the error in it.",
                )  # fmt: skip
            raise ExecutorError("the fork server did not start", got=said or "silence")
        self.threads: int = ready["threads"]

    def send(self, command: dict[str, Any]) -> None:
        data = json.dumps(command).encode() + b"\n"
        with contextlib.suppress(BrokenPipeError):  # A server that is gone is noticed by `next`, for all tasks at once.
            while data:
                data = data[os.write(self._commands, data) :]

    def next(self, until: float) -> dict[str, Any] | None:
        """The next event; an empty one when there is none until then, None when the server is gone."""
        searched = 0
        while (at := self._unread.find(b"\n", searched)) < 0:
            searched = len(self._unread)
            readable, _, _ = select.select([self._events], [], [], max(0.0, until - time.monotonic()))
            if not readable:
                return {}
            data = os.read(self._events, 1 << 16)
            if not data:
                return None
            self._unread += data
        event: dict[str, Any] = json.loads(self._unread[:at])
        del self._unread[: at + 1]
        return event

    def stopped(self) -> bool:
        """Whether somebody has stopped the server, as SIGSTOP does."""
        row = processes.table().get(self._process.pid)
        return row is not None and row.state in "Tt"

    def close(self) -> None:
        """End the server; it ends its tasks when its command pipe closes, and is killed if it does not end itself."""
        os.close(self._commands)
        try:
            self._process.wait(timeout=0 if self.stopped() else _GRACE)
        except subprocess.TimeoutExpired:
            processes.end_family(self._process.pid)
            self._process.wait()
        os.close(self._events)
        self._errors.close()

    def _said(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read()[-2000:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def _environment() -> dict[str, str]:
    """One thread per process, no GPU, and one order of hashed sets unless the caller asks for another."""
    wanted = dict.fromkeys(_SINGLE, "1") | {"CUDA_VISIBLE_DEVICES": ""}
    return {"PYTHONHASHSEED": "0", **os.environ, **wanted}
