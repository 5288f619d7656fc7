"""Limits and orders by expansions: what the sequence is for large k, term by term, with parameters and a rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import sympy

from symrnn.algebra.bounds import prove_bound
from symrnn.algebra.derive import expand
from symrnn.algebra.language.from_sympy import scalar_from_sympy
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import node, record
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.generators import is_real
from symrnn.algebra.order.logic import flat
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.ranges import prove_range
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.series.arrays import ArrayReader, readers, vanishes
from symrnn.algebra.series.expansions import Calculus, Expansion
from symrnn.algebra.series.families import CONSTANT
from symrnn.algebra.series.gauges import UNIT, Gauge, Numbers, UnknownGrowthError
from symrnn.algebra.series.inverses import grows
from symrnn.algebra.series.reader import Reader, Symbols
from symrnn.algebra.series.spoken import spoken
from symrnn.algebra.terms import Term
from symrnn.errors import SymrnnError
from symrnn.recheck.certificates import accept
from symrnn.recheck.functions import UNREADABLE, ball, precision
from symrnn.recheck.matrices import scalar
from symrnn.recheck.numbers import seed_of
from symrnn.recheck.point import environment
from symrnn.recheck.sample import points
from symrnn.recheck.values import evaluate

POINTS = 5
TINY = 1e-300
FAILURES = (UnknownGrowthError, SymrnnError, NotImplementedError, sympy.PolynomialError, RecursionError)


class Known:
    """What the conditions of a statement say of its parameters, asked for by the numbers of an expansion."""

    def __init__(self, statement: Statement, symbols: Symbols) -> None:
        self.statement, self.symbols = statement, symbols
        self.given = tuple(c for c in flat(list(statement.given)) if not confines(c, statement.args[2]))
        self.asked: dict[Any, bool] = {}
        self.points: list[dict[str, Any]] = []
        record_ = record(statement)
        if any(t != statement.args[2] for t in leaves_of(statement)):
            pair = {**record_, "assert": ["all_of", *(["eq", x, x] for x in record_["assert"][1:3] if not _infinite(x))]}
            found = points(pair, seed_of(json.dumps(record_, sort_keys=True)), count=POINTS)
            self.points = list(islice(found, POINTS))
        self.numbers = Numbers(_Points(self), self.below)  # type: ignore[arg-type]
        self.record = record_

    def values(self) -> list[dict[Any, Any]]:
        """The values of the symbols at each point."""
        out = []
        for point in self.points:
            with precision(192):
                env = environment(self.record, point)
                try:
                    out.append({s: _middle(evaluate(node(t), env)) for s, t in self.symbols.meant.items()})
                except UNREADABLE:
                    continue
        return out

    def below(self, low: Any, high: Any, strict: bool) -> bool:
        """Whether the conditions prove an inequality between numbers with parameters."""
        key = (low, high, strict)
        if key not in self.asked:
            try:
                sides = tuple(scalar_from_sympy(x, self.symbols.meant) for x in (low, high))
            except (SymrnnError, NotImplementedError):
                self.asked[key] = False
            else:
                claim = Statement("less" if strict else "at_most", sides, self.given)
                self.asked[key] = any(p(claim)[0] is not None for p in (prove_range, prove_bound))
        return self.asked[key]


class _Points:
    """The points of the parameters, valued when they are asked for: symbols are added while a term is read."""

    def __init__(self, known: Known) -> None:
        self.known, self.count, self.found = known, -1, list[dict[Any, Any]]()

    def _now(self) -> list[dict[Any, Any]]:
        if len(self.known.symbols.meant) != self.count:
            self.count, self.found = len(self.known.symbols.meant), self.known.values()
        return self.found

    def __iter__(self) -> Any:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())


def _middle(value: Any) -> Any:
    found = ball(scalar(value))
    if abs(found) < TINY:
        return sympy.S.Zero  # a number with too many digits for a fraction
    middle = found.mid().fmpq()
    return sympy.Rational(int(middle.p), int(middle.q))


def _infinite(x: Any) -> bool:
    return x in (["const", "oo"], ["neg", ["const", "oo"]])


def leaves_of(statement: Statement) -> set[Term]:
    """All leaves of a statement."""
    return {x for t in (*statement.terms, *(t for c in statement.given for t in c.terms)) for x in leaves(t)}


def confines(c: Statement, k: Any) -> bool:
    """Whether a condition speaks of the variable."""
    return any(k in leaves(t) if isinstance(k, Term) else next(iter(k.names)) in names(t) for t in c.terms)


def reader_of(statement: Statement) -> Reader:
    """A reader of the terms of a limit or an order."""
    symbols = Symbols()
    known = Known(statement, symbols)
    return Reader(Calculus(known.numbers), symbols, statement.args[2], readers(statement.given), known.given)


def expansion(reader: Reader, t: Term) -> Expansion:
    """The expansion of a term with derivatives taken."""
    return reader.read(simplified(expand(t)))


def prove_limit(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `tends_to` or `of_order` by expansions of both sides."""
    a, b, k = statement.args
    if not all(is_real(t) for t in (a, b) if not _infinite(node(t))) or (not a.is_scalar and statement.head == "of_order"):
        return None, "expansions are of real terms, and orders of scalars"
    if isinstance(k, Term) and any(head == "between" for head, *_ in k.args[2]):
        return None, "the variable of the limit is bounded"
    try:
        reader = reader_of(statement)
        if a.is_scalar:
            why = _order(reader, a, b) if statement.head == "of_order" else _limit(reader, a, b)
        else:
            why = _of_arrays(reader, a, b, statement.given)
    except FAILURES as error:
        return None, f"no expansion: {error}"
    if not why:
        return None, "the expansion does not show it"
    scope = sizes_of(statement)
    certificate = {"kind": "order" if statement.head == "of_order" else "limit", "scope": scope, "how": "values"}
    with suppress(UnknownGrowthError):  # of what grows too fast for terms nothing is said
        certificate |= spoken(reader, a, expansion(reader, a)) if a.is_scalar else {}
    short = {**certificate, "how": "quotient"}
    chosen = short if accept(record(statement), short)[0] else certificate
    return Proof("route:exact-calculus", "checker", scope, chosen, why, 1), ""


def _limit(reader: Reader, a: Term, b: Term) -> str:
    numbers, calculus = reader.calculus.numbers, reader.calculus
    if _infinite(node(b)):
        way = 1 if b.head == "const" else -1
        try:
            e = expansion(reader, a)
        except UnknownGrowthError:
            return "it is positive, and its inverse vanishes" if way == 1 and grows(reader, simplified(expand(a))) else ""
        return f"it grows like {shown(*calculus.lead(e))}" if calculus.far(e) == way else ""
    gap = calculus.add(expansion(reader, a), calculus.scaled(-1, expansion(reader, b)))
    if not all(numbers.vanishes(g) for g in (*gap.terms, *gap.rests)):
        return ""
    parts = [shown(g, c) for g, c in gap.terms.items()][:3] + [f"O({shown(g, 1)})" for g in gap.rests][:2]
    return "what is left of the difference vanishes: " + (" + ".join(parts) or "it is zero from some k on")


def _of_arrays(reader: Reader, a: Term, b: Term, given: Sequence[Statement]) -> str:
    arrays = ArrayReader(reader, given)
    both = [arrays.read(simplified(expand(t))) for t in (a, b)]
    gap = arrays.sum(both[0], arrays.scaled(reader.calculus.number(-1), both[1]))
    parts = [f"O({shown(g, 1)})" for g in dict.fromkeys(gap.gauges()) if g != UNIT][:3]
    return "what is left of the difference vanishes: " + (" + ".join(parts) or "nothing") if vanishes(arrays, gap) else ""


def _order(reader: Reader, a: Term, b: Term) -> str:
    calculus = reader.calculus
    try:
        lead, c = calculus.lead(expansion(reader, b))
    except UnknownGrowthError:  # it may have an inverse, or be a factor of the other side
        rest = cofactor(simplified(expand(a)), simplified(expand(b)))
        ratio = expansion(reader, a / b if rest is None else rest)
        bounded = all(calculus.numbers.bounded(g) for g in (*ratio.terms, *ratio.rests))
        return "the quotient of the sides does not grow" if bounded else ""
    left = expansion(reader, a)
    if not all(calculus.numbers.bounded(g.over(lead)) for g in (*left.terms, *left.rests)):
        return ""
    return f"every part is at most a constant times {shown(lead, c)}"


def cofactor(a: Term, b: Term) -> Term | None:
    """A term c with a = b c, where b is a power with an index, and a a higher one times whatever; None for others."""
    if a.head == "mul":
        for one, other in (a.args, a.args[::-1]):
            if (rest := cofactor(one, b)) is not None:
                return rest * other
    if not (a.head == b.head == "pow" and a.args[0] == b.args[0] and a.args[1].head == b.args[1].head == "size"):
        return None
    more = a.args[1].args[0] - b.args[1].args[0]
    return a.args[0] ** Term("size", (more,), ()) if all(c >= 0 for _, c in more.terms) else None


def shown(g: Gauge, c: Any) -> str:
    """A term of an expansion in words of mathematics."""
    parts = [str(c).replace(f"_{CONSTANT}", CONSTANT)] if c != 1 else []
    parts += [f"({g.b})^k"] if g.b != 1 else []
    parts += [f"k^({g.p})"] if g.p != 0 else []
    parts += [f"log(k)^({g.q})"] if g.q != 0 else []
    parts += [f"log(log(k))^({g.r})"] if g.r != 0 else []
    return " ".join(parts) or "1"


def expansion_of(t: Term, k: Any) -> dict[str, Any]:
    """What is said of a term without parameters that has no values far out; nothing where there is no expansion."""
    try:
        reader = reader_of(Statement("tends_to", (t, t, k)))
        return spoken(reader, t, expansion(reader, t))
    except FAILURES:
        return {}


def limit_of(statement: Statement) -> Term | None:
    """The limit that the first side of a statement without parameters has: a number, or an infinity; None if unknown."""
    try:
        reader = reader_of(statement)
        e = expansion(reader, statement.args[0])
        far = reader.calculus.far(e)
        if far:
            end = Term("const", ("oo",), ())
            return end if far > 0 else -end
        end = reader.calculus.end(e)
        return scalar_from_sympy(sympy.nsimplify(end) if end.is_Float else end, reader.symbols.meant)
    except FAILURES:
        return None


def unlike(statement: Statement) -> str:
    """How far a sequence without parameters stays from the limit that is stated; empty where that is not known."""
    a, b, _ = statement.args
    try:
        reader = reader_of(statement)
        calculus, e = reader.calculus, expansion(reader, a)
        if _infinite(node(b)):
            bounded = all(map(calculus.numbers.bounded, (*e.terms, *e.rests)))
            return "the values are bounded" if bounded else ""
        g, c = calculus.lead(calculus.add(e, calculus.scaled(-1, expansion(reader, b))))
        return f"the distance from {b} is like {shown(g, c)}" if calculus.numbers.way(g) in (0, 1) else ""
    except FAILURES:
        return ""


def rational_slope(t: Term, k: Any) -> bool:
    """Whether a term without parameters is r k + s with a rational r that is not zero."""
    try:
        e = expansion(reader_of(Statement("tends_to", (t, t, k))), t)
    except FAILURES:
        return False
    line = Gauge(p=sympy.S.One)
    return not e.rests and set(e.terms) <= {UNIT, line} and line in e.terms and bool(e.terms[line].is_Rational)
