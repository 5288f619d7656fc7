"""Points: the frozen form of serialised nodes, and what a point gives to sizes, indices, leaves and functions."""

from __future__ import annotations

from typing import Any

from flint import acb, arb, ctx, fmpq

from symrnn.recheck.functions import Malformed, Node, Record, Undefined, precision
from symrnn.recheck.matrices import entries, shape
from symrnn.recheck.rules import must

LARGEST, LATEST = 1000, 2**1001  # larger sizes and indices are refused: a point is not a way to stop the machine
_INTERNED: dict[Any, Any] = {}

def freeze(node: Node) -> Any:
    """Nested lists as shared tuples, so that equal subterms are one object."""
    node = ["dict", *(x for pair in sorted(node.items()) for x in pair)] if isinstance(node, dict) else node
    if not isinstance(node, (list, tuple)) or id(node) in _INTERNED:
        return node
    parts = tuple(freeze(x) for x in node)
    kept = _INTERNED.setdefault(tuple(("id", id(x)) if isinstance(x, tuple) else (type(x), x) for x in parts), parts)
    _INTERNED[id(kept)] = kept
    return kept

class Env:
    """A point: sizes, indices, leaves (name or (name, index) -> value), bodies of functions; and a cache of values."""

    def __init__(self, record: Record, sizes: Any, indices: Any, leaves: Any, functions: Any) -> None:
        self.record, self.sizes, self.indices, self.leaves, self.functions = record, sizes, indices, leaves, functions
        self.derived: dict[str, Node] = {}  # leaves that are given as terms, valued at the point itself
        self.path: tuple[Any, ...] = ()  # variables of the integrals around
        self.cache: dict[int, Any] = {}
        self.base, self.prec, self.faint = self, ctx.prec, False

    def child(self, leaves: Any = None, indices: Any = None, path: Any = None) -> Env:
        """The same point with some leaves or indices replaced."""
        new = Env(self.record, self.sizes, {**self.indices, **(indices or {})}, {**self.leaves, **(leaves or {})},
                  self.functions)  # fmt: skip
        new.base, new.path = self.base, path or self.path
        return new

def parse_number(text: Any) -> Any:
    """An exact rational from "p/q", a complex ball from a pair of them."""
    if isinstance(text, (list, tuple)) and len(text) == 2:
        with precision(max(1024, ctx.prec)):
            return acb(*(arb(parse_number(x)) for x in text))
    must(type(text) in (str, int) and not str(text).endswith("/0"), "no rational number")
    number = fmpq(text)
    must(str(number) == str(text), "a rational number that is written in another way")
    return number

def environment(record: Record, point: Record) -> Env:
    """The Env of a point, shapes checked."""
    leaves = {}
    for name, value in point.get("leaves", {}).items():
        spec = record["leaves"].get(name)
        must(spec is not None, f"the point has a leaf {name} that the statement does not have")
        want = tuple(size_of(s, point["sizes"]) for s in spec["shape"])
        for key, item in [((name, int(k)), v) for k, v in value.items()] if spec.get("sequence") else [(name, value)]:
            leaves[key] = [[parse_number(x) for x in row] for row in item] if want else parse_number(item)
            fits = shape(leaves[key]) == want and all(len(row) == want[1] for row in (leaves[key] if want else ()))
            real = spec.get("field") == "complex" or all(isinstance(x, fmpq) for x in entries(leaves[key]))
            must(fits and real, f"{name} is {shape(leaves[key])}, not {want}, or it is real and has complex entries")
    own = {n: s["body"] for n, s in record.get("functions", {}).items() if s.get("body") is not None}
    functions = {k: freeze(v) for k, v in {**point.get("functions", {}), **own}.items()}
    env = Env(record, point.get("sizes", {}), point.get("indices", {}), leaves, functions)
    env.derived = {k: freeze(v) for k, v in point.get("derived", {}).items()}
    return env

def size_of(node: Node, names: dict[str, int], most: int = LARGEST) -> Any:
    """An integer from a size or index expression."""
    if isinstance(node, (list, tuple)):
        out, *others = [size_of(x, names, most) for x in node[1:]]
        for t in others:
            out = out + t if node[0] == "+" else out * t
        return out
    if isinstance(node, str) and node not in names:
        raise Undefined(f"no value for the size or index {node}")
    number = names[node] if isinstance(node, str) else node
    written = isinstance(number, int) and not isinstance(number, bool) and abs(number) <= most
    if not written and not (isinstance(number, arb) and most == LATEST):  # a ball is the variable of a limit
        raise Malformed(f"{node!r} is not an integer that is small enough")
    return number

def index_of(node: Node, env: Env, most: int = LARGEST) -> Any:
    """An integer from a size or index expression at a point; one that is a number alone may be larger."""
    return size_of(node, {**env.sizes, **env.indices}, most)

def occurs(name: Any, node: Node) -> bool:
    """Whether the leaf or index `name` is mentioned in the node."""
    if not isinstance(node, (list, tuple)):
        return bool(node == name)
    return any(occurs(name, x) for x in (node[1:] if node and isinstance(node[0], str) else node))

def is_real_term(node: Node, env: Env) -> bool:
    """Whether a term is real by its form."""
    if not isinstance(node, (list, tuple)) or node[:1] in (("re",), ("im",), ("norm",), ("norm_f",)):
        return True
    if node[:1] in (("sym",), ("seq",)):
        return bool(env.record["leaves"].get(node[1], {}).get("field", "real") == "real")
    if node[:1] == ("fn",) and not is_real_term(env.functions.get(node[1].rstrip("'"), ()), env):
        return False
    return node[:2] == ("fn", "abs") or (node != ("const", "i") and all(is_real_term(x, env) for x in node[1:]))
