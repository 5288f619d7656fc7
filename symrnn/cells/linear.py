r"""The linear recurrent network.

.. math::  h' = W h + V x + b

h: n x 1, x: m x 1, W: n x n, V: n x m, b: n x 1.
Source: T. Kailath, Linear Systems, Prentice-Hall, 1980 (state-space form, with a bias).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.language.leaves import matrix, vector
from symrnn.cells.activations import Names, sizes_of
from symrnn.cells.cell import Cell

SOURCE = "T. Kailath, Linear Systems, Prentice-Hall, 1980"


def Linear(*, names: Mapping[str, str] | None = None, sizes: Any = None) -> Cell:
    """The linear network; states, inputs and parameters: h; x; W, V, b."""
    called, (n, m) = Names("h x W V b", names), sizes_of(sizes)
    h, b, x = vector(called("h"), n), vector(called("b"), n), vector(called("x"), m)
    W, V = matrix(called("W"), n, n), matrix(called("V"), n, m)
    return Cell("linear", state={h: W @ h + V @ x + b}, inputs=[x], params=[W, V, b], source=SOURCE,
                reference=called.reference(reference))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """The step by torch.nn.functional.linear."""
    from torch.nn.functional import linear

    h, x, b = state["h"].reshape(-1), inputs["x"].reshape(-1), params["b"].reshape(-1)
    new = linear(h, params["W"]) + linear(x, params["V"], b)
    return {"h": new.reshape(state["h"].shape)}
