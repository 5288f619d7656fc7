"""Files that are generated and committed: write them, or say how they differ from what would be written."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from symrnn.runs.files import write_atomic


def regenerate(folder: Path, texts: Mapping[str, str], *, write: bool) -> list[str]:
    """Bring a folder to hold exactly these files, or with `write=False` only say what would change.

    Returns
    -------
    one text per file that differs: a unified diff, or that it is missing or should not be there.
    """
    endings = {Path(name).suffix for name in texts}
    extra = sorted(f.name for f in folder.glob("*") if f.suffix in endings and f.name not in texts)
    changes = [f"{folder / name}: nothing generates this file" for name in extra]
    for name, text in sorted(texts.items()):
        file, new = folder / name, text if text.endswith("\n") else text + "\n"
        old = file.read_text("utf-8") if file.is_file() else ""
        if old != new:
            rows = difflib.unified_diff(old.splitlines(), new.splitlines(), str(file), "generated now", lineterm="")
            changes.append("\n".join(rows) if old else f"{file}: missing")
            if write:
                write_atomic(file, new)
    return changes
