"""Payloads in texts: a few of each kind through every format, and a format that escapes nothing."""

import shutil

import pytest

from symrnn.report import html
from symrnn.terminal import shown
from symrnn.trust import hostile, opening
from symrnn.trust.measures import payloads

FEW = (hostile.OF_PAGES[0], hostile.OF_PAGES[14], *hostile.OF_MARKDOWN[:2], hostile.OF_MARKDOWN[6], hostile.OF_LATEX[0],
       *hostile.OF_TERMINALS[:2], hostile.OF_TERMINALS[12])


def quiet(*_):
    pass


def test_a_few_payloads_do_nothing():
    found = payloads.measure(1, quiet, FEW)
    assert found["executed"] == 0, found["by_format"]
    assert found["policy"]
    assert found["texts"] > 40 * len(FEW)
    missed = {row["format"] for row in found["by_format"] if not row["control"]}
    allowed = set() if opening.browser() else {"page", "page without its policy", "Markdown"}
    assert missed <= allowed | (set() if shutil.which("pdflatex") else {"LaTeX"})
    assert payloads.goal(found)[0] == f"{len(FEW)} payloads, not {len(payloads.PAYLOADS)}"


def test_what_falls_short_is_said():
    row = {"format": "page", "control": True}
    good = {"executed": 0, "payloads": len(payloads.PAYLOADS), "policy": True, "by_format": [row]}
    assert payloads.goal(good) == []
    for change in ({"executed": 1}, {"payloads": 3}, {"policy": False}, {"by_format": [{**row, "control": False}]}):
        assert len(payloads.goal(good | change)) == 1


@pytest.mark.parametrize("text", [*hostile.OF_PAGES[:6], '<a href="https://example.org">', '<p style="background:url(x)">'])
def test_a_reader_of_pages_sees_what_acts(text):
    assert opening.Reader(text).acting


def test_the_policy_has_to_be_there_and_to_forbid():
    page = '<html><head><meta http-equiv="Content-Security-Policy" content="{}"></head></html>'
    assert opening.forbids_scripts(page.format(html.POLICY))
    assert not opening.forbids_scripts(page.format("default-src 'self'"))
    assert not opening.forbids_scripts(page.format("default-src 'none'; script-src 'unsafe-inline'"))
    assert not opening.forbids_scripts(opening.without_policy(page.format(html.POLICY)))


def test_a_terminal_is_shown_signs_and_obeys_none():
    for text in hostile.OF_TERMINALS:
        assert opening.obeyed(shown(text)) == []
    assert shown("a\x1b[1m\nb\u202e", keep="\n") == "a\\x1b[1m\nb\\u202e"
    assert shown("W @ h \u2264 \u00fcn\u00ef \u4e2d\u00a0x") == "W @ h \u2264 \u00fcn\u00ef \u4e2d\u00a0x"
