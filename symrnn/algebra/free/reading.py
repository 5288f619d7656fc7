"""Terms read as polynomials in letters, with the equations that every letter brings along.

What has no reading of its own (a function of a column, an integral, ...) is a letter, the same for equal terms.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from symrnn.algebra.free.words import ONE, Letters, Poly, plus
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import subterms
from symrnn.algebra.language.words import ones
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.terms import SCALAR, Term

UNIT = Size({(): 1})
MAX_POWER = 6
ENTIRE = frozenset({"exp", "cosh", "sinh", "cos", "sin"})


class Reading:
    """The letters of some terms, and what is known of them.

    Attributes
    ----------
    equations
        Polynomials that are zero, with the shape of each.
    stands
        What every letter stands for: a shape.
    """

    def __init__(self) -> None:
        self.letters = Letters()
        self.keys: dict[Hashable, int] = {}
        self.stands: list[tuple[Size, ...]] = [()]
        self.equations: list[tuple[Poly, tuple[Size, ...]]] = []
        self.exponentials: dict[int, Poly] = {}
        self.powers: dict[int, Poly] = {}
        self.counted: set[int] = set()  # letters of sizes and indices, which are whole and not negative
        self.memo: dict[Term, Poly] = {}

    def letter(self, key: Hashable, shape: tuple[Size, ...]) -> tuple[Poly, bool]:
        """The letter of a key as a polynomial, and whether it is new."""
        new = key not in self.keys
        if new:
            rows, columns = (shape[0] == UNIT, shape[1] == UNIT) if shape else (True, True)
            self.keys[key] = self.letters.add(rows=rows, columns=columns)
            self.stands.append(shape)
        return {self.letters.mono((), (self.keys[key],)): Fraction(1)}, new

    def zero(self, poly: Poly, shape: tuple[Size, ...]) -> None:
        """Note that a polynomial is zero, and so its transpose."""
        for p in (poly, self.letters.transpose(poly)):
            at = shape if p is poly else shape[::-1]
            if p and not any(p == q for q, _ in self.equations):
                self.equations.append((p, at))

    def read(self, term: Term) -> Poly:
        """The polynomial of a term."""
        if term not in self.memo:
            rule = getattr(self, f"_{term.head}", None)
            found = rule(term) if rule is not None else None
            self.memo[term] = self.opaque(term) if found is None else found
        return self.memo[term]

    def opaque(self, term: Term) -> Poly:
        """A letter for a whole term."""
        return self.letter(("term", simplified(term)), term.shape)[0]

    def reciprocal(self, poly: Poly) -> Poly:
        """1 / p for a scalar p."""
        if set(poly) == {ONE}:
            return {ONE: 1 / poly[ONE]}
        out, new = self.letter(("over", frozenset(poly.items())), SCALAR)
        if new:
            self.zero(plus(self.letters.times(out, poly), {ONE: Fraction(1)}, -1), SCALAR)
        return out

    def power(self, poly: Poly, exponent: int) -> Poly:
        """A power with a nonnegative exponent."""
        out: Poly = {ONE: Fraction(1)}
        for _ in range(exponent):
            out = self.letters.times(out, poly)
        return out

    # -- heads ----------------------------------------------------------------------------------------------------
    def _num(self, t: Term) -> Poly:
        return {ONE: Fraction(t.args[0])} if t.args[0] else {}

    def _named(self, t: Term) -> Poly:
        return self.read(t.args[1])

    def _size(self, t: Term) -> Poly:
        out: Poly = {}
        for names, c in t.args[0].terms:
            piece: Poly = {ONE: Fraction(c)}
            for name in names:
                piece = self.letters.times(piece, self.letter(("size", name), SCALAR)[0])
                self.counted.add(self.keys["size", name])
            out = plus(out, piece)
        return out

    _index = _size

    def _const(self, t: Term) -> Poly:
        out, new = self.letter(("const", t.args[0]), SCALAR)
        if new and t.args[0] == "i":
            self.zero(plus(self.letters.times(out, out), {ONE: Fraction(1)}), SCALAR)
        return out

    def _eye(self, t: Term) -> Poly:
        return {ONE: Fraction(1)}

    def _zeros(self, t: Term) -> Poly:
        return {}

    def _add(self, t: Term) -> Poly | None:
        return self.sum_of(t, 1)

    def _sub(self, t: Term) -> Poly | None:
        return self.sum_of(t, -1)

    def sum_of(self, t: Term, sign: int) -> Poly | None:
        """a + b or a - b of one shape."""
        a, b = t.args
        if a.shape == b.shape or (a.is_scalar and b.is_scalar):
            return plus(self.read(a), self.read(b), sign)
        return None  # a scalar added to every entry is no multiple of the identity

    def _neg(self, t: Term) -> Poly:
        return plus({}, self.read(t.args[0]), -1)

    def _mul(self, t: Term) -> Poly | None:
        a, b = t.args
        return self.letters.times(self.read(a), self.read(b)) if a.is_scalar or b.is_scalar else None

    def _div(self, t: Term) -> Poly | None:
        a, b = t.args
        return self.letters.times(self.read(a), self.reciprocal(self.read(b))) if b.is_scalar else None

    def _pow(self, t: Term) -> Poly | None:
        a, p = t.args
        if not a.is_scalar:
            return None
        base, exponent = self.read(a), self.read(p)
        whole = exponent.get(ONE, Fraction(0))
        rest = {m: c for m, c in exponent.items() if m != ONE}
        if whole.denominator != 1 or abs(whole) > MAX_POWER:
            return None
        if not rest:
            return self.power(base if whole >= 0 else self.reciprocal(base), abs(int(whole)))
        if whole < 0 or any(c < 0 or c.denominator != 1 or any(w[0] not in self.counted for w in s)
                            for (s, _), c in rest.items()):
            return None
        out, _ = self.letter(("pow", frozenset(base.items()), frozenset(rest.items())), SCALAR)
        return self.letters.times(out, self.power(base, int(whole)))

    def _matmul(self, t: Term) -> Poly:
        return self.letters.times(self.read(t.args[0]), self.read(t.args[1]))

    def _T(self, t: Term) -> Poly:
        return self.letters.transpose(self.read(t.args[0]))

    def _outer(self, t: Term) -> Poly:
        return self.letters.times(self.read(t.args[0]), self.letters.transpose(self.read(t.args[1])))

    def _dot(self, t: Term) -> Poly:
        return self.letters.times(self.letters.transpose(self.read(t.args[0])), self.read(t.args[1]))

    def _sum(self, t: Term) -> Poly | None:
        a = t.args[0]
        return self.read(Term("dot", (ones(a.shape[0]), a), SCALAR)) if a.is_column else None

    def _norm(self, t: Term) -> Poly | None:
        (a,) = t.args
        if not a.is_column or _complex(a):
            return None
        out, new = self.letter(("term", t), SCALAR)
        if new:
            squared = self.letters.times(self.letters.transpose(self.read(a)), self.read(a))
            self.zero(plus(self.letters.times(out, out), squared, -1), SCALAR)
        return out

    def _diag(self, t: Term) -> Poly:
        out, new = self.letter(("term", simplified(t)), t.shape)
        if new:
            self.zero(plus(out, self.letters.transpose(out), -1), t.shape)
        return out

    def _inv(self, t: Term) -> Poly:
        base = self.read(t.args[0])
        out, new = self.letter(("inverse", frozenset(base.items()), t.shape), t.shape)
        if new:
            for product in (self.letters.times(base, out), self.letters.times(out, base)):
                self.zero(plus(product, {ONE: Fraction(1)}, -1), t.shape)
        return out

    def _lyap(self, t: Term) -> Poly:
        a, q = (self.read(x) for x in t.args)
        out, new = self.letter(("term", t), t.shape)
        if new:
            self.zero(plus(plus(out, self.around(a, out), -1), q, -1), t.shape)
        return out

    def around(self, a: Poly, p: Poly) -> Poly:
        """A P A^T."""
        return self.letters.times(self.letters.times(a, p), self.letters.transpose(a))

    def _matpow(self, t: Term) -> Poly:
        base, k = self.read(t.args[0]), t.args[1]
        if k.constant is not None and 0 <= k.constant <= MAX_POWER:
            return self.power(base, k.constant)
        ahead = dict(k.terms).get((), 0)
        if 0 < ahead <= MAX_POWER and all(c > 0 for _, c in k.terms):
            shorter = self.read(Term("matpow", (t.args[0], k - ahead), t.shape))
            return self.letters.times(self.power(base, ahead), shorter)
        out, new = self.letter(("power", frozenset(base.items()), str(k), t.shape), t.shape)
        if new:
            self.powers[self.keys["power", frozenset(base.items()), str(k), t.shape]] = base
            self.zero(plus(self.letters.times(base, out), self.letters.times(out, base), -1), t.shape)
        return out

    def _expm(self, t: Term) -> Poly:
        base = self.read(t.args[0])
        key = ("exp", frozenset(base.items()), t.shape)
        out, new = self.letter(key, t.shape)
        if new:
            self.exponentials[self.keys[key]] = base
            self.zero(plus(self.letters.times(base, out), self.letters.times(out, base), -1), t.shape)
        return out

    def _fn(self, t: Term) -> Poly | None:
        f, a = t.args
        if f.name not in ENTIRE or f.order or not a.is_scalar:
            return None
        return self.value(f.name, self.read(a))

    def value(self, name: str, base: Poly) -> Poly:
        """A function of a scalar: the same letter for the same polynomial."""
        return self.letter((name, frozenset(base.items())), SCALAR)[0] if base or name not in ENTIRE else (
            {} if name in ("sin", "sinh") else {ONE: Fraction(1)})

    # -- conditions -----------------------------------------------------------------------------------------------
    def condition(self, c: Statement) -> None:
        """What a condition says of polynomials; nothing where it says nothing of the kind."""
        if c.head in PROPERTIES and any(_complex(x) for x in c.args):
            return  # over the complex numbers these words speak of the adjoint
        meaning = PROPERTIES.get(c.head)
        if c.head in ("eq", "equal", "fixed"):
            a, b = c.args
            if a.shape == b.shape or (a.is_scalar and b.is_scalar):
                self.zero(plus(self.read(a), self.read(b), -1), a.shape if not a.is_scalar else SCALAR)
        elif c.head == "commute":
            a, b = (self.read(x) for x in c.args)
            self.zero(plus(self.letters.times(a, b), self.letters.times(b, a), -1), c.args[0].shape)
        elif c.head == "invertible":
            self.read(Term("inv", c.args, c.args[0].shape))
        elif c.head == "ne" and c.args[0].is_scalar and c.args[1].is_scalar:
            self.reciprocal(plus(self.read(c.args[0]), self.read(c.args[1]), -1))
        if c.head in ("stochastic", "permutation"):
            self.zero(self.read(c.args[0] @ ones(c.args[0].shape[0]) - ones(c.args[0].shape[0])),
                      (c.args[0].shape[0], UNIT))
        if meaning is not None:
            a = c.args[0]
            for poly in meaning(self.letters, self.read(a), self.letters.transpose(self.read(a))):
                self.zero(poly, SCALAR if c.head == "unit_norm" else a.shape)
            if c.head == "pd":
                self.read(Term("inv", (a,), a.shape))


def _minus_one(p: Poly) -> Poly:
    return plus(p, {ONE: Fraction(1)}, -1)


PROPERTIES = {
    **dict.fromkeys(("symmetric", "psd", "pd", "diagonal"), lambda ls, a, t: [plus(t, a, -1)]),
    "skew": lambda ls, a, t: [plus(t, a)],
    **dict.fromkeys(("orthogonal", "permutation"),
                    lambda ls, a, t: [_minus_one(ls.times(t, a)), _minus_one(ls.times(a, t))]),
    "normal": lambda ls, a, t: [plus(ls.times(t, a), ls.times(a, t), -1)],
    "idempotent": lambda ls, a, t: [plus(ls.times(a, a), a, -1)],
    "unit_norm": lambda ls, a, t: [_minus_one(ls.times(t, a))],
}


def _complex(term: Term) -> bool:
    return any(t.head == "sym" and t.args[1] == "complex" for t in subterms(term))
