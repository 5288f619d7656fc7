"""The page: one HTML file with everything in it, no script, nothing fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from symrnn.report import addresses, drawing, figures, graph, mathml, measured, oracles, quantify, terms, texmath, words
from symrnn.report import book as books
from symrnn.report.book import Book, Claim
from symrnn.report.sides import sides

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: nothing. Its style is its own, and scripts do not run even if one slipped in."""

_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "−01234567890123456789")


def render(book: Book, trust: Mapping[str, Any] | None = None) -> str:
    """The page of a book.

    Parameters
    ----------
    trust : figures of the trust measurements, as :func:`symrnn.report.measured.points` reads them.
    """
    edges = graph.graph(book.claims)
    parts = graph.components(edges)
    titles = {claim["id"]: claim["title"] for claim in book.claims}
    users: dict[str, list[str]] = {}
    for user, used in sorted(edges.edges):
        users.setdefault(used, []).append(user)
    return _environment().get_template("page.html").render(
        book=book,
        tool=book.ledger["tool"],
        environment=sorted(book.ledger["environment"].items()),
        numbers=numbers(book),
        policy=POLICY,
        words=words,
        oracles=oracles,
        trust=measured.points(trust),
        measured=measured,
        drawings=[
            Markup(drawing.svg(part, book.standings, titles, f"graph-{k}"))  # noqa: S704  (built as an XML tree)
            for k, part in enumerate(parts, 1)
        ],
        alone=len(book.claims) - sum(1 for part in parts for node in part if node in book),
        users=users,
        lists=_lists(book),
        own_work=books.OWN_WORK,
        topics=[(addresses.anchor(topic), topic, claims) for topic, claims in book.topics.items()],
    )  # fmt: skip


def numbers(book: Book) -> list[tuple[int, str, str, str]]:
    """The numbers of the first screen: how many, of what, the address of their list, and their tone."""
    shown = [
        (len(book.claims), words.counted(len(book.claims), "claim").split(" ", 1)[1], "by:topic", "plain"),
        (len(book.proved_for_all), "proved for all n", "list:proved", "good"),
        (len(book.proved_within), "proved in a narrower scope", "list:proved-within", "good"),
        (len(book.with_verdict("REFUTED")), "refuted", "list:refuted", "bad"),
        (len(book.with_verdict("CORROBORATED")), "corroborated", "list:corroborated", "fair"),
        (len(book.with_verdict(*books.OPEN)), "open", "list:open", "open"),
    ]
    return [entry for entry in shown if entry[0] or entry[1] != "proved in a narrower scope"]


def _lists(book: Book) -> list[tuple[str, str, list[Claim]]]:
    """The lists by verdict: address, heading, claims."""
    found = [
        ("proved", "Proved for all n", book.proved_for_all),
        ("proved-within", "Proved in a narrower scope", book.proved_within),
        ("refuted", "Refuted", book.with_verdict("REFUTED")),
        ("corroborated", "Corroborated", book.with_verdict("CORROBORATED")),
        ("open", "Open", book.with_verdict(*books.OPEN)),
    ]
    return [entry for entry in found if entry[2] or entry[0] != "proved-within"]


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("symrnn.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        math=mathml.inline,
        formula=mathml.display,
        prose=prose,
        pieces=_pieces,
        anchor=addresses.anchor,
        link=addresses.link,
        sentence=words.sentence_end,
        scope=words.scope_phrase,
        capitalize_first=lambda text: text[:1].upper() + text[1:],
        signs=texmath.signs,
        picture=_picture,
        grouped=lambda value: f"{value:,}" if isinstance(value, int) else words.power(value),
        code_parts=_code_parts,
        pretty=lambda value: json.dumps(value, sort_keys=True, ensure_ascii=False),
    )
    found.globals.update(
        quantifiers=quantify.sentence,
        assignments=texmath.assignments,
        sides=sides,
        extras=terms.extras,
        rows=figures.rows,
    )
    return found


def prose(text: str) -> Markup:
    """Plain text in which `words between backticks` are code, and raised or lowered digits are set as such."""
    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(Markup("<code>{}</code>").format(p) if k % 2 else _raised(p) for k, p in enumerate(parts))


def _raised(text: str) -> Markup:
    text = words.typographic(text)
    # A short formula in prose stays on its line.
    text = re.sub(r"(?<=\S) ([<>=≤≥≠∈+−→]) (?=\S)", "\u00a0\\1\u00a0", text)
    # Few text faces have the raised minus; <sup> needs no glyph of its own.
    parts = re.split(r"([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[₀-₉]+|(?<![A-Za-z0-9_])[A-Za-zα-ω]_[A-Za-z0-9](?![A-Za-z0-9_]))", text)
    return Markup("").join(_shifted(part) if k % 2 else escape(part) for k, part in enumerate(parts))


def _shifted(part: str) -> Markup:
    if "_" in part:
        return Markup("{}<sub>{}</sub>").format(*part.split("_"))
    tag = "sub" if part[0] in "₀₁₂₃₄₅₆₇₈₉" else "sup"
    return Markup("<{0}>{1}</{0}>").format(tag, part.translate(_PLAIN))


def _pieces(pieces: Iterable[quantify.Piece]) -> Markup:
    return Markup("").join(mathml.inline(p.text) if p.is_math else prose(p.text) for p in pieces)


def _picture(figure: Mapping[str, Any], claim: Claim) -> Markup:
    return Markup(figures.svg(figure, addresses.anchor(f"fig:{claim['id']}:{figure['id']}"), page=True))  # noqa: S704  (an XML tree)


def _code_parts(code: str | Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", code)] if isinstance(code, str) else sorted(code.items())
