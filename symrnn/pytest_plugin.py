"""Claims as pytest items: `pytest derivations/` judges what `symrnn verify derivations/` judges, in the same processes.

Files in folders named `derivations` are collected, and those that the ini option `symrnn_files` names; what pytest
itself takes for tests (`test_*.py`, `conftest.py`) stays what it is. pytest loads this module in every project where
symrnn is installed, so it imports nothing but pytest; the rest waits for the first file of claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symrnn.claims.catalog import Catalog
    from symrnn.runs.pool import Pool

_POOL: pytest.StashKey[Pool] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options and the command line options."""
    parser.addini("symrnn_files", "files with claims outside of folders named derivations (patterns)", "args", [])
    parser.addini("symrnn_judge", "dotted name of the function that judges a claim", "string", "")
    group = parser.getgroup("symrnn")
    group.addoption("--symrnn-timeout", type=float, default=60.0, metavar="S", help="seconds that one claim may take")
    group.addoption("--symrnn-no-cache", action="store_true", help="judge every claim anew")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of claims: `pytest -m "not symrnn"`."""
    config.addinivalue_line("markers", "symrnn: a claim that symrnn judges")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file of derivations."""
    return ClaimFile.from_parent(parent, path=file_path) if _is_ours(file_path, parent.config) else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Keep pytest from importing a file of derivations a second time, as a module of tests, when it is named."""
    return Nothing.from_parent(parent, path=module_path) if _is_ours(module_path, parent.config) else None


class Nothing(pytest.File):
    """Stands where pytest would put a module of tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """No items: `ClaimFile` has them."""
        return iter(())


class ClaimFile(pytest.File):
    """A file of derivations; its items are its claims."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per claim; a file that cannot be read is an error of the collection."""
        from symrnn.claims.catalog import load

        catalog = load([self.path])
        if catalog.problems:
            raise self.CollectError("\n".join(str(problem) for problem in catalog.problems))
        for claim in catalog.claims:
            yield ClaimItem.from_parent(self, name=claim.id, claim=claim, catalog=catalog)


class ClaimItem(pytest.Item):
    """A claim: it passes when its verdict is the one that it declares."""

    def __init__(self, *, claim: Any, catalog: Catalog, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("symrnn")
        self.claim = claim
        self.catalog = catalog

    def runtest(self) -> None:
        """Judge the claim in a process of its own."""
        from symrnn.claims.catalog import Catalog
        from symrnn.runs.run import verify

        printed = ""

        def on_event(event: Any) -> None:
            nonlocal printed
            printed = printed or event.output

        (entry,) = verify(
            Catalog(claims=[self.claim], folders=self.catalog.folders),
            timeout=self.config.getoption("--symrnn-timeout"),
            cache=not self.config.getoption("--symrnn-no-cache"),
            state_dir=self.config.rootpath / ".symrnn",
            journal=False,  # pytest runs one claim at a time, and with xdist in several processes at once
            executor=_pool(self.config),
            judge=_judge(self.config),
            on_event=on_event,
        )
        if printed:
            self.add_report_section("call", "printed by the claim", printed)
        if entry["verdict"] != entry["expected"]:
            raise UnexpectedVerdict(entry)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The verdict in words; the trace of this plugin says nothing about the claim."""
        if isinstance(excinfo.value, UnexpectedVerdict):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, self.claim.line - 1, self.name


class UnexpectedVerdict(Exception):  # noqa: N818 (no error: a result)
    """A verdict that is not the declared one."""

    def __init__(self, entry: dict[str, Any]) -> None:
        from symrnn.console import witness_lines

        lines = [f"{entry['id']} is {entry['verdict']}; it declares {entry['expected']}.", entry["title"]]
        lines += [f"reason: {entry['reason']}"] if entry["reason"] else []
        for row in (entry, *entry["foils"]):
            if row.get("witness") and (row is entry) == (entry["verdict"] == "REFUTED"):
                lines += [f"witness against {row['id']}:", *(f"  {line}" for line in witness_lines(row))]
        survivors = [row["id"] for row in entry["foils"] if row["verdict"] not in ("REFUTED", "NOT_RUN")]
        lines += [f"foils that were not refuted: {', '.join(survivors)}"] if survivors else []
        super().__init__("\n".join(lines))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes that judged."""
    if _POOL in config.stash:
        config.stash[_POOL].close()
        del config.stash[_POOL]


def _pool(config: pytest.Config) -> Pool:
    """The fork server of the session, started when the first claim is run."""
    if _POOL not in config.stash:
        from symrnn.runs.pool import Pool
        from symrnn.runs.run import preload_of

        config.stash[_POOL] = Pool(1, preload_of(_judge(config)))
    return config.stash[_POOL]


def _judge(config: pytest.Config) -> str:
    from symrnn.runs.task import JUDGE

    return config.getini("symrnn_judge") or JUDGE


def _is_ours(file: Path, config: pytest.Config) -> bool:
    tests = ("conftest.py", *config.getini("python_files"))
    if file.suffix != ".py" or any(file.match(pattern) for pattern in tests):
        return False
    inside = file.relative_to(config.rootpath) if file.is_relative_to(config.rootpath) else file
    return "derivations" in inside.parts[:-1] or any(inside.match(p) for p in config.getini("symrnn_files"))
