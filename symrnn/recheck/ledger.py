"""Re-acceptance of a ledger: every verdict is derived again from what the ledger alone contains.

All evidence that can be computed from the statement is computed again and compared, row by row. What the trusted base
cannot compute (an oracle in floating point, a simulation) has to agree with itself and with values at its points.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isqrt
from typing import Any

from symrnn.recheck.carried import WITNESS, pointwise, rows, scope, suits, told
from symrnn.recheck.certificates import ENOUGH, accept
from symrnn.recheck.functions import UNREADABLE, Record, precision
from symrnn.recheck.matrices import scalar
from symrnn.recheck.numbers import numbers, row, sample, seed_of
from symrnn.recheck.truth import COMPARE
from symrnn.recheck.values import environment, evaluate
from symrnn.recheck.witness import refutes, smallest

SCHEMA = "symrnn-ledger/1"
VERDICTS = ("PROVED", "REFUTED", "CORROBORATED", "VACUOUS", "DISPUTED", "UNDECIDED", "RESOURCE_OUT", "ERROR", "NOT_RUN")
UNJUDGED = {"RESOURCE_OUT": "limit of", "ERROR": "", "NOT_RUN": "not"}  # nobody judged; what the reason then says
SIMULATED = (2**14, 2**17)  # samples of the two simulations of a mean: its interval must shrink between them
COMPARED, REFERENCE = {"oracle:mpmath-differences"}, "oracle:reference"
OF_CELLS = {REFERENCE, "oracle:torch-autograd", "oracle:mpmath-differences", "oracle:arb-series"}
DIFFERS = "it differs at a point"  # what a second evaluator says that contradicts the first
NOT_FOUND = row("search", 0, "no violation found within the budget of candidates")

FIELDS = {"assert", "functions", "indices", "leaves", "sizes"}  # of a statement
POINT = {"functions", "indices", "leaves", "sizes"}  # of a witness, and of the point of an example
SHOWN = POINT | {"clause", "exact", "gap", "how", "left", "right", "shrunk"}
OWN = {"limit": {"kind", "law", "extension"}, "absence": {"kind", "as", "certificate"}, "induction": {"kind"},
       "crossing": {"kind", "leaf", "law", "to"}}

def malformed(entry: Record) -> Iterator[str]:
    """What is missing in an entry, or is more than belongs there."""
    if entry["statement"].keys() != FIELDS or not isinstance(entry.get("given"), list):
        yield "its statement has other parts"
    witness = entry.get("witness")
    if witness and witness.keys() - {"at", "bits"} != SHOWN | OWN.get(witness.get("kind", ""), set()):
        yield "its witness has other parts"
    example = (entry.get("certificate") or {}).get("point")
    if (example is not None and example.keys() != POINT) or any(
            set(point[part]) - set(entry["statement"][part]) for point in (witness, example) if point for part in POINT):
        yield "its example has other parts, or a point has a value of what its statement does not have"
    if any(e.keys() != NOT_FOUND.keys() for e in entry["evidence"]):
        yield "its evidence has other parts"
    head, *args = entry["statement"]["assert"]
    if head == "expects":
        simulation, value = args
        with precision(128):
            stated = f"{float(scalar(evaluate(value, environment(entry['statement'], {'sizes': {}})))):.6g}"
        if simulation.keys() != {"simulation"} or simulation["simulation"] not in re.findall(r"\w+", str(entry.get("code"))):
            yield "it names no simulation of its source"
        for e in entry["evidence"]:
            if e["oracle"].startswith("oracle:simulation") and " hold" in e["detail"] and f" {stated};" not in e["detail"]:
                yield f"{e['oracle']} speaks of another value than {stated}"

def found(witness: Record) -> Record:
    """The evidence that a witness leaves."""
    words = [f"an exact witness, found by {witness.get('how', 'search')}"]
    words += ["it cannot be made smaller"] if witness.get("shrunk") else []
    words += [f"decided at {witness['bits']} bits"] if witness.get("bits") else []
    return row("search", 1, "; ".join([*words, *([witness["law"]] if witness.get("law") else [])]))

def declared(claim: Record) -> Record:
    """What a claim expects and uses, as its decorator tells: PROVED and nothing, where it says nothing."""
    try:
        tree = ast.parse(claim.get("code") or "")
    except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
        return {}
    functions = [f for f in tree.body if isinstance(f, ast.FunctionDef)]
    for call in [c for f in functions for c in f.decorator_list if isinstance(c, ast.Call)]:
        if getattr(call.func, "attr", getattr(call.func, "id", None)) == "claim":
            options = {k.arg: k.value for k in call.keywords}
            said = {"expected": options.get("expect", ast.Constant("PROVED")), "uses": options.get("uses", ast.List([]))}
            plain = {k: v for k, v in said.items() if not any(isinstance(n, ast.Name | ast.Call) for n in ast.walk(v))}
            return {} if None in options else {k: ast.literal_eval(v) for k, v in plain.items()}
    return {"expected": "PROVED"} if claim["id"].startswith("cell:") else {}

def verdict_of(evidence: list[Record], *, pointwise: bool, sampled: int, violated: bool, refuted: bool,
               foils: list[str]) -> str:
    """The verdict that the evidence carries.

    PROVED takes an argument, a second route (or the checker's acceptance), agreeing numbers and dead foils;
    CORROBORATED takes two independent oracles, numbers among them, and dead foils.
    """
    seen = {e["oracle"] for e in evidence if (e.get("points") or 0) > 0}
    routes = {o for o in seen if o.startswith("route:") or o == "checker"}
    proved = len(routes) > 1 and bool(routes - {"checker"})
    effective = sum(e.get("points") or 0 for e in evidence if e["oracle"].startswith("numbers:"))
    agreeing, oracles = effective >= ENOUGH, {o for o in seen if o.startswith("oracle:")}
    if any((e.get("gap") and e.get("budget") and float(e["gap"]) > float(e["budget"]))
           or (proved and str(e.get("detail")).startswith(DIFFERS)) for e in evidence):
        return "DISPUTED"
    if refuted or violated:
        return "DISPUTED" if proved else "REFUTED" if refuted else "UNDECIDED"
    if pointwise and not sampled:
        return "VACUOUS"
    if set(foils) - {"REFUTED"} or (pointwise and not effective and not proved):
        return "UNDECIDED"
    if proved and (agreeing or not pointwise):
        return "PROVED"
    simulations = [o for o in oracles if o.startswith("oracle:simulation")]
    return "CORROBORATED" if (agreeing and oracles) or len(simulations) > 1 else "UNDECIDED"

def complaints_of(claim: Record, ids: Any, run: int = 0) -> list[str]:
    """Why a claim of the ledger is not accepted again; empty where it is. `run` is the seed of the run."""
    verdict, worth = claim["verdict"], []
    if verdict not in VERDICTS:
        return [f"unknown verdict {verdict}"]
    out = [f"it uses {used}, which is not in the ledger" for used in claim.get("uses") or [] if used not in ids]
    said, uses, foils = declared(claim), claim.get("uses") or [], claim.get("foils") or []
    if said.get("expected") not in (None, claim.get("expected", said.get("expected"))):
        out.append(f"it declares {said['expected']}, not {claim['expected']}")
    if "uses" in said and ({u.partition("[")[0] for u in uses} != {u.partition("[")[0] for u in said["uses"]}
                           or len(set(uses)) < len(uses)):
        out.append(f"it declares that it uses {', '.join(said['uses']) or 'nothing'}, not {', '.join(uses) or 'nothing'}")
    of_cell, settled = claim["id"].startswith("cell:"), verdict in ("PROVED", "REFUTED")
    if bool(claim.get("reason")) is settled and verdict != "CORROBORATED" and not of_cell:
        out.append(f"{verdict} {'with' if settled else 'without'} a reason")
    if verdict in UNJUDGED:
        left = [k for k in ("evidence", "witness", "certificate", "scope") if claim.get(k)]
        out += [f"{verdict}, and yet with {', '.join(left)}"] if left else []
        return out if UNJUDGED[verdict] in claim["reason"] else [*out, f"{verdict} for the reason {claim['reason']!r}"]
    out += [f"it has no {k}" for k in ("expected", "scope") if k not in claim] + ["a foil stands twice"] * (
        len({f["id"] for f in foils}) < len(foils))
    for foil in foils:
        why = judged(foil, None, seed_of(foil["id"]))
        worth.append(foil["verdict"] if not why else "OPEN")
        out += [f"foil {foil['id']}: {w}" for w in why]
    if not foils and not of_cell and claim["expected"] != "REFUTED" and claim["statement"]["assert"][0] in ("eq", "equal"):
        worth.append("OPEN")  # an equation has foils, or planted errors that are made for it
    return out + judged(claim, worth, seed_of(claim["id"], run))

def judged(entry: Record, foils: list[str] | None, seed: int) -> list[str]:
    """Complaints about the verdict of a claim or a foil: its evidence, its scope, its witness, its certificate.

    A foil has no foils, and is not asked of a second oracle.
    """
    record = {**entry["statement"], "given": entry.get("given") or []}
    at_points, refuted, out = pointwise(record), False, list(malformed(entry))
    again = numbers(record, seed) if at_points else {"violations": []}
    about = again["sample"] if at_points else sample(record, seed)[1]
    expected = [*([again["evidence"]] if at_points else []), about]
    witness, certificate = entry.get("witness"), entry.get("certificate")
    if witness:
        refuted, why, details = refutes(record, witness)
        details["shrunk"] = refuted and smallest(record, witness)
        wrong = [f"{k} is {v!r}" for k, v in details.items() if witness.get(k) != v] if refuted else [why]
        out += [f"witness: {w}" for w in wrong]
        expected.append(found(witness))
    if certificate:
        accepted, why = accept(record, certificate)
        unsuited = suits(record, certificate) if accepted else f"certificate: {why}"
        out += [unsuited] if unsuited else []
        expected += rows(certificate, accepted, why)
    if not witness and not certificate and record["assert"][0] != "expects":
        expected.append(NOT_FOUND)
    oracles = [e for e in entry["evidence"] if e["oracle"].startswith("oracle:")]
    given, wanted = (Counter(json.dumps(e, sort_keys=True) for e in some)
                     for some in ([e for e in entry["evidence"] if e not in oracles], expected))
    out += [f"evidence that is not found again: {text}" for text in given - wanted]
    out += [f"evidence that is missing: {text}" for text in wanted - given]
    for k, e in enumerate(oracles):
        out += [f"{e['oracle']}: {why}" for why in overheard(e, entry["id"].startswith("cell:"), seed, record)]
        out += [f"{e['oracle']} stands twice"] if e in oracles[:k] else []
    out += unheard(entry, Counter(e["oracle"] for e in oracles)) if foils is not None else []
    derived = verdict_of(entry["evidence"], pointwise=at_points, sampled=about["points"],
                         violated=bool(again["violations"]), refuted=refuted, foils=foils or [])
    out += [f"the evidence carries {derived}, not {entry['verdict']}"] if derived != entry["verdict"] else []
    where = {"PROVED": scope(record, certificate) if certificate else None, "REFUTED": WITNESS}.get(derived, "")
    other = "scope" in entry and (entry["scope"] or "") != where
    return [*out, f"the scope is {where!r}, not {entry['scope']!r}"] if other else out

def overheard(e: Record, of_cell: bool, seed: int, record: Record) -> list[str]:
    """Complaints about the evidence of an oracle that the trusted base does not have itself."""
    head = record["assert"][0]
    out = [] if str(e.get("detail")).endswith(told(e)) else [f"its detail does not say {told(e)!r}"]
    simulation, _, k = e["oracle"].rpartition("-")
    if simulation == "oracle:simulation" and head == "expects" and k in ("1", "2"):
        same = (e["seed"], e["points"] or SIMULATED[int(k) - 1]) == (seed + int(k) - 1, SIMULATED[int(k) - 1])
        return out if same else [*out, "another seed or size"]
    if e["oracle"] not in (OF_CELLS if of_cell else COMPARED):
        return [*out, "no such oracle here"]
    if e["seed"] != (seed if of_cell else seed + 1):
        out.append("its seed is not made from the id")
    if not of_cell and e["points"]:
        again = numbers(record, seed + 1, 6)
        if again["violations"] or again["effective"] < e["points"]:
            out.append(f"values agree at {again['effective']} of its points, not at {e['points']}")
    return out

def unheard(entry: Record, seen: Counter[str]) -> list[str]:
    """Complaints about oracles that were asked and are not in the evidence, or were not and are."""
    head, *args = entry["statement"]["assert"]
    wanted: Counter[str] = Counter()
    if entry["id"].startswith("cell:"):
        wanted.update({**dict.fromkeys(OF_CELLS, len(args)), REFERENCE: isqrt(len(args))})
    elif head == "expects":
        wanted.update(["oracle:simulation-1", "oracle:simulation-2"])
    elif head in COMPARE:
        wanted.update(COMPARED & set(seen))
    return [f"{o}: {seen[o]} pieces of evidence, not {wanted[o]}" for o in seen | wanted if seen[o] != wanted[o]]

def elsewhere(ledger: Record) -> set[str]:
    """The claims that others rest on and that a run of a part did not judge, as its totals tell; else none."""
    used = {u for c in ledger["claims"] for u in c.get("uses") or []} - {c["id"] for c in ledger["claims"]}
    return used if len(used) == ledger.get("totals", {}).get("elsewhere") else set()

def circle(claims: list[Record]) -> set[str]:
    """The claims that rest on themselves, through what they use."""
    rests = {c["id"]: set(c.get("uses") or []) for c in claims}
    while rests and (free := [k for k, used in rests.items() if not used & rests.keys()]):
        rests = {k: used for k, used in rests.items() if k not in free}
    return set(rests)

def recheck(ledger: Record, seed: int = 0) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Pairs (id, complaints) of all claims, and the complaints about the ledger as a whole.

    `seed` is that of the run that made it; points are never drawn from a seed that the ledger chooses.
    """
    claims, results, absent = ledger["claims"], [], elsewhere(ledger)
    ids = Counter(c["id"] for c in claims)
    for claim in claims:
        try:
            results.append((claim["id"], complaints_of(claim, ids.keys() | absent, seed)))
        except UNREADABLE as error:
            results.append((claim["id"], [f"it cannot be read: {type(error).__name__}: {error}"]))
    whole = [f"{k} stands {n} times in the ledger" for k, n in ids.items() if n > 1]
    whole += [f"the schema is {ledger.get('schema')!r}, not {SCHEMA!r}"] if ledger.get("schema") != SCHEMA else []
    whole += [f"rest on themselves: {', '.join(sorted(circle(claims)))}"] if circle(claims) else []
    counted = {k: v for k, v in {"claims": len(claims), **Counter(c["verdict"] for c in claims)}.items() if v}
    stated = {k: v for k, v in ledger.get("totals", {}).items() if v and (k == "claims" or k in VERDICTS)}
    whole += [f"totals: counted {counted}, stated {stated}"] if stated != counted else []
    return results, whole
