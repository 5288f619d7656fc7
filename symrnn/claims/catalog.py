"""The catalog: all claims of some files, in order, and everything that is wrong with the files.

A file that cannot be read does not hide the others: it becomes a `Problem`, and the rest is loaded.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symrnn.claims.claim import REGISTER, Claim
from symrnn.claims.folder import Folder, python_files, root_of
from symrnn.claims.mishap import line_of, words_of
from symrnn.claims.references import faults
from symrnn.errors import CatalogError, UnknownNameError


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class CellEntry:
    """A cell that stands in a file, under the name that it has there; `id` is what a run calls it."""

    id: str
    name: str
    path: str
    file: Path
    cell: Any

    @property
    def title(self) -> str:
        """The sentence of the report; of a cell without a reference nothing is said about its step."""
        if self.cell.reference is None:
            return f"The Jacobians of {self.name} are the derivatives of its step."
        return f"The step of {self.name} is its reference, and its Jacobians are the derivatives of its step."


@dataclass
class Catalog:
    """What some files of derivations hold.

    Attributes
    ----------
    claims : in the order of the files and of their definition.
    cells : cells that are global names of the files.
    problems : what could not be read, or contradicts itself.
    folders : of each file, the folder whose modules it imports.
    topics : the stem of a file with claims -> the opening paragraph of its docstring.
    paths : where it was read, as it was asked for.
    """

    claims: list[Claim] = field(default_factory=list)
    cells: list[CellEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    folders: dict[Path, Folder] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def __getitem__(self, id: str) -> Claim:
        for claim in self.claims:
            if claim.id == id:
                return claim
        near = sorted(c.id for c in self.claims if id.lower() in c.id.lower())[:5]
        raise UnknownNameError(f"no claim {id!r}", expected=f"an id such as {', '.join(near)}" if near else None)


def load(paths: Iterable[Path | str]) -> Catalog:
    """Read derivations files, and folders of them recursively in sorted order.

    Raises
    ------
    CatalogError : where a path does not exist or is no Python file. Faults inside files are `problems` of the result.
    """
    asked = list(paths)
    catalog = _read_all(asked)
    catalog.paths = list(map(str, asked))
    _drop_duplicates(catalog)
    for claim, message in faults({c.id: c for c in catalog.claims}, catalog.folders):
        catalog.problems.append(Problem(claim.path, claim.line, message))
    catalog.problems.sort(key=lambda p: (p.path, p.line, p.message))
    return catalog


def load_claim(path: Path | str, id: str) -> Claim:
    """One claim of one file, for the process that judges it; what it uses is not looked up.

    Raises
    ------
    CatalogError : where the file cannot be read; the message is the first problem's.
    UnknownNameError : where it has no such claim.
    """
    catalog = _read_all([path])
    if not any(c.id == id for c in catalog.claims) and catalog.problems:
        raise CatalogError(str(catalog.problems[0]))
    return catalog[id]


def load_cell(path: Path | str, name: str) -> CellEntry:
    """One cell of one file, by its global name.

    Raises
    ------
    CatalogError : where the file cannot be read or has no such cell.
    """
    catalog = _read_all([path])
    for entry in catalog.cells:
        if entry.name == name:
            return entry
    if catalog.problems:
        raise CatalogError(str(catalog.problems[0]))
    names = ", ".join(entry.name for entry in catalog.cells)
    raise CatalogError(f"{path} has no cell named {name!r}", expected=names or "a file that defines a Cell")


def _read_all(paths: Iterable[Path | str]) -> Catalog:
    catalog = Catalog()
    folders: dict[Path, Folder] = {}
    # In whatever order paths are given, a run of the same files is the same run.
    for file, root in sorted(_files(paths), key=lambda found: (found[0].relative_to(found[1]), found[0])):
        if file not in catalog.folders:
            catalog.folders[file] = folders.setdefault(root, Folder(root))
            _read(file, catalog.folders[file], catalog)
    return catalog


def _files(paths: Iterable[Path | str]) -> Iterator[tuple[Path, Path]]:
    for given in paths:
        path = Path(os.path.abspath(given))  # noqa: PTH100 (resolve would follow a link out of its folder)
        if path.is_dir():
            yield from ((file, root_of(file)) for file in python_files(path))
        elif path.is_file() and path.suffix == ".py":
            yield path, root_of(path)
        else:
            raise CatalogError(
                f"the path {given}",
                got="a file that is not Python" if path.is_file() else "nothing there",
                expected="a .py file or a folder of them",
            )


def _read(file: Path, folder: Folder, catalog: Catalog) -> None:
    path = folder.relative(file)
    if "." in file.stem:
        catalog.problems.append(Problem(path, 1, "a module's name has no dot in it: rename the file"))
        return
    try:
        module = folder.load(file)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 (sys.exit in a file must not end the run that reads it)
        catalog.problems.append(Problem(path, line_of(error, file) or 1, words_of(error)))
        return
    claims: list[Claim] = vars(module).get(REGISTER, [])
    opening = " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())
    if opening and claims:
        catalog.topics.setdefault(file.stem, opening)
    for claim in claims:
        claim.path, claim.file, claim.scope = path, file, folder.active
        for foil in claim.foils:
            foil.path, foil.file, foil.scope = path, file, folder.active
        if claim.nested:
            message = f"claim {claim.id!r} is made inside a function: write it at the top level, or use over={{...}}"
            catalog.problems.append(Problem(path, claim.line, message))
        else:
            catalog.claims.append(claim)
    kind = getattr(sys.modules.get("symrnn.cells"), "Cell", None)
    if kind is not None:
        known = {id(entry.cell) for entry in catalog.cells}
        for name, value in vars(module).items():
            if isinstance(value, kind) and not name.startswith("_") and id(value) not in known:
                known.add(id(value))
                catalog.cells.append(CellEntry(f"cell:{path}:{name}", name, path, file, value))


def _drop_duplicates(catalog: Catalog) -> None:
    first: dict[str, Claim] = {}
    for claim in catalog.claims:
        other = first.setdefault(claim.id, claim)
        if other is not claim:
            message = f"the id {claim.id!r} is taken by {other.path}:{other.line}; ids are unique and permanent"
            catalog.problems.append(Problem(claim.path, claim.line, message))
    catalog.claims = list(first.values())
    cells: dict[str, CellEntry] = {}
    for entry in catalog.cells:
        if cells.setdefault(entry.id, entry) is not entry:
            catalog.problems.append(Problem(entry.path, 1, f"two files of this name define a cell {entry.name!r}"))
    catalog.cells = list(cells.values())
