"""Walking over terms: children replaced, leaves found, leaves substituted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import CALCULUS, Term, brief, coerce, place, shape_text
from symrnn.errors import ShapeError, said


def map_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same node over changed children (of the same shapes)."""
    args = _map(term.args, change)
    return term if args is term.args else Term(term.head, args, term.shape)


def _map(args: tuple[Any, ...], change: Callable[[Term], Term]) -> tuple[Any, ...]:
    new = tuple(change(a) if isinstance(a, Term) else _map(a, change) if isinstance(a, tuple) else a for a in args)
    return args if all(a is b for a, b in zip(args, new, strict=True)) else new


def leaves(term: Term) -> dict[Term, None]:
    """All leaves of a term, in the order in which they are met (bound ones included)."""
    found: dict[Term, None] = {}
    seen: set[int] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.is_leaf:
            found.setdefault(node)
        stack.extend(reversed(node.children))
    return found


def subterms(*terms: Term) -> Iterator[Term]:
    """The terms and everything in them, each once."""
    seen: set[Term] = set()
    stack = list(terms)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack.extend(node.children)


def contains(term: Term, heads: frozenset[str]) -> bool:
    """Whether any node has one of the heads."""
    stack, seen = [term], set()
    while stack:
        node = stack.pop()
        if node.head in heads:
            return True
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(node.children)
    return False


def replace(term: Term, values: dict[Term, Term]) -> Term:
    """Substitute subterms (leaves or others) everywhere, all at once; shapes must agree."""
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node in values:
            return values[node]
        if node not in memo:
            memo[node] = map_children(node, walk)
        return memo[node]

    return walk(term)


def at(term: Term, values: dict[Any, Any]) -> Term:
    """Substitute leaves by terms of the same shape, all at once.

    Inside a derivative the substitution is made after the derivative is taken.

    Raises
    ------
    ShapeError
        For a key that is not a leaf of the term, or a value of another shape.
    """
    if not isinstance(values, dict) or not values:
        raise ShapeError(f"`at`{place()}", got=said(values), expected="a mapping {leaf: value}",
                         advice="write term.at({h: sr.zeros(n)})")
    present = leaves(term)
    pairs: dict[Term, Term] = {}
    for key, value in values.items():
        new = coerce(value)
        if not isinstance(key, Term) or not key.is_leaf:
            raise ShapeError(f"`at`{place()}: what is replaced", got=said(key), expected="a leaf",
                             advice="substitute symbols; named intermediates are not leaves")
        if key not in present:
            raise ShapeError(f"`at`{place()}", got=key.name, advice="check the name",
                             expected="a leaf of the term: " + ", ".join(sorted({x.name for x in present})))
        if new.shape != key.shape and not (new.is_scalar and key.is_scalar):
            raise ShapeError(f"`at`{place()}: the value of {key.name}", got=shape_text(new.shape),
                             expected=shape_text(key.shape), advice=f"{brief(new)} does not fit")
        pairs[key] = new
    if contains(term, CALCULUS | {"integral", "expect", "iterate", "product", "total", "at"}):
        return Term("at", (term, tuple(pairs.items())), term.shape)
    return replace(term, pairs)


def subs_index(term: Term, name: str, value: Size) -> Term:
    """Replace an index name by another index expression, outside of nodes that bind it."""
    if term.head in ("product", "total"):
        body, bound, lo, hi = term.args
        inner = body if bound == name else subs_index(body, name, value)
        return Term(term.head, (inner, bound, lo.subs({name: value}), hi.subs({name: value})), term.shape)
    args = tuple(_subs_arg(a, name, value) for a in term.args)
    return Term(term.head, args, term.shape)


def free_sizes(term: Term) -> Iterator[tuple[Size, frozenset[str]]]:
    """The sizes and index expressions in a term, each with the names in it that a product or sum around it binds."""
    bound: frozenset[str] = frozenset()
    args = term.args
    if term.head in ("product", "total"):
        bound, args = frozenset((args[1],)), args[2:]
        yield from ((size, names | bound) for size, names in free_sizes(term.args[0]))
    yield from _free_sizes(args)


def _free_sizes(args: tuple[Any, ...]) -> Iterator[tuple[Size, frozenset[str]]]:
    for arg in args:
        if isinstance(arg, Size):
            yield arg, frozenset()
        elif isinstance(arg, Term):
            yield from free_sizes(arg)
        elif isinstance(arg, tuple):
            yield from _free_sizes(arg)


def _subs_arg(arg: Any, name: str, value: Size) -> Any:
    if isinstance(arg, Term):
        return subs_index(arg, name, value)
    if isinstance(arg, Size):
        return arg.subs({name: value}) if name in arg.names else arg
    if isinstance(arg, tuple):
        return tuple(_subs_arg(a, name, value) for a in arg)
    return arg


__all__ = ["at", "contains", "free_sizes", "leaves", "map_children", "replace", "subs_index", "subterms"]
