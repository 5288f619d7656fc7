"""The fork server: a process with one thread that has imported what is heavy, and forks one process per task.

It reads one command per line (`{"run": number, "task": ...}`) and writes one event per line: `ready`, then `started`,
`stage` and `done` with the number of the task. It ends, with all its children, when the command pipe is closed.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
from importlib import import_module
from typing import Any

from symrnn.runs import child, processes
from symrnn.runs.job import Job
from symrnn.runs.task import Outcome, Task

_TICK = 0.025  # seconds between two looks at time and memory
_TRIES, _PAUSE = 10, 0.1  # how often a process is asked for, and seconds between two times
_FAMILY_TICK = 0.2  # seconds between two looks at what the descendants of a task hold: that reads the process table


class Server:
    """The loop. `commands` and `events` are the descriptors of two pipes."""

    def __init__(self, commands: int, events: int) -> None:
        self._commands, self._events = commands, events
        self._unread = b""
        self._jobs: list[Job] = []
        self._base = 0
        self._open = True

    def run(self, preload: list[str]) -> None:
        """Import, say so, and serve until the command pipe is closed."""
        try:
            for name in preload:
                import_module(name)
            if "torch" in sys.modules:
                _warm_torch()
        except Exception as error:  # noqa: BLE001 (it is told to the process that asked for the package)
            self._tell(failed=f"{name}: {type(error).__name__}: {error}")
            return
        gc.collect()
        gc.freeze()  # What is here stays; collecting it in a child would copy every page that it lies on.
        self._base = processes.private_memory(os.getpid())
        self._tell(ready=True, threads=processes.threads())
        next_family = 0.0
        while self._open or self._jobs:
            self._wait()
            crowd: dict[int, processes.Process] = {}
            if self._jobs and time.monotonic() >= next_family:
                crowd, next_family = processes.table(), time.monotonic() + _FAMILY_TICK
            for job in list(self._jobs):
                outcome = job.look(self._base, crowd)
                while job.news:
                    self._tell(stage=job.news.pop(0), number=job.number)
                if outcome is not None:
                    self._jobs.remove(job)
                    processes.end_orphans({other.pid for other in self._jobs})
                    self._tell(done=job.number, outcome=outcome.to_json(), killed=job.killed)

    def _wait(self) -> None:
        sources = {job.pipe: job for job in self._jobs if not job.pipe_ended}
        outputs = {job.output: job for job in self._jobs if not job.output_ended}
        watched = [self._commands] * self._open + list(sources) + list(outputs)
        readable, _, _ = select.select(watched, [], [], _TICK if self._jobs else None)
        for fd in readable:
            if fd == self._commands:
                self._read_commands()
            elif fd in sources:
                sources[fd].read_pipe()
            else:
                outputs[fd].read_output()

    def _read_commands(self) -> None:
        data = os.read(self._commands, 1 << 16)
        if not data:
            self._open = False
            for job in self._jobs:
                job.end()
            self._jobs.clear()
            processes.end_orphans(set())
            return
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            command = json.loads(line)
            self._start(command["run"], Task(**command["task"]))

    def _start(self, number: int, task: Task) -> None:
        for attempt in range(_TRIES):
            try:
                job = self._fork(number, task)
            except OSError as error:  # A crowded machine has room again in a moment; the claim is not to blame.
                reason = f"the system gives no process: {error.strerror}, at stage start"
                time.sleep(_PAUSE if attempt + 1 < _TRIES else 0)
            else:
                self._jobs.append(job)
                self._tell(started=number, pid=job.pid)
                return
        outcome = Outcome(task.id, verdict="RESOURCE_OUT", reason=reason, stage="start")
        self._tell(done=number, outcome=outcome.to_json(), killed=False)

    def _fork(self, number: int, task: Task) -> Job:
        me = os.getpid()
        ends = [*os.pipe()]
        try:
            ends += os.pipe()
            pid = os.fork()
        except OSError:
            for fd in ends:
                os.close(fd)
            raise
        pipe, pipe_end, output, output_end = ends
        if pid == 0:
            for fd in (self._commands, self._events, pipe, output, *(f for j in self._jobs for f in j.descriptors)):
                with contextlib.suppress(OSError):  # A descriptor may be closed already; none may stay open.
                    os.close(fd)
            child.run(task, pipe_end, output_end, me)
        os.close(pipe_end)
        os.close(output_end)
        return Job(number, task, pid, pipe, output)

    def _tell(self, **event: Any) -> None:
        data = json.dumps(event).encode() + b"\n"
        try:
            while data:
                data = data[os.write(self._events, data) :]
        except BrokenPipeError:
            self._open = False  # Nobody listens any more; the loop ends with the tasks that run.


def _warm_torch() -> None:
    """Have torch import what it imports at first use, without starting a thread: a fork copies no threads."""
    import torch

    torch.set_num_threads(1)
    torch.func.jacrev(torch.tanh)(torch.zeros(1, dtype=torch.float64))


def main(commands: int, events: int, preload: list[str]) -> None:
    """Serve; the first thing that a server process does after its interpreter has started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.adopt_orphans()
    Server(commands, events).run(preload)
    os._exit(0)  # Nothing is left to be done, and taking down what was imported takes longer than all of it.
