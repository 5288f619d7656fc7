"""Plain text and formulas as LaTeX source that pdflatex compiles, whatever the text holds."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from symrnn.report import linebreak, mathml, texmath, words

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\ensuremath{\mathdollar}", "&": r"\&",
    "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': "''", "`": r"\char96{}", "-": "-{}", "–": "--", "—": "---", "’": "'", "‘": r"\char96{}",
    "“": r"\char96{}\char96{}", "”": "''", "\u00a0": "~", "\u2009": r"\,", "✓": r"$\checkmark$", "✗": r"$\times$",
    "⇄": r"$\rightleftarrows$", "∅": r"$\varnothing$",
    "§": r"\ensuremath{\mathsection}", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}",
    "æ": r"\ae{}", "Æ": r"\AE{}", "ł": r"\l{}", "Ł": r"\L{}",
}  # fmt: skip
_ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0308": r"\"", "\u030a": r"\r",
    "\u030c": r"\v", "\u0327": r"\c", "\u0304": r"\=", "\u0306": r"\u", "\u0307": r"\.", "\u030b": r"\H",
}  # fmt: skip
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "-01234567890123456789")
_RELATION = re.compile(r"=|<|>|\\(?:leq?|geq?|ne|neq|approx|iff|implies|Longrightarrow|to)(?![A-Za-z])")
_STRUCTURE = re.compile(r"\\(left|right|begin|end|[A-Za-z]+|.)|[{}()\[\]]|[=<>+,-]", re.DOTALL)

LINE = 62
"""Signs of a formula that fit a line of print."""


def text(plain: str) -> str:
    """Plain text as LaTeX, in ASCII; a sign that plain pdflatex cannot print is named by its code point."""
    raised = re.sub(
        r"([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([₀-₉]+)",
        lambda m: f"\x01^{m[1].translate(_RAISED)}\x02" if m[1] else f"\x01_{m[2].translate(_RAISED)}\x02",
        plain.replace("\x01", "").replace("\x02", ""),
    )
    parts = re.split("\x01([_^])(-?\\d+)\x02", raised)
    found = []
    for k in range(0, len(parts), 3):
        found.append("".join(_sign(c) for c in parts[k]))
        if k + 2 < len(parts):
            found.append(f"${parts[k + 1]}{{{parts[k + 2]}}}$")
    return "".join(found)


def _sign(c: str) -> str:
    if c in _SIGNS:
        return _SIGNS[c]
    if " " <= c <= "~" or c in "\n\t":
        return c if " " < c <= "~" else " "
    if c in texmath.UNICODE:
        return rf"\ensuremath{{{texmath.UNICODE[c].strip()}}}"
    parts = unicodedata.normalize("NFD", c)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _ACCENTS:
        return f"{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return f"[U+{ord(c):04X}]"


def prose(plain: str) -> str:
    """Plain text in which `words between backticks` are set as code."""
    parts = re.split(r"`([^`\n]+)`", plain)
    return "".join(code(part) if k % 2 else text(words.typographic(part)) for k, part in enumerate(parts))


def code(plain: str) -> str:
    """One line of code; it may break at its blanks."""
    return rf"\texttt{{{text(plain).replace(' ', chr(92) + ' ')}}}"


def inline(latex: str) -> str:
    """A formula in a line of text, or its source as code."""
    return f"${texmath.tidy(latex)}$" if mathml.formula_is_typeset(latex) else code(latex)


def display(latex: str) -> str:
    """A formula on lines of its own, broken at its relations where it is long, or its source as code."""
    if not mathml.formula_is_typeset(latex):
        return rf"\par\noindent {code(latex)}\par"
    return rf"\fitted{{ {broken(texmath.tidy(latex))} }}"


def broken(latex: str) -> str:
    """A long formula over several lines; rows of an array of one column are broken each on its own."""
    array = re.fullmatch(r"\\begin\{array\}\{l\}(.*)\\end\{array\}", latex)
    rows = _cut(array[1], [end for end, sign in _outer(array[1]) if sign == r"\\"]) if array else [latex]
    if not array and (r"\\" in latex or texmath.signs(latex) <= LINE):
        return latex
    found = []
    for row in rows:
        plain = row.strip().removeprefix(r"\\").strip().removeprefix(r"\displaystyle").strip()
        cuts = (_after_commas, _at_relations, _at_signs, _at_inner_signs)
        found += linebreak.lines(plain, cuts, texmath.signs, str.__add__, LINE)
    if len(found) == 1:
        return latex
    body = r" \\ ".join("& " + r"\quad " * step + line.strip() for step, line in found)
    return rf"\begin{{aligned}} {body} \end{{aligned}}"


def _cut(latex: str, places: list[int]) -> list[str]:
    return [latex[a:b] for a, b in pairwise([0, *places, len(latex)])]


def _after_commas(latex: str) -> list[str]:
    return _cut(latex, [place + 1 for place, sign in _outer(latex) if sign == "," and place + 1 < len(latex)])


def _at_relations(latex: str) -> list[str]:
    return _cut(latex, [place for place, sign in _outer(latex) if place and _RELATION.fullmatch(sign)])


def _at_signs(latex: str) -> list[str]:
    return _at_signs_within(latex, 0)


def _at_inner_signs(latex: str) -> list[str]:
    return _at_signs_within(latex, 1)


def _at_signs_within(latex: str, brackets: int) -> list[str]:
    # A sign that follows a relation or an opening bracket belongs to its term.
    signs = (place for place, sign in _outer(latex, brackets) if place and sign in "+-")
    return _cut(latex, [k for k in signs if not re.search(rf"({_RELATION.pattern}|[(\[])$", latex[:k].strip())])


def _outer(latex: str, brackets: int = 0) -> list[tuple[int, str]]:
    """Places of relations, signs, commas and line ends that stand in no group, and in so many brackets at most."""
    group, bracket, found = 0, 0, []
    for match in _STRUCTURE.finditer(latex):
        piece = match[0]
        if piece in ("{", r"\left", r"\begin"):
            group += 1
        elif piece in ("}", r"\right", r"\end"):
            group -= 1
        elif group == 0 and piece in "([":
            bracket += 1
        elif group == 0 and piece in ")]":
            bracket -= 1
        elif group == 0 and bracket <= brackets and (piece in ("+", "-", ",", r"\\") or _RELATION.fullmatch(piece)):
            found.append((match.start(), piece))
    return found
