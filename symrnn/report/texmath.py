r"""Formulas as LaTeX that is safe to typeset, and small exact values as LaTeX.

A ledger may come from anywhere, so a formula in it is data: :func:`acceptable` reads it against a closed
list of mathematical commands. What it does not know (``\input``, ``\href``, a lonely ``$``) is never
typeset, only shown as its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from symrnn.algebra.writing.spelling import name_latex

LONGEST = 20_000
"""Characters of the longest formula that is typeset; a longer one is shown as its source."""

LARGEST = 8
"""Rows and columns of the largest matrix that is printed with its numbers."""

DEEPEST = 40
"""Deepest nesting of groups that is typeset: far beyond what is written, far below any recursion limit."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENVIRONMENTS = _words("matrix pmatrix bmatrix vmatrix Vmatrix smallmatrix aligned gathered split cases array")

COMMANDS = _words(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho
    sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    frac dfrac tfrac binom sqrt sum prod int oint lim limsup liminf sup inf max min log ln exp sin cos tan cot sec csc
    sinh cosh tanh coth arcsin arccos arctan det dim ker deg gcd Pr
    cdot times div pm mp ast star circ bullet oplus ominus otimes oslash odot dagger cup cap setminus wedge vee
    le leq ge geq lt gt ne neq equiv sim simeq approx cong propto ll gg prec succ subset subseteq supset supseteq
    in notin ni mid parallel perp to gets mapsto rightarrow leftarrow leftrightarrow longrightarrow Rightarrow
    Leftarrow Leftrightarrow Longrightarrow Longleftrightarrow implies iff
    forall exists nexists neg lnot land lor top bot emptyset varnothing infty partial nabla ell Re Im hbar prime
    ldots cdots vdots ddots dots dotsc dotsb quad qquad colon
    left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr
    langle rangle lvert rvert lVert rVert lfloor rfloor lceil rceil lbrace rbrace lbrack rbrack vert Vert
    bar hat tilde vec dot ddot overline underline widehat widetilde underbrace overbrace
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol operatorname text textrm
    displaystyle textstyle limits substack
    """
)

UNICODE = {
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "ζ": r"\zeta ",
    "η": r"\eta ", "θ": r"\theta ", "κ": r"\kappa ", "λ": r"\lambda ", "μ": r"\mu ", "ν": r"\nu ", "ξ": r"\xi ",
    "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ", "φ": r"\varphi ", "ϕ": r"\phi ", "χ": r"\chi ",
    "ψ": r"\psi ", "ω": r"\omega ", "Γ": r"\Gamma ", "Δ": r"\Delta ", "Θ": r"\Theta ", "Λ": r"\Lambda ",
    "Σ": r"\Sigma ", "Π": r"\Pi ", "Φ": r"\Phi ", "Ψ": r"\Psi ", "Ω": r"\Omega ", "≤": r"\le ", "≥": r"\ge ",
    "≠": r"\ne ", "≈": r"\approx ", "∈": r"\in ", "∞": r"\infty ", "×": r"\times ", "·": r"\cdot ", "±": r"\pm ",
    "−": "-", "→": r"\to ", "∀": r"\forall ", "∃": r"\exists ", "∂": r"\partial ", "∇": r"\nabla ",
    "∑": r"\sum ", "∏": r"\prod ", "ᵀ": r"^{\top}", "⊙": r"\odot ", "‖": r"\| ", "…": r"\ldots ", "′": "'",
}  # fmt: skip

_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}&$%#\"`])|(\^\^)|([^\x20-\x7e])", re.DOTALL)
_WORDS = re.compile(r"\\(?:text|textrm)\s*\{([^{}]*)\}")
_WORDS_INSIDE = re.compile(r"[A-Za-z0-9 .,;:()'/+=!?-]*")
_NUMBER = re.compile(r"(-?)(\d+)(?:/(\d+))?\Z")
_DECIMAL = re.compile(r"([+-]?\d*\.?\d+)(?:[eE]([+-]?\d+))?\Z")


def tidy(latex: str) -> str:
    """`latex` on one line, with the common Unicode signs written as commands."""
    for sign, command in UNICODE.items():
        latex = latex.replace(sign, command)
    return " ".join(latex.split())


def acceptable(latex: str) -> bool:
    """Whether tidy `latex` is a balanced formula over the closed list of commands.

    Unknown commands, unbalanced groups, ``$``, comments, alignment outside an environment and TeX's ``^^``
    notation are not acceptable; neither is an empty formula.
    """
    if not latex or len(latex) > LONGEST:
        return False
    if any(not _WORDS_INSIDE.fullmatch(words) for words in _WORDS.findall(latex)):
        return False
    if re.search(r"\\(?:text|textrm)(?!\s*\{[^{}]*\})(?![A-Za-z])", latex):
        return False
    return _balanced(latex)


def _balanced(latex: str) -> bool:
    stack: list[str] = []
    position = 0
    while match := _TOKEN.search(latex, position):
        position = match.end()
        command, escaped, single, caret, foreign = match.groups()
        if caret or foreign or (single and single not in "{}&"):
            return False
        if command in ("begin", "end"):
            name = re.match(r"\{([A-Za-z]+)\}", latex[position:])
            if name is None or name[1] not in ENVIRONMENTS:
                return False
            position += name.end()
            if command == "begin":
                stack.append(name[1])
                if name[1] == "array":
                    columns = re.match(r"\{[lcr]+\}", latex[position:])
                    if columns is None:
                        return False
                    position += columns.end()
            elif not stack or stack.pop() != name[1]:
                return False
        elif command == "substack":
            if latex[position : position + 1] != "{":
                return False
            stack.append("substack")
            position += 1
        elif command == "left":
            stack.append("left")
        elif command == "right":
            if not stack or stack.pop() != "left":
                return False
        elif command is not None:
            if command not in COMMANDS:
                return False
        elif single == "{":
            stack.append("{")
        elif single == "}":
            if not stack or stack.pop() not in ("{", "substack"):
                return False
        elif single == "&":
            if not stack or stack[-1] not in ENVIRONMENTS:
                return False
        elif escaped == "\\":
            if not stack or stack[-1] not in ENVIRONMENTS | {"substack"}:
                return False
        elif escaped is not None and escaped not in ",;:! {}|_&%":
            return False
        if len(stack) > DEEPEST:
            return False
    return not stack


def signs(latex: str) -> int:
    """Signs that are printed in a line, roughly: a command is one, groups are none."""
    within = re.sub(r"\\(?:operatorname|mathrm|text|begin|end)\{([A-Za-z]*)\}", r"\1", latex)
    halved = len(re.findall(r"\\[dt]?frac", within))
    return len(re.sub(r"[{}^_&\s]", "", re.sub(r"\\[A-Za-z]+|\\.", "x", within))) - 2 * halved


def number(value: str) -> str:
    """LaTeX of an exact rational ``p`` or ``p/q``; anything else comes back as it is."""
    match = _NUMBER.match(value.strip())
    if match is None:
        return value
    sign, top, bottom = match.groups()
    return f"{sign}{top}" if bottom is None else rf"{sign}\tfrac{{{top}}}{{{bottom}}}"


def decimal(value: str) -> str:
    """LaTeX of a rational or of a decimal as ``3e-58``; anything else comes back as it is."""
    match = _DECIMAL.match(value.strip())
    if match is None or match[2] is None:
        return number(value)
    return rf"{match[1]}\times 10^{{{int(match[2])}}}"


def is_number(value: str) -> bool:
    """Whether :func:`decimal` can typeset `value`."""
    value = value.strip()
    return bool(_NUMBER.match(value) or _DECIMAL.match(value))


def entry(value: str | list[str]) -> str:
    """LaTeX of one entry of a witness: a rational, or a pair of real and imaginary part."""
    if isinstance(value, str):
        return number(value)
    real, imaginary = value
    sign = "" if imaginary.strip().startswith("-") else "+"
    return rf"{number(real)}{sign}{number(imaginary)}\,\mathrm{{i}}"


def matrix(rows: list[list[str | list[str]]]) -> str:
    """LaTeX of a matrix or a column of exact entries."""
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(entry(e) for e in row) for row in rows) + r"\end{pmatrix}"


def assignments(point: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The leaves of a witness in order, each as (LaTeX of the name, LaTeX of the value).

    A sequence leaf gives one pair per element, or one pair in all where every element is the same. A value that is too
    large to be read (see LARGEST) is named by its size.
    """
    leaves: Mapping[str, Any] = point.get("leaves") or {}
    pairs: list[tuple[str, str]] = []
    for leaf in sorted(leaves):
        value = leaves[leaf]
        if isinstance(value, Mapping):
            pairs.extend(_elements(leaf, value))
        else:
            pairs.append((name_latex(leaf), _value(value)))
    return pairs


def _elements(leaf: str, value: Mapping[str, Any]) -> list[tuple[str, str]]:
    indices = sorted(value, key=lambda k: (len(k), k) if not k.startswith("-") else (-len(k), k))
    shown = [_value(value[index]) for index in indices]
    if len(indices) > 2 and len(set(shown)) == 1:
        return [(rf"{name_latex(leaf)}^{{({indices[0]})}}=\ldots={name_latex(leaf)}^{{({indices[-1]})}}", shown[0])]
    return [(f"{name_latex(leaf)}^{{({index})}}", latex) for index, latex in zip(indices, shown, strict=True)]


SHOWN = 6
"""Digits after the point that are shown of a side that is no rational."""
_LONG = re.compile(rf"-?\d+\.\d{{{2 * SHOWN},}}")


def side(value: str) -> str | None:
    """LaTeX of a side of a witness that is a number, or a list of rows of numbers; None for anything else."""
    if _LONG.fullmatch(value):
        # What was enclosed to many digits is read to a few, with dots that say so.
        return value[: value.index(".") + 1 + SHOWN] + r"\ldots"
    if is_number(value):
        return decimal(value)
    if not re.fullmatch(r"\[\[[-\d/,.eE+\s\[\]\"']*\]\]", value):
        return None
    rows = [[e.strip(" \"'") for e in row.split(",")] for row in re.findall(r"\[([^\[\]]+)\]", value)]
    if len(rows) > LARGEST or any(len(row) != len(rows[0]) or len(row) > LARGEST for row in rows):
        return None
    if not all(is_number(e) for row in rows for e in row):
        return None
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(decimal(e) for e in row) for row in rows) + r"\end{pmatrix}"


def _value(value: str | list[Any]) -> str:
    if isinstance(value, str):
        return number(value)
    if value and isinstance(value[0], str):
        return entry(value)
    if len(value) > LARGEST or max((len(row) for row in value), default=0) > LARGEST:
        columns = max(len(row) for row in value)
        return rf"\text{{a {len(value)} by {columns} matrix, in the ledger}}"
    if len(value) == 1 and len(value[0]) == 1:
        return entry(value[0][0])
    return matrix(value)
