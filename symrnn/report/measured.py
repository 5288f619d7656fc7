"""What `trust.json` says, made ready for rendering: points with their figures in words, and tables of the rest.

The file describes itself, so that a point that is added to it needs no change here: beside its figures a point has its
`title`, what the figures say in a line, what they mean, and what falls short of the goal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symrnn.errors import LedgerError
from symrnn.report.book import clean

WORDS = ("measured", "title", "says", "means", "short")
"""The keys of a point that are no figures."""

NOT_MEASURED = "Not measured."
ABSENT = (
    "No figures stand beside this report. How symrnn fares with planted errors, labelled statements, ledgers that were "
    "tampered with and runs that were broken is measured in its own sources, by `make trust`."
)

ABOUT = (
    "A verdict is about the statement as it is written, under the conditions that it names. It does not say that "
    "the statement is what its source meant, that a program computes it, or that a model is a good one."
)

INTRODUCTION = (
    (
        "A checker earns trust by refusing what is wrong. So errors were planted on purpose, labelled statements were "
        "judged with no hint, ledgers were tampered with, and runs were broken; here is what came of it. `make trust` "
        "measures all of it again."
    ),
    (
        f"{ABOUT} These "
        "figures count errors of the kinds that were planted: they show that the tool catches such errors, and they "
        "are no bound on errors of a kind that nobody thought of. What is not measured says nothing, good or bad."
    ),
)


def introduction(measured: object) -> tuple[str, ...]:
    """What stands above the figures; where there are none, what a verdict is about."""
    return INTRODUCTION if measured else (ABOUT,)


@dataclass(frozen=True)
class Table:
    """A table: its caption, its columns, its cells as text, and which columns hold numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True)
class Point:
    """One thing that was measured, or was not."""

    name: str
    title: str
    says: str
    means: str
    short: tuple[str, ...]
    measured: bool
    tables: tuple[Table, ...]

    @property
    def goal(self) -> str:
        """Whether the goal is met, in words."""
        return "not measured" if not self.measured else "met" if not self.short else f"not met: {'; '.join(self.short)}"

    @property
    def tone(self) -> str:
        """How the goal is shown."""
        return "open" if not self.measured else "bad" if self.short else "good"

    @property
    def sign(self) -> str:
        """The sign that goes with the word: colour is never alone."""
        return {"open": "–", "bad": "✗", "good": "✓"}[self.tone]


def points(trust: Mapping[str, Any] | None) -> list[Point]:
    """The points of a `trust.json`, in its order; none where there is no such file.

    Raises
    ------
    LedgerError
        Where it has another form.
    """
    found = []
    for name, point in ({} if trust is None else _object(trust, "trust.json")).items():
        held = clean(_object(point, name))
        if not isinstance(held.get("measured"), bool) or not all(isinstance(held.get(k), str) for k in WORDS[1:4]):
            raise LedgerError(f"the point {name} of trust.json has another form", got=sorted(held)[:8],
                              expected=f"the keys {', '.join(WORDS)} beside its figures", advice="Run `make trust`.")
        found.append(Point(clean(name), held["title"], held["says"], held["means"], tuple(map(str, held.get("short") or ())),
                           held["measured"], tuple(_tables(held)) if held["measured"] else ()))
    return found


def read(file: Path) -> dict[str, Any]:
    """The points of a file as data.

    Raises
    ------
    LedgerError
        Where it cannot be read, or is no `trust.json`.
    """
    try:
        trust = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        advice = "Move it away; `make trust` writes it."
        raise LedgerError(f"{file} cannot be read", got=str(error), advice=advice) from error
    points(_object(trust, str(file)))
    return dict(trust)


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise LedgerError(f"{what} has another form", got=type(value).__name__, expected="an object",
                          advice="`make trust` writes the file.")
    return value


def _tables(point: Mapping[str, Any]) -> list[Table]:
    figures = {key: value for key, value in point.items() if key not in WORDS}
    plain = {key: value for key, value in figures.items() if not isinstance(value, list)}
    rows = [(spaced(key), shown(value)) for key, value in plain.items()]
    found = [Table("Figures", ("Figure", "Value"), tuple(rows), (False, True))] if rows else []
    return found + [_table(key, value) for key, value in figures.items() if isinstance(value, list)]


def _table(key: str, rows: Sequence[Any]) -> Table:
    if not all(isinstance(row, Mapping) for row in rows):
        return Table(spaced(key), (spaced(key),), tuple((shown(row),) for row in rows), (False,))
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = tuple(tuple(shown(row.get(c)) for c in columns) for row in rows)
    numeric = tuple(all(_is_number(row.get(c)) for row in rows) for c in columns)
    return Table(spaced(key), tuple(spaced(c) for c in columns), cells, numeric)


def spaced(key: str) -> str:
    """A key as words."""
    text = str(key).replace("_", " ")
    return text[:1].upper() + text[1:]


def shown(value: Any) -> str:
    """A figure as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
