"""The page: complete, calm, and deaf to what the ledger says to it."""

import copy
import hashlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
import report_sample
from report_page import Page

from symrnn.report import book as books
from symrnn.report import html, words
from symrnn.report.write import render

TEMPLATES = Path(html.__file__).parent / "templates"


def test_nothing_runs_and_nothing_is_fetched(page):
    assert page.all("script") == []
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"iframe", "object", "embed", "img", "link", "base", "form", "audio", "video", "foreignObject"}
    for tag, attrs in page.elements:
        for key, value in attrs.items():
            assert not key.startswith("on"), (tag, key)
            assert key != "src"
            if key in ("href", "xlink:href"):
                assert value.startswith("#"), value
            assert "javascript" not in (value or "").lower() or key == "alttext"
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_hostile_text_is_text(page_text, page):
    assert "<script" not in page_text
    assert "onerror" not in {key for _, attrs in page.elements for key in attrs}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page_text
    assert "{{7*7}}" in page_text
    assert not re.search("[\x00-\x08\u202a-\u202e]", page_text)


def test_elements_are_closed_in_order(page):
    assert page.open == []


def test_mathematics_and_pictures_are_xml(page_text):
    found = re.findall(r"<math.*?</math>|<svg.*?</svg>", page_text, re.DOTALL)
    assert len(found) > 100
    for piece in found:
        ET.fromstring(piece)


def test_addresses_are_unique_and_every_link_leads_somewhere(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in page.all("a") + page.all("use"):
        assert unquote(attrs["href"][1:]) in ids, attrs
    for _, attrs in page.elements:
        for name in attrs.get("aria-labelledby", "").split():
            assert name in ids


def test_every_claim_has_its_own_address(page, book):
    assert {c["id"] for c in book.claims} <= {attrs.get("id") for attrs in page.all("article")}


def test_headings_are_in_order(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_have_headers(page_text):
    tables = re.findall(r"<table.*?</table>", page_text, re.DOTALL)
    assert tables
    assert all('<th scope="col"' in table or 'scope="col">' in table for table in tables)


def test_the_numbers_lead_to_their_lists(book, page):
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    shown = html.numbers(book)
    assert [(n, what) for n, what, _, _ in shown] == [
        (17, "claims"),
        (6, "proved for all n"),
        (3, "refuted"),
        (1, "corroborated"),
        (7, "open"),
    ]
    assert all(to in ids for _, _, to, _ in shown)


def test_a_verdict_is_a_word_with_a_sign(page_text, book):
    for claim in book.claims:
        entry = re.search(rf'<article class="claim" id="{claim["id"]}">(.*?)</article>', page_text, re.DOTALL)[1]
        word = words.VERDICTS[claim["verdict"]]
        assert f'<span class="sign" aria-hidden="true">{word.sign}</span> {word.word}</span>' in entry


def entry_of(page_text, name):
    return re.search(rf'<article class="claim" id="{name}">(.*?)</article>', page_text, re.DOTALL)[1]


def test_a_refutation_opens_with_its_witness(page_text):
    entry = entry_of(page_text, "lecture-radius-below-one-printed")
    parts = [
        "As the source prints it",
        "The counterexample",
        "left side",
        "spectral radii do not multiply",
        "What is true instead",
        'href="#product-of-jacobians-bound"',
        "How we know",
        "--replay",
    ]
    places = [entry.index(part) for part in parts]
    assert places == sorted(places)
    assert "<mtable>" in entry


def test_a_proof_is_folded_step_by_step(page_text):
    entry = entry_of(page_text, "livi2025-eq32")
    assert "The derivation, 6 steps" in entry
    assert entry.count('class="rule"') == 6
    assert "<details open" not in page_text
    assert "For all sizes" in entry
    assert "Two derivations that share no code" in entry


def test_a_proof_that_rests_on_less_says_so(page_text):
    assert "Proved, but rests on gate-nonzero, which is corroborated." in entry_of(page_text, "gate-rank-one")


def test_a_surprise_is_marked(page_text):
    assert "This is not what was declared" in entry_of(page_text, "too-large")
    assert "This is not what was declared" not in entry_of(page_text, "lecture-eq7-printed")


def test_the_commands_that_make_the_page_again_are_on_it(page_text):
    for command in ("symrnn report", "symrnn show ID --replay", "python -m symrnn.recheck ledger.json"):
        assert command in page_text


def test_trust_is_shown_and_what_was_not_measured_is_said(book, page_text):
    assert "1,141 of 1,141 refuted" in page_text
    assert "not met: 1 wrong verdict" in page_text
    assert "<b>Not measured.</b>" not in page_text
    bare = html.render(book)
    assert "<b>Not measured.</b>" in bare
    assert "here is what came of it" in page_text
    assert "here is what came of it" not in bare
    for text in (page_text, bare):
        assert "How far the checker itself was tested" in text
        assert "It does not say that the statement is what its source meant" in text


def test_no_claims_make_a_page_too():
    ledger = report_sample.ledger() | {"claims": [], "totals": {"claims": 0}}
    text = html.render(books.read(ledger))
    assert Page(text).open == []
    assert "No claim rests on another." in text


def test_the_same_ledger_gives_the_same_page(book, page_text):
    again = html.render(books.read(copy.deepcopy(report_sample.ledger())), report_sample.TRUST)
    assert again == page_text
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); import report_sample\n"
        "from symrnn.report.write import render\n"
        "texts = render(report_sample.ledger(), report_sample.TRUST)\n"
        "print(hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest())"
    )
    run = [sys.executable, "-c", program, str(Path(__file__).parent)]
    there = subprocess.run(run, env={"PYTHONHASHSEED": "1"}, cwd="/", capture_output=True, text=True, check=True)
    here = render(report_sample.ledger(), report_sample.TRUST)
    assert there.stdout.strip() == hashlib.sha256(repr(sorted(here.items())).encode()).hexdigest()


def test_no_time_and_no_path_is_on_the_page(page_text):
    assert not re.search(r"\b20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", page_text)
    assert str(Path(html.__file__).parents[2]) not in page_text


def test_a_hundred_claims_stay_below_three_megabytes():
    claims = [c for c in report_sample.claims() if c["id"] != "hostile-claim"]
    many = [c | {"id": f"{c['id']}-{k}", "uses": [f"{u}-{k}" for u in c["uses"]]} for k in range(7) for c in claims][
        :100
    ]
    text = html.render(books.read(report_sample.ledger() | {"claims": many}))
    assert len(many) == 100
    assert len(text.encode()) < 3_000_000


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_colour_of_text_can_be_read(scheme):
    def full(colour):
        return colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])

    blocks = re.findall(r":root \{(.*?)\}", (TEMPLATES / "style.css").read_text("utf-8"), re.DOTALL)
    colours = {name: full(value) for name, value in re.findall(r"--(\w+): (#\w+)", blocks[scheme])}
    for ground in ("paper", "tint"):
        for name in ("ink", "soft", "link", "good", "bad", "fair", "open"):
            assert contrast(colours.get(name, "#000000"), colours[ground]) >= 4.5, (name, ground)
