"""Named lemmas about determinants: a table of equations, matched against a statement and then proved by normal form.

A lemma turns a determinant into others; what remains is an equation for the two roads. The scope names the lemma, and
the trusted base matches the instance with its own table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import replace, subterms
from symrnn.algebra.language.words import det, diag, diagof, dot, eye, inv, outer, rho, tr
from symrnn.algebra.proofs.facts import flat
from symrnn.algebra.proofs.nonvanishing import factors_of, invertible, is_real, transposes
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.structural import diagonal
from symrnn.algebra.proofs.structure import summands
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.terms import Term, coerce

Given = tuple[Statement, ...]


@dataclass(frozen=True)
class Lemma:
    """A name, the head that it speaks of, and what such a term is equal to by it (nothing where it does not apply)."""

    name: str
    head: str
    variants: Callable[[Term, Given], Iterator[Term]]


def _bare(a: Term) -> Term:
    return _bare(a.args[1]) if a.head == "named" else a


def rank_one_update(d: Term, given: Given) -> Iterator[Term]:
    """det(A + u v^T) = det(A) (1 + v^T A^-1 u) for an invertible A."""
    pieces = summands(d.args[0])
    for k, piece in enumerate(pieces):
        if piece.kind != "outer":
            continue
        rest = [p.term for j, p in enumerate(pieces) if j != k]
        if not rest:
            continue
        base = rest[0]
        for part in rest[1:]:
            base = base + part
        u, v = piece.parts
        if base.head == "eye" or (base.head == "diag" and base.args[0].head == "ones"):
            yield 1 + v.T @ u
        elif known_invertible(base, d.args[0], given):
            yield det(base) * (1 + v.T @ inv(base) @ u)


def known_invertible(base: Term, whole: Term, given: Given) -> bool:
    """Whether the base of an update is invertible, by form or by a condition on an equal matrix."""
    if invertible(base, given):
        return True
    for c in given:
        if c.head == "invertible" and c.args[0].shape == base.shape:
            same, _ = prove_equal(Statement("equal", (expand(c.args[0]), base), given))
            if same is not None:
                return True
    return False


def sylvester(d: Term, given: Given) -> Iterator[Term]:
    """det(I + A B) = det(I + B A)."""
    a = _bare(d.args[0])
    if a.head in ("add", "sub"):
        for one, product in ((a.args[0], _bare(a.args[1])), (a.args[1], _bare(a.args[0]))):
            if one.head == "eye" and product.head == "matmul" and (a.head == "add" or one is a.args[0]):
                x, y = product.args
                swapped = y @ x
                yield det(eye(swapped.shape[0]) + swapped if a.head == "add" else eye(swapped.shape[0]) - swapped)


def schur(d: Term, given: Given) -> Iterator[Term]:
    """det [[A, B], [C, D]] = det(A) det(D - C A^-1 B) for an invertible A, and the same with D."""
    a = _bare(d.args[0])
    if a.head != "block" or len(a.args[0]) != 2 or len(a.args[0][0]) != 2:
        return
    (p, q), (r, s) = a.args[0]
    if p.shape[0] != p.shape[1]:
        return
    if r.head == "zeros" or q.head == "zeros":
        yield det(p) * det(s)
    if invertible(p, given):
        yield det(p) * det(_less(s, _over(r, p) @ q))
    if invertible(s, given):
        yield det(s) * det(_less(p, _over(q, s) @ r))


def _over(a: Term, b: Term) -> Term:
    """a b^-1, without the inverse where b is the last factor of a, or a factor of a product of diagonal matrices."""
    a = _bare(a)
    if a.head in ("matmul", "mul") and a.args[0] == b and diagonal(a.args[0]) and diagonal(a.args[1]):
        return a.args[1]
    if a.head == "mul" and a.args[1] == b and diagonal(a.args[0]) and diagonal(b):
        return a.args[0]
    return a.args[0] if a.head == "matmul" and a.args[1] == b else a @ inv(b)


def _less(a: Term, b: Term) -> Term:
    """a - b, without b where it is a summand of a: what is left may be a product, whose determinant factors."""
    a = _bare(a)
    if a.head == "add" and b in a.args:
        return a.args[0] if a.args[1] == b else a.args[1]
    return a - b


NORMAL = frozenset({"normal", "symmetric", "skew", "orthogonal", "permutation", "diagonal", "psd", "pd"})


def normal_norm(d: Term, given: Given) -> Iterator[Term]:
    """The spectral norm of a normal matrix is its spectral radius (it is unitarily diagonalisable)."""
    named = {c.head for condition in given for c in flat(condition) if c.head in NORMAL and c.args[0] == d.args[0]}
    if named - ({"symmetric", "skew"} if not is_real(d.args[0]) else set()):  # a complex symmetric matrix need not be
        yield rho(d.args[0])


def exponential_determinant(d: Term, given: Given) -> Iterator[Term]:
    """det exp(A) = exp(tr A)."""
    a = _bare(d.args[0])
    if a.head == "expm":
        yield TABLE["exp"](tr(a.args[0]))


def orthogonal_factors(d: Term, given: Given) -> Iterator[Term]:
    """Singular values do not change under orthogonal factors."""
    a = _bare(d.args[0])
    if a.head == "matmul":
        for factor, rest in (a.args, a.args[::-1]):
            if orthogonal(factor, given):
                yield Term(d.head, (rest,), d.shape)


def projection_rank(d: Term, given: Given) -> Iterator[Term]:
    """The rank of an idempotent matrix is its trace."""
    if any(c.head == "idempotent" and c.args[0] == d.args[0] for k in given for c in flat(k)):
        yield tr(d.args[0])


def cyclic_spectrum(d: Term, given: Given) -> Iterator[Term]:
    """A B and B A have the same nonzero eigenvalues, and so has the transpose; what meets its inverse goes away with it."""
    chain = factors_of(d.args[0])
    if any(f.shape != chain[0].shape for f in chain):
        chain = []
    turns = [chain[k:] + chain[:k] for k in range(1, len(chain))]
    for turn in turns:
        short = cancelled(turn, given)
        if short and len(short) < len(turn):
            yield rho(folded(short))
    for turn in (chain, *turns) if chain else ():
        flipped = [f.args[0] if f.head == "T" else f.T for f in reversed(turn)]
        if sum(f.head == "T" for f in flipped) < sum(f.head == "T" for f in turn):
            yield rho(folded(flipped))
    for turn in turns:
        yield rho(folded(turn))
    a = _bare(d.args[0])
    if a.head == "matmul" and not chain:
        yield rho(a.args[1] @ a.args[0])


def power_spectrum(d: Term, given: Given) -> Iterator[Term]:
    """The eigenvalues of a power are the powers of the eigenvalues; the base may be a product."""
    chain = factors_of(d.args[0])
    for k in range(1, len(chain)):
        if len(chain) % k == 0 and chain == chain[:k] * (len(chain) // k) and chain[0].shape[0] == chain[k - 1].shape[1]:
            yield rho(folded(chain[:k])) ** (len(chain) // k)


def folded(factors: list[Term]) -> Term:
    """The product of some factors."""
    out = factors[0]
    for f in factors[1:]:
        out = out @ f
    return out


def cancelled(factors: list[Term], given: Given) -> list[Term]:
    """Factors without neighbours that are inverse to each other by their form, or as a condition makes one orthogonal."""
    out: list[Term] = []
    for f in factors:
        if out and (inv(out[-1]) == f or inv(f) == out[-1] or (
                transposes(out[-1], f) and orthogonal(out[-1], given))):
            out.pop()
        else:
            out.append(f)
    return out


def orthogonal(a: Term, given: Given) -> bool:
    """Whether a condition makes a matrix, or its transpose, orthogonal."""
    bare = a.args[0] if a.head == "T" else a
    return any(c.head in ("orthogonal", "permutation") and c.args[0] == bare for k in given for c in flat(k))


def triangular_spectrum(d: Term, given: Given) -> Iterator[Term]:
    """The eigenvalues of a triangular matrix stand on its diagonal."""
    if any(c.head in ("triangular", "diagonal") and c.args[0] == d.args[0] for k in given for c in flat(k)):
        yield rho(diag(diagof(d.args[0])))


def kronecker_determinant(d: Term, given: Given) -> Iterator[Term]:
    """det(A kron B) = det(A)^m det(B)^n for A of size n and B of size m."""
    a = _bare(d.args[0])
    if a.head == "kron" and all(x.shape[0] == x.shape[1] for x in a.args):
        one, two = a.args
        yield det(one) ** coerce(two.shape[0]) * det(two) ** coerce(one.shape[0])


def triangular_determinant(d: Term, given: Given) -> Iterator[Term]:
    """The determinant of a triangular matrix is that of its diagonal."""
    if any(c.head in ("triangular", "diagonal") and c.args[0] == d.args[0] for k in given for c in flat(k)):
        yield det(diag(diagof(d.args[0])))


def one_input(d: Term, given: Given) -> Iterator[Term]:
    """u^T P^-1 u is the same for A and its transpose where P = A P A^T + u u^T: both are 1 - det(A)^2.

    For det(P - u u^T) is det(P) (1 - u^T P^-1 u), and it is det(A P A^T).
    """
    u, image = d.args
    if image.head != "matmul" or image.args[0].head != "inv" or image.args[1] != u:
        return
    covariance = _bare(image.args[0].args[0])
    if covariance.head == "lyap" and covariance.args[1] in (u @ u.T, outer(u, u)) and is_real(covariance):
        a, noise = covariance.args
        turned = a.args[0] if a.head == "T" else a.T
        yield dot(u, inv(Term("lyap", (turned, noise), covariance.shape)) @ u)


LEMMAS = (
    Lemma("matrix determinant lemma", "det", rank_one_update),
    Lemma("Sylvester determinant identity", "det", sylvester),
    Lemma("Schur complement", "det", schur),
    Lemma("norm of a normal matrix", "norm", normal_norm),
    Lemma("invariance of singular values", "norm", orthogonal_factors),
    Lemma("invariance of singular values", "sigma_min", orthogonal_factors),
    Lemma("rank of a projection", "rank", projection_rank),
    Lemma("spectrum of a cyclic product", "rho", cyclic_spectrum),
    Lemma("spectrum of a triangular matrix", "rho", triangular_spectrum),
    Lemma("spectrum of a power", "rho", power_spectrum),
    Lemma("determinant of a Kronecker product", "det", kronecker_determinant),
    Lemma("determinant of a triangular matrix", "det", triangular_determinant),
    Lemma("determinant of an exponential", "det", exponential_determinant),
    Lemma("memory of one input", "dot", one_input),
)


def prove_by_lemma(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an equation with determinants through one named lemma."""
    left, right = (expand(t) for t in statement.args)
    everywhere = (*subterms(left), *subterms(right))
    # An equation is stated where both of its sides are defined: what it inverts is invertible there.
    given = (*statement.given, *(Statement("invertible", t.args) for t in everywhere if t.head == "inv"))
    for lemma in LEMMAS:
        found = [t for t in everywhere if t.head == lemma.head and t.args[0].shape]
        for d in sorted(found, key=lambda t: -len(repr(t))):
            for value in lemma.variants(d, given):
                changed = Statement("equal", (replace(left, {d: _scalar(value)}), replace(right, {d: _scalar(value)})),
                                    statement.given)
                if d in subterms(value):
                    continue
                proof, _ = prove_equal(changed)
                if proof is not None:
                    scope = f"{sizes_of(statement)}; rests on the {lemma.name}"
                    return Proof(
                        "route:lemmas", proof.second, scope,
                        {"kind": "lemma", "scope": scope, "lemma": lemma.name, "instance": [node(d), node(_scalar(value))],
                         "rest": [node(t) for t in changed.args]},
                        f"{lemma.name}, then the same normal form by both roads", 2), ""
    return None, "no named lemma applies"


def _scalar(value: Term) -> Term:
    return tr(value) if value.shape else value


