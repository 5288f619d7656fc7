"""Serialised terms as LaTeX, as far as witnesses and quantifiers need it.

The formula of a claim comes with the ledger; what is typeset here are sizes, and the small functions and
derived values that a witness carries. A head without a sign of its own is written as a named function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.writing.spelling import name_latex
from symrnn.report import texmath

_CONSTANTS = {"pi": r"\pi", "e": r"\mathrm{e}", "i": r"\mathrm{i}", "oo": r"\infty"}
_BINARY = {"add": ("+", 1), "sub": ("-", 1), "mul": (r"\,", 2), "matmul": (r"\,", 2)}
_SIGNS = {"le": r"\le ", "at_most": r"\le ", "lt": "<", "less": "<", "ge": r"\ge ", "gt": ">", "eq": "=", "equal": "="}
_NAMED = {"tanh", "sin", "cos", "sinh", "cosh", "exp", "log"}


def size(node: Any) -> str:
    """LaTeX of a size or of an index: an integer, a name, a sum or a product of them."""
    if isinstance(node, int):
        return str(node)
    if isinstance(node, str):
        return name_latex(node)
    head, *args = node
    if head == "*":
        return r"\,".join(f"({size(a)})" if isinstance(a, list) and a[0] == "+" else size(a) for a in args)
    text = "+".join(size(a) for a in args)
    return text.replace("+-", "-")


def term(node: Any, level: int = 0) -> str:
    """LaTeX of a term; `level` is how tightly the surroundings bind (1 sums, 2 products, 3 powers)."""
    if not isinstance(node, list) or not node:
        return name_latex(str(node))
    head, *args = node
    if head == "num":
        return _bracketed(texmath.number(args[0]), 1 if args[0].startswith("-") else 3, level)
    if head == "const":
        return _CONSTANTS.get(args[0], name_latex(args[0]))
    if head in ("sym", "named"):
        return "x" if args[0] == "_x" else name_latex(args[0])
    if head in ("size", "index"):
        return size(args[0])
    if head in _BINARY:
        sign, own = _BINARY[head]
        return _bracketed(f"{term(args[0], own)}{sign}{term(args[1], own + 1)}", own, level)
    if head == "neg":
        return _bracketed(f"-{term(args[0], 2)}", 1, level)
    if head == "div":
        return rf"\frac{{{term(args[0])}}}{{{term(args[1])}}}"
    if head == "pow":
        return _bracketed(f"{term(args[0], 4)}^{{{term(args[1])}}}", 3, level)
    if head == "T":
        return rf"{term(args[0], 4)}^{{\top}}"
    if head == "fn":
        name = "\\" + args[0] if args[0] in _NAMED else rf"\operatorname{{{args[0]}}}"
        return f"{name}({term(args[1])})"
    return rf"\operatorname{{{head.replace('_', ' ')}}}\left({', '.join(term(a) for a in args)}\right)"


def _bracketed(text: str, own: int, level: int) -> str:
    return rf"\left({text}\right)" if own < level else text


def extras(witness: Mapping[str, Any]) -> list[str]:
    """Sizes, indices, functions and derived leaves of a witness, and what holds where it is a proof, each as a formula."""
    found = [
        f"{name_latex(k)}={v}" for part in ("sizes", "indices") for k, v in sorted((witness.get(part) or {}).items())
    ]
    found += [f"{name_latex(k)}(x)={term(v)}" for k, v in sorted((witness.get("functions") or {}).items())]
    found += [f"{name_latex(k)}={term(v)}" for k, v in sorted((witness.get("derived") or {}).items())]
    negated = witness.get("as") or [""]
    if negated[0] in _SIGNS and len(negated) == 3:
        found.append(f"{term(negated[1])}{_SIGNS[negated[0]]}{term(negated[2])}")
    return found


def bound_names(node: Any) -> set[str]:
    """Names that an integral, a sum, a product, an iteration, an expectation, a limit or `exists` binds."""
    if not isinstance(node, list) or not node:
        return set()
    head, *args = node
    found = {name for arg in args for name in bound_names(arg)}
    if head in ("integral", "product", "total") and len(args) > 1:
        found.add(str(args[1]))
    elif head in ("iterate", "expect") and len(args) > 1:
        found |= _leaf(args[1])
    elif head in ("tends_to", "of_order") and args:
        found |= _leaf(args[-1])
    elif head == "exists" and args:
        found |= {name for leaf in args[0] for name in _leaf(leaf)}
    if isinstance(head, list):
        found |= bound_names(head)
    return found


def _leaf(node: Any) -> set[str]:
    if isinstance(node, str):
        return {node}
    return {node[1]} if isinstance(node, list) and len(node) == 2 and isinstance(node[1], str) else set()
