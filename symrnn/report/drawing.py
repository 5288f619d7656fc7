"""The graph of claims as SVG: what a claim rests on stands to its left, every box is a link to the claim."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

import networkx as nx

from symrnn.report import addresses, words
from symrnn.report.graph import Standing, layers

_ROW, _BOX, _GAP, _LETTER, _LONGEST, _MARGIN = 38, 26, 56, 7.1, 34, 4


def svg(part: nx.DiGraph, standings: Mapping[str, Standing], titles: Mapping[str, str], name: str) -> str:
    """One part of the graph that hangs together.

    Parameters
    ----------
    titles : id -> the claim's sentence, shown when one points at its box.
    name : what the ids of the drawing begin with.
    """
    columns = layers(part)
    height = max(len(column) for column in columns) * _ROW
    widths = [max(_width(node) for node in column) for column in columns]
    places: dict[str, tuple[float, float]] = {}
    left = float(_MARGIN)
    for column, width in zip(columns, widths, strict=True):
        top = (height - len(column) * _ROW) / 2 + (_ROW - _BOX) / 2
        for k, node in enumerate(column):
            places[node] = (left, top + k * _ROW)
        left += width + _GAP
    total = left - _GAP + _MARGIN
    root = ET.Element(
        "svg",
        {"class": "graph", "viewBox": f"0 0 {total:.0f} {height}", "style": f"width:{total:.0f}px", "role": "group",
         "aria-labelledby": f"{name}-title", "xmlns": "http://www.w3.org/2000/svg"},
    )  # fmt: skip
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = f"{len(part)} claims and what they rest on"
    for user, used in sorted(part.edges):
        start = (places[used][0] + _width(used), places[used][1] + _BOX / 2)
        end = (places[user][0], places[user][1] + _BOX / 2)
        reach = max((end[0] - start[0]) / 2, 24)
        path = f"M{_xy(*start)}C{_xy(start[0] + reach, start[1])} {_xy(end[0] - reach, end[1])} {_xy(*end)}"
        ET.SubElement(root, "path", {"class": "edge", "d": path})
    for node in sorted(part):
        _box(root, node, places[node], standings.get(node), titles.get(node))
    return ET.tostring(root, encoding="unicode")


def label(node: str) -> str:
    """The text in a claim's box."""
    return node if len(node) <= _LONGEST else node[: _LONGEST - 1] + "…"


def _width(node: str) -> float:
    return 34 + _LETTER * len(label(node))


def _box(root: ET.Element, node: str, place: tuple[float, float], standing: Standing | None, title: str | None) -> None:
    x, y = place
    if standing is None:
        group = ET.SubElement(root, "g", {"class": "node missing"})
        tip = f"{node}: used, but not among the claims"
        sign = "·"
    else:
        word = words.VERDICTS[standing.verdict]
        firm = standing.verdict != "PROVED" or standing.fully_proved
        tone = word.tone if firm else "fair"
        group = ET.SubElement(
            root, "a", {"class": f"node {tone}{'' if firm else ' rests'}", "href": addresses.link(node)}
        )
        tip = f"{node}: {words.standing_phrase(standing)}. {title or ''}".strip()
        sign = word.sign if firm else f"({word.sign})"
    ET.SubElement(group, "title").text = tip
    box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{_width(node):.1f}", "height": str(_BOX), "rx": "4"}
    ET.SubElement(group, "rect", box)
    middle = f"{y + _BOX / 2 + 4.2:.1f}"
    ET.SubElement(group, "text", {"class": "sign", "x": f"{x + 14:.1f}", "y": middle}).text = sign
    ET.SubElement(group, "text", {"x": f"{x + 27:.1f}", "y": middle}).text = label(node)


def _xy(x: float, y: float) -> str:
    return f"{x:.1f},{y:.1f}"
