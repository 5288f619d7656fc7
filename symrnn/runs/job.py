"""A running task, seen from the server: what it said, what it holds, how long it takes, how it ended."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import Any

from symrnn.runs import processes
from symrnn.runs.task import Outcome, Task

OUTPUT_KEPT = 16 * 1024
"""Bytes of what a task prints that are kept; the rest is read and thrown away."""

RESULT_LIMIT = 32 * 2**20
"""Bytes that a result may have."""

_CHUNK = 1 << 16
_LEAP = 2.0  # seconds between two looks, at most, that count as the task's: a machine that slept or stood still ran nothing
_NO_MEMORY = ("to allocate", "bad_alloc", "out of memory", "cannot allocate")


class Job:
    """The server's end of one forked process.

    Parameters
    ----------
    number : how the pool calls the task.
    pid : the process, which leads a session of its own.
    pipe, output : where its messages and its prints arrive.

    Attributes
    ----------
    news : the stages that it named and that nobody was told of yet; whoever tells takes them out.
    killed : whether it was killed, and not for a limit: by itself, or from outside, as a system short of memory does.
    """

    def __init__(self, number: int, task: Task, pid: int, pipe: int, output: int) -> None:
        self.number, self.task, self.pid, self.pipe, self.output = number, task, pid, pipe, output
        self.pipe_ended = self.output_ended = False
        self.news: list[str] = []
        self.killed = False
        self._started = self._looked = time.monotonic()
        self._spent = 0.0
        self._unread = bytearray()
        self._printed = bytearray()
        self._stage = "start"
        self._reads: list[str] = []
        self._said: dict[str, Any] | None = None
        self._broken = ""
        for fd in self.descriptors:
            os.set_blocking(fd, False)

    @property
    def descriptors(self) -> tuple[int, int]:
        """The open ends that other children must not inherit."""
        return self.pipe, self.output

    def read_pipe(self) -> None:
        """Read what there is of messages."""
        data = _read(self.pipe)
        if data == b"":
            self.pipe_ended = True
        self._unread += data or b""
        while not self._broken and self._said is None and (at := self._unread.find(b"\n")) >= 0:
            line = bytes(self._unread[:at])
            del self._unread[: at + 1]
            message = _message(line)
            if message is None:
                self._broken = "it wrote something that is no message into the result pipe"
            elif "stage" in message:
                self._stage = str(message["stage"])
                self.news.append(self._stage)
            elif "reads" in message:
                self._reads = [str(name) for name in message["reads"]]
            else:
                self._said = message
        if len(self._unread) > RESULT_LIMIT:
            self._broken = f"its result is larger than {RESULT_LIMIT >> 20} MiB"
        if self._broken or self._said is not None:
            self._unread.clear()

    def read_output(self) -> None:
        """Read what there is of prints, and keep the end, where a traceback stands."""
        data = _read(self.output)
        if data == b"":
            self.output_ended = True
        self._printed = (self._printed + (data or b""))[-OUTPUT_KEPT:]

    def look(self, base: int, crowd: dict[int, processes.Process]) -> Outcome | None:
        """Compare with the limits and see whether it is over; then end what is left of it and say how it went.

        `base` is the memory of a process that has just been forked; `crowd` the process table, or nothing to spare
        the reading of it.
        """
        ended = processes.ending(self.pid)
        now = time.monotonic()
        self._spent, self._looked = self._spent + min(now - self._looked, _LEAP), now
        if ended is not None:
            self._drain()
        if self._said is not None:
            return self._over(*self._result(self._said))
        if self._broken:
            return self._over("ERROR", self._broken)
        if ended is not None:
            self.killed = ended == (True, signal.SIGKILL)
            return self._over(*self._ending(*ended))
        if self._spent >= self.task.timeout:
            return self._over("RESOURCE_OUT", f"wall time limit of {self.task.timeout:g} s")
        members = processes.family(self.pid, crowd) if crowd else [self.pid]
        held = sum(max(0, processes.private_memory(pid) - base) for pid in members)
        if held > self.task.memory:
            return self._over("RESOURCE_OUT", f"memory limit of {_size(self.task.memory)}")
        return None

    def end(self) -> None:
        """Kill it and all that it started, and give the descriptors back."""
        processes.end_family(self.pid)
        processes.forget(self.pid)
        for fd in self.descriptors:
            os.close(fd)

    def _drain(self) -> None:
        # What was written before the end is still in the pipes; a descendant may go on writing, hence the bound.
        for _ in range(2 * RESULT_LIMIT // _CHUNK):
            before = len(self._unread)
            if self.pipe_ended or self._said is not None or self._broken:
                break
            self.read_pipe()
            if len(self._unread) == before and not self.pipe_ended and self._said is None:
                break
        for _ in range(OUTPUT_KEPT // 1024):
            self.read_output()

    def _result(self, said: dict[str, Any]) -> tuple[str | None, str | None, Any]:
        if "entry" in said:
            return None, None, said["entry"]
        if said.get("limit") == "memory":
            return "RESOURCE_OUT", f"memory limit of {_size(self.task.memory)}", None
        return "ERROR", str(said.get("fault", "it sent a message of an unknown kind")), None

    def _ending(self, by_signal: bool, status: int) -> tuple[str, str]:
        if not by_signal:
            return "ERROR", f"the process ended with exit code {status} and without a result"
        printed = self._printed.decode(errors="replace").lower()
        if status == signal.SIGABRT and any(words in printed for words in _NO_MEMORY):
            return "RESOURCE_OUT", f"memory limit of {_size(self.task.memory)}"
        try:
            name = signal.Signals(status).name
        except ValueError:
            name = "a signal without a name"
        return "ERROR", f"the process was ended by signal {status} ({name})"

    def _over(self, verdict: str | None, reason: str | None, entry: Any = None) -> Outcome:
        self.end()
        return Outcome(
            id=self.task.id,
            entry=entry,
            verdict=verdict,
            reason=None if reason is None else f"{reason.rstrip('.')}, at stage {self._stage}",
            stage=self._stage,
            seconds=time.monotonic() - self._started,
            output=self._printed.decode(errors="replace"),
            reads=self._reads,
        )


def _read(fd: int) -> bytes | None:
    try:
        return os.read(fd, _CHUNK)
    except BlockingIOError:
        return None


def _message(line: bytes) -> dict[str, Any] | None:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        message = json.loads(line, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and len(message) == 1 else None


def _size(count: int) -> str:
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if count >= 1 << power:
            return f"{count / (1 << power):g} {unit}"
    return f"{count} bytes"
