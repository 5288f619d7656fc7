"""Errors planted in the judge itself: what gives verdicts and compares values is mutated, line by line, by mutmut.

The files are copied into a folder of their own with the tests that are about them; each mutant is judged by the tests
that run the function it is in. A mutant that no test notices has to stand in `tests/trust/equivalent_mutants.toml`,
with the reason why it cannot be noticed, or is why.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from symrnn.errors import ExecutorError, MissingPackageError
from symrnn.trust import corpora
from symrnn.trust.points import Figures, Progress

TITLE = "Errors planted in the judge itself"
MEANS = (
    "The program text that gives verdicts, orders the work of a claim and compares values is mutated by mutmut (operators,"
    " numbers, words, arguments, conditions, in every function), and the tests of that text are run on each mutant. A mutant"
    " counts as killed when a test fails, or no longer ends; one that no test notices is listed with the reason why it is no"
    " error, or stays unexplained. Constants at the level of a module are not mutated: the tests name their values."
)
JUDGE = {
    "symrnn/verdict.py": ["tests/test_verdict.py"],
    "symrnn/oracles/comparison.py": ["tests/oracles/test_comparison.py"],
    "symrnn/oracles/simulation.py": ["tests/oracles/test_simulation.py"],
    "symrnn/oracles/step_check.py": ["tests/oracles/test_step_check.py"],
    "symrnn/claims/agreement.py": ["tests/claims/test_agreement.py", "tests/claims/test_corroborate.py"],
    "symrnn/claims/corroborate.py": ["tests/claims/test_corroborate.py"],
    "symrnn/claims/evidence.py": ["tests/claims/test_evidence.py"],
    "symrnn/claims/assess.py": ["tests/claims/test_assess.py"],
    "symrnn/claims/cell_verdict.py": ["tests/claims/test_cell_verdict.py"],
}
"""File -> the tests that are about it."""

EXPLAINED = "equivalent_mutants.toml"
KILLED = frozenset({"killed", "timeout", "segfault"})
PATIENCE = 20.0  # seconds that a mutant may take beyond what its tests take; one that does not end is stopped then
_SETTINGS = """\
[tool.pytest.ini_options]
pythonpath = ["tests"]
addopts = ["-m", "not slow", "-p", "no:cacheprovider"]
markers = ["slow: not run here"]
filterwarnings = ["error", "ignore::UserWarning:torch"]

[tool.mutmut]
source_paths = ["symrnn"]
only_mutate = {files}
pytest_add_cli_args_test_selection = {tests}
timeout_constant = {patience}
timeout_multiplier = 5.0
"""
_CHANGES = """\
import json, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
print(json.dumps({name: get_diff_for_mutant(name) for name in json.load(sys.stdin)}))
"""
_COUNT = re.compile(r"(\d+)/(\d+)")


def measure(jobs: int, progress: Progress, judge: dict[str, list[str]] | None = None) -> Figures:
    """Plant every error in the files of the judge, and say what became of it."""
    judge = JUDGE if judge is None else judge
    if find_spec("mutmut") is None:
        raise MissingPackageError("mutmut is not installed", advice="Install the extra: pip install 'symrnn[dev]'.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _lay_out(folder, judge)
        _mutate(folder, jobs, progress)
        status = _status(folder)
        left = sorted(name for name, word in status.items() if word not in KILLED)
        changes = {name: changed(diff) for name, diff in _diffs(folder, left).items()}
    return figures_of(status, changes, explanations(corpora.folder("trust") / EXPLAINED), judge)


def _lay_out(folder: Path, judge: dict[str, list[str]]) -> None:
    """The package, the tests that are about the files, and the settings of both tools."""
    root, ignored = corpora.root(), shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "symrnn", folder / "symrnn", ignore=ignored)
    shutil.copytree(root / "tests" / "fakes", folder / "tests" / "fakes", ignore=ignored)
    tests = sorted({test for of_file in judge.values() for test in of_file})
    for test in tests:
        (folder / test).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / test, folder / test)
    settings = _SETTINGS.format(files=json.dumps(list(judge)), tests=json.dumps(tests), patience=PATIENCE)
    (folder / "pyproject.toml").write_text(settings, "utf-8")


def _environment() -> dict[str, str]:
    """No path of the caller's (the mutants must be what is imported), one thread, one order of hashed sets."""
    left_out = {"PYTHONPATH", "PYTEST_ADDOPTS", "COV_CORE_SOURCE"}
    fixed = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {k: v for k, v in os.environ.items() if k not in left_out} | fixed


def _mutate(folder: Path, jobs: int, progress: Progress) -> None:
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs)]
    with subprocess.Popen(command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if count := _COUNT.search(line):
                progress(int(count[1]), int(count[2]), "mutants of the judge")
    if process.returncode != 0:
        raise ExecutorError("the judge could not be mutated", got="".join(said[-20:]).strip() or "silence",
                            advice="Its tests must pass before a mutant can fail them.")


def _status(folder: Path) -> dict[str, str]:
    """Mutant -> what became of it."""
    listed = subprocess.run([sys.executable, "-m", "mutmut", "results", "--all", "true"], cwd=folder, env=_environment(),
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    pairs = (line.strip().rsplit(": ", 1) for line in listed.splitlines() if ": " in line)
    return {name: word for name, word in pairs if "__mutmut_" in name}


def _diffs(folder: Path, names: list[str]) -> dict[str, str]:
    found = subprocess.run([sys.executable, "-c", _CHANGES], cwd=folder, env=_environment(), input=json.dumps(names),
                           capture_output=True, text=True, check=True).stdout
    diffs: dict[str, str] = json.loads(found)
    return diffs


# -- reading what came of it -------------------------------------------------------------------------------------------
def place_of(name: str) -> str:
    """`symrnn.verdict.x_decide__mutmut_7` as `symrnn.verdict:decide`."""
    module, _, function = name.rpartition(".")
    function = function.partition("__mutmut_")[0]
    # A method is written with its class, between two signs that no name has.
    return f"{module}:{function.removeprefix('x').removeprefix('_').replace(chr(0x1C1), '.').strip('.')}"


def changed(diff: str) -> tuple[str, str]:
    """What the lines were, and what they are, with one space where there is any."""
    lines = [line for line in diff.splitlines() if not line.startswith(("+++", "---"))]
    was, now = ([line[1:] for line in lines if line.startswith(sign)] for sign in "-+")
    return " ".join(" ".join(was).split()), " ".join(" ".join(now).split())


Mutant = tuple[str, str, str]


def explanations(file: Path) -> dict[Mutant, str]:
    """(place, was, now) -> why it cannot be noticed, or need not be."""
    rows = tomllib.loads(file.read_text("utf-8")).get("mutant", [])
    return {(row["where"], row["was"], now): row["why"] for row in rows for now in row["now"]}


def figures_of(status: dict[str, str], changes: dict[str, tuple[str, str]], why: dict[Mutant, str],
               files: Iterable[str]) -> Figures:
    """The figures, from what became of each mutant, what the survivors change, and what is known of them."""
    survivors = {name: (place_of(name), *change) for name, change in changes.items()}
    explained = {name: mutant for name, mutant in survivors.items() if mutant in why}
    unexplained = {name: mutant for name, mutant in survivors.items() if mutant not in why}
    modules = {file.removesuffix(".py").replace("/", "."): file for file in files}
    in_reach = {mutant for mutant in why if mutant[0].partition(":")[0] in modules}

    def of(module: str, names: Iterable[str]) -> int:
        return sum(name.rpartition(".")[0] == module for name in names)

    killed = [name for name in status if name not in survivors]
    return {
        "mutants": len(status), "killed": len(killed), "explained": len(explained), "unexplained": len(unexplained),
        "out_of_date": len(in_reach - set(explained.values())),
        "by_file": [{"file": file, "mutants": of(module, status), "killed": of(module, killed),
                     "explained": of(module, explained), "unexplained": of(module, unexplained)}
                    for module, file in modules.items()],
        "unexplained_mutants": [_row(unexplained[name]) | {"outcome": status[name]} for name in unexplained],
        "explained_mutants": [_row(mutant) | {"why": why[mutant]} for mutant in explained.values()],
        "explanations_out_of_date": [_row(mutant) for mutant in sorted(in_reach - set(explained.values()))],
    }


def _row(mutant: Mutant) -> dict[str, Any]:
    return dict(zip(("where", "was", "now"), mutant, strict=True))


def goal(figures: Figures) -> list[str]:
    """Every mutant killed or explained, and no explanation of what is no survivor."""
    short = [] if figures["mutants"] else ["nothing was mutated"]
    short += [f"{figures['unexplained']} survivors without an explanation"] if figures["unexplained"] else []
    return [*short, f"{figures['out_of_date']} explanations are out of date"] if figures["out_of_date"] else short


def says(figures: Figures) -> str:
    """The figures in one line."""
    files = len(figures["by_file"])
    return (f"{figures['mutants']} errors planted in {files} files of the judge: {figures['killed']} killed by tests,"
            f" {figures['explained']} explained, {figures['unexplained']} unexplained")
