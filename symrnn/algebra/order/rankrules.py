"""Rules for ranks: what the rank of a matrix is, is at most, or is at least, by the head of the matrix."""

from __future__ import annotations

from collections.abc import Iterator

from symrnn.algebra.language.statements import Statement
from symrnn.algebra.order.normrules import Rule, is_square, of, size
from symrnn.algebra.terms import Term, number


def of_rank(t: Term) -> Iterator[Rule]:
    """Rules with the rank of `t` on one of the two sides."""
    whole, args = of("rank", t), t.args
    if t.head in ("add", "sub") and args[0].shape == args[1].shape and t.shape:
        a, b = (of("rank", x) for x in args)
        yield Rule("rank of a sum", "<=", whole, a + b)
        yield Rule("rank of a sum from below", "<=", a - b, whole)
        yield Rule("rank of a sum from below", "<=", b - a, whole)
    if t.head in ("T", "neg"):
        yield Rule(f"rank of the {'transpose' if t.head == 'T' else 'negative'}", "=", whole, of("rank", args[0]))
    if t.head == "matmul":
        yield from _product(t, whole)
    if t.head == "mul" and args[0].shape == args[1].shape and t.shape:
        yield Rule("rank of an entrywise product", "<=", whole, of("rank", args[0]) * of("rank", args[1]))
    if t.head == "mul" and args[0].is_scalar and not args[1].is_scalar:
        yield Rule("rank of a multiple", "=", whole, of("rank", args[1]), (Statement("nonzero", (args[0],)),))
        yield Rule("rank of a multiple", "<=", whole, of("rank", args[1]))
    if t.head == "div" and args[1].is_scalar and not args[0].is_scalar:
        yield Rule("rank of a multiple", "=", whole, of("rank", args[0]))
    if t.head == "kron":
        yield Rule("rank of a kronecker product", "=", whole, of("rank", args[0]) * of("rank", args[1]))
    if t.head == "outer":
        yield Rule("rank of an outer product", "<=", whole, number(1))
    if t.is_column:
        yield Rule("rank of a column", "<=", whole, number(1))
    if t.head == "diag":
        yield Rule("rank of a diagonal", "=", whole, of("count_nonzero", args[0]))
    if t.head == "eye":
        yield Rule("rank of the identity", "=", whole, size(t.shape[0]))
    if t.head == "zeros":
        yield Rule("rank of zero", "=", whole, number(0))
    if t.head in ("stack", "block"):
        yield from _parts(t, whole)
    if t.shape:
        yield from _whole(t, whole)


def _product(t: Term, whole: Term) -> Iterator[Rule]:
    a, b = t.args
    if a.head == "T" and a.args[0] == b:
        yield Rule("rank of a gram matrix", "=", whole, of("rank", b))
    if b.head == "T" and b.args[0] == a:
        yield Rule("rank of a gram matrix", "=", whole, of("rank", a))
    if a == b:
        yield Rule("rank of a square", "=", whole, of("rank", a), (Statement("normal", (a,)),))
    if a.head == "matmul" and (a.args[0] == b.T or (b.head == "T" and b.args[0] == a.args[0])):
        inner = b.args[0] if b.head == "T" and b.args[0] == a.args[0] else b
        yield Rule("rank of a weighted gram matrix", "=", whole, of("rank", inner), (Statement("pd", (a.args[1],)),))
    for factor, other in ((a, b), (b, a)):
        if is_square(factor):
            yield Rule("invertible factor", "=", whole, of("rank", other), (Statement("invertible", (factor,)),))
    yield Rule("rank of a product", "<=", whole, of("rank", a))
    yield Rule("rank of a product", "<=", whole, of("rank", b))
    yield Rule("sylvester's inequality", "<=", of("rank", a) + of("rank", b) - size(b.shape[0]), whole)
    if a.head == "matmul":
        inner = a.args[1]
        yield Rule("frobenius' inequality", "<=", of("rank", a) + of("rank", inner @ b) - of("rank", inner), whole)


def _diagonal_blocks(t: Term, whole: Term) -> Iterator[Rule]:
    """Where a corner of two by two blocks is zero, the ranks on the diagonal add up, or are a bound from below."""
    if len(t.args[0]) != 2 or len(t.args[0][0]) != 2:
        return
    (a, b), (c, d) = t.args[0]
    total = of("rank", a) + of("rank", d)
    if b.head == c.head == "zeros":
        yield Rule("rank of diagonal blocks", "=", whole, total)
    elif "zeros" in (b.head, c.head):
        for x in (a, d):
            if is_square(x):
                yield Rule("rank of diagonal blocks", "=", whole, total, (Statement("invertible", (x,)),))
        yield Rule("rank of diagonal blocks", "<=", total, whole)


def _parts(t: Term, whole: Term) -> Iterator[Rule]:
    if t.head == "block":
        yield from _diagonal_blocks(t, whole)
    parts = list(t.args) if t.head == "stack" else [b for row in t.args[0] for b in row]
    total = of("rank", parts[0])
    for part in parts[1:]:
        total = total + of("rank", part)
    yield Rule("rank of parts", "<=", whole, total)
    for part in parts:
        yield Rule("rank of a part", "<=", of("rank", part), whole)


def _whole(t: Term, whole: Term) -> Iterator[Rule]:
    yield Rule("rank below the rows", "<=", whole, size(t.shape[0]))
    yield Rule("rank below the columns", "<=", whole, size(t.shape[1]))
    if is_square(t):
        n = size(t.shape[0])
        yield Rule("full rank", "=", whole, n, (Statement("invertible", (t,)),))
        yield Rule("rank of a nilpotent matrix", "<=", whole, n - 1, (Statement("nilpotent", (t,)),))
        yield Rule("rank of a projection", "=", whole, of("tr", t), (Statement("idempotent", (t,)),))
    if t.head == "sub" and t.args[0].head == "eye" and is_square(t.args[1]):
        a = t.args[1]
        yield Rule("rank of the other projection", "=", whole, size(t.shape[0]) - of("rank", a),
                   (Statement("idempotent", (a,)),))
