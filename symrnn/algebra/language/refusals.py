"""What is refused where a term is written, by name: which foreign object it is, whose line it is, and the way out."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import Any

from symrnn.errors import ShapeError

# Frames of these packages are never the user's: SymPy and numpy call back into a term that they are given.
PACKAGES = frozenset({"symrnn", "sympy", "numpy", "torch", "mpmath"})
# What numpy, torch and SymPy call by the same word as this package, and what they spell in another way.
SHARED = frozenset({
    "tanh", "exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "sign", "abs", "sum", "mean", "max", "min", "dot",
    "outer", "kron", "diag", "inv", "det", "sigmoid", "relu", "softplus", "softmax", "erf", "stack", "norm", "silu",
    "gelu", "elu", "conj",
})
SPELLED = {"trace": "tr", "real": "re", "imag": "im", "absolute": "abs", "arctan": "atan", "conjugate": "conj"}
OPERATORS = {"add": "+", "subtract": "-", "sub": "-", "multiply": "*", "mul": "*", "true_divide": "/", "divide": "/",
             "div": "/", "power": "**", "pow": "**", "matmul": "@", "less": "<", "less_equal": "<=", "greater": ">",
             "greater_equal": ">=", "equal": "==", "not_equal": "!="}


def user_frame() -> Any:
    """The innermost frame that belongs to neither this package nor one that calls it back, None where there is none."""
    frame: Any = sys._getframe(1)
    while frame is not None and (name := frame.f_globals.get("__name__", "")).split(".")[0] in PACKAGES:
        # Beyond the command line there is no line of the user's.
        frame = None if name.endswith(".cli") else frame.f_back
    return frame


def place() -> str:
    """File and line of the user's code, for messages: ` (cell.py:7)`."""
    frame = user_frame()
    if frame is None:
        return ""
    name = frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f" ({name}:{frame.f_lineno})"


def shortened(value: Any) -> str:
    """The value on one line of a message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def exact_fraction(value: float) -> Fraction:
    """The rational that a float literal prints as.

    Raises
    ------
    ShapeError
        Where the literal is not finite, or has 15 digits or more.
    """
    text = repr(value)
    if "inf" in text or "nan" in text:
        raise ShapeError(f"a number{place()}", got=text, expected="a finite number", advice="infinity is sr.oo")
    digits = text.split("e")[0].replace("-", "").replace(".", "").strip("0")
    if len(digits) >= 15:
        named = "sr.rational(1, 3) for 1/3" + {math.pi: ", sr.pi for pi", math.e: ", sr.e for e"}.get(value, "")
        raise ShapeError(f"a float literal{place()}", got=text, expected="fewer than 15 digits",
                         advice=f"a float is read as the rational that it prints as; write {named}")
    return Fraction(text)


def foreign(value: Any) -> ShapeError:
    """The error for something that cannot stand in a term."""
    what, advice = _named(value)
    return ShapeError(f"{what} in a term{place()}", got=shortened(value),
                      expected="a term, an exact number or a scalar", advice=advice)


def _named(value: Any) -> tuple[str, str]:
    kind = type(value).__name__
    module = type(value).__module__.split(".")[0]
    leaf = ("declare it as a leaf (sr.matrix, sr.vector, sr.scalar) and give its numbers when the lowered function is "
            "called")
    exact = "write the number itself: an int, a literal such as 0.7, or sr.rational(1, 3)"
    if module in ("numpy", "torch") and not callable(value):
        shaped = getattr(value, "ndim", 0) > 0
        name = {"ndarray": "array", "Tensor": "tensor"}.get(kind, kind)
        return f"a {module} {name}", leaf if shaped or name == "tensor" else exact
    if kind == "Sequence" and module == "symrnn":
        return "a sequence without an index", 'write hs[t] with t = sr.index("t")'
    if kind == "Statement":
        return "a condition", "conditions are not numbers; sr.step(x) is 1 where x > 0 and 0 elsewhere"
    if kind == "Cell":
        return "a cell", 'cell.new["h"] is its new value, cell["h"] a symbol of it'
    if kind == "Function" and module == "symrnn":
        return "a function without an argument", f"write sr.{value}(x)"
    if callable(value):
        own = getattr(value, "__name__", kind)
        word = sr_word(own)
        where = f"{module}'s " if module in ("numpy", "torch") else ""
        return f"{where}function {own}", word or (f'register it: sr.function("{own}", expr) with a SymPy expression of '
                                                   f'one symbol, or sr.function("{own}") for any')
    named = {"bool": ("a bool", "compare terms with sr.eq, <, <= and so on"),
             "complex": ("a Python complex number", "the imaginary unit is sr.i: write 2 * sr.i"),
             "str": ("a string", 'names are for declaring: sr.vector("h", n), sr.scalar("dt")'),
             "NoneType": ("None", "is a `return` missing in the function that made it?"),
             "list": ("a list", "sr.stack(u, v) puts columns on top of each other, sr.block([[A, B]]) makes a matrix"),
             "tuple": ("a tuple", 'sr.dims, sr.vectors and sr.matrices return tuples: h, = sr.vectors("h", n)')}
    return named.get(kind, (f"a {kind}", leaf))


def sr_word(name: str) -> str:
    """`write sr.tanh(x)` where this package has the function of that name; an empty string where it has none."""
    own = SPELLED.get(name, name if name in SHARED else "")
    return f"write sr.{own}(x)" if own else ""


def numpy_function(name: str, inputs: tuple[Any, ...]) -> ShapeError:
    """The error for a ufunc of numpy that meets a term."""
    if name in OPERATORS:
        array = next((x for x in inputs if type(x).__module__.split(".")[0] == "numpy"), None)
        if array is not None:
            return foreign(array)
    return ShapeError(f"numpy's {name} of a term{place()}", got=shortened(inputs[0]),
                      expected="a function of this package", advice=sr_word(name) or
                      "write it with the words of this package, or register it with sr.function; "
                      "sr.lower(term, 'numpy') makes a function that takes arrays")


def torch_function(name: str, args: tuple[Any, ...]) -> ShapeError:
    """The error for a function or an operator of torch that meets a term."""
    name = name.strip("_")
    name = name[1:] if name[:1] == "r" and name[1:] in OPERATORS else name
    if name in OPERATORS:
        tensor = next((x for x in args if type(x).__module__.split(".")[0] == "torch"), None)
        if tensor is not None:
            return foreign(tensor)
    return ShapeError(f"torch's {name} of a term{place()}", got="a term", expected="a function of this package",
                      advice=sr_word(name) or
                      "write it with the words of this package; sr.lower(term, 'torch') makes a function of tensors")


def sympy_function(text: str) -> ShapeError:
    """The error for a SymPy function, matrix or comparison that meets a term."""
    name = _sympy_caller()
    what = f"SymPy's {name}" if name else "a SymPy object"
    return ShapeError(f"{what} with a term{place()}", got=text, expected="a function of this package",
                      advice=sr_word(name) or
                      "write sr.tanh(x) and its kin, and a comparison with the term first (x > c); "
                      "term.expr is the SymPy view of a term")


def _sympy_caller() -> str:
    """The class whose constructor SymPy is in, or an empty string."""
    frame: Any = sys._getframe(1)
    found = ""
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] in ("symrnn", "sympy"):
        cls = frame.f_locals.get("cls")
        if frame.f_code.co_name == "__new__" and isinstance(cls, type):
            found = cls.__name__
        frame = frame.f_back
    return found
