"""Points where code may go wrong that is right at generic ones: at rest, close to zero, far out, on kinks, lopsided.

A state of zeros with an input of zeros is where every run starts, and where a padded one stays. On a kink a derivative
has no value but by convention: code that takes another one-sided slope there than the derivation is told so, not refused.
A branch or a bound in the code that looks at one argument alone (`if b.max() > 2`, `W.clamp(-3, 3)`) may be hidden where
all are large, since everything saturates there: so each leaf is made large, of one sign, tiny and zero by itself as well
(an input of zeros is taken for padding by code that should ask a mask).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

from flint import arb

from symrnn.audit.derived import BITS, Block, Task, values
from symrnn.oracles.arb_values import rational
from symrnn.oracles.comparison import exact as exact_number
from symrnn.recheck.functions import Undefined
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.matrices import each, entries
from symrnn.recheck.sample import satisfied
from symrnn.recheck.values import environment, freeze

FAR, FAINT = Fraction(8), Fraction(1, 1000)
LARGE, TINY = Fraction(4), Fraction(1, 10**6)
# Far out a code has larger intermediate values to round than at a generic point: up to two factors of FAR.
ROOM = FAR**2
Change = Callable[[Fraction], Fraction]
WIDE = 40  # bits: how far around a point a derivative is looked at to see whether it jumps there


def special(task: Task, generic: dict[str, Any], apart: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    """Points made of a generic one, in words, where the conditions hold; all leaves at once, and one `apart`."""
    for words, changes in (*_together(task.record(), generic), *(_apart(generic) if apart else ())):
        point = deepcopy(generic)
        for name, change in changes.items():
            point["leaves"][name] = each(lambda x, change=change: str(change(Fraction(x))), point["leaves"][name])
        if _allowed(task, point):
            yield words, point


def _allowed(task: Task, point: dict[str, Any]) -> bool:
    """Whether the conditions of the cell hold at a point."""
    record = task.record()
    try:
        env = environment(record, point)
        return all(satisfied(condition, env) for condition in record["given"])
    except Undefined:
        return False


def _together(record: dict[str, Any], generic: dict[str, Any]) -> Iterator[tuple[str, dict[str, Change]]]:
    """Plans for all leaves at once; those that a condition speaks of stay as they are."""
    bound = {leaf[1] for leaf in leaf_nodes(freeze(record["given"]))}
    columns = {name for name, x in generic["leaves"].items()
               if isinstance(x, list) and len(x[0]) == 1 and not name.startswith("g_")}
    free = [name for name in generic["leaves"] if name not in bound]
    yield "with states, inputs and biases of zero", dict.fromkeys((x for x in free if x in columns), _by(Fraction(0)))
    yield "close to zero", dict.fromkeys(free, _by(FAINT))
    yield "far out", dict.fromkeys(free, _by(FAR))


def _apart(generic: dict[str, Any]) -> Iterator[tuple[str, dict[str, Change]]]:
    """Plans for one leaf at a time; the rest stays, or is made small so that products keep their size."""
    for name in sorted(generic["leaves"]):
        much = LARGE * FAR if name.startswith("g_") else LARGE  # a gradient is linear in that of the loss
        large, others = f"where {name} is large", (x for x in generic["leaves"] if x != name)
        yield large, {name: _by(much)}
        yield f"{large} and positive", {name: _sided(much)}
        yield f"{large} and negative", {name: _sided(-much)}
        yield f"{large} and the others small", {**dict.fromkeys(others, _by(1 / FAR)), name: _by(FAR)}
        yield f"where {name} is tiny", {name: _by(TINY)}
        yield f"where {name} is zero", {name: _by(Fraction(0))}


def _by(factor: Fraction) -> Change:
    return lambda x: factor * x


def _sided(end: Fraction) -> Change:
    return lambda x: end + abs(x) if end > 0 else end - abs(x)


def on_kink(task: Task, point: dict[str, Any], block: Block, yours: Any) -> bool:
    """Whether a block jumps at a point, and the values of the code are among those around it."""
    try:
        around = [_ends(x) for x in entries(values(task, point, [block], BITS, None, WIDE)[block])]
    except Undefined:
        return False
    own = [exact_number(x) for row in yours for x in row]
    return any(high - low > Fraction(1, 2 ** (WIDE // 2)) for low, high in around) and all(
        y is not None and low <= y <= high for (low, high), y in zip(around, own, strict=True))


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
    low, high = (rational(arb(end)) for end in (ball.lower(), ball.upper()))
    if low is None or high is None:
        raise Undefined("a value that is not known at all")
    return low, high
