"""Statements made of statements: connectives, properties by definition, induction, existence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import condition_node, record
from symrnn.algebra.language.statements import Statement, equal, unfolded
from symrnn.algebra.language.words import det, diag, diagof, eye, matpow, ones, zeros
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.proofs.nonvanishing import invertible, nonnegative, nonvanishing, nonzero, semidefinite
from symrnn.algebra.proofs.nonvanishing import positive as certainly_positive
from symrnn.algebra.proofs.normalise import bound
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.provers import prove
from symrnn.algebra.terms import Term, number
from symrnn.recheck.certificates import accept

CONTRADICTED = frozenset({"no", "nonzero", "ne", "invertible"})  # conditions whose opposite is an equation, or a condition
CONDITIONAL = frozenset({"exists", "tends_to", "of_order", "induction", "expects"})


def prove_logic(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove a connective by proving its parts."""
    head, args, given = statement.head, statement.args, statement.given
    if head == "holds":
        return prove(under(args[0], given), by)
    if head == "given":
        return prove(under(args[1], (*given, *args[0])), by)
    if head == "all_of":
        if not args:
            return None, "an empty conjunction asserts nothing"
        return joined([(under(part, given), "part") for part in args], by)
    if head == "any_of":
        for number, part in enumerate(args, 1):
            proof, _ = prove(under(part, given), by)
            if proof is not None:
                return inside(proof, kind="alternative", number=number), ""
        return by_opposites(statement, by)
    if head == "implies":
        return prove_implication(args[0], args[1], given, by)
    if head == "iff":
        there, why = prove_implication(args[0], args[1], given, by)
        if there is None:
            return None, f"from left to right: {why}"
        back, why = prove_implication(args[1], args[0], given, by)
        return (None, f"from right to left: {why}") if back is None else (together([there, back]), "")
    if head == "no":
        opposite = negated(args[0])
        if opposite is None:
            return None, f"no rule for the negation of `{args[0].head}`"
        proof, _ = prove(under(opposite, given), by)
        return by_opposites(statement, by) if proof is None else (inside(proof, kind="negation"), "")
    return None, f"no rule for `{head}`"


def inside(proof: Proof, **certificate: Any) -> Proof:
    """A proof of one statement as that of another, which the trusted base reads off the kind of its certificate."""
    return replace(proof, certificate={**certificate, "proof": proof.certificate})


def under(part: Statement, given: tuple[Statement, ...]) -> Statement:
    """A statement under more conditions."""
    return Statement(part.head, part.args, (*given, *(c for c in part.given if c not in given)))


def prove_implication(a: Statement, b: Statement, given: tuple[Statement, ...], by: Sequence[Any]) -> tuple[
        Proof | None, str]:
    """Prove b where a holds; or no a where b fails."""
    if bound(a, (b, *given)):
        a = a.args[1]
    if a.head in CONDITIONAL:
        return None, f"`{a.head}` as an assumption"
    assumed = tuple(flat(unfolded(a)))
    proof, why = prove(under(b, (*given, *assumed)), by)
    if proof is not None:
        return proof, ""
    not_a, not_b = negated(a), negated(b)
    if not_a is None or not_b is None or b.head in CONDITIONAL:
        return None, why
    proof, _ = prove(under(not_a, (*given, *flat(unfolded(not_b)))), by)
    return None if proof is None else inside(proof, kind="contrapositive"), why


def prove_few(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """An equation, since where it fails another one fails, too: of numbers, in both ways in which it can."""
    equations = frozenset({"eq", "equal"})
    if not any(c.head in equations for c in statement.given):
        return None, ""
    proof, _ = by_opposites(statement, by, equations)
    left, right = statement.args
    if proof is not None or not (left.is_scalar and right.is_scalar):
        return proof, ""
    parts: list[Proof] = []
    orders = tuple(Statement("at_most", pair, statement.given) for pair in ((left, right), (right, left)))
    for order in orders:
        proof, _ = by_opposites(order, by, equations)
        if proof is None:
            return None, ""
        parts.append(proof)
    proof = together(parts)
    both = Statement("all_of", tuple(Statement(order.head, order.args) for order in orders))
    certificate = {"kind": "definition", "scope": proof.scope, "as": condition_node(both), "proof": proof.certificate}
    return replace(proof, certificate=certificate, detail=f"from both sides: {proof.detail}"), ""


def by_opposites(statement: Statement, by: Sequence[Any], contradicted: frozenset[str] = CONTRADICTED) -> tuple[
        Proof | None, str]:
    """A statement whose opposite, with the other conditions, contradicts one of the conditions."""
    fails = negated(Statement(statement.head, statement.args))
    for k, one in enumerate(statement.given) if fails is not None else ():
        other, rest = negated(one), (*statement.given[:k], *statement.given[k + 1:])
        if other is not None and fails is not None and one.head in contradicted:
            if one.head == "nonzero" and not one.args[0].is_scalar:
                other = equal(one.args[0], zeros(*one.args[0].shape))
            proof, _ = prove(under(other, (*rest, *flat(fails))), by)
            if proof is not None:
                return inside(proof, kind="contrapositive", number=k), ""
    return None, "no alternative is proved by itself, and no condition contradicts the opposite"


def joined(parts: list[tuple[Statement, str]], by: Sequence[Any]) -> tuple[Proof | None, str]:
    """Prove every part."""
    proofs: list[Proof] = []
    for part, name in parts:
        proof, why = prove(part, by)
        if proof is None:
            return None, f"{name} {len(proofs) + 1} of {len(parts)}: {why}"
        proofs.append(proof)
    return together(proofs), ""


def together(proofs: list[Proof]) -> Proof:
    """Several proofs as one: the scope is the widest that all of them share."""
    if len(proofs) == 1:
        return proofs[0]
    limited = [p.scope for p in proofs if not p.scope.startswith("all")]
    scope = limited[0] if limited else max((p.scope for p in proofs), key=len)
    return Proof(
        proofs[0].route, "checker" if any(not p.second.startswith("route:") for p in proofs) else proofs[0].second, scope,
        {"kind": "all", "scope": scope, "parts": [p.certificate for p in proofs]},
        " · ".join(p.detail for p in proofs), sum(p.points for p in proofs),
        tuple(dict.fromkeys(c for p in proofs for c in p.conditions)))


_FLIPPED = {"lt": "ge", "less": "ge", "le": "gt", "at_most": "gt", "gt": "le", "ge": "lt", "eq": "ne", "equal": "ne",
            "ne": "eq"}


def negated(c: Statement) -> Statement | None:
    """The opposite of a comparison of scalars (of arrays, only equality has one), and of what is made of such; or None."""
    if c.given:
        return None  # what fails is an implication: its conditions hold, and it does not
    if c.head == "no":
        return c.args[0]
    if c.head in ("eq", "equal") and c.args[1].head == "zeros":
        return Statement("nonzero", c.args[:1])
    if c.head in ("between", "strictly_between"):
        outside = "gt" if c.head == "between" else "ge"
        parted = tuple(Statement(outside, pair) for pair in ((c.args[1], c.args[0]), (c.args[0], c.args[2])))
        return Statement("any_of", parted) if all(x.is_scalar for x in c.args) else None
    if c.head in _FLIPPED and (c.head in ("eq", "equal", "ne") or (c.args[0].is_scalar and c.args[1].is_scalar)):
        return Statement(_FLIPPED[c.head], c.args)
    if c.head in ("invertible", "nonzero"):
        return Statement("eq", (det(c.args[0]) if c.head == "invertible" else c.args[0], number(0)))
    if c.head in ("all_of", "any_of") and c.args:
        parts = [negated(part) for part in c.args]
        known = tuple(part for part in parts if part is not None)
        whole = known[0] if len(known) == 1 else Statement("any_of" if c.head == "all_of" else "all_of", known)
        return whole if len(known) == len(parts) else None
    return None


# -- properties by definition ----------------------------------------------------------------------------------
DEFINITIONS: dict[str, Callable[[Term], Statement]] = {
    "symmetric": lambda a: equal(a.T, a),
    "skew": lambda a: equal(a.T, -a),
    "orthogonal": lambda a: equal(a.T @ a, eye(a.shape[0])),
    "normal": lambda a: equal(a.T @ a, a @ a.T),
    "idempotent": lambda a: equal(a @ a, a),
    "diagonal": lambda a: equal(a, diag(diagof(a))),
    "unit_norm": lambda v: equal(v.T @ v, ones(1)),
    "permutation": lambda a: Statement("all_of", (Statement("orthogonal", (a,)), Statement("nonneg", (a,)))),
    "stochastic": lambda a: Statement("all_of", (
        Statement("nonneg", (a,)), equal(a @ ones(a.shape[0]), ones(a.shape[0])))),
}


def prove_property(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove a property of a matrix from its definition, or from its form."""
    head, args, given = statement.head, statement.args, statement.given
    if head in DEFINITIONS:
        return restated(statement, DEFINITIONS[head](args[0]), by)
    if head == "commute":
        return restated(statement, equal(args[0] @ args[1], args[1] @ args[0]), by)
    if head == "fixed":
        return restated(statement, equal(args[0], args[1]), by)
    if head == "nilpotent":
        for k in (1, 2, 3):
            proof, _ = restated(statement, equal(matpow(args[0], k) if k > 1 else args[0], zeros(*args[0].shape)), by)
            if proof is not None:
                return proof, ""
        return None, "no power up to the third vanishes"
    if head in ("nowhere_zero", "nonzero", "invertible", "positive", "nonneg", "ne", "psd", "pd"):
        return seen(statement, by_form(statement, given)[0])
    return None, ""


def seen(statement: Statement, proof: Proof | None) -> tuple[Proof | None, str]:
    """A proof from the form of a term with its closed form, where the trusted base sees it, too."""
    from symrnn.algebra.proofs.ranges import expanded

    if proof is None:
        return None, ""
    closed = expanded(statement)
    more = {"closed": condition_node(Statement(closed.head, closed.args))} if closed != statement else {}
    proof = replace(proof, certificate={**proof.certificate, **more})
    good, why = accept(record(statement), proof.certificate)
    return (proof, "") if good else (None, why)


def restated(statement: Statement, definition: Statement, by: Sequence[Any], **more: Any) -> tuple[Proof | None, str]:
    """A property through its definition."""
    proof, why = prove(under(definition, statement.given), by)
    if proof is None:
        return None, why
    certificate = {"kind": "definition", "scope": proof.scope, "as": condition_node(definition),
                   "proof": proof.certificate, **more}
    return Proof(proof.route, proof.second, proof.scope, certificate, f"by definition: {proof.detail}",
                 proof.points, proof.conditions), ""


def prove_order_by_form(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """An order in which both sides are equal, or zero stands below something nonnegative by its form."""
    head, given = statement.head, statement.given
    if head not in ("at_most", "le", "ge", "less", "lt", "gt"):
        return None, ""
    small, large = statement.args if head not in ("ge", "gt") else statement.args[::-1]
    if head in ("at_most", "le", "ge") and (small.shape == large.shape or small.is_scalar == large.is_scalar):
        proof, _ = prove(equal(small, large, given=list(given)), by)
        if proof is not None:
            certificate = {"kind": "definition", "scope": proof.scope, "as": condition_node(equal(*statement.args)),
                           "proof": proof.certificate}
            return Proof(proof.route, proof.second, proof.scope, certificate, f"both sides are equal: {proof.detail}",
                         proof.points, proof.conditions), ""
    if small == number(0) or small.head == "zeros":
        above = Statement("nonneg" if head in ("at_most", "le", "ge") else "positive", (large,), given)
        return seen(statement, by_form(above, given)[0])
    return None, ""


def by_form(statement: Statement, given: tuple[Statement, ...]) -> tuple[Proof | None, str]:
    """A sign or an invertibility that can be read from the form of the term and the conditions."""
    from symrnn.algebra.derive import expand

    head = statement.head
    term = expand(statement.args[0])
    if head == "ne":
        other = statement.args[1]
        if not (other.head == "zeros" or other == number(0)):
            term = expand(statement.args[0] - other)
        head = "nonzero" if not term.is_scalar else "nowhere_zero"
    table: dict[str, Callable[[Term, tuple[Statement, ...]], bool]] = {
        "nowhere_zero": nonvanishing, "nonzero": nonzero, "invertible": invertible, "positive": certainly_positive,
        "nonneg": nonnegative, "psd": partial(semidefinite, strict=False), "pd": partial(semidefinite, strict=True),
    }
    if not table[head](term, given):
        return None, ""
    scope = sizes_of(statement)
    return Proof("route:logic", "checker", scope, {"kind": "form", "scope": scope},
                 "read from the form of the term: products, quotients and sums of parts of known sign", 1), ""


# -- induction and existence -----------------------------------------------------------------------------------
def prove_induction(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Base case and step, each proved, the step with symbolic t."""
    t, base, step = statement.args
    first, why = prove(under(base, statement.given), by)
    if first is None:
        return None, f"the base case: {why}"
    second, why = prove(under(step, statement.given), by)
    if second is None:
        return None, f"the step: {why}"
    scope = f"{second.scope}; all {t} >= the base case"
    return Proof(
        "route:induction", second.second, scope,
        {"kind": "induction", "scope": scope, "base": first.certificate, "step": second.certificate},
        f"base case: {first.detail}; step with symbolic {t}: {second.detail}", first.points + second.points,
        (*first.conditions, *second.conditions)), ""


def prove_absence(statement: Statement) -> Iterator[tuple[Statement, Proof]]:
    """The universal statements that no example exists, one for each condition that fails under the others, with proofs."""
    body = statement.args[1]
    parts = body.args if body.head == "all_of" else (body,)
    for k, part in enumerate(parts):
        opposite = negated(part)
        others = (*parts[:k], *parts[k + 1:])
        if opposite is not None and not any(c.head in CONDITIONAL or c.given for c in others):
            asserted = under(opposite, (*statement.given, *others))
            proof, _ = prove(asserted)
            if proof is not None:
                yield asserted, proof
