"""What fails only from some size on is refuted by entries that are tied to a few parameters; true neighbours are not."""

import numpy as np
import pytest

import symrnn as sr
from symrnn.recheck.witness import refutes
from symrnn.search import scan, tied
from symrnn.search.tight import Family

n, m = sr.dims("n m")
A, B = sr.matrices("A B", n, n)
P = sr.matrix("P", n, m)
u, v = sr.vectors("u v", n)
spread = sr.sqrt(sr.mean((u - sr.mean(u)) ** 2))
p = sr.softmax(v)

FALSE = {
    "column sum": lambda: sr.at_most(sr.norm_1(A), 3 * sr.norm(A)),
    "flat rotation": lambda: sr.at_most(sr.rational(1, 2), sr.max(sr.abs(A)), given=[sr.orthogonal(A)]),
    "filled product": lambda: sr.at_most(sr.count_nonzero(A @ B), 2 * (sr.count_nonzero(A) + sr.count_nonzero(B))),
    "mean modulus": lambda: sr.at_most(sr.rational(3, 10) * sr.sqrt(sr.mean(u**2)), sr.mean(sr.abs(u))),
    "far from the mean": lambda: sr.at_most(sr.max(u) - sr.mean(u), 2 * spread),
    "entropy": lambda: sr.at_most(-sr.sum(p * sr.log(p)), 2),
    "nilpotent resolvent": lambda: sr.at_most(sr.norm(sr.inv(sr.eye(n) - A)), 3, given=[
        sr.nilpotent(A), sr.at_most(sr.norm(A), 1)]),
}
TRUE = {
    "column sum": lambda: sr.at_most(sr.norm_1(A), sr.sqrt(n) * sr.norm(A)),
    "far from the mean": lambda: sr.at_most(sr.max(u) - sr.mean(u), sr.sqrt(n - 1) * spread),
    "entropy": lambda: sr.at_most(-sr.sum(p * sr.log(p)), sr.log(n)),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_from_some_size_on(name):
    record = FALSE[name]().record()
    witness = tied.search_tied(record, 1, 3, scan.Tester(record))
    assert witness is not None
    assert refutes(record, witness)[0]


@pytest.mark.parametrize("name", TRUE)
def test_true_at_every_size(name):
    record = TRUE[name]().record()
    tester = scan.Tester(record)
    assert tied.search_tied(record, 1, 3, tester) is None
    assert tester.tried > 1000


@pytest.mark.parametrize("pattern", tied.PATTERNS)
@pytest.mark.parametrize("dims", [(6, 6), (7, 1), (1, 7), (5, 8), (1, 1)])
def test_every_entry_has_one_parameter(pattern, dims):
    spread = pattern(dims)
    assert spread.shape[1] == dims[0] * dims[1]
    assert np.array_equal(spread.sum(axis=0), np.ones(spread.shape[1]))
    assert len(spread) <= 10

def test_floats_and_exact_values_agree():
    record = sr.at_most(sr.norm(A), sr.norm_f(A), given=[sr.symmetric(A)]).record()
    frame = next(tied.tied_frames(record, tied.SIZES))
    family = Family(frame, tied.bands)
    row = family.starts(3, 4)[2]
    (value,) = family.values(row)
    exact = np.array([[float(x) for x in line] for line in value])
    assert exact.shape == (6, 6)
    assert np.array_equal(exact, exact.T)


def test_sizes_beyond_the_conditions_and_fixed_sizes_are_left_alone():
    small = sr.at_most(sr.norm_1(A), 2 * sr.norm(A), given=[sr.le(n, 4)]).record()
    assert list(tied.tied_frames(small, tied.SIZES)) == []
    fixed = sr.at_most(sr.norm(sr.matrix("M", 3, 3)), 1).record()
    assert tied.search_tied(fixed, 1, 3, scan.Tester(fixed)) is None


@pytest.mark.parametrize(("build", "doubtful"), [
    (lambda: sr.at_most(sr.norm_1(A), 30 * sr.norm(A)), True),
    (lambda: sr.at_most(sr.norm_1(A), sr.sqrt(n) * sr.norm(A)), False),
    (lambda: sr.at_most(sr.norm(A @ B), sr.norm(A) * sr.norm(B)), False),
    (lambda: sr.at_most(sr.norm(sr.expm(A)), sr.e, given=[sr.nilpotent(A), sr.at_most(sr.norm(A), 1)]), False),
])  # fmt: skip
def test_what_comes_nearer_with_every_size_is_doubtful(build, doubtful):
    witness, doubt = tied.growing(build().record(), 1)
    assert witness is None
    assert bool(doubt) is doubtful


def test_growing_finds_what_fails_at_large_sizes():
    record = sr.at_most(sr.norm_1(A), 4 * sr.norm(A)).record()
    witness, doubt = tied.growing(record, 1)
    assert not doubt
    assert witness["sizes"]["n"] == 17
    assert refutes(record, witness)[0]
