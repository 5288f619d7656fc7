"""The structure of a matrix: diagonal + sum of outer products + full chains, with what follows for the rank.

`structure(J)` reads it from the closed form in one pass, refolds it, and proves the refolded form equal to J.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import equal
from symrnn.algebra.language.words import diag, ones, outer, zeros
from symrnn.algebra.terms import Term, coerce, number
from symrnn.algebra.writing.simplify import folded, simplified
from symrnn.errors import ShapeError

UNIT = Size({(): 1})


@dataclass(frozen=True)
class Piece:
    """One summand: `diag` with a column, `outer` with two columns, or `full` with a matrix."""

    kind: str
    parts: tuple[Term, ...]

    @property
    def term(self) -> Term:
        """The summand as a term."""
        if self.kind == "diag":
            return diag(self.parts[0])
        return outer(*self.parts) if self.kind == "outer" else self.parts[0]


@dataclass(frozen=True)
class Structure:
    """A matrix as diag(d) + sum of p q^T + sum of full matrices.

    Parameters
    ----------
    diagonal
        The column d, None where it vanishes.
    pairs
        The columns (p, q) of the outer products, merged where they share one.
    full
        The full summands.
    shape
        The shape of the matrix.
    verdict
        The judgement of "the refolded form equals the matrix".
    """

    diagonal: Term | None
    pairs: tuple[tuple[Term, Term], ...]
    full: tuple[Term, ...]
    shape: tuple[Size, ...]
    proved: bool

    @property
    def term(self) -> Term:
        """The refolded matrix."""
        parts = ([diag(self.diagonal)] if self.diagonal is not None else []) + list(self.full) + [
            outer(p, q) for p, q in self.pairs]
        out = parts[0] if parts else zeros(*self.shape)
        for part in parts[1:]:
            out = out + part
        return out

    @property
    def rank_at_most(self) -> Any:
        """An upper bound of the rank: a number of outer products where nothing else stands beside them, else the size."""
        return len(self.pairs) if self.diagonal is None and not self.full else min(self.shape, key=lambda s: len(str(s)))

    @property
    def rank_at_least(self) -> tuple[Any, str]:
        """A lower bound of the rank with its condition (empty: always); 0 where none follows from the structure."""
        if self.diagonal is not None and not self.full:
            nowhere_zero = "" if self.diagonal.head == "ones" else f"no entry of {self.diagonal} is zero"
            return self.shape[0] - len(self.pairs), nowhere_zero
        if self.diagonal is None and not self.full and len(self.pairs) == 1:
            return 1, " and ".join(f"{part} is nonzero" for part in self.pairs[0])
        if self.diagonal is None and not self.full and self.pairs:
            lefts, rights = (", ".join(map(str, side)) for side in zip(*self.pairs, strict=True))
            return len(self.pairs), f"{lefts} are linearly independent, and so are {rights}"
        if self.diagonal is None and not self.pairs and len(self.full) == 1 and self.shape[0] == self.shape[1]:
            return self.shape[0], " and ".join(dict.fromkeys(regular(self.full[0])))
        return 0, ""

    def __repr__(self) -> str:
        lines = [f"{self.shape[0]} x {self.shape[1]}, refolded and proved equal: {'yes' if self.proved else 'no'}"]
        if self.diagonal is not None:
            lines.append(f"  diagonal   diag({self.diagonal})")
        lines += [f"  rank one   outer({p}, {q})" for p, q in self.pairs]
        lines += [f"  full       {t}" for t in self.full]
        lower, condition = self.rank_at_least
        line = f"  rank <= {self.rank_at_most}" + ("" if lower == 0 else f"; rank >= {lower}")
        lines.append(f"{line} where {condition}" if condition else line)
        return "\n".join(lines)


def structure(matrix: Any) -> Structure:
    """Diagonal + low rank + full form of a matrix, refolded and proved equal to it.

    Raises
    ------
    ShapeError
        Where it is a scalar.
    """
    from symrnn.algebra.prove import prove_equal

    a = coerce(matrix)
    if not a.shape:
        raise ShapeError("sr.structure", got="a scalar", expected="a matrix", advice="a scalar has no rank structure")
    closed = expand(a)
    pieces = merged(summands(closed))
    diagonals = [p.parts[0] for p in pieces if p.kind == "diag"]
    found = Structure(
        sum(diagonals[1:], start=diagonals[0]) if diagonals else None,
        tuple((p.parts[0], p.parts[1]) for p in pieces if p.kind == "outer"),
        tuple(p.parts[0] for p in pieces if p.kind == "full"), a.shape, False)
    for shown in (readable(found, a), found):
        proof, _ = prove_equal(equal(a, shown.term))
        if proof is not None:
            return replace(shown, proved=True)
    return found


def readable(found: Structure, source: Term) -> Structure:
    """The same summands as one writes them; whether they still are the matrix is proved as for any other form."""

    def shown(term: Term) -> Term:
        return simplified(folded(term, source))

    # In their sum, summands with a factor in common are put together.
    full = added(shown(sum(found.full[1:], start=found.full[0]))) if found.full else ()
    return replace(found, diagonal=None if found.diagonal is None else shown(found.diagonal),
                   pairs=tuple((shown(p), shown(q)) for p, q in found.pairs), full=full)


def added(a: Term) -> tuple[Term, ...]:
    """The summands of a sum as it is written."""
    if a.head in ("add", "sub") and a.args[0].shape == a.args[1].shape:
        last = added(a.args[1])
        return added(a.args[0]) + (last if a.head == "add" else tuple(-t for t in last))
    return (a,)


def regular(a: Term) -> list[str]:
    """Conditions under which a square product of square factors is invertible, in words."""
    if a.head == "matmul" and a.args[0].shape == a.args[1].shape:
        return regular(a.args[0]) + regular(a.args[1])
    if a.head in ("T", "named", "inv"):
        return regular(a.args[-1])
    if a.head == "mul" and not a.is_scalar and (a.args[0].is_scalar or a.args[1].is_scalar):
        factor, rest = a.args if a.args[0].is_scalar else a.args[::-1]
        return [f"{factor} is nonzero", *regular(rest)]
    if a.head == "diag":
        return [f"no entry of {a.args[0]} is zero"]
    return [f"{a} is invertible"]


def summands(a: Term) -> list[Piece]:
    """The summands of a closed form, products multiplied out, columns and rows never split."""
    head, args = a.head, a.args
    if head == "named":
        return summands(args[1])
    if head == "zeros":
        return []
    if head == "eye":
        return [Piece("diag", (ones(a.shape[0]),))]
    if head == "diag":
        return [Piece("diag", (args[0],))]
    if head == "outer":
        return [Piece("outer", (args[0], args[1]))]
    if head == "ones" and UNIT not in a.shape:
        return [Piece("outer", (ones(a.shape[0]), ones(a.shape[1])))]
    if head == "add":
        return summands(args[0]) + summands(args[1]) if args[0].shape == args[1].shape else [Piece("full", (a,))]
    if head == "sub" and args[0].shape == args[1].shape:
        return summands(args[0]) + [scaled(-1, p) for p in summands(args[1])]
    if head == "neg":
        return [scaled(-1, p) for p in summands(args[0])]
    if head == "mul" and (args[0].is_scalar or args[1].is_scalar) and not a.is_scalar:
        factor, rest = (args[0], args[1]) if args[0].is_scalar else (args[1], args[0])
        return [scaled(factor, p) for p in summands(rest)]
    if head == "div" and args[1].is_scalar and not a.is_scalar:
        return [scaled(1 / args[1], p) for p in summands(args[0])]
    if head == "T":
        return [turned(p) for p in summands(args[0])]
    if head == "matmul":
        if args[0].is_column and args[0].shape[1] == UNIT and args[1].shape[0] == UNIT:
            return [Piece("outer", (args[0], untransposed(args[1])))]
        return [multiplied(p, q) for p in summands(args[0]) for q in summands(args[1])]
    if head == "mul" and args[0].shape == args[1].shape:
        for one, other in ((args[0], args[1]), (args[1], args[0])):
            rank_one = summands(one)
            if len(rank_one) == 1 and rank_one[0].kind == "outer":
                u, w = rank_one[0].parts
                return [multiplied(multiplied(Piece("diag", (u,)), p), Piece("diag", (w,))) for p in summands(other)]
    return [Piece("full", (a,))]


def untransposed(row: Term) -> Term:
    """The column of which a row is the transpose."""
    return row.args[0] if row.head == "T" else row.T


def scaled(factor: Any, piece: Piece) -> Piece:
    """A scalar multiple of a summand."""
    first = -piece.parts[0] if isinstance(factor, int) and factor == -1 else factor * piece.parts[0]
    return Piece(piece.kind, (first, *piece.parts[1:]))


def turned(piece: Piece) -> Piece:
    """The transpose of a summand."""
    if piece.kind == "diag":
        return piece
    return Piece("outer", piece.parts[::-1]) if piece.kind == "outer" else Piece("full", (piece.parts[0].T,))


def multiplied(a: Piece, b: Piece) -> Piece:
    """The product of two summands."""
    if a.kind == "outer":
        u, v = a.parts
        right = v * b.parts[0] if b.kind == "diag" else outer(*b.parts).T @ v if b.kind == "outer" else b.parts[0].T @ v
        return Piece("outer", (u, right))
    if b.kind == "outer":
        u, v = b.parts
        return Piece("outer", (a.parts[0] * u if a.kind == "diag" else a.parts[0] @ u, v))
    if a.kind == b.kind == "diag":
        return Piece("diag", (a.parts[0] * b.parts[0],))
    return Piece("full", (a.term @ b.term,))


def bare_column(v: Term) -> tuple[Term | None, Term]:
    """A column without its scalar factors (None for one), double transposes undone."""
    head, args = v.head, v.args
    if head == "named":
        return bare_column(args[1])
    if head == "T":
        row = args[0].args[1] if args[0].head == "named" else args[0]
        if row.head == "T":
            return bare_column(row.args[0])
        if row.head == "neg":
            return bare_column(-(row.args[0].T))
        if row.head == "mul" and (row.args[0].is_scalar or row.args[1].is_scalar):
            factor, rest = row.args if row.args[0].is_scalar else row.args[::-1]
            return bare_column(factor * rest.T)
    if head == "neg":
        factor, rest = bare_column(args[0])
        return (number(-1) if factor is None else -factor), rest
    if head in ("mul", "div") and args[1].is_scalar and not args[0].is_scalar:
        factor, rest = bare_column(args[0])
        own = args[1] if head == "mul" else 1 / args[1]
        return (own if factor is None else factor * own), rest
    if head == "mul" and args[0].is_scalar and not args[1].is_scalar:
        factor, rest = bare_column(args[1])
        return (args[0] if factor is None else args[0] * factor), rest
    return None, v


def merged(pieces: list[Piece]) -> list[Piece]:
    """Outer products that share a column become one."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.kind == "outer":
            factor, right = bare_column(piece.parts[1])
            piece = Piece("outer", (piece.parts[0] if factor is None else factor * piece.parts[0], right))
            for k, other in enumerate(out):
                if other.kind != "outer":
                    continue
                if other.parts[0] == piece.parts[0]:
                    out[k] = Piece("outer", (other.parts[0], other.parts[1] + piece.parts[1]))
                    break
                if other.parts[1] == piece.parts[1]:
                    out[k] = Piece("outer", (other.parts[0] + piece.parts[0], other.parts[1]))
                    break
            else:
                out.append(piece)
            continue
        out.append(piece)
    return out


