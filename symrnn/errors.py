"""What went wrong, in one paragraph: what, what was got, what was expected, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "CatalogError",
    "ClaimError",
    "ConditionError",
    "ExecutorError",
    "LedgerError",
    "LimitError",
    "MissingPackageError",
    "NotSupportedError",
    "OutputError",
    "RunInterrupted",
    "ShapeError",
    "SymrnnError",
    "UnknownNameError",
    "missing_package",
    "said",
]


class SymrnnError(Exception):
    """An error that symrnn raises on purpose.

    Parameters
    ----------
    what : the fault, as a clause that names the thing it is about.
    got : the value that was found, if one value is to blame.
    expected : what would have been accepted.
    advice : the way out, as a sentence.
    """

    def __init__(self, what: str, got: object = None, expected: object = None, advice: str | None = None) -> None:
        self.what = what
        self.got = got
        self.expected = expected
        self.advice = advice
        super().__init__(_paragraph(what, got, expected, advice))

    def __reduce__(self) -> tuple[object, ...]:
        # The default rebuilds from `args`, which hold the finished paragraph: what, got and the rest would be lost.
        return (type(self), (self.what, self.got, self.expected, self.advice))


def said(value: object, most: int = 60) -> str:
    """A value as a message shows it: cut where it is long, and without the address that Python prints of a function."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    text = repr(value)
    if " at 0x" in text:
        name = getattr(value, "__name__", None)
        return f"the function {name}" if callable(value) and name else f"a {type(value).__name__}"
    return text if len(text) <= most else f"{text[: most - 3]}..."


class ShapeError(SymrnnError):
    """Two shapes do not fit together."""


class UnknownNameError(SymrnnError):
    """A name stands for nothing here: a leaf, a cell, a function, a claim."""


class NotSupportedError(SymrnnError):
    """A word that exists, used where the calculus, a bound, a target or a command does not cover it."""


class ConditionError(SymrnnError):
    """A condition is malformed or contradicts what it is used with."""


class ClaimError(SymrnnError):
    """A claim or a foil is not well defined."""


class CatalogError(SymrnnError):
    """A path holds no derivations that can be read."""


class OutputError(SymrnnError):
    """A file or a folder cannot be written."""


class MissingPackageError(SymrnnError):
    """A package that this part of symrnn needs is not installed."""


class LimitError(SymrnnError):
    """A limit (time, memory, size of a result) was reached, or a limit was given that makes no sense."""


class ExecutorError(SymrnnError):
    """The machinery that runs claims failed, as opposed to a claim that failed in it."""


class RunInterrupted(SymrnnError):  # noqa: N818 (it is no fault)
    """Somebody pressed Ctrl-C; what was found until then is in the journal.

    Attributes
    ----------
    entries : one for each planned claim; what was not judged is NOT_RUN.
    """

    entries: Sequence[dict[str, Any]] = ()


class LedgerError(SymrnnError):
    """A ledger or one of its entries does not have the form that its schema promises."""


def missing_package(error: BaseException) -> MissingPackageError | None:
    """What to say of an import that failed: the package to install; None where it is another error, or our own file."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or error.name.split(".")[0] == "symrnn":
        return None
    package = error.name.split(".")[0]
    return MissingPackageError(f"the package {package} is not installed", advice=f"pip install {package}")


def _paragraph(what: str, got: object, expected: object, advice: str | None) -> str:
    parts = [what.rstrip(".")]
    if got is not None:
        parts.append(f"got {got}")
    if expected is not None:
        parts.append(f"expected {expected}")
    message = "; ".join(parts) + "."
    return f"{message} {advice}" if advice else message
