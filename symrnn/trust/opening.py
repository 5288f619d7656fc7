"""What happens when a report is opened: by parsers of each format, by a browser, by TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ACTIVE = frozenset((
    "script", "iframe", "frame", "object", "embed", "applet", "base", "form", "input", "button", "textarea", "video",
    "audio", "link", "portal", "template", "foreignobject", "animate", "set", "handler",
))  # fmt: skip
ADDRESSES = frozenset((
    "href", "xlink:href", "src", "srcdoc", "action", "formaction", "data", "poster", "background", "ping",
))  # fmt: skip
POLICY = re.compile(r"<meta[^>]*Content-Security-Policy[^>]*>", re.IGNORECASE)
_LOCAL = re.compile(r"(#|[\w./-]+(#.*)?$)")
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class Reader(HTMLParser):
    """What in a page could act: elements, handlers and addresses that are not those of a report."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.acting: list[str] = []
        self.policies: list[str] = []
        self.hit = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what acts."""
        given = {name.lower(): value or "" for name, value in attrs}
        self.hit |= tag == "html" and "data-hit" in given
        if tag in ACTIVE or ":" in tag:
            self.acting.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.policies.append(given.get("content", ""))
            if given["http-equiv"].lower() != "content-security-policy":
                self.acting.append(f"<meta http-equiv={given['http-equiv']}>")
        for name, value in given.items():
            if name.startswith("on") or (name in ADDRESSES and not _LOCAL.match(value)):
                self.acting.append(f"{name}={value[:60]}")
            if name == "style" and re.search(r"url|expression|@import", value, re.IGNORECASE):
                self.acting.append(f"style={value[:60]}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same for `<tag />`."""
        self.handle_starttag(tag, attrs)


def forbids_scripts(page: str) -> bool:
    """Whether the first thing in a page that says what it may load says: nothing, and no scripts."""
    policies = Reader(page).policies
    rules = dict(rule.strip().partition(" ")[::2] for rule in policies[0].split(";")) if policies else {}
    return rules.get("default-src") == "'none'" and rules.get("script-src", "'none'") == "'none'"


def without_policy(page: str) -> str:
    """The page, free to run what is in it."""
    return POLICY.sub("", page)


def browser() -> str | None:
    """The browser of this machine, if it has one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def opened(page: str, program: str) -> Reader:
    """What the browser has made of a page, three seconds of its clock after it was loaded.

    Raises
    ------
    RuntimeError
        Where it does not answer with a page.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, "utf-8")
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                   "--disable-extensions", f"--user-data-dir={folder}/profile", "--virtual-time-budget=3000", "--dump-dom",
                   file.as_uri()]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    text = done.stdout.decode("utf-8", errors="replace")
    if "</html>" not in text:
        raise RuntimeError(f"the browser ended with {done.returncode} and without a page")
    return Reader(text)


def compiled(source: str) -> tuple[bool, list[str]]:
    r"""Whether TeX makes something of a source, with every freedom it has, and what the source did that it must not do.

    A source that can would leave files that begin with `executed`, or read one that says so.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "appendix.tex").write_text(source, "utf-8")
        (folder / "executed-input.tex").write_text(r"\typeout{EXECUTED}\relax", "utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-shell-escape", "appendix.tex"]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
        log = (folder / "appendix.log").read_text("utf-8", errors="replace") if (folder / "appendix.log").exists() else ""
        did = sorted(p.name for p in folder.glob("executed*") if p.name != "executed-input.tex")
        did += ["executed-input"] if re.search(r"^EXECUTED", log, re.MULTILINE) or "(./executed-input" in log else []
        return done.returncode == 0 and (folder / "appendix.pdf").exists(), did


def obeyed(text: str) -> list[str]:
    """The signs in a text that a terminal obeys instead of showing them."""
    return [f"U+{ord(sign):04X}" for sign in _OBEYED.findall(text)]
