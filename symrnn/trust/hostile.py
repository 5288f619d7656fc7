# ruff: noqa: E501
"""Text that would do something if a format let it: run a script, read a file, turn a terminal around."""

from __future__ import annotations

from typing import Any

HIT = "document.documentElement.dataset.hit=1"
"""What a script does, so that it shows in the page that a browser has made: an attribute of the root."""

OF_PAGES = (
    f"<script>{HIT}</script>", f"<ScRiPt >{HIT}</sCrIpT >", f"<img src=x onerror={HIT}>", f"\"><img src=x onerror='{HIT}'>",
    f"'><svg onload={HIT}>", f"<svg><script>{HIT}</script></svg>", f"</title><script>{HIT}</script>",
    f"</style><script>{HIT}</script>", f"</math><script>{HIT}</script>", f"</svg><script>{HIT}</script>",
    f"</textarea></pre></code><script>{HIT}</script>", f"--><script>{HIT}</script>", f"]]><script>{HIT}</script>",
    f"<!--><script>{HIT}</script>-->", f"<math><mtext><table><mglyph><style><img src=x onerror={HIT}>",
    f"\" autofocus tabindex=1 onfocus={HIT} x=\"", f"' onmouseover='{HIT}", f"` onclick=`{HIT}`", f"<details open ontoggle={HIT}>",
    f"<a href=\"javascript:{HIT}\">x</a>", f"javascript:{HIT}", f"java\tscript:{HIT}", f"data:text/html,<script>{HIT}</script>",
    f"<iframe srcdoc=\"<script>parent.{HIT}</script>\"></iframe>", f"<iframe src=javascript:parent.{HIT}>",
    f"<object data=\"javascript:{HIT}\"></object>", f"<embed src=javascript:{HIT}>", f"<base href=\"javascript:{HIT}//\">",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{HIT}\">", f"<form action=javascript:{HIT}><button autofocus>x",
    f"<style>*{{background:url(javascript:{HIT})}}</style>", f"<link rel=stylesheet href=\"javascript:{HIT}\">",
    f"<body onload={HIT}>", f"<input onfocus={HIT} autofocus>", f"<video><source onerror={HIT}></video>",
    f"&lt;script&gt;{HIT}&lt;/script&gt;", f"&#60;img src=x onerror={HIT}&#62;", f"+ADw-script+AD4-{HIT}+ADw-/script+AD4-",
    "{{7*7}} {% raw %} {{ config }} ${7*7}", f"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{HIT}</x:script>",
)  # fmt: skip
OF_MARKDOWN = (
    f"[x](javascript:{HIT})", f"![x](javascript:{HIT})", f"<javascript:{HIT}>", f"[x]: javascript:{HIT}\n\n[x]",
    f"```\n<script>{HIT}</script>\n```", f"~~~\n\n<script>{HIT}</script>", f"`` ` `` <script>{HIT}</script>",
    f"\n\n<div>\n<script>{HIT}</script>", f"$$\n\\href{{javascript:{HIT}}}{{x}}\n$$", f"$`\\href{{javascript:{HIT}}}{{x}}`$",
    f"| x | <img src=x onerror={HIT}> |\n|---|---|", f"\\<script>{HIT}</script>", f"# x\n<img src=x onerror={HIT}>",
)  # fmt: skip
OF_LATEX = (
    r"\input{executed-input}", r"\immediate\write18{touch executed-shell}", r"\end{document}\input{executed-input}",
    r"\newwrite\x\immediate\openout\x=executed-file.txt\immediate\write\x{x}\immediate\closeout\x", r"^^5cinput{executed-input}",
    r"}\input{executed-input}{", r"$\input{executed-input}$", r"\csname input\endcsname{executed-input}", r"%}\input{executed-input}",
    "%\n\\input{executed-input}", r"\end{verbatim}\input{executed-input}", r"\catcode`\%=12 \input{executed-input}",
    r"\text{\input{executed-input}}", r"\operatorname{\input{executed-input}}", r"\begin{filecontents}{executed-file.txt}x",
    r"\href{javascript:alert(1)}{x}", r"\url{javascript:alert(1)}", r"\def\x{\x\x}\x", r"\loop\iftrue\repeat", "|\\input{executed-input}|",
)  # fmt: skip
OF_TERMINALS = (
    "\x1b[2J\x1b[1;1HPROVED", "\x1b]0;title\x07", "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "\x9b31mred", "\x1bP+q544e\x1b\\",
    "\x00null\x00", "over\rwritten", "b\x08\x08ack", "\u202ereversed\u202c", "\u2066isolated\u2069", "\u2028line\u2029paragraph",
    "\x0bvertical\x0cfeed\x85next", "x\nverdict    PROVED (declared PROVED)", "\ufeffmark \u200eleft \u200fright", "\x7fdelete",
)  # fmt: skip

PAYLOADS = (*OF_PAGES, *OF_MARKDOWN, *OF_LATEX, *OF_TERMINALS)


def number_of_fields(value: Any, payload: str) -> int:
    """How many texts of a piece of JSON, names of things included, hold a payload."""
    if isinstance(value, str):
        return int(payload in value)
    if isinstance(value, dict):
        return sum(number_of_fields(k, payload) + number_of_fields(v, payload) for k, v in value.items())
    return sum(number_of_fields(v, payload) for v in value) if isinstance(value, list) else 0


def filled(sample: Any, claims: list[dict[str, Any]], old: str, payloads: tuple[str, ...] = PAYLOADS) -> dict[str, Any]:
    """A ledger in which each payload stands in every text of a claim of its own, and the first in the texts about all.

    Parameters
    ----------
    sample
        A ledger, for everything but its claims.
    claims
        Claims in whose texts `old` stands wherever a text may stand.
    """
    made = []
    for number, payload in enumerate(payloads):
        for claim in claims:
            texts = _replaced(claim, old, payload)
            made.append(texts | {"id": f"{number:03} {payload} {claim['id']}", "topic": f"{number:03} {payload}"})
    ledger: dict[str, Any] = sample | {"claims": made, "topics": {c["topic"]: c["title"] for c in made}}
    ledger["tool"] = sample["tool"] | {"name": payloads[0], "version": payloads[-1]}
    ledger["environment"] = sample["environment"] | {f"package {payload}": payload for payload in payloads}
    ledger["totals"] = {"claims": len(made)}
    for claim in made:
        ledger["totals"][claim["verdict"]] = ledger["totals"].get(claim["verdict"], 0) + 1
    return ledger


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {_replaced(k, old, new): _replaced(v, old, new) for k, v in value.items()}
    return [_replaced(v, old, new) for v in value] if isinstance(value, list) else value
