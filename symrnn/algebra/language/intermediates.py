"""Named intermediates of terms: what a reader must be told, and one meaning for each name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.language.words import named
from symrnn.algebra.terms import Term


def named_within(terms: Iterable[Term]) -> Iterator[Term]:
    """The named intermediates of some terms, each once, innermost first."""
    seen: set[Term] = set()

    def walk(node: Term) -> Iterator[Term]:
        if node not in seen:
            seen.add(node)
            for child in node.children:
                yield from walk(child)
            if node.head == "named":
                yield node

    for term in terms:
        yield from walk(term)


def definitions(terms: Iterable[Term]) -> dict[str, Term]:
    """The bodies of the named intermediates by name, innermost first."""
    return {node.name: node.args[1] for node in named_within(terms)}


def unambiguous(terms: Iterable[Term]) -> list[Term]:
    """The terms with one meaning for each name: a second intermediate called `g` becomes `g_2`, and so on.

    A step after a step has the same intermediates at two times, and a leaf may share the name of one.
    """
    several = list(terms)
    found = list(named_within(several))
    taken = {leaf.name for term in several for leaf in leaves(term)}
    names = {node.name for node in found}
    values: dict[Term, Term] = {}
    for node in found:
        name, k = node.name, 1
        while name in taken or (k > 1 and name in names):
            k += 1
            name = f"{node.name}_{k}"
        taken.add(name)
        renamed = named(name, replace(node.args[1], values))
        if renamed != node:
            values[node] = renamed
    return [replace(term, values) for term in several] if values else several


__all__ = ["definitions", "named_within", "unambiguous"]
