"""Terms as SymPy expressions: matrices with symbolic dimensions, scalars as SymPy scalars.

SymPy checks no symbolic shape and rewrites what it multiplies, so nothing here uses its operators on matrices or
`doit`: every node is built as it is. A 1 x 1 term is viewed as a scalar. Heads that SymPy does not know become
functions (or matrices) of that name, to look at and not to compute with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Integer, Lambda, MatAdd, MatMul, Mul, Pow, Rational, Symbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagonalOf
from sympy.matrices.expressions.matexpr import MatrixElement

from symrnn.algebra.functions import Function
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves, subs_index
from symrnn.algebra.terms import ONE, Term, brief
from symrnn.algebra.writing.symbols import index_symbol, size_view, symbol_of
from symrnn.algebra.writing.text import text
from symrnn.errors import NotSupportedError

_UNROLLED = 12  # factors or summands of a family of matrices that are written out


class NamedMatrix(sympy.MatrixExpr):  # type: ignore[misc]  # SymPy has no types
    """A matrix that SymPy has no word for: a name, a shape, and what it is made of."""

    def __new__(cls, name: str, rows: Any, columns: Any, *made_of: Any) -> NamedMatrix:
        """A matrix called `name(made_of)`."""
        return sympy.Basic.__new__(cls, Symbol(name), sympy.sympify(rows), sympy.sympify(columns), *made_of)

    @property
    def shape(self) -> tuple[Any, Any]:
        """Rows and columns."""
        return self.args[1], self.args[2]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({', '.join(printer._print(a) for a in self.args[3:])})"

    def _latex(self, printer: Any) -> str:
        inside = ", ".join(printer._print(a) for a in self.args[3:])
        return rf"\operatorname{{{self.args[0]}}}\left({inside}\right)"

    def _entry(self, i: Any, j: Any, **_: Any) -> Any:
        return MatrixElement(self, i, j)


class Viewer:
    """Walks a term that is free of lazy derivatives."""

    def __init__(self) -> None:
        self._memo: dict[Term, Any] = {}

    def __call__(self, term: Term) -> Any:
        """A SymPy scalar for a scalar or 1 x 1 term, else a matrix expression."""
        if term not in self._memo:
            rules = SCALARS if term.is_scalar else MATRICES
            rule = rules.get(term.head) or BOTH.get(term.head)
            self._memo[term] = self.named(term) if rule is None else rule(self, term, *term.args)
        return self._memo[term]

    def named(self, term: Term) -> Any:
        """A function of the children under the name of the head."""
        if not term.children or len(term.children) != len(term.args):
            raise NotSupportedError(
                f"the SymPy view of `{term.head}`",
                got=brief(term),
                advice="look at its parts, or use term.latex()",
                expected="a head that SymPy has a counterpart of",
            )
        parts = [self(child) for child in term.children]
        if term.is_scalar:
            return sympy.Function(term.head, commutative=True)(*parts)  # a scalar, whatever its argument is
        return NamedMatrix(term.head, *(size_view(s) for s in term.shape), *parts)

    def filled(self, term: Term, like: Term) -> Any:
        """A part of a sum of arrays; a scalar stands for every entry."""
        if term.is_scalar and not like.is_scalar:
            return scaled(self(term), sympy.OneMatrix(*(size_view(s) for s in like.shape)))
        return self(term)


def scaled(scalar: Any, matrix: Any) -> Any:
    """A multiple of a matrix."""
    return matrix if scalar == 1 else MatMul(scalar, matrix)


# -- scalars and arrays alike ------------------------------------------------------------------------------------
def _sum(v: Viewer, term: Term, a: Term, b: Term) -> Any:
    left, right = v.filled(a, term), v.filled(b, term)
    if term.is_scalar:
        return Add(left, Mul(-1, right)) if term.head == "sub" else Add(left, right)
    parts = [*_summands(left), *([scaled(Integer(-1), right)] if term.head == "sub" else _summands(right))]
    return MatAdd(*parts)


def _summands(matrix: Any) -> Any:
    return matrix.args if isinstance(matrix, MatAdd) else (matrix,)


def _mul(v: Viewer, _: Term, a: Term, b: Term) -> Any:
    if a.is_scalar and b.is_scalar:
        return Mul(v(a), v(b))
    if a.is_scalar or b.is_scalar:
        return scaled(v(a), v(b)) if a.is_scalar else scaled(v(b), v(a))
    return sympy.HadamardProduct(v(a), v(b))


def _div(v: Viewer, _: Term, a: Term, b: Term) -> Any:
    if b.is_scalar:
        below = Pow(v(b), -1)
        return Mul(v(a), below) if a.is_scalar else scaled(below, v(a))
    reciprocal = sympy.HadamardPower(v(b), -1)
    return scaled(v(a), reciprocal) if a.is_scalar else sympy.HadamardProduct(v(a), reciprocal)


def _pow(v: Viewer, term: Term, a: Term, p: Term) -> Any:
    return Pow(v(a), v(p)) if term.is_scalar else sympy.HadamardPower(v(a), v(p))


def _function(v: Viewer, term: Term, f: Function, a: Term) -> Any:
    x = sympy.Dummy("x", real=True)
    body = function_body(f, x)
    return (
        body.xreplace({x: v(a)})
        if term.is_scalar and not body.has(sympy.Derivative)
        else body.subs(x, v(a))
        if term.is_scalar
        else ElementwiseApplyFunction(Lambda(x, body), v(a))
    )


def function_body(f: Function, x: Any) -> Any:
    """An elementwise function at a SymPy symbol; an opaque one stays a function of that name."""
    if f.body is not None:
        return f.body.xreplace({f.variable: x})
    made = _FUNCTIONS.get(f.name)
    if made is None:
        opaque = sympy.Function(f.base.name, real=True)(x)
        return sympy.Derivative(opaque, (x, f.order)) if f.order else opaque
    return made(x)


# fmt: off
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "tanh": sympy.tanh, "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "relu": lambda x: sympy.Max(x, 0),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)), "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt,
    "sin": sympy.sin, "cos": sympy.cos, "sinh": sympy.sinh, "cosh": sympy.cosh, "atan": sympy.atan, "erf": sympy.erf,
    "abs": sympy.Abs, "sign": sympy.sign, "step": lambda x: sympy.Heaviside(x, 0), "identity": lambda x: x,
    "silu": lambda x: x / (1 + sympy.exp(-x)), "gelu": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "elu": lambda x: sympy.Piecewise((x, x > 0), (sympy.exp(x) - 1, True)),
    "softsign": lambda x: x / (1 + sympy.Abs(x)), "hardtanh": lambda x: sympy.Max(-1, sympy.Min(1, x)),
    "leaky_relu": lambda x: sympy.Piecewise((x, x > 0), (x / 100, True)),
}
# fmt: on


def _conjugated(word: Any) -> Callable[..., Any]:
    def view(v: Viewer, term: Term, a: Term) -> Any:
        x = sympy.Dummy("x")
        return word(v(a)) if term.is_scalar else ElementwiseApplyFunction(Lambda(x, word(x)), v(a))

    return view


def _entry(v: Viewer, _: Term, a: Term, i: Size, j: Size) -> Any:
    return v(a) if a.is_scalar else MatrixElement(v(a), size_view(i), size_view(j))


def _family(v: Viewer, term: Term, body: Term, k: str, lo: Size, hi: Size) -> Any:
    total = term.head == "total"
    if term.is_scalar:
        at = index_symbol(k)
        return (sympy.Sum if total else sympy.Product)(v(body), (at, size_view(lo), size_view(hi)))
    length = (hi - lo + 1).constant
    if length is None or length > _UNROLLED:
        raise NotSupportedError(
            "the SymPy view of a family of matrices",
            got=text(term)[:60],
            expected="bounds that differ by a number",
            advice="look at one element of it",
        )
    parts = [v(subs_index(body, k, lo + step)) for step in range(length)]
    if not parts:
        shape = [size_view(s) for s in term.shape]
        return sympy.ZeroMatrix(*shape) if total else sympy.Identity(shape[0])
    return parts[0] if len(parts) == 1 else MatAdd(*parts) if total else MatMul(*reversed(parts))


# -- scalars -------------------------------------------------------------------------------------------------------
def _inner(v: Viewer, _: Term, a: Term, b: Term) -> Any:
    """A 1 x 1 matrix product, by its one entry."""
    if a.is_scalar and b.is_scalar:
        return Mul(v(a), v(b))
    return MatrixElement(MatMul(v(a), v(b)), 0, 0)


def _summed(v: Viewer, _: Term, a: Term) -> Any:
    if a.is_scalar:
        return v(a)
    parts = [v(a)]
    if a.shape[0] != ONE:
        parts.insert(0, sympy.Transpose(sympy.OneMatrix(size_view(a.shape[0]), 1)))
    if a.shape[1] != ONE:
        parts.append(sympy.OneMatrix(size_view(a.shape[1]), 1))
    return MatrixElement(MatMul(*parts), 0, 0)


def _mean(v: Viewer, term: Term, a: Term) -> Any:
    count = Mul(*(size_view(s) for s in a.shape)) if a.shape else Integer(1)
    return Mul(_summed(v, term, a), Pow(count, -1))


def _norm(v: Viewer, term: Term, a: Term) -> Any:
    if a.is_scalar:
        return sympy.Abs(v(a))
    if a.is_column:
        return sympy.sqrt(MatrixElement(_gram(v, a), 0, 0))
    return sympy.sqrt(sympy.Trace(_gram(v, a))) if term.head == "norm_f" else v.named(term)


def _gram(v: Viewer, a: Term) -> Any:
    turned = sympy.Adjoint if any(x.head == "sym" and x.args[1] == "complex" for x in leaves(a)) else sympy.Transpose
    return MatMul(turned(v(a)), v(a))


def _integral(v: Viewer, _: Term, f: Term, w: Term, lo: Term, hi: Term) -> Any:
    return sympy.Integral(v(f), (v(w), v(lo), v(hi)))


def _expectation(v: Viewer, _: Term, f: Term, z: Term, law: tuple[str, Term, Term]) -> Any:
    name, first, second = law[0], v(law[1]), v(law[2])
    x = v(z)
    if name == "uniform":
        return Mul(sympy.Integral(v(f), (x, first, second)), Pow(second - first, -1))
    density = sympy.exp(-((x - first) ** 2) / (2 * second)) / sympy.sqrt(2 * sympy.pi * second)
    return sympy.Integral(v(f) * density, (x, -sympy.oo, sympy.oo))


def _scalar_leaf(_: Viewer, term: Term, *_args: Any) -> Any:
    return symbol_of(term) if not term.shape else MatrixElement(_matrix_leaf(_, term), 0, 0)


def _scalar_element(_: Viewer, term: Term, name: str, when: Size) -> Any:
    if term.shape:
        return MatrixElement(_matrix_element(_, term, name, when), 0, 0)
    return sympy.IndexedBase(name, real=True)[size_view(when)]


# -- matrices ------------------------------------------------------------------------------------------------------
def _matrix_leaf(_: Viewer, term: Term, *_args: Any) -> Any:
    return sympy.MatrixSymbol(term.name, *(size_view(s) for s in term.shape))


def _matrix_element(_: Viewer, term: Term, name: str, when: Size) -> Any:
    return sympy.MatrixSymbol(f"{name}[{when}]", *(size_view(s) for s in term.shape))


def _matmul(v: Viewer, _: Term, a: Term, b: Term) -> Any:
    if b.is_scalar and not a.is_scalar:
        return scaled(v(b), v(a))
    parts: list[Any] = []
    for part in (v(a), v(b)):
        parts += part.args if isinstance(part, MatMul) else (part,)
    scalars = [part for part in parts if not getattr(part, "is_Matrix", False)]
    return MatMul(*scalars, *(part for part in parts if getattr(part, "is_Matrix", False)))


def _unit(_: Viewer, _term: Term, n: Size, i: Size) -> Any:
    p, q = sympy.symbols("p q", integer=True)
    return sympy.FunctionMatrix(size_view(n), 1, Lambda((p, q), sympy.KroneckerDelta(p, size_view(i))))


def _power(v: Viewer, _: Term, a: Term, k: Size) -> Any:
    return sympy.MatPow(v(a), size_view(k))


def _softmax(v: Viewer, _: Term, a: Term) -> Any:
    x = sympy.Dummy("x", real=True)
    powers = ElementwiseApplyFunction(Lambda(x, sympy.exp(x)), v(a))
    row = sympy.Transpose(sympy.OneMatrix(size_view(a.shape[0]), 1))
    return MatMul(Pow(MatrixElement(MatMul(row, powers), 0, 0), -1), powers)


def _grid(v: Viewer, term: Term, *parts: Any) -> Any:
    rows = [[part] for part in parts] if term.head == "stack" else [list(row) for row in parts[0]]
    one = sympy.OneMatrix(1, 1)
    return sympy.BlockMatrix([[MatMul(v(b), one) if b.is_scalar else v(b) for b in row] for row in rows])


def _sized(make: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _v, term, *_sizes: make(*(size_view(s) for s in term.shape))


# fmt: off
BOTH: dict[str, Callable[..., Any]] = {
    "add": _sum, "sub": _sum, "mul": _mul, "div": _div, "pow": _pow, "fn": _function, "entry": _entry,
    "named": lambda v, _, _name, a: v(a), "conj": _conjugated(sympy.conjugate), "re": _conjugated(sympy.re),
    "im": _conjugated(sympy.im), "product": _family, "total": _family,
}
SCALARS: dict[str, Callable[..., Any]] = {
    "num": lambda _v, _, x: Rational(x.numerator, x.denominator),
    "const": lambda _v, _, c: {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}[c],
    "size": lambda _v, _, size: size_view(size), "sym": _scalar_leaf, "seq": _scalar_element,
    "eye": lambda _v, _, *_n: Integer(1), "ones": lambda _v, _, *_n: Integer(1), "zeros": lambda _v, _, *_n: Integer(0),
    "unit": lambda _v, _, *_n: Integer(1), "neg": lambda v, _, a: Mul(-1, v(a)), "matmul": _inner,
    "T": lambda v, _, a: v(a), "dot": lambda v, _, a, b: _inner(v, _, a.T, b), "outer": _inner,
    "diag": lambda v, _, a: v(a), "diagof": lambda v, _, a: v(a), "inv": lambda v, _, a: Pow(v(a), -1),
    "matpow": lambda v, _, a, k: Pow(v(a), size_view(k)), "expm": lambda v, _, a: sympy.exp(v(a)),
    "det": lambda v, _, a: v(a) if a.is_scalar else sympy.Determinant(v(a)),
    "tr": lambda v, _, a: v(a) if a.is_scalar else sympy.Trace(v(a)), "vec": lambda v, _, a: v(a),
    "kron": lambda v, _, a, b: Mul(v(a), v(b)), "sum": _summed, "mean": _mean, "norm": _norm, "norm_f": _norm,
    "softmax": lambda _v, _, _a: Integer(1), "integral": _integral, "expect": _expectation,
    "stack": lambda v, _, a: v(a), "block": lambda v, _, grid: v(grid[0][0]),
}
MATRICES: dict[str, Callable[..., Any]] = {
    "sym": _matrix_leaf, "seq": _matrix_element, "eye": lambda _v, _, n: sympy.Identity(size_view(n)),
    "ones": _sized(sympy.OneMatrix), "zeros": _sized(sympy.ZeroMatrix), "unit": _unit,
    "neg": lambda v, _, a: scaled(Integer(-1), v(a)), "matmul": _matmul, "T": lambda v, _, a: sympy.Transpose(v(a)),
    "diag": lambda v, _, a: sympy.DiagMatrix(v(a)), "diagof": lambda v, _, a: DiagonalOf(v(a)),
    "outer": lambda v, _, a, b: _matmul(v, _, a, b.T), "inv": lambda v, _, a: sympy.Inverse(v(a)), "matpow": _power,
    "kron": lambda v, _, a, b: sympy.KroneckerProduct(v(a), v(b)), "softmax": _softmax, "stack": _grid, "block": _grid,
}
# fmt: on
"""How each head is viewed, as a scalar, as a matrix, or as either; the rest become functions of their name."""

__all__ = ["BOTH", "MATRICES", "SCALARS", "NamedMatrix", "Viewer", "function_body"]
