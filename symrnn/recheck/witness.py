"""Counterexamples: an exact point that meets the conditions, where the assertion is certainly false."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symrnn.recheck.functions import GLOBAL, UNREADABLE, Node, Record, Undefined, ball, precision
from symrnn.recheck.matrices import scalar
from symrnn.recheck.sample import instances
from symrnn.recheck.truth import decide, exactly, failing
from symrnn.recheck.values import environment, evaluate, parse_number

BITS = (128, 256)


def text(x: Any) -> str:
    """A number for reading: the rational, or 15 digits."""
    return str(x) if isinstance(x, fmpq) else x.str(15, radius=False)


def _complete(record: Record, point: Record) -> str | None:
    """Why the point does not give every name of the record a proper value, or None."""
    if not isinstance(point, dict) or any(not isinstance(point.get(k, {}), dict) for k in ("sizes", "indices", "leaves")):
        return "the witness is not a point"
    for kind, least in (("sizes", 1), ("indices", None)):
        for name in record.get(kind, []):
            value = point.get(kind, {}).get(name)
            if isinstance(value, bool) or not isinstance(value, int) or (least is not None and value < least):
                return f"no proper value for {name} in {kind}"
    missing = [n for n in record["leaves"] if n not in point.get("leaves", {})]
    missing += [n for n, f in record.get("functions", {}).items() if f.get("body") is None and n not in point.get("functions", {})]
    return f"no value for {missing[0]}" if missing else None


def _shift(a: Any, b: Any) -> Any:
    return tuple(None if x is None or y is None else x + y for x, y in zip(a, b, strict=True))


def _stretch(a: Any, c: Any) -> Any:
    pair = tuple(None if x is None else x * c for x in a)
    return (fmpq(0), fmpq(0)) if c == 0 else pair[::-1] if c < 0 else pair


def spans(body: Node) -> tuple[Span, Span]:
    """Bounds of the values and of the slopes of a function body over the whole real line: (low, high), (low, high)."""
    head, args = body[0], body[1:]
    if head == "num":
        return (parse_number(args[0]),) * 2, (fmpq(0), fmpq(0))
    if head == "sym":
        return (None, None), (fmpq(1), fmpq(1))
    if head == "fn" and args[0] in GLOBAL:
        values, slopes = GLOBAL[args[0]]
        low, high = inner = spans(args[1])[1]
        if low == high is not None:
            return values, _stretch(slopes, low)
        if None in inner or None in slopes:
            return values, (None, None)
        corners = [fmpq(s) * t for s in slopes for t in inner]
        return values, (min(corners), max(corners))
    parts = [spans(a) for a in args]
    if head in ("add", "sub", "neg"):
        sign = fmpq(1 if head == "add" else -1)
        last = tuple(_stretch(p, sign) for p in parts[-1])
        return last if head == "neg" else tuple(_shift(p, q) for p, q in zip(parts[0], last, strict=True))
    if head == "mul" and any(low == high is not None for (low, high), _ in parts):
        c = next(low for (low, high), _ in parts if low == high is not None)
        other = parts[1] if parts[0][0] == (c, c) else parts[0]
        return _stretch(other[0], c), _stretch(other[1], c)
    raise Undefined(f"no bounds for a function body with {head}")


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
    try:
        why = _complete(record, witness)
        if why is None and witness.get("derived"):
            why = "a witness gives rationals, not derived leaves"
        for bits in BITS if why is None else ():
            with precision(bits):
                env = environment(record, witness)
                for name, spec in record.get("functions", {}).items():
                    bad = None if spec.get("body") is not None else _function_fits(spec, env.functions[name], env)
                    why = why or (bad and f"the function {name}: {bad}")
                for i, (cond, at) in enumerate(instances(record, env)):
                    why = why or (None if decide(cond, at) is True else f"condition {i + 1} ({cond[0]}) is not certainly true at {bits} bits")
                truth = decide(record["assert"], env)
                why = why or (None if truth is False else f"the assertion is {'true' if truth else 'not decided'} at {bits} bits")
                sides = failing(record["assert"], env) if why is None else None
                details["exact"] = why is None and exactly(record["assert"], env)
                if sides:
                    details |= {"left": text(sides[0]), "right": text(sides[1]), "gap": text(abs(sides[0] - sides[1]))}
    except UNREADABLE as error:
        why = f"it cannot be read: {type(error).__name__}: {error}"
    return why is None, why or "conditions certainly true, assertion certainly false, at 128 and 256 bits", details
