"""Matrix products, as they are shown: identities dropped, diagonals joined, 1 x 1 parts pulled out, sums collected.

This is a form for the eye. Proofs have their own normal form and never use it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symrnn.algebra.language.words import diag, eye
from symrnn.algebra.terms import ONE, Shape, Term
from symrnn.algebra.writing.monomials import Mono, Sum, build, common, like, multiply

Read = Callable[[Term], Sum]


def flatten(term: Term) -> list[Term]:
    """The factors of a matrix product, from left to right."""
    return [*flatten(term.args[0]), *flatten(term.args[1])] if term.head == "matmul" else [term]


def product(factors: list[Term]) -> Term:
    """The matrix product of some factors."""
    out = factors[0]
    for factor in factors[1:]:
        out = out @ factor
    return out


def transposed(factors: list[Term]) -> list[Term]:
    """The factors of the transpose."""
    return [f.args[0] if f.head == "T" else f if f.head in ("diag", "eye") else f.T for f in reversed(factors)]


def turns_well(factors: list[Term]) -> bool:
    """Whether a transpose reads better inside the product: it cancels one, or vanishes on a diagonal."""
    return any(f.head in ("T", "diag", "eye") for f in factors)


def multiplied(left: Mono, right: Mono, factors: list[Term], read: Read) -> Sum:
    """The matrix product of two monomials whose array parts are the given factors together."""
    out = Mono(left.number * right.number, (), ())
    out = replace(out, scalars=multiply(replace(left, arrays=()), replace(right, arrays=())).scalars)
    factors = list(factors)
    while True:
        change = _joined(factors, read) or _scalar_part(factors)
        if change is None:
            break
        factors, freed = change
        out = multiply(out, freed)
    if not factors:
        return (out,)
    parts = read(factors[0]) if len(factors) == 1 else (Mono(arrays=((product(factors), 1),)),)
    return tuple(multiply(out, mono) for mono in parts)


def _joined(factors: list[Term], read: Read) -> tuple[list[Term], Mono] | None:
    """One identity dropped, or one diagonal joined with its neighbour; what comes out is a number and scalars."""
    for k, f in enumerate(factors):
        if f.head == "eye" and len(factors) > 1:
            return factors[:k] + factors[k + 1 :], Mono()
    for k in range(len(factors) - 1):
        a, b = factors[k], factors[k + 1]
        if a.head == b.head == "diag":
            kind, left, right = "diag", a.args[0], b.args[0]
        elif a.head == "diag" and b.is_column:
            kind, left, right = "column", a.args[0], b
        elif b.head == "diag" and a.shape[0] == ONE:
            kind, left, right = "row", a.args[0] if a.head == "T" else a.T, b.args[0]
        else:
            continue
        mono = multiply(single(read(left), left.shape), single(read(right), right.shape))
        joined = build((Mono(arrays=mono.arrays),), left.shape)
        if kind == "diag":
            joined = diag(joined) if mono.arrays else eye(left.shape[0])
        return [*factors[:k], joined.T if kind == "row" else joined, *factors[k + 2 :]], replace(mono, arrays=())
    return None


def _scalar_part(factors: list[Term]) -> tuple[list[Term], Mono] | None:
    """The first run of factors that is 1 x 1, pulled out as a scalar."""
    for i, first in enumerate(factors):
        if first.shape[0] == ONE:
            for j in range(i, len(factors)):
                if factors[j].shape[1] == ONE:
                    return factors[:i] + factors[j + 1 :], Mono(scalars=((product(factors[i : j + 1]), 1),))
    return None


def single(terms: Sum, shape: Shape) -> Mono:
    """A sum as one monomial: itself, or one factor that holds the sum."""
    if len(terms) == 1:
        return terms[0]
    whole = build(terms, shape)
    return Mono(scalars=((whole, 1),)) if whole.is_scalar else Mono(arrays=((whole, 1),))


# -- collection: diag(d) + chains + outer products ---------------------------------------------------------------
def collected(terms: Sum, shape: Shape, read: Read) -> Sum:
    """A sum of matrices with what belongs together put together: diagonals, products that end alike, outer products.

    Diagonals come first, then products of full matrices, then outer products.
    """
    led: dict[tuple[Term, ...], list[Mono]] = {}
    outer: list[tuple[Mono, Term, Term]] = []
    rest: list[Mono] = []
    for mono in like(terms):
        factors = flatten(mono.atom) if mono.atom is not None else None
        cut = None if factors is None else next((k for k, f in enumerate(factors[1:], 1) if f.shape[0] == ONE), None)
        if factors is None:
            rest.append(mono)
        elif cut is not None:
            outer.append((replace(mono, arrays=()), product(factors[:cut]), product(factors[cut:])))
        else:
            lead, tail = (factors[0], factors[1:]) if factors[0].head in ("diag", "eye") else (None, factors)
            slope = () if lead is None or lead.head == "eye" else single(read(lead.args[0]), lead.shape).arrays
            led.setdefault(tuple(tail), []).append(replace(mono, arrays=slope))
    diagonals = _with_lead(led.pop((), []), [], shape)
    chains = [m for tail, monos in led.items() for m in _with_lead(monos, list(tail), shape)]
    return (*diagonals, *chains, *_outer(outer, read), *rest)


def _with_lead(monos: list[Mono], tail: list[Term], shape: Shape) -> list[Mono]:
    """The sum of diag(d) tail over several d, as one product."""
    if not monos:
        return []
    if len(monos) > 1 and tail and not any(m.arrays for m in monos):
        return [replace(m, arrays=((product(tail), 1),)) for m in monos]
    column = (shape[0], ONE)
    mono = _factored(like(monos), column) if len(monos) > 1 else monos[0]
    lead = [diag(build((Mono(arrays=mono.arrays),), column))] if mono.arrays else [] if tail else [eye(shape[0])]
    return [replace(mono, arrays=((product([*lead, *tail]), 1),))]


def _outer(parts: list[tuple[Mono, Term, Term]], read: Read) -> list[Mono]:
    """Outer products with equal rows summed, then those with equal columns."""
    rows: dict[Term, list[tuple[Mono, Term]]] = {}
    for front, p, q in parts:
        rows.setdefault(q, []).append((front, p))
    columns: dict[tuple[Term, object], list[tuple[Mono, Term]]] = {}
    for q, members in rows.items():
        front, p = _summed(members, read)
        columns.setdefault((p, front.key), []).append((front, q))
    out = []
    for (p, _), members in columns.items():
        if len(members) > 1:
            front, turned = _summed([(f, q.args[0] if q.head == "T" else q.T) for f, q in members], read)
            out.append(replace(front, arrays=((p @ turned.T, 1),)))
        else:
            out.append(replace(members[0][0], arrays=((p @ members[0][1], 1),)))
    return out


def _summed(members: list[tuple[Mono, Term]], read: Read) -> tuple[Mono, Term]:
    """The sum of several multiples of columns, as one multiple of a column."""
    if len(members) == 1:
        return members[0]
    shape = members[0][1].shape
    mono = _factored(like(multiply(front, m) for front, p in members for m in read(p)), shape)
    return replace(mono, arrays=()), build((Mono(arrays=mono.arrays),), shape)


def _factored(terms: Sum, shape: Shape) -> Mono:
    """A sum of columns as common factors times what is left."""
    if len(terms) == 1:
        return terms[0]
    front, left = common(terms)
    if any(mono.arrays for mono in left):
        return multiply(front, Mono(arrays=((build(left, shape), 1),)))
    return multiply(front, Mono(scalars=((build(left, ()), 1),)))


__all__ = ["collected", "flatten", "multiplied", "product", "single", "transposed", "turns_well"]
