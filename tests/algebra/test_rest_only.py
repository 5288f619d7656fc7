"""What rests only at zero: two sides whose norms differ are different; and the opposites that an absence goes through."""

import pytest

import symrnn as sr
from symrnn.recheck.certificates import accept

n = sr.dims("n")[0]
W, A = sr.matrices("W A", n, n)
h = sr.vector("h", n)
x, y, c = sr.scalars("x y c")
rest = sr.zeros(n)


def test_a_contraction_rests_at_zero_only():
    small = sr.judge(sr.equal(h, rest, given=[sr.eq(h, sr.tanh(W @ h)), sr.norm(W) < 1]))
    assert (small.verdict, small.scope) == ("PROVED", "all real values, all n")
    assert accept(small.record, small.certificate)[0]
    large = sr.judge(sr.equal(h, rest, given=[sr.eq(h, sr.tanh(W @ h)), sr.norm(W) < 3]))
    assert large.verdict != "PROVED"


def test_norms_tell_two_columns_apart_only_where_they_differ():
    apart = sr.ne(h, W @ h, given=[sr.nonzero(h), sr.norm(W) < 1])
    judged = sr.judge(apart)
    assert judged.verdict == "PROVED"
    assert judged.certificate["as"][0] == "less"
    other = {**judged.certificate, "as": ["less", ["norm_1", judged.certificate["as"][1][1]], judged.certificate["as"][2]]}
    assert not accept(judged.record, other)[0]
    assert sr.judge(sr.ne(h, W @ h, given=[sr.nonzero(h)])).verdict == "REFUTED"


@pytest.mark.parametrize(("statement", "verdict"), [
    (sr.exists([x], sr.all_of(x > 0, sr.eq(sr.log(x), x))), "REFUTED"),  # the second of its conditions fails
    (sr.exists([x], sr.all_of(x > 0, sr.eq(sr.log(x), x - 1))), "PROVED"),
    (sr.exists([c], sr.strictly_between(c, x, y), given=[x <= y]), "REFUTED"),
    (sr.exists([c], sr.strictly_between(c, x, y), given=[x < y]), "PROVED"),
    (sr.exists([c], sr.between(c, x, y), given=[x <= y]), "PROVED"),
    (sr.exists([A], sr.all_of(sr.idempotent(A), sr.nonzero(A))), "PROVED"),
])
def test_existences(statement, verdict):
    assert sr.judge(statement).verdict == verdict
