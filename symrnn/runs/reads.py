"""What a judging process reads besides the sources in its cache key: data files, which may change while the key stays.

An entry that rests on such a file is judged anew each time. Only files are seen; a claim that asks the environment or
the clock is nobody's to find.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Collection
from pathlib import Path
from typing import Any

_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/lib", "/usr/lib", "/usr/share", "/usr/local/lib")
_PACKAGE = Path(__file__).parents[1]


class Reads:
    """The files that this process opens for reading from now on and that are neither known nor installed.

    Parameters
    ----------
    known : files that the cache key covers.

    Attributes
    ----------
    others : names of the other files, in the order in which they were first opened.
    """

    def __init__(self, known: Collection[Path]) -> None:
        self.others: list[str] = []
        self._known = {os.path.realpath(p) for p in known}
        # Of the interpreter only its libraries: its prefix may be a folder as wide as /usr, with the user's files in it.
        paths = [path for name, path in sysconfig.get_paths().items() if name not in ("data", "scripts")]
        installed = [*paths, *([sys.prefix] if sys.prefix != sys.base_prefix else []), str(_PACKAGE), *_SYSTEM]
        self._installed = tuple(f"{os.path.realpath(p)}{os.sep}" for p in installed)
        sys.addaudithook(self._hear)  # It cannot be taken out again: the process ends with its claim.

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(args[0], str | bytes | os.PathLike) or _writes(args[2]):
            return
        path = os.path.realpath(os.fsdecode(args[0]))
        if path.endswith(".pyc"):
            with contextlib.suppress(ValueError):  # Bytecode that stands alone is a file like any other.
                path = importlib.util.source_from_cache(path)
        if path in self._known or path.startswith(self._installed) or not Path(path).is_file():
            return
        if path not in self.others:
            self.others.append(path)


def _writes(flags: Any) -> bool:
    return isinstance(flags, int) and flags & os.O_ACCMODE == os.O_WRONLY
