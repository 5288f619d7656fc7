"""Whether a term depends on a leaf."""

from __future__ import annotations

from symrnn.algebra.sizes import Size
from symrnn.algebra.substitute import leaves
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
