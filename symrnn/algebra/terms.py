"""Terms: what a user writes. An immutable tree over a closed list of heads, with shapes checked as it is built.

Operators mean what they mean in torch and numpy: `@` is the matrix product, `+ - * / **` are elementwise between
equal shapes, and a number, a scalar or a 1 x 1 term combines with anything. A column and a row never broadcast.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from typing import Any, NoReturn

from symrnn.algebra.language.heads import CALCULUS as CALCULUS
from symrnn.algebra.language.heads import HEADS as HEADS
from symrnn.algebra.language.heads import LEAVES as LEAVES
from symrnn.algebra.language.refusals import (
    exact_fraction,
    foreign,
    numpy_function,
    sympy_function,
    torch_function,
    user_frame,
)
from symrnn.algebra.language.refusals import place as place
from symrnn.algebra.language.sizes import Size, as_size
from symrnn.errors import NotSupportedError, ShapeError

Shape = tuple[Size, ...]
ONE = Size({(): 1})
SCALAR: Shape = ()

# What a user finds on a term is written in the files that stand above this one, and looked up when it is asked for.
ATTACHED = {
    "abs": "language.words:abs_", "compare": "language.statements:compare", "at": "language.substitute:at",
    "expr": "view:sympy_view", "latex": "writing.latex:latex", "text": "writing.latex:text",
    "closed_text": "writing.latex:closed_text", "steps": "steps:steps", "entry": "view:entry_view",
    "from_sympy": "language.from_sympy:scalar_from_sympy",
}


def attached(what: str, *args: Any) -> Any:
    """Call one of the functions of `ATTACHED`."""
    module, _, function = ATTACHED[what].partition(":")
    return getattr(import_module(f"symrnn.algebra.{module}"), function)(*args)


def shape_text(shape: Shape) -> str:
    """`n x m`, or `scalar`."""
    return " x ".join(str(s) for s in shape) if shape else "scalar"


class Term:
    """One node of an expression: a head, its arguments, a shape; compared and hashed by structure.

    Parameters
    ----------
    head
        One of `HEADS`.
    args
        Terms and plain data (names, sizes, fractions, elementwise functions).
    shape
        `(rows, columns)`, or `()` for a scalar.
    """

    __slots__ = ("_hash", "args", "head", "shape")

    def __init__(self, head: str, args: tuple[Any, ...], shape: Shape) -> None:
        if head not in HEADS:
            raise NotSupportedError("a term", got=f"the head {head!r}", expected="one of the closed list of heads",
                                    advice="see symrnn.algebra.terms.HEADS")
        self.head = head
        self.args = args
        self.shape = shape
        self._hash = hash((head, args, shape))

    # -- structure -------------------------------------------------------------------------------------------
    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Term) and self._hash == other._hash and self.head == other.head
                                 and self.shape == other.shape and self.args == other.args)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> NoReturn:
        raise NotSupportedError("pickling a term", got=str(self.head), expected="its serialised form",
                                advice="use symrnn.algebra.language.serialise.node(term)")

    @property
    def children(self) -> tuple[Term, ...]:
        """The terms directly below this one."""
        return tuple(walk_args(self.args))

    @property
    def is_leaf(self) -> bool:
        """Whether this is a symbol or an element of a sequence."""
        return self.head in LEAVES

    @property
    def name(self) -> str:
        """The name of a leaf or of a named intermediate."""
        if self.head in ("sym", "seq", "named"):
            return str(self.args[0])
        raise ShapeError("the name of a term", got=self.head, expected="a leaf or a named intermediate",
                         advice="only leaves and named intermediates have names")

    @property
    def is_scalar(self) -> bool:
        """Whether the term counts as a scalar: shape () or 1 x 1."""
        return self.shape == SCALAR or self.shape == (ONE, ONE)

    @property
    def is_column(self) -> bool:
        """Whether the term has one column."""
        return len(self.shape) == 2 and self.shape[1] == ONE

    # -- operators -------------------------------------------------------------------------------------------
    def __add__(self, other: Any) -> Term:
        return elementwise("add", "+", self, other)

    def __radd__(self, other: Any) -> Term:
        return elementwise("add", "+", other, self)

    def __sub__(self, other: Any) -> Term:
        return elementwise("sub", "-", self, other)

    def __rsub__(self, other: Any) -> Term:
        return elementwise("sub", "-", other, self)

    def __mul__(self, other: Any) -> Term:
        return elementwise("mul", "*", self, other)

    def __rmul__(self, other: Any) -> Term:
        return elementwise("mul", "*", other, self)

    def __truediv__(self, other: Any) -> Term:
        return elementwise("div", "/", self, other)

    def __rtruediv__(self, other: Any) -> Term:
        return elementwise("div", "/", other, self)

    def __pow__(self, power: Any) -> Term:
        p = coerce(power)
        if not p.is_scalar:
            raise ShapeError(f"`{brief(self)} ** {brief(p)}`{place()}: the exponent", got=shape_text(p.shape),
                             expected="a scalar", advice="powers are elementwise; sr.matpow(A, k) is the matrix power")
        return Term("pow", (self, p), self.shape)

    def __rpow__(self, base: Any) -> Term:
        return coerce(base) ** self

    def __neg__(self) -> Term:
        return Term("neg", (self,), self.shape)

    def __pos__(self) -> Term:
        return self

    def __matmul__(self, other: Any) -> Term:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Term:
        return matmul(other, self)

    @property
    def T(self) -> Term:
        """The transpose."""
        return Term("T", (self,), (self.shape[1], self.shape[0])) if self.shape else self

    def __abs__(self) -> Term:
        return attached("abs", self)

    def __lt__(self, other: Any) -> Any:
        return attached("compare", "lt", self, other)

    def __le__(self, other: Any) -> Any:
        return attached("compare", "le", self, other)

    def __gt__(self, other: Any) -> Any:
        return attached("compare", "gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return attached("compare", "ge", self, other)

    def at(self, values: dict[Any, Any]) -> Term:
        """Substitute leaves by terms of the same shape, all at once: `term.at({h: tanh(x)})`."""
        return attached("at", self, values)

    # -- views -----------------------------------------------------------------------------------------------
    @property
    def expr(self) -> Any:
        """The SymPy view of the term: an expression to look at and to compute with, never the truth."""
        return attached("expr", self)

    def latex(self) -> str:
        """LaTeX of the term; derivatives are shown in closed form."""
        return str(attached("latex", self))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def steps(self) -> Any:
        """The derivation of the derivatives in this term, step by step."""
        return attached("steps", self)

    def __getitem__(self, key: Any) -> Any:
        return attached("entry", self, key)

    def __repr__(self) -> str:
        return str(attached("text", self))

    def __str__(self) -> str:
        return str(attached("closed_text", self))

    # -- misuse that Python would let through ----------------------------------------------------------------
    def __bool__(self) -> bool:
        raise ShapeError(f"the truth value of a term{place()}", got=brief(self), expected="a condition or a statement",
                         advice="write sr.equal(a, b), sr.eq(a, b) or a < b and pass it to sr.judge or `given`")

    def __iter__(self) -> Iterator[Any]:
        raise ShapeError(f"iterating over a term{place()}", got=brief(self), expected="an entry or a block",
                         advice="sr.entry(v, i) is an entry; sr.vectors returns a tuple of leaves")

    def __float__(self) -> float:
        raise ShapeError(f"a float of a term{place()}", got=brief(self), expected="a function of this package",
                         advice="math.tanh and its kin work on numbers: write sr.tanh(term)")

    # SymPy asks a number of this priority to combine itself with it, instead of reading it as an expression.
    _op_priority = 1000.0

    def _sympy_(self) -> NoReturn:
        raise sympy_function(brief(self))

    def __array_ufunc__(self, ufunc: Any, _method: str, *inputs: Any, **_options: Any) -> NoReturn:
        raise numpy_function(ufunc.__name__, inputs)

    def __array__(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise ShapeError(f"a numpy array of a term{place()}", got=brief(self), expected="a term",
                         advice="sr.lower(term, 'numpy') makes a function that takes arrays")

    @classmethod
    def __torch_function__(cls, func: Any, _types: Any, args: tuple[Any, ...] = (), _kwargs: Any = None) -> NoReturn:
        raise torch_function(str(getattr(func, "__name__", func)), args)


def walk_args(args: Any) -> Iterator[Term]:
    """The terms among (nested) arguments."""
    for arg in args:
        if isinstance(arg, Term):
            yield arg
        elif isinstance(arg, tuple):
            yield from walk_args(arg)


def brief(term: Any) -> str:
    """A short text of a term for messages."""
    text = repr(term)
    return text if len(text) <= 60 else text[:57] + "..."


def number(value: Fraction | int) -> Term:
    """An exact rational as a scalar term."""
    return Term("num", (Fraction(value),), SCALAR)


def coerce(value: Any) -> Term:
    """Read anything that may stand in a term: a term, an exact number, a float literal, a size, a SymPy scalar.

    Raises
    ------
    ShapeError
        For everything else, by name.
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, bool) or type(value).__module__ == "numpy":
        raise foreign(value)
    if isinstance(value, int | Fraction):
        return number(value)
    if isinstance(value, float):
        return number(exact_fraction(value))
    size = as_size(value)
    if size is not None:
        return Term("size", (size,), SCALAR)
    if (type(value).__module__ or "").split(".")[0] == "sympy" or hasattr(value, "_op_priority"):  # or a user's own function
        return attached("from_sympy", value)
    raise foreign(value)


def elementwise(head: str, sign: str, left: Any, right: Any) -> Term:
    """Combine two terms entry by entry, a scalar with anything."""
    a, b = coerce(left), coerce(right)
    if a.shape == b.shape or b.shape == SCALAR:
        shape = a.shape
    elif a.shape == SCALAR or a.is_scalar:
        shape = b.shape
    elif b.is_scalar:
        shape = a.shape
    else:
        hint = ""
        if sign == "*" and a.shape[1] == b.shape[0]:
            hint = "`*` is elementwise, between equal shapes; the matrix product is `@`"
        elif sign == "*" and a.is_column != b.is_column and a.shape[0] == b.shape[0] and b.shape[0] != ONE:
            v, m = (a, b) if a.is_column else (b, a)
            hint = f"a column does not broadcast over a matrix; sr.diag({brief(v)}) @ {brief(m)} scales its rows"
        elif ONE in (a.shape[0], b.shape[0]) or a.shape == (b.shape[1], b.shape[0]):
            hint = "a column and a row do not broadcast; transpose one with .T, or write u @ v.T for the outer product"
        raise ShapeError(f"`{brief(a)} {sign} {brief(b)}`{place()}", got=f"{shape_text(a.shape)} and "
                         f"{shape_text(b.shape)}", expected="equal shapes, or a scalar on one side",
                         advice=hint or "check the shapes of the leaves")
    return Term(head, (a, b), shape)


def matmul(left: Any, right: Any) -> Term:
    """The matrix product.

    Raises
    ------
    ShapeError
        Where a factor is a scalar or the inner sizes differ; the message names a leaf that would fit.
    """
    a, b = coerce(left), coerce(right)
    if not a.shape or not b.shape:
        raise ShapeError(f"`{brief(a)} @ {brief(b)}`{place()}", got=f"{shape_text(a.shape)} and {shape_text(b.shape)}",
                         expected="two matrices", advice="a scalar multiplies with `*`")
    if a.shape[1] != b.shape[0]:
        if a.is_column and b.is_column:
            hint = "for two columns `*` is elementwise and `u.T @ v` is the inner product, `u @ v.T` the outer one"
        else:
            hint = fitting_leaf(a, b) or "check the order and the transposes"
        raise ShapeError(f"`{brief(a)} @ {brief(b)}`: {brief(a)} is {shape_text(a.shape)}, {brief(b)} is "
                         f"{shape_text(b.shape)}; the inner sizes {a.shape[1]} and {b.shape[0]} differ{place()}",
                         advice=hint)
    return Term("matmul", (a, b), (a.shape[0], b.shape[1]))


def fitting_leaf(a: Term, b: Term) -> str:
    """`Did you mean V @ x?`: a factor transposed, or a leaf of the caller that fits in its place."""
    if a.shape[0] == b.shape[0] and a.head == "sym":
        return f"Did you mean {a.name}.T @ {brief(b)}?"
    if a.shape[1] == b.shape[1] and b.head == "T":
        return f"Did you mean {brief(a)} @ {brief(b.args[0])}?"
    frame = user_frame()
    scope = {**frame.f_globals, **frame.f_locals} if frame is not None else {}
    leaves = sorted({t.name for t in scope.values() if isinstance(t, Term) and t.head == "sym"
                     and len(t.shape) == 2 and t.shape[1] == b.shape[0] and t.shape[0] == a.shape[0]})
    return f"Did you mean {leaves[0]} @ {brief(b)}?" if leaves else ""


Size.lift = coerce
