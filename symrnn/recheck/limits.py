"""Limits and orders, by values at growing k: a distance that shrinks, or one that does not.

Values cannot decide a limit. They are compared with what a certificate or a witness says, whose argument stands in the
evidence: a stated rate must be seen in them, and a refutation must not die away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice, pairwise
from typing import Any

from flint import arb, arf, fmpq

from symrnn.recheck.fading import INFINITE, variable
from symrnn.recheck.functions import UNREADABLE, Record, Undefined, ball, known, may_vanish, precision, text, within
from symrnn.recheck.matrices import entries
from symrnn.recheck.numbers import seed_of
from symrnn.recheck.point import occurs
from symrnn.recheck.rules import must
from symrnn.recheck.sample import points
from symrnn.recheck.special import changed, closed
from symrnn.recheck.truth import decide
from symrnn.recheck.values import environment, evaluate

Answer = tuple[bool, str]
BITS, DOUBLING = 512, (8, 16, 32, 64)
LOOKS = ((DOUBLING, 1), (DOUBLING, 8), ((64, 128, 256, 512), 8), ((2**64, 2**128, 2**256, 2**512), 1))  # k; so many in a row
EARLY, ROW = (24, 240), 8  # several k in a row, since a sequence may have a period
FILLED = range(-4, LOOKS[2][0][-1] + 2 * ROW)  # where elements of sequences are needed
KEPT, GROWTH, NOTHING, SLACK = 0.9, 1.5, 1e-30, 1.01  # what keeps nine tenths of itself while k grows does not vanish
# where a rest that stays behind is seen, be it small or far out, or beside a logarithm, or the logarithm of one
REMOTE = ((2**16, 2**32), (2**512, 2**1000), *([arb(arf((1, 2**e))) for e in es] for es in ((40, 64), (2**14, 2**17))))

def env_at(record: Record, point: Record, value: Any) -> Any:
    """The Env of a point at one value of the variable of the limit; a ball may be larger than what can be written."""
    name = variable(record)[0]
    if name not in record["leaves"]:
        return environment(record, {**point, "indices": {**point["indices"], name: value}})
    env = environment(record, point)
    env.leaves[name] = value if isinstance(value, arb) else fmpq(value)
    return env

def distance(record: Record, point: Record, value: Any) -> Any:
    """How far the sequence is from its limit at one k, or the quotient of an order; of arrays the largest."""
    head, a, b = record["assert"][:3]
    env = env_at(record, point, value)
    xs = [ball(x) for x in entries(evaluate(a, env))]
    if head == "tends_to" and b == INFINITE:
        return _most(1 / abs(x) if x > 0 else arb("inf") if x.is_finite() else x for x in xs)
    ys = [ball(y) for y in entries(evaluate(b, env))]
    pairs = zip(xs, ys * len(xs) if len(ys) == 1 else ys, strict=True)
    return _most(abs(x / y if head == "of_order" else x - y) for x, y in pairs)

def _most(sizes: Iterable[Any]) -> Any:
    """The largest of some sizes; no number where one of them is none, or not known, so that nothing agrees with it."""
    found = list(sizes)
    unknown = any(x.is_nan() or (x.upper() > NOTHING**4 and not x.lower() >= x.upper() / 2) for x in found)
    return arb("nan") if unknown else max(x.upper() for x in found)

def _falls(sizes: list[Any], head: str = "tends_to") -> bool:
    bounded = bool(sizes[-1].is_finite() and sizes[-1] <= 2 * sizes[0] + 1)
    return bounded if head == "of_order" else all(y < x or y < NOTHING for x, y in pairwise(sizes))

def _sizes(record: Record, point: Record, late: tuple[int, ...], row: int) -> list[Any]:
    """The largest distance of so many values in a row, at growing k."""
    with precision(BITS + 3 * late[-1].bit_length() + 8 * min(512, late[-1])):
        return [_most(distance(record, point, k + i) for i in range(row)) for k in late]

def converges(record: Record, certificate: Record) -> Answer:
    """Values at growing k: the distance to the limit shrinks faster and faster, or like 1 / k; an order stays bounded."""
    head, last, seen = record["assert"][0], list[Any](), DOUBLING
    if any(n[:1] == ["iterate"] and occurs(variable(record)[0], [n[1], n[3]]) for n in within(record["assert"][1:3])):
        return False, "an iterate whose map or start changes with the number of steps"
    pair = {**record, "assert": ["all_of", *(["eq", x, x] for x in record["assert"][1:3] if x != INFINITE)], "span": FILLED}
    for point in islice(points(pair, seed_of(json.dumps(record, sort_keys=True)), count=6), 6):
        sizes, seen = next(((x, ks) for ks, row in LOOKS if _falls(x := _sizes(record, point, ks, row), head)), (None, seen))
        others = _elsewhere(record, point) if not last else ()
        if sizes is None or not _dies_away(record, point, certificate) or not all(
                _dies_away(record, p, {}) for p in others):
            return False, "the distance to the limit does not shrink, or the quotient grows"
        last.append(sizes[-1])
    what = "distance shrinks at every doubling of k" if head == "tends_to" else "quotient stays bounded"
    return len(last) >= 3, f"{len(last)} generic points: the {what}, to {float(max(last, default=0)):.6g} at {seen[-1]:.6g}"

def _elsewhere(record: Record, point: Record) -> Iterator[Record]:
    """Points that meet the conditions far out, with a leaf at a number that the statement mentions."""
    mentioned = sorted(set(closed(record["assert"][1:3])))[:6]
    values = {q * sign for q in (fmpq(0), fmpq(1), fmpq(8), *mentioned) for sign in (1, -1)}
    for name, own in point["leaves"].items() if not point.get("derived") else ():
        for value in sorted(values, key=str):
            other = {**point, "leaves": {**point["leaves"], name: changed(own, lambda *_, x=value: x)}}
            with suppress(*UNREADABLE), precision(BITS):
                envs = [env_at(record, other, k) for k in REMOTE[0]]
                if all(decide(c, env) is True for c in record.get("given", []) for env in envs):
                    yield other

def _dies_away(record: Record, point: Record, said: Record) -> bool:
    """Whether far out a distance still shrinks, or a quotient stays; where k counts factors or steps, by its rate."""
    if looks := _spoken(record, point, said):
        return not any(looks)
    return said.get("how") != "geometric" or _steeper(_sizes(record, point, (32, 64, 128, 256), 8))

def _spoken(record: Record, point: Record, said: Record) -> list[bool]:
    """What is seen far out; where there are no values, of what an expansion says, which values nearby confirm."""
    head, a, b, k = record["assert"]
    if (looks := [*_looks(record, point)]) or "terms" not in said:
        return looks
    left, over = {**record, "assert": ["of_order", ["sub", a, said["terms"]], said["rest"], k]}, ["num", "0"]
    known(all(_falls(_sizes(left, point, ks, 1), "of_order") for ks in (DOUBLING, LOOKS[2][0])), "values do not expand so")
    rest = ["of_order", said["rest"], b] if head == "of_order" else [
        "tends_to", said["rest"] if b != INFINITE else ["div", said["rest"], said["terms"]], over]
    seen = [*_looks({**record, "assert": [*rest, k]}, point)]
    known(seen and not any(seen), "the rest of the expansion is not small")
    return [*_looks({**record, "assert": [head, said["terms"], b, k]}, point)]

def _looks(record: Record, point: Record) -> Iterator[bool]:
    """Whether a distance stays, or a quotient grows, far out: from the farthest look that there is, to the nearest."""
    for pair in reversed(REMOTE[::2] if _moving(record) else REMOTE):
        with suppress(*UNREADABLE):
            yield _stays(record, point, pair, BITS + (3 * pair[1].bit_length() if isinstance(pair[1], int) else 0))

def _moving(record: Record) -> bool:
    """Whether the variable stands in an integral: then a look takes its time."""
    return any(n[:1] == ["integral"] and occurs(variable(record)[0], n) for n in within(record["assert"]))

def _stays(record: Record, point: Record, pair: Sequence[Any], bits: int, room: int = 1, before: Any = None) -> bool:
    """Whether a distance stays, or a quotient grows, from one k to a later one, and does so with twice the bits."""
    with precision(bits):
        row = 1 if _moving(record) else ROW
        near, far = (_most(distance(record, point, k + i) for i in range(row)) for k in pair)
        known(not near.is_nan() and not far.is_nan(), "no number says how far the sequence is from its limit")
        grows = far > GROWTH * near + room if record["assert"][0] == "of_order" else far > NOTHING**4 and far >= KEPT * near
        sure = before <= SLACK * far if before is not None else grows and _stays(record, point, pair, 2 * bits, room, far)
        return bool(grows and sure)

def _steeper(sizes: list[Any]) -> bool:
    """Whether each doubling of k leaves no larger a part of a distance than the one before: no rest stays behind."""
    left = [y / x for x, y in pairwise(sizes) if x > NOTHING]
    return all(y <= SLACK * x for x, y in pairwise(left))

def diverges(record: Record, witness: Record) -> Answer:
    """Whether at a witness's parameters the distance to the stated limit does not die away while k grows tenfold."""
    head = record["assert"][0]
    if head not in ("tends_to", "of_order") or not witness.get("law"):
        return False, "a witness of a limit has a law, and refutes a limit or an order"
    try:
        point, k = continued(witness), record["assert"][3]
        if (k if isinstance(k, str) else k[1]) in {**point["indices"], **point["leaves"]}:
            return False, "a witness of a limit has no value for the variable"
        with precision(BITS):
            if not all(decide(c, env_at(record, point, at)) is True for c in record.get("given", []) for at in EARLY):
                return False, "a condition is not certainly true"
        looks: list[bool] = []
        with suppress(Undefined):  # the farthest look that there is decides
            looks = _spoken(record, point, witness)
        with suppress(Undefined):
            looks = looks or [_stays(record, point, EARLY, BITS, 0)]
        stays = looks[0] if looks else _stays(record, point, EARLY, 4 * BITS, 0)
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}"
    return stays, "the distance stays, or the quotient grows" if stays else "the distance shrinks, or the quotient stays"

def values_of(record: Record, witness: Record) -> Record:
    """What a witness of a limit has to say of its sides: the values at its index, or the limit that there is instead."""
    _, a, limit, k = record["assert"]
    with precision(BITS if "at" not in witness else 256):
        must("at" not in witness or witness["at"] == first_shown(record, witness), "its sides are shown at another index")
        point = witness if "at" not in witness else continued(witness)
        env = env_at(record, point, witness.get("at", 1))
        sides = [None if term == INFINITE else entries(evaluate(term, env)) for term in (a, limit)]
        left, right = ("oo" if xs is None else text(xs[0]) if len(xs) == 1 or "at" not in witness else "" for xs in sides)
        if "at" in witness:
            return {"left": left, "right": right}
        other = {**record, "assert": ["tends_to", a, ["num", witness["left"]], k]}
        must(_falls([distance(other, witness, k) for k in DOUBLING]), "the values do not tend there")
    return {"left": witness["left"], "right": right, "law": f"the values tend to {witness['left']}"}

def first_shown(record: Record, witness: Record) -> int:
    """The index at which a witness shows its sides, by its law: where the values repeat, the first that is no limit."""
    repeat = re.fullmatch(r"the values repeat with period (\d+) from \w+ = (\d+) on", witness["law"])
    if not repeat:
        late = re.search(r"\b(?:from|at) \w+ = (\d+)", witness["law"])
        usual = 1 if " as " in witness["law"] else 65 if witness["law"].startswith("along the odd") else 64
        return int(late[1]) if late else usual
    period, start = map(int, repeat.groups())
    head, a, b, _ = record["assert"]
    point, compared = continued(witness), ["eq", a, b if head == "tends_to" else ["num", "0"]]
    for i in range(start, start + period):
        env = env_at(record, point, i)
        if b == INFINITE or decide(compared, env) is False:
            later = env_at(record, point, i + period)
            pairs = zip(entries(evaluate(a, env)), entries(evaluate(a, later)), strict=True)
            must(all(may_vanish(x - y) for x, y in pairs), "the values do not repeat")
            return i
    raise ValueError("the values of a cycle are the limit")

def continued(witness: Record) -> Record:
    """A witness whose sequences are continued periodically over all indices that are looked at."""
    leaves = dict(witness["leaves"])
    for name, period in witness.get("extension", {}).items():
        own = {int(i): rows for i, rows in leaves[name].items()}
        must(sorted(own) == [*range(period)], f"{name} is given at other indices than those of its period")
        leaves[name] = {str(i): own[i % period] for i in FILLED}
    return {**witness, "leaves": leaves}
