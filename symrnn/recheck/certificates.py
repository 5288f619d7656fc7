"""Certificates: what a proof leaves behind, so that it is accepted without the prover; a table, open to other kinds.

Every kind is accepted by what it says and by values: the statement is compared at generic points of several sizes, and
so is every equation that the certificate rests on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from symrnn.recheck.carried import OPPOSITE, opposite, part, parts, scope
from symrnn.recheck.chains import accept_chain
from symrnn.recheck.functions import UNREADABLE, Node, Record, precision
from symrnn.recheck.limits import converges
from symrnn.recheck.numbers import mean, numbers, seed_of
from symrnn.recheck.signs import signs
from symrnn.recheck.truth import COMPARE, decide
from symrnn.recheck.values import environment
from symrnn.recheck.witness import BITS, refutes

Answer = tuple[bool, str]
ENOUGH = 3
FORMS = frozenset({"at_most", "le", "ge", "less", "lt", "gt", "nowhere_zero", "nonzero", "invertible", "positive", "nonneg",
                   "ne", "psd", "pd"})

# The lemmas that a proof may name, with the head of the term that each speaks of.
LEMMAS = {
    "matrix determinant lemma": ("det",), "Sylvester determinant identity": ("det",), "Schur complement": ("det",),
    "determinant of an exponential": ("det",), "norm of a normal matrix": ("norm",), "rank of a projection": ("rank",),
    "invariance of singular values": ("norm", "sigma_min"), "spectrum of a cyclic product": ("rho",),
}  # fmt: skip
# A property is what its definition says.
DEFINITIONS: dict[str, Callable[..., Node]] = {
    "symmetric": lambda a: ["equal", ["T", a], a],
    "skew": lambda a: ["equal", ["T", a], ["neg", a]],
    "orthogonal": lambda a: ["equal", ["matmul", ["T", a], a]],
    "normal": lambda a: ["equal", ["matmul", ["T", a], a], ["matmul", a, ["T", a]]],
    "idempotent": lambda a: ["equal", ["matmul", a, a], a],
    "diagonal": lambda a: ["equal", a, ["diag", ["diagof", a]]],
    "unit_norm": lambda v: ["equal", ["matmul", ["T", v], v]],
    "commute": lambda a, b: ["equal", ["matmul", a, b], ["matmul", b, a]],
    "fixed": lambda a, b: ["equal", a, b],
    "nilpotent": lambda a: ["equal"],
}


_VALUED: list[Any] = []  # how large the values were of all statements that a certificate was accepted by


def valued(record: Record, count: int = 8) -> Answer:
    """Whether the statement is true at every generic point that can be compared, at three points or more."""
    found = numbers(record, seed_of(json.dumps(record, sort_keys=True)), count=count)
    _VALUED.extend(found["sizes"])
    if found["violations"] or found["effective"] < max(ENOUGH, found["tried"]):
        return False, f"{found['effective']} of {found['tried']} points agree, {len(found['violations'])} violate it"
    return True, f"values agree at all {found['effective']} generic points ({found['evidence']['detail']})"


def _identity(record: Record, certificate: Record) -> Answer:
    """The two sides agree wherever they are valued."""
    if record["assert"][0] not in COMPARE:
        return False, "an identity is a comparison"
    return valued(record)


def _witness(record: Record, certificate: Record) -> Answer:
    return refutes(record, certificate.get("witness", {}))[:2]


def _example(record: Record, certificate: Record) -> Answer:
    """An existence statement, by the leaves that it asks for."""
    if record["assert"][0] != "exists" or set(record["leaves"]) - {leaf[1] for leaf in record["assert"][1]}:
        return False, "an example serves an existence statement, and gives every leaf that the statement has"
    for bits in BITS:
        with precision(bits):
            env = environment(record, certificate.get("point", {}))
            env.witness = env.leaves
            if not all(decide(c, env) for c in [*record.get("given", []), record["assert"]]):
                return False, "the example does not certainly have the property"
    return True, "the example has the property, certainly"


def _rank(record: Record, certificate: Record) -> Answer:
    """The factors multiply to the matrix, and the rank is what is stated, exactly or within enclosures."""
    head, matrix, claimed = record["assert"]
    factors = certificate.get("factors") or []
    if head not in ("rank_is", "rank_at_most") or not factors or (head == "rank_is" and not certificate.get("exact")):
        return False, "a rank certificate has factors, and for an exact rank an exact core"
    product = factors[0]
    for factor in factors[1:]:
        product = ["matmul", product, factor]
    refolded = valued({**record, "assert": ["equal", matrix, product]})
    bounded = valued({**record, "assert": ["le", certificate["bound"], claimed]})
    stated = valued(record)
    for (good, why), what in ((refolded, "factors"), (bounded, "bound"), (stated, "rank")):
        if not good:
            return False, f"{what}: {why}"
    return True, f"factors, bound and rank: {stated[1]}"


def _lemma(record: Record, certificate: Record) -> Answer:
    """A lemma of the table, its instance and what remains, each by values."""
    name, instance, rest = str(certificate.get("lemma")), certificate.get("instance") or [], certificate.get("rest") or []
    if LEMMAS.get(name) is None or len(instance) != 2 or len(rest) != 2 or instance[0][0] not in LEMMAS[name]:
        return False, f"no lemma {name!r} with such an instance"
    if not str(certificate.get("scope", "")).endswith(f"rests on the {name}"):
        return False, "the scope does not name the lemma"
    for sides, what in ((instance, "instance"), (rest, "what remains")):
        good, why = valued({**record, "assert": ["equal", *sides]})
        if not good:
            return False, f"{what}: {why}"
    return valued(record)


def _definition(record: Record, certificate: Record) -> Answer:
    """A property, by its definition."""
    head, *args = record["assert"]
    says = certificate.get("as") or []
    rule = DEFINITIONS.get(head)
    expected = rule(*args) if rule else None
    if expected is None or says[:len(expected)] != expected:
        return False, f"that is not what {head} means"
    good, why = _parts(record, certificate)
    return (good, why) if not good else valued(record)


def _inequality(record: Record, certificate: Record) -> Answer:
    """Every line of the certificate, then the statement."""
    good, why = signs(record, certificate)
    if not good:
        return False, why
    stated = valued(record)
    return (True, f"{why}; {stated[1]}") if stated[0] else stated


def _integral(record: Record, certificate: Record) -> Answer:
    """Closed forms of the integrals, each by the rigorous integral at generic points, then the whole."""
    values = certificate.get("values") or []
    if not values or any(v[0][0] not in ("integral", "expect") for v in values):
        return False, "no integral with its value"
    for integral, value in values:
        good, why = valued({**record, "assert": ["equal", integral, value]}, 4)
        if not good:
            return False, f"the integral: {why}"
    return True, f"every integral encloses its value: {why}"


def _closed_form(record: Record, certificate: Record) -> Answer:
    """A closed form of a sum, product, power or iterate, by values at several lengths."""
    return valued(record) if record["assert"][0] in ("equal", "eq") else (False, "that is no closed form")


def _form(record: Record, certificate: Record) -> Answer:
    """A sign or an invertibility that was read from the form of a term."""
    if record["assert"][0] not in FORMS:
        return False, "that cannot be read from a form"
    return valued(record)


def _parts(record: Record, certificate: Record) -> Answer:
    """A statement made of others, or shown by another: each with its own certificate."""
    inner = parts(record, certificate)
    for number, (statement, proof) in enumerate(inner, 1):
        good, why = _accepted(statement, proof)
        if not good:
            return False, f"part {number} of {len(inner)}: {why}"
    return bool(inner), f"{len(inner)} of {len(inner)} parts: {why}" if inner else "it has no parts"


# Rules of norm bounds, with the heads of what each bounds: a step of another form is not an instance of its rule.
NORM_RULES = {
    "submultiplicative": ("norm", "matmul"), "triangle": ("norm", "norm_inf", "add", "sub"),
    "homogeneous": ("norm", "mul", "div"),
    "diagonal scaling": ("norm", "mul"), "outer product": ("norm", "outer", "kron"), "sign": ("norm", "norm_inf", "neg"),
    "transpose": ("norm", "T"), "identity": ("norm", "eye"), "zero": ("norm", "norm_inf", "zeros"),
    "diagonal": ("norm", "diag"),
    "ordered product": ("norm", "product"), "power": ("norm", "matpow"), "contraction": ("norm", "fn"),
    "condition": ("norm", "norm_inf"), "unit norm": ("norm",), "range": ("norm_inf", "fn"),
    "smallest below largest": ("sigma_min",), "below Frobenius": ("norm",),
    "entries of a product": ("norm_inf", "mul"), "radius below norm": ("rho",), "Cauchy-Schwarz": ("fn", "dot"),
}  # fmt: skip


def _chain(record: Record, certificate: Record) -> Answer:
    """Every step is an instance of a rule by its form and true by its values, and the last bound closes the claim."""
    head, *sides = record["assert"]
    small, large = sides if head in ("at_most", "le", "less", "lt") else sides[::-1]
    steps = certificate.get("steps") or []
    if head not in ("at_most", "le", "less", "lt", "ge", "gt") or not steps:
        return False, "a chain has steps, for an order of two scalars"
    if bool(certificate.get("strict")) != (head in ("less", "lt", "gt")):
        return False, "the chain is strict where the claim is not, or the other way round"
    for number, (rule, left, right) in enumerate(steps, 1):
        forms = NORM_RULES.get(rule, ())
        inner = left[1][0] if len(left) > 1 and isinstance(left[1], list) else ""
        if left[0] not in forms or (rule not in ("condition", "unit norm", "range", "radius below norm", "Cauchy-Schwarz",
                                             "smallest below largest", "below Frobenius")
                                    and inner not in forms):
            return False, f"step {number} is no instance of {rule!r}"
        good, why = valued({**record, "assert": ["at_most", left, right]}, 4)
        if not good:
            return False, f"step {number} ({rule}): {why}"
    for left, right, order in ((small, certificate["bound"], "at_most"),
                               (certificate["bound"], large, "less" if certificate.get("strict") else "at_most")):
        good, why = valued({**record, "assert": [order, left, right]}, 4)
        if not good:
            return False, f"the bound: {why}"
    return True, f"{len(steps)} steps, each an instance of its rule, and the bound: {why}"


def _norm_rules(record: Record, certificate: Record) -> Answer:
    """A chain of norm rules, step by step; where derivatives were taken before, the closed forms by their values."""
    goal = certificate["goal"]
    if goal != record["assert"]:
        if goal[0] != record["assert"][0] or len(goal) != len(record["assert"]):
            return False, "the certificate is for another statement"
        for stated, closed in zip(record["assert"][1:], goal[1:], strict=True):
            good, why = valued({**record, "assert": ["equal", stated, closed]}, 4)
            if not good:
                return False, f"the closed form: {why}"
    return accept_chain({**record, "assert": goal}, certificate)


ACCEPTORS = {
    "identity": _identity, "witness": _witness, "example": _example, "rank": _rank, "lemma": _lemma,
    "definition": _definition, "form": _form,
    **dict.fromkeys(("all", "induction", "alternative", "negation"), _parts),
    "norm-chain": _chain, "norm-rules": _norm_rules, "inequality": _inequality, "closed-form": _closed_form,
    "integral": _integral, "limit": converges, "order": converges,
}


def absent(record: Record, witness: Record) -> Answer:
    """An existence that cannot be: one of its conditions never holds, which its own certificate shows."""
    if record["assert"][0] != "exists" or not witness.get("as"):
        return False, "that is no existence"
    body, says = record["assert"][2], witness["as"]
    conditions = body[1:] if body[0] == "all_of" else [body]
    other = [[c for c in conditions if c is not p] for p in conditions if p[0] in OPPOSITE and says == opposite(p)]
    if not other:
        return False, "that is not the opposite of one of its conditions"
    under = [*record.get("given", []), *other[0]]  # where the other conditions hold, this one does not
    return accept({**record, "given": under, "assert": says}, witness.get("certificate", {}))


def accept(record: Record, certificate: Record) -> Answer:
    """Whether a certificate supports the statement, and why; with how large the values were that were compared."""
    _VALUED.clear()
    good, why = _accepted(record, certificate)
    return good, f"{why}; {len(_VALUED)} values of mean size {mean(_VALUED)}" if good and _VALUED else why


def _accepted(record: Record, certificate: Record) -> Answer:
    if not isinstance(certificate, dict) or certificate.get("kind") not in {*ACCEPTORS, "contrapositive"}:
        return False, "a certificate of a kind that is not known here"
    try:
        record, certificate = part(record, record["assert"], certificate)
        if certificate.get("scope", scope(record, certificate)) != scope(record, certificate):
            return False, f"its scope is {scope(record, certificate)!r}, not {certificate['scope']!r}"
        return ACCEPTORS[certificate["kind"]](record, certificate)
    except UNREADABLE as error:
        return False, f"it cannot be read: {type(error).__name__}: {error}"
