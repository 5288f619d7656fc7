"""Evidence from numbers: a statement at generic points, in exact rationals or in balls at two precisions.

It rests on the record and the seed alone, so that anybody can compute it again and compare the bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from itertools import islice
from typing import Any

from flint import acb, arb, fmpq

from symrnn.recheck.functions import Malformed, Node, Record, Undefined, ball, base, finite, is_real, precision
from symrnn.recheck.matrices import entries
from symrnn.recheck.point import Env, environment, freeze
from symrnn.recheck.sample import points
from symrnn.recheck.truth import CONNECTIVES, decide, exactly, gap
from symrnn.recheck.values import evaluate


def seed_of(claim_id: str, run: int = 0) -> int:
    """The seed of a claim, from its id and the seed of the run."""
    text = f"{run}:{claim_id}" if run else claim_id
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") % 2**31


def stream(record: Record, seed: int) -> int:
    """The seed of a statement's own points: the points of one statement or condition say nothing about another."""
    own = {k: record.get(k) for k in ("sizes", "indices", "leaves", "functions", "given", "assert")}
    return seed_of(f"{seed} {json.dumps(own, sort_keys=True)}")


def decimal(x: Any, digits: int = 2) -> str:
    """An upper bound as text, two digits or more."""
    q = x if isinstance(x, fmpq) else x.upper().fmpq()
    if q == 0:
        return "0"
    e = 0
    while q * fmpq(10) ** -e >= 10:
        e += 1
    while q * fmpq(10) ** -e < 1:
        e -= 1
    m, top = int((q * fmpq(10) ** (digits - 1 - e)).ceil()), 10 ** (digits - 1)
    m, e = (m, e) if m < 10 * top else (top, e + 1)
    return f"{m // top}.{m % top:0{digits - 1}}e{e}"


def size(node: Node, env: Env) -> list[fmpq]:
    """The absolute values, from above, of all entries that a statement speaks of at a point."""
    head, args = node[0], node[1:]
    if head in CONNECTIVES and head not in ("ne", "exists"):
        parts = args[1:] if head == "given" else args
        return [x for part in parts if isinstance(part, tuple) and isinstance(part[0], str) for x in size(part, env)]
    found: list[fmpq] = []
    for term in args:
        try:
            found += [abs(x) if isinstance(x, fmpq) else (ball(abs(x)) if is_real(x) else abs(acb(x))).upper().fmpq()
                      for x in entries(evaluate(term, env)) if finite(x)]
        except (Undefined, Malformed):
            continue
    return found


def at_point(record: Record, point: Record, bits: int) -> Any:
    """Truth, gap and exactness of the assertion at a point, with balls of so many bits; and the sizes of its terms."""
    with precision(bits):
        env, claim = environment(record, point), freeze(record["assert"])
        return decide(claim, env), gap(claim, env), exactly(claim, env), size(claim, env)


def judge(record: Record, point: Record, digits: int) -> tuple[str, Any, Any]:
    """What one point says: 'violated', 'exact', 'balls' or 'nothing'; gap and budget."""
    return judged(record, point, digits)[:3]


def judged(record: Record, point: Record, digits: int) -> tuple[str, Any, Any, list[fmpq]]:
    """As `judge`, and the absolute values of all entries.

    An undecided equality counts where its enclosure at twice the bits is smaller than a budget made from the enclosure
    at the lower precision (it carries the conditioning) and half of the bits gained; an enclosure that does not
    shrink, or that is wide already, counts for nothing.
    """
    bits = digits * 10 // 3 + 32
    truth, fine, exact, sizes = at_point(record, point, bits)
    if truth is not None:
        return "violated" if truth is False else "exact" if exact else "balls", fmpq(0), fmpq(0), sizes
    other, coarse, _, _ = at_point(record, point, bits // 2)
    if other is False or fine is None or coarse is None:
        return "violated" if other is False else "nothing", None, None, sizes
    budget = coarse * arb(2) ** -(bits // 4)
    return "balls" if coarse < arb(2) ** -(bits // 4) and fine <= budget else "nothing", fine, budget, sizes


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


def mean(sizes: list[Any]) -> str:
    """The mean of absolute values, from above, to six digits."""
    return decimal(sum(sizes, fmpq(0)) / max(1, len(sizes)), 6)


def drawn(chosen: list[Record], seed: int) -> Record:
    """Evidence on the points of a sample: how many, how large, and what is special about them."""
    special: Counter[str] = Counter()
    sizes: list[Any] = []
    for point in chosen:
        special.update(genericity(point))
        env = environment({"leaves": {k: _spec(v) for k, v in point["leaves"].items()}}, point)
        sizes += [abs(base(x)) if isinstance(x, fmpq) else ball(abs(x)).upper().fmpq()
                  for v in env.leaves.values() for x in entries(v)]
    places = sorted({", ".join(f"{k}={v}" for k, v in sorted({**p["sizes"], **p["indices"]}.items())) for p in chosen})
    detail = [f"{len(sizes)} entries of mean size {mean(sizes)}", *([" | ".join(places)] if any(places) else []),
              ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in sorted(special.items())) or "nothing special"]
    return {"oracle": "sample", "points": len(chosen), "digits": None, "gap": None, "budget": None, "seed": seed,
            "detail": "; ".join(detail)}  # fmt: skip


def sample(record: Record, seed: int, count: int = 12) -> tuple[list[Record], Record]:
    """The generic points of a statement, and the evidence on them."""
    chosen = list(islice(points(record, stream(record, seed), count=count), count))
    return chosen, drawn(chosen, seed)


def numbers(record: Record, seed: int, count: int = 12, digits: int = 60) -> Record:
    """Evidence of the assertion at generic points; `violations` are the points where it is certainly false.

    Returns
    -------
    dict
        evidence and sample (records of the ledger), effective, tried, violations; sizes: the values that were compared
    """
    chosen, about = sample(record, seed, count)
    found: list[str] = []
    violations: list[Record] = []
    sizes: list[Any] = []
    worst, places = (fmpq(0), fmpq(0)), set()
    for point in chosen:
        try:
            word, fine, budget, here = judged(record, point, digits)
        except (Malformed, Undefined) as error:
            word, fine, budget, here = f"malformed: {error}", None, None, []
        found.append(word)
        sizes += here
        if word == "violated":
            violations.append(point)
        elif word in ("exact", "balls"):
            worst = (fine, budget) if fine > worst[0] else worst
            places.add(", ".join(f"{k}={v}" for k, v in sorted(point["sizes"].items())))
    exact, effective = found.count("exact"), found.count("exact") + found.count("balls")
    detail = [f"{effective} of {len(found)} points", *([f"sizes {' | '.join(sorted(places))}"] if any(places) else [])]
    detail += [f"false at {len(violations)}"] if violations else []
    detail += [f"values of mean size {mean(sizes)}", *sorted({w for w in found if w.startswith("malformed")})]
    evidence = {"oracle": "numbers:exact" if 0 < effective == exact else "numbers:balls", "points": effective,
                "digits": digits, "gap": decimal(worst[0]), "budget": decimal(worst[1]), "seed": seed,
                "detail": "; ".join(detail)}  # fmt: skip
    return {"evidence": evidence, "sample": about, "effective": effective, "tried": len(found),
            "violations": violations, "sizes": sizes}
