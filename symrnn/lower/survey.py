"""Looking over a term before it is built: how often its parts are used, which names are free, what is bound where."""

from __future__ import annotations

from collections import Counter

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import map_children, subterms
from symrnn.algebra.terms import Term


def substituted(term: Term, pairs: dict[Term, Term]) -> Term:
    """Leaves replaced, except where an iteration binds them."""
    if term in pairs:
        return pairs[term]
    if term.head == "iterate":
        f, x, x0, t = term.args
        inner = {leaf: value for leaf, value in pairs.items() if leaf != x}
        return Term("iterate", (substituted(f, inner) if inner else f, x, substituted(x0, pairs), t), term.shape)
    return map_children(term, lambda t: substituted(t, pairs))


def count_uses(root: Term) -> Counter[Term]:
    """How many arguments each term is."""
    return Counter(child for term in subterms(root) for child in term.children)


def free_names(root: Term) -> set[str]:
    """The names of sizes and indices that no product or sum binds, and of leaves that no iteration binds."""
    memo: dict[Term, frozenset[str]] = {}

    def names(term: Term) -> frozenset[str]:
        if term not in memo:
            parts = [names(child) for child in term.children]
            own = {term.name} if term.head == "sym" else set()
            for arg in (*term.shape, *term.args):
                if isinstance(arg, Size):
                    own |= arg.names
            if term.head in ("product", "total"):
                parts[0] -= {term.args[1]}
            elif term.head == "iterate":
                parts[0] -= {term.args[1].name}
                del parts[1]
            memo[term] = frozenset(own).union(*parts)
        return memo[term]

    return set(names(root))
