r"""Terms as LaTeX: one function per head, and how tightly what it prints binds.

The commands are those that pdflatex with amsmath, KaTeX and latex2mathml all read. Elementwise products of arrays are
`\odot`, elementwise powers `^{\odot p}`; a scalar times an array and a matrix product stand side by side. A scalar
that is added to a column is added to every entry, as in the language; added to a matrix it is written with ones.
Entries and unit columns are counted from 0, as in the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from symrnn.algebra.functions import TABLE, Function
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import ONE, Term
from symrnn.algebra.writing.spelling import name_latex, size_latex

# How tightly a piece binds.
SUM, BIG, HADAMARD, PRODUCT, SCRIPTED, ATOM = 1, 2, 3, 4, 5, 6
_TALL = re.compile(r"\\(frac|begin|sum|prod|int|left|partial)\b")
_LONG = 34  # characters from which a numerator or a differentiated term no longer stands in a fraction

Piece = tuple[str, int]


class Printer:
    """Prints terms; a named intermediate appears under its name."""

    def __init__(self) -> None:
        self._memo: dict[Term, Piece] = {}

    def piece(self, term: Term) -> Piece:
        """The LaTeX of a term and how tightly it binds."""
        if term not in self._memo:
            self._memo[term] = PRINT[term.head](self, term, *term.args)
        return self._memo[term]

    def __call__(self, term: Term, level: int = 0) -> str:
        """The LaTeX of a term where the surroundings bind as tightly as `level`."""
        text, own = self.piece(term)
        return parens(text) if own < level else text


def parens(text: str) -> str:
    """In parentheses, of the height of what they hold."""
    return rf"\left({text}\right)" if _TALL.search(text) else f"({text})"


def bars(text: str, kind: str, below: str = "") -> str:
    """Between bars, `lvert` or `lVert`, with a subscript."""
    tall = bool(_TALL.search(text))
    left, right = (rf"\left\l{kind}", rf"\right\r{kind}") if tall else (rf"\l{kind}", rf"\r{kind}")
    return f"{left} {text} {right}" + (f"_{{{below}}}" if below else "")


def beside(left: str, right: str) -> str:
    """Two factors side by side; a dot where two numbers would run together."""
    return f"{left} \\cdot {right}" if re.match(r"\d|\\tfrac", right) else rf"{left}\,{right}"


def call(word: str, *arguments: str) -> Piece:
    """A function of its arguments."""
    return word + parens(", ".join(arguments)), ATOM


def fraction(value: Fraction) -> Piece:
    """An exact number."""
    if value.denominator == 1:
        return str(value), SUM if value < 0 else ATOM
    sign = "-" if value < 0 else ""
    return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}", SUM if value < 0 else PRODUCT


# -- operators ---------------------------------------------------------------------------------------------------
def _sum(p: Printer, term: Term, a: Term, b: Term) -> Piece:
    left, right = _summand(p, a, term), _summand(p, b, term)
    if term.head == "sub":
        return f"{left} - {parens(right) if _level(p, b) <= SUM else right}", SUM
    return (f"{left} - {right[1:]}" if right.startswith("-") else f"{left} + {right}"), SUM


def _level(p: Printer, term: Term) -> int:
    return p.piece(term)[1]


def _summand(p: Printer, part: Term, whole: Term) -> str:
    """A scalar that is added to every entry of a matrix is written with ones, lest it be read as c I."""
    if part.is_scalar and whole.shape and ONE not in whole.shape:
        filled = r"\mathbf{1}\mathbf{1}^{\top}"
        return filled if part.head == "num" and part.args[0] == 1 else beside(p(part, PRODUCT), filled)
    return p(part)


def _neg(p: Printer, _: Term, a: Term) -> Piece:
    return f"-{p(a, BIG)}", SUM


def _mul(p: Printer, _: Term, a: Term, b: Term) -> Piece:
    if a.is_scalar or b.is_scalar:
        first, second = (b, a) if b.is_scalar and not a.is_scalar else (a, b)
        if first.head == "num" and first.args[0] == -1:
            return f"-{p(second, PRODUCT)}", SUM
        return _coefficient(p, first, p(second, PRODUCT))
    return rf"{p(a, HADAMARD)} \odot {p(b, HADAMARD)}", HADAMARD


def _coefficient(p: Printer, scalar: Term, rest: str) -> Piece:
    """A scalar in front; the sign of a negative number leads."""
    if scalar.head == "num" and scalar.args[0] < 0:
        return f"-{beside(fraction(-scalar.args[0])[0], rest)}", SUM
    return beside(p(scalar, PRODUCT), rest), PRODUCT


def _div(p: Printer, _: Term, a: Term, b: Term) -> Piece:
    if not b.is_scalar:
        return rf"{p(a, HADAMARD)} \oslash {p(b, SCRIPTED)}", HADAMARD
    if a.is_scalar or len(p(a)) <= _LONG:
        top = p(a)
        # A sign in front of the fraction reads better than one in its numerator.
        sign, top = ("-", top[1:]) if re.fullmatch(r"-[^-+ ]+", top) else ("", top)
        return rf"{sign}\frac{{{top}}}{{{p(b)}}}", SUM if sign else PRODUCT
    return beside(rf"\frac{{1}}{{{p(b)}}}", p(a, PRODUCT)), PRODUCT


def _pow(p: Printer, term: Term, a: Term, e: Term) -> Piece:
    raised = _exponent(p, e)
    if (
        a.head == "fn"
        and a.args[0].name in ("tanh", "sin", "cos", "sinh", "cosh")
        and e.head == "num"
        and e.args[0] > 1
    ):
        return call(f"{_function(a.args[0])}^{{{raised}}}", p(a.args[1]))
    if a.head == "fn" and a.args[0].name == "exp" and a.is_scalar:
        return f"{call(_function(a.args[0]), p(a.args[1]))[0]}^{{{raised}}}", SCRIPTED
    if term.is_scalar:
        return f"{p(a, ATOM)}^{{{raised}}}", SCRIPTED
    return rf"{p(a, ATOM)}^{{\odot {raised if re.fullmatch(r'.|[0-9]+', raised) else '(' + raised + ')'}}}", SCRIPTED


def _exponent(p: Printer, e: Term) -> str:
    return str(e.args[0]) if e.head == "num" else p(e)


def _matmul(p: Printer, term: Term, a: Term, b: Term) -> Piece:
    # A scalar that is a product of matrices stands in parentheses among other factors: (u' v) w.
    return beside(p(a, PRODUCT), p(b, PRODUCT)), HADAMARD if term.is_scalar else PRODUCT


def _transpose(p: Printer, _: Term, a: Term) -> Piece:
    if a.head == "inv":
        return rf"{p(a.args[0], ATOM)}^{{-\top}}", SCRIPTED
    return rf"{_based(p(a, ATOM))}^{{\top}}", SCRIPTED


def _based(base: str) -> str:
    """A base that ends in primes, in braces: the superscript comes after them."""
    return f"{{{base}}}" if re.search(r"'(_\{[^{}]*\})?$", base) else base


# -- leaves and numbers ------------------------------------------------------------------------------------------
def _name(text: str) -> Piece:
    return text, SCRIPTED if text.startswith(r"\Delta") else ATOM


def _element(_p: Printer, _: Term, name: str, when: Size) -> Piece:
    base = name_latex(name)
    index = size_latex(when)
    return (f"{base[:-1]},{index}}}" if base.endswith("}") and "_{" in base else f"{base}_{{{index}}}"), ATOM


def _size(_p: Printer, _: Term, size: Size) -> Piece:
    text = size_latex(size)
    return text, SUM if re.search(r"[-+]", text) else ATOM if re.fullmatch(r"\d+|[^\d,]+", text) else PRODUCT


def _ones(_p: Printer, term: Term, *_sizes: Size) -> Piece:
    rows, columns = term.shape
    if columns == ONE:
        return r"\mathbf{1}", ATOM
    return (r"\mathbf{1}^{\top}", SCRIPTED) if rows == ONE else (r"\mathbf{1}\mathbf{1}^{\top}", PRODUCT)


_CONSTANTS = {"pi": r"\pi", "e": r"\mathrm{e}", "i": r"\mathrm{i}", "oo": r"\infty"}


# -- functions ---------------------------------------------------------------------------------------------------
def _function(f: Function) -> str:
    base = f.base
    word = TABLE[base.name].latex if base.name in TABLE else base.latex or name_latex(base.name)
    return word + "'" * f.order


def _apply(p: Printer, term: Term, f: Function, a: Term) -> Piece:
    inside = p(a)
    if f.name == "sqrt":
        return rf"\sqrt{{{inside}}}", ATOM
    if f.name == "abs":
        return bars(inside, "vert"), ATOM
    if f.name == "exp" and term.is_scalar and len(inside) <= _LONG and "frac" not in inside:
        return rf"\mathrm{{e}}^{{{inside}}}", SCRIPTED
    return call(_function(f), inside)


def _operator(word: str) -> Callable[..., Piece]:
    """A head that prints as a function of its one argument."""
    return lambda p, _, a: call(word, p(a))


def _norm(below: str) -> Callable[..., Piece]:
    return lambda p, _, a: (bars(p(a), "Vert", below), ATOM)


def _entries(p: Printer, _: Term, a: Term, i: Size, j: Size) -> Piece:
    row, column = size_latex(i), size_latex(j)
    index = row if a.is_column else row + column if len(row) == len(column) == 1 else f"{row},{column}"
    base = p(a, ATOM)
    return f"{parens(base) if '_' in base and not base.endswith(')') else base}_{{{index}}}", ATOM


def _summed(p: Printer, _: Term, a: Term) -> Piece:
    if a.is_scalar:
        return p.piece(a)
    left = p(a, PRODUCT) if a.shape[0] == ONE else beside(r"\mathbf{1}^{\top}", p(a, PRODUCT))
    return (left if a.is_column else left + r"\,\mathbf{1}"), PRODUCT


def _grid(rows: list[list[str]]) -> Piece:
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{pmatrix}", ATOM


# -- calculus ----------------------------------------------------------------------------------------------------
def _derivative(p: Printer, _: Term, y: Term, x: Term) -> Piece:
    top, below = p(y), p(x)
    if _level(p, y) >= SCRIPTED and len(top) <= _LONG and not _TALL.search(top):
        return rf"\frac{{\partial {top}}}{{\partial {below}}}", SCRIPTED
    return rf"\frac{{\partial}}{{\partial {below}}}\left[{top}\right]", SCRIPTED


def _pullback(p: Printer, _: Term, y: Term, x: Term, g: Term) -> Piece:
    inner = p(y, PRODUCT)
    if g.head == "num":
        inner = p(y, ATOM) if g.args[0] == 1 else parens(beside(p(g, PRODUCT), inner))
    else:
        inner = parens(beside(p(g, PRODUCT) if g.is_scalar else rf"{_based(p(g, ATOM))}^{{\top}}", inner))
    return rf"\nabla_{{\!{p(x)}}}\,{inner}", PRODUCT


def _along(p: Printer, term: Term, y: Term, x: Term, d: Term) -> Piece:
    slope = _derivative(p, term, y, x)[0]
    return (beside(slope, p(d, PRODUCT)) if not x.shape or x.is_column else rf"{slope}\left[{p(d)}\right]"), PRODUCT


def _hessian(p: Printer, _: Term, s: Term, x: Term) -> Piece:
    return rf"\nabla_{{\!{p(x)}}}^{{2}}\,{p(s, ATOM)}", PRODUCT


def _substituted(p: Printer, _: Term, a: Term, pairs: tuple[tuple[Term, Term], ...]) -> Piece:
    where = r",\; ".join(f"{p(k)} = {p(v)}" for k, v in pairs)
    return rf"\left. {p(a, PRODUCT)} \right|_{{{where}}}", SCRIPTED


# -- families, integrals -----------------------------------------------------------------------------------------
def _product(p: Printer, term: Term, body: Term, k: str, lo: Size, hi: Size) -> Piece:
    index, low, high = name_latex(k), size_latex(lo), size_latex(hi)
    if not term.shape:
        return rf"\prod_{{{index}={low}}}^{{{high}}} {p(body, PRODUCT)}", BIG
    # The factors of a product of matrices stand in the order in which the index is listed: the largest first.
    length = (hi - lo).constant
    if length is not None and 0 <= length <= 2:
        listed = ",".join(size_latex(hi - step) for step in range(length + 1))
    else:
        listed = rf"{high},\,{size_latex(hi - 1)},\,\ldots,\,{low}"
    return rf"\prod_{{{index}={listed}}} {p(body, PRODUCT)}", BIG


def _total(p: Printer, _: Term, body: Term, k: str, lo: Size, hi: Size) -> Piece:
    return rf"\sum_{{{name_latex(k)}={size_latex(lo)}}}^{{{size_latex(hi)}}} {p(body, BIG)}", BIG


def _integral(p: Printer, _: Term, f: Term, w: Term, lo: Term, hi: Term) -> Piece:
    return rf"\int_{{{p(lo)}}}^{{{p(hi)}}} {p(f, BIG)}\,\mathrm{{d}}{p(w)}", BIG


def _iterate(p: Printer, _: Term, f: Term, x: Term, x0: Term, t: Size) -> Piece:
    return rf"\left({p(x)} \mapsto {p(f)}\right)^{{\circ {_grouped(size_latex(t))}}}{parens(p(x0))}", ATOM


def _grouped(index: str) -> str:
    return index if len(index) == 1 else f"({index})"


def _expect(p: Printer, _: Term, f: Term, z: Term, law: tuple[str, Term, Term]) -> Piece:
    name, first, second = law
    letter = {"gaussian": r"\mathcal{N}", "uniform": r"\mathcal{U}"}[name]
    drawn = rf"{p(z)} \sim {letter}({p(first)},\,{p(second)})"
    return rf"\mathbb{{E}}_{{{drawn}}}\left[{p(f)}\right]", ATOM


# fmt: off
PRINT: dict[str, Callable[..., Piece]] = {
    "num": lambda _p, _, v: fraction(v), "const": lambda _p, _, c: (_CONSTANTS[c], ATOM),
    "sym": lambda _p, _, name, *_domain: _name(name_latex(name)), "seq": _element, "size": _size,
    "named": lambda _p, _, name, _body: _name(name_latex(name)),
    "eye": lambda _p, _, _n: ("I", ATOM), "ones": _ones, "zeros": lambda _p, _, *_sizes: ("0", ATOM),
    "unit": lambda _p, _, _n, i: (f"e_{{{size_latex(i)}}}", ATOM),
    "add": _sum, "sub": _sum, "mul": _mul, "div": _div, "neg": _neg, "pow": _pow, "matmul": _matmul, "T": _transpose,
    "fn": _apply, "diag": _operator(r"\operatorname{diag}"), "diagof": _operator(r"\operatorname{diagof}"),
    "outer": lambda p, _, u, v: (beside(p(u, PRODUCT), rf"{_based(p(v, ATOM))}^{{\top}}"), PRODUCT),
    "dot": lambda p, _, u, v: (beside(rf"{_based(p(u, ATOM))}^{{\top}}", p(v, PRODUCT)), HADAMARD),
    "inv": lambda p, _, a: (f"{_based(p(a, ATOM))}^{{-1}}", SCRIPTED),
    "matpow": lambda p, _, a, k: (f"{_based(p(a, ATOM))}^{{{size_latex(k)}}}", SCRIPTED),
    "expm": lambda p, _, a: (rf"\mathrm{{e}}^{{{p(a)}}}", SCRIPTED),
    "kron": lambda p, _, a, b: (rf"{p(a, PRODUCT)} \otimes {p(b, SCRIPTED)}", HADAMARD),
    "vec": _operator(r"\operatorname{vec}"), "softmax": _operator(r"\operatorname{softmax}"),
    "stack": lambda p, _, *parts: _grid([[p(part)] for part in parts]),
    "block": lambda p, _, grid: _grid([[p(b) for b in row] for row in grid]),
    "entry": _entries, "det": _operator(r"\det"), "tr": _operator(r"\operatorname{tr}"),
    "rank": _operator(r"\operatorname{rank}"), "rho": _operator(r"\rho"), "count_nonzero": _norm("0"),
    "sum": _summed, "mean": _operator(r"\operatorname{mean}"), "max": _operator(r"\max"), "min": _operator(r"\min"),
    "norm": _norm("2"), "norm_f": _norm(r"\mathrm{F}"), "norm_1": _norm("1"), "norm_inf": _norm(r"\infty"),
    "sigma_min": _operator(r"\sigma_{\min}"), "eig_max": _operator(r"\lambda_{\max}"),
    "eig_min": _operator(r"\lambda_{\min}"), "conj": lambda p, _, a: (rf"\overline{{{p(a)}}}", ATOM),
    "re": _operator(r"\operatorname{Re}"), "im": _operator(r"\operatorname{Im}"),
    "D": _derivative, "pullback": _pullback, "jvp": _along, "hessian": _hessian, "at": _substituted,
    "product": _product, "total": _total, "integral": _integral, "iterate": _iterate,
    "lyap": lambda p, _, a, q: call(r"\operatorname{lyap}", p(a), p(q)), "expect": _expect,
}
# fmt: on
"""What prints each head: one row per head of the language."""
