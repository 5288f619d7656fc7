"""The two sides of a comparison that fails, worked out for a reader: numbers, small matrices of rationals, ranks.

Nothing is decided here: the trusted base has accepted the witness before.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symrnn.recheck.functions import UNREADABLE, Node, Record, precision, text
from symrnn.recheck.point import Env, environment
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.values import evaluate

LARGEST = 16
"""Entries of a matrix that is shown whole."""
BITS = 128
RANKS = ("rank_is", "rank_at_most")


def sides(record: Record, witness: Record) -> dict[str, str]:
    """`left` and `right` of the first clause that fails, where they can be shown whole; else empty.

    They are matrices of rationals, or a rank and what it was claimed to be.
    """
    if witness.get("kind"):
        return {}
    with precision(BITS):
        try:
            env = environment(record, witness)
            head, *args = _failing_clause(record["assert"], env)
        except UNREADABLE:
            return {}
        terms = [["rank", args[0]], args[1]] if head in RANKS else args if head in COMPARE else []
        found = [_shown(term, env) for term in terms]
    worth = found and all(found) and (head in RANKS or any(side.startswith("[[") for side in found))
    return {"left": found[0], "right": found[1], "gap": ""} if worth else {}


def _failing_clause(cond: Node, env: Env) -> Node:
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return next((_failing_clause(c, env) for c in args if decide(c, env) is False), cond)
    if head in ("given", "implies"):
        return _failing_clause(args[1], env)
    return cond


def _shown(node: Node, env: Env) -> str:
    """A value as text: a rational, or a small matrix of rationals; empty for any other."""
    try:
        value: Any = evaluate(node, env)
    except UNREADABLE:
        return ""
    rows = value if isinstance(value, list) else [[value]]
    if not all(isinstance(x, fmpq) for row in rows for x in row) or sum(map(len, rows)) > LARGEST:
        return ""
    if len(rows) == len(rows[0]) == 1:
        return text(rows[0][0])
    return "[" + ", ".join("[" + ", ".join(text(x) for x in row) + "]" for row in rows) + "]"
