"""From nodes to Python: which values get a variable, in which order, and how the code of a target reads."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from fractions import Fraction
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.errors import NotSupportedError
from symrnn.lower.naming import kind, suggestion
from symrnn.lower.nodes import Graph, Node, walk
from symrnn.lower.target import ATOM, MATMUL, POWER, PRODUCT, SUM, UNARY, Code, Row, Target

ATOMIC = frozenset({"leaf", "seq", "num", "const", "size", "bound"})
PIECES = frozenset({"scaled", "outer", "full", "diagonal"})  # of a matsum; no values of their own
KEYWORDS = {*keyword.kwlist, *keyword.softkwlist}
LOOPS = frozenset({"product", "total", "iterate"})
WIDTH = 96  # of an expression that is left in one piece
LONGEST = 112  # of a line
_PLACE = re.compile(r"\{(\d+)\}")


class Writer:
    """Writes the body of one function.

    Attributes
    ----------
    lines : what has been written.
    sizes : the names of sizes and indices that the code mentions.
    """

    def __init__(self, graph: Graph, root: Node, target: Target, leaves: list[str]) -> None:
        self.graph = graph
        self.root = root
        self.target = target
        self.lines: list[str] = []
        self.sizes: set[str] = set()
        self._indent = 1
        self._taken = target.reserved | KEYWORDS
        self._variables: dict[Node, str] = {}
        self._own: dict[str, str] = {}
        self._uses: Counter[Node] = Counter(child for node in walk(root) for child in node.children)
        self._forced: set[Node] = set()
        self._count: Counter[str] = Counter()
        sizes = {name for node in walk(root) for size in _sizes(node.args) for name in size.names}
        sizes |= {name for node in walk(root) for size in node.shape for name in size.names}
        for name in [*leaves, *sorted(sizes - graph.loops)]:
            self._own[name] = self.fresh(name)

    # -- names -----------------------------------------------------------------------------------------------------
    def fresh(self, name: str) -> str:
        """A variable name that is not taken yet."""
        choice, number = name, 1
        while choice in self._taken:
            number += 1
            reserved = choice == name and name in self.target.reserved | KEYWORDS
            choice = f"{name}_" if reserved else f"{name}_{number}"
        self._taken.add(choice)
        return choice

    def numbered(self, letter: str) -> str:
        """The next of v1, v2, ..."""
        self._count[letter] += 1
        while f"{letter}{self._count[letter]}" in self._taken:
            self._count[letter] += 1
        return self.fresh(f"{letter}{self._count[letter]}")

    def argument(self, name: str) -> str:
        """The variable of a leaf, a size or an index."""
        return self._own[name]

    def size(self, size: Size) -> str:
        """A size or an index as code, in parentheses where it is not one name or number."""
        self.sizes |= size.names
        text = re.sub(r"[^\W\d]\w*", lambda match: self._own[match[0]], str(size))
        return text if re.fullmatch(r"\w+", text) else f"({text})"

    def line(self, text: str) -> None:
        """Write one statement; a long sum stands on several lines."""
        indent = "    " * self._indent
        start, _, rest = text.partition("return " if text.startswith("return ") else " = ")
        parts = _addends(rest) if len(indent + text) > LONGEST else []
        if len(parts) < 2:
            self.lines.append(indent + text)
            return
        head = "return (" if not start else f"{start} = ("
        self.lines.append(indent + head + parts[0])
        self.lines += [indent + " " * len(head) + part for part in parts[1:]]
        self.lines[-1] += ")"

    # -- values ----------------------------------------------------------------------------------------------------
    def text(self, node: Node, level: int = SUM) -> str:
        """The code of a value where something of the given level stands around it; writes what must come before."""
        if node not in self._variables and self._deserves_variable(node):
            self.assign(node)
        if node in self._variables:
            return self._variables[node]
        text, own = self.expression(node)
        return f"({text})" if own < level else text

    def _deserves_variable(self, node: Node) -> bool:
        if node.op in ATOMIC or (node.op == "T" and node.args[0].op in ATOMIC):
            return False
        if node in self._forced or node in self.graph.hints or node.op in LOOPS:
            return True
        return self._uses[node] > 1

    def assign(self, node: Node) -> str:
        """Write a value into a variable of its own; return its name."""
        if node.op in LOOPS:
            return self._loop(node)
        code = self.code(node)
        if code is not None:
            self.line(f"{self.name(node)} = {code[0]}")
        return self._variables[node]

    def has_variable(self, node: Node) -> bool:
        """Whether a value has been written into a variable."""
        return node in self._variables

    def name(self, node: Node, wish: str | None = None) -> str:
        """Give a value its variable."""
        known = suggestion(self.graph, node, self._variables) or wish or ("J" if node is self.root else None)
        self._variables[node] = self.fresh(known) if known else self.numbered(kind(node))
        return self._variables[node]

    def expression(self, node: Node) -> Code:
        """The code of a value as an expression."""
        code = self.code(node)
        if code is None:
            return self._variables[node], ATOM
        text, level = code
        if len(text) > WIDTH and node.op in ("sum", "prod", "matmul"):
            # A long expression reads better in steps: its longest part gets a name.
            parts = [child for child in node.children if child not in self._variables and child.op not in ATOMIC]
            if parts:
                longest = max(parts, key=lambda child: len(self.text(child)))
                self.assign(longest)
                return self.expression(node)
        return text, level

    def code(self, node: Node) -> Code | None:
        """The code by the table of the target; None where statements were written instead."""
        op, args = node.op, node.args
        if op == "leaf":
            return self._own[args[0]], ATOM
        if op == "bound":
            return self._variables[node], ATOM
        if op == "seq":
            return f"{self._own[args[0]]}[{self.size(args[1]).strip('()')}]", ATOM
        if op == "num":
            return self.target.number(args[0])
        if op == "sum":
            return self._sum(args)
        if op == "prod":
            return self._product(*args)
        if op == "pow":
            return f"{self.text(args[0], ATOM)} ** {self.text(args[1], ATOM)}", POWER
        if op == "fn":
            return self._function(node)
        row = self.row(op if op != "const" else f"const {args[0]}", node)
        if callable(row):
            return row(self, node)
        return self.fill(row, *args)

    def row(self, key: str, node: Node) -> Row:
        """A row of the table.

        Raises
        ------
        NotSupportedError
            Where the target has no code for the operation.
        """
        if key not in self.target.rows:
            head = {"sum_of": "sum", "mean_of": "mean"}.get(node.op, key)
            raise NotSupportedError(f"the target {self.target.name!r} has no code for {head!r}", got=head,
                                    expected="one of " + ", ".join(sorted(self.target.rows)),
                                    advice="choose another target, or write the term with these words")
        return self.target.rows[key]

    def fill(self, row: str | Code, *args: Any) -> Code:
        """A template with its places filled."""
        template, level = row if isinstance(row, tuple) else (row, ATOM)

        def place(match: re.Match[str]) -> str:
            arg = args[int(match[1])]
            before, after = template[: match.start()], template[match.end():]
            alone = before.endswith(("(", "[", ", ")) and after.startswith((")", "]", ","))
            if isinstance(arg, Size):
                return self.size(arg).strip("()" if alone else "")
            return self.text(arg, SUM if alone else ATOM) if isinstance(arg, Node) else str(arg)

        return _PLACE.sub(place, template), level

    def _function(self, node: Node) -> Code:
        name, u, *rest = node.args
        if u.is_complex and name not in self.target.complex_functions:
            raise NotSupportedError(f"the target {self.target.name!r} has no code for {name} of a complex argument",
                                    got=name, expected=", ".join(sorted(self.target.complex_functions)),
                                    advice="choose another target, or write the term with these words")
        static = f"static complex {name}" if u.is_complex else f"static {name}"
        key = static if node.is_static and static in self.target.rows else f"fn {name}"
        row = self.row(key, node)
        assert not callable(row)
        return self.fill(row, u, *(self.target.number(c)[0] for c in rest))

    def _sum(self, parts: tuple[tuple[Fraction, Node], ...]) -> Code:
        first = next((i for i, (coefficient, _) in enumerate(parts) if coefficient > 0), 0)
        ordered = [parts[first], *parts[:first], *parts[first + 1:]]
        out = ""
        for coefficient, node in ordered:
            text, level = self._term(abs(coefficient), node)
            sign = ("-" if coefficient < 0 else "") if not out else " - " if coefficient < 0 else " + "
            needed = MATMUL if out else UNARY if coefficient < 0 else SUM
            out += sign + (f"({text})" if level < needed else text)
        return out, SUM

    def _term(self, coefficient: Fraction, node: Node) -> Code:
        if node.op == "num":
            return self.target.number(coefficient * node.args[0])
        if coefficient == 1:
            return (self.text(node), ATOM) if node in self._variables or self._deserves_variable(node) \
                else self.expression(node)
        if node.op == "prod" and node not in self._variables and not self._deserves_variable(node):
            return self._product(coefficient, node.args[1])
        return self._product(coefficient, ((node, Fraction(1)),))

    def _product(self, coefficient: Fraction, factors: tuple[tuple[Node, Fraction], ...]) -> Code:
        above = [self._power(base, exponent, not i) for i, (base, exponent) in enumerate(factors) if exponent > 0]
        below = [self._power(base, -exponent) for base, exponent in factors if exponent < 0]
        number = abs(coefficient)
        if number.denominator != 1 and (number.numerator == 1 or not self._is_short(number)) and above:
            below.insert(0, str(number.denominator))
            number = Fraction(number.numerator)
        if number != 1 or not above:
            text, level = self.target.number(number)
            above.insert(0, text if level >= PRODUCT else f"({text})")
        text = " * ".join(above)
        if below:
            text += f" / {below[0]}" if len(below) == 1 else f" / ({' * '.join(below)})"
        return (f"-{text}" if coefficient < 0 else text), PRODUCT

    def _is_short(self, number: Fraction) -> bool:
        return "/" not in self.target.number(number)[0] and "(" not in self.target.number(number)[0]

    def _power(self, base: Node, exponent: Fraction, first: bool = False) -> str:
        if exponent == 1:
            return self.text(base, PRODUCT if first else UNARY)
        power, level = self.target.number(exponent)
        return f"{self.text(base, ATOM)} ** {power if level == ATOM else f'({power})'}"

    # -- loops -----------------------------------------------------------------------------------------------------
    def _loop(self, node: Node) -> str:
        """A product, a sum or an iteration: what does not depend on the variable is computed before the loop."""
        body, k = node.args[0], node.args[1]
        self._hoist(body, k, node.bound)
        if node.op == "iterate":
            start, steps = self.text(node.args[2]), self.size(node.args[3])
            name = self.name(node, k)
            self.line(f"{name} = {start}")
            self.line(f"for _ in range({steps.strip('()')}):")
            bound = next((inner for inner in walk(body) if inner.op == "bound" and inner.args[0] == k), None)
            if bound is not None:
                self._variables[bound] = name
        else:
            self._own[k] = self.fresh(k)
            lo, hi = (self.size(end).strip("()") for end in node.args[2:])
            rows = self.target.rows
            neutral = "1" if node.op == "product" else "0"
            if node.shape:
                filled = rows["eye"] if node.op == "product" else rows["zeros"]
                assert isinstance(filled, str)
                neutral = self.fill(filled, *node.shape)[0]
            name = self.name(node)
            self.line(f"{name} = {neutral}")
            self.line(f"for {self._own[k]} in range({lo}, {hi} + 1):")
        before = set(self._variables)
        self._indent += 1
        if node.op == "iterate":
            self.line(f"{name} = {self.text(body)}")
        elif node.op == "total":
            self.line(f"{name} = {name} + {self.text(body, MATMUL)}")
        else:
            self.line(f"{name} = {self.text(body, ATOM)} {'@' if node.shape else '*'} {name}")
        self._indent -= 1
        for inner in set(self._variables) - before:
            if k in inner.bound:
                del self._variables[inner]
        return name

    def _hoist(self, body: Node, k: str, known: frozenset[str]) -> None:
        """Write what the body of a loop uses and what stays the same in it; `known` are the indices of loops around it."""
        kept = [body] if k not in body.bound else [
            child for node in walk(body) if k in node.bound for child in node.children if k not in child.bound]
        for node in kept:
            for value in node.children if node.op in PIECES else (node,):
                if value.op not in ATOMIC and value.bound <= known:
                    self._forced.add(value)
                    self.text(value)


def _addends(text: str) -> list[str]:
    """An expression cut before the + and - that stand outside of brackets."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and text[position: position + 3] in (" + ", " - "):
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _sizes(args: Any) -> list[Size]:
    found: list[Size] = []
    for arg in args:
        if isinstance(arg, Size):
            found.append(arg)
        elif isinstance(arg, tuple):
            found.extend(_sizes(arg))
    return found
