r"""The long short-term memory, as PyTorch computes it.

.. math::
    i &= \sigma(W_{ii} x + b_{ii} + W_{hi} h + b_{hi}), & f &= \sigma(W_{if} x + b_{if} + W_{hf} h + b_{hf}), \\
    g &= \tanh(W_{ig} x + b_{ig} + W_{hg} h + b_{hg}), & o &= \sigma(W_{io} x + b_{io} + W_{ho} h + b_{ho}), \\
    c' &= f \odot c + i \odot g, & h' &= o \odot \tanh(c')

h, c: n x 1, x: m x 1; for every gate k of i, f, g, o: W_ik: n x m, W_hk: n x n, b_ik, b_hk: n x 1.
Source: S. Hochreiter, J. Schmidhuber, Neural Computation 9(8), 1997, with the forget gate of F. Gers et al., Neural
Computation 12(10), 2000; the equations and their order are those of torch.nn.LSTMCell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.leaves import matrix, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "S. Hochreiter, J. Schmidhuber, Long short-term memory, 1997; F. Gers et al., 2000; as in torch.nn.LSTMCell"
GATES = "ifgo"  # the order in which torch stacks them


def LSTM(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None, sizes: Any = None) -> Cell:
    """The LSTM with any activation at its two places.

    States h, c; input x; parameters W_ik, W_hk, b_ik, b_hk for every gate k of i, f, g, o.
    """
    own = [f"{letter}_{side}{k}" for k in GATES for letter in "Wb" for side in "ih"]
    called, (n, m) = Names(" ".join(["h c x", *own, *GATES, "c_new"]), names), sizes_of(sizes)
    phi, sigmoid = activation_of(activation), TABLE["sigmoid"]
    h, c, x = vector(called("h"), n), vector(called("c"), n), vector(called("x"), m)
    gates, params = {}, []
    for k in GATES:
        W_i, W_h = matrix(called(f"W_i{k}"), n, m), matrix(called(f"W_h{k}"), n, n)
        b_i, b_h = vector(called(f"b_i{k}"), n), vector(called(f"b_h{k}"), n)
        gates[k] = (phi if k == "g" else sigmoid)(W_i @ x + b_i + W_h @ h + b_h)
        params += [W_i, W_h, b_i, b_h]
    c_new = gates["f"] * c + gates["i"] * gates["g"]
    return Cell("lstm" if phi.name == "tanh" else f"lstm-{phi.name}", state={h: gates["o"] * phi(c_new), c: c_new},
                inputs=[x], params=params, let={**{called(k): gates[k] for k in GATES}, called("c_new"): c_new},
                source=SOURCE, reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step by torch.nn.LSTMCell for tanh, else in plain torch."""
    import torch

    h, c, x = state["h"].reshape(-1), state["c"].reshape(-1), inputs["x"].reshape(-1)
    if phi.word != "tanh":
        i, f, g, o = (params[f"W_i{k}"] @ x + params[f"b_i{k}"].reshape(-1) + params[f"W_h{k}"] @ h
                      + params[f"b_h{k}"].reshape(-1) for k in GATES)
        own = torch_twin(phi)
        cell = torch.sigmoid(f) * c + torch.sigmoid(i) * own(g)
        hidden = torch.sigmoid(o) * own(cell)
        return {"h": hidden.reshape(state["h"].shape), "c": cell.reshape(state["c"].shape)}
    # On the meta device a module has no numbers, so that making it draws none from the generator.
    module = torch.nn.LSTMCell(len(x), len(h), device="meta")
    weights = {}
    for side in "ih":
        weights[f"weight_{side}h"] = torch.cat([params[f"W_{side}{k}"] for k in GATES])
        weights[f"bias_{side}h"] = torch.cat([params[f"b_{side}{k}"].reshape(-1) for k in GATES])
    new_h, new_c = torch.func.functional_call(module, weights, (x[None], (h[None], c[None])))
    return {"h": new_h[0].reshape(state["h"].shape), "c": new_c[0].reshape(state["c"].shape)}
