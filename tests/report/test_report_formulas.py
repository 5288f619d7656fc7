"""Formulas are typeset where they are formulas, and shown as their source where they are anything else."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symrnn
from symrnn.algebra.writing.spelling import name_latex
from symrnn.report import linebreak, mathml, quantify, terms, texmath, textex
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
    assert mathml.formula_is_typeset(shown) == textex.display(shown).startswith(r"\fitted{")


def test_what_core_has_dropped_is_repaired():
    assert "diag" in [node.text for node in ET.fromstring(mathml.inline(r"\mathrm{diag}(x)")).iter("mi")]
    assert "𝟏" in mathml.inline(r"\mathbf{1}")
    assert "<msup>" not in mathml.inline("s'")
    assert '<mo form="prefix">−</mo>' in mathml.inline("[-1,1]")
    assert "<munderover>" in mathml.display(r"\prod_{k=1}^{t} J_k")


LONG = "a = " + " + ".join(f"b_{{{k}}} c_{{{k}}}" for k in range(20)) + " = d"
ARRAY = r"\begin{array}{l} \displaystyle " + LONG + r" \\ \displaystyle \text{where } d = e \end{array}"


def lines_of(latex):
    root = ET.fromstring(mathml.display(latex))
    return ["".join(row.itertext()) for row in root.iter("mtr")]


def test_a_long_formula_is_broken_before_relations_and_signs():
    rows = lines_of(LONG)
    assert len(rows) == 3
    assert rows[0].startswith("a=b0c0+")
    assert rows[1][0] == "+"
    assert rows[2] == "=d"
    assert "".join(rows) == "".join(ET.fromstring(mathml.inline(LONG)).itertext())
    assert 'tabindex="0"' in mathml.display(LONG)


def test_a_short_formula_stays_on_its_line():
    assert lines_of("a = b = c") == []
    assert textex.broken("a = b = c") == "a = b = c"
    assert textex.broken(r"\begin{pmatrix} a \\ b \end{pmatrix}") == r"\begin{pmatrix} a \\ b \end{pmatrix}"


def test_rows_of_an_array_are_broken_each_on_its_own():
    assert lines_of(ARRAY)[:-1] == lines_of(LONG)
    assert lines_of(ARRAY)[-1] == "where\N{NO-BREAK SPACE}d=e"


def test_brackets_stay_together_where_they_can():
    inner = r"\bigl(" + "x + " * 12 + r"y\bigr)^{2}"
    rows = lines_of(f"A = (p - q) {inner} + (r + s) {inner} + t")
    assert all(row.count("(") == row.count(")") for row in rows)
    assert len(rows) > 1


def test_print_breaks_formulas_too():
    made = textex.broken(LONG)
    assert made.startswith(r"\begin{aligned} & a = b_{0} c_{0}")
    assert made.count(r"\\") >= 3
    assert r"\\ & \quad = d" in made
    rows = textex.broken(ARRAY)
    assert r"\begin{array}" not in rows
    assert rows.endswith(r"\\ & \text{where } d = e \end{aligned}")


def test_lines_are_filled_and_nothing_is_lost():
    cuts = (lambda text: text.split(";"), list)
    found = linebreak.lines("abc;defgh;ij", cuts, len, str.__add__, 5)
    assert found == [(0, "abc"), (1, "defgh"), (1, "ij")]
    assert linebreak.lines("abcdefgh", cuts, len, str.__add__, 5) == [(0, "abcde"), (1, "fgh")]
    assert linebreak.lines("abc", cuts, len, str.__add__, 5) == [(0, "abc")]
    assert linebreak.lines("a;bcdefgh", cuts, len, str.__add__, 5) == [(0, "abcde"), (1, "fgh")]


def test_every_command_that_the_printers_write_is_known():
    files = (Path(symrnn.__file__).parent / "algebra").rglob("*.py")
    written = {name for file in files for name in re.findall(r"(?<!\\)\\([A-Za-z]{2,})", file.read_text("utf-8"))}
    assert "odot" in written
    assert written - texmath.COMMANDS - texmath.ENVIRONMENTS - {"begin", "end"} == set()


PAIRED = {name for name in texmath.COMMANDS if re.fullmatch(r"left|right|[lr][vV]ert|[bB]igg?[lr]", name)}


@pytest.mark.parametrize("command", sorted(texmath.COMMANDS - PAIRED - {"substack", "text", "textrm", "limits"}))
def test_every_command_of_the_list_can_be_typeset(command):
    arguments = {"frac": 2, "dfrac": 2, "tfrac": 2, "binom": 2}.get(command, 1)
    latex = f"\\{command}" + "{x}" * arguments
    assert mathml.formula_is_typeset(latex), latex


def test_fences_are_typeset_in_pairs():
    for size in ("big", "Big", "bigg", "Bigg"):
        assert mathml.formula_is_typeset(rf"\{size}l( x \{size}r)")
        assert mathml.formula_is_typeset(rf"\{size}l\lVert x \{size}r\rVert")
    assert mathml.formula_is_typeset(r"\lvert x \rvert \lVert x \rVert")
    assert mathml.formula_is_typeset(r"\sum\limits_{k} x")


@pytest.mark.parametrize(
    ("leaf", "latex"),
    [
        ("W", "W"),
        ("w_g", "w_{g}"),
        ("h0", "h_{0}"),
        ("h0_g", "h_{0,g}"),
        ("phi", r"\varphi"),
        ("W_rec", r"W_{\mathrm{rec}}"),
        ("dt", r"\Delta t"),
        ("alpha2", r"\alpha_{2}"),
        ("g_h_t", "g_{h_{t}}"),
    ],
)
def test_names_read_like_mathematics(leaf, latex):
    assert name_latex(leaf) == latex  # as the formula of the statement spells it
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
        (r"\Delta t", r"\tfrac{1}{3}"),
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
    assert terms.extras({"functions": {"phi": body}, "sizes": {"n": 2}}) == ["n=2", r"\varphi(x)=1-\tanh(x)^{2}"]
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
        r"For all sizes m and n, every index t, every complex number z, every real number \Delta t,"
        r" all real columns b and h of n entries, every real matrix W of size n\times m,"
        r" every real sequence of matrices A of size n\times n,"
        r" every differentiable function \varphi with values in [-1,\infty], with 0 < dt < 1 and W != 0."
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


def test_formulas_between_dollar_signs_in_a_condition_are_mathematics():
    pieces = quantify.sentence({"given_text": [r"$0 < a^2 < 1$", "b is 3"]})
    assert pieces == [
        quantify.Piece("Where "),
        quantify.Piece("0 < a^2 < 1", True),
        quantify.Piece(" and b is 3"),
        quantify.Piece("."),
    ]
    hostile = r"costs $\input{x}$ or $$"
    assert quantify.sentence({"given_text": hostile})[0] == quantify.Piece(f"With {hostile}")


@pytest.mark.parametrize("environment", ["pmatrix", "bmatrix"])
def test_a_matrix_with_an_exponent_is_typeset(environment):
    inner = rf"\begin{{{environment}}} a & b \end{{{environment}}}"
    outer = rf"\begin{{pmatrix}} {inner}^{{\top}} \\ c \end{{pmatrix}}^{{-1}}"
    for formula in (rf"{inner}^{{\top}}", rf"{inner}_{{2}}\,x", outer):
        assert mathml.formula_is_typeset(formula)
