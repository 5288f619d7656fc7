"""What the targets share whose arrays are numpy arrays of objects: mpf numbers, balls.

The rows name functions that each of these targets defines in its own numbers (`full`, `eye`, `solve`, `sigmoid`, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from symrnn.errors import ShapeError
from symrnn.lower.filling import as_sum
from symrnn.lower.target import ATOM, MATMUL, PRODUCT, Argument, Code, Row

if TYPE_CHECKING:
    from symrnn.lower.nodes import Node
    from symrnn.lower.program import Writer


# -- a function of the generated code; its source is printed with it -------------------------------------------------
def entry(a: Any, i: int, j: int) -> Any:
    """One entry, as a 1 x 1 array; an index outside is an error."""
    if not (0 <= i < a.shape[0] and 0 <= j < a.shape[1]):
        raise IndexError(f"no entry [{i}, {j}] in {a.shape[0]} rows and {a.shape[1]} columns")
    return a[i : i + 1, j : j + 1]


# -- the table -------------------------------------------------------------------------------------------------------
def _matsum(w: Writer, node: Node) -> Code:
    return as_sum(w, node, "diagonal({0})")


def _block(w: Writer, node: Node) -> Code:
    grid = node.args[0] if node.op == "block" else tuple((part,) for part in node.args)
    rows = ["[" + ", ".join(w.text(cell) for cell in row) + "]" for row in grid]
    return f"np.block([{', '.join(rows)}])", ATOM


ROWS: dict[str, Row] = {
    "eye": "eye({0})", "scaled eye": "{0} * eye({1})", "ones": "full({0}, {1}, 1)", "zeros": "full({0}, {1}, 0)",
    "unit": "unit({0}, {1})", "T": "{0}.T", "matmul": ("{0} @ {1}", MATMUL), "solve": "solve({0}, {1})",
    "inv": "inverse({0})", "matpow": "matrix_power({0}, {1})", "kron": "np.kron({0}, {1})",
    "vec": "{0}.T.reshape(-1, 1)", "entry": "entry({0}, {1}, {2})", "diagof": "np.diagonal({0})[:, None]",
    "lyap": "lyapunov({0}, {1})", "matsum": _matsum, "block": _block, "stack": _block,
    "softmax": "softmax({0})", "log_softmax": ("{0} - log_sum_exp({0})", MATMUL), "log_sum_exp": "log_sum_exp({0})",
    "centring": "centred({0}, eye(len({0})))", "centred": "centred({0}, {1})",
    "sum_of": "np.sum({0})", "mean_of": "np.mean({0})", "tr": "np.trace({0})", "norm_f": "euclidean({0})",
    "fn sigmoid": "each(sigmoid, {0})", "fn softplus": "each(softplus, {0})", "fn abs": "each(abs, {0})",
    "fn step": "each(step, {0})", "fn silu": ("{0} * each(sigmoid, {0})", PRODUCT), "fn elu": "each(elu, {0})",
    "fn softsign": ("{0} / (1 + each(abs, {0}))", PRODUCT), "fn sech2": "each(sech2, {0})",
    "fn silu_prime": "each(silu_prime, {0})", "fn gelu_prime": "each(gelu_prime, {0})",
    "fn elu_prime": "each(elu_prime, {0})", "fn exp_square": "each(exp_square, {0}, {1})",
}
"""The rows that are the same in every such target."""

COMPLEX = frozenset(("tanh", "sigmoid", "exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "atan", "erf",
                     "erfc", "abs", "expm1", "log1p", "sech2", "silu"))


# -- values ----------------------------------------------------------------------------------------------------------
def reader(kind: str, number: Callable[[Any, bool], Any]) -> Callable[[str, Any, Argument, None], Any]:
    """The reader of a target: nested lists, matrices or arrays become an array of objects.

    Parameters
    ----------
    kind
        What a user may give besides ints, floats, Fractions and strings such as "1/3" and "0.1".
    number
        One value as a number of the target, complex where the second argument says so; a pair is a complex number.
    """
    def read(what: str, value: Any, leaf: Argument, _context: None) -> Any:
        if hasattr(value, "tolist"):
            value = value.tolist()
        try:
            return _nested(value, leaf, 0, number)
        except (TypeError, ValueError, ZeroDivisionError) as error:
            raise ShapeError(f"the value of {what}", got=f"{type(value).__name__}: {error}",
                             expected="complex numbers" if leaf.is_complex else "real numbers",
                             advice=f"give nested lists of numbers, Fractions, {kind} or strings such as '1/3'") from error

    return read


def _nested(value: Any, leaf: Argument, depth: int, number: Callable[[Any, bool], Any]) -> Any:
    if isinstance(value, list | tuple) and not (leaf.is_complex and depth == len(leaf.shape) and len(value) == 2):
        parts = [_nested(part, leaf, depth + 1, number) for part in value]
        if len({part.shape for part in parts}) > 1:
            raise ValueError("rows of different length")
        return np.array([part.tolist() for part in parts], dtype=object) if parts else np.zeros(0, dtype=object)
    out = np.empty((), dtype=object)
    out[()] = number(value, leaf.is_complex)
    return out
