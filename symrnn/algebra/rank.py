"""Rank statements: an upper bound by an exact factorisation, a lower bound by invertible factors around a known core.

A matrix is brought to the form L C R with L and R invertible, so that its rank is that of the core C: a diagonal (as
many as it has nonzero entries), an outer product of nonzero columns (one), an identity, a zero matrix. That the
factors multiply to the matrix is proved by both roads; that L and R are invertible is read from form and conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.indexform import Undefined
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.language.words import count_nonzero, diag, dot, inv, ones, outer, zeros
from symrnn.algebra.normalform.atoms import TooLarge
from symrnn.algebra.normalform.families import certainly
from symrnn.algebra.proofs.facts import applied, flat, gather
from symrnn.algebra.proofs.nonvanishing import factors_of, invertible, nonvanishing, nonzero
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.proofs.structure import Piece, merged, summands
from symrnn.algebra.prove import first_road, prove_equal
from symrnn.algebra.terms import Term, number
from symrnn.errors import SymrnnError

RANK_FACTS = frozenset({"rank_is", "rank_at_most"})


@dataclass(frozen=True)
class Bound:
    """A rank bound (a number, a size or a count), with the factors that give it; `exact` where it is the rank.

    A bound by a rank-one update has the one factor A + u v^T, and the pivot 1 + v^T A^-1 u in the form in which it is
    known to be zero, or not to be.
    """

    value: Term
    factors: tuple[Term, ...]
    exact: bool
    why: str
    pivot: Term | None = None


def prove_rank(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `rank_at_most(A, r)` or `rank_is(A, r)`."""
    matrix, claimed = statement.args
    given = statement.given
    if not matrix.shape:
        return None, "the rank of a scalar"
    facts = gather(given, {leaf: None for t in statement.terms for leaf in leaves(t)})
    closed = simplified(applied(facts, expand(matrix)))
    # what the equations make of the matrix: a product that vanishes, for instance
    vanishing, _ = prove_equal(equal(matrix, zeros(*matrix.shape), given=list(given)))
    bounds = [Bound(number(0), (zeros(*matrix.shape),), True, "the matrix is zero")] if vanishing else [
        *upper(closed, given), *(b for hint in by if isinstance(hint, Term) for b in upper(expand(hint), given))]
    wanted = exact_needed = statement.head == "rank_is"
    for bound in bounds:
        if wanted and not bound.exact:
            continue
        if not below(bound.value, claimed, given, equality=exact_needed):
            continue
        product = bound.factors[0]
        for factor in bound.factors[1:]:
            product = product @ factor
        refolded = Proof("", "", "", {}, "", 1) if vanishing else prove_equal(
            equal(matrix, product, given=list(given)))[0]
        if refolded is None:
            continue
        scope = sizes_of(statement)
        return Proof(
            "route:rank", "route:scalar-calculus", scope,
            {"kind": "rank", "scope": scope, "factors": [node(f) for f in bound.factors], "bound": node(bound.value),
             "exact": exact_needed, **({"pivot": node(bound.pivot)} if bound.pivot is not None else {})},
            f"{bound.why}; the factors are refolded and proved equal to the matrix", len(bound.factors)), ""
    if not bounds:
        return None, "no factorisation was found"
    return None, "the factorisations found give " + ", ".join(
        f"rank {'=' if b.exact else '<='} {b.value}" for b in bounds[:3])


def upper(a: Term, given: tuple[Statement, ...]) -> list[Bound]:
    """Bounds of the rank of a closed form, the exact ones first."""
    out: list[Bound] = []
    core = stripped(a, given)
    out += cores(a, core, given)
    pieces = cancelled(merged(summands(a)), given)
    outers = [p for p in pieces if p.kind == "outer"]
    if pieces and len(outers) == len(pieces):
        out.append(_outer_bound(a, outers, given))
    out += updates(pieces, given)
    out += [Bound(size_term(s), (a,), False, "the size of the matrix") for s in sorted(set(a.shape), key=str)]
    out += products(a)
    for condition in given:
        if condition.head in RANK_FACTS and condition.args[0] == a:
            out.append(Bound(condition.args[1], (a,), condition.head == "rank_is", "a condition bounds the rank"))
    return sorted(out, key=lambda b: not b.exact)


def updates(pieces: list[Piece], given: tuple[Statement, ...]) -> list[Bound]:
    """The rank of A + u v^T for an invertible A of size n: n where 1 + v^T A^-1 u is not zero, n - 1 where it is."""
    out = []
    for k, piece in enumerate(pieces):
        rest = [p.term for j, p in enumerate(pieces) if j != k]
        if piece.kind != "outer" or not rest:
            continue
        base = rest[0]
        for part in rest[1:]:
            base = base + part
        if base.shape[0] != base.shape[1] or not invertible(base, given):
            continue
        u, v = piece.parts
        pivot = 1 + (dot(v, u) if base == diag(ones(base.shape[0])) else dot(v, inv(base) @ u))
        zero = known_pivot(pivot, given)
        if zero is not None:
            n = base.shape[0] - int(zero == number(0))
            out.append(Bound(size_term(n), (base + outer(u, v),), True, "a rank-one update of an invertible matrix", zero))
    return out


def known_pivot(pivot: Term, given: tuple[Statement, ...]) -> Term | None:
    """A pivot as zero, or in a form that does not vanish by itself or by a condition; None where neither is known."""
    for value in (number(0), constant_value(pivot, given)):
        if value is not None and prove_equal(equal(pivot, value, given=list(given)))[0] is not None:
            return value
    apart = [c.args for g in given for c in flat(g) if c.head in ("ne", "lt", "less", "gt") and not c.args[0].shape]
    stated = [x for a, b in apart for x in ((a, b) if b == number(0) else (a - b,))]
    for form in (pivot, *stated):
        for signed in (form, -form):
            if nonvanishing(signed, given) and prove_equal(equal(pivot, signed, given=list(given)))[0] is not None:
                return signed
    return None


def constant_value(t: Term, given: tuple[Statement, ...]) -> Term | None:
    """The number that the normal form of a scalar is under some conditions; None where it is none."""
    facts = gather(given, dict.fromkeys(leaves(t)))
    try:
        (poly,), rewrite = first_road(facts, t, number(0))
        poly = rewrite(poly)
    except (SymrnnError, TooLarge, Undefined):
        return None
    return number(sum(poly.values())) if all(not atoms and not bounds for bounds, atoms in poly) else None


def cancelled(pieces: list[Piece], given: tuple[Statement, ...]) -> list[Piece]:
    """The summands without the diagonals that add up to zero, and without the full ones that do."""
    for kind in ("diag", "full"):
        same = [p for p in pieces if p.kind == kind]
        if not same:
            continue
        total = same[0].parts[0]
        for p in same[1:]:
            total = total + p.parts[0]
        if prove_equal(equal(total, zeros(*total.shape), given=list(given)))[0] is not None:
            pieces = [p for p in pieces if p.kind != kind]
    return pieces


def _outer_bound(a: Term, outers: list[Piece], given: tuple[Statement, ...]) -> Bound:
    if len(outers) == 1:
        p, q = outers[0].parts
        exact = nonzero(p, given) and nonzero(q, given)
        return Bound(number(1), (p, q.T), exact, "one outer product" + (" of nonzero columns" if exact else ""))
    from symrnn.algebra.language.words import block

    left = block([[p.parts[0] for p in outers]])
    right = block([[p.parts[1].T] for p in outers])
    return Bound(number(len(outers)), (left, right), False, f"{len(outers)} outer products")


def size_term(size: Size) -> Term:
    """A size as a scalar."""
    return number(size.constant) if size.constant is not None else Term("size", (size,), ())


def products(a: Term) -> list[Bound]:
    """The inner sizes of a product bound its rank."""
    if a.head == "named":
        return products(a.args[1])
    if a.head == "matmul":
        chain = factors_of(a)
        out = []
        for k in range(1, len(chain)):
            inner = chain[k].shape[0]
            out.append(Bound(size_term(inner), (_folded(chain[:k]), _folded(chain[k:])), False,
                             f"a product with inner size {inner}"))
        return out + [Bound(count_nonzero(f.args[0]), tuple(chain), False, "a diagonal factor") for f in chain
                      if f.head == "diag"]
    if a.head == "mul" and a.args[0].is_scalar:
        return [Bound(b.value, (a.args[0] * b.factors[0], *b.factors[1:]), False, b.why) for b in products(a.args[1])]
    return []


def _folded(factors: list[Term]) -> Term:
    out = factors[0]
    for f in factors[1:]:
        out = out @ f
    return out


def stripped(a: Term, given: tuple[Statement, ...]) -> tuple[tuple[Term, ...], Term, tuple[Term, ...]]:
    """The matrix as (invertible factors, core, invertible factors)."""
    head, args = a.head, a.args
    if head == "named":
        return stripped(args[1], given)
    if head == "matmul":
        if args[0].shape[0] == args[0].shape[1] and invertible(args[0], given):
            left, core, right = stripped(args[1], given)
            return (args[0], *left), core, right
        if args[1].shape[0] == args[1].shape[1] and invertible(args[1], given):
            left, core, right = stripped(args[0], given)
            return left, core, (*right, args[1])
        # (A B) C with an invertible C inside, or A (B C)
        if args[0].head == "matmul" and args[0].args[0].shape[0] == args[0].args[0].shape[1] \
                and invertible(args[0].args[0], given):
            left, core, right = stripped(args[0].args[1] @ args[1], given)
            return (args[0].args[0], *left), core, right
        if args[1].head == "matmul" and args[1].args[1].shape[0] == args[1].args[1].shape[1] \
                and invertible(args[1].args[1], given):
            left, core, right = stripped(args[0] @ args[1].args[0], given)
            return left, core, (*right, args[1].args[1])
    if head == "mul" and args[0].is_scalar and not args[1].is_scalar and nonvanishing(args[0], given):
        left, core, right = stripped(args[1], given)
        return left, args[0] * core, right
    if head == "neg":
        left, core, right = stripped(args[0], given)
        return left, -core, right
    return (), a, ()


def cores(a: Term, parts: tuple[tuple[Term, ...], Term, tuple[Term, ...]], given: tuple[Statement, ...]) -> list[Bound]:
    """What is known of the rank of a core."""
    left, core, right = parts
    bare = core
    while bare.head in ("neg", "named") or (bare.head == "mul" and bare.args[0].is_scalar and not bare.is_scalar
                                            and nonvanishing(bare.args[0], given)):
        bare = bare.args[0] if bare.head == "neg" else bare.args[1]
    factors = (*left, core, *right)
    if bare.shape[0] == bare.shape[1] and invertible(bare, given):
        return [Bound(size_term(bare.shape[0]), factors, True, "invertible factors only")]
    pieces = summands(bare)
    if pieces and all(p.kind == "diag" for p in pieces):
        v = pieces[0].parts[0]
        for p in pieces[1:]:
            v = v + p.parts[0]
        return [Bound(count_nonzero(x), (*left, diag(v), *right) if bare is core else factors, True,
                      "invertible factors around a diagonal") for x in equivalent_columns(v, given)]
    if len(pieces) == 1 and pieces[0].kind == "outer":
        u, w = pieces[0].parts
        if nonzero(u, given) and nonzero(w, given):
            return [Bound(number(1), (*left, outer(u, w), *right) if bare is core else factors, True,
                          "an outer product of nonzero columns")]
    if bare.head == "zeros":
        return [Bound(number(0), factors, True, "zero")]
    return [Bound(Term("rank", (core,), ()), factors, True, "invertible factors keep the rank")]


def equivalent_columns(v: Term, given: tuple[Statement, ...]) -> list[Term]:
    """Columns with the same number of nonzero entries: factors without a zero are dropped."""
    out = [v]
    if v.head == "named":
        out += equivalent_columns(v.args[1], given)
    if v.head == "neg":
        out += equivalent_columns(v.args[0], given)
    if v.head == "mul":
        for keep, drop in ((v.args[0], v.args[1]), (v.args[1], v.args[0])):
            if nonvanishing(drop, given) and keep.shape == v.shape:
                out += equivalent_columns(keep, given)
    if v.head == "div" and v.args[0].shape == v.shape:
        out += equivalent_columns(v.args[0], given)
    return out


def below(bound: Term, claimed: Term, given: tuple[Statement, ...], *, equality: bool) -> bool:
    """Whether a bound is the claimed number (or is below it, where that is enough)."""
    if bound.head == claimed.head == "num":
        return bool(bound.args[0] == claimed.args[0] if equality else bound.args[0] <= claimed.args[0])
    if bound == claimed:
        return True
    if prove_equal(equal(bound, claimed, given=list(given)))[0] is not None:
        return True
    if bound.head == claimed.head == "count_nonzero":
        a, b = bound.args[0], claimed.args[0]
        if a.shape == b.shape:
            return any(prove_equal(equal(x, sign, given=list(given)))[0] is not None
                       for x in equivalent_columns(a, given) for sign in (b, -b))
    if equality or bound.head not in ("num", "size") or claimed.head not in ("num", "size"):
        return False
    gap = (claimed.args[0] if claimed.head == "size" else Size({(): int(claimed.args[0])})) - (
        bound.args[0] if bound.head == "size" else Size({(): int(bound.args[0])}))
    return certainly(gap, given)
