"""Products, sums, powers and iterates over a symbolic range: the last factor split off, so that t + 1 meets t."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.language.substitute import map_children, replace, subs_index, subterms
from symrnn.algebra.language.words import eye
from symrnn.algebra.terms import SCALAR, Term, number


def peeled(term: Term, given: tuple[Statement, ...], beside: Iterable[Term] = ()) -> Term:
    """The term with every range shortened to its symbolic part, where the conditions show that it is not empty.

    Where a shorter range of the same kind stands in the term or beside it, to that one: the sum up to t meets the one up to
    t - 1.
    """
    return _peeled(term, given, _shortest((term, *beside)))


Kind = tuple[str, Term, Size, Size]


def _kind(node: Term) -> tuple[Kind, int]:
    """What makes two ranges alike, all but the number in their last index; and that number."""
    body, k, lo, hi = node.args
    number_of = dict(hi.terms).get((), 0)
    bound = Size({("\x00k",): 1}, frozenset({"\x00k"}))
    return (node.head, body if k in lo.names | hi.names else subs_index(body, k, bound), lo, hi - number_of), number_of


def _shortest(terms: Iterable[Term]) -> dict[Kind, int]:
    """The least number in the last index of each kind of range."""
    found: dict[Kind, int] = {}
    for kind, last in (_kind(node) for node in subterms(*terms) if node.head in ("product", "total")):
        found[kind] = min(last, found.get(kind, last))
    return found


def _peeled(term: Term, given: tuple[Statement, ...], shortest: dict[Kind, int]) -> Term:
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node not in memo:
            if node.head in ("product", "total"):
                body, k, lo, hi = node.args
                # An index is at least 0 for `certainly`: where this one may start lower, its body stays as it is.
                inner = _peeled(body, within(given, k, lo, hi), shortest) if certainly(lo, given) else body
                inside = Term(node.head, (inner, k, lo, hi), node.shape)
            else:
                inside = map_children(node, walk)
            memo[node] = _once(inside, given, walk, shortest)
        return memo[node]

    return walk(term)


def within(given: tuple[Statement, ...], k: str, lo: Size, hi: Size) -> tuple[Statement, ...]:
    """What is known under a product or a sum: its index lies in the range, and is no other of that name."""
    here, of_others = Size({(k,): 1}, frozenset({k})), []
    for c in given:
        low, high, _ = _ordered(c)
        if low is not None and high is not None and k not in low.names | high.names:
            of_others.append(c)
    if k in lo.names | hi.names:
        return tuple(of_others)
    return (*of_others, *(Statement("le", (_term(a), _term(b))) for a, b in ((lo, here), (here, hi))))


def _term(size: Size) -> Term:
    return Term("size", (size,), SCALAR)


def _once(node: Term, given: tuple[Statement, ...], go: Callable[[Term], Term], shortest: dict[Kind, int]) -> Term:
    if node.head in ("product", "total"):
        body, k, lo, hi = node.args
        gap = hi - lo + 1
        if gap.constant == 0 and node.head == "product":
            return eye(node.shape[0]) if node.shape else number(1)
        kind, number_of = _kind(node)
        if number_of > min(0, shortest.get(kind, 0)) and certainly(hi - lo, given):
            last = go(subs_index(body, k, hi))
            rest = go(Term(node.head, (body, k, lo, hi - 1), node.shape))
            return last + rest if node.head == "total" else last @ rest if node.shape else last * rest
    if node.head == "matpow":
        base, t = node.args
        if t.constant is None and dict(t.terms).get((), 0) >= 1 and certainly(t - 1, given):
            return base @ go(Term("matpow", (base, t - 1), node.shape))
    if node.head == "iterate":
        f, x, x0, t = node.args
        if t.constant is None and dict(t.terms).get((), 0) >= 1 and certainly(t - 1, given):
            return replace(f, {x: go(Term("iterate", (f, x, x0, t - 1), node.shape))})
    return node


def certainly(gap: Size, given: tuple[Statement, ...]) -> bool:
    """Whether an integer expression is certainly nonnegative: indices are >= 0, sizes >= 1, and what the conditions say."""
    candidates = [gap]
    for c in given:
        low, high, strict = _ordered(c)
        if low is not None and high is not None:
            candidates.append(gap - (high - low) + (1 if strict else 0))
    return any(all(k >= 0 for m, k in g.terms if m) and _least(g) >= 0 for g in candidates)


def _least(gap: Size) -> int:
    return sum(k if not m or not (set(m) & gap.indices) else 0 for m, k in gap.terms)


def _ordered(c: Statement) -> tuple[Size | None, Size | None, bool]:
    if c.head in ("le", "lt", "at_most", "less"):
        return _size(c.args[0]), _size(c.args[1]), c.head in ("lt", "less")
    if c.head in ("ge", "gt"):
        return _size(c.args[1]), _size(c.args[0]), c.head == "gt"
    return None, None, False


def _size(term: Term) -> Size | None:
    if term.head == "size":
        return term.args[0]
    return Size({(): int(term.args[0])}) if term.head == "num" and term.args[0].denominator == 1 else None
