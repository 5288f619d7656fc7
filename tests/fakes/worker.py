"""What a claim under test does to show where it is judged."""

import os
import time
from pathlib import Path

NAME = "WORKER_UNDER_TEST"  # the environment of a worker says which one it is


def note(log, id, seconds):
    """Write down by which worker a claim is judged, when that begins and when it ends; it takes some time."""
    for moment in ("begins", "ends"):
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(f"{os.environ.get(NAME, 'here')} {moment} {id}\n")
        time.sleep(seconds * (moment == "begins"))
