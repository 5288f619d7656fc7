"""`-k EXPR`: choose claims by words, joined by `and`, `or`, `not` and parentheses, as pytest does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from symrnn.errors import UnknownNameError

_TOKEN = re.compile(r"\s*(\(|\)|[^\s()]+)")

Choice = Callable[[str], bool]
Chosen = tuple[Choice, list[str]]
Part = Callable[[list[str], str], Chosen]


def choice(expression: str) -> Choice:
    """A function that tells whether a name is chosen: a word is in the name, upper or lower case alike.

    Raises
    ------
    UnknownNameError : where the expression is not one.
    """
    tokens = _TOKEN.findall(expression.lower())
    chosen, rest = _either(tokens, expression)
    if rest:
        raise _malformed(expression, rest[0])
    return chosen


def chosen_ids(catalog: Any, expression: str | None) -> set[str] | None:
    """The ids of the claims and cells that an expression chooses, by id or path; nothing where none is given."""
    if expression is None:
        return None
    matches = choice(expression)
    names = {c.id: f"{c.id} {c.path}" for c in catalog.claims} | {c.id: c.id for c in catalog.cells}
    return {one for one, text in names.items() if matches(text)}


def _either(tokens: list[str], whole: str) -> Chosen:
    return _joined("or", any, _both, tokens, whole)


def _both(tokens: list[str], whole: str) -> Chosen:
    return _joined("and", all, _single, tokens, whole)


def _joined(word: str, kind: Callable[[Iterable[bool]], bool], part: Part, tokens: list[str], whole: str) -> Chosen:
    """Parts with a word between them, and the tokens that are left."""
    one, rest = part(tokens, whole)
    parts = [one]
    while rest[:1] == [word]:
        one, rest = part(rest[1:], whole)
        parts.append(one)
    return (lambda name: kind(chosen(name) for chosen in parts)), rest


def _single(tokens: list[str], whole: str) -> Chosen:
    if not tokens or tokens[0] in ("and", "or", ")"):
        raise _malformed(whole, tokens[0] if tokens else "its end")
    word, rest = tokens[0], tokens[1:]
    if word == "not":
        inner, rest = _single(rest, whole)
        return (lambda name: not inner(name)), rest
    if word == "(":
        inner, rest = _either(rest, whole)
        if rest[:1] != [")"]:
            raise _malformed(whole, rest[0] if rest else "its end")
        return inner, rest[1:]
    return (lambda name: word in name.lower()), rest


def _malformed(whole: str, at: str) -> UnknownNameError:
    return UnknownNameError(
        f"the selection {whole!r}", got=f"a fault at {at}", expected="words joined by and, or, not and parentheses"
    )
