"""Pictures as SVG, drawn from the numbers in the ledger: text stays text, the same bytes every time.

A drawing takes its colours from the page around it, through CSS variables with a fallback, so that one picture
serves a light page, a dark page and paper. Series differ by line and by marker, not by colour alone.
"""

from __future__ import annotations

import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"

# Matplotlib draws in these stand-ins, which no reader sees; they become the variables of the page.
_STAND_INS = {
    "#010203": ("--ink", "#22201c"),
    "#010204": ("--soft", "#5c564d"),
    "#010205": ("--rule", "#d8d2c4"),
    "#010206": ("--paper", "#fcfbf8"),
    "#010211": ("--series1", "#1f5f99"),
    "#010212": ("--series2", "#a3431d"),
    "#010213": ("--series3", "#2f6b3c"),
    "#010214": ("--series4", "#6b4590"),
}
_INK, _SOFT, _RULE, _PAPER, *_SERIES = _STAND_INS
_DASHES = ("-", (0, (6, 2.5)), (0, (1.5, 1.8)), (0, (7, 2, 1.5, 2)))
_MARKERS = ("o", "s", "^", "D")

_DARK = {
    "--ink": "#e9e4da", "--soft": "#b3aa9c", "--rule": "#4a463f", "--paper": "#1a1917",
    "--series1": "#86b9ec", "--series2": "#eda27c", "--series3": "#8fcf9f", "--series4": "#c3a3e6",
}  # fmt: skip

LONGEST = 48
"""Letters of the longest label in a picture."""

SCALE = 1.4
"""Pixels per point of a picture in a file of its own."""

MOST_INSIDE = 3
"""Labels that the legend shows inside the axes."""

MOST_BARS = 16
"""Bars that each get a tick of their own."""

_NUMBER = re.compile(r"-?\d+\.\d+")

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "symrnn",
    "font.family": "serif",
    "font.serif": ["DejaVu Serif"],
    "font.size": 11,
    "text.usetex": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": _RULE,
    "grid.linewidth": 0.6,
    "text.color": _INK,
    "text.parse_math": False,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.frameon": True,
    "legend.framealpha": 1.0,
    "legend.facecolor": _PAPER,
    "legend.edgecolor": "none",
    "legend.fontsize": 10.5,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.5,
    "path.simplify": False,
}


def svg(figure: Mapping[str, Any], name: str, *, page: bool = False) -> str:
    """The SVG of one entry of a claim's `figures`.

    Parameters
    ----------
    name : what its ids begin with; no other drawing of the page has it.
    page : True for a drawing inside the HTML page, which lends it colours and fonts; False for a file of its
        own, which carries both.
    """
    with _drawing(), warnings.catch_warnings():
        # The reader's fonts draw the text, not those of this machine.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        canvas = Figure(figsize=(6.6, 3.9), layout="constrained", facecolor="none")
        FigureCanvasSVG(canvas)
        axes = canvas.subplots()
        for k, series in enumerate(figure["series"]):
            _draw(axes, k, series, len(figure["series"]))
        _dress(axes, figure)
        _legend(canvas, axes, figure)
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _finished(stream.getvalue(), figure["caption"], name, page)


def rows(series: Mapping[str, Any]) -> list[list[str]]:
    """The numbers of a series as a table: x, y and, where it has them, the ends of the interval."""
    columns = [series["x"], series["y"], *([series["lo"], series["hi"]] if _has_interval(series) else [])]
    return [list(row) for row in zip(*columns, strict=False)]


def _has_interval(series: Mapping[str, Any]) -> bool:
    return bool(series.get("lo")) and bool(series.get("hi"))


@contextmanager
def _drawing() -> Iterator[None]:
    # Start from Matplotlib's own defaults: a reader's matplotlibrc must not change the bytes.
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def _draw(axes: Axes, k: int, series: Mapping[str, Any], count: int) -> None:
    colour, marker = _SERIES[k % len(_SERIES)], _MARKERS[k % len(_MARKERS)]
    x, y = _numbers(series["x"]), _numbers(series["y"])
    label = _short(series["label"])
    style = series.get("style") or "line"
    if style == "bars":
        # Bars of several series stand side by side, told apart by their hatching.
        room = 0.8 * min((b - a for a, b in zip(sorted(x), sorted(x)[1:], strict=False) if b > a), default=1.0)
        shifted = [v + room * ((k + 0.5) / count - 0.5) for v in x]
        hatch = ("", "///", "...", "xx")[k % 4]
        axes.bar(shifted, y, width=room / count, color=colour, alpha=0.75, hatch=hatch, label=label)
        axes.grid(visible=False, axis="x")
        if len(x) <= MOST_BARS:
            axes.set_xticks(x, [f"{v:g}" for v in x])
    elif style == "points":
        if _has_interval(series):
            low = [max(b - a, 0.0) for a, b in zip(_numbers(series["lo"]), y, strict=False)]
            high = [max(b - a, 0.0) for a, b in zip(y, _numbers(series["hi"]), strict=False)]
            axes.errorbar(x, y, yerr=[low, high], fmt=marker, color=colour, mfc=_PAPER, capsize=3, lw=1.2, label=label)
        else:
            axes.plot(x, y, marker, color=colour, mfc=_PAPER, mew=1.4, label=label)
    else:
        axes.plot(x, y, color=colour, linestyle=_DASHES[k % len(_DASHES)], label=label)
        if _has_interval(series):
            axes.fill_between(x, _numbers(series["lo"]), _numbers(series["hi"]), color=colour, alpha=0.16, lw=0)


def _dress(axes: Axes, figure: Mapping[str, Any]) -> None:
    for axis, scale in ((axes.xaxis, figure.get("xscale")), (axes.yaxis, figure.get("yscale"))):
        positive = all(v > 0 for s in figure["series"] for v in _numbers(s["x" if axis is axes.xaxis else "y"]))
        if scale == "log" and positive:
            (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)("log")
            axis.set_major_locator(LogLocator(numticks=8))
            axis.set_major_formatter(FuncFormatter(_decade))
            axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(_short(figure.get("xlabel") or ""))
    axes.set_ylabel(_short(figure.get("ylabel") or ""))
    axes.set_axisbelow(True)
    axes.margins(x=0.03)


def _legend(canvas: Figure, axes: Axes, figure: Mapping[str, Any]) -> None:
    """Where a picture has room for it inside, there; many labels stand below the axes, where they hide nothing."""
    if len(figure["series"]) > MOST_INSIDE:
        canvas.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    elif len(figure["series"]) > 1 or figure["series"][0]["label"]:
        axes.legend(loc="best")


def _short(text: str) -> str:
    """What fits beside an axis; the table below the picture has the whole."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _decade(value: float, _: object = None) -> str:
    """10³ for 1000: a power of ten as plain text; other ticks as short numbers."""
    mantissa, exponent = f"{value:e}".split("e")
    if float(mantissa) != 1:
        return f"{value:g}"
    if -2 <= int(exponent) <= 2:
        return f"{value:g}"
    return "10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _numbers(values: Sequence[str]) -> list[float]:
    return [float(v) for v in values]


def _finished(text: str, caption: str, name: str, page: bool) -> str:
    """Matplotlib's document as one element with ids of its own, colours by variable, a title and no metadata."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(text)  # noqa: S314  (written by Matplotlib a moment ago)
    for parent in list(root.iter()):
        for node in list(parent):
            if node.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(node)
    wanted = set(re.findall(r"#([\w-]+)", text))
    for node in root.iter():
        _adapt(node, f"{name}-", wanted)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("class", "plot")
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    title = ET.Element(f"{{{_SVG}}}title", {"id": f"{name}-title"})
    title.text = caption
    root.insert(0, title)
    if not page:
        width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
        root.set("width", f"{width * SCALE:.0f}")
        root.set("height", f"{height * SCALE:.0f}")
        style = ET.Element(f"{{{_SVG}}}style")
        dark = ";".join(f"{variable}:{value}" for variable, value in _DARK.items())
        style.text = f"text{{font-family:serif}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}"
        root.insert(1, style)
    drawn = ET.tostring(root, encoding="unicode")
    for stand_in, (variable, fallback) in _STAND_INS.items():
        drawn = drawn.replace(stand_in, f"var({variable},{fallback})")
    return re.sub(r">\s+<", "><", drawn).strip() + "\n"


def _adapt(node: ET.Element, prefix: str, wanted: set[str]) -> None:
    identity = node.attrib.pop("id", None)
    if identity in wanted:
        node.set("id", f"{prefix}{identity}")
    link = node.attrib.pop(_LINK, None)
    if link is not None:
        node.set("href", f"#{prefix}{link.removeprefix('#')}")
    if "clip-path" in node.attrib:
        node.set("clip-path", node.attrib["clip-path"].replace("url(#", f"url(#{prefix}"))
    for key in ("d", "x", "y", "transform"):
        if key in node.attrib:
            # Hundredths of a point are below what is seen, and above what differs between processors.
            node.set(key, " ".join(_NUMBER.sub(lambda m: f"{float(m[0]):.2f}", node.attrib[key]).split()))
    style = node.get("style")
    if style is not None:
        # The reader's serif, not the one that this machine measured with.
        style = re.sub(r"font(-family)?: [^;]*(\b[\d.]+px)?[^;]*;? ?", _font, style)
        node.set("style", style.replace("url(#", f"url(#{prefix}"))


def _font(match: re.Match[str]) -> str:
    found = re.search(r"[\d.]+px", match[0])
    return f"font-size: {found[0]}; " if found else ""
