"""Terms and statements as text and as LaTeX."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.sizes import Size
from symrnn.algebra.statements import Statement
from symrnn.algebra.terms import Term

_BINARY = {"add": (" + ", 1), "sub": (" - ", 1), "mul": ("*", 2), "div": ("/", 2), "matmul": (" @ ", 2)}


def text(term: Term, level: int = 0) -> str:
    """The term as a user would write it."""
    head, args = term.head, term.args
    if head in _BINARY:
        sign, own = _BINARY[head]
        body = text(args[0], own) + sign + text(args[1], own + 1)
        return f"({body})" if own < level else body
    if head == "neg":
        return f"(-{text(args[0], 2)})" if level > 1 else f"-{text(args[0], 2)}"
    if head == "pow":
        return f"{text(args[0], 4)}**{text(args[1], 4)}"
    if head == "T":
        return f"{text(args[0], 4)}.T"
    if head in ("num", "const", "sym", "size"):
        body = str(args[0])
        return f"({body})" if level > 1 and any(c in body for c in "/-+ ") else body
    if head == "seq":
        return f"{args[0]}[{args[1]}]"
    if head == "named":
        return str(args[0])
    if head == "fn":
        return f"{args[0].word}({text(args[1])})"
    return f"{head}({', '.join(_text_arg(a) for a in args)})"


def _text_arg(arg: Any) -> str:
    if isinstance(arg, Term):
        return text(arg)
    if isinstance(arg, tuple):
        return "[" + ", ".join(_text_arg(a) for a in arg) + "]"
    return str(arg)


def statement_text(statement: Statement) -> str:
    """The statement as a user would write it."""
    def arg(a: Any) -> str:
        if isinstance(a, Statement):
            return statement_text(a)
        if isinstance(a, Size | str):
            return str(a)
        return _text_arg(a) if isinstance(a, Term | tuple) else getattr(a, "__name__", str(a))

    body = f"{statement.head}({', '.join(arg(a) for a in statement.args)})"
    if statement.given:
        body += " given " + ", ".join(statement_text(c) for c in statement.given)
    return body


def latex(term: Term) -> str:
    """LaTeX of a term."""
    return r"\text{" + text(term) + "}"


def statement_latex(statement: Statement) -> str:
    """LaTeX of a statement."""
    return r"\text{" + statement_text(statement) + "}"
