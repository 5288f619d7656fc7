"""Where a claim is found: a work and a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symrnn.errors import ClaimError


@dataclass(frozen=True)
class Source:
    """A work that makes a claim, and the place in it.

    Parameters
    ----------
    work : title of the work.
    authors : one name, or several.
    year : year of publication.
    place : where in the work, as in "eq. (32)"; usually set by `at`.
    """

    work: str
    authors: str | Sequence[str] = ()
    year: int | None = None
    place: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.work, str) or not self.work.strip():
            raise ClaimError("a source without a work", got=repr(self.work), expected="the title of a work")
        names = (self.authors,) if isinstance(self.authors, str) else tuple(self.authors)
        object.__setattr__(self, "authors", names)

    def at(self, place: str) -> Source:
        """The same work at a place: `LIVI.at("eq. (32)")`."""
        if not isinstance(place, str) or not place.strip():
            raise ClaimError(f"a place in {self.work!r}", got=repr(place), expected="text such as 'eq. (32)'")
        return replace(self, place=place)

    @property
    def citation(self) -> str:
        """Authors, year and title in one line."""
        names = list(self.authors)
        head = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
        if self.year is not None:
            head = f"{head} ({self.year})".strip()
        return f"{head}: {self.work}" if head else self.work

    def record(self) -> dict[str, str]:
        """What the ledger keeps."""
        return {"work": self.citation, "place": self.place}


def read_source(value: object, what: str) -> Source:
    """A `Source` as it is, a plain string as the work."""
    if isinstance(value, Source):
        return value
    if isinstance(value, str) and value.strip():
        return Source(value.strip())
    raise ClaimError(
        f"{what} has no source",
        got=None if value is None else repr(value),
        expected="source=sr.Source(...).at(place), or a plain string",
        advice="Say where the claim is found; for a claim of your own, say so: source='own work'.",
    )
