"""The two sides of a statement that a witness breaks, as a reader works them out: whole small matrices, or ranks.

A ledger names the one entry that decides. This shows the matrices around it, with that entry marked. Nothing is decided
here: what cannot be worked out, or would be too large to read, stays as the ledger has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import acb, fmpq

from symrnn.recheck.functions import UNREADABLE, Node, ball, precision
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.values import Env, environment, evaluate
from symrnn.report import texmath

LARGEST = 16
"""Entries of a matrix that is shown whole."""
MOST = 30
"""The largest size or index of a witness that is worked out; a page is not to wait for a huge one."""
BITS = 128
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
        if witness.get("kind") or max([0, *witness["sizes"].values(), *map(abs, witness["indices"].values())]) > MOST:
            return {}
        with precision(BITS):
            env = environment({**statement, "given": refuted.get("given") or []}, witness)
            clause = _failing(statement["assert"], env)
            if clause[0] in RANKS:
                return {"left": _number(evaluate(["rank", clause[1]], env)), "right": _number(evaluate(clause[2], env)),
                        "where": "", "rounded": ""}
            if clause[0] in PROPERTIES:
                value = evaluate(clause[1], env)
                small = isinstance(value, list) and sum(map(len, value)) <= LARGEST
                return {"whole": _shown(value, (-1, -1)), "where": "", "rounded": ""} if small else {}
            return _matrices(clause, env) if clause[0] in COMPARE else {}
    except UNREADABLE:
        return {}


def _failing(cond: Node, env: Env) -> Node:
    """The first clause that fails, as the trusted base looks for it."""
    head, args = cond[0], cond[1:]
    if head in ("all_of", "holds"):
        return next((_failing(c, env) for c in args if decide(c, env) is False), cond)
    return _failing(args[1], env) if head in ("given", "implies") else cond


def _matrices(clause: Node, env: Env) -> dict[str, str]:
    """Both sides of a comparison of which at least one is a matrix, with the entry that fails most marked."""
    test, swap = COMPARE[clause[0]]
    values = [evaluate(term, env) for term in clause[1:3]]
    arrays = [v for v in values if isinstance(v, list) and sum(map(len, v)) > 1]
    if not arrays or any(sum(map(len, a)) > LARGEST for a in arrays):
        return {}
    rows, columns = len(arrays[0]), len(arrays[0][0])

    def at(value: Any, i: int, j: int) -> Any:
        if not isinstance(value, list):
            return value
        return value[i][j] if (len(value), len(value[0])) == (rows, columns) else value[0][0]

    worst, place = -1.0, None
    for i in range(rows):
        for j in range(columns):
            d = at(values[0], i, j) - at(values[1], i, j)
            if test(-d if swap else d) is False and (size := float(ball(abs(d)).mid())) > worst:
                worst, place = size, (i, j)
    if place is None:
        return {}
    where = f"row {place[0] + 1}, column {place[1] + 1}"
    if 1 in (rows, columns):
        where = f"entry {max(place) + 1}"
    shown = [_shown(v, place) for v in values]
    exact = all(isinstance(x, fmpq) for v in values for row in (v if isinstance(v, list) else [[v]]) for x in row)
    return {"left": shown[0], "right": shown[1], "where": where, "rounded": "" if exact else "rounded"}


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
