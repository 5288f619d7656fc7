"""One claim per value: how `over={"phi": ["tanh", "relu"]}` becomes arguments, ids and words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from symrnn.errors import ClaimError, said

_LABEL = re.compile(r"[A-Za-z0-9+-][A-Za-z0-9._+-]*")


def bindings(over: Mapping[str, Sequence[Any]] | None, what: str) -> list[dict[str, Any]]:
    """The arguments of each claim: every combination of the values, in the order in which they are written."""
    if over is None:
        return [{}]
    if not isinstance(over, Mapping) or not over:
        raise ClaimError(f"{what}: over={said(over)}", expected="a mapping such as {'phi': ['tanh', 'relu']}")
    for name, values in over.items():
        if isinstance(values, str) or not isinstance(values, Sequence) or not values:
            raise ClaimError(f"{what}: over[{name!r}]", got=said(values), expected="a list of at least one value")
        labels = [label(v) for v in values]
        if len(set(labels)) != len(labels):
            raise ClaimError(f"{what}: over[{name!r}] names a value twice", got=", ".join(labels))
    return [dict(zip(over, values, strict=True)) for values in itertools.product(*over.values())]


def label(value: Any) -> str:
    """The name of a value in an id."""
    text = value if isinstance(value, str) else getattr(value, "name", None) or getattr(value, "__name__", None)
    name = str(value) if text is None else str(text)
    if not _LABEL.fullmatch(name):
        raise ClaimError(f"the value {said(name)} of `over`", expected="a value whose name can stand in an id")
    return name


def labelled(id: str, keys: Mapping[str, Any]) -> str:
    """The id of one claim of the family: `name[tanh]`."""
    return f"{id}[{','.join(label(v) for v in keys.values())}]" if keys else id


def filled(text: str, keys: Mapping[str, Any]) -> str:
    """Put the values of `over` into their places `{phi}`; where there is no place, say them at the end of line one."""
    named = text
    for name, value in keys.items():
        named = named.replace("{" + name + "}", label(value))
    if keys and named == text:
        said = ", ".join(f"{name} = {label(value)}" for name, value in keys.items())
        first, gap, rest = text.partition("\n\n")
        named = f"{first.rstrip()} ({said}){gap}{rest}"
    return named
