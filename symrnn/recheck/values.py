"""Values of serialised terms at a point: exact rationals as long as possible, then balls; derivatives by jets.

A scalar is a number (fmpq, arb, acb or a Jet over them), an array is a list of rows.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from flint import acb, arb, ctx, fmpq

from symrnn.recheck import spectra
from symrnn.recheck.functions import (
    COMPLEX_TAGS,
    KINKED,
    NAMES,
    ONE,
    ZERO,
    Jet,
    Malformed,
    Node,
    Undefined,
    apply,
    ball,
    base,
    divide,
    finite,
    is_real,
    power,  # fmt: skip
    )
from symrnn.recheck.matrices import (
    PLAIN,
    add,
    beside,
    conj,
    each,
    entries,
    entry,
    eye,
    mat,
    matmul,
    matpow,
    modulus,
    mul,
    root,
    scalar,  # fmt: skip
    shape,
    solve,
    split,
    square,
    stack,
    sub,
)
from symrnn.recheck.point import Env, environment, freeze, index_of, is_real_term, occurs, parse_number, size_of
from symrnn.recheck.tails import Tail, degree, further, integrate, inverted, pieces

__all__ = ["Env", "environment", "evaluate", "freeze", "index_of", "occurs", "parse_number", "seeded", "size_of"]
_TAGS = count(1)


def lookup(env: Env, key: Any) -> Any:
    """The value of a leaf; derived leaves are valued at the point itself."""
    if key in env.leaves:
        return env.leaves[key]
    name, point = key if isinstance(key, str) else f"{key[0]}[{key[1]}]", env.base
    if name not in point.derived or name in point.pending:
        raise Undefined(f"no value for {name}")
    point.pending.add(name)
    try:
        return evaluate(point.derived[name], point)
    finally:
        point.pending.discard(name)


def _leaf(env: Env, node: Node) -> Any:
    if node[0] == "sym":
        return node[1]
    if node[0] == "seq":
        return node[1], index_of(node[2], env)
    raise Malformed(f"{node[0]} is not a leaf")


def seeded(env: Env, leaf: Node, direction: Any = None) -> Any:
    """An Env where the leaf carries a jet (one direction, or one per entry); its tag and number of parts."""
    key, tag = _leaf(env, leaf), next(_TAGS)
    value = lookup(env, key)
    if env.field(key) == "complex":
        COMPLEX_TAGS.add(tag)
    if direction is not None and shape(mat(direction)) != shape(mat(value)):
        raise Malformed("the direction has another shape than the leaf")
    parts = eye(len(entries(value))) if direction is None else [[d] for d in entries(direction)]
    along = iter(parts)
    return env.child({key: each(lambda x: Jet(tag, x, next(along)), value)}), tag, len(parts[0]), value


def _parts(y: Any, tag: int, width: int) -> Any:
    if not all(finite(x) for x in entries(y)):
        raise Undefined("not finite where it is differentiated")
    return [split(x, tag, width)[1] for x in entries(y)]


def _d(env: Env, y: Any, x: Any) -> Any:
    inner, tag, width, value = seeded(env, x)
    out = value_of(y, inner)
    if any(shape(mat(v))[1] != 1 for v in (out, value)):
        raise Malformed("D is between columns and scalars")
    rows = _parts(out, tag, width)
    return rows if isinstance(out, list) or isinstance(value, list) else rows[0][0]


def _pullback(env: Env, y: Any, x: Any, g: Any) -> Any:
    inner, tag, width, value = seeded(env, x)
    out, weights = value_of(y, inner), value_of(g, env)
    if shape(mat(out)) != shape(mat(weights)):
        raise Malformed("the cotangent has another shape than the term")
    rows = _parts(out, tag, width)
    flat = [sum((w * row[i] for w, row in zip(entries(weights), rows, strict=True)), ZERO) for i in range(width)]
    cols = shape(mat(value))[1]
    return [flat[i : i + cols] for i in range(0, width, cols)] if isinstance(value, list) else flat[0]


def _jvp(env: Env, y: Any, x: Any, d: Any) -> Any:
    inner, tag, width, _ = seeded(env, x, mat(value_of(d, env)))
    out = value_of(y, inner)
    rows = iter(_parts(out, tag, width))
    return each(lambda _: next(rows)[0], out)


def _hessian(env: Env, s: Any, x: Any) -> Any:
    one, tag1, width, _ = seeded(env, x)
    two, tag2, _, _ = seeded(one, x)
    outer = _parts(scalar(value_of(s, two)), tag2, width)[0]
    return [split(p, tag1, width)[1] for p in outer]


def _fn(env: Env, name: str, a: Any) -> Any:
    plain, x = name.rstrip("'"), value_of(a, env)
    if plain in env.functions:
        return each(lambda y: _opaque(env, plain, len(name) - len(plain), y), x)
    if name not in NAMES:
        raise Undefined(f"the function {name} has no body here")
    if name in KINKED and name != "abs" and not env.path and not all(is_real(base(y)) for y in entries(x)):
        raise Undefined(f"{name} of a complex number")
    if name == "abs" and env.path and is_real_term(a, env):
        return each(lambda y: apply("abs", 0, y), x)
    if name == "abs" and env.path:
        return each(lambda y: apply("sqrt", 0, y), mul(x, value_of(freeze(["conj", a]), env)))
    return each(modulus if name == "abs" else lambda y: apply(name, 0, y), x)


def _opaque(env: Env, name: str, order: int, x: Any) -> Any:
    if order == 0:
        return scalar(value_of(env.functions[name], env.child({"_x": x})))
    tag = next(_TAGS)
    return split(_opaque(env, name, order - 1, Jet(tag, x, [ONE])), tag, 1)[1][0]


def _conj(env: Env, a: Any) -> Any:
    """Along a path of integration, conj f(w) is continued analytically as conj(f(conj w))."""
    if not env.path:
        return each(conj, value_of(a, env))
    return each(conj, value_of(a, env.child({w: conj(env.leaves[w]) for w in env.path})))


def _fold(env: Env, body: Node, k: str, lo: Any, hi: Any, ordered: bool) -> Any:
    first, last = index_of(lo, env), index_of(hi, env)
    values = [value_of(body, env.child(indices={k: i})) for i in range(first, max(last, first) + 1)]
    if last < first:
        return eye(len(square(values[0]))) if ordered else each(lambda _: ZERO, values[0])
    out = values[0]
    for v in values[1:]:
        out = matmul(v, out) if ordered else add(out, v)
    return out


def _iterate(env: Env, f: Any, x: Any, x0: Any, t: Any) -> Any:
    value, key = value_of(x0, env), _leaf(env, x)
    for _ in range(index_of(t, env)):
        value = value_of(f, env.child({key: value}))
    return value


def _at(env: Env, a: Any, pairs: Any) -> Any:
    return value_of(a, env.child({_leaf(env, leaf): value_of(v, env) for leaf, v in pairs}))


OO = ("const", "oo")


def _integral(env: Env, f: Any, w: Any, lo: Any, hi: Any) -> Any:
    ends = [None if OO in (x, x[-1]) else ball(scalar(value_of(x, env))) for x in (lo, hi)]
    if lo == OO or (hi[0] == "neg" and ends[1] is None):
        raise Undefined("an integral from above to below over an unbounded interval")
    return _over(env, f, _leaf(env, w), *ends)


def _over(env: Env, f: Node, key: Any, lo: Any, hi: Any) -> Any:
    """The integral from one end to the other; None is an infinite end."""
    def line(node: Node) -> Any:
        d = degree(node, key)
        return None if d is None or d > 30 else _coefficients(env, node, key, d)

    real = is_real_term(f, env)
    if None not in (lo, hi) and not (real and lo < hi):
        return integrate(_along(env, f, key), lo, hi, real)
    if not real:
        raise Undefined("an integral of a complex function over an unbounded interval")
    total = arb(0)
    for a, b, part in pieces(f, line, lo, hi):
        start = next((e for e in (a, b) if e is not None), arb(0))
        if None not in (a, b):
            total += integrate(_along(env, part, key), a, b, True)
        for end, sign in ((a, -1), (b, 1)):
            total += _half(env, part, key, line, start, sign) if end is None else 0
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
    a, b, key = scalar(value_of(law[1], env)), scalar(value_of(law[2], env)), _leaf(env, z)
    if law[0] == "gaussian" and not ball(b) >= 0:
        raise Undefined("a variance that may be negative")
    d = degree(f, key)
    if d is not None and d <= 30:  # polynomial: interpolate, then exact moments
        moments = [_moment(law[0], a, b, j) for j in range(d + 1)]
        return sum((c * m for c, m in zip(_coefficients(env, f, key, d), moments, strict=True)), ZERO)
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
    return [c[0] for c in solve([[x**j for j in range(d + 1)] for x in nodes], samples)]


def _moment(law: str, a: Any, b: Any, j: int) -> Any:
    """E z^j, for z Gaussian with mean a and variance b, or uniform on [a, b]."""
    if law == "uniform":
        return sum((power(a, i) * power(b, j - i) for i in range(j + 1)), ZERO) * fmpq(1, j + 1)
    return (ONE, a)[j] if j < 2 else a * _moment(law, a, b, j - 1) + (j - 1) * b * _moment(law, a, b, j - 2)


def _extent(size: Any, env: Env) -> Any:
    n = index_of(size, env)
    if not 1 <= n <= 256:
        raise Undefined("an empty array, or one too large to value")
    return n


# heads that look at the form of their arguments
SPECIAL: dict[str, Any] = {
    "num": lambda _, s: parse_number(s),
    "const": lambda _, s: _const(s),
    "sym": lookup,
    "seq": lambda env, s, i: lookup(env, (s, index_of(i, env))),
    "size": lambda env, s: fmpq(index_of(s, env)),
    "index": lambda env, s: fmpq(index_of(s, env)),
    "eye": lambda env, n: eye(_extent(n, env)),
    "ones": lambda env, r, c: [[ONE] * _extent(c, env) for _ in range(_extent(r, env))],
    "zeros": lambda env, r, c: [[ZERO] * _extent(c, env) for _ in range(_extent(r, env))],
    "unit": lambda env, n, i: [[ONE if j == index_of(i, env) else ZERO] for j in range(_extent(n, env))],
    "fn": _fn, "conj": _conj, "D": _d, "pullback": _pullback, "jvp": _jvp, "hessian": _hessian, "at": _at,
    "matpow": lambda env, a, k: matpow(value_of(a, env), index_of(k, env)),
    "block": lambda env, rows: stack(*(beside(*(value_of(b, env) for b in row)) for row in rows)),
    "entry": lambda env, a, *where: entry(value_of(a, env), [index_of(i, env) for i in where]),
    "named": lambda env, _, a: value_of(a, env),
    "product": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, True),
    "total": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, False),
    "integral": _integral, "iterate": _iterate, "expect": _expect,
}  # fmt: skip
ANALYTIC = frozenset(PLAIN) - {"max", "min", "norm_f", "norm_1", "norm_inf", "rank", "count_nonzero", "re", "im",
                               *spectra.WORDS}  # fmt: skip


def _const(name: str) -> Any:
    if name == "oo":
        raise Undefined("infinity is not a number")
    return arb.pi() if name == "pi" else {"e": arb(1).exp(), "i": acb(0, 1)}[name]


def value_of(node: Node, env: Env) -> Any:
    """The value of a frozen node."""
    got = env.cache.get(id(node))
    if got is None:
        head, args = node[0], node[1:]
        if head in SPECIAL:
            got = SPECIAL[head](env, *args)
        elif head not in PLAIN:
            raise Malformed(f"unknown head {head}")
        elif env.path and head not in ANALYTIC:
            got = _on_path(env, head, *args)
        else:
            got = PLAIN[head](*(value_of(a, env) for a in args))
        env.cache[id(node)] = got
    return got


def _on_path(env: Env, head: str, a: Any) -> Any:
    """Words that are not analytic, along a path of integration."""
    z, c = value_of(a, env), value_of(freeze(["conj", a]), env)
    if head in ("re", "im"):
        return mul(add(z, c), fmpq(1, 2)) if head == "re" else mul(sub(z, c), acb(0, fmpq(-1, 2)))
    if head == "norm_f" or (head == "norm" and 1 in shape(mat(z))):
        return apply("sqrt", 0, sum(entries(mul(z, c)), ZERO))
    raise Undefined(f"{head} under an integral")


def evaluate(node: Node, env: Env) -> Any:
    """The value of a serialised term at a point.

    Raises
    ------
    Undefined
        where the term has no value, or none that could be enclosed
    Malformed
        where the term cannot be read: unknown heads, shapes that do not fit
    """
    if env.prec != ctx.prec:
        env.cache, env.prec = {}, ctx.prec
    return value_of(freeze(node), env)
