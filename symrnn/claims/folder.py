"""The modules of one folder of derivations, kept apart from all others.

Two folders named `derivations` may be loaded in one process (the user's and the shipped ones, or those of two tests).
Each has its own modules: they are in `sys.modules` while the folder is active and taken out afterwards.
Files are compiled from their source each time. Python's bytecode cache goes by size and modification time, so that it
can hold yesterday's claim; what is judged must be the bytes whose digest is in the cache key.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

NAME = "derivations"
"""The name of a folder of derivations: `from derivations.sources import ...` works in each of its files."""


_SKIPPED = {"__pycache__", "node_modules", "site-packages"}


class Folder:
    """A folder whose files import each other as `folder.file`.

    Parameters
    ----------
    root : the folder; its parent is on `sys.path` while the folder is active.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.package = root.name if _usable(root) else f"_symrnn_{hashlib.sha256(bytes(root)).hexdigest()[:12]}"
        self._modules: dict[str, ModuleType] = {}
        self._depth = 0

    @contextmanager
    def active(self) -> Iterator[None]:
        """Make the folder's modules importable, and the only ones of their names."""
        if self._depth:
            yield
            return
        finder, parent = _Finder(self), str(self.root.parent)
        outer = _take(self.package)
        sys.modules.update(self._modules)
        sys.meta_path.insert(0, finder)
        sys.path.insert(0, parent)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            sys.meta_path.remove(finder)
            if parent in sys.path:
                sys.path.remove(parent)
            self._modules = _take(self.package)
            sys.modules.update(outer)

    def load(self, file: Path) -> ModuleType:
        """Import a file of the folder; a second call gives the same module."""
        with self.active():
            return importlib.import_module(self.module_name(file))

    def files(self) -> list[Path]:
        """All Python files of the folder, sorted; any other folder than `derivations` ends at its own files."""
        return python_files(self.root) if self.root.name == NAME else sorted(self.root.glob("*.py"))

    def module_name(self, file: Path) -> str:
        """The dotted name under which a file of the folder is imported."""
        parts = file.relative_to(self.root).with_suffix("").parts
        return ".".join((self.package, *(parts[:-1] if parts[-1] == "__init__" else parts)))

    def relative(self, file: Path) -> str:
        """The path that the ledger keeps: from the folder's parent, with forward slashes."""
        return file.relative_to(self.root.parent).as_posix()


def python_files(folder: Path) -> list[Path]:
    """The Python files in and below a folder, sorted; hidden folders and those of installed packages are left out."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        inner = file.relative_to(folder).parts[:-1]
        if not any(part in _SKIPPED or part.startswith(".") for part in inner):
            found.append(file)
    return found


def root_of(file: Path) -> Path:
    """The folder that a file belongs to: the nearest one named `derivations`, else the one that it stands in.

    It follows from the file's place alone, so that a process that is told to judge one file finds the same.
    """
    return next((p for p in file.parents if p.name == NAME), file.parent)


def usual() -> Path:
    """Where claims are looked for if no place is named: `derivations/` here, else the shipped ones."""
    here = Path(NAME)
    return here if here.is_dir() else shipped() or here


def shipped() -> Path | None:
    """The derivations that come with the package: inside it once installed, beside it in its sources."""
    package = Path(__file__).parents[1]
    places = (package / "shipped" / NAME, package.parent / NAME)
    return next((place for place in places if place.is_dir()), None)


class _Finder(MetaPathFinder):
    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = self._folder.package
        if fullname != package and not fullname.startswith(package + "."):
            return None
        place = self._folder.root.joinpath(*fullname.split(".")[1:])
        found: list[tuple[Path, list[str] | None]] = [(place / "__init__.py", [str(place)])]
        if fullname != package:  # A file beside the folder that is called like it is not the folder.
            found.append((place.with_name(place.name + ".py"), None))
        for file, search in found:
            if file.is_file():
                return importlib.util.spec_from_file_location(
                    fullname, file, loader=_FromSource(fullname, str(file)), submodule_search_locations=search
                )
        if place.is_dir():
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(place)]
            return spec
        return None


class _FromSource(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_data(self.path), self.path, "exec", dont_inherit=True)


def _usable(root: Path) -> bool:
    """Whether the folder's own name can be its package name without hiding a package that its files may import."""
    if root.name == NAME:
        return True
    if not root.name.isidentifier():
        return False
    found = importlib.util.find_spec(root.name)
    if found is None:
        return True
    places = [found.origin] if found.origin else list(found.submodule_search_locations or ())
    return all(place is not None and Path(place).is_relative_to(root) for place in places)


def _take(package: str) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(package + ".")]
    return {name: sys.modules.pop(name) for name in names}
