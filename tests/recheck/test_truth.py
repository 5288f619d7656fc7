"""Three-valued truth: certain only where certain."""

import pytest
from flint import arb, fmpq
from statements import A, B, M, W, env_of, fn, mm, num, u, v, x, y, z

from symrnn.recheck import truth
from symrnn.recheck.functions import Malformed, precision
from symrnn.recheck.truth import decide, exactly, failing, gap

N, T, Z = ["size", "n"], True, num(0)
ROTATION = ["block", [[num("3/5"), num("-4/5")], [num("4/5"), num("3/5")]]]
JORDAN = ["block", [[num(0), num(1)], [num(0), num(0)]]]
SWAP = ["block", [[num(0), num(1)], [num(1), num(0)]]]
UNDEFINED = ["div", num(1), ["sub", x, x]]
SMALL = ["sub", fn("tanh", x), ["div", fn("sinh", x), fn("cosh", x)]]  # zero, but only balls know it
NAN = ["integral", fn("exp", x), x, num(0), ["const", "oo"]]


@pytest.mark.parametrize(("cond", "wanted"), [
    (["eq", A, A], True), (["eq", A, B], False), (["equal", mm(A, ["inv", A]), ["eye", "n"]], True),
    (["eq", x, A], False), (["ne", A, B], True), (["ne", x, x], False), (["eq", SMALL, Z], None),
    (["ne", SMALL, Z], None),
    (["lt", SMALL, Z], None), (["le", SMALL, Z], None), (["lt", fn("tanh", x), x], True),
    (["gt", fn("tanh", x), x], False),
    (["le", x, x], True), (["at_most", x, x], True), (["lt", x, x], False), (["less", A, A], False),
    (["ge", y, x], True),
    (["lt", u, A], "malformed"), (["eq", u, ["T", u]], "malformed"), (["eq", W, A], "malformed"),
    (["lt", ["const", "i"], x], None), (["eq", ["const", "i"], x], False), (["eq", UNDEFINED, UNDEFINED], None),
    (["eq", NAN, NAN], None), (["no", ["eq", UNDEFINED, x]], None), (["fixed", x, num("1/3")], True),
    (["between", x, Z, num(1)], True), (["between", num(1), Z, num(1)], True),
    (["strictly_between", num(1), Z, num(1)], False),
    (["positive", A], True), (["positive", v], False), (["nonneg", ["eye", 2]], True),
    (["positive", ["eye", 2]], False),
    (["nonzero", ["eye", 2]], True), (["nonzero", ["zeros", 2, 2]], False), (["nowhere_zero", ["eye", 2]], False),
    (["nowhere_zero", A], True), (["symmetric", M], True), (["symmetric", A], False),
    (["skew", ["sub", A, ["T", A]]], True),
    (["skew", A], False), (["orthogonal", ROTATION], True), (["orthogonal", A], False), (["normal", ROTATION], True),
    (["normal", A], False), (["invertible", A], True), (["invertible", ["outer", u, v]], False),
    (["psd", ["outer", u, u]], True),
    (["psd", M], True), (["psd", A], False), (["psd", SWAP], False), (["pd", M], True),
    (["pd", ["outer", u, u]], False),
    (["pd", A], False), (["diagonal", ["diag", u]], True), (["diagonal", A], False),
    (["diagonal", ["ones", 1, 1]], True),
    (["triangular", ["T", JORDAN]], True), (["triangular", JORDAN], True), (["triangular", A], False),
    (["idempotent", ["mul", num("1/5"), ["outer", u, u]]], True), (["idempotent", A], False),
    (["nilpotent", JORDAN], True),
    (["nilpotent", A], False), (["permutation", SWAP], True), (["permutation", A], False),
    (["permutation", ["ones", 2, 2]], False),
    (["stochastic", ["mul", num("1/2"), ["ones", 2, 2]]], True), (["stochastic", A], False),
    (["unit_norm", ["mul", num("1/5"), v]], True),
    (["unit_norm", v], False), (["commute", A, mm(A, A)], True), (["commute", A, B], False),
    (["rank_is", A, num(2)], True),
    (["rank_is", ["outer", u, v], num(1)], True), (["rank_is", A, num(1)], False),
    (["rank_at_most", ["outer", u, v], num(1)], True),
    (["rank_at_most", A, num(1)], False), (["rank_at_most", ["expm", A], num(2)], True),
    (["rank_is", ["expm", A], num(2)], True),
    (["rank_at_most", ["outer", fn("tanh", u), v], num(1)], None), (["rank_at_most", ["expm", A], num(1)], False),
    (["lt", N, num(3)], True), (["all_of"], True), (["any_of"], False), (["holds", ["all_of"]], True),
    (["all_of", ["eq", x, x], ["eq", SMALL, Z]], None), (["all_of", ["eq", x, y], ["eq", SMALL, Z]], False),
    (["any_of", ["eq", x, x], ["eq", SMALL, Z]], True), (["implies", ["eq", x, y], ["eq", SMALL, Z]], True),
    (["implies", ["eq", x, x], ["lt", y, x]], False), (["iff", ["eq", x, y], ["lt", y, x]], True),
    (["iff", ["eq", SMALL, Z], ["lt", y, x]], None), (["given", [["lt", y, x]], ["eq", x, y]], True),
    (["given", [["lt", x, y]], ["eq", x, y]], False), (["exists", [x], ["eq", x, y]], None),
    (["tends_to", x, Z, "k"], None),
    (["of_order", x, y, "k"], None), (["induction", "t", ["eq", x, x], ["eq", x, x]], None),
    (["expects", {"simulation": "s"}, x], None),
    (["symmetric", W], "malformed"), (["sings", A], "malformed"),
], ids=lambda c: str(c)[:50])  # fmt: skip
def test_truth(cond, wanted):
    with precision(160):
        if wanted == "malformed":
            with pytest.raises(Malformed):
                decide(cond, env_of(cond))
        else:
            assert decide(cond, env_of(cond)) is wanted


def test_every_condition_is_in_the_table_above():
    known = {*truth.COMPARE, *truth.EQUATIONS, *truth.PREDICATES, *truth.CONNECTIVES}
    marks = next(m for m in test_truth.pytestmark if m.name == "parametrize")
    used = repr([case[0] for case in marks.args[1]])
    assert [head for head in known if f"'{head}'" not in used] == []


@pytest.mark.parametrize(("cond", "wanted"), [
    (["eq", ["norm", ["outer", u, v]], ["mul", ["norm", u], ["norm", v]]], True),
    (["eq", ["norm", M], ["rho", M]], True),
    (["eq", ["norm", A], ["rho", A]], False),
    (["le", ["rho", M], ["norm", M]], True),
    (["lt", ["rho", M], ["norm", M]], False),
    (["eq", ["norm", M], ["eig_max", M]], True),
    (["eq", ["pow", ["norm", A], num(2)], ["norm", mm(["T", A], A)]], True),
    (["eq", ["mul", ["norm", A], ["sigma_min", A]], fn("abs", ["det", A])], True),
    (["eq", ["pow", ["norm_f", A], num(2)], num(30)], True),
    (["eq", ["add", ["eig_max", M], ["eig_min", M]], ["tr", M]], True),
    (["eq", ["norm", ["inv", M]], ["rho", ["inv", M]]], True),
    (["le", ["norm", mm(A, M)], ["mul", ["norm", A], ["norm", M]]], True),
])  # fmt: skip
def test_algebraic_numbers_are_compared_exactly(cond, wanted):
    assert decide(cond, env_of(cond)) is wanted


def test_gap_bounds_an_undecided_equality_and_shrinks():
    cond = ["all_of", ["eq", SMALL, Z], ["rank_at_most", ["outer", fn("tanh", u), v], num(1)], ["symmetric", M]]
    with precision(100):
        coarse = gap(cond, env_of(cond))
    with precision(200):
        fine = gap(cond, env_of(cond))
    assert 0 < fine < coarse * arb(2) ** -90


@pytest.mark.parametrize("cond", [
    ["lt", SMALL, Z], ["eq", UNDEFINED, x], ["any_of", ["eq", SMALL, Z]], ["exists", [x], ["eq", x, y]],
    ["implies", ["eq", x, y], ["eq", x, y]],
])  # fmt: skip
def test_no_gap_where_equality_would_not_do(cond):
    assert decide(cond, env_of(cond)) is True or gap(cond, env_of(cond)) is None


def test_exactly_tells_rationals_from_balls():
    assert exactly(["eq", A, B], env_of(["eq", A, B]))
    assert not exactly(["all_of", ["eq", A, B], ["eq", SMALL, Z]], env_of(["all_of", ["eq", A, B], ["eq", SMALL, Z]]))


def test_failing_finds_the_worst_entry():
    cond = ["all_of", ["eq", A, A], ["eq", u, v]]
    assert failing(cond, env_of(cond)) == (fmpq(2), fmpq(-4))


def test_failing_gives_the_rank_where_it_is_certain():
    clause = ["rank_is", ["expm", A], num(1)]
    for cond in (["rank_at_most", A, num(1)], clause, ["given", [["eq", x, x]], clause]):
        assert failing(cond, env_of(cond)) == (fmpq(2), fmpq(1))
    cond = ["rank_is", ["outer", fn("tanh", u), v], num(0)]
    assert failing(cond, env_of(cond)) in (None, (fmpq(1), fmpq(0)))


def test_no_point_decides_that_nothing_exists():
    there, not_there = (["exists", [z], ["eq", ["mul", z, z], num(square)]] for square in ("9/4", "25/4"))
    assert decide(there, env_of(there)) is True
    assert decide(not_there, env_of(not_there)) is None


@pytest.mark.parametrize("word", ["symmetric", "skew", "orthogonal", "normal", "diagonal", "idempotent", "nilpotent", "pd",
                                  "psd", "triangular", "permutation", "stochastic", "invertible"])
def test_words_for_square_matrices_refuse_others(word):
    for a in (W, ["T", W], u, ["T", u]):
        with pytest.raises(Malformed):
            decide([word, a], env_of([word, a]))
