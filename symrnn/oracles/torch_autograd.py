"""Jacobians of a cell's reference by torch's automatic differentiation, in float64.

The reference is written without this package, and so is what differentiates it. A float64 value carries no error
bound of its own: the bound comes from an evaluation in balls of the same precision.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError

name = "oracle:torch-autograd"

# How columns may be handed to a reference: as the shapes of the symbols say, or flat, as torch's own cells take them.
READINGS = ("columns of shape (n, 1)", "flat columns of shape (n,)")


def step(cell: Any, point: dict[str, Any], reading: str = READINGS[0]) -> dict[str, Any]:
    """The new states of the reference at a point, as tensors of the shapes of the states.

    Parameters
    ----------
    cell
        A cell with a reference.
    point
        Exact values of the leaves; each is rounded to float64.
    reading
        One of `READINGS`.

    Raises
    ------
    NotSupportedError
        Where the cell has no reference.
    ShapeError
        Where the reference returns something else than the new states.
    """
    return _call(cell, tensors(cell, point), reading)


def jacobian(cell: Any, of: str, wrt: str, point: dict[str, Any], reading: str = READINGS[0]) -> tuple[Any, None]:
    """The Jacobian of a new state of the reference with respect to a symbol; it has no error bound of its own.

    Parameters
    ----------
    cell
        A cell with a reference.
    of, wrt
        The name of a state, and of a leaf of any shape; a matrix counts as its rows, one after the other.

    Returns
    -------
    Rows of floats, and None for the bound.
    """
    import torch

    values = tensors(cell, point)

    def moved(value: Any) -> Any:
        return _call(cell, {**values, wrt: value}, reading)[of].reshape(-1)

    if wrt not in values or of not in {s.name for s in cell.state}:
        raise UnknownNameError(f"the Jacobian of the reference of {cell.name}", got=f"of {of} with respect to {wrt}",
                               expected=f"a state, and one of {', '.join(values)}", advice="use the cell's symbols")
    matrix: Any = torch.autograd.functional.jacobian(moved, values[wrt])  # type: ignore[no-untyped-call]
    return matrix.reshape(matrix.shape[0], -1).tolist(), None


def tensors(cell: Any, point: dict[str, Any]) -> dict[str, Any]:
    """The cell's leaves at a point as float64 tensors of the shapes of the symbols."""
    import torch

    out = {}
    for symbol in (*cell.state, *cell.inputs, *cell.parameters):
        entry = point["leaves"][symbol.name]
        rows = [[float(Fraction(x)) for x in row] for row in entry] if symbol.shape else float(Fraction(entry))
        out[symbol.name] = torch.tensor(rows, dtype=torch.float64)
    return out


def readings(cell: Any, point: dict[str, Any]) -> list[str]:
    """The readings under which the reference runs at a point and returns states of the right shape.

    Raises
    ------
    ShapeError
        Where it runs under none; the message has the reference's own error.
    """
    good, errors = [], []
    for reading in READINGS:
        try:
            step(cell, point, reading)
        except (RuntimeError, ValueError, IndexError, TypeError, KeyError, AttributeError, ShapeError) as error:
            errors.append(f"with {reading}: {type(error).__name__}: {str(error).splitlines()[0][:120]}")
        else:
            good.append(reading)
    if not good:
        raise ShapeError(f"the reference of the cell {cell.name} does not run", got="; ".join(errors),
                         expected="a function (params, state, inputs) -> state over dicts of tensors by name",
                         advice="run it on tensors of the shapes of the symbols")
    return good


def _call(cell: Any, values: dict[str, Any], reading: str) -> dict[str, Any]:
    if cell.reference is None:
        raise NotSupportedError(f"the reference step of the cell {cell.name}", got="none", expected="a torch function",
                                advice="give reference=, a function (params, state, inputs) -> state")
    shapes = {s.name: tuple(values[s.name].shape) for s in cell.state}
    groups = (cell.parameters, cell.state, cell.inputs)
    # Whether a symbol is a column says its declaration: a matrix may have one column at a point.
    columns = {s.name for group in groups for s in group if s.is_column} if reading == READINGS[1] else set()
    new = cell.reference(*({s.name: values[s.name].reshape(-1) if s.name in columns else values[s.name] for s in group}
                           for group in groups))
    if not isinstance(new, dict) and len(shapes) == 1:
        new = {next(iter(shapes)): new}
    if not isinstance(new, dict) or set(new) != set(shapes):
        raise ShapeError(f"what the reference of the cell {cell.name} returns",
                         got=", ".join(map(str, new)) if isinstance(new, dict) else type(new).__name__,
                         expected="a dict of the new states: " + ", ".join(shapes),
                         advice="return {'h': new_h}")
    for key, shape in shapes.items():
        if not _fits(new[key], shape):
            raise ShapeError(f"the state {key} that the reference of the cell {cell.name} returns",
                             got=str(getattr(new[key], "shape", type(new[key]).__name__)), expected=str(shape),
                             advice="a new state has the shape of the old one")
    return {key: new[key].reshape(shape) for key, shape in shapes.items()}


def _fits(value: Any, shape: tuple[int, ...]) -> bool:
    """Whether a tensor has the shape of a state: (n, 1), (n,) for a column, () or ones for a scalar."""
    found = getattr(value, "shape", None)
    if found is None:
        return False
    return tuple(found) in (shape, shape[:1]) or (math.prod(shape) == 1 and set(found) <= {1})
