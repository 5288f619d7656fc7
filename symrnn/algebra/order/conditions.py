"""What some conditions give to a chain of norm rules: properties of arrays, facts about scalars, comparisons by sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.compare import Atoms, is_nonneg, summed
from symrnn.algebra.order.lowrules import of_forms
from symrnn.algebra.order.quotients import TooLargeError
from symrnn.algebra.order.relations import Relation, relations
from symrnn.algebra.order.spectralrules import stein, strictly_positive
from symrnn.algebra.proofs.nonvanishing import invertible, nonvanishing, semidefinite
from symrnn.algebra.terms import Term, coerce, number

RISING = frozenset({"exp", "sqrt", "tanh", "sigmoid", "softplus", "relu", "log", "atan", "erf"})
# what a property follows from
IMPLIED = {
    "orthogonal": ("orthogonal", "permutation"), "permutation": ("permutation",), "stochastic": ("stochastic",),
    "normal": ("normal", "symmetric", "skew", "orthogonal", "diagonal", "psd", "pd", "permutation"),
    "symmetric": ("symmetric", "psd", "pd", "diagonal"), "psd": ("psd", "pd"), "unit_norm": ("unit_norm",),
    "nilpotent": ("nilpotent",), "idempotent": ("idempotent",), "commute": ("commute",),
    "invertible": ("invertible", "orthogonal", "permutation", "pd"), "skew": ("skew",), "pd": ("pd",),
    "triangular": ("triangular", "diagonal"), "nonzero": ("nonzero",),
}
# what is seen from the form of a term, where no condition says it of this very one
FORMS: dict[str, Callable[[Term, tuple[Statement, ...]], bool]] = {
    "invertible": invertible, "nonzero": nonvanishing, "psd": lambda a, given: semidefinite(a, given, strict=False),
    "pd": lambda a, given: semidefinite(a, given, strict=True),
}


@dataclass(frozen=True, eq=False)
class Step:
    """A step of a chain: left rel right by a rule, and the steps and conditions that it uses."""

    rule: str
    rel: str
    left: Term
    right: Term
    uses: tuple[Any, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Conditions:
    """Conditions, and what follows from them for scalars.

    Parameters
    ----------
    given
        Flat conditions; a step refers to them by their place.
    instances
        Relations that are conditions at other indices: (relation, place of the condition, what is put in).
    """

    given: list[Statement]
    instances: list[tuple[Relation, int, dict[str, Any]]] = field(default_factory=list)
    proofs: dict[tuple[Term, Term, bool], Step | None] = field(default_factory=dict)

    def known(self) -> Iterator[tuple[Relation, Step]]:
        """All given relations, as steps."""
        for i, c in enumerate(self.given):
            for j, r in enumerate(relations(c) or []):
                yield r, Step("given", r[0], r[1], r[2], (), {"given": i, "part": j})
        for rule in stein(self.given):
            whole = tuple(range(len(self.given)))
            yield (rule.rel, rule.left, rule.right), Step(rule.name, rule.rel, rule.left, rule.right, whole)
        for r, i, put in self.instances:
            yield r, Step("given", r[0], r[1], r[2], (), {"given": i, "part": put["part"], "put": put["put"]})

    # -- conditions of rules -----------------------------------------------------------------------------------
    def met(self, needs: tuple[Statement, ...]) -> tuple[Any, ...] | None:
        """What shows that the conditions of a rule hold: places of given conditions, and steps; None where nothing."""
        out: list[Any] = []
        for c in needs:
            if c.head in IMPLIED:
                place = next((i for i, g in enumerate(self.given) if g.head in IMPLIED[c.head] and g.args == c.args),
                             None)
                if place is not None:
                    out.append(place)
                elif c.head not in FORMS or not FORMS[c.head](c.args[0], tuple(self.given)):
                    return None
            else:
                step = self.compare(c.args[0], c.args[1], strict=c.head == "lt")
                if step is None:
                    return None
                out.append(step)
        return tuple(out)

    def nonneg(self, *scalars: Term) -> tuple[Any, ...] | None:
        """Steps that show that some scalars are not negative: none where their form says so, None where nothing does."""
        out: list[Step] = []
        for e in scalars:
            if not is_nonneg(e):
                step = self.compare(coerce(0), e, depth=0)
                if step is None:
                    return None
                out.append(step)
        return tuple(out)

    # -- comparison by sums --------------------------------------------------------------------------------------
    def compare(self, left: Term, right: Term, strict: bool = False, depth: int = 2) -> Step | None:
        """A step that shows left <= right (or <) by a sum of products of facts, or None."""
        key = (left, right, strict)
        if key not in self.proofs:
            self.proofs[key] = None
            self.proofs[key] = self._compare(left, right, strict, depth)
        return self.proofs[key]

    def _compare(self, left: Term, right: Term, strict: bool, depth: int) -> Step | None:
        atoms = Atoms()
        try:
            atoms.read(left)
            atoms.read(right)
            extra = self.between_atoms(list(atoms.places), depth) if depth else []
            sources: list[Step] = []
            for rule in strictly_positive(self.given):
                if rule.right in atoms.places:
                    extra.append(Step(rule.name, rule.rel, rule.left, rule.right, (self.given.index(rule.needs[0]),)))
            for r, step in (*self.known(), *(((s.rel.replace("=", "==") if s.rel == "=" else s.rel, s.left, s.right), s)
                                             for s in extra)):
                if r[0] != "!=" and r[1].is_scalar and r[2].is_scalar:
                    atoms.assume(r, {"source": len(sources)})
                    sources.append(step)
        except TooLargeError:
            return None
        found = summed(atoms, left, right, strict)
        if found is None:
            return None
        origins = [atoms.facts[i].origin for i in sorted(set(found))]
        uses = tuple(dict.fromkeys(sources[origin["source"]] for origin in origins if "source" in origin))
        return Step("sum", "<" if strict else "<=", left, right, uses)

    def between_atoms(self, atoms: list[Term], depth: int) -> list[Step]:
        """Steps between atoms of one form: powers with one exponent, products over one range, increasing functions."""
        out = [Step(r.name, r.rel, r.left, r.right) for a in atoms if a.head == "dot"
               for r in of_forms(a) if r.name == "square of the length"]
        for a in atoms:
            for b in [*atoms, None]:
                inner = parts(a, b)
                if a is b or inner is None:
                    continue
                small, large, whole, rule = inner
                if not is_nonneg(small) and rule != "increasing":
                    continue
                needs: tuple[Any, ...] = ()
                if rule == "power grows with its base":
                    counted = self.compare(coerce(0), a.args[1], depth=0)
                    if counted is None:
                        continue
                    needs = (counted,)
                step = self.compare(small, large, depth=depth - 1)
                if step is not None:
                    out.append(Step(rule, "<=", a, whole, (*needs, step)))
        return out


def parts(a: Term, b: Term | None) -> tuple[Term, Term, Term, str] | None:
    """What is to be compared inside two atoms of one form: (small, large, the larger atom, rule)."""
    if a.head == "pow" and b is None:
        return a.args[0], number(1), number(1) ** a.args[1], "power grows with its base"
    if b is None or a.head != b.head:
        return None
    if a.head == "pow" and a.args[1] == b.args[1]:
        return a.args[0], b.args[0], b, "power grows with its base"
    if a.head in ("product", "total") and a.args[1:] == b.args[1:] and not a.shape:
        return a.args[0], b.args[0], b, "term by term"
    if a.head == "fn" and a.args[0] == b.args[0] and a.args[0].word in RISING:
        return a.args[1], b.args[1], b, "increasing"
    return None
