"""How terms and statements are shown: as text, as LaTeX, in words. The files behind this one do the work."""

from __future__ import annotations

from contextlib import suppress

from symrnn.algebra.language.intermediates import definitions, unambiguous
from symrnn.algebra.language.substitute import contains
from symrnn.algebra.terms import CALCULUS, Term
from symrnn.algebra.writing.phrases import statement_latex
from symrnn.algebra.writing.simplify import display
from symrnn.algebra.writing.text import statement_text, text
from symrnn.algebra.writing.texterm import Printer
from symrnn.algebra.writing.wording import given_words, statement_words
from symrnn.errors import NotSupportedError


def latex(term: Term, *, closed: bool = True) -> str:
    r"""LaTeX of a term.

    Derivatives are shown in closed form; with `closed=False`, or where a derivative has no rule, they stay as they
    are written, \frac{\partial y}{\partial x}.
    A named intermediate appears under its name, except where the term is nothing else; a second one of the same name
    gets a number.
    """
    (term,) = unambiguous([term])
    if closed and contains(term, CALCULUS):
        with suppress(NotSupportedError):
            term = display(term)
    if term.head == "named":
        term = term.args[1]
    return Printer()(term)


def closed_text(term: Term) -> str:
    """The term as a user would write it, its derivatives in closed form where they have one."""
    if contains(term, CALCULUS):
        with suppress(NotSupportedError):
            term = display(term)
    return text(term)


__all__ = [
    "closed_text",
    "definitions",
    "given_words",
    "latex",
    "statement_latex",
    "statement_text",
    "statement_words",
    "text",
]
