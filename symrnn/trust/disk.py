"""Runs on a disk that is full: `python -m symrnn.trust.disk FOLDER ROOM...` makes them, on a small disk of its own.

The small disk is a file system in memory that only this process sees. Where the system does not allow one, the size of
files is limited instead, which fails in the same places.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symrnn.trust import corpora
from symrnn.trust.reporting import Place, ended

ROOMS = (0, 4, 8, 16, 32, 64, 96, 128, 160, 192, 256, 4096)
"""KiB that are left for a run."""

SIZE = 16  # MiB
_MOUNT = 'mount -t tmpfs -o size={size}m none "$1" && shift && exec "$@"'
UNWRITABLE = 4  # the exit code of the command line


def full_disk(rooms: Sequence[int] = ROOMS) -> dict[str, Any]:
    """Whether the old report stayed wherever a run did not fit, and the next run with room made the new one."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "symrnn.trust.disk", folder, *map(str, rooms)]
        mounted = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT.format(size=SIZE), "sh", folder]
        how = "a disk in memory"
        found = _run([*mounted, *command])
        if found is None:
            how, found = "a limit of the size of files", _run([*command, "limited"])
    rows = found or []
    stopped = [r for r in rows if r["code"] == UNWRITABLE]
    good = [r for r in rows if r["intact"] and r["same"] and not r["strays"] and r["code"] in (0, UNWRITABLE)]
    whole = "after each" if len(good) == len(rows) == len(rooms) else f"after {len(good)}"
    said = f"{len(rooms)} runs on {how} that is full or nearly so: {'some' if stopped else 'none'} stopped"
    return {"full_disk": bool(stopped) and whole == "after each", "full_disk_says": f"{said}, the report whole {whole}"}


def _run(command: list[str]) -> list[dict[str, Any]] | None:
    path = os.pathsep.join([str(corpora.root()), os.environ.get("PYTHONPATH", "")])
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path})
        rows: list[dict[str, Any]] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return rows


def runs(folder: Path, rooms: Sequence[int], limited: bool) -> list[dict[str, Any]]:
    """A run for each room that is left, and one after it with all the room that it wants."""
    place, found = Place(folder), []
    temporary = folder / "tmp"
    for room in rooms:
        place.reset()
        temporary.mkdir(exist_ok=True)
        fill = folder / "fill"
        if not limited:
            _fill(fill, room)
        code = ended(place.start(lambda room=room: _settle(temporary, room if limited else None)))  # type: ignore[misc]
        after = place.files()
        fill.unlink(missing_ok=True)
        again = ended(place.start())
        found.append({"room": room, "code": code, "intact": after in (place.old, place.new),
                      "same": again == 0 and place.files() == place.new, "strays": place.strays()})  # fmt: skip
    return found


def _fill(file: Path, room: int) -> None:
    """Leave so many KiB of the disk."""
    space = os.statvfs(file.parent)
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as stream:
        left = space.f_bavail * space.f_frsize - room * 1024
        while left > 0:
            left -= stream.write(b"x" * min(left, 1 << 16))


def _settle(temporary: Path, room: int | None) -> None:
    """Temporary files are on the same disk; or no file may be larger than the room."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * room, resource.RLIM_INFINITY))


def main(arguments: Sequence[str]) -> int:
    """Print what came of it as JSON."""
    words = [word for word in arguments[1:] if word != "limited"]
    json.dump(runs(Path(arguments[0]), [int(word) for word in words], "limited" in arguments), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
