"""Derivatives with respect to one element of a sequence that a product or a sum runs over: that place is split off.

Where the conditions show that j lies in the range, B_hi ... B_lo is B_hi ... B_(j+1) B_j B_(j-1) ... B_lo, and only the
factor in the middle holds the element j; where they show that it lies outside, no factor does. The element then gets a
name of its own, is differentiated by it, and is put back.
"""

from __future__ import annotations

from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, map_children, subs_index, subterms
from symrnn.algebra.normalform.families import certainly, within
from symrnn.algebra.terms import CALCULUS, Term

_CLOSED = frozenset({"at", "integral", "expect", "iterate", *CALCULUS})  # heads that bind names inside


class _OpenError(Exception):
    """Nothing says whether an element is the one that is differentiated by."""


def parted(term: Term, given: tuple[Statement, ...]) -> Term:
    """The term with such places split off, where the conditions tell where the element lies."""
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node not in memo:
            if node.head in ("product", "total"):
                body, k, lo, hi = node.args
                # An index is at least 0 for `certainly`: where this one may start lower, its body stays as it is.
                inner = parted(body, within(given, k, lo, hi)) if certainly(lo, given) else body
                new = Term(node.head, (inner, k, lo, hi), node.shape)
            else:
                new = map_children(node, walk)
            memo[node] = _apart(new, given) if new.head in CALCULUS and new.args[1].head == "seq" else new
        return memo[node]

    return walk(term)


def _apart(node: Term, given: tuple[Statement, ...]) -> Term:
    y, x, *more = node.args
    if not any(t.head in ("product", "total") and _places(t, x) for t in subterms(y)):
        return node
    taken = {t.name for t in leaves(node)}
    own = leaf(next(name for name in (f"{x.name}_{i}" for i in range(len(taken) + 1)) if name not in taken), x.shape)
    try:
        alone = _named(y, x, own, given)
    except _OpenError:
        return node
    return Term("at", (Term(node.head, (alone, own, *more), node.shape), ((own, x),)), node.shape)


def _places(node: Term, x: Term) -> list[Size]:
    """The indices at which the sequence of x occurs in what a product or a sum runs over, as its own index moves."""
    return [t.args[1] for t in leaves(node.args[0])
            if t.head == "seq" and t.name == x.name and node.args[1] in t.args[1].names]


def _named(y: Term, x: Term, own: Term, given: tuple[Statement, ...]) -> Term:
    """The term y with a name of its own for the element x, wherever it occurs."""
    if y.head == "seq" and y.name == x.name:
        gap: Size = y.args[1] - x.args[1]
        if gap.constant is None:
            raise _OpenError
        return own if gap.constant == 0 else y
    if not any(t.head == "seq" and t.name == x.name for t in leaves(y)):
        return y
    if y.head in _CLOSED:
        raise _OpenError
    if y.head not in ("product", "total"):
        return map_children(y, lambda part: _named(part, x, own, given))
    body, k, lo, hi = y.args
    here, elements = Size({(k,): 1}, frozenset({k})), [t for t in leaves(body) if t.head == "seq" and t.name == x.name]
    shifts = {(t.args[1] - here).constant for t in elements}
    if k in x.args[1].names or len(shifts) != 1 or None in shifts:
        raise _OpenError
    place: Size = x.args[1] - next(iter(shifts))
    if certainly(lo - place - 1, given) or certainly(place - hi - 1, given):
        return y
    if not (certainly(place - lo, given) and certainly(hi - place, given)):
        raise _OpenError
    below, above = (Term(y.head, (body, k, *ends), y.shape) for ends in ((lo, place - 1), (place + 1, hi)))
    middle = _named(subs_index(body, k, place), x, own, given)
    return below + middle + above if y.head == "total" else above @ middle @ below if y.shape else above * middle * below


__all__ = ["parted"]
