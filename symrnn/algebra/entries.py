"""The second road: entry (i, j) of a term as a SymPy scalar, derivatives by SymPy's own scalar calculus.

This walker shares no code with `derive` or `walker`, on purpose, though all three read the same heads. Sums carry a fresh
Dummy each, an entry of a leaf is an `Indexed`, and D(y, x) is `diff` with respect to one entry of x. Nothing here calls
`doit` or `simplify`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational

from symrnn.algebra.functions import Function
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves, replace, subs_index, subterms
from symrnn.algebra.normalform.axes import axis, part_of
from symrnn.algebra.normalform.entrysymbols import ORIGIN, UNIT, Symbols, Where, delta, refuse
from symrnn.algebra.normalform.kept import opaque_function
from symrnn.algebra.normalform.scalarfunctions import scalar_function
from symrnn.algebra.terms import Term

MAX_UNROLLED = 12


class Entries(Symbols):
    """Entries of terms as SymPy scalars."""

    # -- the walker --------------------------------------------------------------------------------------------
    def scalar(self, term: Term) -> Any:
        """A scalar or 1 x 1 term."""
        return self.entry(term, ORIGIN, ORIGIN)

    def entry(self, term: Term, i: Where, j: Where) -> Any:
        """The entry of a term at two indices."""
        if term.is_scalar:
            i = j = ORIGIN
        rule = _ENTRY.get(term.head)
        if rule is None:
            raise refuse(f"`{term.head}`")
        return rule(self, i, j, term)

    def whole(self, term: Term) -> Any:
        """The sum of all entries."""
        if not term.shape:
            return self.scalar(term)
        return self.over(axis(term, 0), term.shape[0], lambda i: self.over(
            axis(term, 1), term.shape[1], lambda j: self.entry(term, i, j)))

    def differentiate(self, value: Any, x: Term, i: Where, j: Where) -> Any:
        """The derivative of a SymPy scalar with respect to one entry of a leaf."""
        if isinstance(i, tuple) or isinstance(j, tuple):
            raise refuse("a derivative with respect to part of a leaf")
        return value.diff(self.leaf(x, i, j))

    def stand_for(self, term: Term, i: Where, j: Where) -> Any:
        """An entry of a matrix (or a scalar of one) that this road does not take apart."""
        if isinstance(i, tuple) or isinstance(j, tuple):
            raise refuse(f"part of `{term.head}`")
        key = ("opaque", term)
        if key not in self._made:
            self._made[key] = opaque_function(self, term, f"{term.head}#{len(self._made)}")
            self.opaque[self._made[key]] = term
        return self._made[key](i, j)


def _matmul(e: Entries, i: Where, j: Where, t: Term) -> Any:
    a, b = t.args
    return e.over(_met(a, b), a.shape[1], lambda k: Mul(e.entry(a, i, k), e.entry(b, k, j)))


def _met(a: Term, b: Term) -> tuple[Any, ...]:
    """How the axis between two factors is divided."""
    left, right = axis(a, 1), axis(b, 0)
    if left and right and left != right:
        raise refuse("two divisions of one axis")
    return left or right


def _function(e: Entries, i: Where, j: Where, t: Term) -> Any:
    f: Function = t.args[0]
    u = e.entry(t.args[1], i, j)
    if _is_complex(t.args[1]):
        if f.name == "abs":
            return Pow(Mul(u, sympy.conjugate(u)), Rational(1, 2))
        if f.name not in ("exp", "sin", "cos", "sinh", "cosh", "tanh", "identity"):
            raise refuse(f"`{f.name}` of a complex argument")
    return f.body.xreplace({f.variable: u}) if f.body is not None else scalar_function(f)(u)


def _product_of(e: Entries, i: Where, j: Where, t: Term) -> Any:
    k = t.args[1].constant
    if k is None or not 0 <= k <= 8:
        return e.stand_for(t, i, j)
    if k == 0:
        return delta(i, j)
    rest = Term("matpow", (t.args[0], t.args[1] - 1), t.shape)
    return e.over(axis(t.args[0], 0), t.shape[0], lambda m: Mul(e.entry(rest, i, m), e.entry(t.args[0], m, j)))


def _whole_matrix(e: Entries, i: Where, j: Where, t: Term) -> Any:
    return e.stand_for(t, i, j)


def _whole_scalar(e: Entries, i: Where, j: Where, t: Term) -> Any:
    return e.stand_for(t, ORIGIN, ORIGIN)


def _located(i: Where, sizes: list[Size]) -> tuple[int, Where]:
    if len(sizes) == 1:
        return 0, i
    if isinstance(i, tuple) and i[0] == "P":
        return i[2], i[3]
    found = part_of(sizes, int(i)) if not isinstance(i, tuple) and i.is_Integer else None
    if found is None:
        raise refuse("an undivided index of a stack")
    return found[0], Integer(found[1])


def _split(i: Where, first: Size, second: Size) -> tuple[Where, Where]:
    if first == UNIT or second == UNIT:
        return (ORIGIN, i) if first == UNIT else (i, ORIGIN)
    if isinstance(i, tuple) and i[0] == "K":
        return i[1], i[2]
    if isinstance(i, tuple) or not i.is_Integer or second.constant is None:
        raise refuse("an undivided index of a Kronecker product")
    return Integer(int(i) // second.constant), Integer(int(i) % second.constant)


def _stack(e: Entries, i: Where, j: Where, t: Term) -> Any:
    which, inner = _located(i, [a.shape[0] for a in t.args])
    return e.entry(t.args[which], inner, j)


def _block(e: Entries, i: Where, j: Where, t: Term) -> Any:
    rows = t.args[0]
    row, down = _located(i, [r[0].shape[0] for r in rows])
    column, right = _located(j, [b.shape[1] for b in rows[0]])
    return e.entry(rows[row][column], down, right)


def _kron(e: Entries, i: Where, j: Where, t: Term) -> Any:
    a, b = t.args
    rows, columns = _split(i, a.shape[0], b.shape[0]), _split(j, a.shape[1], b.shape[1])
    return Mul(e.entry(a, rows[0], columns[0]), e.entry(b, rows[1], columns[1]))


def _vec(e: Entries, i: Where, j: Where, t: Term) -> Any:
    a = t.args[0]
    column, row = _split(i, a.shape[1], a.shape[0])
    return e.entry(a, row, column)


def _is_complex(term: Term) -> bool:
    return any((t.head == "const" and t.args[0] == "i") or (t.head == "sym" and t.args[1] == "complex")
               for t in subterms(term))


def _softmax(e: Entries, i: Where, j: Where, t: Term) -> Any:
    v = t.args[0]
    total = e.over(axis(v, 0), v.shape[0], lambda k: sympy.exp(e.entry(v, k, ORIGIN)))
    return Mul(sympy.exp(e.entry(v, i, ORIGIN)), Pow(total, -1))


def _norm(e: Entries, i: Where, j: Where, t: Term) -> Any:
    a = t.args[0]
    if a.is_scalar and not _is_complex(a):
        return scalar_function("abs")(e.scalar(a))
    if t.head == "norm" and not a.is_column and a.shape[0] != UNIT:
        return e.stand_for(t, ORIGIN, ORIGIN)
    if _is_complex(a):
        return Pow(e.whole(a * Term("conj", (a,), a.shape)), Rational(1, 2))
    return Pow(e.whole(a**2), Rational(1, 2))


def _D(e: Entries, i: Where, j: Where, t: Term) -> Any:
    y, x = t.args
    return e.differentiate(e.entry(y, i, ORIGIN), x, j, ORIGIN)


def _pullback(e: Entries, i: Where, j: Where, t: Term) -> Any:
    y, x, g = t.args
    if not y.shape or y.is_scalar:
        return Mul(e.scalar(g), e.differentiate(e.scalar(y), x, i, j))
    return e.over(axis(y, 0), y.shape[0], lambda p: Mul(
        e.entry(g, p, ORIGIN), e.differentiate(e.entry(y, p, ORIGIN), x, i, j)))


def _jvp(e: Entries, i: Where, j: Where, t: Term) -> Any:
    y, x, d = t.args
    value = e.entry(y, i, j)
    if not x.shape:
        return Mul(e.differentiate(value, x, ORIGIN, ORIGIN), e.scalar(d))
    return e.over((), x.shape[0], lambda p: e.over((), x.shape[1], lambda q: Mul(
        e.differentiate(value, x, p, q), e.entry(d, p, q))))


def _hessian(e: Entries, i: Where, j: Where, t: Term) -> Any:
    s, x = t.args
    return e.differentiate(e.differentiate(e.scalar(s), x, i, ORIGIN), x, j, ORIGIN)


def _same(x: Any) -> Any:
    return x


def _at(e: Entries, i: Where, j: Where, t: Term) -> Any:
    inner, pairs = t.args
    return substitute_leaves(e, e.entry(inner, i, j), dict(pairs))


def substitute_leaves(e: Entries, value: Any, values: dict[Term, Term]) -> Any:
    """Replace the entries of leaves by the entries of other terms, all at once."""
    changes: dict[Any, Any] = {}
    for atom in value.atoms(sympy.Indexed):
        term, parts = e.bases[atom.base.label]
        if term in values:
            if any(part is not None for part in parts):
                raise refuse("a substitution in part of a leaf")
            changes[atom] = e.entry(values[term], *atom.indices)
    for symbol in value.free_symbols:
        if symbol in e.symbols and e.symbols[symbol] in values:
            changes[symbol] = e.scalar(values[e.symbols[symbol]])
    for kept in value.atoms(*e.opaque) if e.opaque else ():
        term = e.opaque[kept.func]
        if any(leaf in values for leaf in leaves(term)):
            changes[kept] = e.entry(replace(term, values), *kept.args)
    return value.xreplace(changes) if changes else value


def _over_range(e: Entries, i: Where, j: Where, t: Term) -> Any:
    """A sum or an ordered product over a range of known length, written out; else kept whole."""
    body, k, lo, hi = t.args
    length = (hi - lo + 1).constant
    if length is None or length > MAX_UNROLLED:
        return e.stand_for(t, i, j)
    parts = [subs_index(body, k, lo + step) for step in range(length)]
    if t.head == "total" or not t.shape:
        return (Add if t.head == "total" else Mul)(*(e.entry(part, i, j) for part in parts))
    return _chained(e, i, j, parts) if parts else delta(i, j)


def _chained(e: Entries, i: Where, j: Where, parts: list[Term]) -> Any:
    """The product of matrices, the last on the left."""
    if len(parts) == 1:
        return e.entry(parts[0], i, j)
    left = parts[-1]
    return e.over(_met(left, parts[-2]), left.shape[1],
                  lambda k: Mul(e.entry(left, i, k), _chained(e, k, j, parts[:-1])))


def _iterate(e: Entries, i: Where, j: Where, t: Term) -> Any:
    f, x, start, times = t.args
    if times.constant is None or not 0 <= times.constant <= 6:
        return e.stand_for(t, i, j)
    out = start
    for _ in range(times.constant):
        out = replace(f, {x: out})
    return e.entry(out, i, j)


_ENTRY: dict[str, Callable[[Entries, Where, Where, Term], Any]] = {
    "num": lambda e, i, j, t: Rational(t.args[0].numerator, t.args[0].denominator),
    "const": lambda e, i, j, t: {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}[t.args[0]],
    "size": lambda e, i, j, t: e.size(t.args[0]),
    "sym": lambda e, i, j, t: e.leaf(t, i, j),
    "seq": lambda e, i, j, t: e.leaf(t, i, j),
    "named": lambda e, i, j, t: e.entry(t.args[1], i, j),
    "eye": lambda e, i, j, t: delta(i, j),
    "ones": lambda e, i, j, t: Integer(1),
    "zeros": lambda e, i, j, t: Integer(0),
    "unit": lambda e, i, j, t: delta(i, e.size(t.args[1])),
    "add": lambda e, i, j, t: Add(*(e.entry(a, i, j) for a in t.args)),
    "sub": lambda e, i, j, t: Add(e.entry(t.args[0], i, j), Mul(-1, e.entry(t.args[1], i, j))),
    "neg": lambda e, i, j, t: Mul(-1, e.entry(t.args[0], i, j)),
    "mul": lambda e, i, j, t: Mul(*(e.entry(a, i, j) for a in t.args)),
    "div": lambda e, i, j, t: Mul(e.entry(t.args[0], i, j), Pow(e.entry(t.args[1], i, j), -1)),
    "pow": lambda e, i, j, t: Pow(e.entry(t.args[0], i, j), e.scalar(t.args[1])),
    "matmul": _matmul,
    "T": lambda e, i, j, t: e.entry(t.args[0], j, i),
    "fn": _function,
    "diag": lambda e, i, j, t: Mul(delta(i, j), e.entry(t.args[0], i, ORIGIN)),
    "diagof": lambda e, i, j, t: e.entry(t.args[0], i, i),
    "outer": lambda e, i, j, t: Mul(e.entry(t.args[0], i, ORIGIN), e.entry(t.args[1], j, ORIGIN)),
    "dot": lambda e, i, j, t: e.whole(t.args[0] * t.args[1]),
    "sum": lambda e, i, j, t: e.whole(t.args[0]),
    "mean": lambda e, i, j, t: Mul(e.whole(t.args[0]), Pow(e.size(t.args[0].shape[0] * t.args[0].shape[1])
                                                           if t.args[0].shape else Integer(1), -1)),
    "tr": lambda e, i, j, t: e.over(axis(t.args[0], 0) or axis(t.args[0], 1), t.args[0].shape[0],
                                    lambda k: e.entry(t.args[0], k, k)),
    "norm": _norm, "norm_f": _norm, "softmax": _softmax, "stack": _stack, "block": _block, "kron": _kron, "vec": _vec,
    "entry": lambda e, i, j, t: e.entry(t.args[0], e.size(t.args[1]), e.size(t.args[2])),
    "conj": lambda e, i, j, t: sympy.conjugate(e.entry(t.args[0], i, j)),
    "re": lambda e, i, j, t: Mul(Rational(1, 2), Add(*(f(e.entry(t.args[0], i, j)) for f in (_same, sympy.conjugate)))),
    "im": lambda e, i, j, t: Mul(sympy.I / 2, Add(sympy.conjugate(e.entry(t.args[0], i, j)),
                                                  Mul(-1, e.entry(t.args[0], i, j)))),
    "matpow": _product_of, "D": _D, "pullback": _pullback, "jvp": _jvp, "hessian": _hessian, "at": _at,
    "product": _over_range, "total": _over_range, "iterate": _iterate,
    "inv": _whole_matrix, "expm": _whole_matrix, "lyap": _whole_matrix,
    **dict.fromkeys(("det", "rank", "rho", "count_nonzero", "max", "min", "norm_1", "norm_inf", "sigma_min", "eig_max",
                     "eig_min"), _whole_scalar),
}
