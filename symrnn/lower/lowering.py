"""lower(term, target): the function of a term, its readable source, and how it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symrnn.algebra.derive import expand
from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.substitute import leaves, subterms
from symrnn.algebra.terms import Term, brief, shape_text
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError, said
from symrnn.lower.build import Builder
from symrnn.lower.call import Lowered
from symrnn.lower.nodes import Node, walk
from symrnn.lower.program import Writer
from symrnn.lower.share import share_products
from symrnn.lower.target import Argument, Target, used_names

# The module of a target is imported when the target is first used: torch costs seconds.
TARGETS = {name: f"symrnn.lower.to_{name}" for name in ("numpy", "torch", "mpmath", "arb")}


def target_of(name: str) -> Target:
    """The target of a name.

    Raises
    ------
    UnknownNameError
        For a name that is not in the table.
    """
    if name not in TARGETS:
        raise UnknownNameError("a target of sr.lower", got=repr(name), expected=", ".join(TARGETS),
                               advice="numpy and torch compute in floats, mpmath in many digits, arb in balls")
    target: Target = import_module(TARGETS[name]).TARGET
    return target


def lower(term: Any, target: str = "numpy", name: str | None = None) -> Lowered:
    """The function of a term: derivatives in closed form, common parts once, digits kept where functions saturate.

    Parameters
    ----------
    term
        Any term; its lazy derivatives are expanded first.
    target
        `numpy`, `torch`, `mpmath` or `arb`.
    name
        What the function is called; `y_D_x` for a Jacobian.

    Raises
    ------
    NotSupportedError
        Where the target has no code for a head; the message names both.
    UnknownNameError
        For a target that does not exist.
    """
    if not isinstance(term, Term):
        raise ShapeError("what is lowered", got=said(term), expected="a term",
                         advice="statements are judged with sr.judge; sr.lower makes a function of a term")
    back_end = target_of(target)
    title = name or function_name(term)
    if not title.isidentifier():
        raise ShapeError("the name of a lowered function", got=repr(title), expected="an identifier",
                         advice='write sr.lower(J, "numpy", name="h_D_h")')
    builder = Builder(closed := expand(term))
    root = share_products(builder.graph, builder.value(closed))
    both = sorted({name for size in _all_sizes(closed) for name in size.names} & builder.leaves.keys())
    if both:
        raise NotSupportedError(f"lowering the name {both[0]}", got="a size and a symbol",
                                expected="one meaning for each name", advice="rename one of them")
    used = {node.args[0] for node in walk(root) if node.op in ("leaf", "seq")}
    arguments = [Argument(leaf.name, leaf.shape, leaf.head == "seq", leaf.head == "sym" and leaf.args[1] == "complex")
                 for leaf in dict.fromkeys(builder.leaves[x.name] for x in leaves(closed) if x.name in used)]
    writer = Writer(builder.graph, root, back_end, [argument.name for argument in arguments])
    result = writer.text(root)
    writer.line(f"return {result}")
    source, sizes = _source(title, term, writer, arguments, back_end)
    return Lowered(title, back_end, term.shape, source, arguments, sizes, _is_view(root))


def _is_view(root: Node) -> bool:
    """Whether the result could be an argument itself, or a part of it."""
    return root.op in ("leaf", "seq", "T", "entry", "diagof", "vec", "re", "im", "conj", "iterate")


def function_name(term: Term) -> str:
    """`h_D_x` for a derivative, the name of a named term, else `value`."""
    if term.head in ("D", "pullback", "jvp", "hessian"):
        y, x = term.args[:2]
        return f"{y.name if y.head in ('sym', 'named') else 'y'}_D_{x.name}"
    if term.head == "block" and all(b.head == "D" for b in term.children):
        return "_".join(["y", "D", *dict.fromkeys(b.args[1].name for b in term.children)])
    return str(term.name) if term.head in ("sym", "seq", "named") else "value"


def _source(title: str, term: Term, writer: Writer, arguments: list[Argument],
            target: Target) -> tuple[str, dict[str, bool]]:
    """The module text; and the names of sizes and indices that are parameters -> whether it is an index."""
    own = [(writer.argument(a.name), a) for a in arguments]
    prologue: list[str] = []
    parameters: dict[str, bool] = {}
    indices = set().union(*(size.indices for size in _all_sizes(term)), frozenset())
    for size in sorted(writer.sizes - writer.graph.loops):
        line = None if size in indices else _carried(size, own)
        if line is None:
            parameters[size] = size in indices
        else:
            prologue.append(f"    {writer.argument(size)} = {line}")
    body = "\n".join(writer.lines)
    used = used_names("def _():\n" + body)
    if "like" in used:
        array = next((text if not a.sequence else f"next(iter({text}.values()))" for text, a in own), None)
        options = f'{{"dtype": {array}.dtype, "device": {array}.device}}' if array else "{}"
        prologue.append(f"    like = {options}")
    signature = [text for text, _ in own] + [writer.argument(size) for size in parameters]
    if "batch" in used:
        signature.append("batch=()")
    shapes = [f"{text}: {shape_text(a.shape)}{', a sequence' if a.sequence else ''}" for text, a in own]
    # The text of a term may hold a name that was not checked; in a docstring it must not end the string.
    title_line = brief(term).replace('"', "'").replace("\\", "/").replace("\n", " ")
    docstring = [f'    """{title_line}', "", *(f"    {line}" for line in _wrapped(shapes)),
                 f"    returns: {shape_text(term.shape)}", '    """']
    text = "\n".join([*_wrapped_signature(title, signature), *docstring, *prologue, body])
    imports, functions = target.needed(text)
    parts = ["\n".join(imports)] if imports else []
    return "\n\n\n".join([*parts, *(f.rstrip() for f in functions), text]) + "\n", parameters


def _all_sizes(term: Term) -> set[Size]:
    return {a for node in subterms(term) for a in (*node.args, *node.shape) if isinstance(a, Size)}


def _carried(size: str, own: list[tuple[str, Argument]]) -> str | None:
    """The code that reads a size from an argument which carries it as rows or columns."""
    for text, argument in own:
        for axis, dimension in zip((-2, -1), argument.shape, strict=False):
            if not argument.sequence and dimension == Size({(size,): 1}):
                return f"{text}.shape[{axis}]"
    return None


def _wrapped(parts: list[str], width: int = 100) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= width:
            lines[-1] += f"; {part}"
        else:
            lines.append(part)
    return lines


def _wrapped_signature(title: str, names: list[str]) -> list[str]:
    lines = [f"def {title}("]
    for position, name in enumerate(names):
        piece = name + (", " if position < len(names) - 1 else "")
        if len(lines[-1]) + len(piece) > 108:
            lines[-1] = lines[-1].rstrip()
            lines.append(" " * (len(title) + 5))
        lines[-1] += piece
    lines[-1] += "):"
    return lines
