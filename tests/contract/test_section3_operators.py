"""Section 3: what operators mean, which numbers are exact, and what is refused by name."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
import torch

import symrnn as sr
from symrnn.errors import ConditionError, NotSupportedError, ShapeError, SymrnnError

n, m = sr.dims("n m")
h, b = sr.vectors("h b", n)
x = sr.vector("x", m)
W, V = sr.matrix("W", n, n), sr.matrix("V", n, m)
s = sr.scalar("s")
z = sr.sigmoid(h)
q = sympy.Symbol("q")


def phi(u):
    return u


def value(term, **values):
    return sr.lower(term, "numpy")(values)


def refused(make, *texts, error=SymrnnError):
    """The message of a misuse, with every text in it."""
    with pytest.raises(error) as caught:
        make()
    message = str(caught.value)
    for text in texts:
        assert text in message, message
    return message


H, B = np.array([1.0, -2.0, 0.5]), np.array([0.25, 4.0, -1.0])
M = np.arange(9.0).reshape(3, 3) / 7


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (h + b, (H + B)[:, None]), (h - b, (H - B)[:, None]), (h * b, (H * B)[:, None]), (h / b, (H / B)[:, None]),
        (h**2, (H**2)[:, None]), (-h, -H[:, None]), (+h, H[:, None]), (W @ h, (M @ H)[:, None]), (W * W, M * M),
        (W.T, M.T), (W @ W, M @ M), (h.T @ b, [[H @ B]]), (h @ b.T, np.outer(H, B)), (abs(h), abs(H)[:, None]),
        (1 - h, (1 - H)[:, None]), (2 * W, 2 * M), (W + 1, M + 1), (1 / b, (1 / B)[:, None]),
        (h / (1 + h.T @ h), (H / (1 + H @ H))[:, None]), ((h.T @ b) * h, (H @ B * H)[:, None]),
    ],
)  # fmt: skip
def test_operators_are_those_of_numpy(term, expected):
    assert value(term, h=H, b=B, W=M) == pytest.approx(np.asarray(expected))


def test_a_gate_of_any_kind_multiplies_a_vector():
    gate = sr.sigmoid(h.T @ b)
    assert gate.shape == (1, 1)
    assert (gate * h).shape == (s * h).shape == (z * h).shape == (n, 1)


def test_a_column_and_a_row_never_broadcast():
    for make in (lambda: h + h.T, lambda: h * h.T, lambda: h.T - h, lambda: h / h.T):
        refused(make, "n x 1", "1 x n", error=ShapeError)
    refused(lambda: W + h, "n x n", "n x 1", error=ShapeError)
    refused(lambda: W * h, "`*` is elementwise", "`@`", error=ShapeError)
    refused(lambda: h + x, "n x 1", "m x 1", error=ShapeError)


def test_the_message_of_a_product_is_the_one_of_the_design():
    message = refused(lambda: W @ x, error=ShapeError)
    place = "test_section3_operators.py:"
    assert message.startswith(f"`W @ x`: W is n x n, x is m x 1; the inner sizes n and m differ ({place}")
    assert message.endswith("Did you mean V @ x?")
    assert refused(lambda: W @ b.T, error=ShapeError).endswith("Did you mean W @ b?")


def test_an_undefined_function_of_sympy_is_refused_by_name():
    f = sympy.Function("f")
    refused(lambda: f(sympy.Symbol("w")) * h, "f(w)", "the words of this language", error=NotSupportedError)


def test_names_declared_together_are_different():
    for make in (lambda: sr.dims("n n"), lambda: sr.vectors("h b h", n), lambda: sr.matrices("W W", n, n)):
        refused(make, "different names separated by spaces", error=ShapeError)


def test_a_product_of_two_columns_says_what_is_meant():
    refused(lambda: h @ h, "`*` is elementwise", "`u.T @ v` is the inner product")
    refused(lambda: h @ x, "`u.T @ v` is the inner product")


def test_a_scalar_multiplies_with_the_star():
    refused(lambda: s @ h, "scalar", "`*`")


# -- numbers ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "exact"),
    [(0.7, "7/10"), (0.1, "1/10"), (1e-9, "1/1000000000"), (2.5, "5/2"), (3, "3"), (Fraction(1, 3), "1/3"),
     (sympy.Rational(1, 3), "1/3"), (sympy.Integer(2), "2"), (-0.25, "-1/4"), (sympy.Float(0.1), "1/10")],
)  # fmt: skip
def test_numbers_are_exact_on_either_side(number, exact):
    for term in (number * h, h * number, h + number, number + h, number - h, h / number):
        assert ["num", exact] in nodes(sr.equal(term, h).record()["assert"])


def nodes(node):
    found = [node]
    for part in node if isinstance(node, list) else []:
        found += nodes(part)
    return found


@pytest.mark.parametrize("number", [1 / 3, 0.1234567890123456, math.pi, 2 / 3])
def test_a_float_that_is_no_literal_is_refused(number):
    refused(lambda: number * h, "float literal", "sr.rational(1, 3)", repr(number))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(number):
    refused(lambda: number * h, "finite", "sr.oo")


def test_the_advice_works():
    assert value(sr.rational(1, 3) * h, h=H) == pytest.approx((H / 3)[:, None])


def test_a_size_combines_with_numbers_and_terms():
    n_half = (n + Fraction(1, 2)) * h / n
    assert n_half.shape == (n, 1)
    assert value(n_half, h=H) == pytest.approx((H * 3.5 / 3)[:, None])
    assert value(0.5 * n * h, h=H) == pytest.approx((1.5 * H)[:, None])


# -- SymPy -----------------------------------------------------------------------------------------------------
def test_a_sympy_scalar_is_accepted_wherever_a_scalar_is():
    for term in (q * h, h * q, sympy.cos(q) * h, h / sympy.sqrt(q), sympy.pi * h, q + h):
        assert term.shape == (n, 1)
    assert value(sympy.exp(q) * h, h=H, q=0.5) == pytest.approx((np.exp(0.5) * H)[:, None])
    rate = sr.scalar("alpha", between=(0, 1))
    assert ((1 - rate.expr) * h).at({rate: sr.rational(1, 2)}).shape == (n, 1)
    assert sr.equal(rate.expr * h, h).record()["given"]


def test_a_scalar_has_the_shape_of_one_and_a_view_in_sympy():
    assert s.shape == ()
    assert s.expr == sympy.Symbol("s", real=True)
    assert isinstance(sr.tanh(s * 2).expr, sympy.Expr)
    assert isinstance(sr.dot(h, h).expr, sympy.Expr)


def test_a_domain_survives_the_way_through_sympy():
    rate = sr.scalar("rate", positive=True)
    assert rate.expr.is_positive
    again = sympy.log(rate.expr) * s
    assert sr.equal(again, again).record()["given"] == [["positive", ["sym", "rate"]]]


def test_an_integral_of_sympy_is_one_of_ours():
    gauss = sympy.Integral(sympy.exp(-(q**2)), (q, -sympy.oo, sympy.oo)) * s
    assert "integral" in str(sr.equal(gauss, s).record()["assert"])


@pytest.mark.parametrize(
    ("make", "texts"),
    [
        (lambda: h * W, ["does not broadcast over a matrix", "sr.diag(h) @ W"]),
        (lambda: W * h, ["the matrix product is `@`"]), (lambda: h + h.T, ["do not broadcast", ".T"]),
        (lambda: h / W, ["n x 1 and n x n"]), (lambda: h * math.pi, ["sr.pi"]), (lambda: h * math.e, ["sr.e"]),
        (lambda: sr.rational(1, 0), ["not zero"]), (lambda: sr.rational(0.5), ["sr.rational(1, 3)"]),
        (lambda: sr.rational("1/3"), ["sr.rational(1, 3)"]), (lambda: sr.max(h, b), ["2 arguments", "sr.stack"]),
        (lambda: sr.sum(), ["0 arguments"]), (lambda: sr.entry(h, n), ["0 to n - 1"]),
        (lambda: sr.unit(n, n + 1), ["0 to n - 1"]), (lambda: sr.block([[W, h], [h.T, s]]), ["sr.ones(1, 1)"]),
        (lambda: sr.function("f", range=1), ["a pair"]), (lambda: sr.function("f", range=(1, 0)), ["swap"]),
        (lambda: sr.function("f", lipschitz=-1), ["from 0 on"]),
    ],
)  # fmt: skip
def test_a_refusal_fits_the_slip(make, texts):
    refused(make, *texts)


def test_a_block_of_one_number_is_written_as_the_advice_says():
    bordered = sr.block([[W, h], [h.T, s * sr.ones(1, 1)]])
    assert value(bordered, W=M, h=H, s=2.0) == pytest.approx(np.block([[M, H[:, None]], [H[None], 2 * np.ones((1, 1))]]))


# -- refused by name -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "texts"),
    [
        (lambda: np.ones((3, 1)) + h, ["numpy array", "leaf"]),
        (lambda: h @ np.ones((3, 3)), ["numpy array", "leaf"]),
        (lambda: np.ones((3, 3)) @ h, ["numpy array", "leaf"]),
        (lambda: np.float64(0.5) * h, ["numpy float64", "rational"]),
        (lambda: h * np.float64(0.5), ["numpy float64", "rational"]),
        (lambda: h + np.int64(2), ["numpy int64"]),
        (lambda: np.tanh(h), ["numpy's tanh", "sr.tanh"]),
        (lambda: np.linalg.norm(h), ["numpy array"]),
        (lambda: torch.ones(3, 1) * h, ["torch tensor", "leaf"]),
        (lambda: h - torch.ones(3, 1), ["torch tensor", "leaf"]),
        (lambda: torch.matmul(torch.ones(3, 3), h), ["torch tensor"]),
        (lambda: torch.sigmoid(h), ["torch's sigmoid", "sr.sigmoid"]),
        (lambda: torch.nn.functional.softplus(h), ["torch's softplus", "sr.softplus"]),
        (lambda: sr.tanh(torch.tanh), ["function tanh", "sr.tanh(x)"]),
        (lambda: sympy.tanh(h), ["SymPy's tanh", "sr.tanh"]),
        (lambda: sympy.exp(s), ["SymPy's exp", "sr.exp"]),
        (lambda: h + sympy.MatrixSymbol("A", 3, 1), ["SymPy", "MatrixSymbol", "sr.matrix"]),
        (lambda: sympy.MatrixSymbol("A", 3, 3) @ h, ["SymPy"]),
        (lambda: sympy.Matrix([1, 2]) + h, ["SymPy", "sr.matrix"]),
        (lambda: h * sympy.Matrix([1, 2]), ["SymPy", "sr.matrix"]),
        (lambda: h * sympy.gamma(q), ["gamma"]),
        (lambda: h + phi, ["phi", "sr.function"]),
        (lambda: sr.tanh(phi), ["phi", "sr.function"]),
        (lambda: sr.tanh(lambda u: u), ["lambda", "sr.function"]),
        (lambda: h + math.tanh, ["tanh"]),
        (lambda: math.tanh(s), ["sr.tanh"]),
        (lambda: h + "b", ["string", "sr.vector"]),
        (lambda: h + None, ["None", "return"]),
        (lambda: h + True, ["bool", "sr.eq"]),
        (lambda: h * [1, 2], ["list", "sr.stack"]),
        (lambda: h * 2j, ["complex", "sr.i"]),
        (lambda: h + sr.tanh, ["function without an argument", "sr.tanh(x)"]),
        (lambda: h + sr.sequence("u", n), ["sequence", "hs[t]"]),
        (lambda: h + (h < 1), ["condition"]),
        (lambda: sr.vector("h", sr.dims("n")), ["tuple"]),
    ],
)
def test_foreign_objects_are_refused_by_name_at_the_line_of_the_user(make, texts):
    message = refused(make, *texts)
    assert "Traceback" not in message
    if "size of" not in message:
        assert "test_section3_operators.py:" in message


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: bool(h), "sr.equal"), (lambda: h and b, "sr.equal"), (lambda: list(h), "sr.entry"),
        (lambda: float(s), "sr.tanh"), (lambda: 0 < s < 1, "sr.between"), (lambda: max(h, b), "condition"),
        (lambda: (s < 1) & (s > 0), "sr.all_of"), (lambda: ~(s < 1), "sr.no"), (lambda: h**W, "sr.matpow"),
        (lambda: 2**h, "scalar"), (lambda: bool(n < m), "given"), (lambda: int(n), "int"), (lambda: list(n), "dims"),
    ],
)  # fmt: skip
def test_what_python_would_let_through_is_refused(make, text):
    refused(make, text)


def test_equality_of_terms_is_structural_and_terms_can_be_keys():
    assert h == sr.vector("h", n)
    assert h != b
    assert len({h: 1, sr.vector("h", n): 2}) == 1


def test_a_python_bool_is_no_condition():
    for wrong in (n == m, n == n, True):
        refused(lambda wrong=wrong: sr.equal(h, h, given=[wrong]), "bool", "sr.eq(n, m)", error=ConditionError)


def test_substitution():
    assert (W @ h + b).at({h: b, b: h}) == W @ b + h
    refused(lambda: h.at({h: x}), "m x 1", "n x 1")
    refused(lambda: (W @ h).at({x: x}), "leaf", "W, h")
    refused(lambda: h.at({"h": b}), "leaf")
    slope = sr.D(sr.tanh(W @ h), h).at({h: sr.zeros(n)})
    assert value(slope, W=M) == pytest.approx(M)


def test_an_unknown_word_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'tanhh'"):
        _ = sr.tanhh


def test_what_is_not_covered_says_which_word():
    refused(lambda: sr.lower(sr.D(sr.rho(s * W), s), "numpy"), "rho", error=NotSupportedError)
    refused(lambda: sr.lower(sr.integral(sr.exp(s), s, 0, 1), "numpy"), "integral", error=NotSupportedError)
    refused(lambda: sr.lower(sr.rank(W), "arb"), "arb", "rank", error=NotSupportedError)
