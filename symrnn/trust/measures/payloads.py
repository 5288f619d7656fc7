"""Scripts in texts: whatever stands in a ledger, opening a report runs nothing."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from symrnn import console
from symrnn.cli import main
from symrnn.report.write import render
from symrnn.runs.ledger import assemble
from symrnn.trust import corpora, opening
from symrnn.trust.hostile import OF_LATEX, OF_MARKDOWN, OF_PAGES, OF_TERMINALS, PAYLOADS, filled, number_of_fields
from symrnn.trust.points import POINTS, Figures, Progress

TITLE = "Scripts in texts"
MEANS = (
    "Texts that would run a script, read a file or turn a terminal around stand in every text of a ledger, names and ids"
    " included, and in the docstrings, sources and error messages of a file of derivations. The report is opened as its"
    " reader would: the page by a parser and in a browser, once as it is and once with its policy taken out, so that the"
    " escaping alone is seen; Markdown as a page made of it; LaTeX by TeX with every freedom it has; JSON by a"
    " reader of JSON; the terminal by the signs that it would obey. A control without escaping must be caught each time."
    " Running a file of derivations is running Python; opening a report or a ledger is not."
)
FORMATS = ("page", "page without its policy", "Markdown", "LaTeX", "JSON", "terminal", "a run")


def measure(jobs: int, progress: Progress, payloads: Sequence[str] = PAYLOADS) -> Figures:
    """How many texts were opened, and what any of them did."""
    sample = corpora.module("report", "report_sample")
    base = sample.ledger()
    hostile = [claim for claim in base["claims"] if claim["id"] == "hostile-claim"]
    ledger = filled(base, hostile, sample.HOSTILE, tuple(payloads))
    said = " ".join(payloads)
    point = {"measured": True, "title": said, "says": said, "means": said, "short": [said]}
    files = render(ledger, dict.fromkeys(POINTS, point))
    rows = []
    for number, (name, look) in enumerate(_LOOKS.items(), 1):
        rows.append({"format": name, **look(files, ledger, payloads)})
        progress(number, len(_LOOKS), name)
    return {
        "payloads": len(payloads), "texts": sum(number_of_fields(ledger["claims"], p) for p in payloads),
        "executed": sum(len(row["did"]) for row in rows), "controls_caught": sum(row["control"] for row in rows),
        "formats": len(rows), "policy": opening.forbids_scripts(files["index.html"]),
        "by_format": [{**row, "did": "; ".join(row["did"][:5]) or "nothing"} for row in rows],
    }  # fmt: skip


def goal(figures: Figures) -> list[str]:
    """Nothing executes, each control is caught, and a policy forbids it besides."""
    out = [f"{figures['executed']} times a text did something"] if figures["executed"] else []
    if figures["payloads"] < len(PAYLOADS):
        out.append(f"{figures['payloads']} payloads, not {len(PAYLOADS)}")
    missed = [row["format"] for row in figures["by_format"] if not row["control"]]
    out += [f"the control was not caught, or not opened: {', '.join(missed)}"] if missed else []
    return out + ([] if figures["policy"] else ["the page has no policy that forbids scripts"])


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"{figures['payloads']} payloads in {figures['texts']} texts, {figures['formats']} ways to open them: "
            f"{figures['executed']} executed; {figures['controls_caught']} of {figures['formats']} controls caught")


def _page(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    page = files["index.html"]
    did = opening.Reader(page).acting + _opened([page])
    return {"with": "a parser; a browser", "did": did, "control": _control(policy=True)}


def _free_page(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    page = opening.without_policy(files["index.html"])
    return {"with": "a browser", "did": _opened([page]), "control": page != files["index.html"] and _control(policy=False)}


def _markdown(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    texts = [text for name, text in sorted(files.items()) if name.endswith(".md")]
    pages = [_page_of(text) for text in texts]
    did = [act for page in pages for act in opening.Reader(page).acting] + _opened(["\n".join(pages)])
    caught = all(opening.Reader(_page_of(p)).acting for p in (OF_PAGES[0], OF_PAGES[3], *OF_MARKDOWN[:2]))
    return {"with": "a parser; a browser", "did": did, "control": caught and opening.browser() is not None}


def _page_of(markdown: str) -> str:
    """Markdown as a page, by a reader of it that lets everything through."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return f"<!DOCTYPE html><html><body>{reader.render(markdown)}</body></html>"


def _latex(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    if shutil.which("pdflatex") is None:
        return {"with": "nothing: pdflatex is not installed", "did": [], "control": False}
    source = files["appendix.tex"]
    good, did = opening.compiled(source)
    did += [] if good else ["TeX stops"]
    did += [] if source.count("\\end{document}") == 1 else ["it ends twice"]
    frame = "\\documentclass{article}\\begin{document}\nPAYLOAD\n\\end{document}"
    caught = all(opening.compiled(frame.replace("PAYLOAD", p))[1] for p in (OF_LATEX[0], OF_LATEX[3]))
    return {"with": "TeX", "did": did, "control": caught}


def _json(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    text = files["ledger.json"]
    did = [] if json.loads(text) == json.loads(json.dumps(ledger)) else ["it does not hold what it was given"]
    return {"with": "a reader of JSON", "did": did + opening.obeyed(text), "control": bool(opening.obeyed(OF_TERMINALS[0]))}


def _terminal(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    """Every claim as `symrnn show` prints it, of the ledger as it is and of one that is refused."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.json"
        file.write_text(json.dumps(assemble(ledger["claims"])), "utf-8")
        raw = "\n".join(line for claim in ledger["claims"] for line in console.claim_lines(claim))
        printed = [_printed(["show", claim["id"], "--ledger", str(file)]) for claim in ledger["claims"]]
        file.write_text(json.dumps(ledger | {"schema": "".join(payloads)}), "utf-8")
        printed += [_printed(["show", "x", "--ledger", str(file)]), _printed(["show", "".join(payloads)])]
    return {"with": "its signs", "did": _obeyed(printed), "control": bool(opening.obeyed(raw))}


def _printed(arguments: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main(arguments)
    return out.getvalue()


def _obeyed(texts: Iterable[str]) -> list[str]:
    """What a terminal would obey, and lines that pass for those of the tool."""
    return [sign for text in texts for sign in opening.obeyed(text)] + [
        line for text in texts for line in text.splitlines() if line == "verdict    PROVED (declared PROVED)"]


def _a_run(files: dict[str, str], ledger: dict[str, Any], payloads: Sequence[str]) -> dict[str, Any]:
    """A file of derivations whose docstrings, sources, errors and prints are payloads, through `symrnn report`."""
    groups = {"pages": OF_PAGES, "markdown": OF_MARKDOWN, "latex": OF_LATEX, "terminals": OF_TERMINALS}
    lines = [repr(" ".join(payloads)), "from symrnn import claim"]
    for name, group in groups.items():
        said = "\n".join(p for p in group if p in payloads)
        lines += [f'@claim("{name}", source={said + "x"!r})', f"def {name}():", f"    {said + 'x'!r}",
                  f"    print({said!r})", f"    raise ValueError({said!r})"]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "derivations" / "hostile.py"
        file.parent.mkdir()
        file.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-c", "import sys; from symrnn.cli import main; sys.exit(main(['report']))"]
        path = os.pathsep.join([str(corpora.root()), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=os.environ | {"PYTHONPATH": path})
        out = Path(folder) / "reports"
        page = (out / "index.html").read_text("utf-8")
        did = _obeyed([done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"),
                       (out / "ledger.json").read_text("utf-8")])  # fmt: skip
        did += opening.Reader(page).acting + [
            act for md in out.glob("*.md") for act in opening.Reader(_page_of(md.read_text("utf-8"))).acting]
        did += _opened([page, opening.without_policy(page)])
        did += [] if done.returncode == 1 else [f"it ended with {done.returncode}"]
    return {"with": "all of these", "did": did, "control": bool(opening.Reader(_page_of("\n".join(payloads))).acting)}


def _opened(pages: list[str]) -> list[str]:
    """What a browser says that pages have done; where there is no browser, the control says so."""
    program = opening.browser()
    found = [opening.opened(page, program) for page in pages] if program else []
    return [act for reader in found for act in (["a script ran"] if reader.hit else []) + reader.acting]


def _control(*, policy: bool) -> bool:
    """Whether the browser runs what is in a page that has no policy, and does not where it has that of a report."""
    program = opening.browser()
    head = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
    page = f"<!DOCTYPE html><html><head>{head if policy else ''}</head><body>{OF_PAGES[0]}{OF_PAGES[2]}</body></html>"
    return program is not None and opening.opened(page, program).hit is not policy


_LOOKS = dict(zip(FORMATS, (_page, _free_page, _markdown, _latex, _json, _terminal, _a_run), strict=True))
