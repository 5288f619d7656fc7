"""Formulas are typeset where they are formulas, and shown as their source where they are anything else."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symrnn.report import mathml, quantify, terms, texmath, textex
from symrnn.report.book import clean

GOOD = [
    r"\frac{\partial s'}{\partial s} = (1-g)\,I + g\,\operatorname{diag}(\phi'(a))\,W",
    r"\Bigl\lVert \prod_{j=k+1}^{t} J_j \Bigr\rVert \le c^{\,t-k} \qquad (t \ge k)",
    r"\left\lVert x\right\rVert_2 + \lvert y\rvert + \|z\|",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{pmatrix} A & B \\ C & D \end{pmatrix}",
    r"\begin{array}{rl} a & b \end{array}",
    r"\sum_{\substack{0\le k\\k\ne j}} x_k",
    r"\lim_{t \to \infty} A^t = 0",
    r"\rho(J) < 1 \text{ for all } j",
    r"\left.\frac{a}{b}\right|_{x=0}",
    r"\mathbf{1}^\top \boldsymbol{h} \odot \mathbb{R} \mathcal{L} \mathsf{T}",
    "σ(a) ≤ 1 − ε",
    r"\begin{cases} 1 & x>0 \\ 0 & \text{else}\end{cases}",
]
BAD = [
    "",
    " ",
    r"\input{/etc/passwd}",
    r"\href{javascript:alert(1)}{x}",
    r"\color{red} x",
    r"\def\x{y}",
    "$$x$$",
    "a % b",
    "a # b",
    "^^5cinput",
    r"\frac{a}",
    r"\frac{",
    "x^{",
    "x^y^z",
    "}",
    r"\left( x",
    r"x \right)",
    r"\begin{pmatrix} a",
    r"\begin{verbatim}x\end{verbatim}",
    "a & b",
    r"a \\ b",
    r"\text{if $x$}",
    r"\text{a_b}",
    r"\text x",
    "中",
    "x" * 30_000,
    "{" * 60 + "}" * 60,
    r"\begin{array} a \end{array}",
    r"\csname x\endcsname",
]


@pytest.mark.parametrize("latex", GOOD)
def test_a_formula_is_typeset(latex):
    for made in (mathml.inline(latex), mathml.display(latex)):
        root = ET.fromstring(made)
        assert next(iter(root.iter("math"))).get("alttext") == texmath.tidy(latex)
        assert "\\" not in "".join(root.itertext())


@pytest.mark.parametrize("latex", BAD)
def test_anything_else_is_shown_as_its_source(latex):
    made = mathml.inline(latex)
    root = ET.fromstring(made)
    assert root.tag == "code"
    assert (root.text or "") == latex
    assert mathml.formula_is_typeset(latex) is False


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(r"\{}_^$&%#<>x'1=+- ()|"), max_size=25) | st.text(max_size=20))
def test_no_text_breaks_the_markup(latex):
    shown = clean(latex)
    root = ET.fromstring(mathml.display(shown))
    assert {node.tag for node in root.iter()} <= mathml._ELEMENTS | {"div", "code"}
    assert all(not key.startswith("on") and key != "href" for node in root.iter() for key in node.attrib)
    assert textex.text(shown).isascii()
    assert mathml.formula_is_typeset(shown) == textex.display(shown).startswith(r"\[")


def test_what_core_has_dropped_is_repaired():
    assert "diag" in [node.text for node in ET.fromstring(mathml.inline(r"\mathrm{diag}(x)")).iter("mi")]
    assert "𝟏" in mathml.inline(r"\mathbf{1}")
    assert "<msup>" not in mathml.inline("s'")
    assert '<mo form="prefix">−</mo>' in mathml.inline("[-1,1]")
    assert "<munderover>" in mathml.display(r"\prod_{k=1}^{t} J_k")


def test_a_long_formula_is_broken_at_its_relations():
    long = "a = " + " + ".join(f"b_{{{k}}} c_{{{k}}}" for k in range(20)) + " = d"
    assert mathml.display(long).count("<mtr>") == 2
    assert mathml.display("a = b = c").count("<mtr>") == 0
    assert 'tabindex="0"' in mathml.display(long)
    assert textex.broken(long).count(r"\\") >= 2
    assert textex.broken(r"\begin{pmatrix} a \\ b \end{pmatrix}") == r"\begin{pmatrix} a \\ b \end{pmatrix}"


@pytest.mark.parametrize(
    ("leaf", "latex"),
    [
        ("W", "W"),
        ("w_g", "w_{g}"),
        ("h0", "h_{0}"),
        ("h0_g", "h_{0,g}"),
        ("phi", r"\phi"),
        ("W_rec", r"W_{\mathrm{rec}}"),
        ("dt", r"\mathrm{dt}"),
        ("alpha2", r"\alpha_{2}"),
        ("g_h_t", "g_{h,t}"),
    ],
)
def test_names_read_like_mathematics(leaf, latex):
    assert texmath.name(leaf) == latex
    assert mathml.formula_is_typeset(latex)


def test_witnesses_are_typeset_with_their_numbers():
    point = {
        "leaves": {
            "W": [["1", "-1/2"]],
            "z": ["1", "-2/3"],
            "dt": "1/3",
            "J": {"10": [["4"]], "2": "3"},
            "big": [["0"] * 9] * 9,
        }
    }
    assert texmath.assignments(point) == [
        ("J^{(2)}", "3"),
        ("J^{(10)}", "4"),
        ("W", r"\begin{pmatrix}1 & -\tfrac{1}{2}\end{pmatrix}"),
        (r"\mathrm{big}", r"\text{a 9 by 9 matrix, in the ledger}"),
        (r"\mathrm{dt}", r"\tfrac{1}{3}"),
        ("z", r"1-\tfrac{2}{3}\,\mathrm{i}"),
    ]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("16/25", r"\tfrac{16}{25}"),
        ("-3", "-3"),
        ("3e-58", r"3\times 10^{-58}"),
        ("0.25", "0.25"),
        ("[[1, 1/2]]", r"\begin{pmatrix}1 & \tfrac{1}{2}\end{pmatrix}"),
        ("true", None),
        ("[[1,<script>]]", None),
        ("[[1],[1,2]]", None),
    ],
)
def test_sides_are_numbers_or_stay_as_they_are(text, latex):
    assert texmath.side(text) == latex


def test_functions_of_a_witness_are_written_out():
    body = ["sub", ["num", "1"], ["pow", ["fn", "tanh", ["sym", "_x"]], ["num", "2"]]]
    assert terms.extras({"functions": {"phi": body}, "sizes": {"n": 2}}) == ["n=2", r"\phi(x)=1-\tanh(x)^{2}"]
    assert (
        terms.term(["div", ["neg", ["sym", "a"]], ["add", ["sym", "b"], ["num", "-1/2"]]])
        == r"\frac{-a}{b+\left(-\tfrac{1}{2}\right)}"
    )
    assert terms.term(["kron", ["sym", "A"], ["sym", "B"]]) == r"\operatorname{kron}\left(A, B\right)"
    assert terms.size(["+", "n", ["*", 2, "m"], -1]) == r"n+2\,m-1"


def test_quantifiers_are_said_in_words():
    claim = {
        "statement": {
            "sizes": ["m", "n"],
            "indices": ["t"],
            "leaves": {
                "h": {"shape": ["n", 1]},
                "b": {"shape": ["n", 1]},
                "W": {"shape": ["n", "m"]},
                "dt": {"shape": []},
                "A": {"shape": ["n", "n"], "sequence": True},
                "z": {"shape": [], "field": "complex"},
                "w": {"shape": []},
            },
            "functions": {"phi": {"body": None, "range": ["-1", "oo"]}, "f": {"body": ["sym", "_x"]}},
            "assert": ["equal", ["integral", ["sym", "w"], "w", ["num", "0"], ["num", "1"]], ["sym", "dt"]],
        },
        "given_text": ["0 < dt < 1", "W != 0"],
    }
    assert quantify.plain(quantify.sentence(claim)) == (
        r"For all sizes m and n, every index t, every complex number z, every real number \mathrm{dt},"
        r" all real columns b and h of n entries, every real matrix W of size n\times m, every real sequence of matrices A of size n\times n,"
        r" every differentiable function \phi with values in [-1,\infty], with 0 < dt < 1 and W != 0."
    )


def test_bound_names_are_not_quantified():
    assert terms.bound_names(["exists", [["sym", "W"]], ["eq", ["sym", "W"], ["total", ["sym", "x"], "k", 0, 3]]]) == {
        "W",
        "k",
    }
    assert terms.bound_names(["tends_to", ["sym", "x"], ["num", "0"], "t"]) == {"t"}


def test_nothing_to_quantify_says_nothing():
    assert quantify.sentence({"statement": None}) == []
    assert quantify.plain(quantify.sentence({"given_text": "A is invertible"})) == "Where A is invertible."
