"""Closed forms as one writes them: `diag(1 - tanh(a)**2) @ W` instead of what the rules leave behind.

For display only: proofs, bounds and lowered code never see these forms.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.substitute import map_children, subterms
from symrnn.algebra.language.words import diag, eye
from symrnn.algebra.terms import ONE, SCALAR, Shape, Term
from symrnn.algebra.writing.chains import collected, flatten, multiplied, product, single, transposed, turns_well
from symrnn.algebra.writing.innerproducts import entries_averaged, entries_summed, gathered
from symrnn.algebra.writing.monomials import Mono, Sum, build, like, multiply, power

_PASSES = 4  # what one pass puts together, the next may collect; nearly always two are enough
# Values at zero, for substitutions such as h = 0.
_AT_ZERO = {
    **dict.fromkeys(
        (
            "tanh",
            "sin",
            "sinh",
            "atan",
            "erf",
            "relu",
            "abs",
            "sign",
            "step",
            "softsign",
            "silu",
            "gelu",
            "elu",
            "hardtanh",
            "leaky_relu",
            "sqrt",
        ),
        Fraction(0),
    ),
    **dict.fromkeys(("exp", "cos", "cosh"), Fraction(1)),
    "sigmoid": Fraction(1, 2),
}


def display(term: Term) -> Term:
    """The closed form of a term as it is shown: derivatives taken, intermediates under their names, collected.

    Raises
    ------
    NotSupportedError
        For a derivative without a rule.
    """
    return simplified(folded(expand(term), term))


def simplified(term: Term) -> Term:
    """An equal term that reads better, of the same shape (1 x 1 and scalar count as the same)."""
    for _ in range(_PASSES):
        before, term = term, Simplifier().term(term)
        if term == before:
            break
    return term


def folded(term: Term, source: Term) -> Term:
    """The term with the named intermediates of `source` put back wherever their bodies occur."""
    bare: dict[Term, Term] = {}

    def strip(t: Term) -> Term:
        if t not in bare:
            bare[t] = strip(t.args[1]) if t.head == "named" else map_children(t, strip)
        return bare[t]

    names: dict[Term, Term] = {}
    for node in subterms(source):
        if node.head == "named" and not node.args[1].is_leaf:
            names.setdefault(strip(node), node)
    memo: dict[Term, Term] = {}

    def fold(t: Term) -> Term:
        if t not in memo:
            found = names.get(strip(t))
            memo[t] = t if t.head == "named" else found if found is not None else map_children(t, fold)
        return memo[t]

    return fold(term) if names else term


class Simplifier:
    """Reads terms into sums of monomials and builds them again."""

    def __init__(self) -> None:
        self._read: dict[Term, Sum] = {}
        self._terms: dict[Term, Term] = {}

    def term(self, term: Term) -> Term:
        """The simplified term."""
        if term not in self._terms:
            self._terms[term] = build(self.read(term), term.shape)
        return self._terms[term]

    def read(self, term: Term) -> Sum:
        """The term as a sum of monomials."""
        if term not in self._read:
            rule = READ.get(term.head)
            terms = rule(self, term, *term.args) if rule is not None else self.whole(term)
            if len(terms) > 1 and len(term.shape) == 2 and ONE not in term.shape:
                self._read[term] = collected(terms, term.shape, self.read)
            else:
                self._read[term] = gathered(like(terms), term.shape, self.read)
        return self._read[term]

    def one(self, term: Term) -> Mono | None:
        """The term as one monomial; None for zero."""
        terms = self.read(term)
        return single(terms, term.shape) if terms else None

    def whole(self, term: Term) -> Sum:
        """The term as one factor, over simplified children of the same shapes."""

        def child(c: Term) -> Term:
            simple = self.term(c)
            return simple if simple.shape == c.shape else c

        made = term if term.head == "named" or term.is_leaf else map_children(term, child)
        return atom(made)

    def spreads(self, term: Term) -> bool:
        """Whether a scalar or a diagonal in front of this sum is better given to each summand: one is a diagonal."""
        terms = self.read(term) if len(term.shape) == 2 and ONE not in term.shape else ()
        return len(terms) > 1 and any(m.atom is not None and m.atom.head in ("eye", "diag") for m in terms)

    def factors(self, mono: Mono, shape: Shape) -> list[Term]:
        """The array part of a monomial as factors of a matrix product."""
        return flatten(build((Mono(arrays=mono.arrays),), shape))


def atom(term: Term) -> Sum:
    """One factor."""
    return (Mono(scalars=((term, 1),)),) if term.is_scalar else (Mono(arrays=((term, 1),)),)


def _scaled(number: Fraction, terms: Sum) -> Sum:
    return tuple(multiply(Mono(number), mono) for mono in terms)


def _times(s: Simplifier, _: Term, a: Term, b: Term) -> Sum:
    for factor, matrix in ((a, b), (b, a)):
        if factor.is_scalar and s.spreads(matrix):
            free = s.one(factor)
            return () if free is None else tuple(multiply(free, mono) for mono in s.read(matrix))
    left, right = s.one(a), s.one(b)
    return () if left is None or right is None else (multiply(left, right),)


def _over(s: Simplifier, term: Term, a: Term, b: Term) -> Sum:
    left, right = s.one(a), s.one(b)
    if right is None:
        return s.whole(term)
    return () if left is None else (multiply(left, power(right, -1)),)


def _raised(s: Simplifier, term: Term, a: Term, e: Term) -> Sum:
    e = s.term(e)
    if e.head == "num" and e.args[0].denominator == 1:
        k, base = int(e.args[0]), s.one(a)
        if k == 0:
            return (Mono(),)
        if base is not None:
            return (power(base, k),)
        return () if k > 0 else s.whole(term)
    return s.whole(term)


def _chain(s: Simplifier, _: Term, a: Term, b: Term) -> Sum:
    left, right = s.one(a), s.one(b)
    if left is None or right is None:
        return ()
    if a.is_scalar or b.is_scalar:
        return (multiply(left, right),)
    parts: Sum = (right,)
    if s.spreads(b) and left.atom is not None and left.atom.head in ("diag", "eye"):
        parts = s.read(b)
    front = s.factors(left, a.shape)
    return tuple(m for part in parts for m in multiplied(left, part, [*front, *s.factors(part, b.shape)], s.read))


def _turned(s: Simplifier, _: Term, a: Term) -> Sum:
    terms = s.read(a)
    if a.is_scalar or not terms:
        return terms
    chains = [s.factors(mono, a.shape) if mono.atom is not None else None for mono in terms]
    if len(terms) > 1 and not all(c is not None and turns_well(c) for c in chains):
        return atom(build(terms, a.shape).T)
    out = []
    for mono, chain in zip(terms, chains, strict=True):
        inner = build((Mono(arrays=mono.arrays),), a.shape)
        turned = product(transposed(chain)) if chain is not None and turns_well(chain) else inner.T
        out.append(multiply(Mono(mono.number, mono.scalars), Mono(arrays=((turned, 1),))))
    return tuple(out)


def _diagonal(s: Simplifier, _: Term, v: Term) -> Sum:
    terms = s.read(v)
    if v.is_scalar or not terms:
        return terms if v.is_scalar else ()
    if not any(mono.arrays for mono in terms):
        return tuple(Mono(m.number, m.scalars, ((eye(v.shape[0]), 1),)) for m in terms)
    mono = single(terms, v.shape)
    return (Mono(mono.number, mono.scalars, ((diag(build((Mono(arrays=mono.arrays),), v.shape)), 1),)),)


def _inner(s: Simplifier, _: Term, u: Term, v: Term) -> Sum:
    left, right = s.one(u), s.one(v)
    if left is None or right is None:
        return ()
    rest = Term("dot", tuple(build((Mono(arrays=m.arrays),), u.shape) for m in (left, right)), SCALAR)
    free = multiply(Mono(left.number, left.scalars), Mono(right.number, right.scalars))
    return (multiply(free, Mono(scalars=((rest, 1),))),)


def _function(s: Simplifier, term: Term, f: Any, a: Term) -> Sum:
    if f.name == "identity" and not f.order:
        return s.read(a)
    if not s.read(a) and f.word in _AT_ZERO:
        value = _AT_ZERO[f.word]
        return (Mono(value),) if value else ()
    return s.whole(term)


def _inverse(s: Simplifier, term: Term, a: Term) -> Sum:
    mono = s.one(a)
    if mono is None:
        return s.whole(term)
    inner = mono.atom
    free = power(Mono(mono.number, mono.scalars), -1)
    if a.is_scalar:
        return (free,)
    if inner is not None and inner.head in ("eye", "inv"):
        return (multiply(free, Mono(arrays=((inner if inner.head == "eye" else inner.args[0], 1),))),)
    built = build((Mono(arrays=mono.arrays),), a.shape)
    return (multiply(free, Mono(arrays=((Term("inv", (built,), a.shape), 1),))),)


def _diagonal_of(s: Simplifier, term: Term, a: Term) -> Sum:
    mono = s.one(a)
    if mono is None:
        return ()
    inner = mono.atom
    if a.is_scalar or inner is None or inner.head != "diag":
        return s.whole(term)
    return tuple(multiply(Mono(mono.number, mono.scalars), m) for m in s.read(inner.args[0]))


READ: dict[str, Callable[..., Sum]] = {
    "num": lambda _s, _, v: (Mono(v),) if v else (),
    "zeros": lambda _s, _, *_sizes: (),
    "ones": lambda _s, _, *_sizes: (Mono(),),
    "eye": lambda _s, term, _n: (Mono(),) if term.is_scalar else atom(term),
    "add": lambda s, _, a, b: (*s.read(a), *s.read(b)),
    "sub": lambda s, _, a, b: (*s.read(a), *_scaled(Fraction(-1), s.read(b))),
    "neg": lambda s, _, a: _scaled(Fraction(-1), s.read(a)),
    "sum": lambda s, _, a: entries_summed(a, s.read),
    "mean": lambda s, _, a: entries_averaged(a, s.read),
    "mul": _times,
    "div": _over,
    "pow": _raised,
    "matmul": _chain,
    "T": _turned,
    "diag": _diagonal,
    "diagof": _diagonal_of,
    "dot": _inner,
    "inv": _inverse,
    "fn": _function,
    "outer": lambda s, term, u, v: _chain(s, term, u, v.T),
}
"""How a head is read; every other head is one factor over simplified children."""

__all__ = ["Simplifier", "display", "folded", "simplified"]
