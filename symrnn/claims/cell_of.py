"""The cell that a word on the command line stands for: a ready one by name, or one in a file."""

from __future__ import annotations

import inspect
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from symrnn.claims.folder import Folder, root_of
from symrnn.claims.mishap import line_of, words_of
from symrnn.errors import CatalogError, UnknownNameError


def cell_of(word: str) -> Any:
    """The cell of a name (`lstm`), or of `FILE.py:NAME`, where NAME is a cell or a function that returns one.

    Raises
    ------
    UnknownNameError : where there is no such ready cell, or no such name in the file.
    CatalogError : where the file cannot be read, or the name stands for something else.
    """
    path, colon, name = word.rpartition(":")
    if word.endswith(".py"):
        value_of(word, "")
    if not colon:
        return import_module("symrnn.cells.registry").ready_cell(word)
    found = value_of(path, name)
    kind = import_module("symrnn.cells.cell").Cell
    cell = _made(found, word, Path(path)) if callable(found) and not isinstance(found, kind) else found
    if not isinstance(cell, kind):
        raise CatalogError(f"{word} is no cell", got=f"{type(cell).__name__} {cell!r:.40}", expected="a Cell, or a function")
    return cell


def _made(function: Any, word: str, file: Path) -> Any:
    """What a function of a user's file returns; what it raises is told with its line."""
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError) as error:
        raise CatalogError(f"{word} is no cell", got=f"{getattr(function, '__name__', function)}: {error}",
                           expected="a Cell, or a function without arguments that returns one") from error
    try:
        return function()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise CatalogError(f"{file}:{line_of(error, file.absolute()) or 1}: {words_of(error)}") from error


def value_of(path: str, name: str) -> Any:
    """A global name of a file.

    Raises
    ------
    CatalogError : where there is no such file.
    UnknownNameError : where the file has no such name.
    """
    file = Path(os.path.abspath(path))  # noqa: PTH100 (resolve would follow a link out of its folder)
    if not file.is_file() or file.suffix != ".py":
        raise CatalogError(f"the file {path}", got="no Python file", expected="FILE.py:NAME")
    try:
        module = Folder(root_of(file)).load(file)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise CatalogError(f"{path}:{line_of(error, file) or 1}: {words_of(error)}") from error
    if not hasattr(module, name):
        names = ", ".join(n for n, value in vars(module).items() if not n.startswith("_") and _made_in(module, value))
        what = f"{path} has no name {name!r}" if name else f"no name after the file {path}"
        raise UnknownNameError(what, expected=f"{path}:NAME, with one of {names:.300}" if names else None)
    return getattr(module, name)


def _made_in(module: Any, value: Any) -> bool:
    """Whether a value of a module is a cell, or something to be called that was written there."""
    kind = import_module("symrnn.cells.cell").Cell
    return isinstance(value, kind) or (callable(value) and getattr(value, "__module__", None) == module.__name__)
