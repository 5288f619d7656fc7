"""Ledgers tampered with in one place: what the trusted base has to notice.

A place is anything that a verdict rests on: the verdict itself, the scope, a term or a condition of the statement, a
digit of the witness, anything in the certificate, each field of the evidence, all of that in a foil, what the claim
declares, and the totals.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Claim = dict[str, Any]
Path = tuple[Any, ...]

VERDICTS = ("PROVED", "REFUTED", "CORROBORATED", "VACUOUS", "DISPUTED", "UNDECIDED", "RESOURCE_OUT", "ERROR", "NOT_RUN")
ALIKE = (
    ("add", "sub", "mul", "div"), ("matmul", "kron"), ("dot", "outer"), ("T", "neg", "inv"), ("det", "tr", "rho", "rank"),
    ("norm", "norm_f", "norm_1", "norm_inf"), ("tanh", "sigmoid", "sin", "relu", "softplus"), ("eye", "zeros"),
    ("equal", "eq", "at_most", "less", "ge", "ne"), ("symmetric", "skew", "normal", "orthogonal", "invertible"),
    ("positive", "nonneg", "nonzero", "nowhere_zero"), ("lt", "le", "gt", "eq"), ("real", "complex"),
    ("numbers:exact", "numbers:balls"), ("route:matrix-rules", "route:algebra", "route:lemmas"),
    ("route:scalar-calculus", "route:exact-calculus", "checker"), ("oracle:mpmath-differences", "oracle:torch-autograd"),
)  # fmt: skip
"""Words that stand where the others of their row may stand."""


@dataclass(frozen=True)
class Tampered:
    """A claim that was changed in one place: of which kind the place is, where it is, and what stands there now.

    Where the totals were changed, the claim is as it was.
    """

    kind: str
    place: Path
    index: int
    claim: Claim
    totals: dict[str, int] | None = None


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths to all numbers, words and empty places in a piece of JSON."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path
        return
    for key, inner in items:
        yield from leaves(inner, (*path, key))


def below(*names: str) -> Callable[[Claim], list[Path]]:
    """The places below some fields."""
    return lambda claim: [p for name in names if claim.get(name) for p in leaves(claim[name], (name,))]


def evidence(field: str) -> Callable[[Claim], list[Path]]:
    """One field of each row of evidence."""
    return lambda claim: [("evidence", k, field) for k, row in enumerate(claim.get("evidence") or []) if field in row]


def of_foils(*names: str) -> Callable[[Claim], list[Path]]:
    """The places below some fields of the foils."""
    return lambda claim: [p for k, foil in enumerate(claim.get("foils") or []) for name in names if foil.get(name)
                          for p in leaves(foil[name], ("foils", k, name))]


def of_kind(kind: str) -> Callable[[Claim], list[Path]]:
    """The places below a certificate of a kind, so that long proofs of one kind do not hide the others."""
    return lambda claim: below("certificate")(claim) if (claim.get("certificate") or {}).get("kind") == kind else []


def removable(claim: Claim) -> list[Path]:
    """What can be left out as a whole: a condition, a row of evidence, the witness, the certificate."""
    rows = [(name, k) for name in ("given", "evidence") for k in range(len(claim.get(name) or []))]
    return [*rows, *((name,) for name in ("witness", "certificate") if claim.get(name))]


def parts_of(*names: str) -> Callable[[Claim], list[Path]]:
    """Each part of some fields, however deep: an entry of a list, or a word with what stands under it."""
    return lambda claim: [p for name in names if claim.get(name) for p in _inside(claim[name], (name,))]


def _inside(value: Any, path: Path) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _inside(inner, (*path, key))


KINDS: dict[str, Callable[[Claim], list[Path]]] = {
    "verdict": below("verdict"), "scope": below("scope"), "witness": below("witness"), "statement": below("statement"),
    "condition": below("given"), **{f"certificate, {kind}": of_kind(kind) for kind in (
        "identity", "inequality", "norm-rules", "rank", "lemma", "integral", "closed-form", "limit", "order", "form", "all",
        "alternative", "negation", "contrapositive", "definition", "induction", "example")},
    **{f"evidence {field}": evidence(field) for field in ("oracle", "points", "digits", "gap", "budget", "seed", "detail")},
    "foil verdict": of_foils("verdict"), "foil witness": of_foils("witness"),
    "foil statement": of_foils("statement", "given"), "foil evidence": of_foils("evidence"), "expected": below("expected"),
    "left out": removable, "left out inside": parts_of("statement", "given", "witness", "certificate", "evidence"),
}  # fmt: skip


def tampered(ledger: dict[str, Any], count: int, seed: int) -> Iterator[Tampered]:
    """So many claims with one place changed, the kinds in turn; never the same change twice."""
    rng = random.Random(seed)  # noqa: S311 - a seeded choice, not a secret
    claims, seen, made = ledger["claims"], set[str](), 0
    places = {kind: [(k, path) for k, claim in enumerate(claims) for path in find(claim)] for kind, find in KINDS.items()}
    usable = [kind for kind in KINDS if places[kind]]
    for turn in range(20 * count):
        kind = usable[turn % len(usable)]
        index, path = rng.choice(places[kind])
        claim = changed(claims[index], path, kind.startswith("left out"), rng)
        text = f"{index} {json.dumps(claim, sort_keys=True)}"
        if claim == claims[index] or text in seen:
            continue
        seen.add(text)
        made += 1
        yield Tampered(kind, path, index, claim)
        if made == count:
            return


def with_other_totals(ledger: dict[str, Any], count: int, seed: int) -> Iterator[Tampered]:
    """So many ledgers of one claim whose totals say something else of it; never the same change twice."""
    rng = random.Random(seed)  # noqa: S311 - a seeded choice, not a secret
    places = [(index, name) for index in range(len(ledger["claims"])) for name in ("claims", *VERDICTS)]
    for index, name in rng.sample(places, min(count, len(places))):
        claim = ledger["claims"][index]
        honest = totals([ledger["claims"][k] for k in _with_ancestors(ledger, index)])
        step = rng.choice((-1, 1)) if honest[name] else 1
        yield Tampered("totals", ("totals", name), index, claim, {**honest, name: honest[name] + step})


def alone(ledger: dict[str, Any], case: Tampered) -> dict[str, Any]:
    """The ledger of a changed claim and of the claims that it rests on; its totals fit what it says now."""
    claims = [case.claim if k == case.index else ledger["claims"][k] for k in _with_ancestors(ledger, case.index)]
    return {**ledger, "claims": claims, "totals": case.totals if case.totals is not None else totals(claims)}


def totals(claims: list[Claim]) -> dict[str, int]:
    """The totals of some claims, as a run writes them."""
    return {"claims": len(claims)} | {v: sum(c["verdict"] == v for c in claims) for v in VERDICTS}


def _with_ancestors(ledger: dict[str, Any], index: int) -> list[int]:
    """The places of a claim and of all that it uses or corrects, in the order of the ledger."""
    claims = ledger["claims"]
    places, found, left = {c["id"]: k for k, c in enumerate(claims)}, set[int](), [index]
    while left:
        k = left.pop()
        if k not in found:
            found.add(k)
            names = [*(claims[k].get("uses") or []), claims[k].get("as_printed_of")]
            left += [places[name] for name in names if name in places]
    return sorted(found)


def changed(claim: Claim, path: Path, remove: bool, rng: random.Random) -> Claim:
    """A copy of the claim with something else at the place, or nothing."""
    out = copy.deepcopy(claim)
    holder: Any = out
    for key in path[:-1]:
        holder = holder[key]
    if remove and (isinstance(holder, list) or len(path) > 1):
        del holder[path[-1]]
    else:
        names = [*(claim["statement"] or {}).get("leaves", {}), *(claim["statement"] or {}).get("sizes", [])]
        holder[path[-1]] = None if remove else another(holder[path[-1]], names, rng)
    return out


def another(value: Any, names: list[str], rng: random.Random) -> Any:
    """Something else of the same kind: a number nearby, a word of the same place, another name of the statement."""
    if value is None or isinstance(value, bool):
        return 1 if value is None else not value
    if isinstance(value, int | float):
        return value + rng.choice((-1, 1))
    if value in VERDICTS:
        return rng.choice([v for v in VERDICTS if v != value])
    rows = [row for row in ALIKE if value in row]
    if rows:
        return rng.choice([w for w in rng.choice(rows) if w != value])
    if value in names and len(names) > 1:
        return rng.choice([n for n in names if n != value])
    digits = [k for k, c in enumerate(value) if c.isdigit()]
    if digits:
        k = rng.choice(digits)
        return value[:k] + rng.choice([d for d in "123456789" if d != value[k]]) + value[k + 1:]
    return value + rng.choice((" more", "'", "2")) if value else "all n"
