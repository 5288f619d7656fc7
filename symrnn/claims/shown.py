"""Text as a terminal may show it: what a terminal would obey instead of showing is written as its code."""

from __future__ import annotations


def shown(text: str, keep: str = "") -> str:
    r"""`text` with control signs, marks that turn the writing around and lone surrogates as `\x1b`, `\u202e` and so on.

    Parameters
    ----------
    keep : signs that stay, such as the newline where a text may have several lines.
    """
    return "".join(c if c.isprintable() or c in keep or c == "\u00a0" else _code(c) for c in text)


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
