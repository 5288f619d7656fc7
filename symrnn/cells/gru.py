r"""The gated recurrent unit, as PyTorch computes it: the reset gate acts after the matrix product.

.. math::
    r &= \sigma(W_{ir} x + b_{ir} + W_{hr} h + b_{hr}), & z &= \sigma(W_{iz} x + b_{iz} + W_{hz} h + b_{hz}), \\
    \tilde h &= \tanh(W_{in} x + b_{in} + r \odot (W_{hn} h + b_{hn})), & h' &= (1 - z) \odot \tilde h + z \odot h

h: n x 1, x: m x 1; for every gate k of r, z, n: W_ik: n x m, W_hk: n x n, b_ik, b_hk: n x 1.
Source: K. Cho et al., Learning phrase representations using RNN encoder-decoder, 2014; the equations and their order
are those of torch.nn.GRUCell (Cho's reset gate acts on h before the product with W_hn).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.leaves import matrix, vector
from symrnn.cells.activations import Names, activation_of, sizes_of, torch_twin
from symrnn.cells.cell import Cell

SOURCE = "K. Cho et al., Learning phrase representations using RNN encoder-decoder, 2014; as in torch.nn.GRUCell"
GATES = "rzn"  # the order in which torch stacks them


def GRU(activation: str | Function = "tanh", *, names: Mapping[str, str] | None = None, sizes: Any = None) -> Cell:
    """The GRU with any activation of its candidate.

    State h; input x; parameters W_ik, W_hk, b_ik, b_hk for every gate k of r, z, n.
    """
    own = [f"{letter}_{side}{k}" for k in GATES for letter in "Wb" for side in "ih"]
    called, (n, m) = Names(" ".join(["h x", *own, "r z h_tilde"]), names), sizes_of(sizes)
    phi, sigmoid = activation_of(activation), TABLE["sigmoid"]
    h, x = vector(called("h"), n), vector(called("x"), m)
    fed, kept, params = {}, {}, []
    for k in GATES:
        W_i, W_h = matrix(called(f"W_i{k}"), n, m), matrix(called(f"W_h{k}"), n, n)
        b_i, b_h = vector(called(f"b_i{k}"), n), vector(called(f"b_h{k}"), n)
        fed[k], kept[k] = W_i @ x + b_i, W_h @ h + b_h
        params += [W_i, W_h, b_i, b_h]
    r, z = sigmoid(fed["r"] + kept["r"]), sigmoid(fed["z"] + kept["z"])
    h_tilde = phi(fed["n"] + r * kept["n"])
    return Cell("gru" if phi.name == "tanh" else f"gru-{phi.name}", state={h: (1 - z) * h_tilde + z * h}, inputs=[x],
                params=params, let={called("r"): r, called("z"): z, called("h_tilde"): h_tilde}, source=SOURCE,
                reference=called.reference(reference, phi))


def reference(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], phi: Function) -> dict[str, Any]:
    """The step by torch.nn.GRUCell for tanh, else in plain torch."""
    import torch

    h, x = state["h"].reshape(-1), inputs["x"].reshape(-1)
    if phi.word != "tanh":
        fed, kept = ({k: params[f"W_{side}{k}"] @ u + params[f"b_{side}{k}"].reshape(-1) for k in GATES}
                     for side, u in (("i", x), ("h", h)))
        r, z = torch.sigmoid(fed["r"] + kept["r"]), torch.sigmoid(fed["z"] + kept["z"])
        return {"h": torch.lerp(torch_twin(phi)(fed["n"] + r * kept["n"]), h, z).reshape(state["h"].shape)}
    # On the meta device a module has no numbers, so that making it draws none from the generator.
    module = torch.nn.GRUCell(len(x), len(h), device="meta")
    weights = {}
    for side in "ih":
        weights[f"weight_{side}h"] = torch.cat([params[f"W_{side}{k}"] for k in GATES])
        weights[f"bias_{side}h"] = torch.cat([params[f"b_{side}{k}"].reshape(-1) for k in GATES])
    new = torch.func.functional_call(module, weights, (x[None], h[None]))[0]
    return {"h": new.reshape(state["h"].shape)}
