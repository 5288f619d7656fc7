"""`symrnn report` in a folder that is made for it, in a forked process that may be killed; and what is there afterwards.

The process is forked from one that has imported the package, so that the moments at which it is killed fall on its
work; the processes that judge the claims are started by it as always.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from symrnn.cli import main
from symrnn.trust import corpora

IMPORTED = ("sympy", "flint", "mpmath", "networkx", "jinja2", "latex2mathml", "symrnn.report.write", "symrnn.report.html",
            "symrnn.claims.catalog", "symrnn.claims.assess", "symrnn.runs.run", "symrnn.console")
TITLES = ("A product is transposed factor by factor, in reverse.", "The transpose of a product, as it was told before.")
FILES = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree")
"""What Python says of a file before it is touched (its audit events)."""
Files = dict[str, bytes]


@dataclass
class Place:
    """A folder with claims, the report of older claims, and the reports as they have to be.

    Parameters
    ----------
    folder
        An empty folder.
    """

    folder: Path

    def __post_init__(self) -> None:
        self.mark = f"SYMRNN_MEASURED={self.folder}"
        for name in IMPORTED:
            import_module(name)
        (self.folder / "derivations").mkdir()
        self._claims(*reversed(TITLES))
        self._report_or_fail()
        self.old = self.files()
        shutil.copytree(self.out, self.folder / "kept")
        self._claims(*TITLES)
        self.seconds = self._report_or_fail()
        self.new = self.files()

    @property
    def out(self) -> Path:
        """Where the report is."""
        return self.folder / "out"

    def _claims(self, wanted: str, other: str) -> None:
        text = (corpora.folder("trust", "reported") / "small.py").read_text("utf-8")
        (self.folder / "derivations" / "small.py").write_text(text.replace(other, wanted), "utf-8")

    def _report_or_fail(self) -> float:
        shutil.rmtree(self.folder / ".symrnn", ignore_errors=True)
        started = time.monotonic()
        code = ended(self.start())
        if code != 0:
            raise RuntimeError(f"a run that nothing disturbed ended with {code}")
        return time.monotonic() - started

    def files(self) -> Files:
        """The report as it is on the disk; times of the run are none of it, nor is what is still aside (see `strays`)."""
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in sorted(self.out.rglob("*"))
                if p.is_file() and p.name != "run.json" and not p.match(".*-new-*")}  # fmt: skip

    def reset(self) -> None:
        """The report of older claims, and nothing known of any run."""
        for path in self.folder.iterdir():
            if path.name not in ("derivations", "kept"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.folder / "kept", self.out)

    def strays(self) -> list[str]:
        """What nobody asked for: files aside that were left, here or in the report."""
        here = {p.name for p in self.folder.iterdir()} - {"derivations", "kept", "out", ".symrnn", "tmp", "fill"}
        return sorted(here | {p.name for p in self.folder.rglob(".*-new-*")} | (set(self.files()) - set(self.new)))

    def start(self, before: Callable[[], None] | None = None) -> int:
        """Fork a process that makes the report; `before` is called in it first."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 70
        with contextlib.suppress(BaseException):
            os.chdir(self.folder)
            silent = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(silent, stream)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.environ["SYMRNN_MEASURED"] = str(self.folder)
            if before is not None:
                before()
            code = main(["report", "--out", "out", "--jobs", "1"])
        os._exit(code)


def left_running(mark: str) -> int:
    """Processes with this in their environment that are still there, two seconds from now at most."""
    until = time.monotonic() + 2.0
    while (found := _running(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def _running(mark: str) -> int:
    count = 0
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                count += mark.encode() in (entry / "environ").read_bytes().split(b"\0")
    return count


def ended(pid: int) -> int:
    """The exit code of a process; minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_after(pid: int, seconds: float) -> bool:
    """Kill a process after a time; whether it was still running."""
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)  # its status is not read yet, so the number is still its own
    return ended(pid) == -signal.SIGKILL


def dies_at(step: int, folder: Path) -> Callable[[], None]:
    """Make the process that calls this die before it touches a file in the folder for the so-many-th time."""

    def install() -> None:
        left = step

        def hook(event: str, details: tuple[object, ...]) -> None:
            nonlocal left
            if event in FILES and details and _below(details[0], folder):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)

    return install


def _below(path: object, folder: Path) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    text = os.fsdecode(path)
    return not text.startswith("/") or text.startswith(str(folder))


def moments(count: int, seed: int) -> list[tuple[str, float]]:
    """So many moments: shares of the time that a run takes, and for each fourth one a share of its file operations."""
    rng = random.Random(seed)  # noqa: S311 - a seeded choice, not a secret
    return [("file" if k % 4 == 3 else "time", rng.random()) for k in range(count)]
