"""How fast a lowered Jacobian is, and how many digits it keeps, beside automatic differentiation.

Run by hand: `python benchmarks/run.py`. One thread, float64; every ratio is best time over best time, since on a shared
machine everything else measures the neighbours. What is asserted is a lower bound of the ratio, not a time.
"""

# It prints, and it must set the number of threads before numpy is imported.
# ruff: noqa: E402, T201
from __future__ import annotations

import os

# Before numpy and torch are imported: they read it once.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flint
import numpy as np
import torch

from symrnn.cells.cell import Cell
from symrnn.cells.registry import CELLS, ready_cell
from symrnn.lower import lower

INPUTS = 16
# How much faster than torch.func.jacrev the lowered numpy function is at n = 256, at least.
AT_LEAST = {"scalar-gate": 8, "vector-gate": 8, "gru": 8, "lstm": 6}
SATURATED = ("elman", "scalar-gate", "vector-gate", "lstm", "gru")


def machine() -> str:
    """The processor and the versions that the numbers belong to."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines()
             if line.startswith("model name")] if cpuinfo.exists() else []
    processor = names[0] if names else platform.processor() or platform.machine()
    return (f"{processor}, {os.cpu_count()} cores, one thread used; {platform.system()}, Python "
            f"{platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}")


def best(call: Callable[[], Any], seconds: float) -> float:
    """The shortest time of one call, in microseconds, among those that fit into some seconds."""
    call()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


def draw(cell: Cell, size: int) -> dict[str, Any]:
    """Values of the usual scale: weights of variance 1/n."""
    rng = np.random.default_rng(0)
    values = {}
    for leaf in (*cell.state, *cell.inputs, *cell.parameters):
        shape = [s.value({"n": size, "m": INPUTS}) for s in leaf.shape]
        wide = len(shape) == 2 and shape[1] > 1
        values[leaf.name] = rng.normal(size=shape) / (size**0.5 if wide else 1) if shape else rng.uniform(0.2, 0.8)
    return values


def autodiff(cell: Cell, values: dict[str, Any]) -> Callable[[], np.ndarray]:
    """The full-state Jacobian of the reference step by torch.func.jacrev."""
    tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in values.items()}
    parameters = {p.name: tensors[p.name] for p in cell.parameters}
    inputs = {x.name: tensors[x.name] for x in cell.inputs}
    names = [s.name for s in cell.state]

    def step(*state: torch.Tensor) -> torch.Tensor:
        new = cell.reference(parameters, dict(zip(names, state, strict=True)), inputs)  # type: ignore[misc]
        return torch.cat([new[name].reshape(-1) for name in names])

    jacobian = torch.func.jacrev(step, argnums=tuple(range(len(names))))
    state = [tensors[name] for name in names]

    def run() -> np.ndarray:
        blocks = jacobian(*state)
        rows = sum(len(s) for s in state)
        return torch.cat([block.reshape(rows, -1) for block in blocks], 1).numpy()

    return run


def speed(size: int, seconds: float) -> bool:
    """Print times and ratios of the full-state Jacobian of every ready cell; whether the bounds hold."""
    print(f"\none-step Jacobian over the full state, n = {size}, microseconds")
    print(f"{'cell':14}{'jacrev':>10}{'numpy':>10}{'ratio':>8}{'torch':>10}{'ratio':>8}{'largest gap':>14}")
    kept = True
    for name in CELLS:
        cell = ready_cell(name)
        values = draw(cell, size)
        tensors = {key: torch.tensor(value, dtype=torch.float64) for key, value in values.items()}
        reference = autodiff(cell, values)
        by_numpy, by_torch = lower(cell.jacobian(), "numpy"), lower(cell.jacobian(), "torch")
        gap = np.max(np.abs(by_numpy(values) - reference()))
        slow = best(reference, seconds)
        fast = best(lambda f=by_numpy, v=values: f(v), seconds)  # type: ignore[misc]
        other = best(lambda f=by_torch, v=tensors: f(v), seconds)  # type: ignore[misc]
        wanted = AT_LEAST.get(name, 0) if size == 256 else 0
        kept &= slow / fast >= wanted
        note = "" if not wanted else f"   at least {wanted}: {'kept' if slow / fast >= wanted else 'MISSED'}"
        print(f"{name:14}{slow:10.0f}{fast:10.0f}{slow / fast:8.1f}{other:10.0f}{slow / other:8.1f}{gap:14.1e}{note}")
    return kept


def saturated(cell: Cell, size: int) -> dict[str, Any]:
    """A point at which every pre-activation is 40 or -40, exactly: all numbers are small multiples of 1/64."""
    rng = np.random.default_rng(1)
    values: dict[str, Any] = {}
    for leaf in (*cell.state, *cell.inputs, *cell.parameters):
        shape = [s.value({"n": size, "m": 2}) for s in leaf.shape]
        values[leaf.name] = rng.integers(1, 64, size=shape) / 64 * rng.choice([-1.0, 1.0], size=shape)
    # Gates first: the pre-activation of a later one may contain the value of an earlier one.
    for term in sorted(cell.let.values(), key=lambda t: t.args[1].head != "fn"):
        argument = term.args[1].args[1] if term.args[1].head == "fn" else term.args[1]
        biases = [part for part in _added(argument) if part.head == "sym" and part in cell.parameters]
        if biases:
            _aim(values, lower(argument), biases[-1].name, rng)
    return values


def _added(term: Any) -> list[Any]:
    """The parts of a sum."""
    if term.head == "named":
        return _added(term.args[1])
    return [part for arg in term.args for part in _added(arg)] if term.head == "add" else [term]


def _aim(values: dict[str, Any], argument: Callable[[dict[str, Any]], Any], bias: str, rng: Any) -> None:
    signs = rng.choice([-40.0, 40.0], size=np.shape(values[bias]))
    values[bias] = values[bias] + signs - np.reshape(argument(values), np.shape(values[bias]))


def digits(got: np.ndarray, exact: list[list[Any]]) -> float:
    """The decimal digits that are right in the worst entry; an entry that is exactly 0 is left out."""
    worst = 0.0
    for row, other in zip(got.tolist(), exact, strict=True):
        for x, y in zip(row, other, strict=True):
            if not y.is_zero():
                worst = max(worst, float(abs((flint.arb(x) - y) / y).mid()))
    return min(16.0, max(0.0, -np.log10(max(worst, 1e-16))))


def accuracy() -> None:
    """Print the digits that are left at pre-activations of 40."""
    print("\ndigits right in the worst entry of the Jacobian, every pre-activation +40 or -40")
    print(f"{'cell':14}{'jacrev':>10}{'lowered numpy':>16}{'lowered torch':>16}")
    before, flint.ctx.prec = flint.ctx.prec, 400
    for name in SATURATED:
        cell = ready_cell(name)
        values = saturated(cell, 4)
        exact = lower(cell.jacobian(), "arb")({key: np.asarray(value) for key, value in values.items()}).tolist()
        tensors = {key: torch.tensor(value, dtype=torch.float64) for key, value in values.items()}
        columns = [autodiff(cell, values)(), lower(cell.jacobian())(values),
                   lower(cell.jacobian(), "torch")(tensors).numpy()]
        print(f"{name:14}{digits(columns[0], exact):10.1f}{digits(columns[1], exact):16.1f}"
              f"{digits(columns[2], exact):16.1f}")
    flint.ctx.prec = before


def start_up(verify: bool, repeat: int = 3) -> None:
    """Print what a user waits for on the command line; `verify` runs all claims, once, without the cache."""
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = shutil.which("symrnn", path=folders)
    calls = {"python -c 'import symrnn'": [sys.executable, "-c", "import symrnn"]}
    if command:
        calls |= {f"symrnn {words}": [command, *words.split()]
                  for words in ("--help", "derive lstm", "derive lstm --format python", "list")}
        if verify:
            calls["symrnn verify --no-cache"] = [command, "verify", "--no-cache"]
    print("\nstart-up, best of", repeat, "in seconds")
    for label, call in calls.items():
        times = []
        for _ in range(1 if "verify" in call else repeat):
            start = time.perf_counter()
            done = subprocess.run(call, capture_output=True, check=False)
            times.append(time.perf_counter() - start)
        failed = "" if done.returncode in (0, 5) else f"   exit code {done.returncode}"
        print(f"{label:36}{min(times):8.2f}{failed}")


def main() -> int:
    """Run everything; exit code 1 where a promised ratio is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=256, help="the size n of the state")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each function is timed")
    parser.add_argument("--verify", action="store_true", help="time `symrnn verify` too, which runs all claims")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(machine())
    kept = speed(options.size, options.seconds)
    accuracy()
    start_up(options.verify)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
