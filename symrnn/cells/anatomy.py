"""What a cell is made of: its updates, inputs and intermediates, read and refused where they make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symrnn.algebra.language.refusals import shortened
from symrnn.algebra.language.sizes import name_ok
from symrnn.algebra.language.substitute import replace, subterms
from symrnn.algebra.language.words import named
from symrnn.algebra.terms import Term, coerce, place, shape_text
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError, said


def free_leaves(term: Term) -> dict[Term, None]:
    """The leaves of a term that no integral, expectation, iteration or substitution binds, in order."""
    if term.is_leaf:
        return {term: None}
    found: dict[Term, None] = {}
    if term.head in ("integral", "expect", "iterate"):
        body, variable = term.args[:2]
        found.update((x, None) for x in free_leaves(body) if x != variable)
        rest = tuple(c for c in term.children if c is not body and c is not variable)
    elif term.head == "at":
        body, pairs = term.args
        replaced = {key for key, _ in pairs}
        found.update((x, None) for x in free_leaves(body) if x not in replaced)
        rest = tuple(value for _, value in pairs)
    else:
        rest = term.children
    for child in rest:
        found.update(free_leaves(child))
    return found


def read_updates(name: str, state: Any) -> dict[Term, Term]:
    """The new value of every state, checked for kind and shape."""
    if not isinstance(state, Mapping) or not state:
        raise ShapeError(f"the state of the cell {name}{place()}", got=said(state),
                         expected="a mapping {symbol: new value}", advice="write state={h: sr.tanh(W @ h)}")
    updates: dict[Term, Term] = {}
    for symbol, value in state.items():
        if not isinstance(symbol, Term) or symbol.head != "sym":
            raise ShapeError(f"a state of the cell {name}{place()}", got=said(symbol), expected="a symbol",
                             advice="declare it with h = sr.vector('h', n) and write state={h: ...}")
        if symbol.shape and not symbol.is_column:
            raise NotSupportedError(f"the state {symbol.name} of the cell {name}{place()}",
                                    got=f"a matrix, {shape_text(symbol.shape)}", expected="a column or a scalar",
                                    advice="matrix-valued states are not supported yet: stack its columns in a vector")
        if value is None:
            raise ShapeError(f"the state {symbol.name} of the cell {name}{place()}", got="no update",
                             expected="its new value", advice=f"a state that stays as it is: {{{symbol.name}: "
                                                              f"{symbol.name}}}")
        term = coerce(value)
        if term.shape != symbol.shape and not (term.is_scalar and symbol.is_scalar):
            raise ShapeError(f"the update of {symbol.name} in the cell {name}{place()}", got=shape_text(term.shape),
                             expected=shape_text(symbol.shape), advice="a new state has the shape of the old one")
        updates[symbol] = term
    return updates


def read_inputs(name: str, inputs: Any, state: tuple[Term, ...]) -> tuple[Term, ...]:
    """The input symbols, each once and none of them a state."""
    given = (inputs,) if isinstance(inputs, Term) else inputs
    if not isinstance(given, list | tuple):
        raise ShapeError(f"the inputs of the cell {name}{place()}", got=said(inputs), expected="a list of symbols",
                         advice="write inputs=[x], or leave it out")
    given = tuple(given)
    for x in given:
        if not isinstance(x, Term) or x.head != "sym" or x in state or given.count(x) > 1:
            raise ShapeError(f"an input of the cell {name}{place()}", got=said(x),
                             expected="a symbol that is not a state, once", advice="write inputs=[x]")
    return given


def read_let(name: str, let: Any) -> dict[str, Term]:
    """The intermediates by name, as they are written."""
    terms: dict[str, Term] = {}
    if let is not None and not isinstance(let, Mapping):
        raise ShapeError(f"the intermediates of the cell {name}{place()}", got=shortened(let),
                         expected="a mapping {name: term}", advice='write let={"g": g}')
    for key, value in (let or {}).items():
        term = coerce(value)
        term = term.args[1] if term.head == "named" and term.name == key else term
        if not name_ok(key) or term.is_leaf or term in terms.values():
            raise ShapeError(f"an intermediate of the cell {name}{place()}", got=f"{key!r}: {value!r}"[:60],
                             expected="an identifier and a term of its own that is not a symbol",
                             advice='write let={"g": g}; symbols have names already')
        terms[key] = term
    return terms


def wrap(name: str, updates: dict[Term, Term], let: dict[str, Term]) -> tuple[dict[Term, Term], dict[str, Term]]:
    """Put intermediates under their names in the updates and in one another; raise where one does not occur."""
    values: dict[Term, Term] = {}
    for key in sorted(let, key=lambda k: _nodes(let[k])):
        # A subterm has fewer nodes, so what stands inside this one is in `values` already.
        values[let[key]] = named(key, replace(let[key], values))
    wrapped = {symbol: replace(term, values) for symbol, term in updates.items()}
    found: dict[str, Term] = {}
    for term in wrapped.values():
        _collect_named(name, term, found)
    unused = [key for key in let if key not in found]
    if unused:
        raise UnknownNameError(f"the intermediate {unused[0]} of the cell {name}{place()}",
                               got=repr(let[unused[0]])[:60],
                               expected="a term that occurs in the updates, written in the same way",
                               advice="build the updates from the same Python variable, or leave it out of `let`")
    return wrapped, {key: found[key] for key in (*let, *(k for k in found if k not in let))}


def _collect_named(name: str, term: Term, found: dict[str, Term]) -> None:
    for at in subterms(term):
        if at.head == "named" and found.setdefault(at.name, at) != at:
            raise ShapeError(f"two intermediates named {at.name} in the cell {name}{place()}", got="two terms",
                             expected="one term under one name", advice="rename one of them")


def _nodes(term: Term) -> int:
    memo: dict[Term, int] = {}

    def count(t: Term) -> int:
        if t not in memo:
            memo[t] = 1 + sum(count(c) for c in t.children)
        return memo[t]

    return count(term)
