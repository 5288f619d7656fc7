"""Counterexamples: an exact point that meets the conditions, where the assertion is certainly false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import fmpq

from symrnn.recheck.carried import given
from symrnn.recheck.functions import GLOBAL, SMOOTH, UNREADABLE, Node, Record, Undefined, ball, precision, text
from symrnn.recheck.limits import diverges, values_of
from symrnn.recheck.matrices import scalar
from symrnn.recheck.point import Env, environment, parse_number
from symrnn.recheck.sample import instances
from symrnn.recheck.truth import decide, exactly, failing
from symrnn.recheck.values import evaluate

BITS = (128, 256)
MOST_BITS = 8192  # that a witness may ask for, where a difference is smaller than the usual precisions show


def bits_of(witness: Record) -> tuple[int, int]:
    """The two precisions at which a witness is decided: the usual ones, or those that it names."""
    asked = witness.get("bits")
    if asked is None:
        return BITS
    if isinstance(asked, bool) or not isinstance(asked, int) or not BITS[1] < asked <= MOST_BITS:
        raise Undefined(f"a witness decided at {asked!r} bits")
    return asked // 2, asked


def _complete(record: Record, point: Record) -> str | None:
    """Why the point does not give every name of the record a proper value, or None."""
    kinds = ("sizes", "indices", "leaves", "functions")
    if not isinstance(point, dict) or not all(isinstance(point.get(k, {}), dict) for k in kinds):
        return "the witness is not a point"
    for kind, least in (("sizes", 1), ("indices", None)):
        for name in record.get(kind, []):
            value = point.get(kind, {}).get(name)
            if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
                return f"no proper value for {name} in {kind}"
    missing = [n for n in record["leaves"] if n not in point.get("leaves", {})]
    opaque = [n for n, f in record.get("functions", {}).items() if f.get("body") is None]
    missing += [n for n in opaque if n not in point.get("functions", {})]
    return f"no value for {missing[0]}" if missing else None


def _shift(a: Any, b: Any) -> Any:
    return tuple(None if x is None or y is None else x + y for x, y in zip(a, b, strict=True))


def _stretch(a: Any, c: Any) -> Any:
    pair = tuple(None if x is None else x * c for x in a)
    return (fmpq(0), fmpq(0)) if c == 0 else pair[::-1] if c < 0 else pair


def spans(body: Node) -> tuple[Any, Any]:
    """Bounds (low, high) of the values and of the slopes of a function body on the whole real line.

    Only bodies that are differentiable there by their form have any: those of a closed list of heads.
    """
    head, args = body[0], body[1:]
    if head == "num":
        return (parse_number(args[0]),) * 2, (fmpq(0), fmpq(0))
    if head == "sym":
        return (None, None), (fmpq(1), fmpq(1))
    if head == "fn" and args[0] in SMOOTH and args[0] not in ("log", "sqrt"):
        values, slopes = GLOBAL.get(args[0], ((None, None),) * 2)
        low, high = inner = spans(args[1])[1]
        if low == high is not None:
            return values, _stretch(slopes, low)
        if None in inner or None in slopes:
            return values, (None, None)
        corners = [fmpq(s) * t for s in slopes for t in inner]
        return values, (min(corners), max(corners))
    if head == "pow" and args[1][0] == "num" and (p := parse_number(args[1][1])) >= 0 and p.q == 1:
        spans(args[0])
        return (None, None), (None, None)
    parts = [spans(a) for a in args] if head in ("add", "sub", "neg", "mul") else []
    if head in ("add", "sub", "neg"):
        sign = fmpq(1 if head == "add" else -1)
        values, slopes = (_stretch(p, sign) for p in parts[-1])
        return (values, slopes) if head == "neg" else (_shift(parts[0][0], values), _shift(parts[0][1], slopes))
    if head == "mul":
        constants = [low for (low, high), _ in parts if low == high is not None]
        if not constants:
            return (None, None), (None, None)
        other = parts[1] if parts[0][0] == (constants[0],) * 2 else parts[0]
        return _stretch(other[0], constants[0]), _stretch(other[1], constants[0])
    raise Undefined(f"a function body with {head}")


def _function_fits(spec: Record, body: Node, env: Env) -> str | None:
    """Why a body does not certainly have the range and the Lipschitz constant of the statement, or None."""
    values, slopes = spans(body)
    for bound, edge, sign in zip(spec.get("range") or ("-oo", "oo"), values, (1, -1), strict=True):
        if bound in ("-oo", "oo", None):
            continue
        limit = parse_number(bound) if isinstance(bound, str) else scalar(evaluate(bound, env))
        if edge is None or not ball(edge - limit) * sign >= 0:
            return f"its values do not certainly stay on one side of {bound}"
    limit = None if spec.get("lipschitz") is None else scalar(evaluate(spec["lipschitz"], env))
    if limit is not None and not all(s is not None and ball(abs(s) - limit) <= 0 for s in slopes):
        return "its Lipschitz constant is not certainly small enough"
    return None


def refutes(record: Record, witness: Record) -> tuple[bool, str, Record]:
    """Whether the witness certainly refutes the statement; why (not); left, right and gap where a comparison fails."""
    details = {"left": "", "right": "", "gap": "", "exact": False}
    kind = witness.get("kind") if isinstance(witness, dict) else None
    if kind == "absence":
        from symrnn.recheck.certificates import absent

        good, reason = absent(record, witness)
        return good, reason, {**details, "exact": good, "clause": "exists"}
    if kind == "limit":
        good, reason = diverges(record, witness)
        try:
            details |= {"exact": True, "clause": record["assert"][0], **values_of(record, witness)} if good else {}
        except UNREADABLE as error:
            return False, f"it cannot be read: {type(error).__name__}: {error}", details
        return good, reason, details
    if kind == "induction" and record["assert"][0] == "induction" and witness.get("clause") in ("base", "step"):
        part = record["assert"][2 if witness["clause"] == "base" else 3]
        good, reason, details = refutes(given(record, part), {k: v for k, v in witness.items() if k != "kind"})
        return good, reason, {**details, "clause": witness["clause"]}
    try:
        why = _complete(record, witness)
        if why is None and witness.get("derived"):
            why = "a witness gives rationals, not derived leaves"
        precisions = bits_of(witness)
        for bits in precisions if why is None else ():
            with precision(bits):
                env = environment(record, witness)
                for name, spec in record.get("functions", {}).items():
                    bad = None if spec.get("body") is not None else _function_fits(spec, env.functions[name], env)
                    why = why or (bad and f"the function {name}: {bad}")
                for i, (cond, at) in enumerate(instances(record, env)):
                    if why is None and decide(cond, at) is not True:
                        why = f"condition {i + 1} ({cond[0]}) is not certainly true at {bits} bits"
                truth = decide(record["assert"], env)
                if why is None and truth is not False:
                    why = f"the assertion is {'true' if truth else 'not decided'} at {bits} bits"
                sides = failing(record["assert"], env) if why is None else None
                details["exact"] = why is None and exactly(record["assert"], env)
                details["clause"] = record["assert"][0]
                if sides:
                    details |= {"left": text(sides[0]), "right": text(sides[1]), "gap": text(abs(sides[0] - sides[1]))}
    except UNREADABLE as error:
        why = f"it cannot be read: {type(error).__name__}: {error}"
        return False, why, details
    low, high = precisions
    return why is None, why or f"conditions certainly true, assertion certainly false, at {low} and {high} bits", details


# -- as small as possible ------------------------------------------------------------------------------------------
SIMPLE = [fmpq(*q) for q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1))]


def _weight(x: fmpq) -> tuple[bool, bool, int, bool]:
    return x != 0, x.q != 1, int(abs(x.p) + x.q), x < 0


def _numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], fmpq]]:
    if isinstance(value, str):
        yield path, parse_number(value)
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _numbers(inner, (*path, key))


def _put(value: Any, path: tuple[Any, ...], x: str) -> Any:
    if not path:
        return x
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = _put(value[path[0]], path[1:], x)
    return changed


def smallest(record: Record, witness: Record) -> bool:
    """Whether no number of a witness can be replaced by a simpler one: what does not matter is zero."""
    for path, x in _numbers(witness.get("leaves", {})):
        for y in SIMPLE:
            if _weight(y) < _weight(x):
                simpler = {**witness, "leaves": _put(witness["leaves"], path, str(y))}
                if refutes(record, {k: v for k, v in simpler.items() if k not in ("left", "right")})[0]:
                    return False
    return True
