"""What a claim is asserted for: "for all sizes n, all columns h of n entries, ... with 0 < dt < 1"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symrnn.algebra.writing.spelling import name_latex
from symrnn.report import mathml, terms, texmath, words
from symrnn.report.book import Claim


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence: plain text, or LaTeX to be typeset in the line."""

    text: str
    is_math: bool = False


def sentence(claim: Claim) -> list[Piece]:
    """The quantifiers and conditions of a claim as pieces of one sentence; empty if there is nothing to say."""
    statement = claim.get("statement") or {}
    bound = terms.bound_names(statement.get("assert"))
    parts: list[list[Piece]] = []
    sizes = [name for name in sorted(statement.get("sizes") or ()) if name not in bound]
    indices = [name for name in sorted(statement.get("indices") or ()) if name not in bound]
    if sizes:
        parts.append([Piece("every size " if len(sizes) == 1 else "all sizes "), *_names(sizes)])
    if indices:
        parts.append([Piece("every index " if len(indices) == 1 else "all indices "), *_names(indices)])
    parts.extend(_leaves(statement.get("leaves") or {}, bound))
    parts.extend(_functions(statement.get("functions") or {}))
    pieces: list[Piece] = []
    for k, part in enumerate(parts):
        pieces += [Piece("For " if k == 0 else ", "), *part]
    given = words.given_text(claim)
    if given:
        # "with 0 < c < 1", but "where W is symmetric".
        lead = "where" if any(re.search(r"\b(is|are|has|have)\b", text) for text in given) else "with"
        pieces += _said((f", {lead} " if pieces else f"{lead.capitalize()} ") + words.listed(given))
    return [*pieces, Piece(".")] if pieces else []


def plain(pieces: Iterable[Piece]) -> str:
    """The sentence without typesetting."""
    return "".join(piece.text for piece in pieces)


def _said(text: str) -> list[Piece]:
    """Words of a condition; a formula between dollar signs is mathematics if it can be typeset."""
    parts = re.split(r"\$([^$]+)\$", text)
    if not all(mathml.formula_is_typeset(part) for part in parts[1::2]):
        return [Piece(text)]
    return [Piece(part, k % 2 == 1) for k, part in enumerate(parts) if part]


def _leaves(leaves: dict[str, Any], bound: set[str]) -> list[list[Piece]]:
    groups: dict[tuple[str, str, bool], list[str]] = {}
    shapes: dict[str, list[Any]] = {}
    for name in sorted(leaves):
        if name not in bound:
            shape = leaves[name]["shape"]
            key = (str(shape), leaves[name].get("field") or "real", bool(leaves[name].get("sequence")))
            shapes[key[0]] = shape
            groups.setdefault(key, []).append(name)
    order = sorted(groups, key=lambda key: (len(shapes[key[0]]), shapes[key[0]][1:] != [1], key))
    return [_group(shapes[key[0]], key[1], key[2], groups[key]) for key in order]


def _group(shape: list[Any], field: str, sequence: bool, names: list[str]) -> list[Piece]:
    kind = "number" if not shape else "column" if shape[1] == 1 else "matrix"
    one = len(names) == 1
    noun = kind if one else {"matrix": "matrices"}.get(kind, kind + "s")
    if sequence:
        noun = f"sequence of {'matrices' if kind == 'matrix' else kind + 's'}"
        noun = noun if one else noun.replace("sequence", "sequences")
    lead = f"{'every' if one else 'all'} {field} {noun} "
    pieces = [Piece(lead), *_names(names)]
    if kind == "column":
        pieces += [Piece(" of "), Piece(terms.size(shape[0]), True), Piece(" entries")]
    elif kind == "matrix":
        pieces += [Piece(" of size "), Piece(rf"{terms.size(shape[0])}\times {terms.size(shape[1])}", True)]
    return pieces


def _functions(functions: dict[str, Any]) -> list[list[Piece]]:
    parts = []
    for name in sorted(functions):
        about = functions[name] or {}
        if about.get("body") is not None:
            continue
        part = [Piece("every differentiable function "), Piece(name_latex(name), True)]
        low, high = about.get("range") or ("-oo", "oo")
        if (low, high) != ("-oo", "oo"):
            part += [Piece(" with values in "), Piece(rf"[{_end(low)},{_end(high)}]", True)]
        parts.append(part)
    return parts


def _end(value: str) -> str:
    return {"oo": r"\infty", "-oo": r"-\infty"}.get(value) or texmath.number(value)


def _names(names: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for k, name in enumerate(names):
        if k:
            pieces.append(Piece(" and " if k == len(names) - 1 else ", "))
        pieces.append(Piece(name_latex(name), True))
    return pieces
