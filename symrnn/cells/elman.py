r"""The simple recurrent network.

.. math::  a = W h + V x + b, \qquad h' = \varphi(a)

h: n x 1, x: m x 1, W: n x n, V: n x m, b: n x 1.
Source: J. L. Elman, Finding structure in time, Cognitive Science 14, 1990.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import Function
from symrnn.algebra.language.leaves import matrix, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "J. L. Elman, Finding structure in time, Cognitive Science 14, 1990"


def Elman(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None, sizes: Any = None) -> Cell:
    """The Elman network with any activation; states, inputs and parameters: h; x; W, V, b."""
    phi, called, (n, m) = activation_of(activation), Names("h x W V b a", names), sizes_of(sizes)
    h, b, x = vector(called("h"), n), vector(called("b"), n), vector(called("x"), m)
    W, V = matrix(called("W"), n, n), matrix(called("V"), n, m)
    a = W @ h + V @ x + b
    return Cell("elman" if phi.name == "tanh" else f"elman-{phi.name}", state={h: phi(a)}, inputs=[x],
                params=[W, V, b], let={called("a"): a}, source=SOURCE,
                reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step by torch.nn.RNNCell for tanh and relu, else in plain torch; b is its bias_ih, bias_hh is zero."""
    import torch

    W, V, b = params["W"], params["V"], params["b"].reshape(-1)
    h, x = state["h"].reshape(-1), inputs["x"].reshape(-1)
    if phi.word in ("tanh", "relu"):
        # On the meta device a module has no numbers, so that making it draws none from the generator.
        module = torch.nn.RNNCell(len(x), len(h), nonlinearity=phi.word, device="meta")
        weights = {"weight_ih": V, "weight_hh": W, "bias_ih": b, "bias_hh": torch.zeros_like(b)}
        new = torch.func.functional_call(module, weights, (x[None], h[None]))[0]
    else:
        new = torch_twin(phi)(torch.mv(W, h) + torch.mv(V, x) + b)
    return {"h": new.reshape(state["h"].shape)}
