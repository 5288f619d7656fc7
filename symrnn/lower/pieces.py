"""Matrices kept in pieces as long as possible: diagonal, scaled, outer products, one number in every entry.

A Jacobian of a gated network is `diag(d) + sum diag(l) A diag(r) + sum p q'`. Kept like this, a product with a diagonal
costs a column, a product with a vector never builds the matrix, and the matrix is filled once, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import ONE, SCALAR, Shape
from symrnn.lower.elementwise import Elementwise
from symrnn.lower.nodes import Node


@dataclass(frozen=True)
class Diagonal:
    """diag(d); a scalar d stands for d times the identity."""

    d: Node


@dataclass(frozen=True)
class Scaled:
    """diag(left) @ core @ diag(right); a scalar scales everything."""

    left: Node
    core: Node
    right: Node


@dataclass(frozen=True)
class Outer:
    """p q', two columns."""

    p: Node
    q: Node


@dataclass(frozen=True)
class Full:
    """One scalar in every entry."""

    s: Node


Piece = Diagonal | Scaled | Outer | Full


@dataclass(frozen=True)
class Pieces:
    """A matrix as a sum of pieces."""

    shape: Shape
    parts: tuple[Piece, ...]

    @property
    def is_cheap(self) -> bool:
        """Whether the matrix has at most one piece that fills it."""
        return sum(not isinstance(part, Diagonal) for part in self.parts) <= 1


class Matrices:
    """Sums and products of matrices in pieces."""

    def __init__(self, elementwise: Elementwise) -> None:
        self.e = elementwise
        self.graph = elementwise.graph
        self.one = self.graph.num(1)

    # -- making --------------------------------------------------------------------------------------------------
    def dense(self, node: Node) -> Pieces:
        """A matrix that is known by its entries only."""
        if node.op == "zeros":
            return Pieces(node.shape, ())
        if node.op == "ones":
            return Pieces(node.shape, (Full(self.one),))
        return Pieces(node.shape, (Scaled(self.one, node, self.one),))

    def diagonal(self, d: Node, shape: Shape) -> Pieces:
        """diag(d)."""
        if d.op == "zeros":
            return Pieces(shape, ())
        return Pieces(shape, (Diagonal(self._plain(d)),))

    def outer(self, p: Node, q: Node, shape: Shape) -> Pieces:
        """The product p q', scalar factors on the side of p."""
        if "zeros" in (p.op, q.op):
            return Pieces(shape, ())
        return Pieces(shape, (self._outer(p, q),))

    def _outer(self, p: Node, q: Node) -> Outer | Full:
        scalars, q = self._split(q)
        p = self.e.product(scalars, p)
        scale, ones = self._split(p)
        return Full(scale) if ones.op == q.op == "ones" else Outer(p, q)

    def _scaled(self, left: Node, core: Node, right: Node) -> Scaled:
        """A column of equal entries scales as a scalar, and scalars stand on the left."""
        left, right = self._plain(left), self._plain(right)
        return Scaled(left, core, right) if right.shape else Scaled(self.e.product(right, left), core, self.one)

    def _split(self, q: Node) -> tuple[Node, Node]:
        """Scalar factors and the rest of a column."""
        if q.op != "prod":
            return self.one, q
        scalars = [(base, exponent) for base, exponent in q.args[1] if not base.shape]
        rest = [(base, exponent) for base, exponent in q.args[1] if base.shape]
        return self.e.times(q.args[0], scalars, SCALAR), self.e.times(Fraction(1), rest, q.shape)

    def _plain(self, d: Node) -> Node:
        """A column of equal entries as its entry."""
        own, powers = self.e.monomial(d)
        return self.e.rebuilt(own, powers) if all(not base.shape for base, _ in powers) else d

    # -- linear --------------------------------------------------------------------------------------------------
    def scaled(self, s: Node, m: Pieces) -> Pieces:
        """A scalar times a matrix."""
        return self._mapped(m, lambda u: self.e.product(s, u))

    def _mapped(self, m: Pieces, change: Callable[[Node], Node]) -> Pieces:
        out: list[Piece] = []
        for part in m.parts:
            if isinstance(part, Diagonal):
                out.append(Diagonal(self._plain(change(part.d))))
            elif isinstance(part, Scaled):
                out.append(self._scaled(change(part.left), part.core, part.right))
            elif isinstance(part, Outer):
                out.append(self._outer(change(part.p), part.q))
            else:
                out.append(Full(change(part.s)))
        return Pieces(m.shape, tuple(out))

    def sum(self, *matrices: Pieces) -> Pieces:
        """The sum: diagonals together, equal cores and equal columns together."""
        out: list[Piece] = []
        for part in (part for m in matrices for part in m.parts):
            for position, other in enumerate(out):
                merged = self._merged(other, part)
                if merged is not None:
                    out[position] = merged
                    break
            else:
                out.append(part)
        return Pieces(matrices[0].shape, self._softmax_jacobians(out))

    def _merged(self, a: Piece, b: Piece) -> Piece | None:
        add = self._add
        if isinstance(a, Diagonal) and isinstance(b, Diagonal):
            return Diagonal(add(a.d, b.d))
        if isinstance(a, Full) and isinstance(b, Full):
            return Full(add(a.s, b.s))
        if isinstance(a, Scaled) and isinstance(b, Scaled) and a.core is b.core:
            if a.right is b.right:
                return self._scaled(add(a.left, b.left), a.core, a.right)
            if a.left is b.left:
                return self._scaled(a.left, a.core, add(a.right, b.right))
        if isinstance(a, Outer) and isinstance(b, Outer):
            if a.q is b.q:
                return Outer(add(a.p, b.p), a.q)
            if a.p is b.p:
                return self._outer(a.p, add(a.q, b.q))
        return None

    def _add(self, a: Node, b: Node) -> Node:
        return self.e.total([(1, a), (1, b)], a.shape or b.shape)

    def _softmax_jacobians(self, parts: list[Piece]) -> tuple[Piece, ...]:
        """diag(p) - p p' as diag(p) (I - 1 p'), for a softmax p: subtracting loses the digits of a p near 1."""
        for first in parts:
            if isinstance(first, Diagonal) and first.d.op == "softmax":
                p = first.d
                second = next((part for part in parts if isinstance(part, Outer) and part.q is p
                               and part.p is self.e.scaled(-1, p)), None)
                if second is not None:
                    core = self.graph.node("centring", p, shape=(p.shape[0], p.shape[0]))
                    rest = [part for part in parts if part not in (first, second)]
                    return (*rest, Scaled(p, core, self.one))
        return tuple(parts)

    def transpose(self, m: Pieces) -> Pieces:
        """The transpose."""
        return Pieces((m.shape[1], m.shape[0]), tuple(self._turned(part) for part in m.parts))

    def _turned(self, part: Piece) -> Piece:
        if isinstance(part, Outer):
            return self._outer(part.q, part.p)
        if not isinstance(part, Scaled):
            return part
        core, left, right = self.graph.transpose(part.core), part.right, part.left
        if part.core.op == "centring" and (part.core.args[0], False) in self.e.monomial(right)[1]:
            # diag(p) (I - 1 p') is symmetric, so that the transpose has the same core.
            core, p = part.core, part.core.args[0]
            left, right = self.e.product(left, p), self.e.quotient(right, p)
        return self._scaled(left, core, right)

    # -- products ------------------------------------------------------------------------------------------------
    def by_rows(self, v: Node, m: Pieces) -> Pieces:
        """diag(v) @ m, for a column or a scalar v."""
        ones = self._ones(m.shape[0]), self._ones(m.shape[1])
        spread = tuple(Outer(self.e.product(part.s, ones[0]), ones[1]) if isinstance(part, Full) and v.shape else part
                       for part in m.parts)
        return self._mapped(Pieces(m.shape, spread), lambda u: self.e.product(v, u))

    def _ones(self, size: Size) -> Node:
        return self.graph.filled("ones", (size, ONE))

    def product(self, a: Pieces, b: Pieces, densely: Callable[[Pieces], Node]) -> Pieces:
        """The matrix product: diagonals scale, outer products stay outer products, what is left is one product."""
        shape = (a.shape[0], b.shape[1])
        if self._is_full(a) and self._is_full(b):
            if len(b.parts) == 1 and isinstance(b.parts[0], Scaled) and b.parts[0].core.op == "centring":
                return self.transpose(self._dense_product(self.transpose(b), self.transpose(a), densely, shape[::-1]))
            return self._dense_product(a, b, densely, shape)
        if not self._is_full(a):
            return self.sum(Pieces(shape, ()), *(self._piece_times(part, b, shape) for part in a.parts))
        turned = self.transpose(b)
        left = self.transpose(a)
        out = [self._piece_times(part, left, (shape[1], shape[0])) for part in turned.parts]
        return self.transpose(self.sum(Pieces((shape[1], shape[0]), ()), *out))

    @staticmethod
    def _is_full(m: Pieces) -> bool:
        return any(isinstance(part, Scaled) for part in m.parts)

    def _piece_times(self, part: Piece, b: Pieces, shape: Shape) -> Pieces:
        """A diagonal, an outer product or a number in every entry, times a matrix."""
        if isinstance(part, Diagonal):
            return self.by_rows(part.d, b)
        if isinstance(part, Outer):
            return self.outer(part.p, self.apply(self.transpose(b), part.q), shape)
        assert isinstance(part, Full)
        sums = self.apply(self.transpose(b), self._ones(b.shape[0]))
        return self.outer(self.e.product(part.s, self._ones(shape[0])), sums, shape)

    def _dense_product(self, a: Pieces, b: Pieces, densely: Callable[[Pieces], Node], shape: Shape) -> Pieces:
        """One product of two filled matrices, with the outermost diagonals left outside."""
        left, right = self.one, self.one
        if len(a.parts) == 1 and isinstance(a.parts[0], Scaled):
            left, first = a.parts[0].left, a.parts[0].core
            b = self.by_rows(a.parts[0].right, b)
        else:
            first = densely(a)
        if len(b.parts) == 1 and isinstance(b.parts[0], Scaled):
            right = b.parts[0].right
            b = Pieces(b.shape, (replace(b.parts[0], right=self.one),))
        second = densely(b)
        core = self._product_of_two(first, second, shape)
        return Pieces(shape, (self._scaled(left, core, right),))

    def _product_of_two(self, first: Node, second: Node, shape: Shape) -> Node:
        if first.op == "centring":
            return self.graph.node("centred", first.args[0], second, shape=shape)
        return self.graph.matmul(first, second)

    def apply(self, m: Pieces, v: Node) -> Node:
        """A matrix times a column, without building the matrix."""
        e, parts = self.e, []
        for part in m.parts:
            if isinstance(part, Diagonal):
                parts.append(e.product(part.d, v))
            elif isinstance(part, Outer):
                parts.append(e.product(part.p, self.graph.dot(part.q, v)))
            elif isinstance(part, Full):
                parts.append(e.product(part.s, self.graph.dot(self._ones(v.shape[0]), v), self._ones(m.shape[0])))
            else:
                parts.append(e.product(part.left, self._core_times(part.core, e.product(part.right, v))))
        return e.total([(1, part) for part in parts], (m.shape[0], ONE))

    def _core_times(self, core: Node, v: Node) -> Node:
        """A dense matrix times a column; scalar factors stay outside."""
        scalars, v = self._split(v)
        made = self._product_of_two(core, v, v.shape)
        return self.e.product(scalars, made)

    def hadamard(self, a: Pieces, b: Pieces, densely: Callable[[Pieces], Node]) -> Pieces:
        """The elementwise product."""
        for x, y in ((a, b), (b, a)):
            if x.parts and all(isinstance(part, Diagonal) for part in x.parts):
                d = self._add_all(part.d for part in x.parts if isinstance(part, Diagonal))
                return self.diagonal(self.e.product(d, self.diagonal_of(y)), a.shape)
            only = x.parts[0] if len(x.parts) == 1 else None
            if isinstance(only, Outer):
                return self.transpose(self.by_rows(only.q, self.transpose(self.by_rows(only.p, y))))
            if isinstance(only, Full):
                return self.scaled(only.s, y)
        if not a.parts or not b.parts:
            return Pieces(a.shape, ())
        return self.dense(self.e.product(densely(a), densely(b)))

    def _add_all(self, nodes: Iterable[Node]) -> Node:
        parts = list(nodes)
        return self.e.total([(1, part) for part in parts], next((part.shape for part in parts if part.shape), SCALAR))

    def diagonal_of(self, m: Pieces) -> Node:
        """The diagonal as a column."""
        e, shape = self.e, (m.shape[0], ONE)
        parts = []
        for part in m.parts:
            if isinstance(part, Diagonal):
                parts.append(part.d)
            elif isinstance(part, Outer):
                parts.append(e.product(part.p, part.q))
            elif isinstance(part, Full):
                parts.append(part.s)
            else:
                core = self.graph.node("diagof", part.core, shape=shape)
                parts.append(e.product(part.left, core, part.right))
        return e.total([(1, part) for part in parts], shape)

    # -- filling -------------------------------------------------------------------------------------------------
    def filled(self, m: Pieces) -> Node:
        """The matrix as one value: pieces with the same scaling share it, then all are filled into one array."""
        groups: dict[tuple[Node, Node], list[Node]] = {}
        for part in m.parts:
            if isinstance(part, Scaled):
                groups.setdefault((part.left, part.right), []).append(part.core)
        parts: list[Node] = []
        for (left, right), cores in groups.items():
            core = cores[0] if len(cores) == 1 or (left is self.one and right is self.one) else self.graph.node(
                "matsum", *(self._part("scaled", self.one, c, self.one, shape=m.shape) for c in cores), shape=m.shape)
            members = cores if core is cores[0] else [core]
            parts += [self._part("scaled", left, c, right, shape=m.shape) for c in members]
        for part in m.parts:
            if isinstance(part, Outer):
                parts.append(self._part("outer", part.p, part.q, shape=m.shape))
            elif isinstance(part, Full):
                parts.append(self._part("full", part.s, shape=m.shape))
        parts += [self._part("diagonal", part.d, shape=m.shape) for part in m.parts if isinstance(part, Diagonal)]
        if not parts:
            return self.graph.filled("zeros", m.shape)
        if len(parts) == 1 and parts[0].op == "full":
            return self.e.product(parts[0].args[0], self.graph.filled("ones", m.shape))
        if len(parts) == 1 and parts[0].op == "scaled" and parts[0].args[0] is parts[0].args[2] is self.one:
            return parts[0].args[1]
        return self.graph.node("matsum", *parts, shape=m.shape)

    def _part(self, op: str, *args: Node, shape: Shape) -> Node:
        return self.graph.node(op, *args, shape=shape)
