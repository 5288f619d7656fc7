"""Equality by normal form: both sides read by the first road, and by the second; PROVED needs both.

Road one takes derivatives by the matrix rules (`derive`) and reads entries of the closed form (`reading`). Road two
reads the entries of the statement as it stands, derivatives by SymPy's scalar calculus (`entries`). They share the
index normal form (`indexform`, `functionform`, `zero`) and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.indexform import Undefined, add, scale
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import contains, leaves, subterms
from symrnn.algebra.language.words import eye
from symrnn.algebra.normalform import formsigns
from symrnn.algebra.normalform.atoms import Poly, TooLarge
from symrnn.algebra.normalform.axes import axis, indices
from symrnn.algebra.normalform.entryform import EntryReader
from symrnn.algebra.normalform.families import peeled
from symrnn.algebra.normalform.parted import parted
from symrnn.algebra.normalform.walker import Reader
from symrnn.algebra.normalform.zero import is_zero
from symrnn.algebra.proofs.facts import Facts, applied, gather, inverse_equations, rewriter, rules
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.terms import CALCULUS, Term
from symrnn.errors import NotSupportedError, SymrnnError

EQUATIONS = frozenset({"equal", "eq"})


@dataclass(frozen=True)
class Attempt:
    """What came of one road: whether it met, and where it did not."""

    met: bool
    detail: str


def prove_equal(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an equation for all sizes, or say why not.

    Returns
    -------
    tuple
        The proof, or None; and what was done or what stood in the way.
    """
    if statement.head not in EQUATIONS:
        return None, "not an equation"
    left, right = (peeled(parted(term, statement.given), statement.given, statement.terms) for term in statement.args)
    first = road(statement, left, right, first_road)
    if not first.met:
        multiplied = by_multiplication(statement, left, right)
        if multiplied is not None:
            proof, why = prove_equal(multiplied, by)
            scope = sizes_of(statement)
            certificate = {"kind": "identity", "scope": scope}
            return (None, why) if proof is None else (replace(proof, scope=scope, certificate=certificate), "")
        return None, f"matrix rules: {first.detail}"
    second = road(statement, left, right, second_road)
    if not second.met:
        return None, f"the first road meets; the second road: {second.detail}"
    derivative = contains(left, CALCULUS) or contains(right, CALCULUS)
    scope = sizes_of(statement)
    return Proof(
        route="route:matrix-rules" if derivative else "route:algebra",
        second="route:scalar-calculus",
        scope=scope,
        certificate={"kind": "identity", "scope": scope},
        detail=f"matrix rules and entries: {first.detail}; scalar calculus on entries: {second.detail}",
        points=2,
    ), ""


def by_multiplication(statement: Statement, left: Term, right: Term) -> Statement | None:
    """X = M^-1 is M X = I for a square X: the equation that is left when one side is an inverse."""
    for inverse, other in ((left, right), (right, left)):
        if inverse.head == "inv" and other.head not in ("inv", "eye"):
            return Statement("equal", (inverse.args[0] @ other, eye(inverse.shape[0])), statement.given)
    return None


Road = Callable[[Facts, Term, Term], tuple[list[Poly], Callable[[Poly], Poly]]]


def road(statement: Statement, left: Term, right: Term, take: Road) -> Attempt:
    """Whether one road brings both sides to the same normal form."""
    found = {leaf: None for t in statement.terms for leaf in leaves(t)}
    facts = gather(statement.given, found)
    bound = bound_leaves(statement)
    if bound & {x.name for x in facts.substitutions}:
        return Attempt(False, "a condition on a variable that an integral or an iteration binds")
    formsigns.POSITIVE_NAMES = set(facts.positive) - bound
    formsigns.COMPLEX_NAMES = {x.name for x in found if x.head == "sym" and x.args[1] == "complex"}
    try:
        differences, rewrite = take(facts, left, right)
        open_parts = [k for k, poly in enumerate(differences) if not is_zero(poly, rewrite)]
    except TooLarge:
        return Attempt(False, "the normal form grew beyond its limits")
    except Undefined:
        return Attempt(False, "an expression is defined nowhere")
    except RecursionError:
        return Attempt(False, "the expression is nested too deeply")
    except NotSupportedError as error:
        return Attempt(False, str(error))
    except SymrnnError as error:
        return Attempt(False, str(error))
    finally:
        formsigns.POSITIVE_NAMES = set()
        formsigns.COMPLEX_NAMES = set()
    if open_parts:
        return Attempt(False, f"{len(open_parts)} of {len(differences)} parts stay open")
    parts = "every entry" if len(differences) == 1 else f"every entry of {len(differences)} parts"
    return Attempt(True, f"{parts} has the same normal form")


def bound_leaves(statement: Statement) -> set[str]:
    """The names that integrals, expectations and iterations bind."""
    return {t.args[1].name for t in subterms(*statement.terms) if t.head in ("integral", "expect", "iterate")}


def first_road(facts: Facts, left: Term, right: Term) -> tuple[list[Poly], Callable[[Poly], Poly]]:
    """Closed forms by the matrix rules, entries of the closed forms."""
    a, b = (simplified(applied(facts, expand(t))) for t in (left, right))
    equations = [(simplified(applied(facts, expand(x))), simplified(applied(facts, expand(y))))
                 for x, y in facts.equations]
    reader = Reader()
    rewrite = rewriter(rules([*equations, *inverse_equations([a, b])], reader))
    return _differences(reader, a, b), rewrite


def second_road(facts: Facts, left: Term, right: Term) -> tuple[list[Poly], Callable[[Poly], Poly]]:
    """Entries as SymPy scalars, derivatives by SymPy, read into the normal form by the other walker."""
    reader = EntryReader(facts.substitutions)
    found = rules([*facts.equations, *inverse_equations([expand(applied(facts, left)),
                                                         expand(applied(facts, right))])], reader)
    return _differences(reader, left, right), rewriter(found)


def _differences(reader: Reader, a: Term, b: Term) -> list[Poly]:
    shaped = a if a.shape and not a.is_scalar else b
    if not shaped.shape or shaped.is_scalar:
        return [add(reader.scalar(a), scale(reader.scalar(b), -1))]
    rows = indices(axis(a, 0) or axis(b, 0), shaped.shape[0].terms, lambda s: ("F", "\x00R", s))
    columns = indices(axis(a, 1) or axis(b, 1), shaped.shape[1].terms, lambda s: ("F", "\x00C", s))
    return [add(reader.entry(a, i, j), scale(reader.entry(b, i, j), -1)) for i in rows for j in columns]
