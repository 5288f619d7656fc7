r"""The network with one gate for every unit.

.. math::  a = W s + V x + b, \qquad g = \sigma(U_g s + V_g x + b_g), \qquad s' = (1 - g) \odot s + g \odot \varphi(a)

s, b, b_g, g: n x 1, x: m x 1, W, U_g: n x n, V, V_g: n x m.
Source: L. Livi, Time-scale coupling between states and parameters in recurrent neural networks, 2025, eqs. (16), (17).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.leaves import matrix, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "L. Livi, Time-scale coupling between states and parameters in recurrent neural networks, 2025, (16), (17)"


def VectorGate(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None,
               sizes: Any = None) -> Cell:
    """The network with a gate for every unit; states, inputs and parameters: s; x; W, V, b, U_g, V_g, b_g."""
    phi, called = activation_of(activation), Names("s x W V b U_g V_g b_g a g", names)
    n, m = sizes_of(sizes)
    s, b, b_g = (vector(called(name), n) for name in ("s", "b", "b_g"))
    x = vector(called("x"), m)
    W, U_g = matrix(called("W"), n, n), matrix(called("U_g"), n, n)
    V, V_g = matrix(called("V"), n, m), matrix(called("V_g"), n, m)
    a = W @ s + V @ x + b
    g = TABLE["sigmoid"](U_g @ s + V_g @ x + b_g)
    return Cell("vector-gate" if phi.name == "tanh" else f"vector-gate-{phi.name}",
                state={s: (1 - g) * s + g * phi(a)}, inputs=[x], params=[W, V, b, U_g, V_g, b_g],
                let={called("a"): a, called("g"): g}, source=SOURCE,
                reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step in plain torch: every unit moved towards phi(a) by its own fraction g."""
    import torch

    b, b_g = params["b"].reshape(-1), params["b_g"].reshape(-1)
    s, x = state["s"].reshape(-1), inputs["x"].reshape(-1)
    gate = torch.sigmoid(torch.mv(params["U_g"], s) + torch.mv(params["V_g"], x) + b_g)
    candidate = torch_twin(phi)(torch.mv(params["W"], s) + torch.mv(params["V"], x) + b)
    return {"s": torch.lerp(s, candidate, gate).reshape(state["s"].shape)}
