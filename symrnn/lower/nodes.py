"""The operations of a program: a directed graph in which equal operations are one node.

A term is what a user means, a node is what a machine does: `diag(v) @ A` is a term of two heads, and one node `scaled`.
Nodes are made by a `Graph`, which keeps one of each; two nodes are equal where they are the same object.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import ONE, SCALAR, Shape

# Values without an imaginary part, whatever their arguments are.
REAL = frozenset({"re", "im", "rank", "rho", "count_nonzero", "norm", "norm_f", "norm_1", "norm_inf", "sigma_min",
                  "eig_max", "eig_min", "eye", "ones", "zeros", "unit", "max", "min"})
# Python numbers where everything below them is one: they are computed with `math`, not with arrays.
PLAIN = frozenset({"num", "const", "size", "sum", "prod", "fn", "pow"})


class Node:
    """One operation.

    Parameters
    ----------
    op
        What is done: a head of the language, or one of `scaled`, `matsum`, `sum`, `prod`, `solve`, ...
    args
        Nodes and plain data (names, sizes, fractions), nested in tuples.
    shape
        The shape of the value; `()` for every scalar, a 1 x 1 matrix included.
    serial
        The number of nodes made before: a deterministic order.
    bound
        The names of loop variables that the value depends on.
    """

    __slots__ = ("args", "bound", "is_complex", "is_static", "op", "serial", "shape")

    def __init__(self, op: str, args: tuple[Any, ...], shape: Shape, serial: int, bound: frozenset[str],
                 is_complex: bool, is_static: bool) -> None:
        self.op = op
        self.args = args
        self.shape = shape
        self.serial = serial
        self.bound = bound
        self.is_complex = is_complex
        self.is_static = is_static

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes directly below this one."""
        return tuple(nodes_in(self.args))

    @property
    def is_column(self) -> bool:
        """Whether the value has one column and is not a scalar."""
        return len(self.shape) == 2 and self.shape[1] == ONE

    def __repr__(self) -> str:
        return f"{self.op}({', '.join(str(a) for a in self.args)})"


def nodes_in(args: Any) -> Iterator[Node]:
    """The nodes among (nested) arguments."""
    for arg in args:
        if isinstance(arg, Node):
            yield arg
        elif isinstance(arg, tuple):
            yield from nodes_in(arg)


def names_in(args: Any) -> Iterator[str]:
    """The names of sizes and indices among (nested) arguments."""
    for arg in args:
        if isinstance(arg, Size):
            yield from arg.names
        elif isinstance(arg, tuple):
            yield from names_in(arg)


def walk(*roots: Node) -> Iterator[Node]:
    """Every node below the roots once, arguments before what is made of them."""
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))


class Graph:
    """Makes nodes, one of each.

    Attributes
    ----------
    hints : names that a reader knows a value by.
    loops : the names of loop variables in use.
    """

    def __init__(self) -> None:
        self._table: dict[tuple[Any, ...], Node] = {}
        self.hints: dict[Node, str] = {}
        self.loops: set[str] = set()

    def node(self, op: str, *args: Any, shape: Shape = SCALAR, is_complex: bool | None = None) -> Node:
        """The node of an operation; a 1 x 1 value is a scalar."""
        if shape == (ONE, ONE):
            shape = SCALAR
        key = (op, args, shape)
        if key not in self._table:
            below = tuple(nodes_in(args))
            bound = frozenset(name for name in names_in(args) if name in self.loops)
            bound = bound.union(*(child.bound for child in below))
            if op in ("product", "total", "iterate"):
                bound = bound - {args[1]}
            elif op == "bound":
                bound = frozenset((args[0],))
            if is_complex is None:
                is_complex = op not in REAL and not (op == "fn" and args[0] == "abs") and any(
                    child.is_complex for child in below)
            static = op in PLAIN and shape == SCALAR and all(child.is_static for child in below)
            self._table[key] = Node(op, args, shape, len(self._table), bound, is_complex, static)
        return self._table[key]

    def num(self, value: Fraction | int) -> Node:
        """An exact number."""
        return self.node("num", Fraction(value))

    def transpose(self, a: Node) -> Node:
        """The transpose; twice is nothing."""
        if not a.shape:
            return a
        if a.op == "T":
            return a.args[0]
        if a.op in ("zeros", "ones"):
            return self.node(a.op, a.shape[1], a.shape[0], shape=(a.shape[1], a.shape[0]))
        return self.node("T", a, shape=(a.shape[1], a.shape[0]))

    def filled(self, op: str, shape: Shape) -> Node:
        """Zeros or ones of a shape."""
        if not shape or shape == (ONE, ONE):
            return self.num(0 if op == "zeros" else 1)
        return self.node(op, *shape, shape=shape)

    def matmul(self, a: Node, b: Node) -> Node:
        """The product of two arrays, neither of which is a scalar; a row times a column is a scalar."""
        if "zeros" in (a.op, b.op):
            return self.filled("zeros", (a.shape[0], b.shape[1]))
        if a.op == "inv":
            return self.node("solve", a.args[0], b, shape=b.shape)
        if a.op == "T" and a.args[0].op == "inv":
            return self.node("solve", self.transpose(a.args[0].args[0]), b, shape=b.shape)
        if b.op == "inv":
            return self.transpose(self.node("solve", self.transpose(b.args[0]), self.transpose(a),
                                            shape=(a.shape[1], a.shape[0])))
        return self.node("matmul", a, b, shape=(a.shape[0], b.shape[1]))

    def dot(self, u: Node, v: Node) -> Node:
        """The inner product of two columns."""
        if not u.shape:
            raise AssertionError("an inner product of scalars is a product")
        if "zeros" in (u.op, v.op):
            return self.num(0)
        if u.op == "ones":
            return self.node("sum_of", v)
        if v.op == "ones":
            return self.node("sum_of", u)
        return self.node("matmul", self.transpose(u), v)
