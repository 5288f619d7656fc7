"""A derivation that a person can read: intermediates, then one rule at a time, then the terms collected.

The rules are those of `derive`; this file decides what is worth a line of its own. `steps(term)` shows how the
derivatives in a term come about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from symrnn.algebra.build import Part, zero
from symrnn.algebra.derive import Differentiation, expand
from symrnn.algebra.language.dependence import depends
from symrnn.algebra.language.intermediates import definitions, named_within, unambiguous
from symrnn.algebra.language.substitute import contains, leaves, replace
from symrnn.algebra.language.words import named
from symrnn.algebra.reverse import cotangents
from symrnn.algebra.terms import CALCULUS, Term
from symrnn.algebra.writing.simplify import display, folded, simplified
from symrnn.algebra.writing.spelling import name_latex
from symrnn.algebra.writing.text import text
from symrnn.algebra.writing.texterm import Printer


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the rule that is used, and what it gives, as text and as LaTeX."""

    rule: str
    text: str
    latex: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


class Steps(tuple[Step, ...]):
    """The lines of a derivation, in order."""

    __slots__ = ()

    def __str__(self) -> str:
        width = max((len(step.rule) for step in self), default=0)
        return "\n".join(f"{k:>2}. {step.rule:<{width}}  {step.text}" for k, step in enumerate(self, 1))

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        lines = r" \\[6pt] ".join(rf"\text{{{step.rule}}} & \displaystyle {step.latex}" for step in self)
        return rf"$\begin{{array}}{{ll}} {lines} \end{{array}}$"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{k}</td><td>{escape(step.rule)}</td><td>$\\displaystyle {escape(step.latex)}$</td></tr>"
            for k, step in enumerate(self, 1)
        )
        return f"<table>{rows}</table>"

    def records(self) -> list[dict[str, str]]:
        """The steps as plain data."""
        return [{"rule": step.rule, "text": step.text, "latex": step.latex} for step in self]


class Teller(Printer):
    """Prints the left sides of the lines; what is derived may have a name of its own, such as dL/dW.

    Parameters
    ----------
    called
        Terms and what they are called, in text and in LaTeX.
    """

    def __init__(self, called: dict[Term, tuple[str, str]]) -> None:
        super().__init__()
        self.called = called

    def line(self, rule: str, left: Term, right: Term) -> Step:
        """One line: `left = right`."""
        spoken, formula = self.called.get(left) or (text(left), self(left))
        return Step(rule, f"{spoken} = {text(right)}", f"{formula} = {self(right)}")


def steps(term: Term, called: tuple[str, str] | None = None) -> Steps:
    """How the derivatives in a term come about, line by line.

    Parameters
    ----------
    term
        The term.
    called
        What the term is called on the left of a line, in text and in LaTeX; itself where nothing is given.

    Raises
    ------
    NotSupportedError
        For a derivative without a rule.
    """
    lines: list[Step] = []
    whole = with_names(unambiguous([term])[0])
    p = Teller({whole: called} if called is not None else {})
    for name, body in definitions([whole]).items():
        lines.append(Step("definition", f"{name} = {text(body)}", f"{name_latex(name)} = {p(body)}"))
    wanted = list(derivatives(whole))
    if (
        len(wanted) > 1
        and set(_summands(whole)) == set(wanted)
        and {n.head for n in wanted} == {"pullback"}
        and len({n.args[1] for n in wanted}) == 1
    ):
        lines += _gradients(p, whole, wanted)
    else:
        for node in wanted:
            lines += WAYS[node.head](p, node)
        if wanted != [whole]:
            lines.append(Step("result", text(display(whole)), p(display(whole))))
    return Steps(line for k, line in enumerate(lines) if k == 0 or not _repeats(line, lines[k - 1]))


def _repeats(line: Step, before: Step) -> bool:
    """Whether a line says no more than the one before it."""
    return line.text == before.text


def derivatives(term: Term) -> Iterator[Term]:
    """The outermost derivatives of a term, each once, in order."""
    seen: set[Term] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.head in CALCULUS:
            yield node
        else:
            stack.extend(reversed(node.children))


def with_names(term: Term) -> Term:
    """The term with a name for every argument of a function that has none and is more than a symbol."""
    arguments: dict[Term, None] = {}
    seen: set[Term] = set()
    taken = {leaf.name for leaf in leaves(term)}
    bodies = {node.args[1] for node in named_within([term])}  # `g = sigmoid(...)` is one line as it is

    def walk(node: Term) -> None:
        if node in seen:
            return
        seen.add(node)
        if node.head == "named":
            taken.add(node.name)
        for child in node.children:
            walk(child)
        if (
            node.head == "fn"
            and node not in bodies
            and node.args[1].head != "named"
            and contains(node.args[1], frozenset({"matmul", "dot"}))
        ):
            arguments.setdefault(node.args[1])

    walk(term)
    values: dict[Term, Term] = {}
    letters = (f"u_{k}" if len(arguments) > 1 else "u" * k for k in range(1, len(arguments) + len(taken) + 2))
    free = (letter for letter in letters if letter not in taken)
    for argument in arguments:  # inner ones come first
        values[argument] = named(next(free), replace(argument, values))
    return replace(term, values)


# -- Jacobians -----------------------------------------------------------------------------------------------------
class Outline(Differentiation):
    """The chain rule that stops at named intermediates: their derivatives stay as they are written."""

    def __call__(self, y: Term) -> Part:
        """The derivative of y, or a derivative that stays as it is."""
        if y.head == "named":
            return Term("D", (y, self.x), self.shape(y)) if depends(y, self.x) else None
        return super().__call__(y)


def _jacobian(p: Teller, node: Term) -> Iterator[Step]:
    y, x = expand(node.args[0]), node.args[1]
    known: dict[Term, Term] = {}
    for part in [t for t in named_within([y]) if depends(t, x)]:
        body, lazy = part.args[1], Term("D", (part, x), Differentiation(x).shape(part))
        yield from _segment(p, lazy, body, x, known, part)
        known[lazy] = simplified(folded(replace(expand(lazy), {}), y))
    if y.head != "named":
        yield from _segment(p, Term("D", (y, x), node.shape), y, x, known, y)
    else:
        known.pop(Term("D", (y, x), Differentiation(x).shape(y)), None)
    final = display(Term("D", (y, x), node.shape))
    yield p.line("collect terms", Term("D", (y, x), node.shape), final)


def _segment(p: Teller, left: Term, body: Term, x: Term, known: dict[Term, Term], source: Term) -> Iterator[Step]:
    """The rules used between one intermediate and those below it."""
    d = Outline(x)
    top = d(body)
    shown: list[tuple[str, Term, Term]] = []
    for use in d.log:
        if use.derivative is not None:
            value = simplified(folded(use.derivative, source))
            if shown and shown[-1][2] == value and use.term.head in ("add", "sub", "neg"):
                shown[-1] = (shown[-1][0], use.term, value)  # a summand that is constant is no news
            elif use.term.head not in ("neg", "T") and not _constant_minus(use.term, x):
                shown.append((rule_name(use.term, x), use.term, value))
    for rule, term, value in shown[:-1] if shown and shown[-1][1] == body else shown:
        yield p.line(rule, Term("D", (term, x), d.shape(term)), value)
    value = simplified(folded(top, source)) if top is not None else zero(left.shape)
    yield p.line(rule_name(body, x) if not shown else shown[-1][0], left, value)
    if top is not None and any(lazy in known for lazy in derivatives(value)):
        parts = [simplified(folded(replace(part, known), source)) for part in _summands(value)]
        yield p.line("insert", left, _added(parts))


def _constant_minus(term: Term, x: Term) -> bool:
    """Whether this is a constant plus or minus one term, whose derivative needs no line of its own."""
    return term.head in ("add", "sub") and sum(depends(child, x) for child in term.args) == 1


def _summands(term: Term) -> list[Term]:
    if term.head == "add":
        return [*_summands(term.args[0]), *_summands(term.args[1])]
    if term.head == "sub":
        return [*_summands(term.args[0]), *(-part for part in _summands(term.args[1]))]
    return [term]


def _added(parts: Iterable[Term]) -> Term:
    out: Term | None = None
    for part in parts:
        out = part if out is None else out - part.args[0] if part.head == "neg" else out + part
    assert out is not None
    return out


RULE_NAMES = {
    "add": "sum rule",
    "sub": "sum rule",
    "neg": "sum rule",
    "div": "quotient rule",
    "pow": "power rule",
    "dot": "inner product",
    "norm": "Euclidean norm",
    "T": "transpose",
    "stack": "stacking",
    "total": "sum rule",
    "entry": "entry",
}
"""What a rule is called; a head that is not here gives its rule its own name."""


def rule_name(term: Term, x: Term) -> str:
    """What the rule that differentiates a term is called."""
    if term.head == "fn":
        return f"chain rule through {term.args[0].word}"
    if term.head in ("mul", "matmul"):
        both = all(depends(child, x) for child in term.args)
        return (
            "product rule"
            if both
            else "constant factor"
            if term.head == "mul"
            else "linear map"
            if depends(term.args[1], x)
            else "product rule"
        )
    return RULE_NAMES.get(term.head, term.head)


# -- gradients and the rest ------------------------------------------------------------------------------------------
def _gradient(p: Teller, node: Term) -> Iterator[Step]:
    yield from _gradients(p, node, [node])


def _gradients(p: Teller, whole: Term, nodes: list[Term]) -> Iterator[Step]:
    """One pass backwards for a sum of gradients with respect to the same leaf."""
    for name, value in cotangents([(expand(n.args[0]), n.args[2]) for n in nodes], nodes[0].args[1]):
        if name:
            yield Step("cotangent", f"delta_{name} = {text(value)}", f"{name_latex('delta_' + name)} = {p(value)}")
        else:
            yield p.line("gradient", whole, value)
    yield p.line("collect terms", whole, display(whole))


def _directional(p: Teller, node: Term) -> Iterator[Step]:
    yield p.line("directional derivative", node, display(node))


def _hessian(p: Teller, node: Term) -> Iterator[Step]:
    s, x = node.args
    slope = Term("D", (s, x), (Term("D", (s, x), ()).shape or (x.shape[1], x.shape[0])))
    yield p.line("first derivative", slope, display(slope))
    yield p.line("second derivative", node, display(node))


WAYS = {"D": _jacobian, "pullback": _gradient, "jvp": _directional, "hessian": _hessian}
"""How a derivative of each kind is shown."""
