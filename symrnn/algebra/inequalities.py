"""Which provers are tried for statements of order: one table, read from left to right.

`prove_order` is the entry of the room; every prover has the form `(statement, by=...) -> (Proof or None, why not)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from symrnn.algebra.proof import Proof
from symrnn.algebra.statements import Statement
from symrnn.errors import SymrnnError

Prover = Callable[..., tuple[Proof | None, str]]

ORDER = ("bounds:prove_bound", "ranges:prove_range")
LIMITS = ("limits:prove_limit",)
PROVERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("at_most", "less", "le", "lt", "ge", "gt", "between", "strictly_between", "positive", "nonneg",
                     "nonzero", "nowhere_zero", "ne", "eq", "equal", "unit_norm"), ORDER),
    **dict.fromkeys(("holds", "all_of", "any_of", "no", "iff", "implies", "given"), ORDER),
    **dict.fromkeys(("tends_to", "of_order"), LIMITS),
}


def prove_order(statement: Statement, by: Sequence[Any] = ()) -> tuple[Proof | None, str]:
    """Try the provers of the statement's kind; the first proof counts.

    Returns
    -------
    tuple
        The proof, or None; and why each prover failed.
    """
    why: list[str] = []
    for name in PROVERS.get(statement.head, ()):
        module, _, function = name.partition(":")
        prover: Prover = getattr(import_module(f"symrnn.algebra.{module}"), function)
        try:
            proof, obstacle = prover(statement, by=by)
        except (SymrnnError, RecursionError) as error:
            proof, obstacle = None, f"{type(error).__name__}: {error}"
        if proof is not None:
            return proof, ""
        why.append(obstacle)
    return None, "; ".join(w for w in why if w)


def prove(statement: Statement, by: Sequence[Any] = ()) -> Proof | None:
    """The proof of a statement of order, None where none was found."""
    return prove_order(statement, by)[0]
