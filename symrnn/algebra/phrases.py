"""Statements and conditions: as LaTeX, and in words that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from symrnn.algebra.sizes import Size
from symrnn.algebra.spelling import name_latex, size_latex
from symrnn.algebra.statements import Statement
from symrnn.algebra.substitute import leaves
from symrnn.algebra.terms import Term, number, shape_text
from symrnn.algebra.text import text
from symrnn.algebra.texterm import Printer, parens
from symrnn.errors import ConditionError

_RELATION = {"equal": "=", "eq": "=", "ne": r"\ne", "lt": "<", "less": "<", "le": r"\le", "at_most": r"\le",
             "gt": ">", "ge": r"\ge", "fixed": "="}
_AGAINST_ZERO = {"positive": ">", "nonneg": r"\ge", "nonzero": r"\ne"}
_ADJECTIVE = {"symmetric": "symmetric", "skew": "skew-symmetric", "orthogonal": "orthogonal", "normal": "normal",
              "invertible": "invertible", "psd": "positive semidefinite", "pd": "positive definite",
              "diagonal": "diagonal", "triangular": "triangular", "idempotent": "idempotent",
              "nilpotent": "nilpotent", "permutation": "a permutation matrix", "stochastic": "row-stochastic"}
_EQUATION: dict[str, Callable[[str], str]] = {
    "symmetric": lambda a: rf"{a}^{{\top}} = {a}",
    "skew": lambda a: rf"{a}^{{\top}} = -{a}",
    "orthogonal": lambda a: rf"{a}^{{\top}}\,{a} = I",
    "normal": lambda a: rf"{a}^{{\top}}\,{a} = {a}\,{a}^{{\top}}",
    "invertible": lambda a: rf"\det({a}) \ne 0",
    "pd": lambda a: rf"{a} \succ 0",
    "idempotent": lambda a: rf"{a}^{{2}} = {a}",
}
_OPPOSITE = {"equal": "ne", "eq": "ne", "ne": "eq", "lt": "ge", "less": "ge", "le": "gt", "at_most": "gt",
             "gt": "le", "ge": "lt"}


# -- definitions of intermediates --------------------------------------------------------------------------------
def definitions(terms: Iterable[Term]) -> tuple[dict[str, Term], frozenset[str]]:
    """The named intermediates of some terms, innermost first, and the names that have several meanings."""
    found: dict[str, Term] = {}
    ambiguous: set[str] = set()
    seen: set[Term] = set()

    def walk(term: Term) -> None:
        if term in seen:
            return
        seen.add(term)
        for child in term.children:
            walk(child)
        if term.head == "named" and found.setdefault(term.name, term.args[1]) != term.args[1]:
            ambiguous.add(term.name)

    several = list(terms)
    for term in several:
        walk(term)
    ambiguous |= {leaf.name for term in several for leaf in leaves(term) if leaf.name in found}
    return {name: body for name, body in found.items() if name not in ambiguous}, frozenset(ambiguous)


def aligned(rows: list[tuple[str, str]], relation: str = "=") -> str:
    """Lines of `left = right` below each other, in an array, which every renderer knows."""
    lines = [rf"\displaystyle {left} & {relation} & \displaystyle {right}" for left, right in rows]
    return r"\begin{array}{rcl} " + r" \\[4pt] ".join(lines) + r" \end{array}"


# -- LaTeX -------------------------------------------------------------------------------------------------------
def statement_latex(statement: Statement) -> str:
    """LaTeX of what is asserted, with the intermediates that it names defined after it; conditions are not in it."""
    defined, ambiguous = definitions(statement.terms)
    p = Printer(ambiguous)
    body = _latex(p, statement)
    shown = [(name_latex(name), p(term)) for name, term in defined.items()]
    if not shown:
        return body
    where = r",\quad ".join(f"{left} = {right}" for left, right in shown)
    return rf"{body} \qquad\text{{where}}\quad {where}"


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
    if head in _ADJECTIVE:
        return rf"{p(args[0])} \text{{ is {_ADJECTIVE[head]}}}"
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
    if part.head in _OPPOSITE and not part.args[0].shape and not part.given:
        return _latex(p, Statement(_OPPOSITE[part.head], part.args))
    if part.head in _ADJECTIVE and part.head not in _EQUATION:
        return rf"{p(part.args[0])} \text{{ is not {_ADJECTIVE[part.head]}}}"
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
    "induction": lambda p, t, base, step: rf"\text{{base: }} {_inner(p, base)} \quad "
                                          rf"\text{{step in }} {size_latex(t)}\text{{: }} {_inner(p, step)}",
    "expects": lambda p, f, value: rf"\mathbb{{E}}\left[\text{{{_spoken_name(f)}}}\right] = {p(value)}",
    "given": lambda p, conditions, c: rf"{_latex(p, c)} \;\text{{ given }}\; "
                                      + r",\; ".join(_latex(p, g) for g in conditions),
}


def _spoken_name(f: Any) -> str:
    return getattr(f, "__name__", "simulation").strip("_<>").replace("_", " ")


# -- words -------------------------------------------------------------------------------------------------------
def statement_words(statement: Statement) -> str:
    """A statement or a condition in words: `W is symmetric`, `0 < alpha <= 1`, `every entry of v is positive`."""
    head, args = statement.head, statement.args
    if head in _COMPARED:
        return _compared(head, *args)
    if head in _ADJECTIVE:
        return f"{text(args[0])} is {_ADJECTIVE[head]}"
    if head in _WORDS:
        return _WORDS[head](*args)
    raise ConditionError("a statement in words", got=head, expected=", ".join(sorted({*_COMPARED, *_WORDS})),
                         advice="use the statements of the language")


_SIGNS = {"equal": "=", "eq": "=", "ne": "!=", "lt": "<", "less": "<", "le": "<=", "at_most": "<=", "gt": ">",
          "ge": ">=", "fixed": "="}
_COMPARED = frozenset({*_SIGNS, "between", "strictly_between", "positive", "nonneg"})


def _compared(head: str, a: Term, *ends: Term) -> str:
    """A comparison; between a matrix and a number it speaks of the entries."""
    if head in ("positive", "nonneg"):
        return _compared("gt" if head == "positive" else "ge", a, number(0))
    entries = not a.is_scalar and all(e.is_scalar for e in ends)
    if len(ends) == 2:
        sign = "<=" if head == "between" else "<"
        if entries:
            strictly = "" if head == "between" else " strictly"
            return f"every entry of {text(a)} lies{strictly} between {text(ends[0])} and {text(ends[1])}"
        return f"{text(ends[0])} {sign} {text(a)} {sign} {text(ends[1])}"
    other = ends[0]
    if head == "ne" and not a.is_scalar:
        return f"{text(a)} is not zero" if entries else f"{text(a)} and {text(other)} differ"
    if head in ("equal", "eq", "fixed"):
        return f"{text(a)} = {text(other)}"
    if entries and other.head == "num" and other.args[0] == 0:
        kind = {"gt": "positive", "ge": "nonnegative", "lt": "negative", "less": "negative"}.get(head, "at most 0")
        return f"every entry of {text(a)} is {kind}"
    relation = f"{text(a)} {_SIGNS[head]} {text(other)}"
    return relation if a.is_scalar and other.is_scalar else f"{relation} entry by entry"


def _nonzero(a: Term) -> str:
    return f"{text(a)} is not " + ("zero" if a.is_scalar else "the zero vector" if a.is_column else "the zero matrix")


def _not(part: Statement) -> str:
    if part.head in _ADJECTIVE:
        return f"{text(part.args[0])} is not {_ADJECTIVE[part.head]}"
    if part.head in _OPPOSITE and part.args[0].is_scalar and part.args[1].is_scalar and not part.given:
        return statement_words(Statement(_OPPOSITE[part.head], part.args))
    return f"it is not true that {_clause(part)}"


def _clause(part: Statement) -> str:
    body = statement_words(part)
    return body + (f", given that {listed([statement_words(c) for c in part.given])}," if part.given else "")


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


_WORDS: dict[str, Callable[..., str]] = {
    "nonzero": _nonzero,
    "nowhere_zero": lambda a: f"no entry of {text(a)} is zero",
    "commute": lambda a, b: f"{text(a)} and {text(b)} commute",
    "unit_norm": lambda v: f"{text(v)} has Euclidean norm 1",
    "rank_is": lambda a, r: f"the rank of {text(a)} is {text(r)}",
    "rank_at_most": lambda a, r: f"the rank of {text(a)} is at most {text(r)}",
    "tends_to": lambda a, limit, k: f"{text(a)} tends to {text(limit)} as {k} tends to infinity",
    "of_order": lambda a, b, k: f"{text(a)} is O({text(b)}) as {k} tends to infinity",
    "holds": lambda c: _clause(c),
    "no": _not,
    "iff": lambda a, b: f"{_clause(a)} if and only if {_clause(b)}",
    "implies": lambda a, b: f"if {_clause(a)}, then {_clause(b)}",
    "all_of": lambda *cs: " and ".join(_clause(c) for c in cs) if cs else "nothing is asked",
    "any_of": lambda *cs: " or ".join(_clause(c) for c in cs) if cs else "nothing can satisfy it",
    "exists": lambda vs, c: f"for some {listed([text(v) for v in vs])}, {_clause(c)}",
    "induction": lambda t, base, step: f"by induction over {t}: at the start, {_clause(base)}; in each step, "
                                       f"{_clause(step)}",
    "expects": lambda f, value: f"the mean of {_spoken_name(f)} is {text(value)}",
    "given": lambda conditions, c: f"{_clause(c)}, given that {listed([statement_words(g) for g in conditions])}",
}


# -- the domain of a statement -----------------------------------------------------------------------------------
def given_words(statement: Statement | Mapping[str, Any]) -> list[str]:
    """The conditions of a statement in words, the declared domains of its scalars included.

    A serialised statement (a record) is read as well. Two bounds of one scalar become one: `0 < alpha <= 1`.
    """
    if isinstance(statement, Statement):
        conditions = [*statement.given, *domains(statement)]
    else:
        from symrnn.algebra.deserialise import read_condition

        conditions = [read_condition(c, statement) for c in statement["given"]]
    return _merged(list(dict.fromkeys(conditions)))


def domains(statement: Statement) -> list[Statement]:
    """The declared domains of the scalar leaves of a statement, as conditions."""
    found = sorted({leaf for term in statement.terms for leaf in leaves(term) if leaf.head == "sym"},
                   key=lambda leaf: leaf.name)
    return [Statement(head, (leaf, *(b if isinstance(b, Term) else number(b) for b in bounds)))
            for leaf in found for head, *bounds in leaf.args[2]]


_LOWER = {"gt": "<", "ge": "<=", "positive": "<", "nonneg": "<="}
_UPPER = {"lt": "<", "le": "<="}


def _merged(conditions: list[Statement]) -> list[str]:
    """The conditions in words; a lower and an upper bound of one scalar as one interval."""
    out: list[str] = []
    done: set[Statement] = set()
    for c in conditions:
        scalar = c.args[0] if c.head in _LOWER | _UPPER and c.args[0].is_scalar else None
        other = next((d for d in conditions if scalar is not None and d not in done and d.args[0] == scalar
                      and d.head in (_UPPER if c.head in _LOWER else _LOWER)), None)
        if c in done:
            continue
        done.add(c)
        if other is None:
            out.append(statement_words(c))
            continue
        done.add(other)
        low, high = (c, other) if c.head in _LOWER else (other, c)
        start = text(low.args[1]) if len(low.args) == 2 else "0"
        out.append(f"{start} {_LOWER[low.head]} {text(low.args[0])} {_UPPER[high.head]} {text(high.args[1])}")
    return list(dict.fromkeys(out))


def quantifier_words(statement: Statement) -> str:
    """For what a statement is asserted: `for every n, m >= 1 and all real W (n x n), h (n x 1), with W symmetric`."""
    record = statement.record()
    parts = []
    if record["sizes"]:
        parts.append(f"every {', '.join(record['sizes'])} >= 1")
    if record["indices"]:
        parts.append(f"every {', '.join(record['indices'])} >= 0")
    found = {leaf.name: leaf for term in statement.terms for leaf in leaves(term)}
    for field in ("real", "complex"):
        names = [n for n in sorted(found) if record["leaves"][n]["field"] == field]
        if names:
            parts.append(f"all {field} " + ", ".join(
                f"{n} ({shape_text(found[n].shape)})" if found[n].shape else n for n in names))
    given = given_words(statement)
    return "for " + listed(parts) + (f", where {listed(given)}" if given else "") if parts else listed(given)
