"""Runs that are killed, and runs on a disk that is full: the last good report stays, and the next run makes the new one."""

from __future__ import annotations

import multiprocessing
import tempfile
from pathlib import Path
from typing import Any

from symrnn.trust import disk
from symrnn.trust.points import Figures, Progress
from symrnn.trust.reporting import Place, dies_at, ended, kill_after, left_running, moments

TITLE = "Runs that are killed"
MEANS = (
    "A folder holds a good report; its claims are edited, and `symrnn report` is started and killed (SIGKILL): at a random"
    " moment of its time, or, one time in four, right before one of its file operations. Intact means that the report is"
    " byte for byte the old one or the new one. Then the same command is run to its end: it must make the same bytes as"
    " a run that nobody disturbed, and leave no file aside and no process running. The same on a disk that has less and"
    " less room left: a run that does not fit says so, and the old report stays."
)
MOMENTS, SEED = 200, 7
CHUNK = 20
STEPS = 60  # file operations of a run, about


def measure(jobs: int, progress: Progress, count: int = MOMENTS, rooms: tuple[int, ...] = disk.ROOMS) -> Figures:
    """How many reports survive, and how many of the next runs make the same bytes."""
    planned = moments(count, SEED)
    chunks = [planned[k : k + CHUNK] for k in range(0, count, CHUNK)]
    found: list[dict[str, Any]] = []
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        filled = pool.apply_async(disk.full_disk, (rooms,))
        for rows in pool.imap(_chunk, chunks):
            found += rows
            progress(len(found), count, "moments")
        of_disk = filled.get()
    return {
        "moments": sum(r["killed"] for r in found), "report_intact": sum(r["intact"] for r in found),
        "same_bytes": sum(r["same"] for r in found), "left_aside": sum(r["strays"] for r in found),
        "left_running": sum(r["running"] for r in found), **of_disk,
    }  # fmt: skip


def goal(figures: Figures) -> list[str]:
    """Every report intact, every next run the same, and a full disk that was really met."""
    out = [] if figures["moments"] >= MOMENTS else [f"{figures['moments']} moments, not {MOMENTS}"]
    out += [f"{name.replace('_', ' ')} at {figures[name]} of {figures['moments']} moments"
            for name in ("report_intact", "same_bytes") if figures[name] < figures["moments"]]
    out += [f"{figures[name]} {name.replace('_', ' ')}" for name in ("left_aside", "left_running") if figures[name]]
    return out if figures["full_disk"] else [*out, "a full disk: " + figures["full_disk_says"]]


def says(figures: Figures) -> str:
    """The figures in one line."""
    return (f"killed at {figures['moments']} moments: the report intact at {figures['report_intact']}, the same bytes from"
            f" the next run at {figures['same_bytes']}; {figures['full_disk_says']}")


def _chunk(planned: list[tuple[str, float]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder).resolve())
        return [_one(place, kind, share) for kind, share in planned]


def _one(place: Place, kind: str, share: float) -> dict[str, Any]:
    """Kill one run; where it had already come to its end, another one a little earlier."""
    killed = False
    for _ in range(20):
        place.reset()
        if kind == "time":
            killed = kill_after(place.start(), share * place.seconds)
        else:
            killed = ended(place.start(dies_at(int(share * STEPS), place.folder))) == -9
        if killed:
            break
        share *= 0.8
    after = place.files()
    code = ended(place.start())
    return {
        "killed": killed, "intact": after in (place.old, place.new), "same": code == 0 and place.files() == place.new,
        "strays": len(place.strays()), "running": left_running(place.mark),
    }  # fmt: skip
