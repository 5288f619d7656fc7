"""From terms to nodes: what a head means as an operation, and which matrices are worth building.

Columns and scalars become nodes at once; matrices stay in pieces until something needs their entries.
"""

from __future__ import annotations

from fractions import Fraction

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import replace, subs_index
from symrnn.algebra.terms import ONE, SCALAR, Term, brief
from symrnn.errors import NotSupportedError
from symrnn.lower.entrywise import Entrywise
from symrnn.lower.nodes import Node
from symrnn.lower.pieces import Matrices, Pieces
from symrnn.lower.survey import count_uses, free_names, substituted

REDUCTIONS = {"sum": "sum_of", "mean": "mean_of", "max": "max", "min": "min", "count_nonzero": "count_nonzero",
              "rank": "rank", "rho": "rho", "eig_max": "eig_max", "eig_min": "eig_min", "sigma_min": "sigma_min",
              "norm": "norm", "norm_f": "norm_f", "norm_1": "norm_1", "norm_inf": "norm_inf", "det": "det",
              "tr": "tr"}


class Builder(Entrywise):
    """Turns terms into the nodes of one graph."""

    def __init__(self, root: Term) -> None:
        super().__init__()
        self.m = Matrices(self.e)
        self.uses = count_uses(root)
        self.leaves: dict[str, Term] = {}
        self._values: dict[Term, Node] = {}
        self._pieces: dict[Term, Pieces] = {}
        self._taken = free_names(root)

    # -- values ----------------------------------------------------------------------------------------------------
    def value(self, term: Term) -> Node:
        """The node of a term: a column, a scalar, a row as a transposed column, a matrix filled."""
        if term not in self._values:
            if term.is_scalar:
                made = self._scalar(term)
            elif term.is_column:
                made = self._column(term)
            elif term.shape[0] == ONE:
                made = self.graph.transpose(self._turned(term))
            else:
                made = self.m.filled(self.pieces(term))
            self._values[term] = made
        return self._values[term]

    def _leaf(self, term: Term) -> Node:
        if term in self._values:  # the variable of a loop
            return self._values[term]
        name = term.name
        known = self.leaves.setdefault(name, term)
        if (known.head, known.shape) != (term.head, term.shape):
            raise NotSupportedError(f"lowering two symbols named {name}", got=f"{known.shape} and {term.shape}",
                                    expected="one shape under one name", advice="rename one of them")
        if term.head == "seq":
            return self.graph.node("seq", name, term.args[1], shape=term.shape)
        return self.graph.node("leaf", name, shape=term.shape, is_complex=term.args[1] == "complex")

    # -- scalars ---------------------------------------------------------------------------------------------------
    def _scalar(self, term: Term) -> Node:
        head, args, graph = term.head, term.args, self.graph
        made = self.entrywise(term, self.value)
        if made is not None:
            return made
        if head == "num":
            return graph.num(args[0])
        if head == "const":
            if args[0] == "oo":
                raise NotSupportedError("lowering infinity", got="oo", expected="a number",
                                        advice="infinity stands at the end of an integral only")
            return graph.node("const", args[0], is_complex=args[0] == "i")
        if head == "size":
            constant = args[0].constant
            return graph.num(constant) if constant is not None else graph.node("size", args[0])
        if head == "dot":
            u, v = self.value(args[0]), self.value(args[1])
            return graph.dot(u, v) if u.shape else self.e.product(u, v)
        if head == "matmul" and not args[0].is_scalar:
            row, v = args[0], self.value(args[1])
            while row.head == "matmul" and not row.args[1].is_scalar and row.args[0].shape[0] == ONE:
                row, v = row.args[0], self._times(row.args[1], v)
            return graph.dot(self._turned(row), v) if v.shape else self.e.product(self.value(row), v)
        if head in ("matmul", "kron", "outer"):
            return self.e.product(*(self.value(a) for a in args))
        if head in ("T", "diag", "diagof", "vec", "stack", "eig_max", "eig_min") and args[0].is_scalar:
            return self.value(args[0])
        if head == "entry":
            return self._entry(args[0], args[1], args[2])
        if head == "block":
            return self.value(args[0][0][0])
        if head in ("eye", "ones", "softmax", "unit"):
            return graph.num(1)
        if head == "zeros":
            return graph.num(0)
        if head in REDUCTIONS:
            return self._reduction(head, args[0])
        if head == "inv":
            return self.e.power(self.value(args[0]), Fraction(-1))
        if head == "expm":
            return self.e.fn("exp", self.value(args[0]))
        if head == "matpow":
            return self.e.power(self.value(args[0]), self.value(Term("size", (args[1],), SCALAR)))
        return self._shared(term)

    def _entry(self, a: Term, i: Size, j: Size) -> Node:
        if a.is_scalar:
            return self.value(a)
        if a.head == "T":
            return self._entry(a.args[0], j, i)
        return self.graph.node("entry", self.value(a), i, j)

    def _reduction(self, head: str, a: Term) -> Node:
        u = self.value(a)
        if not u.shape:
            if head in ("count_nonzero", "rank"):
                return self.graph.node("count_nonzero", u)
            return u if head in ("sum", "mean", "max", "min", "det", "tr") else self.e.fn("abs", u)
        if head in ("sum", "max", "min", "mean", "count_nonzero", "norm_f", "norm") and u.op == "T" \
                and u.args[0].is_column:
            u = u.args[0]
        if head == "norm" and u.is_column:
            head = "norm_f"
        return self.graph.node(REDUCTIONS[head], u)

    # -- columns and rows ------------------------------------------------------------------------------------------
    def _column(self, term: Term) -> Node:
        head, args, graph, shape = term.head, term.args, self.graph, term.shape
        made = self.entrywise(term, self.value)
        if made is not None:
            return made
        if head in ("sym", "seq"):
            return self._leaf(term)
        if head == "matmul":
            return self._times(args[0], self.value(args[1]))
        if head == "T":
            return self._turned(args[0])
        if head == "outer":
            return self.e.product(self.value(args[0]), self.value(args[1]))
        if head == "diagof":
            return self.m.diagonal_of(self.pieces(args[0]))
        if head in ("ones", "zeros"):
            return graph.filled(head, shape)
        if head == "unit":
            return graph.node("unit", args[0], args[1], shape=shape)
        if head == "softmax":
            return graph.node("softmax", self.value(args[0]), shape=shape)
        if head == "stack":
            return graph.node("stack", *(self.value(a) for a in args), shape=shape)
        if head == "block":
            return graph.node("stack", *(self.value(row[0]) for row in args[0]), shape=shape)
        if head == "vec":
            return graph.node("vec", self.value(args[0]), shape=shape)
        if head == "kron":
            return self._kron(term)
        return self._shared(term)

    def _turned(self, term: Term) -> Node:
        """The transpose of a row, as a column."""
        head, args = term.head, term.args
        made = self.entrywise(term, lambda t: self.value(t) if t.is_scalar else self._turned(t))
        if made is not None:
            return made
        if head == "T":
            return self.value(args[0])
        if head == "matmul":
            return self._times(args[1].T, self.value(args[0].T))
        if head == "block":
            return self.graph.node("stack", *(self.value(b.T) for b in args[0][0]), shape=(term.shape[1], ONE))
        if head in ("sym", "seq"):
            return self.graph.transpose(self._leaf(term))
        if head == "outer":
            return self.e.product(self.value(args[0]), self.value(args[1]))
        if head in ("ones", "zeros"):
            return self.graph.filled(head, (term.shape[1], ONE))
        return self.graph.transpose(self._kron(term) if head == "kron" else self._shared(term))

    def _times(self, matrix: Term, v: Node) -> Node:
        """A matrix times a column (or a scalar), from the right to the left."""
        head, args = matrix.head, matrix.args
        if matrix.is_scalar or not v.shape:
            u = self.value(matrix)
            return self.e.product(u, v)
        if matrix.shape[0] == ONE:
            return self.graph.dot(self._turned(matrix), v)
        if self._is_shared(matrix):
            return self.m.apply(self.m.dense(self.value(matrix)), v)
        if head == "matmul":
            return self._times(args[0], self._times(args[1], v))
        if head == "T" and args[0].head == "matmul":
            return self._times(args[0].args[1].T, self._times(args[0].args[0].T, v))
        return self.m.apply(self.pieces(matrix), v)

    def _is_shared(self, matrix: Term) -> bool:
        """Whether a matrix is used at several places and costs more than one pass to fill."""
        return self.uses[matrix] > 1 and not matrix.is_leaf and not self.pieces(matrix).is_cheap

    # -- matrices --------------------------------------------------------------------------------------------------
    def pieces(self, term: Term) -> Pieces:
        """A matrix (neither a row nor a column) in pieces."""
        if term not in self._pieces:
            self._pieces[term] = self._matrix(term)
        return self._pieces[term]

    def operand(self, term: Term) -> Pieces:
        """A matrix in pieces, or as one value where it is filled anyway."""
        if term.shape and (term.is_column or term.shape[0] == ONE):
            raise AssertionError("a matrix is expected")
        return self.m.dense(self.value(term)) if self._is_shared(term) else self.pieces(term)

    def _matrix(self, term: Term) -> Pieces:
        head, args, graph, m, shape = term.head, term.args, self.graph, self.m, term.shape
        if head in ("sym", "seq"):
            return m.dense(self._leaf(term))
        if head in ("add", "sub", "mul", "div"):
            return self._combined(term)
        if head == "neg":
            return m.scaled(graph.num(-1), self.operand(args[0]))
        if head == "named":
            made = self.operand(args[1])
            if not made.is_cheap or len(made.parts) > 1:
                self.hint(self.value(args[1]), args[0])
            return made
        if head == "matmul":
            if args[0].is_scalar or args[1].is_scalar:
                s, a = args if args[0].is_scalar else reversed(args)
                return m.scaled(self.value(s), self.operand(a))
            if args[0].is_column:
                return m.outer(self.value(args[0]), self._turned(args[1]), shape)
            return m.product(self.operand(args[0]), self.operand(args[1]), m.filled)
        if head == "T":
            return m.transpose(self.operand(args[0]))
        if head == "diag":
            return m.diagonal(self.value(args[0]), shape)
        if head == "eye":
            return m.diagonal(graph.num(1), shape)
        if head == "outer":
            return m.outer(self.value(args[0]), self.value(args[1]), shape)
        if head in ("ones", "zeros"):
            return m.dense(graph.filled(head, shape))
        if head == "kron":
            return m.dense(self._kron(term))
        if head == "block":
            return m.dense(graph.node("block", tuple(tuple(self.value(b) for b in row) for row in args[0]),
                                      shape=shape))
        return m.dense(self.entrywise(term, self.value) or self._shared(term))

    def _combined(self, term: Term) -> Pieces:
        """+ - * / of matrices and scalars."""
        head, (a, b), m = term.head, term.args, self.m
        if head in ("add", "sub"):
            sides = [m.dense(self.e.product(self.value(t), self.graph.filled("ones", term.shape))) if t.is_scalar
                     else self.operand(t) for t in (a, b)]
            return m.sum(sides[0], m.scaled(self.graph.num(1 if head == "add" else -1), sides[1]))
        if a.is_scalar and head == "mul":
            return m.scaled(self.value(a), self.operand(b))
        if b.is_scalar:
            s = self.value(b)
            return m.scaled(s if head == "mul" else self.e.power(s, Fraction(-1)), self.operand(a))
        if head == "mul":
            return m.hadamard(self.operand(a), self.operand(b), m.filled)
        return m.dense(self.e.quotient(self.value(a), self.value(b)))

    def _kron(self, term: Term) -> Node:
        a, b = (self.value(t) for t in term.args)
        if not a.shape or not b.shape:
            return self.e.product(a, b)
        return self.graph.node("kron", a, b, shape=term.shape)

    # -- operations that look the same for scalars, columns and matrices ---------------------------------------------
    def _shared(self, term: Term) -> Node:
        head, args, graph, shape = term.head, term.args, self.graph, term.shape
        if head in ("sym", "seq"):
            return self._leaf(term)
        if head in ("inv", "expm"):
            return graph.node(head, self.value(args[0]), shape=shape)
        if head == "matpow":
            if args[1].constant == 1:
                return self.value(args[0])
            return graph.node("matpow", self.value(args[0]), args[1], shape=shape)
        if head == "lyap":
            return graph.node("lyap", self.value(args[0]), self.value(args[1]), shape=shape)
        if head in ("product", "total"):
            body, k, lo, hi = args
            name = self._loop_name(k)
            inner = self.value(subs_index(body, k, Size({(name,): 1}, frozenset((name,)))))
            self._taken.discard(name)
            return graph.node(head, inner, name, lo, hi, shape=shape)
        if head == "iterate":
            f, x, x0, t = args
            name = self._loop_name(x.name)
            variable = Term("sym", (f"{name} of a loop", "real", ()), x.shape)
            self._values[variable] = graph.node("bound", name, shape=x.shape)
            inner = self.value(replace(f, {x: variable}))
            self._taken.discard(name)
            return graph.node("iterate", inner, name, self.value(x0), t, shape=shape)
        if head == "at":
            return self.value(substituted(args[0], dict(args[1])))
        raise NotSupportedError(f"lowering the head {head!r}", got=brief(term), expected="a closed form",
                                advice="derivatives are expanded first; integrals and expectations have no code")

    def _loop_name(self, name: str) -> str:
        """A name for a loop variable that no index, no leaf and no enclosing loop has."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self.graph.loops.add(name)
        return name
