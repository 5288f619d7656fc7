"""What a run and a claim look like on a terminal, and how a claim is replayed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from symrnn.errors import ExecutorError, SymrnnError
from symrnn.runs.entry import VERDICTS
from symrnn.runs.task import Event
from symrnn.terminal import shown

_REPLAY = """\
import json, sys
from symrnn.recheck.witness import refutes
record, witness = json.load(sys.stdin)
accepted, why, details = refutes(record, witness)
json.dump([bool(accepted), str(why), {name: str(value) for name, value in details.items()}], sys.stdout)
"""


@contextmanager
def progress() -> Iterator[Callable[[Event], None]]:
    """A bar with the claims that are being judged, on a terminal; nothing where standard error is not one."""
    if not sys.stderr.isatty():
        yield _report_notes
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        row = bar.add_task("", total=None)
        stages: dict[str, str] = {}

        def show(event: Event) -> None:
            if event.kind == "planned":
                bar.update(row, total=int(event.detail))
            elif event.kind == "done":
                stages.pop(event.id, None)
                bar.advance(row)
            elif event.kind in ("started", "stage"):
                stages[event.id] = event.detail
            else:
                bar.console.print(shown(f"{event.id}: {event.detail}"), markup=False)
            running = "  ".join(f"{claim} {stage}".strip() for claim, stage in list(stages.items())[:2])
            bar.update(row, description=shown(running).replace("[", r"\["))

        yield show


def _report_notes(event: Event) -> None:
    if event.kind == "note":
        sys.stderr.write(f"{shown(event.id)}: {shown(event.detail)}\n")


def differing(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries whose verdict is not the declared one, those that were not selected left out."""
    return [e for e in entries if e["verdict"] not in (e["expected"], "NOT_RUN")]


def verdict_lines(entries: Sequence[dict[str, Any]], *, all_of_them: bool) -> Iterator[str]:
    """One line per claim: all of them on a terminal, else those that need a look."""
    shown = [e for e in entries if e["verdict"] != "NOT_RUN"] if all_of_them else differing(entries)
    for entry in shown:
        line = f"{entry['verdict']:<12}  {entry['id']}"
        if entry["verdict"] != entry["expected"]:
            line += f"  (declared {entry['expected']})"
            line += f": {entry['reason']}" if entry["reason"] else ""
        yield line
        if entry["verdict"] != entry["expected"] and entry.get("witness"):
            yield f"{'':<14}{_in_short(entry)}"


def last_lines(output: str, most: int = 20, width: int = 200) -> str:
    """The end of what a claim printed, which is where a traceback says what happened."""
    lines = [line if len(line) <= width else f"{line[:width]}..." for line in output.rstrip().splitlines()]
    left = len(lines) - most
    return "\n".join([f"({left} lines before these)", *lines[left:]] if left > 0 else lines)


def summary(entries: Sequence[dict[str, Any]], problems: int = 0) -> str:
    """One line about all: how many of each verdict, whether they are the declared ones, and how many faults files have."""
    run = [e for e in entries if e["verdict"] != "NOT_RUN"]
    counts = ", ".join(f"{n} {v}" for v in VERDICTS if (n := sum(e["verdict"] == v for e in run)))
    surprises = len(differing(entries))
    end = "all as declared" if not surprises else f"{surprises} not as declared"
    left = f", {len(entries) - len(run)} not selected" if len(run) < len(entries) else ""
    faults = f"; {problems} fault{'' if problems == 1 else 's'} in the files, named above" if problems else ""
    return f"{len(run)} claim{'' if len(run) == 1 else 's'}: {counts or 'none'}{left}; {end}{faults}"


def claim_lines(entry: dict[str, Any]) -> Iterator[str]:
    """A claim of a ledger: sentence, statement, verdict, evidence, foils, witness, steps."""
    place = entry["source"].get("place")
    yield entry["id"]
    yield entry["title"]
    yield f"source     {entry['source']['work']}{', ' + place if place else ''}"
    if entry["statement"]:
        yield f"statement  {_statement(entry)}"
    given = _given(entry)
    if given:
        yield f"given      {'; '.join(given)}"
    yield f"verdict    {entry['verdict']} (declared {entry['expected']})"
    yield from (f"{word:<10} {entry[word]}" for word in ("scope", "reason") if entry[word])
    if entry["as_printed_of"]:
        yield f"corrected  {entry['as_printed_of']}"
    if entry["verdict"] == "NOT_RUN":
        yield f"to judge   symrnn verify -k '{entry['id']}', with the files that the last run was given, if any"
    if entry["uses"]:
        yield f"uses       {', '.join(entry['uses'])}"
    for row in entry["evidence"]:
        said = [f"{name} {row[name]}" for name in ("points", "digits", "gap", "budget") if row.get(name) is not None]
        said += [row["detail"]] if row.get("detail") else []
        yield f"evidence   {row['oracle']}: {', '.join(said)}"
    for foil in entry["foils"]:
        yield f"foil       {foil['verdict']}: {foil.get('title') or foil['id']}"
    if entry["witness"]:
        yield "witness"
        yield from (f"  {line}" for line in witness_lines(entry))
    for number, step in enumerate(entry["steps"] or (), 1):
        yield f"step {number:<5} {step['rule']}: {step.get('text') or step.get('latex') or ''}"


def _given(entry: dict[str, Any]) -> list[str]:
    """The conditions as one would type them; the words of the ledger are meant to be typeset."""
    from symrnn.algebra.writing.wording import given_words

    try:
        return given_words({**entry["statement"], "given": entry["given"]})
    except (SymrnnError, KeyError, TypeError, ValueError):
        said = entry["given_text"] or []
        return [said] if isinstance(said, str) else list(said)


def _statement(entry: dict[str, Any]) -> str:
    """The statement as one would write it; in LaTeX where the language that wrote it knew more words than this one."""
    from symrnn.algebra.language.deserialise import read_condition

    try:
        return repr(read_condition(entry["statement"]["assert"], entry["statement"]))
    except (SymrnnError, KeyError, TypeError, ValueError):
        return str(entry["statement_latex"])


def witness_lines(refuted: dict[str, Any]) -> Iterator[str]:
    """The values of a claim's or a foil's witness, one name per line, and the two sides with the entry they are of."""
    yield from _values(refuted["witness"])
    sides = [f"{name} = {refuted['witness'][name]}" for name in ("left", "right", "gap") if refuted["witness"].get(name)]
    if sides and (entry := _entry(refuted)):
        yield f"in {entry}:"
    yield from sides


def _values(witness: dict[str, Any]) -> Iterator[str]:
    for part in ("sizes", "indices", "leaves", "functions", "derived"):
        for name, value in sorted((witness.get(part) or {}).items()):
            yield f"{name} = {_value(value)}"


def _entry(refuted: dict[str, Any]) -> str:
    from symrnn.claims.failing import failing_entry

    return failing_entry(refuted, refuted["witness"])


def _in_short(refuted: dict[str, Any], width: int = 100) -> str:
    """The values of a witness and the two sides on one line, as far as they fit."""
    witness = refuted["witness"]
    values = ", ".join(_values(witness))
    sides = ", ".join(f"{side} {witness[side]}" for side in ("left", "right") if witness.get(side))
    entry = _entry(refuted) if sides else ""
    ends = f"{sides} ({entry})" if entry else sides
    return f"{values if len(values) <= width else values[: width - 3] + '...'}: {ends}" if sides else values


def replay(entry: dict[str, Any]) -> list[tuple[str, bool, str]]:
    """Evaluate the witnesses of a claim and of its foils again, from the ledger alone, in a new process.

    Returns
    -------
    (id, whether the witness refutes, why) for each witness.
    """
    rows = [
        r for r in (entry, *entry["foils"]) if r["verdict"] == "REFUTED" and r.get("witness") and r.get("statement")
    ]
    return [(row["id"], *_replay(row)) for row in rows]


def _replay(row: dict[str, Any]) -> tuple[bool, str]:
    record = row["statement"] | {"given": row.get("given") or []}
    done = subprocess.run(
        [sys.executable, "-c", _REPLAY],
        input=json.dumps([record, row["witness"]]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode != 0:
        raise ExecutorError(f"the replay of {row['id']} failed", got=(done.stderr.strip().splitlines() or ["?"])[-1])
    accepted, why, details = json.loads(done.stdout)
    sides = ", ".join(f"{name} {details[name]}" for name in ("left", "right", "gap") if details.get(name))
    return accepted, f"{why}; {sides}" if sides else why


def _value(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        return "[" + "; ".join(" ".join(_value(x) for x in row) for row in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)
