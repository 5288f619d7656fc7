"""Which provers are tried for which kind of statement: one table, read from left to right.

A prover returns `(Proof, "")`, or `(None, why)`; it never raises for a statement that it does not understand, and never
guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from symrnn.algebra.language.hints import Hint
from symrnn.algebra.language.statements import Statement, unfolded
from symrnn.algebra.order.simplex import limited
from symrnn.algebra.proofs.proof import Proof
from symrnn.errors import SymrnnError, UnknownNameError, said

Prover = Callable[..., tuple[Proof | None, str]]

ORDER = ("bounds:prove_bound", "proofs.ranges:prove_range")
BY_FORM = ("proofs.logic:prove_property", "proofs.logic:prove_order_by_form")
EQUATION = (
    "prove:prove_equal", "free.prover:prove_by_words", "proofs.lemmas:prove_by_lemma",
    "proofs.recursion:prove_by_induction", "analysis.integration:prove_integral", "bounds:prove_bound",
    "proofs.ranges:prove_in_pieces", "proofs.logic:prove_few")

# head of the statement -> modules of this room with a function of that name, imported when they are needed
PROVERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("equal", "eq"), EQUATION),
    **dict.fromkeys(("at_most", "less", "le", "lt", "ge", "gt", "between", "strictly_between", "positive", "nonneg",
                     "nonzero", "nowhere_zero", "unit_norm"), (*BY_FORM, *ORDER)),
    "ne": (*BY_FORM, "proofs.differing:prove_differing", *ORDER),
    "rank_is": ("rank:prove_rank", "bounds:prove_bound"),
    "rank_at_most": ("rank:prove_rank", "bounds:prove_bound"),
    "holds": ("proofs.logic:prove_logic", *ORDER),
    "all_of": ("proofs.logic:prove_logic",),
    "any_of": ("proofs.logic:prove_logic", *ORDER),
    "implies": ("proofs.logic:prove_logic",),
    "iff": (*ORDER, "proofs.logic:prove_logic"),
    "no": ("proofs.logic:prove_logic",),
    "given": ("proofs.logic:prove_logic",),
    "induction": ("proofs.logic:prove_induction",),
    "tends_to": ("analysis.asymptotics:prove_limit", "series.prover:prove_limit", "analysis.attraction:prove_limit",
                 "analysis.limits:prove_limit", "series.cases:prove_limit"),
    "of_order": ("analysis.asymptotics:prove_order_of", "series.prover:prove_limit", "analysis.limits:prove_limit",
                 "series.cases:prove_limit"),
    "exists": ("proofs.existing:prove_existence",),
}


def prove(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Try the provers of the statement's kind; the first proof counts.

    Parameters
    ----------
    statement
        What is to be proved, with its conditions.
    by
        Lemmas or a certificate that the author of a claim names; each is checked, none is believed.

    Returns
    -------
    tuple
        The proof, or None; and why each prover failed.

    Raises
    ------
    UnknownNameError
        Where `by` names a lemma that there is none of.
    """
    readable(by)
    why: list[str] = []
    statement = Statement(statement.head, statement.args, tuple(unfolded(c) for c in statement.given))
    for name in PROVERS.get(statement.head, BY_FORM):
        module, _, function = name.partition(":")
        prover: Prover = getattr(import_module(f"symrnn.algebra.{module}"), function)
        try:
            with limited():
                proof, obstacle = prover(statement, by=by)
        except (SymrnnError, RecursionError) as error:
            proof, obstacle = None, f"{type(error).__name__}: {error}"
        if proof is not None:
            return proof, ""
        if obstacle:
            why.append(obstacle)
    return None, "; ".join(why)


def readable(by: Sequence[Any]) -> None:
    """Raise where something in `by` is neither a hint nor (part of) the name of a lemma, however it is spelled."""
    if not by:
        return
    from symrnn.algebra.proofs.lemmas import LEMMAS

    names = sorted({lemma.name for lemma in LEMMAS})
    for one in by:
        if not isinstance(one, Hint) and not any(isinstance(one, str) and _spelled(one) in _spelled(n) for n in names):
            raise UnknownNameError("what `by` names", got=said(one), expected=", ".join(names),
                                   advice="or a hint: sr.sum_of_squares([...]), sr.factor(term), sr.cases(term)")


def _spelled(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split()) or "no name"
