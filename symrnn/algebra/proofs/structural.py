"""Structural identities of inverses, determinants and transposes, valid wherever the original is defined."""

from __future__ import annotations

from collections.abc import Callable

from symrnn.algebra.functions import TABLE
from symrnn.algebra.language.substitute import map_children
from symrnn.algebra.language.words import det, diag, expm, eye, inv, norm
from symrnn.algebra.terms import SCALAR, Term, number


def simplified(term: Term) -> Term:
    """The term with inverses and determinants taken apart as far as their arguments allow."""
    memo: dict[Term, Term] = {}

    def walk(node: Term) -> Term:
        if node not in memo:
            new = map_children(node, walk)
            rule = _RULES.get(new.head)
            better = _exponentials(new) if new.head == "matmul" else rule(_bare(new.args[0])) if rule is not None \
                else _turned(new)
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
        return args[0]
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
    return _shifted(a) if head == "add" else None


def _shifted(a: Term) -> Term | None:
    """det(c I + X D) = det(c I + D X) = det(c I + D X^T) for a diagonal D: the product with D first and X not turned."""
    for base, other in (a.args, a.args[::-1]):
        product = _bare(other)
        if product.head != "matmul" or not _scalar_matrix(base):
            continue
        x, y = product.args
        if diagonal(y) and not diagonal(x):
            return det(base + y @ x)
        if diagonal(x) and _bare(y).head == "T":
            return det(base + x @ _bare(y).args[0])
    return None


def _transpose(a: Term) -> Term | None:
    if symmetric(a):
        return a
    if a.head == "T":
        return a.args[0]
    if a.head == "expm":
        return expm(a.args[0].T)
    if a.head == "matpow":
        return Term("matpow", (a.args[0].T, a.args[1]), a.shape)
    return Term("lyap", (a.args[0], a.args[1].T), a.shape) if a.head == "lyap" else None


def _matpow(a: Term) -> Term | None:
    return a if a.head == "eye" else None


def _scalar_matrix(a: Term) -> bool:
    """Whether a matrix is a multiple of the identity by its form."""
    a = _bare(a)
    if a.head in ("mul", "div"):
        return all(x.is_scalar or _scalar_matrix(x) for x in a.args)
    return a.head == "eye" or (a.head in ("neg", "T") and _scalar_matrix(a.args[0]))


def diagonal(a: Term) -> bool:
    """Whether a square matrix is diagonal by its form."""
    a = _bare(a)
    if a.head in ("mul", "div", "matmul"):
        return _square(a) and all(x.is_scalar or diagonal(x) for x in a.args)
    return a.head in ("eye", "diag") or (a.head in ("neg", "T") and diagonal(a.args[0]))


def symmetric(a: Term) -> bool:
    """Whether a square matrix is its own transpose by its form; every sign is followed, nothing is computed."""
    a = _bare(a)
    head, args = a.head, a.args
    if a.is_scalar or head in ("eye", "diag"):
        return True
    if not _square(a):
        return False
    if head in ("T", "inv", "neg", "expm", "matpow"):
        return symmetric(args[0])
    if head in ("add", "sub", "mul", "div"):
        return all(x.is_scalar or symmetric(x) for x in args)
    if head == "lyap":
        return symmetric(args[1])
    if head == "outer":
        return bool(args[0] == args[1])
    return head == "matmul" and (diagonal(a) or _mirrored(a))


def _mirrored(a: Term) -> bool:
    """X X^T, and X S X^T with a symmetric S."""
    x, last = _bare(a.args[0]), a.args[1]
    if last in (x.T, a.args[0].T) or x == _bare(last).T:
        return True
    if x.head != "matmul":
        return False
    first, middle = x.args
    return symmetric(middle) and (last == first.T or first == _bare(last).T)


def _exponential(a: Term) -> Term | None:
    if a.head == "diag":
        return diag(TABLE["exp"](a.args[0]))
    return eye(a.shape[0]) if a.head == "zeros" else None


# Scalars of a matrix that its transpose shares, and those that an opposite sign exchanges.
SHARED = frozenset({"rank", "rho", "norm", "norm_f", "sigma_min", "eig_max", "eig_min", "tr"})
ENTRIES = frozenset({"max", "min", "sum", "mean", "count_nonzero"})  # scalars of the entries in any arrangement
OPPOSITE = {"max": "min", "min": "max", "eig_max": "eig_min", "eig_min": "eig_max"}


def _upright(a: Term) -> Term | None:
    """The array of which this one is the transpose by its form, through entrywise operations; None for others."""
    a = _bare(a)
    head, args = a.head, a.args
    if head == "T":
        return args[0]
    if head == "fn":
        inside = _upright(args[1])
        return None if inside is None else Term("fn", (args[0], inside), inside.shape)
    if head not in ("neg", "add", "sub", "mul", "div", "pow") or a.is_scalar:
        return None
    turned = [x if x.is_scalar else _upright(x) for x in args]
    arrays = [x for x in turned if x is not None]
    return Term(head, tuple(arrays), (a.shape[1], a.shape[0])) if len(arrays) == len(args) else None


def _turned(t: Term) -> Term | None:
    """The same scalar of a transposed, negated or scaled matrix."""
    if t.head not in SHARED | ENTRIES and t.head not in ("norm_inf", "norm_1"):
        return None
    a = _bare(t.args[0])
    upright = _upright(a)
    if upright is not None and t.head in SHARED | ENTRIES:
        return Term(t.head, (upright,), t.shape)
    if upright is not None and t.head in ("norm_1", "norm_inf"):
        return Term("norm_inf" if t.head == "norm_1" else "norm_1", (upright,), t.shape)
    if t.head == "norm" and a.head == "outer":
        return norm(a.args[0]) * norm(a.args[1])
    if t.head in ("norm", "rho") and a.head == "diag":
        return Term("max", (TABLE["abs"](a.args[0]),), t.shape)
    if t.head == "norm_inf" and a.is_column:
        return Term("max", (TABLE["abs"](a),), t.shape)
    if t.head == "norm_1" and a.is_column:
        return Term("sum", (TABLE["abs"](a),), t.shape)
    if a.head == "neg" and t.head in OPPOSITE:
        return -Term(OPPOSITE[t.head], (a.args[0],), t.shape)
    if a.head == "neg" and t.head in ("rank", "rho", "norm", "norm_f", "sigma_min"):
        return Term(t.head, (a.args[0],), t.shape)
    if t.head in ("rho", "norm", "sigma_min") and a.head == "mul" and a.args[0].is_scalar and not a.args[1].is_scalar:
        return TABLE["abs"](a.args[0]) * Term(t.head, (a.args[1],), t.shape)
    return None


def _exponentials(t: Term) -> Term | None:
    """exp(A) exp(-A) = I, exp(A) exp(A) = exp(2 A)."""
    a, b = (_bare(x) for x in t.args)
    if a.head == b.head == "expm":
        x, y = a.args[0], b.args[0]
        if -x == y or x == -y:
            return eye(t.shape[0])
        if x == y:
            return expm(2 * x)
    return None


_RULES: dict[str, Callable[[Term], Term | None]] = {"inv": _inverse, "det": _determinant, "T": _transpose,
                                                      "expm": _exponential, "matpow": _matpow}
