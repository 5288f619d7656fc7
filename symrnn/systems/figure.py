"""A picture as data: its words, its axes, and its numbers as decimal strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DIGITS = 6
"""Significant digits of a number in a picture: more than one sees, fewer than differ between machines."""


def decimal(value: Any, digits: int = DIGITS) -> str:
    """A number with so many significant digits; what comes in may be an int, a float, or a number of mpmath."""
    return f"{float(value):.{digits}g}"


def figure(id: str, caption: str, *series: dict[str, Any], x: str, y: str, xscale: str = "linear",
           yscale: str = "linear") -> dict[str, Any]:
    """A picture of one or more series.

    Parameters
    ----------
    id
        Its name, unique among the pictures of a claim.
    caption
        What one sees, in a sentence or two.
    series
        What `line`, `points` and `bars` make.
    x, y
        The names of the axes, with units where there are any.
    xscale, yscale
        `linear` or `log`.
    """
    return {"id": id, "caption": caption, "xlabel": x, "ylabel": y, "xscale": xscale, "yscale": yscale,
            "series": list(series)}


def line(label: str, x: Iterable[Any], y: Iterable[Any]) -> dict[str, Any]:
    """A curve through its points."""
    return _series("line", label, x, y)


def points(label: str, x: Iterable[Any], y: Iterable[Any], lo: Iterable[Any] | None = None,
           hi: Iterable[Any] | None = None, digits: int = DIGITS) -> dict[str, Any]:
    """Single points, with bars from lo to hi where these are given; `digits` is what a simulation supports."""
    return _series("points", label, x, y, lo, hi, digits)


def bars(label: str, x: Iterable[Any], y: Iterable[Any]) -> dict[str, Any]:
    """A bar for each value."""
    return _series("bars", label, x, y)


def _series(style: str, label: str, x: Iterable[Any], y: Iterable[Any], lo: Iterable[Any] | None = None,
            hi: Iterable[Any] | None = None, digits: int = DIGITS) -> dict[str, Any]:
    made: dict[str, Any] = {"label": label, "style": style, "x": [decimal(v) for v in x],
                            "y": [decimal(v, digits) for v in y], "lo": None, "hi": None}
    for name, ends in (("lo", lo), ("hi", hi)):
        if ends is not None:
            made[name] = [decimal(v, digits) for v in ends]
    return made
