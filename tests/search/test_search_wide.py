"""What fails only at larger sizes, at values with a structure, is refuted; its true neighbours are not."""

import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search import scan, wide
from symrnn.search.find import find
from symrnn.search.frames import far_plans, open_indices
from symrnn.search.matrices import distinct, squares

n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", n, m)
u, x = sr.vectors("u x", n)
centred = x - sr.mean(x)
normalised = centred / sr.sqrt(sr.mean(centred**2) + 1)

FALSE = {  # with the least size at which each fails
    "entrywise product of ranks two and three": (6, lambda: sr.at_most(sr.rank(A * B), sr.rank(A) + sr.rank(B))),
    "largest entry of a layer norm": (6, lambda: sr.at_most(sr.norm_inf(normalised), 2)),
    "one line of ones": (5, lambda: sr.at_most(sr.norm_inf(A), 2 * sr.norm(A))),
    "determinant of signs": (4, lambda: sr.at_most(sr.det(A), 5, given=[sr.between(A, -1, 1)])),
    "product of two norms": (5, lambda: sr.at_most(sr.norm_1(u) * sr.norm_inf(u), 3 * sr.dot(u, u) / 2)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_at_larger_sizes(name):
    least, build = FALSE[name]
    record = build().record()
    witness = find(record, seed=1)
    assert witness is not None
    assert witness["sizes"]["n"] >= least
    assert refutes(record, witness)[0]


@pytest.mark.parametrize("build", [
    lambda: sr.at_most(sr.rank(A * B), sr.rank(A) * sr.rank(B)),
    lambda: sr.at_most(sr.norm_inf(normalised) ** 2, n),
    lambda: sr.at_most(2 * sr.norm_1(u) * sr.norm_inf(u), (1 + sr.sqrt(n)) * sr.dot(u, u)),
])  # fmt: skip
def test_true_at_every_size(build):
    record = build().record()
    assert wide.search_wide(record, 1, 6, scan.Tester(record)) is None


def test_sizes_of_their_own_and_bound_sizes():
    both = list(wide.plans(sr.at_most(sr.norm(P), sr.norm_1(P)).record()))
    assert {"n": 6, "m": 6} in both
    assert {"n": 6, "m": 2} in both
    assert {"n": 2, "m": 6} in both
    small = sr.at_most(sr.norm(A), sr.norm_1(A), given=[sr.le(n, 4)]).record()
    assert [p["n"] for p in wide.plans(small)] == [4]
    assert list(wide.plans(sr.at_most(sr.norm(sr.matrix("M", 3, 3)), 1).record())) == []


def test_derivatives_are_left_alone():
    record = sr.at_most(sr.norm(sr.D(sr.softmax(x), x)), sr.rational(49, 100)).record()
    tester = scan.Tester(record)
    assert wide.search_wide(record, 1, 6, tester) is None
    assert tester.tried == 0


@pytest.mark.parametrize("size", [4, 6, 9])
def test_matrices_of_larger_sizes(size):
    values = squares(size)
    assert values == distinct(values)
    assert all(len(a) == len(r) == size for a in values for r in a)


def test_only_open_indices_are_chosen():
    a, t, k = sr.scalar("a", between=(0, 1)), sr.index("t"), sr.index("k")
    partial = sr.at_most(sr.total(a**k, k, 0, t), 20, given=[sr.lt(a, 1), sr.ge(t, 0)]).record()
    assert open_indices(partial) == ["t"]
    assert [p["t"] for p in far_plans(partial, {}, (36, 150))] == [36, 150]
    witness = find(partial, seed=1)
    assert witness is not None
    assert refutes(partial, witness)[0]
    Ws = sr.sequence("W", n, n)
    bounded = sr.at_most(sr.norm(sr.product(Ws, k, 1, t)), 1, given=[sr.le(sr.norm(Ws[k]), 1), sr.ge(t, 1)]).record()
    assert set(open_indices(bounded)) == {"k", "t"}
