"""Filling one array in place: matrices made of pieces, block matrices, stacked columns.

The statements are those of numpy; a target without in-place operations writes expressions instead (`as_sum`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symrnn.algebra.language.sizes import Size
from symrnn.lower.nodes import Node, walk
from symrnn.lower.target import ATOM, PRODUCT, SUM, Code

if TYPE_CHECKING:
    from symrnn.lower.program import Writer


def signed(w: Writer, part: Node) -> tuple[str, str]:
    """The sign and the code of a piece: `l * A * transpose(r)`, `p * transpose(q)`, a number for every entry."""
    if part.op == "full":
        return _sign(w.text(part.args[0], PRODUCT))
    if part.op == "outer":
        sign, p = _sign(w.text(part.args[0], PRODUCT))
        return sign, f"{_grouped(p)} * {w.fill(_turned(w), part.args[1])[0]}"
    left, core, right = part.args
    sign, factor = _sign("1" if _is_one(left) else w.text(left, PRODUCT))
    text = w.text(core, ATOM)
    if factor != "1":
        text = f"{_grouped(factor)} * {text}"
    if not _is_one(right):
        text += f" * {w.fill(_turned(w), right)[0] if right.shape else w.text(right, ATOM)}"
    return sign, text


def _turned(w: Writer) -> str:
    row = w.target.rows["T"]
    assert isinstance(row, str)
    return row


def _is_one(node: Node) -> bool:
    return node.op == "num" and node.args[0] == 1


def _sign(text: str) -> tuple[str, str]:
    return ("-", text[1:]) if text.startswith("-") else ("+", text)


def _grouped(text: str) -> str:
    return f"({text})" if " " in text and not (text.startswith("(") and text.find(")") == len(text) - 1) else text


def as_sum(w: Writer, node: Node, diagonal: str) -> Code:
    """A matrix of pieces as one expression; `diagonal` is the template of a diagonal matrix."""
    out = ""
    for part in node.args:
        if part.op == "diagonal":
            d = part.args[0]
            sign, text = "+", w.fill(diagonal if d.shape else w.target.rows["scaled eye"], d, *node.shape[:1])[0]  # type: ignore[arg-type]
        else:
            sign, text = signed(w, part)
        out += f" {sign} {text}" if out else ("-" if sign == "-" else "") + text
    return out, SUM if len(node.args) > 1 else PRODUCT


def fill_matrix(w: Writer, node: Node, into: str | None = None, wish: str | None = None) -> Code | None:
    """A matrix of pieces: the first piece is computed into the array, the others are added to it."""
    parts = [part for part in node.args if part.op != "diagonal"]
    diagonal = [part.args[0] for part in node.args if part.op == "diagonal"]
    parts.sort(key=lambda part: (part.op == "full", part.op == "outer", part.op == "scaled" and _is_one(part.args[0])))
    codes = [signed(w, part) for part in parts]
    if len(codes) == 1 and not diagonal and into is None:
        ((sign, text),) = codes
        return (text if sign == "+" else f"-{text}"), PRODUCT
    added = [w.text(d) for d in diagonal]
    name = w.name(node, wish)
    if into is not None:
        w.line(f"{name} = {into}")
    elif codes:
        w.line(f"{name} = np.empty({_shape(w, node)}{_dtype(node)})")
    else:
        w.line(f"{name} = np.zeros({_shape(w, node)}{_dtype(node)})")
    if codes:
        _first(w, name, parts[0], *codes[0])
        for sign, text in codes[1:]:
            w.line(f"{name} {sign}= {text}")
    elif into is not None:
        w.line(f"{name}[...] = 0")
    for d in added:
        w.line(f"add_to_diagonal({name}, {d})")
    return None


def _first(w: Writer, name: str, part: Node, sign: str, text: str) -> None:
    if part.op == "scaled" and not _is_one(part.args[0]):
        w.line(f"np.multiply({w.text(part.args[0])}, {w.text(part.args[1])}, out={name})")
        if not _is_one(part.args[2]):
            w.line(f"{name} *= {w.fill(_turned(w), part.args[2])[0]}")
    elif part.op == "outer":
        w.line(f"np.multiply({w.text(part.args[0])}, {w.fill(_turned(w), part.args[1])[0]}, out={name})")
    else:
        w.line(f"{name}[...] = {'-' if sign == '-' else ''}{text}")


def _shape(w: Writer, node: Node) -> str:
    return "(*batch, " + ", ".join(w.size(size).strip("()") for size in node.shape) + ")"


def _dtype(node: Node) -> str:
    return ", dtype=complex" if node.is_complex else ""


def fill_blocks(w: Writer, node: Node) -> Code | None:
    """A block matrix (or a stack of columns): every block is computed where it belongs."""
    grid = node.args[0] if node.op == "block" else tuple((part,) for part in node.args)
    places = block_places(w, grid)
    name = w.name(node)
    w.line(f"{name} = np.empty({_shape(w, node)}{_dtype(node)})")
    for _, cell, where, rows, columns in sorted(places, key=lambda place: place[0]):
        view = f"{name}[..., {rows}, {columns}]" if node.op == "block" else f"{name}[..., {rows}, :]"
        if cell.op == "matsum" and not w.has_variable(cell):
            fill_matrix(w, cell, view, f"{name}_{where}")
        elif cell.op == "zeros":
            w.line(f"{view} = 0")
        else:
            w.line(f"{view} = {w.text(cell)}")
    return None


def block_places(w: Writer, grid: tuple[tuple[Node, ...], ...]) -> list[tuple[int, Node, str, str, str]]:
    """The blocks with their slices, those first that others are made of."""
    one = Size({(): 1})
    heights = [next((cell.shape[0] for cell in row if cell.shape), one) for row in grid]
    widths = [next((row[j].shape[1] for row in grid if row[j].shape), one) for j in range(len(grid[0]))]
    rows, columns = _slices(w, heights), _slices(w, widths)
    cells = [cell for row in grid for cell in row]
    below = {cell: sum(other in walk_of for other in cells) for cell in set(cells) for walk_of in [set(walk(cell))]}
    return [(below[cell], cell, f"{i + 1}{j + 1}", rows[i], columns[j])
            for i, row in enumerate(grid) for j, cell in enumerate(row)]


def _slices(w: Writer, sizes: list[Size]) -> list[str]:
    out, start = [], Size({})
    for position, size in enumerate(sizes):
        stop = start + size
        first = "" if position == 0 else w.size(start).strip("()")
        last = "" if position == len(sizes) - 1 else w.size(stop).strip("()")
        out.append(f"{first}:{last}")
        start = stop
    return out
