r"""The network with one scalar gate.

.. math::  a = W s + V x + b, \qquad g = \sigma(w_g^\top s + v_g^\top x + b_g), \qquad s' = (1 - g) s + g \varphi(a)

s, b, w_g: n x 1, x, v_g: m x 1, W: n x n, V: n x m, b_g and g scalars.
Source: L. Livi, Time-scale coupling between states and parameters in recurrent neural networks, 2025, eqs. (14), (15).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.leaves import matrix, scalar, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "L. Livi, Time-scale coupling between states and parameters in recurrent neural networks, 2025, (14), (15)"


def ScalarGate(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None,
               sizes: Any = None) -> Cell:
    """The network with a scalar gate; states, inputs and parameters: s; x; W, V, b, w_g, v_g, b_g."""
    phi, called = activation_of(activation), Names("s x W V b w_g v_g b_g a g", names)
    n, m = sizes_of(sizes)
    s, b, w_g = (vector(called(name), n) for name in ("s", "b", "w_g"))
    x, v_g, b_g = vector(called("x"), m), vector(called("v_g"), m), scalar(called("b_g"))
    W, V = matrix(called("W"), n, n), matrix(called("V"), n, m)
    a = W @ s + V @ x + b
    g = TABLE["sigmoid"](w_g.T @ s + v_g.T @ x + b_g)
    return Cell("scalar-gate" if phi.name == "tanh" else f"scalar-gate-{phi.name}",
                state={s: (1 - g) * s + g * phi(a)}, inputs=[x], params=[W, V, b, w_g, v_g, b_g],
                let={called("a"): a, called("g"): g}, source=SOURCE,
                reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step in plain torch: s moved towards phi(a) by the fraction g, which the step computes."""
    import torch

    W, V = params["W"], params["V"]
    b, w_g, v_g = (params[name].reshape(-1) for name in ("b", "w_g", "v_g"))
    s, x = state["s"].reshape(-1), inputs["x"].reshape(-1)
    gate = torch.sigmoid(torch.dot(w_g, s) + torch.dot(v_g, x) + params["b_g"].reshape(()))
    new = torch.lerp(s, torch_twin(phi)(torch.mv(W, s) + torch.mv(V, x) + b), gate)
    return {"s": new.reshape(state["s"].shape)}
