"""The SymPy symbols that stand for sizes, indices and scalar leaves in views."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Add, Integer, Mul, Symbol

from symrnn.algebra.from_sympy import SHOWN
from symrnn.algebra.leaves import scalar
from symrnn.algebra.sizes import Size
from symrnn.algebra.terms import Term


def size_view(size: Size) -> Any:
    """A size as a SymPy integer expression."""
    return Add(
        *(
            Mul(Integer(c), *(index_symbol(x) if x in size.indices else size_symbol(x) for x in names))
            for names, c in size.terms
        )
    )


def size_symbol(name: str) -> Any:
    """A size: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def index_symbol(name: str) -> Any:
    """An index: a nonnegative integer."""
    return Symbol(name, integer=True, nonnegative=True)


def symbol_of(leaf: Term) -> Any:
    """The symbol of a scalar leaf, remembered so that the leaf comes back with its domain.

    A domain that SymPy's assumptions cannot say gets a mark of its own, lest a plain symbol of the same name bring it
    back.
    """
    name, field, domain = leaf.args
    known: dict[str, bool] = {"complex": True} if field == "complex" else {"real": True}
    for head, *bounds in domain:
        low = bounds[0] if bounds and isinstance(bounds[0], Fraction) else None
        if head == "positive" or (low is not None and low > 0):
            known["positive"] = True
        elif head == "nonneg" or (low is not None and low >= 0):
            known["nonnegative"] = True
        elif head == "nonzero":
            known["nonzero"] = True
    said = field == "real" and leaf == scalar(
        name, positive="positive" in known, nonneg="nonnegative" in known, nonzero="nonzero" in known
    )
    for mark in range(0 if said else 1, 1000):
        symbol = Symbol(name, **known, **({f"declared_{mark}": True} if mark else {}))
        if SHOWN.setdefault(symbol, leaf) == leaf:
            return symbol
    raise AssertionError("a thousand domains under one name")
