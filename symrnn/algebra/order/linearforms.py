"""Scalar terms as linear combinations of others, and a common basis of several: exponents of exp, and angles."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from symrnn.algebra.terms import Term, coerce, number

Form = dict[Term, Fraction]  # a linear combination of terms; the term 1 carries the constant
UNIT = number(1)

def linear(t: Term) -> Form:
    """A term as a linear combination of terms with rational coefficients."""
    head, args = t.head, t.args
    if head == "num":
        return {UNIT: args[0]} if args[0] else {}
    if head == "size" and args[0].constant is not None:
        return linear(number(args[0].constant))
    if head in ("add", "sub"):
        out = dict(linear(args[0]))
        for k, c in linear(args[1]).items():
            out[k] = out.get(k, Fraction(0)) + (c if head == "add" else -c)
        return {k: c for k, c in out.items() if c}
    if head == "neg":
        return {k: -c for k, c in linear(args[0]).items()}
    if head == "named":
        return linear(args[1])
    if head == "fn" and args[0].word == "identity":
        return linear(args[1])
    if head in ("mul", "div"):
        right = rational(args[1])
        if right is not None and (head == "mul" or right):
            return {k: c * (right if head == "mul" else 1 / right) for k, c in linear(args[0]).items() if right}
        left = rational(args[0])
        if left is not None and head == "mul":
            return {k: c * left for k, c in linear(args[1]).items() if left}
    return {t: Fraction(1)}


def rational(t: Term) -> Fraction | None:
    """The rational number that a term is by its form."""
    form = linear(t) if t.head in ("num", "neg", "div", "add", "sub", "mul", "size") else {t: Fraction(1)}
    return Fraction(0) if not form else form[UNIT] if set(form) == {UNIT} else None


def key(form: Form) -> tuple[Any, ...]:
    """A hashable form."""
    return tuple(sorted(form.items(), key=lambda kv: (str(kv[0]), kv[1])))


def from_form(form: Form) -> Term:
    """The linear form as a term."""
    out: Term | None = None
    for t, c in form.items():
        part = number(c) if t == UNIT else t if c == 1 else number(c) * t
        out = part if out is None else out + part
    return coerce(0) if out is None else out


def combination(form: Form, others: list[Form]) -> list[Fraction] | None:
    """The coefficients of a form in terms of linearly independent others, None where it is not in their span."""
    keys = list(dict.fromkeys(k for f in (form, *others) for k in f))
    rows = [[f.get(k, Fraction(0)) for f in others] + [form.get(k, Fraction(0))] for k in keys]
    at = 0
    for col in range(len(others)):
        pivot = next((r for r in range(at, len(rows)) if rows[r][col]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [x / rows[at][col] for x in rows[at]]
        for r in range(len(rows)):
            if r != at and rows[r][col]:
                rows[r] = [x - rows[r][col] * y for x, y in zip(rows[r], rows[at], strict=True)]
        at += 1
    if any(row[-1] for row in rows[at:]):
        return None
    return [rows[r][-1] for r in range(len(others))]


def basis(forms: list[Form]) -> list[tuple[Form, int]]:
    """Independent forms of which all the given ones are integer combinations; the constant stands alone."""
    chosen: list[Form] = [{UNIT: Fraction(1)}] if any(UNIT in f for f in forms) else []
    for form in forms:
        free = {k: c for k, c in form.items() if k != UNIT}
        if free and combination(free, chosen) is None:
            chosen.append(free)
    scale = [1] * len(chosen)
    for form in forms:
        for i, c in enumerate(combination(form, chosen) or []):
            scale[i] = lcm(scale[i], c.denominator)
    return [({k: c / s for k, c in f.items()}, s) for f, s in zip(chosen, scale, strict=True)]
