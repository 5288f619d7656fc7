"""Calling a lowered function: names bound, shapes compared, sizes inferred; nothing broadcasts silently."""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from symrnn.algebra.language.sizes import Size
from symrnn.algebra.terms import ONE, Shape, Term, shape_text
from symrnn.errors import ShapeError, UnknownNameError, said
from symrnn.lower.target import Argument, Target


class Family(dict[int, Any]):
    """The elements of a sequence that were given, by index."""

    def __init__(self, name: str, items: Mapping[int, Any]) -> None:
        super().__init__(items)
        self.name = name

    def __missing__(self, index: int) -> Any:
        raise UnknownNameError(f"the element {self.name}[{index}]", got=f"no value for index {index}",
                               expected=f"one of {sorted(self)}", advice="give every element that the term uses")


class Lowered:
    """A function made from a term.

    Attributes
    ----------
    source : readable Python that stands for itself.
    arguments : the names that a call must give: leaves, indices, and sizes that no leaf carries.
    target : the name of the target.
    shape : the shape of the result, `()` for a scalar.
    function : the bare function, without any check of its arguments.
    """

    def __init__(self, name: str, target: Target, shape: Shape, source: str, leaves: list[Argument],
                 parameters: dict[str, bool], is_view: bool) -> None:
        self.name = name
        self.source = source
        self.target = target.name
        self.shape = shape
        self._target = target
        self._leaves = leaves
        self._parameters = parameters
        self._is_view = is_view
        carried = {n for leaf in leaves for size in leaf.shape for n in size.names}
        self._sizes = frozenset(carried | {n for n, is_index in parameters.items() if not is_index})
        inferred = {n for leaf in leaves for size in leaf.shape for n in size.names if len(size.names) == 1}
        self.arguments: tuple[str, ...] = (*(leaf.name for leaf in leaves),
                                           *(n for n in parameters if n not in inferred))
        self._takes_batch = "batch=()):" in source
        # The lines are registered, so that a traceback shows them.
        filename = f"<symrnn {target.name} {name} {id(self)}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        weakref.finalize(self, linecache.cache.pop, filename, None)
        namespace: dict[str, Any] = {}
        # The source was printed from a closed list of operations, and of a user's text it holds checked names only.
        exec(compile(source, filename, "exec", dont_inherit=True), namespace)  # noqa: S102
        self.function = namespace[name]

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)}) -> {shape_text(self.shape)}, lowered to {self.target}"

    def __call__(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> Any:
        """The value of the term.

        Parameters
        ----------
        values
            A mapping from names (or leaves) to values; what the function does not need is left alone.
        named
            Values by name; a name that the function does not have is refused.

        Raises
        ------
        UnknownNameError
            For a name that is missing, or that the function does not have.
        ShapeError
            For shapes that do not fit together.
        """
        foreign = [name for name in named if name not in self.arguments and name not in self._sizes]
        if foreign:
            raise UnknownNameError(f"an argument of {self.name}", got=foreign[0], expected=", ".join(self.arguments),
                                   advice="a mapping f(values) may hold more than is needed")
        if values is not None:
            named = {**self._taken(values), **named}
        missing = [name for name in self.arguments if name not in named]
        if missing:
            raise UnknownNameError(f"the arguments of {self.name}", got=f"no value for {', '.join(missing)}",
                                   expected=", ".join(self.arguments),
                                   advice="a size that no argument carries is given as n=4")
        return self._run(named)

    def _taken(self, values: Mapping[Any, Any]) -> dict[str, Any]:
        if not isinstance(values, Mapping):
            raise ShapeError(f"the argument of {self.name}", got=type(values).__name__, expected="a mapping",
                             advice=f"write f({{'{self.arguments[0] if self.arguments else 'h'}': ...}}) or f(h=...)")
        by_name = {key.name if isinstance(key, Term) and key.is_leaf else key: value for key, value in values.items()}
        return {name: by_name[name] for name in (*self.arguments, *self._sizes) if name in by_name}

    def _run(self, named: Mapping[str, Any]) -> Any:
        sizes = Sizes(self.name)
        for name in self._parameters:
            if name in named:
                sizes.give(name, named[name], self._parameters[name])
        for name in self._sizes - self._parameters.keys():
            if name in named:
                sizes.give(name, named[name], False)
        context = self._target.context(self._given(named))
        batch: tuple[int, ...] | None = None
        arrays: list[Any] = []
        for leaf in self._leaves:
            given = named[leaf.name]
            family = self._items(leaf, given) if leaf.sequence else {0: given}
            bound = {}
            for index, value in family.items():
                what = f"{leaf.name}[{index}]" if leaf.sequence else leaf.name
                array, own = self._shaped(what, leaf, self._target.read(what, value, leaf, context))
                sizes.see(what, leaf.shape, array.shape[len(array.shape) - 2:])
                if own:
                    if batch is not None and own != batch:
                        raise ShapeError(f"the leading sizes of {what} in {self.name}", got=own, expected=batch,
                                         advice="every batched argument has the same leading sizes")
                    batch = own
                bound[index] = array
            arrays.append(Family(leaf.name, bound) if leaf.sequence else bound[0])
        found = sizes.settled()
        for name in self._parameters:
            if name not in found:
                raise UnknownNameError(f"the size {name} in {self.name}", got="no value",
                                       expected="a value", advice=f"give {name}=4")
            arrays.append(found[name])
        options = {"batch": batch} if self._takes_batch and batch else {}
        result = self.function(*arrays, **options)
        return self._target.write(result, batch or (), not self.shape, self._is_view)

    def _given(self, named: Mapping[str, Any]) -> Iterator[Any]:
        for leaf in self._leaves:
            if leaf.sequence:
                yield from self._items(leaf, named[leaf.name]).values()
            else:
                yield named[leaf.name]

    def _items(self, leaf: Argument, given: Any) -> Mapping[int, Any]:
        if isinstance(given, Mapping):
            return {int(index): value for index, value in given.items()}
        if not hasattr(given, "__len__") or isinstance(given, str):
            raise ShapeError(f"the sequence {leaf.name} in {self.name}", got=type(given).__name__,
                             expected="a mapping from index to value, or values in order from index 0",
                             advice=f"write {leaf.name}={{0: ..., 1: ...}}")
        return dict(enumerate(given))

    def _shaped(self, what: str, leaf: Argument, array: Any) -> tuple[Any, tuple[int, ...]]:
        """An array of two dimensions or more, and its leading sizes."""
        own = tuple(array.shape)
        if not leaf.shape:
            if len(own) >= 2 and own[-2:] == (1, 1):
                batch = own[:-2]
            else:
                array, batch = array.reshape((*own, 1, 1)), own
        elif leaf.shape[1] == ONE and len(own) == 1:
            array, batch = array.reshape((*own, 1)), ()
        else:
            batch = own[:-2]
            if len(own) < 2 or (leaf.shape[1] == ONE and own[-1] != 1):
                column = leaf.shape[1] == ONE
                raise ShapeError(f"the shape of {what} in {self.name}", got=own, expected=shape_text(leaf.shape),
                                 advice="a column is (n,) or (n, 1), a batch of columns (..., n, 1)" if column
                                 else "a matrix has two dimensions, a batch of matrices (..., n, m)")
        if batch and not self._target.batches:
            raise ShapeError(f"the shape of {what} in {self.name}", got=own, expected=shape_text(leaf.shape),
                             advice=f"the target {self.target} takes one point at a time")
        return array, batch


class Sizes:
    """The sizes of one call, with where each was seen."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._values: dict[str, tuple[int, str]] = {}
        self._open: list[tuple[Size, int, str]] = []

    def give(self, name: str, value: Any, is_index: bool) -> None:
        """A size or an index that the user gives."""
        lowest = 0 if is_index else 1
        if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < lowest:
            raise ShapeError(f"the {'index' if is_index else 'size'} {name} in {self._function}", got=said(value, 40),
                             expected=f"an int from {lowest} on", advice=f"write {name}={max(lowest, 1) + 3}")
        self._values[name] = (int(value), "the call")

    def see(self, what: str, shape: Shape, actual: tuple[int, ...]) -> None:
        """The rows and columns of an argument."""
        for size, value, axis in zip(shape, actual, ("rows", "columns"), strict=False):
            where = f"{axis} of {what}"
            if len(size.terms) == 1 and len(size.terms[0][0]) == 1 and size.terms[0][1] == 1:
                name = size.terms[0][0][0]
                known = self._values.setdefault(name, (int(value), where))
                if known[0] != value:
                    raise ShapeError(f"the size {name} in {self._function}", got=f"{value} from the {where}",
                                     expected=f"{known[0]} from {known[1]}", advice="check the shapes of the arrays")
            elif size.constant is None or size.constant != value:
                self._open.append((size, int(value), where))

    def settled(self) -> dict[str, int]:
        """All sizes; compound ones are solved where one name is unknown, then compared."""
        for size, value, _ in self._open * 2:  # what the last one tells may be what the first one lacked
            self._solve(size, value)
        values = {name: value for name, (value, _) in self._values.items()}
        for size, value, where in self._open:
            unknown = size.names - values.keys()
            if len(unknown) > 1:
                continue  # n*m alone says nothing about n and m; who needs them gives them
            if unknown or size.value(values) != value:
                wanted = str(size) if unknown else f"{size} = {size.value(values)}"
                raise ShapeError(f"the {where} in {self._function}", got=value, expected=wanted,
                                 advice="check the shapes of the arrays")
        return values

    def _solve(self, size: Size, value: int) -> None:
        known = {name: number for name, (number, _) in self._values.items()}
        unknown = [name for name in size.names if name not in known]
        if len(unknown) != 1:
            return
        (name,) = unknown
        at_zero, at_one = size.value({**known, name: 0}), size.value({**known, name: 1})
        at_two = size.value({**known, name: 2})
        slope = at_one - at_zero
        if slope and at_two - at_one == slope:
            found = Fraction(value - at_zero, slope)
            if found.denominator == 1 and found >= 1:
                self._values[name] = (int(found), f"{size} = {value}")
