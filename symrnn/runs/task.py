"""What goes to a process and what comes back: plain data, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

JUDGE = "symrnn.claims.entry:entry_of"
"""Dotted name of the function that judges a claim: (path, id, seed, stage) -> ledger entry."""

TIMEOUT = 60.0
"""Seconds of wall time that a claim may take."""

MEMORY = 4 * 2**30
"""Bytes that a claim may take beyond what a process holds before it starts."""


@dataclass(frozen=True)
class Task:
    """One claim to judge.

    Attributes
    ----------
    path, id : the file and the claim in it.
    seed : the claim's own seed.
    digest : of the file and what it imports, as planned; a process that finds another one judges nothing.
    judge : dotted name `module:function`.
    timeout, memory : limits, in seconds and bytes.
    """

    path: str
    id: str
    seed: int
    digest: str
    judge: str = JUDGE
    timeout: float = TIMEOUT
    memory: int = MEMORY

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Task:
        """The inverse of `to_json`."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Outcome:
    """What became of a task: either `entry`, or a `verdict` with a `reason` when the process gave none.

    Attributes
    ----------
    entry : the ledger entry that the judge returned; its shape is not yet compared with anything.
    verdict, reason : ERROR or RESOURCE_OUT, and which limit or fault at which stage.
    stage : the last stage that was reported.
    seconds : wall time.
    output : the end of what was printed, where a traceback stands.
    reads : names of files that it read and that the cache key does not cover; the entry is for this run only.
    """

    id: str
    entry: Any = None
    verdict: str | None = None
    reason: str | None = None
    stage: str = ""
    seconds: float = 0.0
    output: str = ""
    reads: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """The inverse of `to_json`."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Event:
    """Something that a reader of a running run wants to know.

    `kind` is "planned" (detail: how many), "started", "stage" (detail: its name), "done" (with the entry),
    "earlier" (with what a run before found of a claim that this one did not judge),
    or "note" (detail: a sentence about the machinery).
    """

    kind: str
    id: str = ""
    detail: str = ""
    entry: dict[str, Any] | None = None
    seconds: float = 0.0
    known: bool = False
    output: str = field(default="", repr=False)
