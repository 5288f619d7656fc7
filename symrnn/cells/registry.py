"""The table of ready cells: the name on the command line, and what makes the cell."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from symrnn.cells.cell import Cell
from symrnn.cells.elman import Elman
from symrnn.cells.gru import GRU
from symrnn.cells.leaky import LeakyIntegrator
from symrnn.cells.linear import Linear
from symrnn.cells.lstm import LSTM
from symrnn.cells.scalar_gate import ScalarGate
from symrnn.cells.vector_gate import VectorGate
from symrnn.errors import UnknownNameError

CELLS: dict[str, Callable[..., Cell]] = {
    "elman": Elman,
    "linear": Linear,
    "leaky": LeakyIntegrator,
    "scalar-gate": ScalarGate,
    "vector-gate": VectorGate,
    "lstm": LSTM,
    "gru": GRU,
}


def ready_cell(name: str, *arguments: Any, **options: Any) -> Cell:
    """The ready cell of a name; further arguments (the activation, names, sizes) go to what makes it.

    Raises
    ------
    UnknownNameError
        For a name that is not in the table.
    """
    if name not in CELLS:
        close = difflib.get_close_matches(str(name).lower().replace("_", "-"), CELLS, 1)
        raise UnknownNameError("a ready cell", got=repr(name), expected=", ".join(CELLS),
                               advice=f"Did you mean {close[0]}?" if close else "your own cell is FILE.py:NAME")
    return CELLS[name](*arguments, **options)
