"""Whether a term depends on a leaf, and by which words."""

from __future__ import annotations

from collections.abc import Callable

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves
from symrnn.algebra.order.linearforms import rational
from symrnn.algebra.terms import Term
from symrnn.errors import NotSupportedError

_memo: dict[tuple[Term, Term], bool] = {}


def depends(term: Term, x: Term) -> bool:
    """Whether the leaf x occurs in the term.

    Raises
    ------
    NotSupportedError
        Where the same sequence occurs at an index of which it cannot be said whether it equals that of x.
    """
    key = (term, x)
    if key not in _memo:
        if len(_memo) > 200_000:
            _memo.clear()
        found = leaves(term)
        if x.head == "seq":
            for leaf in found:
                if leaf.head == "seq" and leaf.name == x.name and leaf != x:
                    gap: Size = leaf.args[1] - x.args[1]
                    if gap.constant is None:
                        raise NotSupportedError(f"a derivative with respect to {x}", got=f"{leaf} in the same term",
                                                expected="indices that differ by a number",
                                                advice="give the element that you differentiate a name of its own")
        _memo[key] = x in found
    return _memo[key]


def made_of(f: Term, x: Term, words: frozenset[str], divisor: Callable[[Term], bool] | None = None) -> bool:
    """Whether x enters f by sums, products, whole powers and the functions of a list alone: f is as smooth as they are.

    It may stand in denominators that `divisor` knows not to vanish.
    """
    if f == x or x not in leaves(f):
        return True
    head, args = f.head, f.args
    if head in ("add", "sub", "mul", "neg", "named"):
        return all(made_of(part, x, words, divisor) for part in f.children)
    if head == "div":
        known = divisor is not None and divisor(args[1]) and made_of(args[1], x, words, divisor)
        return (known or x not in leaves(args[1])) and made_of(args[0], x, words, divisor)
    if head == "pow":
        p = rational(args[1])
        return p is not None and p.denominator == 1 and made_of(args[0], x, words, divisor) and (
            p >= 0 or (divisor is not None and divisor(args[0])))
    return head == "fn" and args[0].order == 0 and args[0].word in words and made_of(args[1], x, words, divisor)
