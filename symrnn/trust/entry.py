"""Entries of a corpus: statements with a label that was found by mathematics, before anything judged them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from symrnn.algebra.language.statements import Statement
from symrnn.errors import CatalogError

Build = Callable[[], Statement]
ACCEPTED = frozenset({"PROVED", "CORROBORATED"})
REJECTED = frozenset({"REFUTED"})
FAULTY = frozenset({"DISPUTED", "ERROR"})  # the judge contradicts itself, or falls over


@dataclass(frozen=True)
class Entry:
    """One statement with what may be said of it.

    Parameters
    ----------
    id
        Permanent, unique in its corpus.
    kind
        The topic of the file.
    build
        Makes the statement; nothing is built before it is asked for.
    label
        Whether the statement is true; None for poison without one (it is undefined, or nothing can be compared).
    slip
        The mistake that made a false statement, or what a poison case plays on.
    never
        The verdicts that would be wrong.
    """

    id: str
    kind: str
    build: Build
    label: bool | None
    slip: str = ""
    never: frozenset[str] = frozenset()


class Topic:
    """The entries of one file, in the order in which they are written.

    Parameters
    ----------
    kind
        The topic; it stands before every id.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: list[Entry] = []

    def true(self, name: str, build: Build) -> None:
        """A true statement: never to be refuted."""
        self._add(Entry(f"{self.kind}/{name}", self.kind, build, True, "", REJECTED | FAULTY))

    def false(self, name: str, slip: str, build: Build) -> None:
        """A false statement, with the slip that made it: never to be accepted. Its id says `not-`."""
        self._add(Entry(f"{self.kind}/not-{name}", self.kind, build, False, slip, ACCEPTED | FAULTY))

    def poison(self, name: str, why: str, build: Build, *, never: str, label: bool | None = None) -> None:
        """A statement made to mislead, with the verdicts that it must never get, separated by spaces."""
        self._add(Entry(f"{self.kind}/{name}", self.kind, build, label, why, frozenset(never.split())))

    def _add(self, entry: Entry) -> None:
        if any(e.id == entry.id for e in self.entries):
            raise CatalogError("an entry of a corpus", got=f"{entry.id} twice", expected="one entry for each id",
                               advice="ids are permanent and unique: choose another")
        self.entries.append(entry)


def entries(folder: Path) -> Iterator[Entry]:
    """All entries of the files of a folder: in the order of file names, then as written.

    Raises
    ------
    CatalogError
        Where a file has no `topic`, or two files have one of the same kind.
    """
    kinds: set[str] = set()
    for path in sorted(folder.glob("[!_]*.py")):
        spec = spec_from_file_location(f"corpus_{folder.name}_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise CatalogError("a file of a corpus", got=path.name, expected="a Python file", advice="check its name")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        topic = getattr(module, "topic", None)
        if not isinstance(topic, Topic) or topic.kind in kinds:
            raise CatalogError("a file of a corpus", got=f"{path.name}: {topic!r}", advice="topic = Topic('masks')",
                               expected="a variable `topic` of its own kind")
        kinds.add(topic.kind)
        yield from topic.entries
