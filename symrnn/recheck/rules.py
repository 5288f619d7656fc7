"""The table of norm rules of the trusted base, and what is read off the form of a node."""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from math import prod
from typing import Any

from symrnn.recheck.functions import GLOBAL, NAMES, Node, Record, within

NORMS, EIGEN = ("norm", "norm_f", "norm_1", "norm_inf"), ("eig_max", "eig_min")
KINDS = {"N": NORMS, "P": ("norm", *NORMS[2:]), "E": NORMS[:2], "R": NORMS[2:], "S": ("add", "sub"), "V": ("rho", "rank"),
         "G": ("norm", "rho"), "L": EIGEN, "Q": (*EIGEN, "tr", "det"), "M": ("mean", "max", "min")}
# name: left rel right if conditions | ... KINDS are heads of which any may stand there, N any norm, P an induced one, S a
# sum or a difference; c and d are scalars, u and v columns; `orthogonal` and its like have to be given (or, where it is
# one of READ, seen from the form of a term), `le` and `lt` are earlier steps
TABLE = """
submultiplicative: N(matmul(A,B)) <= mul(N(A),N(B)); frobenius right: norm_f(matmul(A,B)) <= mul(norm(A),norm_f(B));
frobenius left: norm_f(matmul(A,B)) <= mul(norm_f(A),norm(B)); orthogonal left: E(matmul(A,B)) = E(B) if orthogonal(A);
orthogonal right: E(matmul(A,B)) = E(A) if orthogonal(B); rank one product: E(matmul(u,T(v))) = mul(norm(u),norm(v));
gram, radius of a gram matrix: G(matmul(T(A),A)) = pow(norm(A),2) | G(matmul(A,T(A))) = pow(norm(A),2);
triangle, triangle of a difference: N(S(A,B)) <= add(N(A),N(B)) if same(A,B);
reverse triangle, reverse triangle right: sub(N(A),N(B)) <= N(S(A,B)) if same(A,B)
| sub(N(B),N(A)) <= N(S(A,B)) if same(A,B); negative: N(neg(A)) = N(A); homogeneous: N(mul(c,A)) = mul(abs(c),N(A));
homogeneous right: N(mul(A,c)) = mul(abs(c),N(A));
trace of a square: pow(norm_f(A),2) = tr(matmul(A,A)) if symmetric(A) | pow(norm_f(A),2) = tr(matmul(T(A),A))
| pow(norm_f(A),2) = tr(matmul(A,T(A)));
quotient: N(div(A,c)) = div(N(A),abs(c)) | N(div(A,c)) = div(N(A),c) if nonneg(c);
entrywise product: N(mul(u,v)) <= mul(norm_inf(u),N(v)) if same(u,v);
entrywise product right: N(mul(u,v)) <= mul(N(u),norm_inf(v)) if same(u,v);
shift of all entries: norm_inf(S(c,v)) <= add(abs(c),norm_inf(v)) | norm_inf(S(v,c)) <= add(norm_inf(v),abs(c));
contraction: N(fn(f,v)) <= N(v) if shrinking(f);
power of entries: norm_inf(pow(v,k)) = pow(norm_inf(v),k) if natural(k);
transpose: E(T(A)) = E(A) | norm_1(T(A)) = norm_inf(A) | norm_inf(T(A)) = norm_1(A);
identity: P(eye(n)) = 1 | norm_f(eye(n)) = sqrt(x) if extent(n,x); zero: N(zeros(n,m)) = 0;
unit column: N(unit(n,i)) = 1 if counts(i,x), extent(n,y), le(0,x), lt(x,y);
all ones: norm_1(ones(n,m)) = x if extent(n,x) | norm_inf(ones(n,m)) = x if extent(m,x)
| E(ones(n,m)) = sqrt(mul(x,y)) if extent(n,x), extent(m,y);
diagonal: P(diag(v)) = norm_inf(v) | norm_f(diag(v)) = norm(v);
outer product: E(outer(u,v)) = mul(norm(u),norm(v)) | norm_1(outer(u,v)) = mul(norm_1(u),norm_inf(v))
| norm_inf(outer(u,v)) = mul(norm_inf(u),norm_1(v)); kronecker: N(kron(A,B)) = mul(N(A),N(B));
stacked columns: E(vec(A)) = norm_f(A); power: P(matpow(A,k)) <= pow(P(A),x) if counts(k,x), le(0,x);
power of a normal matrix: norm(matpow(A,k)) = pow(norm(A),x) if counts(k,x), normal(A), le(0,x);
inverse: norm(inv(A)) = div(1,sigma_min(A)); normal: norm(A) = rho(A) if normal(A);
neumann: P(inv(sub(eye(n),A))) <= div(1,sub(1,P(A))) if same(eye(n),A), lt(P(A),1);
exponential: P(expm(A)) <= exp(P(A)); ordered product: P(product(A,k,l,h)) <= product(P(A),k,l,h);
norm of a sum: N(total(A,k,l,h)) <= total(N(A),k,l,h); orthogonal: norm(A) = 1 if orthogonal(A);
permutation: R(A) = 1 if permutation(A); stochastic: norm_inf(A) = 1 if stochastic(A);
unit length: norm(v) = 1 if unit_norm(v);
length by the sum of moduli, sum of moduli above the length: norm(v) <= norm_1(v);
largest modulus below the length, length above the largest modulus: norm_inf(v) <= norm(v);
frobenius, frobenius above: norm(A) <= norm_f(A); frobenius of a column: norm(v) = norm_f(v); one entry: N(c) = abs(c);
radius of the identity: rho(eye(n)) = 1; radius of zero: rho(zeros(n,m)) = 0;
radius of the transpose, rank of the transpose: V(T(A)) = V(A);
radius of the negative, rank of the negative: V(neg(A)) = V(A);
radius of a multiple: rho(mul(c,A)) = mul(abs(c),rho(A)); radius of a diagonal: rho(diag(v)) = norm_inf(v);
radius of an outer product: rho(outer(u,v)) = abs(dot(u,v));
radius of an orthogonal matrix: rho(A) = 1 if orthogonal(A); norm below the trace: norm(A) <= tr(A) if psd(A);
radius of a power: rho(matpow(A,k)) = pow(rho(A),x) if counts(k,x), le(0,x);
radius of a stochastic matrix: rho(A) = 1 if stochastic(A); radius of a nilpotent matrix: rho(A) = 0 if nilpotent(A);
radius below a norm, norm above the radius: rho(A) <= N(A);
least stretch: mul(sigma_min(A),E(B)) <= E(matmul(A,B)) if square(A);
least stretch right: mul(E(A),sigma_min(B)) <= E(matmul(A,B)) if square(B);
least stretches multiply: mul(sigma_min(A),sigma_min(B)) <= sigma_min(matmul(A,B)) if square(A), square(B);
least stretch of a product from above: sigma_min(matmul(A,B)) <= mul(sigma_min(A),norm(B)) if square(A), square(B)
| sigma_min(matmul(A,B)) <= mul(norm(A),sigma_min(B)) if square(A), square(B);
norm above the least stretch, least stretch below the norm: sigma_min(A) <= norm(A);
least stretch of the transpose: sigma_min(A) = sigma_min(T(A)) if square(A);
least stretch of a multiple: mul(abs(c),sigma_min(A)) = sigma_min(mul(c,A));
least stretch of a sum: sub(sigma_min(A),norm(B)) <= sigma_min(add(A,B)) if same(A,B);
least stretch of a product: product(sigma_min(A),k,l,h) <= sigma_min(product(A,k,l,h));
least stretch of an orthogonal matrix: 1 = sigma_min(A) if orthogonal(A); modulus: c <= abs(c);
modulus of a nonnegative number: abs(c) = c if le(0,c) | abs(c) = c if nonneg(c);
triangle of moduli: abs(S(c,d)) <= add(abs(c),abs(d)); modulus of a product: abs(mul(c,d)) = mul(abs(c),abs(d));
modulus of a quotient: abs(div(c,d)) = div(abs(c),abs(d)) | abs(div(c,d)) = div(abs(c),d) if nonneg(d);
modulus of a power: abs(pow(c,k)) = pow(abs(c),k) if whole(k); modulus of the negative: abs(neg(c)) = abs(c);
power of a product: pow(mul(c,d),k) = mul(pow(c,k),pow(d,k)) if whole(k);
even power: pow(c,k) = pow(abs(c),k) if even(k); cauchy-schwarz: abs(dot(u,v)) <= mul(norm(u),norm(v));
one entry of a product: abs(matmul(A,B)) <= mul(norm(A),norm(B)) if scalar(matmul(A,B));
entry: abs(entry(v,i)) <= norm_inf(v) | abs(entry(v,i,j)) <= norm_inf(v) | abs(entry(A,i,j)) <= norm(A);
trace: abs(tr(A)) <= mul(x,G(A)) if rows(A,x); determinant: abs(det(A)) <= pow(G(A),x) if rows(A,x);
sum of entries: abs(sum(v)) <= norm_1(v); mean or extreme entry: abs(M(v)) <= norm_inf(v);
sum of moduli: abs(total(c,k,l,h)) <= total(abs(c),k,l,h); square of the length: dot(u,u) = pow(norm(u),2);
rayleigh: dot(u,matmul(A,u)) <= mul(eig_max(A),pow(norm(u),2)) if symmetric(A);
rayleigh from below: mul(eig_min(A),pow(norm(u),2)) <= dot(u,matmul(A,u)) if symmetric(A);
positive semidefinite form: 0 <= dot(u,matmul(A,u)) if psd(A);
eigenvalue below the trace: eig_max(A) <= tr(A) if psd(A);
positive semidefinite eigenvalue, positive semidefinite trace, positive semidefinite determinant: 0 <= Q(A) if psd(A);
eigenvalue below the norm: L(A) <= norm(A); norm of a positive semidefinite matrix: norm(A) = eig_max(A) if psd(A);
product of products: product(mul(c,d),k,l,h) = mul(product(c,k,l,h),product(d,k,l,h));
rank of a sum: rank(S(A,B)) <= add(rank(A),rank(B)) if same(A,B);
rank of a sum from below: sub(rank(A),rank(B)) <= rank(S(A,B)) if same(A,B)
| sub(rank(B),rank(A)) <= rank(S(A,B)) if same(A,B);
rank of a gram matrix: rank(matmul(T(A),A)) = rank(A) | rank(matmul(A,T(A))) = rank(A);
invertible factor: rank(matmul(A,B)) = rank(B) if invertible(A) | rank(matmul(A,B)) = rank(A) if invertible(B);
rank of a product: rank(matmul(A,B)) <= rank(A) | rank(matmul(A,B)) <= rank(B);
sylvester's inequality: sub(add(rank(A),rank(B)),x) <= rank(matmul(A,B)) if rows(B,x);
frobenius' inequality: sub(add(rank(matmul(A,B)),rank(matmul(B,C))),rank(B)) <= rank(matmul(matmul(A,B),C));
rank of an entrywise product: rank(mul(A,B)) <= mul(rank(A),rank(B)) if same(A,B);
rank of a multiple: rank(mul(c,A)) <= rank(A) | rank(mul(c,A)) = rank(A) if nonzero(c) | rank(div(A,c)) = rank(A);
rank of a square: rank(matmul(A,A)) = rank(A) if normal(A); least stretch of the identity: 1 = sigma_min(eye(n));
rank of a weighted gram matrix: rank(matmul(matmul(T(A),B),A)) = rank(A) if pd(B)
| rank(matmul(matmul(A,B),T(A))) = rank(A) if pd(B);
rank of diagonal blocks: add(rank(A),rank(D)) <= rank(block([[A,B],[C,D]])) if corner(B,C)
| rank(block([[A,B],[C,D]])) = add(rank(A),rank(D)) if corner(B,B), corner(C,C)
| rank(block([[A,B],[C,D]])) = add(rank(A),rank(D)) if corner(B,C), invertible(A)
| rank(block([[A,B],[C,D]])) = add(rank(A),rank(D)) if corner(B,C), invertible(D);
rank of a kronecker product: rank(kron(A,B)) = mul(rank(A),rank(B)); rank of a column: rank(v) <= 1;
rank of an outer product: rank(outer(u,v)) <= 1; rank of a diagonal: rank(diag(v)) = count_nonzero(v);
rank of the identity: rank(eye(n)) = x if extent(n,x); rank of zero: rank(zeros(n,m)) = 0;
rank below the rows, rank below the columns: rank(A) <= x if side(A,x);
rank of a nilpotent matrix: rank(A) <= sub(x,1) if nilpotent(A), rows(A,x);
rank of a projection: rank(A) = tr(A) if idempotent(A); full rank: rank(A) = x if invertible(A), rows(A,x);
rank of the other projection: rank(sub(eye(n),A)) = sub(x,rank(A)) if idempotent(A), extent(n,x);
radius of a shift: rho(S(A,B)) <= add(rho(A),rho(B)) if multiple(A), same(A,B)
| rho(S(A,B)) <= add(rho(A),rho(B)) if multiple(B), same(A,B)
| rho(add(A,B)) = add(rho(A),rho(B)) if multiple(A), same(A,B), psd(A), psd(B)
| rho(add(A,B)) = add(rho(A),rho(B)) if multiple(B), same(A,B), psd(A), psd(B);
radius of what commutes: rho(matmul(A,B)) <= mul(rho(A),rho(B)) if commute(A,B)
| rho(S(A,B)) <= add(rho(A),rho(B)) if commute(A,B), same(A,B); radius of a square: rho(matmul(A,A)) = pow(rho(A),2);
radius of a kronecker product: rho(kron(A,B)) = mul(rho(A),rho(B)) if square(A), square(B);
radius of a triangular matrix: rho(A) = norm_inf(diagof(A)) if triangular(A);
radius of an exponential: rho(expm(A)) = 1 if skew(A) | rho(expm(A)) = exp(eig_max(A)) if symmetric(A);
radius of a diagonal block: rho(A) <= rho(block([[A,B],[C,D]])) if corner(B,C), square(A), square(D)
| rho(D) <= rho(block([[A,B],[C,D]])) if corner(B,C), square(A), square(D)
| rho(block([[A,B],[C,A]])) = rho(A) if corner(B,C), square(A); radius of a projection: rho(A) <= 1 if idempotent(A);
least stretch below the radius, radius above the least stretch: sigma_min(A) <= rho(A) if square(A);
largest eigenvalue of a sum: eig_max(add(A,B)) <= add(eig_max(A),eig_max(B)) if same(A,B), symmetric(A), symmetric(B);
smallest eigenvalue of a sum: add(eig_min(A),eig_min(B)) <= eig_min(add(A,B)) if same(A,B), symmetric(A), symmetric(B);
largest eigenvalue of a sum from below: add(eig_max(A),eig_min(B)) <= eig_max(add(A,B)) if same(A,B), symmetric(A),
symmetric(B) | add(eig_min(A),eig_max(B)) <= eig_max(add(A,B)) if same(A,B), symmetric(A), symmetric(B);
smallest eigenvalue of a sum from above: eig_min(add(A,B)) <= add(eig_max(A),eig_min(B)) if same(A,B), symmetric(A),
symmetric(B) | eig_min(add(A,B)) <= add(eig_min(A),eig_max(B)) if same(A,B), symmetric(A), symmetric(B);
eigenvalues of near matrices: abs(sub(L(A),L(B))) <= norm(sub(A,B)) if same(A,B), symmetric(A), symmetric(B);
definite or not zero: 0 < Q(A) if pd(A) | 0 < N(A) if nonzero(A) | 0 < tr(matmul(T(A),A)) if nonzero(A);
trace of a product: abs(tr(matmul(A,B))) <= mul(norm_f(A),norm_f(B));
trace by the frobenius norm: pow(tr(A),2) <= mul(x,pow(norm_f(A),2)) if rows(A,x)
| pow(tr(A),2) <= mul(rank(A),pow(norm_f(A),2));
trace with a positive semidefinite factor: abs(tr(matmul(A,B))) <= mul(norm(A),tr(B)) if psd(B)
| abs(tr(matmul(A,B))) <= mul(tr(A),norm(B)) if psd(A) | 0 <= tr(matmul(A,B)) if psd(A), psd(B);
frobenius by the rank: norm_f(A) <= mul(sqrt(rank(A)),norm(A)) | pow(norm_f(A),2) <= mul(rank(A),pow(norm(A),2));
eigenvalue of a gram matrix: 0 <= eig_min(matmul(T(A),A)) | 0 <= eig_min(matmul(A,T(A)));
trace below the largest eigenvalue: tr(A) <= mul(x,eig_max(A)) if symmetric(A), rows(A,x);
trace above the smallest eigenvalue: mul(x,eig_min(A)) <= tr(A) if symmetric(A), rows(A,x);
frobenius by the spectral norm: norm_f(A) <= mul(sqrt(x),norm(A)) if side(A,x)
| pow(norm_f(A),2) <= mul(x,pow(norm(A),2)) if side(A,x);
length by the largest modulus: norm(A) <= mul(sqrt(x),norm_inf(A)) if rows(A,x)
| pow(norm(A),2) <= mul(x,pow(norm_inf(A),2)) if rows(A,x);
sum of moduli by the length: norm_1(A) <= mul(sqrt(x),norm(A)) if rows(A,x)
| pow(norm_1(A),2) <= mul(x,pow(norm(A),2)) if rows(A,x);
row sums by the spectral norm: norm_inf(A) <= mul(sqrt(x),norm(A)) if rows(T(A),x);
values of a contraction: N(sub(fn(f,u),fn(f,v))) <= N(sub(u,v)) if gentle(f), same(u,v);
common factor: N(sub(matmul(A,B),matmul(A,C))) = N(matmul(A,sub(B,C))) if same(B,C)
| N(sub(matmul(A,B),matmul(C,B))) = N(matmul(sub(A,C),B)) if same(A,C);
common summand: N(sub(add(A,B),add(C,B))) = N(sub(A,C)) if same(A,B), same(A,C);
inverse from below: div(1,norm(A)) <= norm(inv(A));
geometric mean of norms: pow(norm(A),2) <= mul(norm_1(A),norm_inf(A));
modulus of every entry: R(abs(A)) = R(A) | norm_f(abs(A)) = norm_f(A) | E(abs(v)) = E(v);
determinants of a sum: add(det(A),det(B)) <= det(add(A,B)) if psd(A), psd(B), same(A,B);
determinant by the trace: det(A) <= pow(div(tr(A),x),x) if psd(A), rows(A,x);
determinant beside the identity: add(1,tr(A)) <= det(add(eye(n),A)) if psd(A), same(eye(n),A);
commutator: norm_f(sub(matmul(A,B),matmul(B,A))) <= mul(sqrt(2),mul(norm_f(A),norm_f(B))) if same(A,B), square(A);
spread of eigenvalues: sub(eig_max(A),eig_min(A)) <= mul(sqrt(2),norm_f(A)) if symmetric(A);
slopes of a softmax: norm(sub(diag(softmax(v)),outer(softmax(v),softmax(v)))) <= div(1,2);
values of a softmax: E(sub(softmax(u),softmax(v))) <= div(E(sub(u,v)),2) if same(u,v);
length of a softmax: P(softmax(v)) <= 1; mean of a softmax: mean(softmax(v)) = div(1,x) if rows(v,x);
sum by the largest entry: sum(v) <= mul(x,max(v)) if rows(v,x);
sum by the smallest entry: mul(x,min(v)) <= sum(v) if rows(v,x); mean below the largest entry: mean(v) <= max(v);
mean above the smallest entry: min(v) <= mean(v); largest entry below the sum: max(v) <= sum(v) if nonneg(v);
extremes of an increasing function: max(fn(f,v)) = fn(f,max(v)) if rising(f) | min(fn(f,v)) = fn(f,min(v)) if rising(f)
"""
RULES: dict[str, list[tuple[Node, str, Node, list[Node]]]] = {}
IMPLIED = {"orthogonal": "orthogonal permutation", "normal": "normal symmetric skew orthogonal diagonal psd pd permutation",
           "symmetric": "symmetric psd pd diagonal", "psd": "psd pd", "triangular": "triangular diagonal",
           "invertible": "invertible orthogonal permutation pd"}
RELATIONS = {**dict.fromkeys(("le", "at_most"), "<="), **dict.fromkeys(("lt", "less"), "<"), "ge": "<=", "gt": "<",
             **dict.fromkeys(("eq", "equal", "fixed"), "="), "between": "<=", "strictly_between": "<"}
# |f(x) - f(y)| <= |x - y| for all x and y; |f(x)| <= |x| for every x; x <= y gives f(x) <= f(y)
GENTLE = {f for f, (_, slopes) in GLOBAL.items() if None not in slopes and slopes[0] >= -1 and slopes[1] <= 1}
SHRINKING = GENTLE - {"cos", "sigmoid", "softplus"} | {"silu", "gelu"}
RISING = {f for f, (_, slopes) in GLOBAL.items() if slopes[0] is not None and slopes[0] >= 0} | {"sqrt", "log"}
SCALARS = {"num", "const", "size", "index", "dot", "det", "tr", "rank", "rho", "count_nonzero", "sum", "mean", "max", "min",
           "norm", "norm_f", "norm_1", "norm_inf", "sigma_min", "eig_max", "eig_min", "entry", "integral", "expect"}
SAME = "fn", "named", "neg", "pow", "conj", "re", "im", "softmax", "inv", "at", "matpow", "expm", "product", "total", "lyap"
ZERO, ONE = ["num", "0"], ["num", "1"]

class Rejected(ValueError):  # noqa: N818 (an answer, not a mistake)
    """A step does not follow."""

def must(truth: Any, why: str) -> None:
    """Raise unless something holds."""
    if not truth:
        raise Rejected(why)

class Row(list[Any]):
    """A list that is counted from its beginning only: a certificate has one way to name an entry."""

    def __getitem__(self, k: Any) -> Any:
        must(not isinstance(k, int) or k >= 0, "an entry counted from the end")
        return super().__getitem__(k)

def pattern(t: Any) -> Node:
    """`norm(matmul(A,B))` as a node with letters for variables; abs, sqrt and exp are functions."""
    if hasattr(t, "elts"):
        return [pattern(part) for part in t.elts]
    if hasattr(t, "func"):
        return [*(["fn"] if t.func.id in ("abs", "sqrt", "exp") else []), t.func.id, *map(pattern, t.args)]
    return t.id if hasattr(t, "id") else ["num", str(t.value)]

for _names, _, _lines in (rule.partition(": ") for rule in " ".join(TABLE.split()).split("; ")):
    for _line in _lines.split(" | "):
        _sides, _, _needs = _line.partition(" if ")
        _left, _rel, _right = re.split(" (<=|<|=) ", _sides)
        _body: Any = ast.parse(f"[{_left}, {_right}, [{_needs}]]", mode="eval").body
        _from, _to, _conditions = pattern(_body)
        for _name in _names.split(", "):
            RULES.setdefault(_name, []).append((_from, _rel, _to, _conditions))

def match(p: Node, node: Node, found: dict[str, Node]) -> bool:
    """Whether a node has the form of a pattern; variables are put in `found`."""
    if isinstance(p, str):
        free = node in KINDS[p] if p in KINDS else len(p) == 1 and p.isalpha() and p != "T"
        return bool(found.setdefault(p, node) == node if free else p == node)
    return isinstance(node, list) and len(node) == len(p) and all(match(a, b, found) for a, b in zip(p, node, strict=True))

def filled(p: Node, found: dict[str, Node]) -> Node:
    """A pattern with its variables replaced."""
    return found.get(p, p) if isinstance(p, str) else [filled(x, found) for x in p]

# -- sizes, indices and shapes, at random large whole numbers: a coincidence would take a number of twenty digits ----------
def whole(size: Any, put: Any) -> int:
    """A size or index expression, at the value that a name has by itself, or that it is given."""
    if isinstance(size, str):
        return whole(put[size], {}) if size in put else int.from_bytes(sha256(size.encode()).digest()[:8], "big")
    if not isinstance(size, list):
        must(isinstance(size, int) and not isinstance(size, bool), "no size")
        return size
    must(size[0] in ("+", "*"), "no size")
    return (sum if size[0] == "+" else prod)(whole(s, put) for s in size[1:])

def number(x: Any) -> int:
    """The whole number of a size, or of a node that says it."""
    head = x[0] if isinstance(x, list) else ""
    return int(x[1]) if head == "num" else whole(x[1] if head in ("size", "index") else x, {})

def plain(node: Any, put: Any) -> Any:
    """A node with numbers for its sizes and indices, some of them given values."""
    if not isinstance(node, list) or not isinstance(node[0], str):
        return [plain(x, put) for x in node] if isinstance(node, list) else node
    must(not put or node[0] not in ("product", "total"), "an index is not replaced inside a product or a sum")
    head, *args = node
    first = {"seq": 1, "matpow": 1, "entry": 1, **dict.fromkeys(("index", "size", "eye", "ones", "zeros", "unit"), 0)}
    cut = first.get(head, 99)
    head = "size" if head == "index" else head
    return [head, *(plain(x, put) for x in args[:cut]), *(whole(x, put) for x in args[cut:])]

def free_names(node: Any) -> set[str]:
    """The names that occur in a node, without the indices that products and sums bind."""
    if not isinstance(node, list | tuple):
        return {node} if isinstance(node, str) else set()
    if node and node[0] in ("product", "total"):
        return (free_names(node[1]) - {node[2]}) | free_names(node[3]) | free_names(node[4])
    return set().union(*map(free_names, node[isinstance(node[0], str):] if node else []))

def binding_trouble(node: Any, free: set[str]) -> bool:
    """Whether an index is both free and bound, or is used as a number although it may be negative."""
    bound = [n for n in within(node) if n[:1] in (["product"], ["total"])]
    return any(n[2] in free or ("-" in str(n[3]) and counted(n[1], n[2])) for n in bound)

def counted(node: Any, name: str) -> bool:
    """Whether an index is used as a number in a node."""
    return any(name in free_names(n[-1]) for n in within(node) if n[:1] in (["index"], ["matpow"]))

def natural(k: Node) -> bool:
    """A natural number, written as one."""
    return k[0] in ("num", "size", "index") and str(k[1]).isdecimal()

def meaning(c: Node) -> list[tuple[str, Node, Node]]:
    """The relations between scalars that a condition states."""
    head, a = c[0], c[1:]
    if head in ("between", "strictly_between"):
        return [(RELATIONS[head], a[1], a[0]), (RELATIONS[head], a[0], a[2])]
    if head in RELATIONS:
        return [(RELATIONS[head], *(a[::-1] if head in ("ge", "gt") else a))]
    if head in ("positive", "nonneg"):
        return [("<" if head == "positive" else "<=", ZERO, a[0])]
    if head in ("rank_is", "rank_at_most"):
        return [("=" if head == "rank_is" else "<=", ["rank", a[0]], a[1])]
    return [("=", ["norm", a[0]], ONE)] if head == "unit_norm" else []

def flat_conditions(given: list[Node]) -> list[Node]:
    """Conditions, with the parts of conjunctions."""
    return [c for g in given for c in (flat_conditions(g[1:]) if g[0] in ("all_of", "holds") else [g])]

def promised(functions: Record, name: str) -> Record:
    """What a statement supposes of a function; of one that has a body nothing is supposed."""
    must(name not in NAMES and functions[name].get("body") is None, "a promise about a function that is known")
    found: Record = functions[name]
    return found

def pieces(word: str, u: Node) -> list[tuple[list[Node], Node]]:
    """The cases of a function in pieces, which cover the line: where, and the value there; above zero comes first."""
    none, up, down = ["mul", ZERO, u], [["<=", ZERO, u]], [["<=", u, ZERO]]
    one, minus = ["add", none, ONE], ["num", "-1"]
    return {
        "abs": [(up, u), (down, ["neg", u])], "relu": [(up, u), (down, none)],
        "leaky_relu": [(up, u), (down, ["div", u, ["num", "100"]])],
        "elu": [(up, u), (down, ["sub", ["fn", "exp", u], ONE])],
        "softsign": [(up, ["div", u, ["add", ONE, u]]), (down, ["div", u, ["sub", ONE, u]])],
        "sign": [([["<", ZERO, u]], one), ([["<", u, ZERO]], ["neg", one]), ([["==", u, ZERO]], none)],
        "step": [([["<", ZERO, u]], one), (down, none)],
        "hardtanh": [([["<=", ONE, u]], one), ([["<=", u, minus]], ["neg", one]), ([["<=", minus, u], ["<=", u, ONE]], u)],
    }[word]
