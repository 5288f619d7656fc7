"""Where the facts of a certificate come from, gone through again: own tables of what holds for each generator.

A function of the table `ORIGINS` lists what is known from one kind of origin: an expression, its relation to zero, and
the conditions, of which the certificate holds the proofs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy import Poly, Rational

from symrnn.algebra.order.signlines import Facts, must
from symrnn.algebra.order.signtrees import holds
from symrnn.algebra.order.signview import Node, View, frozen

Origin = dict[str, Any]
Where = tuple[Node, list[Node]]
Known = Iterator[tuple[Any, str, list[tuple[Poly, str]]]]
REL = {"<=": ">=", "<": ">", "==": "==", "!=": "!="}
NOT_NEGATIVE = ("norm", "norm_f", "norm_1", "norm_inf", "rho", "sigma_min", "count_nonzero", "rank", "index")
ONE = ["num", "1"]
ORDERED = (("min", "mean"), ("min", "max"), ("mean", "max"))
# function -> (Lipschitz constant, increasing, value at zero)
MEAN_VALUE = {
    "exp": (None, True, "1"), "tanh": ("1", True, "0"), "sigmoid": ("1/4", True, "1/2"), "softplus": ("1", True, None),
    "atan": ("1", True, "0"), "erf": ("113/100", True, "0"), "sin": ("1", False, "0"), "cos": ("1", False, "1"),
}


def numerator_over(view: View, expr: Any) -> tuple[Poly, Poly]:
    """Numerator and denominator, rewritten by the relations."""
    n, d = sympy.fraction(sympy.cancel(sympy.together(expr)))
    return view.poly(n), view.poly(d)


def is_multiple(view: View, fact: tuple[Poly, str, Poly], expr: Any) -> bool:
    """Whether p is expr times the square of a denominator (or times it, where no order is stated)."""
    (p, rel, den), (n, d) = fact, numerator_over(view, expr)
    powers = (1, 2) if rel in ("!=", "==") else (2,)
    return any(view.reduced(view.reduced(p) * d - n * den**k).is_zero for k in powers)


def remains(view: View, facts: Facts, den: Poly) -> None:
    """Raise unless a denominator vanishes nowhere where the terms have values."""
    for f, _ in sympy.factor_list(den.as_expr())[1]:
        must(nonvanishing(view, facts, f), "a denominator that may vanish")


def nonvanishing(view: View, facts: Facts, f: Any) -> bool:
    """Whether a factor is an exponential, divides a denominator of the statement, or something known not to vanish."""
    if f in view.of_kind("exp"):
        return True
    known = [p.as_expr() for p, rel in facts if rel in (">", "!=")]
    for d in [*known, *view.denominators]:
        n, _ = sympy.fraction(sympy.cancel(sympy.together(d)))
        if sympy.rem(view.poly(n), Poly(f, *view.symbols, domain="QQ")).is_zero:
            return True
    return False


def origin_holds(view: View, facts: Facts, spec: dict[str, Any], where: Where) -> None:
    """Raise unless a fact follows from where it is said to come from."""
    p, rel, den, origin = view.parsed(spec["poly"]), spec["rel"], view.parsed(spec["den"]), spec["from"]
    words, proofs = [w for w in ORIGINS if w in origin], origin.get("proofs", [])
    known = ORIGINS[words[0]](view, origin, where) if words else iter([(p.as_expr(), rel, [(p, rel)])])
    fitting = [c for expr, have, c in known
               if have == rel and len(c) == len(proofs) and is_multiple(view, (p, rel, den), expr)]
    must(bool(fitting) and len(words) < 2, "not what is known from there")
    remains(view, facts, den)
    for (q, have), proof in zip(fitting[0], proofs, strict=True):
        holds(view, facts, q, have, proof)


def signed(view: View, expr: Any) -> Poly:
    """A polynomial of the sign of an expression."""
    n, d = numerator_over(view, expr)
    return n * d


def of_relation(view: View, origin: Origin, where: Where) -> Known:
    """An assumed relation."""
    rel, left, right = where[1][origin["assumed"]]
    yield view.read(right) - view.read(left), REL[rel], []


def of_generator(view: View, origin: Origin, _where: Where) -> Known:
    """What holds for a generator by what it stands for."""
    return ((expr, rel, []) for expr, rel in by_nature(view, view.symbols[origin["generator"]]))


def of_range(view: View, origin: Origin, _where: Where) -> Known:
    """The declared range of a function."""
    return ((expr, ">=", []) for expr in declared_range(view, view.symbols[origin["range"]]))


def of_quotient(view: View, origin: Origin, _where: Where) -> Known:
    """A quotient that is a generator of its own."""
    s = view.symbols[origin["quotient"]]
    must(view.specs[s]["kind"] == "value", "not a quotient")
    yield s - view.read(view.specs[s]["node"]), "==", []


def of_domain(view: View, origin: Origin, where: Where) -> Known:
    """What has to hold so that the terms have values."""
    (goal, relations), what = where, origin["defined"]
    own = view.table.get(("value", frozen(what), 1, "null"))
    for node, rel in needs([goal[1], goal[2], *(t for r in relations for t in r[1:])], view.functions):
        if node == what:
            yield view.read(what) if own is None else own, rel, []


def of_extremes(view: View, origin: Origin, _where: Where) -> Known:
    """Min <= mean <= max of the entries of one array."""
    a, b = (view.symbols[k] for k in origin["extremes"])
    high, low = view.specs[a]["node"], view.specs[b]["node"]
    must(high[1:] == low[1:] and (low[0], high[0]) in ORDERED, "not in that order")
    yield a - b, ">=", []


def by_nature(view: View, s: Any) -> list[tuple[Any, str]]:
    """What holds for a generator by what it stands for."""
    spec = view.specs[s]
    kind, node = spec["kind"], spec["node"]
    if kind == "exp":
        out: list[tuple[Any, str]] = [(s, ">")]
        if node[0] == "num":
            low, high = exp_between(Rational(node[1]))
            out += [(s - low, ">"), (high - s, ">")]
        return out
    if kind == "root":
        return [(s, ">=")]
    if kind in ("cos", "sin"):
        return [(1 - s, ">="), (1 + s, ">=")]
    if kind == "log":
        u = view.read(node)
        n, d = sympy.fraction(sympy.cancel(sympy.together(u)))
        return [((n - d) * d - s * d**2, ">="), (s * n * d - (n - d) * d, ">="), (2 * n * d - 5 * s * d**2, ">")]
    if kind != "value":
        return []
    head = node[0]
    if head in NOT_NEGATIVE or (head == "fn" and node[1] == "abs"):
        return [(s, ">=")]
    if head == "size":
        return [(s - 1, ">=")]
    if head == "softmax":
        return [(s, ">"), (1 - s, ">=")]
    if head in ("eye", "unit"):
        return [(s, ">="), (1 - s, ">=")]
    if node == ["const", "pi"]:
        return [(s - Rational(3141592653, 10**9), ">"), (Rational(3141592654, 10**9) - s, ">")]
    if head == "fn" and node[1] in ("erf", "atan"):
        end = Rational(11, 7) if node[1] == "atan" else Rational(1)
        n, d = sympy.fraction(sympy.cancel(sympy.together(view.read(node[2]))))
        return [(end - s, ">"), (end + s, ">"), (s * n * d, ">=")]
    return []


def declared_range(view: View, s: Any) -> list[Any]:
    """The declared range of a user's function, or the one that a Lipschitz constant gives its derivative."""
    node = view.specs[s]["node"]
    must(node[0] == "fn", "not a function")
    word = node[1]
    spec = view.functions.get(word.rstrip("'"), {})
    if word.endswith("''"):
        return []
    if word.endswith("'"):
        c = spec.get("lipschitz")
        return [] if c is None else [s + view.read(c), view.read(c) - s]
    out = []
    for end, sign in zip(spec.get("range") or [], (1, -1), strict=False):
        if isinstance(end, list):
            out.append(sign * (s - view.read(end)))
        elif end not in ("oo", "-oo", "None"):
            out.append(sign * (s - Rational(end)))
    return out


def needs(nodes: list[Node], functions: dict[str, Any]) -> list[tuple[Node, str]]:
    """What has to hold so that the terms have values: (node, relation to zero)."""
    out: list[tuple[Node, str]] = []
    for node in nodes:
        if not isinstance(node, list):
            continue
        if node and node[0] == "div":
            out.append((node[2], "!="))
        if node and node[0] == "pow":
            out += [(node[1], "!="), (node[1], ">=")] if _fractional(node[2]) else [(node[1], "!=")] if _negative(
                node[2]) else []
        if node and node[0] == "fn" and node[1] in ("sqrt", "log"):
            out.append((node[2], ">=" if node[1] == "sqrt" else ">"))
        if node and node[0] == "fn" and node[1] == "softplus":
            out.append((["add", ONE, ["fn", "exp", node[2]]], ">"))
        if node and node[0] == "fn" and node[1] == "gelu":
            root = ["fn", "sqrt", ["num", "2"]]
            out += [(root, "!="), (["num", "2"], ">=")]
        out += needs(list(node), functions)
    return out


def _negative(p: Node) -> bool:
    return (p[0] == "neg" and p[1][0] == "num") or (p[0] in ("num", "size", "index") and str(p[1]).startswith("-"))


def _fractional(p: Node) -> bool:
    p = p[1] if p[0] == "neg" else p
    return p[0] == "num" and "/" in str(p[1])


def exp_between(c: Any) -> tuple[Any, Any]:
    """Rationals around exp(c), with room for the twelve digits of the certificate."""
    old, ctx.prec = ctx.prec, 200
    try:
        ball = arb(fmpq(int(c.p), int(c.q))).exp() * 10**12
        lo, hi = int(ball.lower().floor().unique_fmpz()), int(ball.upper().ceil().unique_fmpz())
    finally:
        ctx.prec = old
    return Rational(lo - 1, 10**12), Rational(hi + 1, 10**12)


def of_exponential(view: View, origin: Origin, _where: Where) -> Known:
    """Bounds of exp(B) by its series, and by an end of B."""
    s = view.symbols[origin["exp"]]
    must(view.specs[s]["kind"] == "exp", "not an exponential")
    b = view.poly(sympy.cancel(sympy.together(view.read(view.specs[s]["node"]))))
    e = b.as_expr()
    if "at" in origin:
        c = Rational(origin["at"])
        low, high = exp_between(c)
        yield s - low, ">", [(b - c, ">=")]
        yield high - s, ">", [(c - b, ">=")]
        return
    n = origin["terms"]
    must(isinstance(n, int) and 0 <= n <= 8, "another number of terms")
    plain, mirrored = (sum(((f * e) ** i / sympy.factorial(i) for i in range(n + 1)), sympy.Integer(0)) for f in (1, -1))
    if n == 1:
        yield s - 1 - e, ">=", []
        yield 1 - s * (1 - e), ">=", []
    yield s - plain, ">=", [(b, ">=")]
    yield 1 - s * mirrored, ">=", [(-b, ">=")]
    if n % 2 == 0:
        yield plain - s, ">=", [(-b, ">=")]


def of_logarithm(view: View, origin: Origin, _where: Where) -> Known:
    """The logarithm is increasing."""
    s, other = view.symbols[origin["log"]], view.symbols[origin["than"]]
    spec = view.specs[other]
    must(view.specs[s]["kind"] == "log" and spec["kind"] in ("log", "exp"), "nothing to compare")
    u, v, is_log = view.read(view.specs[s]["node"]), view.read(spec["node"]), spec["kind"] == "log"
    gap, rise = (u - v, s - other) if is_log else (u - other, s - v)
    for sign in (1, -1):
        for rel in (">", ">="):
            yield sign * rise, rel, [(signed(view, sign * gap), rel)]


def of_power(view: View, origin: Origin, _where: Where) -> Known:
    """Sign and size of base ** k with k >= 0."""
    s = view.symbols[origin["power"]]
    spec = view.specs[s]
    must(spec["kind"] == "power", "not a power")
    n, d = numerator_over(view, view.read(spec["node"]))
    base, above = n * d, (n - d) * d
    k = view.poly(view.counted("size", spec["exponent"]))
    yield s, ">", [(base, ">")]
    yield s, ">=", [(base, ">="), (k, ">=")]
    yield 1 - s, ">=", [(base, ">="), (k, ">="), (-above, ">=")]
    yield s - 1, ">=", [(above, ">="), (k, ">=")]


def of_erf(view: View, origin: Origin, _where: Where) -> Known:
    """erfc(a) <= exp(-a^2) <= 1 / (1 + a^2 + a^4 / 2) and sqrt(pi) erf(a) <= 2 a for a >= 0, and the odd images."""
    s = view.symbols[origin["erf"]]
    must(view.specs[s]["node"][:2] == ["fn", "erf"], "not of erf")
    n, d = numerator_over(view, view.read(view.specs[s]["node"][2]))
    pi = view.table.get(("root", frozen(["const", "pi"]), 2, "null"))
    for sign in (1, -1):
        a, b, e, right = n.as_expr() * sign, d.as_expr(), s * sign, [(n * d * sign, ">=")]
        yield b**4 - (1 - e) * (b**4 + a**2 * b**2 + a**4 / 2), ">=", right
        yield b**2 - (1 - e) * (b**2 + a**2), ">=", right
        if pi is not None:
            yield 2 * a * b - e * pi * b**2, ">=", right


def of_increment(view: View, origin: Origin, _where: Where) -> Known:
    """The mean value theorem for a function of bounded slope, and the order that an increasing one keeps."""
    word = origin["increment"]
    if word in MEAN_VALUE:
        slope, increasing, at_zero = MEAN_VALUE[word]
        lipschitz: Any = None if slope is None else Rational(slope)
    else:
        must(view.functions.get(word, {}).get("lipschitz") is not None, "no Lipschitz constant")
        lipschitz, increasing, at_zero = view.read(view.functions[word]["lipschitz"]), False, None
    values = []
    for u in origin["points"]:
        must(u is not None or at_zero is not None, "no value at zero")
        values.append((view.read(u), view.read(["fn", word, u])) if u is not None else (Rational(0), Rational(at_zero)))
    for sign in (1, -1):
        step, rise = sign * (values[0][0] - values[1][0]), sign * (values[0][1] - values[1][1])
        if lipschitz is not None:
            yield lipschitz * step - rise, ">=", [(signed(view, step), ">=")]
            yield lipschitz * step + rise, ">=", [(signed(view, step), ">=")]
        for rel in (">", ">=", "!=") if increasing else ():
            yield rise, rel, [(signed(view, step), rel)]
            yield step, rel, [(signed(view, rise), rel)]


ORIGINS: dict[str, Callable[[View, Origin, Where], Known]] = {
    "assumed": of_relation, "generator": of_generator, "range": of_range, "quotient": of_quotient, "defined": of_domain,
    "exp": of_exponential, "log": of_logarithm, "extremes": of_extremes, "erf": of_erf, "increment": of_increment,
    "power": of_power,
}
