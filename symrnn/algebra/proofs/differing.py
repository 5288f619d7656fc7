"""That two sides differ: because one of them, or its norm, is below the other, or because their determinants differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import mul
from typing import Any

from flint import fmpq, fmpq_mat

from symrnn.algebra.derive import expand
from symrnn.algebra.indexform import Undefined
from symrnn.algebra.language.serialise import node
from symrnn.algebra.language.sizes import Size, size_term
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.language.words import block, det, entry, norm, ones, sum_, tr
from symrnn.algebra.normalform.atoms import TooLarge
from symrnn.algebra.normalform.walker import Reader
from symrnn.algebra.proofs.facts import applied, gather
from symrnn.algebra.proofs.logic import restated
from symrnn.algebra.proofs.proof import Proof
from symrnn.algebra.terms import Term, number
from symrnn.errors import SymrnnError

ENTRIES = 16  # of a difference for which numbers are sought with which its entries add up to one


def prove_differing(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Prove a != b from their difference, from a < b or b < a, or so their norms; of matrices from traces, determinants."""
    a, b = statement.args
    scalar, square = a.is_scalar and b.is_scalar, a.shape == b.shape and a.shape[:1] == a.shape[1:]
    of: dict[str, str] = {} if scalar else {"of": "tr"}
    gap = by_a_number(a - b if scalar else tr(expand(a)) - tr(expand(b)), statement.given) if scalar or square else None
    if gap is not None:
        return restated(statement, Statement("ne", (gap, number(0))), by, **of)
    for small, large in ((a, b), (b, a)):
        sides = (small, large) if scalar else (norm(small), norm(large))
        proof, _ = restated(statement, Statement("less", sides), by)
        if proof is not None:
            return proof, ""
    weights = None if scalar or a.shape != b.shape else weighing(expand(a - b), statement.given)
    if weights is not None:
        gap = by_a_number(sum_(weights * expand(a)) - sum_(weights * expand(b)), statement.given)
        if gap is not None:
            return restated(statement, Statement("ne", (gap, number(0))), by, of=node(weights))
    if not scalar and square and a.shape[0].constant is not None:
        gap = difference(determinant(a), determinant(b))
        return (None, "the determinants may agree") if gap is None else restated(
            statement, Statement("ne", (gap, number(0))), by, of="det")
    return None, "neither side is below the other everywhere"


def weighing(gap: Term, given: tuple[Statement, ...]) -> Term | None:
    """Numbers, an array of them, with which the entries of a difference add up to one: it is zero nowhere, then.

    They are found by elimination: what depends on leaves has to cancel, as in equations without a solution.
    """
    rows, columns = (s.constant for s in gap.shape)
    if rows is None or columns is None or not 1 < rows * columns <= ENTRIES:
        return None
    facts, polys = gather(given, dict.fromkeys(leaves(gap))), []
    try:
        for i, j in product(range(rows), range(columns)):
            polys.append(Reader().scalar(applied(facts, entry(gap, i, j))))
    except (SymrnnError, TooLarge, Undefined):
        return None
    terms = list(dict.fromkeys(key for poly in polys for key in poly if any(key)))
    table = [[fmpq(*poly.get(key, Fraction(0)).as_integer_ratio()) for poly in polys] + [fmpq(key == ((), ()))]
             for key in [*terms, ((), ())]]
    solved, rank = fmpq_mat(table).rref()
    found = [Fraction(0)] * len(polys)
    for row in solved.tolist()[:rank]:
        pivot = next(k for k, x in enumerate(row) if x)
        if pivot == len(polys):
            return None
        found[pivot] = Fraction(int(row[-1].p), int(row[-1].q))
    return block([[number(x) * ones(1, 1) for x in found[i * columns : (i + 1) * columns]] for i in range(rows)])


def by_a_number(gap: Term, given: tuple[Statement, ...]) -> Term | None:
    """A scalar that is the same number everywhere, not zero, times sizes, as that product; None for others."""
    gap = expand(gap)
    facts = gather(given, dict.fromkeys(leaves(gap)))
    try:
        poly = Reader().scalar(applied(facts, gap))
    except (SymrnnError, TooLarge, Undefined):
        return None
    if len(poly) != 1:
        return None
    (((bounds, atoms), factor),) = poly.items()
    if bounds or not all(atom[0] == "z" and e > 0 and e.denominator == 1 for atom, e in atoms):
        return None
    sizes = [size_term(Size({(str(atom[1]),): 1})) for atom, e in atoms for _ in range(int(e))]
    return reduce(mul, sizes, number(factor))


Product = tuple[Fraction, Counter[Term]]


def determinant(a: Term) -> Product:
    """The determinant of a matrix of known size: a number, and the determinants of its factors."""
    size, args = a.shape[0].constant or 1, a.args
    if a.head == "matmul" and args[0].shape == args[1].shape:
        (c, left), (d, right) = determinant(args[0]), determinant(args[1])
        return c * d, left + right
    if a.head == "T":
        return determinant(args[0])
    if a.head in ("neg", "mul") and (a.head == "neg" or (args[0].head == "num" and args[1].shape == a.shape)):
        factor, (c, product) = Fraction(-1 if a.head == "neg" else args[0].args[0]), determinant(args[-1])
        return factor**size * c, product
    if a.head in ("eye", "zeros"):
        return Fraction(a.head == "eye"), Counter()
    return Fraction(1), Counter([det(a)])


def difference(left: Product, right: Product) -> Term | None:
    """One product less another, where they are not the same."""
    if left[1] == right[1]:
        left, right = (left[0] - right[0], left[1]), (Fraction(0), Counter())
    first, second = (reduce(mul, product.elements(), number(c)) for c, product in (left, right))
    return None if not left[0] and not right[0] else first if not right[0] else first - second
