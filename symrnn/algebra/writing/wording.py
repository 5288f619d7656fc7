"""Statements and conditions in words that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symrnn.algebra.language.deserialise import read_condition
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.terms import Term, number
from symrnn.algebra.writing.phrases import ADJECTIVES, OPPOSITES, spoken_name
from symrnn.algebra.writing.text import text
from symrnn.algebra.writing.texterm import Printer
from symrnn.errors import ConditionError


class Voice:
    """How terms and relations are said: as one would type them."""

    signs: Mapping[str, str] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

    def term(self, term: Term) -> str:
        """A term."""
        return text(term)

    def chain(self, *parts: Term | str) -> str:
        """Terms with signs between them: `0 < alpha <= 1`."""
        return " ".join(self.signs[p] if isinstance(p, str) else text(p) for p in parts)


class Mathematics(Voice):
    """As LaTeX between dollar signs, for a reader who sees it typeset."""

    signs: Mapping[str, str] = {**Voice.signs, "!=": r"\ne", "<=": r"\le", ">=": r"\ge"}

    def __init__(self) -> None:
        self._print = Printer()

    def term(self, term: Term) -> str:
        """A term."""
        return f"${self._print(term)}$"

    def chain(self, *parts: Term | str) -> str:
        """Terms with signs between them."""
        return f"${' '.join(self.signs[p] if isinstance(p, str) else self._print(p) for p in parts)}$"


def statement_words(statement: Statement, voice: Voice | None = None) -> str:
    """A statement or a condition in words: `W is symmetric`, `0 < alpha <= 1`, `every entry of v is positive`."""
    head, args = statement.head, statement.args
    say = voice or Voice()
    if head in _COMPARED:
        return _compared(say, head, *args)
    if head in ADJECTIVES:
        return f"{say.term(args[0])} is {ADJECTIVES[head]}"
    if head in _WORDS:
        return _WORDS[head](say, *args)
    raise ConditionError(
        "a statement in words",
        got=head,
        expected=", ".join(sorted({*_COMPARED, *_WORDS})),
        advice="use the statements of the language",
    )


_SIGNS = {
    "equal": "=",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "less": "<",
    "le": "<=",
    "at_most": "<=",
    "gt": ">",
    "ge": ">=",
    "fixed": "=",
}
_COMPARED = frozenset({*_SIGNS, "between", "strictly_between", "positive", "nonneg"})


def _compared(say: Voice, head: str, a: Term, *ends: Term) -> str:
    """A comparison; between a matrix and a number it speaks of the entries."""
    if head in ("positive", "nonneg"):
        return _compared(say, "gt" if head == "positive" else "ge", a, number(0))
    entries = not a.is_scalar and all(e.is_scalar for e in ends)
    if len(ends) == 2:
        sign = "<=" if head == "between" else "<"
        if entries:
            strictly = "" if head == "between" else " strictly"
            low, high = (say.term(e) for e in ends)
            return f"every entry of {say.term(a)} lies{strictly} between {low} and {high}"
        return say.chain(ends[0], sign, a, sign, ends[1])
    other = ends[0]
    if head == "ne" and not a.is_scalar:
        return f"{say.term(a)} is not zero" if entries else f"{say.term(a)} and {say.term(other)} differ"
    if head in ("equal", "eq", "fixed"):
        return say.chain(a, "=", other)
    if entries and other.head == "num" and other.args[0] == 0:
        kind = {"gt": "positive", "ge": "nonnegative", "lt": "negative", "less": "negative"}.get(head, "at most 0")
        return f"every entry of {say.term(a)} is {kind}"
    relation = say.chain(a, _SIGNS[head], other)
    return relation if a.is_scalar and other.is_scalar else f"{relation} entry by entry"


def _nonzero(say: Voice, a: Term) -> str:
    kind = "zero" if a.is_scalar else "the zero vector" if a.is_column else "the zero matrix"
    return f"{say.term(a)} is not {kind}"


def _not(say: Voice, part: Statement) -> str:
    if part.head in ADJECTIVES:
        return f"{say.term(part.args[0])} is not {ADJECTIVES[part.head]}"
    if part.head in OPPOSITES and part.args[0].is_scalar and part.args[1].is_scalar and not part.given:
        return statement_words(Statement(OPPOSITES[part.head], part.args), say)
    return f"it is not true that {_clause(say, part)}"


def _clause(say: Voice, part: Statement) -> str:
    body = statement_words(part, say)
    return body + (f", given that {listed([statement_words(c, say) for c in part.given])}," if part.given else "")


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


_WORDS: dict[str, Callable[..., str]] = {
    "nonzero": _nonzero,
    "nowhere_zero": lambda say, a: f"no entry of {say.term(a)} is zero",
    "commute": lambda say, a, b: f"{say.term(a)} and {say.term(b)} commute",
    "unit_norm": lambda say, v: f"{say.term(v)} has Euclidean norm 1",
    "rank_is": lambda say, a, r: f"the rank of {say.term(a)} is {say.term(r)}",
    "rank_at_most": lambda say, a, r: f"the rank of {say.term(a)} is at most {say.term(r)}",
    "tends_to": lambda say, a, limit, k: f"{say.term(a)} tends to {say.term(limit)} as {k} tends to infinity",
    "of_order": lambda say, a, b, k: f"{say.term(a)} is O({say.term(b)}) as {k} tends to infinity",
    "holds": lambda say, c: _clause(say, c),
    "no": _not,
    "iff": lambda say, a, b: f"{_clause(say, a)} if and only if {_clause(say, b)}",
    "implies": lambda say, a, b: f"if {_clause(say, a)}, then {_clause(say, b)}",
    "all_of": lambda say, *cs: " and ".join(_clause(say, c) for c in cs) if cs else "nothing is asked",
    "any_of": lambda say, *cs: " or ".join(_clause(say, c) for c in cs) if cs else "nothing can satisfy it",
    "exists": lambda say, vs, c: f"for some {listed([say.term(v) for v in vs])}, {_clause(say, c)}",
    "induction": lambda say, t, base, step: (
        f"by induction over {t}: at the start, {_clause(say, base)}; in each step, {_clause(say, step)}"
    ),
    "expects": lambda say, f, value: f"the mean of {spoken_name(f)} is {say.term(value)}",
    "given": lambda say, conditions, c: (
        f"{_clause(say, c)}, given that {listed([statement_words(g, say) for g in conditions])}"
    ),
}


# -- the domain of a statement -----------------------------------------------------------------------------------
def given_words(statement: Statement | Mapping[str, Any], *, mathematics: bool = False) -> list[str]:
    """The conditions of a statement in words, the declared domains of its scalars included.

    A serialised statement (a record) is read as well. Two bounds of one scalar become one: `0 < alpha <= 1`.
    With `mathematics` terms are LaTeX between dollar signs, else text as one would type it.
    """
    if isinstance(statement, Statement):
        conditions = [*statement.given, *domains(statement)]
    else:
        conditions = [read_condition(c, statement) for c in statement["given"]]
    return _merged(list(dict.fromkeys(conditions)), Mathematics() if mathematics else Voice())


def domains(statement: Statement) -> list[Statement]:
    """The declared domains of the scalar leaves of a statement, as conditions."""
    found = sorted(
        {leaf for term in statement.terms for leaf in leaves(term) if leaf.head == "sym"}, key=lambda leaf: leaf.name
    )
    return [
        Statement(head, (leaf, *(b if isinstance(b, Term) else number(b) for b in bounds)))
        for leaf in found
        for head, *bounds in leaf.args[2]
    ]


_LOWER = {"gt": "<", "ge": "<=", "positive": "<", "nonneg": "<="}
_UPPER = {"lt": "<", "le": "<="}


def _merged(conditions: list[Statement], say: Voice) -> list[str]:
    """The conditions in words; a lower and an upper bound of one scalar as one interval."""
    out: list[str] = []
    done: set[Statement] = set()
    for c in conditions:
        scalar = c.args[0] if c.head in _LOWER | _UPPER and c.args[0].is_scalar else None
        other = next(
            (
                d
                for d in conditions
                if scalar is not None
                and d not in done
                and d.args[0] == scalar
                and d.head in (_UPPER if c.head in _LOWER else _LOWER)
            ),
            None,
        )
        if c in done:
            continue
        done.add(c)
        if other is None:
            out.append(statement_words(c, say))
            continue
        done.add(other)
        low, high = (c, other) if c.head in _LOWER else (other, c)
        start = low.args[1] if len(low.args) == 2 else number(0)
        out.append(say.chain(start, _LOWER[low.head], low.args[0], _UPPER[high.head], high.args[1]))
    return list(dict.fromkeys(out))
