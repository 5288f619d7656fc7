"""Cell: one step of a recurrent network as terms, with its Jacobians and gradients.

A cell is a mapping from state symbols to their new values. Every right-hand side reads the old state. What is neither
state nor input is a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from symrnn.algebra.language.leaves import leaf
from symrnn.algebra.language.serialise import describe, node, record
from symrnn.algebra.language.statements import all_of, eq
from symrnn.algebra.language.words import D, block, ones, pullback
from symrnn.algebra.terms import Term, place, shape_text
from symrnn.attached import method
from symrnn.cells.anatomy import free_leaves, read_inputs, read_let, read_updates, wrap
from symrnn.errors import NotSupportedError, ShapeError, UnknownNameError, said

Reference = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], Any]


class Cell:
    """One step of a recurrent network.

    Parameters
    ----------
    name
        What the cell is called in reports.
    state
        New values by state symbol, `{h: sr.tanh(W @ h + V @ x)}`; columns or scalars, in the order in which
        the blocks of `jacobian()` stand.
    inputs
        The symbols that are fed from outside; one that does not occur is allowed.
    params
        The parameters, where the caller wants to be sure of them: exactly these, or an error.
    let
        Names of intermediate terms, `{"g": sr.sigmoid(...)}`: they appear under these names wherever they occur.
    reference
        A torch function `(params, state, inputs) -> state` over dicts of tensors, written without this package.
    source
        Where the equations are printed.

    Raises
    ------
    ShapeError, UnknownNameError, NotSupportedError
        For states that are not symbols or are matrices, updates that are missing or of another shape, two symbols of
        one name, parameters other than those declared.
    """

    def __init__(self, name: str, state: Mapping[Term, Any], inputs: Iterable[Term] = (),
                 params: Iterable[Term] | None = None, let: Mapping[str, Any] | None = None,
                 reference: Reference | None = None, source: Any = None) -> None:
        if not isinstance(name, str) or not name:
            raise ShapeError(f"the name of a cell{place()}", got=said(name), expected="a string",
                             advice='write sr.Cell("mine", state={h: ...}, inputs=[x])')
        if reference is not None and not callable(reference):
            raise ShapeError(f"the reference of the cell {name}{place()}", got=said(reference),
                             expected="a function (params, state, inputs) -> state over dicts of tensors",
                             advice="pass the function itself")
        self.name = name
        self.reference = reference
        self.source = source
        updates = read_updates(name, state)
        self.state: tuple[Term, ...] = tuple(updates)
        self.inputs: tuple[Term, ...] = read_inputs(name, inputs, self.state)
        wrapped, intermediates = wrap(name, updates, read_let(name, let))
        self.let: dict[str, Term] = intermediates
        self.new: dict[Any, Term] = _ByName({s.name: wrapped[s] for s in self.state})
        self._record = self._serialise()
        self.parameters: tuple[Term, ...] = self._read_parameters(params)
        self._symbols = {s.name: s for s in (*self.state, *self.inputs, *self.parameters)}
        twice = sorted(set(self._symbols) & set(self.let))
        if twice:
            raise ShapeError(f"the cell {name}{place()}: the name {twice[0]}", got="a symbol and an intermediate",
                             expected="one meaning for each name", advice="rename the intermediate in `let`")

    # -- looking up ------------------------------------------------------------------------------------------------
    def __getitem__(self, name: str | Term) -> Term:
        """A symbol or a named intermediate, by name; a symbol of the cell stands for itself."""
        asked = name.name if isinstance(name, Term) and name.is_leaf and self._symbols.get(name.name) == name else name
        found = {**self.let, **self._symbols}.get(asked) if isinstance(asked, str) else None
        if found is None:
            raise UnknownNameError(f"the cell {self.name}{place()} has no symbol and no intermediate of this name",
                                   got=said(name), expected=", ".join([*self._symbols, *self.let]),
                                   advice='new values stand in cell.new["h"]')
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._symbols or name in self.let

    def __iter__(self) -> Any:
        raise ShapeError(f"iterating over the cell {self.name}", got="a cell", expected="its symbols",
                         advice="cell.state, cell.inputs and cell.parameters are tuples")

    def __repr__(self) -> str:
        lines = [f"cell {self.name}"]
        lines += [f"  {name} = {term.args[1]!r}" for name, term in self.let.items()]
        lines += [f"  {s.name}' = {self.new[s.name]!r}" for s in self.state]
        return "\n".join(lines)

    def record(self) -> dict[str, Any]:
        """The serialised step: `sizes`, `leaves`, `functions`, `given` as in a statement, and `state`: name -> node."""
        return {**self._record, "name": self.name, "state": {s.name: node(self.new[s.name]) for s in self.state},
                "inputs": [x.name for x in self.inputs], "parameters": [p.name for p in self.parameters]}

    # -- derivatives -----------------------------------------------------------------------------------------------
    def jacobian(self, of: Term | str | None = None, wrt: Term | str | None = None) -> Term:
        """How a new value answers to a symbol: rows follow `of`, columns follow `wrt` (numerator layout).

        Parameters
        ----------
        of
            A state (its new value) or a named intermediate; all states on top of each other where it is left out.
        wrt
            A state, an input, or a parameter that is a vector or a scalar; all states where it is left out.

        Raises
        ------
        UnknownNameError
            For a symbol that the cell does not have.
        NotSupportedError
            With respect to a matrix, or to an intermediate.
        """
        values = [self.new[s.name] for s in self.state] if of is None else [self._value(of)]
        symbols = list(self.state) if wrt is None else [self._variable(wrt)]
        if len(values) == len(symbols) == 1:
            return D(values[0], symbols[0])
        return block([[_as_block(D(y, x)) for x in symbols] for y in values])

    def cotangents(self) -> dict[str, Term]:
        """The symbols g_h, g_c, ... for the derivatives of a loss with respect to the new states, by state name.

        Raises
        ------
        ShapeError
            Where the cell has a symbol of such a name itself.
        """
        taken = sorted({f"g_{s.name}" for s in self.state} & {*self._symbols, *self.let})
        if taken:
            raise ShapeError(f"the gradient of the cell {self.name}: the name {taken[0]}", got="a symbol of the cell",
                             expected="a name that is free for dL/d(new state)",
                             advice="rename it, or write sr.pullback(cell.new[...], W, g) with a symbol of your own")
        return {s.name: leaf(f"g_{s.name}", s.shape) for s in self.state}

    def gradient(self, wrt: Term | str) -> Term:
        """The derivative of a loss L with respect to a symbol, given g_h = dL/dh' for every state; its shape.

        With several states the contributions are summed: dL/dW = sum over the states of (dh'/dW)^T g_h.

        Raises
        ------
        UnknownNameError
            For a symbol that the cell does not have.
        """
        symbol = self._symbol(wrt, "the gradient with respect to")
        terms = [pullback(self.new[name], symbol, g) for name, g in self.cotangents().items()]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    def _value(self, of: Term | str) -> Term:
        name = of.name if isinstance(of, Term) and of.head in ("sym", "named") else of
        if isinstance(name, str) and name in self.let:
            found, expected = self.let[name], self.let[name]
        elif isinstance(name, str) and name in self.new:
            found, expected = self.new[name], self._symbols[name]
        else:
            raise UnknownNameError(f"the Jacobian of the cell {self.name}{place()}: `of`", got=said(of),
                                   expected=", ".join([s.name for s in self.state] + list(self.let)),
                                   advice="of any other term: sr.D(term, symbol)")
        _same(self.name, of, expected)
        return found

    def _variable(self, wrt: Term | str) -> Term:
        name = wrt.name if isinstance(wrt, Term) and wrt.head in ("sym", "named") else wrt
        if isinstance(name, str) and name in self.let:
            raise NotSupportedError(f"the Jacobian of the cell {self.name}{place()} with respect to {name}",
                                    got="an intermediate", expected="a symbol: " + ", ".join(self._symbols),
                                    advice="write the rest as a function of a symbol of its own and use sr.D")
        symbol = self._symbol(wrt, "the Jacobian with respect to")
        if symbol.shape and not symbol.is_column:
            raise NotSupportedError(f"the Jacobian of the cell {self.name}{place()} with respect to {symbol.name}",
                                    got=shape_text(symbol.shape), expected="a vector or a scalar",
                                    advice=f"cell.gradient({symbol.name}) gives dL/d{symbol.name}, sr.jvp the "
                                           "derivative along a direction")
        return symbol

    def _symbol(self, given: Term | str, what: str) -> Term:
        name = given.name if isinstance(given, Term) and given.head == "sym" else given
        symbol = self._symbols.get(name) if isinstance(name, str) else None
        if symbol is None:
            raise UnknownNameError(f"{what} a symbol that the cell {self.name} does not have{place()}",
                                   got=said(given), expected=", ".join(self._symbols),
                                   advice="a derivative with respect to a foreign symbol would mean nothing")
        _same(self.name, given, symbol)
        return symbol

    # -- what rooms further down give to a cell ---------------------------------------------------------------------
    def steps(self, of: Term | str | None = None, wrt: Term | str | None = None) -> Any:
        """The derivation of a Jacobian of the cell, step by step."""
        return self.jacobian(of, wrt).steps()

    def verify(self, **options: Any) -> Any:
        """Judge the cell: whether the step is right (against the reference), and whether its derivatives are."""
        return method("verify")(self, **options)

    def audit(self, function: Callable[..., Any], **options: Any) -> Any:
        """Compare a function of the user's own with the derivation, block by block."""
        return method("audit")(function, self, **options)

    # -- construction ----------------------------------------------------------------------------------------------
    def _serialise(self) -> dict[str, Any]:
        """The symbols of the step; raises where one name has two meanings."""
        symbols = (*self.state, *self.inputs)
        try:
            whole = record(all_of(*(eq(s, s) for s in symbols), *(eq(t, t) for t in self.new.values())))
        except ShapeError as error:
            raise ShapeError(f"the cell {self.name}{place()}: {error.what}", got=error.got, expected=error.expected,
                             advice=error.advice) from None
        return {key: whole[key] for key in ("sizes", "indices", "leaves", "functions", "given")}

    def _read_parameters(self, params: Iterable[Term] | None) -> tuple[Term, ...]:
        own = {*self.state, *self.inputs}
        found: dict[Term, None] = {}
        for term in self.new.values():
            found.update((x, None) for x in free_leaves(term) if x not in own)
        sequence = next((x for x in found if x.head == "seq"), None)
        if sequence is not None:
            raise NotSupportedError(f"the cell {self.name}{place()}", got=f"an element of the sequence {sequence.name}",
                                    expected="symbols", advice="a cell is one step: declare its input as a vector")
        if params is None:
            return tuple(found)
        declared = dict.fromkeys(params)
        missing, foreign = [p.name for p in found if p not in declared], [p for p in declared if p not in found]
        if missing or foreign:
            raise UnknownNameError(f"the parameters of the cell {self.name}{place()}",
                                   got=", ".join(getattr(p, "name", said(p, 40)) if isinstance(p, Term) and p.is_leaf
                                                 else said(p, 40) for p in declared) or "none",
                                   expected=", ".join(p.name for p in found) or "none",
                                   advice=f"not declared: {', '.join(missing) or 'none'}; declared and not in the "
                                          f"updates: {', '.join(said(p, 40) for p in foreign) or 'none'}")
        return tuple(declared)


class _ByName(dict[Any, Term]):
    """New values by the name of a state; the symbol itself is accepted too."""

    def __missing__(self, key: Any) -> Term:
        if isinstance(key, Term) and key.head == "sym" and key.name in self:
            return self[key.name]
        raise UnknownNameError("a new value", got=said(key), expected=", ".join(self),
                               advice="new values are those of states; cell[...] gives symbols and intermediates")


def _same(cell: str, given: Any, own: Term) -> None:
    if isinstance(given, Term) and given != own:
        raise ShapeError(f"the cell {cell}{place()}: two symbols named {own.name}", expected=describe(own)
                         if own.is_leaf else "the intermediate of the cell",
                         got=describe(given) if given.is_leaf else said(given),
                         advice=f'take the symbol from the cell: cell["{own.name}"]')


def _as_block(term: Term) -> Term:
    return term if term.shape else ones(1) * term
