"""Verification of the mathematics of recurrent networks: derive, prove, corroborate or refute, and report.

`import symrnn as sr` is all that a derivation needs. Every public name stands in one table, `EXPORTS`, next to the
module that holds it; the module is imported when the name is first used. Importing symrnn itself imports nothing heavy.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

EXPORTS: dict[str, str] = {
    "Source": "symrnn.claims.source",
    "claim": "symrnn.claims.claim",
    "foil": "symrnn.claims.claim",
}
"""Public name -> module that defines it under the same name."""


def __getattr__(name: str) -> Any:
    module = EXPORTS.get(name)
    if module is None:
        raise AttributeError(f"module 'symrnn' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *EXPORTS})


class _Facade(ModuleType):
    """A public name wins over a subpackage of the same name.

    `sr.lower(J, "numpy")` is a function that lives in the package `symrnn.lower`. When Python imports that package it
    also binds the package to the attribute `lower`, so what `sr.lower` means would depend on what was imported before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in EXPORTS and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Facade
