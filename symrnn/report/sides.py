"""The two sides of a statement that a witness breaks, as a reader works them out: whole small matrices, or ranks.

A ledger names the one entry that decides. This shows the matrices around it, with that entry marked. Nothing is decided
here: what cannot be worked out, or would be too large to read, stays as the ledger has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import acb, fmpq

from symrnn.claims.failing import BITS, Difference, difference, failing_clause, is_pointwise
from symrnn.recheck.functions import UNREADABLE, precision
from symrnn.recheck.values import environment, evaluate
from symrnn.report import texmath

LARGEST = 16
"""Entries of a matrix that is shown whole."""
DIGITS = 4
"""Digits of an entry that is no rational."""
PROPERTIES = ("nowhere_zero", "positive", "nonneg", "symmetric", "invertible", "psd", "pd", "diagonal", "stochastic")
RANKS = ("rank_is", "rank_at_most")


@dataclass(frozen=True)
class Side:
    """A side of a witness: what it is, its LaTeX where it has one, and its text."""

    label: str
    latex: str | None
    text: str


def worked_out(refuted: Mapping[str, Any]) -> dict[str, str]:
    """What a renderer shows of the witness of a refuted claim or foil beyond what the ledger has.

    Returns
    -------
    dict
        `left` and `right` as LaTeX, `where` the marked entry in words (empty where a side is a number), `rounded` where
        entries are; nothing at all where there is no matrix and no rank to show.
    """
    statement, witness = refuted.get("statement"), refuted.get("witness")
    if refuted.get("verdict") != "REFUTED" or not statement or not witness:
        return {}
    try:
        if not is_pointwise(witness):
            return {}
        with precision(BITS):
            env = environment({**statement, "given": refuted.get("given") or []}, witness)
            clause = failing_clause(statement["assert"], env)
            if clause[0] in RANKS:
                return {"left": _number(evaluate(["rank", clause[1]], env)), "right": _number(evaluate(clause[2], env)),
                        "where": "", "rounded": ""}
            if clause[0] in PROPERTIES:
                value = evaluate(clause[1], env)
                small = isinstance(value, list) and sum(map(len, value)) <= LARGEST
                return {"whole": _shown(value, (-1, -1)), "where": "", "rounded": ""} if small else {}
            found = difference(clause, env)
            return _matrices(found) if found else {}
    except UNREADABLE:
        return {}


def _matrices(found: Difference) -> dict[str, str]:
    """Both sides of a comparison, with the entry that fails most marked."""
    arrays = [v for v in found.sides if isinstance(v, list)]
    if any(sum(map(len, a)) > LARGEST for a in arrays):
        return {}
    left, right = (_shown(v, found.place) for v in found.sides)
    exact = all(isinstance(x, fmpq) for v in found.sides for row in (v if isinstance(v, list) else [[v]]) for x in row)
    return {"left": left, "right": right, "where": found.words, "rounded": "" if exact else "rounded"}


def _shown(value: Any, place: tuple[int, int]) -> str:
    if not isinstance(value, list):
        return _number(value)
    if len(value) == len(value[0]) == 1:
        return _number(value[0][0])
    rows = [" & ".join(rf"\underline{{{_number(x)}}}" if (i, j) == place else _number(x) for j, x in enumerate(row))
            for i, row in enumerate(value)]
    return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"


def _number(x: Any) -> str:
    """LaTeX of a rational, or of a real ball to a few digits; another kind of number is not shown."""
    if isinstance(x, fmpq):
        return texmath.number(str(x))
    if isinstance(x, acb):
        if not x.imag.is_zero():
            raise ValueError("a complex entry")
        x = x.real
    if x.contains(0):
        return "0"
    return texmath.decimal(str(x.str(DIGITS, radius=False)))


def sides(witness: Mapping[str, Any]) -> list[Side]:
    """The lines that say what a witness makes of the two sides: the whole ones where they are worked out, and the gap."""
    shown = witness.get("shown") or {}
    rounded = f", to {DIGITS} digits" if shown.get("rounded") else ""
    found = []
    if "whole" in shown:
        return [Side("the matrix in question", shown["whole"], shown["whole"])]
    for key in ("left", "right"):
        if shown:
            found.append(Side(f"{key} side{rounded}", shown[key], shown[key]))
        elif witness.get(key):
            found.append(Side(f"{key} side", texmath.side(witness[key].strip()), witness[key].strip()))
    gap = (witness.get("gap") or "").strip()
    if gap and gap != "0" and (shown.get("where") or not shown):
        label = f"they differ most in {shown['where']}, by" if shown else "they differ by"
        found.append(Side(label, texmath.side(gap), gap))
    return found
