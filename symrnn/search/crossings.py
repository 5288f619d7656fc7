"""Examples that are not rational: two rationals between which an equation in one scalar changes its sign."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise, product
from typing import Any

from flint import fmpq

from symrnn.recheck.certificates import accept
from symrnn.recheck.crossing import conditions, continuous, difference, existence
from symrnn.recheck.functions import UNREADABLE, precision
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.values import environment

Record = dict[str, Any]
SIMPLE = ("1", "0", "-1", "1/2", "2", "-2")
SIZES = [*(fmpq(i, 8) for i in range(33)), *(fmpq(2**i) for i in range(3, 8))]
GRID = sorted({sign * x for x in SIZES for sign in (1, -1)})
OTHERS, HALVINGS, BITS = 24, 24, 64
HOW = "a change of sign"


def find_crossing(record: Record) -> Record | None:
    """The certificate of an existence statement in scalars, one of which need not be rational; None where none is found."""
    names = [name for name, spec in record["leaves"].items() if not spec["shape"] and not spec.get("sequence")]
    if len(names) < len(record["leaves"]) or record.get("functions") or record["indices"] or record["sizes"]:
        return None
    parts = conditions(record)
    for name in names:
        leaf = ("sym", name)
        own = [c for c in parts if c[0] in ("eq", "equal") and leaf in leaf_nodes(c)]
        if len(own) != 1 or not all(continuous(x, leaf) for x in own[0][1:]):
            continue
        rest = [n for n in names if n != name]
        for values in islice(product(SIMPLE, repeat=len(rest)), OTHERS):
            leaves = {**dict(zip(rest, values, strict=True)), name: "0"}
            point = {"sizes": {}, "indices": {}, "functions": {}, "leaves": leaves}
            for low, high in _brackets(record, point, own[0], name):
                at = {**point, "leaves": {**leaves, name: str(low)}}
                found = {"kind": "example", "scope": "this witness", "point": at, "leaf": name, "to": str(high), "how": HOW}
                if accept(record, found)[0]:
                    return found
    return None


def find_violation(record: Record) -> Record | None:
    """The witness against a statement that an equation never holds: a change of sign, where all conditions hold."""
    other = existence(record)
    found = None if other is None else find_crossing(other)
    if found is None:
        return None
    leaf, to = found["leaf"], found["to"]
    law = f"the two sides change places between {leaf} = {found['point']['leaves'][leaf]} and {to}"
    return {**found["point"], "kind": "crossing", "left": "", "right": "", "gap": "", "exact": False, "shrunk": False,
            "clause": record["assert"][0], "how": HOW, "leaf": leaf, "to": to, "law": law}


def _brackets(record: Record, point: Record, equation: Any, name: str) -> Iterator[tuple[fmpq, fmpq]]:
    """Places where the difference of both sides changes its sign, each in intervals that become shorter."""
    with precision(BITS):
        env = environment(record, point)

        def sign(x: fmpq) -> int | None:
            try:
                value = difference(equation, env.child({name: x}))
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
