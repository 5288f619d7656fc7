"""Campaigns of mutants: plant every slip in every proved identity, and count what is caught."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from typing import Any

import typer

from symrnn.algebra.language.deserialise import read_condition
from symrnn.algebra.language.statements import Statement
from symrnn.algebra.provers import prove
from symrnn.errors import SymrnnError
from symrnn.recheck.certificates import accept
from symrnn.recheck.numbers import seed_of
from symrnn.search.judging import REFUTED, SAME, UNDECIDED, UNDEFINED, WORDS, Judge, Prove, Settle, tally
from symrnn.search.mutants import Mutant, mutable, mutants
from symrnn.search.operators import Record

__all__ = ["Judge", "Mutant", "campaign", "mutants", "mutate", "proved"]
Task = tuple[str, Record]
Progress = Callable[[str, dict[str, Any]], None]
Through = Callable[[list[str]], Iterable[tuple[str, dict[str, Any]]]]


def proved(record: Record) -> bool:
    """Whether a statement that is given as a record has a proof by the provers, and the trusted base accepts it."""
    proof, _ = prove(statement_of(record))
    return proof is not None and accept(record, {**proof.certificate, "scope": proof.scope})[0]


def statement_of(record: Record) -> Statement:
    """The statement with its conditions that a record writes down."""
    statement = read_condition(record["assert"], record)
    given = tuple(read_condition(c, record) for c in record["given"])
    return Statement(statement.head, statement.args, (*given, *statement.given))


def _scored(task: Task, prover: Prove | None, settle: Settle | None) -> tuple[str, dict[str, Any]]:
    name, record = task
    start = time.perf_counter()
    scores = tally(record, seed_of(name), mutants(record), prover, settle)
    return name, {**scores, "seconds": time.perf_counter() - start}


_ASKED: list[tuple[Prove | None, Settle | None]] = []  # what the forked processes inherit; no callable is sent to them


def _forked(task: Task) -> tuple[str, dict[str, Any]]:
    return _scored(task, *_ASKED[-1])


def campaign(records: Iterable[Task], jobs: int = 1, on_progress: Progress | None = None,
             prover: Prove | None = proved, settle: Settle | None = None, through: Through | None = None) -> dict[str, Any]:
    """Judge all mutants of many statements, over several processes.

    Parameters
    ----------
    records
        Pairs of an id (it gives the seed) and a serialised statement.
    jobs
        How many processes; one stays in this process.
    on_progress
        Told the id and the scores of each statement as it is done, in no particular order.
    prover
        Certifies that a mutant that numbers cannot tell from the original is equivalent; None leaves it undecided.
    settle
        Has the last word on a mutant that is still open.
    through
        Judges elsewhere: from the ids to pairs of an id and its scores. Then `jobs`, `prover` and `settle` are its own.

    Returns
    -------
    dict
        `claims`: id -> scores (mutants, one count for each of `WORDS`, operators, equivalent, survivors, without_values,
        smallest, seconds);
        `totals`: the sums, by operator too; `rate`: refuted among those that have values and are not certified equivalent;
        `smallest`: the k of the smallest error 1 + 2^-k that is caught in every statement with an equation.
    """
    tasks = list(records)
    claims: dict[str, dict[str, Any]] = {}

    def note(name: str, scores: dict[str, Any]) -> None:
        claims[name] = scores
        if on_progress is not None:
            on_progress(name, scores)

    if through is not None:
        for name, scores in through([name for name, _ in tasks]):
            note(name, scores)
    elif jobs <= 1:
        for task in tasks:
            note(*_scored(task, prover, settle))
    else:
        _ASKED.append((prover, settle))
        try:
            with get_context("fork").Pool(jobs) as pool:
                for name, scores in pool.imap_unordered(_forked, tasks):
                    note(name, scores)
        finally:
            _ASKED.pop()
    return {"claims": dict(sorted(claims.items())), **_totals(claims)}


def _totals(claims: dict[str, dict[str, Any]]) -> dict[str, Any]:
    totals: dict[str, Any] = {w: sum(c[w] for c in claims.values()) for w in ("mutants", *WORDS)}
    operators: dict[str, dict[str, int]] = {}
    for scores in claims.values():
        for name, row in scores["operators"].items():
            into = operators.setdefault(name, dict.fromkeys(row, 0))
            for word, n in row.items():
                into[word] += n
    caught = [c["smallest"] for c in claims.values() if c["smallest"] is not None]
    open_ones = totals[REFUTED] + totals[UNDECIDED]
    return {"totals": {**totals, "operators": dict(sorted(operators.items()))},
            "rate": totals[REFUTED] / open_ones if open_ones else None, "smallest": min(caught, default=None)}


def identities(claims: Iterable[Any], on_error: Callable[[str, Exception], None] | None = None) -> list[Task]:
    """The claims that are expected to be proved and have a formula to mutate.

    `on_error` is told of a claim whose function fails, and the others go on; without it, the error is the caller's.
    """
    found: list[Task] = []
    for claim in claims:
        if claim.expect == "PROVED":
            try:
                record = claim.statement().record()
            except Exception as error:
                if on_error is None:
                    raise
                on_error(claim.id, error)
            else:
                found += [(claim.id, record)] if mutable(record) else []
    return found


def mutate(claims: Sequence[Any], jobs: int = 1, settle: Settle | None = None, through: Through | None = None) -> int:
    """The command: mutants of the claims that are expected to be proved; exit code 0 where none survives.

    Returns
    -------
    int
        0; 1 where a mutant is neither refuted nor certified equivalent, or a claim fails by itself; 5 where no claim has a
        formula to mutate.
    """
    failed: list[str] = []

    def tell(name: str, error: Exception) -> None:
        failed.append(name)
        said = str(error) if isinstance(error, SymrnnError) else f"{type(error).__name__}: {error}"
        typer.echo(f"{name}: it gives no statement to mutate: {said}", err=True)

    records = identities(claims, tell)
    if not records and failed:
        return 1
    if not records:
        typer.echo("no claim here is expected to be proved and has a formula to mutate")
        return 5

    def show(name: str, scores: dict[str, Any]) -> None:
        rest = f", {scores[UNDECIDED]} survive" if scores[UNDECIDED] else ""
        typer.echo(f"{name}: {scores[REFUTED]} of {scores['mutants']} refuted, {scores[SAME]} equivalent{rest}")
        for mutant in scores["survivors"]:
            typer.echo(f"  survives: {mutant['operator']} at {mutant['path']}  {mutant['why']}".rstrip())

    summary = campaign(records, jobs, show, proved, settle, through)
    totals, rate = summary["totals"], summary["rate"]
    share = "" if rate is None else f"; {rate:.2%} of the others caught"
    claims = "1 claim" if len(records) == 1 else f"{len(records)} claims"
    typer.echo(f"{totals['mutants']} mutants of {claims}: {totals[REFUTED]} refuted, {totals[SAME]} certified equivalent, "
               f"{totals[UNDEFINED]} without values, {totals[UNDECIDED]} survive{share}")
    if summary["smallest"] is not None:
        typer.echo(f"smallest error that is caught everywhere: a factor 1 + 2^-{summary['smallest']}")
    return 1 if totals[UNDECIDED] or failed else 0
