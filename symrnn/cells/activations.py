"""What the ready cells share: an activation by its word with its torch twin, sizes, and names of the user's choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.sizes import Size, dims, size_of
from symrnn.algebra.terms import place
from symrnn.cells.cell import Reference
from symrnn.errors import UnknownNameError, said


def activation_of(phi: Any) -> Function:
    """An elementwise function, from its word or as it is.

    Raises
    ------
    UnknownNameError
        For a word that is not in the table.
    """
    if isinstance(phi, Function):
        return phi
    if isinstance(phi, str) and phi in TABLE:
        return TABLE[phi]
    raise UnknownNameError(f"an activation{place()}", got=said(phi), expected=", ".join(sorted(TABLE)),
                           advice='register your own with sr.function("swish", expr), or sr.function("phi") for any')


def torch_twin(phi: Function) -> Callable[[Any], Any]:
    """The activation as torch computes it; an opaque one has no values and no twin."""
    import torch
    from torch.nn import functional

    words: dict[str, Callable[[Any], Any]] = {
        "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "exp": torch.exp, "log": torch.log,
        "sqrt": torch.sqrt, "sin": torch.sin, "cos": torch.cos, "sinh": torch.sinh, "cosh": torch.cosh,
        "atan": torch.atan, "erf": torch.erf, "abs": torch.abs, "sign": torch.sign,
        "step": lambda u: (u > 0).to(u.dtype), "identity": lambda u: u, "silu": functional.silu,
        "gelu": functional.gelu, "elu": functional.elu, "softsign": functional.softsign,
        "hardtanh": functional.hardtanh, "leaky_relu": functional.leaky_relu,
        # torch's own threshold of 20 replaces softplus by its argument where they still differ by 2e-9.
        "softplus": lambda u: functional.softplus(u, threshold=50),
    }
    if phi.name in words:
        return words[phi.name]
    import sympy

    return sympy.lambdify(phi.variable, phi.body, modules=[{"Abs": torch.abs, "sign": torch.sign}, "torch"])


def sizes_of(given: Any) -> tuple[Size, Size]:
    """The number of units and of inputs: n and m where nothing is given."""
    if given is None:
        n, m = dims("n m")
        return n, m
    n, m = given
    return size_of(n, "the number of units"), size_of(m, "the number of inputs")


class Names:
    """The names of a cell's symbols: its own, with those that the caller replaces.

    Parameters
    ----------
    own
        The names in the equations of the cell, separated by spaces.
    given
        `{"W": "W_r"}`: names of the caller's choice.

    Raises
    ------
    UnknownNameError
        For a name that the cell does not have, or a new name that is taken.
    """

    def __init__(self, own: str, given: Mapping[str, str] | None) -> None:
        self.names = {name: name for name in own.split()}
        for name, new in (given or {}).items():
            if name not in self.names:
                raise UnknownNameError(f"the name of a symbol{place()}", got=repr(name), expected=own,
                                       advice='write names={"W": "W_r"}')
            self.names[name] = new
        if len(set(self.names.values())) < len(self.names):
            raise UnknownNameError(f"the names of the symbols{place()}", got=", ".join(self.names.values()),
                                   expected="different names", advice="two symbols cannot share a name")

    def __call__(self, name: str) -> str:
        """The name under which the cell's own symbol `name` goes."""
        return self.names[name]

    def reference(self, step: Callable[..., Any], phi: Function | None = None) -> Reference | None:
        """The reference step under the caller's names; None where the activation is opaque and has no values."""
        if phi is not None and phi.is_own and phi.body is None:
            return None
        options = {} if phi is None else {"phi": phi}
        own = {new: name for name, new in self.names.items()}

        def renamed(params: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
            given = [{own[k]: v for k, v in values.items()} for values in (params, state, inputs)]
            return {self.names[k]: v for k, v in step(*given, **options).items()}

        return renamed
