"""Section 3: what SymPy shows of a scalar or an entry may be written wherever a scalar may stand."""

import numpy as np
import pytest

import symrnn as sr
from symrnn.errors import NotSupportedError

n, m = sr.dims("n m")
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
W, V = sr.matrix("W", n, n), sr.matrix("V", n, m)
i, j, t = sr.index("i"), sr.index("j"), sr.index("t")
J = sr.D(sr.tanh(W @ h), h)
RNG = np.random.default_rng(3)
POINT = {"h": RNG.normal(size=3), "b": RNG.normal(size=3), "x": RNG.normal(size=2), "W": RNG.normal(size=(3, 3)),
         "V": RNG.normal(size=(3, 2)), "i": 2, "j": 1}


def value(term):
    return sr.lower(term, "numpy")(POINT)


@pytest.mark.parametrize(
    ("view", "term"),
    [
        (h[0], sr.entry(h, 0)), (W[0, 2], sr.entry(W, 0, 2)), (J[0, 1], sr.entry(J, 0, 1)), (J[i, j], sr.entry(J, i, j)),
        ((V @ x)[i], sr.entry(V @ x, i)), ((W @ W @ h)[1], sr.entry(W @ (W @ h), 1)),
        (sr.dot(h, b).expr, sr.dot(h, b)), (sr.det(W).expr, sr.det(W)), (sr.norm(h).expr, sr.norm(h)),
    ],
)  # fmt: skip
def test_a_view_is_read_back_as_the_term_that_it_shows(view, term):
    assert value(view * b) == pytest.approx(value(term * b))
    assert sr.judge(sr.equal(view, term)).verdict in ("PROVED", "CORROBORATED")


def test_two_leaves_of_one_name_are_not_mixed_up():
    short, long = sr.vector("q", m), sr.vector("q", n)
    assert (short[0] * x).children[0].children[0].shape == short.shape
    assert (long[0] * x).children[0].children[0].shape == long.shape


def test_a_view_that_two_terms_share_is_refused():
    real, complex_ = sr.vector("p", n), sr.vector("p", n, complex=True)
    views = sr.dot(real, real).expr, sr.dot(complex_, complex_).expr
    assert views[0] == views[1]
    with pytest.raises(NotSupportedError, match="MatrixElement"):
        views[0] * h


def test_a_false_equation_of_entries_is_refuted():
    judged = sr.judge(sr.equal(W[0, 1], W[1, 0]))
    assert judged.verdict == "REFUTED"
    assert judged.witness["sizes"] == {"n": 2}
