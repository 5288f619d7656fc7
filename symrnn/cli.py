"""The command line: list, derive, verify, report, show, mutate, audit.

Exit codes: 0 all as declared; 1 a verdict differs; 2 interrupted; 3 internal error or DISPUTED; 4 usage, an input that
cannot be read, a folder that cannot be written; 5 no claims. Of several: 2, 3, 4, 1.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from symrnn.claims.select import chosen_ids
from symrnn.errors import ExecutorError, NotSupportedError, RunInterrupted, SymrnnError, UnknownNameError, missing_package
from symrnn.terminal import complain, say

AS_DECLARED, DIFFERS, INTERRUPTED, INTERNAL, UNREADABLE, NO_CLAIMS = range(6)
LAST = "ledger.json"  # in the folder of cache and journal: what `show` reads when no report was written since
_BROKEN_OFF = 130  # what typer and shells call the end by Ctrl-C; 2 is what typer ends with on a usage error

app = typer.Typer(
    name="symrnn",
    help="Verify the mathematics of recurrent networks: derive, prove, corroborate or refute, and report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[list[str] | None, typer.Argument(metavar="PATH", show_default=False,
                  help="Files or folders; derivations/ here, or those of the package, if none.")]  # fmt: skip
Expression = Annotated[str | None, typer.Option("-k", metavar="EXPR", help="Only claims that match, as in pytest.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes at a time; as many as processors if not given.")]
Timeout = Annotated[float, typer.Option(min=0.001, help="Seconds that one claim may take.")]
Seed = Annotated[int, typer.Option(help="Seed of the run; each claim's own is made from it and the claim's id.")]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the ledger.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Judge every claim anew.")]
Where = Annotated[str, typer.Option("--executor", metavar="WHERE", help="local, or dask:ADDRESS.")]
State = Annotated[Path, typer.Option("--state", metavar="DIR", help="Folder of cache and journal.")]


def _command(function: Callable[..., int]) -> Callable[..., None]:
    """A command that returns its exit code; errors become messages on standard error and codes of the contract."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = function(*args, **options)
        except (RunInterrupted, KeyboardInterrupt) as stop:
            complain(str(stop) or "interrupted")
            code = _BROKEN_OFF
        except BrokenPipeError:
            # Whoever reads the output has gone away; what Python flushes at its end must not complain about that again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = UNREADABLE
        except SymrnnError as error:
            complain(str(error))
            code = INTERNAL if isinstance(error, ExecutorError) else UNREADABLE
        except Exception as error:  # noqa: BLE001 (shown in full: it is a fault of symrnn)
            missing = missing_package(error)
            if missing is None:
                traceback.print_exc()
            complain("this is a fault of symrnn, not of your claims" if missing is None else str(missing))
            code = INTERNAL if missing is None else UNREADABLE
        raise typer.Exit(code)

    return run


def _print_version(asked: bool) -> None:
    if asked:
        from symrnn import __version__

        typer.echo(f"symrnn {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")]


@app.callback()
def _options(version: Version = False) -> None: ...


@app.command("list")
@_command
def list_claims(paths: Paths = None) -> int:
    """List ids, sources and expected verdicts."""
    catalog = _load(paths)
    for claim in catalog.claims:
        source = claim.source.record()
        place = f", {source['place']}" if source["place"] else ""
        say([f"{claim.id}\t{claim.expect}\t{source['work']}{place}"])
    return _code([], catalog)


@app.command()
@_command
def derive(
    cell: Annotated[str | None, typer.Argument(help="A ready cell, or FILE.py:NAME.", show_default=False)] = None,
    wrt: Annotated[str | None, typer.Option(metavar="SYMBOL", help="Derive with respect to this symbol.")] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show every step.")] = False,
    format: Annotated[str, typer.Option(metavar="text|latex|python|markdown", help="How to write one cell.")] = "text",
    all_cells: Annotated[bool, typer.Option("--all", help="A page for every ready cell, into --out.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the derivations of --all.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what changed.")] = False,
) -> int:
    """Derive the closed forms of a cell. Ready cells: elman, linear, leaky, scalar-gate, vector-gate, lstm, gru."""
    if cell is not None and not (all_cells or out or check):
        from symrnn.claims.cell_of import cell_of
        from symrnn.report.derivation import derive_text

        say([derive_text(cell_of(cell), wrt, steps, format)], indent="")
        return AS_DECLARED
    if cell is not None or out is None or not all_cells or wrt or format != "text":
        raise NotSupportedError("derive", expected="either CELL, or --all --out DIR [--check]: a page per ready cell")
    from symrnn.report.derivation import derive_all

    changes = derive_all(out, check)
    say(changes, indent="")
    return DIFFERS if check and changes else AS_DECLARED


@app.command()
@_command
def verify(
    paths: Paths = None,
    expression: Expression = None,
    jobs: Jobs = None,
    timeout: Timeout = 60.0,
    seed: Seed = 0,
    json_file: Json = None,
    no_cache: NoCache = False,
    state: State = Path(".symrnn"),
    executor: Where = "local",
) -> int:
    """Judge every claim in a process of its own."""
    from symrnn.runs.files import require_file

    if json_file is not None:
        require_file(json_file)
    ledger, catalog, _ = _verify(paths, expression, jobs, timeout, seed, no_cache, state, executor)
    if json_file is not None:
        from symrnn.runs.ledger import write

        write(ledger, json_file)
    return _code(ledger["claims"], catalog)


@app.command()
@_command
def report(
    paths: Paths = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the report.")] = Path("reports"),
    jobs: Jobs = None,
    timeout: Timeout = 60.0,
    seed: Seed = 0,
    no_cache: NoCache = False,
    state: State = Path(".symrnn"),
    executor: Where = "local",
) -> int:
    """Verify, then write the report."""
    from symrnn.report.measured import read as measured_of
    from symrnn.report.write import write as write_report
    from symrnn.runs.files import require_writable, write_atomic

    require_writable(out)
    measured = out / "trust.json"
    trust = measured_of(measured) if measured.is_file() else None
    ledger, catalog, times = _verify(paths, None, jobs, timeout, seed, no_cache, state, executor)
    code = _code(ledger["claims"], catalog)
    if not ledger["claims"]:
        return code
    if catalog.problems and (out / LAST).is_file():
        # A report without the claims of a file that cannot be read would look whole.
        complain(f"the report in {out} stays as it was: mend the files that cannot be read, or choose another --out DIR")
        return code
    write_report(ledger, out, trust)
    write_atomic(out / "run.json", json.dumps({"seconds": times}, sort_keys=True, indent=1) + "\n")
    typer.echo(f"report in {out}")
    return code


@app.command()
@_command
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of a claim.")],
    replay: Annotated[bool, typer.Option("--replay", help="Evaluate its witnesses again, in a new process.")] = False,
    ledger: Annotated[Path | None, typer.Option(metavar="FILE", help="The ledger; that of the last run, if none.")] = None,
    state: State = Path(".symrnn"),
) -> int:
    """Show one claim of a ledger: statement, steps, verdict, evidence, witness."""
    from symrnn import console
    from symrnn.runs.ledger import claim_of

    entry, (*newer, file) = claim_of(id, [ledger] if ledger else [Path("reports") / LAST, state / LAST])
    if newer:
        complain(f"as {file} has it; {newer[0]}, which is newer, has no such claim")
    say(console.claim_lines(entry))
    if not replay:
        return AS_DECLARED
    replayed = console.replay(entry)
    if not replayed:
        raise NotSupportedError(f"{id} has no witness to replay", got=entry["verdict"], expected="a refuted claim")
    say(f"replay     {name}: {'it refutes' if good else 'NOT ACCEPTED'}: {why}" for name, good, why in replayed)
    return AS_DECLARED if all(good for _, good, _ in replayed) else DIFFERS


@app.command()
@_command
def mutate(paths: Paths = None, expression: Expression = None, jobs: Jobs = None, executor: Where = "local") -> int:
    """Plant errors in proved identities, and print how many are found."""
    catalog = _load(paths)
    chosen = chosen_ids(catalog, expression)
    claims = [claim for claim in catalog.claims if chosen is None or claim.id in chosen]
    if not claims:
        return _none(catalog, bool(catalog.claims))
    from symrnn.runs.campaign import scores
    from symrnn.search.mutate import mutate as campaign

    code = campaign(claims, through=functools.partial(scores, catalog, jobs=jobs or os.cpu_count() or 1, executor=executor))
    return UNREADABLE if catalog.problems else code


@app.command()
@_command
def audit(
    function: Annotated[str, typer.Argument(metavar="FILE.py:FUNCTION", help="The code to audit.")],
    cell: Annotated[str, typer.Option(metavar="CELL", help="A ready cell, or FILE.py:NAME.")],
    kind: Annotated[str | None, typer.Option("--as", metavar="step|jacobian|bptt", help="What it computes.")] = None,
    args: Annotated[str | None, typer.Option(metavar="NAMES", help="The cell's symbols, in its order.")] = None,
    gates: Annotated[str | None, typer.Option(metavar="ifgo", help="The order of stacked gates.")] = None,
    json_file: Json = None,
) -> int:
    """Compare your own code with the derivation, block by block."""
    from symrnn.audit import audit as audit_function
    from symrnn.claims.cell_of import cell_of, value_of

    path, colon, name = function.rpartition(":")
    if not colon:
        raise UnknownNameError("the function", got=repr(function), expected="FILE.py:FUNCTION")
    result = audit_function(value_of(path, name), cell_of(cell), as_=kind, args=args, gates=gates)
    say([str(result)], indent="")
    if json_file is not None:
        from symrnn.runs.files import write_atomic

        write_atomic(json_file, json.dumps(result.record(), sort_keys=True, indent=1) + "\n")
    return AS_DECLARED if result.agrees else DIFFERS


def main(args: list[str] | None = None) -> int:
    """Run a command line and return its exit code."""
    try:
        app(args, prog_name="symrnn")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else AS_DECLARED if end.code is None else INTERNAL
        # typer ends with 2 on a usage error, which here means an interruption.
        return {2: UNREADABLE, _BROKEN_OFF: INTERRUPTED}.get(code, code)
    return AS_DECLARED


def _verify(
    paths: list[str] | None, expression: str | None, jobs: int | None, timeout: float, seed: int, no_cache: bool,
    state: Path, executor: str = "local",
) -> tuple[dict[str, Any], Any, dict[str, float]]:  # fmt: skip
    """Judge, print, and return the ledger, the catalog, and the seconds that each claim took now."""
    from symrnn import console
    from symrnn.runs.ledger import assemble, write
    from symrnn.runs.run import verify as judge_all

    catalog = _load(paths)
    chosen = chosen_ids(catalog, expression)
    times: dict[str, float] = {}
    outputs: dict[str, str] = {}
    earlier: dict[str, dict[str, Any]] = {}

    def remember(entries: list[dict[str, Any]]) -> None:
        # What `show` reads: a run of a part, or one broken off, takes nothing away from what is known of the rest.
        write(assemble([earlier.get(e["id"], e) for e in entries], catalog.topics), state / LAST)

    with console.progress() as show_event:

        def on_event(event: Any) -> None:
            if event.kind == "done" and not event.known:
                times[event.id] = round(event.seconds, 3)
                outputs[event.id] = event.output
            if event.kind == "earlier":
                earlier[event.id] = event.entry
            else:
                show_event(event)

        try:
            entries = judge_all(catalog, jobs=jobs, timeout=timeout, seed=seed, cache=not no_cache, state_dir=state,
                                on_event=on_event, only=chosen, cells=bool(paths), executor=executor)
        except RunInterrupted as stop:
            remember(list(stop.entries))
            raise
    for entry in console.differing(entries):
        if outputs.get(entry["id"]):
            complain(f"{entry['id']} printed:\n{console.last_lines(outputs[entry['id']])}")
    if any(e["verdict"] != "NOT_RUN" for e in entries):
        say(console.verdict_lines(entries, all_of_them=sys.stdout.isatty()))
        typer.echo(console.summary(entries, len(catalog.problems)))
    if entries:
        remember(entries)
    return assemble(entries, catalog.topics), catalog, times


def _load(paths: list[str] | None) -> Any:
    from symrnn.claims.catalog import load
    from symrnn.claims.folder import usual

    catalog = load(paths or [usual()])
    # The ledger's paths begin at the folder of a file, wherever one stands; a message names a file as it is seen from here.
    seen = {folder.relative(file): os.path.relpath(file) for file, folder in catalog.folders.items()}
    for problem in catalog.problems:
        complain(str(replace(problem, path=seen.get(problem.path, problem.path))))
    return catalog


def _code(entries: list[dict[str, Any]], catalog: Any) -> int:
    from symrnn.console import differing

    wrong = {e["verdict"] for e in differing(entries)}
    run = [e for e in entries if e["verdict"] != "NOT_RUN"]
    if "DISPUTED" in wrong:
        return INTERNAL
    if catalog.problems:
        return UNREADABLE
    if wrong:
        return DIFFERS
    if run or (catalog.claims and not entries):
        return AS_DECLARED
    return _none(catalog, bool(entries))


def _none(catalog: Any, left_out: bool) -> int:
    where = ", ".join(catalog.paths)
    if left_out or not catalog.problems:
        complain(f"no claim is selected in {where}" if left_out else f"no claims: no function under @claim(...) in {where}")
    return UNREADABLE if catalog.problems else NO_CLAIMS
