"""Claims and foils: a decorated function that returns a statement, with all that is said about it.

Defining a claim computes nothing. The function runs when its statement is asked for, in the process that judges it.
A claim registers with the module that defines it (its globals), never with the program: files cannot see each other's.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from symrnn.claims.over import bindings, filled, labelled
from symrnn.claims.source import Source, read_source
from symrnn.errors import ClaimError, said
from symrnn.verdict import Verdict

REGISTER = "__symrnn_claims__"
"""The global of a module under which its claims are kept, in the order of their definition."""

EXPECTABLE = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.NOT_RUN)
"""The verdicts that a claim may declare: all but NOT_RUN, which is no verdict on the claim."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class _Stated:
    """What claims and foils have in common: a function that returns a statement, its words, its place, its code."""

    def __init__(self, function: Callable[..., Any], keys: Mapping[str, Any], what: str) -> None:
        self.function = function
        self.keys = dict(keys)
        self.what = what
        self.module: str = function.__module__
        self.line: int = function.__code__.co_firstlineno
        self.file = Path(function.__code__.co_filename)
        self.path = self.file.name
        self.scope: Callable[[], AbstractContextManager[Any]] = nullcontext
        """Where the function's imports are resolved; the catalog sets it to the folder that the file stands in."""
        text = inspect.getdoc(function)
        if not text or not text.strip():
            raise ClaimError(
                f"{what} has no docstring", advice="The docstring is the sentence printed in the report: write one."
            )
        self.text = filled(text, self.keys)

    @cached_property
    def code(self) -> str:
        """Source text of the function, decorators included; empty where there is no file, as in a console."""
        try:
            return textwrap.dedent(inspect.getsource(self.function))
        except (OSError, TypeError):
            return ""

    def statement(self) -> Any:
        """The statement that the function returns; it is made anew at every call."""
        with self.scope():
            value = self.function(**self.keys)
        if not callable(getattr(value, "record", None)):
            raise ClaimError(
                f"{self.what} does not return a statement",
                got="nothing" if value is None else f"{type(value).__name__} {said(value)}",
                expected="a statement such as equal(a, b)",
                advice="Is the `return` missing?" if value is None else "To compare with == is not to state.",
            )
        return value

    __call__ = statement

    def __repr__(self) -> str:
        return f"<{self.what}>"


class Foil(_Stated):
    """A plausible wrong variant of a claim. It must be refuted, or the claim has not been tested."""

    def __init__(self, of: Claim, function: Callable[..., Any]) -> None:
        self.id = f"{of.id}/{function.__name__}"
        super().__init__(function, _accepted(function, of.keys), _where("foil", self.id, function))
        self.of = of.id
        self.title = _sentence(self.text)


class Claim(_Stated):
    """What is asserted, by whom, resting on what, and which verdict is expected."""

    def __init__(
        self,
        function: Callable[..., Any],
        id: str,
        *,
        source: Source,
        uses: tuple[str, ...],
        expect: str,
        as_printed_of: str | None,
        keys: Mapping[str, Any],
        by: tuple[Any, ...],
        figures: tuple[Any, ...],
        title: str | None,
    ) -> None:
        super().__init__(function, keys, _where("claim", id, function))
        self.id = id
        self.source = source
        self.uses = uses
        self.expect = expect
        self.as_printed_of = as_printed_of
        self.by = by
        self.figures = figures
        self.title = filled(title, keys) if title else _sentence(self.text)
        self.foils: list[Foil] = []

    @property
    def topic(self) -> str:
        """The stem of the file: what the claim is about."""
        return self.file.stem

    @property
    def nested(self) -> bool:
        """Whether the claim is made inside a function, where a catalog does not look."""
        return "<locals>" in self.function.__qualname__


class Family:
    """The claims that one function makes for the values of `over`."""

    def __init__(self, id: str, claims: Sequence[Claim]) -> None:
        self.id = id
        self.claims = tuple(claims)

    def __repr__(self) -> str:
        return f"<claims {', '.join(c.id for c in self.claims)}>"


def claim(
    id: str | None = None,
    *,
    source: Source | str | None = None,
    uses: Iterable[str | Claim | Family] = (),
    expect: str = "PROVED",
    as_printed_of: str | Claim | Family | None = None,
    over: Mapping[str, Sequence[Any]] | None = None,
    by: Any = None,
    figures: Any = None,
    title: str | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a claim of a function that returns a statement. The function's docstring is the claim's sentence.

    Parameters
    ----------
    id : permanent readable name: letters, digits, `.`, `_`, `-`.
    source : `sr.Source(...).at(place)`, or a plain string.
    uses : the claims that this one rests on, by id or as objects.
    expect : the verdict that the claim declares.
    as_printed_of : the corrected claim, where this one is kept as a source misprints it (then expect="REFUTED").
    over : `{"phi": ["tanh", "relu"]}` makes one claim per value, with ids `id[tanh]`, `id[relu]`.
    by : names of lemmas or a certificate, for a proof that is not found without; each is checked.
    figures : what the report draws beside the claim: functions without arguments that return a picture as data
        (`symrnn.systems.figure` makes one), called when the claim is judged.
    title : one line, where the docstring's first paragraph is too long for a heading.

    Returns
    -------
    a decorator; what it returns is a `Claim`, or a `Family` of claims with `over`.

    Raises
    ------
    ClaimError : at definition, where any of this is missing or malformed.
    """
    if not isinstance(id, str):
        raise ClaimError(
            "a claim without an id",
            got="nothing" if id is None else said(id),
            expected='@claim("some-id", source=...)',
            advice="The decorator is called with the id first.",
        )  # fmt: skip
    if not _ID.fullmatch(id):
        raise ClaimError(f"the claim id {id!r}", expected="letters, digits, '.', '_' and '-', a letter or digit first")
    if expect not in EXPECTABLE:
        raise ClaimError(f"claim {id!r}: expect={expect!r}", expected=f"one of {', '.join(EXPECTABLE)}")
    if as_printed_of is not None and expect != "REFUTED":
        raise ClaimError(
            f"claim {id!r} is kept as printed but expects {expect}",
            expected="expect='REFUTED', since what is printed is wrong",
        )

    for drawing in _several(figures):
        if not callable(drawing):
            raise ClaimError(
                f"claim {id!r}: figures", got=said(drawing), expected="functions that return a picture",
                advice="Name the function, without calling it.",
            )  # fmt: skip

    def decorate(function: Callable[..., Any]) -> Claim | Family:
        if not inspect.isfunction(function):
            raise ClaimError(f"claim {id!r} decorates {said(function)}", expected="a function that returns a statement")
        found = read_source(source, _where("claim", id, function))
        members = [
            Claim(
                function,
                labelled(id, keys),
                source=found,
                uses=tuple(_ids(uses, keys, f"claim {id!r}: uses")),
                expect=expect,
                as_printed_of=_one(as_printed_of, keys, f"claim {id!r}: as_printed_of"),
                keys=keys,
                by=_several(by),
                figures=_several(figures),
                title=title,
            )
            for keys in bindings(over, f"claim {id!r}")
        ]
        for member in members:
            _fits(function, member.keys, member.what)
            _register(member, function.__globals__)
        return members[0] if over is None else Family(id, members)

    return decorate


def foil(of: Claim | Family) -> Callable[[Callable[..., Any]], Any]:
    """Make a foil of a claim: a variant that is wrong in a way that people are, and must be refuted.

    A foil of claims made by `over` is made once per value; it is called with the same keyword if it takes it.
    """
    if not isinstance(of, Claim | Family):
        raise ClaimError(
            "a foil of nothing", got=said(of), expected="@foil(the_claim), the decorated function above it"
        )

    def decorate(function: Callable[..., Any]) -> Foil | tuple[Foil, ...]:
        if not inspect.isfunction(function):
            raise ClaimError(f"foil of {of.id!r} decorates {said(function)}", expected="a function")
        claims = (of,) if isinstance(of, Claim) else of.claims
        if function.__module__ != claims[0].module or function.__globals__ is not claims[0].function.__globals__:
            raise ClaimError(
                f"foil {function.__name__!r} of {of.id!r} stands in another file than its claim",
                advice="Move it there: what a claim is tested with must not depend on which files are loaded.",
            )
        made = []
        for one in claims:
            new = Foil(one, function)
            _fits(function, new.keys, new.what)
            if any(old.id == new.id for old in one.foils) and "__file__" in function.__globals__:
                raise ClaimError(f"{new.what}: there is a foil of this name already", advice="Rename one of the two.")
            one.foils[:] = [old for old in one.foils if old.id != new.id] + [new]
            made.append(new)
        return made[0] if isinstance(of, Claim) else tuple(made)

    return decorate


def _register(new: Claim, module: dict[str, Any]) -> None:
    register: list[Claim] = module.setdefault(REGISTER, [])
    old = next((c for c in register if c.id == new.id), None)
    if old is not None and not new.nested and not old.nested:
        # In a notebook, which has no file, running a cell again means to replace what it defined.
        if "__file__" in module:
            raise ClaimError(f"{new.what}: the id is taken by the claim in line {old.line}", advice="Ids are unique.")
        register.remove(old)
    register.append(new)


def _sentence(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())


def _where(kind: str, id: str, function: Callable[..., Any]) -> str:
    return f"{kind} {id!r} ({Path(function.__code__.co_filename).name}:{function.__code__.co_firstlineno})"


def _accepted(function: Callable[..., Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters
    return {name: value for name, value in keys.items() if name in parameters}


def _fits(function: Callable[..., Any], keys: Mapping[str, Any], what: str) -> None:
    try:
        inspect.signature(function).bind(**keys)
    except TypeError as error:
        raise ClaimError(
            f"{what}: {error}", expected=f"the arguments {list(keys)}" if keys else "a function without arguments",
            advice="The arguments of a claim are the keys of `over`.",
        ) from error  # fmt: skip


def _several(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _ids(references: Any, keys: Mapping[str, Any], what: str) -> list[str]:
    if isinstance(references, str | Claim | Family):
        raise ClaimError(what, got=said(references), expected="a list of ids or claims", advice="Write [...].")
    found: list[str] = []
    for reference in references:
        if isinstance(reference, Family):
            found += [c.id for c in reference.claims if c.keys == keys] or [c.id for c in reference.claims]
        elif isinstance(reference, Claim):
            found.append(reference.id)
        elif isinstance(reference, str):
            found.append(reference)
        else:
            raise ClaimError(what, got=said(reference), expected="ids or claims")
    return found


def _one(reference: Any, keys: Mapping[str, Any], what: str) -> str | None:
    if reference is None:
        return None
    found = _ids([reference], keys, what)
    if len(found) != 1:
        raise ClaimError(what, got=", ".join(found), expected="one claim", advice="Name the member, as 'id[tanh]'.")
    return found[0]
