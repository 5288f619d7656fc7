"""What the audited function returned, taken apart into the blocks of the cell."""

from __future__ import annotations

import re
from typing import Any

from symrnn.audit.binding import Binding
from symrnn.audit.calling import Returned
from symrnn.audit.derived import Block
from symrnn.audit.expressions import Array, parts, value
from symrnn.errors import ShapeError

Blocks = dict[Block, list[list[float]]]
_NAMES = re.compile(r"^(?:d_?)?(?P<of>\w+?)_(?:D|d|wrt)_?(?P<wrt>\w+)$")


def taken_apart(kind: str, result: Any, cell: Any, binding: Binding, leaves: dict[str, Array]) -> Blocks | None:
    """The blocks in a result; None where it does not have the shape of any.

    Parameters
    ----------
    result
        Nested tuples and mappings of `Returned` arrays.
    leaves
        The point at which the function was called; it has the sizes.
    """
    heights = {s.name: len(leaves[s.name].rows) for s in cell.state}
    if kind == "step":
        return _step(result, heights)
    if kind == "jacobian":
        widths = {**heights, **{s.name: len(leaves[s.name].rows) for s in (*cell.inputs, *cell.parameters)
                                if s.name in leaves and (not s.shape or s.is_column)}}
        return _jacobian(result, heights, widths, [x.name for x in cell.inputs], binding.name)
    return _gradients(result, cell, binding, leaves)


def _step(result: Any, heights: dict[str, int]) -> Blocks | None:
    names = list(heights)
    found: dict[Block, Any] = {}
    if isinstance(result, tuple) and len(result) == 2 and (len(names) == 1 or isinstance(result[1], tuple)):
        # torch's layers return what they put out, which is their first state, and then the states
        output, states = result
        inner = _step(states, heights)
        return inner if inner and _rows(output, heights[names[0]], 1) == inner[(names[0],)] else None
    if isinstance(result, dict):
        found = {(name,): _rows(result.get(name), heights[name], 1) for name in names}
    elif isinstance(result, tuple):
        if len(result) != len(names):
            return None
        found = {(name,): _rows(one, heights[name], 1) for name, one in zip(names, result, strict=True)}
    else:
        whole = _rows(result, sum(heights.values()), 1)
        start = 0
        for name in names:
            found[(name,)] = None if whole is None else whole[start:start + heights[name]]
            start += heights[name]
    return _complete(found)


def _jacobian(result: Any, heights: dict[str, int], widths: dict[str, int], inputs: list[str],
              called: str) -> Blocks | None:
    names = list(heights)
    if isinstance(result, dict):
        found: dict[Block, Any] = {}
        for key, one in result.items():
            block = _block(key, heights, widths)
            if block is None:
                return None
            found[block] = _rows(one, heights[block[0]], widths[block[1]])
        return _complete(found)
    if isinstance(result, tuple):
        lines = result if all(isinstance(line, tuple) for line in result) else tuple(
            result[i:i + len(names)] for i in range(0, len(result), len(names)))
        if [len(line) for line in lines] != [len(names)] * len(names):
            return None
        return _complete({(y, x): _rows(one, heights[y], widths[x]) for y, line in zip(names, lines, strict=True)
                          for x, one in zip(names, line, strict=True)})
    match = _NAMES.match(called)
    if match and match["of"] in heights and match["wrt"] in widths:
        block = match["of"], match["wrt"]
        return _complete({block: _rows(result, heights[block[0]], widths[block[1]])})
    for columns in (names, inputs):
        whole = _rows(result, sum(heights.values()), sum(widths[x] for x in columns))
        if columns and whole is not None:
            return _cut(whole, {y: heights[y] for y in names}, {x: widths[x] for x in columns})
    return None


def _gradients(result: Any, cell: Any, binding: Binding, leaves: dict[str, Array]) -> Blocks | None:
    # A parameter of the function may stand for several symbols: its gradient is cut into theirs.
    meanings = {slot.name: slot.meaning for slot in binding.slots if slot.meaning.kind not in ("over time", "mapping")}
    parameters = {p.name for p in cell.parameters}
    if not isinstance(result, dict):
        own = [name for name, meaning in meanings.items()
               if {part for part, _ in _parts(meaning, leaves)} & parameters]
        several = result if isinstance(result, tuple) else (result,)
        if len(several) != len(own):
            return None
        result = dict(zip(own, several, strict=True))
    found: dict[Block, Any] = {}
    symbols = {s.name for s in (*cell.state, *cell.inputs, *cell.parameters)}
    for key, one in result.items():
        name = _gradient_name(str(key), symbols | set(meanings))
        meaning = meanings[name] if name in meanings else binding.reader.read(name)
        whole = _value_rows(meaning, leaves)
        rows = _rows(one, len(whole), len(whole[0]))
        if rows is None:
            return None
        found.update({(symbol,): block for symbol, block in parts(meaning, rows, leaves)})
    return _complete(found)


def _parts(meaning: Any, leaves: dict[str, Array]) -> list[tuple[str, Any]]:
    return [] if meaning.kind == "tuple" else parts(meaning, _value_rows(meaning, leaves), leaves)


def _value_rows(meaning: Any, leaves: dict[str, Array]) -> list[list[Any]]:
    return value(meaning, leaves).rows


def _gradient_name(key: str, known: set[str]) -> str:
    for prefix in ("", "dL_D_", "dL_d", "d_", "grad_", "d", "g_"):
        if key.startswith(prefix) and key[len(prefix):] in known:
            return key[len(prefix):]
    raise ShapeError("a gradient that the audited function returns", got=key, expected=", ".join(sorted(known)),
                     advice="name it as the symbol, or d and the symbol: {'dW': ...}")


def _block(key: Any, heights: dict[str, int], widths: dict[str, int]) -> Block | None:
    """The block of a key: `h_D_x`, `dh_dx` or ("h", "x"); None for another key."""
    match = _NAMES.match(key) if isinstance(key, str) else None
    found = key if isinstance(key, tuple) else (match["of"], match["wrt"]) if match else ()
    return found if len(found) == 2 and found[0] in heights and found[1] in widths else None


def _rows(one: Any, height: int, width: int) -> list[list[float]] | None:
    return one.rows(height, width) if isinstance(one, Returned) else None


def _cut(whole: list[list[float]], heights: dict[str, int], widths: dict[str, int]) -> Blocks:
    found: Blocks = {}
    top = 0
    for y, height in heights.items():
        left = 0
        for x, width in widths.items():
            found[y, x] = [row[left:left + width] for row in whole[top:top + height]]
            left += width
        top += height
    return found


def _complete(found: dict[Block, Any]) -> Blocks | None:
    return None if not found or any(rows is None for rows in found.values()) else found


def shape_text(result: Any) -> str:
    """The shapes in a result, for messages."""
    if isinstance(result, dict):
        return "{" + ", ".join(f"{key}: {shape_text(v)}" for key, v in result.items()) + "}"
    if isinstance(result, tuple):
        return "(" + ", ".join(map(shape_text, result)) + ")"
    return f"shape {result.shape}"
