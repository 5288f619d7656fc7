"""The second road's last step: a SymPy scalar over entries, read into the index normal form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from symrnn.algebra.entries import Entries, substitute_leaves
from symrnn.algebra.indexform import add, constant, multiply, rational, single, size_poly, sum_over
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.normalform.atoms import Index, Poly
from symrnn.algebra.normalform.axes import position
from symrnn.algebra.normalform.conjugate import conjugated
from symrnn.algebra.normalform.entrysymbols import Where
from symrnn.algebra.normalform.functionform import apply
from symrnn.algebra.normalform.powers import raised, symbolic_power
from symrnn.algebra.normalform.walker import Reader
from symrnn.algebra.normalform.walker import delta as form_delta
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError

_NAMES: dict[Any, str] = {
    sympy.tanh: "tanh", sympy.exp: "exp", sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.sinh: "sinh",
    sympy.cosh: "cosh", sympy.atan: "atan", sympy.erf: "erf", sympy.Abs: "abs", sympy.sign: "sign",
}


class EntryReader(Reader):
    """Reads entries of a statement as it stands by SymPy's scalar calculus; the given substitutions come last."""

    def __init__(self, substitutions: dict[Term, Term]) -> None:
        super().__init__()
        self._entries = Entries()
        self._substitutions = substitutions
        self._plain = Reader()
        self._index: dict[Any, Index] = {}

    def entry(self, term: Term, i: Index, j: Index) -> Poly:
        """The entry of a term at two indices of the normal form."""
        key = (term, i, j)
        if key not in self._memo:
            value = self._entries.entry(simplified(term), self._where(i), self._where(j))
            for _ in range(len(self._substitutions)):
                value = substitute_leaves(self._entries, value, self._substitutions)
            self._memo[key] = self.read(value)
        return self._memo[key]

    def _where(self, i: Index) -> Where:
        if i[0] == "P":
            return ("P", i[1], i[2], self._where(i[3]))
        if i[0] == "K":
            return ("K", self._where(i[1]), self._where(i[2]), i[3])
        if i[0] == "L":
            return self._entries.size(Size(dict(i[1])))
        for dummy, index in self._index.items():
            if index == i:
                return dummy
        made = self._entries.dummy(i[-1])
        self._index[made] = i
        return made

    def _position(self, where: Any) -> Index:
        if where in self._index:
            return self._index[where]
        if where in self._entries.ranges:
            made: Index = ("U", -1 - len(self._index), self._entries.ranges[where])
            self._index[where] = made
            return made
        if where.is_Integer:
            return position(int(where))
        if where.free_symbols <= set(self._entries.sizes):
            total = Size({})
            for term in sympy.Add.make_args(sympy.expand(where)):
                factor, rest = term.as_coeff_Mul()
                piece = Size({(): int(factor)})
                for base, power in rest.as_powers_dict().items():
                    if base != 1:
                        piece = piece * self._entries.sizes[base] ** int(power)
                total = total + piece
            return position(total)
        raise NotSupportedError("an index in the second road", got=str(where), expected="a plain index",
                                advice="prove it by another route")

    def _parts(self, parts: tuple[Any, ...], plain: list[Index]) -> list[Index]:
        def build(part: Any) -> Index:
            if part is None:
                return plain.pop(0)
            if part[0] == "P":
                return ("P", part[1], part[2], build(part[3]))
            first = build(part[1])
            return ("K", first, build(part[2]), part[3])

        return [build(part) for part in parts]

    def read(self, x: Any) -> Poly:
        """The normal form of a SymPy scalar."""
        if x.is_Rational:
            return constant(Fraction(int(x.p), int(x.q)))
        if x.is_Add:
            return add(*(self.read(a) for a in x.args))
        if x.is_Mul:
            out = constant(1)
            for a in x.args:
                out = multiply(out, self.read(a))
            return out
        if isinstance(x, sympy.exp):
            return apply("exp", self.read(x.args[0]))
        if x.is_Pow:
            exponent = self.read(x.exp)
            number = rational(exponent)
            base = self.read(x.base)
            return raised(base, number) if number is not None else symbolic_power(base, exponent)
        if isinstance(x, sympy.Indexed):
            leaf, parts = self._entries.bases[x.base.label]
            where = self._parts(parts, [self._position(k) for k in x.indices])
            return self._plain.entry(leaf, where[0], where[1])
        if isinstance(x, sympy.Sum):
            out = self.read(x.function)
            for k, _, _ in x.limits:
                out = sum_over(self._position(k), out)
            return out
        if isinstance(x, sympy.KroneckerDelta):
            return form_delta(self._position(x.args[0]), self._position(x.args[1]))
        return self._atom(x)

    def _atom(self, x: Any) -> Poly:
        if x in self._entries.symbols:
            return self._plain.scalar(self._entries.symbols[x])
        if x in self._entries.sizes:
            return size_poly(self._entries.sizes[x].terms)
        if x is sympy.pi or x is sympy.I:
            return single(("c", "pi" if x is sympy.pi else "i"))
        if x is sympy.E:
            return apply("exp", constant(1))
        if x.func in self._entries.opaque:
            return self._plain.entry(self._entries.opaque[x.func], self._position(x.args[0]), self._position(x.args[1]))
        if isinstance(x, sympy.conjugate):
            return conjugated(self.read(x.args[0]))
        if x.func in _NAMES:
            return apply(_NAMES[x.func], self.read(x.args[0]))
        word = getattr(x.func, "_word", None)
        if word is not None:
            return apply(word, self.read(x.args[0]))
        raise NotSupportedError("the second road", got=f"{x.func.__name__}: {str(x)[:50]}",
                                expected="sums, products, powers and functions of entries",
                                advice="prove it by another route")
