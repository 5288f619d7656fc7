"""Matrices of a kind that commute: one frame for both, and a diagonal of each kind in it."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symrnn.recheck.functions import Node
from symrnn.recheck.makers import MAKERS, Draw, leaf_nodes
from symrnn.recheck.matrices import diag, entries, inv, matmul, shape
from symrnn.recheck.truth import decide
from symrnn.recheck.values import Env

FRAMED = {"idempotent", "symmetric", "psd", "pd"}  # kinds of which commuting matrices have a common frame, in general
ATTEMPTS = 12

def commuting(cond: Node, given: list[Node]) -> list[str]:
    """The two leaves that a condition makes commute: alone, or (products that vanish both ways) with another one."""
    head, a, b = (*cond, (), ())[:3]
    if head in ("eq", "equal") and a[:1] == ("matmul",) and b[:1] == ("zeros",):
        back = any(c[:2] == (head, ("matmul", a[2], a[1])) and c[2] == b for c in given)
        head, a, b = ("commute" if back else ""), a[1], a[2]
    return [a[1], b[1]] if head == "commute" and a != b and a[:1] == b[:1] == ("sym",) else []

def in_one_frame(cond: Node, given: list[Node], kinds: dict[str, set[str]], env: Env, draw: Draw) -> dict[str, Any]:
    """Values for two leaves, Q D Q^-1 with one Q, that meet what is given of them alone; none where no draw does."""
    if not kinds or not all(k and k <= FRAMED for k in kinds.values()) or not kinds.keys() <= env.leaves.keys():
        return {}
    own = [c for c in given if {x[1] for x in leaf_nodes(c)} <= kinds.keys()]
    dims, straight = shape(env.leaves[next(iter(kinds))]), any(k - {"idempotent"} for k in kinds.values())
    for _ in range(ATTEMPTS):
        q = MAKERS["orthogonal" if straight else "frame"](draw, dims)
        made = {name: matmul(matmul(q, _diagonal(draw, k, dims[0], cond[0] != "commute")), inv(q))
                for name, k in kinds.items()}
        if all(any(entries(v)) for v in made.values()) and all(decide(c, env.child(made)) for c in own):
            return made
    return {}

def _diagonal(draw: Draw, kind: set[str], n: int, sparse: bool) -> Any:
    """A diagonal matrix whose entries suit a kind, about half of them zero where that is asked for."""
    if "idempotent" in kind:
        return diag([[fmpq(draw.below(2))] for _ in range(n)])
    signed = not kind & {"psd", "pd"}
    return diag([[draw.rational(signed) * (draw.below(2) if sparse else 1)] for _ in range(n)])
