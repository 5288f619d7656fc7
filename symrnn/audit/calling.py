"""Calling the audited function as it wants to be called: with torch or numpy, with columns in one of three shapes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symrnn.audit.binding import Binding
from symrnn.audit.expressions import Array, value
from symrnn.errors import NotSupportedError

LIBRARIES = ("torch", "numpy")
SHAPES = {"columns": "columns of shape (n, 1)", "flat": "flat columns of shape (n,)",
          "rows": "states and inputs as rows of shape (1, n)"}
Reading = tuple[str, str]
READINGS: tuple[Reading, ...] = tuple((library, shape) for library in LIBRARIES for shape in SHAPES)


def describe(reading: Reading) -> str:
    """How the function was called, in words."""
    return f"{reading[0]}, {SHAPES[reading[1]]}"


def call(binding: Binding, leaves: dict[str, Array], reading: Reading) -> Any:
    """What the function returns at a point; whatever it raises comes through."""
    return run(binding.function, *handed(binding, leaves, reading))


def handed(binding: Binding, leaves: dict[str, Array],
           reading: Reading) -> tuple[tuple[Any, ...], dict[str, Any], dict[str, Any]]:
    """What the function is given at a point: by position, by name, and as parameters inside of a module."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    inside: dict[str, Any] = {}
    for slot in binding.slots:
        # A module's own parameters have the shapes that the module gave them.
        shape = "flat" if slot.inside else reading[1]
        given = _hand(value(slot.meaning, leaves), (reading[0], shape))
        if slot.inside:
            inside[slot.name] = given
        elif slot.positional:
            positional.append(given)
        else:
            named[slot.name] = given
    return tuple(positional), named, inside


def run(function: Any, positional: tuple[Any, ...], named: dict[str, Any], inside: dict[str, Any]) -> Any:
    """Call a function, or a module with other parameters than its own."""
    if not inside:
        return function(*positional, **named)
    if not hasattr(function, "forward"):
        return function(*positional, inside=inside, **named)
    import torch

    return torch.func.functional_call(function, inside, positional, named)


def _hand(given: Any, reading: Reading) -> Any:
    if isinstance(given, tuple):
        return tuple(_hand(v, reading) for v in given)
    if isinstance(given, dict):
        return {key: _hand(v, reading) for key, v in given.items()}
    if isinstance(given, list):
        arrays = [_hand(v, reading) for v in given]
        if reading[0] == "torch":
            import torch

            return torch.stack(arrays)
        import numpy as np

        return np.stack(arrays)
    return _array(given, reading)


def _array(given: Array, reading: Reading) -> Any:
    library, shape = reading
    numbers: Any = [[float(x) for x in row] for row in given.rows]
    if given.kind == "scalar":
        numbers = numbers[0][0]
    elif given.kind == "column" and shape == "rows" and given.carried:
        numbers = [[row[0] for row in numbers]]
    elif given.kind == "column" and shape != "columns":
        numbers = [row[0] for row in numbers]
    if library == "torch":
        import torch

        return torch.tensor(numbers, dtype=torch.float64)
    import numpy as np

    return np.asarray(numbers, dtype=np.float64)


def plain(result: Any, array: Callable[[Any], Any] | None = None) -> Any:
    """A result as nested tuples, lists and mappings of `Returned` arrays, or of what `array` makes of each."""
    if isinstance(result, dict):
        return {key: plain(v, array) for key, v in result.items()}
    if hasattr(result, "_fields"):
        return {key: plain(getattr(result, key), array) for key in result._fields}
    if isinstance(result, tuple | list) and not _numbers(result):
        return tuple(plain(v, array) for v in result)
    return (array or Returned)(result)


def _numbers(given: Any) -> bool:
    """Whether nested lists hold plain numbers, so that they are one array."""
    if isinstance(given, tuple | list):
        return bool(given) and all(_numbers(v) for v in given)
    return isinstance(given, int | float | Fraction)


def axes(result: Any) -> int:
    """The number of axes of the array that has most of them, among all that was returned."""
    several = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else None
    return len(result.shape) if several is None else max(map(axes, several), default=0)


class Returned:
    """An array that the function returned: its shape, its precision, and its numbers."""

    def __init__(self, array: Any) -> None:
        if array is None:
            raise NotSupportedError("what the audited function returns", got="None", expected="arrays of numbers",
                                    advice="is a `return` missing in it?")
        if hasattr(array, "detach"):
            array = array.detach().cpu()
        kind = str(getattr(array, "dtype", "float64"))
        if "complex" in kind or "object" in kind:
            raise NotSupportedError("what the audited function returns", got=kind, expected="real numbers",
                                    advice="return float64 arrays")
        self.bits = 53
        for name, bits in (("bfloat16", 8), ("float16", 11), ("float32", 24)):
            if name in kind:
                self.bits = bits
                break
        import numpy as np

        try:
            self.array = np.asarray(array.double() if hasattr(array, "double") else array, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise NotSupportedError("what the audited function returns", got=f"{type(array).__name__}",
                                    expected="arrays of numbers", advice="return tensors or arrays") from error

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape as returned."""
        return tuple(self.array.shape)

    def rows(self, height: int, width: int) -> list[list[float]] | None:
        """The numbers as height x width, where the shape is that one up to axes of length one."""
        squeezed = tuple(s for s in self.shape if s != 1)
        if squeezed != tuple(s for s in (height, width) if s != 1):
            return None
        return self.array.reshape(height, width).tolist()
