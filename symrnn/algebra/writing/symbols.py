"""The SymPy symbols that stand for sizes, indices and scalar leaves in views."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Add, Integer, Mul, Symbol

from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import Term

SHOWN: dict[Any, Term] = {}
"""The scalar leaf behind a SymPy symbol that a view has shown, so that its domain survives the round trip."""


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


# The matrix or column behind the base of an entry that a view has shown, so that the entry can be read back.
BASES: dict[Any, Term] = {}


def base_of(leaf: Term, name: str) -> Any:
    """The symbol under which the entries of a leaf are shown; a second leaf of the name gets a mark of its own."""
    for mark in range(1000):
        symbol = Symbol(name, real=True, **({f"declared_{mark}": True} if mark else {}))
        if BASES.setdefault(symbol, leaf) == leaf:
            return symbol
    raise AssertionError("a thousand shapes under one name")


# What a view has shown of a scalar that SymPy has no plain symbols for, `(h.T*h)[0, 0]`; None where two terms look alike.
VIEWS: dict[Any, Term | None] = {}


def remember(view: Any, term: Term) -> Any:
    """The view of a scalar term, kept in mind so that it can be written where a scalar may stand."""
    if not view.is_Symbol and not view.is_number and VIEWS.setdefault(view, term) != term:
        VIEWS[view] = None
    return view
