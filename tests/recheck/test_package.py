"""The trusted base stays small and alone."""

import subprocess
import sys
from pathlib import Path

import symrnn.recheck

FOLDER = Path(symrnn.recheck.__file__).parent
FORBIDDEN = ("sympy", "numpy", "torch", "mpmath", "scipy")


def test_nothing_but_flint_is_loaded():
    code = ("import sys, symrnn.recheck.__main__; "
            "print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:] or m.startswith('symrnn.') and m.split('.')[1] != 'recheck'])")
    out = subprocess.run([sys.executable, "-c", code, *FORBIDDEN], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
