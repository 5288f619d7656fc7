"""Why a sequence has a limit, or is of an order: leading terms, powers of what is below one, or a bound that is proved.

A certificate says how; the proofs of the inequalities that it needs are in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from symrnn.recheck.chains import Reader
from symrnn.recheck.forms import Form, bare
from symrnn.recheck.functions import Node, Record
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.point import freeze, occurs
from symrnn.recheck.reading import Quotient, Reading, affine
from symrnn.recheck.rules import NORMS, ONE, ZERO, meaning, must

Accept = Callable[[Record, Record], tuple[bool, str]]
INFINITE = ["const", "oo"]
THROUGH = {*NORMS, "rho", "neg", "T", "sum", "mean", "tr", "max", "min", "diagof", "diag"}
PRODUCTS = {"mul", "matmul", "outer", "dot"}

def variable(record: Record) -> tuple[str, Node]:
    """The name of the variable of a limit, and the variable as a scalar."""
    k = record["assert"][3]
    return (k, ["index", k]) if isinstance(k, str) else (k[1], k)

def lasting(record: Record) -> list[Node]:
    """The conditions that hold however large the variable is: those without it, and those that it is large."""
    name, k = variable(record)
    kept = []
    for c in record.get("given", []):
        large = [b if c[0] in ("le", "lt", "less", "at_most") else c[1] for b in c[2:3] or [None]] if c[0] in (
            "le", "lt", "less", "at_most", "ge", "gt", "positive", "nonneg") else []
        other = [x for x in c[1:] if x != k]
        if not occurs(name, c) or (large == [k] and not any(occurs(name, x) for x in other)):
            kept.append(c)
        else:
            must(any(leaf[1] != name for leaf in leaf_nodes(freeze(c))), "the variable of the limit is bounded")
    return kept

def by_leading_terms(record: Record) -> None:
    """A quotient of polynomials in the variable, or in an exponential of it."""
    head, a, b = record["assert"][:3]
    k = variable(record)[1]
    generators = [{"name": "g0", "kind": "exp", "node": ["mul", ["num", "1/2"], k], "power": 1},
                  {"name": "g1", "kind": "value", "node": k, "power": 1}]
    reading = Reading(generators, record.get("functions", {}), lambda _: False)
    quotient = reading.read(["div", a, b] if head == "of_order" else a)
    used = {g for p in (quotient.top, quotient.bottom) for g, d in enumerate(p.degrees()) if d > 0}
    must(len(used) < 2, "polynomials and exponentials together")
    top, bottom = _lead(quotient.top), _lead(quotient.bottom)
    if head == "of_order":
        must(top[0] <= bottom[0], "the quotient grows")
    elif b == INFINITE:
        must(top[0] > bottom[0] and top[1] / bottom[1] > 0, "it does not grow")
    else:
        limit: Quotient = reading.read(b)
        must(top[0] <= bottom[0] and limit.top.is_constant() and limit.bottom.is_constant(), "no number is the limit")
        stated = _lead(limit.top)[1] / _lead(limit.bottom)[1]
        must(stated == (top[1] / bottom[1] if top[0] == bottom[0] else 0), "another limit")

def _lead(p: Any) -> tuple[int, Any]:
    """The degree of a polynomial in one generator, and its leading coefficient."""
    return (p.total_degree(), p.leading_coefficient()) if p != 0 else (-1, fmpq(0))

class Fading:
    """Whether a term fades as the variable grows, by the powers in it."""

    def __init__(self, record: Record, certificate: Record, accept: Accept) -> None:
        self.record, self.certificate, self.accept = {**record, "given": lasting(record)}, certificate, accept
        self.name = variable(record)[0]
        self.known = [r for c in self.record["given"] for r in meaning(c)]
        self.form = Form(self.record, Reader(self.record, []).shape)

    def fades(self, a: Node) -> bool:
        """Whether a term tends to zero."""
        head, *args = a
        if head in ("named", "fn"):
            return (head == "named" or args[0] == "abs") and self.fades(args[1])
        if head in ("add", "sub"):
            return all(map(self.fades, args))
        if head in PRODUCTS:
            return any(self.fades(x) and not occurs(self.name, y) for x, y in (args, args[::-1]))
        if head in ("div", "entry"):
            return not any(occurs(self.name, x) for x in args[1:]) and self.fades(args[0])
        if head in ("pow", "matpow") and not occurs(self.name, args[0]) and self.grows(args[1]):
            return self.small(args[0]) if head == "pow" else self.contracts(args[0])
        return head in THROUGH and self.fades(args[0])

    def grows(self, exponent: Any) -> bool:
        """Whether an exponent is c k + d with a whole c > 0."""
        if exponent == variable(self.record)[1]:
            return True
        if isinstance(exponent, list) and exponent[0] == "index":
            exponent = exponent[1]
        if isinstance(exponent, list) and exponent[0] not in ("+", "*"):
            return False
        found = affine(exponent)
        return found.get(self.name, 0) > 0 and all(k == self.name or self.name not in k.split("*") for k in found)

    def small(self, q: Node) -> bool:
        """Whether |q| < 1, by the conditions."""
        if q[0] == "num":
            return abs(fmpq(q[1])) < 1
        below = [a for rel, a, b in self.known if rel == "<" and b[0] == "num" and fmpq(b[1]) <= 1]
        above = [b for rel, a, b in self.known if a[0] == "num" and (fmpq(a[1]) > -1 or (rel == "<" and fmpq(a[1]) == -1))]
        return ["fn", "abs", q] in below or (q in below and (q in above or self.form.nonneg(bare(q))))

    def contracts(self, a: Node) -> bool:
        """Whether the powers of a matrix fade: a norm is below one, or, by Gelfand's formula, its spectral radius is."""
        heads = ("rho",) if self.certificate["how"] == "radius" else NORMS
        if any(rel == "<" and x[0] in heads and x[1] == a and b[0] == "num" and fmpq(b[1]) <= 1 for rel, x, b in self.known):
            return True
        claim = {**self.record, "assert": ["less", ["norm", a], ONE]}
        return "norm" in self.certificate and self.accept(claim, self.certificate["norm"])[0]

def under(record: Record, certificate: Record, assertion: Node) -> Record:
    """An inequality for all values of the variable from some number on."""
    start = ["num", str(certificate["from"])]
    return {**record, "given": [*lasting(record), ["le", start, variable(record)[1]]], "assert": assertion}

def follows(record: Record, certificate: Record, accept: Accept) -> list[tuple[Node, Node]]:
    """Raise unless the argument shows the limit or the order; pairs of terms that still have to be equal."""
    how, (head, a, b) = certificate["how"], record["assert"][:3]
    lasting(record)
    k, pairs, claim = variable(record)[1], list[tuple[Node, Node]](), None
    steady = not occurs(variable(record)[0], certificate.get("constant"))
    if how == "quotient":
        by_leading_terms(record)
    elif how in ("powers", "radius"):
        must(head == "tends_to" and (b == ZERO or b[0] == "zeros"), "powers fade to zero")
        must(Fading(record, certificate, accept).fades(a), "it is not seen to fade")
    elif how in ("geometric", "values"):
        must(how == "values" or (head == "tends_to" and b != INFINITE), "no distance that shrinks")
    elif how == "rate":
        must(head == "tends_to" and b != INFINITE and steady, "no rate")
        pairs = [(certificate["gap"], ["fn", "abs", ["sub", a, b]])]
        claim = under(record, certificate, ["le", ["mul", certificate["gap"], k], certificate["constant"]])
    elif how == "growth":
        must(b == INFINITE and steady, "no growth")
        must(Form(record, Reader(record, []).shape).positive(bare(certificate["constant"])), "no growth")
        claim = under(record, certificate, ["le", k, ["mul", certificate["constant"], a]])
    elif how == "powers that grow":
        must(b == INFINITE and a[0] == "pow" and not occurs(variable(record)[0], a[1]), "no power")
        must(Fading(record, certificate, accept).grows(a[2]), "an exponent that does not grow")
        claim = {**record, "given": lasting(record), "assert": ["less", ONE, a[1]]}
    else:
        must(how == "order" and head == "of_order" and steady, "no known argument")
        left, right = certificate["sides"]
        pairs = [(left, ["fn", "abs", a]), (right, ["fn", "abs", b])]
        claim = under(record, certificate, ["le", left, ["mul", certificate["constant"], right]])
    if claim is not None:
        good, why = accept(claim, certificate["proof"])
        must(good, why)
    return pairs
