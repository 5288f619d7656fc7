"""What a parameter of the audited function stands for, written in the symbols of the cell.

`W` is a symbol; `W_i*` the symbols W_ii, W_if, ... of all gates on top of each other, in the order of the gates;
`W_h*|W_i*` stands side by side; `b_i*+b_h*` is a sum; `(h,c)` a tuple; `xs` an input at every time; `0` zeros, for a
parameter of a module, whose shape is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symrnn.errors import NotSupportedError, UnknownNameError

Rows = list[list[Any]]


@dataclass(frozen=True)
class Array:
    """Exact numbers in rows, and how they are to be handed over.

    Parameters
    ----------
    rows
        The numbers.
    kind
        "scalar", "column" or "matrix".
    carried
        Whether it is a state or an input, which batched code takes as rows, and not a parameter.
    """

    rows: Rows
    kind: str
    carried: bool = False


@dataclass(frozen=True)
class Meaning:
    """What an argument stands for.

    Parameters
    ----------
    kind
        "symbol", "zeros", "stacked", "beside", "sum", "tuple", "mapping" or "over time".
    text
        As it is written.
    names
        The symbols of a symbol, of stacked gates, of a sequence.
    members
        What is joined.
    shape
        The shape of zeros.
    """

    kind: str
    text: str
    names: tuple[str, ...] = ()
    members: tuple[Meaning, ...] = ()
    shape: tuple[int, ...] = ()


def symbols(meaning: Meaning) -> list[str]:
    """The symbols that occur, in the order in which their blocks stand."""
    return [*meaning.names, *(name for member in meaning.members for name in symbols(member))]


def value(meaning: Meaning, leaves: dict[str, Array]) -> Any:
    """The value at a point: an Array, or a tuple, a list (over time) or a mapping of them.

    Raises
    ------
    NotSupportedError
        Where arrays are joined that do not fit together.
    """
    if meaning.kind == "symbol":
        return leaves[meaning.text]
    if meaning.kind == "zeros":
        height, width = (*meaning.shape, 1, 1)[:2]
        return Array([[Fraction(0)] * width for _ in range(height)], "matrix" if len(meaning.shape) == 2 else "column")
    if meaning.kind == "over time":
        (name,) = meaning.names
        return [leaves[f"{name}@{t}"] for t in range(sum(key.startswith(f"{name}@") for key in leaves))]
    if meaning.kind == "mapping":
        return {member.text: value(member, leaves) for member in meaning.members}
    if meaning.kind == "tuple":
        return tuple(value(member, leaves) for member in meaning.members)
    arrays = [leaves[name] for name in meaning.names] or [value(member, leaves) for member in meaning.members]
    heights, widths = {len(a.rows) for a in arrays}, {len(a.rows[0]) for a in arrays}
    if (meaning.kind != "beside" and len(widths) > 1) or (meaning.kind != "stacked" and len(heights) > 1):
        raise NotSupportedError(f"the argument {meaning.text}", got="arrays of different shapes",
                                expected="arrays that fit", advice="check the names in --args")
    if meaning.kind == "stacked":
        rows = [row for a in arrays for row in a.rows]
    elif meaning.kind == "sum":
        rows = [[sum(xs, Fraction(0)) for xs in zip(*lines, strict=True)]
                for lines in zip(*(a.rows for a in arrays), strict=True)]
    else:
        rows = [[x for line in lines for x in line] for lines in zip(*(a.rows for a in arrays), strict=True)]
    return Array(rows, "matrix" if meaning.kind == "beside" else arrays[0].kind, arrays[0].carried)


def parts(meaning: Meaning, rows: Rows, leaves: dict[str, Array]) -> list[tuple[str, Rows]]:
    """The blocks, by symbol, of a gradient that has the shape of the value.

    Raises
    ------
    NotSupportedError
        Where the value is no single array.
    """
    if meaning.kind in ("tuple", "mapping", "over time"):
        raise NotSupportedError(f"the gradient of {meaning.text}", got=f"a {meaning.kind}", expected="an array",
                                advice="return a mapping {symbol: gradient}")
    if meaning.kind == "symbol":
        return [(meaning.text, rows)]
    found: list[tuple[str, Rows]] = []
    start = 0
    for name in meaning.names:
        height = len(leaves[name].rows)
        found.append((name, rows[start:start + height]))
        start += height
    for member in meaning.members:
        width = len(value(member, leaves).rows[0])
        # In a sum every member has the gradient of the sum.
        found += parts(member, rows if meaning.kind == "sum" else [r[start:start + width] for r in rows], leaves)
        start += width
    return found


class Reader:
    """Reads expressions in the symbols of one cell.

    Parameters
    ----------
    known
        The names that may occur.
    over_time
        Names of sequences: `xs` for x.
    gates
        The order of stacked gates, as letters; the order of the cell where it is not given.

    Raises
    ------
    UnknownNameError
        Where the gates are not those of the cell.
    """

    def __init__(self, known: list[str], over_time: dict[str, str], gates: str | None) -> None:
        self.known, self.over_time = known, over_time
        # Cotangents g_h, g_c are no gates.
        self.families = _families([name for name in known if not name.startswith("g_")])
        letters = {letter for family in self.families.values() for letter in family}
        self.gates = gates
        if gates is not None and not any(sorted(gates) == sorted(f) for f in self.families.values()):
            raise UnknownNameError("the order of the gates", got=repr(gates),
                                   expected="the gates of the cell: " + ("".join(sorted(letters)) or "it has none"),
                                   advice="each gate once, as in --gates ifgo" if letters else "leave it out")

    def read(self, text: str, shape: tuple[int, ...] | None = None) -> Meaning:
        """An expression from its text.

        Raises
        ------
        UnknownNameError
            For a name that the cell does not have.
        """
        text = text.strip()
        if text.startswith("(") and text.endswith(")"):
            return Meaning("tuple", text, members=tuple(self.read(part) for part in split(text[1:-1], ",")))
        for sign, kind in (("+", "sum"), ("|", "beside")):
            pieces = split(text, sign)
            if len(pieces) > 1:
                return Meaning(kind, text, members=tuple(self.read(piece) for piece in pieces))
        if text == "0" and shape is not None:
            return Meaning("zeros", text, shape=shape)
        if text.endswith("*") and text[:-1] in self.families:
            order = self.families[text[:-1]]
            if self.gates is not None and sorted(self.gates) == sorted(order):
                order = self.gates
            return Meaning("stacked", text, tuple(text[:-1] + letter for letter in order))
        if text in self.known:
            return Meaning("symbol", text, (text,))
        if text in self.over_time:
            return Meaning("over time", text, (self.over_time[text],))
        raise UnknownNameError("an argument of the audited function", got=repr(text),
                               expected=", ".join([*self.known, *self.over_time,
                                                   *(f"{prefix}*" for prefix in self.families)]),
                               advice="stacked gates are W_i*, a sum b_i*+b_h*, side by side W_h*|W_i*, a tuple (h,c)")


def split(text: str, sign: str) -> list[str]:
    """The parts of a text between signs that stand outside of brackets."""
    pieces, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == sign and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces]


def _families(known: list[str]) -> dict[str, str]:
    """Prefixes under which several symbols stand that differ in their last letter: `W_i` -> "ifgo"."""
    found: dict[str, str] = {}
    for name in known:
        if "_" in name[:-1]:
            found[name[:-1]] = found.get(name[:-1], "") + name[-1]
    return {prefix: letters for prefix, letters in found.items() if len(letters) > 1}
