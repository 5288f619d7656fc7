"""Judging mutants by numbers: one evaluation at a generic point kills nearly all of them.

All mutants of a statement are valued at the same points, and the trusted evaluator remembers the value of every
subterm: what a mutation did not touch is computed once. The few that agree there are searched, then left to a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import arb

from symrnn.recheck.functions import UNREADABLE, Undefined, precision
from symrnn.recheck.sample import instances, points, satisfied
from symrnn.recheck.truth import decide, gap
from symrnn.recheck.values import Env, environment, evaluate
from symrnn.search.find import QUICK, find
from symrnn.search.mutants import EQUATIONS, Mutant, scaled_side
from symrnn.search.operators import Node, Record

OPEN = frozenset({"tends_to", "of_order", "induction"})  # statements that no point decides
REFUTED, SAME, UNDECIDED, UNDEFINED = "refuted", "same", "undecided", "undefined"
WORDS = (REFUTED, SAME, UNDEFINED, UNDECIDED)
DIGITS = 60
BITS = DIGITS * 10 // 3 + 32
CLOSE = arb(10) ** (10 - DIGITS)
Prove = Callable[[Record], bool]
Settle = Callable[[Record, int], tuple[str, str]]  # the last resort: one of WORDS, and why


class Judge:
    """Generic points of one statement, and what is known there.

    Parameters
    ----------
    record
        The statement that is mutated.
    seed
        The seed of its generic points.
    count
        How many points are looked at before numbers are taken to agree.
    """

    def __init__(self, record: Record, seed: int, count: int = 2) -> None:
        self.record, self.seed, self.count = record, seed, count
        self.points = list(islice(points(record, seed, count=count + 2), count + 2))
        self.envs: list[Env | None] = [None] * len(self.points)

    def judge(self, mutant: Mutant, prove: Prove | None = None) -> str:
        """One of `WORDS`: `same` where numbers agree and a proof certifies it, `undefined` where it has no value at all."""
        if mutant.record["given"] != self.record["given"]:
            return Judge(mutant.record, self.seed, self.count)._judge(mutant.record, prove)
        return self._judge(mutant.record, prove)

    def _judge(self, record: Record, prove: Prove | None) -> str:
        words: list[str] = []
        while len(words) < len(self.points) and words.count(SAME) < self.count:
            words.append(self.at(record, len(words)))
            if words[-1] == REFUTED:
                return REFUTED
        if any(self._fails(side) for side in sides(record)):
            return REFUTED
        # Inside a step function or a rank, generic points see little: a search looks at kinks and edges too, and at limits.
        if find(record, self.seed, QUICK) is not None:
            return REFUTED
        if set(words) == {UNDEFINED}:
            return UNDEFINED
        comparable = words.count(SAME) >= self.count or record["assert"][0] in OPEN
        return SAME if comparable and prove is not None and prove(record) else UNDECIDED

    def _fails(self, side: Record) -> bool:
        """Whether one direction of an equivalence is false at a point of its own, where the other side holds."""
        own = Judge(side, self.seed, self.count)
        return any(own.at(side, k) == REFUTED for k in range(len(own.points)))

    def at(self, record: Record, k: int) -> str:
        """What one point says."""
        with precision(BITS):
            try:
                env = self._env(k)
                claim = record["assert"]
                truth = decide(claim, env)
                if truth is False:
                    # A point with leaves that solve an equation is good enough here: its conditions were met in balls.
                    return REFUTED if all(satisfied(c, at) for c, at in instances(record, env)) else UNDECIDED
                bound = None if truth else gap(claim, env)
                if truth is None and bound is None and not _has_value(claim, env):
                    return UNDEFINED
            except UNREADABLE:
                return UNDECIDED
        return SAME if truth or (bound is not None and bound < CLOSE) else UNDECIDED

    def _env(self, k: int) -> Env:
        got = self.envs[k]
        if got is None:
            got = self.envs[k] = environment(self.record, self.points[k])
        return got

    def smallest_error(self) -> int | None:
        """The largest k for which the factor 1 + 2^-k on a whole side is refuted; None where none is."""
        best, tried = None, range(min(self.count, len(self.points)))
        for k in range(10, 200, 10):
            record = scaled_side(self.record, 1 + Fraction(1, 2**k))
            if record is None or not any(self.at(record, i) == REFUTED for i in tried):
                return best
            best = k
        return best


def sides(record: Record) -> list[Record]:
    """The two implications of an equivalence, each as a statement under one more condition; nothing for others."""
    head, *parts = record["assert"]
    if head != "iff":
        return []
    return [{**record, "given": [*record["given"], a], "assert": b} for a, b in (parts, parts[::-1])]


def _has_value(claim: Node, env: Env) -> bool:
    """Whether both sides of an equation can be valued at a point."""
    try:
        for side in claim[1:] if claim[0] in EQUATIONS else ():
            evaluate(side, env)
    except Undefined:
        return False
    return True


def tally(record: Record, seed: int, made: list[Mutant], prove: Prove | None = None,
          settle: Settle | None = None) -> dict[str, Any]:
    """The scores of the mutants of one statement: how many of each verdict, by operator, and who survived.

    Where numbers, a short search and a proof leave a mutant open, or find no value of it, `settle` has the last word.
    """
    judge = Judge(record, seed)
    counts = dict.fromkeys(WORDS, 0)
    operators: dict[str, dict[str, int]] = {}
    left: list[dict[str, Any]] = []
    equivalent: list[dict[str, Any]] = []
    undefined: list[dict[str, Any]] = []
    for mutant in made:
        word, why = judge.judge(mutant, prove), ""
        if settle is not None and word in (UNDECIDED, UNDEFINED):
            settled, why = settle(mutant.record, seed)
            word = word if settled == UNDECIDED else settled
        counts[word] += 1
        row = operators.setdefault(mutant.operator, dict.fromkeys(WORDS, 0))
        row[word] += 1
        if word != REFUTED:
            rows = {SAME: equivalent, UNDECIDED: left, UNDEFINED: undefined}[word]
            rows.append({"operator": mutant.operator, "path": list(mutant.path), "why": why})
    return {"mutants": len(made), **counts, "operators": operators, "equivalent": equivalent, "survivors": left,
            "without_values": undefined, "smallest": judge.smallest_error()}
