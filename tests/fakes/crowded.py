"""Imported by a fork server: its system has no process left, three times, then one."""

import errno
import os

fork, refusals = os.fork, [errno.EAGAIN] * 3


def rarely():
    """As `os.fork`, once the refusals are used up."""
    if refusals:
        raise OSError(refusals.pop(), "no room")
    return fork()


os.fork = rarely
