"""Points: the frozen form of serialised nodes, and what a point gives to sizes, indices, leaves and functions."""

from __future__ import annotations

from typing import Any

from flint import acb, arb, ctx, fmpq

from symrnn.recheck.functions import Malformed, Node, Record, Undefined, precision
from symrnn.recheck.matrices import entries, shape

LARGEST = 1000  # sizes and indices beyond it are refused: a point is not a way to stop the machine
_INTERNED: dict[Any, Any] = {}


def freeze(node: Node) -> Any:
    """Nested lists as shared tuples, so that equal subterms are one object."""
    if isinstance(node, dict):
        node = ["dict", *(x for pair in sorted(node.items()) for x in pair)]
    if not isinstance(node, (list, tuple)) or id(node) in _INTERNED:
        return node
    parts = tuple(freeze(x) for x in node)
    key = tuple(("id", id(x)) if isinstance(x, tuple) else (type(x), x) for x in parts)
    kept = _INTERNED.setdefault(key, parts)
    _INTERNED[id(kept)] = kept
    return kept


class Env:
    """A point: sizes, indices, leaves (name or (name, index) -> value), bodies of functions; and a cache of values."""

    def __init__(self, record: Record, sizes: Any, indices: Any, leaves: Any, functions: Any) -> None:
        self.record, self.sizes, self.indices, self.leaves = record, sizes, indices, leaves
        self.functions = functions
        self.derived: dict[str, Node] = {}  # leaves that are given as terms
        self.pending: set[str] = set()  # those of them that are being valued
        self.path: tuple[Any, ...] = ()  # variables of the integrals around
        self.witness: Any = None  # leaves for existence statements
        self.base, self.prec = self, ctx.prec
        self.cache: dict[int, Any] = {}

    def child(self, leaves: Any = None, indices: Any = None, path: Any = None) -> Env:
        """The same point with some leaves or indices replaced."""
        new = Env(self.record, self.sizes, {**self.indices, **(indices or {})}, {**self.leaves, **(leaves or {})},
                  self.functions)  # fmt: skip
        new.base, new.witness, new.path = self.base, self.witness, path or self.path
        return new

    def field(self, key: Any) -> Any:
        """Whether a leaf is real or complex."""
        return self.record["leaves"].get(key if isinstance(key, str) else key[0], {}).get("field", "real")


def parse_number(text: Any) -> Any:
    """An exact rational from "p/q", a complex ball from a pair of them."""
    if isinstance(text, (list, tuple)) and len(text) == 2:
        with precision(max(1024, ctx.prec)):
            return acb(arb(parse_number(text[0])), arb(parse_number(text[1])))
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise Malformed(f"{text!r} is not a rational number written as a string")
    try:
        return fmpq(text)
    except (ValueError, ZeroDivisionError) as error:
        raise Malformed(f"{text!r} is not a rational number") from error


def environment(record: Record, point: Record) -> Env:
    """The Env of a point (section "points" of the serialisation), shapes checked."""
    leaves = {}
    for name, value in point.get("leaves", {}).items():
        spec = record["leaves"].get(name)
        if spec is None:
            raise Malformed(f"the point has a leaf {name} that the statement does not have")
        items = {(name, int(k)): v for k, v in value.items()} if spec.get("sequence") else {name: value}
        for key, item in items.items():
            leaves[key] = parse_number(item) if not spec["shape"] else [[parse_number(x) for x in row] for row in item]
            want = tuple(size_of(s, point["sizes"]) for s in spec["shape"])
            if shape(leaves[key]) != want or any(len(row) != want[1] for row in (leaves[key] if want else ())):
                raise Malformed(f"{name} is {shape(leaves[key])}, the statement says {want}")
            if spec.get("field") != "complex" and not all(isinstance(x, fmpq) for x in entries(leaves[key])):
                raise Malformed(f"{name} is real, the point gives it complex entries")
    functions = {k: freeze(v) for k, v in point.get("functions", {}).items()}
    for name, spec in record.get("functions", {}).items():
        if spec.get("body") is not None:
            functions[name] = freeze(spec["body"])
    env = Env(record, point.get("sizes", {}), point.get("indices", {}), leaves, functions)
    env.derived = {k: freeze(v) for k, v in point.get("derived", {}).items()}
    return env


def size_of(node: Node, names: dict[str, int]) -> int:
    """An integer from a size or index expression."""
    if isinstance(node, bool) or not isinstance(node, (int, str, list, tuple)):
        raise Malformed(f"{node!r} is not a size or index")
    if isinstance(node, str) and node not in names:
        raise Undefined(f"no value for the size or index {node}")
    if isinstance(node, (int, str)):
        number = names[node] if isinstance(node, str) else node
        if isinstance(number, bool) or not isinstance(number, int) or abs(number) > LARGEST:
            raise Malformed(f"{node} = {number!r} is not an integer that is small enough")
        return number
    terms = [size_of(x, names) for x in node[1:]]
    out = terms[0]
    for t in terms[1:]:
        out = out + t if node[0] == "+" else out * t
    return out


def index_of(node: Node, env: Env) -> int:
    """An integer from a size or index expression at a point."""
    return size_of(node, {**env.sizes, **env.indices})


def occurs(name: str, node: Node) -> bool:
    """Whether the leaf or index `name` is mentioned in the node."""
    if not isinstance(node, (list, tuple)):
        return node == name
    return any(occurs(name, x) for x in (node[1:] if node and isinstance(node[0], str) else node))


def is_real_term(node: Node, env: Env) -> bool:
    """Whether a term is real by its form."""
    if not isinstance(node, (list, tuple)) or node[:1] in (("re",), ("im",), ("norm",), ("norm_f",)):
        return True
    if node[:1] in (("sym",), ("seq",)):
        return bool(env.field(node[1]) == "real")
    if node[:1] == ("fn",) and not is_real_term(env.functions.get(node[1].rstrip("'"), ()), env):
        return False
    return node[:2] == ("fn", "abs") or (node != ("const", "i") and all(is_real_term(x, env) for x in node[1:]))
