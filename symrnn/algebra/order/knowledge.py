"""What a reading of scalar terms comes to know: generators, the relations between them, facts about them.

The generators of exponentials, angles and symbolic powers are chosen for all terms at once, before the first is read, so
that each exponent is a whole multiple of one that has a generator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.order.generators import EXPONENTIALS, Fact, Generator, UnreadableError, factors, split_size, unfold
from symrnn.algebra.order.linearforms import UNIT, Form, basis, combination, linear
from symrnn.algebra.order.quotients import ONE, WIDTH, Poly, Relations, TooLargeError, reduced
from symrnn.algebra.terms import Term


@dataclass
class Knowledge:
    """Generators, relations and facts, as they grow while terms are read."""

    generators: list[Generator] = field(default_factory=list)
    relations: Relations = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    domain: list[Fact] = field(default_factory=list)
    table: dict[Any, Generator] = field(default_factory=dict)
    bases: dict[str, list[tuple[Form, int]]] = field(default_factory=dict)
    offsets: dict[tuple[Term, Size], int] = field(default_factory=dict)

    # -- generators --------------------------------------------------------------------------------------------
    def new(self, key: Any, kind: str, term: Term, power: int = 1, extra: Any = None) -> tuple[Generator, bool]:
        """The generator behind a key, and whether it is new."""
        if key in self.table:
            return self.table[key], False
        if len(self.generators) >= WIDTH:
            raise TooLargeError("too many different subexpressions")
        made = Generator(len(self.generators), kind, term, power, extra)
        self.generators.append(made)
        self.table[key] = made
        return made, True

    def know(self, poly: Poly, rel: str, origin: dict[str, Any], den: Poly = ONE) -> None:
        """Record a fact about generators."""
        self.facts.append(Fact(reduced(poly, self.relations), rel, origin, den))

    def defined(self, poly: Poly, rel: str, what: Term, den: Poly = ONE) -> None:
        """Record what has to hold for a term to have a value."""
        poly = reduced(poly, self.relations)
        if not poly.is_constant() and all(f.poly != poly or f.rel != rel for f in self.domain):
            self.domain.append(Fact(poly, rel, {"defined": what}, den))

    # -- preparation: the exponents of exp, the arguments of sin and cos, the exponents of symbolic powers ---------
    def prepare(self, terms: list[Term]) -> None:
        """Choose the generators for exponentials, angles and symbolic powers of all the terms at once."""
        forms: dict[str, list[Form]] = {"exp": [], "angle": []}
        seen: set[Term] = set()
        stack = list(terms)
        while stack:
            t = stack.pop()
            if t in seen:
                continue
            seen.add(t)
            if t.head == "fn":
                name, arg = t.args[0].word, t.args[1]
                if name in EXPONENTIALS:
                    forms["exp"].append({k: EXPONENTIALS[name] * c for k, c in linear(arg).items()})
                elif name in ("sin", "cos"):
                    forms["angle"].append(linear(arg))
                elif name == "softplus":
                    forms["exp"].append(linear(arg))
                if t.args[0].body is not None:
                    stack.append(unfold(t))
            if t.head == "const" and t.args[0] == "e":
                forms["exp"].append({UNIT: Fraction(1)})
            if t.head == "pow" and t.args[1].head == "size" and t.args[1].args[0].constant is None:
                exponent = t.args[1].args[0]
                for base in factors(t.args[0]):
                    shape, shift = split_size(exponent)
                    self.offsets[base, shape] = min(shift, self.offsets.get((base, shape), shift))
            stack.extend(t.children)
        for kind, found in forms.items():
            ordered = sorted(found, key=lambda f: (len(f), str(sorted((str(k), c) for k, c in f.items()))))
            self.bases[kind] = basis(ordered)

    def multiples(self, kind: str, form: Form) -> list[tuple[Form, int]]:
        """A linear form as an integer combination of the chosen basis."""
        out = combination(form, [b for b, _ in self.bases[kind]])
        if out is None:
            raise UnreadableError("an exponent outside of the basis")
        return [(b, int(c)) for (b, _), c in zip(self.bases[kind], out, strict=True) if c]
