"""LaTeX formulas as native MathML, cleaned for browsers that implement MathML Core.

latex2mathml does the reading. This file decides what may pass (a closed list of elements and attributes),
and repairs what MathML Core has dropped: letter variants become the letters themselves, operator names get
their spacing, columns are aligned by classes. A formula that cannot be typeset is shown as its source.
"""

from __future__ import annotations

import operator
import re
import unicodedata
import xml.etree.ElementTree as ET
from functools import lru_cache
from itertools import pairwise

from latex2mathml.converter import convert
from markupsafe import Markup

from symrnn.report import linebreak, texmath

_ARITY = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2, "msubsup": 3, "munderover": 3}
_PLAIN_ELEMENTS = "math mrow mi mn mo mtext mspace msqrt mstyle mtable mtr mtd"
_ELEMENTS = frozenset(_PLAIN_ELEMENTS.split()) | _ARITY.keys()
_KEPT = "stretchy form width displaystyle scriptlevel movablelimits accent lspace rspace"
_ATTRIBUTES = frozenset(_KEPT.split())
_ALIGNED = {"aligned": "rlrlrl", "split": "rlrlrl", "gathered": "c"}
_RELATIONS = frozenset("=<>≤≥≠≈∈⟺⟹")
_OPENING = frozenset("([{⟨|‖⌊⌈")
_WITH_LIMITS = frozenset(["∑", "∏", "lim", "sup", "inf", "max", "min", "lim sup", "lim inf", "limsup", "liminf"])
_TALL = frozenset(["mfrac", "mtable", "munder", "munderover", "msqrt", "mroot"])
_BAR = {"vert": "|", "Vert": r"\|"}
_WIDE = _RELATIONS | frozenset("+−±×⊙⊗∘∈→")
LONG = 66
"""Letters of the longest line of a formula."""

_VARIANTS = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    "bold-italic": (0x1D468, 0x1D482, 0x1D7CE),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0x1D7E2),
    "monospace": (0x1D670, 0x1D68A, 0x1D7F6),
    "double-struck": (0x1D538, 0x1D552, 0x1D7D8),
}


def inline(latex: str) -> Markup:
    """A formula inside a line of text, or its source in ``<code>``."""
    return _formula(latex, "inline")


def display(latex: str) -> Markup:
    """A formula on lines of its own, in a box that scrolls when it is wider than the page."""
    body = _formula(latex, "block")
    # A box that will surely scroll must be reachable by keyboard; one that will not is no stop for it.
    reach = ' tabindex="0"' if texmath.signs(latex) > LONG else ""
    return Markup('<div class="formula"{}>{}</div>').format(Markup(reach), body)  # noqa: S704


def _side(match: re.Match[str]) -> str:
    return r"\left" if match[1] == "l" else r"\right"


@lru_cache(maxsize=4096)
def _formula(latex: str, mode: str) -> Markup:
    tree = _tree(texmath.tidy(latex), mode)
    if tree is None:
        return Markup('<code class="tex">{}</code>').format(latex)
    text = ET.tostring(tree, encoding="unicode")
    return Markup(text)  # noqa: S704  (serialised from a tree of known elements)


def _with_scripts(latex: str) -> str:
    """Environments that carry an exponent or an index, in braces: latex2mathml reads a script after those only."""
    while end := re.search(r"\\end\{\w+\}(?=\s*[\^_])", latex):
        depth, start = 0, 0
        for mark in reversed(list(re.finditer(r"\\(begin|end)\{\w+\}", latex[: end.end()]))):
            depth += 1 if mark[1] == "end" else -1
            if not depth:
                start = mark.start()
                break
        # In braces the environment no longer stands right before its script, so that the search moves on.
        latex = f"{latex[:start]}{{{latex[start : end.end()]}}}{latex[end.end() :]}"
    return latex


def _tree(latex: str, mode: str) -> ET.Element | None:
    """The cleaned ``math`` element, or None where the formula cannot be typeset faithfully."""
    if not texmath.acceptable(latex):
        return None
    source = _with_scripts(latex)
    for environment, columns in _ALIGNED.items():
        source = source.replace(rf"\begin{{{environment}}}", rf"\begin{{array}}{{{columns}}}")
        source = source.replace(rf"\end{{{environment}}}", r"\end{array}")
    # Fences of a given size become fences that grow, and bars that say their side become fences.
    source = re.sub(r"\\[bB]igg?(?![A-Za-z])", "", re.sub(r"\\[bB]igg?([lr])(?![A-Za-z])", _side, source))
    source = re.sub(r"(\\(?:left|right)\s*)\\[lr](vert|Vert)(?![A-Za-z])", lambda m: m[1] + _BAR[m[2]], source)
    source = re.sub(r"\\([lr])(vert|Vert)(?![A-Za-z])", lambda m: _side(m) + _BAR[m[2]], source)
    try:
        text = convert(source, display=mode)
        root = ET.fromstring(text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1))  # noqa: S314
    except Exception:  # noqa: BLE001  (latex2mathml fails in many ways; each means: show the source instead)
        return None
    if not _clean(root):
        return None
    for node in list(root.iter()):
        _tables(node)
        _fences(node)
        _limits(node)
        _primes(node)
        _marks(node)
        _row(node)
    if mode == "block":
        _break(root)
        root.set("display", "block")
    root.set("alttext", latex)
    return root


def formula_is_typeset(latex: str) -> bool:
    """Whether `latex` becomes MathML (and not its source)."""
    return _tree(texmath.tidy(latex), "inline") is not None


def _clean(node: ET.Element) -> bool:
    """Reduce attributes to the closed list; False if an element is unknown, lame, or an unread command."""
    for k, child in enumerate(node):
        if not _clean(child):
            return False
        if child.tag == "mrow" and len(child) == 1:
            node[k] = child[0]
    text = node.text or ""
    if node.tag not in _ELEMENTS or (node.tag in _ARITY and len(node) != _ARITY[node.tag]) or "\\" in text:
        return False
    variant, column = node.get("mathvariant"), node.get("columnalign")
    for key in list(node.attrib):
        if key not in _ATTRIBUTES:
            del node.attrib[key]
    if column in ("left", "right"):
        node.set("class", column[0])
    if variant in _VARIANTS and node.tag in ("mi", "mn"):
        node.text = "".join(_letter(c, _VARIANTS[variant]) for c in text)
    elif variant == "normal" and len(text) == 1:
        node.set("mathvariant", "normal")
    if node.tag == "mi" and len(text) == 1 and unicodedata.category(text) in ("Sm", "So", "Ps", "Pe", "Po"):
        node.tag = "mo"
    if node.tag == "mo":
        _operator(node)
    return True


def _letter(c: str, starts: tuple[int, int, int]) -> str:
    if "A" <= c <= "Z":
        return unicodedata.normalize("NFC", chr(starts[0] + ord(c) - 65))
    if "a" <= c <= "z":
        return chr(starts[1] + ord(c) - 97)
    return chr(starts[2] + ord(c) - 48) if "0" <= c <= "9" else c


def _operator(node: ET.Element) -> None:
    text = node.text or ""
    if len(text) > 1 and text.isalpha() and text not in _WITH_LIMITS:
        node.tag = "mi"
        node.attrib.clear()
    elif text in ("|", "‖") and "form" not in node.attrib:
        # Between two terms Core reads a bar as a relation; written by hand it is nearly always a fence.
        node.set("lspace", "0")
        node.set("rspace", "0")
        node.set("stretchy", "false")
    elif text in ("―", "¯"):
        node.text = "‾"
        node.set("stretchy", "true")


def _tables(node: ET.Element) -> None:
    """Aligned lines are displays; what LaTeX says about it per cell is lost on the way."""
    for child in list(node):
        if child.tag == "mstyle" and len(child) == 0:
            node.remove(child)
    if node.tag == "mtable" and any(cell.get("class") for tr in node for cell in tr):
        node.set("displaystyle", "true")


def _fences(node: ET.Element) -> None:
    """Brackets around what is no taller than a letter keep their natural size and spacing."""
    if node.tag != "mrow" or any(inner.tag in _TALL for inner in node.iter()):
        return
    for child in node:
        if child.tag == "mo" and child.get("form"):
            child.set("stretchy", "false")


def _limits(node: ET.Element) -> None:
    """Limits of sums, products and `lim`: below and above in a display, beside it in a line."""
    under = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
    if node.tag in under and node[0].tag == "mo" and (node[0].text or "") in _WITH_LIMITS:
        node.tag = under[node.tag]
        node[0].set("movablelimits", "true")


def _primes(node: ET.Element) -> None:
    """A prime beside its letter: browsers raise what fonts have raised already, and it shrinks out of sight."""
    for k, child in enumerate(node):
        if child.tag in ("msup", "msubsup") and child[-1].tag == "mo" and set(child[-1].text or "-") == {"′"}:
            prime = ET.Element("mo", {"lspace": "0", "rspace": "0"})
            prime.text = child[-1].text
            base = ET.Element("mrow")
            base.extend([child[0], prime])
            node[k] = base
            if child.tag == "msubsup":
                node[k] = ET.Element("msub")
                node[k].extend([base, child[1]])


def _marks(node: ET.Element) -> None:
    """What is underlined, an entry that decides, is marked by a class: a bar under a digit is too short to be seen."""
    for k, child in enumerate(node):
        if child.tag == "munder" and child[1].tag == "mo" and child[1].text in ("‾", "_", "―"):
            node[k] = ET.Element("mrow", {"class": "marked"})
            node[k].append(child[0])


def _row(row: ET.Element) -> None:
    """Join the letters of one upright word, and put thin spaces around operator names."""
    if row.tag == "mrow" and len(row) > 1 and all(c.tag == "mi" and c.get("mathvariant") == "normal" for c in row):
        word = "".join(c.text or "" for c in row)
        for child in list(row)[1:]:
            row.remove(child)
        row[0].text = word
        row[0].attrib.clear()
    if row.tag not in ("mrow", "math", "mtd", "mstyle", "msqrt"):
        return
    spaced: list[ET.Element] = []
    for child in list(row):
        before = spaced[-1] if spaced else None
        if child.tag == "mo" and (child.text or "") in "−+±∓" and (before is None or _opens(before)):
            # A sign after an opening bracket or a relation belongs to what follows.
            child.set("form", "prefix")
        if before is not None and _gap(before, child):
            spaced.append(ET.Element("mspace", {"width": "0.167em"}))
        spaced.append(child)
    row[:] = spaced


def _opens(node: ET.Element) -> bool:
    last = _last(node)
    return last.tag == "mo" and (last.text or "") not in ")]}⟩|‖′!⊤"


def _gap(left: ET.Element, right: ET.Element) -> bool:
    if "mspace" in (left.tag, right.tag):
        return False
    opens = (_first(right).text or "") in _OPENING
    if _named(left):
        return not opens and _first(right).tag != "mo"
    return _named(right) and (_last(left).tag != "mo" or (_last(left).text or "") in ")]}∂")


def _named(node: ET.Element) -> bool:
    base = node[0] if node.tag in ("msub", "msup", "msubsup") else node
    while base.tag == "mrow" and len(base) == 1:
        base = base[0]
    return base.tag == "mi" and len(base.text or "") > 1


def _first(node: ET.Element) -> ET.Element:
    while node.tag in ("mrow", "mstyle", "msub", "msup", "msubsup") and len(node):
        node = node[0]
    return node


def _last(node: ET.Element) -> ET.Element:
    while node.tag in ("mrow", "mstyle") and len(node):
        node = node[-1]
    return node


def _break(root: ET.Element) -> None:
    """Set a long formula over several lines; rows of an array of one column are broken each on its own."""
    row = root[0] if len(root) == 1 and root[0].tag == "mrow" else root
    table = row[0] if len(row) == 1 and row[0].tag == "mtable" else None
    if table is not None and any(len(tr) != 1 or tr[0].get("class") != "l" for tr in table):
        return
    rows = [list(row)] if table is None else [list(tr[0]) for tr in table]
    cuts = (_after_commas, _at_relations, _at_signs, _at_inner_signs)
    broken = [linebreak.lines(children, cuts, _width, operator.add, LONG) for children in rows]
    if table is None and len(broken[0]) == 1:
        return
    result = ET.Element("mtable", {"displaystyle": "true", "class": "broken"})
    for step, children in (line for lines in broken for line in lines):
        cell = ET.SubElement(ET.SubElement(result, "mtr"), "mtd", {"class": "l"})
        if step:
            ET.SubElement(cell, "mspace", {"width": f"{2 * step}em"})
        cell.extend(children)
    row[:] = [result]


def _width(children: list[ET.Element]) -> float:
    return sum(_extent(child) for child in children)


def _extent(node: ET.Element) -> float:
    """How wide an element is, roughly, in letters."""
    if len(node) == 0:
        text = node.text or ""
        return 0.4 if node.tag == "mspace" else 2.2 if node.tag == "mo" and text in _WIDE else float(len(text))
    if node.tag == "mfrac":
        return max(_extent(child) for child in node)
    if node.tag in _ARITY:
        return _extent(node[0]) + 0.7 * max(_extent(child) for child in list(node)[1:])
    if node.tag == "mtable":
        return 2 + sum(max(_extent(cell) for cell in column) + 1 for column in zip(*node, strict=False))
    return _width(list(node))


def _cut(children: list[ET.Element], places: list[int]) -> list[list[ET.Element]]:
    return [children[a:b] for a, b in pairwise([0, *places, len(children)])]


def _after_commas(children: list[ET.Element]) -> list[list[ET.Element]]:
    places = (k for k, sign in _signs(children) if sign == ",")
    return _cut(children, [k + 1 for k in places if k + 1 < len(children)])


def _at_relations(children: list[ET.Element]) -> list[list[ET.Element]]:
    return _cut(children, [k for k, sign in _signs(children) if k and sign in _RELATIONS])


def _at_signs(children: list[ET.Element]) -> list[list[ET.Element]]:
    return _cut(children, [k for k, sign in _signs(children) if k and sign in "+−"])


def _at_inner_signs(children: list[ET.Element]) -> list[list[ET.Element]]:
    return _cut(children, [k for k, sign in _signs(children, 1) if k and sign in "+−"])


def _signs(children: list[ET.Element], brackets: int = 0) -> list[tuple[int, str]]:
    """Places of operators between terms, in so many brackets at most."""
    depth, found = 0, []
    for k, child in enumerate(children):
        # A power of a bracket is, for the reader of LaTeX, a power of the sign that closes it.
        sign = child[0] if child.tag in ("msub", "msup", "msubsup") else child
        text = sign.text or ""
        if sign.tag == "mo" and text in ("(", "["):
            depth += 1
        elif sign.tag == "mo" and text in (")", "]"):
            depth -= 1
        elif child.tag == "mo" and text and depth <= brackets and child.get("form") != "prefix":
            found.append((k, text))
    return found
