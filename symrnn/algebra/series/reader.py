"""Scalar terms read as expansions in the variable of a limit: one small function for each head.

What does not depend on the variable is a number with parameters; a part that no symbol stands for yet gets one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any

import sympy

from symrnn.algebra.functions import Function
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.compare import is_nonneg
from symrnn.algebra.series.expansions import ORDER, Calculus, Expansion
from symrnn.algebra.series.families import multiplied
from symrnn.algebra.series.far import RULES
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.series.integrals import closed
from symrnn.algebra.series.inverses import inverse
from symrnn.algebra.series.iterates import apart, iterated
from symrnn.algebra.series.sums import summed
from symrnn.algebra.terms import Term, coerce
from symrnn.algebra.writing.matrixview import function_body
from symrnn.algebra.writing.symbols import symbol_of

CONSTANTS: dict[str, Any] = {"pi": sympy.pi, "e": sympy.E}
PLAIN = {"exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "sin": sympy.sin, "cos": sympy.cos, "tanh": sympy.tanh,
         "sinh": sympy.sinh, "cosh": sympy.cosh, "atan": sympy.atan, "erf": sympy.erf, "abs": sympy.Abs,
         "sigmoid": lambda x: 1 / (1 + sympy.exp(-x))}
BOUNDED = frozenset({"sin", "cos", "tanh", "sigmoid", "erf", "atan", "sign", "step", "softsign", "hardtanh"})
SMOOTH = frozenset({"sin", "cos", "tanh", "sigmoid", "erf", "atan", "sinh", "cosh", "softplus", "silu", "gelu"})
EVERYWHERE = frozenset({"abs", "sqrt", "exp", "log", "identity"})  # where the argument goes does not matter


class Symbols:
    """Which SymPy symbol stands for which part without the variable."""

    def __init__(self) -> None:
        self.meant: dict[Any, Term] = {}

    def number(self, t: Term) -> Any:
        """A term without the variable as a SymPy number with parameters."""
        head, args = t.head, t.args
        if head == "num":
            return sympy.Rational(args[0].numerator, args[0].denominator)
        if head == "const" and args[0] in CONSTANTS:
            return CONSTANTS[args[0]]
        if head == "size" and args[0].constant is not None:
            return sympy.Integer(args[0].constant)
        if head == "named":
            return self.number(args[1])
        if all(x.is_scalar for x in t.children):
            if head in ("add", "sub", "mul", "div", "neg"):
                return OPERATORS[head](*(self.number(x) for x in args))
            if head == "pow":
                base, exponent = map(self.number, args)
                if exponent.is_Integer or base.is_positive:
                    return base**exponent
            if head == "fn" and args[0].word in PLAIN:
                return PLAIN[args[0].word](self.number(args[1]))
        return self._symbol(t)

    def along(self, values: dict[str, Any], t: Term) -> Any:
        """A term as an expression in symbols for some indices, and in parameters; None where it has other parts."""
        if not names(t) & set(values):
            return self.number(t) if t.is_scalar and not t.shape else None
        if t.head == "size":
            unknown = t.args[0].names - set(values)
            return None if unknown else sum(c * sympy.Mul(*(values[x] for x in m)) for m, c in t.args[0].terms)
        if t.head == "named":
            return self.along(values, t.args[1])
        if t.head == "fn" and t.args[0].word in PLAIN and t.is_scalar:
            inner = self.along(values, t.args[1])
            return None if inner is None else PLAIN[t.args[0].word](inner)
        if t.head not in OPERATORS or t.shape:
            return None
        parts = [self.along(values, x) for x in t.args]
        if any(p is None for p in parts) or (t.head == "pow" and not parts[1].is_Rational):
            return None
        return OPERATORS[t.head](*parts)

    def _symbol(self, t: Term) -> Any:
        found = next((s for s, meant in self.meant.items() if meant == t), None)
        if found is None:
            if t.head == "sym" and not t.shape and t.args[1] == "real":
                found = symbol_of(t)
            else:
                found = sympy.Dummy("c", real=True, **({"nonnegative": True} if is_nonneg(t) else {}))
            self.meant[found] = t
        return found


def _divided(a: Any, b: Any) -> Any:
    if b == 0:
        raise UnknownGrowthError("a division by zero")
    return a / b


OPERATORS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": _divided,
    "neg": lambda a: -a, "pow": lambda a, b: a**b,
}


class Reader:
    """Terms as expansions in one variable.

    Parameters
    ----------
    calculus
        How expansions are computed with.
    symbols
        The symbols of the parameters; shared between readers.
    k
        The variable: an index, or a scalar leaf.
    more
        How further heads are read: those of arrays.
    given
        The conditions that do not speak of the variable.
    """

    def __init__(self, calculus: Calculus, symbols: Symbols, k: Any, more: dict[str, Any] | None = None,
                 given: tuple[Statement, ...] = ()) -> None:
        self.calculus, self.symbols, self.k, self.more, self.given = calculus, symbols, k, more or {}, given
        self.memo: dict[Term, Expansion] = {}

    def along(self, k: Any) -> Reader:
        """A reader of the same parameters in another variable."""
        return Reader(self.calculus, self.symbols, k, self.more, self.given)

    def depends(self, t: Any) -> bool:
        """Whether a term depends on the variable."""
        if isinstance(self.k, Term):
            return isinstance(t, Term) and self.k in leaves(t)
        return self.name in (names(t) if isinstance(t, Term) else t.names)

    @property
    def name(self) -> str:
        """The name of an index."""
        return str(next(iter(self.k.names)))

    def read(self, t: Term) -> Expansion:
        """The expansion of a scalar term.

        Raises
        ------
        UnknownGrowthError
            Where a part is of a kind that is not known, or what is needed of a number is not proved.
        """
        if t not in self.memo:
            self.memo[t] = self._read(t)
        return self.memo[t]

    def _read(self, t: Term) -> Expansion:
        if not self.depends(t):
            return self.calculus.number(self.symbols.number(t))
        if t == self.k:
            return Expansion({Gauge(p=sympy.S.One): sympy.S.One})
        known = HEADS.get(t.head) or self.more.get(t.head)
        if known is None or not t.is_scalar:
            raise UnknownGrowthError(f"a part of the kind {t.head}")
        return known(self, *t.args)

    def size(self, s: Size) -> Expansion:
        """An index expression."""
        out: dict[Gauge, Any] = {}
        for powers, c in s.terms:
            g = Gauge(p=sympy.Integer(powers.count(self.name)))
            others = [x for x in powers if x != self.name]
            rest = self.symbols.number(coerce(Size({tuple(others): 1}, s.indices & frozenset(others)))) if others else 1
            out[g] = out.get(g, sympy.S.Zero) + c * rest
        return Expansion(out)

    def slope(self, s: Size) -> tuple[int, int] | None:
        """The whole c and d of an index expression c k + d."""
        terms = dict(s.terms)
        c, d = terms.pop((self.name,), 0), terms.pop((), 0)
        return (int(c), int(d)) if c and not terms else None

    # -- powers --------------------------------------------------------------------------------------------------------
    def power(self, base: Term, exponent: Term) -> Expansion:
        """A power whose base, exponent or both depend on the variable."""
        if not self.depends(exponent):
            return self.calculus.power(self.read(base), self.symbols.number(exponent))
        if not self.depends(base):
            number = self.symbols.number(base)
            line = self.slope(exponent.args[0]) if exponent.head == "size" else None
            if line is not None and (min(line) >= 0 or self.calculus.numbers.sign(number)):
                return self.calculus.number(0) if number == 0 else Expansion(
                    {Gauge(b=number ** line[0]): number ** line[1]})
            if number in (0, 1) and (number == 1 or self.calculus.far(self.read(exponent)) > 0):
                return self.calculus.number(number)
        inner = self.calculus.times(self.read(exponent), self.calculus.logarithm(self.read(base)))
        return self.calculus.exponential(inner)

    # -- functions -----------------------------------------------------------------------------------------------------
    def function(self, f: Function, inner: Term) -> Expansion:
        """An elementwise function of something that depends on the variable."""
        word, calculus = f.word, self.calculus
        if word in BOUNDED and any(t.head == "seq" and self.depends(t) for t in leaves(inner)):
            return Expansion({}, [UNIT])
        u = self.read(inner)
        far = 0 if word in EVERYWHERE else calculus.far(u)
        if word in RULES and (found := RULES[word](calculus, u, far)) is not None:
            return found
        if word in SMOOTH:
            try:
                c = calculus.end(u)
            except UnknownGrowthError:
                pass
            else:
                return self.around(f, c, calculus.add(u, calculus.number(-c)))
        if word in BOUNDED:
            return Expansion({}, [UNIT])
        raise UnknownGrowthError(f"{word} of something without a limit")

    def around(self, f: Function, c: Any, u: Expansion) -> Expansion:
        """A smooth function near a number, by its derivatives there."""
        x = sympy.Dummy("x", real=True)
        body, parts = function_body(f, x), []
        for n in range(ORDER):
            parts.append(sympy.simplify(body.subs(x, c)) / factorial(n))
            body = sympy.diff(body, x)
        return self.calculus.taylor(parts, u)


def _sum(r: Reader, a: Term, b: Term) -> Expansion:
    return r.calculus.add(r.read(a), r.read(b))


def _difference(r: Reader, a: Term, b: Term) -> Expansion:
    try:
        return r.calculus.add(r.read(a), r.calculus.scaled(-1, r.read(b)))
    except UnknownGrowthError:
        if (found := apart(r, a, b)) is None:
            raise
        return found


def _quotient(r: Reader, a: Term, b: Term) -> Expansion:
    return r.calculus.times(r.read(a), inverse(r, b))


HEADS: dict[str, Callable[..., Expansion]] = {
    "add": _sum, "sub": _difference, "div": _quotient,
    "mul": lambda r, a, b: r.calculus.times(r.read(a), r.read(b)),
    "neg": lambda r, a: r.calculus.scaled(-1, r.read(a)), "named": lambda r, name, a: r.read(a),
    "size": lambda r, s: r.size(s), "pow": lambda r, a, b: r.power(a, b), "fn": lambda r, f, a: r.function(f, a),
    "total": summed, "product": multiplied, "iterate": iterated, "integral": closed("integral"), "expect": closed("expect"),
}
