"""The verdict that a claim declares, read off its source; nothing of the source is run."""

from __future__ import annotations

import ast
from typing import Any

from symrnn.recheck.functions import Record

USUAL = "PROVED"


def declared(claim: Record) -> Any:
    """What a claim expects: PROVED unless its decorator says otherwise; None where its source does not tell."""
    if claim["id"].startswith("cell:"):
        return USUAL
    try:
        tree = ast.parse(claim.get("code") or "")
    except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
        return None
    for function in tree.body:
        for call in function.decorator_list if isinstance(function, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and _name(call.func) == "claim":
                options = {k.arg: k.value for k in call.keywords}
                value = options.get("expect", ast.Constant(USUAL))
                return value.value if isinstance(value, ast.Constant) and None not in options else None
    return None


def _name(node: ast.expr) -> str | None:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
