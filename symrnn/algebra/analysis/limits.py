"""Limits and orders proved by an explicit bound: geometric by the norm rules, or C / k by the exact calculus.

A geometric bound is a sum of products in which every product has a power q^k with 0 <= q < 1 (and at most powers of k
beside it). A bound C / k is an inequality k |a - limit| <= C for all k >= K, which the prover of inequalities shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, ctx

from symrnn.algebra.analysis.approach import STEADY, approached, falling_ratio, grows, stays
from symrnn.algebra.bounds import prove_bound
from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.dependence import made_of
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.order.bounding import Chain, names
from symrnn.algebra.order.compare import Atoms, is_nonneg
from symrnn.algebra.order.generators import is_real
from symrnn.algebra.order.linearforms import from_form, linear, rational
from symrnn.algebra.order.logic import flat
from symrnn.algebra.order.quotients import TooLargeError, used
from symrnn.algebra.order.relations import declared
from symrnn.algebra.proofs.enclosures import coefficients, variables
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.ranges import expanded, prove_range
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.series.prover import limit_of
from symrnn.algebra.series.prover import prove_limit as by_expansion
from symrnn.algebra.terms import SCALAR, Term, coerce, number

ABS = TABLE["abs"]
EXP = TABLE["exp"]
RATIOS = (Fraction(1, 2), Fraction(9, 10), Fraction(99, 100))
CONSTANTS = (1, 2, 10, 1000)
STARTS = (1, 8)


class Shown(NamedTuple):
    """Why a limit holds, in words, and what a certificate says of it."""

    why: str
    data: dict[str, Any]


def prove_limit(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove `tends_to(a, limit, k)` or `of_order(a, b, k)` by an explicit bound; None where none is shown."""
    closed = expanded(statement)
    a, b, k = closed.args
    if not all(is_real(t) for t in closed.terms):
        return None, "the bounds are for real terms"
    if isinstance(k, Term) and any(head == "between" for head, *_ in k.args[2]):
        return None, "the variable of the limit is bounded"
    alone = isinstance(k, Term) and list(leaves(a)) == [k] and closed.head == "tends_to"
    if alone and limit_of(closed) is not None and by_expansion(closed)[0] is None:
        return None, "the limit is known, and is another one"
    scope, given = sizes_of(statement), tuple(c for c in flat(list(closed.given)) if not confines(c, k))
    found = ordered(a, b, k, given) if closed.head == "of_order" else vanishing(a, b, k, given)
    if found is None:
        return None, "no explicit bound was found"
    why, data = found
    certificate = {"kind": "order" if closed.head == "of_order" else "limit", "scope": scope, **data}
    return Proof("route:series" if "^" in why else "route:exact-calculus", "checker", scope, certificate, why, 1), ""


def confines(c: Statement, k: Any) -> bool:
    """Whether a condition says more of the variable of the limit than that it is large: a proof does without it."""
    inside = [i for i, t in enumerate(c.terms) if depends(t, k)]
    if not inside:
        return False
    large = {"le": 1, "lt": 1, "less": 1, "at_most": 1, "ge": 0, "gt": 0, "positive": 0, "nonneg": 0}.get(c.head)
    return inside != [large] or c.terms[inside[0]] != variable(k)


def vanishing(a: Term, limit: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """A bound that shows that a tends to its limit; None where none was found."""
    if any(t.head == "const" and t.args[0] == "oo" for t in (limit, *limit.children)):
        return growing(a, k, given) if limit.head == "const" else None
    zero = limit.head == "zeros" or rational(limit) == 0
    if a.shape and not a.is_scalar:
        return geometric(Term("norm", (a if zero else a - limit,), SCALAR), k, given)
    left = left_over(a, limit, given)
    if left is not None:
        return geometric(left, k, given)
    if a.head == "iterate" and approached(a, limit, given):
        return Shown(f"every step of a continuous map brings the value nearer to {limit!r}, which only that limit allows",
                     {"how": "values"})
    form = linear(tidied(a))
    for t, c in linear(tidied(limit)).items():
        form[t] = form.get(t, Fraction(0)) - c
    gap = from_form({t: c for t, c in form.items() if c})
    found = geometric(modulus(gap), k, given) or by_exponential(gap, k, given)
    return found or (at_rate(modulus(gap), k, given) if hopeful(gap, k) else None)


def left_over(a: Term, limit: Term, given: tuple[Statement, ...]) -> Term | None:
    """A bound of |a - limit| for iterates about a fixed point and for geometric sums; None for other terms."""
    if a.head == "iterate":
        f, x, start, t = a.args
        if not made_of(f, x, STEADY) or x.args[2] or x in leaves(limit) or x in leaves(start):
            return None
        given = tuple(c for c in given if not any(x in leaves(u) for u in c.terms))
        if prove_equal(Statement("equal", (replace(f, {x: limit}), limit), given))[0] is None:
            return None
        slope = expand(Term("D", (f, x), SCALAR))
        if x not in leaves(slope):
            return modulus(slope) ** coerce(t) * ABS(start - limit)
        for q in RATIOS:
            if prove_range(Statement("le", (ABS(slope), number(q)), given))[0] is not None:
                return number(q) ** coerce(t) * ABS(start - limit)
    if a.head == "total" and a.args[0].head == "pow" and a.args[0].args[1].head == "size":
        (r, exponent), name, lo, hi = a.args[0].args, a.args[1], a.args[2], a.args[3]
        steady = name not in (*names(r), *hi.names) and lo.constant is not None and exponent == coerce(index(str(name)))
        if steady and prove_range(Statement("less", (ABS(r), number(1)), given))[0] is not None and prove_equal(
                Statement("equal", (limit, r ** coerce(lo) / (1 - r)), given))[0] is not None:
            return ABS(r) ** coerce(hi + 1) / (1 - r)
    return None


def by_exponential(gap: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """Why a product of powers of the variable and one exponential that falls vanishes; None where it is none."""
    if not isinstance(k, Term):
        return None
    tops: list[Term] = []
    bottoms: list[Term] = []
    stack = [(gap, True)]
    while stack:
        t, up = stack.pop()
        if t.head in ("mul", "div"):
            stack += [(t.args[0], up), (t.args[1], up == (t.head == "mul"))]
        elif t.head in ("neg", "named"):
            stack.append((t.args[-1], up))
        else:
            (tops if up else bottoms).append(t)
    falling = [t for t in tops if t.head == "fn" and t.args[0] == EXP and k in leaves(t)]
    others = [t for t in tops if t not in falling and k in leaves(t)]
    if len(falling) != 1 or any(k in leaves(t) for t in bottoms) or not all(
            t == k or (t.head == "pow" and t.args[0] == k and rational(t.args[1]) is not None) for t in others):
        return None
    rate = expand(Term("D", (falling[0].args[1], k), SCALAR))
    if k in leaves(rate) or prove_range(Statement("less", (rate, number(0)), given))[0] is None:
        return None
    return Shown(f"powers of {k!r} times exp(c {k!r}) with c = {rate!r} < 0: below q^{k!r} for every q between exp(c) and 1",
                 {"how": "geometric"})


def hopeful(gap: Term, k: Any) -> bool:
    """Whether k |gap| does not grow between two values: a look before a costly search, which decides nothing."""
    seen: dict[Term, None] = {}
    if not variables(gap, seen) or list(seen) != [variable(k)]:
        return True
    old = ctx.prec
    try:
        ctx.prec = 20000
        near, far = (abs(coefficients(gap, variable(k), arb(x), 1)[0]) * x for x in (64, 4096))
    finally:
        ctx.prec = old
    return not far > 10 * near + 1


def tidied(t: Term) -> Term:
    """softplus(u) as u + log(1 + exp(-u)), whose second part is small for large u."""
    def walk(x: Term) -> Term:
        args = tuple(walk(c) if isinstance(c, Term) else c for c in x.args)
        if x.head == "fn" and x.args[0].word == "softplus":
            return args[1] + TABLE["log"](1 + TABLE["exp"](-args[1]))
        return Term(x.head, args, x.shape)

    return walk(t)


def modulus(t: Term) -> Term:
    """|t| with the modulus moved into products, quotients and powers."""
    if is_nonneg(t):
        return t
    c = rational(t)
    if c is not None:
        return number(abs(c))
    if t.head in ("mul", "div"):
        return Term(t.head, tuple(modulus(x) for x in t.args), t.shape)
    if t.head == "neg":
        return modulus(t.args[0])
    if t.head == "pow" and (t.args[1].head == "size" or (rational(t.args[1]) or 0) > 0):
        return modulus(t.args[0]) ** t.args[1]
    return ABS(t)


# -- geometric bounds ----------------------------------------------------------------------------------------------------
def geometric(e: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """Why a scalar that is not negative vanishes geometrically; None where that is not shown."""
    if not isinstance(k, Size):
        return None
    conditions = list(flat([*given, *declared((e, *(t for c in given for t in c.terms)))]))
    chain = Chain(conditions, words=frozenset())
    name = next(iter(k.names))
    for bound, _ in chain.upper(e):
        ratios = decaying(bound, name, chain, given)
        if ratios:
            return Shown(f"at most {bound!r}, where " + ", ".join(ratios), {"how": "geometric"})
    return None


def decaying(bound: Term, name: str, chain: Chain, given: tuple[Statement, ...]) -> list[str]:
    """Why every product of a bound vanishes, by a factor of each; nothing where some product has none."""
    atoms = Atoms()
    try:
        q = atoms.read(bound)
    except TooLargeError:
        return []
    places = list(atoms.places)
    if any(name in names(places[g]) for g in used(q.den)):
        return []
    ratios: dict[str, None] = {}
    for exps in q.num.to_dict():
        factors = [places[g] for g, e in enumerate(exps) if e]
        found = next(((f, why) for f in factors if (why := vanishes(f, name, chain, given))), None)
        rest = [f for f in factors if found is not None and f is not found[0] and name in names(f)]
        if found is None or not all(f.head == "size" or stays(f, name, chain, given) for f in rest):
            return []
        ratios.setdefault(found[1])
    return list(ratios)


def vanishes(f: Term, name: str, chain: Chain, given: tuple[Statement, ...]) -> str:
    """Why an atom vanishes geometrically: a power of a number below one, or of a matrix with a Lyapunov matrix."""
    if f.head == "norm" and f.args[0].head == "matpow" and grows(f.args[0].args[1], name):
        a = f.args[0].args[0]
        return by_lyapunov(a, chain) if name not in names(a) else ""
    if f.head != "pow" or f.args[1].head != "size" or name in names(f.args[0]) or not grows(f.args[1].args[0], name):
        return ""
    q = f.args[0]
    if chain.nonneg(q) is None and prove_range(Statement("le", (number(0), q), given))[0] is None:
        return ""
    below = chain.compare(q, number(1), strict=True)
    if below is None and prove_range(Statement("less", (q, number(1)), given))[0] is None:
        return ""
    return f"0 <= {q!r} < 1 in {q!r}^{name}"


def by_lyapunov(a: Term, chain: Chain) -> str:
    """P and P - A'PA positive definite: A^k vanishes like q^(k/2) with q = 1 - eig_min(P - A'PA) / eig_max(P)."""
    definite = [c.args[0] for c in chain.given if c.head == "pd"]
    for p in definite:
        falls = (p - a.T @ p @ a, p - a.T @ (p @ a))
        if any(d in falls for d in definite):
            return f"{a!r}^k falls in the norm of {p!r} by a factor below one, q = 1 - eig_min/eig_max, as q^(k/2)"
    return ""


# -- bounds by exact calculus --------------------------------------------------------------------------------------------
def variable(k: Any) -> Term:
    """The variable of a limit as a scalar."""
    return k if isinstance(k, Term) else coerce(k)


def beyond(k: Any, start: int) -> Statement:
    """That the variable has passed a number."""
    return Statement("le", (number(start), variable(k)))


def parameters(t: Term, k: Any) -> list[Term]:
    """The scalar leaves of a term besides the variable."""
    return [x for x in leaves(t) if x.head == "sym" and not x.shape and x != k]


def factors(e: Term, k: Any) -> Iterator[Term]:
    """Constants C to try: numbers, and numbers times 1 + |p| for the parameters p."""
    scale = number(1)
    for p in parameters(e, k)[:2]:
        scale = scale * (1 + ABS(p))
    for c in CONSTANTS:
        yield number(c) if not parameters(e, k) else number(c) * scale


def at_rate(e: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """Why a scalar that is not negative is at most C / k for all large k; None where that is not shown."""
    if not depends(e, k):
        return None
    for start in STARTS:
        for c in factors(e, k):
            claim = Statement("le", (e * variable(k), c), (*given, beyond(k, start)))
            if (proof := prove_range(claim)[0]) is not None:
                return Shown(f"at most {c!r} / {variable(k)!r} for {variable(k)!r} >= {start}",
                             {"how": "rate", "gap": node(e), **with_constant(c, start, proof)})
    return None


def growing(a: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """Why a scalar is at least k / C for all large k; None where that is not shown."""
    if a.head == "pow" and isinstance(k, Size) and a.args[1].head == "size" and not depends(a.args[0], k):
        q, m = a.args
        proof = prove_range(Statement("less", (number(1), q), given))[0] if grows(m.args[0], next(iter(k.names))) else None
        if proof is not None:
            return Shown(f"at least 1 + m ({q!r} - 1) for the exponent m, by Bernoulli's inequality, where 1 < {q!r}",
                         {"how": "powers that grow", "proof": proof.certificate})
    for start in STARTS:
        for c in factors(a, k):
            claim = Statement("le", (variable(k), c * a), (*given, beyond(k, start)))
            if (proof := prove_range(claim)[0]) is not None:
                return Shown(f"at least {variable(k)!r} / {c!r} for {variable(k)!r} >= {start}",
                             {"how": "growth", **with_constant(c, start, proof)})
    return None


def ordered(a: Term, b: Term, k: Any, given: tuple[Statement, ...]) -> Shown | None:
    """Why |a| <= C |b| for all large k; None where that is not shown."""
    if a.shape and not a.is_scalar:
        return None
    left, right = modulus(tidied(a)), modulus(tidied(b))
    sides = {"how": "order", "sides": [node(left), node(right)]}
    if (proof := prove_bound(Statement("le", (left, number(1) * right), given))[0]) is not None:
        return Shown(f"at most the other side for all {variable(k)!r}", {**sides, **with_constant(number(1), 1, proof)})
    if isinstance(k, Term) and not hopeful(tidied(a) / (k * tidied(b)), k):
        return None
    if (ratio := falling_ratio(a / b, k, given)) is not None:
        p, q = map(modulus, ratio)
        if prove_range(Statement("less", (p, q), given))[0] is not None:
            return Shown(f"powers of {k!r} times ({p!r})^{k!r} against ({q!r})^{k!r}, with {p!r} < {q!r}", {"how": "values"})
    for start in STARTS:
        for c in factors(a, k):
            proof = prove_range(Statement("le", (left, c * right), (*given, beyond(k, start))))[0]
            if proof is not None:
                return Shown(f"at most {c!r} times the other side for {variable(k)!r} >= {start}",
                             {**sides, **with_constant(c, start, proof)})
    return None


def with_constant(c: Term, start: int, proof: Proof) -> dict[str, Any]:
    """What a certificate says of a bound: its constant, from where on it holds, and why."""
    return {"constant": node(c), "from": start, "proof": proof.certificate}


def depends(t: Term, k: Any) -> bool:
    """Whether a term depends on the variable of a limit."""
    return k in leaves(t) if isinstance(k, Term) else next(iter(k.names)) in names(t)
