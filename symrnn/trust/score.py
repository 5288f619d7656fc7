"""The judge against labels: every entry in a process of its own, and what came of it in numbers."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from symrnn.claims.judge import judge
from symrnn.trust.entry import ACCEPTED, REJECTED, Entry, entries

PRELOAD = ("sympy", "flint", "mpmath", "symrnn.algebra.prove", "symrnn.claims.assess", "symrnn.oracles.mpmath_differences")
DECISIVE = ACCEPTED | REJECTED
LIMIT = 60  # seconds of processor time: on a busy machine a statement takes longer, and gets the same verdict
_PATIENCE = 10  # how many times longer it may take by the clock


@dataclass(frozen=True)
class Score:
    """What became of one entry.

    Parameters
    ----------
    entry
        The entry.
    verdict, reason
        What the judge said; `RESOURCE_OUT` where the limit of time was met, `ERROR` where it raised or died.
    seconds
        How long it took, by the clock.
    witness
        What the judge gave against it.
    """

    entry: Entry
    verdict: str
    reason: str
    seconds: float
    witness: Any = None

    @property
    def wrong(self) -> bool:
        """Whether the verdict is one that the entry must never get."""
        return self.verdict in self.entry.never

    @property
    def decided(self) -> bool:
        """Whether the verdict says that the statement is true, or that it is false."""
        return self.verdict in DECISIVE


@dataclass
class _Running:
    entry: Entry
    pid: int
    pipe: int
    started: float
    text: bytes = b""


def run(corpus: Sequence[Entry], jobs: int = 2, limit: int = LIMIT) -> Iterator[Score]:
    """Judge the entries, each in a forked process with a limit of processor time; in the order in which they end."""
    for module in PRELOAD:
        import_module(module)
    waiting, running = list(reversed(corpus)), dict[int, _Running]()
    while waiting or running:
        while waiting and len(running) < jobs:
            started = _start(waiting.pop(), limit)
            running[started.pipe] = started
        ready, _, _ = select.select(list(running), [], [], 0.1)
        for pipe in ready:
            chunk = os.read(pipe, 1 << 16)
            running[pipe].text += chunk
            if not chunk:
                yield _ended(running.pop(pipe), limit)
        for one in running.values():
            if time.monotonic() - one.started > _PATIENCE * limit:
                os.kill(one.pid, signal.SIGXCPU)


def _start(entry: Entry, limit: int) -> _Running:
    sys.stdout.flush()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        with os.fdopen(write, "w") as out:
            json.dump(_judged(entry), out)
        os._exit(0)
    os.close(write)
    return _Running(entry, pid, read, time.monotonic())


def _judged(entry: Entry) -> dict[str, Any]:
    try:
        found = judge(entry.build())
    except Exception as error:  # noqa: BLE001 - whatever the judge raises is a finding about the judge
        return {"verdict": "ERROR", "reason": f"{type(error).__name__}: {error}"}
    return {"verdict": str(found.verdict), "reason": found.reason, "witness": found.witness}


def _ended(running: _Running, limit: int) -> Score:
    os.close(running.pipe)
    _, status = os.waitpid(running.pid, 0)
    seconds = time.monotonic() - running.started
    try:
        found = json.loads(running.text)
    except ValueError:
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            return Score(running.entry, "RESOURCE_OUT", f"no verdict within {limit} seconds of processor time", seconds)
        return Score(running.entry, "ERROR", "the process died", seconds)
    return Score(running.entry, found["verdict"], found["reason"], seconds, found.get("witness"))


def score(corpus: Sequence[Entry], jobs: int = 2, limit: int = LIMIT,
          progress: Callable[[Score], None] | None = None) -> dict[str, Any]:
    """Judge a corpus and count.

    Returns
    -------
    dict
        total, true_accepted, true_proved, true_total, false_refuted, false_total, undecided and wrong (lists of entries
        with their verdicts), decided (a share), by kind.
    """
    scores = []
    for one in run(corpus, jobs, limit):
        scores.append(one)
        if progress is not None:
            progress(one)
    order = {entry.id: k for k, entry in enumerate(corpus)}
    scores.sort(key=lambda s: order[s.entry.id])
    kinds = dict.fromkeys(s.entry.kind for s in scores)
    return counts(scores) | {"by_kind": {kind: counts([s for s in scores if s.entry.kind == kind]) for kind in kinds}}


def counts(scores: Sequence[Score]) -> dict[str, Any]:
    """The numbers of some scores."""
    true, false = ([s for s in scores if s.entry.label is label] for label in (True, False))
    return {
        "total": len(scores), "true_total": len(true), "false_total": len(false),
        "true_accepted": sum(s.verdict in ACCEPTED for s in true), "true_proved": sum(s.verdict == "PROVED" for s in true),
        "false_refuted": sum(s.verdict in REJECTED for s in false),
        "decided": round(sum(s.decided for s in scores) / max(1, len(scores)), 4),
        "wrong": [_line(s) for s in scores if s.wrong],
        "undecided": [_line(s) for s in scores if not s.decided and not s.wrong],
    }


def _line(s: Score) -> dict[str, Any]:
    return {"id": s.entry.id, "label": s.entry.label, "verdict": s.verdict, "reason": s.reason,
            "witness": s.witness}


def main(arguments: Sequence[str]) -> int:
    """`python -m symrnn.trust.score FOLDER [PART]`: score the entries whose id contains PART; 1 where one is wrong."""
    corpus = [e for e in entries(Path(arguments[0])) if not arguments[1:] or arguments[1] in e.id]

    def show(s: Score) -> None:
        mark = "WRONG" if s.wrong else "" if s.decided else "open"
        label = {True: "true", False: "false", None: "-"}[s.entry.label]
        print(f"{mark:5} {s.verdict:12} {label:5} {s.seconds:5.1f} s  {s.entry.id}  "  # noqa: T201 - a script's output
              f"{'' if s.verdict in ('PROVED', 'REFUTED') else s.reason[:160]}", flush=True)

    found = score(corpus, progress=show)
    print(json.dumps({k: v if not isinstance(v, list) else len(v) for k, v in found.items() if k != "by_kind"}))  # noqa: T201
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
