"""Evidence from numbers: a statement at generic points, in exact rationals or in balls at two precisions.

It rests on the record and the seed alone, so that anybody can compute it again and compare the bytes.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from typing import Any

from flint import arb, fmpq

from symrnn.recheck.functions import Malformed, Record, Undefined, base, precision
from symrnn.recheck.matrices import entries
from symrnn.recheck.point import environment
from symrnn.recheck.sample import points
from symrnn.recheck.truth import decide, exactly, gap


def seed_of(claim_id: str, run: int = 0) -> int:
    """The seed of a claim, from its id and the seed of the run."""
    text = f"{run}:{claim_id}" if run else claim_id
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") % 2**31


def decimal(x: Any) -> str:
    """An upper bound as text, two digits."""
    q = x if isinstance(x, fmpq) else x.upper().fmpq()
    if q == 0:
        return "0"
    e = 0
    while q * fmpq(10) ** -e >= 10:
        e += 1
    while q * fmpq(10) ** -e < 1:
        e -= 1
    m = int((q * fmpq(10) ** (1 - e)).ceil())
    return f"{m // 10}.{m % 10}e{e}" if m < 100 else f"1.0e{e + 1}"


def at_point(record: Record, point: Record, bits: int) -> Any:
    """Truth, gap and exactness of the assertion at a point, with balls of so many bits."""
    with precision(bits):
        env = environment(record, point)
        return decide(record["assert"], env), gap(record["assert"], env), exactly(record["assert"], env)


def judge(record: Record, point: Record, digits: int) -> tuple[str, Any, Any]:
    """What one point says: 'violated', 'exact', 'balls' or 'nothing'; gap and budget.

    An undecided equality counts where its enclosure at twice the bits is smaller than a budget made from the enclosure
    at the lower precision (it carries the conditioning) and half of the bits gained; an enclosure that does not
    shrink, or that is wide already, counts for nothing.
    """
    bits = digits * 10 // 3 + 32
    truth, fine, exact = at_point(record, point, bits)
    if truth is not None:
        return "violated" if truth is False else "exact" if exact else "balls", fmpq(0), fmpq(0)
    other, coarse, _ = at_point(record, point, bits // 2)
    if other is False or fine is None or coarse is None:
        return "violated" if other is False else "nothing", None, None
    budget = coarse * arb(2) ** -(bits // 4)
    return "balls" if coarse < arb(2) ** -(bits // 4) and fine <= budget else "nothing", fine, budget


def genericity(point: Record) -> Record:
    """What is special about a point: zeros, equal entries, symmetric matrices, sizes of one, saturation."""
    env = environment({"leaves": {k: _spec(v) for k, v in point["leaves"].items()}}, point)
    xs = [base(x) for v in env.leaves.values() for x in entries(v) if isinstance(x, fmpq)]
    squares = [v for v in env.leaves.values() if isinstance(v, list) and len(v) == len(v[0]) > 1]
    report = {
        "zeros": sum(x == 0 for x in xs), "repeated": len(xs) - len(set(xs)), "ones": sum(abs(x) == 1 for x in xs),
        "symmetric": sum(all(v[i][j] == v[j][i] for i in range(len(v)) for j in range(i)) for v in squares),
        "sizes_of_one": sum(n == 1 for n in point["sizes"].values()), "large": sum(abs(x) > 10 for x in xs),
        "small": sum(0 < abs(x) < fmpq(1, 100) for x in xs),
    }  # fmt: skip
    return {k: v for k, v in report.items() if v}


def _spec(value: Any) -> Record:
    if isinstance(value, dict):
        return {**_spec(next(iter(value.values()))), "sequence": True}
    first = value[0][0] if isinstance(value, list) and isinstance(value[0], list) else value
    shape = [len(value), len(value[0])] if isinstance(value, list) and isinstance(value[0], list) else []
    return {"shape": shape, "field": "complex" if isinstance(first, list) else "real"}


def numbers(record: Record, seed: int, count: int = 12, digits: int = 60) -> Record:
    """Evidence of the assertion at generic points; `violations` are the points where it is certainly false.

    Returns
    -------
    dict
        evidence (the record of the ledger), effective, tried, violations
    """
    found: list[str] = []
    violations: list[Record] = []
    worst, sizes = (fmpq(0), fmpq(0)), set()
    for point in islice(points(record, seed, count=count), count):
        try:
            word, fine, budget = judge(record, point, digits)
        except (Malformed, Undefined) as error:
            word, fine, budget = f"malformed: {error}", None, None
        found.append(word)
        if word == "violated":
            violations.append(point)
        elif word in ("exact", "balls"):
            worst = (fine, budget) if fine > worst[0] else worst
            sizes.add(", ".join(f"{k}={v}" for k, v in sorted(point["sizes"].items())))
    exact, effective = found.count("exact"), found.count("exact") + found.count("balls")
    detail = [f"{effective} of {len(found)} points", *([f"sizes {' | '.join(sorted(sizes))}"] if any(sizes) else [])]
    detail += sorted({w for w in found if w.startswith("malformed")})
    evidence = {"oracle": "numbers:exact" if 0 < effective == exact else "numbers:balls", "points": effective,
                "digits": digits, "gap": decimal(worst[0]), "budget": decimal(worst[1]), "seed": seed,
                "detail": "; ".join(detail)}  # fmt: skip
    return {"evidence": evidence, "effective": effective, "tried": len(found), "violations": violations}
