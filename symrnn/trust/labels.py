"""Labels against numbers: what mpmath says of the labels of a corpus, at points of a sampler of its own.

Nothing of the judge is used: forward values at 80 digits, derivatives by differences, conditions met by Newton's method
on all equations at once. A label is contradicted where a true statement fails at a point that meets its conditions.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symrnn.trust.entry import Entry, entries
from symrnn.trust.labelpoints import points
from symrnn.trust.labeltruth import UNDECIDABLE, Values, truth


@dataclass(frozen=True)
class Checked:
    """What numbers say of a label: `contradicted`, `confirmed`, or `open`; at how many points, and at which one."""

    entry: Entry
    said: str
    points: int
    at: dict[str, Any] | None = None


def check(entry: Entry) -> Checked:
    """One label."""
    record, known = entry.build().record(), 0
    if record["assert"][0] in UNDECIDABLE:
        return Checked(entry, "open", 0)
    for point in points(record, entry.id):
        found = truth(Values(record, point), record["assert"])
        known += found is not None
        if found is False and truth(Values(record, point, again=True), record["assert"]) is False:
            return Checked(entry, "contradicted" if entry.label else "confirmed", known, point)
    return Checked(entry, "confirmed" if entry.label and known else "open", known)


def validate(corpus: Sequence[Entry]) -> dict[str, list[Checked]]:
    """All labels, sorted by what numbers say of them."""
    out: dict[str, list[Checked]] = {"contradicted": [], "confirmed": [], "open": []}
    for entry in corpus:
        if entry.label is not None:
            checked = check(entry)
            out[checked.said].append(checked)
    return out


def main(arguments: Sequence[str]) -> int:
    """`python -m symrnn.trust.labels FOLDER [PART]`: check the labels; 1 where one is contradicted."""
    found = validate([e for e in entries(Path(arguments[0])) if not arguments[1:] or arguments[1] in e.id])
    for said in ("open", "contradicted"):
        for c in found[said]:
            print(said, c.entry.label, c.entry.id, c.points, c.at or "")  # noqa: T201 - a script's output
    print({said: len(list_) for said, list_ in found.items()})  # noqa: T201
    return 1 if found["contradicted"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
