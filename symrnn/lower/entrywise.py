"""What is done to every entry: sums, products, powers, functions of the table and of the user."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.ownfunctions import body_term
from symrnn.algebra.terms import SCALAR, Term
from symrnn.errors import NotSupportedError
from symrnn.lower.elementwise import Elementwise
from symrnn.lower.nodes import Graph, Node

# A function whose value announces the derivative of another one, which then is recognised as a whole.
ANNOUNCES = {"sigmoid": "silu", "step": "elu"}


class Entrywise(ABC):
    """The entrywise part of a builder."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.e = Elementwise(self.graph)
        self.e.observe = self._observe
        self._announced: set[tuple[str, Node]] = set()

    @abstractmethod
    def value(self, term: Term) -> Node:
        """The node of any term."""

    def entrywise(self, term: Term, of: Callable[[Term], Node]) -> Node | None:
        """Sums, products, powers, functions and parts, on whatever arrays `of` gives."""
        head, args, e = term.head, term.args, self.e
        if head in ("add", "sub"):
            a, b = of(args[0]), of(args[1])
            return e.total([(1, a), (1 if head == "add" else -1, b)], a.shape or b.shape)
        if head == "neg":
            return e.scaled(-1, of(args[0]))
        if head == "mul":
            return e.product(of(args[0]), of(args[1]))
        if head == "div":
            return e.quotient(of(args[0]), of(args[1]))
        if head == "pow":
            return e.power(of(args[0]), of(args[1]))
        if head == "fn":
            return self._function(args[0], of(args[1]))
        if head in ("conj", "re", "im"):
            u = of(args[0])
            if not u.is_complex:
                return self.graph.filled("zeros", u.shape) if head == "im" else u
            return self.graph.node(head, u, shape=u.shape)
        if head == "named":
            made = of(args[1])
            self.hint(made, args[0])
            return made
        return None

    def hint(self, node: Node, name: str) -> None:
        """A name for a value in the code; leaves and numbers keep their own."""
        if name.isidentifier() and node.op not in ("leaf", "seq", "num", "const", "size", "bound"):
            self.graph.hints.setdefault(node, name)

    def _function(self, f: Function, u: Node) -> Node:
        if f.is_own:
            if f.body is None:
                raise NotSupportedError(f"lowering the opaque function {f.word}", got="a function without a body",
                                        expected="a function of the table, or sr.function(name, expr)",
                                        advice="substitute a function before lowering")
            x = Term("sym", ("_x", "real", ()), SCALAR)
            return self._with(x, u, body_term(f))
        return self.e.fn(f.name, u)

    def _observe(self, name: str, u: Node) -> None:
        """Learn what a function value announces."""
        if name in ANNOUNCES:
            self._announce(ANNOUNCES[name], u)
        elif name == "erf":
            own, powers = self.e.monomial(u)
            if powers.pop((self.e.fn("sqrt", self.graph.num(2)), True), None) == -1:
                self._announce("gelu", self.e.rebuilt(own, powers))

    def _announce(self, name: str, u: Node) -> None:
        """Learn the derivative of a function of the table at u, so that it is recognised wherever it stands."""
        if u.is_complex or u.op == "num" or (name, u) in self._announced:
            return
        self._announced.add((name, u))
        leaf = Term("sym", ("_u", "real", ()), SCALAR)
        self.e.learn(self._with(leaf, u, TABLE[name].diff(leaf)), f"{name}_prime", u)

    def _with(self, leaf: Term, value: Node, body: Term) -> Node:
        """The node of a scalar body in one leaf, applied to every entry of a value."""
        memo: dict[Term, Node] = {leaf: value}

        def of(term: Term) -> Node:
            if term not in memo:
                memo[term] = self.entrywise(term, of) or self.value(term)
            return memo[term]

        return self.e.product(of(body), self.graph.filled("ones", value.shape))
