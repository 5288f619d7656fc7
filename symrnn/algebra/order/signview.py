"""Serialised relations read into SymPy polynomials over the generators of a certificate: the second reader.

It shares nothing with the reader that wrote the certificate: it reads plain data, has its own table of identities,
and computes in SymPy's polynomials.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import sympy
from sympy import Poly, Rational, Symbol

Node = list[Any]


class RejectedError(ValueError):
    """The certificate does not prove what it says."""


def refuse(why: str) -> RejectedError:
    """The error to raise."""
    return RejectedError(why)


def frozen(node: Any) -> str:
    """A node as a key."""
    return json.dumps(node)


def exact(text: str) -> Rational:
    """A rational number."""
    return Rational(str(Fraction(text)))


class View:
    """Generators of one certificate, and the reading of nodes in them.

    Parameters
    ----------
    generators
        The list of the certificate.
    functions
        The user's functions of the serialised statement.
    """

    def __init__(self, generators: list[dict[str, Any]], functions: dict[str, Any]) -> None:
        self.table: dict[tuple[Any, ...], Symbol] = {}
        self.specs: dict[Symbol, dict[str, Any]] = {}
        self.functions = functions
        self.denominators: list[Any] = []
        self.powers: dict[Symbol, bool] = {}  # whether base ** exponent is defined wherever the statement is
        for g in generators:
            symbol = Symbol(g["name"], real=True)
            key = (g["kind"], frozen(g["node"]), g["power"], frozen(g.get("exponent")))
            if symbol in self.specs or key in self.table:
                raise refuse("two generators of one name or meaning")
            self.table[key] = symbol
            self.specs[symbol] = g
        self.symbols = tuple(self.specs) or (Symbol("g0", real=True),)
        self.relations = self._relations()

    # -- generators --------------------------------------------------------------------------------------------
    def known(self, kind: str, node: Any, power: int = 1, exponent: Any = None) -> Symbol:
        """The generator of a kind and a node."""
        found = self.table.get((kind, frozen(node), power, frozen(exponent)))
        if found is None:
            raise refuse(f"no generator of the kind {kind}")
        return found

    def of_kind(self, kind: str) -> list[Symbol]:
        """All generators of a kind."""
        return [s for s, g in self.specs.items() if g["kind"] == kind]

    def _relations(self) -> list[tuple[Symbol, int, Poly]]:
        out = []
        for s, g in self.specs.items():
            if g["kind"] == "sin":
                cos = self.known("cos", g["node"])
                out.append((s, 2, Poly(1 - cos**2, *self.symbols, domain="QQ")))
            elif g["kind"] == "root":
                at = self.table.get(("value", frozen(g["node"]), 1, "null"))
                inside = self.read(g["node"]) if at is None else at
                if not inside.is_polynomial(*self.symbols):
                    raise refuse("a root of something that is not a polynomial")
                out.append((s, g["power"], Poly(inside, *self.symbols, domain="QQ")))
        return out[::-1]

    def poly(self, expr: Any) -> Poly:
        """An expression as a polynomial, high powers rewritten by the relations."""
        return self.reduced(Poly(expr, *self.symbols, domain="QQ"))

    def reduced(self, p: Poly) -> Poly:
        """A polynomial with high powers rewritten by the relations."""
        changed = True
        while changed:
            changed = False
            for symbol, q, image in self.relations:
                at = self.symbols.index(symbol)
                if p.degree(symbol) < q:
                    continue
                changed = True
                total = Poly(0, *self.symbols, domain="QQ")
                for exps, c in p.terms():
                    whole, rest = divmod(exps[at], q)
                    monomial = {(*exps[:at], rest, *exps[at + 1:]): c}
                    total += Poly.from_dict(monomial, *self.symbols, domain="QQ") * image**whole
                p = total
        return p

    def parsed(self, text: str) -> Poly:
        """The polynomial that a certificate writes as text."""
        names = {str(s): s for s in self.symbols}
        total = Poly(0, *self.symbols, domain="QQ")
        for part in text.replace(" - ", " + -").split(" + "):
            sign, body = (-1, part[1:]) if part.startswith("-") else (1, part)
            term = sympy.Integer(sign)
            for factor in body.split("*"):
                base, _, power = factor.partition("^")
                if base in names:
                    term *= names[base] ** int(power or 1)
                else:
                    term *= exact(factor)
            total += Poly(term, *self.symbols, domain="QQ")
        return total

    # -- reading -----------------------------------------------------------------------------------------------
    def over(self, top: Any, bottom: Any) -> Any:
        """A quotient; the denominator is remembered, since the statement says nothing where it vanishes."""
        self.denominators.append(bottom)
        return top / bottom

    def read(self, node: Node) -> Any:
        """A node as a rational function of the generators."""
        head, args = node[0], node[1:]
        if head == "num":
            return exact(args[0])
        if head in ("add", "sub", "mul"):
            a, b = self.read(args[0]), self.read(args[1])
            return a + b if head == "add" else a - b if head == "sub" else a * b
        if head == "neg":
            return -self.read(args[0])
        if head == "div":
            return self.over(self.read(args[0]), self.read(args[1]))
        if head == "named":
            return self.read(args[1])
        if head in ("ones", "zeros"):
            return sympy.Integer(head == "ones")
        if head in ("size", "index"):
            return self.counted(head, args[0])
        if head == "const" and args[0] == "e":
            return self.exponential({frozen(["num", "1"]): Rational(1)})
        if head == "pow":
            return self.power(*args)
        if head == "fn":
            return self.function(node)
        twin = self.twin(node)
        return self.known("value", ["norm", twin]) ** 2 if twin else self.known("value", node)

    def twin(self, node: Node) -> Node | None:
        """The v of v'v where the certificate speaks of its norm."""
        a, b = (node[1], node[2]) if node[0] in ("dot", "matmul") else (None, None)
        if node[0] == "matmul":
            a = a[1] if a and a[0] == "T" else None
        same = a is not None and a == b and ("value", frozen(["norm", a]), 1, "null") in self.table
        return a if same else None

    def counted(self, head: str, size: Any) -> Any:
        """A size or an index expression, an integer polynomial in its names."""
        if isinstance(size, int):
            return sympy.Integer(size)
        if isinstance(size, str):
            for kind in (head, "index", "size"):
                if ("value", frozen([kind, size]), 1, "null") in self.table:
                    return self.known("value", [kind, size])
            raise refuse(f"no generator for the size {size}")
        parts = [self.counted(head, s) for s in size[1:]]
        return sympy.Add(*parts) if size[0] == "+" else sympy.Mul(*parts)

    def power(self, base: Node, p: Node) -> Any:
        """A power with a rational or a counted exponent."""
        sign = 1
        while p[0] == "neg":
            sign, p = -sign, p[1]
        if p[0] == "num" or (p[0] in ("size", "index") and isinstance(p[1], int)):
            exponent = sign * exact(str(p[1]))
            if exponent.q == 1:
                inside = self.read(base)
                return inside**exponent.p if exponent.p >= 0 else self.over(1, inside**-exponent.p)
            root = self.known("root", base, int(exponent.q))
            return root**exponent.p if exponent.p >= 0 else self.over(1, root ** -exponent.p)
        if p[0] in ("size", "index") and sign == 1:
            return sympy.Mul(*[self.counted_power(b, p[1], p[0]) for b in parts_of(base)])
        return self.known("value", ["pow", base, p])

    def counted_power(self, base: Node, exponent: Any, head: str) -> Any:
        """Base ** exponent, as a generator times a fixed power of the base."""
        if base == ["num", "1"]:
            return sympy.Integer(1)
        want = affine(exponent)
        for s in self.of_kind("power"):
            spec = self.specs[s]
            have = affine(spec["exponent"])
            rest = {k: c for k, c in want.items() if k}
            if spec["node"] == base and rest == {k: c for k, c in have.items() if k}:
                shift = want.get("", 0) - have.get("", 0)
                self.powers[s] = self.powers.get(s, False) or shift == 0 or all(c > 0 for c in have.values())
                inside = self.read(base)
                return s * inside**shift if shift >= 0 else self.over(s, inside**-shift)
        raise refuse(f"no generator for a power with the exponent {head} {exponent}")

    def function(self, node: Node) -> Any:
        """An elementwise function by its identities."""
        name, u = node[1], node[2]
        if name in ("exp", "tanh", "sigmoid", "sinh", "cosh", "silu"):
            form = linear(u)
            y = self.exponential({k: (2 if name == "tanh" else 1) * c for k, c in form.items()})
            if name == "exp":
                return y
            if name == "tanh":
                return self.over(y - 1, y + 1)
            if name in ("sigmoid", "silu"):
                return self.over(y, y + 1) * (self.read(u) if name == "silu" else 1)
            return (y + (1 if name == "cosh" else -1) * self.over(1, y)) / 2
        if name in ("sin", "cos"):
            return self.angle(linear(u))[name == "sin"]
        if name == "identity":
            return self.read(u)
        if name == "sqrt":
            return self.known("root", u, 2)
        if name in ("erf", "atan") and ("value", frozen(node), 1, "null") not in self.table:
            return self.only_at(self.read(u), 0)
        if name == "log" and ("log", frozen(u), 1, "null") not in self.table:
            return self.only_at(self.read(u), 1)
        if name == "log":
            return self.known("log", u)
        if name == "softplus":
            return self.known("log", ["add", ["num", "1"], ["fn", "exp", u]])
        if name == "gelu":
            scaled = ["div", u, ["fn", "sqrt", ["num", "2"]]]
            return self.read(u) * (1 + self.known("value", ["fn", "erf", scaled])) / 2
        plain = name.rstrip("'")
        body = self.functions.get(plain, {}).get("body")
        if body is not None and name == plain:
            return self.read(filled(body, u))
        return self.known("value", node)

    def only_at(self, value: Any, wanted: int) -> Any:
        """Zero, where a function of which there is no generator has its zero as argument."""
        if sympy.cancel(sympy.together(value - wanted)) != 0:
            raise refuse("no generator for a function")
        return sympy.Integer(0)

    def exponential(self, form: dict[str, Any]) -> Any:
        """Exp of a linear form, as a product of powers of the exponentials among the generators."""
        out = sympy.Integer(1)
        for s, k in self.multiples("exp", form):
            out = out * s**k if k >= 0 else self.over(out, s**-k)
        return out

    def angle(self, form: dict[str, Any]) -> tuple[Any, Any]:
        """(cos, sin) of a linear form, as powers of c + i s."""
        re, im = sympy.Integer(1), sympy.Integer(0)
        for cos, k in self.multiples("cos", form):
            sin = self.known("sin", self.specs[cos]["node"])
            for _ in range(abs(k)):
                way = sin if k > 0 else -sin
                re, im = sympy.expand(re * cos - im * way), sympy.expand(re * way + im * cos)
        return re, im

    def multiples(self, kind: str, form: dict[str, Any]) -> list[tuple[Symbol, int]]:
        """A linear form as an integer combination of those behind the generators of a kind."""
        symbols = self.of_kind(kind)
        forms = [linear(self.specs[s]["node"]) for s in symbols]
        keys = sorted({k for f in (form, *forms) for k in f})
        if not keys:
            return []
        unknown = sympy.symbols(f"k0:{len(symbols)}")
        rows = [sum((u * f.get(k, 0) for u, f in zip(unknown, forms, strict=True)), -form.get(k, Rational(0)))
                for k in keys]
        found = sympy.solve([r for r in rows if r != 0], unknown, dict=True) if any(rows) else [{}]
        values = [sympy.Integer(0) if not found else found[0].get(u, sympy.Integer(0)) for u in unknown]
        if not found or any(not v.is_Integer for v in values):
            raise refuse(f"no integer combination of the generators of the kind {kind}")
        if any(r.subs(dict(zip(unknown, values, strict=True))) != 0 for r in map(sympy.sympify, rows)):
            raise refuse("a linear form that is not what it was said to be")
        return [(s, int(v)) for s, v in zip(symbols, values, strict=True) if v]


def linear(node: Node) -> dict[str, Any]:
    """A node as a linear combination of nodes; the constant under the node of the number 1."""
    head, args = node[0], node[1:]
    if head == "num" or (head in ("size", "index") and isinstance(args[0], int)):
        c = exact(str(args[0]))
        return {frozen(["num", "1"]): c} if c else {}
    if head in ("add", "sub", "neg", "named") or (head == "fn" and args[0] == "identity"):
        parts = [linear(args[-1])] if head in ("neg", "named", "fn") else [linear(a) for a in args]
        out: dict[str, Any] = {} if head in ("neg", "named", "fn") else dict(parts[0])
        for k, c in parts[-1].items():
            out[k] = out.get(k, Rational(0)) + (-c if head in ("neg", "sub") else c)
        return {k: c for k, c in out.items() if c}
    if head in ("mul", "div"):
        one, left, right = frozen(["num", "1"]), linear(args[0]), linear(args[1])
        if set(right) <= {one} and (head == "mul" or right):
            c = right.get(one, Rational(0))
            return {k: v * c if head == "mul" else v / c for k, v in left.items() if c}
        if head == "mul" and set(left) <= {one}:
            return {k: v * left.get(one, Rational(0)) for k, v in right.items() if left}
    return {frozen(node): Rational(1)}


def affine(size: Any) -> dict[str, int]:
    """A size expression by its monomials; the constant under the empty one."""
    if isinstance(size, int):
        return {"": size} if size else {}
    if isinstance(size, str):
        return {size: 1}
    if size[0] == "+":
        out: dict[str, int] = {}
        for part in size[1:]:
            for k, c in affine(part).items():
                out[k] = out.get(k, 0) + c
        return {k: c for k, c in out.items() if c}
    out = {"": 1}
    for part in size[1:]:
        out = {"*".join(sorted(filter(None, [*a.split("*"), *b.split("*")]))): x * y
               for a, x in out.items() for b, y in affine(part).items()}
    return out


def parts_of(base: Node) -> list[Node]:
    """The factors of a product."""
    if base[0] == "mul":
        return parts_of(base[1]) + parts_of(base[2])
    return parts_of(base[2]) if base[0] == "named" else [base]


def filled(body: Node, u: Node) -> Node:
    """The body of a function with its variable replaced."""
    if body == ["sym", "_x"]:
        return u
    return [filled(b, u) if isinstance(b, list) else b for b in body]
