"""What the operating system knows of processes: who descends from whom, what they hold, and how to end them.

On Linux this reads /proc. Elsewhere a task is its process group, and the memory limit is the system's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAGE = resource.getpagesize()
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def _find_prctl() -> Callable[..., int] | None:
    # Found once, before any fork: looking a symbol up in a forked process may wait for a lock that nobody frees.
    return ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


_PRCTL = _find_prctl()


@dataclass(frozen=True)
class Process:
    """A row of the process table; `state` is the letter that the system gives it."""

    pid: int
    parent: int
    group: int
    session: int
    state: str

    @property
    def ended(self) -> bool:
        """Whether only the exit status is left to be read."""
        return self.state in "ZX"


def die_with_parent() -> None:
    """Have the system kill this process when its parent ends, for whatever reason it does (Linux only)."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends, so that none escapes by forking twice (Linux only)."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def table() -> dict[int, Process]:
    """All processes; empty where the system has no /proc."""
    found: dict[int, Process] = {}
    for entry in os.scandir(_PROC) if _PROC.is_dir() else ():
        if entry.name.isdigit():
            try:
                # The second field is the program's name in parentheses and may itself hold parentheses and spaces.
                fields = Path(entry.path, "stat").read_text(errors="replace").rpartition(")")[2].split()
            except OSError:
                continue  # It ended between the listing and the reading.
            pid = int(entry.name)
            found[pid] = Process(pid, int(fields[1]), int(fields[2]), int(fields[3]), fields[0])
    return found


def family(pid: int, processes: dict[int, Process]) -> list[int]:
    """The running ones among a process, its descendants, and all of the group and of the session that it leads."""
    members = {p.pid for p in processes.values() if pid in (p.pid, p.group, p.session)}
    grown = True
    while grown:
        new = {p.pid for p in processes.values() if p.parent in members} - members
        members |= new
        grown = bool(new)
    return sorted(member for member in members if not processes[member].ended)


def private_memory(pid: int) -> int:
    """Bytes that a process holds alone or by inheritance, without files; 0 where the system does not tell."""
    try:
        _, resident, shared = (_PROC / str(pid) / "statm").read_text().split()[:3]
    except OSError:
        return 0
    return (int(resident) - int(shared)) * _PAGE


def address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not tell."""
    try:
        return int((_PROC / "self" / "statm").read_text().split()[0]) * _PAGE
    except OSError:
        return 0


def threads() -> int:
    """How many threads this process has, those of C libraries included; 1 where the system does not tell."""
    tasks = _PROC / "self" / "task"
    return len(list(tasks.iterdir())) if tasks.is_dir() else 1


def ending(pid: int) -> tuple[bool, int] | None:
    """How a child ended: whether by a signal, and its number or the exit code. None while it runs."""
    if hasattr(os, "waitid"):
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return None if found is None else (found.si_code != os.CLD_EXITED, found.si_status)
    done, status = os.waitpid(pid, os.WNOHANG)
    return None if done == 0 else (os.WIFSIGNALED(status), abs(os.waitstatus_to_exitcode(status)))


def forget(pid: int) -> None:
    """Read the exit status of a child that was killed, so that the system can forget it."""
    with contextlib.suppress(ChildProcessError):  # Without waitid, `ending` has read it.
        os.waitpid(pid, 0)


def end_family(pid: int) -> None:
    """Kill a process that leads its group, with all that descends from it. What forks meanwhile is met next round.

    The exit status of `pid` must not have been read yet: until then the system gives its number to nobody else.
    """
    for _ in range(50):
        _kill(os.killpg, pid)
        members = family(pid, table())
        for member in members:
            _kill(os.kill, member)
        if not members:
            return


def end_orphans(known: set[int]) -> None:
    """Kill the children of this process that it did not start: what tasks left behind when they ended."""
    me = os.getpid()
    for process in table().values():
        if process.parent == me and process.pid not in known:
            end_family(process.pid)
            forget(process.pid)


def _kill(send: Callable[[int, int], None], pid: int) -> None:
    # It may have ended by itself, or its user changed; the process table tells whether it is still there.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        send(pid, signal.SIGKILL)
