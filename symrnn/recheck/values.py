"""Values of serialised terms at a point: exact rationals as long as possible, then balls; derivatives by jets."""

from __future__ import annotations

from functools import reduce
from typing import Any

from flint import acb, arb, ctx, fmpq

from symrnn.recheck.functions import (
    KINKED, NAMES, ONE, ZERO, Jet, Malformed, Node, apply, ball, base, derivative, divide, finite, is_real, known,
    new_tag, power, split)
from symrnn.recheck.matrices import (
    PLAIN, add, block, each, entries, eye, inner, mat, matmul, matpow, modulus, mul, part, root, scalar, shape, solve)
from symrnn.recheck.point import LATEST, Env, environment, freeze, index_of, is_real_term, parse_number, size_of
from symrnn.recheck.rules import must
from symrnn.recheck.tails import Tail, cut_at_kinks, degree, further, integrate, inverted

__all__ = ["Env", "environment", "evaluate", "freeze", "index_of", "parse_number", "seeded", "size_of"]
OO = ("const", "oo")

def lookup(env: Env, key: Any) -> Any:
    """The value of a leaf; derived leaves are valued at the point itself."""
    if key in env.leaves:
        return env.leaves[key]
    name, point = key if isinstance(key, str) else f"{key[0]}[{key[1]}]", env.base
    known(name in point.derived, f"no value for {name}")
    node = point.derived.pop(name)  # while it is valued, so that it does not rest on itself
    try:
        return evaluate(node, point)
    finally:
        point.derived[name] = node

def key_of(env: Env, node: Node) -> Any:
    """The name of a leaf, with its index in a sequence."""
    must(node[0] in ("sym", "seq"), f"{node[0]} is not a leaf")
    return node[1] if node[0] == "sym" else (node[1], index_of(node[2], env))

def seeded(env: Env, leaf: Node, direction: Any = None) -> Any:
    """An Env where the leaf carries a jet (one direction, or one per entry); its tag, number of parts, and value."""
    key = key_of(env, leaf)
    value, spec = lookup(env, key), env.record["leaves"].get(leaf[1], {})
    tag, cells = new_tag(spec.get("field") == "complex"), entries(value)
    parts = eye(len(cells)) if direction is None else [[d] for _, d in zip(cells, entries(direction), strict=True)]
    along = iter(parts)
    return env.child({key: each(lambda x: Jet(tag, x, next(along)), value)}), tag, len(parts[0]), value

def _rows(env: Env, y: Any, x: Any, direction: Any = None) -> tuple[Any, Any, Any]:
    """The derivatives of all entries of y along the entries of a leaf, or a direction; both values."""
    within, tag, width, value = seeded(env, x, direction)
    out = value_of(y, within)
    known(all(finite(entry) for entry in entries(out)), "not finite where it is differentiated")
    return [split(entry, tag, width)[1] for entry in entries(out)], out, value

def _d(env: Env, y: Any, x: Any) -> Any:
    rows, out, value = _rows(env, y, x)
    must(shape(mat(out))[1] == shape(mat(value))[1] == 1, "D is between columns and scalars")
    return rows if isinstance(out, list) or isinstance(value, list) else rows[0][0]

def _pullback(env: Env, y: Any, x: Any, g: Any) -> Any:
    (rows, _, value), weights = _rows(env, y, x), entries(value_of(g, env))
    sums = iter([inner(weights, column) for column in zip(*rows, strict=True)])
    return each(lambda _: next(sums), value)

def _jvp(env: Env, y: Any, x: Any, d: Any) -> Any:
    rows, out, _ = _rows(env, y, x, value_of(d, env))
    along = iter(rows)
    return each(lambda _: next(along)[0], out)

def _fn(env: Env, name: str, a: Any) -> Any:
    plain, x = name.rstrip("'"), value_of(a, env)
    if plain in env.functions:
        body, order = env.functions[plain], len(name) - len(plain)
        return each(lambda y: derivative(lambda t: scalar(value_of(body, env.child({"_x": t}))), order, y), x)
    known(name in NAMES, f"the function {name} has no body here")
    if name == "abs" and env.path and not is_real_term(a, env):
        return each(lambda y: apply("sqrt", y), mul(x, _conj(env, a)))
    if name == "abs":
        return each((lambda y: apply("abs", y)) if env.path else modulus, x)
    known(name not in KINKED or env.path or all(map(is_real, entries(x))), f"{name} of a complex number")
    return each(lambda y: apply(name, y), x)

def _conj(env: Env, a: Any) -> Any:
    """Along a path of integration, conj f(w) is continued analytically as conj(f(conj w))."""
    at = env.child({w: part(env.leaves[w], "conj") for w in env.path}) if env.path else env
    return each(lambda x: part(x, "conj"), value_of(a, at))

def _fold(env: Env, ordered: bool, body: Node, k: str, lo: Any, hi: Any) -> Any:
    first, last = index_of(lo, env), index_of(hi, env)
    v, *more = (value_of(body, env.child(indices={k: i})) for i in range(first, max(last, first) + 1))
    if last < first:
        return eye(len(v)) if ordered and isinstance(v, list) else each(lambda _: fmpq(ordered), v)
    return reduce(lambda out, b: matmul(b, out) if ordered else add(out, b), more, v)

def _iterate(env: Env, f: Any, x: Any, x0: Any, t: Any) -> Any:
    value, key = value_of(x0, env), key_of(env, x)
    for _ in range(index_of(t, env)):
        value = each(_short, value_of(f, env.child({key: value})))
    return value

def _short(x: Any) -> Any:
    """A rational whose digits have doubled with many steps, as a ball: all of them would fill the machine."""
    return ball(x) if isinstance(x, fmpq) and max(int(x.p).bit_length(), int(x.q).bit_length()) > DIGITS * ctx.prec else x

def _integral(env: Env, f: Any, w: Any, lo: Any, hi: Any) -> Any:
    ends = [None if OO in (x, x[-1]) else ball(scalar(value_of(x, env))) for x in (lo, hi)]
    known(lo != OO and (hi[0] != "neg" or ends[1] is not None), "an integral from above over an unbounded interval")
    return _over(env, f, key_of(env, w), *ends)

def _over(env: Env, f: Node, key: Any, lo: Any, hi: Any) -> Any:
    """The integral from one end to the other; None is an infinite end."""
    def line(node: Node) -> Any:
        d = degree(node, key)
        return None if d is None or d > 30 else _coefficients(env, node, key, d)
    real = is_real_term(f, env)
    if None not in (lo, hi) and not (real and lo < hi):
        return integrate(_along(env, f, key), lo, hi, real)
    known(real, "an integral of a complex function over an unbounded interval")
    total = arb(0)
    for a, b, piece in cut_at_kinks(f, line, lo, hi):
        start = next((e for e in (a, b) if e is not None), arb(0))
        if None not in (a, b):
            total += integrate(_along(env, piece, key), a, b, True)
        for end, sign in ((a, -1), (b, 1)):
            total += _half(env, piece, key, line, start, sign) if end is None else 0
    return total

def _half(env: Env, f: Node, key: Any, line: Any, start: Any, sign: int) -> Any:
    """The integral from a point to infinity, or from minus infinity to it."""
    tail, on_path = Tail(key, sign, lambda node: scalar(value_of(node, env)), line), _along(env, f, key)
    quotient = tail.quotient(f)
    far, rest = (further(start), arb(0)) if quotient else tail.cut(f, start)
    rest = integrate(inverted(*quotient), arb(0), 1 / far, True) if quotient else arb(0).union(rest).union(-rest)
    return integrate(lambda u: on_path(start + sign * u), arb(0), far - sign * start, True) + rest

def _along(env: Env, f: Node, key: Any) -> Any:
    """The term f as a function of a leaf on a path of integration."""
    return lambda x: scalar(value_of(f, env.child({key: x}, path=(*env.path, key))))

def _expect(env: Env, f: Any, z: Any, law: Any) -> Any:
    (a, b), key = (scalar(value_of(x, env)) for x in law[1:]), key_of(env, z)
    known(law[0] != "gaussian" or ball(b) >= 0, "a variance that may be negative")
    d = degree(f, key)
    if d is not None and d <= 30:  # polynomial: interpolate, then exact moments
        return inner(_coefficients(env, f, key, d), [_moment(law[0], a, b, j) for j in range(d + 1)])
    if law[0] == "uniform":
        return divide(_over(env, f, key, ball(a), ball(b)), b - a)
    if b == 0:
        return scalar(value_of(f, env.child({key: a})))
    centred = ("sub", z, law[1])
    density = ("fn", "exp", ("neg", ("div", ("mul", centred, centred), ("mul", ("num", "2"), law[2]))))
    return _over(env, freeze(("mul", f, density)), key, None, None) / root(2 * arb.pi() * ball(b))

def _coefficients(env: Env, f: Node, key: Any, d: int) -> list[Any]:
    """The coefficients of a polynomial term in a leaf, lowest first, by interpolation."""
    nodes = [fmpq(i) for i in range(d + 1)]
    samples = [[scalar(value_of(f, env.child({key: x})))] for x in nodes]
    return entries(solve([[x**j for j in range(d + 1)] for x in nodes], samples))

def _moment(law: str, a: Any, b: Any, j: int) -> Any:
    """E z^j, for z Gaussian with mean a and variance b, or uniform on [a, b]."""
    if law == "uniform":
        return sum((power(a, fmpq(i)) * power(b, fmpq(j - i)) for i in range(j + 1)), ZERO) * fmpq(1, j + 1)
    return (ONE, a)[j] if j < 2 else a * _moment(law, a, b, j - 1) + (j - 1) * b * _moment(law, a, b, j - 2)

def _filled(env: Env, rows: Any, cols: Any, f: Any) -> Any:
    r, c = index_of(rows, env), index_of(cols, env)
    known(1 <= r <= 256 and 1 <= c <= 256, "an empty array, or one too large to value")
    return [[ONE if f(i, j) else ZERO for j in range(c)] for i in range(r)]

def _entry(env: Env, a: Any, *where: Any) -> Any:
    value, at = mat(value_of(a, env)), [*(index_of(i, env) for i in where), 0][:2]
    known(all(0 <= i < n for i, n in zip(at, shape(value), strict=True)), f"no entry {at} in an array of that shape")
    return value[at[0]][at[1]]

def _const(name: str) -> Any:
    known(name != "oo", "infinity is not a number")
    return arb.pi() if name == "pi" else {"e": arb(1).exp(), "i": acb(0, 1)}[name]

# heads that look at the form of their arguments
SPECIAL: dict[str, Any] = {
    "num": lambda _, s: parse_number(s), "const": lambda _, s: _const(s), "sym": lookup, "fn": _fn, "conj": _conj, "D": _d,
    "seq": lambda env, s, i: lookup(env, (s, index_of(i, env))), "named": lambda env, _, a: value_of(a, env),
    **dict.fromkeys(("size", "index"), lambda env, s: x if isinstance(x := index_of(s, env, LATEST), arb) else fmpq(x)),
    "pullback": _pullback, "jvp": _jvp,
    "hessian": lambda env, s, x: value_of(freeze(["D", ["T", ["D", s, x]], x]), env),
    "at": lambda env, a, pairs: value_of(a, env.child({key_of(env, leaf): value_of(v, env) for leaf, v in pairs})),
    "eye": lambda env, n: _filled(env, n, n, lambda i, j: i == j), "iterate": _iterate, "entry": _entry,
    "ones": lambda env, r, c: _filled(env, r, c, lambda *_: True), "integral": _integral, "expect": _expect,
    "zeros": lambda env, r, c: _filled(env, r, c, lambda *_: False),
    "unit": lambda env, n, k: _filled(env, n, 1, lambda i, _: i == index_of(k, env)),
    "matpow": lambda env, a, k: matpow(value_of(a, env), index_of(k, env)),
    "block": lambda env, rows: block([[value_of(b, env) for b in row] for row in rows]),
    "product": lambda env, *args: _fold(env, True, *args), "total": lambda env, *args: _fold(env, False, *args),
}  # fmt: skip
LEVELLING = {"tanh", "sigmoid", "softplus", "erf", "silu", "gelu", "elu"}  # functions that come near to others far out
DIGITS = 64  # times the precision: rationals that are longer are balls
PATHLESS = {"max", "min", "norm", "norm_f", "norm_1", "norm_inf", "rank", "count_nonzero", "re", "im", "rho", "sigma_min",
            "eig_max", "eig_min"}  # fmt: skip

def _on_path(env: Env, head: str, a: Any) -> Any:
    """Words that are not analytic, along a path of integration: the length of a column is continued."""
    z = value_of(a, env)
    known(head == "norm_f" or (head == "norm" and 1 in shape(mat(z))), f"{head} under an integral")
    return apply("sqrt", inner(entries(z), entries(_conj(env, a))))

def _faint(env: Env, head: str, args: Any, got: Any) -> bool:
    """Whether a value is so small or large, or a function so near to its end, that a sum with others may lose it."""
    few = ctx.prec // 4
    inside = entries(value_of(args[-1], env)) if head == "softmax" or (head == "fn" and args[0] in LEVELLING) else []
    return any(abs(base(x)) ** (1 + (args[0] in ("erf", "gelu"))) > few for x in inside) or any(
        x > fmpq(2) ** (3 * few) or (x != 0 and x < fmpq(1, 2) ** (3 * few)) for x in map(abs, map(base, entries(got))))

def value_of(node: Node, env: Env) -> Any:
    """The value of a frozen node."""
    got = env.cache.get(id(node))
    if got is None:
        head, args = node[0], node[1:]
        if head in SPECIAL:
            got = SPECIAL[head](env, *args)
        elif head not in PLAIN:
            raise Malformed(f"unknown head {head}")
        elif env.path and head in PATHLESS:
            got = _on_path(env, head, *args)
        elif env.path and head == "pow" and args[0][:2] == ("fn", "abs") and args[1] == ("num", "2"):
            got = mul(value_of(args[0][2], env), _conj(env, args[0][2]))  # no root, whose cut the path would meet
        else:
            got = PLAIN[head](*(value_of(a, env) for a in args))
        env.cache[id(node)] = got
        env.base.faint = env.base.faint or (not env.path and _faint(env, head, args, got))
    return got

def evaluate(node: Node, env: Env) -> Any:
    """The value of a serialised term at a point; Undefined where it has none, Malformed where it cannot be read."""
    if env.prec != ctx.prec:
        env.cache, env.prec = {}, ctx.prec
    return value_of(freeze(node), env)
