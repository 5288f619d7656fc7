"""A ledger made ready for rendering: clean text, claims in reading order, and who corrects whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symrnn.errors import LedgerError
from symrnn.report import schema
from symrnn.report.graph import Standing, standings
from symrnn.report.sides import worked_out

Claim = Mapping[str, Any]

OPEN = ("DISPUTED", "UNDECIDED", "RESOURCE_OUT", "VACUOUS", "ERROR", "NOT_RUN")
"""Verdicts that leave a claim open."""

OWN_WORK = "Own work"
"""The work under which claims of our own, and claims without a source, are listed."""

_BIDIRECTIONAL = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class Book:
    """What the renderers read.

    Parameters
    ----------
    ledger : the cleaned ledger.
    claims : its claims in reading order: by topic, foundations first, a misprint after what corrects it.
    standings : per id, the verdict over all ancestors.
    printed : per id, the ids of the claims that print it wrongly.
    """

    ledger: Mapping[str, Any]
    claims: tuple[Claim, ...]
    standings: Mapping[str, Standing]
    printed: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> Claim:
        return self._by_id[name]

    def corrected(self, claim: Claim) -> Claim | None:
        """The claim that says rightly what `claim` keeps as a source misprints it."""
        return self._by_id.get(claim.get("as_printed_of") or "")

    def __contains__(self, name: object) -> bool:
        return name in self._by_id

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim["id"]: claim for claim in self.claims}

    @property
    def topics(self) -> dict[str, list[Claim]]:
        """Topic -> its claims, in reading order."""
        return _grouped(self.claims, lambda claim: claim["topic"])

    @property
    def sources(self) -> dict[str, list[Claim]]:
        """Work -> its claims in the order of their places; claims of our own last."""
        by_place = sorted(self.claims, key=lambda c: (natural(c["source"].get("place") or ""), c["id"]))
        groups = _grouped(by_place, work)
        return dict(sorted(groups.items(), key=lambda item: (item[0] == OWN_WORK, natural(item[0]))))

    def with_verdict(self, *verdicts: str) -> list[Claim]:
        """The claims of these verdicts, in reading order."""
        return [claim for claim in self.claims if claim["verdict"] in verdicts]

    @property
    def proved_for_all(self) -> list[Claim]:
        """Claims proved for every size."""
        return [claim for claim in self.with_verdict("PROVED") if for_all(claim)]

    @property
    def proved_within(self) -> list[Claim]:
        """Claims proved in a narrower scope: up to a size, or by one witness."""
        return [claim for claim in self.with_verdict("PROVED") if not for_all(claim)]

    @property
    def surprises(self) -> list[Claim]:
        """Claims whose verdict is not the one they declare."""
        return [claim for claim in self.claims if claim["verdict"] != claim["expected"]]


def read(ledger: Mapping[str, Any]) -> Book:
    """The book of a ledger.

    Raises
    ------
    LedgerError
        Where the ledger does not have the form of its schema, or two claims share an id.
    """
    schema.require(ledger)
    cleaned = clean(ledger)
    claims = cleaned["claims"]
    seen: set[str] = set()
    for claim in claims:
        if claim["id"] in seen:
            raise LedgerError("two claims share an id", got=claim["id"], advice="give each claim an id of its own")
        seen.add(claim["id"])
        for refuted in (claim, *claim["foils"]):
            if shown := worked_out(refuted):
                refuted["witness"]["shown"] = shown
    printed: dict[str, list[str]] = {}
    for claim in sorted(claims, key=lambda c: c["id"]):
        if claim.get("as_printed_of"):
            printed.setdefault(claim["as_printed_of"], []).append(claim["id"])
    return Book(
        cleaned,
        tuple(_in_reading_order(claims)),
        standings(claims),
        {name: tuple(ids) for name, ids in printed.items()},
    )


def work(claim: Claim) -> str:
    """The work that makes the claim, or OWN_WORK."""
    name = (claim["source"].get("work") or "").strip()
    return OWN_WORK if name.casefold() in ("", OWN_WORK.casefold()) else name


def for_all(claim: Claim) -> bool:
    """Whether the claim's scope is every size."""
    return bool(re.match(r"(for )?(all|every)\b", claim.get("scope") or ""))


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key under which "eq. (9)" stands before "eq. (10)"."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p.casefold()) for p in parts]


def clean(value: Any) -> Any:
    """A copy in which no text holds what cannot be shown: control signs, lone surrogates, reversed writing."""
    if isinstance(value, str):
        return "".join("\ufffd" if _unshowable(c) else c for c in value)
    if isinstance(value, Mapping):
        return {clean(k): clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v) for v in value]
    return value


def _unshowable(c: str) -> bool:
    if c in "\n\t" or " " <= c <= "~":
        return False
    return c in _BIDIRECTIONAL or unicodedata.category(c) in ("Cc", "Cs") or (ord(c) & 0xFFFE) == 0xFFFE


def _in_reading_order(claims: list[Claim]) -> Iterator[Claim]:
    """By topic, in the ledger's order, but what a claim uses before it and a misprint right after its correction."""
    for members in _grouped(claims, lambda claim: claim["topic"]).values():
        corrections = {claim["id"] for claim in members if not claim.get("as_printed_of")}
        printed = [claim for claim in members if claim.get("as_printed_of") in corrections]
        misprints = _grouped(printed, lambda claim: claim["as_printed_of"])
        waiting = [claim for claim in members if claim.get("as_printed_of") not in corrections]
        while waiting:
            unread = {claim["id"] for claim in waiting}
            # Claims that rest on each other in a circle have no order: the first of them then begins.
            ready = (c for c in waiting if not unread.intersection(u for u in c.get("uses") or () if u != c["id"]))
            chosen = next(ready, waiting[0])
            waiting.remove(chosen)
            yield chosen
            yield from misprints.get(chosen["id"], ())


def _grouped(claims: Iterable[Claim], key: Callable[[Claim], str]) -> dict[str, list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(key(claim), []).append(claim)
    return groups
