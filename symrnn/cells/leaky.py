r"""The leaky integrator.

.. math::  a = W h + V x + b, \qquad h' = (1 - \alpha) h + \alpha \varphi(a)

h: n x 1, x: m x 1, W: n x n, V: n x m, b: n x 1, alpha a scalar between 0 and 1.
Source: H. Jaeger, M. Lukosevicius, D. Popovici, U. Siewert, Optimization and applications of echo state networks with
leaky-integrator neurons, Neural Networks 20(3), 2007.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import Function
from symrnn.algebra.language.leaves import matrix, scalar, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "H. Jaeger et al., Optimization and applications of echo state networks, Neural Networks 20(3), 2007"


def LeakyIntegrator(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None,
                    sizes: Any = None) -> Cell:
    """The leaky integrator; states, inputs and parameters: h; x; W, V, b, alpha."""
    phi, called, (n, m) = activation_of(activation), Names("h x W V b alpha a", names), sizes_of(sizes)
    h, b, x = vector(called("h"), n), vector(called("b"), n), vector(called("x"), m)
    W, V = matrix(called("W"), n, n), matrix(called("V"), n, m)
    alpha = scalar(called("alpha"), between=(0, 1))
    a = W @ h + V @ x + b
    return Cell("leaky" if phi.name == "tanh" else f"leaky-{phi.name}", state={h: (1 - alpha) * h + alpha * phi(a)},
                inputs=[x], params=[W, V, b, alpha], let={called("a"): a}, source=SOURCE,
                reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step in plain torch: h moved towards phi(a) by the fraction alpha."""
    import torch

    W, V, b = params["W"], params["V"], params["b"].reshape(-1)
    h, x = state["h"].reshape(-1), inputs["x"].reshape(-1)
    new = torch.lerp(h, torch_twin(phi)(torch.mv(W, h) + torch.mv(V, x) + b), params["alpha"].reshape(()))
    return {"h": new.reshape(state["h"].shape)}
