"""The normal form against loops over all indices: entries, products, substitutions, rewriting, the stages of the zero test.

Faults are planted in the kernel, and each must be noticed: a comparison of the two roads would not, since both rest on it.
"""

from fractions import Fraction
from itertools import repeat

import pytest
from algebra import loops
from algebra.loops import MP, A, B, P, Terms, close, m, n, p, u, v, w, x, y

import symrnn as sr
from symrnn.algebra import indexform
from symrnn.algebra.derive import expand
from symrnn.algebra.indexform import add, multiply, power, rational, scale, single, sum_over
from symrnn.algebra.normalform import atoms, formsigns, functionform, powers, zero
from symrnn.algebra.normalform.atoms import TooLarge, freeze
from symrnn.algebra.normalform.entryform import EntryReader
from symrnn.algebra.normalform.functionform import apply, substituted
from symrnn.algebra.normalform.powers import raised
from symrnn.algebra.normalform.walker import Reader
from symrnn.algebra.proofs.facts import rewriter, rules
from symrnn.algebra.proofs.structural import simplified
from symrnn.oracles.mpmath_differences import value

SIZES = ({"n": 2, "m": 3}, {"n": 1, "m": 2}, {"n": 3, "m": 2})
ROADS = {"first": Reader, "second": lambda: EntryReader({})}
I, J = ("F", "r", n.terms), ("F", "c", n.terms)
HAND = {
    "idle sum": sr.dot(sr.ones(n), sr.ones(n)),
    "idle sum in a function": sr.tanh(sr.sum(sr.ones(m)) * x),
    "cube of a form": sr.dot(u, A @ v) ** 3,
    "product of equal sums": sr.dot(u, v) * sr.dot(u, v) * sr.tr(A @ B),
    "function of a sum under a sum": sr.dot(sr.tanh(A @ u), v),
    "function of a function of a sum": sr.sum(sr.exp(B @ sr.sin(A @ u))),
    "sums in two functions": sr.dot(sr.sigmoid(A @ u), sr.cos(A @ v)),
    "sums of one size in a power": sr.dot(1 / (1 + (A @ u) ** 2), A @ v),
    "log-sum-exp": sr.log(sr.sum(sr.exp(A @ u))),
    "cycles": sr.tr(A @ B @ A.T @ B) - sr.tr(A @ A.T @ B @ B),
    "trace of an identity": sr.tr(sr.eye(n) * A) + sr.tr(sr.eye(n)),
    "units": sr.outer(sr.unit(n, 0), u) @ sr.unit(n, 0),
    "blocks": sr.block([[A, P], [P.T, sr.diag(w)]]) @ sr.stack(u, w),
    "diagonal of a stack": sr.diag(sr.stack(u, w)),
    "mixed product": sr.kron(A, P) @ sr.kron(u, w),
    "vec of a product": sr.kron(P.T, A) @ sr.vec(B),
    "an inverse": sr.inv(4 * sr.eye(n) + A @ A.T) @ u,
    "a determinant": sr.det(3 * sr.eye(n) + A @ A.T),
    "parities": sr.tanh(-x) + sr.cos(-x) + sr.sigmoid(-x) + sr.softplus(-x) + sr.abs(-x) + sr.relu(-x) + sr.sign(-x),
    "roots": sr.sqrt(8 * p) * sr.sqrt(p**3 / 2) + (p**2) ** sr.rational(3, 4) + sr.sqrt(1 + x**2) ** 3,
    "powers": p**x * p**y / p**2 + sr.exp(x) ** 2 * sr.exp(-y),
}


def compared(term, sizes, seed=1, road="first"):
    """Pairs of values of all entries."""
    at = loops.point(term, sizes, seed)
    return [close(a, b) for a, b in loops.entries(term, ROADS[road](), at)]


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("name", HAND)
def test_entries_of_hand_written_terms(name, road):
    for sizes in SIZES:
        found = compared(HAND[name], sizes, road=road)
        assert found
        assert all(found)


@pytest.mark.parametrize("road", ROADS)
def test_entries_of_random_terms(road):
    done = 0
    for seed in range(60):
        term = Terms(seed).any(3)
        if str(term).count("kron") > 1:
            continue  # these loops are long
        try:
            found = compared(term, SIZES[seed % 3], seed, road)
        except TooLarge:
            continue
        assert all(found), (seed, str(term))
        done += 1
    assert done > 50


@pytest.mark.slow
@pytest.mark.parametrize("road", ROADS)
def test_entries_of_many_random_terms(road):
    for seed in range(1000, 1250):  # a quarter of a second each
        term = Terms(seed).any(4)
        if str(term).count("kron") < 2:
            assert all(compared(term, SIZES[seed % 3], seed, road)), (seed, str(term))


def test_products_substitutions_and_stages_of_random_entries():
    for seed in range(6):
        terms, sizes = Terms(seed), SIZES[seed % 3]
        one, two = terms.square(2), terms.square(1)
        every = one + two + sr.diag(u * v) * (x * y * p) + A @ B + P @ sr.diag(w) @ P.T
        evaluator, reader = loops.loops(loops.point(every, sizes, seed)), Reader()
        f, g = reader.entry(one, I, J), reader.entry(two, I, J)
        gap = add(f, scale(g, -1))
        total = MP.mpf(0)
        for i in range(sizes["n"]):
            for j in range(sizes["n"]):
                at = {I: i, J: j}
                a, b = evaluator.poly(f, at), evaluator.poly(g, at)
                total += a * b
                assert close(evaluator.poly(multiply(f, g), at), a * b)
                assert close(evaluator.poly(power(f, 3), at), a**3)
                assert close(evaluator.poly(substituted(freeze(f), {I: J, J: I}), {I: j, J: i}), a)
                root = raised(add(indexform.constant(2), power(f, 2)), Fraction(-3, 2))
                assert close(evaluator.poly(multiply(root, g), at), b / MP.power(2 + a**2, MP.mpf(3) / 2))
                for change in (zero._to_sigmoid, zero._to_exp):
                    assert close(evaluator.poly(zero.transform(gap, change), at), a - b)
                for word in ("tanh", "sigmoid", "softplus", "relu", "abs", "sign", "hardtanh", "cos", "gelu"):
                    assert close(evaluator.poly(apply(word, gap), at), loops.FUNCTIONS[word](MP, a - b)), word
            diagonal = substituted(freeze(multiply(f, g)), {J: I})
            assert close(evaluator.poly(diagonal, {I: i}), evaluator.poly(f, {I: i, J: i}) * evaluator.poly(g, {I: i, J: i}))
        assert close(evaluator.poly(sum_over(J, sum_over(I, multiply(f, g))), {}), total)


def test_clearing_multiplies_by_the_denominators():
    for seed in range(10):
        a, b = Terms(seed).scalar(1), Terms(seed + 100).scalar(1)
        poly = Reader().scalar(a / (2 + b**2) + 1 / (1 + a**2) - b / sr.sqrt(3 + a**2))
        evaluator = loops.loops(loops.point(a * b + x * y * p + sr.dot(u, A @ B @ v) + sr.dot(w, P.T @ u), SIZES[0], seed))
        before, after = evaluator.poly(poly, {}), evaluator.poly(zero.cleared(poly), {})
        assert (abs(before) < loops.CLOSE) == (abs(after) < loops.CLOSE)


def test_rewriting_keeps_values_where_the_equations_hold():
    # a rotation and a unit vector, exactly; W W' = I, h'h = 1, and W h = u as a definition of u
    W, h = A, v
    at = {"sizes": {"n": 2, "m": 3}, "leaves": {"A": [["3/5", "4/5"], ["-4/5", "3/5"]], "v": [["5/13"], ["12/13"]],
                                               "B": [["1/3", "2"], ["-1", "5/7"]], "x": "2/9"}}
    evaluator, reader = loops.loops(at), Reader()
    rewrite = rewriter(rules([(W.T @ W, sr.eye(n)), (W @ W.T, sr.eye(n)), (h.T @ h, sr.ones(1, 1))], reader))
    for term in (W @ B @ W.T @ W @ B, W @ W.T @ B, sr.outer(h, h) @ sr.outer(h, h), sr.tanh(x * sr.dot(h, h)) * B,
                 sr.matpow(W.T @ W @ B, 2), sr.dot(B @ h, W.T @ W @ h) * sr.tr(W @ B @ W.T) * B):
        poly = reader.entry(term, I, J)
        assert rewrite(poly) != poly
        for i in range(2):
            for j in range(2):
                assert close(evaluator.poly(poly, {I: i, J: j}), evaluator.poly(rewrite(poly), {I: i, J: j}))


@pytest.mark.parametrize("road", ROADS)
def test_derivatives_of_random_terms(road):
    made = [
        lambda t: sr.D(t.column(n, 2), u), lambda t: sr.D(t.scalar(2), v), lambda t: sr.hessian(t.scalar(2), u),
        lambda t: sr.pullback(t.column(n, 2), A, sr.ones(n) * y), lambda t: sr.jvp(t.square(2), A, B),
        lambda t: sr.D(t.column(m, 2), u).at({u: A @ v})]
    done = 0
    for seed in range(18):
        term = with_all_leaves(made[seed % len(made)], Terms(seed))
        at = loops.point(term, SIZES[seed % 3], seed)
        truth, error = value(loops.node(term), {}, at)
        if truth is None or error is None:
            continue
        evaluator, reader = loops.loops(at), ROADS[road]()
        closed = simplified(expand(term)) if road == "first" else term
        for i in loops.places(term)[0]:
            for j in loops.places(term)[1]:
                poly = reader.entry(closed, i, j)
                for a in loops.assignments(evaluator, i):
                    for b in loops.assignments(evaluator, j):
                        got = evaluator.poly(poly, {**a, **b})
                        want = truth[evaluator.place(i, a)][evaluator.place(j, b)]
                        gap = abs(got - MP.mpf(want.numerator) / want.denominator)
                        assert gap < 1e-20 * (1 + abs(got)), (seed, str(term))
        done += 1
    assert done > 12


def with_all_leaves(make, terms):
    """A random derivative of terms to which nothing was added but a zero in which every leaf occurs."""
    nothing = 0 * (sr.dot(u, A @ B @ v) * x * y * p * sr.dot(w, P.T @ u) * sr.det(loops.G))

    class Padded:
        def __getattr__(self, name):
            return lambda *args: getattr(terms, name)(*args) + nothing

    return make(Padded())


# -- planted faults --------------------------------------------------------------------------------------------
def noticed():
    """The names of hand-written terms whose values by loops are wrong, or which cannot be read any more."""
    wrong = []
    for name, term in HAND.items():
        try:
            good = all(ok for sizes in SIZES for ok in compared(term, sizes))
        except Exception:  # noqa: BLE001 - a fault that makes the kernel fall over is noticed
            good = False
        if not good:
            wrong.append(name)
    return wrong


def lossy_key(poly):
    return tuple(sorted((mono, Fraction(1)) for mono in poly))


ORIGINAL = atoms._component
FAULTS = {
    "a key without coefficients": lambda patch: patch.setattr(powers, "freeze", lossy_key),
    "a key of a function without coefficients": lambda patch: patch.setattr(formsigns, "freeze", lossy_key),
    "one name for all sums in the making": lambda patch: patch.setattr(
        atoms, "_component", lambda part, atoms, _level: ORIGINAL(part, atoms, 1)),
    "an idle sum counts once": lambda patch: patch.setattr(indexform, "size_poly", lambda _size: indexform.constant(1)),
    "a sigmoid that is its complement": lambda patch: patch.setitem(
        functionform.UNFOLDED, "sigmoid", lambda p: add(indexform.constant(1), scale(functionform._sigmoid(p), -1))),
    "fresh indices that are not fresh": lambda patch: patch.setattr(atoms, "_fresh", repeat(0)),
    "parts of a stack that meet": lambda patch: patch.setattr(
        indexform, "meet", lambda i, j: [] if i[0] == "P" and i[2] != j[2] else MEET(i, j)),
    "a cosine that is odd": lambda patch: patch.setattr(functionform, "ODD", functionform.ODD | {"cos"}),
    "roots taken without their content": lambda patch: patch.setattr(
        powers, "_number_power", lambda c, e: indexform.constant(1) if e.denominator != 1 else NUMBER_POWER(c, e)),
    "a delta that is dropped": lambda patch: patch.setattr(
        indexform, "_without_delta", lambda c, bounds, merged, delta: indexform.monomial(
            c, bounds, [(a, e) for a, e in merged.items() if a != delta])),
    "exponents that are not added": lambda patch: patch.setattr(
        indexform, "_joined_powers", lambda c, bounds, _merged, others: indexform.monomial(
            c, bounds, [(others[0], Fraction(1))])),
}
MEET, NUMBER_POWER = indexform.meet, powers._number_power


def test_nothing_is_wrong_without_a_fault():
    assert noticed() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(fault, monkeypatch):
    for cache in (atoms.indices_of, atoms._free_in, atoms.height):
        cache.cache_clear()
    FAULTS[fault](monkeypatch)
    assert noticed()


def test_an_index_of_a_kronecker_product_carries_its_sizes():
    a, b, long = sr.vector("a", 3), sr.vector("b", 4), sr.vector("long", 12)
    found = []
    for pair in ((a, b), (b, a)):
        poly = Reader().scalar(sr.dot(sr.kron(*pair), long))
        found.append({atom for _, atoms in poly for atom, _ in atoms if atom[1] == "long"})
    assert len(found[0]) == len(found[1]) == 12
    assert not found[0] & found[1]


def test_a_double_sum_does_not_capture():
    t, k, j = sr.index("t"), sr.index("k"), sr.index("j")
    xs, ys = sr.sequence("xs"), sr.sequence("ys")
    one = Reader().scalar(sr.total(sr.total(xs[k] * ys[j], j, 0, t), k, 0, t))
    other = Reader().scalar(sr.total(sr.total(xs[j] * ys[j], j, 0, t), k, 0, t))
    assert one != other


def test_no_name_forges_a_key():
    plain = Reader().scalar(sr.tr(A @ B))
    for name in ("k", "U", "F", "_x", "e", "I"):
        assert Reader().scalar(sr.tr(A @ sr.matrix(name, n, n))) != plain
    assert single(("e", "n")) != single(("z", "n"))
    assert rational(Reader().scalar(sr.scalar("e"))) is None
