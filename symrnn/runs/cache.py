"""Entries of claims that were judged before, found again by the content of everything that decides them."""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

from symrnn.errors import LedgerError
from symrnn.runs.entry import require
from symrnn.runs.files import write_atomic
from symrnn.runs.identity import sources_hash, versions
from symrnn.runs.plan import Planned
from symrnn.runs.task import Task

_LASTING = {"PROVED", "REFUTED", "CORROBORATED", "VACUOUS", "DISPUTED", "UNDECIDED"}
"""Verdicts that the next run would find again. A limit or a crash may be the machine's, so it is tried again."""


def key(task: Task) -> str:
    """Name of what a task would find: its sources, id, seed, judge and limits, this version of symrnn, of packages."""
    parts = {
        "source": task.digest,
        "id": task.id,
        "seed": task.seed,
        "judge": task.judge,
        "limits": [task.timeout, task.memory],
        "symrnn": sources_hash(),
        "python": platform.python_version(),
        "packages": versions(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Cache:
    """A folder of entries, one file each. Two runs may share it: a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, planned: Planned) -> dict[str, Any] | None:
        """The entry, or None. A file that is damaged counts as none: the claim is judged again."""
        try:
            return require(json.loads(self._file(key).read_text("utf-8")), planned)
        except (OSError, ValueError, LedgerError):
            return None

    def put(self, key: str, entry: dict[str, Any]) -> None:
        """Keep an entry, if its verdict is one that lasts."""
        if entry["verdict"] in _LASTING:
            write_atomic(self._file(key), json.dumps(entry, sort_keys=True) + "\n", durable=False)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
