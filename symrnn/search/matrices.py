"""Small exact matrices, columns and scalars with structure, in a fixed order: what counterexamples are made of.

Zeros, identities, permutations, Jordan blocks, shears, rank one, rotations from Pythagorean triples, projections,
stochastic and symmetric matrices, block sums of these. A value is a tuple of rows of fractions, a scalar is 1 x 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction as Q
from functools import cache
from itertools import accumulate, permutations, product

from symrnn.search.stream import Stream

Value = tuple[tuple[Q, ...], ...]

_NUMBERS = """0 1 -1 2 1/2 -1/2 -2 3 1/3 -3 3/2 1/4 3/4 10 1/10 -10 9/10 -1/4 4 5 -3/2 99/100 -1/10 100 1/100 7/5 20 -20
    6/5 4/5 3/5 -3/5 1/5 2/3 -2/3 -99/100 -9/10 1000 1/1000"""
SCALARS = tuple(Q(x) for x in _NUMBERS.split())
NUMBERS = (Q(0), Q(1), Q(2), Q(-1), Q(-2), Q(1, 2))
"""The simplest scalars, for where each trial is dear."""


def value(rows: Iterable[Iterable[Q | int | str]]) -> Value:
    """Rows of numbers as an exact value."""
    return tuple(tuple(Q(x) for x in row) for row in rows)


def each(f: Callable[[Q], Q], a: Value) -> Value:
    """F of every entry."""
    return tuple(tuple(f(x) for x in row) for row in a)


def scaled(a: Value, factor: Q) -> Value:
    """A multiple."""
    return each(lambda x: x * factor, a)


def transpose(a: Value) -> Value:
    """The transpose."""
    return tuple(zip(*a, strict=True))


def matmul(a: Value, b: Value) -> Value:
    """The product."""
    columns = transpose(b)
    return tuple(tuple(sum((x * y for x, y in zip(row, c, strict=True)), Q(0)) for c in columns) for row in a)


def add(a: Value, b: Value) -> Value:
    """The sum."""
    return tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))


def diagonal(entries: Iterable[Q | int]) -> Value:
    """A diagonal matrix."""
    xs = [Q(x) for x in entries]
    return tuple(tuple(x if i == j else Q(0) for j in range(len(xs))) for i, x in enumerate(xs))


def identity(n: int) -> Value:
    """The identity."""
    return diagonal([1] * n)


def constant(rows: int, columns: int, x: Q | int = 0) -> Value:
    """All entries equal."""
    return tuple((Q(x),) * columns for _ in range(rows))


def block_sum(a: Value, b: Value) -> Value:
    """A and b along the diagonal."""
    p, q = len(a[0]), len(b[0])
    return (*(row + (Q(0),) * q for row in a), *((Q(0),) * p + row for row in b))


def shift(n: int, x: Q | int = 1) -> Value:
    """The nilpotent Jordan block, times x."""
    return tuple(tuple(Q(x) if j == i + 1 else Q(0) for j in range(n)) for i in range(n))


def permuted(order: Iterable[int]) -> Value:
    """A permutation matrix."""
    order = list(order)
    return tuple(tuple(Q(int(j == k)) for j in range(len(order))) for k in order)


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Without repetitions, the first of each kept."""
    return tuple(dict.fromkeys(values))


@cache
def columns(n: int) -> tuple[Value, ...]:
    """Columns of size n."""
    if n == 1:
        return tuple(((x,),) for x in SCALARS)
    unit = [tuple(Q(int(i == j)) for i in range(n)) for j in range(n)]
    one, zero = (Q(1),) * n, (Q(0),) * n
    signs = tuple(Q((-1) ** i) for i in range(n))
    count = tuple(Q(i + 1) for i in range(n))
    triple = (Q(3, 5), Q(4, 5), *zero[2:])
    bases = [unit[0], zero, one, unit[-1], signs, count, triple, tuple(1 / x for x in count), *unit[1:-1],
             (Q(2), *one[1:]), (*zero[:-1], Q(3, 5)), tuple(reversed(count)), (Q(1), Q(1, 2), *zero[2:]),
             (Q(0), *one[1:]), (Q(1), Q(-1), *zero[2:]), (Q(10), *zero[1:-1], Q(1)), (Q(1, 2), *one[1:])]
    out = list(bases)
    for factor in (Q(-1), Q(1, 2), Q(2), Q(10), Q(1, n), Q(-2), Q(1, 10), Q(-10), Q(-1, 2), Q(5), Q(20), Q(1, 3)):
        out += [tuple(factor * x for x in v) for v in bases[:9]]
    return distinct(tuple((x,) for x in v) for v in out)


def _mixed(rows: int, cols: int, reach: int, count: int) -> list[Value]:
    """Matrices of small whole numbers without structure."""
    stream = Stream(rows * 31 + cols)
    return [drawn(stream, rows, cols, reach) for _ in range(count)]


@cache
def _square_of_two() -> tuple[Value, ...]:
    rows = """1 0|0 1; 0 0|0 0; 0 1|0 0; 0 1|1 0; 1 0|0 0; -1 0|0 -1; 1 1|0 1; 0 -1|1 0; 2 0|0 2; 0 2|0 0; 1 0|0 -1;
        1/2 0|0 1/2; 2 0|0 1/2; 1/2 2|0 1/2; 1 0|0 1/2; 0 2|1/8 0; 1 1|1 1; 1 -1|1 -1; 3/5 -4/5|4/5 3/5;
        1 2|3 4; 2 1|1 2; 1 2|2 1; 1/2 1/2|1/2 1/2; 1 1|0 0; 1/2 1/2|1/4 3/4; 0 0|1 0; 1 0|1 1; 0 1|0 1;
        2 0|0 1; 1 0|0 2; 1 0|0 1/4; 0 0|0 1; 2 -2|2 -2; 0 1|-1 0; 1/2 1|0 1/2; 1/2 1|0 1/3; 1/2 2|0
        1/4; 1 1|1 0; 0 6/5|6/5 0; 0 3|1/5 0; 10 0|0 10; 1/10 0|0 1/10; 1 10|0 1; 1/2 10|0 1/2; 0 10|0
        0; 9/10 1|0 9/10; 0 1/2|1/2 0; 0 1/2|0 0; -2 0|0 1; 1 1/2|1/2 1; 5/4 0|0 1; 1 0|0 5/4; 4/5
        3/5|3/5 -4/5; 3/5 4/5|4/5 -3/5; 1 1|-1 1; 1/2 -1/2|1/2 1/2; 2 1|0 2; 1 1|-1 -1; 1/10 0|0 10; 100
        0|0 100; 1 0|0 10; 0 2|1/2 0; -1/2 0|0 1/2; 2 25/8|-2 -25/8; 4/5 -3/5|3/5 4/5; 1 -1|0 1; 6/5 0|0
        6/5; 4 2|2 1; 1 1/3|1/3 1; 1/3 2/3|1 0; 0 1|1/2 1/2; 1 100|0 1; 1/100 0|0 1/100"""
    listed = [value(r.split() for r in m.split("|")) for m in rows.split(";")]
    small = [((a, b), (c, d)) for a, b, c, d in product((Q(0), Q(1), Q(-1)), repeat=4)]
    plus = [((a, b), (c, d)) for a, b, c, d in product((Q(0), Q(1), Q(2)), repeat=4)]
    return distinct([*listed, *small, *plus])


@cache
def _square_of_three() -> tuple[Value, ...]:
    two = _square_of_two()
    one = identity(3)
    first = [
        one, constant(3, 3), shift(3), block_sum(value([[1]]), shift(2)), permuted((1, 2, 0)), permuted((1, 0, 2)),
        diagonal((1, 2, 3)), diagonal((1, 0, 0)), scaled(one, Q(-1)), diagonal((1, 1, 0)), shift(3, 2),
        add(one, shift(3)), constant(3, 3, 1), scaled(one, Q(2)), scaled(one, Q(1, 2)),
        value([[1, 2, 3], [4, 5, 6], [7, 8, 10]]), scaled(value([[1, 2, 2], [2, 1, -2], [2, -2, 1]]), Q(1, 3)),
        value([[2, 1, 0], [1, 2, 1], [0, 1, 2]]), value([[0, 1, 0], [-1, 0, 1], [0, -1, 0]]),
        value([[0, 1, 0], [0, 0, 1], [1, 1, 0]]), scaled(constant(3, 3, 1), Q(1, 3)),
        value([[1, 1, 1], [0, 1, 1], [0, 0, 1]]), add(scaled(one, Q(1, 2)), shift(3, 2)),
        diagonal((2, 1, Q(1, 2))), scaled(value([[2, 1, 1], [1, 2, 1], [1, 1, 2]]), Q(1, 4)),
        value([[0, 1, 1], [0, 0, 1], [0, 0, 0]]), add(one, scaled(constant(3, 3, 1), Q(-2, 3))),
        value([[0, 2, 0], [0, 0, 3], [Q(1, 12), 0, 0]]),
    ]  # fmt: skip
    ones = [value([[x]]) for x in (1, 0, 2, Q(1, 2), -1)]
    sums = [s for x in ones for m in two[:36] for s in (block_sum(x, m), block_sum(m, x))]
    mixed = [*_mixed(3, 3, 1, 60), *_mixed(3, 3, 2, 40)]
    return distinct([*first, *map(permuted, permutations(range(3))), *sums, *mixed])


@cache
def squares(n: int) -> tuple[Value, ...]:
    """Square matrices of size n."""
    if n == 1:
        return columns(1)
    if n in (2, 3):
        return _square_of_two() if n == 2 else _square_of_three()
    one = identity(n)
    first = [one, constant(n, n), shift(n), permuted([*range(1, n), 0]), diagonal(range(1, n + 1)), scaled(one, Q(-1)),
             shift(n, 2), add(one, shift(n)), constant(n, n, 1), scaled(one, Q(2)), scaled(one, Q(1, 2)),
             diagonal([1] + [0] * (n - 1)), add(scaled(one, Q(1, 2)), shift(n, 2)), scaled(constant(n, n, 1), Q(1, n))]
    sums = [block_sum(a, b) for a in squares(n - 2)[:8] for b in squares(2)[:8]]
    return distinct([*first, *_wide(n), *sums])


def _wide(n: int) -> list[Value]:
    """What small matrices have no room for: low ranks, signs, one full line, cycles side by side, halves of a spectrum."""
    one, full, stream = identity(n), constant(n, n, 1), Stream(n)
    line = tuple((Q(int(i == 0)),) * n for i in range(n))
    half = [1] * (n // 2) + [-1] * (n - n // 2)
    signs = tuple(tuple(Q((-1) ** (i & j).bit_count()) for j in range(n)) for i in range(n))
    upper = tuple(tuple(Q(int(i <= j)) for j in range(n)) for i in range(n))
    lines = [line, transpose(line), add(line, one), add(line, transpose(line)), upper, signs, diagonal(half)]
    means = [scaled(full, Q(1, n)), add(one, scaled(full, Q(-1, n))), add(one, scaled(full, Q(-2, n))), add(full, one),
             add(full, scaled(one, Q(-1)))]  # fmt: skip
    cycles = [permuted([*range(1, k), 0, *range(k + 1, n), k]) for k in (2, 3)]
    low = [matmul(drawn(stream, n, r, 2), drawn(stream, r, n, 2)) for r in (1, 2, 3, 2, 3, 1) for _ in range(2)]
    low += [matmul(drawn(stream, n, r, 2), drawn(stream, r, n, 2)) for r in range(4, n // 2 + 1)]
    blocks = [*(_jordan(sizes) for sizes in _partitions(n, n)), add(one, cycles[0])]
    return [*lines, *means, *cycles, *low, *blocks, *(drawn(stream, n, n, 1) for _ in range(4)),
            *(each(lambda x: 2 * x - 1, each(abs, drawn(stream, n, n, 1))) for _ in range(4)),
            *(diagonal(stream.below(3) - 1 for _ in range(n)) for _ in range(3))]  # fmt: skip


def _partitions(n: int, most: int) -> Iterable[tuple[int, ...]]:
    """The ways to write n as a sum of parts of at most so many, the largest part first."""
    if n == 0:
        yield ()
    for part in range(min(n, most), 0, -1):
        yield from ((part, *rest) for rest in _partitions(n - part, part))


def _jordan(sizes: tuple[int, ...]) -> Value:
    """Nilpotent Jordan blocks along the diagonal: up to similarity all nilpotent matrices."""
    ends, n = set(accumulate(sizes)), sum(sizes)
    return tuple(tuple(Q(int(j == i + 1 and j not in ends)) for j in range(n)) for i in range(n))


def drawn(stream: Stream, rows: int, cols: int, reach: int) -> Value:
    """A matrix of small whole numbers without structure."""
    return tuple(tuple(Q(stream.below(2 * reach + 1) - reach) for _ in range(cols)) for _ in range(rows))


@cache
def rectangles(rows: int, cols: int) -> tuple[Value, ...]:
    """Matrices that are not square, and no columns."""
    count = tuple(tuple(Q(1 + i * cols + j) for j in range(cols)) for i in range(rows))
    signs = tuple(tuple(Q((-1) ** (i * j + i)) for j in range(cols)) for i in range(rows))
    corner, last = _one_entry(rows, cols, 0, 0), _one_entry(rows, cols, rows - 1, cols - 1)
    bases = [_slant(rows, cols), constant(rows, cols), constant(rows, cols, 1), corner, count, signs, last]
    multiples = [scaled(b, f) for f in (Q(2), Q(-1), Q(1, 2), Q(10), Q(1, 10), Q(-2)) for b in bases]
    return distinct([*bases, *multiples, *_mixed(rows, cols, 2, 40)])


def _slant(rows: int, cols: int) -> Value:
    """Ones where row and column have the same number: the identity, of any shape."""
    return tuple(tuple(Q(int(i == j)) for j in range(cols)) for i in range(rows))


def _one_entry(rows: int, cols: int, i: int, j: int) -> Value:
    return tuple(tuple(Q(int((i, j) == (row, column))) for column in range(cols)) for row in range(rows))


@cache
def plain(rows: int, cols: int) -> tuple[Value, ...]:
    """The simplest of a shape, for where each trial is dear."""
    zero, one, two, *others = (constant(rows, cols, x) for x in NUMBERS)
    if rows == cols == 1:
        return (zero, one, two, *others)
    corner = _one_entry(rows, cols, 0, 0)
    if cols == 1:
        return (zero, corner, two, one, *others)
    return (zero, corner, _one_entry(rows, cols, 0, 1), _slant(rows, cols), one)


def shaped(rows: int, cols: int) -> tuple[Value, ...]:
    """All of a shape, in the order of the search."""
    if cols == 1:
        return columns(rows)
    return squares(rows) if rows == cols else rectangles(rows, cols)


def _cayley(a: Value) -> Value | None:
    """(I - S)^-1 (I + S) of the skew part, for n = 2: a rotation with rational entries."""
    if len(a) != 2:
        return None
    s = (a[0][1] - a[1][0]) / 2
    d = 1 + s * s
    return (((1 - s * s) / d, 2 * s / d), (-2 * s / d, (1 - s * s) / d))


def variants(a: Value) -> Iterable[Value]:
    """What a square matrix becomes when it has to meet a condition: symmetric, skew, A'A, triangular, scaled, ..."""
    t = transpose(a)
    if len(a) == len(a[0]):
        n = len(a)
        gram = matmul(t, a)
        yield scaled(add(a, t), Q(1, 2))
        yield gram
        yield add(gram, identity(n))
        yield scaled(add(a, scaled(t, Q(-1))), Q(1, 2))
        yield tuple(tuple(x if i <= j else Q(0) for j, x in enumerate(r)) for i, r in enumerate(a))
        yield tuple(tuple(x if i < j else Q(0) for j, x in enumerate(r)) for i, r in enumerate(a))
        yield tuple(tuple(x if i == j else Q(0) for j, x in enumerate(r)) for i, r in enumerate(a))
        if (rotation := _cayley(a)) is not None:
            yield rotation
    sums = [sum(map(abs, r), Q(0)) for r in a]
    if all(sums):
        yield tuple(tuple(abs(x) / s for x in r) for r, s in zip(a, sums, strict=True))
    yield each(abs, a)
    yield each(lambda x: abs(x) + 1, a)
    for factor in (Q(1, 2), Q(-1), Q(2), Q(1, 4), Q(4), Q(1, 10), Q(10), Q(1, 100), Q(-1, 2)):
        yield scaled(a, factor)
