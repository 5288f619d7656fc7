"""The pictures of a claim: functions without arguments that return a picture as data, called when it is judged.

A picture illustrates and never decides. One that cannot be made leaves an empty picture that says so, and the claim's
verdict is what it would have been without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from symrnn.claims.claim import Claim
from symrnn.systems.figure import figure, line

_NUMBER = re.compile(r"[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d+)?")
_WORDS = ("xlabel", "ylabel")
_SCALES = ("linear", "log", None)
_STYLES = ("line", "points", "bars", None)
_COLUMNS = ("x", "y", "lo", "hi")


def pictures(claim: Claim) -> list[dict[str, Any]]:
    """The pictures of a claim, in order."""
    made: list[dict[str, Any]] = []
    for k, function in enumerate(claim.figures):
        name = getattr(function, "__name__", f"picture-{k + 1}").replace("_", "-")
        picture = _made(claim, function, name)
        taken = {other["id"] for other in made}
        made.append(picture if picture["id"] not in taken else _empty(f"{name}-{k + 1}", "its id is taken"))
    return made


def _made(claim: Claim, function: Callable[[], Any], name: str) -> dict[str, Any]:
    try:
        with claim.scope():
            value = function()
    except Exception as error:  # noqa: BLE001 (a picture that fails in any way must not change a verdict)
        return _empty(name, f"{type(error).__name__}: {error}")
    fault = _fault(value)
    return _empty(name, fault) if fault else dict(value)


def _empty(name: str, why: str) -> dict[str, Any]:
    return figure(name, f"This picture could not be made ({why}). The verdict does not rest on it.", line("", [], []),
                  x="", y="")


def _fault(value: Any) -> str:
    """What is wrong with the form of a picture; empty where nothing is."""
    if not isinstance(value, Mapping):
        return f"its function returned a {type(value).__name__}, not a picture"
    if not all(isinstance(value.get(key), str) and value[key] for key in ("id", "caption")):
        return "it has no id or no caption"
    if any(not isinstance(value.get(key), str | None) for key in _WORDS):
        return "the name of an axis is no text"
    if any(value.get(key) not in _SCALES for key in ("xscale", "yscale")):
        return "a scale is neither linear nor log"
    series = value.get("series")
    if not isinstance(series, list) or not series:
        return "it has no series"
    return next((fault for fault in map(_fault_of_series, series) if fault), "")


def _fault_of_series(series: Any) -> str:
    if not isinstance(series, Mapping) or not isinstance(series.get("label"), str):
        return "a series has no label"
    if series.get("style") not in _STYLES:
        return f"a series has the style {series['style']!r:.40}"
    given = [series.get(key) for key in _COLUMNS if key in "xy" or series.get(key) is not None]
    columns = [column for column in given if isinstance(column, list)]
    if len(columns) < len(given) or len({len(column) for column in columns}) > 1:
        return "the columns of a series are not lists of one length"
    if not all(isinstance(v, str) and _NUMBER.fullmatch(v) for column in columns for v in column):
        return "a number is not a decimal as text"
    return ""
