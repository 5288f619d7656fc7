"""What a forked process does: take its limits, judge one claim, say what came out, end.

Messages go over a pipe, one JSON object per line: `{"stage": ...}`, `{"reads": ...}` where it read files that no cache
key covers, then one of `{"entry": ...}`, `{"fault": ...}`, `{"limit": ...}`. Pickle is not among the ways out: it would
run code of the claim in the process that reads.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from symrnn.claims.dependencies import dependencies, digest
from symrnn.claims.folder import Folder, root_of
from symrnn.claims.mishap import line_of, place_of, words_of
from symrnn.errors import SymrnnError
from symrnn.runs.processes import address_space, die_with_parent
from symrnn.runs.reads import Reads
from symrnn.runs.task import Task

_PACKAGE = Path(__file__).parents[1]
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


class Report:
    """The way out of the process. A process that the claim forks has the same pipe, but says nothing."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._pid = os.getpid()

    def send(self, kind: str, value: Any) -> None:
        """One message; a value that is not plain finite data raises before anything is written."""
        if os.getpid() != self._pid:
            os._exit(0)
        data = json.dumps({kind: value}, allow_nan=False, sort_keys=True).encode() + b"\n"
        while data:
            data = data[os.write(self._pipe, data) :]

    def stage(self, name: str) -> None:
        """Say what the judge is about to do; a limit that is reached is reported with the last of these."""
        self.send("stage", str(name)[:80])


def run(task: Task, pipe: int, output: int, parent: int) -> None:
    """Judge a task in this process, which has just been forked from `parent`, and end it."""
    report = Report(pipe)
    try:
        _settle(task, output, parent)
        reads = _reads(task, report)
        entry = find_judge(task.judge)(task.path, task.id, task.seed, report.stage)
        if reads.others:
            report.send("reads", [Path(name).name for name in reads.others])
        report.send("entry", entry)
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        report.send("limit", "memory")
    except BaseException as error:  # noqa: BLE001 (whatever a claim raises, SystemExit included, is its outcome)
        _show(error, Path(task.path))
        report.send("fault", describe(error, Path(task.path)))
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):  # The claim may have closed or replaced them.
                stream.flush()
        os._exit(0)


def describe(error: BaseException, file: Path) -> str:
    """An exception in one line, with the line of the claim's file, and without what differs between machines."""
    text = _ADDRESS.sub("0x...", words_of(error).replace(f"{root_of(file).parent}{os.sep}", ""))
    line = line_of(error, file)
    # What symrnn raises on purpose is about the user's text, not about the line of symrnn that noticed it.
    inside = None if isinstance(error, SymrnnError) else place_of(error, _PACKAGE)
    place = f"{file.name}:{line}" if line is not None else inside
    return f"{text} ({place})" if place and place not in text else text


def _show(error: BaseException, file: Path) -> None:
    """Print the trace from the claim's file on, for whoever wrote it; what symrnn raises on purpose needs none."""
    if isinstance(error, SymrnnError):
        return
    start = whole = error.__traceback__
    while start is not None and Path(start.tb_frame.f_code.co_filename) != file:
        start = start.tb_next
    with contextlib.suppress(BaseException):  # An exception of the claim's may fail to print itself.
        traceback.print_exception(error.with_traceback(start or whole))


def _settle(task: Task, output: int, parent: int) -> None:
    os.setsid()
    die_with_parent()
    if os.getppid() != parent:  # The parent ended before it could be asked to take this process along.
        os._exit(0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Address space is not memory: libraries reserve more than they touch. The server watches what is touched; this
    # limit, twice as wide, is for the one request that no machine could meet.
    if held := address_space():
        resource.setrlimit(resource.RLIMIT_AS, (held + 2 * task.memory, resource.RLIM_INFINITY))
    random.seed(task.seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(task.seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(task.seed)


def _reads(task: Task, report: Report) -> Reads:
    """Begin to listen what is read, once the sources are found to be those of the plan."""
    report.stage("reading")
    file = Path(task.path)
    folder = Folder(root_of(file))
    if digest(file, folder) != task.digest:
        raise SymrnnError(
            f"{file.name} or a file that it imports is not what it was when the run was planned",
            advice="It was edited meanwhile, or this machine has another version: run again.",
        )
    return Reads(dependencies(file, folder))


def find_judge(name: str) -> Callable[..., Any]:
    """The function behind a dotted name `module:function`."""
    module, _, function = name.partition(":")
    judge: Callable[..., Any] = getattr(import_module(module), function)
    return judge
