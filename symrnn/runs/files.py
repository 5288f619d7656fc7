"""Files that are whole or not there: written aside, flushed to the disk, renamed.

What a process that was killed left aside is removed by the next one that writes in the same place.
"""

from __future__ import annotations

import contextlib
import difflib
import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from symrnn.errors import OutputError


def write_atomic(file: Path, text: str, *, durable: bool = True) -> None:
    """Replace a file by `text` in one step; `durable` waits until the disk has it.

    Raises
    ------
    OutputError : where the folder cannot be written; the old file is untouched.
    """
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        prefix = prefix_aside(file.parent, file.name)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=file.parent, prefix=prefix, delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(text)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(file)
        if durable:
            flush_folder(file.parent)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise OutputError(f"{file} cannot be written", got=error.strerror or str(error)) from error


def prefix_aside(place: Path, name: str) -> str:
    """How the name begins of what is made in `place` to become `name`; what a process that is gone left is removed."""
    mark = f".{name}-new-"
    for old in place.glob(f"{glob.escape(mark)}*"):
        if not _alive(old.name.removeprefix(mark).partition("-")[0]):
            with contextlib.suppress(OSError):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    return f"{mark}{os.getpid()}-"


def sweep(folder: Path) -> None:
    """Remove what processes that are gone left aside in a folder and below."""
    for old in folder.rglob(".*-new-*"):
        if not _alive(old.name.rpartition("-new-")[2].partition("-")[0]):
            with contextlib.suppress(OSError):
                old.unlink()


def _alive(process: str) -> bool:
    """Whether a process of this number is at work; true where that cannot be told."""
    if not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def require_file(file: Path) -> None:
    """Say now, and not after the work, that a file cannot be written.

    Raises
    ------
    OutputError : where it is a folder, or stands in one that cannot be written.
    """
    if file.is_dir():
        raise OutputError(f"{file} cannot be written", got="a folder", expected="the name of a file")
    require_writable(file.parent)


def require_writable(folder: Path) -> None:
    """Raise before an hour of work where its result could not be written; a folder that is missing is made.

    Raises
    ------
    OutputError : where the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise OutputError(
            f"the folder {folder} cannot be written", got=error.strerror, expected="a folder that can be made or written",
            advice="Choose another one.",
        ) from error  # fmt: skip


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder for one run; the system lets go of it when the process ends, however it does.

    Raises
    ------
    OutputError : where the folder cannot be written, or another run holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be written", got=error.strerror, advice="--state DIR") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(
                f"another run is using {folder}",
                advice="Wait for it, or give this one a folder of its own: --state DIR.",
            ) from error
        yield
    finally:
        os.close(lock)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder.

    Raises
    ------
    OSError : where it cannot be opened, or the disk fails.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    # The only way to read the mask is to set it; a run that writes files has one thread that does.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def regenerate(folder: Path, texts: Mapping[str, str], *, write: bool) -> list[str]:
    """Bring a folder to hold exactly these files, or with `write=False` only say what would change.

    Returns
    -------
    one text per file that differs: a unified diff, or that it is missing (or new) or should not be there.
    """
    endings = {Path(name).suffix for name in texts}
    extra = sorted(f.name for f in folder.glob("*") if f.suffix in endings and f.name not in texts)
    changes = [f"{folder / name}: nothing generates this file" for name in extra]
    for name, text in sorted(texts.items()):
        file, new = folder / name, text if text.endswith("\n") else text + "\n"
        old = file.read_text("utf-8") if file.is_file() else ""
        if old != new:
            rows = difflib.unified_diff(old.splitlines(), new.splitlines(), str(file), "generated now", lineterm="")
            changes.append("\n".join(rows) if old else f"{file}: {'new' if write else 'missing'}")
            if write:
                write_atomic(file, new)
    return changes
