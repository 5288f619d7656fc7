"""Terms and statements as plain data: nested lists and strings that another program can evaluate."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import chain
from typing import Any

from symrnn.algebra.functions import Function
from symrnn.algebra.language.ownfunctions import body_term
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.terms import Term, shape_text
from symrnn.errors import ShapeError


def node(term: Term) -> list[Any]:
    """The serialised form of a term."""
    head, args = term.head, term.args
    if head == "num":
        return ["num", str(args[0])]
    if head == "sym":
        return ["sym", args[0]]
    if head == "fn":
        return ["fn", args[0].word, node(args[1])]
    if head == "at":
        return ["at", node(args[0]), [[node(k), node(v)] for k, v in args[1]]]
    if head == "size" and args[0].indices:
        return ["index", args[0].node()]
    return [head, *[_arg(a) for a in args]]


def _arg(arg: Any) -> Any:
    if isinstance(arg, Term):
        return node(arg)
    if isinstance(arg, Size):
        return arg.node()
    if isinstance(arg, tuple):
        return [_arg(a) for a in arg]
    if isinstance(arg, Fraction):
        return ["num", str(arg)]
    return arg


def condition_node(statement: Statement, inner: bool = True) -> list[Any]:
    """The serialised form of a statement; its own conditions are wrapped around it where it stands inside another."""
    head, args = statement.head, statement.args
    if head == "exists":
        out: list[Any] = ["exists", [node(v) for v in args[0]], condition_node(args[1])]
    elif head == "induction":
        out = ["induction", args[0].node(), condition_node(args[1]), condition_node(args[2])]
    elif head == "expects":
        out = ["expects", {"simulation": getattr(args[0], "__name__", "simulation")}, node(args[1])]
    else:
        out = [head, *[condition_node(a) if isinstance(a, Statement) else _arg(a) for a in args]]
    if inner and statement.given:
        return ["given", [condition_node(c) for c in statement.given], out]
    return out


def record(statement: Statement) -> dict[str, Any]:
    """The serialised statement: sizes, indices, leaves, functions, given, assert.

    The domains declared on scalars are added to `given`.

    Raises
    ------
    ShapeError
        Where one name stands for two things: leaves, sizes, indices, functions.
    """
    found: dict[str, Term] = {}
    functions: dict[str, Function] = {}
    sizes: set[str] = set()
    indices: set[str] = set()
    for term in statement.terms:
        _collect(term, found, functions, sizes, indices)
    _statement_sizes(statement, sizes, indices)
    named = Counter(chain(found, sizes, indices, (f.name for f in functions.values())))
    clash = sorted(name for name, times in named.items() if times > 1)
    if clash:
        raise ShapeError("names in a statement", got=f"{clash[0]} stands for two things",
                         expected="one meaning for each name", advice="rename the leaf, the size, the index or the function")
    given = [condition_node(c) for c in statement.given]
    for name in sorted(found):
        given.extend(c for c in domain_conditions(found[name]) if c not in given)
    return {
        "sizes": sorted(sizes), "indices": sorted(indices),
        "leaves": {name: {"shape": [s.node() for s in t.shape], "field": t.args[1] if t.head == "sym" else "real",
                          "sequence": t.head == "seq"} for name, t in sorted(found.items())},
        "functions": {f.name: _function(f) for f in sorted(functions.values(), key=lambda f: f.name)},
        "given": given, "assert": condition_node(statement, inner=False),
    }


def domain_conditions(leaf: Term) -> list[list[Any]]:
    """The declared domain of a scalar leaf as serialised conditions."""
    if leaf.head != "sym":
        return []
    out: list[list[Any]] = []
    for head, *bounds in leaf.args[2]:
        out.append([head, ["sym", leaf.name], *[_arg(b) for b in bounds]])
    return out


def _collect(term: Term, found: dict[str, Term], functions: dict[str, Function], sizes: set[str],
             indices: set[str]) -> None:
    stack, seen = [term], set()
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        for size in (*at.shape, *(a for a in at.args if isinstance(a, Size))):
            indices |= size.indices
            sizes |= size.names - size.indices
        if at.head in ("product", "total"):
            indices.add(at.args[1])
        if at.is_leaf:
            other = found.setdefault(at.name, at)
            if (other.shape, other.head, other.args[1:] if other.head == "sym" else ()) != (
                    at.shape, at.head, at.args[1:] if at.head == "sym" else ()):
                raise ShapeError(f"two symbols named {at.name}", got=f"{describe(other)} and {describe(at)}",
                                 expected="one shape and one domain under one name", advice="rename one of them")
            if at.head == "sym":
                for _, *bounds in at.args[2]:
                    stack.extend(b for b in bounds if isinstance(b, Term))
        if at.head == "fn" and at.args[0].is_own:
            base = at.args[0].base
            if functions.setdefault(base.name, base) != base:
                raise ShapeError(f"two functions named {base.name}", got="two definitions", expected="one",
                                 advice="rename one of them")
            stack.extend(b for b in (*(base.range or ()), base.lipschitz) if isinstance(b, Term))
        stack.extend(at.children)


def _statement_sizes(statement: Statement, sizes: set[str], indices: set[str]) -> None:
    for arg in (*statement.args, *statement.given):
        if isinstance(arg, Statement):
            _statement_sizes(arg, sizes, indices)
        elif isinstance(arg, Size):
            indices |= arg.indices
            sizes |= arg.names - arg.indices


def describe(leaf: Term) -> str:
    """A leaf's shape and domain in words."""
    domain = " ".join(str(d[0]) for d in leaf.args[2]) if leaf.head == "sym" else "sequence"
    return f"{shape_text(leaf.shape)} {domain}".strip()


def _function(f: Function) -> dict[str, Any]:
    return {"body": None if f.body is None else node(body_term(f)),
            "range": None if f.range is None else [_bound(b) for b in f.range],
            "lipschitz": None if f.lipschitz is None else _arg_bound(f.lipschitz)}


def _bound(value: Any) -> Any:
    return node(value) if isinstance(value, Term) else str(value)


def _arg_bound(value: Any) -> Any:
    return node(value) if isinstance(value, Term) else ["num", str(value)]


__all__ = ["condition_node", "leaves", "node", "record"]
