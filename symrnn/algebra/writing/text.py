"""Terms and statements as text, as a user would write them."""

from __future__ import annotations

from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.terms import Term
from symrnn.algebra.writing.spelling import size_text

# How tightly an operator binds: sums 1, products 2, signs 3, powers and transposes 4.
_BINARY = {"add": (" + ", 1), "sub": (" - ", 1), "mul": ("*", 2), "div": ("/", 2), "matmul": (" @ ", 2)}


def text(term: Term, level: int = 0) -> str:
    """The term as a user would write it; `level` is how tightly the surroundings bind.

    Named intermediates are shown by their names.
    """
    head, args = term.head, term.args
    if head in _BINARY:
        sign, own = _BINARY[head]
        # `a + (b + c)` needs no parentheses; every other operator groups to the left.
        right = own if head == "add" else own + 1
        # Python needs no parentheses in `(A @ u)*v`; a reader does.
        left = own + 1 if head in ("mul", "div") and args[0].head == "matmul" else own
        body = text(args[0], left) + sign + text(args[1], right)
        return f"({body})" if own < level else body
    if head == "neg":
        body = f"-{text(args[0], 2)}"
        return f"({body})" if level > 1 else body
    if head == "pow":
        body = f"{text(args[0], 4)}**{text(args[1], 4)}"
        return f"({body})" if level > 3 else body
    if head == "T":
        return f"{text(args[0], 4)}.T"
    if head in ("num", "const", "size"):
        body = size_text(args[0]) if head == "size" else str(args[0])
        return f"({body})" if level > 1 and any(c in body for c in "/-+* ") else body
    if head in ("sym", "named"):
        return str(args[0])
    if head == "seq":
        return f"{args[0]}[{size_text(args[1])}]"
    if head == "fn":
        return f"{args[0].word}({text(args[1])})"
    if head == "at":
        pairs = ", ".join(f"{text(k)}: {text(v)}" for k, v in args[1])
        return f"{text(args[0], 4)}.at({{{pairs}}})"
    if head == "expect":
        law, first, second = args[2]
        return f"expect({text(args[0])}, {text(args[1])}, {law}({text(first)}, {text(second)}))"
    return f"{head}({', '.join(_argument(a) for a in _spoken(term))})"


def _spoken(term: Term) -> tuple[Any, ...]:
    """The arguments as a user gives them: sizes of one column are left out, as is the column of an entry of one."""
    head, args = term.head, term.args
    if head in ("ones", "zeros") and args[1] == 1:
        return args[:1]
    if head == "entry" and args[0].is_column:
        return args[:2]
    return args


def _argument(arg: Any) -> str:
    if isinstance(arg, Term):
        return text(arg)
    if isinstance(arg, tuple):
        return "[" + ", ".join(_argument(a) for a in arg) + "]"
    return size_text(arg) if isinstance(arg, Size) else str(arg)


def statement_text(statement: Statement) -> str:
    """The statement as a user would write it."""

    def argument(a: Any) -> str:
        if isinstance(a, Statement):
            return statement_text(a)
        if isinstance(a, Size):
            return size_text(a)
        return _argument(a) if isinstance(a, Term | tuple) else getattr(a, "__name__", str(a))

    body = f"{statement.head}({', '.join(argument(a) for a in statement.args)})"
    if statement.given:
        body += " given " + ", ".join(statement_text(c) for c in statement.given)
    return body
