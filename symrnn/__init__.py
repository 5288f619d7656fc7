"""Verification of the mathematics of recurrent networks: derive, prove, corroborate or refute, and report.

`import symrnn as sr` is all that a derivation needs. Every public name stands in one table, `EXPORTS`, next to the
module that holds it; the module is imported when the name is first used. Importing symrnn itself imports nothing heavy.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_A = "symrnn.algebra."
_L = _A + "language."
_WORDS = {
    _L + "sizes": "dims index",
    _L + "leaves": "scalar scalars vector vectors matrix matrices rational sequence",
    _L + "ownfunctions": "function",
    _A + "functions": "tanh sigmoid relu softplus exp log sqrt sin cos sinh cosh atan erf sign step identity silu "
                      "gelu elu softsign hardtanh leaky_relu",
    _L + "words": "pi e i oo diag diagof eye ones zeros unit outer dot inv matpow expm kron vec stack block entry softmax "
                  "det tr rank rho count_nonzero mean norm norm_f norm_1 norm_inf sigma_min eig_max eig_min conj re im "
                  "D pullback jvp hessian product total iterate integral frequency_response stationary_covariance "
                  "autocovariance named",
    _L + "laws": "gaussian uniform expect",
    _L + "statements": "equal at_most less eq ne lt le gt ge between strictly_between positive nonneg nonzero "
                       "nowhere_zero symmetric skew orthogonal normal invertible psd pd diagonal triangular idempotent "
                       "nilpotent permutation stochastic commute unit_norm fixed rank_is rank_at_most tends_to of_order "
                       "exists holds no iff implies all_of any_of induction expects Statement",
    _L + "hints": "sum_of_squares factor cases",
    _A + "terms": "Term",
    _A + "proofs.structure": "structure",
    "symrnn.cells.cell": "Cell",
    "symrnn.claims.source": "Source",
    "symrnn.claims.claim": "claim foil",
    "symrnn.claims.judge": "judge",
    "symrnn.lower": "lower",
    "symrnn.audit": "audit",
}
_RENAMED = {"abs": _L + "words:abs_", "sum": _L + "words:sum_", "max": _L + "words:max_", "min": _L + "words:min_"}

EXPORTS: dict[str, str] = {name: module for module, names in _WORDS.items() for name in names.split()} | _RENAMED
"""Public name -> module that defines it under the same name, or `module:name`."""


METHODS: dict[str, str] = {"verify": "symrnn.claims.cell_verdict:verify_cell", "audit": "symrnn.audit.run:audit"}
"""Method of a cell -> `module:function`, for `symrnn.attached`; a table, so that nothing is imported for it."""


def __getattr__(name: str) -> Any:
    module = EXPORTS.get(name)
    if module is None:
        # With these two, Python itself adds "Did you mean: 'sigmoid'?" to an uncaught error.
        raise AttributeError(f"module 'symrnn' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
    path, _, attribute = module.partition(":")
    value = getattr(import_module(path), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *EXPORTS})


class _Facade(ModuleType):
    """A public name wins over a subpackage of the same name.

    `sr.lower(J, "numpy")` is a function that lives in the package `symrnn.lower`. When Python imports that package it
    also binds the package to the attribute `lower`, so what `sr.lower` means would depend on what was imported before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in EXPORTS and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Facade
