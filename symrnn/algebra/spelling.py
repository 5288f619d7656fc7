"""How names and sizes are spelled in LaTeX: `W_g`, `alpha`, `b_hh`, `dt`, `n + 1`."""

from __future__ import annotations

import re

from symrnn.algebra.sizes import Size

# fmt: off
GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"))
# fmt: on
# Names that Python or habit spells differently from mathematics.
HABITS = {"epsilon": r"\varepsilon", "eps": r"\varepsilon", "lam": r"\lambda", "dt": r"\Delta t", "phi": r"\varphi"}


_OF = frozenset({"delta", "g"})  # `delta_h_1` is the delta of h_1
_ACCENTS = {"tilde": r"\tilde", "hat": r"\hat", "bar": r"\bar", "dot": r"\dot"}


def name_latex(name: str) -> str:
    """A name in LaTeX: Greek letters as such, the part after the first underscore as subscript, primes kept.

    One letter stays italic, a longer word is upright; `b_hh` keeps its two letters italic, as one writes them. A new
    value such as `c_new` gets a prime.
    """
    bare = name.rstrip("'")
    primes = name[len(bare) :]
    if bare.endswith("_new"):
        bare, primes = bare.removesuffix("_new"), primes + "'"
    base, _, below = bare.strip("_").partition("_")
    split = re.fullmatch(r"([A-Za-z]|" + "|".join(sorted(GREEK, key=len, reverse=True)) + r")(\d+)", base)
    parts = [split[2]] if split else []
    if base in _OF and "_" in below:
        return f"{_word(base)}_{{{name_latex(below + primes)}}}"
    parts += [part for part in below.split("_") if part]
    letter = _word(split[1] if split else base)
    if parts and parts[0] in _ACCENTS:
        letter = f"{_ACCENTS[parts.pop(0)]}{{{letter}}}"
    low = ",".join(_word(part, italic=2) for part in parts)
    return letter + primes + (f"_{{{low}}}" if low else "")


def _word(word: str, italic: int = 1) -> str:
    if word in HABITS:
        return HABITS[word]
    if word in GREEK:
        return "\\" + word
    return word if len(word) <= italic or word.isdigit() else rf"\mathrm{{{word}}}"


def size_latex(size: Size) -> str:
    """A size or an index in LaTeX: `n`, `2 n`, `t - 1`."""
    text = ""
    for monomial, coefficient in size.terms:
        body = r"\,".join(name_latex(name) for name in monomial)
        magnitude = abs(coefficient)
        piece = str(magnitude) if not body else body if magnitude == 1 else rf"{magnitude}\,{body}"
        sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
        text += sign + piece
    return text or "0"
