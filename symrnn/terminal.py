"""Text as a terminal may show it: what a terminal would obey instead of showing is written as its code."""

from __future__ import annotations

from collections.abc import Iterable

import typer


def shown(text: str, keep: str = "") -> str:
    r"""`text` with control signs, marks that turn the writing around and lone surrogates as `\x1b`, `\u202e` and so on.

    Parameters
    ----------
    keep : signs that stay, such as the newline where a text may have several lines.
    """
    return "".join(c if c.isprintable() or c in keep or c == "\u00a0" else _code(c) for c in text)


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def say(lines: Iterable[str], indent: str = " " * 11) -> None:
    """Print what a terminal may show; a text of several lines is indented, so that none of them passes for another."""
    for line in lines:
        typer.echo(shown(line, keep="\n\t").replace("\n", f"\n{indent}"))


def complain(text: str) -> None:
    """Print a message on standard error, its further lines indented."""
    typer.echo(shown(text, keep="\n\t").replace("\n", "\n  "), err=True)
