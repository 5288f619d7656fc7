"""What an expansion says of a sequence, as terms: its parts, and a bound of the rest, which values nearby confirm."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.substitute import subterms
from symrnn.algebra.series.expansions import FASTER, Expansion
from symrnn.algebra.series.gauges import Gauge
from symrnn.algebra.series.reader import Reader
from symrnn.algebra.terms import Term, coerce, number
from symrnn.errors import SymrnnError

FOLDED = frozenset({"total", "product", "iterate"})  # what takes as many steps as the variable says: no value far out
LOG = TABLE["log"]


def spoken(reader: Reader, t: Term, e: Expansion) -> dict[str, Any]:
    """The expansion of a term that has no values far out, as data of a certificate; nothing for other terms."""
    if not any(x.head in FOLDED for x in subterms(t)) or any(g.p == FASTER for g in e.rests):
        return {}  # nearby, what falls faster than every power is not seen to fall so fast
    terms, rest, numbers = number(0), number(0), reader.calculus.numbers
    small = [g for g in e.terms if g.b != 1 and numbers.vanishes(g)]  # values have no digits for it after a while
    small = small if len(small) < len(e.terms) else []
    falling = [*small, *e.rests]
    largest = [g for i, g in enumerate(falling) if not any(
        g != o and numbers.bounded(g.over(o)) and (i > j or not numbers.bounded(o.over(g))) for j, o in enumerate(falling))]
    for g, c in e.terms.items():
        if g in small:
            continue
        size = _gauge(reader, g)
        part = None if size is None else _number(reader, c)
        if size is None:
            return {}
        if part is None:
            rest = rest + size  # a constant that has no word of its own
        else:
            terms = terms + part * size
    for g in dict.fromkeys(largest):
        size = _gauge(reader, g)
        if size is None:
            return {}
        rest = rest + TABLE["abs"](size)
    return {"terms": node(terms), "rest": node(rest)} if falling or rest != number(0) else {}


def _gauge(reader: Reader, g: Gauge) -> Term | None:
    """The size b^k k^p log(k)^q log(log k)^r."""
    k = reader.k if isinstance(reader.k, Term) else coerce(reader.k)
    base, out = _number(reader, g.b), number(1)
    if base is None or g.b == 0:
        return None
    out = base**k if g.b != 1 else out
    for x, exponent in zip((k, LOG(k), LOG(LOG(k))), g.slow, strict=True):
        power = _number(reader, exponent)
        if power is None:
            return None
        out = out * x**power if exponent != 0 else out
    return out


def _number(reader: Reader, c: Any) -> Term | None:
    try:
        return scalar_from_sympy(c, reader.symbols.meant)
    except (SymrnnError, NotImplementedError, KeyError):
        return None
