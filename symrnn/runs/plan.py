"""What a run has promised to report: one row per claim or cell, known before any process starts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symrnn.claims.catalog import Catalog, CellEntry
from symrnn.claims.claim import Claim
from symrnn.claims.folder import Folder


@dataclass(frozen=True)
class Planned:
    """A claim that is to be judged, with all that the ledger says of it before the verdict.

    `known` holds the fields of the ledger entry that do not depend on the judge; `foils` are the ids that it must
    report on.
    """

    id: str
    file: Path
    folder: Folder
    foils: tuple[str, ...]
    known: dict[str, Any]


def plan(catalog: Catalog, *, cells: bool = False) -> list[Planned]:
    """All claims in catalog order, then, where asked for, the cells of the files."""
    found = [_of_claim(claim, catalog.folders[claim.file]) for claim in catalog.claims]
    if cells:
        found += [_of_cell(entry, catalog.folders[entry.file]) for entry in catalog.cells]
    return found


def seed_of(id: str, seed: int) -> int:
    """The seed of one claim: it depends on the claim's id and the run's seed, never on the order of the run.

    `recheck.numbers.seed_of` is the same function; importing it here would import flint at every start.
    """
    text = f"{seed}:{id}" if seed else id
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % 2**31


def _of_claim(claim: Claim, folder: Folder) -> Planned:
    foils = [
        {"id": f.id, "title": f.title, "statement_latex": None, "verdict": "NOT_RUN", "witness": None}
        for f in claim.foils
    ]
    known: dict[str, Any] = {
        "id": claim.id,
        "title": claim.title,
        "topic": claim.topic,
        "source": claim.source.record(),
        "expected": claim.expect,
        "uses": list(claim.uses),
        "as_printed_of": claim.as_printed_of,
        "code": claim.code,
        "foils": foils,
    }
    return Planned(claim.id, claim.file, folder, tuple(f.id for f in claim.foils), known)


def _of_cell(entry: CellEntry, folder: Folder) -> Planned:
    known: dict[str, Any] = {
        "id": entry.id,
        "title": entry.title,
        "topic": entry.file.stem,
        "source": {"work": "own work", "place": f"{entry.path}, {entry.name}"},
        "expected": "PROVED",
        "uses": [],
        "as_printed_of": None,
        "code": "",
        "foils": [],
    }
    return Planned(entry.id, entry.file, folder, (), known)
