"""Claims that break the process that judges them, among good ones: nothing of it reaches the others."""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symrnn.claims.catalog import load
from symrnn.recheck.ledger import recheck
from symrnn.runs.ledger import assemble
from symrnn.runs.run import verify
from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress
from symrnn.trust.reporting import left_running

TITLE = "Claims that break the process that judges them"
MEANS = (
    "Fifty good claims are judged alone, and again among claims that crash, hang, flood, take all memory, leave processes"
    " behind, or change what judges them, each kind once. Unchanged means that the whole entry of a good claim is the same."
    " In time means that no claim took longer than its limit and two seconds, nor did a run in which all that hang do so at"
    " once. A claim that patches the judge in its own process can make itself any verdict: running a file of derivations is"
    " running Python. Such a lie stays its own, and the independent checker does not accept it."
)
GOOD, LIMIT, SHORT, MEMORY = 50, 20.0, 4.0, 512 * 2**20
GRACE = 2.0  # seconds beyond a limit


def measure(jobs: int, progress: Progress, count: int = GOOD, kinds: Sequence[str] | None = None) -> Figures:
    """How many kinds there were, and what became of the good claims."""
    faulty = corpora.module("trust", "faulty")
    kinds = list(faulty.KINDS) if kinds is None else list(kinds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        faulty.write(folder / "alone" / "derivations", count=count, kinds=[])
        faulty.write(folder / "among" / "derivations", count=count, kinds=kinds)
        faulty.write(folder / "hangs" / "derivations", count=0, kinds=[k for k in faulty.HANGS if k in kinds])
        alone = _entries(folder / "alone", jobs, LIMIT)
        progress(1, 3, "good claims alone")
        among = _entries(folder / "among", jobs, LIMIT)
        progress(2, 3, "good claims among others")
        at_once = _entries(folder / "hangs", len(faulty.HANGS), SHORT)
        progress(3, 3, "all that hang at once")
        running = left_running(f"{_MARK}={folder}")
    good = [e for e in alone["entries"] if e["verdict"] == e["expected"]]
    found = {e["id"]: e for e in among["entries"]}
    complaints = dict(recheck(assemble(among["entries"]))[0])
    lies = [k for k in kinds if faulty.KINDS[k][1] is None]
    rows = [{"kind": k, "verdict": found.get(k, {}).get("verdict", "none")} for k in kinds]
    return {
        "kinds": len(kinds), "as_it_should": sum(_right(faulty, k, found, complaints) for k in kinds),
        "good": len(good), "unchanged": sum(found.get(e["id"]) == e for e in good),
        "planned": among["planned"], "reported": len(among["entries"]),
        "in_time": among["slowest"] <= LIMIT + GRACE and at_once["seconds"] <= SHORT + GRACE,
        "lies": len(lies), "lies_accepted": sum(_believed(k, found, complaints) for k in lies),
        "left_running": running, "by_kind": rows,
    }  # fmt: skip


def goal(figures: Figures) -> list[str]:
    """Twenty kinds and fifty good claims, all as they should be."""
    out = []
    if figures["kinds"] < 20 or figures["good"] < GOOD:
        out.append(f"{figures['kinds']} kinds among {figures['good']} good claims, not 20 among {GOOD}")
    for name, of in (("as_it_should", "kinds"), ("unchanged", "good"), ("reported", "planned")):
        if figures[name] != figures[of]:
            out.append(f"{name.replace('_', ' ')}: {figures[name]}, {of}: {figures[of]}")
    out += [] if figures["in_time"] else ["a run took longer than its limit and two seconds"]
    return out + [f"{figures[name]} {name.replace('_', ' ')}" for name in ("lies_accepted", "left_running") if figures[name]]


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['kinds']} kinds among {figures['good']} good claims: {figures['unchanged']} unchanged, "
            f"{figures['reported']} of {figures['planned']} planned are reported, "
            f"{'in time' if figures['in_time'] else 'NOT in time'}; "
            f"{figures['lies_accepted']} of {figures['lies']} lies accepted")


_MARK = "SYMRNN_FAULTS"


def _entries(folder: Path, jobs: int, limit: float) -> dict[str, Any]:
    """Judge a folder in a process of its own, since reading the files imports them."""
    read, write = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=_judge, args=(folder, jobs, limit, write))
    worker.start()
    write.close()
    found: dict[str, Any] = json.loads(read.recv_bytes())
    worker.join()
    return found


def _judge(folder: Path, jobs: int, limit: float, answer: Any) -> None:
    os.environ[_MARK] = str(folder.parent)
    catalog = load([folder / "derivations"])
    slowest, started = 0.0, 0.0

    def look(event: Any) -> None:
        nonlocal slowest, started
        if event.kind == "started" and not started:
            started = time.monotonic()  # the imports of the server are not what is measured
        slowest = max(slowest, event.seconds)

    entries = verify(catalog, jobs=jobs, timeout=limit, memory=MEMORY, state_dir=None, on_event=look)
    found = {"entries": entries, "planned": len(catalog.claims), "slowest": slowest, "seconds": time.monotonic() - started}
    answer.send_bytes(json.dumps(found).encode())


def _right(faulty: Any, kind: str, found: dict[str, Any], complaints: dict[str, list[str]]) -> bool:
    wanted = faulty.KINDS[kind][1]
    return kind in found and (not _believed(kind, found, complaints) if wanted is None else found[kind]["verdict"] in wanted)


def _believed(kind: str, found: dict[str, Any], complaints: dict[str, list[str]]) -> bool:
    """Whether a claim that lies, all of which are false, is said to be good and accepted by the checker."""
    return kind in found and found[kind]["verdict"] in ("PROVED", "CORROBORATED") and not complaints[kind]

