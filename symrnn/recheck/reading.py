"""Relations between real numbers, read as quotients of polynomials in the generators of a certificate.

A generator stands for a node: its value, its exponential, a root, a sine, a logarithm or a power of it. An array is
read entry by entry: a node that does not work entry by entry is one unknown number.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_mpoly_ctx

from symrnn.recheck.functions import NAMES, Node, Record
from symrnn.recheck.rules import Row, must

ONE: Node = ["num", "1"]
KINDS = ("value", "exp", "root", "sin", "cos", "log", "power")
# what works entry by entry on arrays
ENTRYWISE = {"num", "const", "sym", "seq", "size", "index", "ones", "zeros", "add", "sub", "mul", "div", "neg", "pow", "fn",
             "named"}  # fmt: skip

def key(node: Any) -> str:
    """A node as text."""
    return json.dumps(node)

class Quotient:
    """A quotient of polynomials in lowest terms."""

    def __init__(self, top: Any, bottom: Any) -> None:
        common = top.gcd(bottom)
        self.top, self.bottom = (divmod(p, common)[0] for p in (top, bottom))

    def __add__(self, other: Quotient) -> Quotient:
        return Quotient(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: Quotient) -> Quotient:
        return Quotient(self.top * other.bottom - other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: Quotient) -> Quotient:
        must(other.top != 0, "a quotient by zero")
        return Quotient(self.top * other.bottom, self.bottom * other.top)

    def __pow__(self, k: int) -> Quotient:
        must(abs(k) <= 100, "a power that is too large")
        n, d = (self.top, self.bottom) if k >= 0 else (self.bottom, self.top)
        must(d != 0, "a quotient by zero")
        return Quotient(n ** abs(k), d ** abs(k))

    def signed(self) -> Any:
        """A polynomial of the same sign."""
        return self.top * self.bottom

class Reading:
    """The generators of one line of a certificate, and the reading of nodes in them."""

    def __init__(self, generators: list[Record], functions: Record, column: Any) -> None:
        self.functions, self.column, self.specs = functions, column, Row(generators)
        self.ring = fmpq_mpoly_ctx.get([f"g{k}" for k in range(len(generators) + 1)], "lex")
        self.gens, self.zero, self.one = Row(self.ring.gens()), self.ring.constant(0), self.ring.constant(1)
        self.table: dict[tuple[Any, ...], int] = {}
        self.denominators: list[Any] = []
        self.powers: dict[int, bool] = {}  # whether a power with a counted exponent is defined where the statement is
        self.spoken: set[int] = set()
        self.atoms: set[str] = set()
        for k, g in enumerate(generators):
            name = (g["kind"], key(g["node"]), g["power"], key(g.get("exponent")))
            must(g["kind"] in KINDS and g["name"] == f"g{k}" and name not in self.table, "no proper generator")
            counted, rooted = g["kind"] == "power", g["kind"] == "root"
            must(counted == ("exponent" in g) and (rooted or g["power"] == 1), "no such generator")
            self.table[name] = k
        self.relations = [(k, *self._relation(g)) for k, g in enumerate(generators) if g["kind"] in ("sin", "root")][::-1]

    def _relation(self, g: Record) -> tuple[int, Any]:
        """What a power of a generator is."""
        if g["kind"] == "sin":
            return 2, self.one - self.gens[self.place("cos", g["node"])] ** 2
        own = self.table.get(("value", key(g["node"]), 1, "null"))
        inside = self.read(g["node"]) if own is None else self.known("value", g["node"])
        must(inside.bottom.is_constant() and isinstance(g["power"], int) and g["power"] > 1, "a root of no polynomial")
        return g["power"], inside.top / inside.bottom.leading_coefficient()

    def place(self, kind: str, node: Any, power: int = 1, exponent: Any = None) -> int:
        """The number of the generator of a kind and a node."""
        found = self.table.get((kind, key(node), power, key(exponent)))
        must(found is not None, f"no generator of the kind {kind}")
        self.spoken.add(found or 0)
        return found or 0

    def known(self, kind: str, node: Any, power: int = 1) -> Quotient:
        """The generator of a kind and a node."""
        return self.whole(self.gens[self.place(kind, node, power)])

    def whole(self, p: Any) -> Quotient:
        """A polynomial or a number as a quotient."""
        return Quotient(p + self.zero, self.one)

    def reduced(self, p: Any) -> Any:
        """A polynomial with high powers rewritten by what they are."""
        k, (q, image) = next(((k, r) for k, *r in self.relations if p.degrees()[k] >= r[0]), (0, (0, None)))
        while q:
            total = self.zero
            for exponents, c in p.to_dict().items():
                times, rest = divmod(exponents[k], q)
                total += self.ring.from_dict({(*exponents[:k], rest, *exponents[k + 1:]): c}) * image**times
            p = total
            k, (q, image) = next(((k, r) for k, *r in self.relations if p.degrees()[k] >= r[0]), (0, (0, None)))
        return p

    def written(self, text: str) -> Any:
        """The polynomial that a certificate writes as text."""
        total = self.zero
        for term in text.replace(" - ", " + -").split(" + "):
            product = self.one * (-1 if term.startswith("-") else 1)
            for factor in term.removeprefix("-").split("*"):
                base, _, power = factor.partition("^")
                product *= self.gens[int(base[1:])] ** int(power or 1) if base[:1] == "g" else fmpq(factor)
            total += product
        return total

    # -- nodes -----------------------------------------------------------------------------------------------------------
    def over(self, top: Quotient, bottom: Quotient) -> Quotient:
        """A quotient; the statement says nothing where its denominator vanishes, so that it is remembered."""
        self.denominators.append(bottom.top)
        return top / bottom

    def read(self, node: Node) -> Quotient:
        """A node as a quotient of polynomials in the generators."""
        head, a = node[0], node[1:]
        if head in ("add", "sub", "mul", "div"):
            x, y = self.read(a[0]), self.read(a[1])
            return x + y if head == "add" else x - y if head == "sub" else x * y if head == "mul" else self.over(x, y)
        if head in ("neg", "named"):
            return self.whole(0) - self.read(a[0]) if head == "neg" else self.read(a[1])
        if head in ("num", "ones", "zeros"):
            return self.whole(fmpq(a[0]) if head == "num" else fmpq(head == "ones"))
        if head in ("size", "index"):
            return self.counted(head, a[0])
        if head == "pow":
            return self.power(a[0], a[1])
        if head == "fn":
            return self.function(node)
        must(node != ["const", "i"], "an order between complex numbers")
        if node == ["const", "e"]:
            return self.exponential({key(ONE): fmpq(1)})
        twin = a[0] if head == "dot" and a[0] == a[1] else a[1] if head == "matmul" and a[0] == ["T", a[1]] else None
        if twin and self.column(twin) and ("value", key(["norm", twin]), 1, "null") in self.table:
            return self.known("value", ["norm", twin]) ** 2
        return self.known("value", node)

    def counted(self, head: str, size: Any) -> Quotient:
        """A size or an index expression, a polynomial in its names."""
        if isinstance(size, str):
            found = [k for k in (head, "index", "size") if ("value", key([k, size]), 1, "null") in self.table]
            must(found, "no generator for that size")
            return self.known("value", [found[0], size])
        if not isinstance(size, list):
            return self.whole(fmpq(size))
        must(size[0] in ("+", "*"), "no size")
        out, *others = [self.counted(head, s) for s in size[1:]]
        for s in others:
            out = out + s if size[0] == "+" else out * s
        return out

    def power(self, base: Node, p: Node) -> Quotient:
        """A power with a rational or a counted exponent."""
        sign, plain = (-1, p[1]) if p[0] == "neg" else (1, p)
        if plain[0] == "num" or (plain[0] in ("size", "index") and isinstance(plain[1], int)):
            e = sign * fmpq(plain[1])
            inside = self.read(base) if e.q == 1 else self.known("root", base, int(e.q))
            return inside ** int(e.p) if e >= 0 else self.over(self.whole(1), inside ** -int(e.p))
        if p[0] not in ("size", "index"):
            return self.known("value", ["pow", base, p])
        out = self.whole(1)
        for factor in factors_of(base):
            out = out * (self.whole(1) if factor == ONE else self.counted_power(factor, p[1]))
        return out

    def counted_power(self, base: Node, exponent: Any) -> Quotient:
        """Base to a counted exponent: a generator times a fixed power of the base."""
        want = affine(exponent)
        for k, g in enumerate(self.specs):
            have = affine(g["exponent"]) if g["kind"] == "power" and g["node"] == base else {"": 0, "none": 1}
            if {**want, "": 0} == {**have, "": 0}:
                shift, inside = want.get("", 0) - have.get("", 0), self.read(base)
                self.powers[k] = self.powers.get(k, False) or shift == 0 or all(c > 0 for c in have.values())
                out = self.whole(self.gens[self.place("power", base, 1, g["exponent"])])
                return out * inside**shift if shift >= 0 else self.over(out, inside**-shift)
        raise ValueError("no generator for a power with that exponent")

    def function(self, node: Node) -> Quotient:
        """An elementwise function by its identities."""
        name, u = node[1], node[2]
        body = self.functions.get(name, {}).get("body")
        if name not in NAMES and body is not None:
            return self.read(filled(body, u))
        if name not in NAMES:
            with suppress(ValueError):  # of its argument nothing need be known
                self.read(u)
            return self.known("value", node)
        if name in ("exp", "tanh", "sigmoid", "sinh", "cosh", "silu"):
            y = self.exponential({k: c * (2 if name == "tanh" else 1) for k, c in linear(u).items()})
            one = self.whole(1)
            if name in ("exp", "tanh"):
                return y if name == "exp" else self.over(y - one, y + one)
            if name in ("sigmoid", "silu"):
                return self.over(y, y + one) * (self.read(u) if name == "silu" else one)
            back = self.over(one, y)
            return (y + back if name == "cosh" else y - back) * self.whole(fmpq(1, 2))
        if name in ("sin", "cos"):
            return self.angle(linear(u))[name == "sin"]
        if name in ("identity", "sqrt"):
            return self.read(u) if name == "identity" else self.known("root", u, 2)
        if name == "gelu":
            scaled = ["fn", "erf", ["div", u, ["fn", "sqrt", ["num", "2"]]]]
            return self.read(u) * (self.whole(1) + self.known("value", scaled)) * self.whole(fmpq(1, 2))
        if name == "softplus":
            return self.known("log", ["add", ONE, ["fn", "exp", u]])
        kind, at, stands = ("log", 1, u) if name == "log" else ("value", 0, node)
        if name in ("erf", "atan", "log") and (kind, key(stands), 1, "null") not in self.table:
            must((self.read(u) - self.whole(at)).top == 0, "no generator for a function")
            return self.whole(0)
        return self.known(kind, stands)

    def exponential(self, form: dict[str, Any]) -> Quotient:
        """The exponential of a linear form, a product of powers of generators."""
        out = self.whole(1)
        for k, times in self.multiples("exp", form):
            power = self.whole(self.gens[k]) ** abs(times)
            out = out * power if times > 0 else self.over(out, power)
        return out

    def angle(self, form: dict[str, Any]) -> tuple[Quotient, Quotient]:
        """Cosine and sine of a linear form, from powers of c + i s."""
        re, im = self.whole(1), self.whole(0)
        for k, times in self.multiples("cos", form):
            c, s = self.whole(self.gens[k]), self.known("sin", self.specs[k]["node"])
            s = s if times > 0 else self.whole(0) - s
            for _ in range(abs(times)):
                re, im = re * c - im * s, re * s + im * c
        return re, im

    def multiples(self, kind: str, form: dict[str, Any]) -> list[tuple[int, int]]:
        """A linear form as a whole combination of those behind the generators of a kind."""
        places = [k for k, g in enumerate(self.specs) if g["kind"] == kind]
        forms = [linear(self.specs[k]["node"]) for k in places]
        names = sorted({k for f in (form, *forms) for k in f})
        for n in form.keys() - self.atoms:  # what an argument is made of is read as well
            self.atoms.add(n)
            self.read(json.loads(n))
        if not names:
            return []
        rows, rank = fmpq_mat([[*(f.get(n, fmpq(0)) for f in forms), form.get(n, fmpq(0))] for n in names]).rref()
        out = []
        for r in range(rank):
            first = next(j for j in range(len(places) + 1) if rows[r, j] != 0)
            times = rows[r, len(places)]
            must(first < len(places) and times.q == 1 and abs(times) <= 100, f"no whole combination of the kind {kind}")
            out += [(places[first], int(times.p))] if times else []
            self.spoken.add(places[first])
        return out

def linear(node: Node) -> dict[str, Any]:
    """A node as a linear combination of nodes; the constant stands under the number one."""
    head, a = node[0], node[1:]
    one = key(ONE)
    if head == "num" or (head in ("size", "index") and isinstance(a[0], int)):
        return {one: fmpq(a[0])} if fmpq(a[0]) else {}
    if head in ("neg", "named") or (head == "fn" and a[0] == "identity"):
        return {k: -c if head == "neg" else c for k, c in linear(a[-1]).items()}
    if head in ("add", "sub"):
        x, y = linear(a[0]), linear(a[1])
        out = {k: x.get(k, fmpq(0)) + (y.get(k, fmpq(0)) if head == "add" else -y.get(k, fmpq(0))) for k in {**x, **y}}
        return {k: c for k, c in out.items() if c}
    if head in ("mul", "div"):
        x, y = linear(a[0]), linear(a[1])
        if set(y) <= {one} and (head == "mul" or y):
            return {k: c * y[one] if head == "mul" else c / y[one] for k, c in x.items() if y}
        if head == "mul" and set(x) <= {one}:
            return {k: c * x[one] for k, c in y.items() if x}
    return {key(node): fmpq(1)}

def affine(size: Any) -> dict[str, int]:
    """A size expression by its monomials; the constant under the empty one."""
    if not isinstance(size, list):
        return {size: 1} if isinstance(size, str) else {"": size} if size else {}
    if size[0] == "+":
        parts = [affine(s) for s in size[1:]]
        out = {k: sum(p.get(k, 0) for p in parts) for p in parts for k in p}
        return {k: c for k, c in out.items() if c}
    out = {"": 1}
    for part in map(affine, size[1:]):
        out = {"*".join(sorted(w for w in (*a.split("*"), *b.split("*")) if w)): x * y for a, x in out.items()
               for b, y in part.items()}
    return out

def factors_of(base: Node) -> list[Node]:
    """The factors of a product."""
    if base[0] == "mul":
        return factors_of(base[1]) + factors_of(base[2])
    return factors_of(base[2]) if base[0] == "named" else [base]

def filled(body: Any, u: Node) -> Any:
    """The body of a function with its variable replaced."""
    return u if body == ["sym", "_x"] else [filled(b, u) for b in body] if isinstance(body, list) else body
