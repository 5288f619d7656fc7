"""Imported by a fork server: soon after its first tasks have started, the machine sleeps for an hour."""

import itertools
import time
import types

from symrnn.runs import job

looks = itertools.count()
job.time = types.SimpleNamespace(monotonic=lambda: time.monotonic() + 3600.0 * (next(looks) > 4))
