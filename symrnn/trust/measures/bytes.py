"""The same bytes: the ledger and every format of the report, however and wherever a run is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress

TITLE = "The same bytes"
MEANS = (
    "A folder with claims of each kind, a cell, a simulation, a fault and a surprise among them, is judged and reported"
    " again and again with one thing changed: the seed of Python's hashes, the number of processes, the order in which"
    " files are named, the folder, the place of the package, time zone, language, terminal, what a run before has left."
    " Then the whole catalogue twice, with most of that changed at once. All files of the report are compared, the ledger"
    " among them; how long a claim took is in a file of its own and is not."
)
Report = dict[str, bytes]
_PROGRAM = "import sys; from symrnn.cli import main; sys.exit(main(sys.argv[1:]))"
_DONE = (0, 1)  # all as declared, or not: a report was written


@dataclass(frozen=True)
class Way:
    """A way to make the report.

    Parameters
    ----------
    name
        What is different.
    environment
        Variables that are set.
    jobs
        Processes at a time.
    paths
        What is named on the command line.
    place
        The folder below which everything is.
    out
        The folder of the report, from there.
    elsewhere
        Whether the package is a copy in another folder.
    again
        Whether the run is made a second time, with what the first has left.
    """

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    paths: tuple[str, ...] = ("derivations",)
    place: str = "here"
    out: str = "out"
    elsewhere: bool = False
    again: bool = False


FILES = ("derivations/small.py", "derivations/kinds.py")
FAR = "a folder with blanks, \u00fcml\u00e4uts & (signs)"
C = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
WAYS = (
    Way("once more"), Way("hash seed 1", {"PYTHONHASHSEED": "1"}), Way("hash seed 99", {"PYTHONHASHSEED": "99"}),
    Way("a random hash seed", {"PYTHONHASHSEED": "random"}), Way("two processes", jobs=2), Way("four processes", jobs=4),
    Way("files named one by one", paths=FILES), Way("the other way round", paths=FILES[::-1], jobs=2),
    Way("another folder", place=FAR, out="../far/away/reports"), Way("the package in another folder", elsewhere=True),
    Way("another time zone", {"TZ": "Asia/Kathmandu"}), Way("no language", C),
    Way("a language and a terminal", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "COLUMNS": "40", "TERM": "dumb"}),
    Way("known from a run before", again=True),
)  # fmt: skip
CATALOGUE = Way("the catalogue, with most of that changed",
                {"PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8", "COLUMNS": "50"},
                paths=(), place=FAR, out="../far/away/reports", elsewhere=True)  # fmt: skip


def measure(jobs: int, progress: Progress, ways: tuple[Way, ...] = WAYS, catalogue: bool = True) -> Figures:
    """How many ways make the same bytes as the first one."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(jobs) as several:
        folder = Path(name).resolve()
        copy = folder / "copy of the package \u00e9"
        for part in ("symrnn", "derivations"):
            shutil.copytree(corpora.root() / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        claims = corpora.folder("trust", "reported")
        planned = [Way("first"), *ways]
        made = several.map(lambda k: _report(folder / str(k), planned[k], claims, copy), range(len(planned)))
        reports = []
        for number, report in enumerate(made, 1):
            reports.append(report)
            progress(number, len(planned) + 2 * catalogue, planned[number - 1].name)
        rows = [{"what_is_different": way.name, "files": len(report), "same": _difference(reports[0], report)}
                for way, report in zip(ways, reports[1:], strict=True)]  # fmt: skip
        found = {"ways": len(rows), "ways_same": sum(row["same"] == "yes" for row in rows), "by_way": rows}
        if not catalogue:
            return found | {"catalogue_runs": 0, "catalogue_same": "not run", "catalogue_files": 0}
        shipped = corpora.root() / "derivations"
        one = _report(folder / "one", Way("the catalogue", jobs=jobs, paths=()), shipped, copy)
        progress(len(planned) + 1, len(planned) + 2, "the catalogue")
        two = _report(folder / "two", CATALOGUE, shipped, copy, jobs + 1)
        progress(len(planned) + 2, len(planned) + 2, "the catalogue again")
    return found | {"catalogue_runs": 2, "catalogue_same": _difference(one, two), "catalogue_files": len(one)}


def goal(figures: Figures) -> list[str]:
    """Every way the same, and the catalogue twice."""
    out = [f"{row['what_is_different']}: {row['same']}" for row in figures["by_way"] if row["same"] != "yes"]
    out += [f"{figures['ways']} ways, not {len(WAYS)}"] if figures["ways"] < len(WAYS) else []
    same = figures["catalogue_same"]
    return out if same == "yes" and figures["catalogue_runs"] > 1 else [*out, f"the catalogue twice: {same}"]


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"the same bytes from {figures['ways_same']} of {figures['ways']} ways to run claims of each kind; the catalogue"
            f" {figures['catalogue_runs']} times, {figures['catalogue_files']} files, the same: {figures['catalogue_same']}")


def _difference(first: Report, other: Report) -> str:
    """`yes`, or which files differ."""
    names = sorted(name for name in first | other if first.get(name) != other.get(name))
    if names:
        return f"{len(names)} files differ: {', '.join(names[:3])}"
    return "yes" if first else "there is none"


def _report(folder: Path, way: Way, claims: Path, copy: Path, jobs: int | None = None) -> Report:
    """Make the report in a folder of its own, and read all its files but the times."""
    place = folder / way.place
    shutil.copytree(claims, place / "derivations", ignore=shutil.ignore_patterns("__pycache__"))
    package = copy if way.elsewhere else corpora.root()
    path = os.pathsep.join([str(package), os.environ.get("PYTHONPATH", "")])
    plain = {k: v for k, v in os.environ.items() if k not in ("PYTHONHASHSEED", "TZ", "COLUMNS") and not k.startswith("LC_")}
    command = [sys.executable, "-c", _PROGRAM, "report", *way.paths, "--out", way.out, "--jobs", str(jobs or way.jobs)]
    for _ in range(1 + way.again):
        done = subprocess.run(command, cwd=place, env=plain | {"PYTHONPATH": path} | dict(way.environment),
                              capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
        if done.returncode not in _DONE:
            raise RuntimeError(f"{way.name}: the run ended with {done.returncode}: {done.stderr[-2000:]}")
    out = place / way.out
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*"))
            if p.is_file() and p.name != "run.json"}  # fmt: skip
