"""A true bound and its false neighbour: the rules and the checker tell them apart."""

from symrnn.algebra.bounds import prove_bound
from symrnn.recheck.chains import accept_chain


def told_apart(true, false):
    """Assert that the first is proved and accepted, and the second neither, not by the proof of the first either."""
    proof = prove_bound(true)[0]
    assert proof is not None
    assert accept_chain(true.record(), proof.certificate)[0]
    assert prove_bound(false)[0] is None
    assert not accept_chain(false.record(), {**proof.certificate, "goal": false.record()["assert"]})[0]
