"""What generic points say of a statement: truth, the gap between the sides, and what is special about the points."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from decimal import ROUND_CEILING, Context, Decimal
from hashlib import sha256
from itertools import islice
from typing import Any

from flint import acb, arb, fmpq

from symrnn.recheck.functions import (
    UNREADABLE, Malformed, Node, Record, Undefined, ball, finite, in_reach, is_real, precision, rational)
from symrnn.recheck.matrices import entries
from symrnn.recheck.sample import points
from symrnn.recheck.truth import decide, exactly, gap, terms
from symrnn.recheck.values import Env, environment, evaluate, freeze

MANY = 3000  # digits at which nothing may be lost any more
def seed_of(claim_id: str, run: int = 0) -> int:
    """The seed of a claim, from its id and the seed of the run."""
    return int.from_bytes(sha256((f"{run}:{claim_id}" if run else claim_id).encode()).digest()[:8], "big") % 2**31

def stream(record: Record, seed: int) -> int:
    """The seed of a statement's own points: the points of one statement or condition say nothing about another."""
    own = {k: record.get(k) for k in ("sizes", "indices", "leaves", "functions", "given", "assert")}
    return seed_of(f"{seed} {json.dumps(own, sort_keys=True)}")

def decimal(x: Any, digits: int = 2) -> str:
    """An upper bound as text, two digits or more."""
    q = x if isinstance(x, fmpq) else rational(x.upper())
    above = Context(prec=digits, rounding=ROUND_CEILING).divide(Decimal(int(q.p)), Decimal(int(q.q)))
    mantissa, _, exponent = f"{above:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(exponent)}" if q else "0"

def mean(sizes: list[Any]) -> str:
    """The mean of absolute values, from above, to six digits."""
    return decimal(sum(sizes, fmpq(0)) / max(1, len(sizes)), 6)

def size(node: Node, env: Env) -> list[fmpq]:
    """The absolute values, from above, of all entries that a statement speaks of at a point."""
    found: list[fmpq] = []
    for term in terms(node):
        with suppress(Undefined, Malformed):
            found += [abs(x) if isinstance(x, fmpq) else rational((ball(abs(x)) if is_real(x) else abs(acb(x))).upper())
                      for x in entries(evaluate(term, env)) if finite(x)]
    return found

def at_point(record: Record, point: Record, bits: int) -> Any:
    """Truth, gap and exactness of the assertion at a point; the sizes of its terms; whether balls may have lost some."""
    with precision(bits):
        env, claim = environment(record, point), freeze(record["assert"])
        return decide(claim, env), gap(claim, env), exactly(claim, env), size(claim, env), env.faint

def judged(record: Record, point: Record, digits: int) -> tuple[str, Any, Any, list[fmpq]]:
    """What one point says: 'violated', 'exact', 'balls' or 'nothing'; gap, budget, and the absolute values of all entries.

    An undecided equality counts where its enclosure at twice the bits is smaller than a budget made from the enclosure
    at the lower precision (it carries the conditioning) and half of the bits gained; an enclosure that does not
    shrink, or that is wide already, counts for nothing. Where a value may be lost in these digits, more are looked at.
    """
    bits = digits * 10 // 3 + 32
    truth, fine, exact, sizes, faint = at_point(record, point, bits)
    if truth is not None:
        return "violated" if truth is False else "exact" if exact else "balls", fmpq(0), fmpq(0), sizes
    if faint:
        return judged(record, point, 8 * digits) if digits < MANY else ("nothing", None, None, sizes)
    other, coarse, *_ = at_point(record, point, bits // 2)
    if other is False or fine is None or coarse is None or not all(in_reach(ball(x).upper()) for x in (fine, coarse)):
        return "violated" if other is False else "nothing", None, None, sizes
    budget = coarse * arb(2) ** -(bits // 4)
    return "balls" if coarse < arb(2) ** -(bits // 4) and fine <= budget else "nothing", fine, budget, sizes

def _leaves(point: Record) -> list[list[list[Any]]]:
    """The arrays of a point (a scalar is 1 x 1), every element of a sequence apart; complex numbers are left out."""
    values = [v for x in point["leaves"].values() for v in (x.values() if isinstance(x, dict) else [x])]
    arrays = [v if isinstance(v, list) and isinstance(v[0], list) else [[v]] for v in values]
    return [[[fmpq(x) for x in row] for row in a] for a in arrays if isinstance(a[0][0], str)]

def genericity(point: Record) -> Record:
    """What is special about a point: zeros, equal entries, symmetric matrices, sizes of one, saturation."""
    arrays = _leaves(point)
    xs, squares = [x for a in arrays for x in entries(a)], [a for a in arrays if len(a) == len(a[0]) > 1]
    report = {
        "zeros": sum(x == 0 for x in xs), "repeated": len(xs) - len(set(xs)), "ones": sum(abs(x) == 1 for x in xs),
        "symmetric": sum(all(v[i][j] == v[j][i] for i in range(len(v)) for j in range(i)) for v in squares),
        "sizes_of_one": sum(n == 1 for n in point["sizes"].values()), "large": sum(abs(x) > 10 for x in xs),
        "small": sum(0 < abs(x) < fmpq(1, 100) for x in xs),
    }  # fmt: skip
    return {k: v for k, v in report.items() if v}

def row(oracle: str, points: Any, detail: str, **others: Any) -> Record:
    """A piece of evidence in the form of the ledger."""
    empty = dict.fromkeys(("digits", "gap", "budget", "seed"))
    return {**empty, "oracle": oracle, "points": points, "detail": detail, **others}

def places(points: Any, names: Any) -> str:
    """The sizes (and indices) at some points, in words."""
    at = [sorted((k, v) for word in names for k, v in point[word].items()) for point in points]
    return " | ".join(sorted({", ".join(f"{k}={v}" for k, v in pairs) for pairs in at} - {""}))

def drawn(chosen: list[Record], seed: int) -> Record:
    """Evidence on the points of a sample: how many, how large, and what is special about them."""
    special = sum((Counter(genericity(point)) for point in chosen), Counter[str]())
    sizes = [abs(x) for point in chosen for a in _leaves(point) for x in entries(a)]
    where = places(chosen, ("sizes", "indices"))
    detail = [f"{len(sizes)} entries of mean size {mean(sizes)}", *([where] if where else []),
              ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in sorted(special.items())) or "nothing special"]
    return row("sample", len(chosen), "; ".join(detail), seed=seed)

def sample(record: Record, seed: int, count: int = 12) -> tuple[list[Record], Record]:
    """The generic points of a statement, and the evidence on them."""
    chosen = list(islice(points(record, stream(record, seed), count=count), count))
    return chosen, drawn(chosen, seed)

def numbers(record: Record, seed: int, count: int = 12, digits: int = 60) -> Record:
    """Evidence of the assertion at generic points; `violations` are the points where it is certainly false.

    `evidence` and `sample` are rows of the ledger; `sizes` are the absolute values that were compared.
    """
    chosen, about = sample(record, seed, count)
    found: list[tuple[str, Any, Any, list[fmpq]]] = []
    for point in chosen:
        try:
            found.append(judged(record, point, digits))
        except UNREADABLE as error:
            found.append((f"malformed: {error}", None, None, []))
    good = [(p, f) for p, f in zip(chosen, found, strict=True) if f[0] in ("exact", "balls")]
    worst: Any = max([f for _, f in good], key=lambda f: f[1], default=("", fmpq(0), fmpq(0), []))
    sizes = [x for f in found for x in f[3]]
    violations = [p for p, f in zip(chosen, found, strict=True) if f[0] == "violated"]
    where = places([p for p, _ in good], ("sizes",))
    detail = [f"{len(good)} of {len(found)} points", *([f"sizes {where}"] if where else []),
              *([f"false at {len(violations)}"] if violations else []), f"values of mean size {mean(sizes)}",
              *sorted({f[0] for f in found if f[0].startswith("malformed")})]
    exact = bool(good) and all(f[0] == "exact" for _, f in good)
    said = row("numbers:exact" if exact else "numbers:balls", len(good), "; ".join(detail), digits=digits,
               gap=decimal(worst[1]), budget=decimal(worst[2]), seed=seed)
    return {"evidence": said, "sample": about, "effective": len(good), "tried": len(found), "violations": violations,
            "undefined": sum(f[:2] == ("nothing", None) for f in found), "sizes": sizes}  # fmt: skip
