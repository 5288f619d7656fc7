"""The form of one ledger entry: what a judge must return, and what stands there when it returned nothing.

A process is trusted as little as a stranger's file. An entry that lacks a field, has one of the wrong kind, speaks of
another claim, leaves out a foil, or names a verdict without evidence for it, is an ERROR of the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symrnn.errors import LedgerError
from symrnn.runs.plan import Planned
from symrnn.verdict import Verdict

VERDICTS = tuple(verdict.value for verdict in Verdict)
"""All verdicts, as the totals of a ledger count them."""

_ARGUED = {"PROVED", "REFUTED", "CORROBORATED"}
_TEXT, _LIST, _DICT, _NONE = (str,), (list,), (dict,), (type(None),)
FIELDS: dict[str, tuple[type, ...]] = {
    "id": _TEXT,
    "title": _TEXT,
    "topic": _TEXT,
    "statement_latex": _TEXT + _NONE,
    "statement": _DICT + _NONE,
    "given": _LIST + _NONE,
    "given_text": _TEXT + _LIST + _NONE,
    "source": _DICT,
    "expected": _TEXT,
    "verdict": _TEXT,
    "scope": _TEXT + _NONE,
    "reason": _TEXT + _NONE,
    "uses": _LIST,
    "evidence": _LIST,
    "foils": _LIST,
    "witness": _DICT + _NONE,
    "certificate": _DICT + _LIST + _NONE,
    "steps": _LIST + _NONE,
    "code": _TEXT + _DICT + _NONE,
    "figures": _LIST + _NONE,
    "as_printed_of": _TEXT + _NONE,
}
"""Field -> the kinds of value that it may hold. All fields are always there."""

_EVIDENCE: dict[str, tuple[type, ...]] = {
    "oracle": _TEXT,
    "points": (int, type(None)),
    "digits": (int, type(None)),
    "gap": _TEXT + _NONE,
    "budget": (str, int, type(None)),
    "seed": (str, int, type(None)),
    "detail": _TEXT + _NONE,
}


def failed(planned: Planned, verdict: str, reason: str) -> dict[str, Any]:
    """The entry of a claim whose judge did not return one, or was not asked."""
    return dict.fromkeys(FIELDS) | {"evidence": []} | planned.known | {"verdict": verdict, "reason": reason}


def require(entry: Any, planned: Planned | None = None) -> dict[str, Any]:
    """The entry, if it has the form of one, and is about the claim that was planned.

    Raises
    ------
    LedgerError : with the first fault.
    """
    for fault in _faults(entry, planned):
        raise LedgerError(f"the record of {getattr(planned, 'id', 'a claim')} is malformed: {fault}")
    found: dict[str, Any] = entry
    return found


def _faults(entry: Any, planned: Planned | None) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"it is a {type(entry).__name__}, not an object"
        return
    yield from (f"it lacks {name}" for name in FIELDS if name not in entry)
    yield from (f"it has a field {name!r:.40} that no entry has" for name in entry if name not in FIELDS)
    for name, kinds in FIELDS.items():
        if not _is(entry.get(name), kinds):
            yield f"{name} is a {type(entry.get(name)).__name__}"
    if entry["verdict"] not in VERDICTS:
        yield f"{entry['verdict']!r:.40} is no verdict"
    for row in entry["evidence"]:
        if not isinstance(row, dict) or not _is(row.get("oracle"), _TEXT):
            yield "a piece of evidence does not name its oracle"
            return
        yield from (f"evidence has a field {name!r:.40}" for name in row if name not in _EVIDENCE)
        yield from (f"{name} of evidence is wrong" for name, v in row.items() if not _is(v, _EVIDENCE[name]))
    if entry["verdict"] in _ARGUED and not entry["evidence"]:
        yield f"it says {entry['verdict']} without evidence"
    for row in entry["foils"]:
        if not isinstance(row, dict) or not _is(row.get("id"), _TEXT) or row.get("verdict") not in VERDICTS:
            yield "a foil lacks an id or a verdict"
            return
    if planned is not None:
        for name in ("id", "expected", "uses", "as_printed_of"):
            if entry[name] != planned.known[name]:
                yield f"{name} is not what the claim declares"
        yield from (f"it does not report on the foil {f}" for f in planned.foils if f not in _ids(entry["foils"]))


def _is(value: Any, kinds: tuple[type, ...]) -> bool:
    # In Python a bool is an int; in JSON it is not.
    return isinstance(value, kinds) and not isinstance(value, bool)


def _ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}
