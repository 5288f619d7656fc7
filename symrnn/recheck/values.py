"""Values of serialised terms at a point: exact rationals as long as possible, then balls; derivatives by jets.

A scalar is a number (fmpq, arb, acb or a Jet over them), an array is a list of rows.
"""

from itertools import count

from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq, fmpq_mat

from symrnn.recheck import spectra
from symrnn.recheck.functions import (COMPLEX_TAGS, NAMES, ONE, ZERO, Jet, Malformed, Undefined, apply, ball, base,
                                      divide, finite, is_real, may_vanish, power, precision)  # fmt: skip

_TAGS, _INTERNED = count(1), {}


def freeze(node):
    """Nested lists as shared tuples, so that equal subterms are one object."""
    if isinstance(node, dict):
        node = ["dict", *(x for pair in sorted(node.items()) for x in pair)]
    if not isinstance(node, (list, tuple)) or id(node) in _INTERNED:
        return node
    parts = tuple(freeze(x) for x in node)
    key = tuple(("id", id(x)) if isinstance(x, tuple) else (type(x), x) for x in parts)
    kept = _INTERNED.setdefault(key, parts)
    _INTERNED[id(kept)] = kept
    return kept


class Env:
    """A point: sizes, indices, leaves (name or (name, index) -> value), bodies of functions; and a cache of values."""

    def __init__(self, record, sizes, indices, leaves, functions, derived=None, path=()):
        self.record, self.sizes, self.indices, self.leaves = record, sizes, indices, leaves
        self.functions, self.derived, self.path, self.base = functions, derived or {}, path, self
        self.cache, self.prec, self.witness, self.pending = {}, ctx.prec, None, set()

    def child(self, leaves=None, indices=None, path=None):
        """The same point with some leaves or indices replaced."""
        new = Env(self.record, self.sizes, {**self.indices, **(indices or {})}, {**self.leaves, **(leaves or {})},
                  self.functions, None, self.path if path is None else path)  # fmt: skip
        new.base, new.witness = self.base, self.witness
        return new

    def lookup(self, key):
        """The value of a leaf; derived leaves are valued at the point itself."""
        if key in self.leaves:
            return self.leaves[key]
        name = key if isinstance(key, str) else f"{key[0]}[{key[1]}]"
        if name not in self.base.derived or name in self.base.pending:
            raise Undefined(f"no value for {name}")
        self.base.pending.add(name)
        try:
            return evaluate(self.base.derived[name], self.base)
        finally:
            self.base.pending.discard(name)

    def field(self, key):
        return self.record["leaves"].get(key if isinstance(key, str) else key[0], {}).get("field", "real")


def parse_number(text):
    """An exact rational from "p/q", a complex ball from a pair of them."""
    if isinstance(text, (list, tuple)) and len(text) == 2:
        with precision(max(1024, ctx.prec)):
            return acb(arb(parse_number(text[0])), arb(parse_number(text[1])))
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        raise Malformed(f"{text!r} is not a rational number written as a string")
    try:
        return fmpq(text)
    except (ValueError, ZeroDivisionError) as error:
        raise Malformed(f"{text!r} is not a rational number") from error


def environment(record, point):
    """The Env of a point (section "points" of the serialisation), shapes checked."""
    leaves = {}
    for name, value in point.get("leaves", {}).items():
        spec = record["leaves"].get(name)
        if spec is None:
            raise Malformed(f"the point has a leaf {name} that the statement does not have")
        for key, item in ({(name, int(k)): v for k, v in value.items()} if spec.get("sequence") else {name: value}).items():
            leaves[key] = parse_number(item) if not spec["shape"] else [[parse_number(x) for x in row] for row in item]
            want = tuple(size_of(s, point["sizes"]) for s in spec["shape"])
            if shape(leaves[key]) != want:
                raise Malformed(f"{name} is {shape(leaves[key])}, the statement says {want}")
            if spec.get("field") != "complex" and not all(isinstance(x, fmpq) for x in entries(leaves[key])):
                raise Malformed(f"{name} is real, the point gives it complex entries")
    functions = {k: freeze(v) for k, v in point.get("functions", {}).items()}
    for name, spec in record.get("functions", {}).items():
        if spec.get("body") is not None:
            functions[name] = freeze(spec["body"])
    derived = {k: freeze(v) for k, v in point.get("derived", {}).items()}
    return Env(record, point.get("sizes", {}), point.get("indices", {}), leaves, functions, derived)


def size_of(node, names):
    """An integer from a size or index expression."""
    if isinstance(node, bool) or not isinstance(node, (int, str, list, tuple)):
        raise Malformed(f"{node!r} is not a size or index")
    if isinstance(node, int):
        return node
    if isinstance(node, str):
        if node not in names:
            raise Undefined(f"no value for the size or index {node}")
        return names[node]
    terms = [size_of(x, names) for x in node[1:]]
    out = terms[0]
    for t in terms[1:]:
        out = out + t if node[0] == "+" else out * t
    return out


def index_of(node, env):
    return size_of(node, {**env.sizes, **env.indices})


def shape(v):
    return (len(v), len(v[0]) if v else 0) if isinstance(v, list) else ()


def entries(v):
    return [x for row in v for x in row] if isinstance(v, list) else [v]


def mat(v):
    return v if isinstance(v, list) else [[v]]


def scalar(v):
    if isinstance(v, list):
        if shape(v) != (1, 1):
            raise Malformed(f"a scalar was expected, not a {shape(v)} array")
        return v[0][0]
    return v


def each(f, v):
    return [[f(x) for x in row] for row in v] if isinstance(v, list) else f(v)


def paired(f, a, b):
    """f between entries of equal shapes; a scalar or 1 x 1 combines with anything."""
    if shape(a) != shape(b):
        if shape(a) in ((), (1, 1)):
            return each(lambda y: f(scalar(a), y), b)
        if shape(b) in ((), (1, 1)):
            return each(lambda x: f(x, scalar(b)), a)
        raise Malformed(f"shapes {shape(a)} and {shape(b)} differ")
    return [[f(x, y) for x, y in zip(r, s)] for r, s in zip(a, b)] if isinstance(a, list) else f(a, b)


def add(a, b):
    return paired(lambda x, y: x + y, a, b)


def sub(a, b):
    return paired(lambda x, y: x - y, a, b)


def mul(a, b):
    return paired(lambda x, y: x * y, a, b)


def transpose(a):
    return [list(col) for col in zip(*mat(a))]


def matmul(a, b):
    a, b = mat(a), mat(b)
    if shape(a)[1] != shape(b)[0]:
        raise Malformed(f"matrix product of {shape(a)} and {shape(b)}")
    cols = transpose(b)
    return [[sum((x * y for x, y in zip(row, col)), ZERO) for col in cols] for row in a]


def eye(n):
    return [[ONE if i == j else ZERO for j in range(n)] for i in range(n)]


def square(a):
    a = mat(a)
    if shape(a)[0] != shape(a)[1]:
        raise Malformed(f"a square matrix was expected, not {shape(a)}")
    return a


def kind(a):
    """The flint matrix class that holds all the numbers, or None for jets."""
    xs = entries(a)
    if any(isinstance(x, Jet) for x in xs):
        return None
    return fmpq_mat if all(isinstance(x, fmpq) for x in xs) else acb_mat if any(isinstance(x, acb) for x in xs) else arb_mat


def faddeev(a):
    """Determinant and adjugate by the Faddeev-LeVerrier recursion; divides by integers only, hence good for jets."""
    n, m, c = len(a), eye(len(a)), ONE
    for k in range(1, n + 1):
        adj, am = m, matmul(a, m)
        c = sum((am[i][i] for i in range(n)), ZERO) * fmpq(-1, k)
        m = add(am, each(lambda x, c=c: x * c, eye(n)))
    sign = (-1) ** (n - 1)
    return -sign * c, each(lambda x: x * sign, adj)


def det(a):
    a, cls = square(a), kind(square(a))
    return faddeev(a)[0] if cls is None else cls(a).det()


def solve(a, b):
    """The x with a x = b."""
    a, b, cls = square(a), mat(b), kind([*square(a), *transpose(mat(b))])
    if cls is None:
        d, adj = faddeev(a)
        return each(lambda x: divide(x, d), matmul(adj, b))
    try:
        return cls(a).solve(cls(b)).tolist()
    except ZeroDivisionError as error:
        raise Undefined("inverse of a matrix that may be singular") from error


def inv(a):
    return solve(a, eye(len(square(a))))


def matpow(a, k):
    a, out = (square(a), eye(len(square(a)))) if k >= 0 else (inv(a), eye(len(square(a))))
    for _ in range(abs(k)):
        out = matmul(out, a)
    return out


def expm(a):
    """Matrix exponential; of a jet by the block matrix whose corner is the derivative."""
    a, cls, n = square(a), kind(square(a)), len(square(a))
    if cls is not None:
        return eye(n) if all(x == 0 for x in entries(a)) else (acb_mat if cls is acb_mat else arb_mat)(a).exp().tolist()
    tag, width = max((x.tag, len(x.parts)) for x in entries(a) if isinstance(x, Jet))
    value, zeros = each(lambda x: split(x, tag, 0)[0], a), [[ZERO] * n for _ in range(n)]
    corners = []
    for d in range(width):
        part = each(lambda x, d=d: split(x, tag, width)[1][d], a)
        corners.append(expm([r + s for r, s in zip(value, part)] + [r + s for r, s in zip(zeros, value)]))
    return [[Jet(tag, corners[0][i][j], [c[i][n + j] for c in corners]) for j in range(n)] for i in range(n)]


def kron(a, b):
    return [[x * y for x in r for y in s] for r in mat(a) for s in mat(b)]


def split(x, tag, width):
    """Value and partial derivatives of x with respect to the jet `tag`."""
    return (x.value, x.parts) if isinstance(x, Jet) and x.tag == tag else (x, [ZERO] * width)


def conj(x):
    if isinstance(x, Jet):
        if x.tag in COMPLEX_TAGS:
            raise Undefined("complex conjugation has no derivative")
        return Jet(x.tag, conj(x.value), [conj(p) for p in x.parts])
    return x.conjugate() if isinstance(x, acb) else x


def real_part(x, of="real"):
    if isinstance(x, Jet):
        conj(x)
        return Jet(x.tag, real_part(x.value, of), [real_part(p, of) for p in x.parts])
    return getattr(x, of) if isinstance(x, acb) else (x if of == "real" else ZERO)


def squared(x):
    return x * x if isinstance(base(x), (fmpq, arb)) else real_part(x) * real_part(x) + real_part(x, "imag") * real_part(x, "imag")


def root(x):
    """Square root of what is never negative."""
    if isinstance(x, arb) and not x >= 0:
        return x.nonnegative_part().sqrt()
    return apply("sqrt", 0, x)


def modulus(x):
    return apply("abs", 0, x) if isinstance(base(x), (fmpq, arb)) else root(squared(x))


def euclid(a):
    return root(sum(map(squared, entries(a)), ZERO))


def extreme(xs, word):
    best = xs[0]
    for x in xs[1:]:
        for y in (best, x):
            if not is_real(base(y)):
                raise Undefined("complex numbers have no order")
        if not isinstance(x, Jet) and not isinstance(best, Jet):
            exact = isinstance(x, fmpq) and isinstance(best, fmpq)
            best = ((max if word == "max" else min)(best, x)) if exact else getattr(ball(best), word)(ball(x))
            continue
        above, below = ball(base(x)) > base(best), ball(base(x)) < base(best)
        if not above and not below:
            raise Undefined(f"{word} of two numbers that may be equal has no derivative")
        best = x if above == (word == "max") else best
    return best


def norm_1(a):
    return extreme([sum(map(modulus, col), ZERO) for col in zip(*mat(a))], "max")


def spectral(word):
    """A word of the table of spectra, for matrices of numbers."""
    def run(a):
        a = mat(a)
        if word == "norm" and 1 in shape(a):
            return euclid(a)
        if kind(a) is None:
            raise Undefined(f"{word} has no derivative here")
        return spectra.WORDS[word](a)
    return run


def count_nonzero(a):
    xs = [base(x) for x in entries(a)]
    if any(may_vanish(x) and x != 0 for x in xs):
        raise Undefined("an entry that may or may not be zero")
    return fmpq(sum(1 for x in xs if x != 0))


def rank(a):
    low, high = spectra.rank_bounds(each(base, mat(a)))
    if low != high:
        raise Undefined("the rank of these balls is not determined")
    return fmpq(low)


def same_columns(u, v):
    if shape(mat(u)) != shape(mat(v)) or shape(mat(u))[1] != 1:
        raise Malformed(f"dot of {shape(u)} and {shape(v)}")
    return sum((x * y for x, y in zip(entries(u), entries(v))), ZERO)


def diag(v):
    xs = entries(v)
    if shape(mat(v))[1] != 1:
        raise Malformed(f"diag of {shape(v)}")
    return [[x if i == j else ZERO for j in range(len(xs))] for i, x in enumerate(xs)]


def softmax(v):
    e = each(lambda x: apply("exp", 0, x), v)
    total = sum(entries(e), ZERO)
    return each(lambda x: divide(x, total), e)


def lyap(a, q):
    a, n = square(a), len(square(a))
    vec = solve(sub(eye(n * n), kron(a, a)), [[q[i][j]] for j in range(n) for i in range(n)])
    return [[vec[j * n + i][0] for j in range(n)] for i in range(n)]


def entry(a, where):
    where = list(where) if len(where) == 2 else [where[0], 0]
    if not all(0 <= i < n for i, n in zip(where, shape(mat(a)))):
        raise Undefined(f"no entry {where} in an array of shape {shape(a)}")
    return mat(a)[where[0]][where[1]]


def stack(*parts):
    rows = [row for p in parts for row in mat(p)]
    if len({len(r) for r in rows}) != 1:
        raise Malformed("blocks of different widths on top of each other")
    return rows


def beside(*parts):
    if len({len(mat(p)) for p in parts}) != 1:
        raise Malformed("blocks of different heights beside each other")
    return [sum(rows, []) for rows in zip(*map(mat, parts))]


# heads whose arguments are all valued first
PLAIN = {
    "add": add, "sub": sub, "mul": mul, "div": lambda a, b: paired(divide, a, b), "neg": lambda a: each(lambda x: -x, a),
    "pow": lambda a, p: each(lambda x: power(x, scalar(p)), a), "matmul": matmul, "T": transpose, "diag": diag,
    "diagof": lambda a: [[square(a)[i][i]] for i in range(len(mat(a)))], "outer": lambda u, v: matmul(u, transpose(v)),
    "dot": same_columns, "inv": inv, "expm": expm, "kron": kron, "vec": lambda a: [[x] for x in entries(transpose(a))],
    "stack": stack, "softmax": softmax, "det": det, "rank": rank, "lyap": lambda a, q: lyap(a, mat(q)),
    "tr": lambda a: sum((square(a)[i][i] for i in range(len(mat(a)))), ZERO), "sum": lambda a: sum(entries(a), ZERO),
    "mean": lambda a: sum(entries(a), ZERO) * fmpq(1, len(entries(a))), "max": lambda a: extreme(entries(a), "max"),
    "min": lambda a: extreme(entries(a), "min"), "count_nonzero": count_nonzero, "norm_f": euclid, "norm_1": norm_1,
    "norm_inf": lambda a: norm_1(transpose(a)), **{w: spectral(w) for w in spectra.WORDS},
    "conj": lambda a: each(conj, a), "re": lambda a: each(real_part, a), "im": lambda a: each(lambda x: real_part(x, "imag"), a),
}  # fmt: skip


def _leaf(env, node):
    if node[0] == "sym":
        return node[1]
    if node[0] == "seq":
        return node[1], index_of(node[2], env)
    raise Malformed(f"{node[0]} is not a leaf")


def seeded(env, leaf, direction=None):
    """An Env where the leaf carries a jet (one direction, or one per entry); its tag and number of parts."""
    key, tag = _leaf(env, leaf), next(_TAGS)
    value = env.lookup(key)
    if env.field(key) == "complex":
        COMPLEX_TAGS.add(tag)
    if direction is not None and shape(mat(direction)) != shape(mat(value)):
        raise Malformed("the direction has another shape than the leaf")
    n, ds = len(entries(value)), direction and entries(direction)
    jets = [Jet(tag, x, [ds[i]] if ds else [ONE if i == j else ZERO for j in range(n)]) for i, x in enumerate(entries(value))]
    rows, width = iter(jets), shape(mat(value))[1]
    new = [[next(rows) for _ in range(width)] for _ in value] if isinstance(value, list) else jets[0]
    return env.child({key: new}), tag, 1 if ds else n, value


def _parts(y, tag, width):
    if not all(finite(x) for x in entries(y)):
        raise Undefined("not finite where it is differentiated")
    return [split(x, tag, width)[1] for x in entries(y)]


def _d(env, y, x):
    inner, tag, width, value = seeded(env, x)
    out = value_of(y, inner)
    if any(shape(mat(v))[1] != 1 for v in (out, value)):
        raise Malformed("D is between columns and scalars")
    rows = _parts(out, tag, width)
    return rows if isinstance(out, list) or isinstance(value, list) else rows[0][0]


def _pullback(env, y, x, g):
    inner, tag, width, value = seeded(env, x)
    out, weights = value_of(y, inner), value_of(g, env)
    if shape(mat(out)) != shape(mat(weights)):
        raise Malformed("the cotangent has another shape than the term")
    rows = _parts(out, tag, width)
    flat = [sum((w * row[i] for w, row in zip(entries(weights), rows)), ZERO) for i in range(width)]
    cols = shape(mat(value))[1]
    return [flat[i : i + cols] for i in range(0, width, cols)] if isinstance(value, list) else flat[0]


def _jvp(env, y, x, d):
    inner, tag, width, _ = seeded(env, x, mat(value_of(d, env)))
    out = value_of(y, inner)
    rows = iter(_parts(out, tag, width))
    return each(lambda _: next(rows)[0], out)


def _hessian(env, s, x):
    one, tag1, width, _ = seeded(env, x)
    two, tag2, _, _ = seeded(one, x)
    outer = _parts(scalar(value_of(s, two)), tag2, width)[0]
    return [split(p, tag1, width)[1] for p in outer]


def _fn(env, name, a):
    plain = name.rstrip("'")
    if plain in env.functions:
        return each(lambda x: _opaque(env, plain, len(name) - len(plain), x), value_of(a, env))
    if name not in NAMES:
        raise Undefined(f"the function {name} has no body here")
    x = value_of(a, env)
    if name == "abs" and env.path:
        return each(lambda y: apply("sqrt", 0, y), mul(x, value_of(freeze(["conj", a]), env)))
    return each(modulus if name == "abs" else lambda y: apply(name, 0, y), x)


def _opaque(env, name, order, x):
    if order == 0:
        return scalar(value_of(env.functions[name], env.child({"_x": x})))
    tag = next(_TAGS)
    return split(_opaque(env, name, order - 1, Jet(tag, x, [ONE])), tag, 1)[1][0]


def _conj(env, a):
    """Along a path of integration, conj f(w) is continued analytically as conj(f(conj w))."""
    if not env.path:
        return each(conj, value_of(a, env))
    return each(conj, value_of(a, env.child({w: conj(env.leaves[w]) for w in env.path})))


def _fold(env, body, k, lo, hi, ordered):
    first, last = index_of(lo, env), index_of(hi, env)
    values = [value_of(body, env.child(indices={k: i})) for i in range(first, max(last, first) + 1)]
    if last < first:
        return eye(len(square(values[0]))) if ordered else each(lambda x: ZERO, values[0])
    out = values[0]
    for v in values[1:]:
        out = matmul(v, out) if ordered else add(out, v)
    return out


def _iterate(env, f, x, x0, t):
    value, key = value_of(x0, env), _leaf(env, x)
    for _ in range(index_of(t, env)):
        value = value_of(f, env.child({key: value}))
    return value


def _at(env, a, pairs):
    return value_of(a, env.child({_leaf(env, leaf): value_of(v, env) for leaf, v in pairs}))


def occurs(name, node):
    """Whether the leaf or index `name` is mentioned in the node."""
    if not isinstance(node, (list, tuple)):
        return node == name
    return any(occurs(name, x) for x in (node[1:] if node and isinstance(node[0], str) else node))


def is_real_term(node, env):
    """Whether a term is real by its form."""
    if not isinstance(node, (list, tuple)) or node[:1] in (("re",), ("im",), ("norm",), ("norm_f",)) or node[:2] == ("fn", "abs"):
        return True
    if node[:1] in (("sym",), ("seq",)):
        return env.field(node[1]) == "real"
    return node != ("const", "i") and all(is_real_term(x, env) for x in node[1:])


def integrate(f, lo, hi, real):
    """Rigorous integral of f(w, analytic) over a finite real interval."""
    def integrand(w, analytic):
        if analytic and w.imag.is_zero() and not w.is_exact():
            return acb("nan")
        try:
            return acb(f(w))
        except (Undefined, TypeError):
            return acb("nan")
    out = acb.integral(integrand, acb(lo), acb(hi))
    if not out.is_finite():
        raise Undefined("the integral could not be enclosed")
    return out.real if real else out


def _integral(env, f, w, lo, hi):
    if "oo" in (lo[-1], hi[-1]) or ("const", "oo") in (lo[-1], hi[-1]):
        raise Undefined("integrals over unbounded intervals are not enclosed")
    ends, key = [ball(scalar(value_of(x, env))) for x in (lo, hi)], _leaf(env, w)
    return integrate(lambda x: scalar(value_of(f, env.child({key: x}, path=(*env.path, key)))), *ends, is_real_term(f, env))


def degree(node, name):
    """Degree of a polynomial term in a leaf, or None."""
    if not occurs(name, node):
        return 0
    if node == ("sym", name):
        return 1
    head, args = node[0], [degree(x, name) for x in node[1:]]
    if None in args or head not in ("add", "sub", "neg", "mul", "dot", "matmul", "named", "pow", "div", "T", "sum", "mean", "tr"):
        return None
    if head == "pow":
        whole = node[2][0] == "num" and fmpq(node[2][1])
        return args[0] * int(whole.p) if whole and whole.q == 1 and whole > 0 else None
    if head == "div":
        return args[0] if args[1] == 0 else None
    return sum(args) if head in ("mul", "dot", "matmul") else max(args)


def _expect(env, f, z, law):
    a, b, key = scalar(value_of(law[1], env)), scalar(value_of(law[2], env)), _leaf(env, z)
    at, d = lambda x: scalar(value_of(f, env.child({key: x}))), degree(f, key)
    if d is not None:  # polynomial: interpolate, then exact moments
        nodes = [fmpq(i) for i in range(d + 1)]
        coefficients = solve([[x**j for j in range(d + 1)] for x in nodes], [[at(x)] for x in nodes])
        moments = [ONE, a]
        for j in range(2, d + 1):
            moments.append(a * moments[-1] + (j - 1) * b * moments[-2])
        if law[0] == "uniform":
            moments = [sum((power(a, i) * power(b, j - i) for i in range(j + 1)), ZERO) * fmpq(1, j + 1) for j in range(d + 1)]
        return sum((c[0] * m for c, m in zip(coefficients, moments)), ZERO)
    on_path = lambda x: scalar(value_of(f, env.child({key: x}, path=(*env.path, key))))
    if law[0] == "uniform":
        return divide(integrate(on_path, ball(a), ball(b), is_real_term(f, env)), b - a)
    sd, reach, everywhere = root(ball(b)), arb(ctx.prec).sqrt() * 2, at(arb(0, arb.pos_inf()))  # bounded f: Gaussian tail
    density = lambda x: (-(x * x) / 2).exp() / (2 * arb.pi()).sqrt()
    inside = integrate(lambda x: on_path(a + sd * x) * density(x), -reach, reach, True)
    tail = everywhere * (reach / arb(2).sqrt()).erfc()
    if not tail.is_finite() or not is_real_term(f, env):
        raise Undefined("the expectation of this function is not enclosed")
    return inside + tail


# heads that look at the form of their arguments
SPECIAL = {
    "num": lambda env, s: parse_number(s),
    "const": lambda env, s: _const(s),
    "sym": lambda env, s: env.lookup(s),
    "seq": lambda env, s, i: env.lookup((s, index_of(i, env))),
    "size": lambda env, s: fmpq(index_of(s, env)),
    "index": lambda env, s: fmpq(index_of(s, env)),
    "eye": lambda env, n: eye(index_of(n, env)),
    "ones": lambda env, r, c: [[ONE] * index_of(c, env) for _ in range(index_of(r, env))],
    "zeros": lambda env, r, c: [[ZERO] * index_of(c, env) for _ in range(index_of(r, env))],
    "unit": lambda env, n, i: [[ONE if j == index_of(i, env) else ZERO] for j in range(index_of(n, env))],
    "fn": _fn, "conj": _conj, "D": _d, "pullback": _pullback, "jvp": _jvp, "hessian": _hessian, "at": _at,
    "matpow": lambda env, a, k: matpow(value_of(a, env), index_of(k, env)),
    "block": lambda env, rows: stack(*(beside(*(value_of(b, env) for b in row)) for row in rows)),
    "entry": lambda env, a, *where: entry(value_of(a, env), [index_of(i, env) for i in where]),
    "named": lambda env, name, a: value_of(a, env),
    "product": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, True),
    "total": lambda env, body, k, lo, hi: _fold(env, body, k, lo, hi, False),
    "integral": _integral, "iterate": _iterate, "expect": _expect,
}  # fmt: skip
ANALYTIC = frozenset(PLAIN) - {"max", "min", "norm", "norm_f", "norm_1", "norm_inf", "rank", "count_nonzero", "re", "im", *spectra.WORDS}


def _const(name):
    if name == "oo":
        raise Undefined("infinity is not a number")
    return {"pi": arb.pi, "e": lambda: arb(1).exp(), "i": lambda: acb(0, 1)}[name]()


def value_of(node, env):
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


def _on_path(env, head, a):
    """Words that are not analytic, along a path of integration."""
    z, c = value_of(a, env), value_of(freeze(["conj", a]), env)
    if head in ("re", "im"):
        return mul(add(z, c), fmpq(1, 2)) if head == "re" else mul(sub(z, c), acb(0, fmpq(-1, 2)))
    if head == "norm_f" or head == "norm" and 1 in shape(mat(z)):
        return apply("sqrt", 0, sum(entries(mul(z, c)), ZERO))
    raise Undefined(f"{head} under an integral")


def evaluate(node, env):
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
