"""The form of a ledger, read from ``ledger.schema.json``, and what an object lacks of it.

The schema is plain JSON Schema, for any program. This file reads the part of that language which the schema
uses, so that writing a report needs no further package and a malformed ledger is named by its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from symrnn.errors import LedgerError

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_READ = """$schema $id $defs $ref title description type required properties additionalProperties items minItems
maxItems minLength minimum pattern enum const anyOf"""


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a ledger."""
    found: dict[str, Any] = json.loads((files("symrnn.report") / "ledger.schema.json").read_text("utf-8"))
    return found


def require(ledger: object) -> None:
    """Pass if `ledger` has the form of a ledger.

    Raises
    ------
    LedgerError
        With the place of the first fault, in the order of the schema.
    """
    for place, fault in _faults(ledger, schema(), "ledger"):
        raise LedgerError(f"{place} {fault}", advice="`symrnn verify --json FILE` writes ledgers of the right form.")


def faults(ledger: object) -> list[str]:
    """Every fault of `ledger`, each with its place."""
    return [f"{place} {fault}" for place, fault in _faults(ledger, schema(), "ledger")]


def _faults(value: Any, rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    unread = rule.keys() - set(_READ.split())
    if unread:
        raise LedgerError("ledger.schema.json uses a keyword that is not read", got=sorted(unread)[0])
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in rule:
        if all(any(_faults(value, option, place)) for option in rule["anyOf"]):
            yield place, f"has none of the allowed forms; got {_short(value)}"
        return
    if "const" in rule and value != rule["const"]:
        yield place, f"must be {rule['const']!r}; got {_short(value)}"
    if "enum" in rule and value not in rule["enum"]:
        yield place, f"must be one of {', '.join(map(str, rule['enum']))}; got {_short(value)}"
    if "type" in rule and not _has_type(value, rule["type"]):
        wanted = rule["type"] if isinstance(rule["type"], str) else " or ".join(rule["type"])
        yield place, f"must be of type {wanted}; got {_short(value)}"
        return
    if isinstance(value, str):
        yield from _text_faults(value, rule, place)
    elif isinstance(value, dict):
        yield from _object_faults(value, rule, place)
    elif isinstance(value, list):
        yield from _array_faults(value, rule, place)
    elif isinstance(value, int) and value < rule.get("minimum", value):
        yield place, f"must be at least {rule['minimum']}; got {value}"


def _text_faults(value: str, rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if len(value) < rule.get("minLength", 0):
        yield place, "must not be empty"
    # Python's $ also matches before a final newline, JSON Schema's does not.
    if "pattern" in rule and (not re.search(rule["pattern"], value) or value.endswith("\n")):
        yield place, f"must match {rule['pattern']}; got {_short(value)}"


def _object_faults(value: dict[str, Any], rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for key in rule.get("required", ()):
        if key not in value:
            yield place, f"lacks {key!r}"
    known = rule.get("properties", {})
    for key, child in value.items():
        inner = known.get(key, rule.get("additionalProperties"))
        if inner is not None:
            yield from _faults(child, inner, f"{place}.{key}")


def _array_faults(value: list[Any], rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if len(value) < rule.get("minItems", 0):
        yield place, f"must have at least {rule['minItems']} entries; got {len(value)}"
    if len(value) > rule.get("maxItems", len(value)):
        yield place, f"must have at most {rule['maxItems']} entries; got {len(value)}"
    if "items" in rule:
        for k, child in enumerate(value):
            yield from _faults(child, rule["items"], f"{place}[{k}]")


def _has_type(value: Any, wanted: str | list[str]) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    # In Python a bool is an int; in JSON it is not.
    return any(isinstance(value, _TYPES[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
