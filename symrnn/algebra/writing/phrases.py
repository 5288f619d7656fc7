"""Statements and conditions as LaTeX, with the intermediates that they name defined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from symrnn.algebra.language.intermediates import definitions, unambiguous
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.terms import Term
from symrnn.algebra.writing.spelling import name_latex, size_latex
from symrnn.algebra.writing.texterm import Printer, parens

_RELATION = {
    "equal": "=",
    "eq": "=",
    "ne": r"\ne",
    "lt": "<",
    "less": "<",
    "le": r"\le",
    "at_most": r"\le",
    "gt": ">",
    "ge": r"\ge",
    "fixed": "=",
}
_AGAINST_ZERO = {"positive": ">", "nonneg": r"\ge", "nonzero": r"\ne"}
ADJECTIVES = {
    "symmetric": "symmetric",
    "skew": "skew-symmetric",
    "orthogonal": "orthogonal",
    "normal": "normal",
    "invertible": "invertible",
    "psd": "positive semidefinite",
    "pd": "positive definite",
    "diagonal": "diagonal",
    "triangular": "triangular",
    "idempotent": "idempotent",
    "nilpotent": "nilpotent",
    "permutation": "a permutation matrix",
    "stochastic": "row-stochastic",
}
_EQUATION: dict[str, Callable[[str], str]] = {
    "symmetric": lambda a: rf"{a}^{{\top}} = {a}",
    "skew": lambda a: rf"{a}^{{\top}} = -{a}",
    "orthogonal": lambda a: rf"{a}^{{\top}}\,{a} = I",
    "normal": lambda a: rf"{a}^{{\top}}\,{a} = {a}\,{a}^{{\top}}",
    "invertible": lambda a: rf"\det({a}) \ne 0",
    "pd": lambda a: rf"{a} \succ 0",
    "idempotent": lambda a: rf"{a}^{{2}} = {a}",
}
OPPOSITES = {
    "equal": "ne",
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "less": "ge",
    "le": "gt",
    "at_most": "gt",
    "gt": "le",
    "ge": "lt",
}


def lines(rows: Iterable[str]) -> str:
    """Formulas below each other, in an array, which every renderer knows."""
    return r"\begin{array}{l} " + r" \\ ".join(rf"\displaystyle {row}" for row in rows) + r" \end{array}"


# -- LaTeX -------------------------------------------------------------------------------------------------------
def statement_latex(statement: Statement) -> str:
    """LaTeX of what is asserted, with the intermediates that it names defined after it; conditions are not in it."""
    terms = list(dict.fromkeys(statement.terms))
    clear = dict(zip(terms, unambiguous(terms), strict=True))
    p = Printer()
    told = _told(statement, clear)
    body = _induction(p, told) if told.head == "induction" else [_latex(p, told)]
    shown = [(name_latex(name), p(term)) for name, term in definitions(clear.values()).items()]
    where = r",\quad ".join(f"{left} = {right}" for left, right in shown)
    rows = [*body, rf"\text{{where }} {where}"] if shown else body
    return lines(rows) if len(rows) > 1 else body[0]


def _induction(p: Printer, s: Statement) -> list[str]:
    """Base, step, and what the step assumes, below each other."""
    t, base, step = s.args
    assumed = r",\; ".join(_latex(p, c) for c in step.given)
    rows = [rf"\text{{base: }} {_inner(p, base)}",
            rf"\text{{step in }} {size_latex(t)}\text{{: }} {_inner(p, Statement(step.head, step.args))}"]
    return [*rows, rf"\text{{given }} {assumed}"] if assumed else rows


def _told(part: Any, clear: dict[Term, Term]) -> Any:
    """The statement over terms in which each name has one meaning."""
    if isinstance(part, Statement):
        args = tuple(_told(arg, clear) for arg in part.args)
        return Statement(part.head, args, tuple(_told(c, clear) for c in part.given))
    if isinstance(part, tuple):
        return tuple(_told(arg, clear) for arg in part)
    return clear.get(part, part) if isinstance(part, Term) else part


def _latex(p: Printer, s: Statement) -> str:
    head, args = s.head, s.args
    if head in _RELATION:
        return f"{p(args[0])} {_RELATION[head]} {p(args[1])}"
    if head in ("between", "strictly_between"):
        sign = r"\le" if head == "between" else "<"
        return f"{p(args[1])} {sign} {p(args[0])} {sign} {p(args[2])}"
    if head in _AGAINST_ZERO:
        return f"{p(args[0])} {_AGAINST_ZERO[head]} 0"
    if head == "nowhere_zero":
        base = p(args[0], 6)
        return rf"{base}_{{i}} \ne 0 \text{{ for every }} i"
    if head in _EQUATION:
        return _EQUATION[head](p(args[0], 6))
    if head in ADJECTIVES:
        return rf"{p(args[0])} \text{{ is {ADJECTIVES[head]}}}"
    return _LATEX[head](p, *args)


def _inner(p: Printer, s: Statement) -> str:
    """A statement inside another one, with its own conditions."""
    body = _latex(p, s)
    if s.given:
        body += r" \;\text{ given }\; " + r",\; ".join(_latex(p, c) for c in s.given)
    return parens(body) if s.given or s.head in ("all_of", "any_of", "iff", "implies", "tends_to", "exists") else body


def _joined(p: Printer, parts: tuple[Statement, ...], word: str) -> str:
    return rf" \;\text{{ {word} }}\; ".join(_inner(p, part) for part in parts)


def _towards(k: Any) -> str:
    return size_latex(k) if isinstance(k, Size) else name_latex(k.name)


def _negation(p: Printer, part: Statement) -> str:
    if part.head in OPPOSITES and not part.args[0].shape and not part.given:
        return _latex(p, Statement(OPPOSITES[part.head], part.args))
    if part.head in _EQUATION and part.head != "pd":
        made = _EQUATION[part.head](p(part.args[0], 6))
        return made.replace(r" \ne ", " = ") if r"\ne" in made else made.replace(" = ", r" \ne ")
    if part.head in ADJECTIVES:
        return rf"{p(part.args[0])} \text{{ is not {ADJECTIVES[part.head]}}}"
    return rf"\text{{not }} {parens(_inner(p, part)) if not part.given else _inner(p, part)}"


_LATEX: dict[str, Callable[..., str]] = {
    "commute": lambda p, a, b: rf"{p(a, 4)}\,{p(b, 4)} = {p(b, 4)}\,{p(a, 4)}",
    "unit_norm": lambda p, v: rf"\lVert {p(v)} \rVert_{{2}} = 1",
    "rank_is": lambda p, a, r: rf"\operatorname{{rank}}{parens(p(a))} = {p(r)}",
    "rank_at_most": lambda p, a, r: rf"\operatorname{{rank}}{parens(p(a))} \le {p(r)}",
    "tends_to": lambda p, a, limit, k: rf"\lim_{{{_towards(k)} \to \infty}} {p(a, 2)} = {p(limit)}",
    "of_order": lambda p, a, b, k: rf"{p(a)} = O{parens(p(b))} \quad ({_towards(k)} \to \infty)",
    "holds": lambda p, c: _latex(p, c) if not c.given else _inner(p, c),
    "no": lambda p, c: _negation(p, c),
    "iff": lambda p, a, b: rf"{_inner(p, a)} \;\Longleftrightarrow\; {_inner(p, b)}",
    "implies": lambda p, a, b: rf"{_inner(p, a)} \;\Longrightarrow\; {_inner(p, b)}",
    "all_of": lambda p, *cs: _joined(p, cs, "and") if cs else r"\text{true}",
    "any_of": lambda p, *cs: _joined(p, cs, "or") if cs else r"\text{false}",
    "exists": lambda p, vs, c: rf"\exists\, {', '.join(p(v) for v in vs)}:\; {_latex(p, c)}",
    "induction": lambda p, t, base, step: (
        rf"\text{{base: }} {_inner(p, base)} \quad "
        rf"\text{{step in }} {size_latex(t)}\text{{: }} {_inner(p, step)}"
    ),
    "expects": lambda p, f, value: rf"\mathbb{{E}}\left[\text{{{spoken_name(f)}}}\right] = {p(value)}",
    "given": lambda p, conditions, c: (
        rf"{_latex(p, c)} \;\text{{ given }}\; " + r",\; ".join(_latex(p, g) for g in conditions)
    ),
}


def spoken_name(f: Any) -> str:
    """What a simulation is called."""
    return getattr(f, "__name__", "simulation").strip("_<>").replace("_", " ")
