"""The command `python -m symrnn.trust`: measure, and write `trust.json` and `trust.md`.

Exit codes: 0 every goal is met, or, with `--against`, every goal that was met there; 1 one is not; 2 interrupted; 3 a
measurement failed; 4 usage, or no checkout. Of several: 2, 3, 4, 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symrnn.errors import SymrnnError
from symrnn.report.measured import read
from symrnn.runs.files import require_writable, write_atomic
from symrnn.trust import corpora
from symrnn.trust.page import page
from symrnn.trust.points import POINTS, Point, Progress, figures, points

MET, SHORT, INTERRUPTED, FAILED, USAGE = range(5)
_EVERY = 30.0  # seconds between two lines of progress where there is no terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _options(arguments)
    try:
        corpora.root()
        require_writable(options.out)
        return _measure_all(options)
    except SymrnnError as error:
        _say(str(error))
        return USAGE
    except KeyboardInterrupt:
        _say("interrupted; what was measured until now is written")
        return INTERRUPTED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m symrnn.trust", description="Measure how far verdicts can be trusted.")
    parser.error = lambda message: parser.exit(USAGE, f"{parser.prog}: {message}\n")  # type: ignore[method-assign]
    parser.add_argument("--only", nargs="+", choices=POINTS, metavar="NAME", default=list(POINTS),
                        help="measure these only, and keep the other figures: " + ", ".join(POINTS))
    parser.add_argument("--out", type=Path, default=Path("reports"), metavar="DIR", help="where the two files are written")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at a time")
    parser.add_argument("--against", type=Path, metavar="FILE",
                        help="a trust.json of before: what changed is shown, and a goal that was met there must be met")
    return parser.parse_args(arguments)


def _measure_all(options: argparse.Namespace) -> int:
    file = options.out / "trust.json"
    old = read(file) if file.is_file() else {}
    trust = {p.name: _again(p, old.get(p.name)) for p in points()}
    failed = False
    for point in points():
        if point.name not in options.only:
            continue
        try:
            trust[point.name] = _measured(point, options.jobs)
        except Exception as error:  # noqa: BLE001 (one measurement that fails must not cost the others)
            traceback.print_exc()
            trust[point.name] = point.absent(f"the measurement failed ({type(error).__name__})")
            failed = True
        write(trust, options.out)
    for name in options.only:
        for clause in trust[name]["short"]:
            _say(f"SHORT  {name}: {clause}")
    before = read(options.against) if options.against is not None else {}
    for line in differences(before, trust, options.only) if before else []:
        _say(f"CHANGED  {line}")
    lost = [name for name in options.only if trust[name]["short"] and not before.get(name, {}).get("short")]
    return FAILED if failed else SHORT if lost else MET


def _measured(point: Point, jobs: int) -> dict[str, Any]:
    if point.measurement is None:
        _say(f"{point.name}: not measured")
        return point.absent()
    started = time.monotonic()
    found = point.measured(point.measurement.measure(jobs, progress(point.name)))
    _say(f"{point.name}: {found['says']} ({time.monotonic() - started:.0f} s)")
    return found


def _again(point: Point, old: dict[str, Any] | None) -> dict[str, Any]:
    """The figures of before, with what is now said of them."""
    return point.measured(figures(old)) if old and old.get("measured") and point.measurement else point.absent()


def write(trust: dict[str, Any], folder: Path) -> None:
    """Write both files."""
    write_atomic(folder / "trust.json", json.dumps(trust, indent=1, ensure_ascii=False) + "\n")
    write_atomic(folder / "trust.md", page(trust))


def differences(before: dict[str, Any], now: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Which figures are not those of before."""
    found = []
    for name in names:
        old, new = figures(before.get(name, {})), figures(now[name])
        found += [f"{name}: {key} is {_brief(new.get(key))}, and was {_brief(old.get(key))}"
                  for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    return found


def _brief(value: Any) -> str:
    return f"a table of {len(value)} rows" if isinstance(value, list) else "missing" if value is None else str(value)


def progress(name: str) -> Progress:
    """How far a measurement is: one line that is written again on a terminal, else a line now and then."""
    last = time.monotonic()
    terminal = sys.stderr.isatty()

    def show(done: int, planned: int, what: str) -> None:
        nonlocal last
        if terminal:
            sys.stderr.write(f"\r\x1b[K{name}: {done} of {planned}  {what}"[:110])
            sys.stderr.write("\n" if done == planned else "")
            sys.stderr.flush()
        elif time.monotonic() - last > _EVERY:
            last = time.monotonic()
            _say(f"{name}: {done} of {planned}  {what}")

    return show


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
