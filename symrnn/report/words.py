"""Verdicts, evidence and witnesses in plain words: the tables from which every sentence of the report is made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symrnn.report import oracles
from symrnn.report.book import Claim, for_all
from symrnn.report.graph import Standing


@dataclass(frozen=True)
class Word:
    """How a verdict is shown: a sign and a word (never colour alone), and what it means in a sentence."""

    sign: str
    word: str
    tone: str
    meaning: str


VERDICTS: dict[str, Word] = {
    "PROVED": Word(
        "✓", "proved", "good",
        "An exact argument, checked again by a second route, within the scope that stands beside it.",
    ),
    "REFUTED": Word(
        "✗", "refuted", "bad",
        "Exact numbers satisfy every condition of the claim and break it. They are printed here.",
    ),
    "CORROBORATED": Word(
        "≈", "corroborated", "fair",
        "No proof. Independent ways to compute both sides agree within computed error bounds.",
    ),
    "DISPUTED": Word(
        "⇄", "disputed", "bad", "Two routes contradict each other. Both are kept, and neither wins by rank."
    ),
    "UNDECIDED": Word("?", "undecided", "open", "Neither proved nor refuted, for the reason that is given."),
    "RESOURCE_OUT": Word(
        "…", "out of resources", "open", "A limit of time, memory or size was reached before an answer."
    ),
    "VACUOUS": Word("∅", "vacuous", "open", "Nothing was compared: no case satisfies the conditions."),
    "ERROR": Word("!", "error", "bad", "The claim itself failed to run."),
    "NOT_RUN": Word("–", "not run", "open", "Skipped or interrupted."),
}  # fmt: skip
"""Verdict -> how it is shown, in the order in which lists of verdicts are printed."""

LIMITS = (
    "Proved means an exact argument that a second route has checked again, refuted means exact numbers that break the "
    "statement; both are about the statement as it is printed here, in real arithmetic without rounding, and neither "
    "says that a program computes it or that the model is a good one."
)
"""The one sentence of the first screen about the limits of a verdict."""

MEANING = (
    (
        "Proved means: for every value that satisfies the conditions, in the scope that is printed. The proof is found "
        "by one route and checked by a second one; what both trust is the normal form in which they meet and the core "
        "of SymPy. It is not a proof in a proof assistant."
    ),
    (
        "Refuted means: the printed numbers satisfy the conditions and break the statement. One counterexample is "
        "enough, and it says nothing about how often the statement fails. A refuted claim is often true under one more "
        "condition; where that is known, the corrected claim stands beside it."
    ),
    (
        "Corroborated is not proved. Two independent ways to compute agree at generic points, with an error bound that "
        "is computed and not chosen; a statement that fails only in a corner that was not visited would pass."
    ),
    (
        "Open means that nothing is asserted. A limit that ran out, an unsupported word or a foil that survived are "
        "reasons to look again, not reasons to doubt the claim."
    ),
    (
        "A foil is a plausible mistake next to the claim. If the same check does not refute it, the check was too "
        "weak, and the claim is left open."
    ),
)
"""The paragraphs on what a verdict does and does not mean."""


def counted(n: int | None, one: str) -> str:
    """`n` with its noun: "no point", "1 point", "12 points"."""
    if n is None:
        return one + "s"
    return f"{'no' if n == 0 else f'{n:,}'} {one if n in (0, 1) else one + 's'}"


def power(text: str) -> str:
    """A decimal as print has it: "3e-58" becomes "3 × 10⁻⁵⁸"."""
    match = re.fullmatch(r"([+-]?\d*\.?\d+)[eE]([+-]?\d+)", text.strip())
    if match is None:
        return text
    raised = str(int(match[2])).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{match[1]} × 10{raised}"


def _spoken(e: Mapping[str, Any], template: str) -> str:
    points, digits = e.get("points"), e.get("digits")
    return template.format(
        points=f"{points:,}" if points else "some",
        at=f" at {counted(points, 'point')}" if points else "",
        to=f" to {counted(digits, 'digit')}" if digits else "",
        steps=f" in {counted(points, 'step')}" if points else "",
    )


def why(claim: Claim) -> list[str]:
    """The sentences of "Why we believe it", made from the evidence."""
    if claim["verdict"] in ("ERROR", "NOT_RUN", "RESOURCE_OUT", "VACUOUS", "UNDECIDED", "DISPUTED"):
        # Evidence of an open claim argues for nothing: it is shown as what was tried.
        tried = ["What was tried is in the table of evidence."] if claim["evidence"] else []
        return tried + ([foil_sentence(claim["foils"])] if claim["foils"] else [])
    evidence = list(claim["evidence"])
    names = {e["oracle"] for e in evidence}
    sentences = []
    if claim["verdict"] == "REFUTED":
        # What argued for it before is beside the point; the witness has been shown, and the table has the rest.
        again = "A second program, which shares no code with the search, evaluates the witness again and agrees."
        return [_replayed(claim), *([again] if names & {"checker", "numbers:exact"} else [])]
    if {"route:matrix-rules", "route:scalar-calculus"} <= names:
        reach = "for every size" if for_all(claim) else "within the scope"
        sentences.append(
            "Two derivations that share no code but the normal form in which they meet, the rules of matrix calculus "
            f"and SymPy's scalar calculus on the entries, give the same expression {reach}."
        )
        evidence = [e for e in evidence if e["oracle"] not in ("route:matrix-rules", "route:scalar-calculus")]
    for e in evidence:
        if e["oracle"] == "numbers:balls":
            sentences.append(_balls(e, claim))
        elif spoken := oracles.template(e["oracle"], names):
            sentences.append(_spoken(e, spoken))
    if claim["foils"]:
        sentences.append(foil_sentence(claim["foils"]))
    return sentences


def _balls(e: Mapping[str, Any], claim: Claim) -> str:
    digits = f", computed with {e['digits']} digits" if e.get("digits") else ""
    where = f"At {counted(e.get('points'), 'generic point')}{digits}"
    head = (((claim.get("statement") or {}).get("assert")) or [""])[0]
    if head in ("equal", "eq") and e.get("gap") not in (None, "", "0"):
        return f"{where}, the two sides differ by less than {power(e['gap'])}."
    return f"{where} in ball arithmetic, it holds."


def _replayed(claim: Claim) -> str:
    witness = claim.get("witness") or {}
    if not witness:
        return "The evidence is in the table below."
    if witness.get("kind") == "absence":
        return "That there is none is a statement about all values, and it is proved; the certificate is in the ledger."
    if witness.get("kind") == "crossing":
        return f"Both sides are continuous, and {witness.get('law')}: somewhere between they are equal."
    if witness.get("kind") == "limit":
        return "The numbers, where there are any, satisfy every condition, and on them the limit is worked out exactly."
    means = "exact rational arithmetic" if witness.get("exact") else "ball arithmetic at two precisions"
    found = f" It was found {oracles.found(witness)}" if oracles.found(witness) else ""
    shrunk = " and then made as small as possible" if witness.get("shrunk") and found else ""
    return f"The counterexample satisfies every condition, and {means} separates the two sides.{found}{shrunk}" + (
        "." if found else ""
    )


def foil_sentence(foils: Sequence[Mapping[str, Any]]) -> str:
    """What became of the foils, the plausible mistakes that a careful check must refute."""
    refuted = sum(foil["verdict"] == "REFUTED" for foil in foils)
    if len(foils) == 1 and not refuted:
        return "Its foil is not refuted."
    if refuted < len(foils):
        return f"Of {counted(len(foils), 'foil')}, {refuted} {'is' if refuted == 1 else 'are'} refuted."
    return {1: "Its foil is refuted.", 2: "Both foils are refuted."}.get(refuted, f"All {refuted} foils are refuted.")


def step_text(step: Mapping[str, Any]) -> str:
    """What a step of a derivation says beside its formula: nothing where its text is the formula once more."""
    text = (step.get("text") or "").strip()
    return text if not step.get("latex") or text.endswith((".", "!", "?")) else ""


_WRONG = {
    "equal": "The two sides are not equal.",
    "eq": "The two sides are not equal.",
    "at_most": "The left side is larger than the right side.",
    "le": "The left side is larger than the right side.",
    "less": "The left side is not smaller than the right side.",
    "lt": "The left side is not smaller than the right side.",
    "rank_at_most": "The rank, on the left, is larger than the bound, on the right.",
    "rank_is": "The rank is the number on the left, not the one on the right.",
    "tends_to": "However far one goes, the left side does not come to stay near the right one.",
    "of_order": "The quotient of the two sides exceeds every bound.",
    "nowhere_zero": "An entry is zero.",
    "positive": "An entry is not above zero.",
    "invertible": "The matrix is not invertible.",
    "normal": "The conditions hold, and the matrix does not commute with its transpose: it is not normal.",
    "orthogonal": "The conditions hold, and the matrix times its transpose is not the identity: it is not orthogonal.",
}


def goes_wrong(claim: Claim) -> str:
    """One sentence on what the witness of a refuted claim shows."""
    if claim.get("reason"):
        return sentence_end(str(claim["reason"]))
    head = (((claim.get("statement") or {}).get("assert")) or [""])[0]
    witness = claim.get("witness") or {}
    if witness.get("kind") == "absence":
        return "This holds for all values, so that there is none."
    law = f" Here {witness['law']}." if witness.get("law") else ""
    where = (witness.get("shown") or {}).get("where")
    if where and head in ("equal", "eq"):
        return f"The two sides are not equal: they differ in {where}, which is marked."
    clause = witness.get("clause")
    if law and head in _WRONG:
        return _WRONG[head] + law
    found = _WRONG.get(head) or (_WRONG.get(clause) if isinstance(clause, str) else None)
    return found or "The conditions hold and the statement does not."


def believe_title(claim: Claim) -> str:
    """The heading of the paragraph that :func:`why` makes."""
    return {
        "PROVED": "Why we believe it",
        "CORROBORATED": "Why we believe it, and why it is not a proof",
        "REFUTED": "How we know",
        "DISPUTED": "What contradicts what",
    }.get(claim["verdict"], "What is known")


def listed(items: Sequence[str]) -> str:
    """The items in one line, with commas and a last "and"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


_LETTERS = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
_GREEK = dict(zip(_LETTERS.split(), "αβγδεζηθκλμνξπρστφχψω", strict=True))
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→"}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def typographic(text: str) -> str:
    """Plain text with its short formulas as print has them: "alpha <= 1 - w^-1" becomes "α ≤ 1 − w⁻¹"."""
    text = re.sub(r"(?<=\s)(<=|>=|!=|->)(?=\s)", lambda m: _SIGNS[m[0]], text)
    text = re.sub(rf"(?<![A-Za-z])({'|'.join(_GREEK)})(?![A-Za-z])", lambda m: _GREEK[m[0]], text)
    text = re.sub(r"(?<=[A-Za-z0-9)])\^(-?\d+)", lambda m: m[1].translate(_SUPERSCRIPT), text)
    # Between words a hyphen with blanks is a dash and stays; between letters and brackets it is a minus.
    return re.sub(r"(?<![A-Za-z]{4}) - (?![A-Za-z]{4})", " − ", text)


_ACRONYMS = {"bptt": "BPTT", "gru": "GRU", "lstm": "LSTM", "rnn": "RNN", "snr": "SNR"}


def human(stem: str) -> str:
    """A topic's file stem as a title: "scalar_gate" becomes "Scalar gate", and "snr" becomes "SNR"."""
    words = re.sub(r"[_-]+", " ", stem).strip() or stem
    words = " ".join(_ACRONYMS.get(word, word) for word in words.split(" "))
    return words[0].upper() + words[1:]


def scope_phrase(scope: str) -> str:
    """A scope as it follows "for": without a "for" of its own."""
    return re.sub(r"^for\s+", "", scope.strip())


def given_text(claim: Claim) -> list[str]:
    """The claim's conditions in words, one by one."""
    text = claim.get("given_text") or []
    return [text] if isinstance(text, str) else list(text)


def sentence_end(text: str) -> str:
    """`text` with a capital and a full stop, unless it begins with a symbol or ends with a stop."""
    text = text.strip()
    if re.match(r"[a-z]{2,}[ ,]", text):
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def standing_phrase(standing: Standing) -> str:
    """A verdict in words, with what weakens it: "proved, but rests on x, which is undecided"."""
    word = VERDICTS[standing.verdict].word
    notes = []
    if standing.verdict == "PROVED":
        by_verdict: dict[str, list[str]] = {}
        for name, verdict in standing.rests_on:
            by_verdict.setdefault(verdict, []).append(name)
        for verdict, names in by_verdict.items():
            be = "is" if len(names) == 1 else "are"
            notes.append(f"rests on {listed(names)}, which {be} {VERDICTS[verdict].word}")
        if standing.missing:
            be = "is" if len(standing.missing) == 1 else "are"
            notes.append(f"rests on {listed(standing.missing)}, which {be} not among the claims")
        if standing.circular:
            notes.append("rests on itself")
    return word + (", but " + listed(notes) if notes else "")


def standing_sentence(standing: Standing) -> str:
    """:func:`standing_phrase` as a sentence of its own."""
    phrase = standing_phrase(standing)
    return phrase[0].upper() + phrase[1:] + "."
