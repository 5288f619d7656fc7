"""Shapes of serialised terms, and sizes in one form."""

from __future__ import annotations

from typing import Any

from symrnn.recheck.functions import Malformed, Node, Record

Monomial = tuple[str, ...]


def _terms(size: Any) -> dict[Monomial, int]:
    if isinstance(size, bool) or not isinstance(size, (int, str, list)):
        raise Malformed(f"{size!r} is not a size")
    if isinstance(size, int):
        return {(): size} if size else {}
    if isinstance(size, str):
        return {(size,): 1}
    if size[0] == "+":
        out: dict[Monomial, int] = {}
        for part in size[1:]:
            for m, c in _terms(part).items():
                out[m] = out.get(m, 0) + c
        return {m: c for m, c in out.items() if c}
    if size[0] != "*":
        raise Malformed(f"{size!r} is not a size")
    out = {(): 1}
    for part in size[1:]:
        old, out = out, {}
        for a, x in old.items():
            for b, y in _terms(part).items():
                key = tuple(sorted(a + b))
                out[key] = out.get(key, 0) + x * y
    return {m: c for m, c in out.items() if c}


def canonical(size: Any, terms: bool = False) -> Any:
    """A size or an index expression in the one form in which terms write it (or as its monomials)."""
    found = _terms(size)
    if terms:
        return found
    parts: list[Any] = []
    for m, c in sorted(found.items(), key=lambda kv: (-len(kv[0]), kv[0])):
        factors: list[Any] = ([] if c == 1 and m else [c]) + list(m)
        parts.append(factors[0] if len(factors) == 1 else ["*", *factors])
    return 0 if not parts else parts[0] if len(parts) == 1 else ["+", *parts]


def extent(size: Any) -> Node:
    """A size as a scalar node."""
    return ["num", str(size)] if isinstance(size, int) else ["size", size]


SCALARS = {"num", "const", "size", "index", "dot", "det", "tr", "rank", "rho", "count_nonzero", "sum", "mean", "max", "min",
           "norm", "norm_f", "norm_1", "norm_inf", "sigma_min", "eig_max", "eig_min", "entry", "integral", "expect"}


def shape_of(node: Node, record: Record) -> tuple[Any, ...]:
    """Rows and columns of a node, () of a scalar."""
    head, a = node[0], node[1:]
    if head in SCALARS:
        return ()
    if head in ("sym", "seq"):
        return tuple(canonical(s) for s in record["leaves"][a[0]]["shape"])
    if head in ("add", "sub", "mul", "div"):
        left, right = shape_of(a[0], record), shape_of(a[1], record)
        if left == right or right == () or (right == (1, 1) and left != ()):
            return left
        if left in ((), (1, 1)):
            return right
        raise Malformed(f"{left} and {right} do not fit")
    if head in ("neg", "pow", "conj", "re", "im", "softmax"):
        return shape_of(a[0], record)
    if head in ("fn", "named"):
        return shape_of(a[1], record)
    if head == "matmul":
        left, right = shape_of(a[0], record), shape_of(a[1], record)
        if len(left) != 2 or len(right) != 2 or left[1] != right[0]:
            raise Malformed("a matrix product of shapes that do not fit")
        return left[0], right[1]
    if head == "T":
        return shape_of(a[0], record)[::-1]
    if head == "eye":
        return (canonical(a[0]),) * 2
    if head in ("ones", "zeros"):
        return canonical(a[0]), canonical(a[1])
    if head == "unit":
        return canonical(a[0]), 1
    if head == "diag":
        return (shape_of(a[0], record)[0],) * 2
    if head == "diagof":
        return shape_of(a[0], record)[0], 1
    if head == "outer":
        return shape_of(a[0], record)[0], shape_of(a[1], record)[0]
    if head in ("inv", "matpow", "expm", "product", "total", "lyap"):
        return shape_of(a[0], record)
    if head == "kron":
        left, right = shape_of(a[0], record), shape_of(a[1], record)
        return tuple(canonical(["*", x, y]) for x, y in zip(left, right, strict=True))
    if head == "vec":
        return canonical(["*", *shape_of(a[0], record)]), 1
    if head == "stack":
        return canonical(["+", *(shape_of(x, record)[0] for x in a)]), 1
    if head == "block":
        rows = [shape_of(row[0], record)[0] for row in a[0]]
        columns = [shape_of(b, record)[1] for b in a[0][0]]
        return canonical(["+", *rows]), canonical(["+", *columns])
    raise Malformed(f"no shape for {head}")


def free_indices(node: Any) -> set[str]:
    """The names that occur in sizes, indices and leaves of a node, without those that products and sums bind."""
    if isinstance(node, str):
        return {node}
    if not isinstance(node, list) or not node:
        return set()
    if node[0] in ("product", "total"):
        return (free_indices(node[1]) - {node[2]}) | free_indices(node[3]) | free_indices(node[4])
    parts = node[1:] if isinstance(node[0], str) else node
    return set().union(*(free_indices(p) for p in parts)) if parts else set()


def put_index(node: Any, name: str, value: Any) -> Any:
    """A node with an index replaced by another index expression, sizes in their one form again."""
    if not isinstance(node, list):
        return node
    if node[0] in ("product", "total"):
        raise Malformed("an index is not replaced inside a product or a sum")
    if node[0] == "seq":
        return ["seq", node[1], canonical(put_size(node[2], name, value))]
    if node[0] in ("index", "size"):
        new = canonical(put_size(node[1], name, value))
        return ["index" if isinstance(new, (str, list)) and node[0] == "index" else node[0], new]
    if node[0] in ("matpow", "unit", "entry"):
        return [node[0], put_index(node[1], name, value), *(canonical(put_size(s, name, value)) for s in node[2:])]
    return [node[0], *(put_index(a, name, value) for a in node[1:])]


def put_size(size: Any, name: str, value: Any) -> Any:
    """A size expression with a name replaced."""
    if size == name:
        return value
    return [size[0], *(put_size(s, name, value) for s in size[1:])] if isinstance(size, list) else size
