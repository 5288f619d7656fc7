"""The first road's walker: entry (I, J) of a term, read into the index normal form.

It reads closed forms (derivatives have been taken by the matrix rules) and knows no derivative itself. `entries` walks
the same heads for the second road, on purpose without a line of this file: what is wrong in one is not wrong in both.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symrnn.algebra.indexform import add, constant, monomial, multiply, power, scale, single, size_poly, sum_over
from symrnn.algebra.language.ownfunctions import body_term
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import subs_index, subterms
from symrnn.algebra.normalform.atoms import Frozen, Index, Poly, TooLarge, freeze, indices_of, mentions, opened
from symrnn.algebra.normalform.axes import MAX_WRITTEN_OUT, ZERO, axis, indices, located, position, split, sum_axis
from symrnn.algebra.normalform.conjugate import conjugated
from symrnn.algebra.normalform.formsigns import is_complex
from symrnn.algebra.normalform.functionform import HALF, apply
from symrnn.algebra.normalform.powers import raised, symbolic_power
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError

UNIT = Size({(): 1})
UNIT_KEY = UNIT.terms


class Reader:
    """Reads entries of terms; `leaf_form` says what the entry of a leaf is."""

    def __init__(self, leaf_form: Callable[[Term, Index, Index], Poly] | None = None) -> None:
        self.leaf_form = leaf_form or plain_leaf
        self._memo: dict[tuple[Term, Index, Index], Poly] = {}

    def scalar(self, term: Term) -> Poly:
        """A scalar or 1 x 1 term."""
        return self.entry(term, ZERO, ZERO)

    def entry(self, term: Term, i: Index, j: Index) -> Poly:
        """The entry of a term at two indices."""
        key = (term, i, j)
        if key not in self._memo:
            if term.is_scalar:
                i = j = ZERO
            rule = ENTRIES.get(term.head)
            if rule is None:
                raise NotSupportedError(f"the index normal form has no rule for `{term.head}`",
                                        advice="prove it by another route")
            self._memo[key] = rule(self, i, j, term)
        return self._memo[key]

    def matrix_key(self, term: Term) -> Frozen:
        """A matrix as data: its entries at two marked free indices, with its shape."""
        shape = (term.shape[0].terms, term.shape[1].terms) if term.shape else (UNIT_KEY, UNIT_KEY)
        out = single(("c", "shape", *shape))
        for r, i in enumerate(_marked(axis(term, 0), shape[0], "R")):
            for c, j in enumerate(_marked(axis(term, 1), shape[1], "C")):
                out = add(out, multiply(single(("c", "part", r, c)), self.entry(term, i, j)))
        return freeze(out)


def _marked(division: tuple[Any, ...], size: Any, label: str) -> list[Index]:
    return indices(division, size, lambda s: ("M", label, s))


def plain_leaf(term: Term, i: Index, j: Index) -> Poly:
    """The entry of a leaf."""
    at = () if not term.shape else (i, j)
    if term.head == "seq":
        return single(("s", term.args[0], term.args[1].terms, *at))
    return single(("e", term.args[0], *at))


def delta(i: Index, j: Index) -> Poly:
    """One where the indices are equal, zero elsewhere."""
    return monomial(Fraction(1), (), [(("d", *sorted((i, j))), Fraction(1))])


def _matmul(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    a, b = t.args
    if a.head == "diag":
        return multiply(r.entry(a.args[0], i, ZERO), r.entry(b, i, j))
    if b.head == "diag":
        return multiply(r.entry(a, i, j), r.entry(b.args[0], j, ZERO))
    left, right = axis(a, 1), axis(b, 0)
    if left and right and left != right:
        raise TooLarge
    return sum_axis(left or right, a.shape[1].terms, lambda k: multiply(r.entry(a, i, k), r.entry(b, k, j)))


def _power(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    return symbolic_power(r.entry(t.args[0], i, j), r.scalar(t.args[1]))


COMPLEX_FUNCTIONS = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "identity"})


def _function(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    f, u = t.args
    inner = r.entry(u, i, j)
    if any(is_complex(atom) for (_, atoms) in inner for atom, _ in atoms):
        if f.name == "abs":
            return raised(multiply(inner, conjugated(inner)), HALF)
        if f.name not in COMPLEX_FUNCTIONS:
            raise NotSupportedError(f"`{f.name}` of a complex argument", got=str(u)[:60], expected="a real argument",
                                    advice="take real parts first")
    if f.body is None:
        return apply(f.word, inner)
    variable = Term("sym", ("_x", "real", ()), ())
    return Reader(lambda leaf, a, b: inner if leaf == variable else plain_leaf(leaf, a, b)).scalar(body_term(f))


def _stack(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    which, inner = located(i, [a.shape[0] for a in t.args])
    return r.entry(t.args[which], inner, ZERO)


def _block(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    grid = t.args[0]
    row, inner_i = located(i, [blocks[0].shape[0] for blocks in grid])
    col, inner_j = located(j, [b.shape[1] for b in grid[0]])
    return r.entry(grid[row][col], inner_i, inner_j)


def _kron(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    a, b = t.args
    rows, columns = split(i, a.shape[0], b.shape[0]), split(j, a.shape[1], b.shape[1])
    return multiply(r.entry(a, rows[0], columns[0]), r.entry(b, rows[1], columns[1]))


def _vec(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    (a,) = t.args
    column, row = split(i, a.shape[1], a.shape[0])
    return r.entry(a, row, column)


def _whole_sum(r: Reader, term: Term) -> Poly:
    if not term.shape:
        return r.scalar(term)
    return sum_axis(axis(term, 0), term.shape[0].terms, lambda i: sum_axis(
        axis(term, 1), term.shape[1].terms, lambda j: r.entry(term, i, j)))


def _trace(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    (a,) = t.args
    return sum_axis(axis(a, 0) or axis(a, 1), a.shape[0].terms, lambda k: r.entry(a, k, k))


def _mean(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    (a,) = t.args
    if not a.shape:
        return r.scalar(a)
    return multiply(_whole_sum(r, a), raised(size_poly((a.shape[0] * a.shape[1]).terms), Fraction(-1)))


def _has_complex(term: Term) -> bool:
    return any((t.head == "const" and t.args[0] == "i") or (t.head == "sym" and t.args[1] == "complex")
               for t in subterms(term))


def _squares(r: Reader, term: Term) -> Poly:
    squared = term * Term("conj", (term,), term.shape) if _has_complex(term) else term**2
    return raised(_whole_sum(r, squared), HALF)


def _norm(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    (a,) = t.args
    if a.is_scalar and not _has_complex(a):
        return apply("abs", r.scalar(a))
    return _squares(r, a) if a.is_scalar or a.is_column or a.shape[0] == UNIT else opaque(r, i, j, t)


def _softmax(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    (v,) = t.args
    total = sum_axis(axis(v, 0), v.shape[0].terms, lambda k: apply("exp", r.entry(v, k, ZERO)))
    return multiply(apply("exp", r.entry(v, i, ZERO)), raised(total, Fraction(-1)))


def opaque(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    """A scalar of a matrix that is not taken apart: det, rank, a spectral norm, ..."""
    return single(("o", t.head, *(r.matrix_key(a) for a in t.children)))


def opaque_matrix(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    """An entry of a matrix that is not taken apart: an inverse, a power, an ordered product, ..."""
    data: Poly = {}
    for k, part in enumerate(t.children):
        data = add(data, multiply(single(("c", "arg", k)), dict(r.matrix_key(part))))
    for k, arg in enumerate(t.args):
        if isinstance(arg, Size):
            data = add(data, multiply(single(("c", "size", k)), size_poly(arg.terms)), single(("c", "sized", k)))
        elif isinstance(arg, str):
            data = add(data, single(("c", "name", k, arg)))
    return single(("m", t.head, freeze(data), i, j))


def _matpow(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    base, k = t.args
    if k.constant is None or not 0 <= k.constant <= 8:
        return opaque_matrix(r, i, j, t)
    if k.constant == 0:
        return delta(i, j)
    return r.entry(base if k.constant == 1 else base @ Term("matpow", (base, k - 1), t.shape), i, j)


def summation_index(body: Term) -> str:
    """The name of the index of a sum kept whole: by how deep sums are nested in it, so that none captures another."""
    return f"\x00k{_depth(body)}"  # no user can write it


def _depth(term: Term) -> int:
    return (term.head in ("total", "product")) + max((_depth(child) for child in term.children), default=0)


def _total(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    """A sum over a symbolic range: linear in its terms, each kept whole but for the factors that do not depend on it."""
    body, k, lo, hi = t.args
    own = summation_index(body)
    inner = r.entry(subs_index(body, k, Size({(own,): 1}, frozenset((own,)))), i, j)
    # the index belongs to the key: what is summed need not mention it
    ends = (freeze(single(("z", own))), freeze(size_poly(lo.terms)), freeze(size_poly(hi.terms)))
    out: Poly = {}
    for (names, content), c in inner.items():
        bounds, atoms = opened(names, content)
        inside = [(a, e) for a, e in atoms if mentions(a, own) or indices_of(a) & frozenset(bounds)]
        outside = [(a, e) for a, e in atoms if (a, e) not in inside]
        rest = monomial(Fraction(1), (), inside)
        for b in bounds:
            rest = sum_over(b, rest)
        out = add(out, multiply(monomial(c, (), outside), single(("o", "total", freeze(rest), *ends))))
    return out


def _product(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    """An ordered product over a symbolic range, kept whole: whatever its index is called."""
    body, k, *ends = t.args
    own = summation_index(body)
    renamed = subs_index(body, k, Size({(own,): 1}, frozenset((own,))))
    return opaque_matrix(r, i, j, Term("product", (renamed, own, *ends), t.shape))


def _fixed_size(t: Term, limit: int) -> int | None:
    size = t.args[0].shape[0].constant
    return size if size is not None and size <= limit else None


def minor(r: Reader, a: Term, rows: tuple[int, ...], columns: tuple[int, ...]) -> Poly:
    """The minor of a matrix of fixed size, by expansion along its first row."""
    if not rows:
        return constant(1)
    out: Poly = {}
    for k, column in enumerate(columns):
        rest = minor(r, a, rows[1:], columns[:k] + columns[k + 1:])
        out = add(out, scale(multiply(r.entry(a, position(rows[0]), position(column)), rest), (-1) ** k))
    return out


def _det(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    n = _fixed_size(t, MAX_WRITTEN_OUT)
    return opaque(r, i, j, t) if n is None or axis(t.args[0], 0) else minor(r, t.args[0], tuple(range(n)),
                                                                            tuple(range(n)))


def _inv(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    n = _fixed_size(t, 3)
    if n is None or i[0] != "L" or j[0] != "L":
        return opaque_matrix(r, i, j, t)
    row, column = dict(i[1]).get((), 0), dict(j[1]).get((), 0)
    every = tuple(range(n))
    cofactor = minor(r, t.args[0], tuple(k for k in every if k != column), tuple(k for k in every if k != row))
    return multiply(scale(cofactor, (-1) ** (row + column)), raised(minor(r, t.args[0], every, every), Fraction(-1)))


def _lyap(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    """The solution of P = A P A^T + Q: a quotient where A is a number, else kept whole."""
    a, q = t.args
    if a.shape[0] != UNIT:
        return opaque_matrix(r, i, j, t)
    return multiply(r.scalar(q), raised(add(constant(1), scale(power(r.scalar(a), 2), -1)), Fraction(-1)))


def _real(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    z = r.entry(t.args[0], i, j)
    return scale(add(z, conjugated(z)), HALF)


def _imaginary(r: Reader, i: Index, j: Index, t: Term) -> Poly:
    z = r.entry(t.args[0], i, j)
    return multiply(scale(add(conjugated(z), scale(z, -1)), HALF), single(("c", "i")))


ENTRIES: dict[str, Callable[[Reader, Index, Index, Term], Poly]] = {
    "num":   lambda r, i, j, t: constant(t.args[0]),
    "const": lambda r, i, j, t: apply("exp", constant(1)) if t.args[0] == "e" else single(("c", t.args[0])),
    "size":  lambda r, i, j, t: size_poly(t.args[0].terms),
    "sym":   lambda r, i, j, t: r.leaf_form(t, i, j),
    "seq":   lambda r, i, j, t: r.leaf_form(t, i, j),
    "named": lambda r, i, j, t: r.entry(t.args[1], i, j),
    "eye":   lambda r, i, j, t: delta(i, j),
    "ones":  lambda r, i, j, t: constant(1),
    "zeros": lambda r, i, j, t: {},
    "unit":  lambda r, i, j, t: delta(i, position(t.args[1])),
    "add":   lambda r, i, j, t: add(r.entry(t.args[0], i, j), r.entry(t.args[1], i, j)),
    "sub":   lambda r, i, j, t: add(r.entry(t.args[0], i, j), scale(r.entry(t.args[1], i, j), -1)),
    "neg":   lambda r, i, j, t: scale(r.entry(t.args[0], i, j), -1),
    "mul":   lambda r, i, j, t: multiply(r.entry(t.args[0], i, j), r.entry(t.args[1], i, j)),
    "div":   lambda r, i, j, t: multiply(r.entry(t.args[0], i, j), raised(r.entry(t.args[1], i, j), Fraction(-1))),
    "pow":   _power,
    "matmul": _matmul,
    "T":     lambda r, i, j, t: r.entry(t.args[0], j, i),
    "fn":    _function,
    "diag":  lambda r, i, j, t: multiply(delta(i, j), r.entry(t.args[0], i, ZERO)),
    "diagof": lambda r, i, j, t: r.entry(t.args[0], i, i),
    "outer": lambda r, i, j, t: multiply(r.entry(t.args[0], i, ZERO), r.entry(t.args[1], j, ZERO)),
    "dot":   lambda r, i, j, t: _whole_sum(r, t.args[0] * t.args[1]),
    "sum":   lambda r, i, j, t: _whole_sum(r, t.args[0]),
    "mean":  _mean,
    "tr":    _trace,
    "norm":  _norm,
    "norm_f": lambda r, i, j, t: _squares(r, t.args[0]),
    "softmax": _softmax,
    "stack": _stack,
    "block": _block,
    "kron":  _kron,
    "vec":   _vec,
    "entry": lambda r, i, j, t: r.entry(t.args[0], position(t.args[1]), position(t.args[2])),
    "matpow": _matpow,
    "lyap":  _lyap,
    "total": _total,
    "det":   _det,
    "inv":   _inv,
    "conj":  lambda r, i, j, t: conjugated(r.entry(t.args[0], i, j)),
    "re":    _real,
    "im":    _imaginary,
    **dict.fromkeys(("rank", "rho", "count_nonzero", "max", "min", "norm_1", "norm_inf", "sigma_min", "eig_max",
                     "eig_min"), opaque),
    **dict.fromkeys(("expm", "iterate"), opaque_matrix),
    "product": _product,
}
