"""The slips that people make in formulas, as edits of one node of a term: one generator per kind.

An edit may yield something that has no shape; `mutants` reads every mutant back into the language and drops those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

Node = Any
Record = dict[str, Any]
Edit = tuple[str, Node]  # what was done, in words; the new node

ONE = ["num", "1"]
TWO = ["num", "2"]
FACTORS = (Fraction(2), Fraction(1, 2), 1 + Fraction(1, 10**9))


def factor_text(f: Fraction) -> str:
    """2, 1/2, 1 + 1e-9 or 1 + 2^-40."""
    rest = f - 1
    if 0 < rest < Fraction(1, 100):
        size = rest.denominator
        return f"1 + 2^-{size.bit_length() - 1}" if size & (size - 1) == 0 else f"1 + 1e-{len(str(size)) - 1}"
    return str(f)


def flip_sign(node: Node, _: Record) -> Iterator[Edit]:
    """A + b to a - b and back; -a to a."""
    head = node[0]
    if head in ("add", "sub"):
        squared = node[1] == ONE and node[2][0] == "pow" and node[2][2] == TWO
        name = ("1 - y^2 for 1 + y^2" if head == "add" else "1 + y^2 for 1 - y^2") if squared else "a sign flipped"
        yield name, ["sub" if head == "add" else "add", *node[1:]]
    elif head == "neg":
        yield "a sign flipped", node[1]


def drop_term(node: Node, _: Record) -> Iterator[Edit]:
    """A + b to a or b."""
    if node[0] in ("add", "sub"):
        yield "a term dropped", node[1]
        yield "a term dropped", node[2] if node[0] == "add" else ["neg", node[2]]


def drop_factor(node: Node, _: Record) -> Iterator[Edit]:
    """A b to a or b, for every kind of product; a / b to a."""
    if node[0] in ("mul", "matmul"):
        yield "a factor dropped", node[1]
        yield "a factor dropped", node[2]
    elif node[0] == "div":
        yield "a denominator dropped", node[1]


SYMMETRIC = frozenset({"diag", "eye", "T"})  # transposing these changes nothing, or is another edit


def transpose(node: Node, record: Record) -> Iterator[Edit]:
    """A' to A; a leaf that is a matrix, or a factor, to its transpose."""
    if node[0] == "T":
        yield "a transpose forgotten", node[1]
    elif node[0] in ("sym", "seq") and len(record["leaves"].get(node[1], {}).get("shape", [])) == 2:
        yield "a transpose too many", ["T", node]
    elif node[0] == "matmul":
        for k in (1, 2):
            if node[k][0] not in SYMMETRIC:
                yield "a factor transposed", [*node[:k], ["T", node[k]], *node[k + 1 :]]


def swap_order(node: Node, _: Record) -> Iterator[Edit]:
    """A @ b to b @ a, u v' to v u'."""
    if node[0] in ("matmul", "outer", "kron"):
        yield "a product in the other order", [node[0], node[2], node[1]]


def other_product(node: Node, _: Record) -> Iterator[Edit]:
    """The matrix product for the elementwise product, and the other way round."""
    if node[0] == "matmul":
        yield "the elementwise product for the matrix product", ["mul", *node[1:]]
    elif node[0] == "mul":
        yield "the matrix product for the elementwise product", ["matmul", *node[1:]]


def _moved(index: Any, by: int) -> Any:
    if isinstance(index, int):
        return index + by
    if isinstance(index, list) and index[0] == "+" and isinstance(index[-1], int):
        last = index[-1] + by
        kept = index[1:-1] + ([last] if last else [])
        return kept[0] if len(kept) == 1 else ["+", *kept]
    return ["+", index, by]


def shift_time(node: Node, _: Record) -> Iterator[Edit]:
    """T to t - 1 and t + 1, in elements of sequences, powers, bounds of products and sums."""
    places = {"seq": (2,), "matpow": (2,), "index": (1,), "product": (3, 4), "total": (3, 4), "iterate": (4,)}
    for k in places.get(node[0], ()):
        for by in (-1, 1):
            yield f"t {'-' if by < 0 else '+'} 1 for t", [*node[:k], _moved(node[k], by), *node[k + 1 :]]


def other_symbol(node: Node, record: Record) -> Iterator[Edit]:
    """A leaf to another leaf of the same shape; two of them at most."""
    if node[0] not in ("sym", "seq") or node[1] not in record["leaves"]:
        return
    own = record["leaves"][node[1]]
    same = [n for n, spec in sorted(record["leaves"].items()) if spec == own and n != node[1]]
    for name in same[:2]:
        yield "another symbol of the same shape", [node[0], name, *node[2:]]


def coefficient(node: Node, _: Record) -> Iterator[Edit]:
    """A number times 2, 1/2 and 1 + 1e-9; a term of a sum likewise."""
    if node[0] == "num" and Fraction(node[1]) != 0:
        for f in FACTORS:
            yield f"a coefficient times {factor_text(f)}", ["num", str(Fraction(node[1]) * f)]
    elif node[0] in ("add", "sub"):
        for f in FACTORS:
            for k in (1, 2):
                if node[k][0] != "num":
                    times = ["mul", ["num", str(f)], node[k]]
                    yield f"a term times {factor_text(f)}", [*node[:k], times, *node[k + 1 :]]


def exponent(node: Node, _: Record) -> Iterator[Edit]:
    """a^p to a^(p + 1) and a^(p - 1)."""
    if node[0] == "pow" and node[2][0] == "num":
        for by, word in ((1, "plus"), (-1, "minus")):
            p = Fraction(node[2][1]) + by
            if p != 0:
                yield f"an exponent {word} one", ["pow", node[1], ["num", str(p)]]


OPERATORS: tuple[Callable[[Node, Record], Iterator[Edit]], ...] = (
    flip_sign, drop_term, drop_factor, transpose, swap_order, other_product, shift_time, other_symbol, exponent,
    coefficient,
)  # fmt: skip


def whole(node: Node) -> Iterator[Edit]:
    """What is done to a whole side: its sign, its size, its transpose."""
    yield "the sign of the whole flipped", ["neg", node]
    for f in FACTORS:
        yield f"the whole times {factor_text(f)}", scaled(node, f)
    yield "the whole transposed", ["T", node]


def scaled(node: Node, f: Fraction) -> Node:
    """A term times a number."""
    return ["mul", ["num", str(f)], node]
