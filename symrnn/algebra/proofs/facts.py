"""Conditions as equations: substitutions of leaves, and rewriting of the normal form by what is given.

A condition on a leaf is either met by writing the leaf in terms of a free one (a symmetric matrix is A + A^T), or
used as an equation from left to right. Both only ever replace equals by equals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symrnn.algebra.indexform import add, monomial, multiply, scale, sum_over
from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, replace, subterms
from symrnn.algebra.language.words import det, diag, eye, inv, ones
from symrnn.algebra.normalform.atoms import (
    Atom,
    Index,
    Mono,
    Poly,
    TooLarge,
    freeze,
    height,
    indices_of,
    opened,
    rename,
    thaw,
)
from symrnn.algebra.normalform.axes import axis, indices
from symrnn.algebra.normalform.functionform import apply, exponential, substituted
from symrnn.algebra.normalform.powers import raised
from symrnn.algebra.normalform.walker import Reader
from symrnn.algebra.normalform.zero import cleared
from symrnn.algebra.terms import ONE, Term, number

MAX_REWRITES = 400


@dataclass(frozen=True)
class Rule:
    """A monomial that may be replaced; its free indices match any index, its bound ones a sum that nothing else uses."""

    bounds: tuple[Index, ...]
    atoms: tuple[tuple[Atom, Fraction], ...]
    result: Poly = field(hash=False)


@dataclass
class Facts:
    """What the conditions of one statement give to a proof of an equation."""

    substitutions: dict[Term, Term] = field(default_factory=dict)
    equations: list[tuple[Term, Term]] = field(default_factory=list)
    positive: set[str] = field(default_factory=set)
    used: list[str] = field(default_factory=list)


def free_copy(x: Term, mark: str) -> Term:
    """A fresh leaf that stands for the free part of a constrained one (no user can write this name)."""
    return Term("sym", (f"{x.name}\x00{mark}", x.args[1] if x.head == "sym" else "real", ()), x.shape)


def gather(given: tuple[Statement, ...], found: dict[Term, None]) -> Facts:
    """Read the conditions; what cannot be used as an equation is left to the samples."""
    facts = Facts()
    for condition in given:
        for part in flat(condition):
            _use(facts, part)
    for x in found:
        if x.head == "sym" and not x.shape:
            facts.positive |= {x.name for d in x.args[2] if d[0] in ("positive", "nonneg")
                               or (d[0] == "between" and isinstance(d[1], Fraction) and d[1] >= 0)}
    return facts


def flat(condition: Statement) -> Iterator[Statement]:
    """The parts of a conjunction."""
    if condition.head in ("all_of", "holds"):
        for part in condition.args:
            yield from flat(part)
    else:
        yield condition


def _use(facts: Facts, c: Statement) -> None:
    head, args = c.head, c.args
    a = args[0] if args and isinstance(args[0], Term) else None
    if a is not None and head not in ("eq", "equal", "fixed") and any(
            x.head == "sym" and x.args[1] == "complex" for x in leaves(a)):
        return  # over the complex numbers these words speak of the adjoint
    free = a is not None and a.is_leaf and a not in facts.substitutions
    if head in ("eq", "equal", "fixed"):
        _equation(facts, args[0], args[1])
    elif head == "symmetric" and free and a is not None:
        facts.substitutions[a] = free_copy(a, "sym") + free_copy(a, "sym").T
    elif head == "skew" and free and a is not None:
        facts.substitutions[a] = free_copy(a, "skew") - free_copy(a, "skew").T
    elif head == "diagonal" and free and a is not None:
        facts.substitutions[a] = diag(leaf_column(a, "diag"))
    elif head in ("psd", "pd") and free and a is not None:
        facts.substitutions[a] = free_copy(a, "root") @ free_copy(a, "root").T
    elif head in ("symmetric", "psd", "pd") and a is not None:
        facts.equations.append((a.T, a))
    elif head == "skew" and a is not None:
        facts.equations.append((a.T, -a))
    elif head in ("orthogonal", "permutation") and a is not None:
        facts.equations += [(a.T @ a, eye(a.shape[0])), (a @ a.T, eye(a.shape[0])), (det(a) ** 2, number(1))]
        if head == "permutation":
            one = ones(a.shape[0])
            facts.equations += [(a * a, a), (a @ one, one), (a.T @ one, one)]
    elif head == "normal" and a is not None:
        facts.equations.append((a.T @ a, a @ a.T))
    elif head == "idempotent" and a is not None:
        facts.equations.append((a @ a, a))
    elif head == "stochastic" and a is not None:
        facts.equations.append((a @ ones(a.shape[0]), ones(a.shape[0])))
    elif head == "unit_norm" and a is not None:
        facts.equations.append((a.T @ a, ones(1, 1)))
    elif head == "commute":
        facts.equations.append((args[1] @ args[0], args[0] @ args[1]))
    elif head in ("positive", "nonneg", "gt", "ge", "lt", "le", "strictly_between", "between"):
        name = _positive_leaf(head, args)
        if name:
            facts.positive.add(name)


def _positive_leaf(head: str, args: tuple[Any, ...]) -> str:
    """The leaf that a condition makes nonnegative, if it does."""
    a, low = (args[1], args[0]) if head in ("lt", "le") else (args[0], args[1] if len(args) > 1 else None)
    if not isinstance(a, Term) or a.head != "sym":
        return ""
    return a.name if low is None or (isinstance(low, Term) and low.head == "num" and low.args[0] >= 0) else ""


def leaf_column(a: Term, mark: str) -> Term:
    """A fresh column of the size of a square leaf."""
    return Term("sym", (f"{a.name}\x00{mark}", "real", ()), (a.shape[0], ONE))


def _equation(facts: Facts, left: Term, right: Term) -> None:
    for x, value in ((left, right), (right, left)):
        if x.is_leaf and x not in leaves(value) and x not in facts.substitutions and value.shape == x.shape:
            facts.substitutions[x] = value
            return
    facts.equations.append((left, right))
    a = left if right.head == "eye" else right if left.head == "eye" else None
    if a is not None and a.head == "matmul" and a.args[0].shape == a.args[1].shape:
        facts.equations.append((a.args[1] @ a.args[0], eye(a.shape[0])))  # square: a left inverse is a right inverse


def applied(facts: Facts, term: Term) -> Term:
    """The term with the substitutions made, to a fixed point."""
    for _ in range(len(facts.substitutions) + 1):
        new = replace(term, facts.substitutions)
        if new == term:
            break
        term = new
    return term


def inverse_equations(terms: list[Term]) -> list[tuple[Term, Term]]:
    """A A^-1 = I and A^-1 A = I for every inverse that occurs, P = A P A^T + Q for every solution of that equation."""
    out = []
    for t in subterms(*terms):
        if t.head not in ("inv", "lyap"):
            continue
        a = t.args[0]
        if t.head == "lyap":
            out.append((a @ t @ a.T + t.args[1], t))
        else:
            out += [(a @ inv(a), eye(a.shape[0])), (inv(a) @ a, eye(a.shape[0]))]
    return out


def rules(equations: list[tuple[Term, Term]], reader: Reader) -> list[Rule]:
    """The equations as rewriting rules on entries: the heaviest monomial is replaced by the rest."""
    out: list[Rule] = []
    for left, right in equations:
        rows = _free(left, right, 0, "R")
        columns = _free(left, right, 1, "C")
        for i in rows:
            for j in columns:
                difference = add(reader.entry(left, i, j), scale(reader.entry(right, i, j), -1))
                rule = oriented(difference) or oriented(cleared(difference))
                if rule is not None:
                    out.append(rule)
    return out


def _free(left: Term, right: Term, which: int, label: str) -> list[Index]:
    shaped = left if left.shape else right
    if not shaped.shape:
        return indices((), (((), 1),), lambda s: ("F", label, s))
    division = axis(left, which) or axis(right, which)
    return indices(division, shaped.shape[which].terms, lambda s: ("F", f"\x00{label}", s))


def weight(mono: Mono) -> tuple[Any, ...]:
    """Which monomial of an equation is replaced: nested functions first, then summed products, then degree."""
    bounds, atoms = mono
    return (max((height(a) for a, _ in atoms), default=0), len(bounds), sum(abs(e) for _, e in atoms), repr(mono))


def oriented(poly: Poly) -> Rule | None:
    """The rule of an equation poly = 0; None where nothing can be replaced."""
    candidates = [m for m in poly if m[1] and all(e > 0 and e.denominator == 1 for _, e in m[1])
                  and all(a[0] not in "dzc" for a, _ in m[1])]
    if not candidates:
        return None
    top = max(candidates, key=weight)
    free_left = frozenset().union(*(indices_of(a) for a, _ in top[1])) - frozenset(top[0])
    rest = {m: c for m, c in poly.items() if m != top}
    for bounds, atoms in rest:
        used = frozenset().union(*(indices_of(a) for a, _ in atoms)) - frozenset(bounds) if atoms else frozenset()
        if not used <= free_left:
            return None
    rule = Rule(top[0], top[1], scale(rest, -1 / poly[top]))
    # h = w h / (1 + |w h|), whose other side has no whole powers: h would unfold inside of itself for ever.
    endless = any(_inside(atom, e, [rule]) is not None for _, atoms in rest for atom, e in atoms)
    return None if endless else rule


def rewriter(found: list[Rule]) -> Any:
    """A function that applies the rules to a polynomial until none applies."""
    def rewrite(poly: Poly) -> Poly:
        if not found:
            return poly
        for _ in range(MAX_REWRITES):
            new = _once(poly, found)
            if new is None:
                return poly
            poly = new
        raise TooLarge

    return rewrite


def _once(poly: Poly, found: list[Rule]) -> Poly | None:
    for mono, c in poly.items():
        bounds, atoms = opened(*mono)
        for atom, e in atoms:
            changed = _inside(atom, e, found)
            if changed is not None:
                rest = {m: x for m, x in poly.items() if m != mono}
                piece = multiply(monomial(Fraction(1), (), [(a, x) for a, x in atoms if a != atom]), changed)
                for b in bounds:
                    piece = sum_over(b, piece)
                return add(rest, scale(piece, c))
        for rule in found:
            made = _replaced(mono, rule)
            if made is not None:
                rest = {m: x for m, x in poly.items() if m != mono}
                return add(rest, scale(made, c))
    return None


def _inside(atom: Atom, e: Fraction, found: list[Rule]) -> Poly | None:
    """The atom's power with one rule applied in its arguments; None where none applies."""
    if atom[0] == "f":
        new = _once(thaw(atom[2]), found)
        if new is None:
            return None
        return exponential(scale(new, e)) if atom[1] == "exp" else raised(apply(atom[1], new), e)
    if atom[0] == "b":
        new = _once(thaw(atom[1]), found)
        return None if new is None else raised(new, e)
    return None


def _replaced(mono: Mono, rule: Rule) -> Poly | None:
    bounds, atoms = opened(*mono)
    for where, left in matches(list(rule.atoms), dict(atoms), {}, rule.bounds, bounds):
        used = {where[b] for b in rule.bounds}
        if any(used & indices_of(a) for a in left):
            continue
        out = monomial(Fraction(1), (), left.items())
        out = multiply(out, substituted(freeze(rule.result), where))
        for b in bounds:
            if b not in used:
                out = sum_over(b, out)
        return out
    return None


def matches(pattern: list[tuple[Atom, Fraction]], target: dict[Atom, Fraction], where: dict[Index, Index],
            pattern_bounds: tuple[Index, ...], bounds: tuple[Index, ...]) -> Iterator[tuple[dict[Index, Index],
                                                                                         dict[Atom, Fraction]]]:
    """All ways to find the pattern in the target: the assignment of indices, and what is left of the target."""
    if not pattern:
        if len({where[b] for b in pattern_bounds if b in where}) == len(pattern_bounds):
            yield where, {a: e for a, e in target.items() if e}
        return
    (atom, e), rest = pattern[0], pattern[1:]
    for candidate, available in target.items():
        if available < e or candidate[0] != atom[0]:
            continue
        for extended in unify(atom, candidate, where):
            if any(extended.get(b) is not None and extended[b] not in bounds for b in pattern_bounds):
                continue
            left = dict(target)
            left[candidate] = available - e
            yield from matches(rest, left, extended, pattern_bounds, bounds)


def unify(pattern: Atom, candidate: Atom, where: dict[Index, Index]) -> Iterator[dict[Index, Index]]:
    """Assignments of the pattern's indices under which it is the candidate."""
    own = sorted(i for i in indices_of(pattern) if i not in where)
    if pattern[0] in ("e", "s", "m"):
        start = 2 if pattern[0] == "e" else 3
        if len(pattern) != len(candidate) or pattern[:start] != candidate[:start]:
            return
        extended = dict(where)
        for i, j in zip(pattern[start:], candidate[start:], strict=True):
            if i[0] in "FBU":
                if extended.setdefault(i, j) != j or i[-1] != _size(j, i[-1]):
                    return
            elif i != j:
                return
        yield extended
        return
    options = sorted(indices_of(candidate))
    yield from _nested(pattern, candidate, where, own, options)


def _size(j: Index, otherwise: Any) -> Any:
    return j[-1] if j[0] in "FBU" else otherwise


def _nested(pattern: Atom, candidate: Atom, where: dict[Index, Index], own: list[Index],
            options: list[Index]) -> Iterator[dict[Index, Index]]:
    if not own:
        moved = {i: where[i] for i in indices_of(pattern)}
        if len(set(moved.values())) == len(moved) and rename(pattern, moved) == candidate:
            yield where
        return
    for option in options:
        if option[-1] == own[0][-1] and option not in where.values():
            yield from _nested(pattern, candidate, {**where, own[0]: option}, own[1:], options)


__all__ = ["Facts", "Rule", "applied", "gather", "inverse_equations", "leaf", "rewriter", "rules"]
