"""Where the facts of a certificate come from, gone through again: own tables of what holds for each generator."""

from __future__ import annotations

from typing import Any

import sympy
from flint import arb, ctx, fmpq
from sympy import Poly, Rational

from symrnn.algebra.order.signlines import Facts, must
from symrnn.algebra.order.signtrees import holds
from symrnn.algebra.order.signview import Node, View, frozen, refuse

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


def same_sign(view: View, facts: Facts, p: Poly, expr: Any, scale: tuple[Poly, int]) -> None:
    """Raise unless p is expr times a power of a polynomial that does not vanish where the terms have values."""
    n, d = numerator_over(view, expr)
    den, power = scale
    must(view.reduced(view.reduced(p) * d - n * den**power).is_zero, "not the polynomial of the relation")
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


def origin_holds(view: View, facts: Facts, p: Poly, spec: dict[str, Any], where: tuple[Node, list[Node]]) -> None:
    """Raise unless a fact follows from where it is said to come from."""
    (goal, relations), rel, origin, den = where, spec["rel"], spec["from"], view.parsed(spec["den"])
    if "assumed" in origin:
        r = relations[origin["assumed"]]
        must(REL[r[0]] == rel, "another relation")
        same_sign(view, facts, p, view.read(r[2]) - view.read(r[1]), (den, 2))
    elif "generator" in origin:
        s = view.symbols[origin["generator"]]
        scale = [(q, have) for q, have in by_nature(view, s) if have == rel and proportional(view, p, q)]
        must(bool(scale), "not known of that generator")
    elif "range" in origin:
        s = view.symbols[origin["range"]]
        must(rel == ">=" and any(proportional(view, p, q) for q in declared_range(view, s)), "not the declared range")
    elif "quotient" in origin:
        s = view.symbols[origin["quotient"]]
        must(view.specs[s]["kind"] == "value" and rel == "==", "not a quotient")
        put_in = p.as_expr().subs(s, view.read(view.specs[s]["node"]))
        must(numerator_over(view, put_in)[0].is_zero, "another quotient")
    elif "defined" in origin:
        needed = needs([goal[1], goal[2], *(t for r in relations for t in r[1:])], view.functions)
        what = origin["defined"]
        must((what, rel) in needed, "not part of the domain")
        own = view.table.get(("value", frozen(what), 1, "null"))
        if own is not None and proportional(view, p, own):
            return
        same_sign(view, facts, p, view.read(what), (den, 1 if rel == "!=" else 2))
    elif "exp" in origin:
        of_exponential(view, facts, p, rel, origin)
    elif "log" in origin:
        of_logarithm(view, facts, (p, den), rel, origin)
    elif "bound" in origin:
        bound, have = facts[origin["bound"]]
        (g,) = bound.as_expr().free_symbols
        c = bound.as_expr().coeff(g, 1)
        must(bound.total_degree() == 1 and have in (">", ">=") and bool(c > 0 > bound.as_expr().coeff(g, 0)), "no bound")
        must(rel == ">" and proportional(view, p, g), "another sign")
    elif "extremes" in origin:
        high, low = (view.specs[view.symbols[k]]["node"] for k in origin["extremes"])
        must(rel == ">=" and high[1:] == low[1:] and (low[0], high[0]) in ORDERED, "not in that order")
        must(proportional(view, p, view.symbols[origin["extremes"][0]] - view.symbols[origin["extremes"][1]]), "others")
    elif "erf" in origin:
        of_erf(view, facts, p, rel, origin)
    elif "increment" in origin:
        of_increment(view, facts, (p, den), rel, origin)
    elif "power" in origin:
        of_power(view, facts, p, rel, origin)
    else:
        raise refuse(f"a fact from {origin}")


def proportional(view: View, p: Poly, expr: Any) -> bool:
    """Whether p is a positive multiple of an expression."""
    q = view.poly(sympy.expand(expr))
    if q.is_zero or p.is_zero:
        return bool(q.is_zero and p.is_zero)
    c = p.LC() / q.LC()
    return bool(c > 0) and p == q * c


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


def of_exponential(view: View, facts: Facts, p: Poly, rel: str, origin: dict[str, Any]) -> None:
    """B and exp(B) - 1 have one sign; and exp is increasing."""
    s = view.symbols[origin["exp"]]
    must(view.specs[s]["kind"] == "exp", "not an exponential")
    inside = view.read(view.specs[s]["node"])
    n, d = numerator_over(view, inside)
    sign_of_b, outside = n * d, Poly(s - 1, *view.symbols, domain="QQ")
    if origin["way"] == "tangent":
        b, terms = n.as_expr() / d.as_expr(), origin.get("terms", 0)
        must(isinstance(terms, int) and (origin["rule"] != "falling" or terms == 2), "another number of terms")
        series = sum((b**i / sympy.factorial(i) for i in range(terms + 1)), sympy.Integer(0))
        mirrored = sum(((-b) ** i / sympy.factorial(i) for i in range(terms + 1)), sympy.Integer(0))
        wanted_expr, side = {
            "below": (s - 1 - b, 0), "above": (1 - s * (1 - b), 0), "rising": (s - series, 1), "falling": (series - s, -1),
            "decay": (1 - s * mirrored, -1),
        }[origin["rule"]]
        must(rel == ">=" and d.is_ground and proportional(view, p, wanted_expr), "another bound")
        if side:
            holds(view, facts, sign_of_b * side, ">=", origin["proof"])
        return
    if origin["way"] == "end":
        f, have = facts[origin["fact"]]
        (g,) = n.as_expr().free_symbols
        c = f.as_expr().coeff(g, 1)
        must(have in (">", ">=") and f.as_expr().free_symbols == {g} and f.total_degree() == 1, "not a bound")
        end = inside.subs(g, -f.as_expr().coeff(g, 0) / c)
        rises = bool(sympy.diff(inside, g) * c > 0)  # a lower bound of B where it is true
        low, high = exp_between(end)
        must(rel == ">" and proportional(view, p, s - low if rises else high - s), "another end")
        return
    known, wanted = (sign_of_b, outside) if origin["way"] == "up" else (outside, sign_of_b)
    must(origin["way"] in ("up", "back") and proportional(view, p, (wanted * origin["sign"]).as_expr()), "another sign")
    holds(view, facts, known * origin["sign"], rel, origin["proof"])


def of_logarithm(view: View, facts: Facts, made: tuple[Poly, Poly], rel: str, origin: dict[str, Any]) -> None:
    """The logarithm is increasing."""
    s, other, sign = view.symbols[origin["log"]], view.symbols[origin["than"]], origin["sign"]
    must(view.specs[s]["kind"] == "log" and sign in (1, -1) and rel in (">", ">="), "not a logarithm")
    u, spec = view.read(view.specs[s]["node"]), view.specs[other]
    must(spec["kind"] in ("log", "exp"), "nothing to compare with")
    is_log = spec["kind"] == "log"
    gap = u - (view.read(spec["node"]) if is_log else other)
    n, d = numerator_over(view, gap)
    holds(view, facts, n * d * sign, rel, origin["proof"])
    same_sign(view, facts, made[0], sign * (s - (other if is_log else view.read(spec["node"]))), (made[1], 2))


def of_power(view: View, facts: Facts, p: Poly, rel: str, origin: dict[str, Any]) -> None:
    """Sign and size of base ** k with k >= 0."""
    s = view.symbols[origin["power"]]
    spec, rule, proofs = view.specs[s], origin["rule"], origin["proofs"]
    must(spec["kind"] == "power", "not a power")
    n, d = numerator_over(view, view.read(spec["node"]))
    base, above = n * d, (n - d) * d
    k = view.poly(view.counted("size", spec["exponent"]))
    wanted, relation, conditions = {
        "positive": (s, ">", [(base, ">")]),
        "nonneg": (s, ">=", [(base, ">="), (k, ">=")]),
        "small": (1 - s, ">=", [(base, ">="), (k, ">="), (-above, ">=")]),
        "large": (s - 1, ">=", [(above, ">="), (k, ">=")]),
    }[rule]
    must(rel == relation and proportional(view, p, wanted) and len(proofs) == len(conditions), "another rule")
    for (q, r), proof in zip(conditions, proofs, strict=True):
        holds(view, facts, q, r, proof)


def of_erf(view: View, facts: Facts, p: Poly, rel: str, origin: dict[str, Any]) -> None:
    """erfc(a) <= exp(-a^2) <= 1 / (1 + a^2 + a^4 / 2) and sqrt(pi) erf(a) <= 2 a for a >= 0, and the odd images."""
    s, sign = view.symbols[origin["erf"]], origin["sign"]
    spec = view.specs[s]
    must(spec["node"][:2] == ["fn", "erf"] and sign in (1, -1) and rel == ">=", "not of erf")
    n, d = numerator_over(view, view.read(spec["node"][2]))
    a, b, e = n.as_expr(), d.as_expr(), s * sign
    holds(view, facts, n * d * sign, ">=", origin["proof"])
    if origin["rule"] == "tail":
        wanted = b**4 - (1 - e) * (b**4 + a**2 * b**2 + a**4 / 2)
    elif origin["rule"] == "tail2":
        wanted = b**2 - (1 - e) * (b**2 + a**2)
    else:
        wanted = 2 * a * b * sign - e * view.known("root", ["const", "pi"], 2) * b**2
    must(proportional(view, p, wanted), "another bound of erf")


def of_increment(view: View, facts: Facts, made: tuple[Poly, Poly], rel: str, origin: dict[str, Any]) -> None:
    """The mean value theorem for a function of bounded slope, and the order that an increasing one keeps."""
    word, sign, rule = origin["increment"], origin["sign"], origin["rule"]
    if word in MEAN_VALUE:
        slope, increasing, at_zero = MEAN_VALUE[word]
        must(slope is not None or rule in ("rise", "back"), "no Lipschitz constant")
        lipschitz: Any = Rational(slope or 0)
    else:
        must(view.functions.get(word, {}).get("lipschitz") is not None, "no Lipschitz constant")
        lipschitz, increasing, at_zero = view.read(view.functions[word]["lipschitz"]), False, None
    values = []
    for u in origin["points"]:
        must(u is not None or at_zero is not None, "no value at zero")
        values.append((view.read(u), view.read(["fn", word, u])) if u is not None else (Rational(0), Rational(at_zero)))
    step, rise = values[0][0] - values[1][0], values[0][1] - values[1][1]
    known, wanted = {"slope": (step, lipschitz * step * sign - rise), "fall": (step, lipschitz * step * sign + rise),
                     "rise": (step, rise * sign), "back": (rise, step * sign)}[rule]
    must(rule in ("slope", "fall") or increasing, "not increasing")
    must(sign in (1, -1) and rel in (">", ">="), "no order")
    must(origin["rel"] in (">", ">=") and rel == (">=" if rule in ("slope", "fall") else origin["rel"]), "too strict")
    n, d = numerator_over(view, known)
    holds(view, facts, n * d * sign, origin["rel"], origin["proof"])
    same_sign(view, facts, made[0], wanted, (made[1], 2))
