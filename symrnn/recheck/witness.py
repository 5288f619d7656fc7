"""Counterexamples: an exact point that meets the conditions, where the assertion is certainly false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import fmpq

from symrnn.recheck.carried import given
from symrnn.recheck.crossing import BITS, crosses, existence
from symrnn.recheck.forms import spans
from symrnn.recheck.functions import UNREADABLE, Node, Record, ball, known, precision, text
from symrnn.recheck.limits import diverges, values_of
from symrnn.recheck.matrices import scalar
from symrnn.recheck.sample import instances
from symrnn.recheck.truth import decide, exactly, failing
from symrnn.recheck.values import Env, environment, evaluate, parse_number

MOST_BITS = 8192  # that a witness may ask for, where a difference is smaller than the usual precisions show
SIMPLE = [fmpq(*q) for q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1))]

def bits_of(witness: Record) -> tuple[int, int]:
    """The two precisions at which a witness is decided: the usual ones, or those that it names."""
    asked = witness.get("bits", BITS[1])
    known(type(asked) is int and BITS[1] <= asked <= MOST_BITS, f"a witness decided at {asked!r} bits")
    return asked // 2, asked

def _incomplete(record: Record, point: Record) -> str:
    """Why the point does not give every name of the record a proper value, or nothing."""
    if not isinstance(point, dict) or point.get("derived"):
        return "a witness is a point of rationals, without derived leaves"
    for kind, least in (("sizes", 1), ("indices", -(10**9))):
        for name in record.get(kind, []):
            value = point.get(kind, {}).get(name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                return f"no proper value for {name} in {kind}"
    opaque = {n for n, f in record.get("functions", {}).items() if f.get("body") is None}
    missing = sorted((record["leaves"].keys() - point.get("leaves", {})) | (opaque - point.get("functions", {}).keys()))
    return f"no value for {missing[0]}" if missing else ""

def _misfit(spec: Record, body: Node, env: Env) -> str:
    """Why a body does not certainly have the range and the Lipschitz constant of the statement, or nothing."""
    values, slopes = spans(body)
    for bound, edge, way in zip(spec.get("range") or ("-oo", "oo"), values, (1, -1), strict=True):
        if bound not in ("-oo", "oo", None):
            limit = parse_number(bound) if isinstance(bound, str) else scalar(evaluate(bound, env))
            if edge is None or not ball(edge - limit) * way >= 0:
                return f"its values do not certainly stay on one side of {bound}"
    limit = None if spec.get("lipschitz") is None else scalar(evaluate(spec["lipschitz"], env))
    steep = limit is not None and not all(s is not None and ball(abs(s) - limit) <= 0 for s in slopes)
    return "its Lipschitz constant is not certainly small enough" if steep else ""

def _trouble(record: Record, env: Env, bits: int) -> str:
    """Why a point does not certainly refute a statement, at the precision that is set; or nothing."""
    for name, spec in record.get("functions", {}).items():
        bad = _misfit(spec, env.functions[name], env) if spec.get("body") is None else ""
        if bad:
            return f"the function {name}: {bad}"
    for i, (cond, at) in enumerate(instances(record, env), 1):
        if decide(cond, at) is not True:
            return f"condition {i} ({cond[0]}) is not certainly true at {bits} bits"
    truth = decide(record["assert"], env)
    return "" if truth is False else f"the assertion is {'true' if truth else 'not decided'} at {bits} bits"

def refutes(record: Record, witness: Record) -> tuple[bool, str, Record]:
    """Whether the witness certainly refutes the statement; why (not); left, right and gap where a comparison fails."""
    details: Record = {"left": "", "right": "", "gap": "", "exact": False}
    kind, claim = witness.get("kind") if isinstance(witness, dict) else None, record["assert"]
    try:
        if kind == "absence":
            from symrnn.recheck.certificates import absent
            good, reason = absent(record, witness)
            return good, reason, {**details, "exact": good, "clause": "exists"}
        if kind == "crossing":
            good, reason = crosses(existence(record), {**witness, "point": witness})
            return good, reason, {**details, "clause": claim[0]}
        if kind == "limit":
            good, reason = diverges(record, witness)
            said = {"exact": True, "clause": claim[0], **values_of(record, witness)} if good else {}
            return good, reason, {**details, **said}
        if kind == "induction" and claim[0] == "induction" and witness.get("clause") in ("base", "step"):
            part = given(record, claim[2 if witness["clause"] == "base" else 3])
            good, reason, details = refutes(part, {k: v for k, v in witness.items() if k != "kind"})
            return good, reason, {**details, "clause": witness["clause"]}
        why, (low, high) = _incomplete(record, witness), bits_of(witness)
        for bits in (low, high):
            with precision(bits):
                why = why or _trouble(record, env := environment(record, witness), bits)
                if why:
                    return False, why, {**details, "clause": claim[0]}
                details |= {"exact": exactly(claim, env), "clause": claim[0]}
                if sides := failing(claim, env):
                    details |= {"left": text(sides[0]), "right": text(sides[1]), "gap": text(abs(sides[0] - sides[1]))}
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}", details
    return True, f"conditions certainly true, assertion certainly false, at {low} and {high} bits", details

def simpler(value: Any) -> Iterator[Any]:
    """All values that come of making one number of a value simpler."""
    if isinstance(value, str):
        x = parse_number(value)
        weights = [(y != 0, y.q != 1, int(abs(y.p) + y.q), y < 0) for y in (x, *SIMPLE)]
        yield from (str(y) for y, w in zip(SIMPLE, weights[1:], strict=True) if w < weights[0])
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        for new in simpler(inner):
            changed = value.copy()
            changed[key] = new
            yield changed

def smallest(record: Record, point: Record) -> bool:
    """Whether no number of a witness can be replaced by a simpler one: what does not matter is zero."""
    bare = {k: v for k, v in point.items() if k not in ("left", "right")}
    return not any(refutes(record, {**bare, "leaves": leaves})[0] for leaves in simpler(bare.get("leaves", {})))
