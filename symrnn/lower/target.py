"""What a target is: a table from operations to code, and the functions that the code calls."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symrnn.lower.nodes import Node
    from symrnn.lower.program import Writer

# How tightly a piece of code binds, from a sum to a name or a call.
SUM, MATMUL, PRODUCT, UNARY, POWER, ATOM = range(1, 7)
Code = tuple[str, int]
# A template with places {0}, {1}, ...; a template and how tightly it binds; or a function that writes statements.
Row = str | Code | Callable[["Writer", "Node", str | None], "Code | None"]


@dataclass(frozen=True)
class Target:
    """One back-end.

    Parameters
    ----------
    name
        What a user calls it.
    rows
        Operation -> code; `fn tanh` for the function tanh, `static tanh` where its argument is a Python number.
    number
        An exact number as code.
    imports
        Name -> the line that imports it.
    functions
        The functions that the code may call; their source is printed with it.
    read
        A value that a user gives -> an array, with `(what, value, complex, context)`.
    write
        An array -> the value that a user gets, with `(array, leading sizes, scalar, view of an argument)`.
    batches
        Whether arrays may have leading dimensions.
    complex_functions
        The elementwise functions that take complex arguments.
    context
        All values of a call -> what `read` must know about the others (dtype and device).
    """

    name: str
    rows: Mapping[str, Row]
    number: Callable[[Fraction], Code]
    imports: Mapping[str, str]
    functions: tuple[Callable[..., Any], ...]
    read: Callable[[str, Any, bool, Any], Any]
    write: Callable[[Any, tuple[int, ...], bool, bool], Any]
    batches: bool
    complex_functions: frozenset[str]
    context: Callable[[Iterable[Any]], Any] = lambda _values: None

    def needed(self, body: str) -> tuple[list[str], list[str]]:
        """The import lines and the sources of functions that a body needs."""
        sources = {f.__name__: _unannotated(inspect.getsource(f)) for f in self.functions}
        wanted: set[str] = set()
        text, found = body, True
        while found:
            new = [name for name in sources if name not in wanted and mentions(text, name)]
            found = bool(new)
            wanted.update(new)
            text += "".join(sources[name] for name in new)
        lines = [line for name, line in self.imports.items() if mentions(text, name)]
        return list(dict.fromkeys(lines)), [sources[name] for name in sources if name in wanted]

    @property
    def reserved(self) -> set[str]:
        """The names that generated variables must not take."""
        return {*self.imports, *(f.__name__ for f in self.functions), "batch", "like", "range", "float"}


def _unannotated(source: str) -> str:
    """A function without the types in its first line: they name things that the printed code does not import."""
    first, rest = source.split("\n", 1)
    return re.sub(r": (Any|int|float|str)\b", "", re.sub(r" -> \w+:$", ":", first)) + "\n" + rest


def mentions(text: str, name: str) -> bool:
    """Whether a name stands in code, not as an attribute of something else."""
    return re.search(rf"(?<![\w.]){re.escape(name)}\b", text) is not None


def public_functions(module: ModuleType, not_these: set[str]) -> tuple[Callable[..., Any], ...]:
    """The functions that a module defines for generated code, in their order."""
    return tuple(f for name, f in vars(module).items()
                 if inspect.isfunction(f) and f.__module__ == module.__name__ and name not in not_these)
