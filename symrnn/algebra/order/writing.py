"""What a search has found, as a certificate writes it: refutations instead of the arguments that the search knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symrnn.algebra.order import refutedranges, refutedterms
from symrnn.algebra.order.generators import Fact
from symrnn.algebra.order.quotients import Poly, Relations
from symrnn.algebra.order.refutations import Case, Tree, shown

Case.steps |= refutedterms.STEPS | refutedranges.STEPS


@dataclass(frozen=True)
class Shown:
    """What a search has found: p rel 0 under facts, by a tree of arguments; written out when it is needed."""

    p: Poly
    rel: str
    tree: Tree

    def written(self, facts: Sequence[Fact], relations: Relations) -> list[Tree]:
        """The refutations of the opposite; there may be more facts now, behind those that the tree knows."""
        known = [(f.poly, f.rel) for f in facts]
        return shown(known, list(range(len(known))), (self.p, self.rel, self.tree), relations)


def arguments(what: Any) -> list[str]:
    """The names of all arguments in a tree, or in where a fact comes from."""
    if isinstance(what, Shown):
        return arguments(what.tree)
    inside = what.values() if isinstance(what, dict) else what if isinstance(what, list) else ()
    here = [what["how"]] if isinstance(what, dict) and "how" in what else []
    return here + [name for part in inside for name in arguments(part)]


def data(value: Any, facts: Sequence[Fact], relations: Relations) -> Any:
    """Where a fact comes from, with all that was shown from the facts before it written out."""
    if isinstance(value, Shown):
        return value.written(facts, relations)
    if isinstance(value, dict):
        return {k: data(v, facts, relations) for k, v in value.items()}
    return [data(v, facts, relations) for v in value] if isinstance(value, list) else value
