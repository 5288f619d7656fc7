"""Integrals and expectations in which the variable of a limit stands, as expansions of their closed forms."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.analysis.integration import closed_form
from symrnn.algebra.derive import expand
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import replace
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import UnknownGrowthError
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.terms import SCALAR, Term, number

LATE = scalar("late", positive=True)  # the variable, large enough to be positive


def closed(head: str) -> Any:
    """How an integral, or an expectation, is read."""
    def rule(r: Reads, *args: Any) -> Expansion:
        whole = Term(head, args, SCALAR)
        found = closed_form(replace(whole, {r.k: LATE}) if isinstance(r.k, Term) else _late(whole, r.name), r.given)
        if found is None:
            raise UnknownGrowthError(f"an {head} without a closed form")
        return r.along(LATE).read(simplified(expand(found)))

    return rule


def _late(t: Any, name: str) -> Any:
    """A term, or an argument of one, with a positive scalar for an index."""
    if isinstance(t, tuple):
        return tuple(_late(x, name) for x in t)
    if not isinstance(t, Term):
        return t
    if t.head == "size" and name in t.args[0].names:
        parts = [_monomial(m, c, t.args[0], name) for m, c in t.args[0].terms]
        out = parts[0]
        for part in parts[1:]:
            out = out + part
        return out
    return Term(t.head, _late(t.args, name), t.shape)


def _monomial(m: tuple[str, ...], c: int, whole: Size, name: str) -> Term:
    """A part of an index expression as a product."""
    out = number(c)
    for x in m:
        out = out * (LATE if x == name else Term("size", (Size({(x,): 1}, whole.indices),), SCALAR))
    return out
