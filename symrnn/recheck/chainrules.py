"""The table of norm rules of the trusted base, and what it means to be an instance of a line."""

from __future__ import annotations

import re
from typing import Any

from symrnn.recheck.functions import Node

NORMS, INDUCED, EUCLID = ("norm", "norm_f", "norm_1", "norm_inf"), ("norm", "norm_1", "norm_inf"), ("norm", "norm_f")
KINDS = {"N": NORMS, "P": INDUCED, "E": EUCLID}
# name: left rel right, if conditions. N is any norm, P an induced one, E the Euclidean or Frobenius one.
TABLE = """
submultiplicative: N(matmul(A,B)) <= mul(N(A),N(B))
frobenius right: norm_f(matmul(A,B)) <= mul(norm(A),norm_f(B))
frobenius left: norm_f(matmul(A,B)) <= mul(norm_f(A),norm(B))
orthogonal left: E(matmul(A,B)) = E(B) if orthogonal(A)
orthogonal right: E(matmul(A,B)) = E(A) if orthogonal(B)
gram: norm(matmul(T(A),A)) = pow(norm(A),2)
gram: norm(matmul(A,T(A))) = pow(norm(A),2)
rank one product: E(matmul(A,T(B))) = mul(norm(A),norm(B)) if column(A), column(B)
triangle: N(add(A,B)) <= add(N(A),N(B)) if same(A,B)
triangle of a difference: N(sub(A,B)) <= add(N(A),N(B)) if same(A,B)
reverse triangle: sub(N(A),N(B)) <= N(add(A,B)) if same(A,B)
reverse triangle: sub(N(A),N(B)) <= N(sub(A,B)) if same(A,B)
reverse triangle right: sub(N(B),N(A)) <= N(add(A,B)) if same(A,B)
reverse triangle right: sub(N(B),N(A)) <= N(sub(A,B)) if same(A,B)
negative: N(neg(A)) = N(A)
homogeneous: N(mul(c,A)) = mul(abs(c),N(A)) if scalar(c)
homogeneous right: N(mul(A,c)) = mul(abs(c),N(A)) if scalar(c)
quotient: N(div(A,c)) = div(N(A),abs(c)) if scalar(c)
quotient: N(div(A,c)) = div(N(A),c) if scalar(c), nonneg(c)
entrywise product: N(mul(A,B)) <= mul(norm_inf(A),N(B)) if column(A), same(A,B)
entrywise product right: N(mul(A,B)) <= mul(N(A),norm_inf(B)) if column(A), same(A,B)
shift of all entries: norm_inf(add(c,A)) <= add(abs(c),norm_inf(A)) if scalar(c), column(A)
shift of all entries: norm_inf(add(A,c)) <= add(norm_inf(A),abs(c)) if scalar(c), column(A)
shift of all entries: norm_inf(sub(c,A)) <= add(abs(c),norm_inf(A)) if scalar(c), column(A)
shift of all entries: norm_inf(sub(A,c)) <= add(norm_inf(A),abs(c)) if scalar(c), column(A)
contraction: N(fn(f,A)) <= N(A) if column(A), shrinking(f)
power of entries: norm_inf(pow(A,k)) = pow(norm_inf(A),k) if column(A), natural(k)
transpose: E(T(A)) = E(A)
transpose: norm_1(T(A)) = norm_inf(A)
transpose: norm_inf(T(A)) = norm_1(A)
identity: P(eye(n)) = 1
identity: norm_f(eye(n)) = sqrt(x) if extent(n,x)
zero: N(zeros(n,m)) = 0
unit column: N(unit(n,i)) = 1 if counts(i,x), extent(n,y), le(0,x), lt(x,y)
all ones: norm_1(ones(n,m)) = x if extent(n,x)
all ones: norm_inf(ones(n,m)) = x if extent(m,x)
all ones: E(ones(n,m)) = sqrt(mul(x,y)) if extent(n,x), extent(m,y)
diagonal: P(diag(v)) = norm_inf(v)
diagonal: norm_f(diag(v)) = norm(v)
outer product: E(outer(u,v)) = mul(norm(u),norm(v))
outer product: norm_1(outer(u,v)) = mul(norm_1(u),norm_inf(v))
outer product: norm_inf(outer(u,v)) = mul(norm_inf(u),norm_1(v))
kronecker: N(kron(A,B)) = mul(N(A),N(B))
stacked columns: E(vec(A)) = norm_f(A)
power: P(matpow(A,k)) <= pow(P(A),x) if counts(k,x), le(0,x)
power of a normal matrix: norm(matpow(A,k)) = pow(norm(A),x) if counts(k,x), normal(A), le(0,x)
inverse: norm(inv(A)) = div(1,sigma_min(A))
neumann: P(inv(sub(eye(n),A))) <= div(1,sub(1,P(A))) if same(eye(n),A), lt(P(A),1)
exponential: P(expm(A)) <= exp(P(A))
ordered product: P(product(A,k,l,h)) <= product(P(A),k,l,h)
norm of a sum: N(total(A,k,l,h)) <= total(N(A),k,l,h)
orthogonal: norm(A) = 1 if orthogonal(A)
normal: norm(A) = rho(A) if normal(A)
permutation: norm_1(A) = 1 if permutation(A)
permutation: norm_inf(A) = 1 if permutation(A)
stochastic: norm_inf(A) = 1 if stochastic(A)
unit length: norm(v) = 1 if unit_norm(v)
length by the sum of moduli: norm(v) <= norm_1(v) if column(v)
sum of moduli above the length: norm(v) <= norm_1(v) if column(v)
largest modulus below the length: norm_inf(v) <= norm(v) if column(v)
length above the largest modulus: norm_inf(v) <= norm(v) if column(v)
frobenius: norm(A) <= norm_f(A)
frobenius above: norm(A) <= norm_f(A)
frobenius of a column: norm(v) = norm_f(v) if column(v)
one entry: N(c) = abs(c) if scalar(c)
radius of the identity: rho(eye(n)) = 1
radius of zero: rho(zeros(n,m)) = 0
radius of the transpose: rho(T(A)) = rho(A)
radius of the negative: rho(neg(A)) = rho(A)
radius of a multiple: rho(mul(c,A)) = mul(abs(c),rho(A)) if scalar(c)
radius of a diagonal: rho(diag(v)) = norm_inf(v)
radius of an outer product: rho(outer(u,v)) = abs(dot(u,v))
radius of a power: rho(matpow(A,k)) = pow(rho(A),x) if counts(k,x), le(0,x)
radius of an orthogonal matrix: rho(A) = 1 if orthogonal(A)
radius of a stochastic matrix: rho(A) = 1 if stochastic(A)
radius of a nilpotent matrix: rho(A) = 0 if nilpotent(A)
radius below a norm: rho(A) <= N(A)
norm above the radius: rho(A) <= N(A)
least stretch: mul(sigma_min(A),E(B)) <= E(matmul(A,B)) if square(A)
least stretch right: mul(E(A),sigma_min(B)) <= E(matmul(A,B)) if square(B)
least stretches multiply: mul(sigma_min(A),sigma_min(B)) <= sigma_min(matmul(A,B)) if square(A), square(B)
norm above the least stretch: sigma_min(A) <= norm(A)
least stretch below the norm: sigma_min(A) <= norm(A)
least stretch of the identity: 1 = sigma_min(eye(n))
least stretch of the transpose: sigma_min(A) = sigma_min(T(A)) if square(A)
least stretch of a multiple: mul(abs(c),sigma_min(A)) = sigma_min(mul(c,A)) if scalar(c)
least stretch of a sum: sub(sigma_min(A),norm(B)) <= sigma_min(add(A,B)) if same(A,B)
least stretch of a product: product(sigma_min(A),k,l,h) <= sigma_min(product(A,k,l,h))
least stretch of an orthogonal matrix: 1 = sigma_min(A) if orthogonal(A)
modulus: c <= abs(c) if scalar(c)
modulus of a nonnegative number: abs(c) = c if le(0,c)
triangle of moduli: abs(add(c,d)) <= add(abs(c),abs(d)) if scalar(c), scalar(d)
triangle of moduli: abs(sub(c,d)) <= add(abs(c),abs(d)) if scalar(c), scalar(d)
modulus of a product: abs(mul(c,d)) = mul(abs(c),abs(d)) if scalar(c), scalar(d)
modulus of a quotient: abs(div(c,d)) = div(abs(c),abs(d)) if scalar(c), scalar(d)
modulus of a quotient: abs(div(c,d)) = div(abs(c),d) if scalar(c), scalar(d), nonneg(d)
modulus of a power: abs(pow(c,k)) = pow(abs(c),k) if scalar(c), whole(k)
modulus of the negative: abs(neg(c)) = abs(c)
even power: pow(c,k) = pow(abs(c),k) if even(k)
power of a product: pow(mul(c,d),k) = mul(pow(c,k),pow(d,k)) if whole(k), scalar(c), scalar(d)
cauchy-schwarz: abs(dot(u,v)) <= mul(norm(u),norm(v))
one entry of a product: abs(matmul(A,B)) <= mul(norm(A),norm(B)) if scalar(matmul(A,B))
entry: abs(entry(v,i)) <= norm_inf(v) if column(v)
entry: abs(entry(v,i,j)) <= norm_inf(v) if column(v)
entry: abs(entry(A,i,j)) <= norm(A)
trace: abs(tr(A)) <= mul(x,norm(A)) if rows(A,x)
determinant: abs(det(A)) <= pow(norm(A),x) if rows(A,x)
sum of entries: abs(sum(v)) <= norm_1(v) if column(v)
mean or extreme entry: abs(mean(v)) <= norm_inf(v) if column(v)
mean or extreme entry: abs(max(v)) <= norm_inf(v) if column(v)
mean or extreme entry: abs(min(v)) <= norm_inf(v) if column(v)
sum of moduli: abs(total(c,k,l,h)) <= total(abs(c),k,l,h) if scalar(c)
square of the length: dot(u,u) = pow(norm(u),2)
rayleigh: dot(u,matmul(A,u)) <= mul(eig_max(A),pow(norm(u),2)) if symmetric(A)
rayleigh from below: mul(eig_min(A),pow(norm(u),2)) <= dot(u,matmul(A,u)) if symmetric(A)
positive semidefinite form: 0 <= dot(u,matmul(A,u)) if psd(A)
positive semidefinite trace: 0 <= tr(A) if psd(A)
eigenvalue below the norm: eig_max(A) <= norm(A)
eigenvalue below the norm: eig_min(A) <= norm(A)
positive semidefinite eigenvalue: 0 <= eig_max(A) if psd(A)
positive semidefinite eigenvalue: 0 <= eig_min(A) if psd(A)
norm of a positive semidefinite matrix: norm(A) = eig_max(A) if psd(A)
product of products: product(mul(c,d),k,l,h) = mul(product(c,k,l,h),product(d,k,l,h)) if scalar(c), scalar(d)
"""


class Rejected(ValueError):  # noqa: N818 (an answer, not a mistake)
    """A step does not follow."""


def must(truth: Any, why: str) -> None:
    """Raise unless something holds."""
    if not truth:
        raise Rejected(why)


def pattern(text: str) -> Node:
    """`norm(matmul(A,B))` as a node with variables; abs, sqrt and exp are functions, digits are numbers."""
    head, _, rest = text.partition("(")
    if not rest:
        return ["num", text] if text.isdigit() else text
    depth, parts, start = 0, [], 0
    for i, c in enumerate(rest[:-1] + ","):
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parts.append(pattern(rest[start:i]))
            start = i + 1
    return ["fn", head, *parts] if head in ("abs", "sqrt", "exp") else [head, *parts]


def _line(text: str) -> tuple[str, tuple[Node, str, Node, list[Node]]]:
    name, _, body = text.partition(": ")
    body, _, needs = body.partition(" if ")
    left, rel, right = re.split(r" (<=|=) ", body)
    return name, (pattern(left), rel, pattern(right), [pattern(c) for c in re.split(r", (?=[a-z])", needs) if c])


RULES: dict[str, list[tuple[Node, str, Node, list[Node]]]] = {}
for _text in TABLE.strip().splitlines():
    RULES.setdefault(_line(_text)[0], []).append(_line(_text)[1])


def match(p: Node, node: Node, found: dict[str, Node]) -> bool:
    """Whether a node has the form of a pattern; variables are put in `found`."""
    if isinstance(p, str):
        return found.setdefault(p, node) == node
    if not isinstance(node, list) or len(node) != len(p):
        return False
    if p[0] in KINDS:
        if node[0] not in KINDS[p[0]] or found.setdefault(p[0], node[0]) != node[0]:
            return False
    elif p[0] != node[0]:
        return False
    if p[0] == "num":
        return bool(p == node)
    if p[0] == "fn" and (found.setdefault(p[1], node[1]) if len(p[1]) == 1 else p[1]) != node[1]:
        return False
    first = 2 if p[0] == "fn" else 1
    return all(match(a, b, found) for a, b in zip(p[first:], node[first:], strict=True))


def filled(p: Node, found: dict[str, Node]) -> Node:
    """A pattern with its variables replaced."""
    if isinstance(p, str):
        return found[p]
    if p[0] == "num":
        return p
    return [found[p[0]] if p[0] in KINDS else p[0], *([p[1]] if p[0] == "fn" else []),
            *(filled(a, found) for a in p[2 if p[0] == "fn" else 1:])]
