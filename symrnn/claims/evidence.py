"""Evidence as the trusted base writes it down and works it out again: points, arguments, witnesses, oracles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from symrnn.algebra.proofs.proof import Proof, without
from symrnn.recheck import ledger
from symrnn.recheck.carried import pointwise, rows, told
from symrnn.recheck.certificates import accept
from symrnn.recheck.numbers import numbers, sample
from symrnn.recheck.witness import smallest
from symrnn.search.degenerate import specialities
from symrnn.verdict import Evidence

Record = dict[str, Any]


def at_points(record: Record, seed: int) -> tuple[list[Evidence], Record]:
    """What the generic points of a statement say, and of what kind they are; what `numbers` found, for a pointwise one.

    Agreement on a sample that is more special than its conditions make it is no agreement: then no point counts, and
    `doubt` says what is special. `points` are those at which a pointwise one agrees.
    """
    if not pointwise(record):
        chosen, about = sample(record, seed)
        return [Evidence(**about)], {"tried": len(chosen), "effective": 0, "violations": [], "points": [], "doubt": ""}
    found = {**numbers(record, seed), "points": [], "doubt": ""}
    if found["effective"] and not found["violations"]:
        found["points"] = sample(record, seed)[0]
        if flaws := specialities(record, found["points"]):
            found |= {"effective": 0, "doubt": f"the sample is degenerate: {'; '.join(flaws)}"}
    return [Evidence(**found["evidence"]), Evidence(**found["sample"])], found


def argued(record: Record, proof: Proof) -> tuple[Record | None, list[Evidence], str]:
    """The certificate of a proof as it stands in a ledger, and its evidence: two routes, and what the checker says.

    Where the trusted base does not accept it, there is neither, and the third says why.
    """
    certificate = {**without(proof.certificate, "scope"), "scope": proof.scope, "routes": [proof.route, proof.second],
                   "count": max(proof.points, 1), "argument": proof.detail}
    accepted, why = accept(record, certificate)
    if not accepted:
        return None, [], f"the trusted base does not accept the proof that was found: {why}"
    return certificate, [Evidence(**row) for row in rows(certificate, accepted, why)], ""


def by_example(record: Record, example: Record) -> tuple[Record, list[Evidence]]:
    """The certificate of an example, and its evidence."""
    certificate = {**example, "routes": ["route:example", "checker"], "count": 1,
                   "argument": f"an example between two rationals, by {example['how']}" if "leaf" in example else
                   f"an exact example, found by {example['how']}"}
    none = {**record, "assert": ["no", record["assert"][2]]}
    certificate |= {} if "leaf" in example else {"shrunk": smallest(none, example["point"])}
    return certificate, [Evidence(**row) for row in rows(certificate, *accept(record, certificate))]


def by_witness(witness: Record | None) -> Evidence:
    """The evidence of a search, successful or not."""
    return Evidence(**(ledger.NOT_FOUND if witness is None else ledger.found(witness)))


def spoken(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence of oracles with its figures in its detail, too: nobody can compute them again without the oracle."""
    return [replace(e, detail="; ".join(filter(None, (e.detail, told(e.record()))))) for e in evidence]
