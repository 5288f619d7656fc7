"""What the second road keeps whole: a SymPy function of two indices for a matrix, and its derivative where it has a rule."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Add, Integer, Mul

from symrnn.algebra.functions import TABLE
from symrnn.algebra.normalform.axes import axis, is_written_out
from symrnn.algebra.normalform.entrysymbols import ORIGIN, UNIT, Where, parted, refuse
from symrnn.algebra.normalform.scalarfunctions import scalar_function
from symrnn.algebra.terms import Term


def _places(e: Any, term: Term, which: int) -> list[Where]:
    """Positions that stand for every entry of an axis: all of them where it is written out, else one for each part."""
    if not term.shape or term.shape[which] == UNIT:
        return [ORIGIN]
    size = term.shape[which]
    if is_written_out(size):
        return [Integer(k) for k in range(int(size))]
    division = axis(term, which)
    if division and division[0] == "P":
        return [("P", division[1], k, e.dummy(part) if part != UNIT.terms else ORIGIN)
                for k, part in enumerate(division[1])]
    if division:
        raise refuse("a matrix kept whole over a Kronecker product")
    return [e.dummy(size.terms)]


def opaque_function(e: Any, term: Term, name: str) -> Any:
    """A SymPy function of two indices for a matrix kept whole; it knows what it depends on, and how where there is a rule.

    The rules are those of the entries: d inv(A)_ij = -sum inv(A)_ik dA_kl inv(A)_lj, d det A = det A sum inv(A)_lk dA_kl.
    """
    below: set[Any] = set()
    for child in term.children:
        for i in _places(e, child, 0):
            for j in _places(e, child, 1):
                inside = {x for at in (i, j) for x in (parted(at)[1])}
                below |= e.entry(child, i, j).free_symbols - {x for x in inside if x is not ORIGIN}

    def derivative(self: Any, s: Any) -> Any:
        if not s.free_symbols & below - set(self.args):
            return Integer(0)
        if term.head in ("max", "min"):
            return _of_extreme(e, term, self, s)
        if term.head == "expm" and term.args[0].head == "mul":  # exp(c M) along c: M and exp(c M) commute
            c, m = sorted(term.args[0].args, key=lambda t: not t.is_scalar)
            k = e.dummy(m.shape[0].terms)
            if c.is_scalar and not m.is_scalar and e.entry(m, self.args[0], k).diff(s) == 0:
                return Mul(e.scalar(c).diff(s), e.over((), m.shape[0], lambda p: Mul(
                    e.entry(m, self.args[0], p), e.entry(term, p, self.args[1]))))
        if term.head not in ("inv", "det"):
            raise refuse(f"a derivative through `{term.head}`")
        a = term.args[0]
        inverse = Term("inv", (a,), a.shape)
        inner = e.over((), a.shape[0], lambda k: e.over((), a.shape[0], lambda m: Mul(
            e.entry(inverse, self.args[0], k) if term.head == "inv" else Integer(1), e.entry(a, k, m).diff(s),
            e.entry(inverse, m, self.args[1]) if term.head == "inv" else e.entry(inverse, m, k))))
        return Mul(-1, inner) if term.head == "inv" else Mul(self, inner)

    return type(name, (sympy.Function,), {
        "_eval_derivative": derivative, "is_real": True,
        "free_symbols": property(lambda self: below | set().union(*(x.free_symbols for x in self.args))),
    })


def _of_extreme(e: Any, term: Term, value: Any, s: Any) -> Any:
    """The derivative of the largest or the smallest entry: that of the entry which is it, where it is the only one."""
    a, step = term.args[0], scalar_function(TABLE["step"])
    sign = 1 if term.head == "max" else -1

    def share(i: Where, j: Where) -> Any:
        x = e.entry(a, i, j)
        return Mul(Add(1, Mul(-1, step(Mul(sign, Add(value, Mul(-1, x)))))), x.diff(s))

    return e.over(axis(a, 0), a.shape[0], lambda i: e.over(axis(a, 1), a.shape[1], lambda j: share(i, j)))
