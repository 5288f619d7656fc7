"""Special points: far out, beside kinks, and where arrays are zero, alike or the identity, as generic ones never are.

A statement that is analytic in its leaves holds everywhere if it holds at generic points. One with kinks, branches,
extremes or ranks does not have to: it is looked at here as well, also beyond all numbers that it mentions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from math import prod
from typing import Any

from flint import fmpq

from symrnn.recheck.carried import CALCULUS, heads
from symrnn.recheck.functions import GLOBAL, KINKED, UNREADABLE, Node, Record, ball, precision, rational, within
from symrnn.recheck.matrices import scalar
from symrnn.recheck.numbers import stream
from symrnn.recheck.point import environment
from symrnn.recheck.sample import instances, points, satisfied
from symrnn.recheck.truth import decide
from symrnn.recheck.values import evaluate

BRANCHED = KINKED | {"sqrt", "log", "atan"}  # functions whose arguments are led through zero
NORMS = {"norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "rank", "count_nonzero"}  # never negative
SUDDEN = BRANCHED | NORMS | {"pow", "max", "min", "eig_max", "eig_min"}
OPEN, BITS = {"sym", "seq", "size", "index"}, 128
FAR = [fmpq(10) ** 2**k for k in range(10)]

def formulas(record: Record) -> list[Node]:
    """The assertion of a statement, and the bodies of its own functions."""
    bodies = [f.get("body") for f in record.get("functions", {}).values()]
    return [record["assert"], *(b for b in bodies if b is not None)]

def sudden(record: Record) -> bool:
    """Whether a statement, or a function of its own, has kinks, branches, extremes or ranks."""
    return bool(SUDDEN & set(heads(formulas(record))))

def sides(record: Record) -> list[Record]:
    """The statement where points show all sides of its kinks: where leaves change their signs, or on both sides of one."""
    steps = [n for n in within(formulas(record)) if n[:1] == ["fn"] and n[1] in KINKED and not _one_sided(n[2])]
    kinks = list({json.dumps(n[2]): n[2] for n in steps}.values())
    if {*heads(kinks)} <= {"sym", "seq", "neg", "num", "mul", "named"}:
        return [record] if len(kinks) < 4 else []
    one = kinks if len(kinks) == 1 and not (CALCULUS | {"step", "sign", "hardtanh"}) & {*heads(formulas(record))} else []
    return [{**record, "given": [*record["given"], [rel, u, ["num", "0"]]]} for u in one for rel in ("lt", "gt")]

def _one_sided(u: Node) -> bool:
    """Whether a number is never negative by its form, so that points show all sides that it has."""
    if u[0] in ("add", "mul", "div", "pow"):
        return all(map(_one_sided, u[1:2] if u[0] == "pow" else u[1:]))
    return u[0] in NORMS or (u[0] == "fn" and GLOBAL.get(u[1], ((None,),))[0][0] in (0, 1)) or (u[0] == "sub" and tuple(
        u[1:]) in ((["max", u[2]], u[2]), (u[1], ["min", u[1]]), (["norm_inf", u[2][-1]], ["fn", "abs", u[2][-1]])))

def closed(node: Any) -> Iterator[fmpq]:
    """The values of all parts of a term that have no leaves, as positive numbers."""
    for part in within(node):
        if part and isinstance(part[0], str) and not OPEN & set(heads(part)):
            with suppress(*UNREADABLE):
                x = scalar(evaluate(part, environment({"leaves": {}}, {"sizes": {}})))
                yield abs(x) if isinstance(x, fmpq) else rational(abs(ball(x)).upper())

def changes(claim: Node) -> Iterator[Callable[[fmpq, int, int], fmpq]]:
    """What may become of an entry, with its row and its column: larger ones, and those of special arrays."""
    mentioned = sorted(set(closed(claim)))
    large = [q for q in mentioned if q > 1]
    for factor in sorted({fmpq(1, 1000), fmpq(8), fmpq(-100), *FAR, *(3 * q for q in large), prod(large, start=fmpq(3))}):
        yield lambda x, i, j, factor=factor: x * factor  # type: ignore[misc]
    for value in [q * sign for q in {fmpq(0), fmpq(1), *mentioned[:6]} for sign in (1, -1)]:
        yield lambda x, i, j, value=value: value  # type: ignore[misc]
    yield from (lambda x, i, j: fmpq(i == j), lambda x, i, j: x if i == j == 0 else fmpq(0))

def changed(value: Any, change: Callable[[fmpq, int, int], fmpq]) -> Any:
    """A value of a leaf with all its entries changed, of complex ones both parts."""
    if isinstance(value, dict):
        return {k: changed(v, change) for k, v in value.items()}
    if isinstance(value, str):
        return str(change(fmpq(value), 0, 0))
    if value and not isinstance(value[0], list):
        return [changed(x, change) for x in value]
    return [[str(change(fmpq(x), i, j)) if isinstance(x, str) else changed(x, change) for j, x in enumerate(row)]
            for i, row in enumerate(value)]

def special(record: Record) -> Iterator[Record]:
    """Points where arrays are special, or far out; and points at a kink and on both its sides, one kink after the other."""
    for point in islice(points(record, stream(record, 0), count=4), 4):
        for change in changes(formulas(record)) if not point.get("derived") else ():
            yield {**point, "leaves": {k: changed(v, change) for k, v in point["leaves"].items()}}
    led = [n[2] for n in within(record["assert"]) if n[:1] == ["fn"] and n[1] in BRANCHED]
    for u in list({json.dumps(u): u for u in led}.values())[:8]:
        for value in ("0", "1", "-1"):
            there = {**record, "given": [*record.get("given", []), ["eq", u, ["num", value]]]}
            yield from islice(points(there, stream(there, 0), count=1), 1)

def violated(record: Record, always: bool = False) -> Iterator[Record]:
    """Special points that meet the conditions, where the assertion of a statement with kinks or ranks is false."""
    for point in special(record) if always or sudden(record) else ():
        with precision(BITS), suppress(*UNREADABLE):
            env = environment(record, point)
            if all(satisfied(c, at) for c, at in instances(record, env)) and decide(record["assert"], env) is False:
                yield point
