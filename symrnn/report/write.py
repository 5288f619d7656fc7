"""Write the report: every file is made aside and flushed to the disk; then the new folder takes the place of the old.

Nothing of an older report is touched before all files of the new one are whole on the disk, and where the system can
exchange two folders in one step there is no moment at which a reader finds files of both. Where it cannot, files are
renamed one by one, the ledger last: who sees it sees the report that belongs to it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from symrnn.errors import LedgerError, OutputError
from symrnn.report import addresses, figures, html, latex, markdown
from symrnn.report import book as books
from symrnn.report.book import Book
from symrnn.report.exchange import exchange
from symrnn.runs.files import flush_folder, prefix_aside
from symrnn.runs.ledger import GENERATED, to_text

FIRST = f"<!-- {GENERATED} -->"
"""The first line of generated Markdown and SVG; files that begin otherwise are never removed."""


def write(ledger: dict[str, Any], out: Path | str, trust: Mapping[str, Any] | None = None) -> list[Path]:
    """Write the report of a ledger into a folder.

    Parameters
    ----------
    ledger : as ``ledger.schema.json`` describes it.
    out : the folder; it is made if it does not exist. Generated files of topics that are gone are removed.
    trust : what stands in `trust.json`; None where nothing was measured.

    Returns
    -------
    the files of the report, the ledger last.

    Raises
    ------
    LedgerError : where the ledger or `trust` does not have its form; nothing is written.
    OutputError : where the folder cannot be written; the old report is intact.
    """
    folder = Path(out)
    texts = render(ledger, trust)
    try:
        _replace(folder, texts)
    except OSError as error:
        raise OutputError(
            f"the report cannot be written to {folder}",
            got=error.strerror or str(error),
            expected="a folder that can be made or written",
            advice="Choose another one with --out DIR; the old report is as it was.",
        ) from error
    return [folder / name for name in texts]


def render(ledger: dict[str, Any], trust: Mapping[str, Any] | None = None) -> dict[str, str]:
    """All files of the report, name -> text, in the order in which they are put in place.

    Raises
    ------
    LedgerError : where the ledger or `trust` does not have its form.
    """
    book = books.read(ledger)
    texts = {f"figures/{name}.svg": f"{FIRST}\n{drawn}" for name, drawn in _pictures(book).items()}
    texts |= markdown.render(book, trust)
    texts["appendix.tex"] = latex.render(book, trust)
    texts["index.html"] = html.render(book, trust)
    try:
        texts["ledger.json"] = to_text(ledger)
        texts["ledger.json"].encode()
    except ValueError as error:
        raise LedgerError("the ledger holds what JSON cannot", got=str(error)) from error
    return texts


def _pictures(book: Book) -> dict[str, str]:
    drawn = {}
    for claim in book.claims:
        for figure in claim.get("figures") or []:
            stem = markdown.figure_stem(claim, figure)
            drawn[stem] = figures.svg(figure, addresses.anchor(stem))
    return dict(sorted(drawn.items()))


def _replace(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    old = _leftovers(folder, texts)
    place, prefix = _place_aside(folder)
    if not old and all(_holds(folder / name, text) for name, text in texts.items()):
        return
    with _aside(place, prefix) as aside:
        for name, text in texts.items():
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        if not exchange(aside, folder, leave={*texts, *old}):
            _move(aside, folder, texts, old)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _move(aside: Path, folder: Path, texts: Mapping[str, str], old: list[str]) -> None:
    """One file after the other, where the system cannot exchange two folders."""
    (folder / "figures").mkdir(exist_ok=True)
    for name in texts:
        if name != "ledger.json":
            (aside / name).replace(folder / name)
    for name in old:
        (folder / name).unlink()
    if not any((folder / "figures").iterdir()):
        (folder / "figures").rmdir()
    (aside / "ledger.json").replace(folder / "ledger.json")
    with contextlib.suppress(OSError):
        flush_folder(folder)


def _place_aside(folder: Path) -> tuple[Path, str]:
    """Where to make files, on the same file system: beside `folder`, or in it where only it can be written."""
    beside = folder.resolve().parent
    place = beside if os.access(beside, os.W_OK) and beside.stat().st_dev == folder.stat().st_dev else folder
    return place, prefix_aside(place, folder.resolve().name)


@contextmanager
def _aside(place: Path, prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    aside = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _leftovers(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Generated files that this report does not have; files of other origin stay."""
    found = [path.relative_to(folder).as_posix() for path in (*folder.glob("*.md"), *(folder / "figures").glob("*.svg"))]
    return sorted(name for name in found if name not in texts and _is_generated(folder / name))


def _is_generated(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.readline(200).strip() == FIRST.encode()
