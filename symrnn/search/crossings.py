"""Examples that are not rational: two rationals between which an equation in one scalar changes its sign; or boxes of
two scalars, where one equation changes its sign between two faces, and another one between the other two.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, pairwise, permutations, product
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.crossing import conditions, continuous, crosses, difference, existence
from symrnn.recheck.functions import UNREADABLE, precision
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.matrices import each
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, size_of

Record = dict[str, Any]
SIMPLE = ("1", "0", "-1", "1/2", "2", "-2", "3/2")
SIZES = [*(fmpq(i, 8) for i in range(33)), *(fmpq(2**i) for i in range(3, 8))]
GRID = sorted({sign * x for x in SIZES for sign in (1, -1)})
OTHERS, COMBINATIONS, HALVINGS, BITS = 24, 1296, 24, 64
STARTS, STEPS, SHIFT, FARTHEST, WIDTHS = (-2.0, -0.5, 0.25, 1.0, 3.0), 12, 2.0**-20, 2.0**10, (64, 1024, 2**15)
HOW = "a change of sign"


def find_crossing(record: Record) -> Record | None:
    """The certificate of an existence statement, one of whose numbers need not be rational; None where none is found."""
    names = [name for name, spec in record["leaves"].items() if spec.get("field") == "real" and not spec.get("sequence")]
    if len(names) < len(record["leaves"]) or record.get("functions") or record["indices"]:
        return None
    sizes = dict.fromkeys(record["sizes"], 1)
    if any(size_of(s, sizes) != 1 for spec in record["leaves"].values() for s in spec["shape"]):
        return None
    parts = conditions(record)
    for name in names:
        leaf = ("sym", name)
        own = [c for c in parts if c[0] in ("eq", "equal") and leaf in leaf_nodes(c)]
        if len(own) != 1 or not all(continuous(x, leaf) for x in own[0][1:]):
            continue
        for point in islice(_others(record, sizes, [c for c in parts if leaf not in leaf_nodes(c)], name), OTHERS):
            for low, high in _brackets(record, point, own[0], name):
                at = {**point, "leaves": {**point["leaves"], name: _value(record, name, str(low))}}
                found = {"kind": "example", "scope": "this witness", "point": at, "leaf": name, "to": str(high), "how": HOW}
                if _crosses(record, found):
                    return found
    return _find_box(record, sizes, parts, names)


def _find_box(record: Record, sizes: dict[str, int], parts: list[Any], names: list[str]) -> Record | None:
    """The same with two numbers that two equations give together: boxes around what Newton's method ends in."""
    for pair in permutations(names, 2):
        leaves = [("sym", name) for name in pair]
        own = [c for c in parts if c[0] in ("eq", "equal") and any(x in leaf_nodes(c) for x in leaves)]
        if len(own) != 2 or not all(x in leaf_nodes(c) for x, c in zip(leaves, own, strict=True)) or not all(
                continuous(side, x) for c in own for side in c[1:] for x in leaves):
            continue
        free = [c for c in parts if not any(x in leaf_nodes(c) for x in leaves)]
        for point in islice(_others(record, sizes, free, *pair), OTHERS):
            for found in dict.fromkeys(_meetings(record, point, own, pair)):
                for halves in WIDTHS:
                    lows = {x: _value(record, x, str(fmpq(round(y * halves) - 1, halves)))
                            for x, y in zip(pair, found, strict=True)}
                    highs = (str(fmpq(round(y * halves) + 1, halves)) for y in found)
                    box = {"kind": "example", "scope": "this witness", "leaf": " ".join(pair), "to": " ".join(highs),
                           "point": {**point, "leaves": {**point["leaves"], **lows}}, "how": HOW}
                    if _crosses(record, box):
                        return box
    return None


def _meetings(record: Record, point: Record, own: list[Any], pair: tuple[str, str]) -> Iterator[tuple[float, float]]:
    """Where two equations are met, by Newton's method in floats from a few starts; near there a box is tried."""
    env = environment(record, point)

    def gaps(x: float, y: float) -> tuple[float, float]:
        at = env.child({n: each(lambda _, v=v: arb(v), env.leaves[n]) for n, v in zip(pair, (x, y), strict=True)})
        a, b = (float(difference(c, at).mid()) for c in own)
        return a, b

    for x, y in product(STARTS, repeat=2):
        with suppress(*UNREADABLE):
            for _ in range(STEPS):
                a, b = gaps(x, y)
                (ax, bx), (ay, by) = gaps(x + SHIFT, y), gaps(x, y + SHIFT)
                ax, bx, ay, by = (ax - a) / SHIFT, (bx - b) / SHIFT, (ay - a) / SHIFT, (by - b) / SHIFT
                det = ax * by - ay * bx
                x, y = x - (a * by - b * ay) / det, y - (b * ax - a * bx) / det
            if max(map(abs, gaps(x, y))) < SHIFT and max(abs(x), abs(y)) < FARTHEST:
                yield round(x, 6), round(y, 6)


def _crosses(record: Record, found: Record) -> bool:
    """Whether the trusted base sees the change of sign, of whatever size the other leaves are."""
    try:
        return crosses(record, found)[0]
    except UNREADABLE:
        return False


def _value(record: Record, name: str, number: str) -> Any:
    return [[number]] if record["leaves"][name]["shape"] else number


def _others(record: Record, sizes: dict[str, int], parts: list[Any], *names: str) -> Iterator[Record]:
    """Points with simple values of all the other leaves, at which the conditions without these hold."""
    others = [n for n in record["leaves"] if n not in names]
    for values in islice(product(SIMPLE, repeat=len(others)), COMBINATIONS):
        leaves = {n: _value(record, n, x) for n, x in zip([*others, *names], [*values, *("0" for _ in names)], strict=True)}
        point = {"sizes": sizes, "indices": {}, "functions": {}, "leaves": leaves}
        env = environment(record, point)
        try:
            if all(decide(c, env) for c in parts):
                yield point
        except UNREADABLE:
            continue


def find_violation(record: Record) -> Record | None:
    """The witness against a statement that an equation never holds: a change of sign, where all conditions hold."""
    try:
        found = find_crossing(existence(record))
    except ValueError:
        return None  # its opposite cannot be said
    if found is None:
        return None
    leaf, to = found["leaf"], found["to"]
    at = [str(found["point"]["leaves"][x]).strip("[']") for x in leaf.split(" ")]
    law = f"the two sides change places between {leaf} = {' '.join(at)} and {to}"
    return {**found["point"], "kind": "crossing", "left": "", "right": "", "gap": "", "exact": False, "shrunk": False,
            "clause": record["assert"][0], "how": HOW, "leaf": leaf, "to": to, "law": law}


def _brackets(record: Record, point: Record, equation: Any, name: str) -> Iterator[tuple[fmpq, fmpq]]:
    """Places where the difference of both sides changes its sign, each in intervals that become shorter."""
    with precision(BITS):
        env = environment(record, point)

        def sign(x: fmpq) -> int | None:
            try:
                value = difference(equation, env.child({name: each(lambda _: x, env.leaves[name])}))
            except UNREADABLE:
                return None
            return 1 if value > 0 else -1 if value < 0 else None

        signs = [(x, sign(x)) for x in GRID]
        for (low, below), (high, above) in pairwise((x, s) for x, s in signs if s is not None):
            if below == above:
                continue
            for step in range(HALVINGS):
                if step % 6 == 0:
                    yield low, high
                middle = (low + high) / 2
                side = sign(middle)
                if side is None:
                    break
                low, high = (middle, high) if side == below else (low, middle)
