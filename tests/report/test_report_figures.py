"""Pictures: text as text, the same bytes every time, colours lent by the page."""

import re
import xml.etree.ElementTree as ET

import pytest
import report_sample

from symrnn.report import figures
from symrnn.report.book import clean

ALL = clean([figure for claim in report_sample.claims() for figure in claim["figures"]])


@pytest.mark.parametrize("figure", ALL, ids=lambda f: f["id"])
@pytest.mark.parametrize("page", [True, False])
def test_a_picture_is_one_svg_with_its_text(figure, page):
    drawn = figures.svg(figure, "fig-x", page=page)
    root = ET.fromstring(drawn)
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    for label in (figure["xlabel"], figure["ylabel"]):
        assert figures._short(label) in texts
    assert root.find("{http://www.w3.org/2000/svg}title").text == figure["caption"]
    assert drawn == figures.svg(figure, "fig-x", page=page)


def test_nothing_tells_when_or_where_it_was_drawn():
    drawn = figures.svg(ALL[0], "fig-x")
    assert "metadata" not in drawn
    assert "<!--" not in drawn
    assert "DejaVu" not in drawn
    assert not re.search(r"#0102\d\d", drawn)


def test_ids_of_two_pictures_differ_and_references_lead_to_them():
    first, second = (figures.svg(ALL[0], name, page=True) for name in ("fig-a", "fig-b"))
    ids = [set(re.findall(r'\bid="([^"]+)"', drawn)) for drawn in (first, second)]
    assert not ids[0] & ids[1]
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', first))
    assert used <= ids[0]


def test_a_style_sheet_of_a_picture_does_not_reach_the_page():
    assert "<style" not in figures.svg(ALL[0], "fig-a", page=True)
    assert "prefers-color-scheme:dark" in figures.svg(ALL[0], "fig-a")


def test_series_differ_by_more_than_colour():
    lines = [{"label": f"s{k}", "x": ["1", "2"], "y": [str(k), "3"], "style": "line"} for k in range(3)]
    drawn = figures.svg({"id": "x", "caption": "c", "series": lines}, "x")
    assert len(set(re.findall(r"stroke-dasharray: ([\d., ]+)", drawn))) >= 2


def test_a_log_axis_with_a_zero_falls_back_to_a_linear_one():
    zero = {"id": "x", "caption": "c", "yscale": "log", "series": [{"label": "", "x": ["1", "2"], "y": ["0", "1"]}]}
    assert ET.fromstring(figures.svg(zero, "x")) is not None


def test_numbers_are_listed_with_their_intervals():
    series = {"x": ["1", "2"], "y": ["3", "4"], "lo": ["2", "3"], "hi": ["4", "5"]}
    assert figures.rows(series) == [["1", "3", "2", "4"], ["2", "4", "3", "5"]]
    assert figures.rows({"x": ["1"], "y": ["3"]}) == [["1", "3"]]


@pytest.mark.parametrize(("value", "text"), [(1000, "10³"), (1e-8, "10⁻⁸"), (100, "100"), (0.01, "0.01"), (20, "20")])
def test_powers_of_ten_are_plain_text(value, text):
    assert figures._decade(value) == text


def test_a_readers_own_style_changes_nothing():
    import matplotlib as mpl

    before = figures.svg(ALL[0], "x")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert figures.svg(ALL[0], "x") == before
        assert mpl.rcParams["font.size"] == 30
