"""Text, LaTeX and words of terms and statements."""

import xml.etree.ElementTree as ET

import pytest
from every_head import STATEMENTS, TERMS, A, W, a, alpha, b, h, hs, k, n, phi, t, tanh, v, x
from latex2mathml.converter import convert

import symrnn.algebra.language.statements as st
import symrnn.algebra.language.words as w
from symrnn.algebra.language.leaves import scalar, vector
from symrnn.algebra.language.ownfunctions import function
from symrnn.algebra.terms import HEADS
from symrnn.algebra.writing.latex import (
    given_words,
    latex,
    statement_latex,
    statement_text,
    statement_words,
    text,
)
from symrnn.algebra.writing.simplify import simplified
from symrnn.algebra.writing.spelling import name_latex, size_latex
from symrnn.report.texmath import acceptable


def assert_typeset(formula):
    ET.fromstring(convert(formula))
    assert acceptable(formula), formula


def test_every_head_has_an_example():
    assert set(TERMS) == set(HEADS)
    assert set(STATEMENTS) == set(st.HEADS) - {"given"}


@pytest.mark.parametrize("head", TERMS)
def test_every_head_is_typeset(head):
    assert_typeset(latex(TERMS[head], closed=False))
    assert_typeset(latex(TERMS[head]))


@pytest.mark.parametrize("head", STATEMENTS)
def test_every_statement_is_typeset(head):
    assert_typeset(statement_latex(STATEMENTS[head]))
    assert statement_words(STATEMENTS[head])
    assert statement_text(STATEMENTS[head]).startswith(head)


@pytest.mark.parametrize(("name", "formula"), [
    ("W", "W"), ("W_g", "W_{g}"), ("b_hh", "b_{hh}"), ("alpha", r"\alpha"), ("sigma_max", r"\sigma_{\mathrm{max}}"),
    ("dt", r"\Delta t"), ("h1", "h_{1}"), ("lambda_", r"\lambda"), ("c_new", "c'"), ("h_tilde", r"\tilde{h}"),
    ("h'", "h'"), ("delta_h_tilde", r"\delta_{\tilde{h}}"), ("gate", r"\mathrm{gate}"), ("eps", r"\varepsilon"),
])  # fmt: skip
def test_names(name, formula):
    assert name_latex(name) == formula


def test_sizes_lead_with_a_positive_part():
    assert size_latex(t - k) == "t - k"
    assert size_latex(2 * n + 1) == "2n + 1"
    assert text(w.matpow(W, t - k)) == "matpow(W, t - k)"


@pytest.mark.parametrize(("term", "formula"), [
    (W @ h + b, r"W\,h + b"),
    (alpha * (h * b), r"\alpha\,(h \odot b)"),
    ((h * b) * alpha, r"\alpha\,(h \odot b)"),
    (W @ (h * b), r"W\,(h \odot b)"),
    (W @ h * b, r"W\,h \odot b"),
    (h - (b - v), "h - (b - v)"),
    (h + -b, "h - b"),
    (h - -b, "h - (-b)"),
    (2 * (3 * h), r"2 \cdot 3\,h"),
    (1 - tanh(a) ** 2, r"1 - \tanh^{2}(a)"),
    (h**2, r"h^{\odot 2}"),
    (alpha**-1, r"\alpha^{-1}"),
    (h / (1 + alpha), r"\frac{h}{1 + \alpha}"),
    (h / b, r"h \oslash b"),
    (W + 1, r"W + \mathbf{1}\mathbf{1}^{\top}"),
    (w.inv(W).T, r"W^{-\top}"),
    (h @ h.T @ W, r"h\,h^{\top}\,W"),
    (w.dot(h, b) * v, r"(h^{\top}\,b)\,v"),
    (w.entry(h, k), "h_{k}"),
    (w.entry(W @ h, k), r"(W\,h)_{k}"),
    (phi.prime()(a), r"\varphi'(a)"),
    (w.norm(h / alpha), r"\left\lVert \frac{h}{\alpha} \right\rVert_{2}"),
    (w.total(tanh(hs[k]), k, 1, t), r"\sum_{k=1}^{t} \tanh(h_{s,k})"),
    (w.named("c'", W @ h).T, r"{c'}^{\top}"),
])  # fmt: skip
def test_formulas(term, formula):
    assert latex(term, closed=False) == formula


def test_a_product_of_matrices_lists_its_index_downwards():
    assert r"k=t + 5,\,t + 4,\,\ldots,\,t" in latex(TERMS["product"], closed=False)


def test_derivatives_are_closed_unless_they_are_to_stay():
    lazy = w.D(tanh(a), h)
    assert latex(lazy) == r"\operatorname{diag}(1 - \tanh^{2}(a))\,W"
    assert latex(lazy, closed=False) == r"\frac{\partial \tanh(a)}{\partial h}"
    assert latex(w.D(w.rho(w.diag(h)), h)) == r"\frac{\partial \rho(\operatorname{diag}(h))}{\partial h}"
    assert latex(w.D(w.named("y", tanh(a)), h), closed=False) == r"\frac{\partial y}{\partial h}"
    assert latex(w.D(h + alpha * tanh(a), h), closed=False).startswith(r"\frac{\partial}{\partial h}\left[")


@pytest.mark.parametrize(("term", "written"), [
    (h - (b - v), "h - (b - v)"), (h + (b - v), "h + b - v"), ((h + b) * v, "(h + b)*v"), (-(h + b), "-(h + b)"),
    ((-h) ** 2, "(-h)**2"), (W @ (A @ h), "W @ (A @ h)"), (W @ A @ h, "W @ A @ h"), ((W @ h) * b, "(W @ h)*b"),
    ((2 * h) / alpha, "2*h/alpha"), (h / (2 * alpha), "h/(2*alpha)"), (w.eye(n).T, "eye(n).T"),
    (w.ones(n), "ones(n)"), (w.unit(n, 0), "unit(n, 0)"), (w.entry(h, k), "entry(h, k)"),
    (TERMS["expect"], "expect(z**2, z, gaussian(0, alpha))"),
])  # fmt: skip
def test_text_keeps_precedence(term, written):
    assert text(term) == written


def test_text_reads_back_as_an_equal_term():
    scope = {**vars(w), "W": W, "A": A, "h": h, "b": b, "v": v, "alpha": alpha, "x": x, "n": n, "tanh": tanh}
    for term in (h - (b - v), -(h * b) / alpha, (W @ A).T @ (h + b) * v, (1 - alpha) ** 2 * (W @ h), h - -b,
                 w.diag(1 - tanh(W @ h) ** 2) @ W):  # fmt: skip
        assert simplified(eval(text(term), scope)) == simplified(term)


def test_a_name_with_two_meanings_gets_a_number():
    twice = a.at({h: b}) + a
    shown = latex(twice)
    assert shown == "a + a_{2}"
    statement = statement_latex(st.equal(twice, h))
    assert r"a = W\,b + b" in statement
    assert r"a_{2} = W\,h + b" in statement


def test_a_statement_defines_what_it_names():
    formula = statement_latex(st.equal(w.D(tanh(a), h), w.diag(1 - tanh(a) ** 2) @ W))
    assert r"\text{where } a = W\,h + b" in formula
    assert_typeset(formula)


def test_conditions_in_words():
    given = [alpha > 0, alpha <= 1, st.symmetric(W), st.ge(n, 2), st.no(st.invertible(W)), st.no(alpha < 1),
             st.eq(W, 0), st.nonneg(h), h <= b]  # fmt: skip
    assert given_words(st.equal(W @ h, h, given=given)) == [
        "0 < alpha <= 1", "W is symmetric", "n >= 2", "W is not invertible", "alpha >= 1", "W = 0",
        "every entry of h is nonnegative", "h <= b entry by entry"]  # fmt: skip


def test_conditions_in_words_with_mathematics():
    given = [alpha > 0, alpha <= 1, st.invertible((1 - alpha) * w.eye(n) + W), st.nonneg(h), st.ne(W, 0)]
    assert given_words(st.equal(W @ h, h, given=given), mathematics=True) == [
        r"$0 < \alpha \le 1$", r"$(1 - \alpha)\,I + W$ is invertible", r"every entry of $h$ is nonnegative",
        r"$W$ is not zero"]  # fmt: skip


def test_declared_domains_are_conditions():
    dt = scalar("dt", between=(0, 1))
    assert given_words(st.equal(dt * h, h)) == ["0 <= dt <= 1"]


def test_words_of_a_record_are_those_of_its_statement():
    for given in STATEMENTS.values():
        whole = st.equal(h, b, given=[given])
        if given.head not in ("expects", "given"):
            assert given_words(whole) == given_words(whole.record()), given


def test_payloads_do_not_reach_the_formula():
    odd = function("swish_input")
    formula = latex(odd(vector("x_href", n)))
    assert formula == r"\mathrm{swish}_{\mathrm{input}}(x_{\mathrm{href}})"
