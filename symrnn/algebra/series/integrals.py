"""Integrals and expectations in which the variable of a limit stands, as expansions of their closed forms."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.analysis.integration import closed_form
from symrnn.algebra.derive import expand
from symrnn.algebra.language.leaves import scalar
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, map_children, replace
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.proofs.nonvanishing import nonvanishing
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.series.convolutions import up_to
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import UnknownGrowthError
from symrnn.algebra.series.ranges import Reads
from symrnn.algebra.terms import SCALAR, Term, coerce, number

LATE = scalar("late", positive=True)  # the variable, large enough to be positive


def closed(head: str) -> Any:
    """How an integral, or an expectation, is read."""
    def rule(r: Reads, *args: Any) -> Expansion:
        whole = Term(head, args, SCALAR)
        whole = solved(whole, r.given)
        late = replace(whole, {r.k: LATE}) if isinstance(r.k, Term) else _late(whole, r.name)
        found = closed_form(late, r.given)
        if found is not None:
            return r.along(LATE).read(simplified(expand(found)))
        if head == "integral":
            f, w, lo, hi = late.args
            return up_to(r.along(LATE), f, w, lo, hi, r.given)
        raise UnknownGrowthError(f"an {head} without a closed form")

    return rule


def solved(t: Term, given: tuple[Statement, ...]) -> Term:
    """A term with the iterates of maps a x + b in closed form, where a is not one by the conditions."""
    if t.head == "iterate" and not t.shape:
        f, x, start, steps = (solved(u, given) if isinstance(u, Term) else u for u in t.args)
        slope = simplified(expand(Term("D", (f, x), SCALAR)))
        known = rational(slope)
        apart = known != 1 if known is not None else x not in leaves(slope) and nonvanishing(1 - slope, given)
        if apart and x not in leaves(start):
            fixed = replace(f, {x: number(0)}) / (1 - slope)
            return fixed + slope ** coerce(steps) * (start - fixed)
        return t
    return map_children(t, lambda u: solved(u, given))


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
