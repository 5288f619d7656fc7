"""What a target is: a table from operations to code, and the functions that the code calls.

A new target is one file, `to_<name>.py`, with a `TARGET`, and one row of `lowering.TARGETS`. Its table needs a row for
every operation that it supports, under the names that the table of numpy uses; what has no row is refused by name. The
tests run every operation under every target, so that a new one is tested at once.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symrnn.algebra.terms import Shape
    from symrnn.lower.nodes import Node
    from symrnn.lower.program import Writer

# How tightly a piece of code binds, from a sum to a name or a call.
SUM, MATMUL, PRODUCT, UNARY, POWER, ATOM = range(1, 7)
Code = tuple[str, int]
# A template with places {0}, {1}, ...; a template and how tightly it binds; or a function that writes statements.
Row = str | Code | Callable[["Writer", "Node"], "Code | None"]


@dataclass(frozen=True)
class Argument:
    """A leaf that a function takes."""

    name: str
    shape: Shape
    sequence: bool
    is_complex: bool


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
        A value that a user gives -> an array, with `(what, value, leaf, context)`.
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
    read: Callable[[str, Any, Argument, Any], Any]
    write: Callable[[Any, tuple[int, ...], bool, bool], Any]
    batches: bool
    complex_functions: frozenset[str]
    context: Callable[[Iterable[Any]], Any] = lambda _values: None

    def needed(self, source: str) -> tuple[list[str], list[str]]:
        """The import lines and the sources of functions that a piece of source needs."""
        named = {f.__name__: f for f in self.functions}
        used, wanted = used_names(source), set[str]()
        while new := (used & named.keys()) - wanted:
            wanted |= new
            used = used.union(*(_printed(named[name])[1] for name in new))
        lines = [line for name, line in self.imports.items() if name in used]
        return list(dict.fromkeys(lines)), [_printed(f)[0] for name, f in named.items() if name in wanted]

    @property
    def reserved(self) -> set[str]:
        """The names that generated variables must not take."""
        return {*self.imports, *(f.__name__ for f in self.functions), "batch", "like", "range", "float"}


def used_names(source: str) -> set[str]:
    """The names that a piece of source reads or writes, its arguments aside."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


@cache
def _printed(function: Callable[..., Any]) -> tuple[str, set[str]]:
    """The source of a function as it is printed, and the names in it."""
    source = _unannotated(inspect.getsource(function))
    return source, used_names(source)


def _unannotated(source: str) -> str:
    """A function without its types: they name things that the printed code does not import."""
    first, rest = source.split("\n", 1)
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    every = [*definition.args.args, *filter(None, (definition.args.vararg, definition.args.kwarg))]
    cuts = [(arg.col_offset + len(arg.arg), arg.annotation.end_col_offset) for arg in every if arg.annotation]
    if definition.returns is not None:
        cuts.append((first.rindex(")") + 1, definition.returns.end_col_offset))
    for start, stop in sorted(cuts, reverse=True):
        first = first[:start] + first[stop:]
    return f"{first}\n" + re.sub(r"  # type: ignore\[.*\]", "", rest)


def public_functions(module: ModuleType) -> tuple[Callable[..., Any], ...]:
    """The functions that the module of a target defines for generated code, in their order."""
    own = {"number", "context", "read", "write"}
    return tuple(f for name, f in vars(module).items() if inspect.isfunction(f) and f.__module__ == module.__name__
                 and name not in own and not name.startswith("_"))
