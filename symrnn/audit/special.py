"""Points where code may go wrong that is right at generic ones: at rest, close to zero, and far out; and kinks.

A state of zeros with an input of zeros is where every run starts, and where a padded one stays. On a kink a derivative
has no value but by convention: code that takes another one-sided slope there than the derivation is told so, not refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

from flint import arb

from symrnn.audit.derived import BITS, Block, Task, blocks, budgets, exact, values
from symrnn.oracles.arb_values import rational
from symrnn.oracles.comparison import exact as exact_number
from symrnn.recheck.functions import Undefined
from symrnn.recheck.makers import leaf_nodes
from symrnn.recheck.matrices import entries
from symrnn.recheck.sample import satisfied
from symrnn.recheck.values import environment, freeze

FAR, FAINT = Fraction(8), Fraction(1, 1000)
# Far out a code has larger intermediate values to round than at a generic point: up to two factors of FAR.
ROOM = FAR**2
WIDE = 40  # bits: how far around a point a derivative is looked at to see whether it jumps there


def special(task: Task, generic: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Points made of a generic one, in words, where the conditions hold and everything derived has a value."""
    record = task.record()
    bound = {leaf[1] for leaf in leaf_nodes(freeze(record["given"]))}
    columns = {name for name, x in generic["leaves"].items()
               if isinstance(x, list) and len(x[0]) == 1 and not name.startswith("g_")}
    plans = (("with states, inputs and biases of zero", dict.fromkeys(columns, Fraction(0))),
             ("close to zero", dict.fromkeys(generic["leaves"], FAINT)),
             ("far out", dict.fromkeys(generic["leaves"], FAR)))
    for words, factors in plans:
        point = deepcopy(generic)
        for name, factor in factors.items():
            if name not in bound:
                point["leaves"][name] = _times(factor, point["leaves"][name])
        try:
            env = environment(record, point)
            if all(satisfied(condition, env) for condition in record["given"]):
                exact(task, point, blocks(task))
                budgets(task, point, blocks(task), 53)
                yield words, point
        except Undefined:
            continue


def _times(factor: Fraction, value: Any) -> Any:
    return [_times(factor, x) for x in value] if isinstance(value, list) else str(factor * Fraction(value))


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
