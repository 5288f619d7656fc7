"""Scalar terms read as quotients of polynomials in generators, with what is known of each generator.

tanh, sigmoid, exp and their kin become rational functions of y = exp(.) > 0; sin and cos become a pair with
s^2 = 1 - c^2; roots are nonnegative with r^q = base. What is not understood is one real generator, equal terms one
generator. An array is read through its generic entry: entrywise words act on the entries of one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import contains
from symrnn.algebra.order.generators import (
    EXPONENTIALS,
    PIECEWISE,
    Generator,
    UnreadableError,
    exp_enclosure,
    factors,
    inner,
    intrinsic,
    is_real,
    split_size,
    unfold,
)
from symrnn.algebra.order.knowledge import Knowledge
from symrnn.algebra.order.linearforms import UNIT, Form, from_form, key, linear
from symrnn.algebra.order.quotients import ARITHMETIC, ONE, Quotient, TooLargeError, constant, reduced, whole
from symrnn.algebra.terms import CALCULUS, SCALAR, Term, number


@dataclass
class Reading(Knowledge):
    """A reader of terms; what it comes to know grows with each."""

    memo: dict[Term, Quotient] = field(default_factory=dict)
    applications: dict[Function, dict[Term, None]] = field(default_factory=dict)

    # -- reading -------------------------------------------------------------------------------------------------
    def read(self, term: Term) -> Quotient:
        """The value of a scalar term, or of the generic entry of an array, as a quotient in the generators."""
        if term not in self.memo:
            self.memo[term] = self._read(term).reduced(self.relations)
        return self.memo[term]

    def _read(self, t: Term) -> Quotient:
        head, args = t.head, t.args
        if head == "num":
            return whole(args[0])
        if head in ARITHMETIC:
            return ARITHMETIC[head](self.read(args[0]), self.read(args[1]))
        if head == "neg":
            return -self.read(args[0])
        if head == "div":
            return self.divide(self.read(args[0]), args[1])
        if head == "named":
            return self.read(args[1])
        if head == "ones":
            return whole(1)
        if head == "zeros":
            return whole(0)
        if head == "pow":
            return self.read_power(args[0], args[1])
        if head == "fn":
            return self.read_function(t)
        if head == "size":
            return self.read_size(args[0])
        if head == "const":
            return self.read_constant(t)
        if head in ("dot", "matmul") and (head == "dot" or t.is_scalar) and inner(t) is not None:
            return self.read(Term("norm", (inner(t),), SCALAR)).power(2)
        return whole(self.opaque(t).poly)

    def divide(self, top: Quotient, bottom: Term) -> Quotient:
        """Top / bottom, with bottom != 0 as part of the domain."""
        q = self.read(bottom)
        num = reduced(q.num, self.relations)
        if num.is_zero():
            raise UnreadableError("division by zero")
        self.defined(num, "!=", bottom, q.den)
        return top * Quotient(q.den, num)

    def opaque(self, t: Term) -> Generator:
        """One real generator for a term that is not looked into."""
        if not is_real(t):
            raise UnreadableError(f"not a real term: {t.head}")
        if contains(t, CALCULUS | {"at"}):
            raise UnreadableError("a derivative that has not been taken")
        made, fresh = self.new(("value", t), "value", t)
        if fresh:
            for poly, rel in intrinsic(t, made.poly):
                self.know(poly, rel, {"generator": made.place})
        return made

    def read_size(self, size: Size) -> Quotient:
        """A size or an index expression: each name is a generator, sizes at least 1, indices at least 0."""
        total = whole(0)
        for monomial, c in size.terms:
            part = whole(c)
            for name in monomial:
                single = Size({(name,): 1}, size.indices & {name})
                part = part * whole(self.opaque(Term("size", (single,), SCALAR)).poly)
            total = total + part
        return total

    def read_constant(self, t: Term) -> Quotient:
        """The numbers e and pi, by enclosures in rationals."""
        if t.args[0] == "e":
            return self.exponential({UNIT: Fraction(1)})
        if t.args[0] == "pi":
            return whole(self.opaque(t).poly)
        raise UnreadableError(f"the constant {t.args[0]}")

    def read_power(self, base: Term, p: Term) -> Quotient:
        """A power: repeated, a root, counted by a size, or a generator of its own."""
        if p.head == "size" and p.args[0].constant is not None:
            p = number(p.args[0].constant)
        if p.head == "neg" and p.args[0].head == "num":
            p = number(-p.args[0].args[0])
        if p.head == "num":
            exponent = p.args[0]
            if exponent.denominator == 1:
                k = int(exponent)
                return self.read(base).power(k) if k >= 0 else self.divide(whole(1), base).power(-k)
            root = self.root(base, exponent.denominator)
            if exponent < 0:
                self.defined(root.num, "!=", base)
                return Quotient(ONE, root.num).power(-exponent.numerator)
            return root.power(exponent.numerator)
        if p.head == "size":
            return self.symbolic_power(base, p.args[0])
        return whole(self.opaque(Term("pow", (base, p), base.shape)).poly)

    def symbolic_power(self, base: Term, exponent: Size) -> Quotient:
        """Base ** exponent as a product over the factors of the base."""
        out = whole(1)
        shape, shift = split_size(exponent)
        for part in factors(base):
            if part == UNIT:
                continue
            # b^(e+j) = b^e b^j: true where e >= 0, and also where b^e itself stands in the statement.
            least = self.offsets[part, shape]
            least = min(least, 0) if all(c > 0 for _, c in shape.terms) else least
            made, fresh = self.new(("power", part, shape), "power", part, extra=shape + least)
            if fresh:
                self.read(part)
                self.read(Term("size", (made.extra,), SCALAR))
            out = out * whole(made.poly) * self.read(part).power(shift - least)
        return out

    def root(self, base: Term, q: int) -> Quotient:
        """The nonnegative q-th root; that the base is not negative is part of the domain."""
        inside = self.read(base)
        top = inside.num
        if inside.den != ONE:
            # The relation r^q = base needs a polynomial: the quotient becomes a generator of its own.
            made, fresh = self.new(("value", base), "value", base)
            if fresh:
                self.know(made.poly * inside.den - inside.num, "==", {"quotient": made.place}, inside.den)
            top = made.poly
        made, fresh = self.new(("root", base, q), "root", base, q)
        if fresh:
            self.relations[made.place] = (q, top)
            self.know(made.poly, ">=", {"generator": made.place})
            self.defined(top, ">=", base)
        return whole(made.poly)

    # -- functions -------------------------------------------------------------------------------------------------
    def exponential(self, form: Form) -> Quotient:
        """Exp of a linear form, as a product of powers of the basic exponentials."""
        out = whole(1)
        for base, k in self.multiples("exp", form):
            made, fresh = self.new(("exp", key(base)), "exp", from_form(base))
            if fresh:
                self.know(made.poly, ">", {"generator": made.place})
                if set(base) == {UNIT}:
                    lo, hi = exp_enclosure(base[UNIT])
                    self.know(made.poly - constant(lo), ">", {"generator": made.place})
                    self.know(constant(hi) - made.poly, ">", {"generator": made.place})
            out = out * whole(made.poly).power(k)
        return out

    def angle(self, form: Form) -> tuple[Quotient, Quotient]:
        """(cos, sin) of a linear form, by the addition formulas over the basic angles."""
        c, s = whole(1), whole(0)
        for base, k in self.multiples("angle", form):
            cos, fresh = self.new(("cos", key(base)), "cos", from_form(base))
            sin, _ = self.new(("sin", key(base)), "sin", from_form(base))
            if fresh:
                self.relations[sin.place] = (2, 1 - cos.poly**2)
                for g in (cos, sin):
                    self.know(1 - g.poly, ">=", {"generator": g.place})
                    self.know(1 + g.poly, ">=", {"generator": g.place})
            a, b = whole(1), whole(0)
            for _ in range(min(abs(k), 41)):
                a, b = (a * whole(cos.poly) - b * whole(sin.poly), a * whole(sin.poly) + b * whole(cos.poly))
                a, b = a.reduced(self.relations), b.reduced(self.relations)
            if abs(k) > 40:
                raise TooLargeError("a high multiple of an angle")
            b = b if k > 0 else -b
            c, s = c * a - s * b, s * a + c * b
        return c.reduced(self.relations), s.reduced(self.relations)

    def read_function(self, t: Term) -> Quotient:
        """An elementwise function by its identities; a new generator where there is none."""
        f, u = t.args
        word = f.word
        self.applications.setdefault(f, {}).setdefault(u)
        if word in EXPONENTIALS:
            y = self.exponential({k: EXPONENTIALS[word] * c for k, c in linear(u).items()})
            up, down = y + whole(1), y - whole(1)
            if word == "exp":
                return y
            if word in ("sinh", "cosh"):
                inverse = Quotient(y.den, y.num)
                return (y - inverse if word == "sinh" else y + inverse) * whole(Fraction(1, 2))
            part = (down if word == "tanh" else y) * Quotient(up.den, up.num)
            return part * self.read(u) if word == "silu" else part
        if word in ("sin", "cos"):
            return self.angle(linear(u))[word == "sin"]
        if word == "identity":
            return self.read(u)
        if word == "sqrt":
            return self.root(u, 2)
        if word == "log":
            return self.logarithm(u)
        if word == "softplus":
            return self.logarithm(1 + TABLE["exp"](u))
        if word == "gelu":
            return self.read(u * (1 + TABLE["erf"](u / TABLE["sqrt"](number(2)))) / 2)
        if f.body is not None:
            return self.read(unfold(t))
        if word in PIECEWISE:
            raise UnreadableError(f"{word} before its cases were told apart")
        if word in ("erf", "atan") and self.read(u).num.is_zero():
            return whole(0)
        made = self.opaque(t)
        if f.is_own:
            self.own_range(f, made)
        if word in ("erf", "atan"):
            arg = self.read(u)
            self.know(made.poly * arg.num * arg.den, ">=", {"generator": made.place})
        return whole(made.poly)

    def own_range(self, f: Function, made: Generator) -> None:
        """The declared range of a user's function as facts; its ends may be terms."""
        for end, sign in zip(f.range or (), (1, -1), strict=False):
            if end is not None and not isinstance(end, str):
                bound = self.read(number(end) if isinstance(end, Fraction) else end)
                if bound.den == ONE:
                    self.know((made.poly - bound.num) * sign, ">=", {"range": made.place})

    def logarithm(self, u: Term) -> Quotient:
        """The logarithm as a generator, with 1 - 1/u <= log u <= u - 1; that u is positive is part of the domain."""
        arg = self.read(u)
        if arg.num == arg.den:
            return whole(0)
        made, fresh = self.new(("log", u), "log", u)
        if fresh:
            self.defined(arg.num * arg.den, ">", u, arg.den)
            where = {"generator": made.place}
            self.know((arg.num - arg.den) * arg.den - made.poly * arg.den**2, ">=", where)
            self.know(made.poly * arg.num * arg.den - (arg.num - arg.den) * arg.den, ">=", where)
            self.know(2 * arg.num * arg.den - 5 * made.poly * arg.den**2, ">", where)  # log u <= u/e < 2 u/5
        return whole(made.poly)
