"""The files that a derivations file rests on: itself and what it imports, transitively, outside installed packages."""

from __future__ import annotations

import ast
import hashlib
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from symrnn.claims.folder import Folder

_DYNAMIC = {"import_module", "__import__", "exec", "eval", "run_path", "run_module", "spec_from_file_location"}


def dependencies(file: Path, folder: Folder) -> list[Path]:
    """All files that decide what `file` says, sorted; symrnn itself and installed packages are not among them.

    Imports are read from the syntax, nothing is run. A file that imports by a computed name may read any file of its
    folder, so then all of them count.
    """
    places = _own_places(folder)
    seen: set[Path] = set()
    todo = [file]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        try:
            tree = ast.parse(here.read_bytes(), filename=str(here))
        except (SyntaxError, ValueError):
            continue  # A file that does not parse imports nothing; its bytes still count.
        for name in _imported(tree, here, folder):
            todo += _files_of(name, folder, places)
        if any(_name(node) in _DYNAMIC for node in ast.walk(tree)):
            todo += folder.files()
    return sorted(seen)


def digest(file: Path, folder: Folder) -> str:
    """SHA-256 over the names and the bytes of a file and of all that it rests on."""
    total = hashlib.sha256()
    for path in dependencies(file, folder):
        name = folder.relative(path) if path.is_relative_to(folder.root.parent) else path.name
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _imported(tree: ast.AST, here: Path, folder: Folder) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                if not here.is_relative_to(folder.root):
                    continue
                package = folder.module_name(here.with_name("__init__.py")).split(".")
                base = ".".join((*package[: len(package) - node.level + 1], *([base] if base else [])))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def _files_of(name: str, folder: Folder, places: list[Path]) -> Iterator[Path]:
    """The files that `import name` runs: the packages above it, and the module."""
    first, *rest = name.split(".")
    if first == "symrnn":
        return
    bases = [folder.root] if first == folder.package else [place / first for place in places]
    for base in bases:
        for depth in range(len(rest) + 1):
            place = base.joinpath(*rest[:depth])
            files = [place / "__init__.py"] + ([place.with_name(place.name + ".py")] if place != folder.root else [])
            yield from (file for file in files if file.is_file())


def _own_places(folder: Folder) -> list[Path]:
    """The folders on the path that hold the user's own modules, not those of installed packages."""
    # The places are resolved, as those of the path are: an environment may be a link to another folder.
    installed = [Path(p).resolve() for p in {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix}]
    own = [folder.root.parent]
    for entry in sys.path:
        place = Path(entry or ".").resolve()
        if place not in own and place.is_dir() and not any(place.is_relative_to(p) for p in installed):
            own.append(place)
    return own
