"""The scope of a proof by normal form, in words: which sizes, which values, what is left out."""

from __future__ import annotations

from symrnn.algebra.statements import Statement
from symrnn.algebra.substitute import leaves
from symrnn.algebra.terms import Term

PARTIAL = frozenset({"div", "inv", "pow", "softmax", "lyap"})
PARTIAL_FUNCTIONS = frozenset({"log", "sqrt"})


def sizes_of(statement: Statement) -> str:
    """`all n, m`; or the sizes for which it is stated; then where it is defined, and that kinks go by convention."""
    shapes = [s for t in statement.terms for x in leaves(t) for s in x.shape]
    names = sorted({name for s in shapes for name in s.names})
    fixed = sorted({s.constant for s in shapes if s.constant is not None and s.constant > 1})
    parts = []
    if names:
        parts.append("all " + ", ".join(names))
    if fixed:
        parts.append("size " + ", ".join(str(k) for k in fixed) + " as stated")
    parts.append("all values" if not names and not fixed else "")
    heads, kinked = _seen(statement)
    if heads & PARTIAL or heads & PARTIAL_FUNCTIONS:
        parts.append("where both sides are defined")
    if kinked:
        parts.append("at kinks by the usual convention")
    return "; ".join(p for p in parts if p)


def _seen(statement: Statement) -> tuple[set[str], bool]:
    heads: set[str] = set()
    kinked = False
    stack: list[Term] = list(statement.terms)
    seen: set[Term] = set()
    while stack:
        t = stack.pop()
        if t in seen:
            continue
        seen.add(t)
        if t.head == "pow" and t.args[1].head == "num" and t.args[1].args[0] >= 0 and t.args[1].args[0].denominator == 1:
            stack.append(t.args[0])
            continue
        heads.add(t.args[0].name if t.head == "fn" else t.head)
        kinked = kinked or (t.head == "fn" and bool(t.args[0].kinks))
        stack.extend(t.children)
    return heads, kinked
