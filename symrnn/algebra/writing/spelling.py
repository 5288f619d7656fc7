"""How names and sizes are spelled in LaTeX: `W_g`, `alpha`, `b_hh`, `dt`, `n + 1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from symrnn.algebra.language.sizes import Size

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
    """A size or an index in LaTeX: `n`, `2n`, `t - k`."""
    return _polynomial(size, lambda names: r"\,".join(map(name_latex, names)), "")


def size_text(size: Size) -> str:
    """A size or an index as text: `n`, `2*n`, `t - k`."""
    return _polynomial(size, "*".join, "*")


def _polynomial(size: Size, spell: Callable[[Iterable[str]], str], times: str) -> str:
    """The monomials, one with a positive coefficient first where there is one."""
    first = next((k for k, (_, coefficient) in enumerate(size.terms) if coefficient > 0), 0)
    out = ""
    for monomial, coefficient in size.terms[first : first + 1] + size.terms[:first] + size.terms[first + 1 :]:
        body, magnitude = spell(monomial), abs(coefficient)
        piece = str(magnitude) if not monomial else body if magnitude == 1 else f"{magnitude}{times}{body}"
        sign = ("-" if coefficient < 0 else "") if not out else (" - " if coefficient < 0 else " + ")
        out += sign + piece
    return out or "0"
