"""The points of `trust.json`: which there are, how one is measured, and what is known of one that was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from symrnn.report.measured import WORDS

Figures = dict[str, Any]
Progress = Callable[[int, int, str], None]

POINTS = {
    "mutants": "Planted errors",
    "degenerate": "Planted errors on samples that show little",
    "poison": "Statements made to mislead",
    "search": "The search for counterexamples",
    "checker": "The independent checker, on ledgers tampered with",
    "faults": "Claims that break the process that judges them",
    "kills": "Runs that are killed",
    "bytes": "The same bytes",
    "payloads": "Scripts in texts",
    "judge_mutants": "Errors planted in the judge itself",
    "labelled": "Labelled statements",
}
"""Name -> what it is about, in the order in which they are shown."""


class Measurement(Protocol):
    """What a file of `symrnn.trust.measures` has."""

    TITLE: str
    MEANS: str

    def measure(self, jobs: int, progress: Progress) -> Figures:
        """The figures."""
        ...

    def goal(self, figures: Figures) -> list[str]:
        """What falls short."""
        ...

    def says(self, figures: Figures) -> str:
        """The figures in one line."""
        ...


@dataclass(frozen=True)
class Point:
    """One point, and the file that measures it."""

    name: str
    measurement: Measurement | None

    def measured(self, figures: Figures) -> Figures:
        """What stands in `trust.json`: the figures, and beside them what they say, what they mean and what falls short."""
        made = self.measurement
        if made is None:
            return self.absent()
        return {**figures, "measured": True, "title": made.TITLE, "says": made.says(figures), "means": made.MEANS,
                "short": made.goal(figures)}

    def absent(self, why: str = "nothing measures this yet") -> Figures:
        """What stands in `trust.json` for a point without figures."""
        title = self.measurement.TITLE if self.measurement is not None else POINTS[self.name]
        return {"measured": False, "title": title, "says": "not measured", "means": f"Not measured: {why}.",
                "short": ["not measured"]}


def points() -> list[Point]:
    """All points, in order, with the measurements that there are."""
    return [Point(name, _measurement(f"{__package__}.measures.{name}")) for name in POINTS]


def _measurement(module: str) -> Measurement | None:
    return None if find_spec(module) is None else cast(Measurement, import_module(module))


def figures(point: Figures) -> Figures:
    """The figures of a point of `trust.json`, without the words about them."""
    return {key: value for key, value in point.items() if key not in WORDS}
