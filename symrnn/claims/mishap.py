"""An exception of a user's file in words. The exception may be of a class that fails to print itself."""

from __future__ import annotations

import traceback
from pathlib import Path

from symrnn.errors import SymrnnError


def line_of(error: BaseException, file: Path) -> int | None:
    """The line of the file that the error came through; of a syntax error, the line that it is in."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)]
    return lines[-1] if lines else None


def place_of(error: BaseException, package: Path) -> str | None:
    """Where in a package the error came from: the innermost of its lines, as `symrnn/runs/job.py:12`."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(package)]
    return f"{Path(frames[-1].filename).relative_to(package.parent).as_posix()}:{frames[-1].lineno}" if frames else None


def words_of(error: BaseException) -> str:
    """The kind of the error and its message, in one line; errors of symrnn speak for themselves."""
    try:
        said = " ".join(str(error).split())[:2000]
    except BaseException:  # noqa: BLE001 (whatever it raises instead of printing itself)
        said = "(its message cannot be printed)"
    if isinstance(error, SymrnnError):
        return said
    kind = str(getattr(type(error), "__name__", "exception"))[:80]
    return f"{kind}: {said}" if said else kind
