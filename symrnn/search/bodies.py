"""Candidate bodies of functions of which a statement knows only range and Lipschitz constant.

All of them are smooth, and none attains an end of its range: what they refute is refuted for differentiable functions,
and whether the ends are meant to belong to the range makes no difference.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product
from typing import Any

from symrnn.search.fast import Node

X: Node = ["sym", "_x"]


def _num(q: Any) -> Node:
    return ["num", str(q)]


def _fn(name: str, a: Node) -> Node:
    return ["fn", name, a]


def _times(c: Node, a: Node) -> Node:
    return ["mul", c, a]


def _free() -> list[Node]:
    """No range and no constant is known."""
    return [X, _fn("tanh", X), _times(_num(2), X), _num(1), _fn("exp", X), _times(_num(-1), X), ["add", X, _num(1)],
            _times(_num("1/2"), X), _fn("sin", X), _fn("sigmoid", X), _times(_num(3), _fn("tanh", _times(_num(2), X))),
            ["add", _fn("tanh", X), _num(1)], _num(0), _fn("softplus", X), _num(10), _num(-10)]  # fmt: skip


def _lipschitz(slope: Node) -> list[Node]:
    """Slopes of at most a constant."""
    line, wave = _times(slope, X), _times(slope, _fn("tanh", X))
    return [line, wave, _times(slope, _fn("sin", X)), _num(1), _times(slope, ["neg", X]), ["add", line, _num(1)],
            _times(slope, _times(_num("1/2"), X)), _num(0), ["add", wave, _num(1)],
            _times(slope, _fn("softplus", X)), _num(10), _num(-10)]  # fmt: skip


def _banded(low: Fraction, high: Fraction, slope: Node | None) -> list[Node]:
    """Values strictly between two numbers."""
    mid, half = (low + high) / 2, (high - low) / 2
    steep = _num(1) if slope is None else ["div", slope, _num(half)]

    def wave(factor: Any, size: Fraction, centre: Fraction) -> Node:
        inner = _fn("tanh", _times(_times(_num(factor), steep), X))
        return ["add", _num(centre), _times(_num(size), inner)] if centre else _times(_num(size), inner)

    out = [wave(1, half, mid), wave("1/2", half, mid), _num(mid), wave(-1, half, mid),
           wave(1, half / 2, mid + half / 2), wave(1, half / 2, mid - half / 2), _num(mid + half * Fraction(9, 10)),
           _num(mid - half / 2)]  # fmt: skip
    return out if slope is not None else [*out, wave(2, half, mid), wave(10, half, mid)]


def _bounded(edge: Fraction, above: bool, slope: Node | None) -> list[Node]:
    """Values strictly on one side of a number."""
    scale = _num(1) if slope is None else slope
    head = "add" if above else "sub"
    names = ("softplus", "sigmoid") if slope is not None else ("softplus", "exp", "sigmoid")
    moved = [*(_times(scale, _fn(name, X)) for name in names), _num(1), _num(10)]
    return [[head, _num(edge), x] for x in moved]


def _end(bound: Any) -> Fraction | None:
    """A rational end of a range; None where it is infinite."""
    return None if bound is None or "oo" in str(bound) else Fraction(str(bound))


def candidates(spec: dict[str, Any]) -> list[Node]:
    """Bodies that respect a specification, simple ones first."""
    low, high = spec.get("range") or (None, None)
    slope = spec.get("lipschitz")
    if isinstance(low, list | tuple) or isinstance(high, list | tuple):
        return []
    low, high = _end(low), _end(high)
    if low is not None and high is not None:
        return _banded(low, high, slope)
    if low is not None or high is not None:
        return _bounded(low if low is not None else high or Fraction(0), low is not None, slope)
    return _free() if slope is None else _lipschitz(slope)


def bodies(record: dict[str, Any], most: int) -> list[dict[str, Node]]:
    """Choices of a body for every function; those with a body of their own keep it."""
    functions = record.get("functions", {})
    pools = [[spec["body"]] if spec.get("body") is not None else candidates(spec) for spec in functions.values()]
    choices = sorted(product(*map(range, map(len, pools))), key=lambda c: (sum(c), c)) if len(pools) < 4 else [
        tuple(min(k, len(p) - 1) for p in pools) for k in range(most)]
    return [{name: pool[i] for name, pool, i in zip(functions, pools, c, strict=True)} for c in islice(choices, most)]
