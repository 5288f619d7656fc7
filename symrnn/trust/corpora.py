"""Where the corpora lie: beside the package, in the tests of a checkout."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from symrnn.errors import CatalogError

TESTS = "tests"


def root() -> Path:
    """The folder that holds `symrnn` and `tests`.

    Raises
    ------
    CatalogError
        Where the package was installed without its tests.
    """
    folder = Path(__file__).parents[2]
    if not (folder / TESTS / "trust" / "labelled").is_dir():
        raise CatalogError("what trust is measured with is not here", got=f"no folder {TESTS}/trust beside the package",
                           expected="a checkout of symrnn", advice="Clone the sources, and run `make trust` there.")
    return folder


def folder(*parts: str) -> Path:
    """A folder below `tests`: `folder("trust", "labelled")`."""
    return root().joinpath(TESTS, *parts)


def module(*parts: str) -> Any:
    """A module below `tests`, with those beside it in reach: `module("search", "false_statements")`."""
    place = str(folder(*parts[:-1]))
    if place not in sys.path:
        sys.path.append(place)
    return import_module(parts[-1])
