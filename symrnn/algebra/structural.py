"""Structural identities of inverses, determinants and transposes, valid wherever the original is defined."""

from __future__ import annotations

from collections.abc import Callable

from symrnn.algebra.substitute import map_children
from symrnn.algebra.terms import SCALAR, Term, number
from symrnn.algebra.words import det, diag, expm, inv


def simplified(term: Term) -> Term:
    """The term with inverses and determinants taken apart as far as their arguments allow."""
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node not in memo:
            new = map_children(node, walk)
            rule = _RULES.get(new.head)
            better = rule(_bare(new.args[0])) if rule is not None else None
            memo[node] = walk(better) if better is not None and better != new else new
        return memo[node]

    return walk(term)


def _bare(term: Term) -> Term:
    return _bare(term.args[1]) if term.head == "named" else term


def _square(term: Term) -> bool:
    return bool(term.shape) and term.shape[0] == term.shape[1]


def _inverse(a: Term) -> Term | None:
    head, args = a.head, a.args
    if head == "inv":
        return args[0]  # type: ignore[no-any-return]
    if head == "eye":
        return a
    if head == "T":
        return inv(args[0]).T
    if head == "neg":
        return -inv(args[0])
    if head == "diag":
        return diag(1 / args[0])
    if head == "expm":
        return expm(-args[0])
    if head == "matmul" and _square(args[0]) and _square(args[1]):
        return inv(args[1]) @ inv(args[0])
    if head == "mul" and args[0].is_scalar and not args[1].is_scalar:
        return (1 / args[0]) * inv(args[1])
    if head == "mul" and args[1].is_scalar and not args[0].is_scalar:
        return (1 / args[1]) * inv(args[0])
    if head == "div" and args[1].is_scalar and not args[0].is_scalar:
        return args[1] * inv(args[0])
    return None


def _determinant(a: Term) -> Term | None:
    head, args = a.head, a.args
    n = Term("size", (a.shape[0],), SCALAR)
    if head == "eye":
        return number(1)
    if head == "T":
        return det(args[0])
    if head == "inv":
        return 1 / det(args[0])
    if head == "neg":
        return number(-1) ** n * det(args[0])
    if head == "matmul" and _square(args[0]) and _square(args[1]):
        return det(args[0]) * det(args[1])
    if head == "mul" and args[0].is_scalar and not args[1].is_scalar:
        return args[0] ** n * det(args[1])
    if head == "mul" and args[1].is_scalar and not args[0].is_scalar:
        return args[1] ** n * det(args[0])
    if head == "div" and args[1].is_scalar and not args[0].is_scalar:
        return det(args[0]) / args[1] ** n
    if head == "matpow" and args[1].constant is not None and args[1].constant >= 0:
        return det(args[0]) ** args[1].constant
    return None


def _transpose(a: Term) -> Term | None:
    if a.head == "T":
        return a.args[0]  # type: ignore[no-any-return]
    if a.head == "expm":
        return expm(a.args[0].T)
    return a if a.head in ("eye", "diag") else None


_RULES: dict[str, Callable[[Term], Term | None]] = {"inv": _inverse, "det": _determinant, "T": _transpose}
