"""Columns and matrices as expansions: fixed arrays with scalar expansions before them, and rests that bound a norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy

from symrnn.algebra.derive import expand
from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.sizes import Size, index
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves, replace, subs_index
from symrnn.algebra.language.words import eye, inv, matpow, norm, zeros
from symrnn.algebra.order.bounding import names
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.order.logic import flat
from symrnn.algebra.proofs.structural import simplified
from symrnn.algebra.prove import prove_equal
from symrnn.algebra.series.expansions import Expansion
from symrnn.algebra.series.gauges import UNIT, Gauge, UnknownGrowthError
from symrnn.algebra.series.reader import HEADS, Reader
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.writing import chains

ABS = TABLE["abs"]
STEADY = frozenset({"orthogonal", "permutation", "stochastic"})  # conditions under which all powers stay bounded
NORMS = frozenset({"norm", "norm_f", "norm_1", "norm_inf"})
LINEAR = frozenset({"sum", "mean", "tr", "entry"})


@dataclass
class Arrays:
    """A sum of fixed arrays with expansions before them.

    Parameters
    ----------
    parts
        Array -> expansion of its coefficient.
    rests
        Gauges that bound the norm of what is left.
    """

    parts: dict[Term, Expansion] = field(default_factory=dict)
    rests: list[Gauge] = field(default_factory=list)

    def gauges(self) -> list[Gauge]:
        """Everything that bounds a norm of the sum."""
        return [g for e in self.parts.values() for g in (*e.terms, *e.rests)] + self.rests


class ArrayReader:
    """Array terms as expansions.

    Parameters
    ----------
    reader
        Reads the scalars in them.
    given
        The conditions.
    """

    def __init__(self, reader: Reader, given: Sequence[Statement]) -> None:
        self.reader, self.given = reader, tuple(flat(list(given)))

    def read(self, t: Term) -> Arrays:
        """The expansion of an array.

        Raises
        ------
        UnknownGrowthError
            Where a part is of a kind that is not known.
        """
        if not self.reader.depends(t):
            return Arrays({t: self.reader.calculus.number(1)})
        known = ARRAYS.get(t.head)
        if known is None:
            raise UnknownGrowthError(f"an array of the kind {t.head}")
        found: Arrays = known(self, *t.args)
        return found

    def sum(self, *arrays: Arrays) -> Arrays:
        """A sum."""
        out = Arrays()
        for one in arrays:
            out.rests += one.rests
            for key, e in one.parts.items():
                out.parts[key] = self.reader.calculus.add(out.parts[key], e) if key in out.parts else e
        return out

    def scaled(self, e: Expansion, a: Arrays) -> Arrays:
        """A multiple by a scalar."""
        times = self.reader.calculus.times
        return Arrays({key: times(e, c) for key, c in a.parts.items()},
                      [g.times(h) for g in a.rests for h in (*e.terms, *e.rests)])

    def times(self, a: Arrays, b: Arrays) -> Arrays:
        """A product of matrices: of the fixed parts, and of bounds where one is only bounded."""
        out = Arrays({}, [g.times(h) for x, y in ((a.rests, b.gauges()), (a.gauges(), b.rests)) for g in x for h in y])
        for left, c in a.parts.items():
            for right, d in b.parts.items():
                out = self.sum(out, Arrays({left @ right: self.reader.calculus.times(c, d)}))
        return out

    def base(self, a: Term) -> tuple[list[Any], Any]:
        """Numbers b and a power p: the powers of a matrix are at most a constant times the sum of the b^k k^p."""
        value = self.reader.symbols.number
        if any(c.head in STEADY and c.args[0] in (a, a.args[0] if a.head == "T" else a) for c in self.given):
            return [sympy.S.One], 0
        if (diagonal := _triangular(a)) is not None:
            return [value(x) for x in diagonal], len(diagonal) - 1
        inner = a.args[0] if a.head == "T" else a
        sizes = [t for c in self.given for t in c.terms if t.head in {"rho", *NORMS} and t.args[0] == inner]
        for size in sizes:
            if self.reader.calculus.numbers.sign(1 - value(size)) == 1:
                # A number above the spectral radius, by Gelfand's formula; the norm of a power is below the norm's power.
                return [(value(size) + 1) / 2 if size.head == "rho" else value(size)], 0
        return [value(norm(inner))], 0

    def powers(self, a: Term, exponent: Size) -> list[Gauge]:
        """Bounds of the norm of a power of a fixed matrix."""
        line = self.reader.slope(exponent)
        if line is None or line[0] < 0 or self.reader.depends(a):
            raise UnknownGrowthError("a power of a matrix that is not fixed")
        bases, power = self.base(a)
        return [Gauge(b=b ** line[0], p=sympy.Integer(power)) for b in bases]

    def fading(self, a: Term) -> None:
        """Raise unless the powers of a matrix fade."""
        bases, _ = self.base(a)
        if not all(self.reader.calculus.numbers.vanishes(Gauge(b=b)) for b in bases):
            raise UnknownGrowthError("powers of a matrix that may not fade")


def _triangular(a: Term) -> list[Term] | None:
    """The diagonal of a triangular matrix whose entries are scalars."""
    if a.head != "block" or any(not x.is_scalar for row in a.args[0] for x in row):
        return None
    rows = [[_entry(x) for x in row] for row in a.args[0]]
    zero = [[rational(x) == 0 for x in row] for row in rows]
    n = len(rows)
    lower = all(zero[i][j] for i in range(n) for j in range(i + 1, n))
    upper = all(zero[i][j] for i in range(n) for j in range(i))
    return [rows[i][i] for i in range(n)] if lower or upper else None


def _entry(x: Term) -> Term:
    """A block of one entry as a scalar."""
    if x.head == "ones":
        return number(1)
    if x.head == "zeros":
        return number(0)
    if x.head == "mul" and x.args[1].head == "ones":
        return x.args[0]
    return x


def _scaled(r: ArrayReader, a: Term, b: Term) -> Arrays:
    scalar, array = (a, b) if a.is_scalar else (b, a)
    if not scalar.is_scalar or scalar.shape:
        raise UnknownGrowthError("an elementwise product of arrays")
    return r.scaled(r.reader.read(scalar), r.read(array))


def _divided(r: ArrayReader, a: Term, b: Term) -> Arrays:
    if not b.is_scalar:
        raise UnknownGrowthError("an elementwise quotient of arrays")
    return r.scaled(r.reader.calculus.power(r.reader.read(b), sympy.Integer(-1)), r.read(a))


def _negative(r: ArrayReader, a: Term) -> Arrays:
    return r.scaled(r.reader.calculus.number(-1), r.read(a))


def _transposed(r: ArrayReader, a: Term) -> Arrays:
    found = r.read(a)
    return Arrays({key.T: e for key, e in found.parts.items()}, found.rests)


def _summed(r: ArrayReader, body: Term, j: str, lo: Size, hi: Size) -> Arrays:
    """Neumann's series, and the series of a stationary covariance."""
    line = r.reader.slope(hi)
    if line is None or line[0] < 0 or lo.constant is None:
        raise UnknownGrowthError("the range of a sum")
    if r.reader.depends(body):
        body = simplified(expand(subs_index(body, j, hi + lo - index(j))))
    factors = _factors(body)
    moving = [x for x in factors if j in names(x)]
    powers = [x for x in moving if x.head == "matpow" and x.args[1] == index(j)]
    if r.reader.depends(body) or len(powers) != len(moving):
        raise UnknownGrowthError("a sum of such matrices")
    a = powers[0].args[0] if powers else None
    if len(powers) == 1 and a is not None:
        r.fading(a)
        at = factors.index(powers[0])
        middle = inv(eye(a.shape[0]) - a) @ matpow(a, lo) if lo.constant else inv(eye(a.shape[0]) - a)
        return Arrays({chains.product([*factors[:at], middle, *factors[at + 1:]]): r.reader.calculus.number(1)},
                      r.powers(a, hi))
    if len(powers) == 2 and a is not None and lo.constant == 0 and powers[1].args[0] in (a.T, _plain_transpose(a)) \
            and factors[0] is powers[0] and factors[-1] is powers[1] and len(factors) in (2, 3):
        r.fading(a)
        q = factors[1] if len(factors) == 3 else eye(a.shape[0])
        return Arrays({Term("lyap", (a, q), a.shape): r.reader.calculus.number(1)}, r.powers(a, hi))
    raise UnknownGrowthError("a sum of such matrices")


def _plain_transpose(a: Term) -> Term:
    return a.args[0] if a.head == "T" else a.T


def _factors(t: Term) -> list[Term]:
    if t.head == "T" and t.args[0].head == "matpow":
        inner, k = t.args[0].args
        return [matpow(_plain_transpose(inner), k)]
    return [*_factors(t.args[0]), *_factors(t.args[1])] if t.head == "matmul" else [t]


def _iterated(r: ArrayReader, f: Term, x: Term, start: Term, t: Size) -> Arrays:
    """The iterates of an affine map: its fixed point, and powers of its matrix."""
    if any(map(r.reader.depends, (f, start))) or not x.is_column or x in leaves(start):
        raise UnknownGrowthError("iterates of such a map")
    slope = simplified(expand(Term("D", (f, x), (f.shape[0], x.shape[0]))))
    if x in leaves(slope):
        raise UnknownGrowthError("iterates of a map that is not affine")
    shift = simplified(expand(replace(f, {x: zeros(x.shape[0])})))
    powers = r.powers(slope, t)
    if shift.head == "zeros":
        return Arrays({}, powers)
    r.fading(slope)
    return Arrays({inv(eye(x.shape[0]) - slope) @ shift: r.reader.calculus.number(1)}, powers)


ARRAYS: dict[str, Any] = {
    "add": lambda r, a, b: r.sum(r.read(a), r.read(b)),
    "sub": lambda r, a, b: r.sum(r.read(a), _negative(r, b)),
    "mul": _scaled, "div": _divided, "neg": _negative, "T": _transposed,
    "matmul": lambda r, a, b: r.times(r.read(a), r.read(b)),
    "matpow": lambda r, a, k: Arrays({}, r.powers(a, k)), "named": lambda r, name, a: r.read(a),
    "total": _summed, "iterate": _iterated,
}


def vanishes(r: ArrayReader, gap: Arrays) -> bool:
    """Whether an array tends to zero: its coefficients do, or what they tend to adds up to nothing."""
    numbers = r.reader.calculus.numbers
    if not all(numbers.vanishes(g) for g in gap.gauges() if g != UNIT) or UNIT in gap.rests:
        return False
    if any(UNIT in e.rests for e in gap.parts.values()):
        return False
    left = [(key, e.terms[UNIT]) for key, e in gap.parts.items() if UNIT in e.terms]
    if not left:
        return True
    from symrnn.algebra.language.from_sympy import scalar_from_sympy

    total = None
    for key, c in left:
        part = key if c == 1 else scalar_from_sympy(c, r.reader.symbols.meant) * key
        total = part if total is None else total + part
    assert total is not None
    return prove_equal(Statement("equal", (total, zeros(*total.shape)), r.given))[0] is not None


def _kept(a: Term, given: Sequence[Statement]) -> Term:
    """An array without orthogonal factors on its left, which keep its norm."""
    while a.head == "matmul":
        first, rest = a.args
        if first.head == "matmul":
            a = first.args[0] @ (first.args[1] @ rest)
            continue
        inner = first.args[0] if first.head == "matpow" else first
        if not any(c.head in ("orthogonal", "permutation") and c.args[0] == inner for c in flat(list(given))):
            break
        a = rest
    return a


def functional(head: str, given: Sequence[Statement]) -> Any:
    """How a norm, or a linear function, of an array is read by a reader of scalars."""
    def rule(r: Reader, a: Term, *where: Any) -> Expansion:
        c = r.calculus
        a = _kept(a, given) if head in ("norm", "norm_f") else a
        if not r.depends(a):
            return c.number(r.symbols.number(Term(head, (a, *where), SCALAR)))
        if a.is_scalar and not where:
            return HEADS["fn"](r, ABS, a) if head in NORMS else r.read(a)
        found = ArrayReader(r, given).read(a)
        if head in LINEAR:
            parts = [c.times(e, c.number(r.symbols.number(Term(head, (key, *where), SCALAR))))
                     for key, e in found.parts.items()]
            return c.add(*parts, Expansion({}, found.rests))
        rest = [g for g in found.gauges() if g != UNIT]
        fixed = [(key, e.terms[UNIT]) for key, e in found.parts.items() if UNIT in e.terms]
        if len(fixed) == 1 and all(c.numbers.vanishes(g) for g in rest):
            (key, factor), = fixed
            size = sympy.Abs(factor) * r.symbols.number(Term(head, (key,), SCALAR))
            return c.add(c.number(size), Expansion({}, rest))
        return c.add(Expansion({}, found.gauges()))

    return rule


def readers(given: Sequence[Statement]) -> dict[str, Any]:
    """What a reader of scalars has to know of arrays, head by head."""
    def product(r: Reader, a: Term, b: Term) -> Expansion:
        found, c = ArrayReader(r, given).read(a @ b), r.calculus
        parts = [c.times(e, c.number(r.symbols.number(key))) for key, e in found.parts.items()]
        return c.add(*parts, Expansion({}, found.rests))

    return {**{head: functional(head, given) for head in (*NORMS, *LINEAR)}, "matmul": product,
            "dot": lambda r, u, v: product(r, u.T, v)}
