"""The journal of a run: each entry is on the disk before the next one is asked for, so a broken run can go on.

It is a file of JSON lines. The last line of a run that came to its end says so; a journal without that line belongs to
a run that was interrupted, and what it holds need not be done again. A line that was cut short is left out.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

from symrnn.errors import LedgerError, OutputError
from symrnn.runs.entry import require
from symrnn.runs.plan import Planned

_END = {"end": True}


class Journal:
    """The journal in a file. Opening it reads what an interrupted run of the same kind left.

    Parameters
    ----------
    file : where it is.
    kind : runs go on only where one of the same kind broke off: a run without cache asks for everything anew.

    Attributes
    ----------
    goes_on : whether there was such a run.
    """

    def __init__(self, file: Path, kind: str) -> None:
        self._file = file
        self._kind = {"kind": kind}
        lines = self._read()
        self.goes_on = bool(lines)
        self._entries = {line["key"]: line["entry"] for line in lines if "key" in line}
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._stream = file.open("a" if lines else "w", encoding="utf-8", newline="\n")
            if lines:
                self._stream.write("\n")  # The last line may have been cut short; what follows starts on a line.
            else:
                self._write(self._kind)
        except OSError as error:
            raise OutputError(f"{file} cannot be written", got=error.strerror, advice="Use --state DIR.") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What a full disk did not take is still in the buffer: closing tries again, and whoever wrote it was told.
        with contextlib.suppress(OSError):
            self._stream.close()

    def get(self, key: str, planned: Planned) -> dict[str, Any] | None:
        """The entry that the interrupted run found under this key, or None."""
        try:
            return require(self._entries.get(key), planned)
        except LedgerError:
            return None

    def append(self, key: str, entry: dict[str, Any]) -> None:
        """Put an entry on the disk."""
        self._write({"key": key, "entry": entry})

    def end(self) -> None:
        """Say that the run came to its end: nothing is taken over from it."""
        self._write(_END)

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._stream.write(json.dumps(line, sort_keys=True) + "\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise OutputError(f"{self._file} cannot be written", got=error.strerror) from error

    def _read(self) -> list[dict[str, Any]]:
        """The lines of an interrupted run of this kind; none where there is no such run."""
        try:
            texts = self._file.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return []
        lines = []
        for text in texts:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                lines.append(line)
        return lines if lines[:1] == [self._kind] and lines[-1] != _END else []
