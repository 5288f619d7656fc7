"""What every file of the package imports, read from its syntax: at the top, in functions, and by name."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "symrnn"
_NAME = re.compile(r"symrnn(\.\w+)+(:\w+)?")


@dataclass(frozen=True)
class Import:
    """An import: the file, its line, the module, and how it is made (`top`, `inner`, `typing` or `name`)."""

    file: str
    line: int
    module: str
    kind: str

    @property
    def room(self):
        """The room of the file: a folder, or a file of its own beside them."""
        return self.file.split("/")[0].removesuffix(".py")

    @property
    def to(self):
        """The room of what is imported; an empty string for what is none of the package."""
        parts = self.module.split(".")
        return "" if parts[0] != "symrnn" else parts[1] if len(parts) > 1 else "__init__"

    def __str__(self):
        return f"{self.file}:{self.line} imports {self.module}"


@cache
def files():
    """Every Python file of the package, by its path in it."""
    return {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imports():
    """All imports of all files."""
    found = []
    for name, path in files().items():
        _walk(ast.parse(path.read_bytes()), name, "top", found)
    return tuple(found)


def _walk(node, file, kind, found):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{file}:{child.lineno}: a relative import"
            for alias in child.names:
                module = f"{child.module}.{alias.name}"
                found.append(Import(file, child.lineno, module if _is_module(module) else child.module, kind))
        elif isinstance(child, ast.Import):
            found.extend(Import(file, child.lineno, alias.name, kind) for alias in child.names)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str) and _NAME.fullmatch(child.value):
            found.append(Import(file, child.lineno, child.value.partition(":")[0], "name"))
        inner = kind
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = "inner"
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            inner = "typing"
        _walk(child, file, inner, found)


def _is_module(name):
    place = ROOT.joinpath(*name.split("."))
    return name.startswith("symrnn.") and (place.with_suffix(".py").is_file() or (place / "__init__.py").is_file())


def asked_of_the_facade(name):
    """The names that a file takes from the package itself: `symrnn.x`, or `x` of `from symrnn import x`."""
    found = set()
    for node in ast.walk(ast.parse(files()[name].read_bytes())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "symrnn":
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module == "symrnn":
            found |= {alias.name for alias in node.names if not _is_module(f"symrnn.{alias.name}")}
    return found
