"""Upper and lower bounds of scalar expressions by the norm rules: a walker that knows no rule.

`Chain.upper(e)` lists expressions that e is at most, each with the rule instances that it rests on; they are found by
rewriting norms inside of e where e grows with them. What a rule needs is looked up among the conditions, or proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.substitute import free_sizes
from symrnn.algebra.order import entryrules, lowrules, normrules, rankrules, spectralrules
from symrnn.algebra.order.compare import is_nonneg
from symrnn.algebra.order.conditions import RISING, Conditions, Step
from symrnn.algebra.order.entrywise import largest
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.normrules import NORMS, Rule, of
from symrnn.algebra.terms import SCALAR, Term, coerce

Uses = tuple[Step, ...]
Bound = tuple[Term, Uses]
ALTERNATIVES = 6
CANDIDATES = 60
# rules that lose: they are used where the word that they lead to stands in the statement
COARSE = {
    "length by the sum of moduli": "norm_1", "largest modulus below the length": "norm", "frobenius": "norm_f",
    "frobenius of a column": "norm_f", "sum of moduli above the length": "norm", "frobenius above": "norm",
    "length above the largest modulus": "norm_inf", "norm above the radius": "rho", "modulus": "",
    "norm above the least stretch": "sigma_min", "least stretch below the norm": "norm", "normal": "rho",
    "least stretch below the radius": "rho", "radius above the least stretch": "sigma_min",
    "rank below the rows": "size", "rank below the columns": "size", "frobenius by the spectral norm": "size",
    "length by the largest modulus": "size", "sum of moduli by the length": "size", "rank of a projection": "tr",
    "full rank": "size", "geometric mean of norms": "norm_1", "eigenvalue below the trace": "tr",
    "trace of a product": "norm_f", "frobenius by the rank": "rank",
    "trace by the frobenius norm": "norm_f",
    "sum by the largest entry": "max", "sum by the smallest entry": "min", "mean below the largest entry": "max",
    "mean above the smallest entry": "min", "largest entry below the sum": "max", "determinant by the trace": "tr",
    "determinant beside the identity": "tr", "row sums by the spectral norm": "norm", "spread of eigenvalues": "norm_f",
    "trace below the largest eigenvalue": "eig_max", "trace above the smallest eigenvalue": "eig_min",
}
DEPTH = 14


@dataclass
class Chain(Conditions):
    """The bounds that follow from some conditions.

    Parameters
    ----------
    words
        The heads of the statement; a rule that loses is used where the word that it leads to is one of them.
    spoken
        The scalars that stand in the statement: a bound by one of them is not taken apart any further in preference.
    """

    words: frozenset[str] = frozenset()
    spoken: frozenset[Term] = frozenset()
    uppers: dict[Term, list[Bound]] = field(default_factory=dict)
    lowers: dict[Term, list[Bound]] = field(default_factory=dict)

    def usable(self, rules: Iterator[Rule]) -> Iterator[tuple[Rule, Any]]:
        """The rules that may be used here, as their conditions are met, with the step that each is."""
        for rule in rules:
            if COARSE.get(rule.name, "") in ("", *self.words) and (shown := self.met(rule.needs)) is not None:
                yield rule, rule.step if isinstance(rule, Given) else Step(rule.name, rule.rel, rule.left, rule.right, shown)

    def trimmed(self, bounds: list[Bound]) -> list[Bound]:
        """The best few different bounds: those with the fewest norms of compound arrays."""
        out: dict[Term, Uses] = {}
        for e, why in bounds:
            out.setdefault(e, why)
            if len(out) >= CANDIDATES:
                break
        return sorted(out.items(), key=lambda b: (self.compound(b[0]), moduli(b[0]), self.strange(b[0]), len(b[1])))[
            :ALTERNATIVES]

    def nonneg(self, *scalars: Term) -> tuple[Any, ...] | None:
        """As for conditions; where no sum shows it, by a rule that says that a scalar is at least zero."""
        out: list[Any] = []
        for e in scalars:
            steps = super().nonneg(e)
            if steps is None and e.head in ("tr", "det", "eig_max", "eig_min"):
                rules = self.usable(self.rules_from_below(e))
                steps = next(((step,) for r, step in rules if r.left == coerce(0) and r.right == e), None)
            if steps is None:
                return None
            out += steps
        return tuple(out)

    def strange(self, e: Term) -> int:
        """How many norms stand in a scalar that the statement does not speak of."""
        if e.head in (*NORMS, "rho", "rank"):
            return int(e not in self.spoken)
        return sum(self.strange(c) for c in e.children if not c.shape or c.is_scalar)

    def compound(self, e: Term) -> int:
        """How many norms of something that could be taken apart stand in a scalar, beside those of the statement."""
        here = e.head in (*NORMS, "rho", "rank") and e.args[0].head not in ("sym", "seq") and e not in self.spoken
        return int(here) + sum(self.compound(c) for c in e.children if not c.shape or c.is_scalar)

    # -- upper bounds ---------------------------------------------------------------------------------------------
    def upper(self, e: Term, depth: int = DEPTH) -> list[Bound]:
        """Expressions that a scalar is at most, the simplest first, the scalar itself last."""
        if e not in self.uppers:
            self.uppers[e] = [(e, ())]
            if depth > 0:
                self.uppers[e] = self.trimmed([(e, ()), *self._upper(e, depth - 1)])
        return self.uppers[e]

    def _upper(self, e: Term, depth: int) -> Iterator[Bound]:
        head, args = e.head, e.args
        if head == "named":
            yield from self.upper(args[1], depth)
        elif head in ("add", "sub", "neg", "mul", "div"):
            yield from self._arithmetic(e, depth)
        elif head == "pow":
            yield from self._power(e, depth)
        elif head in ("product", "total") and not e.shape:
            yield from self._range(e, depth)
        elif head == "fn" and args[0].word in RISING:
            for a, why in self.upper(args[1], depth):
                yield Term("fn", (args[0], a), SCALAR), why
        for rule, step in self.usable(self.rules_from_above(e)):
            for bound, why in self.upper(rule.right, depth):
                yield bound, (step, *why)

    def rules_from_above(self, e: Term) -> Iterator[Rule]:
        """The rule instances whose left side is the expression, the given relations first."""
        head = e.head
        for r, step in self.known():
            if r[0] in ("<=", "<", "==") and r[1] == e and not r[2].shape:
                yield Given(step.rule, r[0].replace("==", "="), e, r[2], (), step)
        if head in NORMS:
            yield from normrules.NORM_RULES.get(e.args[0].head, _nothing)(head, e.args[0])
            yield from normrules.of_any_norm(head, e.args[0])
            if head == "norm_inf" and e.args[0].is_column:
                yield from normrules.of_entries(head, e.args[0], largest(e.args[0], self.given))
            yield from spectralrules.by_size(head, e.args[0])
            yield from spectralrules.of_differences(head, e.args[0])
            yield from entryrules.of_softmax(head, e.args[0])
            yield from entryrules.of_entries_and_rows(head, e.args[0])
        elif head == "rho":
            yield from normrules.of_rho(e.args[0])
            yield from (r for r in spectralrules.of_radius(e.args[0]) if r.left == e)
        elif head == "rank":
            yield from (r for r in rankrules.of_rank(e.args[0]) if r.left == e)
        elif head == "pow":
            yield from spectralrules.of_square(e)
        elif head == "sigma_min":
            yield from spectralrules.of_least_stretch(e.args[0])
        elif head == "fn" and e.args[0].word == "abs":
            yield from normrules.of_abs(e.args[1])
            yield from (r for r in spectralrules.of_trace(e.args[1]) if r.left == e)
            yield from spectralrules.of_eigenvalue_distance(e.args[1])
        elif head in ("dot", "tr", "eig_max", "eig_min"):
            yield from (r for r in lowrules.of_forms(e) if r.left == e)
            yield from (r for r in spectralrules.of_eigenvalues(e) if r.left == e)
        if head == "matmul" and e.is_scalar:
            yield from normrules.of_inner(e)
        yield from (r for r in (*entryrules.of_column(e), *entryrules.of_spectrum(e)) if r.left == e)
        if head in ("dot", "tr", "det", "entry", "sum", "mean", "max", "min"):
            yield Rule("modulus", "<=", e, TABLE["abs"](e))

    def _arithmetic(self, e: Term, depth: int) -> Iterator[Bound]:
        head, args = e.head, e.args
        if head == "neg":
            for a, why in self.lower(args[0], depth):
                yield -a, why
            return
        a, b = args
        if head in ("add", "sub"):
            for x, why in self.upper(a, depth):
                for y, more in self.upper(b, depth) if head == "add" else self.lower(b, depth):
                    yield Term(head, (x, y), e.shape), (*why, *more)
        elif head == "mul" and (signs := self.nonneg(a, b)) is not None:
            for x, why in self.upper(a, depth):
                for y, more in self.upper(b, depth):
                    yield Term(head, (x, y), e.shape), (*signs, *why, *more)
        elif (signs := self.nonneg(b)) is not None:  # such a denominator is positive where the quotient has a value
            for x, why in self.upper(a, depth):
                yield Term(head, (x, b), e.shape), (*signs, *why)
        elif head == "mul" and (signs := self.nonneg(a)) is not None:
            for y, why in self.upper(b, depth):
                yield Term(head, (a, y), e.shape), (*signs, *why)

    def _power(self, e: Term, depth: int) -> Iterator[Bound]:
        base, p = e.args
        k = rational(p)
        if k is not None and k.denominator == 1 and k > 0:
            signs = self.nonneg(base)
            if signs is not None:
                for a, why in self.upper(base, depth):
                    yield a**p, (*signs, *why)
            elif k.numerator % 2 == 0:
                modulus = TABLE["abs"](base)
                step = Step("even power", "=", e, modulus**p)
                for a, why in self.upper(modulus, depth):
                    yield a**p, (step, *why)
        elif p.head == "size" and (signs := self.nonneg(base)) is not None:
            counted = self.compare(coerce(0), p)
            if counted is not None:
                for a, why in self.upper(base, depth):
                    yield a**p, (counted, *signs, *why)
            if base.head == "mul":
                left, right = (self.first(self.upper(x**p, depth)) for x in base.args)
                step = Step("power of a product", "=", e, base.args[0] ** p * base.args[1] ** p)
                yield left[0] * right[0], (step, *left[1], *right[1])

    @staticmethod
    def first(bounds: list[Bound]) -> Bound:
        """The simplest bound."""
        return bounds[0]

    def _range(self, e: Term, depth: int) -> Iterator[Bound]:
        body, k, lo, hi = e.args
        if e.head == "product" and not is_nonneg(body):
            return
        for a, why in self.upper(body, depth):
            moved = Term(e.head, (a, k, lo, hi), SCALAR)
            yield from self.constant_range(moved, why)
            yield moved, why

    def constant_range(self, e: Term, why: Uses) -> Iterator[Bound]:
        """A product or a sum of terms that do not depend on the index, and factors of that kind."""
        body, k, lo, hi = e.args
        count = hi - lo + 1
        if k not in names(body):
            counted = self.compare(coerce(0), coerce(count))
            if counted is not None:
                right = body ** coerce(count) if e.head == "product" else coerce(count) * body
                yield right, (*why, Step("constant terms", "=", e, right, (counted,)))
        elif body.head == "mul" and e.head == "total":
            for kept, moved in (body.args, body.args[::-1]):
                if k not in names(moved):
                    right = Term("total", (kept, k, lo, hi), SCALAR) * moved
                    yield right, (*why, Step("constant factor", "=", e, right))
        elif body.head == "mul" and e.head == "product":
            both = [Term("product", (f, k, lo, hi), SCALAR) for f in body.args]
            step = Step("product of products", "=", e, both[0] * both[1])
            left, right = ([*self.constant_range(b, ()), (b, ())] for b in both)
            for x, one in left[:2]:
                for y, two in right[:2]:
                    yield x * y, (*why, step, *one, *two)

    # -- lower bounds ---------------------------------------------------------------------------------------------
    def lower(self, e: Term, depth: int = DEPTH) -> list[Bound]:
        """Expressions that a scalar is at least, the scalar itself first."""
        if e not in self.lowers:
            self.lowers[e] = [(e, ())]
            if depth > 0:
                self.lowers[e] = self.trimmed([(e, ()), *self._lower(e, depth - 1)])
        return self.lowers[e]

    def _lower(self, e: Term, depth: int) -> Iterator[Bound]:
        head, args = e.head, e.args
        if head == "neg":
            for a, why in self.upper(args[0], depth):
                yield -a, why
        elif head in ("add", "sub"):
            for x, why in self.lower(args[0], depth):
                for y, more in self.lower(args[1], depth) if head == "add" else self.upper(args[1], depth):
                    yield Term(head, (x, y), e.shape), (*why, *more)
        elif head == "mul":
            for x, why in self.lower(args[0], depth):
                for y, more in self.lower(args[1], depth):
                    if (signs := self.nonneg(x, y)) is not None:
                        yield Term(head, (x, y), e.shape), (*signs, *why, *more)
        elif head == "div" and (signs := self.nonneg(args[1])) is not None:
            for x, why in self.lower(args[0], depth):
                yield Term(head, (x, args[1]), e.shape), (*signs, *why)
        elif head == "pow" and (rational(args[1]) or 0) > 0:
            for a, why in self.lower(args[0], depth):
                if (signs := self.nonneg(a)) is not None:
                    yield a ** args[1], (*signs, *why)
        elif head == "fn" and args[0].word in RISING:
            for a, why in self.lower(args[1], depth):
                yield Term("fn", (args[0], a), SCALAR), why
        elif head == "product" and not e.shape and is_nonneg(args[0]):
            for a, why in self.lower(args[0], depth):
                if is_nonneg(a):
                    moved = Term(head, (a, *args[1:]), SCALAR)
                    yield from self.constant_range(moved, why)
                    yield moved, why
        for rule, step in self.usable(self.rules_from_below(e)):
            other = rule.left if rule.right == e else rule.right
            for bound, why in self.lower(other, depth):
                yield bound, (step, *why)

    def rules_from_below(self, e: Term) -> Iterator[Rule]:
        """The rule instances that say what an expression is at least, or is."""
        for r, step in self.known():
            if r[0] in ("<=", "<", "==") and r[2] == e and not r[1].shape:
                yield Given("given", r[0].replace("==", "="), r[1], e, (), step)
        if e.head in (*NORMS, "sigma_min"):
            yield from lowrules.from_below(e.head, e.args[0])
            yield from spectralrules.of_inverse(e.head, e.args[0])
        if e.head == "rho" and normrules.is_square(e.args[0]):
            yield Rule("radius above the least stretch", "<=", of("sigma_min", e.args[0]), e)
            yield from (r for r in spectralrules.of_radius(e.args[0]) if r.right == e)
        if e.head == "rank":
            yield from (r for r in rankrules.of_rank(e.args[0]) if r.right == e)
        if e.head in ("eig_max", "eig_min", "tr", "det"):
            yield from (r for r in spectralrules.of_eigenvalues(e) if r.right == e)
        if e.head in ("dot", "tr", "eig_max", "eig_min"):
            yield from (r for r in lowrules.of_forms(e) if r.right == e or r.rel == "=")
        if e.head == "tr":
            yield from (r for r in spectralrules.of_trace(e) if r.right == e)
        yield from (r for r in (*entryrules.of_column(e), *entryrules.of_spectrum(e)) if r.right == e)
        yield from (r for r in self.rules_from_above(e) if r.rel == "=" and not isinstance(r, Given))


@dataclass(frozen=True)
class Given(Rule):
    """A condition in the place of a rule."""

    step: Step | None = None


def _nothing(_n: str, _t: Term) -> Iterator[Rule]:
    return iter(())


def names(t: Term) -> set[str]:
    """The size and index names that occur free in a term."""
    return {name for size, bound in free_sizes(t) for name in size.names - bound}


def moduli(e: Term) -> int:
    """How many moduli stand in a scalar."""
    here = e.head == "fn" and e.args[0].word == "abs"
    return int(here) + sum(moduli(c) for c in e.children if not c.shape or c.is_scalar)
