"""Identities of matrices from equations between them: a combination of equations, checked by multiplying out.

The statement is read in letters; what is given, and what every inverse, exponential or solution of P = A P A^T + Q
brings along, are equations. Completion finds the difference of both sides as a combination of these equations; that
this combination is the difference is then an identity in free letters, which both roads of the normal form must confirm.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.free.completion import Completion, Parts
from symrnn.algebra.free.exponentials import learn
from symrnn.algebra.free.reading import Reading
from symrnn.algebra.free.words import Poly, Word, plus
from symrnn.algebra.language.scope import sizes_of
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement, equal
from symrnn.algebra.language.substitute import contains
from symrnn.algebra.language.words import eye, zeros
from symrnn.algebra.normalform.families import peeled
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.prove import EQUATIONS, prove_equal
from symrnn.algebra.terms import CALCULUS, SCALAR, Term, number
from symrnn.errors import SymrnnError

MAX_PARTS = 250  # of a combination that is multiplied out


def prove_by_words(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove an equation between matrices as a combination of the equations that are known."""
    if statement.head not in EQUATIONS or any(contains(t, CALCULUS) for t in statement.args):
        return None, ""
    left, right = (simplified(expand(peeled(t, statement.given))) for t in statement.args)
    if left.shape != right.shape and not (left.is_scalar and right.is_scalar):
        return None, ""
    for a, b in ((left, right), *_as_solution(left, right)):
        found = _combination(statement, a, b)
        if found is not None:
            scope = sizes_of(statement)
            return Proof("route:algebra", "route:scalar-calculus", scope, {"kind": "identity", "scope": scope},
                         f"the difference of both sides is a combination of {found} multiples of known equations, "
                         f"multiplied out by both roads", found), ""
    return None, "no combination of the known equations is the difference of both sides"


def _as_solution(left: Term, right: Term) -> list[tuple[Term, Term]]:
    """P = A P A^T + Q has one solution: what solves it is that one."""
    return [(x, p.args[0] @ x @ p.args[0].T + p.args[1])
            for p, x in ((left, right), (right, left)) if p.head == "lyap"]


def _combination(statement: Statement, left: Term, right: Term) -> int | None:
    reading = Reading()
    try:
        goal = plus(reading.read(left), reading.read(right), -1)
        for c in statement.given:
            for part in _flat(c):
                reading.condition(_simplified(part, statement.given))
        if reading.exponentials or reading.powers:
            learn(reading)
    except SymrnnError:
        return None
    if not reading.equations:
        return None
    parts = Completion(reading.letters, [p for p, _ in reading.equations]).shows(goal)
    if parts is None or len(parts) > MAX_PARTS:
        return None
    return len(parts) if confirmed(reading, goal, left.shape, parts) else None


def _flat(c: Statement) -> list[Statement]:
    from symrnn.algebra.proofs.facts import flat

    return list(flat(c))


def _simplified(c: Statement, given: tuple[Statement, ...]) -> Statement:
    return Statement(c.head, tuple(simplified(expand(peeled(a, given))) if isinstance(a, Term) else a for a in c.args))


# -- multiplying out -------------------------------------------------------------------------------------------
def confirmed(reading: Reading, goal: Poly, shape: tuple[Size, ...], parts: Parts) -> bool:
    """Whether the combination is the goal, as an identity in free leaves, by both roads."""
    write = _Writing(reading)
    total: Term | None = None
    try:
        for (scalars, left, k, right, outer), c in parts.items():
            poly, at = reading.equations[k]
            piece = write.product(left, write.poly(poly, at), right)
            if outer is not None:
                piece = write.product((), piece, outer) if outer else piece * eye(shape[0]) if shape else piece
            piece = write.scaled(scalars, c, piece)
            total = piece if total is None else total + piece
        stated = write.poly(goal, shape)
        if total is None:  # both sides read alike: that is for the roads themselves
            return False
        return prove_equal(equal(stated, total))[0] is not None
    except SymrnnError:
        return False


class _Writing:
    """Letters as free leaves that no user can write."""

    def __init__(self, reading: Reading) -> None:
        self.stands = reading.stands

    def leaf(self, x: int) -> Term:
        shape = self.stands[abs(x)]
        out = Term("sym", (f"\x00w{abs(x)}", "real", ()), shape)
        return out.T if x < 0 and shape else out

    def word(self, word: Word) -> Term:
        out = self.leaf(word[0])
        for x in word[1:]:
            nxt = self.leaf(x)
            out = out @ nxt if out.shape and nxt.shape else out * nxt
        return out

    def product(self, left: Word, middle: Term, right: Word) -> Term:
        """left · middle · right, where a factor of size 1 x 1 scales."""
        out = middle
        if left:
            a = self.word(left)
            out = a @ out if a.shape and out.shape and a.shape[1] == out.shape[0] else a * out
        if right:
            b = self.word(right)
            out = out @ b if b.shape and out.shape and out.shape[1] == b.shape[0] else out * b
        return out

    def scaled(self, scalars: tuple[Word, ...], c: Fraction, term: Term) -> Term:
        for w in scalars:
            term = self.word(w) * term
        return term if c == 1 else number(c) * term

    def poly(self, poly: Poly, shape: tuple[Size, ...]) -> Term:
        """A polynomial as a term of a shape."""
        square = bool(shape) and shape[0] == shape[1]
        out: Term | None = None
        for (scalars, word), c in sorted(poly.items()):
            one = self.word(word) if word else eye(shape[0]) if square and shape[0] != Size({(): 1}) else number(1)
            piece = self.scaled(scalars, c, one)
            out = piece if out is None else out + piece
        return out if out is not None else zeros(*shape) if shape else Term("num", (Fraction(0),), SCALAR)
