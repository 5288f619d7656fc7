"""Methods that rooms further down give to a cell; a table of the façade says which, each imported when it is called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from symrnn.errors import MissingPackageError, NotSupportedError


def method(name: str) -> Callable[..., Any]:
    """The function behind a method.

    Raises
    ------
    NotSupportedError, MissingPackageError
        Where a module of symrnn, or a package that it needs, is not installed.
    """
    module, _, function = import_module("symrnn").METHODS[name].partition(":")
    try:
        found: Callable[..., Any] = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        if error.name and module.startswith(error.name):
            raise NotSupportedError(f"{name} of a cell", got=f"no module {error.name}", expected=module,
                                    advice="this installation of symrnn is incomplete: install it again") from error
        raise MissingPackageError(f"{name} of a cell", got=f"no package {error.name}", expected="it installed",
                                  advice=f"pip install {error.name}") from error
    return found
