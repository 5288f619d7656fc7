"""One folder takes the place of another in a single step, with all files of the old one that are to stay."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from symrnn.runs.files import flush_folder

MANY = 2000
"""Files of other origin beyond which a folder is no folder of reports, and is left where it is."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def exchange(new: Path, folder: Path, leave: Collection[str]) -> bool:
    """Put `new` where `folder` is, and `folder` where `new` was, in one step; false where that cannot be done.

    Parameters
    ----------
    leave : names of files in `folder` that do not come along; all others do, as links to the same files.
    """
    place = folder.resolve()
    if Path.cwd().is_relative_to(place) or new.parent != place.parent:
        return False  # A folder that somebody stands in would be gone from under him; one in another cannot be exchanged.
    try:
        stay = list(_others(place, leave))
        if len(stay) > MANY:
            return False
        for name in stay:
            _bring(place / name, new / name)
        shutil.copymode(place, new)
        _swap(new, place)
    except OSError:
        return False
    with contextlib.suppress(OSError):
        flush_folder(place)
        flush_folder(place.parent)
    return True


def _others(folder: Path, leave: Collection[str]) -> Iterator[str]:
    """Everything below a folder but what is to be left, by its path in it; folders before what is in them."""
    for path, folders, files in os.walk(folder):
        below = Path(path).relative_to(folder)
        # What is left alone may have been the only thing in its folder: that folder is not brought along.
        yield from ((below / name).as_posix() for name in folders if not _only(folder / below / name, folder, leave))
        yield from (name for file in files if (name := (below / file).as_posix()) not in leave)


def _only(inner: Path, folder: Path, leave: Collection[str]) -> bool:
    """Whether a folder holds something, and nothing but what is to be left."""
    names = [p.relative_to(folder).as_posix() for p in inner.iterdir()] if not inner.is_symlink() else []
    return bool(names) and all(name in leave for name in names)


def _bring(old: Path, new: Path) -> None:
    if old.is_dir() and not old.is_symlink():
        new.mkdir(exist_ok=True)
        shutil.copymode(old, new)
    else:
        os.link(old, new, follow_symlinks=False)


def _swap(one: Path, other: Path) -> None:
    """Exchange two names in one step (Linux, on most file systems).

    Raises
    ------
    OSError : where the system or the file system cannot.
    """
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError) as error:
        raise OSError("no such call") from error
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
