"""The target torch: differentiable, usable under torch.func, on the device and in the dtype of its arguments."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from symrnn.errors import ShapeError
from symrnn.lower.filling import as_sum
from symrnn.lower.floats import COMPLEX, entry, kron, number
from symrnn.lower.target import ATOM, MATMUL, PRODUCT, Argument, Code, Row, Target, public_functions

if TYPE_CHECKING:
    from symrnn.lower.nodes import Node
    from symrnn.lower.program import Writer


# -- functions of the generated code; their source is printed with it ------------------------------------------------
def sech2(u: Any) -> Any:
    """1 - tanh(u)**2, without subtracting; smooth at 0, where a form in abs(u) has no second derivative."""
    return 4 * torch.sigmoid(2 * u) * torch.sigmoid(-2 * u)


def exp_square(u: Any, c: float) -> Any:
    """exp(c*u**2); the square of the leading bits of u is exact, so that its rounding is not magnified."""
    lead = torch.round(torch.clamp(u.detach(), -1e4, 1e4) * 128) / 128
    return torch.exp(c * lead**2) * torch.exp(c * (u - lead) * (u + lead))


def normal_cdf(u: Any) -> Any:
    """Phi(u), from erfcx below 0: the tail keeps its digits."""
    v = torch.clamp(u, max=0)
    tail = torch.special.erfcx(-v / math.sqrt(2)) * exp_square(v, -0.5) / 2
    return torch.where(u < 0, tail, torch.special.erfc(-u / math.sqrt(2)) / 2)


def gelu_prime(u: Any) -> Any:
    """Phi(u) + u*phi(u); around its zero, where the two cancel, by its Taylor series there."""
    v = torch.clamp(u, max=0)
    tail = (torch.special.erfcx(-v / math.sqrt(2)) / 2 + v / math.sqrt(2 * math.pi)) * exp_square(v, -0.5)
    d = (u + 0.7517915246935645) - 1.4956759177009883e-17
    near, series = torch.zeros_like(u), torch.clamp(d, -0.25, 0.25)
    for c in (5.702764979242107e-07, 4.3284506257392273e-07, -7.74846130700372e-06, -1.121438018842664e-05,
              8.615947861116571e-05, 0.00018633974623233514, -0.0007448268386746817, -0.002239538068073497,
              0.004539228379125415, 0.019421679838189067, -0.014771522148244337, -0.1140082332972217,
              -0.018199676398671087, 0.388284982990552, 0.4314939923140469):
        near = near * series + c
    below = torch.where(torch.abs(d) < 0.25, d * near, tail)
    return torch.where(u < 0, below, normal_cdf(u) + u * exp_square(u, -0.5) / math.sqrt(2 * math.pi))


def silu_prime(u: Any) -> Any:
    """sigmoid(u)*(1 + u*sigmoid(-u)); below 0 by the distance to its zero, where 1 and the rest cancel."""
    d = (torch.clamp(u, max=0) + 1.2784645427610737) + 1.0946994183093437e-16
    below = torch.sigmoid(-u) * (d + 0.2784645427610738 * torch.expm1(d))
    return torch.sigmoid(u) * torch.where(u < 0, below, 1 + u * torch.sigmoid(-u))


def to_complex(a: Any) -> Any:
    """The same numbers in a complex dtype."""
    return a.to(a.dtype.to_complex())


def step(u: Any) -> Any:
    """1 above 0, else 0."""
    return (u > 0).to(u.dtype)


def centred(p: Any, a: Any) -> Any:
    """The rows of a less their mean under the weights p; the row of the largest weight is taken off first."""
    batch = torch.broadcast_shapes(p.shape[:-2], a.shape[:-2])  # type: ignore[no-untyped-call]
    a = a.expand(*batch, *a.shape[-2:])
    largest = torch.argmax(p, dim=-2, keepdim=True).expand(*batch, 1, a.shape[-1])
    a = a - torch.gather(a, -2, largest)
    return a - p.mT @ a


def block(rows: Any) -> Any:
    """Rows of blocks as one matrix."""
    shapes = [part.shape[:-2] for row in rows for part in row]
    batch = torch.broadcast_shapes(*shapes)  # type: ignore[no-untyped-call]
    return torch.cat([torch.cat([part.expand(*batch, *part.shape[-2:]) for part in row], -1) for row in rows], -2)


def unit(n: int, i: int, **like: Any) -> Any:
    """The column with a one at position i."""
    if not 0 <= i < n:
        raise IndexError(f"no entry {i} in {n} rows")
    return torch.eye(n, **like)[:, i : i + 1]


def vec(a: Any) -> Any:
    """The columns on top of each other."""
    return a.mT.reshape(*a.shape[:-2], -1, 1)


def lyapunov(a: Any, q: Any) -> Any:
    """The P with P = A P A' + Q, by one linear system for vec(P)."""
    n = a.shape[-1]
    p = torch.linalg.solve(torch.eye(n * n, dtype=a.dtype, device=a.device) - kron(a, a), vec(q))
    return p.reshape(*p.shape[:-2], n, n).mT


# -- the table -------------------------------------------------------------------------------------------------------
def _matsum(w: Writer, node: Node) -> Code:
    return as_sum(w, node, "torch.diag_embed({0}[..., 0])")


def _block(w: Writer, node: Node) -> Code:
    grid = node.args[0] if node.op == "block" else tuple((part,) for part in node.args)
    rows = ["[" + ", ".join(_array(w, cell) for cell in row) + "]" for row in grid]
    return f"block([{', '.join(rows)}])", ATOM


def _of_one_field(template: str, level: int = ATOM) -> Row:
    """Two arrays of one dtype: torch does not multiply a real matrix with a complex one."""
    def row(w: Writer, node: Node) -> Code:
        one_field = len({arg.is_complex for arg in node.args}) == 1
        args = [arg if one_field or arg.is_complex else f"to_complex({w.text(arg)})" for arg in node.args]
        return w.fill((template, level), *args)

    return row


def _array(w: Writer, cell: Node) -> str:
    return w.fill("torch.full((1, 1), {0}, **like)", cell)[0] if cell.is_static else w.text(cell)


ROWS: dict[str, Row] = {
    "const pi": "math.pi", "const e": "math.e", "const i": "1j", "size": "{0}",
    "eye": "torch.eye({0}, **like)", "scaled eye": "{0} * torch.eye({1}, **like)",
    "ones": "torch.ones(({0}, {1}), **like)", "zeros": "torch.zeros(({0}, {1}), **like)",
    "unit": "unit({0}, {1}, **like)",
    "T": "{0}.mT", "matmul": _of_one_field("{0} @ {1}", MATMUL),
    "solve": _of_one_field("torch.linalg.solve({0}, {1})"),
    "inv": "torch.linalg.inv({0})", "matpow": "torch.linalg.matrix_power({0}, {1})",
    "expm": "torch.linalg.matrix_exp({0})", "kron": "kron({0}, {1})", "vec": "vec({0})",
    "entry": "entry({0}, {1}, {2})", "diagof": "torch.diagonal({0}, dim1=-2, dim2=-1)[..., None]",
    "lyap": _of_one_field("lyapunov({0}, {1})"), "matsum": _matsum, "block": _block, "stack": _block,
    "softmax": "torch.softmax({0}, dim=-2)", "log_softmax": "torch.log_softmax({0}, dim=-2)",
    "log_sum_exp": "torch.logsumexp({0}, dim=-2, keepdim=True)",
    "centring": "centred({0}, torch.eye({0}.shape[-2], **like))",
    "centred": "centred({0}, {1})",
    "sum_of": "torch.sum({0}, dim=(-2, -1), keepdim=True)", "mean_of": "torch.mean({0}, dim=(-2, -1), keepdim=True)",
    "max": "torch.amax({0}, dim=(-2, -1), keepdim=True)", "min": "torch.amin({0}, dim=(-2, -1), keepdim=True)",
    "count_nonzero": "torch.count_nonzero({0}, dim=(-2, -1))[..., None, None]",
    "det": "torch.linalg.det({0})[..., None, None]",
    "tr": "torch.diagonal({0}, dim1=-2, dim2=-1).sum(-1)[..., None, None]",
    "rank": "torch.linalg.matrix_rank({0})[..., None, None]",
    "rho": "torch.amax(torch.abs(torch.linalg.eigvals({0})), dim=-1)[..., None, None]",
    "norm": "torch.linalg.matrix_norm({0}, 2, keepdim=True)",
    "norm_f": "torch.linalg.vector_norm({0}, dim=(-2, -1), keepdim=True)",
    "norm_1": "torch.linalg.matrix_norm({0}, 1, keepdim=True)",
    "norm_inf": "torch.linalg.matrix_norm({0}, torch.inf, keepdim=True)",
    "sigma_min": "torch.linalg.matrix_norm({0}, -2, keepdim=True)",
    "eig_max": "torch.linalg.eigvalsh({0})[..., -1:, None]", "eig_min": "torch.linalg.eigvalsh({0})[..., :1, None]",
    "conj": "torch.conj_physical({0})", "re": "torch.real({0})", "im": "torch.imag({0})",
    "fn tanh": "torch.tanh({0})", "fn sigmoid": "torch.sigmoid({0})", "fn relu": "torch.relu({0})",
    # The threshold, beyond which softplus is the identity, is where the rest has left double precision.
    "fn softplus": "torch.nn.functional.softplus({0}, threshold=50)",
    "fn exp": "torch.exp({0})", "fn log": "torch.log({0})", "fn sqrt": "torch.sqrt({0})",
    "fn sin": "torch.sin({0})", "fn cos": "torch.cos({0})", "fn sinh": "torch.sinh({0})", "fn cosh": "torch.cosh({0})",
    "fn atan": "torch.atan({0})", "fn erf": "torch.special.erf({0})", "fn erfc": "torch.special.erfc({0})",
    "fn abs": "torch.abs({0})", "fn sign": "torch.sign({0})", "fn step": "step({0})",
    "fn silu": ("{0} * torch.sigmoid({0})", PRODUCT), "fn gelu": ("{0} * normal_cdf({0})", PRODUCT),
    "fn elu": "torch.nn.functional.elu({0})", "fn softsign": "torch.nn.functional.softsign({0})",
    "fn hardtanh": "torch.nn.functional.hardtanh({0})", "fn leaky_relu": "torch.nn.functional.leaky_relu({0}, 0.01)",
    "fn sech2": "sech2({0})", "fn silu_prime": "silu_prime({0})", "fn gelu_prime": "gelu_prime({0})",
    "fn elu_prime": "torch.exp(torch.clamp({0}, max=0))", "fn expm1": "torch.expm1({0})",
    "fn log1p": "torch.log1p({0})", "fn exp_square": "exp_square({0}, {1})",
}
# Python numbers stay Python numbers, so that they take the dtype of what they meet.
ROWS |= {key.replace("fn ", "static "): f"float({row[0] if isinstance(row, tuple) else row})".replace(
             "{0}", "torch.tensor({0}, dtype=torch.float64)")
         for key, row in ROWS.items() if key.startswith("fn ") and not callable(row)}
_PLAIN = ("tanh", "exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "atan")
ROWS |= {f"static {name}": f"math.{name}({{0}})" for name in (*_PLAIN, "erf", "erfc", "expm1", "log1p")}
ROWS |= {f"static complex {name}": f"cmath.{name}({{0}})" for name in _PLAIN}

WIDTHS = {2: torch.float16, 4: torch.float32}


def context(values: Iterable[Any]) -> tuple[torch.dtype, torch.device]:
    """The real dtype and the device of the first tensor, which numbers beside it take.

    A tensor without dimensions gives way to one that has some, as it does in torch. Without a tensor, arrays of numpy
    keep the digits that they have, as `torch.as_tensor` does; lists and plain numbers have torch's default.
    """
    kept: list[torch.dtype] = []
    lone: torch.Tensor | None = None
    for value in values:
        if isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex()):
            if value.ndim:
                return value.dtype.to_real(), value.device
            lone = value if lone is None else lone
        if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fc":
            kept.append(WIDTHS.get(value.dtype.itemsize // (2 if value.dtype.kind == "c" else 1), torch.float64))
    default = torch.get_default_dtype() if lone is None else lone.dtype.to_real()
    dtype = max(kept, key=lambda d: torch.finfo(d).bits) if kept else default
    return dtype, torch.get_default_device() if lone is None else lone.device


def read(what: str, value: Any, leaf: Argument, like: tuple[torch.dtype, torch.device]) -> Any:
    """A tensor.

    Raises
    ------
    ShapeError
        For values that are no numbers, complex where the leaf is real, or of another dtype or device than the first.
    """
    dtype, device = like
    wanted = dtype.to_complex() if leaf.is_complex else dtype
    if not isinstance(value, torch.Tensor):
        try:
            array = np.asarray(value)  # which keeps the digits of a Python float
            value = torch.as_tensor(array if array.dtype.kind in "biufc" else array.astype(np.float64))
        except (TypeError, ValueError, RuntimeError) as error:
            raise ShapeError(f"the value of {what}", got=f"{type(value).__name__}: {error}", expected="numbers",
                             advice="give a tensor, an array or nested lists of equal length") from error
        value = value.to(device=device)
    elif value.ndim == 0:
        value = value.to(device=device)
    elif (value.is_floating_point() or value.is_complex()) and (value.dtype.to_real(), value.device) != like:
        raise ShapeError(f"the tensor {what}", got=f"{value.dtype} on {value.device}", expected=f"{dtype} on {device}",
                         advice="bring all tensors to one dtype and one device")
    if value.is_complex() and not leaf.is_complex:
        raise ShapeError(f"the value of {what}", got="complex numbers", expected="real numbers",
                         advice=f"declare {what} with complex=True")
    return value.to(wanted)


def write(result: Any, batch: tuple[int, ...], is_scalar: bool, is_view: bool) -> Any:
    """The result in its shape."""
    tensor = result if isinstance(result, torch.Tensor) else torch.tensor(result)
    if not tensor.is_floating_point() and not tensor.is_complex():
        tensor = tensor.to(torch.get_default_dtype())
    tensor = tensor.reshape(1, 1) if tensor.ndim < 2 else tensor
    if batch and tuple(tensor.shape[:-2]) != batch:
        tensor, is_view = tensor.expand(*batch, *tensor.shape[-2:]), True
    if is_scalar:
        return tensor[..., 0, 0]
    return tensor.clone() if is_view else tensor


TARGET = Target("torch", ROWS, number, {"math": "import math", "cmath": "import cmath", "torch": "import torch"},
                (*public_functions(sys.modules[__name__]), entry, kron), read, write,
                batches=True, context=context,
                complex_functions=COMPLEX)
