"""Gradients told backwards through named intermediates: one cotangent after the other."""

from __future__ import annotations

from collections.abc import Iterator

from symrnn.algebra.adjoint import gradient
from symrnn.algebra.build import zero
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.substitute import leaves, replace
from symrnn.algebra.language.words import named
from symrnn.algebra.terms import Term
from symrnn.algebra.writing.simplify import folded, simplified


def cotangents(values: list[tuple[Term, Term]], x: Term) -> Iterator[tuple[str, Term]]:
    """The cotangents of the intermediates, outermost first, then the gradient itself under the empty name.

    Parameters
    ----------
    values
        Pairs of a term y and its cotangent g: what is differentiated is the sum of g^T y.
    x
        The leaf.

    Returns
    -------
    Iterator
        Names and cotangents; that of an intermediate `a` is called `delta_a` in those that follow.
    """
    parts: dict[str, Term] = {}  # a name -> its body over the names inside it
    stand_in: dict[Term, Term] = {}

    def walk(node: Term) -> None:
        for child in node.children:
            walk(child)
        if node.head == "named" and node not in stand_in and depends(node, x):
            parts[node.name] = replace(node.args[1], stand_in)
            stand_in[node] = leaf(node.name, node.shape)

    for y, _ in values:
        walk(y)
    consumers: list[tuple[str, Term, Term]] = [("", replace(y, stand_in), g) for y, g in values]
    for inner, symbol in reversed(list(stand_in.items())):
        total = _pulled(consumers, symbol)
        yield inner.name, total
        consumers.append((inner.name, parts[inner.name], leaf(f"delta_{inner.name}", inner.shape)))
    yield "", _pulled(consumers, x)


def _pulled(consumers: list[tuple[str, Term, Term]], x: Term) -> Term:
    """The sum of what the terms that read a symbol send back to it."""
    total: Term | None = None
    for name, body, g in consumers:
        if x in leaves(body):
            part = folded(gradient(body, x, g), named(name, body) if name else body)
            total = part if total is None else total + part
    return simplified(total if total is not None else zero(x.shape))


__all__ = ["cotangents"]
