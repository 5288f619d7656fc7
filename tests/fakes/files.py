"""Files of derivations, written for a test."""

import textwrap

HEAD = """\
from fakes.judges import Says
from symrnn import claim, foil
"""


def derivations(folder, **files):
    """A folder named `derivations` below `folder`, with these files; each starts with what claims need."""
    root = folder / "derivations"
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / f"{name}.py").write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    return root


def one(id, verdict="PROVED", *, body="", **options):
    """The text of one claim; `body` runs before its statement is returned."""
    said = "".join(f", {name}={value!r}" for name, value in options.items())
    name = "claim_" + "".join(c if c.isalnum() else "_" for c in id)
    lines = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n" if body else ""
    mark = f'@claim("{id}", source="a test"{said})'
    return f'\n{mark}\ndef {name}():\n    """A claim."""\n{lines}    return Says({verdict!r})\n'
