"""What decides a verdict besides the claim: symrnn's own sources, and the versions of the packages that compute."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

import symrnn

PACKAGES = ("mpmath", "numpy", "python-flint", "scipy", "sympy", "torch")
"""The packages that compute."""

_PRESENTATION = {"report", "shipped", "trust", "cli.py", "pytest_plugin.py", "py.typed", "__pycache__"}


@cache
def sources_hash() -> str:
    """SHA-256 over all files of the package except those that only present what was found."""
    root = Path(symrnn.__file__).parent
    total = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        parts = file.relative_to(root).parts
        if file.is_file() and parts[0] not in _PRESENTATION and "__pycache__" not in parts:
            name = "/".join(parts)
            total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Package -> version, as installed; a local part (the `+cpu` of a build) says nothing about results."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name).partition("+")[0]
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def environment() -> dict[str, str]:
    """What the ledger says of the environment. Python's own corrections (3.11.x) do not change what is computed."""
    return {"python": ".".join(platform.python_version_tuple()[:2]), **versions()}
