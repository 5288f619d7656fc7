"""How terms and statements are shown: as text, as LaTeX, in words. The files behind this one do the work."""

from __future__ import annotations

from symrnn.algebra.intermediates import definitions, unambiguous
from symrnn.algebra.phrases import statement_latex
from symrnn.algebra.simplify import display
from symrnn.algebra.substitute import contains
from symrnn.algebra.terms import CALCULUS, Term
from symrnn.algebra.text import statement_text, text
from symrnn.algebra.texterm import Printer
from symrnn.algebra.wording import given_words, quantifier_words, statement_words


def latex(term: Term, *, closed: bool = True) -> str:
    r"""LaTeX of a term.

    Derivatives are shown in closed form; with `closed=False` they stay as they are written, \frac{\partial y}{...}.
    A named intermediate appears under its name, except where the term is nothing else; a second one of the same name
    gets a number.

    Raises
    ------
    NotSupportedError
        For a derivative without a rule.
    """
    (term,) = unambiguous([term])
    if closed and contains(term, CALCULUS):
        term = display(term)
    if term.head == "named":
        term = term.args[1]
    return Printer()(term)


__all__ = [
    "definitions",
    "given_words",
    "latex",
    "quantifier_words",
    "statement_latex",
    "statement_text",
    "statement_words",
    "text",
]
