"""Search for an exact witness against a statement, or for an example of what it says to exist.

Floats propose; `symrnn.recheck.witness.refutes` decides, and nothing else counts. Budgets are counts, every enumeration
has one order, and what was found is made small in one order too: so the witness does not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from symrnn.errors import NotSupportedError
from symrnn.recheck.certificates import accept
from symrnn.recheck.sample import points
from symrnn.recheck.witness import refutes
from symrnn.search import ascent, limits, lowranks, mended, otherlimits, proposals, shrink, tied, tight, wide
from symrnn.search.combos import diagonal, scattered
from symrnn.search.crossings import find_crossing
from symrnn.search.frames import Frame, frames
from symrnn.search.scan import Tester, scan

Record = dict[str, Any]
Witness = dict[str, Any]


@dataclass(frozen=True)
class Budget:
    """How much is tried, in counts.

    Parameters
    ----------
    generic
        Generic points of the trusted sampler.
    frames
        Choices of sizes, indices and bodies of functions.
    ordered, scattered
        Combinations of structured values in each frame: in order, and at random.
    exact
        Exact decisions in each frame on what floats propose.
    mended
        Combinations completed so that they meet equations between leaves, in all frames together.
    wide
        Exact decisions in each frame of larger sizes.
    climbs
        Frames in which the violation is climbed.
    families
        Frames in which the relative gap of a bound is climbed over many orders of magnitude; three at most.
    examples
        Proposals of Hypothesis; it takes milliseconds for each, so only a thorough search asks it.
    shrinks
        Exact decisions while a witness is made smaller.
    """

    generic: int = 12
    frames: int = 36
    ordered: int = 1500
    scattered: int = 600
    exact: int = 40
    mended: int = 96
    wide: int = 6
    climbs: int = 5
    families: int = 3
    examples: int = 0
    shrinks: int = 500


ENTRIES = 300  # a witness with more of them is made smaller in fewer decisions, for each takes long
QUICK = Budget(generic=6, frames=12, ordered=400, scattered=100, exact=20, mended=20, wide=0, climbs=1, families=0,
               shrinks=200)
NORMAL = Budget()


@dataclass
class Finding:
    """What a search brought: a witness or None, how many points were tried, and in which stages."""

    witness: Witness | None = None
    tried: int = 0
    stages: dict[str, int] = field(default_factory=dict)


def find(record: Record, seed: int, budget: Budget = NORMAL) -> Witness | None:
    """An exact witness that violates the statement, made small; None where none was found.

    Parameters
    ----------
    record
        The serialised statement.
    seed
        The seed of the claim; the same seed gives the same witness.
    budget
        How much is tried, in counts.
    """
    return search(record, seed, budget).witness


def search(record: Record, seed: int, budget: Budget = NORMAL) -> Finding:
    """As `find`, with the counts that go into the evidence of a statement that withstood the search."""
    head = record["assert"][0]
    if head in ("exists", "expects"):
        return Finding()
    if head in ("tends_to", "of_order"):
        witness, tried = limits.search_limit(record, budget.frames // 3)
        stages = {limits.HOW: tried}
        if witness is None:
            witness, more = otherlimits.search_other(record, seed)
            stages[otherlimits.HOW] = more
        return Finding(witness, sum(stages.values()), stages)
    if head == "induction":
        return _induction(record, seed, budget)
    tester = Tester(record)
    found = hunt(record, seed, budget, tester)
    if found is not None:
        found = shrink.shrink(record, found, budget.shrinks * ENTRIES**2 // max(ENTRIES, filled(found)) ** 2, tester)
    return Finding(found, tester.tried, tester.stages)


def filled(witness: Witness) -> int:
    """How many entries the arrays of a witness have."""
    return sum(len(v) * len(v[0]) for v in witness["leaves"].values() if isinstance(v, list) and isinstance(v[0], list))


def hunt(record: Record, seed: int, budget: Budget, tester: Tester) -> Witness | None:
    """The first witness of the stages, as it was found."""
    for point in points(record, seed, count=budget.generic):
        if (found := tester.test(point, "generic points")) is not None:
            return found
    spaces = list(frames(record, budget.frames))
    stages: list[Callable[[], Witness | None]] = [
        lambda: _structured(spaces, tester, budget),
        lambda: mended.search_mended(spaces, seed, budget.mended, tester),
        lambda: _scattered(spaces, tester, budget, seed),
        lambda: wide.search_wide(record, seed, budget.wide, tester),
        lambda: lowranks.search_low_ranks(record, budget.exact, tester),
        lambda: tied.search_tied(record, seed, budget.families, tester),
        lambda: ascent.climb_all(spaces, seed, budget.climbs, tester),
        lambda: tight.climb_families(record, seed, budget.families, tester),
        lambda: proposals.search_proposals(spaces, budget.examples, tester),
    ]
    for stage in stages:
        if (found := stage()) is not None:
            return found
    return None


def _structured(spaces: list[Frame], tester: Tester, budget: Budget) -> Witness | None:
    for frame in spaces:
        table = diagonal(tuple(len(s.pool) for s in frame.slots), budget.ordered)
        if (found := scan(frame, table, tester, budget.exact, "structured matrices")) is not None:
            return found
    return None


def _scattered(spaces: list[Frame], tester: Tester, budget: Budget, seed: int) -> Witness | None:
    for i, frame in enumerate(spaces):
        table = scattered(tuple(len(s.pool) for s in frame.slots), budget.scattered, seed + i)
        if (found := scan(frame, table, tester, budget.exact // 2, "structured matrices at random")) is not None:
            return found
    return None


def _induction(record: Record, seed: int, budget: Budget) -> Finding:
    """A failing base or step refutes the statement that both hold; the witness names the clause."""
    total = Finding()
    for clause, part in zip(("base", "step"), record["assert"][2:], strict=True):
        sub = search({**record, "assert": part}, seed, budget)
        total.tried += sub.tried
        if sub.witness is not None:
            total.witness = {**sub.witness, "clause": clause, "kind": "induction"}
            return total
    return total


def find_example(record: Record, seed: int, budget: Budget = NORMAL) -> Witness | None:
    """An exact point that proves an existence statement: the certificate of kind "example" that carries it.

    A point proves it only where every leaf of the statement is one of those that are asked for: with a leaf that stands
    for all its values, no single point does.

    Returns
    -------
    dict or None
        kind, scope, point, how; accepted by `symrnn.recheck.certificates.accept`

    Raises
    ------
    NotSupportedError
        Where the statement is not an existence statement.
    """
    if record["assert"][0] != "exists":
        raise NotSupportedError("find_example", got=f"a statement of the head {record['assert'][0]!r}",
                                expected="sr.exists(leaves, condition)", advice="find looks for counterexamples")
    asked = {leaf[1] for leaf in record["assert"][1]}
    if set(record["leaves"]) - asked or record["sizes"]:
        return None
    flipped = {**record, "assert": ["no", record["assert"][2]]}
    tester = Tester(flipped)
    found = hunt(flipped, seed, budget, tester)
    if found is None:
        return find_crossing(record)
    small = shrink.shrink(flipped, found, budget.shrinks, tester)
    point = {k: small[k] for k in ("sizes", "indices", "leaves", "functions")}
    certificate = {"kind": "example", "scope": "this witness", "point": point, "how": small["how"]}
    return certificate if accept(record, certificate)[0] else None


def refuted(record: Record, witness: Witness) -> bool:
    """Whether a witness that `find` returned is accepted again: by the clause that it names, or as a whole."""
    if witness.get("kind") == "induction":
        part = record["assert"][2 if witness["clause"] == "base" else 3]
        return refutes({**record, "assert": part}, witness)[0]
    if witness.get("kind") == "limit":
        return limits.confirmed(record, witness)
    return refutes(record, witness)[0]


def smaller(budget: Budget, factor: int) -> Budget:
    """A budget with fewer of everything."""
    names = ("generic", "frames", "ordered", "scattered", "exact", "mended", "climbs", "examples", "shrinks")
    return replace(budget, **{name: max(1, getattr(budget, name) // factor) for name in names})
