"""What claims say of each other: that they rest on one another, or that one is a misprint of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from symrnn.claims.claim import Claim
from symrnn.claims.folder import Folder, shipped


def faults(known: Mapping[str, Claim], folders: Mapping[Path, Folder]) -> Iterator[tuple[Claim, str]]:
    """Each reference that leads nowhere or in a circle, with the claim that makes it.

    A claim may rest on one in a file that was not loaded, beside it or among those that come with the package: then
    the file's syntax is asked, the file is not run.
    """
    lost = [(c, word, to) for c in known.values() for word, to in _references(c) if to not in known]
    elsewhere = _declared_elsewhere(folders) if lost else set()
    for claim, word, to in lost:
        if to not in elsewhere and to.partition("[")[0] not in elsewhere:
            yield claim, f"claim {claim.id!r}: {word} names {to!r}, which is no claim"
    for claim in known.values():
        corrected = known.get(claim.as_printed_of or "")
        if corrected is not None and corrected.expect not in ("PROVED", "CORROBORATED"):
            yield (
                claim,
                f"claim {claim.id!r} is a misprint of {corrected.id!r}, which itself expects {corrected.expect}",
            )
    for circle in _circles(known):
        yield known[circle[0]], f"claims rest on each other in a circle: {' -> '.join([*circle, circle[0]])}"


def _references(claim: Claim) -> Iterator[tuple[str, str]]:
    yield from (("uses", to) for to in claim.uses)
    if claim.as_printed_of is not None:
        yield "as_printed_of", claim.as_printed_of


def _declared_elsewhere(folders: Mapping[Path, Folder]) -> set[str]:
    """All ids in the folders' files and in the shipped ones, read from their syntax: most of them were not loaded."""
    found: set[str] = set()
    roots = {folder.root: folder for folder in folders.values()}
    own = shipped()
    if own is not None:
        roots.setdefault(own, Folder(own))
    for folder in roots.values():
        for file in folder.files():
            try:
                tree = ast.parse(file.read_bytes())
            except (SyntaxError, ValueError, OSError):
                continue  # If it is one of the files that were asked for, the catalog says so.
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    found.update(filter(None, map(_claim_id, node.decorator_list)))
    return found


def _claim_id(mark: ast.expr) -> str | None:
    if not isinstance(mark, ast.Call) or not mark.args or not isinstance(mark.args[0], ast.Constant):
        return None
    name = mark.func.attr if isinstance(mark.func, ast.Attribute) else getattr(mark.func, "id", None)
    return str(mark.args[0].value) if name == "claim" else None


def _circles(known: Mapping[str, Claim]) -> Iterator[list[str]]:
    """Each circle of `uses` once, as a path that starts at the claim that is met first."""
    done: set[str] = set()
    for start in known:
        path: list[str] = []
        todo: list[tuple[str, Iterator[str]]] = [(start, iter(known[start].uses))] if start not in done else []
        path += [start] if todo else []
        while todo:
            _, rest = todo[-1]
            following = next(rest, None)
            if following is None:
                done.add(path.pop())
                todo.pop()
            elif following in path:
                yield path[path.index(following) :]
            elif following in known and following not in done:
                path.append(following)
                todo.append((following, iter(known[following].uses)))
