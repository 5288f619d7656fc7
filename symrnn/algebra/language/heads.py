"""The closed list of heads: every kind of node that a term may have, with what it takes."""

from __future__ import annotations

# An unknown head is an error wherever terms are read.
HEADS = {
    "num": "exact rational", "const": "pi, e, i or oo", "sym": "leaf", "seq": "element of a sequence",
    "size": "size as a scalar", "eye": "identity", "ones": "all ones", "zeros": "all zeros", "unit": "unit column",
    "add": "a + b", "sub": "a - b", "mul": "a * b, elementwise", "div": "a / b, elementwise", "neg": "-a",
    "pow": "a ** p, elementwise", "matmul": "a @ b", "T": "transpose", "fn": "elementwise function",
    "diag": "diagonal matrix", "diagof": "diagonal of a matrix", "outer": "u v'", "dot": "u'v", "inv": "inverse",
    "matpow": "matrix power", "expm": "matrix exponential", "kron": "Kronecker product", "vec": "columns stacked",
    "stack": "columns on top of each other", "block": "block matrix", "entry": "one entry", "softmax": "softmax",
    "det": "determinant", "tr": "trace", "rank": "rank", "rho": "spectral radius",
    "count_nonzero": "number of nonzero entries", "sum": "sum of the entries", "mean": "mean of the entries",
    "max": "largest entry", "min": "smallest entry", "norm": "Euclidean or spectral norm",
    "norm_f": "Frobenius norm", "norm_1": "1-norm", "norm_inf": "infinity norm",
    "sigma_min": "smallest singular value", "eig_max": "largest eigenvalue", "eig_min": "smallest eigenvalue",
    "conj": "complex conjugate", "re": "real part", "im": "imaginary part",
    "D": "derivative", "pullback": "gradient", "jvp": "directional derivative", "hessian": "second derivative",
    "at": "substitution", "named": "named intermediate", "product": "ordered product", "total": "sum over an index",
    "integral": "integral", "iterate": "iterated map", "lyap": "solution of P = A P A' + Q",
    "expect": "expectation",
}
CALCULUS = frozenset({"D", "pullback", "jvp", "hessian"})
LEAVES = frozenset({"sym", "seq"})
